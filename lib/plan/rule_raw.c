/*
 * rule_raw.c -- let columns that nobody computes with keep their text.
 *
 *	Project(price, qty + 1)		the same, where Scan may deliver the
 *	  Scan csv		   ->	column price as VL_RAW: the bytes of
 *					the file beside the type DOUBLE
 *
 * Only where the whole plan's consumer takes such columns (a CSV writer), and
 * between it and the scan stand only projections, filters and limits.
 */
#include "plan/rule.h"

/* raw_ok[i]: column i of p may be raw.  Columns that p computes with are
 * cleared on the way down. */
static const struct vl_plan *
descend(struct vl_arena *a, const struct vl_plan *p, const bool *raw_ok)
{
	bool *used, *below;
	struct vl_plan *q;

	switch (p->kind) {
	case VL_PLAN_SCAN:
		q = vl_plan_copy(a, p);
		q->raw = raw_ok;
		return q;
	case VL_PLAN_LIMIT:
		return vl_plan_with_inputs(
		    a, p, descend(a, p->input[0], raw_ok), NULL);
	case VL_PLAN_FILTER:
		used = vl_new(a, bool, p->schema->count);
		below = vl_new(a, bool, p->schema->count);
		vl_expr_columns(p->condition, used);
		for (int i = 0; i < p->schema->count; i++)
			below[i] = raw_ok[i] && !used[i];
		return vl_plan_with_inputs(
		    a, p, descend(a, p->input[0], below), NULL);
	case VL_PLAN_PROJECT:
		used = vl_new(a, bool, p->input[0]->schema->count);
		below = vl_new(a, bool, p->input[0]->schema->count);
		for (int i = 0; i < p->expr_count; i++)
			if (p->expr[i]->kind != VL_EXPR_COLUMN || !raw_ok[i])
				vl_expr_columns(p->expr[i], used);
		for (int i = 0; i < p->input[0]->schema->count; i++)
			below[i] = !used[i];
		return vl_plan_with_inputs(
		    a, p, descend(a, p->input[0], below), NULL);
	case VL_PLAN_VALUES:
	case VL_PLAN_AGGREGATE:
	case VL_PLAN_JOIN:
	case VL_PLAN_SORT:
	case VL_PLAN_DISTINCT:
	case VL_PLAN_UNION: break;
	}
	return p;
}

const struct vl_plan *
vl_rule_raw(const struct vl_rule_context *c, const struct vl_plan *p)
{
	if (!c->raw)
		return p;
	bool *all = vl_new(c->arena, bool, p->schema->count);

	for (int i = 0; i < p->schema->count; i++)
		all[i] = true;
	return descend(c->arena, p, all);
}
