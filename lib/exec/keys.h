/*
 * keys.h -- values as rows of 64-bit words: what hash tables compare.
 *
 * A key row is `words` words:
 *
 *	word 0		bit i set: key column i is NULL (its words are 0);
 *			left out where the only column is a string: then NULL
 *			is a view of length UINT32_MAX
 *	then per column	1 word: integers sign-extended, floats normalised
 *			(-0 is 0, every NaN the same), dates, booleans
 *			2 words: 128-bit values, intervals; a struct vl_view
 *
 * Two rows are equal if all words are, but for views longer than 12 bytes,
 * whose second word is a pointer to bytes.
 */
#ifndef VL_EXEC_KEYS_H
#define VL_EXEC_KEYS_H

#include "base/arena.h"
#include "base/err.h"
#include "col/column.h"

enum {
	VL_KEYS_MAX = 64
}; /* columns: one bit each in word 0 */

struct vl_keys {
	int count;
	int words;
	int first;            /* word of column 0: 0 or 1 */
	bool one_view;        /* words is 2, and it is a view */
	bool views;           /* some column is a view */
	int *at;              /* [count] word of the column */
	struct vl_type *type; /* [count] */
};

/* Errors: VL_EUNSUPPORTED for types that cannot be keys, VL_ELIMIT. */
int vl_keys_init(struct vl_arena *a, struct vl_keys *k, int count,
    const struct vl_type *type, struct vl_err *err);

/* Rows of words from columns of any form; views borrow their bytes. */
const uint64_t *vl_keys_encode(const struct vl_keys *k, struct vl_arena *a,
    const struct vl_column *col, int64_t rows);

/* hash[i] of row i; with no columns all are equal. */
void vl_keys_hash(const struct vl_keys *k, const uint64_t *row, int64_t rows,
    uint64_t seed, uint64_t *hash);

/* True if some column of the row is NULL: it joins nothing. */
static inline bool
vl_keys_has_null(const struct vl_keys *k, const uint64_t *row)
{
	return k->one_view ? (uint32_t)row[0] == UINT32_MAX :
	    k->count       ? row[0] != 0 :
			     false;
}

bool vl_keys_equal_slow(
    const struct vl_keys *k, const uint64_t *x, const uint64_t *y);

static inline bool
vl_keys_view_equal(const uint64_t *x, const uint64_t *y)
{
	if (x[0] != y[0])
		return false;
	if (x[1] == y[1])
		return true;
	uint32_t len = (uint32_t)x[0];

	return len > VL_VIEW_INLINE && len != UINT32_MAX &&
	    memcmp((const char *)(uintptr_t)x[1], (const char *)(uintptr_t)y[1],
		len) == 0;
}

static inline bool
vl_keys_equal(const struct vl_keys *k, const uint64_t *x, const uint64_t *y)
{
	if (k->one_view)
		return vl_keys_view_equal(x, y);
	if (k->views)
		return vl_keys_equal_slow(k, x, y);
	for (int i = 0; i < k->words; i++)
		if (x[i] != y[i])
			return false;
	return true;
}

/* Give the long strings of a row bytes of their own in a. */
void vl_keys_own(const struct vl_keys *k, struct vl_arena *a, uint64_t *row);

/* Column i of the rows order[0 .. n) (NULL: 0 .. n), flat; views borrow. */
struct vl_column vl_keys_decode(const struct vl_keys *k, struct vl_arena *a,
    int i, const uint64_t *row, const uint32_t *order, int64_t n);

#endif
