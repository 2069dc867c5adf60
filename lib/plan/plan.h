/*
 * plan.h -- what to do: a tree of relational operators.
 *
 * Built by the binder, rewritten by rules (rule_*.c), read by EXPLAIN and by
 * exec.  Nodes live in one arena and are not changed once a phase has handed
 * them on: a rule that changes a node makes a new one.  Every expression of a
 * node reads the columns of its input (of a join: left then right).
 */
#ifndef VL_PLAN_PLAN_H
#define VL_PLAN_PLAN_H

#include "col/scan.h"
#include "expr/expr.h"
#include "expr/func.h"

/* clang-format off */
/* symbol		name in EXPLAIN	inputs	*/
#define VL_PLAN_KINDS(X) \
X(VL_PLAN_SCAN,		"Scan",		0)  /* rows of a source */ \
X(VL_PLAN_VALUES,	"Values",	0)  /* constant rows; one row of no
					       columns for SELECT 1 */ \
X(VL_PLAN_FILTER,	"Filter",	1)  \
X(VL_PLAN_PROJECT,	"Project",	1)  \
X(VL_PLAN_AGGREGATE,	"Aggregate",	1)  \
X(VL_PLAN_JOIN,		"Join",		2)  \
X(VL_PLAN_SORT,		"OrderBy",	1)  \
X(VL_PLAN_LIMIT,	"Limit",	1)  \
X(VL_PLAN_DISTINCT,	"Distinct",	1)  /* all columns, first appearance */ \
X(VL_PLAN_UNION,	"Union",	2)  /* ALL: left's rows, then right's */
/* clang-format on */

enum vl_plan_kind {
#define X(sym, name, inputs) sym,
	VL_PLAN_KINDS(X)
#undef X
};

enum vl_join_kind {
	VL_JOIN_INNER,
	VL_JOIN_LEFT
};

struct vl_sort_key {
	const struct vl_expr *expr;
	bool descending;
	bool nulls_first;
};

/* An aggregate call; its result is one column of the Aggregate node. */
struct vl_plan_agg {
	const struct vl_agg *agg;
	struct vl_type type;
	int count;
	const struct vl_expr *const *arg;
	bool distinct;
	const struct vl_expr *filter; /* FILTER (WHERE ...), or NULL */
};

struct vl_plan {
	enum vl_plan_kind kind;
	const struct vl_schema *schema; /* of its rows */
	const struct vl_plan *input[2];
	double rows; /* estimate, -1 unknown */

	/* SCAN: column[i] of the source is column i of the schema. */
	struct vl_source *source;
	struct vl_str table; /* as the query names it */
	const int *column;
	const bool *raw; /* [schema->count], or NULL: no VL_RAW columns */
	int conjunct_count;
	const struct vl_conjunct *conjunct;         /* pushed down */
	const struct vl_expr *const *conjunct_expr; /* the same, over the
			 source's whole schema: for what the source refuses */

	/* FILTER: a boolean.  JOIN: what must hold besides the keys, or NULL */
	const struct vl_expr *condition;

	/* PROJECT: one a column.  AGGREGATE: the keys, then the calls make
	 * the columns.  VALUES: row by row, rows x schema->count. */
	int expr_count;
	const struct vl_expr *const *expr;

	int agg_count;
	const struct vl_plan_agg *agg;

	/* JOIN: left_key[i] = right_key[i], over left's and right's columns */
	enum vl_join_kind join;
	int key_count;
	const struct vl_expr *const *left_key;
	const struct vl_expr *const *right_key;

	int sort_count;
	const struct vl_sort_key *sort;

	/* LIMIT, and SORT that need not give more (top-N); -1: all.
	 * SCAN: rows wanted after the conjuncts */
	int64_t limit;
	int64_t offset;
};

/* Constructors check nothing that the binder has not; schema types follow
 * from the expressions, names are given. */
struct vl_plan *vl_plan_scan(
    struct vl_arena *a, struct vl_source *source, struct vl_str table);
struct vl_plan *vl_plan_values(struct vl_arena *a,
    const struct vl_schema *schema, int rows,
    const struct vl_expr *const *expr);
struct vl_plan *vl_plan_filter(struct vl_arena *a, const struct vl_plan *in,
    const struct vl_expr *condition);
struct vl_plan *vl_plan_project(struct vl_arena *a, const struct vl_plan *in,
    int count, const struct vl_expr *const *expr, const struct vl_str *name);
struct vl_plan *vl_plan_aggregate(struct vl_arena *a, const struct vl_plan *in,
    int key_count, const struct vl_expr *const *key, int agg_count,
    const struct vl_plan_agg *agg, const struct vl_str *name);
struct vl_plan *vl_plan_join(struct vl_arena *a, const struct vl_plan *left,
    const struct vl_plan *right, enum vl_join_kind kind, int key_count,
    const struct vl_expr *const *left_key,
    const struct vl_expr *const *right_key, const struct vl_expr *condition);
struct vl_plan *vl_plan_sort(struct vl_arena *a, const struct vl_plan *in,
    int count, const struct vl_sort_key *key);
struct vl_plan *vl_plan_limit(struct vl_arena *a, const struct vl_plan *in,
    int64_t limit, int64_t offset);
struct vl_plan *vl_plan_distinct(struct vl_arena *a, const struct vl_plan *in);
struct vl_plan *vl_plan_union(struct vl_arena *a, const struct vl_plan *left,
    const struct vl_plan *right);

const char *vl_plan_kind_name(enum vl_plan_kind kind);

/*
 * Rewrite: every rule once, in the order of its table (plan/rules.c).
 * pushdown == false leaves out those that move work into sources.  raw: the
 * consumer takes VL_RAW columns.
 */
const struct vl_plan *vl_plan_optimize(
    struct vl_arena *a, const struct vl_plan *p, bool pushdown, bool raw);

#endif
