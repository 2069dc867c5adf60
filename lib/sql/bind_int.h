/*
 * bind_int.h -- what the files of the binder share.
 *
 * A query block is bound in this order, since each step names what the ones
 * before it made:
 *
 *	FROM -> scope; stars; WHERE; GROUP BY; select list; HAVING; ORDER BY
 *
 * All of its expressions read one row: the columns of the scope, and behind
 * them one virtual column for each aggregate call met on the way.  If there
 * are any, or keys, bind_agg.c then rewrites them to read what the Aggregate
 * node makes.
 */
#ifndef VL_SQL_BIND_INT_H
#define VL_SQL_BIND_INT_H

#include "base/near.h"
#include "plan/plan.h"
#include "sql/ast.h"
#include "sql/bind.h"

enum {
	BIND_TABLES_MAX = 4096, /* a statement's, views and WITH unfolded */
	BIND_VIEWS_MAX = 32,    /* within each other */
	BIND_NODES_MAX = 1 << 24,
};

struct binder {
	struct vl_arena *arena;
	struct vl_catalog *catalog;
	struct vl_err *err;
	struct vl_str text;
	const struct cte *ctes; /* the nearest first */
	int tables;
	int views;
	int64_t nodes; /* of expressions, counting each use of a shared one */
};

/* WITH name AS: bound anew wherever it is named. */
struct cte {
	const struct cte *outer; /* those that its query may name */
	const struct ast_cte *ast;
};

struct scope_column {
	struct vl_str table;
	struct vl_str name;
	int index;   /* of the plan's columns */
	bool hidden; /* by USING: only table.name means it */
};

/* The columns that FROM gives, in the order that * lists them. */
struct scope {
	const struct vl_plan *plan;
	int count;
	struct scope_column *column;
};

/* One column of the answer. */
struct item {
	const struct ast_expr *ast; /* NULL: `column` of the scope */
	int column;
	struct vl_str alias; /* n == 0: none was given */
	struct vl_str name;
	int64_t at;
	bool busy;                  /* being bound: for aliases in circles */
	const struct vl_expr *expr; /* NULL: not bound yet */
	int64_t nodes;              /* of expr */
};

/* A query block while it is bound. */
struct block {
	struct binder *b;
	struct scope scope;
	int item_count;
	struct item *item;
	const char *clause; /* where aggregates cannot stand; NULL: may */
	const char *agg;    /* within the arguments of this one; or NULL */
	int agg_count;
	struct vl_plan_agg *agg_call;
	struct vl_str *agg_name;
	int key_count;
	const struct vl_expr **key;
	struct vl_str *key_name;
	bool grouped;
};

/* bind.c: errors */
int bind_unsupported(struct binder *b, int64_t at, const char *feature);
int bind_fail_at(struct binder *b, int64_t at);
/* Opening a file said no: keep its phase, add where it is named. */
int bind_fail_opened(struct binder *b, int64_t at);
int bind_type(struct binder *b, const struct ast_type *t, struct vl_type *out);

/* "%.*s" of a name in a message: long ones are cut. */
static inline int
bind_shown(struct vl_str s)
{
	return s.n < 100 ? (int)s.n : 100;
}

/* Say which names there are; what is wrong is in b->err already. */
int bind_nearest(
    struct binder *b, const struct vl_near *n, const char *what, int64_t at);

/* bind_scope.c */
int scope_find(const struct scope *s, struct vl_str table, struct vl_str name);
bool scope_has_table(const struct scope *s, struct vl_str table);
int bind_column(
    struct block *k, const struct ast_expr *x, const struct vl_expr **out);
const struct vl_expr *scope_expr(
    struct binder *b, const struct scope *s, int column, int64_t at);

/* bind_expr.c */
int bind_expr(
    struct block *k, const struct ast_expr *x, const struct vl_expr **out);
/* A condition: BOOLEAN, or NULL; `what` is the clause. */
int bind_condition(struct block *k, const struct ast_expr *x, const char *what,
    const struct vl_expr **out);
int bind_call_named(struct block *k, const char *name, int count,
    const struct vl_expr *const *arg, int64_t at, const struct vl_expr **out);
/* Something that took b->nodes - before nodes is used so many times more. */
int bind_again(struct binder *b, int64_t before, int64_t times, int64_t at);
int bind_item(struct block *k, int i, const struct vl_expr **out);

/* bind_literal.c */
int bind_literal(struct block *k, const struct ast_expr *x, bool negative,
    const struct vl_expr **out);
/* A constant that must be an integer >= 0, or NULL: -1. */
int bind_count(
    struct binder *b, const struct ast_expr *x, const char *what, int64_t *out);

/* bind_agg.c */
int bind_agg(
    struct block *k, const struct ast_expr *x, const struct vl_expr **out);
bool bind_has_agg(const struct block *k, const struct vl_expr *e);
/* The expression over what the Aggregate node makes. */
int bind_regroup(
    struct block *k, const struct vl_expr *e, const struct vl_expr **out);

/* bind_name.c */
/* The name of an item without alias, or n == 0: it has none of its own. */
struct vl_str bind_name(struct binder *b, const struct ast_expr *x);
/* Different names for all: the second x becomes x_2. */
void bind_unique_names(struct binder *b, int count, struct vl_str *name);

/* bind_star.c */
int bind_items(struct block *k, const struct ast_select *s);

/* bind_from.c */
int bind_from(struct binder *b, const struct ast_from *f, struct scope *out);
/* bind_join.c */
int bind_join(struct binder *b, const struct ast_from *f,
    const struct scope *left, const struct scope *right, struct scope *out);
/* Equalities of the condition between the sides of inner joins become their
 * keys; the rest of it in *rest, or NULL. */
int bind_join_where(struct binder *b, const struct vl_plan **p,
    const struct vl_expr *where, const struct vl_expr **rest);

/* bind_select.c */
int bind_select(struct binder *b, const struct ast_select *s,
    const struct ast_query *tail, const struct vl_plan **out);

/* bind_order.c */
struct order_key {
	int column;                 /* of the answer, or -1 */
	const struct vl_expr *expr; /* over the block's row */
	bool descending;
	bool nulls_first;
};
/* The keys of ORDER BY; of a set operation k is its result. */
int bind_order(struct block *k, const struct ast_query *q, bool answer_only,
    struct order_key **out, int *count);
int bind_limit(struct binder *b, const struct ast_query *q,
    const struct vl_plan *in, const struct vl_plan **out);

/* bind_query.c */
int bind_query(
    struct binder *b, const struct ast_query *q, const struct vl_plan **out);
/* The plan with its columns cast to these types, where they differ. */
int bind_cast_columns(struct binder *b, const struct vl_plan *p,
    const struct vl_type *type, int64_t at, const struct vl_plan **out);

#endif
