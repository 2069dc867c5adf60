/* spool.c -- rows kept as a source, in the bytes of an Arrow file. */
#include "exec/spool.h"

#include "base/alloc.h"
#include "base/err.h"
#include "base/spool.h"
#include "expr/session.h"
#include "ipc/read.h"
#include "ipc/write.h"

struct spooled {
	char *name;
	struct vl_spool bytes;
	int64_t rows;
	int64_t next; /* byte of spooled_read() */
};

static int64_t
spooled_read_at(
    void *ctx, int64_t offset, void *to, int64_t n, struct vl_err *err)
{
	return vl_spool_read_at(
	    &((struct spooled *)ctx)->bytes, offset, to, n, err);
}

static int64_t
spooled_read(void *ctx, void *to, int64_t n, struct vl_err *err)
{
	struct spooled *s = ctx;
	int64_t got = spooled_read_at(s, s->next, to, n, err);

	if (got > 0)
		s->next += got;
	return got;
}

static void
spooled_close(void *ctx)
{
	struct spooled *s = ctx;

	vl_spool_release(&s->bytes);
	vl_dealloc(s->name);
	vl_dealloc(s);
}

static int
keep(struct spooled *s, struct vl_buf *out, struct vl_err *err)
{
	int rc = out->len ? vl_spool_add(&s->bytes, out->p, out->len, err) : 0;

	vl_buf_reset(out);
	return rc;
}

static int
write_rows(struct spooled *s, struct vl_stream *rows,
    const struct vl_session *session, struct vl_err *err)
{
	struct vl_ipc_write how = { .producer = "vl-spool", .file = true };
	struct vl_ipc_writer *w = vl_ipc_writer_new(rows->schema, &how);
	struct vl_buf out = { 0 };
	struct vl_batch *b;
	int rc;

	while ((rc = vl_stream_next(rows, &b, err)) > 0) {
		s->rows += b->rows;
		if (vl_stopped(session))
			rc = vl_fail(err, VL_ESTOP, "stopped");
		else
			rc = vl_ipc_writer_batch(w, b, &out, err);
		if (rc < 0 || (rc = keep(s, &out, err)) < 0)
			break;
	}
	if (rc == 0)
		rc = vl_ipc_writer_end(w, NULL, &out, err);
	if (rc == 0)
		rc = keep(s, &out, err);
	vl_buf_release(&out);
	vl_ipc_writer_free(w);
	return rc;
}

int
vl_spool_source(const char *name, struct vl_scan *take_scan,
    struct vl_session *session, struct vl_source **out, struct vl_err *err)
{
	struct spooled *s = vl_alloc_one(struct spooled);
	struct vl_ipc_options how = { 0 };
	struct vl_stream *rows;
	int rc = vl_scan_stream(take_scan, &rows, err);

	s->name = vl_strndup(name, (int64_t)strlen(name));
	vl_spool_init(&s->bytes, session->tmpdir);
	if (rc == 0) {
		rc = write_rows(s, rows, session, err);
		vl_stream_close(rows);
	}
	if (rc < 0) {
		spooled_close(s);
		return rc;
	}
	struct vl_ipc_input in = {
		.ctx = s,
		.name = s->name,
		.read = spooled_read,
		.read_at = spooled_read_at,
		.size = s->bytes.len,
		.close = spooled_close,
	};
	int64_t n = s->rows;

	VL_TRY(vl_ipc_open(in, &how, out, err));
	(*out)->rows_estimate = n;
	return 0;
}
