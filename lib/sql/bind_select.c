/* bind_select.c -- one SELECT to a plan. */
#include "sql/bind_int.h"

/* The clauses that are read but not done yet, by name. */
static int
check_clauses(struct binder *b, const struct ast_select *s)
{
	if (s->search_count > 0)
		return bind_unsupported(b, s->search[0].at,
		    s->search[0].hybrid ? "HYBRID SEARCH" : "KEYWORD SEARCH");
	if (s->window_by) {
		bind_unsupported(
		    b, s->window_by->at, "WINDOW BY in a query over tables");
		return vl_err_hint(b->err, "it is for streams: vl-watch");
	}
	if (s->window_count > 0)
		return bind_unsupported(b, s->window[0].at, "WINDOW");
	if (s->qualify)
		return bind_unsupported(b, s->qualify->at, "QUALIFY");
	if (s->sample.amount)
		return bind_unsupported(b, s->sample.at, "USING SAMPLE");
	if (s->distinct_on_count > 0)
		return bind_unsupported(
		    b, s->distinct_on[0]->at, "DISTINCT ON");
	return 0;
}

/* SELECT without FROM reads one row of no columns. */
static void
scope_of_nothing(struct binder *b, struct scope *out)
{
	struct vl_field *f;

	*out = (struct scope){ 0 };
	out->plan =
	    vl_plan_values(b->arena, vl_schema_new(b->arena, 0, &f), 1, NULL);
}

static void
add_key(struct block *k, const struct vl_expr *e, struct vl_str name)
{
	int names = k->key_count;

	for (int i = 0; i < k->key_count; i++)
		if (vl_expr_eq(k->key[i], e))
			return;
	k->key_name =
	    ast_push(k->b->arena, k->key_name, &names, &name, sizeof name);
	k->key = ast_push(k->b->arena, k->key, &k->key_count, &e, sizeof e);
}

/* GROUP BY 2: the second column of the answer */
static int
group_by_place(struct block *k, const struct ast_expr *x)
{
	const struct vl_expr *e;
	int64_t place;

	VL_TRY(bind_count(k->b, x, "GROUP BY", &place));
	if (place < 1 || place > k->item_count) {
		vl_fail(k->b->err, VL_ESEMANTIC,
		    "GROUP BY %.*s is not a column of the answer, which has %d",
		    bind_shown(x->text), x->text.p, k->item_count);
		return bind_fail_at(k->b, x->at);
	}
	VL_TRY(bind_item(k, (int)place - 1, &e));
	add_key(k, e, k->item[place - 1].name);
	return 0;
}

static int
bind_group(struct block *k, const struct ast_group *g)
{
	static const char *const name[] = {
		[GROUP_SET] = "GROUP BY ()",
		[GROUP_SETS] = "GROUPING SETS",
		[GROUP_ROLLUP] = "ROLLUP",
		[GROUP_CUBE] = "CUBE",
	};
	const struct vl_expr *e;

	if (g->kind != GROUP_EXPR)
		return bind_unsupported(k->b, g->at, name[g->kind]);
	if (g->expr->kind == AST_INT)
		return group_by_place(k, g->expr);
	if (g->expr->kind == AST_ROW) { /* (a, b) is a, b */
		for (int i = 0; i < g->expr->count; i++) {
			VL_TRY(bind_expr(k, g->expr->arg[i], &e));
			add_key(k, e, bind_name(k->b, g->expr->arg[i]));
		}
		return 0;
	}
	VL_TRY(bind_expr(k, g->expr, &e));
	add_key(k, e, bind_name(k->b, g->expr));
	return 0;
}

/* GROUP BY ALL: whatever is in the answer and aggregates nothing */
static int
group_by_all(struct block *k)
{
	const struct vl_expr *e;

	k->clause = NULL;
	for (int i = 0; i < k->item_count; i++) {
		VL_TRY(bind_item(k, i, &e));
		if (!bind_has_agg(k, e) && !vl_expr_is_constant(e))
			add_key(k, e, k->item[i].name);
	}
	return 0;
}

static int
bind_groups(struct block *k, const struct ast_select *s)
{
	k->clause = "GROUP BY";
	k->grouped = s->group_all || s->group_count > 0;
	if (s->group_all)
		return group_by_all(k);
	for (int i = 0; i < s->group_count; i++)
		VL_TRY(bind_group(k, &s->group[i]));
	return 0;
}

/* The Aggregate node, and what is above it over its columns. */
static int
aggregate(struct block *k, const struct vl_plan *in, struct order_key *order,
    int order_count, const struct vl_expr **having, const struct vl_plan **out)
{
	struct vl_arena *a = k->b->arena;
	int n = k->key_count + k->agg_count;
	struct vl_str *name = vl_new(a, struct vl_str, n);

	for (int i = 0; i < n; i++) {
		name[i] = i < k->key_count ? k->key_name[i] :
					     k->agg_name[i - k->key_count];
		if (name[i].n == 0)
			name[i] = vl_str(vl_str_printf(a, "key%d", i + 1));
	}
	bind_unique_names(k->b, n, name);
	for (int i = 0; i < k->item_count; i++)
		VL_TRY(bind_regroup(k, k->item[i].expr, &k->item[i].expr));
	for (int i = 0; i < order_count; i++)
		if (order[i].column < 0)
			VL_TRY(bind_regroup(k, order[i].expr, &order[i].expr));
	if (*having)
		VL_TRY(bind_regroup(k, *having, having));
	*out = vl_plan_aggregate(
	    a, in, k->key_count, k->key, k->agg_count, k->agg_call, name);
	return 0;
}

/* The answer's columns, and behind them what is only sorted by. */
static const struct vl_plan *
project(struct block *k, const struct vl_plan *in, struct order_key *order,
    int order_count)
{
	struct vl_arena *a = k->b->arena;
	int n = k->item_count;
	const struct vl_expr **e =
	    vl_new(a, const struct vl_expr *, n + order_count);
	struct vl_str *name = vl_new(a, struct vl_str, n + order_count);

	for (int i = 0; i < n; i++) {
		e[i] = k->item[i].expr;
		name[i] = k->item[i].name;
	}
	for (int i = 0; i < order_count; i++) {
		if (order[i].column >= 0)
			continue;
		name[n] = vl_str(vl_str_printf(a, "order%d", i + 1));
		e[n] = order[i].expr;
		order[i].column = n++;
	}
	return vl_plan_project(a, in, n, e, name);
}

/* Sort, limit, and leave out what was only sorted by. */
static int
finish(struct block *k, const struct ast_query *q, const struct vl_plan *p,
    const struct order_key *order, int count, const struct vl_plan **out)
{
	struct vl_arena *a = k->b->arena;
	struct vl_sort_key *key = vl_new(a, struct vl_sort_key, count);
	const struct vl_expr **e =
	    vl_new(a, const struct vl_expr *, k->item_count);
	struct vl_str *name = vl_new(a, struct vl_str, k->item_count);

	for (int i = 0; i < count; i++)
		key[i] = (struct vl_sort_key){
			.expr =
			    vl_expr_column(a, p->schema, order[i].column, -1),
			.descending = order[i].descending,
			.nulls_first = order[i].nulls_first,
		};
	if (count > 0)
		p = vl_plan_sort(a, p, count, key);
	if (q)
		VL_TRY(bind_limit(k->b, q, p, &p));
	*out = p;
	if (p->schema->count == k->item_count)
		return 0;
	for (int i = 0; i < k->item_count; i++) {
		e[i] = vl_expr_column(a, p->schema, i, -1);
		name[i] = k->item[i].name;
	}
	*out = vl_plan_project(a, p, k->item_count, e, name);
	return 0;
}

/* The condition of WHERE below everything, equalities of joins in the joins. */
static int
bind_where(
    struct block *k, const struct ast_select *s, const struct vl_plan **plan)
{
	const struct vl_expr *where;

	if (!s->where)
		return 0;
	k->clause = "WHERE";
	VL_TRY(bind_condition(k, s->where, "WHERE", &where));
	VL_TRY(bind_join_where(k->b, plan, where, &where));
	if (where)
		*plan = vl_plan_filter(k->b->arena, *plan, where);
	return 0;
}

/* SELECT DISTINCT can be sorted by what it shows only. */
static int
check_distinct(struct block *k, const struct ast_query *q,
    const struct order_key *order, int count)
{
	for (int i = 0; i < count; i++)
		if (order[i].column < 0) {
			vl_fail(k->b->err, VL_ESEMANTIC,
			    "SELECT DISTINCT can be ordered by its own "
			    "columns only");
			return bind_fail_at(k->b, q->order[i].at);
		}
	return 0;
}

int
bind_select(struct binder *b, const struct ast_select *s,
    const struct ast_query *tail, const struct vl_plan **out)
{
	struct block k = { .b = b };
	const struct vl_expr *having = NULL;
	struct order_key *order = NULL;
	int order_count = 0;
	const struct vl_plan *p;
	const struct vl_expr *e;

	VL_TRY(check_clauses(b, s));
	if (s->from)
		VL_TRY(bind_from(b, s->from, &k.scope));
	else
		scope_of_nothing(b, &k.scope);
	p = k.scope.plan;
	VL_TRY(bind_items(&k, s));
	VL_TRY(bind_where(&k, s, &p));
	VL_TRY(bind_groups(&k, s));
	k.clause = NULL;
	for (int i = 0; i < k.item_count; i++)
		VL_TRY(bind_item(&k, i, &e));
	if (s->having)
		VL_TRY(bind_condition(&k, s->having, "HAVING", &having));
	if (tail)
		VL_TRY(bind_order(&k, tail, false, &order, &order_count));
	if (s->distinct)
		VL_TRY(check_distinct(&k, tail, order, order_count));
	if (k.grouped || k.agg_count > 0 || having)
		VL_TRY(aggregate(&k, p, order, order_count, &having, &p));
	if (having)
		p = vl_plan_filter(b->arena, p, having);
	p = project(&k, p, order, order_count);
	if (s->distinct)
		p = vl_plan_distinct(b->arena, p);
	return finish(&k, tail, p, order, order_count, out);
}
