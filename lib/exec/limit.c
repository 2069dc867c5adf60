/*
 * limit.c -- the rows offset .. offset + limit of the input, in its order.
 *
 * One worker pulls one worker below it, so that LIMIT 5 reads as little as it
 * can and an endless input ends.
 */
#include "exec/op.h"

struct limit {
	struct vl_scan base;
	struct vl_scan *in;
	const struct vl_session *session;
	int64_t limit;
	int64_t offset;
};

struct limit_worker {
	struct vl_exec_worker w;
	int64_t skip; /* rows still to drop */
	int64_t left; /* rows still to give; -1: all */
	const struct vl_session *session;
};

static int
limit_begin(struct vl_scan_worker *w, int64_t *morsel, struct vl_err *err)
{
	struct limit_worker *l = (struct limit_worker *)w;

	return l->left == 0 ? 0 : vl_exec_worker_begin(w, morsel, err);
}

static int
limit_next(struct vl_stream *s, struct vl_batch **out, struct vl_err *err)
{
	struct limit_worker *l = (struct limit_worker *)s;
	int rc = 0;

	while (
	    l->left != 0 && (rc = vl_stream_next(s->input[0], out, err)) > 0) {
		struct vl_batch *b = *out;
		int64_t from = l->skip < b->rows ? l->skip : b->rows;
		int64_t n = b->rows - from;

		if (l->left >= 0 && n > l->left)
			n = l->left;
		l->skip -= from;
		if (n == 0) {
			if (!vl_stopped(l->session))
				continue;
			rc = vl_fail(err, VL_ESTOP, "stopped");
			break;
		}
		if (l->left > 0)
			l->left -= n;
		vl_batch_slice(b, from, n);
		return 1;
	}
	*out = NULL;
	return rc;
}

static const struct vl_stream_class limit_stream = {
	"limit",
	limit_next,
	vl_exec_worker_close,
};

static int
limit_worker(struct vl_scan *s, struct vl_scan_worker **out, struct vl_err *err)
{
	struct limit *l = (struct limit *)s;
	struct vl_scan_worker *below = NULL;

	/* LIMIT 0 asks for the columns alone. */
	if (l->limit != 0)
		VL_TRY(vl_scan_worker(l->in, &below, err));
	struct limit_worker *w = vl_alloc_one(struct limit_worker);

	w->w.base.stream.class = &limit_stream;
	w->w.base.stream.schema = s->schema;
	w->w.base.stream.input[0] = below ? &below->stream : NULL;
	w->w.base.begin = limit_begin;
	w->session = l->session;
	w->skip = l->offset;
	w->left = l->limit;
	*out = &w->w.base;
	return 0;
}

static void
limit_close(struct vl_scan *s)
{
	vl_scan_close(((struct limit *)s)->in);
}

static const struct vl_scan_class limit_class = {
	limit_worker,
	limit_close,
};

struct vl_scan *
vl_exec_limit(struct vl_exec *x, const struct vl_plan *p, struct vl_scan *in)
{
	struct limit *l = vl_new(x->arena, struct limit, 1);

	l->base.class = &limit_class;
	l->base.span = in->span;
	l->base.schema = in->schema;
	l->base.parallel = 1;
	l->in = in;
	l->session = x->session;
	l->limit = p->limit;
	l->offset = p->offset;
	return &l->base;
}
