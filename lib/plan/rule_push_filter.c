/*
 * rule_push_filter.c -- move conditions towards the rows.
 *
 *	Filter(a AND b)			Filter(a)
 *	  Project(x + 1 AS y, z)   ->	  Project
 *	    in				    Filter(b')	b reads only z
 *	      				      in
 *
 *	Filter(a AND b AND c)		Filter(c)	c reads both sides
 *	  Join(l, r)		   ->	  Join(Filter(a) l, Filter(b) r)
 *
 * Below a left join only conditions on the left side go down.  A condition
 * that could fail (a cast, a division) stays where the query put it, since
 * below it might see rows that the query never shows it.
 */
#include "plan/rule.h"

static const struct vl_plan *push(struct vl_arena *a, const struct vl_plan *p,
    int n, const struct vl_expr **part);

static const struct vl_plan *
filter_over(struct vl_arena *a, const struct vl_plan *p, int n,
    const struct vl_expr **part)
{
	return n ? vl_plan_filter(a, p, vl_rule_and(a, n, part)) : p;
}

/* Only columns of [from, to)? */
static bool
reads_within(
    struct vl_arena *a, const struct vl_expr *e, int columns, int from, int to)
{
	bool *used = vl_new(a, bool, columns);

	vl_expr_columns(e, used);
	for (int i = 0; i < columns; i++)
		if (used[i] && (i < from || i >= to))
			return false;
	return true;
}

/* May e be computed under the projection?  Then in terms of its input. */
static bool
through_project(struct vl_arena *a, const struct vl_plan *project,
    const struct vl_expr *e, const struct vl_expr **out)
{
	bool *used = vl_new(a, bool, project->schema->count);

	if (!vl_rule_is_safe(e))
		return false;
	vl_expr_columns(e, used);
	for (int i = 0; i < project->schema->count; i++)
		if (used[i] && !vl_rule_is_safe(project->expr[i]))
			return false;
	*out = vl_expr_substitute(a, e, project->expr);
	return true;
}

static const struct vl_plan *
push_project(struct vl_arena *a, const struct vl_plan *p, int n,
    const struct vl_expr **part)
{
	const struct vl_expr **down = vl_new(a, const struct vl_expr *, n);
	int stay = 0, go = 0;

	for (int i = 0; i < n; i++)
		if (through_project(a, p, part[i], &down[go]))
			go++;
		else
			part[stay++] = part[i];
	return filter_over(a,
	    vl_plan_with_inputs(a, p, push(a, p->input[0], go, down), NULL),
	    stay, part);
}

static const struct vl_plan *
push_join(struct vl_arena *a, const struct vl_plan *p, int n,
    const struct vl_expr **part)
{
	int left = p->input[0]->schema->count;
	int all = p->schema->count;
	const struct vl_expr **to_left = vl_new(a, const struct vl_expr *, n);
	const struct vl_expr **to_right = vl_new(a, const struct vl_expr *, n);
	int nl = 0, nr = 0, stay = 0;
	int *renumber = vl_new(a, int, all);

	for (int i = left; i < all; i++)
		renumber[i] = i - left;
	for (int i = 0; i < n; i++) {
		bool safe = vl_rule_is_safe(part[i]);

		if (safe && reads_within(a, part[i], all, 0, left))
			to_left[nl++] = part[i];
		else if (safe && p->join == VL_JOIN_INNER &&
		    reads_within(a, part[i], all, left, all))
			to_right[nr++] = vl_expr_renumber(a, part[i], renumber);
		else
			part[stay++] = part[i];
	}
	return filter_over(a,
	    vl_plan_with_inputs(a, p, push(a, p->input[0], nl, to_left),
		push(a, p->input[1], nr, to_right)),
	    stay, part);
}

/* p with the n conditions (of the array's owner) somewhere in or above it. */
static const struct vl_plan *
push(struct vl_arena *a, const struct vl_plan *p, int n,
    const struct vl_expr **part)
{
	if (p->kind == VL_PLAN_FILTER) {
		const struct vl_expr **own;
		int m = vl_rule_conjuncts(a, p->condition, &own);
		const struct vl_expr **all =
		    vl_new(a, const struct vl_expr *, m + n);

		/* The inner ones first: the order in which they would run. */
		for (int i = 0; i < m; i++)
			all[i] = own[i];
		for (int i = 0; i < n; i++)
			all[m + i] = part[i];
		return push(a, p->input[0], m + n, all);
	}
	if (p->kind == VL_PLAN_PROJECT)
		return push_project(a, p, n, part);
	if (p->kind == VL_PLAN_JOIN)
		return push_join(a, p, n, part);
	const struct vl_plan *left = p->input[0];
	const struct vl_plan *right = p->input[1];

	if (left)
		left = push(a, left, 0, NULL);
	if (right)
		right = push(a, right, 0, NULL);
	return filter_over(a, vl_plan_with_inputs(a, p, left, right), n, part);
}

const struct vl_plan *
vl_rule_push_filter(const struct vl_rule_context *c, const struct vl_plan *p)
{
	return push(c->arena, p, 0, NULL);
}
