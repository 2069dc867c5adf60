/* read.c -- Arrow streams and files as a source: scans, morsels, batches. */
#include "ipc/read.h"

#include <assert.h>

#include "base/alloc.h"
#include "col/batch.h"
#include "ipc/source.h"

enum {
	MORSEL_ROWS = 65536,   /* of a file's batch; a multiple of 64 */
	VERIFY_MAX = 16 << 20, /* bytes of a body that is read at once */
	NODES_FULL = 256,      /* columns that a full batch may have */
};

struct scan {
	struct vl_scan base;
	struct ipc_source *source;
	const struct vl_want *want;
	struct vl_arena arena;
	int64_t batch_rows;
	pthread_mutex_t lock; /* of all below, and of source->stream */
	int64_t morsel;
	struct vl_err failed;   /* code is 0 until something did */
	struct ipc_dicts dicts; /* of a file */
	struct ipc_frame frame; /* of a file: the batch being handed out */
	int64_t block;
	int64_t row;
	int64_t rows;   /* of the block, -1: not looked at yet */
	int64_t before; /* rows of the messages before it */
};

struct worker {
	struct vl_scan_worker base;
	struct scan *scan;
	struct ipc_frame frame;
	struct vl_arena batch;   /* of the batch handed out */
	struct vl_arena message; /* of the message */
	struct ipc_body body;
	const struct ipc_layout *layout; /* of the message */
	bool own;                        /* its stream is ours */
	bool trusted;                    /* and its checksum was right */
	int64_t before;                  /* rows of the messages before it */
	struct ipc_values **held;        /* its dictionaries */
	int64_t morsel;
	int64_t first; /* row of the message where the morsel begins */
	int64_t row;   /* next one */
	int64_t end;
};

/* ---- workers ---- */

static void
drop_held(struct worker *w)
{
	for (int i = 0; w->held && i < w->layout->dict_count; i++)
		ipc_values_drop(w->held[i]);
	vl_dealloc(w->held);
	w->held = NULL;
}

/* Keep what the next message needs, whatever others read meanwhile. */
static void
hold(struct worker *w, const struct ipc_dicts *dicts)
{
	drop_held(w);
	w->layout = dicts->layout;
	w->own = dicts->own;
	w->held = vl_alloc(
	    (int64_t)sizeof(struct ipc_values *) * w->layout->dict_count);
	for (int i = 0; i < w->layout->dict_count; i++)
		w->held[i] = ipc_values_hold(dicts->values[i]);
}

/* Take the frame's message apart. */
static int
open_body(struct worker *w, int64_t body_at, bool in_memory, struct vl_err *err)
{
	struct ipc_source *s = w->scan->source;
	const struct ipc_message *m = &w->frame.message;
	struct ipc_record r;

	if (m->type != IPC_RECORD)
		return vl_fail(err, VL_EFORMAT,
		    "corrupt Arrow file: a batch is something else");
	VL_TRY(ipc_record_read(m->header, m->body_bytes, &r, err));
	w->body.p = in_memory ? w->frame.body.p : NULL;
	w->body.in = &s->in;
	w->body.at = body_at;
	w->body.version = m->version;
	w->body.ratio_max = s->how.ratio_max;
	w->body.own = w->own;
	w->body.dict = w->held;
	w->body.message = &w->message;
	return ipc_body_open(&w->body, &r, w->layout->field,
	    w->layout->schema->count, w->layout->nodes, err);
}

/* A further message of the stream; the lock is held. */
static int
take_stream(struct worker *w, struct vl_err *err)
{
	struct ipc_source *s = w->scan->source;
	int64_t before = s->stream.bytes.taken;
	int rc = ipc_stream_next(s, &w->frame, err);

	atomic_fetch_add(
	    &w->scan->base.stats.bytes, s->stream.bytes.taken - before);
	if (rc > 0) {
		hold(w, &s->stream.dicts);
		w->before = w->scan->before;
		w->scan->before += flat_i64(w->frame.message.header, 0, 0);
	}
	return rc;
}

/* Some rows of a file's batch; the lock is held.  *block is theirs. */
static int
take_file(struct worker *w, int64_t *block, struct vl_err *err)
{
	struct scan *c = w->scan;
	struct ipc_source *s = c->source;

	if (c->rows >= 0 && c->row >= c->rows) {
		c->before += c->rows;
		c->block++;
		c->row = 0;
		c->rows = -1;
	}
	if (c->block >= s->footer.batches)
		return 0;
	*block = c->block;
	if (c->rows < 0) {
		struct ipc_record r;
		int64_t at;

		VL_TRY(ipc_file_message(
		    s, &s->footer.batch[c->block], &c->frame, &at, err));
		VL_TRY(ipc_record_read(c->frame.message.header,
		    c->frame.message.body_bytes, &r, err));
		c->rows = r.rows;
	}
	w->before = c->before;
	w->first = c->row;
	w->end = c->rows;
	/* Compressed buffers are not worth decompressing twice. */
	if (!flat_has(c->frame.message.header, 3) &&
	    c->rows - c->row > MORSEL_ROWS)
		w->end = c->row + MORSEL_ROWS;
	c->row = w->end;
	return 1;
}

/* Small bodies of ours are read as a whole and checked, unless only few of
 * their columns are wanted. */
static bool
is_verified(const struct scan *c, const struct ipc_message *m)
{
	return m->notes.has_xxh3 && m->body_bytes <= VERIFY_MAX &&
	    c->want->count * 2 >= c->source->layout->schema->count;
}

static int
open_file_body(struct worker *w, int64_t block, struct vl_err *err)
{
	struct ipc_source *s = w->scan->source;
	bool whole;
	int64_t at;

	VL_TRY(
	    ipc_file_message(s, &s->footer.batch[block], &w->frame, &at, err));
	whole = is_verified(w->scan, &w->frame.message);
	if (whole)
		VL_TRY(ipc_file_body(s, &w->frame, at, err));
	w->trusted = w->own && whole;
	VL_TRY(open_body(w, at, whole, err));
	atomic_fetch_add(
	    &w->scan->base.stats.bytes, w->frame.message.body_bytes);
	if (w->end > w->body.rows)
		return vl_fail(err, VL_EFORMAT,
		    "corrupt Arrow file: it changed while it was read");
	return 0;
}

/* Say which input; what an upstream said has its own place. */
static int
place(const struct scan *c, int64_t row, struct vl_err *err)
{
	return err->code == VL_EUPSTREAM ?
	    err->code :
	    vl_err_place(err, c->source->in.name, row, 0);
}

/* Take rows from the counter that all workers share. */
static int
take_morsel(struct worker *w, int64_t *block, struct vl_err *err)
{
	struct scan *c = w->scan;
	int rc;

	pthread_mutex_lock(&c->lock);
	if (c->failed.code) {
		*err = c->failed;
		rc = err->code;
	} else if (c->source->is_file) {
		rc = take_file(w, block, err);
	} else {
		rc = take_stream(w, err);
	}
	if (rc < 0)
		c->failed = *err;
	w->morsel = c->morsel++;
	pthread_mutex_unlock(&c->lock);
	return rc;
}

/* The next rows' message, taken apart: 1, 0 behind the last. */
static int
open_morsel(struct worker *w, struct vl_err *err)
{
	int64_t block = 0;
	int rc = take_morsel(w, &block, err);

	if (rc <= 0)
		return rc;
	if (w->scan->source->is_file) {
		VL_TRY(open_file_body(w, block, err));
	} else {
		w->trusted = w->own;
		VL_TRY(open_body(w, 0, true, err));
		w->end = w->body.rows;
	}
	return rc;
}

static int
worker_begin(struct vl_scan_worker *base, int64_t *morsel, struct vl_err *err)
{
	struct worker *w = (struct worker *)base;
	int rc;

	vl_arena_reset(&w->batch);
	vl_arena_reset(&w->message);
	w->first = w->row = w->end = 0;
	rc = open_morsel(w, err);
	if (rc <= 0)
		return rc < 0 ? place(w->scan, 0, err) : 0;
	w->row = w->first;
	*morsel = w->morsel;
	return 1;
}

/* Columns of the rows from w->row on, into b. */
static int
load_columns(struct worker *w, struct vl_batch *b, struct vl_err *err)
{
	struct ipc_source *s = w->scan->source;
	const struct vl_want *want = w->scan->want;
	struct ipc_load load = { &w->body, &w->batch, &s->lost, err };
	int64_t row;

	for (int i = 0; i < want->count; i++) {
		const struct ipc_field *f = &w->layout->field[want->column[i]];

		if (ipc_load(&load, f, w->row, b->rows, true, &b->col[i]) < 0)
			return place(w->scan, 0, err);
		if (!w->trusted &&
		    ipc_check_text(&b->col[i], f->name, &row, err) < 0)
			return place(
			    w->scan, w->before + w->row + row + 1, err);
	}
	return 0;
}

static int
worker_next(struct vl_stream *base, struct vl_batch **out, struct vl_err *err)
{
	struct worker *w = (struct worker *)base;
	const struct scan *c = w->scan;
	int64_t n = w->end - w->row;

	if (n <= 0)
		return 0;
	if (n > c->batch_rows)
		n = c->batch_rows;
	vl_arena_reset(&w->batch);
	struct vl_batch *b = vl_batch_new(&w->batch, base->schema, n);

	VL_TRY(load_columns(w, b, err));
	b->morsel = w->morsel;
	b->first = w->row - w->first;
	w->row += n;
	atomic_fetch_add(&w->scan->base.stats.rows, n);
	*out = b;
	return 1;
}

static void
worker_close(struct vl_stream *base)
{
	struct worker *w = (struct worker *)base;

	drop_held(w);
	ipc_body_release(&w->body);
	ipc_frame_release(&w->frame);
	vl_arena_release(&w->batch);
	vl_arena_release(&w->message);
	vl_dealloc(w);
}

static const struct vl_stream_class worker_class = {
	"arrow",
	worker_next,
	worker_close,
};

/* ---- scans ---- */

static int
scan_worker(
    struct vl_scan *base, struct vl_scan_worker **out, struct vl_err *err)
{
	struct scan *c = (struct scan *)base;
	struct worker *w = vl_alloc_one(struct worker);

	(void)err;
	w->base.stream.class = &worker_class;
	w->base.stream.schema = base->schema;
	w->base.begin = worker_begin;
	w->scan = c;
	if (c->source->is_file)
		hold(w, &c->dicts);
	*out = &w->base;
	return 0;
}

static void
scan_close(struct vl_scan *base)
{
	struct scan *c = (struct scan *)base;
	struct ipc_source *s = c->source;

	if (atomic_exchange(&s->lost, 0) & IPC_LOST_NANOS && s->how.warn)
		s->how.warn(s->how.warn_ctx,
		    "nanoseconds of TIME and INTERVAL values were cut to "
		    "microseconds");
	ipc_dicts_release(&c->dicts);
	ipc_frame_release(&c->frame);
	pthread_mutex_destroy(&c->lock);
	vl_arena_release(&c->arena);
	vl_dealloc(c);
}

static const struct vl_scan_class scan_class = { scan_worker, scan_close };

static int
node_count(const struct ipc_field *f)
{
	int n = 1;

	for (int i = 0; i < f->children; i++)
		n += node_count(&f->child[i]);
	return n;
}

static bool
has_dict(const struct ipc_field *f)
{
	bool any = f->dict != NULL;

	for (int i = 0; i < f->children; i++)
		any |= has_dict(&f->child[i]);
	return any;
}

/* The stream from where it is, or, for a second pass, from its start. */
static int
start_stream(struct ipc_source *s, struct scan *c, struct vl_err *err)
{
	if (!s->used) {
		s->used = true;
		return 0;
	}
	if (s->in.rewind == NULL)
		return vl_fail(
		    err, VL_EUSAGE, "'%s' can only be read once", s->in.name);
	VL_TRY(s->in.rewind(s->in.ctx, err));
	s->stream.bytes.held_bytes = 0;
	s->stream.bytes.taken = 0;
	s->stream.done = false;
	return ipc_stream_start(s, &c->frame, err);
}

static int
start_file(struct ipc_source *s, struct scan *c, struct vl_err *err)
{
	bool dict = false;

	ipc_dicts_start(&c->dicts, s->layout);
	c->dicts.ratio_max = s->how.ratio_max;
	c->dicts.own = s->stream.own;
	for (int i = 0; i < c->want->count; i++)
		dict |= has_dict(&s->layout->field[c->want->column[i]]);
	return dict ? ipc_file_dicts(s, &c->dicts, &c->frame, err) : 0;
}

/* Wide tables come in shorter batches, so that these stay in cache. */
static int64_t
batch_rows(const struct ipc_source *s, const struct vl_want *want)
{
	int nodes = 0;

	for (int i = 0; i < want->count; i++)
		nodes += node_count(&s->layout->field[want->column[i]]);
	return nodes <= NODES_FULL ? VL_BATCH_ROWS :
				     1 + VL_BATCH_ROWS * NODES_FULL / nodes;
}

static int
source_scan(struct vl_source *base, const struct vl_want *want,
    struct vl_scan **out, struct vl_err *err)
{
	struct ipc_source *s = (struct ipc_source *)base;
	struct scan *c = vl_alloc_one(struct scan);
	int rc;

	c->base.class = &scan_class;
	c->base.schema = vl_schema_project(
	    &c->arena, base->schema, want->column, want->count);
	c->base.conjunct_answer =
	    vl_new(&c->arena, enum vl_answer, want->conjunct_count);
	c->base.parallel = want->threads;
	c->base.stats.bytes_total = s->in.size;
	c->source = s;
	c->want = want;
	c->rows = -1;
	c->batch_rows = batch_rows(s, want);
	pthread_mutex_init(&c->lock, NULL);
	rc = s->is_file ? start_file(s, c, err) : start_stream(s, c, err);
	if (rc < 0)
		scan_close(&c->base);
	else
		*out = &c->base;
	return rc;
}

static void
source_describe(const struct vl_source *base, struct vl_buf *out)
{
	const struct ipc_source *s = (const struct ipc_source *)base;

	if (s->is_file)
		vl_buf_printf(
		    out, "batches=%lld", (long long)s->footer.batches);
	else
		vl_buf_cstr(out, s->stream.own ? "stream=vl" : "stream=arrow");
}

static void
source_close(struct vl_source *base)
{
	struct ipc_source *s = (struct ipc_source *)base;

	ipc_dicts_release(&s->stream.dicts);
	vl_arena_release(&s->arena);
	if (s->in.close)
		s->in.close(s->in.ctx);
	vl_dealloc(s);
}

static const struct vl_source_class source_class = {
	.name = "arrow",
	.scan = source_scan,
	.describe = source_describe,
	.close = source_close,
};

/* ---- opening ---- */

/* Look at the first bytes: a file or a stream. */
static int
open_input(struct ipc_source *s, struct ipc_frame *f, struct vl_err *err)
{
	struct ipc_bytes *b = &s->stream.bytes;
	int64_t n = ipc_bytes_read(b, b->held, 4, err);

	if (n < 0)
		return (int)n;
	if (n == 4 && memcmp(b->held, "ARRO", 4) == 0) {
		int64_t more = ipc_bytes_read(b, b->held + 4, 4, err);

		if (more < 0)
			return (int)more;
		n += more;
	}
	b->held_bytes = (int)n;
	b->taken = 0;
	if (n >= 6 && memcmp(b->held, "ARROW1", 6) == 0) {
		s->is_file = true;
		if (s->in.read_at == NULL)
			VL_TRY(ipc_file_slurp(s, err));
		return ipc_file_open(s, err);
	}
	s->stream.dicts.ratio_max = s->how.ratio_max;
	return ipc_stream_start(s, f, err);
}

int
vl_ipc_open(struct vl_ipc_input take_in, const struct vl_ipc_options *how,
    struct vl_source **out, struct vl_err *err)
{
	struct ipc_source *s = vl_alloc_one(struct ipc_source);
	struct ipc_frame f = { 0 };
	int rc;

	s->base.class = &source_class;
	s->base.name = take_in.name;
	s->base.rows_estimate = -1;
	s->base.bytes_estimate = take_in.size;
	s->in = take_in;
	s->how = *how;
	s->stream.bytes.in = take_in;
	rc = open_input(s, &f, err);
	ipc_frame_release(&f);
	if (rc < 0) {
		vl_err_place(err, take_in.name, 0, 0);
		source_close(&s->base);
		return rc;
	}
	s->base.schema = s->layout->schema;
	s->base.sequence = !s->is_file;
	*out = &s->base;
	return 0;
}
