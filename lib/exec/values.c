/* values.c -- constant rows: VALUES, and the one row of SELECT without FROM. */
#include "exec/op.h"

struct values {
	struct vl_slices slices;
	struct vl_exec *x;
	const struct vl_plan *plan;
	struct vl_arena arena;
};

/* Column i of all rows, each computed by itself over one row of nothing. */
static int
column(struct values *v, int i, struct vl_eval **eval, struct vl_column *out,
    struct vl_err *err)
{
	const struct vl_plan *p = v->plan;
	struct vl_schema *none = vl_new(&v->arena, struct vl_schema, 1);
	struct vl_batch *unit = vl_batch_new(&v->arena, none, 1);
	int64_t rows = (int64_t)p->rows;
	struct vl_column *cell = vl_new(&v->arena, struct vl_column, rows);
	const struct vl_column **part =
	    vl_new(&v->arena, const struct vl_column *, rows);

	for (int64_t r = 0; r < rows; r++) {
		const struct vl_expr *e = p->expr[r * p->schema->count + i];
		struct vl_column one;

		*eval = vl_eval_new(&v->arena,
		    vl_prog_compile(&v->arena, &e, 1), v->x->session);
		VL_TRY(vl_eval_run(*eval, unit, &one, err));
		cell[r] = vl_column_copy(&v->arena, &one);
		part[r] = &cell[r];
		vl_eval_free(*eval);
		*eval = NULL;
	}
	*out =
	    vl_column_concat(&v->arena, p->schema->field[i].type, part, rows);
	return 0;
}

static int
values_build(struct vl_slices *s, struct vl_err *err)
{
	struct values *v = (struct values *)s;
	int n = v->plan->schema->count;
	struct vl_column *col = vl_new(&v->arena, struct vl_column, n);

	for (int i = 0; i < n; i++) {
		struct vl_eval *eval = NULL;
		int rc = column(v, i, &eval, &col[i], err);

		if (eval)
			vl_eval_free(eval);
		if (rc < 0)
			return rc;
	}
	s->col = col;
	s->rows = (int64_t)v->plan->rows;
	return 0;
}

static void
values_release(struct vl_slices *s)
{
	vl_arena_release(&((struct values *)s)->arena);
}

int
vl_exec_values(struct vl_exec *x, const struct vl_plan *p, struct vl_scan **out,
    struct vl_err *err)
{
	struct values *v = vl_new(x->arena, struct values, 1);

	(void)err;
	vl_slices_init(&v->slices, p->schema, x->session->threads);
	v->slices.base.parallel = 1;
	v->slices.base.span = vl_slices_span((int64_t)p->rows);
	v->slices.build = values_build;
	v->slices.release = values_release;
	v->x = x;
	v->plan = p;
	*out = &v->slices.base;
	return 0;
}
