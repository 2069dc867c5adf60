/*
 * stream.c -- messages of a stream in order, and what vl-format(5) says about
 * streams that are short, changed or joined.
 */
#include <inttypes.h>

#include "base/hash.h"
#include "ipc/source.h"

void
ipc_frame_release(struct ipc_frame *f)
{
	ipc_room_release(&f->meta);
	ipc_room_release(&f->body);
}

static int
corrupt(struct vl_err *err, const char *what)
{
	return vl_fail(err, VL_EFORMAT, "corrupt Arrow stream: %s", what);
}

int
ipc_check_body(const struct ipc_frame *f, uint64_t hash, struct vl_err *err)
{
	if (f->message.notes.has_xxh3 && f->message.notes.xxh3 != hash)
		return corrupt(err, "a message's checksum is wrong");
	return 0;
}

/* Read metadata and parse it; IPC_EOF, IPC_EOS, IPC_FRAME. */
static int
read_frame(struct ipc_stream *t, struct ipc_frame *f, uint64_t *hash,
    struct vl_err *err)
{
	int64_t bytes;
	int rc = ipc_frame_read(&t->bytes, &f->meta, &bytes, err);

	if (rc != IPC_FRAME)
		return rc;
	VL_TRY(ipc_message_read(
	    (const uint8_t *)f->meta.p + IPC_PREFIX, bytes, &f->message, err));
	*hash = vl_xxh3(f->meta.p, IPC_PREFIX + bytes);
	return IPC_FRAME;
}

/* A stream begins with a schema message: see what it says of itself. */
static int
take_schema(struct ipc_source *s, struct ipc_frame *f, uint64_t hash,
    struct vl_err *err)
{
	struct ipc_stream *t = &s->stream;
	struct ipc_layout *layout = vl_new(&s->arena, struct ipc_layout, 1);

	if (f->message.type != IPC_SCHEMA)
		return corrupt(err,
		    s->layout ? "data behind its end" :
				"it does not begin with a schema");
	VL_TRY(ipc_layout_read(&s->arena, f->message.header, layout, err));
	if (s->layout && !vl_schema_eq(layout->schema, s->layout->schema))
		return vl_fail(err, VL_ETYPE,
		    "streams of different columns follow each other");
	struct vl_str format = vl_schema_meta(layout->schema, "vl:format");

	if (format.p && !vl_str_is(format, "1"))
		return vl_fail(err, VL_EUNSUPPORTED,
		    "Arrow stream of vl:format '%.*s': this is version 1",
		    (int)(format.n < 20 ? format.n : 20), format.p);
	s->layout = layout;
	ipc_dicts_start(&t->dicts, layout);
	t->own = format.p != NULL;
	t->dicts.own = t->own;
	t->ended = false;
	t->between = false;
	t->rows = 0;
	t->batches = 0;
	t->chain = ipc_chain(0, hash, 0);
	return 0;
}

int
ipc_stream_start(struct ipc_source *s, struct ipc_frame *f, struct vl_err *err)
{
	uint64_t hash;
	int rc = read_frame(&s->stream, f, &hash, err);

	if (rc < 0)
		return rc;
	if (rc == IPC_EOF)
		return vl_fail(
		    err, VL_ETRUNCATED, "no input: upstream wrote nothing");
	if (rc == IPC_EOS)
		return corrupt(err, "it does not begin with a schema");
	return take_schema(s, f, hash, err);
}

/* The input ends where a message could begin. */
static int
at_eof(struct ipc_source *s, struct vl_err *err)
{
	struct ipc_stream *t = &s->stream;

	t->done = true;
	if (t->between)
		return 0;
	if (t->own)
		return vl_fail(err, VL_ETRUNCATED,
		    "truncated Arrow stream: it ends without its end marker, "
		    "after %" PRId64 " rows",
		    t->rows);
	if (s->how.strict)
		return vl_fail(err, VL_ETRUNCATED,
		    "truncated Arrow stream: it has no end-of-stream marker");
	if (s->how.warn)
		s->how.warn(s->how.warn_ctx,
		    "the Arrow stream has no end-of-stream marker and may be "
		    "truncated");
	return 0;
}

static int
at_eos(struct ipc_stream *t, struct vl_err *err)
{
	if (t->between)
		return corrupt(err, "data behind its end");
	if (t->own && !t->ended)
		return vl_fail(err, VL_ETRUNCATED,
		    "truncated Arrow stream: it ends without its end marker, "
		    "after %" PRId64 " rows",
		    t->rows);
	t->between = true;
	return 0;
}

/* The end marker: everything must have arrived as it was sent, the marker
 * itself too. */
static int
take_end(struct ipc_stream *t, struct ipc_frame *f, struct vl_err *err)
{
	const struct ipc_notes *n = &f->message.notes;
	int64_t body = f->message.body_bytes;
	uint64_t hash;

	if (!n->has_total)
		return corrupt(err, "its end marker lacks the totals");
	if (n->rows != t->rows || n->batches != t->batches)
		return corrupt(err, "rows were lost on the way");
	memset(f->meta.p + (n->hash_text.p - f->meta.p), '0',
	    (size_t)n->hash_text.n);
	hash = ipc_chain(t->chain,
	    vl_xxh3(f->meta.p, IPC_PREFIX + f->message.flat.n),
	    vl_xxh3(f->body.p, body));
	if (n->hash != hash)
		return corrupt(err, "its checksum is wrong");
	t->ended = true;
	if (n->end == IPC_END_ERROR)
		return vl_fail(err, VL_EUPSTREAM, "%.*s",
		    (int)(n->error.n < 400 ? n->error.n : 400),
		    n->error.n ? n->error.p : "upstream failed");
	return 0;
}

/* One message behind the schema: 1 if it is a batch of rows. */
static int
take_message(struct ipc_source *s, struct ipc_frame *f, uint64_t hash,
    struct vl_err *err)
{
	struct ipc_stream *t = &s->stream;
	const struct ipc_message *m = &f->message;
	uint64_t body = 0;

	if (t->ended || m->type == IPC_SCHEMA)
		return corrupt(err,
		    t->ended ? "data behind its end marker" :
			       "a second schema");
	VL_TRY(ipc_body_read(&t->bytes, &f->body, m->body_bytes, err));
	if (m->notes.end)
		return take_end(t, f, err);
	if (t->own && !m->notes.has_xxh3)
		return corrupt(err, "a message lacks its checksum");
	if (m->notes.has_xxh3)
		body = vl_xxh3(f->body.p, m->body_bytes);
	VL_TRY(ipc_check_body(f, body, err));
	t->chain = ipc_chain(t->chain, hash, body);
	if (m->type == IPC_DICTIONARY)
		return ipc_dicts_take(&t->dicts, m, &f->body, &s->lost, err);
	t->batches++;
	t->rows += flat_i64(m->header, 0, 0);
	return 1;
}

int
ipc_stream_next(struct ipc_source *s, struct ipc_frame *f, struct vl_err *err)
{
	struct ipc_stream *t = &s->stream;
	int rc = 0;

	while (rc == 0 && !t->done) {
		uint64_t hash;

		rc = read_frame(t, f, &hash, err);
		if (rc < 0)
			return rc;
		if (rc == IPC_EOF)
			return at_eof(s, err);
		if (rc == IPC_EOS)
			rc = at_eos(t, err);
		else if (t->between)
			rc = take_schema(s, f, hash, err);
		else
			rc = take_message(s, f, hash, err);
	}
	return rc;
}
