/* project.c -- compute the columns of the result. */
#include "exec/op.h"

struct project {
	struct vl_scan base;
	struct vl_exec *x;
	struct vl_scan *in;
	const struct vl_prog *prog;
};

struct project_worker {
	struct vl_exec_worker w;
	struct vl_batch batch;
	struct vl_column *col; /* [schema->count] in the worker's arena */
};

static int
project_next(struct vl_stream *s, struct vl_batch **out, struct vl_err *err)
{
	struct project_worker *p = (struct project_worker *)s;
	struct vl_batch *in;
	int rc = vl_stream_next(s->input[0], &in, err);

	if (rc <= 0)
		return rc;
	VL_TRY(vl_eval_run(p->w.eval, in, p->col, err));
	/* All of it anew: who had the last one may have sliced it. */
	p->batch = (struct vl_batch){
		.schema = s->schema,
		.rows = in->rows,
		.len = in->rows,
		.col = p->col,
		.arena = in->arena,
		.morsel = in->morsel,
		.first =
		    in->sel && in->rows ? in->first + in->sel[0] : in->first,
	};
	*out = &p->batch;
	return 1;
}

static const struct vl_stream_class project_stream = {
	"project",
	project_next,
	vl_exec_worker_close,
};

static int
project_worker(
    struct vl_scan *s, struct vl_scan_worker **out, struct vl_err *err)
{
	struct project *p = (struct project *)s;
	struct vl_scan_worker *below;

	VL_TRY(vl_scan_worker(p->in, &below, err));
	struct project_worker *w = vl_alloc_one(struct project_worker);

	w->w.base.stream.class = &project_stream;
	w->w.base.stream.schema = s->schema;
	w->w.base.stream.input[0] = &below->stream;
	w->w.base.begin = vl_exec_worker_begin;
	w->w.eval = vl_eval_new(&w->w.arena, p->prog, p->x->session);
	w->col = vl_new(&w->w.arena, struct vl_column, s->schema->count);
	*out = &w->w.base;
	return 0;
}

static void
project_close(struct vl_scan *s)
{
	vl_scan_close(((struct project *)s)->in);
}

static const struct vl_scan_class project_class = {
	project_worker,
	project_close,
};

struct vl_scan *
vl_exec_project(struct vl_exec *x, int count, const struct vl_expr *const *expr,
    const struct vl_schema *schema, struct vl_scan *in)
{
	struct project *p = vl_new(x->arena, struct project, 1);

	p->base.class = &project_class;
	p->base.span = in->span;
	p->base.schema = schema;
	p->base.parallel = in->parallel;
	p->x = x;
	p->in = in;
	p->prog = vl_prog_compile(x->arena, expr, count);
	return &p->base;
}
