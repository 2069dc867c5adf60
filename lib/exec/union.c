/*
 * union.c -- UNION ALL: the left input's rows, then the right's.
 *
 * A worker takes morsels of the left as long as there are any, then of the
 * right; the right's are numbered above all of the left's.
 */
#include "exec/op.h"

struct both {
	struct vl_scan base;
	struct vl_scan *in[2];
};

struct both_worker {
	struct vl_exec_worker w; /* input[0], input[1]: left, right */
	int side;
	int64_t shift; /* added to morsel numbers of the right */
};

static int
both_begin(struct vl_scan_worker *w, int64_t *morsel, struct vl_err *err)
{
	struct both_worker *b = (struct both_worker *)w;

	for (; b->side < 2; b->side++) {
		struct vl_scan_worker *in =
		    (struct vl_scan_worker *)w->stream.input[b->side];
		int rc = in->begin(in, morsel, err);

		if (rc != 0) {
			if (b->side)
				*morsel += b->shift;
			return rc;
		}
	}
	return 0;
}

static int
both_next(struct vl_stream *s, struct vl_batch **out, struct vl_err *err)
{
	struct both_worker *b = (struct both_worker *)s;
	int rc = vl_stream_next(s->input[b->side], out, err);

	if (rc > 0) {
		(*out)->schema = s->schema;
		if (b->side)
			(*out)->morsel += b->shift;
	}
	return rc;
}

static const struct vl_stream_class both_stream = {
	"union",
	both_next,
	vl_exec_worker_close,
};

static int
both_worker(struct vl_scan *s, struct vl_scan_worker **out, struct vl_err *err)
{
	struct both *u = (struct both *)s;
	struct vl_scan_worker *in[2];

	VL_TRY(vl_scan_worker(u->in[0], &in[0], err));
	int rc = vl_scan_worker(u->in[1], &in[1], err);

	if (rc < 0) {
		vl_stream_close(&in[0]->stream);
		return rc;
	}
	struct both_worker *w = vl_alloc_one(struct both_worker);

	w->w.base.stream.class = &both_stream;
	w->w.base.stream.schema = s->schema;
	w->w.base.stream.input[0] = &in[0]->stream;
	w->w.base.stream.input[1] = &in[1]->stream;
	w->w.base.begin = both_begin;
	w->shift = vl_scan_span(u->in[0]);
	*out = &w->w.base;
	return 0;
}

static void
both_close(struct vl_scan *s)
{
	struct both *u = (struct both *)s;

	vl_scan_close(u->in[0]);
	vl_scan_close(u->in[1]);
}

static const struct vl_scan_class both_class = {
	both_worker,
	both_close,
};

struct vl_scan *
vl_exec_union(struct vl_exec *x, struct vl_scan *left, struct vl_scan *right)
{
	struct both *u = vl_new(x->arena, struct both, 1);

	u->base.class = &both_class;
	u->base.schema = left->schema;
	/* Every worker opens one on both sides, and a side that says 1 may
	 * mean it: LIMIT counts its rows in its only worker. */
	u->base.parallel = left->parallel <= 1 || right->parallel <= 1 ? 1 :
	    left->parallel > right->parallel ? left->parallel :
					       right->parallel;
	u->base.span = vl_scan_span(left) + vl_scan_span(right);
	u->in[0] = left;
	u->in[1] = right;
	return &u->base;
}
