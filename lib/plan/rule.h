/*
 * rule.h -- what a rewrite rule is; private to plan.
 *
 * A rule is one file, rule_<name>.c, with its before and after on top, and one
 * row in rules.c.  It gets a plan and returns a plan that means the same.
 */
#ifndef VL_PLAN_RULE_H
#define VL_PLAN_RULE_H

#include "plan/plan.h"

struct vl_rule_context {
	struct vl_arena *arena;
	bool raw; /* the consumer of the whole plan takes VL_RAW columns */
};

typedef const struct vl_plan *vl_rule_apply(
    const struct vl_rule_context *c, const struct vl_plan *p);

vl_rule_apply vl_rule_push_filter;
vl_rule_apply vl_rule_push_scan;
vl_rule_apply vl_rule_prune;
vl_rule_apply vl_rule_push_limit;
vl_rule_apply vl_rule_raw;

/* A changeable copy of a node. */
struct vl_plan *vl_plan_copy(struct vl_arena *a, const struct vl_plan *p);

/* p over new inputs; p itself where they are the old ones. */
const struct vl_plan *vl_plan_with_inputs(struct vl_arena *a,
    const struct vl_plan *p, const struct vl_plan *left,
    const struct vl_plan *right);

/* The conjuncts of a condition: *out in the arena, its parts of AND. */
int vl_rule_conjuncts(struct vl_arena *a, const struct vl_expr *condition,
    const struct vl_expr ***out);

/* The AND of n conditions (n >= 1). */
const struct vl_expr *vl_rule_and(
    struct vl_arena *a, int n, const struct vl_expr *const *part);

/* True if e cannot fail and has one result for one input: only then may it
 * be evaluated for more rows, or elsewhere, than the query says. */
bool vl_rule_is_safe(const struct vl_expr *e);

#endif
