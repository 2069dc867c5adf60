/*
 * ast.h -- the syntax tree: what a statement says, before it means anything.
 *
 * All of a tree lives in one arena, slices of the text included.  Names are as
 * they were written, `at` is an offset in the text.  The grammar is wider than
 * the engine: the binder says what it cannot do.
 */
#ifndef VL_SQL_AST_H
#define VL_SQL_AST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

struct ast_query;

/* clang-format off */
#define AST_EXPRS(X) \
X(AST_NULL) \
X(AST_BOOL)      /* flag */ \
X(AST_INT)       /* text: digits */ \
X(AST_NUMBER)    /* text: with point or exponent */ \
X(AST_STRING)    /* text */ \
X(AST_BLOB)      /* text: the bytes */ \
X(AST_TYPED)     /* type 'text': DATE '2026-01-02' */ \
X(AST_INTERVAL)  /* INTERVAL arg[0] text: the unit, or "" */ \
X(AST_PARAM)     /* text: "$1", "$name", "?" */ \
X(AST_NAME)      /* arg: none; name[0..name_count): a.b.c */ \
X(AST_STAR)      /* star: *, t.*, COLUMNS('..') */ \
X(AST_UNARY)     /* op arg[0]: - + ~ */ \
X(AST_BINARY)    /* arg[0] op arg[1] */ \
X(AST_AND)       /* arg... */ \
X(AST_OR)        /* arg... */ \
X(AST_NOT)       /* arg[0] */ \
X(AST_IS)        /* arg[0] IS [NOT] is; DISTINCT FROM has arg[1] */ \
X(AST_BETWEEN)   /* arg[0] [NOT] BETWEEN arg[1] AND arg[2] */ \
X(AST_IN)        /* arg[0] [NOT] IN (arg[1]... or query) */ \
X(AST_LIKE)      /* arg[0] [NOT] op arg[1] [ESCAPE arg[2]] */ \
X(AST_CASE)      /* [arg[0] if flag], when, then ..., [else if negated] */ \
X(AST_CAST)      /* arg[0] AS type; flag: TRY_CAST */ \
X(AST_CALL)      /* name(arg...); call */ \
X(AST_SUBQUERY)  /* (query) */ \
X(AST_EXISTS)    /* EXISTS (query) */ \
X(AST_QUANT)     /* arg[0] op ANY|ALL (arg[1] or query); flag: ALL */ \
X(AST_LIST)      /* [arg...] */ \
X(AST_STRUCT)    /* {name[i]: arg[i]} */ \
X(AST_MAP)       /* MAP {key: value, ...}: arg in pairs */ \
X(AST_ROW)       /* (arg, arg...) */ \
X(AST_INDEX)     /* arg[0][arg[1]] */ \
X(AST_SLICE)     /* arg[0][arg[1]:arg[2]:arg[3]]; NULL where left out */ \
X(AST_FIELD)     /* (arg[0]).name[0] */ \
X(AST_LAMBDA)    /* name[...] -> arg[0] */ \
X(AST_ZONE)      /* arg[0] AT TIME ZONE arg[1] */ \
X(AST_COLLATE)   /* arg[0] COLLATE name[0] */

/* symbol		text		binds like POWER_... */
#define AST_OPS(X) \
X(OP_EQ,		"=",		COMPARE) \
X(OP_NE,		"<>",		COMPARE) \
X(OP_LT,		"<",		COMPARE) \
X(OP_LE,		"<=",		COMPARE) \
X(OP_GT,		">",		COMPARE) \
X(OP_GE,		">=",		COMPARE) \
X(OP_ADD,		"+",		ADD) \
X(OP_SUB,		"-",		ADD) \
X(OP_MUL,		"*",		MUL) \
X(OP_DIV,		"/",		MUL) \
X(OP_INT_DIV,		"//",		MUL) \
X(OP_MOD,		"%",		MUL) \
X(OP_POW,		"^",		POW) \
X(OP_CONCAT,		"||",		OTHER) \
X(OP_BIT_OR,		"|",		OTHER) \
X(OP_BIT_AND,		"&",		OTHER) \
X(OP_SHL,		"<<",		OTHER) \
X(OP_SHR,		">>",		OTHER) \
X(OP_BIT_NOT,		"~",		SIGN) \
X(OP_MATCH,		"~",		OTHER) \
X(OP_MATCH_CI,		"~*",		OTHER) \
X(OP_NOT_MATCH,		"!~",		OTHER) \
X(OP_NOT_MATCH_CI,	"!~*",		OTHER) \
X(OP_ARROW,		"->",		OTHER) \
X(OP_ARROWS,		"->>",		OTHER) \
X(OP_CONTAINS,		"@>",		OTHER) \
X(OP_CONTAINED,		"<@",		OTHER) \
X(OP_LIKE,		"LIKE",		RANGE) \
X(OP_ILIKE,		"ILIKE",	RANGE) \
X(OP_SIMILAR,		"SIMILAR TO",	RANGE) \
X(OP_GLOB,		"GLOB",		RANGE)
/* clang-format on */

enum ast_expr_kind {
#define X(sym) sym,
	AST_EXPRS(X)
#undef X
};

enum ast_op {
	OP_NONE,
#define X(sym, text, power) sym,
	AST_OPS(X)
#undef X
};

/* How tightly operators bind, loosest first, as PostgreSQL has it. */
enum ast_power {
	POWER_NONE,
	POWER_OR,
	POWER_AND,
	POWER_NOT,
	POWER_IS,
	POWER_COMPARE, /* does not chain */
	POWER_RANGE,   /* BETWEEN, IN, LIKE */
	POWER_OTHER,
	POWER_ADD,
	POWER_MUL,
	POWER_POW,
	POWER_ZONE,
	POWER_SIGN,
	POWER_POSTFIX, /* [] :: . */
	POWER_PRIMARY
};

enum ast_is {
	IS_NULL,
	IS_TRUE,
	IS_FALSE,
	IS_UNKNOWN,
	IS_DISTINCT
};

/* A type as written, put into one spelling: "decimal(10,2)[]". */
struct ast_type {
	struct vl_str text;
	int64_t at;
};

struct ast_expr {
	enum ast_expr_kind kind;
	enum ast_op op;
	enum ast_is is;
	bool flag;
	bool negated;
	int depth;  /* 1 for a leaf; bounded by SQL_DEPTH_MAX */
	int64_t at; /* what a message about it points at */
	struct vl_str text;
	int count;
	struct ast_expr **arg;
	int name_count;
	struct vl_str *name;
	struct ast_type type;
	struct ast_call *call;
	struct ast_star *star;
	struct ast_query *query;
};

struct ast_order {
	struct ast_expr *expr; /* NULL: ALL */
	bool descending;
	bool nulls_said;
	bool nulls_first;
	int64_t at;
};

enum ast_frame_unit {
	FRAME_NONE,
	FRAME_ROWS,
	FRAME_RANGE,
	FRAME_GROUPS
};

enum ast_bound {
	BOUND_UNBOUNDED_PRECEDING,
	BOUND_PRECEDING, /* by an expression */
	BOUND_CURRENT,
	BOUND_FOLLOWING, /* by an expression */
	BOUND_UNBOUNDED_FOLLOWING
};

enum ast_exclude {
	EXCLUDE_NONE,
	EXCLUDE_CURRENT,
	EXCLUDE_GROUP,
	EXCLUDE_TIES
};

/* OVER (...), or an entry of WINDOW. */
struct ast_window {
	struct vl_str name; /* WINDOW name AS */
	struct vl_str base; /* OVER base, OVER (base ...) */
	bool bare;          /* OVER base, without parentheses */
	int partition_count;
	struct ast_expr **partition;
	int order_count;
	struct ast_order *order;
	enum ast_frame_unit unit;
	enum ast_bound from, to;
	struct ast_expr *from_expr, *to_expr;
	enum ast_exclude exclude;
	int64_t at;
};

struct ast_call {
	bool star; /* count(*) */
	bool distinct;
	bool ignore_nulls;
	bool within_group;       /* the order stands in WITHIN GROUP */
	struct vl_str *arg_name; /* f(name := x): [count], or NULL */
	int order_count;
	struct ast_order *order;
	struct ast_expr *filter;
	struct ast_window *over;
};

struct ast_item {
	struct ast_expr *expr;
	struct vl_str alias; /* n == 0: none */
	int64_t at;
};

struct ast_rename {
	struct vl_str from;
	struct vl_str to;
	int64_t at;
};

struct ast_star {
	int table_count; /* t.*, s.t.* */
	struct vl_str *table;
	struct ast_expr *columns; /* COLUMNS(this), or NULL */
	int exclude_count;
	struct ast_rename *exclude; /* `from` only */
	int replace_count;
	struct ast_item *replace;
	int rename_count;
	struct ast_rename *rename;
};

/* TABLESAMPLE, USING SAMPLE. */
struct ast_sample {
	struct ast_expr *amount; /* NULL: none */
	bool percent;
	struct vl_str method;
	struct ast_expr *seed;
	int64_t at;
};

enum ast_join {
	JOIN_INNER,
	JOIN_LEFT,
	JOIN_RIGHT,
	JOIN_FULL,
	JOIN_CROSS,
	JOIN_SEMI,
	JOIN_ANTI,
	JOIN_POSITIONAL
};

enum ast_from_kind {
	FROM_TABLE, /* name */
	FROM_FILE,  /* text */
	FROM_CALL,  /* expr: an AST_CALL */
	FROM_QUERY, /* query */
	FROM_JOIN,  /* left, right */
};

struct ast_from {
	enum ast_from_kind kind;
	int64_t at;
	int depth;
	int name_count;
	struct vl_str *name;
	struct vl_str text;
	struct ast_expr *expr;
	struct ast_query *query;
	struct vl_str alias; /* n == 0: none */
	int column_count;    /* alias(column...) */
	struct vl_str *column;
	bool lateral;
	bool ordinality;
	struct ast_sample sample;

	/* FROM_JOIN */
	enum ast_join join;
	bool comma; /* a, b: a cross join that WHERE may make an inner one */
	bool natural;
	bool asof;
	struct ast_from *left, *right;
	struct ast_expr *on;
	int using_count;
	struct vl_str *using;
};

enum ast_group_kind {
	GROUP_EXPR, /* expr */
	GROUP_SET,  /* (): a row of exprs */
	GROUP_SETS, /* GROUPING SETS (item...) */
	GROUP_ROLLUP,
	GROUP_CUBE
};

struct ast_group {
	enum ast_group_kind kind;
	struct ast_expr *expr;
	int count;
	struct ast_group *item;
	int64_t at;
};

/* KEYWORD SEARCH, HYBRID SEARCH. */
struct ast_search {
	bool hybrid;
	int column_count;
	struct ast_expr **column;
	struct ast_expr *query;
	struct vl_str metric;
	struct ast_expr *top_k;
	struct ast_expr *threshold;
	int64_t at;
};

/* WINDOW BY column EVERY ms [SLIDE ms] AS name. */
struct ast_window_by {
	struct ast_expr *column;
	struct ast_expr *every;
	struct ast_expr *slide;
	struct vl_str name;
	int64_t at;
};

struct ast_select {
	bool distinct;
	int distinct_on_count;
	struct ast_expr **distinct_on;
	int item_count;
	struct ast_item *item;
	struct ast_from *from; /* NULL: none */
	struct ast_expr *where;
	int search_count;
	struct ast_search *search;
	struct ast_window_by *window_by;
	bool group_all;
	int64_t group_at;
	int group_count;
	struct ast_group *group;
	struct ast_expr *having;
	int window_count;
	struct ast_window *window;
	struct ast_expr *qualify;
	struct ast_sample sample;
};

enum ast_body_kind {
	BODY_SELECT,
	BODY_VALUES,
	BODY_QUERY, /* (query) */
	BODY_UNION,
	BODY_INTERSECT,
	BODY_EXCEPT
};

struct ast_body {
	enum ast_body_kind kind;
	int64_t at;
	int depth;
	struct ast_select *select;
	int row_count; /* VALUES: AST_ROWs */
	struct ast_expr **row;
	struct ast_query *query;
	bool all;
	bool by_name;
	struct ast_body *left, *right;
};

struct ast_cte {
	struct vl_str name;
	int column_count;
	struct vl_str *column;
	int materialized; /* 1 yes, -1 NOT, 0 unsaid */
	struct ast_query *query;
	int64_t at;
};

struct ast_query {
	int64_t at;
	int depth;
	bool recursive;
	int cte_count;
	struct ast_cte *cte;
	struct ast_body *body;
	int order_count;
	struct ast_order *order;
	struct ast_expr *limit; /* NULL: all */
	bool limit_percent;
	bool with_ties;
	struct ast_expr *offset;
	int64_t limit_at;
};

enum ast_stmt_kind {
	STMT_QUERY,
	STMT_EXPLAIN,     /* inner; analyze, json */
	STMT_CREATE,      /* a table: [AS query] [column...] [USING, OPTIONS] */
	STMT_CREATE_VIEW, /* AS query */
	STMT_INSERT,      /* INTO name (column...) query */
	STMT_UPDATE,      /* name SET column = expr... WHERE */
	STMT_DELETE,      /* FROM name WHERE */
	STMT_DROP,        /* TABLE or VIEW name */
	STMT_COPY,        /* (query) or name TO/FROM text (options) */
	STMT_DESCRIBE,    /* name or query */
	STMT_SUMMARIZE,   /* name or query */
	STMT_SHOW,        /* TABLES (name_count == 0) or a setting */
	STMT_SET,         /* name = expr...; RESET: no expr */
};

enum ast_table_kind {
	TABLE_REGULAR,
	TABLE_SOURCE,
	TABLE_SINK
};

struct ast_column {
	struct vl_str name;
	struct ast_type type; /* text.n == 0: unsaid */
	bool not_null;
	struct ast_expr *expr; /* UPDATE: SET name = expr */
	int64_t at;
};

struct ast_option {
	struct vl_str name;
	struct ast_expr *value; /* NULL: just named */
	int64_t at;
};

struct ast_stmt {
	enum ast_stmt_kind kind;
	int64_t at;
	struct vl_str text; /* of the statement, without its semicolon */
	struct ast_stmt *inner;
	bool analyze;
	bool json;
	bool or_replace;
	bool if_exists; /* IF [NOT] EXISTS */
	bool is_view;   /* DROP VIEW */
	bool to;        /* COPY ... TO */
	enum ast_table_kind table_kind;
	int name_count;
	struct vl_str *name;
	int64_t name_at;
	struct vl_str format; /* CREATE ... USING format */
	struct vl_str path;   /* COPY */
	int column_count;
	struct ast_column *column;
	int option_count;
	struct ast_option *option;
	struct ast_query *query;
	struct ast_from *from;
	struct ast_expr *where;
	int expr_count; /* SET */
	struct ast_expr **expr;
};

/*
 * Append to an array that has room for a power of two of items; returns where
 * it is now.  *count goes up by one.
 */
void *ast_push(struct vl_arena *a, void *items, int *count, const void *item,
    int64_t item_bytes);

/* A function that PostgreSQL calls without parentheses: current_date. */
bool ast_is_bare_call(struct vl_str name);

const char *ast_op_text(enum ast_op op);
enum ast_power ast_op_power(enum ast_op op);

/* Append the tree as SQL that parses to the same tree. */
void ast_show_expr(const struct ast_expr *x, struct vl_buf *out);
void ast_show_query(const struct ast_query *q, struct vl_buf *out);
void ast_show_stmt(const struct ast_stmt *s, struct vl_buf *out);

/* Append a name, in double quotes where it needs them. */
void ast_show_name(struct vl_str name, struct vl_buf *out);

#endif
