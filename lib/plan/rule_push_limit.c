/*
 * rule_push_limit.c -- stop early.
 *
 *	Limit 5				Limit 5
 *	  Project		   ->	  Project
 *	    Scan			    Scan [limit 5]
 *
 *	Limit 5 offset 2		Limit 5 offset 2
 *	  Sort			   ->	  Sort [limit 7]	a top-N heap
 */
#include "plan/rule.h"

static const struct vl_plan *
limited(struct vl_arena *a, const struct vl_plan *p, int64_t rows)
{
	struct vl_plan *q;

	switch (p->kind) {
	case VL_PLAN_SCAN:
	case VL_PLAN_SORT:
		if (p->limit >= 0 && p->limit <= rows)
			return p;
		q = vl_plan_copy(a, p);
		q->limit = rows;
		return q;
	case VL_PLAN_PROJECT:
		return vl_plan_with_inputs(
		    a, p, limited(a, p->input[0], rows), NULL);
	case VL_PLAN_VALUES:
	case VL_PLAN_FILTER:
	case VL_PLAN_AGGREGATE:
	case VL_PLAN_JOIN:
	case VL_PLAN_LIMIT:
	case VL_PLAN_DISTINCT:
	case VL_PLAN_UNION: break;
	}
	return p;
}

const struct vl_plan *
vl_rule_push_limit(const struct vl_rule_context *c, const struct vl_plan *p)
{
	const struct vl_plan *left = p->input[0];
	const struct vl_plan *right = p->input[1];

	if (p->kind == VL_PLAN_LIMIT && p->limit >= 0 &&
	    p->limit <= INT64_MAX - p->offset)
		left = limited(c->arena, left, p->limit + p->offset);
	if (left)
		left = vl_rule_push_limit(c, left);
	if (right)
		right = vl_rule_push_limit(c, right);
	return vl_plan_with_inputs(c->arena, p, left, right);
}
