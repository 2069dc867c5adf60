/* parse_query.c -- SELECT, VALUES, set operations, and their clauses. */
#include "sql/parse_int.h"

bool
parse_at_query(const struct parser *p)
{
	return parse_is_word(p, WORD_SELECT) || parse_is_word(p, WORD_WITH) ||
	    parse_is_word(p, WORD_FROM) ||
	    (parse_is_word(p, WORD_VALUES) &&
		parse_peek_is_sign(p, SIGN_LPAREN));
}

bool
parse_at_query_tail(const struct parser *p)
{
	return parse_is_word(p, WORD_UNION) ||
	    parse_is_word(p, WORD_INTERSECT) || parse_is_word(p, WORD_EXCEPT) ||
	    parse_is_word(p, WORD_ORDER) || parse_is_word(p, WORD_LIMIT) ||
	    parse_is_word(p, WORD_OFFSET) || parse_is_word(p, WORD_FETCH);
}

/* [alias ':'] expr [[AS] alias] */
static int
parse_item(struct parser *p, struct ast_item *out)
{
	*out = (struct ast_item){ .at = p->tok.at };
	if (parse_at_name(p) && parse_peek_is_sign(p, SIGN_COLON)) {
		VL_TRY(parse_name(p, "a name", &out->alias));
		parse_advance(p);
		return parse_expr(p, &out->expr);
	}
	VL_TRY(parse_expr(p, &out->expr));
	if (!parse_take_word(p, WORD_AS))
		return parse_bare_alias(p, &out->alias);
	if (p->tok.kind == TOK_STRING) {
		out->alias = lex_value(&p->lex, &p->tok, p->arena);
		parse_advance(p);
		return 0;
	}
	return parse_label(p, &out->alias);
}

/* [ALL | DISTINCT [ON '(' expr {',' expr} ')']] item {',' item} [','] */
static int
parse_items(struct parser *p, struct ast_select *s)
{
	struct ast_expr *list = parse_node(p, AST_ROW, p->tok.at);
	struct ast_item item;

	if (!parse_take_word(p, WORD_ALL))
		s->distinct = parse_take_word(p, WORD_DISTINCT);
	if (s->distinct && parse_take_word(p, WORD_ON)) {
		VL_TRY(parse_need_sign(p, SIGN_LPAREN));
		VL_TRY(parse_exprs(p, list));
		VL_TRY(parse_need_sign(p, SIGN_RPAREN));
		s->distinct_on = list->arg;
		s->distinct_on_count = list->count;
	}
	do {
		if (s->item_count > 0 && parse_list_ends(p))
			break;
		VL_TRY(parse_item(p, &item));
		s->item = ast_push(
		    p->arena, s->item, &s->item_count, &item, sizeof item);
	} while (parse_take_sign(p, SIGN_COMMA));
	return 0;
}

/* (KEYWORD SEARCH '(' column {',' column} ')' | HYBRID SEARCH column)
 * QUERY expr {TOP_K n | METRIC name | SCORE_THRESHOLD x} */
static int
parse_search(struct parser *p, struct ast_select *s)
{
	struct ast_search search = { .at = p->tok.at };
	struct ast_expr *columns = parse_node(p, AST_ROW, p->tok.at);
	bool paren;

	search.hybrid = parse_is_word(p, WORD_HYBRID);
	parse_advance(p);
	parse_advance(p);
	paren = parse_take_sign(p, SIGN_LPAREN);
	do {
		struct ast_expr *c = parse_node(p, AST_NAME, p->tok.at);

		VL_TRY(parse_dotted(p, "a column", &c->name, &c->name_count));
		VL_TRY(parse_add(p, columns, c));
	} while (paren && parse_take_sign(p, SIGN_COMMA));
	if (paren)
		VL_TRY(parse_need_sign(p, SIGN_RPAREN));
	search.column = columns->arg;
	search.column_count = columns->count;
	VL_TRY(parse_need_word(p, WORD_QUERY));
	VL_TRY(parse_expr(p, &search.query));
	for (;;) {
		if (parse_take_word(p, WORD_TOP_K))
			VL_TRY(parse_expr(p, &search.top_k));
		else if (parse_take_word(p, WORD_SCORE_THRESHOLD))
			VL_TRY(parse_expr(p, &search.threshold));
		else if (parse_take_word(p, WORD_METRIC))
			VL_TRY(parse_name(p, "a metric", &search.metric));
		else
			break;
	}
	s->search = ast_push(
	    p->arena, s->search, &s->search_count, &search, sizeof search);
	return 0;
}

/* WINDOW BY column EVERY expr [SLIDE expr] AS name: WINDOW was taken */
static int
parse_window_by(struct parser *p, struct ast_select *s, int64_t at)
{
	struct ast_window_by *w = vl_new(p->arena, struct ast_window_by, 1);

	w->at = at;
	s->window_by = w;
	VL_TRY(parse_need_word(p, WORD_BY));
	VL_TRY(parse_expr(p, &w->column));
	VL_TRY(parse_need_word(p, WORD_EVERY));
	VL_TRY(parse_expr(p, &w->every));
	if (parse_take_word(p, WORD_SLIDE))
		VL_TRY(parse_expr(p, &w->slide));
	VL_TRY(parse_need_word(p, WORD_AS));
	return parse_name(p, "a name", &w->name);
}

/* WINDOW name AS window {',' name AS window}: WINDOW was taken */
static int
parse_windows(struct parser *p, struct ast_select *s)
{
	do {
		struct ast_window w = { .at = p->tok.at };

		VL_TRY(parse_name(p, "a window", &w.name));
		VL_TRY(parse_need_word(p, WORD_AS));
		VL_TRY(parse_window(p, &w));
		s->window = ast_push(
		    p->arena, s->window, &s->window_count, &w, sizeof w);
	} while (parse_take_sign(p, SIGN_COMMA));
	return 0;
}

static int parse_groups(
    struct parser *p, struct ast_group **out, int *count, bool sets);

/* GROUPING SETS '(' ... ')' | ROLLUP '(' ... ')' | CUBE '(' ... ')' | '(' ')'
 * | expr */
static int
parse_group(struct parser *p, struct ast_group *g, bool sets)
{
	*g = (struct ast_group){ .kind = GROUP_EXPR, .at = p->tok.at };
	if (parse_is_word(p, WORD_GROUPING) &&
	    parse_peek_is_word(p, WORD_SETS)) {
		parse_advance(p);
		g->kind = GROUP_SETS;
		sets = true;
	} else if (parse_peek_is_sign(p, SIGN_LPAREN) &&
	    parse_is_word(p, WORD_ROLLUP)) {
		g->kind = GROUP_ROLLUP;
	} else if (parse_peek_is_sign(p, SIGN_LPAREN) &&
	    parse_is_word(p, WORD_CUBE)) {
		g->kind = GROUP_CUBE;
	} else if (parse_is_sign(p, SIGN_LPAREN) &&
	    parse_peek_is_sign(p, SIGN_RPAREN)) {
		g->kind = GROUP_SET;
		parse_advance(p);
		parse_advance(p);
		return 0;
	} else {
		return parse_expr(p, &g->expr);
	}
	parse_advance(p);
	VL_TRY(parse_enter(p));
	VL_TRY(parse_need_sign(p, SIGN_LPAREN));
	VL_TRY(parse_groups(p, &g->item, &g->count, sets));
	parse_leave(p);
	return parse_need_sign(p, SIGN_RPAREN);
}

/* group {',' group} [','] */
static int
parse_groups(struct parser *p, struct ast_group **out, int *count, bool sets)
{
	struct ast_group g;

	do {
		if (*count > 0 && parse_list_ends(p))
			break;
		VL_TRY(parse_group(p, &g, sets));
		*out = ast_push(p->arena, *out, count, &g, sizeof g);
	} while (parse_take_sign(p, SIGN_COMMA));
	return 0;
}

/* GROUP BY (ALL | group {',' group}): GROUP was taken */
static int
parse_group_by(struct parser *p, struct ast_select *s)
{
	VL_TRY(parse_need_word(p, WORD_BY));
	if (parse_take_word(p, WORD_ALL)) {
		s->group_all = true;
		return 0;
	}
	return parse_groups(p, &s->group, &s->group_count, false);
}

/* [WHERE expr] {search} [WINDOW BY ...] [GROUP BY ...] [HAVING expr]
 * [WINDOW ...] [QUALIFY expr] [USING SAMPLE ...] */
static int
parse_clauses(struct parser *p, struct ast_select *s)
{
	if (parse_take_word(p, WORD_WHERE))
		VL_TRY(parse_expr(p, &s->where));
	while (
	    (parse_is_word(p, WORD_KEYWORD) || parse_is_word(p, WORD_HYBRID)) &&
	    parse_peek_is_word(p, WORD_SEARCH))
		VL_TRY(parse_search(p, s));
	if (parse_is_word(p, WORD_WINDOW) && parse_peek_is_word(p, WORD_BY)) {
		int64_t at = p->tok.at;

		parse_advance(p);
		VL_TRY(parse_window_by(p, s, at));
	}
	s->group_at = p->tok.at;
	if (parse_take_word(p, WORD_GROUP))
		VL_TRY(parse_group_by(p, s));
	if (parse_take_word(p, WORD_HAVING))
		VL_TRY(parse_expr(p, &s->having));
	if (parse_take_word(p, WORD_WINDOW))
		VL_TRY(parse_windows(p, s));
	if (parse_take_word(p, WORD_QUALIFY))
		VL_TRY(parse_expr(p, &s->qualify));
	if (parse_is_word(p, WORD_USING) &&
	    parse_peek_is_word(p, WORD_SAMPLE)) {
		parse_advance(p);
		parse_advance(p);
		VL_TRY(parse_sample(p, &s->sample));
	}
	return 0;
}

/* SELECT items [FROM from] clauses | FROM from [SELECT items] clauses */
static int
parse_select(struct parser *p, struct ast_body *b)
{
	struct ast_select *s = vl_new(p->arena, struct ast_select, 1);

	b->kind = BODY_SELECT;
	b->select = s;
	if (parse_take_word(p, WORD_SELECT)) {
		VL_TRY(parse_items(p, s));
		if (parse_take_word(p, WORD_FROM))
			VL_TRY(parse_from(p, &s->from));
		return parse_clauses(p, s);
	}
	VL_TRY(parse_need_word(p, WORD_FROM));
	VL_TRY(parse_from(p, &s->from));
	if (parse_take_word(p, WORD_SELECT)) {
		VL_TRY(parse_items(p, s));
	} else {
		struct ast_item all = { .at = b->at };

		all.expr = parse_node(p, AST_STAR, b->at);
		all.expr->star = vl_new(p->arena, struct ast_star, 1);
		s->item = ast_push(
		    p->arena, s->item, &s->item_count, &all, sizeof all);
	}
	return parse_clauses(p, s);
}

/* VALUES '(' expr {',' expr} ')' {',' ...} */
static int
parse_values(struct parser *p, struct ast_body *b)
{
	parse_advance(p);
	b->kind = BODY_VALUES;
	do {
		struct ast_expr *row = parse_node(p, AST_ROW, p->tok.at);

		if (b->row_count > 0 && parse_list_ends(p))
			break;
		VL_TRY(parse_need_sign(p, SIGN_LPAREN));
		VL_TRY(parse_exprs(p, row));
		VL_TRY(parse_need_sign(p, SIGN_RPAREN));
		b->row =
		    ast_push(p->arena, b->row, &b->row_count, &row, sizeof row);
	} while (parse_take_sign(p, SIGN_COMMA));
	return 0;
}

/* select | values | '(' query ')' */
static int
parse_term(struct parser *p, struct ast_body **out)
{
	struct ast_body *b = vl_new(p->arena, struct ast_body, 1);
	int outer = parse_deep_begin(p);

	b->at = p->tok.at;
	*out = b;
	if (parse_is_word(p, WORD_VALUES)) {
		VL_TRY(parse_values(p, b));
	} else if (parse_is_word(p, WORD_SELECT) ||
	    parse_is_word(p, WORD_FROM)) {
		VL_TRY(parse_select(p, b));
	} else if (parse_take_sign(p, SIGN_LPAREN)) {
		b->kind = BODY_QUERY;
		VL_TRY(parse_query(p, &b->query));
		VL_TRY(parse_need_sign(p, SIGN_RPAREN));
	} else {
		return parse_unexpected(p, "SELECT");
	}
	return parse_deep_end(p, outer, &b->depth, b->at);
}

static enum ast_body_kind
set_kind(const struct parser *p)
{
	return parse_is_word(p, WORD_UNION)  ? BODY_UNION :
	    parse_is_word(p, WORD_INTERSECT) ? BODY_INTERSECT :
	    parse_is_word(p, WORD_EXCEPT)    ? BODY_EXCEPT :
					       BODY_SELECT;
}

/* left {(UNION | EXCEPT) [ALL | DISTINCT] [BY NAME] right}, INTERSECT binding
 * tighter */
static int
parse_set(struct parser *p, bool tight, struct ast_body **left)
{
	enum ast_body_kind kind;

	while ((kind = set_kind(p)) != BODY_SELECT) {
		struct ast_body *b = vl_new(p->arena, struct ast_body, 1);
		int outer;

		if (tight && kind != BODY_INTERSECT)
			return 0;
		b->kind = kind;
		b->at = p->tok.at;
		parse_advance(p);
		b->all = parse_take_word(p, WORD_ALL);
		if (!b->all)
			parse_take_word(p, WORD_DISTINCT);
		if (parse_take_word(p, WORD_BY)) {
			b->by_name = true;
			VL_TRY(parse_need_word(p, WORD_NAME));
		}
		b->left = *left;
		outer = p->deepest; /* left and right are in it */
		VL_TRY(parse_term(p, &b->right));
		if (kind != BODY_INTERSECT)
			VL_TRY(parse_set(p, true, &b->right));
		p->deepest = b->left->depth > b->right->depth ? b->left->depth :
								b->right->depth;
		VL_TRY(parse_deep_end(p, outer, &b->depth, b->at));
		*left = b;
	}
	return 0;
}

/* ORDER BY (ALL | expr) [ASC | DESC] [NULLS (FIRST | LAST)] {',' ...} */
int
parse_order(struct parser *p, struct ast_order **out, int *count)
{
	VL_TRY(parse_need_word(p, WORD_ORDER));
	VL_TRY(parse_need_word(p, WORD_BY));
	do {
		struct ast_order o = { .at = p->tok.at };

		if (*count > 0 && parse_list_ends(p))
			break;
		if (!parse_take_word(p, WORD_ALL))
			VL_TRY(parse_expr(p, &o.expr));
		if (!parse_take_word(p, WORD_ASC))
			o.descending = parse_take_word(p, WORD_DESC);
		if (parse_take_word(p, WORD_NULLS)) {
			o.nulls_said = true;
			o.nulls_first = parse_take_word(p, WORD_FIRST);
			if (!o.nulls_first && !parse_take_word(p, WORD_LAST))
				return parse_unexpected(p, "FIRST or LAST");
		}
		*out = ast_push(p->arena, *out, count, &o, sizeof o);
	} while (parse_take_sign(p, SIGN_COMMA));
	return 0;
}

/* A number and then a percent sign that is no operator: LIMIT 10% */
static bool
at_percentage(const struct parser *p)
{
	struct parser ahead = *p;

	if (p->tok.kind != TOK_INT && p->tok.kind != TOK_NUMBER)
		return false;
	parse_advance(&ahead);
	return parse_take_sign(&ahead, SIGN_PERCENT) &&
	    (parse_list_ends(&ahead) || ahead.tok.kind == TOK_NAME);
}

/* LIMIT (ALL | expr [PERCENT | '%']): LIMIT was taken */
static int
parse_limit(struct parser *p, struct ast_query *q)
{
	q->limit_at = p->tok.at;
	if (parse_take_word(p, WORD_ALL))
		return 0;
	if (at_percentage(p)) {
		parse_literal(p, &q->limit);
		parse_advance(p);
		q->limit_percent = true;
		return 0;
	}
	VL_TRY(parse_expr(p, &q->limit));
	q->limit_percent = parse_take_word(p, WORD_PERCENT);
	return 0;
}

/* FETCH (FIRST | NEXT) [expr] (ROW | ROWS) (ONLY | WITH TIES): FETCH was
 * taken */
static int
parse_fetch(struct parser *p, struct ast_query *q)
{
	if (!parse_take_word(p, WORD_FIRST) && !parse_take(p, "next"))
		return parse_unexpected(p, "FIRST or NEXT");
	q->limit_at = p->tok.at;
	if (parse_is_word(p, WORD_ROW) || parse_is_word(p, WORD_ROWS)) {
		q->limit = parse_node(p, AST_INT, p->tok.at);
		q->limit->text = VL_STR("1");
	} else {
		VL_TRY(parse_expr(p, &q->limit));
	}
	if (!parse_take_word(p, WORD_ROW))
		VL_TRY(parse_need_word(p, WORD_ROWS));
	if (!parse_take_word(p, WORD_WITH))
		return parse_need_word(p, WORD_ONLY);
	q->with_ties = true;
	return parse_need_word(p, WORD_TIES);
}

/* [ORDER BY ...] {LIMIT ... | OFFSET expr [ROW | ROWS] | FETCH ...} */
static int
parse_tail(struct parser *p, struct ast_query *q)
{
	if (parse_is_word(p, WORD_ORDER))
		VL_TRY(parse_order(p, &q->order, &q->order_count));
	for (;;) {
		if (!q->limit && parse_take_word(p, WORD_LIMIT)) {
			VL_TRY(parse_limit(p, q));
		} else if (!q->limit && parse_take_word(p, WORD_FETCH)) {
			VL_TRY(parse_fetch(p, q));
		} else if (!q->offset && parse_take_word(p, WORD_OFFSET)) {
			VL_TRY(parse_expr(p, &q->offset));
			if (!parse_take_word(p, WORD_ROWS))
				parse_take_word(p, WORD_ROW);
		} else {
			return 0;
		}
	}
}

/* name ['(' names ')'] AS [[NOT] MATERIALIZED] '(' query ')' {',' ...}: WITH
 * was taken */
static int
parse_ctes(struct parser *p, struct ast_query *q)
{
	q->recursive = parse_take_word(p, WORD_RECURSIVE);
	do {
		struct ast_cte c = { .at = p->tok.at };

		VL_TRY(parse_name(p, "a name", &c.name));
		if (parse_is_sign(p, SIGN_LPAREN))
			VL_TRY(parse_names(p, &c.column, &c.column_count));
		VL_TRY(parse_need_word(p, WORD_AS));
		if (parse_take_word(p, WORD_NOT)) {
			VL_TRY(parse_need_word(p, WORD_MATERIALIZED));
			c.materialized = -1;
		} else if (parse_take_word(p, WORD_MATERIALIZED)) {
			c.materialized = 1;
		}
		VL_TRY(parse_need_sign(p, SIGN_LPAREN));
		VL_TRY(parse_query(p, &c.query));
		VL_TRY(parse_need_sign(p, SIGN_RPAREN));
		q->cte =
		    ast_push(p->arena, q->cte, &q->cte_count, &c, sizeof c);
	} while (parse_take_sign(p, SIGN_COMMA));
	return 0;
}

/* [WITH [RECURSIVE] ctes] term {set term} tail */
int
parse_query(struct parser *p, struct ast_query **out)
{
	struct ast_query *q = vl_new(p->arena, struct ast_query, 1);
	int outer = parse_deep_begin(p);

	VL_TRY(parse_enter(p));
	q->at = p->tok.at;
	*out = q;
	if (parse_take_word(p, WORD_WITH))
		VL_TRY(parse_ctes(p, q));
	VL_TRY(parse_term(p, &q->body));
	VL_TRY(parse_set(p, false, &q->body));
	VL_TRY(parse_tail(p, q));
	parse_leave(p);
	return parse_deep_end(p, outer, &q->depth, q->at);
}

int
parse_query_tail(
    struct parser *p, struct ast_query *first, struct ast_query **out)
{
	struct ast_query *q = vl_new(p->arena, struct ast_query, 1);
	int outer = p->deepest;

	q->at = first->at;
	p->deepest = first->depth;
	q->body = vl_new(p->arena, struct ast_body, 1);
	q->body->kind = BODY_QUERY;
	q->body->at = first->at;
	q->body->depth = first->depth + 1;
	q->body->query = first;
	VL_TRY(parse_set(p, false, &q->body));
	*out = q;
	VL_TRY(parse_tail(p, q));
	return parse_deep_end(p, outer, &q->depth, q->at);
}
