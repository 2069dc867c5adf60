/* op.c -- workers over workers, and scans over finished columns. */
#include "exec/op.h"

enum {
#ifdef VL_TEST_SMALL
	SLICE_ROWS = 2 * VL_BATCH_ROWS,
#else
	SLICE_ROWS = 8 * VL_BATCH_ROWS, /* one morsel of a result */
#endif
};

int
vl_exec_worker_begin(
    struct vl_scan_worker *w, int64_t *morsel, struct vl_err *err)
{
	struct vl_scan_worker *below =
	    (struct vl_scan_worker *)w->stream.input[0];

	return below->begin(below, morsel, err);
}

void
vl_exec_worker_close(struct vl_stream *s)
{
	struct vl_exec_worker *w = (struct vl_exec_worker *)s;

	if (w->eval)
		vl_eval_free(w->eval);
	vl_arena_release(&w->arena);
	vl_dealloc(w);
}

struct slice_worker {
	struct vl_exec_worker w;
	struct vl_slices *of;
	int64_t morsel;
	int64_t at;  /* next row */
	int64_t end; /* of the morsel */
};

static int
slice_begin(struct vl_scan_worker *w, int64_t *morsel, struct vl_err *err)
{
	struct slice_worker *s = (struct slice_worker *)w;

	(void)err;
	*morsel = s->morsel = atomic_fetch_add(&s->of->next, 1);
	s->at = s->morsel * SLICE_ROWS;
	s->end =
	    s->at + SLICE_ROWS < s->of->rows ? s->at + SLICE_ROWS : s->of->rows;
	return s->at < s->of->rows;
}

static int
slice_next(struct vl_stream *st, struct vl_batch **out, struct vl_err *err)
{
	struct slice_worker *s = (struct slice_worker *)st;
	int64_t n = s->end - s->at;

	(void)err;
	if (n <= 0)
		return 0;
	if (n > VL_BATCH_ROWS)
		n = VL_BATCH_ROWS;
	vl_arena_reset(&s->w.arena);
	struct vl_batch *b = vl_batch_new(&s->w.arena, st->schema, n);

	for (int i = 0; i < st->schema->count; i++)
		b->col[i] = s->of->order ?
		    vl_column_take32(
			&s->w.arena, &s->of->col[i], s->of->order + s->at, n) :
		    vl_column_slice(&s->w.arena, &s->of->col[i], s->at, n);
	b->morsel = s->morsel;
	b->first = s->at - s->morsel * SLICE_ROWS;
	s->at += n;
	*out = b;
	return 1;
}

static const struct vl_stream_class slice_stream = {
	"slices",
	slice_next,
	vl_exec_worker_close,
};

static int
slices_worker(
    struct vl_scan *scan, struct vl_scan_worker **out, struct vl_err *err)
{
	struct vl_slices *s = (struct vl_slices *)scan;

	if (!s->built) {
		VL_TRY(s->build(s, err));
		s->built = true;
	}
	struct slice_worker *w = vl_alloc_one(struct slice_worker);

	w->w.base.stream.class = &slice_stream;
	w->w.base.stream.schema = scan->schema;
	w->w.base.begin = slice_begin;
	w->of = s;
	*out = &w->w.base;
	return 0;
}

static void
slices_close(struct vl_scan *scan)
{
	struct vl_slices *s = (struct vl_slices *)scan;

	s->release(s);
}

static const struct vl_scan_class slices_class = {
	slices_worker,
	slices_close,
};

void
vl_slices_init(struct vl_slices *s, const struct vl_schema *schema, int threads)
{
	s->base.class = &slices_class;
	s->base.schema = schema;
	s->base.parallel = threads;
}

int64_t
vl_slices_span(int64_t rows)
{
	return rows / SLICE_ROWS + 1;
}
