/*
 * func.h -- the tables of scalar functions, operators and aggregates.
 *
 * One row is one overload: name, signature, kernel, doc line, example.  The
 * binder, --functions, the manual and the tests read the same rows; a tool
 * adds rows of its own with vl_func_register().
 */
#ifndef VL_EXPR_FUNC_H
#define VL_EXPR_FUNC_H

#include "expr/expr.h"

/* One call of a kernel: arguments are FLAT or CONST and of the types that the
 * signature names; all have `rows` rows. */
struct vl_call {
	const struct vl_expr *expr; /* types, place in the text */
	const struct vl_session *session;
	struct vl_arena *arena; /* for results: until the next run */
	void **state;           /* of this call site and thread, NULL at first:
				   compiled patterns; see vl_func.release */
	int64_t rows;
	int count;
	const struct vl_column *arg;
};

enum vl_func_flag {
	VL_FUNC_NULLS = 1,    /* sees NULL arguments; else NULL in, NULL out and
				 the validity of the result is set for it */
	VL_FUNC_VOLATILE = 2, /* another result at every call: random() */
	VL_FUNC_STABLE = 4,   /* one result within a statement: now() */
	VL_FUNC_SAFE = 8,     /* cannot fail and costs next to nothing: may run
				 for rows that CASE or AND would leave out */
};

struct vl_func {
	const char *name;   /* lower case; aliases are rows of their own */
	const char *family; /* "string", "date": for listings */
	const char *args;   /* see below; "" none */
	const char *result; /* a type, "T", "T[]"; NULL: decided by `type` */
	int flags;          /* enum vl_func_flag */
	/* *out has its type and row count set; fill in form, data, valid. */
	int (*eval)(
	    struct vl_call *c, struct vl_column *out, struct vl_err *err);
	/* Result type from argument types where `result` cannot say. */
	int (*type)(struct vl_arena *a, int count,
	    const struct vl_expr *const *arg, struct vl_type *out,
	    struct vl_err *err);
	void (*release)(void *state);
	/* Instead of eval: the expression that the call stands for, as
	 * coalesce() is a CASE.  The arguments have had no casts. */
	int (*rewrite)(struct vl_arena *a, int count,
	    const struct vl_expr *const *arg, int64_t at,
	    const struct vl_expr **out, struct vl_err *err);
	const char *doc;     /* one line */
	const char *example; /* "upper('ab') = AB": SQL, its value as text */
};

/*
 * Signatures: words separated by ", ".
 *
 *	BIGINT		that type, or one that converts to it implicitly;
 *			a text literal or NULL converts to anything
 *	TIMESTAMP	of any unit; TIMESTAMPTZ likewise
 *	ANY		anything, as it is
 *	T, T[]		the same type (a list of it) wherever T stands:
 *			the common type of the arguments
 *	INT, NUM	as T, for integers, for numbers
 *	DEC		any DECIMAL, as it is; integers become one
 *	[X]		may be left out
 *	X...		as often as you like, at least once
 */

/* One aggregate call of a query, as its functions see it. */
struct vl_agg_call {
	const struct vl_agg *agg;
	struct vl_type type; /* of the result */
	int count;           /* arguments */
	struct vl_type arg[4];
	struct vl_arena *arena; /* for memory behind states; lives as long */
	const struct vl_session *session;
};

/*
 * An aggregate.  The states of all groups are one array, state_bytes apart;
 * zeroed bytes are an empty state.  States must not point into themselves:
 * the array is moved when it grows.  The result may not depend on the order
 * of updates and merges (fixed point 7), but for those that say `ordered`.
 */
struct vl_agg {
	const char *name;
	const char *args;
	const char *result;
	int64_t state_bytes;
	bool ordered; /* first(), array_agg(): fed in input order */
	/* Add row i to group[i]; group == NULL: all rows to group 0.  NULL
	 * rows of the arguments are the function's to skip.  Arguments are
	 * FLAT. */
	int (*update)(struct vl_agg_call *c, char *states,
	    const uint32_t *group, int64_t rows, const struct vl_column *arg,
	    struct vl_err *err);
	/* Add the n states at src to states[group[i]]; src is not used again
	 * but the memory behind it stays. */
	int (*merge)(struct vl_agg_call *c, char *states, const uint32_t *group,
	    int64_t n, char *src, struct vl_err *err);
	/* The results of n states; *out has its type and rows set. */
	int (*finish)(struct vl_agg_call *c, char *states, int64_t n,
	    struct vl_arena *a, struct vl_column *out, struct vl_err *err);
	int (*type)(struct vl_arena *a, int count, const struct vl_type *arg,
	    struct vl_type *out, struct vl_err *err);
	const char *doc;
	const char *example;
	int variant; /* which it is, where its functions serve several rows */
};

/* Every row, built-in and registered: index 0 .. until NULL. */
const struct vl_func *vl_func_at(int i);
const struct vl_agg *vl_agg_at(int i);

/* Add a table of rows (ends with a NULL name), borrowed for good.  Only
 * before the first statement. */
void vl_func_register(const struct vl_func *rows);
void vl_agg_register(const struct vl_agg *rows);

bool vl_func_exists(struct vl_str name);
bool vl_agg_exists(struct vl_str name);

/*
 * The aggregate for these arguments, which get their implicit casts in place;
 * `star` is count(*).  *type is that of the result.
 */
int vl_agg_resolve(struct vl_arena *a, struct vl_str name, bool star, int count,
    const struct vl_expr **arg, int64_t at, const struct vl_agg **out,
    struct vl_type *type, struct vl_err *err);

/* Nearest names of functions and aggregates into err->candidates: complete
 * them as "unknown function 'uper'" with candidate upper. */
void vl_func_suggest(struct vl_str name, struct vl_err *err);

#endif
