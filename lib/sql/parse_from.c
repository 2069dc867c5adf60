/* parse_from.c -- what stands behind FROM: tables, files, queries, joins. */
#include "sql/parse_int.h"

static int parse_joined(struct parser *p, struct ast_from **out);

/* amount [PERCENT | '%' | ROWS] ['(' method [',' seed] ')'], or
 * method '(' amount ['%' | PERCENT | ROWS] ')' [REPEATABLE '(' seed ')'] */
int
parse_sample(struct parser *p, struct ast_sample *s)
{
	bool paren;

	s->at = p->tok.at;
	if (p->tok.kind == TOK_NAME)
		VL_TRY(parse_name(p, "a method", &s->method));
	paren = parse_take_sign(p, SIGN_LPAREN);
	if (!parse_literal(p, &s->amount))
		return parse_unexpected(p, "a number");
	s->percent = parse_take_sign(p, SIGN_PERCENT) ||
	    parse_take_word(p, WORD_PERCENT);
	if (!s->percent)
		parse_take_word(p, WORD_ROWS);
	if (paren)
		VL_TRY(parse_need_sign(p, SIGN_RPAREN));
	if (s->method.n == 0 && parse_take_sign(p, SIGN_LPAREN)) {
		VL_TRY(parse_name(p, "a method", &s->method));
		if (parse_take_sign(p, SIGN_COMMA))
			VL_TRY(parse_expr(p, &s->seed));
		VL_TRY(parse_need_sign(p, SIGN_RPAREN));
	}
	if (!parse_take(p, "repeatable"))
		return 0;
	VL_TRY(parse_need_sign(p, SIGN_LPAREN));
	VL_TRY(parse_expr(p, &s->seed));
	return parse_need_sign(p, SIGN_RPAREN);
}

/* [[AS] alias ['(' names ')']] [TABLESAMPLE sample] */
static int
parse_alias(struct parser *p, struct ast_from *f)
{
	if (parse_take_word(p, WORD_AS))
		VL_TRY(parse_label(p, &f->alias));
	else
		VL_TRY(parse_bare_alias(p, &f->alias));
	if (f->alias.n > 0 && parse_is_sign(p, SIGN_LPAREN))
		VL_TRY(parse_names(p, &f->column, &f->column_count));
	if (parse_take_word(p, WORD_TABLESAMPLE))
		VL_TRY(parse_sample(p, &f->sample));
	if (parse_is_word(p, WORD_PIVOT) || parse_is_word(p, WORD_UNPIVOT))
		return parse_unsupported(
		    p, p->tok.at, lex_word_text(p->tok.word));
	return 0;
}

/* '(' (query | from) ')' alias */
static int
parse_from_parens(struct parser *p, struct ast_from *f)
{
	struct ast_from *in;
	struct vl_str outer_alias;

	parse_advance(p);
	VL_TRY(parse_enter(p));
	if (parse_at_query(p)) {
		f->kind = FROM_QUERY;
		VL_TRY(parse_query(p, &f->query));
	} else {
		VL_TRY(parse_joined(p, &in));
		/* ((SELECT 1) UNION SELECT 2): it was a query all along. */
		if (in->kind == FROM_QUERY && in->alias.n == 0 &&
		    parse_at_query_tail(p))
			VL_TRY(parse_query_tail(p, in->query, &in->query));
		*f = *in;
	}
	VL_TRY(parse_need_sign(p, SIGN_RPAREN));
	parse_leave(p);
	outer_alias = f->alias;
	f->alias = (struct vl_str){ 0 };
	VL_TRY(parse_alias(p, f));
	if (f->alias.n > 0 && f->kind == FROM_JOIN)
		return parse_unsupported(p, f->at, "an alias of a join");
	if (f->alias.n == 0)
		f->alias = outer_alias;
	return 0;
}

/* name {'.' name} ['(' arguments ')' [WITH ORDINALITY]] alias */
static int
parse_from_name(struct parser *p, struct ast_from *f)
{
	VL_TRY(parse_dotted(p, "a table", &f->name, &f->name_count));
	if (parse_is_sign(p, SIGN_LPAREN)) {
		f->kind = FROM_CALL;
		f->expr = parse_node(p, AST_CALL, f->at);
		f->expr->name = f->name;
		f->expr->name_count = f->name_count;
		VL_TRY(parse_call(p, f->expr));
		if (parse_is_word(p, WORD_WITH) &&
		    parse_peek_is_word(p, WORD_ORDINALITY)) {
			parse_advance(p);
			parse_advance(p);
			f->ordinality = true;
		}
	}
	return parse_alias(p, f);
}

/* [LATERAL] ('(' ... ')' | text alias | VALUES ... | name ...) */
static int
parse_source(struct parser *p, struct ast_from **out)
{
	struct ast_from *f = vl_new(p->arena, struct ast_from, 1);
	int outer = parse_deep_begin(p);
	struct vl_str alias;

	*out = f;
	f->at = p->tok.at;
	f->lateral = parse_take_word(p, WORD_LATERAL);
	/* alias: source */
	if (parse_at_name(p) && parse_peek_is_sign(p, SIGN_COLON)) {
		VL_TRY(parse_name(p, "a name", &alias));
		parse_advance(p);
		VL_TRY(parse_source(p, out));
		(*out)->alias = alias;
		return parse_deep_end(p, outer, &(*out)->depth, f->at);
	}
	if (parse_is_sign(p, SIGN_LPAREN)) {
		VL_TRY(parse_from_parens(p, f));
	} else if (p->tok.kind == TOK_STRING) {
		f->kind = FROM_FILE;
		f->text = lex_value(&p->lex, &p->tok, p->arena);
		parse_advance(p);
		VL_TRY(parse_alias(p, f));
	} else if (parse_is_word(p, WORD_VALUES) &&
	    parse_peek_is_sign(p, SIGN_LPAREN)) {
		f->kind = FROM_QUERY;
		VL_TRY(parse_query(p, &f->query));
		VL_TRY(parse_alias(p, f));
	} else {
		VL_TRY(parse_from_name(p, f));
	}
	return parse_deep_end(p, outer, &f->depth, f->at);
}

static const struct {
	enum sql_word word;
	enum ast_join join;
} join_words[] = {
	{ WORD_INNER, JOIN_INNER },
	{ WORD_LEFT, JOIN_LEFT },
	{ WORD_RIGHT, JOIN_RIGHT },
	{ WORD_FULL, JOIN_FULL },
	{ WORD_CROSS, JOIN_CROSS },
	{ WORD_SEMI, JOIN_SEMI },
	{ WORD_ANTI, JOIN_ANTI },
	{ WORD_POSITIONAL, JOIN_POSITIONAL },
};

/* [NATURAL] [ASOF] [INNER | CROSS | SEMI | ANTI | POSITIONAL |
 * (LEFT | RIGHT | FULL) [OUTER]] JOIN; 1 if there was one */
static int
parse_join_words(struct parser *p, struct ast_from *j)
{
	int64_t at = p->tok.at;

	j->natural = parse_take_word(p, WORD_NATURAL);
	j->asof = parse_take_word(p, WORD_ASOF);
	for (int i = 0; i < VL_COUNTOF(join_words); i++) {
		if (!parse_take_word(p, join_words[i].word))
			continue;
		j->join = join_words[i].join;
		parse_take_word(p, WORD_OUTER);
		break;
	}
	if (p->tok.at == at)
		return parse_take_word(p, WORD_JOIN);
	VL_TRY(parse_need_word(p, WORD_JOIN));
	return 1;
}

/* ON expr | USING '(' names ')', where the join wants one */
static int
parse_join_condition(struct parser *p, struct ast_from *j)
{
	if (j->join == JOIN_CROSS || j->join == JOIN_POSITIONAL || j->natural)
		return 0;
	if (parse_take_word(p, WORD_ON))
		return parse_expr(p, &j->on);
	if (parse_take_word(p, WORD_USING))
		return parse_names(p, &j->using, &j->using_count);
	return parse_unexpected(p, "ON or USING");
}

/* source {join source condition} */
static int
parse_joined(struct parser *p, struct ast_from **out)
{
	int outer = parse_deep_begin(p);
	int depth = 0;
	int rc;

	VL_TRY(parse_source(p, out));
	for (;;) {
		struct ast_from *j = vl_new(p->arena, struct ast_from, 1);

		j->kind = FROM_JOIN;
		j->at = p->tok.at;
		j->left = *out;
		VL_TRY(rc = parse_join_words(p, j));
		if (rc == 0)
			break;
		VL_TRY(parse_source(p, &j->right));
		VL_TRY(parse_join_condition(p, j));
		VL_TRY(parse_deep_end(p, 0, &j->depth, j->at));
		*out = j;
	}
	return parse_deep_end(p, outer, &depth, (*out)->at);
}

/* joined {',' joined} [','] */
int
parse_from(struct parser *p, struct ast_from **out)
{
	int outer = parse_deep_begin(p);
	int depth = 0;

	VL_TRY(parse_joined(p, out));
	while (parse_is_sign(p, SIGN_COMMA)) {
		struct ast_from *j = vl_new(p->arena, struct ast_from, 1);

		j->kind = FROM_JOIN;
		j->join = JOIN_CROSS;
		j->comma = true;
		j->at = p->tok.at;
		j->left = *out;
		parse_advance(p);
		if (parse_list_ends(p))
			break;
		VL_TRY(parse_joined(p, &j->right));
		VL_TRY(parse_deep_end(p, 0, &j->depth, j->at));
		*out = j;
	}
	return parse_deep_end(p, outer, &depth, (*out)->at);
}
