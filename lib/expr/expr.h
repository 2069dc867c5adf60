/*
 * expr.h -- typed expressions over the columns of a batch.
 *
 * An expression is an immutable tree in an arena, fully typed: overloads are
 * resolved and implicit conversions are there as casts.  The constructors do
 * that work, so a tree that exists is a tree that can run.
 */
#ifndef VL_EXPR_EXPR_H
#define VL_EXPR_EXPR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "col/column.h"
#include "col/schema.h"

struct vl_agg;
struct vl_batch;
struct vl_buf;
struct vl_func;
struct vl_session;

enum vl_expr_kind {
	VL_EXPR_CONST,  /* value */
	VL_EXPR_COLUMN, /* column of the input batch */
	VL_EXPR_CALL,   /* func(arg...): operators too */
	VL_EXPR_CAST,   /* arg[0] to type; try_cast: NULL where it cannot */
	VL_EXPR_CASE,   /* arg: when, then, when, then ..., else (last) */
	VL_EXPR_AND,    /* arg...: three-valued, stops early */
	VL_EXPR_OR,
	VL_EXPR_IN, /* arg[0] in the constants of value (rows of it) */
};

struct vl_expr {
	enum vl_expr_kind kind;
	struct vl_type type;
	int64_t at; /* byte offset in the SQL text, -1 unknown */
	int count;
	const struct vl_expr *const *arg;
	int column;
	struct vl_column value;
	const struct vl_func *func;
	bool try_cast;
	bool negated; /* IN: NOT IN */
};

/*
 * Constructors.  All live in a; at is where the text stands.  Calls that can
 * fail report VL_ETYPE or VL_ENAME with phase bind, place and candidates.
 */
const struct vl_expr *vl_expr_column(
    struct vl_arena *a, const struct vl_schema *s, int column, int64_t at);
const struct vl_expr *vl_expr_const(
    struct vl_arena *a, const struct vl_column *one, int64_t at);
const struct vl_expr *vl_expr_null(struct vl_arena *a, int64_t at);
const struct vl_expr *vl_expr_bool(struct vl_arena *a, bool v, int64_t at);
const struct vl_expr *vl_expr_i64(struct vl_arena *a, int64_t v, int64_t at);
const struct vl_expr *vl_expr_f64(struct vl_arena *a, double v, int64_t at);
const struct vl_expr *vl_expr_text(
    struct vl_arena *a, struct vl_str v, int64_t at);

/* The function or operator ("+", "||", "like", "is null", "substr") that the
 * name and the types of the arguments stand for. */
int vl_expr_call(struct vl_arena *a, struct vl_str name, int count,
    const struct vl_expr *const *arg, int64_t at, const struct vl_expr **out,
    struct vl_err *err);

/* e itself if it has the type already; a constant is converted now. */
int vl_expr_cast(struct vl_arena *a, const struct vl_expr *e, struct vl_type to,
    bool try_cast, const struct vl_expr **out, struct vl_err *err);

/* Branches get one common type, conditions must be BOOLEAN. */
int vl_expr_case(struct vl_arena *a, int count, const struct vl_expr **arg,
    int64_t at, const struct vl_expr **out, struct vl_err *err);

/* AND, OR over BOOLEAN (or NULL) arguments; nested ones are flattened. */
int vl_expr_logic(struct vl_arena *a, enum vl_expr_kind kind, int count,
    const struct vl_expr *const *arg, int64_t at, const struct vl_expr **out,
    struct vl_err *err);

/* e [NOT] IN (list...): constants become a set, the rest an OR of equalities.
 */
int vl_expr_in(struct vl_arena *a, const struct vl_expr *e, int count,
    const struct vl_expr *const *list, bool negated, int64_t at,
    const struct vl_expr **out, struct vl_err *err);

/*
 * The type that values of both can take without loss, as in CASE, UNION and
 * comparisons: true and *out, or false if there is none.
 */
bool vl_type_common(struct vl_arena *a, struct vl_type x, struct vl_type y,
    struct vl_type *out);

/* True if x converts to y without being asked (BIGINT -> DOUBLE, a text
 * literal -> DATE is for vl_expr_call to decide). */
bool vl_type_implicit(struct vl_type from, struct vl_type to);

/* Same tree: kinds, functions, columns, constants. */
bool vl_expr_eq(const struct vl_expr *x, const struct vl_expr *y);

/* A copy with column i replaced by map[i] (an expression over another input).
 */
const struct vl_expr *vl_expr_substitute(struct vl_arena *a,
    const struct vl_expr *e, const struct vl_expr *const *map);

/* A copy with column i renumbered to index[i]. */
const struct vl_expr *vl_expr_renumber(
    struct vl_arena *a, const struct vl_expr *e, const int *index);

/* Mark the columns it reads: used[i] = true. */
void vl_expr_columns(const struct vl_expr *e, bool *used);

/* Depends on no column and on nothing that changes (now() does not change
 * within a statement, random() does). */
bool vl_expr_is_constant(const struct vl_expr *e);

/*
 * The same value with its constant parts computed.  What fails stays as it
 * is, so that the error comes when, and only if, it is reached.  s may be NULL:
 * then nothing that depends on the session is computed.
 */
const struct vl_expr *vl_expr_fold(
    struct vl_arena *a, const struct vl_expr *e, const struct vl_session *s);

/* Append it as SQL, columns by the names of the schema (or NULL: $1). */
void vl_expr_show(
    const struct vl_expr *e, const struct vl_schema *s, struct vl_buf *out);

/*
 * Programs.  Expressions are compiled once into a flat list of steps over
 * registers, one kernel call each; common subexpressions are one step.
 * A program is immutable; each thread runs it through its own struct vl_eval.
 */
struct vl_prog;
struct vl_eval;

const struct vl_prog *vl_prog_compile(
    struct vl_arena *a, const struct vl_expr *const *e, int count);

struct vl_eval *vl_eval_new(
    struct vl_arena *a, const struct vl_prog *p, const struct vl_session *s);
void vl_eval_free(struct vl_eval *ev); /* compiled patterns and the like */

/*
 * Evaluate all expressions for the rows of b that count.
 *
 *	out	[count] columns of b->rows values, FLAT, CONST or DICT (a mere
 *		column reference keeps the form of its column, RAW too)
 *
 * The results borrow from b and from ev and are valid until the next run.
 * Errors: of the functions (overflow, bad casts), with their place.
 */
int vl_eval_run(struct vl_eval *ev, struct vl_batch *b, struct vl_column *out,
    struct vl_err *err);

/* The rows of b for which boolean expression 0 of the program is true become
 * its selection. */
int vl_eval_filter(struct vl_eval *ev, struct vl_batch *b, struct vl_err *err);

#endif
