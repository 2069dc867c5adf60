/* bind_order.c -- ORDER BY, LIMIT and OFFSET. */
#include "sql/bind_int.h"

/* The column of the answer that has this name, or -1; -2: several. */
static int
find_answer(const struct block *k, struct vl_str name)
{
	for (int exact = 1; exact >= 0; exact--) {
		int found = -1;

		for (int i = 0; i < k->item_count; i++) {
			struct vl_str own = k->item[i].name;

			if (!(exact ? vl_str_eq(own, name) :
				      vl_str_eq_fold(own, name)))
				continue;
			if (found >= 0)
				return -2;
			found = i;
		}
		if (found >= 0)
			return found;
	}
	return -1;
}

static int
order_by_place(struct block *k, const struct ast_expr *x, int *out)
{
	int64_t place;

	VL_TRY(bind_count(k->b, x, "ORDER BY", &place));
	if (place < 1 || place > k->item_count) {
		vl_fail(k->b->err, VL_ESEMANTIC,
		    "ORDER BY %.*s is not a column of the answer, which has %d",
		    bind_shown(x->text), x->text.p, k->item_count);
		return bind_fail_at(k->b, x->at);
	}
	*out = (int)place - 1;
	return 0;
}

/* An expression: a column of the answer if it is the same, or hidden. */
static int
order_by_expr(struct block *k, const struct ast_expr *x, bool answer_only,
    struct order_key *key)
{
	VL_TRY(bind_expr(k, x, &key->expr));
	for (int i = 0; i < k->item_count; i++)
		if (vl_expr_eq(k->item[i].expr, key->expr)) {
			key->column = i;
			return 0;
		}
	if (!answer_only)
		return 0;
	vl_fail(k->b->err, VL_ESEMANTIC,
	    "UNION can be ordered by columns of its answer only");
	vl_err_hint(k->b->err,
	    "wrap it: SELECT * FROM (... UNION ...) "
	    "ORDER BY ...");
	return bind_fail_at(k->b, x->at);
}

static int
bind_key(struct block *k, const struct ast_expr *x, bool answer_only,
    struct order_key *key)
{
	key->column = -1;
	if (x->kind == AST_INT)
		return order_by_place(k, x, &key->column);
	/* u.user_id finds what t.* calls user_id: by the expression below. */
	if (x->kind == AST_NAME && x->name_count == 1) {
		int i = find_answer(k, x->name[0]);

		if (i >= 0) {
			key->column = i;
			return 0;
		}
	}
	return order_by_expr(k, x, answer_only, key);
}

int
bind_order(struct block *k, const struct ast_query *q, bool answer_only,
    struct order_key **out, int *count)
{
	for (int i = 0; i < q->order_count; i++) {
		const struct ast_order *o = &q->order[i];
		struct order_key key = { .descending = o->descending,
			.nulls_first = o->nulls_first };

		if (o->expr) {
			VL_TRY(bind_key(k, o->expr, answer_only, &key));
			*out = ast_push(
			    k->b->arena, *out, count, &key, sizeof key);
			continue;
		}
		for (key.column = 0; key.column < k->item_count; key.column++)
			*out = ast_push(
			    k->b->arena, *out, count, &key, sizeof key);
	}
	return 0;
}

int
bind_limit(struct binder *b, const struct ast_query *q,
    const struct vl_plan *in, const struct vl_plan **out)
{
	int64_t limit = -1;
	int64_t offset = 0;

	*out = in;
	if (q->limit_percent)
		return bind_unsupported(b, q->limit_at, "LIMIT in percent");
	if (q->with_ties)
		return bind_unsupported(b, q->limit_at, "WITH TIES");
	if (q->limit)
		VL_TRY(bind_count(b, q->limit, "LIMIT", &limit));
	if (q->offset)
		VL_TRY(bind_count(b, q->offset, "OFFSET", &offset));
	if (limit >= 0 || offset > 0)
		*out =
		    vl_plan_limit(b->arena, in, limit, offset > 0 ? offset : 0);
	return 0;
}
