/*
 * rank.h -- put rows in the order of their sort keys.
 *
 * Rows are numbers into key columns; what moves is a word that orders as the
 * first key does, with the row's number beside it.
 */
#ifndef VL_EXEC_RANK_H
#define VL_EXEC_RANK_H

#include <stdint.h>

#include "base/err.h"
#include "col/column.h"
#include "expr/session.h"
#include "plan/plan.h"

struct vl_rank {
	int count; /* of keys, 1 or more */
	const struct vl_sort_key *key;
	const struct vl_column *col; /* [count] flat, their values */
	struct vl_session *session;
};

/*
 * order[0 .. n) are row numbers; they come out by rising key, those of equal
 * keys in the order that they had.  NaN is the greatest number, text compares
 * by bytes.
 * Errors: VL_ESTOP; VL_ELIMIT of the budget, of which 32 bytes a row are taken
 * meanwhile.
 */
int vl_rank_rows(
    const struct vl_rank *r, uint32_t *order, int64_t n, struct vl_err *err);

/* A word that never falls from one row to the next in the order of this key
 * alone; equal words say nothing. */
uint64_t vl_rank_word(
    const struct vl_sort_key *k, const struct vl_column *flat, int64_t row);

#endif
