/*
 * rule_push_scan.c -- hand simple conditions to the source.
 *
 *	Filter(v1 = 3 AND f(x))		Filter(f(x))
 *	  Scan t		   ->	  Scan t [v1 = 3]
 *
 * Simple is: column, comparison, constant of the column's own type; IN with
 * constants; IS [NOT] NULL; LIKE 'prefix%'.  Conditions after one that can
 * fail are left above it, so that they run for the same rows as before.
 */
#include "plan/rule.h"

static const struct {
	const char *func;
	enum vl_cmp cmp;
	enum vl_cmp mirrored; /* constant on the left */
} comparisons[] = {
	{ "=", VL_CMP_EQ, VL_CMP_EQ },
	{ "<>", VL_CMP_NE, VL_CMP_NE },
	{ "<", VL_CMP_LT, VL_CMP_GT },
	{ "<=", VL_CMP_LE, VL_CMP_GE },
	{ ">", VL_CMP_GT, VL_CMP_LT },
	{ ">=", VL_CMP_GE, VL_CMP_LE },
};

/* A constant that a source compares with a column of type t. */
static bool
constant_of(const struct vl_expr *e, struct vl_type t)
{
	return e->kind == VL_EXPR_CONST && vl_type_eq(e->type, t) &&
	    !vl_column_is_null(&e->value, 0);
}

/* The constant's one value, flat. */
static struct vl_column
value_of(struct vl_arena *a, const struct vl_expr *e)
{
	struct vl_column one = e->value;

	if (one.form == VL_CONST)
		one.rows = 1;
	return vl_column_flat(a, &one);
}

static bool
comparison(struct vl_arena *a, const struct vl_expr *e, struct vl_conjunct *out)
{
	if (e->kind != VL_EXPR_CALL || e->count != 2)
		return false;
	const struct vl_expr *x = e->arg[0], *y = e->arg[1];
	bool mirrored = x->kind == VL_EXPR_CONST;

	if (mirrored) {
		x = e->arg[1];
		y = e->arg[0];
	}
	if (x->kind != VL_EXPR_COLUMN || !constant_of(y, x->type))
		return false;
	for (int i = 0; i < VL_COUNTOF(comparisons); i++)
		if (vl_str_is(vl_str(e->func->name), comparisons[i].func)) {
			*out = (struct vl_conjunct){
				.column = x->column,
				.cmp = mirrored ? comparisons[i].mirrored :
						  comparisons[i].cmp,
				.value = value_of(a, y),
			};
			return true;
		}
	return false;
}

static bool
null_test(const struct vl_expr *e, struct vl_conjunct *out)
{
	if (e->kind != VL_EXPR_CALL || e->count != 1 ||
	    e->arg[0]->kind != VL_EXPR_COLUMN)
		return false;
	struct vl_str name = vl_str(e->func->name);

	if (!vl_str_is(name, "is null") && !vl_str_is(name, "is not null"))
		return false;
	*out = (struct vl_conjunct){
		.column = e->arg[0]->column,
		.cmp = vl_str_is(name, "is null") ? VL_CMP_IS_NULL :
						    VL_CMP_IS_NOT_NULL,
	};
	return true;
}

static bool
membership(const struct vl_expr *e, struct vl_conjunct *out)
{
	if (e->kind != VL_EXPR_IN || e->negated ||
	    e->arg[0]->kind != VL_EXPR_COLUMN ||
	    !vl_type_eq(e->arg[0]->type, e->value.type) ||
	    e->value.form != VL_FLAT || vl_column_null_count(&e->value) > 0)
		return false;
	*out = (struct vl_conjunct){
		.column = e->arg[0]->column,
		.cmp = VL_CMP_IN,
		.value = e->value,
	};
	return true;
}

/* LIKE 'abc%' with no other wildcard and no escape. */
static bool
prefix(struct vl_arena *a, const struct vl_expr *e, struct vl_conjunct *out)
{
	if (e->kind != VL_EXPR_CALL || e->count != 2 ||
	    !vl_str_is(vl_str(e->func->name), "like") ||
	    e->arg[0]->kind != VL_EXPR_COLUMN ||
	    !constant_of(e->arg[1], e->arg[0]->type))
		return false;
	struct vl_column value = value_of(a, e->arg[1]);
	const struct vl_view *v = value.data;
	struct vl_str s = vl_view_str(v);

	if (s.n < 2 || s.p[s.n - 1] != '%')
		return false;
	for (int64_t i = 0; i < s.n - 1; i++)
		if (s.p[i] == '%' || s.p[i] == '_' || s.p[i] == '\\')
			return false;
	struct vl_view *cut = vl_arena_buffer(a, (int64_t)sizeof *cut);
	struct vl_str kept = vl_str_copy(a, (struct vl_str){ s.p, s.n - 1 });

	*cut = vl_view(kept.p, kept.n);
	value.data = cut;
	*out = (struct vl_conjunct){
		.column = e->arg[0]->column,
		.cmp = VL_CMP_PREFIX,
		.value = value,
	};
	return true;
}

static bool
simple(struct vl_arena *a, const struct vl_expr *e, struct vl_conjunct *out)
{
	return comparison(a, e, out) || null_test(e, out) ||
	    membership(e, out) || prefix(a, e, out);
}

static const struct vl_plan *
over_scan(struct vl_arena *a, const struct vl_plan *filter)
{
	const struct vl_plan *scan = filter->input[0];
	const struct vl_expr **part;
	int n = vl_rule_conjuncts(a, filter->condition, &part);
	struct vl_conjunct *c = vl_new(a, struct vl_conjunct, n);
	const struct vl_expr **as_expr = vl_new(a, const struct vl_expr *, n);
	int taken = 0, stay = 0;
	bool may_pass = true;

	for (int i = 0; i < n; i++) {
		if (may_pass && simple(a, part[i], &c[taken])) {
			c[taken].column = scan->column[c[taken].column];
			as_expr[taken++] =
			    vl_expr_renumber(a, part[i], scan->column);
			continue;
		}
		may_pass = may_pass && vl_rule_is_safe(part[i]);
		part[stay++] = part[i];
	}
	if (taken == 0)
		return filter;
	struct vl_plan *s = vl_plan_copy(a, scan);

	s->conjunct_count = taken;
	s->conjunct = c;
	s->conjunct_expr = as_expr;
	s->rows = -1;
	return stay ? vl_plan_filter(a, s, vl_rule_and(a, stay, part)) : s;
}

const struct vl_plan *
vl_rule_push_scan(const struct vl_rule_context *c, const struct vl_plan *p)
{
	if (p->kind == VL_PLAN_FILTER && p->input[0]->kind == VL_PLAN_SCAN &&
	    p->input[0]->conjunct_count == 0)
		return over_scan(c->arena, p);
	return vl_plan_with_inputs(c->arena, p,
	    p->input[0] ? vl_rule_push_scan(c, p->input[0]) : NULL,
	    p->input[1] ? vl_rule_push_scan(c, p->input[1]) : NULL);
}
