/* plan.c -- making plan nodes. */
#include "plan/plan.h"

#include <assert.h>

static struct vl_plan *
node(struct vl_arena *a, enum vl_plan_kind kind, const struct vl_plan *left,
    const struct vl_plan *right)
{
	struct vl_plan *p = vl_new(a, struct vl_plan, 1);

	p->kind = kind;
	p->input[0] = left;
	p->input[1] = right;
	p->rows = -1;
	p->limit = -1;
	return p;
}

const char *
vl_plan_kind_name(enum vl_plan_kind kind)
{
	static const char *const names[] = {
#define X(sym, name, inputs) [sym] = name,
		VL_PLAN_KINDS(X)
#undef X
	};

	return names[kind];
}

struct vl_plan *
vl_plan_scan(struct vl_arena *a, struct vl_source *source, struct vl_str table)
{
	struct vl_plan *p = node(a, VL_PLAN_SCAN, NULL, NULL);
	int n = source->schema->count;
	int *column = vl_new(a, int, n);

	for (int i = 0; i < n; i++)
		column[i] = i;
	p->source = source;
	p->table = table;
	p->column = column;
	p->schema = source->schema;
	p->rows = (double)source->rows_estimate;
	return p;
}

struct vl_plan *
vl_plan_values(struct vl_arena *a, const struct vl_schema *schema, int rows,
    const struct vl_expr *const *expr)
{
	struct vl_plan *p = node(a, VL_PLAN_VALUES, NULL, NULL);

	p->schema = schema;
	p->expr_count = rows * schema->count;
	p->expr = expr;
	p->rows = rows;
	return p;
}

struct vl_plan *
vl_plan_filter(struct vl_arena *a, const struct vl_plan *in,
    const struct vl_expr *condition)
{
	struct vl_plan *p = node(a, VL_PLAN_FILTER, in, NULL);

	assert(condition->type.id == VL_TYPE_BOOL ||
	    condition->type.id == VL_TYPE_NULL);
	p->schema = in->schema;
	p->condition = condition;
	return p;
}

struct vl_plan *
vl_plan_project(struct vl_arena *a, const struct vl_plan *in, int count,
    const struct vl_expr *const *expr, const struct vl_str *name)
{
	struct vl_plan *p = node(a, VL_PLAN_PROJECT, in, NULL);
	struct vl_field *f;

	p->schema = vl_schema_new(a, count, &f);
	for (int i = 0; i < count; i++)
		f[i] =
		    (struct vl_field){ .name = name[i], .type = expr[i]->type };
	p->expr_count = count;
	p->expr = expr;
	p->rows = in->rows;
	return p;
}

struct vl_plan *
vl_plan_aggregate(struct vl_arena *a, const struct vl_plan *in, int key_count,
    const struct vl_expr *const *key, int agg_count,
    const struct vl_plan_agg *agg, const struct vl_str *name)
{
	struct vl_plan *p = node(a, VL_PLAN_AGGREGATE, in, NULL);
	struct vl_field *f;

	p->schema = vl_schema_new(a, key_count + agg_count, &f);
	for (int i = 0; i < key_count; i++)
		f[i] =
		    (struct vl_field){ .name = name[i], .type = key[i]->type };
	for (int i = 0; i < agg_count; i++)
		f[key_count + i] =
		    (struct vl_field){ .name = name[key_count + i],
			    .type = agg[i].type };
	p->expr_count = key_count;
	p->expr = key;
	p->agg_count = agg_count;
	p->agg = agg;
	p->rows = key_count ? -1 : 1;
	return p;
}

static const struct vl_schema *
both_schemas(
    struct vl_arena *a, const struct vl_schema *x, const struct vl_schema *y)
{
	struct vl_field *f;
	struct vl_schema *s = vl_schema_new(a, x->count + y->count, &f);

	for (int i = 0; i < x->count; i++)
		f[i] = x->field[i];
	for (int i = 0; i < y->count; i++)
		f[x->count + i] = y->field[i];
	return s;
}

struct vl_plan *
vl_plan_join(struct vl_arena *a, const struct vl_plan *left,
    const struct vl_plan *right, enum vl_join_kind kind, int key_count,
    const struct vl_expr *const *left_key,
    const struct vl_expr *const *right_key, const struct vl_expr *condition)
{
	struct vl_plan *p = node(a, VL_PLAN_JOIN, left, right);

	for (int i = 0; i < key_count; i++)
		assert(vl_type_eq(left_key[i]->type, right_key[i]->type));
	p->schema = both_schemas(a, left->schema, right->schema);
	p->join = kind;
	p->key_count = key_count;
	p->left_key = left_key;
	p->right_key = right_key;
	p->condition = condition;
	return p;
}

struct vl_plan *
vl_plan_sort(struct vl_arena *a, const struct vl_plan *in, int count,
    const struct vl_sort_key *key)
{
	struct vl_plan *p = node(a, VL_PLAN_SORT, in, NULL);

	p->schema = in->schema;
	p->sort_count = count;
	p->sort = key;
	p->rows = in->rows;
	return p;
}

struct vl_plan *
vl_plan_limit(
    struct vl_arena *a, const struct vl_plan *in, int64_t limit, int64_t offset)
{
	struct vl_plan *p = node(a, VL_PLAN_LIMIT, in, NULL);

	p->schema = in->schema;
	p->limit = limit;
	p->offset = offset;
	p->rows = (double)limit;
	return p;
}

struct vl_plan *
vl_plan_distinct(struct vl_arena *a, const struct vl_plan *in)
{
	struct vl_plan *p = node(a, VL_PLAN_DISTINCT, in, NULL);

	p->schema = in->schema;
	return p;
}

struct vl_plan *
vl_plan_union(
    struct vl_arena *a, const struct vl_plan *left, const struct vl_plan *right)
{
	struct vl_plan *p = node(a, VL_PLAN_UNION, left, right);

	assert(left->schema->count == right->schema->count);
	p->schema = left->schema;
	if (left->rows >= 0 && right->rows >= 0)
		p->rows = left->rows + right->rows;
	return p;
}
