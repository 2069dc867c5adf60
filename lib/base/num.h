/*
 * num.h -- text to numbers and back, exact, without locale or libc.
 *
 * Parsers take the text p[0..n), all of it and nothing but the number: no
 * blanks.  They may read, but never look at, 64 bytes past p + n; the caller
 * guarantees that these are readable.  n is never negative.
 *
 * Integers are [+-]digits; leading zeros are fine.  Decimals and floats are
 * [+-]digits[.digits][e[+-]digits] with a digit on at least one side of the
 * point; floats are also inf, infinity and nan in any case, with a sign.
 */
#ifndef VL_BASE_NUM_H
#define VL_BASE_NUM_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/compiler.h"

/* What the parsers return. */
enum vl_num {
	VL_NUM_RANGE = -1, /* a number of that form, but it does not fit */
	VL_NUM_BAD = 0,    /* not a number of that form */
	VL_NUM_OK = 1,     /* *out is set */
};

int vl_parse_i64(const char *p, int64_t n, int64_t *out);
int vl_parse_u64(const char *p, int64_t n, uint64_t *out);
int vl_parse_i128(const char *p, int64_t n, vl_i128 *out);

/*
 * The nearest float, ties to even, whatever the number of digits.  What is too
 * large for the type is VL_NUM_RANGE with *out infinite; what is too small is
 * a (signed) zero.
 */
int vl_parse_f64(const char *p, int64_t n, double *out);
int vl_parse_f32(const char *p, int64_t n, float *out);

/*
 * A decimal as the integer value * 10^scale, rounded half away from zero;
 * VL_NUM_RANGE if that has more than `precision` digits.
 *
 *	precision	1 .. 38
 *	scale		0 .. precision
 */
int vl_parse_dec(
    const char *p, int64_t n, int precision, int scale, vl_i128 *out);

/* digits * 10^exp10 as the nearest double, possibly infinite. */
double vl_f64_scale10(uint64_t digits, int64_t exp10);

/* 10^k; k is 0 .. 38. */
vl_i128 vl_pow10_i128(int k);

/*
 * Printers write at buf, without a NUL, and return the number of bytes; they
 * may scribble over VL_NUM_ROOM bytes whatever they return.
 */
enum {
	VL_NUM_ROOM = 64,
};

int vl_print_i64(char *buf, int64_t v);
int vl_print_u64(char *buf, uint64_t v);
int vl_print_i128(char *buf, vl_i128 v);

/*
 * The shortest text that reads back as the same value, the nearest to it among
 * the shortest: 17, 0.1, -0.  From 1e-5 up to below 1e17 it is positional,
 * elsewhere it has an exponent as in PostgreSQL: 1e+20, 1.5e-07.  NaN,
 * Infinity and -Infinity are spelled so.
 */
int vl_print_f64(char *buf, double v);
int vl_print_f32(char *buf, float v);

/* v * 10^-scale with exactly `scale` digits (0 .. 38) behind the point. */
int vl_print_dec(char *buf, vl_i128 v, int scale);

/*
 * Inline fast paths, for loops over columns.  They answer true if the text was
 * of the common short form and *out is set; otherwise the full parser decides.
 *
 * Eight characters are worked on as one word, first character in the lowest
 * byte, xored with '0' so that digits become 0..9 and missing characters,
 * shifted in below, become zeros:
 *
 *	"-12.3" less its sign, n = 4:   00 00 00 00 01 02 1e 03
 */

/* The n characters at p, n is 1 .. 8, as lanes aligned to the last byte. */
static inline uint64_t
vl_num_lanes(const char *p, int64_t n)
{
	uint64_t v;

	memcpy(&v, p, sizeof v);
	return (v ^ 0x3030303030303030) << (64 - 8 * n);
}

/* Top bits of the lanes that are no digits; the lowest set bit is exact. */
static inline uint64_t
vl_num_bad(uint64_t lanes)
{
	return (lanes | (lanes + 0x7676767676767676)) & 0x8080808080808080;
}

/* The value of eight digits: pairs, fours, all, in three multiplications. */
static inline uint64_t
vl_num_join(uint64_t lanes)
{
	const uint64_t mask = 0x000000ff000000ff;
	const uint64_t high = 100 + (1000000ull << 32);
	const uint64_t low = 1 + (10000ull << 32);

	lanes = lanes * 10 + (lanes >> 8);
	return ((lanes & mask) * high + ((lanes >> 16) & mask) * low) >> 32;
}

/* Up to 16 digits and a minus sign. */
static inline bool
vl_parse_i64_fast(const char *p, int64_t n, int64_t *out)
{
	int64_t neg = *p == '-';
	uint64_t head = 0;
	uint64_t last;
	uint64_t v;

	p += neg;
	n -= neg;
	if ((uint64_t)(n - 1) < 8) {
		last = vl_num_lanes(p, n);
		v = vl_num_join(last);
	} else if ((uint64_t)(n - 1) < 16) {
		head = vl_num_lanes(p, n - 8);
		last = vl_num_lanes(p + n - 8, 8);
		v = vl_num_join(head) * 100000000 + vl_num_join(last);
	} else {
		return false;
	}
	*out = ((int64_t)v ^ -neg) + neg;
	return (vl_num_bad(head) | vl_num_bad(last)) == 0;
}

/*
 * Cut the point out of *lanes: those before it move up by one.  Returns the
 * number of lanes behind it, or -1 if there is none.  `below` fills the gap.
 */
static inline int
vl_num_cut_point(uint64_t *lanes, uint64_t below)
{
	uint64_t x = *lanes ^ 0x1e1e1e1e1e1e1e1e; /* '.' ^ '0' is 0x1e */
	uint64_t hit = (x - 0x0101010101010101) & ~x & 0x8080808080808080;
	uint64_t upto;

	if (hit == 0)
		return -1;
	upto = hit ^ (hit - 1); /* the point's lane and all below it */
	*lanes = (*lanes & ~upto) | (*lanes & upto >> 8) << 8 | below;
	return 7 - (VL_CTZ64(hit) >> 3);
}

/*
 * Up to 16 characters of digits with a point somewhere or none, and a minus
 * sign: the value is *digits * 10^-*decimals, negative if *neg.  A column whose
 * values all come this way can be summed exactly in integers.
 */
static inline bool
vl_parse_digits_fast(
    const char *p, int64_t n, uint64_t *digits, int *decimals, bool *neg)
{
	uint64_t head = 0;
	uint64_t last;
	int behind;

	*neg = *p == '-';
	p += *neg;
	n -= *neg;
	if ((uint64_t)(n - 1) < 8) {
		last = vl_num_lanes(p, n);
		behind = vl_num_cut_point(&last, 0);
		*digits = vl_num_join(last);
	} else if ((uint64_t)(n - 1) < 16) {
		head = vl_num_lanes(p, n - 8);
		last = vl_num_lanes(p + n - 8, 8);
		behind = vl_num_cut_point(&last, head >> 56);
		if (behind >= 0)
			head <<= 8;
		else if ((behind = vl_num_cut_point(&head, 0)) >= 0)
			behind += 8;
		*digits = vl_num_join(head) * 100000000 + vl_num_join(last);
	} else {
		return false;
	}
	*decimals = behind < 0 ? 0 : behind;
	return (vl_num_bad(head) | vl_num_bad(last)) == 0 && n > (behind >= 0);
}

/* 10^0 .. 10^22: all the powers of ten that a double holds exactly. */
extern const double vl_pow10_f64[23];

/*
 * The same texts as the nearest double.  An exact integer divided by an exact
 * power of ten is rounded once, so this is right (Clinger, PLDI 1990).
 */
static inline bool
vl_parse_f64_fast(const char *p, int64_t n, double *out)
{
	uint64_t digits;
	uint64_t bits;
	int decimals;
	bool neg;
	double v;

	if (!vl_parse_digits_fast(p, n, &digits, &decimals, &neg) ||
	    digits > (uint64_t)1 << 53)
		return false;
	v = (double)(int64_t)digits / vl_pow10_f64[decimals];
	memcpy(&bits, &v, sizeof bits); /* signs are hard to predict */
	bits |= (uint64_t)neg << 63;
	memcpy(out, &bits, sizeof bits);
	return true;
}

#endif
