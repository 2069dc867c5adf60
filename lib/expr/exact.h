/*
 * exact.h -- sums of doubles without rounding, so that no order shows.
 *
 * A sum is an integer in units of 2^-74, in 128 bits: a double from 2^-22 to
 * 2^52 is its 53-bit significand, shifted, and an addition is two instructions
 * more.  What does not fit (small numbers with bits below the unit, large
 * ones, the total itself) goes to a wide accumulator that covers every double:
 * Neal's small superaccumulator (arXiv 1505.05571).  The result is rounded
 * once.  Sums of squares do the same with twice the bits.
 */
#ifndef VL_EXPR_EXACT_H
#define VL_EXPR_EXACT_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/compiler.h"

struct vl_arena;

enum {
	EXACT_UNIT = 74,                /* the unit is 2^-74 */
	EXACT_BIAS = 1075 - EXACT_UNIT, /* exponent field of a shift of 0 */
	EXACT_SHIFT = 73,         /* the largest: 53 + 73 bits and a sign */
	WIDE_CHUNKS = 68,         /* of 32 bits, from 2^-1074 on */
	WIDE_SQUARE_CHUNKS = 136, /* from 2^-2148 on */
};

struct exact_wide; /* private to exact.c */

/* All zero is an empty sum. */
struct exact {
	uint64_t low; /* the 128-bit sum */
	uint64_t high;
	struct exact_wide *wide; /* what did not fit there, or NULL */
};

/* Add x, whatever it is; NaN and infinities too. */
void exact_add_slow(struct exact *s, double x, struct vl_arena *a);

/* The 128-bit sum is full: move it to the wide one. */
void exact_spill(struct exact *s, struct vl_arena *a);

static inline vl_i128
exact_get(const struct exact *s)
{
	return (vl_i128)((vl_u128)s->high << 64 | s->low);
}

static inline void
exact_set(struct exact *s, vl_i128 v)
{
	s->low = (uint64_t)v;
	s->high = (uint64_t)((vl_u128)v >> 64);
}

/* x in units; false if it is not a fitting whole number of them. */
static inline bool
exact_units(double x, vl_i128 *out)
{
	uint64_t bits;
	uint64_t shift;
	int64_t sign;
	int64_t m;

	memcpy(&bits, &x, sizeof bits);
	shift = (bits >> 52 & 0x7ff) - EXACT_BIAS;
	if (VL_UNLIKELY(shift > EXACT_SHIFT))
		return false;
	m = (int64_t)((bits & (((uint64_t)1 << 52) - 1)) | (uint64_t)1 << 52);
	sign = (int64_t)bits >> 63;
	m = (m ^ sign) - sign;
	*out = (vl_i128)((vl_u128)(vl_i128)m << shift);
	return true;
}

static inline void
exact_add(struct exact *s, double x, struct vl_arena *a)
{
	vl_i128 units;
	vl_i128 sum;

	if (VL_UNLIKELY(!exact_units(x, &units))) {
		exact_add_slow(s, x, a);
		return;
	}
	if (VL_UNLIKELY(VL_ADD_OVERFLOW(exact_get(s), units, &sum))) {
		exact_spill(s, a);
		sum = units;
	}
	exact_set(s, sum);
}

/* Add what src holds. */
void exact_merge(struct exact *s, const struct exact *src, struct vl_arena *a);

/* The nearest double, ties to even; NaN and infinities as IEEE adds them. */
double exact_round(const struct exact *s);

/* The same divided by n > 0, rounded once. */
double exact_mean(const struct exact *s, int64_t n);

/* v * 2^exponent / n as the nearest double; n > 0. */
double exact_ratio(vl_i128 v, int exponent, int64_t n);

/* Sums of x and of x * x. */
struct exact_square_wide;

struct exact_square {
	struct exact sum;
	uint64_t square[4]; /* in units of 2^-148 */
	struct exact_square_wide *wide;
};

void exact_square_add(struct exact_square *s, double x, struct vl_arena *a);
void exact_square_merge(
    struct exact_square *s, const struct exact_square *src, struct vl_arena *a);

/*
 * (sum of squares - square of sum / n) / divisor, from the exact sums: the
 * variance of n values if divisor is n or n - 1.  NaN if a value was not
 * finite.
 */
double exact_variance(const struct exact_square *s, int64_t n, int64_t divisor);

#endif
