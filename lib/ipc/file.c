/*
 * file.c -- Arrow files: a stream with a footer that says where its messages
 * are, so that several workers read it and columns are left out.
 *
 *	"ARROW1\0\0" | messages | Footer table | i32 its bytes | "ARROW1"
 */
#include <inttypes.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/spool.h"
#include "ipc/source.h"

enum {
	TAIL = 10,  /* footer length and magic */
	BLOCK = 24, /* struct Block in File.fbs */
};

static int
corrupt(struct vl_err *err, const char *what)
{
	return vl_fail(err, VL_EFORMAT, "corrupt Arrow file: %s", what);
}

static int
read_at(
    struct ipc_source *s, int64_t at, void *to, int64_t n, struct vl_err *err)
{
	int64_t got = s->in.read_at(s->in.ctx, at, to, n, err);

	if (got < 0)
		return (int)got;
	if (got < n)
		return vl_fail(err, VL_ETRUNCATED,
		    "truncated Arrow file: it became shorter");
	return 0;
}

static struct ipc_block *
read_blocks(struct vl_arena *a, struct flat_vec v)
{
	struct ipc_block *b = vl_new(a, struct ipc_block, v.count);

	for (int64_t i = 0; i < v.count; i++) {
		const uint8_t *p = flat_vec_at(v, i, BLOCK);
		int32_t meta;

		memcpy(&b[i].offset, p, 8);
		memcpy(&meta, p + 8, 4);
		b[i].meta_bytes = meta;
	}
	return b;
}

static int
read_footer(struct ipc_source *s, struct flat *f, struct vl_err *err)
{
	struct flat_table t = flat_root(f);
	struct flat_vec dicts = flat_vec(t, 2, BLOCK);
	struct flat_vec batches = flat_vec(t, 3, BLOCK);
	int16_t version = flat_i16(t, 0, 0);
	struct ipc_layout *layout = vl_new(&s->arena, struct ipc_layout, 1);

	if (f->bad)
		return corrupt(err, "its footer");
	if (version > IPC_V5)
		return vl_fail(err, VL_EUNSUPPORTED,
		    "Arrow metadata version %d is not supported", version + 1);
	VL_TRY(ipc_layout_read(&s->arena, flat_table(t, 1), layout, err));
	s->layout = layout;
	s->stream.own = vl_schema_meta(layout->schema, "vl:format").p != NULL;
	s->footer.dict = read_blocks(&s->arena, dicts);
	s->footer.dicts = dicts.count;
	s->footer.batch = read_blocks(&s->arena, batches);
	s->footer.batches = batches.count;
	return 0;
}

int
ipc_file_open(struct ipc_source *s, struct vl_err *err)
{
	char tail[TAIL];
	int64_t size = s->in.size;
	struct ipc_room room = { 0 };
	struct flat f = { 0 };
	int32_t bytes;
	int rc;

	if (size < 8 + TAIL)
		return vl_fail(err, VL_ETRUNCATED,
		    "truncated Arrow file: %" PRId64 " bytes", size);
	VL_TRY(read_at(s, size - TAIL, tail, TAIL, err));
	memcpy(&bytes, tail, sizeof bytes);
	if (memcmp(tail + 4, "ARROW1", 6) != 0)
		return vl_fail(err, VL_ETRUNCATED,
		    "truncated Arrow file: it ends without a footer");
	if (bytes <= 0 || bytes > size - 8 - TAIL)
		return corrupt(err, "the length of its footer");
	room.p = vl_alloc_buffer(bytes);
	rc = read_at(s, size - TAIL - bytes, room.p, bytes, err);
	f.p = (const uint8_t *)room.p;
	f.n = bytes;
	if (rc == 0)
		rc = read_footer(s, &f, err);
	ipc_room_release(&room);
	return rc;
}

int
ipc_file_message(struct ipc_source *s, const struct ipc_block *b,
    struct ipc_frame *f, int64_t *body_at, struct vl_err *err)
{
	int64_t skip = 4;
	int64_t left;
	int32_t word;

	if (b->offset < 0 || b->offset > s->in.size)
		return corrupt(err, "a message lies outside of it");
	left = s->in.size - b->offset;
	if (b->meta_bytes < 8 || b->meta_bytes > left ||
	    b->meta_bytes > IPC_META_MAX)
		return corrupt(err, "a message lies outside of it");
	if (f->meta.cap < b->meta_bytes) {
		ipc_room_release(&f->meta);
		f->meta.p = vl_alloc_buffer(b->meta_bytes);
		f->meta.cap = b->meta_bytes;
	}
	VL_TRY(read_at(s, b->offset, f->meta.p, b->meta_bytes, err));
	memcpy(&word, f->meta.p, sizeof word);
	if (word == -1)
		skip = 8; /* else as before 0.15, without marker */
	VL_TRY(ipc_message_read((const uint8_t *)f->meta.p + skip,
	    b->meta_bytes - skip, &f->message, err));
	if (f->message.body_bytes > left - b->meta_bytes)
		return corrupt(err, "a message lies outside of it");
	*body_at = b->offset + b->meta_bytes;
	return 0;
}

int
ipc_file_body(
    struct ipc_source *s, struct ipc_frame *f, int64_t at, struct vl_err *err)
{
	int64_t bytes = f->message.body_bytes;

	if (f->body.p == NULL || f->body.cap < bytes) {
		ipc_room_release(&f->body);
		f->body.p = vl_alloc_buffer(bytes);
		f->body.cap = bytes;
	}
	VL_TRY(read_at(s, at, f->body.p, bytes, err));
	if (f->message.notes.has_xxh3)
		VL_TRY(ipc_check_body(f, vl_xxh3(f->body.p, bytes), err));
	return 0;
}

int
ipc_file_dicts(struct ipc_source *s, struct ipc_dicts *d, struct ipc_frame *f,
    struct vl_err *err)
{
	for (int64_t i = 0; i < s->footer.dicts; i++) {
		int64_t at;

		VL_TRY(ipc_file_message(s, &s->footer.dict[i], f, &at, err));
		if (f->message.type != IPC_DICTIONARY)
			return corrupt(err, "a dictionary is something else");
		VL_TRY(ipc_file_body(s, f, at, err));
		VL_TRY(ipc_dicts_take(d, &f->message, &f->body, &s->lost, err));
	}
	return 0;
}

/* ---- a file that comes through a pipe ---- */

struct slurp {
	struct vl_ipc_input from;
	struct vl_spool bytes;
};

static int64_t
slurp_read_at(
    void *ctx, int64_t offset, void *to, int64_t n, struct vl_err *err)
{
	return vl_spool_read_at(
	    &((struct slurp *)ctx)->bytes, offset, to, n, err);
}

static void
slurp_close(void *ctx)
{
	struct slurp *m = ctx;

	if (m->from.close)
		m->from.close(m->from.ctx);
	vl_spool_release(&m->bytes);
	vl_dealloc(m);
}

int
ipc_file_slurp(struct ipc_source *s, struct vl_err *err)
{
	enum {
		STEP = 256 << 10
	};
	struct slurp *m = vl_alloc_one(struct slurp);
	char *step = vl_alloc_buffer(STEP);
	int64_t n;

	m->from = s->in;
	vl_spool_init(&m->bytes, s->how.tmpdir ? s->how.tmpdir : "/tmp");
	s->in = (struct vl_ipc_input){
		.ctx = m,
		.name = m->from.name,
		.read_at = slurp_read_at,
		.close = slurp_close,
	};
	while ((n = ipc_bytes_read(&s->stream.bytes, step, STEP, err)) > 0)
		if (vl_spool_add(&m->bytes, step, n, err) < 0) {
			n = err->code;
			break;
		}
	vl_dealloc(step);
	s->in.size = m->bytes.len;
	return (int)n;
}
