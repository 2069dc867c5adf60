/* body.c -- the nodes and buffers of one record batch, fetched on demand. */
#include "ipc/body.h"

#include <inttypes.h>

#include "base/alloc.h"
#include "base/err.h"

enum {
	WINDOW_MAX = 256 << 10,
	WINDOW_MIN = 16 << 10,
	WINDOW_TOTAL = 64 << 20, /* of one worker, while it can be kept */
};

/* The state of walking the fields of a record. */
struct walk {
	struct ipc_body *body;
	const struct ipc_record *record;
	int64_t *buffer;
	int32_t *variadic;
	int64_t buffers; /* met so far */
	int64_t variadics;
	struct vl_err *err;
};

static int
wrong(struct vl_err *err, const char *what)
{
	return vl_fail(err, VL_EFORMAT,
	    "corrupt Arrow record batch: wrong number of %s", what);
}

/* Buffers of a field itself, all but a view's data. */
static int
buffer_count(const struct ipc_field *f, int version)
{
	switch ((enum ipc_id)f->id) {
	case IPC_NULL:
	case IPC_RUN_END: return 0;
	case IPC_STRUCT:
	case IPC_FIXED_LIST: return 1;
	case IPC_UNION: return 1 + (f->unit == IPC_DENSE) + (version == IPC_V4);
	case IPC_BINARY:
	case IPC_UTF8:
	case IPC_LARGE_BINARY:
	case IPC_LARGE_UTF8:
	case IPC_LIST_VIEW:
	case IPC_LARGE_LIST_VIEW: return 3;
	case IPC_INT:
	case IPC_FLOAT:
	case IPC_BOOL:
	case IPC_DECIMAL:
	case IPC_DATE:
	case IPC_TIME:
	case IPC_TIMESTAMP:
	case IPC_INTERVAL:
	case IPC_LIST:
	case IPC_FIXED_BINARY:
	case IPC_MAP:
	case IPC_DURATION:
	case IPC_LARGE_LIST:
	case IPC_BINARY_VIEW:
	case IPC_UTF8_VIEW:
	case IPC_ID_COUNT: break;
	}
	return 2;
}

static int
walk_field(struct walk *w, const struct ipc_field *f)
{
	w->buffer[f->index] = w->buffers;
	w->buffers += buffer_count(f, w->body->version);
	if (f->dict)
		return 0; /* codes: no children, no views */
	if (f->id == IPC_BINARY_VIEW || f->id == IPC_UTF8_VIEW) {
		int64_t n;

		if (w->variadics == w->record->variadics)
			return wrong(w->err, "view buffers");
		memcpy(&n, flat_vec_at(w->record->variadic, w->variadics++, 8),
		    sizeof n);
		if (n < 0 || n > w->record->buffers)
			return wrong(w->err, "view buffers");
		w->variadic[f->index] = (int32_t)n;
		w->buffers += n;
	}
	for (int i = 0; i < f->children; i++)
		VL_TRY(walk_field(w, &f->child[i]));
	return 0;
}

/* Rows are at most UINT32_MAX: times the width of a value they do not wrap. */
static int
read_nodes(struct ipc_body *b, const struct ipc_record *r,
    const struct ipc_field *field, int count, struct vl_err *err)
{
	struct ipc_pair64 *node =
	    vl_new(b->message, struct ipc_pair64, r->nodes);

	for (int64_t i = 0; i < r->nodes; i++) {
		memcpy(&node[i], flat_vec_at(r->node, i, 16), sizeof *node);
		if (node[i].a < 0 || node[i].b < -1 || node[i].b > node[i].a)
			return vl_fail(err, VL_EFORMAT,
			    "corrupt Arrow record batch: a column of %" PRId64
			    " rows with %" PRId64 " NULLs",
			    node[i].a, node[i].b);
		if (node[i].a > UINT32_MAX)
			return vl_fail(err, VL_ELIMIT,
			    "an Arrow array of %" PRId64 " elements",
			    node[i].a);
	}
	for (int i = 0; i < count; i++)
		if (node[field[i].index].a != r->rows)
			return vl_fail(err, VL_EFORMAT,
			    "corrupt Arrow record batch: %" PRId64
			    " rows, but column '%.*s' has %" PRId64,
			    r->rows, (int)field[i].name.n, field[i].name.p,
			    node[field[i].index].a);
	b->node = node;
	return 0;
}

/* One window for each buffer; those that are there keep their memory. */
static void
make_windows(struct ipc_body *b)
{
	if (b->windows < b->parts) {
		b->window = vl_realloc(
		    b->window, b->parts * (int64_t)sizeof *b->window);
		for (int64_t i = b->windows; i < b->parts; i++)
			b->window[i] = (struct ipc_window){ 0 };
		b->windows = b->parts;
	}
	for (int64_t i = 0; i < b->windows; i++)
		b->window[i].bytes = 0;
	b->window_bytes = WINDOW_TOTAL / (b->parts + 1);
	if (b->window_bytes > WINDOW_MAX)
		b->window_bytes = WINDOW_MAX;
	if (b->window_bytes < WINDOW_MIN)
		b->window_bytes = WINDOW_MIN;
}

int
ipc_body_open(struct ipc_body *b, const struct ipc_record *r,
    const struct ipc_field *field, int count, int nodes, struct vl_err *err)
{
	struct walk w = { .body = b, .record = r, .err = err };

	if (r->nodes != nodes)
		return wrong(err, "columns");
	b->rows = r->rows;
	b->codec = r->codec;
	b->deflated = 0;
	b->inflated = 0;
	VL_TRY(read_nodes(b, r, field, count, err));
	w.buffer = vl_new(b->message, int64_t, nodes);
	w.variadic = vl_new(b->message, int32_t, nodes);
	for (int i = 0; i < count; i++)
		VL_TRY(walk_field(&w, &field[i]));
	if (w.buffers != r->buffers)
		return wrong(err, "buffers");
	if (w.variadics != r->variadics)
		return wrong(err, "view buffers");
	b->buffer = w.buffer;
	b->variadic = w.variadic;
	b->parts = r->buffers;
	b->part = vl_new(b->message, struct ipc_part, b->parts);
	for (int64_t i = 0; i < b->parts; i++) {
		struct ipc_pair64 at;

		memcpy(&at, flat_vec_at(r->buffer, i, 16), sizeof at);
		b->part[i].offset = at.a;
		b->part[i].bytes = at.b;
	}
	if (b->p == NULL)
		make_windows(b);
	return 0;
}

void
ipc_body_release(struct ipc_body *b)
{
	for (int64_t i = 0; i < b->windows; i++)
		ipc_room_release(&b->window[i].room);
	vl_dealloc(b->window);
	*b = (struct ipc_body){ 0 };
}

static int
read_file(
    struct ipc_body *b, int64_t at, void *to, int64_t n, struct vl_err *err)
{
	int64_t got = b->in->read_at(b->in->ctx, b->at + at, to, n, err);

	if (got < 0)
		return (int)got;
	if (got < n)
		return vl_fail(err, VL_ETRUNCATED,
		    "truncated Arrow file: it became shorter");
	return 0;
}

/* A message must not become much larger than it is. */
static int
check_ratio(
    struct ipc_body *b, int64_t deflated, int64_t inflated, struct vl_err *err)
{
	int64_t ratio = b->ratio_max > 0 ? b->ratio_max : IPC_RATIO;

	if (VL_ADD_OVERFLOW(b->inflated, inflated, &b->inflated))
		b->inflated = INT64_MAX;
	b->deflated += deflated;
	if ((b->inflated - IPC_INFLATE_FREE) / ratio > b->deflated)
		return vl_fail(err, VL_ELIMIT,
		    "compressed over %" PRId64 " times: %" PRId64
		    " bytes become %" PRId64,
		    ratio, b->deflated, b->inflated);
	return 0;
}

/* Decompress a whole buffer, once for the message. */
static int
open_part(struct ipc_body *b, struct ipc_part *part, struct vl_err *err)
{
	const char *from = b->p ? b->p + part->offset : NULL;
	int64_t bytes;
	char *to;

	if (from == NULL) {
		char *raw = vl_arena_buffer(b->message, part->bytes);

		VL_TRY(read_file(b, part->offset, raw, part->bytes, err));
		from = raw;
	}
	VL_TRY(ipc_inflated_bytes(from, part->bytes, &bytes, err));
	if (bytes == -1) {
		part->p = from + 8;
		part->bytes -= 8;
		return 0;
	}
	VL_TRY(check_ratio(b, part->bytes, bytes, err));
	to = vl_arena_buffer(b->message, bytes);
	if (bytes > 0)
		VL_TRY(
		    ipc_inflate(b->codec, from, part->bytes, to, bytes, err));
	part->p = to;
	part->bytes = bytes;
	return 0;
}

/* Bytes of a file's buffer, and some more behind them for the next batch. */
static int
from_window(struct ipc_body *b, int64_t buffer, int64_t from, int64_t n,
    const char **out, struct vl_err *err)
{
	struct ipc_window *w = &b->window[buffer];
	const struct ipc_part *part = &b->part[buffer];
	int64_t want = n > b->window_bytes ? n : b->window_bytes;

	if (w->room.p == NULL || from < w->from ||
	    from + n > w->from + w->bytes) {
		w->from = from & ~(int64_t)63;
		want += from - w->from;
		if (want > part->bytes - w->from)
			want = part->bytes - w->from;
		if (w->room.p == NULL || want > w->room.cap) {
			ipc_room_release(&w->room);
			w->room.p = vl_alloc_buffer(want);
			w->room.cap = want;
		}
		w->bytes = 0;
		VL_TRY(
		    read_file(b, part->offset + w->from, w->room.p, want, err));
		w->bytes = want;
	}
	*out = w->room.p + (from - w->from);
	return 0;
}

int
ipc_body_size(
    struct ipc_body *b, int64_t buffer, int64_t *out, struct vl_err *err)
{
	struct ipc_part *part = &b->part[buffer];

	if (b->codec != IPC_NO_CODEC && part->p == NULL)
		VL_TRY(open_part(b, part, err));
	*out = part->bytes;
	return 0;
}

int
ipc_body_bytes(struct ipc_body *b, int64_t buffer, int64_t from, int64_t n,
    int64_t align, struct vl_arena *a, const void **out, struct vl_err *err)
{
	const struct ipc_part *part = &b->part[buffer];
	const char *p;
	int64_t bytes;

	VL_TRY(ipc_body_size(b, buffer, &bytes, err));
	if (from < 0 || n < 0 || from > bytes || n > bytes - from)
		return vl_fail(err, VL_EFORMAT,
		    "corrupt Arrow record batch: buffer %" PRId64
		    " is too short with %" PRId64 " bytes",
		    buffer, bytes);
	if (part->p)
		p = part->p + from;
	else if (b->p)
		p = b->p + part->offset + from;
	else
		VL_TRY(from_window(b, buffer, from, n, &p, err));
	if ((uintptr_t)p & (uintptr_t)(align - 1)) {
		char *copy = vl_arena_buffer(a, n);

		memcpy(copy, p, (size_t)n);
		p = copy;
	}
	*out = p;
	return 0;
}
