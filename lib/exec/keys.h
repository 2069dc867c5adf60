/*
 * keys.h -- values as rows of 64-bit words: what hash tables compare.
 *
 * A key row is `words` words:
 *
 *	first words	bit i set: key column i is NULL (its words are 0), 64
 *			columns a word; left out where the only column is a
 *			string or nested: then NULL is a view of length
 *			UINT32_MAX
 *	then per column	1 word: integers sign-extended, floats normalised
 *			(-0 is 0, every NaN the same), dates, booleans
 *			2 words: 128-bit values; a struct vl_view of a string,
 *			or of the bytes of a nested value (keybytes.h)
 *			4 words: an interval, justified, then as it was
 *
 * Two rows are equal if all words are, but for views longer than 12 bytes,
 * whose second word is a pointer to bytes, and the way intervals are spelled.
 */
#ifndef VL_EXEC_KEYS_H
#define VL_EXEC_KEYS_H

#include "base/arena.h"
#include "base/err.h"
#include "col/column.h"

enum vl_key_kind {
	VL_KEY_WORD,
	VL_KEY_TWO,
	VL_KEY_VIEW,
	VL_KEY_BYTES,    /* as VIEW, made of a nested value */
	VL_KEY_INTERVAL, /* compared by the first two of its words */
};

struct vl_keys {
	int count;
	int words;
	int first;              /* word of column 0: how many NULL words */
	bool one_view;          /* words is 2, and it is a view */
	bool plain;             /* rows are equal if all their words are */
	int *at;                /* [count] word of the column */
	struct vl_type *type;   /* [count] */
	enum vl_key_kind *kind; /* [count] */
};

void vl_keys_init(struct vl_arena *a, struct vl_keys *k, int count,
    const struct vl_type *type);

/* Rows of words from columns of any form; views borrow their bytes.  Errors:
 * VL_ELIMIT of a nested value of 4 GB. */
int vl_keys_encode(const struct vl_keys *k, struct vl_arena *a,
    const struct vl_column *col, int64_t rows, const uint64_t **out,
    struct vl_err *err);

/* hash[i] of row i; with no columns all are equal. */
void vl_keys_hash(const struct vl_keys *k, const uint64_t *row, int64_t rows,
    uint64_t seed, uint64_t *hash);

/* True if some column of the row is NULL: it joins nothing. */
static inline bool
vl_keys_has_null(const struct vl_keys *k, const uint64_t *row)
{
	if (k->one_view)
		return (uint32_t)row[0] == UINT32_MAX;
	for (int i = 0; i < k->first; i++)
		if (row[i] != 0)
			return true;
	return false;
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
	if (!k->plain)
		return vl_keys_equal_slow(k, x, y);
	for (int i = 0; i < k->words; i++)
		if (x[i] != y[i])
			return false;
	return true;
}

/* Give the long strings of a row bytes of their own in a. */
void vl_keys_own(const struct vl_keys *k, struct vl_arena *a, uint64_t *row);

/* Of two equal rows, `row` takes over how the other spells its values. */
void vl_keys_respell(
    const struct vl_keys *k, uint64_t *row, const uint64_t *other);

/* Column i of the rows order[0 .. n) (NULL: 0 .. n), flat; views borrow. */
struct vl_column vl_keys_decode(const struct vl_keys *k, struct vl_arena *a,
    int i, const uint64_t *row, const uint32_t *order, int64_t n);

#endif
