/* parse_stmt.c -- statements. */
#include "sql/parse_int.h"

/* Statements that are known by name only. */
static const enum sql_word other_stmts[] = { WORD_ALTER, WORD_BEGIN,
	WORD_CHECKPOINT, WORD_COMMIT, WORD_DEALLOCATE, WORD_EXECUTE, WORD_PIVOT,
	WORD_PRAGMA, WORD_PREPARE, WORD_ROLLBACK, WORD_TRUNCATE, WORD_UNPIVOT,
	WORD_USE };

/* key [':' | '=' | '=>'] [value]: a name as value is a text */
static int
parse_option(struct parser *p, struct ast_option *o)
{
	*o = (struct ast_option){ .at = p->tok.at };
	if (p->tok.kind == TOK_STRING) {
		o->name = lex_value(&p->lex, &p->tok, p->arena);
		parse_advance(p);
	} else {
		VL_TRY(parse_label(p, &o->name));
	}
	if (!parse_take_sign(p, SIGN_COLON) && !parse_take_sign(p, SIGN_EQ))
		parse_take_sign(p, SIGN_NAMED);
	if (parse_is_sign(p, SIGN_COMMA) || parse_is_sign(p, SIGN_RPAREN))
		return 0;
	if (parse_at_name(p)) {
		o->value = parse_node(p, AST_STRING, p->tok.at);
		return parse_label(p, &o->value->text);
	}
	return parse_expr(p, &o->value);
}

/* '(' [option {',' option}] ')' */
static int
parse_options(struct parser *p, struct ast_stmt *s)
{
	struct ast_option o;

	VL_TRY(parse_need_sign(p, SIGN_LPAREN));
	while (!parse_is_sign(p, SIGN_RPAREN)) {
		VL_TRY(parse_option(p, &o));
		s->option = ast_push(
		    p->arena, s->option, &s->option_count, &o, sizeof o);
		if (!parse_take_sign(p, SIGN_COMMA))
			break;
	}
	return parse_need_sign(p, SIGN_RPAREN);
}

static int
parse_target(struct parser *p, struct ast_stmt *s)
{
	s->name_at = p->tok.at;
	return parse_dotted(p, "a table", &s->name, &s->name_count);
}

/* [NOT NULL | NULL | PRIMARY KEY | UNIQUE] */
static int
parse_constraint(struct parser *p, struct ast_column *c)
{
	if (parse_take_word(p, WORD_NOT)) {
		c->not_null = true;
		return parse_need_word(p, WORD_NULL);
	}
	parse_take_word(p, WORD_NULL);
	if (parse_is(p, "primary") || parse_is(p, "unique") ||
	    parse_is(p, "references") || parse_is(p, "check") ||
	    parse_is(p, "default"))
		return parse_unsupported(
		    p, p->tok.at, "a constraint or default of a column");
	return 0;
}

/* '(' column [type] [constraint] {',' ...} ')' */
static int
parse_columns(struct parser *p, struct ast_stmt *s)
{
	VL_TRY(parse_need_sign(p, SIGN_LPAREN));
	do {
		struct ast_column c = { .at = p->tok.at };

		if (s->column_count > 0 && parse_list_ends(p))
			break;
		VL_TRY(parse_name(p, "a column", &c.name));
		if (parse_at_name(p))
			VL_TRY(parse_type(p, &c.type));
		VL_TRY(parse_constraint(p, &c));
		s->column = ast_push(
		    p->arena, s->column, &s->column_count, &c, sizeof c);
	} while (parse_take_sign(p, SIGN_COMMA));
	return parse_need_sign(p, SIGN_RPAREN);
}

/* [IF NOT EXISTS], [IF EXISTS] */
static int
parse_if_exists(struct parser *p, struct ast_stmt *s, bool not )
{
	if (!parse_is_word(p, WORD_IF) ||
	    !parse_peek_is_word(p, not ? WORD_NOT : WORD_EXISTS))
		return 0;
	parse_advance(p);
	parse_advance(p);
	s->if_exists = true;
	return not ? parse_need_word(p, WORD_EXISTS) : 0;
}

/* TABLE name [columns] [USING format] [OPTIONS options] [AS query] */
static int
parse_create_table(struct parser *p, struct ast_stmt *s)
{
	VL_TRY(parse_if_exists(p, s, true));
	VL_TRY(parse_target(p, s));
	if (parse_is_sign(p, SIGN_LPAREN))
		VL_TRY(parse_columns(p, s));
	if (parse_take_word(p, WORD_USING))
		VL_TRY(parse_name(p, "a format", &s->format));
	if (parse_take_word(p, WORD_OPTIONS))
		VL_TRY(parse_options(p, s));
	if (parse_take_word(p, WORD_AS))
		return parse_query(p, &s->query);
	if (s->column_count == 0 && s->format.n == 0)
		return parse_unexpected(p, "AS, '(' or USING");
	return 0;
}

/* VIEW name ['(' columns ')'] AS query */
static int
parse_create_view(struct parser *p, struct ast_stmt *s)
{
	s->kind = STMT_CREATE_VIEW;
	VL_TRY(parse_if_exists(p, s, true));
	VL_TRY(parse_target(p, s));
	if (parse_is_sign(p, SIGN_LPAREN))
		VL_TRY(parse_columns(p, s));
	VL_TRY(parse_need_word(p, WORD_AS));
	return parse_query(p, &s->query);
}

/* CREATE [OR REPLACE] [TEMP] (table | SOURCE table | SINK table | view) */
static int
parse_create(struct parser *p, struct ast_stmt *s)
{
	int64_t at;

	s->kind = STMT_CREATE;
	parse_advance(p);
	if (parse_take_word(p, WORD_OR)) {
		VL_TRY(parse_need_word(p, WORD_REPLACE));
		s->or_replace = true;
	}
	if (!parse_take_word(p, WORD_TEMP))
		parse_take_word(p, WORD_TEMPORARY);
	at = p->tok.at;
	if (parse_take_word(p, WORD_VIEW))
		return parse_create_view(p, s);
	if (parse_take_word(p, WORD_SOURCE))
		s->table_kind = TABLE_SOURCE;
	else if (parse_take_word(p, WORD_SINK))
		s->table_kind = TABLE_SINK;
	if (parse_take_word(p, WORD_TABLE))
		return parse_create_table(p, s);
	if (parse_take_word(p, WORD_MACRO) || parse_take_word(p, WORD_FUNCTION))
		return parse_unsupported(p, at, "CREATE MACRO");
	if (parse_take_word(p, WORD_INDEX))
		return parse_unsupported(p, at, "CREATE INDEX");
	return parse_unexpected(p, "TABLE or VIEW");
}

/* INSERT INTO name ['(' names ')'] query */
static int
parse_insert(struct parser *p, struct ast_stmt *s)
{
	s->kind = STMT_INSERT;
	parse_advance(p);
	VL_TRY(parse_need_word(p, WORD_INTO));
	VL_TRY(parse_target(p, s));
	if (parse_is_sign(p, SIGN_LPAREN) &&
	    !parse_peek_is_word(p, WORD_SELECT))
		VL_TRY(parse_columns(p, s));
	return parse_query(p, &s->query);
}

/* UPDATE name SET column '=' expr {',' ...} [WHERE expr] */
static int
parse_update(struct parser *p, struct ast_stmt *s)
{
	s->kind = STMT_UPDATE;
	parse_advance(p);
	VL_TRY(parse_target(p, s));
	VL_TRY(parse_need_word(p, WORD_SET));
	do {
		struct ast_column c = { .at = p->tok.at };

		VL_TRY(parse_name(p, "a column", &c.name));
		VL_TRY(parse_need_sign(p, SIGN_EQ));
		VL_TRY(parse_expr(p, &c.expr));
		s->column = ast_push(
		    p->arena, s->column, &s->column_count, &c, sizeof c);
	} while (parse_take_sign(p, SIGN_COMMA));
	return parse_take_word(p, WORD_WHERE) ? parse_expr(p, &s->where) : 0;
}

/* DELETE FROM name [WHERE expr] */
static int
parse_delete(struct parser *p, struct ast_stmt *s)
{
	s->kind = STMT_DELETE;
	parse_advance(p);
	VL_TRY(parse_need_word(p, WORD_FROM));
	VL_TRY(parse_target(p, s));
	return parse_take_word(p, WORD_WHERE) ? parse_expr(p, &s->where) : 0;
}

/* DROP (TABLE | VIEW) [IF EXISTS] name */
static int
parse_drop(struct parser *p, struct ast_stmt *s)
{
	s->kind = STMT_DROP;
	parse_advance(p);
	s->is_view = parse_take_word(p, WORD_VIEW);
	if (!s->is_view && !parse_take_word(p, WORD_TABLE))
		return parse_unexpected(p, "TABLE or VIEW");
	VL_TRY(parse_if_exists(p, s, false));
	return parse_target(p, s);
}

/* COPY (name ['(' names ')'] | '(' query ')') (TO | FROM) text
 * [[WITH] options] */
static int
parse_copy(struct parser *p, struct ast_stmt *s)
{
	s->kind = STMT_COPY;
	parse_advance(p);
	if (parse_take_sign(p, SIGN_LPAREN)) {
		VL_TRY(parse_query(p, &s->query));
		VL_TRY(parse_need_sign(p, SIGN_RPAREN));
	} else {
		VL_TRY(parse_target(p, s));
		if (parse_is_sign(p, SIGN_LPAREN))
			VL_TRY(parse_columns(p, s));
	}
	s->to = parse_take_word(p, WORD_TO);
	if (!s->to && (s->query || !parse_take_word(p, WORD_FROM)))
		return parse_unexpected(p, s->query ? "TO" : "TO or FROM");
	if (p->tok.kind != TOK_STRING)
		return parse_unexpected(p, "a file in quotes");
	s->path = lex_value(&p->lex, &p->tok, p->arena);
	parse_advance(p);
	parse_take_word(p, WORD_WITH);
	return parse_is_sign(p, SIGN_LPAREN) ? parse_options(p, s) : 0;
}

/* (DESCRIBE | DESC | SUMMARIZE) (query | [TABLE] name | text) */
static int
parse_describe(struct parser *p, struct ast_stmt *s)
{
	s->kind =
	    parse_is_word(p, WORD_SUMMARIZE) ? STMT_SUMMARIZE : STMT_DESCRIBE;
	parse_advance(p);
	parse_take_word(p, WORD_TABLE);
	if (parse_at_query(p) || parse_is_sign(p, SIGN_LPAREN))
		return parse_query(p, &s->query);
	return parse_from(p, &s->from);
}

/* SHOW [ALL] (TABLES | name) */
static int
parse_show(struct parser *p, struct ast_stmt *s)
{
	s->kind = STMT_SHOW;
	parse_advance(p);
	parse_take_word(p, WORD_ALL);
	if (parse_take_word(p, WORD_TABLES))
		return 0;
	return parse_target(p, s);
}

/* SET name ('=' | TO) value {',' value} | RESET name */
static int
parse_set(struct parser *p, struct ast_stmt *s)
{
	struct ast_expr *list = parse_node(p, AST_ROW, p->tok.at);
	bool reset = parse_is_word(p, WORD_RESET);

	s->kind = STMT_SET;
	parse_advance(p);
	if (!parse_take(p, "session"))
		parse_take(p, "global");
	if (parse_take(p, "time")) {
		struct vl_str zone = VL_STR("timezone");

		VL_TRY(parse_need_word(p, WORD_ZONE));
		s->name = ast_push(
		    p->arena, NULL, &s->name_count, &zone, sizeof zone);
	} else {
		VL_TRY(parse_target(p, s));
		if (!reset && !parse_take_sign(p, SIGN_EQ))
			VL_TRY(parse_need_word(p, WORD_TO));
	}
	if (reset)
		return 0;
	VL_TRY(parse_exprs(p, list));
	s->expr = list->arg;
	s->expr_count = list->count;
	return 0;
}

/* EXPLAIN [ANALYZE] ['(' option {',' option} ')'] statement */
static int
parse_explain(struct parser *p, struct ast_stmt *s)
{
	s->kind = STMT_EXPLAIN;
	parse_advance(p);
	s->analyze = parse_take_word(p, WORD_ANALYZE);
	if (parse_is_sign(p, SIGN_LPAREN) &&
	    (parse_peek_is_word(p, WORD_FORMAT) ||
		parse_peek_is_word(p, WORD_ANALYZE)))
		VL_TRY(parse_options(p, s));
	for (int i = 0; i < s->option_count; i++) {
		const struct ast_option *o = &s->option[i];

		if (vl_str_is_fold(o->name, "analyze"))
			s->analyze = true;
		else if (vl_str_is_fold(o->name, "format") && o->value)
			s->json = vl_str_is_fold(o->value->text, "json");
	}
	VL_TRY(parse_enter(p));
	VL_TRY(parse_stmt(p, &s->inner));
	parse_leave(p);
	return 0;
}

static const struct {
	enum sql_word word;
	int (*parse)(struct parser *p, struct ast_stmt *s);
} stmts[] = {
	{ WORD_EXPLAIN, parse_explain },
	{ WORD_CREATE, parse_create },
	{ WORD_INSERT, parse_insert },
	{ WORD_UPDATE, parse_update },
	{ WORD_DELETE, parse_delete },
	{ WORD_DROP, parse_drop },
	{ WORD_COPY, parse_copy },
	{ WORD_DESCRIBE, parse_describe },
	{ WORD_DESC, parse_describe },
	{ WORD_SUMMARIZE, parse_describe },
	{ WORD_SHOW, parse_show },
	{ WORD_SET, parse_set },
	{ WORD_RESET, parse_set },
};

/* query | one of the statements above */
int
parse_stmt(struct parser *p, struct ast_stmt **out)
{
	struct ast_stmt *s = vl_new(p->arena, struct ast_stmt, 1);

	*out = s;
	s->at = p->tok.at;
	for (int i = 0; i < VL_COUNTOF(stmts); i++)
		if (parse_is_word(p, stmts[i].word))
			return stmts[i].parse(p, s);
	if (parse_at_query(p) || parse_is_sign(p, SIGN_LPAREN))
		return parse_query(p, &s->query);
	for (int i = 0; i < VL_COUNTOF(other_stmts); i++)
		if (parse_is_word(p, other_stmts[i]))
			return parse_unsupported(
			    p, p->tok.at, lex_word_text(p->tok.word));
	return parse_unexpected(p, "a statement");
}
