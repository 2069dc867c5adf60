/* filter.c -- keep the rows for which a condition is true. */
#include "exec/op.h"

struct filter {
	struct vl_scan base;
	struct vl_exec *x;
	struct vl_scan *in;
	const struct vl_prog *prog;
};

struct filter_worker {
	struct vl_exec_worker w;
	const struct vl_session *session;
};

static int
filter_next(struct vl_stream *s, struct vl_batch **out, struct vl_err *err)
{
	struct filter_worker *f = (struct filter_worker *)s;
	int rc;

	while ((rc = vl_stream_next(s->input[0], out, err)) > 0) {
		rc = vl_eval_filter(f->w.eval, *out, err);
		if (rc < 0)
			break;
		if ((*out)->rows > 0)
			return 1;
		if (vl_stopped(f->session)) {
			rc = vl_fail(err, VL_ESTOP, "stopped");
			break;
		}
	}
	*out = NULL;
	return rc;
}

static const struct vl_stream_class filter_stream = {
	"filter",
	filter_next,
	vl_exec_worker_close,
};

static int
filter_worker(
    struct vl_scan *s, struct vl_scan_worker **out, struct vl_err *err)
{
	struct filter *f = (struct filter *)s;
	struct vl_scan_worker *below;

	VL_TRY(vl_scan_worker(f->in, &below, err));
	struct filter_worker *w = vl_alloc_one(struct filter_worker);

	w->w.base.stream.class = &filter_stream;
	w->w.base.stream.schema = s->schema;
	w->w.base.stream.input[0] = &below->stream;
	w->w.base.begin = vl_exec_worker_begin;
	w->w.eval = vl_eval_new(&w->w.arena, f->prog, f->x->session);
	w->session = f->x->session;
	*out = &w->w.base;
	return 0;
}

static void
filter_close(struct vl_scan *s)
{
	vl_scan_close(((struct filter *)s)->in);
}

static const struct vl_scan_class filter_class = {
	filter_worker,
	filter_close,
};

struct vl_scan *
vl_exec_filter(
    struct vl_exec *x, const struct vl_expr *condition, struct vl_scan *in)
{
	struct filter *f = vl_new(x->arena, struct filter, 1);

	f->base.class = &filter_class;
	f->base.span = in->span;
	f->base.schema = in->schema;
	f->base.parallel = in->parallel;
	f->x = x;
	f->in = in;
	f->prog = vl_prog_compile(x->arena, &condition, 1);
	return &f->base;
}
