/*
 * parse_int.h -- what the files of the parser share.
 *
 * Recursive descent, one function a rule; the rule stands in its comment as
 *	'sign'  WORD  rule  [optional]  {repeated}  a | b
 * A function returns 0 with its tree in *out, or reports and returns <0.
 * Words that are names elsewhere are told apart by the token behind them.
 */
#ifndef VL_SQL_PARSE_INT_H
#define VL_SQL_PARSE_INT_H

#include "base/err.h"
#include "sql/ast.h"
#include "sql/lex.h"
#include "sql/sql.h"

struct parser {
	struct lexer lex;
	struct token tok;  /* the one to be looked at */
	struct token bare; /* the last alias that came without AS */
	struct vl_arena *arena;
	struct vl_err *err;
	int depth;   /* of the rules being read */
	int deepest; /* tree since parse_deep_begin() */
};

/* parse.c: tokens and their errors */
void parse_start(struct parser *p, struct vl_str text, int64_t at,
    struct vl_arena *a, struct vl_err *err);
void parse_advance(struct parser *p);
struct token parse_peek(const struct parser *p);
bool parse_is_sign(const struct parser *p, enum sql_sign s);
bool parse_is_word(const struct parser *p, enum sql_word w);
bool parse_peek_is_sign(const struct parser *p, enum sql_sign s);
bool parse_peek_is_word(const struct parser *p, enum sql_word w);
bool parse_take_sign(struct parser *p, enum sql_sign s);
bool parse_take_word(struct parser *p, enum sql_word w);
int parse_need_sign(struct parser *p, enum sql_sign s);
int parse_need_word(struct parser *p, enum sql_word w);

/* The current token, if it is a bare word of that spelling. */
bool parse_is(const struct parser *p, const char *word);
bool parse_take(struct parser *p, const char *word);

/* "expected `what`, found ..." at the current token, with what may help. */
int parse_unexpected(struct parser *p, const char *what);
int parse_unsupported(struct parser *p, int64_t at, const char *feature);
int parse_enter(struct parser *p);
void parse_leave(struct parser *p);

/*
 * How deep trees become, also those that grow to the left without nesting:
 * begin() what is about to be read, end() makes *depth one more than the
 * deepest part of it.
 */
int parse_deep_begin(struct parser *p);
int parse_deep_end(struct parser *p, int outer, int *depth, int64_t at);

/* Names: of a thing; with dots; behind AS, where any word goes. */
bool parse_at_name(const struct parser *p);
int parse_name(struct parser *p, const char *what, struct vl_str *out);
int parse_dotted(
    struct parser *p, const char *what, struct vl_str **out, int *count);
int parse_label(struct parser *p, struct vl_str *out);
int parse_bare_alias(struct parser *p, struct vl_str *out);
/* '(' name {',' name} ')' */
int parse_names(struct parser *p, struct vl_str **out, int *count);

/* After a comma: may the list go on, or was it a trailing one? */
bool parse_list_ends(const struct parser *p);

/* parse_expr.c */
int parse_expr(struct parser *p, struct ast_expr **out);
int parse_exprs(struct parser *p, struct ast_expr *list);
struct ast_expr *parse_node(
    struct parser *p, enum ast_expr_kind kind, int64_t at);
int parse_add(struct parser *p, struct ast_expr *x, struct ast_expr *arg);
int parse_query_into(struct parser *p, struct ast_expr *x);
/* An expression of operators that bind tighter than `power`. */
int parse_operand(struct parser *p, int power, struct ast_expr **out);

/* parse_primary.c: what operators combine */
int parse_primary(struct parser *p, struct ast_expr **out);
bool parse_literal(struct parser *p, struct ast_expr **out);

/* parse_call.c: what has parentheses behind its name */
int parse_call(struct parser *p, struct ast_expr *x);
int parse_window(struct parser *p, struct ast_window *out);

/* parse_type.c */
int parse_type(struct parser *p, struct ast_type *out);

/* parse_query.c */
bool parse_at_query(const struct parser *p);
bool parse_at_query_tail(const struct parser *p);
int parse_query(struct parser *p, struct ast_query **out);
/* What may follow a query in parentheses that was read already. */
int parse_query_tail(
    struct parser *p, struct ast_query *first, struct ast_query **out);
int parse_order(struct parser *p, struct ast_order **out, int *count);

/* parse_from.c */
int parse_from(struct parser *p, struct ast_from **out);
int parse_sample(struct parser *p, struct ast_sample *out);

/* parse_stmt.c */
int parse_stmt(struct parser *p, struct ast_stmt **out);

#endif
