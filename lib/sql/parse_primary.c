/* parse_primary.c -- what operators combine: literals, names, parentheses. */
#include "sql/parse_int.h"

static const char *const interval_units[] = { "microsecond", "millisecond",
	"second", "minute", "hour", "day", "week", "month", "quarter", "year",
	"decade", "century", "centurie", "millennium" };

/* A literal of one token. */
bool
parse_literal(struct parser *p, struct ast_expr **out)
{
	struct ast_expr *x = parse_node(p, AST_NULL, p->tok.at);

	switch (p->tok.kind) {
	case TOK_STRING:
		x->kind = AST_STRING;
		x->text = lex_value(&p->lex, &p->tok, p->arena);
		break;
	case TOK_BLOB:
		x->kind = AST_BLOB;
		x->text = lex_value(&p->lex, &p->tok, p->arena);
		break;
	case TOK_INT:
	case TOK_NUMBER:
		x->kind = p->tok.kind == TOK_INT ? AST_INT : AST_NUMBER;
		x->text = lex_digits(&p->lex, &p->tok, p->arena);
		break;
	case TOK_PARAM:
		x->kind = AST_PARAM;
		x->text = lex_slice(&p->lex, &p->tok);
		break;
	case TOK_NAME:
		if (p->tok.word == WORD_TRUE || p->tok.word == WORD_FALSE) {
			x->kind = AST_BOOL;
			x->flag = p->tok.word == WORD_TRUE;
		} else if (p->tok.word != WORD_NULL) {
			return false;
		}
		break;
	case TOK_END:
	case TOK_QUOTED:
	case TOK_SIGN:
	case TOK_BAD: return false;
	}
	parse_advance(p);
	*out = x;
	return true;
}

/* A query where an expression stands: '(' was taken. */
static int
parse_subquery(struct parser *p, enum ast_expr_kind kind, int64_t at,
    struct ast_expr **out)
{
	*out = parse_node(p, kind, at);
	VL_TRY(parse_query_into(p, *out));
	return parse_need_sign(p, SIGN_RPAREN);
}

/* '(' query ')' | '(' expr ')' | '(' expr ',' expr {',' expr} ')' */
static int
parse_parens(struct parser *p, struct ast_expr **out)
{
	struct ast_expr *row = parse_node(p, AST_ROW, p->tok.at);

	parse_advance(p);
	if (parse_at_query(p))
		return parse_subquery(p, AST_SUBQUERY, row->at, out);
	VL_TRY(parse_enter(p));
	VL_TRY(parse_expr(p, out));
	/* ((SELECT 1) UNION SELECT 2): the rest of a query came to light. */
	if ((*out)->kind == AST_SUBQUERY && parse_at_query_tail(p)) {
		VL_TRY(parse_query_tail(p, (*out)->query, &(*out)->query));
		VL_TRY(parse_deep_end(p, 0, &(*out)->depth, row->at));
	}
	if (parse_take_sign(p, SIGN_COMMA)) {
		VL_TRY(parse_add(p, row, *out));
		if (!parse_is_sign(p, SIGN_RPAREN))
			VL_TRY(parse_exprs(p, row));
		*out = row;
	}
	parse_leave(p);
	return parse_need_sign(p, SIGN_RPAREN);
}

/* CASE [expr] WHEN expr THEN expr {...} [ELSE expr] END */
static int
parse_case(struct parser *p, struct ast_expr **out)
{
	struct ast_expr *c = parse_node(p, AST_CASE, p->tok.at);
	struct ast_expr *x;

	parse_advance(p);
	c->flag = !parse_is_word(p, WORD_WHEN);
	if (c->flag) {
		VL_TRY(parse_expr(p, &x));
		VL_TRY(parse_add(p, c, x));
	}
	do {
		VL_TRY(parse_need_word(p, WORD_WHEN));
		VL_TRY(parse_expr(p, &x));
		VL_TRY(parse_add(p, c, x));
		VL_TRY(parse_need_word(p, WORD_THEN));
		VL_TRY(parse_expr(p, &x));
		VL_TRY(parse_add(p, c, x));
	} while (parse_is_word(p, WORD_WHEN));
	c->negated = parse_take_word(p, WORD_ELSE);
	if (c->negated) {
		VL_TRY(parse_expr(p, &x));
		VL_TRY(parse_add(p, c, x));
	}
	*out = c;
	return parse_need_word(p, WORD_END);
}

/* (CAST | TRY_CAST) '(' expr AS type ')' */
static int
parse_cast(struct parser *p, struct ast_expr **out)
{
	struct ast_expr *c = parse_node(p, AST_CAST, p->tok.at);
	struct ast_expr *x;

	c->flag = parse_is_word(p, WORD_TRY_CAST);
	parse_advance(p);
	VL_TRY(parse_need_sign(p, SIGN_LPAREN));
	VL_TRY(parse_expr(p, &x));
	VL_TRY(parse_add(p, c, x));
	VL_TRY(parse_need_word(p, WORD_AS));
	VL_TRY(parse_type(p, &c->type));
	*out = c;
	return parse_need_sign(p, SIGN_RPAREN);
}

/* '[' [expr {',' expr}] ']' */
static int
parse_list(struct parser *p, struct ast_expr **out)
{
	*out = parse_node(p, AST_LIST, p->tok.at);
	parse_advance(p);
	if (!parse_is_sign(p, SIGN_RBRACKET))
		VL_TRY(parse_exprs(p, *out));
	return parse_need_sign(p, SIGN_RBRACKET);
}

/* '{' [key ':' expr {',' key ':' expr}] '}', keys being names or texts; of a
 * MAP any expression */
static int
parse_braces(struct parser *p, enum ast_expr_kind kind, struct ast_expr **out)
{
	struct ast_expr *s = parse_node(p, kind, p->tok.at);
	struct ast_expr *x;
	struct vl_str key;

	parse_advance(p);
	*out = s;
	while (!parse_take_sign(p, SIGN_RBRACE)) {
		if (kind == AST_MAP) {
			VL_TRY(parse_expr(p, &x));
			VL_TRY(parse_add(p, s, x));
		} else if (p->tok.kind == TOK_STRING) {
			key = lex_value(&p->lex, &p->tok, p->arena);
			parse_advance(p);
		} else {
			VL_TRY(parse_label(p, &key));
		}
		if (kind == AST_STRUCT)
			s->name = ast_push(p->arena, s->name, &s->name_count,
			    &key, sizeof key);
		VL_TRY(parse_need_sign(p, SIGN_COLON));
		VL_TRY(parse_expr(p, &x));
		VL_TRY(parse_add(p, s, x));
		if (!parse_is_sign(p, SIGN_RBRACE))
			VL_TRY(parse_need_sign(p, SIGN_COMMA));
	}
	return 0;
}

/* Take the unit of an interval: "day", "days". */
static bool
take_unit(struct parser *p, struct vl_str *out)
{
	struct vl_str s = lex_slice(&p->lex, &p->tok);

	if (p->tok.kind != TOK_NAME)
		return false;
	if (s.n > 1 && (s.p[s.n - 1] | 0x20) == 's')
		s.n--;
	for (int i = 0; i < VL_COUNTOF(interval_units); i++)
		if (vl_str_is_fold(s, interval_units[i])) {
			*out = vl_str(interval_units[i]);
			if (vl_str_is(*out, "centurie"))
				*out = VL_STR("century");
			parse_advance(p);
			return true;
		}
	return false;
}

/* INTERVAL (text [unit] | number unit | '(' expr ')' unit) */
static int
parse_interval(struct parser *p, struct ast_expr **out)
{
	struct ast_expr *x = parse_node(p, AST_INTERVAL, p->tok.at);
	struct ast_expr *amount;
	bool text;

	parse_advance(p);
	text = p->tok.kind == TOK_STRING;
	if (!parse_literal(p, &amount)) {
		VL_TRY(parse_need_sign(p, SIGN_LPAREN));
		VL_TRY(parse_expr(p, &amount));
		VL_TRY(parse_need_sign(p, SIGN_RPAREN));
	}
	VL_TRY(parse_add(p, x, amount));
	if (!take_unit(p, &x->text) && !text)
		return parse_unexpected(p, "a unit such as DAY");
	*out = x;
	return 0;
}

static bool
at_interval(const struct parser *p)
{
	struct token next;

	if (!parse_is_word(p, WORD_INTERVAL))
		return false;
	next = parse_peek(p);
	return next.kind == TOK_STRING || next.kind == TOK_INT ||
	    next.kind == TOK_NUMBER ||
	    (next.kind == TOK_SIGN && next.sign == SIGN_LPAREN);
}

/* A type and a text: DATE '2026-01-02', TIMESTAMP WITH TIME ZONE '...'. */
static bool
at_typed(const struct parser *p)
{
	struct parser ahead = *p;

	if (!parse_at_name(p))
		return false;
	if (parse_peek(p).kind == TOK_STRING)
		return true;
	if (!parse_take(&ahead, "timestamp") && !parse_take(&ahead, "time"))
		return false;
	if (!parse_take_word(&ahead, WORD_WITH) &&
	    !parse_take_word(&ahead, WORD_WITHOUT))
		return false;
	return parse_take(&ahead, "time") &&
	    parse_take_word(&ahead, WORD_ZONE) && ahead.tok.kind == TOK_STRING;
}

/* type text */
static int
parse_typed(struct parser *p, struct ast_expr **out)
{
	struct ast_expr *x = parse_node(p, AST_TYPED, p->tok.at);

	VL_TRY(parse_type(p, &x->type));
	if (p->tok.kind != TOK_STRING)
		return parse_unexpected(p, "a text");
	x->text = lex_value(&p->lex, &p->tok, p->arena);
	parse_advance(p);
	*out = x;
	return 0;
}

/* '(' name {',' name} ')' | name: of EXCLUDE */
static int
parse_exclude(struct parser *p, struct ast_star *star)
{
	bool many = parse_take_sign(p, SIGN_LPAREN);
	struct ast_rename r = { 0 };

	do {
		r.at = p->tok.at;
		VL_TRY(parse_name(p, "a column", &r.from));
		star->exclude = ast_push(p->arena, star->exclude,
		    &star->exclude_count, &r, sizeof r);
	} while (many && parse_take_sign(p, SIGN_COMMA));
	return many ? parse_need_sign(p, SIGN_RPAREN) : 0;
}

/* '(' expr AS name {',' ...} ')' | expr AS name: of REPLACE */
static int
parse_replace(struct parser *p, struct ast_star *star)
{
	bool many = parse_take_sign(p, SIGN_LPAREN);
	struct ast_item item = { 0 };

	do {
		item.at = p->tok.at;
		VL_TRY(parse_expr(p, &item.expr));
		VL_TRY(parse_need_word(p, WORD_AS));
		VL_TRY(parse_label(p, &item.alias));
		star->replace = ast_push(p->arena, star->replace,
		    &star->replace_count, &item, sizeof item);
	} while (many && parse_take_sign(p, SIGN_COMMA));
	return many ? parse_need_sign(p, SIGN_RPAREN) : 0;
}

/* '(' name AS name {',' ...} ')' | name AS name: of RENAME */
static int
parse_rename(struct parser *p, struct ast_star *star)
{
	bool many = parse_take_sign(p, SIGN_LPAREN);
	struct ast_rename r = { 0 };

	do {
		r.at = p->tok.at;
		VL_TRY(parse_name(p, "a column", &r.from));
		VL_TRY(parse_need_word(p, WORD_AS));
		VL_TRY(parse_label(p, &r.to));
		star->rename = ast_push(
		    p->arena, star->rename, &star->rename_count, &r, sizeof r);
	} while (many && parse_take_sign(p, SIGN_COMMA));
	return many ? parse_need_sign(p, SIGN_RPAREN) : 0;
}

/* * EXCEPT (a, b), as BigQuery has it, is not the set operation. */
static bool
at_except_list(const struct parser *p)
{
	struct parser ahead = *p;

	return parse_take_word(&ahead, WORD_EXCEPT) &&
	    parse_take_sign(&ahead, SIGN_LPAREN) && parse_at_name(&ahead);
}

/* '*' [EXCLUDE ...] [REPLACE ...] [RENAME ...]: '*' was taken */
static int
parse_star(struct parser *p, struct ast_expr *x)
{
	int outer;

	x->kind = AST_STAR;
	x->star = vl_new(p->arena, struct ast_star, 1);
	x->star->table_count = x->name_count;
	x->star->table = x->name;
	outer = parse_deep_begin(p);
	for (;;) {
		if (parse_take_word(p, WORD_EXCLUDE) ||
		    (at_except_list(p) && parse_take_word(p, WORD_EXCEPT)))
			VL_TRY(parse_exclude(p, x->star));
		else if (parse_take_word(p, WORD_REPLACE))
			VL_TRY(parse_replace(p, x->star));
		else if (parse_take_word(p, WORD_RENAME))
			VL_TRY(parse_rename(p, x->star));
		else
			return parse_deep_end(p, outer, &x->depth, x->at);
	}
}

/* COLUMNS '(' expr | star ')' */
static int
parse_columns(struct parser *p, struct ast_expr **out)
{
	struct ast_expr *x = parse_node(p, AST_STAR, p->tok.at);
	struct ast_expr *which;

	parse_advance(p);
	parse_advance(p);
	VL_TRY(parse_expr(p, &which));
	VL_TRY(parse_need_sign(p, SIGN_RPAREN));
	if (which->kind == AST_STAR) {
		*out = which;
		return 0;
	}
	*out = x;
	VL_TRY(parse_star(p, x));
	x->star->columns = which;
	x->depth = which->depth + 1;
	return 0;
}

/* Is it a function that is called by its bare name? */
static bool
at_bare_call(const struct parser *p)
{
	if (p->tok.kind != TOK_NAME || parse_peek_is_sign(p, SIGN_LPAREN) ||
	    parse_peek_is_sign(p, SIGN_DOT))
		return false;
	return ast_is_bare_call(lex_slice(&p->lex, &p->tok));
}

/* name {'.' name} ['.' '*' | '(' arguments ')'] */
static int
parse_named(struct parser *p, struct ast_expr **out)
{
	struct ast_expr *x = parse_node(p, AST_NAME, p->tok.at);
	bool bare = at_bare_call(p);
	struct vl_str name;

	*out = x;
	VL_TRY(parse_name(p, "an expression", &name));
	x->name =
	    ast_push(p->arena, x->name, &x->name_count, &name, sizeof name);
	while (parse_take_sign(p, SIGN_DOT)) {
		if (parse_take_sign(p, SIGN_STAR))
			return parse_star(p, x);
		VL_TRY(parse_label(p, &name));
		x->name = ast_push(
		    p->arena, x->name, &x->name_count, &name, sizeof name);
	}
	if (parse_is_sign(p, SIGN_LPAREN))
		return parse_call(p, x);
	if (bare) {
		x->kind = AST_CALL;
		x->call = vl_new(p->arena, struct ast_call, 1);
	}
	return 0;
}

/* LAMBDA name {',' name} ':' expr */
static int
parse_lambda(struct parser *p, struct ast_expr **out)
{
	struct ast_expr *x = parse_node(p, AST_LAMBDA, p->tok.at);
	struct ast_expr *body;
	struct vl_str name;

	parse_advance(p);
	do {
		VL_TRY(parse_name(p, "a name", &name));
		x->name = ast_push(
		    p->arena, x->name, &x->name_count, &name, sizeof name);
	} while (parse_take_sign(p, SIGN_COMMA));
	VL_TRY(parse_need_sign(p, SIGN_COLON));
	VL_TRY(parse_expr(p, &body));
	*out = x;
	return parse_add(p, x, body);
}

/* ':' name, where no operand stands before */
static int
parse_colon_param(struct parser *p, struct ast_expr **out)
{
	struct ast_expr *x = parse_node(p, AST_PARAM, p->tok.at);
	struct vl_str name;

	parse_advance(p);
	VL_TRY(parse_label(p, &name));
	x->text = vl_str(vl_str_printf(p->arena, "$%.*s", (int)name.n, name.p));
	*out = x;
	return 0;
}

/* What starts with a word of its own; 1 if it did. */
static int
parse_worded(struct parser *p, struct ast_expr **out)
{
	int64_t at = p->tok.at;
	struct token next = parse_peek(p);
	bool paren = next.kind == TOK_SIGN && next.sign == SIGN_LPAREN;
	int rc = 1;

	if (parse_is_word(p, WORD_CASE)) {
		VL_TRY(parse_case(p, out));
	} else if (parse_is_word(p, WORD_CAST) ||
	    (parse_is_word(p, WORD_TRY_CAST) && paren)) {
		VL_TRY(parse_cast(p, out));
	} else if (parse_is_word(p, WORD_EXISTS) && paren) {
		parse_advance(p);
		parse_advance(p);
		VL_TRY(parse_subquery(p, AST_EXISTS, at, out));
	} else if (at_interval(p)) {
		VL_TRY(parse_interval(p, out));
	} else if (parse_is_word(p, WORD_COLUMNS) && paren) {
		VL_TRY(parse_columns(p, out));
	} else if (parse_is_word(p, WORD_ARRAY) && next.kind == TOK_SIGN &&
	    next.sign == SIGN_LBRACKET) {
		parse_advance(p);
		VL_TRY(parse_list(p, out));
	} else if (parse_is_word(p, WORD_MAP) && next.kind == TOK_SIGN &&
	    next.sign == SIGN_LBRACE) {
		parse_advance(p);
		VL_TRY(parse_braces(p, AST_MAP, out));
	} else if (parse_is_word(p, WORD_LAMBDA) && next.kind == TOK_NAME) {
		VL_TRY(parse_lambda(p, out));
	} else if (at_typed(p)) {
		VL_TRY(parse_typed(p, out));
	} else {
		rc = 0;
	}
	return rc;
}

int
parse_primary(struct parser *p, struct ast_expr **out)
{
	int rc;

	if (parse_literal(p, out))
		return 0;
	if (parse_is_sign(p, SIGN_LPAREN))
		return parse_parens(p, out);
	if (parse_is_sign(p, SIGN_LBRACKET))
		return parse_list(p, out);
	if (parse_is_sign(p, SIGN_LBRACE))
		return parse_braces(p, AST_STRUCT, out);
	if (parse_is_sign(p, SIGN_COLON))
		return parse_colon_param(p, out);
	if (parse_is_sign(p, SIGN_STAR)) {
		*out = parse_node(p, AST_STAR, p->tok.at);
		parse_advance(p);
		return parse_star(p, *out);
	}
	if (p->tok.kind == TOK_NAME && (rc = parse_worded(p, out)) != 0)
		return rc < 0 ? rc : 0;
	/* left(x, 1) and right(x, 1) are functions in spite of the joins. */
	if (!parse_at_name(p))
		return parse_unexpected(p, "an expression");
	return parse_named(p, out);
}
