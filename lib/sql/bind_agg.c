/*
 * bind_agg.c -- aggregate calls, split from the expressions around them.
 *
 *	SELECT a + 1, sum(b) * 2 FROM t GROUP BY a + 1
 *
 * is bound over the row (a, b, #0) with #0 standing for sum(b), and then
 * rewritten over what Aggregate(keys [a + 1], calls [sum(b)]) makes: column 0
 * for every a + 1, column 1 for #0.  A column that is left is an error.
 */
#include "sql/bind_int.h"

static bool
same_call(const struct vl_plan_agg *x, const struct vl_plan_agg *y)
{
	if (x->agg != y->agg || x->count != y->count ||
	    x->distinct != y->distinct || !x->filter != !y->filter)
		return false;
	for (int i = 0; i < x->count; i++)
		if (!vl_expr_eq(x->arg[i], y->arg[i]))
			return false;
	return !x->filter || vl_expr_eq(x->filter, y->filter);
}

/* The number of the call, which is remembered if it is new. */
static int
number_of(
    struct block *k, const struct vl_plan_agg *call, const struct ast_expr *x)
{
	struct vl_arena *a = k->b->arena;
	struct vl_str name;
	int names = k->agg_count;

	for (int i = 0; i < k->agg_count; i++)
		if (same_call(&k->agg_call[i], call))
			return i;
	name = bind_name(k->b, x);
	k->agg_name = ast_push(a, k->agg_name, &names, &name, sizeof name);
	k->agg_call =
	    ast_push(a, k->agg_call, &k->agg_count, call, sizeof *call);
	return k->agg_count - 1;
}

/* Aggregates have a place and forms that are done. */
static int
check_place(struct block *k, const struct ast_expr *x)
{
	struct binder *b = k->b;
	const struct ast_call *c = x->call;
	const char *name = vl_str_cstr(b->arena, x->name[0]);

	if (k->agg) {
		vl_fail(b->err, VL_ESEMANTIC,
		    "aggregate %s() cannot stand within %s()", name, k->agg);
		vl_err_hint(b->err, "aggregate in a subquery first");
		return bind_fail_at(b, x->at);
	}
	if (k->clause) {
		vl_fail(b->err, VL_ESEMANTIC,
		    "aggregate %s() cannot stand in %s", name, k->clause);
		if (vl_str_is(vl_str(k->clause), "WHERE"))
			vl_err_hint(b->err,
			    "use HAVING: it sees groups, WHERE sees rows");
		return bind_fail_at(b, x->at);
	}
	if (c->order_count > 0)
		return bind_unsupported(b, c->order[0].at,
		    c->within_group ? "WITHIN GROUP" :
				      "ORDER BY in an aggregate");
	if (c->ignore_nulls)
		return bind_unsupported(b, x->at, "IGNORE NULLS");
	if (c->star && c->distinct)
		return bind_unsupported(b, x->at, "DISTINCT *");
	return 0;
}

static int
bind_agg_args(struct block *k, const struct ast_expr *x,
    struct vl_plan_agg *call, const struct vl_expr ***out)
{
	struct binder *b = k->b;
	const struct vl_expr **arg =
	    vl_new(b->arena, const struct vl_expr *, x->count);

	k->agg = vl_str_cstr(b->arena, x->name[0]);
	for (int i = 0; i < x->count; i++)
		VL_TRY(bind_expr(k, x->arg[i], &arg[i]));
	if (x->call->filter)
		VL_TRY(bind_condition(
		    k, x->call->filter, "FILTER", &call->filter));
	k->agg = NULL;
	*out = arg;
	return 0;
}

int
bind_agg(struct block *k, const struct ast_expr *x, const struct vl_expr **out)
{
	struct binder *b = k->b;
	struct vl_plan_agg call = { .distinct = x->call->distinct };
	bool star = x->call->star ||
	    (x->count == 0 && vl_str_is_fold(x->name[0], "count"));
	const struct vl_expr **arg;
	struct vl_expr *e;

	VL_TRY(check_place(k, x));
	VL_TRY(bind_agg_args(k, x, &call, &arg));
	VL_TRY(vl_agg_resolve(b->arena, x->name[0], star, x->count, arg, x->at,
	    &call.agg, &call.type, b->err));
	call.count = x->count;
	call.arg = arg;
	e = vl_new(b->arena, struct vl_expr, 1);
	e->kind = VL_EXPR_COLUMN;
	e->type = call.type;
	e->at = x->at;
	e->column = k->scope.plan->schema->count + number_of(k, &call, x);
	*out = e;
	return 0;
}

bool
bind_has_agg(const struct block *k, const struct vl_expr *e)
{
	if (e->kind == VL_EXPR_COLUMN)
		return e->column >= k->scope.plan->schema->count;
	for (int i = 0; i < e->count; i++)
		if (bind_has_agg(k, e->arg[i]))
			return true;
	return false;
}

static const struct vl_expr *
output_column(struct block *k, const struct vl_expr *e, int column)
{
	struct vl_expr *copy = vl_new(k->b->arena, struct vl_expr, 1);

	copy->kind = VL_EXPR_COLUMN;
	copy->type = e->type;
	copy->at = e->at;
	copy->column = column;
	return copy;
}

static int
not_grouped(struct block *k, const struct vl_expr *e)
{
	struct binder *b = k->b;
	struct vl_str name = k->scope.plan->schema->field[e->column].name;

	vl_fail(b->err, VL_ESEMANTIC,
	    "column '%.*s' is neither in GROUP BY nor in an aggregate",
	    bind_shown(name), name.p);
	vl_err_hint(b->err, "add it to GROUP BY, or take min(%.*s)",
	    bind_shown(name), name.p);
	return bind_fail_at(b, e->at);
}

int
bind_regroup(
    struct block *k, const struct vl_expr *e, const struct vl_expr **out)
{
	struct vl_arena *a = k->b->arena;
	int columns = k->scope.plan->schema->count;
	const struct vl_expr **arg;
	struct vl_expr *copy;

	for (int i = 0; i < k->key_count; i++)
		if (vl_expr_eq(e, k->key[i])) {
			*out = output_column(k, e, i);
			return 0;
		}
	if (e->kind == VL_EXPR_COLUMN && e->column < columns)
		return not_grouped(k, e);
	if (e->kind == VL_EXPR_COLUMN) {
		*out = output_column(k, e, k->key_count + e->column - columns);
		return 0;
	}
	*out = e;
	if (e->count == 0)
		return 0;
	arg = vl_new(a, const struct vl_expr *, e->count);
	for (int i = 0; i < e->count; i++)
		VL_TRY(bind_regroup(k, e->arg[i], &arg[i]));
	copy = vl_new(a, struct vl_expr, 1);
	*copy = *e;
	copy->arg = arg;
	*out = copy;
	return 0;
}
