/*
 * rule_prune.c -- read only the columns that somebody asks for.
 *
 *	Project(b)			Project(b)	b is column 0 now
 *	  Scan t(a, b, c)	   ->	  Scan t(b)
 *
 * Goes down with the set of columns that are needed above, and comes back
 * with a node that makes just those, in their old order; expressions above
 * are renumbered.
 */
#include "plan/rule.h"

/* p with fewer columns; index[i] is where old column i is now, -1: gone. */
static const struct vl_plan *prune(
    struct vl_arena *a, const struct vl_plan *p, const bool *need, int **index);

static int
keep(struct vl_arena *a, int n, const bool *need, int **index, int **kept)
{
	int count = 0;

	*index = vl_new(a, int, n);
	*kept = vl_new(a, int, n);
	for (int i = 0; i < n; i++) {
		(*index)[i] = need[i] ? count : -1;
		if (need[i])
			(*kept)[count++] = i;
	}
	return count;
}

static const struct vl_expr **
renumber_all(
    struct vl_arena *a, int n, const struct vl_expr *const *e, const int *index)
{
	const struct vl_expr **out = vl_new(a, const struct vl_expr *, n);

	for (int i = 0; i < n; i++)
		out[i] = vl_expr_renumber(a, e[i], index);
	return out;
}

static const struct vl_plan *
prune_scan(
    struct vl_arena *a, const struct vl_plan *p, const bool *need, int **index)
{
	struct vl_plan *q = vl_plan_copy(a, p);
	int *kept;
	int n = keep(a, p->schema->count, need, index, &kept);
	int *column = vl_new(a, int, n);

	for (int i = 0; i < n; i++)
		column[i] = p->column[kept[i]];
	q->schema = vl_schema_project(a, p->schema, kept, n);
	q->column = column;
	return q;
}

static const struct vl_plan *
prune_project(
    struct vl_arena *a, const struct vl_plan *p, const bool *need, int **index)
{
	struct vl_plan *q = vl_plan_copy(a, p);
	bool *below = vl_new(a, bool, p->input[0]->schema->count);
	int *kept, *in;
	int n = keep(a, p->schema->count, need, index, &kept);
	const struct vl_expr **e = vl_new(a, const struct vl_expr *, n);

	for (int i = 0; i < n; i++) {
		e[i] = p->expr[kept[i]];
		vl_expr_columns(e[i], below);
	}
	q->input[0] = prune(a, p->input[0], below, &in);
	q->schema = vl_schema_project(a, p->schema, kept, n);
	q->expr = renumber_all(a, n, e, in);
	q->expr_count = n;
	return q;
}

static const struct vl_plan *
prune_aggregate(
    struct vl_arena *a, const struct vl_plan *p, const bool *need, int **index)
{
	struct vl_plan *q = vl_plan_copy(a, p);
	bool *below = vl_new(a, bool, p->input[0]->schema->count);
	bool *all = vl_new(a, bool, p->schema->count);
	struct vl_plan_agg *agg = vl_new(a, struct vl_plan_agg, p->agg_count);
	int *kept, *in;
	int calls = 0;

	/* Keys make the groups: they stay. */
	for (int i = 0; i < p->schema->count; i++)
		all[i] = i < p->expr_count || need[i];
	int n = keep(a, p->schema->count, all, index, &kept);

	for (int i = 0; i < p->expr_count; i++)
		vl_expr_columns(p->expr[i], below);
	for (int i = p->expr_count; i < n; i++) {
		const struct vl_plan_agg *g = &p->agg[kept[i] - p->expr_count];

		for (int j = 0; j < g->count; j++)
			vl_expr_columns(g->arg[j], below);
		if (g->filter)
			vl_expr_columns(g->filter, below);
		agg[calls++] = *g;
	}
	q->input[0] = prune(a, p->input[0], below, &in);
	q->expr = renumber_all(a, p->expr_count, p->expr, in);
	for (int i = 0; i < calls; i++) {
		agg[i].arg = renumber_all(a, agg[i].count, agg[i].arg, in);
		if (agg[i].filter)
			agg[i].filter = vl_expr_renumber(a, agg[i].filter, in);
	}
	q->agg = agg;
	q->agg_count = calls;
	q->schema = vl_schema_project(a, p->schema, kept, n);
	return q;
}

static const struct vl_plan *
prune_join(
    struct vl_arena *a, const struct vl_plan *p, const bool *need, int **index)
{
	struct vl_plan *q = vl_plan_copy(a, p);
	int left = p->input[0]->schema->count;
	int all = p->schema->count;
	bool *below = vl_new(a, bool, all);
	int *in[2];

	for (int i = 0; i < all; i++)
		below[i] = need[i];
	if (p->condition)
		vl_expr_columns(p->condition, below);
	for (int i = 0; i < p->key_count; i++) {
		vl_expr_columns(p->left_key[i], below);
		vl_expr_columns(p->right_key[i], below + left);
	}
	q->input[0] = prune(a, p->input[0], below, &in[0]);
	q->input[1] = prune(a, p->input[1], below + left, &in[1]);
	int now = q->input[0]->schema->count;

	*index = vl_new(a, int, all);
	for (int i = 0; i < all; i++) {
		int to = i < left ? in[0][i] : in[1][i - left];

		(*index)[i] = to >= 0 && i >= left ? to + now : to;
	}
	q->left_key = renumber_all(a, p->key_count, p->left_key, in[0]);
	q->right_key = renumber_all(a, p->key_count, p->right_key, in[1]);
	if (p->condition)
		q->condition = vl_expr_renumber(a, p->condition, *index);
	const struct vl_plan *r = vl_plan_join(a, q->input[0], q->input[1],
	    q->join, q->key_count, q->left_key, q->right_key, q->condition);

	return r;
}

/* Filter, sort, limit: their columns are their input's. */
static const struct vl_plan *
prune_through(
    struct vl_arena *a, const struct vl_plan *p, const bool *need, int **index)
{
	struct vl_plan *q = vl_plan_copy(a, p);
	int n = p->schema->count;
	bool *below = vl_new(a, bool, n);
	struct vl_sort_key *key = vl_new(a, struct vl_sort_key, p->sort_count);

	for (int i = 0; i < n; i++)
		below[i] = need[i];
	if (p->condition)
		vl_expr_columns(p->condition, below);
	for (int i = 0; i < p->sort_count; i++)
		vl_expr_columns(p->sort[i].expr, below);
	q->input[0] = prune(a, p->input[0], below, index);
	q->schema = q->input[0]->schema;
	if (p->condition)
		q->condition = vl_expr_renumber(a, p->condition, *index);
	for (int i = 0; i < p->sort_count; i++) {
		key[i] = p->sort[i];
		key[i].expr = vl_expr_renumber(a, key[i].expr, *index);
	}
	q->sort = key;
	return q;
}

/* Distinct compares all its columns; both sides of a union must agree; the
 * columns of VALUES cost nothing. */
static const struct vl_plan *
prune_not(struct vl_arena *a, const struct vl_plan *p, int **index)
{
	struct vl_plan *q = vl_plan_copy(a, p);
	int n = p->schema->count;
	bool *all = vl_new(a, bool, n);
	int *ignored;

	*index = vl_new(a, int, n);
	for (int i = 0; i < n; i++) {
		all[i] = true;
		(*index)[i] = i;
	}
	for (int i = 0; i < 2; i++)
		if (p->input[i])
			q->input[i] = prune(a, p->input[i], all, &ignored);
	return q;
}

static const struct vl_plan *
prune(
    struct vl_arena *a, const struct vl_plan *p, const bool *need, int **index)
{
	switch (p->kind) {
	case VL_PLAN_SCAN: return prune_scan(a, p, need, index);
	case VL_PLAN_PROJECT: return prune_project(a, p, need, index);
	case VL_PLAN_AGGREGATE: return prune_aggregate(a, p, need, index);
	case VL_PLAN_JOIN: return prune_join(a, p, need, index);
	case VL_PLAN_FILTER:
	case VL_PLAN_SORT:
	case VL_PLAN_LIMIT: return prune_through(a, p, need, index);
	case VL_PLAN_VALUES:
	case VL_PLAN_DISTINCT:
	case VL_PLAN_UNION: break;
	}
	return prune_not(a, p, index);
}

const struct vl_plan *
vl_rule_prune(const struct vl_rule_context *c, const struct vl_plan *p)
{
	bool *all = vl_new(c->arena, bool, p->schema->count);
	int *index;

	for (int i = 0; i < p->schema->count; i++)
		all[i] = true;
	return prune(c->arena, p, all, &index);
}
