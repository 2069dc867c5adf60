/* bind_query.c -- WITH, VALUES, and queries put together. */
#include "sql/bind_int.h"

int
bind_cast_columns(struct binder *b, const struct vl_plan *p,
    const struct vl_type *type, int64_t at, const struct vl_plan **out)
{
	int n = p->schema->count;
	const struct vl_expr **e = vl_new(b->arena, const struct vl_expr *, n);
	struct vl_str *name = vl_new(b->arena, struct vl_str, n);
	bool same = true;

	for (int i = 0; i < n; i++) {
		name[i] = p->schema->field[i].name;
		e[i] = vl_expr_column(b->arena, p->schema, i, at);
		same = same && vl_type_eq(e[i]->type, type[i]);
		VL_TRY(vl_expr_cast(
		    b->arena, e[i], type[i], false, &e[i], b->err));
	}
	*out = same ? p : vl_plan_project(b->arena, p, n, e, name);
	return 0;
}

/* BY NAME: both sides get the columns of either, NULL where one lacks it. */
static const struct vl_plan *
arrange(struct binder *b, const struct vl_plan *p, int n,
    const struct vl_str *name, int64_t at)
{
	const struct vl_expr **e = vl_new(b->arena, const struct vl_expr *, n);

	for (int i = 0; i < n; i++) {
		int own = vl_schema_find(p->schema, name[i]);

		e[i] = own >= 0 ? vl_expr_column(b->arena, p->schema, own, at) :
				  vl_expr_null(b->arena, at);
	}
	return vl_plan_project(b->arena, p, n, e, name);
}

static void
match_names(struct binder *b, const struct vl_plan **left,
    const struct vl_plan **right, int64_t at)
{
	const struct vl_schema *l = (*left)->schema;
	const struct vl_schema *r = (*right)->schema;
	struct vl_str *name =
	    vl_new(b->arena, struct vl_str, l->count + r->count);
	int n = 0;

	for (int i = 0; i < l->count; i++)
		name[n++] = l->field[i].name;
	for (int i = 0; i < r->count; i++)
		if (vl_schema_find(l, r->field[i].name) < 0)
			name[n++] = r->field[i].name;
	*left = arrange(b, *left, n, name, at);
	*right = arrange(b, *right, n, name, at);
}

/* Column i of both sides gets one type. */
static int
match_types(struct binder *b, const struct vl_plan **left,
    const struct vl_plan **right, int64_t at)
{
	const struct vl_schema *l = (*left)->schema;
	const struct vl_schema *r = (*right)->schema;
	struct vl_type *type = vl_new(b->arena, struct vl_type, l->count);

	for (int i = 0; i < l->count; i++) {
		struct vl_type x = l->field[i].type;
		struct vl_type y = r->field[i].type;

		if (vl_type_common(b->arena, x, y, &type[i]))
			continue;
		vl_fail(b->err, VL_ETYPE,
		    "column %d is %s before and %s after UNION", i + 1,
		    vl_type_show(b->arena, x), vl_type_show(b->arena, y));
		vl_err_hint(b->err, "cast one of them");
		return bind_fail_at(b, at);
	}
	VL_TRY(bind_cast_columns(b, *left, type, at, left));
	return bind_cast_columns(b, *right, type, at, right);
}

static int bind_body(struct binder *b, const struct ast_body *body,
    const struct ast_query *tail, const struct vl_plan **out);

static int
bind_union(
    struct binder *b, const struct ast_body *body, const struct vl_plan **out)
{
	const struct vl_plan *left, *right;

	if (body->kind != BODY_UNION)
		return bind_unsupported(b, body->at,
		    body->kind == BODY_EXCEPT ? "EXCEPT" : "INTERSECT");
	VL_TRY(bind_body(b, body->left, NULL, &left));
	VL_TRY(bind_body(b, body->right, NULL, &right));
	if (body->by_name) {
		match_names(b, &left, &right, body->at);
	} else if (left->schema->count != right->schema->count) {
		vl_fail(b->err, VL_ESEMANTIC,
		    "UNION of %d columns and %d columns", left->schema->count,
		    right->schema->count);
		return bind_fail_at(b, body->at);
	}
	VL_TRY(match_types(b, &left, &right, body->at));
	*out = vl_plan_union(b->arena, left, right);
	if (!body->all)
		*out = vl_plan_distinct(b->arena, *out);
	return 0;
}

/* One type for the column of all rows; the rows are cast to it. */
static int
unify_column(struct binder *b, const struct ast_body *body, int columns, int i,
    const struct vl_expr **e, struct vl_type *type)
{
	*type = vl_type(VL_TYPE_NULL);
	for (int r = 0; r < body->row_count; r++) {
		struct vl_type own = e[r * columns + i]->type;
		struct vl_type common;

		if (!vl_type_common(b->arena, *type, own, &common)) {
			vl_fail(b->err, VL_ETYPE,
			    "column %d of VALUES is %s and then %s", i + 1,
			    vl_type_show(b->arena, *type),
			    vl_type_show(b->arena, own));
			return bind_fail_at(b, body->row[r]->arg[i]->at);
		}
		*type = common;
	}
	for (int r = 0; r < body->row_count; r++)
		VL_TRY(vl_expr_cast(b->arena, e[r * columns + i], *type, false,
		    &e[r * columns + i], b->err));
	return 0;
}

static int
bind_row(struct binder *b, const struct ast_expr *row, int columns,
    const struct vl_expr **e)
{
	struct block k = { .b = b, .clause = "VALUES" };

	if (row->count != columns) {
		vl_fail(b->err, VL_ESEMANTIC,
		    "VALUES has rows of %d and of %d columns", columns,
		    row->count);
		return bind_fail_at(b, row->at);
	}
	for (int i = 0; i < columns; i++)
		VL_TRY(bind_expr(&k, row->arg[i], &e[i]));
	return 0;
}

static int
bind_values(
    struct binder *b, const struct ast_body *body, const struct vl_plan **out)
{
	int n = body->row[0]->count;
	const struct vl_expr **e = vl_new(
	    b->arena, const struct vl_expr *, (int64_t)body->row_count *n);
	struct vl_field *f;
	struct vl_schema *s = vl_schema_new(b->arena, n, &f);

	for (int r = 0; r < body->row_count; r++)
		VL_TRY(bind_row(b, body->row[r], n, &e[r * n]));
	for (int i = 0; i < n; i++) {
		VL_TRY(unify_column(b, body, n, i, e, &f[i].type));
		f[i].name = vl_str(vl_str_printf(b->arena, "column%d", i + 1));
	}
	*out = vl_plan_values(b->arena, s, body->row_count, e);
	return 0;
}

/* tail is the query whose ORDER BY and LIMIT a SELECT takes to itself. */
static int
bind_body(struct binder *b, const struct ast_body *body,
    const struct ast_query *tail, const struct vl_plan **out)
{
	switch (body->kind) {
	case BODY_SELECT: return bind_select(b, body->select, tail, out);
	case BODY_VALUES: return bind_values(b, body, out);
	case BODY_QUERY: return bind_query(b, body->query, out);
	case BODY_UNION:
	case BODY_INTERSECT:
	case BODY_EXCEPT: break;
	}
	return bind_union(b, body, out);
}

/* ORDER BY and LIMIT of what is no SELECT: over the columns of its answer. */
static int
bind_tail(struct binder *b, const struct ast_query *q, const struct vl_plan *p,
    const struct vl_plan **out)
{
	struct block k = { .b = b, .clause = "ORDER BY" };
	struct order_key *order = NULL;
	struct vl_sort_key *key;
	int count = 0;

	k.scope.plan = p;
	k.item_count = p->schema->count;
	k.item = vl_new(b->arena, struct item, k.item_count);
	for (int i = 0; i < k.item_count; i++) {
		k.item[i].name = p->schema->field[i].name;
		k.item[i].alias = k.item[i].name;
		k.item[i].expr = vl_expr_column(b->arena, p->schema, i, q->at);
		k.item[i].nodes = 1;
	}
	VL_TRY(bind_order(&k, q, true, &order, &count));
	key = vl_new(b->arena, struct vl_sort_key, count);
	for (int i = 0; i < count; i++)
		key[i] = (struct vl_sort_key){
			.expr = k.item[order[i].column].expr,
			.descending = order[i].descending,
			.nulls_first = order[i].nulls_first,
		};
	if (count > 0)
		p = vl_plan_sort(b->arena, p, count, key);
	return bind_limit(b, q, p, out);
}

/* Make the names of WITH known, each to those behind it. */
static int
bind_ctes(struct binder *b, const struct ast_query *q)
{
	for (int i = 0; i < q->cte_count; i++) {
		struct cte *c = vl_new(b->arena, struct cte, 1);

		for (int j = 0; j < i; j++)
			if (vl_str_eq_fold(q->cte[j].name, q->cte[i].name)) {
				vl_fail(b->err, VL_ENAME,
				    "WITH names '%.*s' twice",
				    bind_shown(q->cte[i].name),
				    q->cte[i].name.p);
				return bind_fail_at(b, q->cte[i].at);
			}
		c->ast = &q->cte[i];
		c->outer = b->ctes;
		b->ctes = c;
	}
	return 0;
}

int
bind_query(
    struct binder *b, const struct ast_query *q, const struct vl_plan **out)
{
	const struct cte *ctes = b->ctes;
	bool select = q->body->kind == BODY_SELECT;

	if (q->recursive)
		return bind_unsupported(b, q->at, "WITH RECURSIVE");
	VL_TRY(bind_ctes(b, q));
	VL_TRY(bind_body(b, q->body, select ? q : NULL, out));
	if (!select)
		VL_TRY(bind_tail(b, q, *out, out));
	b->ctes = ctes;
	return 0;
}
