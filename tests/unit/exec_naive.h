/*
 * exec_naive.h -- what a plan means, for tests: one batch of all rows from
 * each node, by nested loops and in the order that the engine promises.
 */
#ifndef VL_TESTS_EXEC_NAIVE_H
#define VL_TESTS_EXEC_NAIVE_H

#include "exec_tiny.h"

static struct vl_batch *naive(
    struct vl_arena *a, const struct vl_plan *p, struct vl_session *s);

/* Rows index[0 .. n) of b. */
static inline struct vl_batch *
naive_take(struct vl_arena *a, const struct vl_schema *schema,
    const struct vl_batch *b, const uint32_t *index, int64_t n)
{
	struct vl_batch *out = vl_batch_new(a, schema, n);

	for (int i = 0; i < schema->count; i++) {
		struct vl_column c = vl_column_take32(a, &b->col[i], index, n);

		out->col[i] = vl_column_flat(a, &c);
	}
	return out;
}

/* An expression over all rows, flat. */
static inline struct vl_column
naive_eval(struct vl_arena *a, const struct vl_expr *e, struct vl_batch *b,
    struct vl_session *s)
{
	struct vl_err err = { 0 };
	struct vl_eval *ev = vl_eval_new(a, vl_prog_compile(a, &e, 1), s);
	struct vl_column c, out;
	int rc = vl_eval_run(ev, b, &c, &err);

	assert(rc >= 0 && b->rows <= VL_BATCH_ROWS_MAX);
	(void)rc;
	out = vl_column_copy(a, &c);
	out = vl_column_flat(a, &out);
	vl_eval_free(ev);
	return out;
}

static inline bool
naive_true(const struct vl_column *c, int64_t row)
{
	return !vl_column_is_null(c, row) && ((const uint8_t *)c->data)[row];
}

static inline struct vl_batch *
naive_filter(struct vl_arena *a, const struct vl_expr *e, struct vl_batch *b,
    struct vl_session *s)
{
	struct vl_column c = naive_eval(a, e, b, s);
	uint32_t *index = vl_new(a, uint32_t, b->rows);
	int64_t n = 0;

	for (int64_t i = 0; i < b->rows; i++)
		if (naive_true(&c, i))
			index[n++] = (uint32_t)i;
	return naive_take(a, b->schema, b, index, n);
}

static inline struct vl_batch *
naive_values(struct vl_arena *a, const struct vl_plan *p, struct vl_session *s)
{
	struct vl_schema *none = vl_new(a, struct vl_schema, 1);
	int n = p->schema->count;
	int64_t rows = (int64_t)p->rows;
	struct vl_batch *unit = vl_batch_new(a, none, 1);
	struct vl_batch *out = vl_batch_new(a, p->schema, rows);

	for (int i = 0; i < n; i++) {
		struct vl_build b;

		vl_build_init(&b, a, p->schema->field[i].type, rows);
		for (int64_t r = 0; r < rows; r++) {
			struct vl_column c =
			    naive_eval(a, p->expr[r * n + i], unit, s);

			vl_build_copy(&b, &c, 0);
		}
		out->col[i] = vl_build_finish(&b);
	}
	return out;
}

static inline bool
naive_same(const struct vl_column *c, int n, int64_t x, int64_t y)
{
	for (int i = 0; i < n; i++)
		if (value_order(&c[i], x, &c[i], y) != 0)
			return false;
	return true;
}

/* As keys come out: -0 is 0 (exec/keys.h). */
static inline struct vl_column
naive_key(struct vl_arena *a, struct vl_column c)
{
	double *v;

	if (c.type.id != VL_TYPE_F64)
		return c;
	c = vl_column_copy(a, &c);
	v = (double *)(uintptr_t)c.data;
	for (int64_t i = 0; i < c.rows; i++)
		v[i] += 0.0;
	return c;
}

/* group[i] of each row, first[g] of each group; returns the groups. */
static inline int64_t
naive_groups(struct vl_column *key, int n, int64_t rows, uint32_t *group,
    uint32_t *first)
{
	int64_t count = 0;

	for (int64_t i = 0; i < rows; i++) {
		int64_t g = 0;

		while (g < count && !naive_same(key, n, first[g], i))
			g++;
		if (g == count)
			first[count++] = (uint32_t)i;
		group[i] = (uint32_t)g;
	}
	return count;
}

/* One call for the rows of one group. */
static inline struct vl_column
naive_call(struct vl_arena *a, const struct vl_plan_agg *g,
    const struct vl_column *arg, const uint32_t *index, int64_t n,
    struct vl_session *s)
{
	struct vl_agg_call call = { .agg = g->agg,
		.type = g->type,
		.count = g->count,
		.arena = a,
		.session = s };
	struct vl_column part[4];
	struct vl_column out = { .type = g->type, .rows = 1 };
	struct vl_err err = { 0 };
	char *state =
	    (char *)vl_new(a, vl_i128, (g->agg->state_bytes + 15) / 16);

	for (int i = 0; i < g->count; i++) {
		struct vl_column c = vl_column_take32(a, &arg[i], index, n);

		part[i] = vl_column_flat(a, &c);
		call.arg[i] = arg[i].type;
	}
	int rc = g->agg->update(&call, state, NULL, n, part, &err);

	assert(rc >= 0);
	rc = g->agg->finish(&call, state, 1, a, &out, &err);
	assert(rc >= 0);
	(void)rc;
	return vl_column_flat(a, &out);
}

static inline struct vl_column
naive_agg(struct vl_arena *a, const struct vl_plan_agg *g, struct vl_batch *b,
    const uint32_t *group, int64_t groups, struct vl_session *s)
{
	struct vl_column arg[4], filter;
	uint32_t *index = vl_new(a, uint32_t, b->rows);
	struct vl_build out;

	for (int i = 0; i < g->count; i++)
		arg[i] = naive_eval(a, g->arg[i], b, s);
	for (int i = 0; i < g->count && g->distinct; i++)
		arg[i] = naive_key(a, arg[i]);
	if (g->filter)
		filter = naive_eval(a, g->filter, b, s);
	vl_build_init(&out, a, g->type, groups);
	for (int64_t k = 0; k < groups; k++) {
		int64_t n = 0;

		for (int64_t i = 0; i < b->rows; i++) {
			int64_t j = 0;

			if (group[i] != k ||
			    (g->filter && !naive_true(&filter, i)))
				continue;
			while (g->distinct && j < n &&
			    !naive_same(arg, g->count, index[j], i))
				j++;
			if (!g->distinct || j == n)
				index[n++] = (uint32_t)i;
		}
		struct vl_column one = naive_call(a, g, arg, index, n, s);

		vl_build_copy(&out, &one, 0);
	}
	return vl_build_finish(&out);
}

static inline struct vl_batch *
naive_aggregate(struct vl_arena *a, const struct vl_plan *p,
    struct vl_batch *in, struct vl_session *s)
{
	int keys = p->expr_count;
	struct vl_column *key = vl_new(a, struct vl_column, keys);
	uint32_t *group = vl_new(a, uint32_t, in->rows);
	uint32_t *first = vl_new(a, uint32_t, in->rows);
	int64_t groups = 1;

	for (int i = 0; i < keys; i++)
		key[i] = naive_eval(a, p->expr[i], in, s);
	if (keys)
		groups = naive_groups(key, keys, in->rows, group, first);
	struct vl_batch *out = vl_batch_new(a, p->schema, groups);

	for (int i = 0; i < keys; i++)
		out->col[i] =
		    naive_key(a, vl_column_take32(a, &key[i], first, groups));
	for (int i = 0; i < p->agg_count; i++)
		out->col[keys + i] =
		    naive_agg(a, &p->agg[i], in, group, groups, s);
	return out;
}

static inline bool
naive_match(const struct vl_column *l, const struct vl_column *r, int n,
    int64_t i, int64_t j)
{
	for (int k = 0; k < n; k++)
		if (vl_column_is_null(&l[k], i) ||
		    value_order(&l[k], i, &r[k], j) != 0)
			return false;
	return true;
}

static inline struct vl_batch *
naive_pairs(struct vl_arena *a, const struct vl_plan *p,
    const struct vl_batch *l, const struct vl_batch *r, const uint32_t *li,
    const uint32_t *ri, int64_t n)
{
	struct vl_batch *out = vl_batch_new(a, p->schema, n);

	for (int i = 0; i < p->schema->count; i++) {
		int k = i - l->schema->count;
		struct vl_column c = k < 0 ?
		    vl_column_take32(a, &l->col[i], li, n) :
		    vl_column_take32(a, &r->col[k], ri, n);

		out->col[i] = vl_column_flat(a, &c);
	}
	return out;
}

static inline struct vl_batch *
naive_join(struct vl_arena *a, const struct vl_plan *p, struct vl_batch *l,
    struct vl_batch *r, struct vl_session *s)
{
	int n = p->key_count;
	struct vl_column *lk = vl_new(a, struct vl_column, n);
	struct vl_column *rk = vl_new(a, struct vl_column, n);
	int64_t room = l->rows * (r->rows + 1), count = 0, kept = 0;
	uint32_t *li = vl_new(a, uint32_t, room);
	uint32_t *ri = vl_new(a, uint32_t, room);
	struct vl_column c = { 0 };

	for (int k = 0; k < n; k++) {
		lk[k] = naive_eval(a, p->left_key[k], l, s);
		rk[k] = naive_eval(a, p->right_key[k], r, s);
	}
	for (int64_t i = 0; i < l->rows; i++)
		for (int64_t j = 0; j < r->rows; j++)
			if (naive_match(lk, rk, n, i, j)) {
				li[count] = (uint32_t)i;
				ri[count++] = (uint32_t)j;
			}
	if (p->condition)
		c = naive_eval(
		    a, p->condition, naive_pairs(a, p, l, r, li, ri, count), s);
	uint32_t *lo = vl_new(a, uint32_t, room);
	uint32_t *ro = vl_new(a, uint32_t, room);

	for (int64_t i = 0, k = 0; i < l->rows; i++) {
		int64_t before = kept;

		for (; k < count && li[k] == i; k++)
			if (!p->condition || naive_true(&c, k)) {
				lo[kept] = (uint32_t)i;
				ro[kept++] = ri[k];
			}
		if (kept == before && p->join == VL_JOIN_LEFT) {
			lo[kept] = (uint32_t)i;
			ro[kept++] = UINT32_MAX;
		}
	}
	return naive_pairs(a, p, l, r, lo, ro, kept);
}

static inline bool
naive_before(const struct vl_plan *p, const struct vl_column *key, uint32_t x,
    uint32_t y)
{
	for (int i = 0; i < p->sort_count; i++) {
		const struct vl_sort_key *k = &p->sort[i];
		bool nx = vl_column_is_null(&key[i], x);
		bool ny = vl_column_is_null(&key[i], y);
		int order = value_order(&key[i], x, &key[i], y);

		if (nx != ny)
			return nx == k->nulls_first;
		if (order && !nx)
			return k->descending ? order > 0 : order < 0;
	}
	return false;
}

static inline struct vl_batch *
naive_sort(struct vl_arena *a, const struct vl_plan *p, struct vl_batch *b,
    struct vl_session *s)
{
	struct vl_column *key = vl_new(a, struct vl_column, p->sort_count);
	uint32_t *index = vl_new(a, uint32_t, b->rows);

	for (int i = 0; i < p->sort_count; i++)
		key[i] = naive_eval(a, p->sort[i].expr, b, s);
	for (int64_t i = 0; i < b->rows; i++) {
		int64_t j = i;

		for (; j > 0 && naive_before(p, key, (uint32_t)i, index[j - 1]);
		     j--)
			index[j] = index[j - 1];
		index[j] = (uint32_t)i;
	}
	int64_t n = p->limit >= 0 && p->limit < b->rows ? p->limit : b->rows;

	return naive_take(a, p->schema, b, index, n);
}

static inline struct vl_batch *
naive_some(struct vl_arena *a, const struct vl_plan *p, struct vl_batch *b)
{
	uint32_t *index = vl_new(a, uint32_t, b->rows);
	int64_t n = 0;

	for (int64_t i = p->offset; i < b->rows; i++)
		if (p->limit < 0 || n < p->limit)
			index[n++] = (uint32_t)i;
	return naive_take(a, p->schema, b, index, n);
}

static inline struct vl_batch *
naive_union(struct vl_arena *a, const struct vl_plan *p,
    const struct vl_batch *l, const struct vl_batch *r)
{
	struct vl_batch *out = vl_batch_new(a, p->schema, l->rows + r->rows);

	for (int i = 0; i < p->schema->count; i++) {
		struct vl_build b;

		vl_build_init(&b, a, p->schema->field[i].type, 0);
		for (int64_t k = 0; k < l->rows; k++)
			vl_build_copy(&b, &l->col[i], k);
		for (int64_t k = 0; k < r->rows; k++)
			vl_build_copy(&b, &r->col[i], k);
		out->col[i] = vl_build_finish(&b);
	}
	return out;
}

static inline struct vl_batch *
naive_distinct(struct vl_arena *a, struct vl_batch *b)
{
	uint32_t *group = vl_new(a, uint32_t, b->rows);
	uint32_t *first = vl_new(a, uint32_t, b->rows);
	int64_t n =
	    naive_groups(b->col, b->schema->count, b->rows, group, first);

	b = naive_take(a, b->schema, b, first, n);
	for (int i = 0; i < b->schema->count; i++)
		b->col[i] = naive_key(a, b->col[i]);
	return b;
}

static struct vl_batch *
naive(struct vl_arena *a, const struct vl_plan *p, struct vl_session *s)
{
	struct vl_batch *in[2] = { NULL, NULL }, *out;

	for (int i = 0; i < 2 && p->input[i]; i++)
		in[i] = naive(a, p->input[i], s);
	switch (p->kind) {
	case VL_PLAN_SCAN:
		out = vl_batch_new(
		    a, p->schema, ((struct tiny *)p->source)->table->rows);
		for (int i = 0; i < p->schema->count; i++)
			out->col[i] = ((struct tiny *)p->source)
					  ->table->col[p->column[i]];
		return out;
	case VL_PLAN_VALUES: return naive_values(a, p, s);
	case VL_PLAN_FILTER: return naive_filter(a, p->condition, in[0], s);
	case VL_PLAN_PROJECT:
		out = vl_batch_new(a, p->schema, in[0]->rows);
		for (int i = 0; i < p->expr_count; i++)
			out->col[i] = naive_eval(a, p->expr[i], in[0], s);
		return out;
	case VL_PLAN_AGGREGATE: return naive_aggregate(a, p, in[0], s);
	case VL_PLAN_JOIN: return naive_join(a, p, in[0], in[1], s);
	case VL_PLAN_SORT: return naive_sort(a, p, in[0], s);
	case VL_PLAN_LIMIT: return naive_some(a, p, in[0]);
	case VL_PLAN_DISTINCT: return naive_distinct(a, in[0]);
	case VL_PLAN_UNION: return naive_union(a, p, in[0], in[1]);
	}
	return NULL;
}

/* The rows as tiny_run() shows them.  The caller frees. */
static inline char *
naive_run(const struct vl_plan *plan, struct vl_session *s)
{
	struct vl_arena a = { 0 };
	struct vl_buf text = { 0 };
	struct vl_batch *b = naive(&a, plan, s);

	for (int64_t i = 0; i < b->rows; i++)
		tiny_show(b, i, &text);
	char *out = vl_strndup(text.p ? text.p : "", text.len);

	vl_buf_release(&text);
	vl_arena_release(&a);
	return out;
}

#endif
