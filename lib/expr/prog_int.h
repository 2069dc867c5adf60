/*
 * prog_int.h -- a compiled program: blocks of steps over slots.
 *
 * A block runs over one set of rows.  The root runs over the batch; a branch
 * of CASE, AND or OR is a block of its own that runs over the rows which need
 * it, so that errors of untaken branches do not happen.  A value of an outer
 * block is imported: gathered for the inner rows when it is first wanted.
 */
#ifndef VL_EXPR_PROG_INT_H
#define VL_EXPR_PROG_INT_H

#include "expr/expr_int.h"

enum slot_kind {
	SLOT_STEP,   /* the result of a step of this block */
	SLOT_COLUMN, /* column `index` of the batch; root only */
	SLOT_CONST,  /* value of *e */
	SLOT_IMPORT, /* slot `index` of the outer block */
};

struct slot {
	enum slot_kind kind;
	int index;
	const struct vl_expr *e;
};

struct step {
	const struct vl_expr *e;
	int out;   /* slot */
	int state; /* number of its call state */
	/* [e->count] slots of the arguments; -1: computed by branch[i] */
	const int *arg;
	struct block **branch;
};

struct block {
	struct block *outer;
	int result; /* slot; of the root: see vl_prog.out */
	int slot_count;
	struct slot *slot;
	int step_count;
	struct step *step;
};

struct vl_prog {
	struct block *root;
	int count;
	const int *out; /* [count] slots of the root */
	int state_count;
	const struct vl_expr **state_expr; /* [state_count] whose it is */
};

/* IN: look the rows of a column up in a set of constants. */
struct in_set;
struct in_set *in_set_new(struct vl_arena *a, const struct vl_column *values);
void in_set_find(const struct in_set *s, const struct vl_column *x,
    int64_t rows, uint8_t *found);

/* All of parts, each scattered to its rows of one flat column. */
struct part {
	struct vl_column value;
	const uint16_t *to; /* [count] rows of the result; NULL: all of them */
	int64_t count;
	bool whole; /* value has all rows of the result, not just these */
};
struct vl_column assemble(struct vl_arena *a, struct vl_type t, int64_t rows,
    const struct part *part, int count);

#endif
