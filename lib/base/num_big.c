/*
 * num_big.c -- the exact comparison behind the last rounding of a long decimal.
 *
 * Nineteen digits decide nearly always.  Where they leave two neighbouring
 * floats possible, all digits are compared with the point halfway between, as
 * integers: powers of ten are multiplied out to whichever side needs them.
 */
#include "base/num_int.h"

#include <assert.h>

enum {
	/*
	 * A point halfway between doubles has at most 767 digits, so beyond
	 * these it only matters whether anything is left.
	 */
	DIGITS_MAX = 800,
	LIMBS = 64, /* 4096 bits; the largest operand here has about 2800 */
};

struct big {
	int used; /* limbs, the highest one not zero */
	uint64_t limb[LIMBS];
};

/* b = b * m + add */
static void
big_mul(struct big *b, uint64_t m, uint64_t add)
{
	for (int i = 0; i < b->used; i++) {
		vl_u128 x = (vl_u128)b->limb[i] * m + add;

		b->limb[i] = (uint64_t)x;
		add = (uint64_t)(x >> 64);
	}
	if (add != 0) {
		assert(b->used < LIMBS);
		b->limb[b->used++] = add;
	}
}

static void
big_mul_pow5(struct big *b, int64_t k)
{
	const uint64_t pow5_27 = 7450580596923828125; /* the last below 2^64 */

	for (; k >= 27; k -= 27)
		big_mul(b, pow5_27, 0);
	for (; k > 0; k--)
		big_mul(b, 5, 0);
}

static void
big_shift(struct big *b, int64_t bits)
{
	int64_t whole = bits / 64;

	big_mul(b, (uint64_t)1 << bits % 64, 0);
	assert(b->used + whole <= LIMBS);
	for (int64_t i = b->used - 1; i >= 0; i--)
		b->limb[i + whole] = b->limb[i];
	for (int64_t i = 0; i < whole; i++)
		b->limb[i] = 0;
	b->used += (int)whole;
}

static int
big_cmp(const struct big *a, const struct big *b)
{
	if (a->used != b->used)
		return a->used < b->used ? -1 : 1;
	for (int i = a->used - 1; i >= 0; i--)
		if (a->limb[i] != b->limb[i])
			return a->limb[i] < b->limb[i] ? -1 : 1;
	return 0;
}

static char
digit_at(const struct decimal *d, int64_t i)
{
	return i < d->whole_len ? d->whole[i] : d->frac[i - d->whole_len];
}

/* The digits of d as an integer; returns its exponent. */
static int64_t
big_from_decimal(struct big *b, const struct decimal *d)
{
	int64_t len = d->whole_len + d->frac_len;
	int64_t i = 0;
	int64_t end;

	while (i < len && digit_at(d, i) == '0')
		i++;
	end = len - i > DIGITS_MAX ? i + DIGITS_MAX : len;
	for (; i < end; i++)
		big_mul(b, 10, (uint64_t)(digit_at(d, i) - '0'));
	while (i < len && digit_at(d, i) == '0')
		i++;
	if (i == len)
		return d->exp10 - d->frac_len + (len - end);
	big_mul(b, 10, 1);
	return d->exp10 - d->frac_len + (len - end) - 1;
}

int
decimal_cmp_half(
    const struct decimal *d, uint64_t bits, const struct float_format *f)
{
	struct big left = { 0 };
	struct big right = { 0 };
	int64_t exp10 = big_from_decimal(&left, d);
	int64_t biased = (int64_t)(bits >> f->fraction);
	uint64_t m = bits & (((uint64_t)1 << f->fraction) - 1);
	int64_t exp2 = (biased ? biased : 1) - f->exp_inf / 2 - f->fraction;

	if (biased)
		m |= (uint64_t)1 << f->fraction;
	big_mul(&right, 0, 2 * m + 1); /* times 2^(exp2 - 1) */
	big_mul_pow5(exp10 > 0 ? &left : &right, exp10 > 0 ? exp10 : -exp10);

	int64_t shift = exp10 - (exp2 - 1);

	big_shift(shift > 0 ? &left : &right, shift > 0 ? shift : -shift);
	return big_cmp(&left, &right);
}
