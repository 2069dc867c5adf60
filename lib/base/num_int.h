/* num_int.h -- what the number parsers and printers share. */
#ifndef VL_BASE_NUM_INT_H
#define VL_BASE_NUM_INT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"

enum {
	POW10_MIN = -342, /* 10^-343 times any uint64_t is zero to a double */
	POW10_MAX = 324,  /* the inverse of the smallest double's */
};

struct pow10 {
	uint64_t hi;
	uint64_t lo;
};

/* 10^q is pow10_table[q - POW10_MIN]; see pow10.tbl.h. */
extern const struct pow10 pow10_table[POW10_MAX - POW10_MIN + 1];

/* floor(log2(10^q)), right for |q| < 1233. */
static inline int
floor_log2_pow10(int q)
{
	return (q * 1741647) >> 19;
}

/* A binary floating-point format. */
struct float_format {
	int fraction; /* stored bits of the significand */
	int exp_inf;  /* biased exponent of infinity */
	int q_min;    /* any uint64_t * 10^q is zero for q below */
	int q_max;    /* 10^q is infinite for q above */
	int even_min; /* digits * 10^q can be a tie from here ... */
	int even_max; /* ... to here */
};

extern const struct float_format format_f64;
extern const struct float_format format_f32;

/* A decimal as it stands in text: the digits whole, frac, times 10^exp10. */
struct decimal {
	const char *whole;
	const char *frac;
	int64_t whole_len;
	int64_t frac_len;
	int64_t exp10; /* the written exponent, cut to +-2^50 */
	bool neg;
};

/*
 * Which is larger, the decimal (sign ignored, not zero, below infinity) or the
 * point halfway between the positive float with these bits and its successor?
 * Returns -1, 0 or 1 as the decimal is below, at or above it.
 */
int decimal_cmp_half(
    const struct decimal *d, uint64_t bits, const struct float_format *f);

#endif
