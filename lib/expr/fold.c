/* fold.c -- compute what is constant before the first row is read. */
#include "col/batch.h"
#include "expr/expr_int.h"
#include "expr/prog_int.h"
#include "expr/ptrmap.h"

/* Run e, which reads no column, once: *out is a constant of arena a. */
static int
compute(struct vl_arena *a, const struct vl_expr *e, const struct vl_session *s,
    const struct vl_expr **out, struct vl_err *err)
{
	struct vl_schema none = { 0 };
	struct vl_arena scratch = { 0 };
	struct vl_batch *b = vl_batch_new(&scratch, &none, 1);
	struct vl_eval *ev =
	    vl_eval_new(&scratch, vl_prog_compile(&scratch, &e, 1), s);
	struct vl_column result;
	int rc = vl_eval_run(ev, b, &result, err);

	if (rc == 0) {
		result = vl_column_const(&scratch, &result, 0, 1);
		result.type = e->type; /* children of the query's arena */
		*out = vl_expr_const(a, &result, e->at);
	}
	vl_eval_free(ev);
	vl_arena_release(&scratch);
	return rc;
}

int
expr_const_cast(struct vl_arena *a, const struct vl_expr *cast,
    const struct vl_expr **out, struct vl_err *err)
{
	int rc = compute(a, cast, NULL, out, err);

	return rc < 0 ? vl_err_at(err, VL_PHASE_BIND, cast->at) : 0;
}

struct folder {
	struct vl_arena *a;
	const struct vl_session *session;
	struct ptrmap done;
};

/* Can e be computed now, its arguments being constants? */
static bool
is_ready(const struct folder *f, const struct vl_expr *e)
{
	for (int i = 0; i < e->count; i++)
		if (!expr_is_const(e->arg[i]))
			return false;
	if (e->kind == VL_EXPR_CAST)
		return f->session ||
		    !cast_needs_session(e->arg[0]->type, e->type);
	if (e->kind != VL_EXPR_CALL)
		return true;
	if (e->func->flags & VL_FUNC_VOLATILE)
		return false;
	return f->session || !(e->func->flags & VL_FUNC_STABLE);
}

/* -1 NULL, 0 false, 1 true, 2 not known yet. */
static int
truth_of(const struct vl_expr *e)
{
	if (!expr_is_const(e))
		return 2;
	return expr_is_null(e) ? -1 : *(const uint8_t *)e->value.data;
}

/* AND and OR without what does not matter; FALSE (TRUE) ends them. */
static const struct vl_expr *
fold_logic(struct folder *f, const struct vl_expr *e)
{
	const struct vl_expr **keep =
	    vl_new(f->a, const struct vl_expr *, e->count);
	int end = e->kind == VL_EXPR_OR;
	int n = 0;

	for (int i = 0; i < e->count; i++) {
		int truth = truth_of(e->arg[i]);

		if (truth == end) {
			/* What stands before may still fail. */
			if (n == 0)
				return e->arg[i];
			keep[n++] = e->arg[i];
			break;
		}
		if (truth != !end)
			keep[n++] = e->arg[i];
	}
	if (n == 0)
		return vl_expr_bool(f->a, !end, e->at);
	if (n == 1)
		return keep[0];
	return n == e->count ? e :
			       expr_new(f->a, e->kind, e->type, e->at, n, keep);
}

/* CASE without branches that are never taken. */
static const struct vl_expr *
fold_case(struct folder *f, const struct vl_expr *e)
{
	const struct vl_expr **keep =
	    vl_new(f->a, const struct vl_expr *, e->count);
	int n = 0;

	for (int i = 0; i < e->count - 1; i += 2) {
		int truth = truth_of(e->arg[i]);

		if (truth == 1) {
			keep[n++] = e->arg[i + 1];
			break;
		}
		if (truth == 2) {
			keep[n++] = e->arg[i];
			keep[n++] = e->arg[i + 1];
		}
	}
	if (n % 2 == 0)
		keep[n++] = e->arg[e->count - 1];
	if (n == 1)
		return keep[0];
	return n == e->count ? e :
			       expr_new(f->a, e->kind, e->type, e->at, n, keep);
}

static const struct vl_expr *
fold(struct folder *f, const struct vl_expr *e)
{
	const struct vl_expr *known = ptrmap_get(&f->done, e);
	const struct vl_expr *out = e;
	const struct vl_expr **arg;
	struct vl_err err;
	bool changed = false;

	if (known || e->count == 0) {
		if (known || e->kind != VL_EXPR_CALL)
			return known ? known : e;
	}
	arg = vl_new(f->a, const struct vl_expr *, e->count);
	for (int i = 0; i < e->count; i++) {
		arg[i] = fold(f, e->arg[i]);
		changed |= arg[i] != e->arg[i];
	}
	if (changed) {
		struct vl_expr *copy =
		    expr_new(f->a, e->kind, e->type, e->at, e->count, arg);

		copy->func = e->func;
		copy->value = e->value;
		copy->try_cast = e->try_cast;
		copy->negated = e->negated;
		out = copy;
	}
	if (out->kind == VL_EXPR_AND || out->kind == VL_EXPR_OR)
		out = fold_logic(f, out);
	else if (out->kind == VL_EXPR_CASE)
		out = fold_case(f, out);
	else if (is_ready(f, out))
		compute(f->a, out, f->session, &out, &err);
	ptrmap_put(&f->done, e, out);
	return out;
}

const struct vl_expr *
vl_expr_fold(
    struct vl_arena *a, const struct vl_expr *e, const struct vl_session *s)
{
	struct folder f = { .a = a, .session = s };
	const struct vl_expr *out = fold(&f, e);

	ptrmap_release(&f.done);
	return out;
}
