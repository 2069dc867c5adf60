/* exact.c -- sums of doubles without rounding: the wide part, the rounding. */
#include "expr/exact.h"

#include <math.h>

#include "base/arena.h"

enum {
	SPREAD_MAX = 1 << 30, /* additions before carries have to be moved */
};

/*
 * Chunk i counts multiples of 2^(32 i - 1074).  Chunks are signed and wider
 * than their 32 bits, so that carries can wait.
 */
struct exact_wide {
	int64_t chunk[WIDE_CHUNKS];
	int32_t additions; /* since carries were moved */
	bool nan;
	bool plus;  /* +infinity was added */
	bool minus; /* -infinity was */
};

struct exact_square_wide {
	int64_t chunk[WIDE_SQUARE_CHUNKS];
	int32_t additions;
};

/* Move carries up: all chunks but the last are 0 .. 2^32 - 1 afterwards. */
static void
settle(int64_t *chunk, int n)
{
	for (int i = 0; i + 1 < n; i++) {
		chunk[i + 1] += chunk[i] >> 32;
		chunk[i] &= 0xffffffff;
	}
}

/* Add +-v * 2^at units of the first chunk. */
static void
spread(int64_t *chunk, vl_u128 v, int at, bool negative)
{
	int i = at >> 5;
	int shift = at & 31;
	uint64_t carry = 0;

	for (; v || carry; i++, v >>= 32) {
		uint64_t part = ((uint64_t)(uint32_t)v << shift) + carry;

		carry = part >> 32;
		part &= 0xffffffff;
		chunk[i] += negative ? -(int64_t)part : (int64_t)part;
	}
}

static struct exact_wide *
wide_of(struct exact *s, struct vl_arena *a)
{
	if (s->wide == NULL)
		s->wide = vl_new(a, struct exact_wide, 1);
	if (++s->wide->additions == SPREAD_MAX) {
		settle(s->wide->chunk, WIDE_CHUNKS);
		s->wide->additions = 0;
	}
	return s->wide;
}

static void
spread_i128(int64_t *chunk, vl_i128 v, int at)
{
	vl_u128 size = v < 0 ? -(vl_u128)v : (vl_u128)v;

	spread(chunk, size, at, v < 0);
}

void
exact_spill(struct exact *s, struct vl_arena *a)
{
	spread_i128(wide_of(s, a)->chunk, exact_get(s), 1074 - EXACT_UNIT);
	exact_set(s, 0);
}

/* The significand of a finite x, and its exponent field (1 for subnormals). */
static uint64_t
significand(double x, int *exponent)
{
	uint64_t bits;
	uint64_t m;

	memcpy(&bits, &x, sizeof bits);
	*exponent = (int)(bits >> 52 & 0x7ff);
	m = bits & (((uint64_t)1 << 52) - 1);
	if (*exponent == 0)
		*exponent = 1;
	else
		m |= (uint64_t)1 << 52;
	return m;
}

void
exact_add_slow(struct exact *s, double x, struct vl_arena *a)
{
	int exponent;
	uint64_t m;
	int low;

	if (x == 0)
		return;
	if (!isfinite(x)) {
		struct exact_wide *w = wide_of(s, a);

		w->nan |= isnan(x);
		w->plus |= isinf(x) && x > 0;
		w->minus |= isinf(x) && x < 0;
		return;
	}
	m = significand(x, &exponent);
	low = EXACT_BIAS - exponent;
	if (low > 0 && low < 53 && (m & (((uint64_t)1 << low) - 1)) == 0) {
		/* Small, but a whole number of units. */
		vl_i128 units = (vl_i128)(m >> low);
		vl_i128 sum;

		units = x < 0 ? -units : units;
		if (!VL_ADD_OVERFLOW(exact_get(s), units, &sum)) {
			exact_set(s, sum);
			return;
		}
	}
	spread(wide_of(s, a)->chunk, m, exponent - 1, x < 0);
}

void
exact_merge(struct exact *s, const struct exact *src, struct vl_arena *a)
{
	vl_i128 sum;

	if (VL_ADD_OVERFLOW(exact_get(s), exact_get(src), &sum)) {
		exact_spill(s, a);
		sum = exact_get(src);
	}
	exact_set(s, sum);
	if (src->wide == NULL)
		return;
	struct exact_wide *to = wide_of(s, a);

	settle(to->chunk, WIDE_CHUNKS);
	settle(src->wide->chunk, WIDE_CHUNKS);
	to->additions = 1;
	for (int i = 0; i < WIDE_CHUNKS; i++)
		to->chunk[i] += src->wide->chunk[i];
	to->nan |= src->wide->nan;
	to->plus |= src->wide->plus;
	to->minus |= src->wide->minus;
}

/* ---- big integers: just enough to round and to multiply ---- */

enum {
	BIG = 2 * WIDE_SQUARE_CHUNKS + 8,
};

/* An integer of `count` 32-bit digits, the lowest first. */
struct big {
	bool negative;
	int count;
	uint32_t digit[BIG];
};

static void
trim(struct big *b)
{
	while (b->count > 0 && b->digit[b->count - 1] == 0)
		b->count--;
}

static void
negate_digits(struct big *b)
{
	uint64_t carry = 1;

	for (int i = 0; i < b->count; i++) {
		carry += (uint32_t)~b->digit[i];
		b->digit[i] = (uint32_t)carry;
		carry >>= 32;
	}
}

/* From chunks that may be out of their range; they are settled in a copy. */
static void
big_from_chunks(struct big *b, const int64_t *chunk, int n)
{
	int64_t carry = 0;

	for (int i = 0; i < n; i++) {
		carry += chunk[i];
		b->digit[i] = (uint32_t)carry;
		carry >>= 32;
	}
	b->digit[n] = (uint32_t)carry;
	b->digit[n + 1] = (uint32_t)(carry >> 32);
	b->count = n + 2;
	b->negative = carry < 0;
	if (b->negative)
		negate_digits(b);
	trim(b);
}

static void
big_mul(const struct big *x, const struct big *y, struct big *out)
{
	memset(out, 0, sizeof *out);
	for (int i = 0; i < x->count; i++) {
		uint64_t carry = 0;
		int k = 0;

		for (; k < y->count; k++) {
			carry += (uint64_t)x->digit[i] * y->digit[k] +
			    out->digit[i + k];
			out->digit[i + k] = (uint32_t)carry;
			carry >>= 32;
		}
		out->digit[i + k] = (uint32_t)carry;
	}
	out->count = x->count + y->count;
	trim(out);
}

/* x -= y, for x >= y >= 0. */
static void
big_sub(struct big *x, const struct big *y)
{
	int64_t borrow = 0;

	for (int i = 0; i < x->count; i++) {
		borrow += x->digit[i];
		borrow -= i < y->count ? y->digit[i] : 0;
		x->digit[i] = (uint32_t)borrow;
		borrow >>= 32;
	}
	trim(x);
}

/*
 * The top 64 bits (the lowest set if anything below them is) and the exponent
 * of the lowest of them; 0 for zero.
 */
static uint64_t
big_top(const struct big *b, int *exponent)
{
	uint64_t top = 0;
	uint64_t next;
	int i = b->count - 1;
	int shift;

	*exponent = 0;
	if (i < 0)
		return 0;
	top = (uint64_t)b->digit[i] << 32 | (i > 0 ? b->digit[i - 1] : 0);
	next = i > 1 ? (uint64_t)b->digit[i - 2] << 32 : 0;
	shift = VL_CLZ64(top);
	if (shift > 0)
		top = top << shift | next >> (64 - shift);
	next <<= shift;
	*exponent = 32 * (i - 1) - shift;
	for (i -= 3; i >= 0 && next == 0; i--)
		next = b->digit[i];
	return top | (next != 0);
}

/* top * 2^exponent as the nearest double: subnormals are rounded once, too. */
static double
compose(uint64_t top, int exponent, bool negative)
{
	int drop = 11; /* of 64 bits, 53 stay */
	uint64_t rest;
	double d;

	if (top == 0)
		return 0;
	if (exponent + drop < -1074)
		drop = -1074 - exponent;
	if (drop > 64)
		return negative ? -0.0 : 0.0;
	rest = drop == 64 ? top : top << (64 - drop);
	top = drop == 64 ? 0 : top >> drop;
	if (rest > (uint64_t)1 << 63 ||
	    (rest == (uint64_t)1 << 63 && (top & 1)))
		top++;
	d = ldexp((double)top, exponent + drop);
	return negative ? -d : d;
}

/* The top 64 bits of v, the lowest set if anything below is; v is not 0. */
static uint64_t
top_of_u128(vl_u128 v, int *exponent)
{
	uint64_t high = (uint64_t)(v >> 64);
	int shift = high ? 64 - VL_CLZ64(high) : 0;
	vl_u128 lost = v & (((vl_u128)1 << shift) - 1);

	*exponent = shift;
	return (uint64_t)(v >> shift) | (lost != 0);
}

double
exact_ratio(vl_i128 v, int exponent, int64_t n)
{
	vl_u128 size = v < 0 ? -(vl_u128)v : (vl_u128)v;
	uint64_t high = (uint64_t)(size >> 64);
	uint64_t top;
	int shift;

	if (v == 0)
		return 0;
	/* With its top bit in place, the quotient has 65 bits or more. */
	shift = high ? VL_CLZ64(high) : 64 + VL_CLZ64((uint64_t)size);
	size <<= shift;
	size = size / (uint64_t)n | (size % (uint64_t)n != 0);
	exponent -= shift;
	top = top_of_u128(size, &shift);
	return compose(top, exponent + shift, v < 0);
}

/* NaN or an infinity, if one was added: true and *out. */
static bool
is_special(const struct exact_wide *w, double *out)
{
	if (!w->nan && !w->plus && !w->minus)
		return false;
	*out = w->nan || (w->plus && w->minus) ? NAN :
	    w->plus                            ? INFINITY :
						 -INFINITY;
	return true;
}

double
exact_mean(const struct exact *s, int64_t n)
{
	int64_t chunk[WIDE_CHUNKS];
	struct big b;
	double special;
	vl_i128 top;
	int exponent;

	if (s->wide == NULL)
		return exact_ratio(exact_get(s), -EXACT_UNIT, n);
	if (is_special(s->wide, &special))
		return special;
	memcpy(chunk, s->wide->chunk, sizeof chunk);
	spread_i128(chunk, exact_get(s), 1074 - EXACT_UNIT);
	big_from_chunks(&b, chunk, WIDE_CHUNKS);
	top = (vl_i128)big_top(&b, &exponent);
	return exact_ratio(b.negative ? -top : top, exponent - 1074, n);
}

double
exact_round(const struct exact *s)
{
	return exact_mean(s, 1);
}

/* ---- squares ---- */

static struct exact_square_wide *
square_wide_of(struct exact_square *s, struct vl_arena *a)
{
	if (s->wide == NULL)
		s->wide = vl_new(a, struct exact_square_wide, 1);
	if (++s->wide->additions == SPREAD_MAX) {
		settle(s->wide->chunk, WIDE_SQUARE_CHUNKS);
		s->wide->additions = 0;
	}
	return s->wide;
}

static void
spread_square(int64_t *chunk, const uint64_t square[4])
{
	const int at = 2148 - 2 * EXACT_UNIT;
	vl_u128 low = (vl_u128)square[1] << 64 | square[0];
	vl_u128 high = (vl_u128)square[3] << 64 | square[2];

	spread(chunk, low, at, false);
	spread(chunk, high, at + 128, false);
}

/* square += v * 2^(64 word); true if it does not fit. */
static bool
square_carry(uint64_t square[4], const uint64_t v[3], unsigned word)
{
	uint64_t sum[4];
	vl_u128 carry = 0;

	memcpy(sum, square, sizeof sum);
	for (unsigned i = word; i < 4; i++) {
		carry += sum[i];
		if (i - word < 3)
			carry += v[i - word];
		sum[i] = (uint64_t)carry;
		carry >>= 64;
	}
	if (carry)
		return true;
	memcpy(square, sum, sizeof sum);
	return false;
}

void
exact_square_add(struct exact_square *s, double x, struct vl_arena *a)
{
	int exponent;
	uint64_t m;
	unsigned shift;
	vl_u128 product;

	exact_add(&s->sum, x, a);
	if (!isfinite(x) || x == 0)
		return; /* the sum remembers */
	m = significand(x, &exponent);
	product = (vl_u128)m * m;
	shift = (unsigned)(exponent - EXACT_BIAS);
	if (shift > EXACT_SHIFT) {
		spread(square_wide_of(s, a)->chunk, product, 2 * (exponent - 1),
		    false);
		return;
	}
	shift *= 2;
	unsigned bit = shift & 63;
	uint64_t low = (uint64_t)product;
	uint64_t high = (uint64_t)(product >> 64);
	uint64_t v[3] = { low << bit,
		high << bit | (bit ? low >> (64 - bit) : 0),
		bit ? high >> (64 - bit) : 0 };

	if (square_carry(s->square, v, shift >> 6)) {
		spread_square(square_wide_of(s, a)->chunk, s->square);
		memset(s->square, 0, sizeof s->square);
		square_carry(s->square, v, shift >> 6);
	}
}

void
exact_square_merge(
    struct exact_square *s, const struct exact_square *src, struct vl_arena *a)
{
	uint64_t top[3] = { src->square[3], 0, 0 };
	uint64_t old[4];

	exact_merge(&s->sum, &src->sum, a);
	memcpy(old, s->square, sizeof old);
	if (square_carry(s->square, src->square, 0) ||
	    square_carry(s->square, top, 3)) {
		spread_square(square_wide_of(s, a)->chunk, old);
		memcpy(s->square, src->square, sizeof s->square);
	}
	if (src->wide == NULL)
		return;
	struct exact_square_wide *to = square_wide_of(s, a);

	settle(to->chunk, WIDE_SQUARE_CHUNKS);
	settle(src->wide->chunk, WIDE_SQUARE_CHUNKS);
	to->additions = 1;
	for (int i = 0; i < WIDE_SQUARE_CHUNKS; i++)
		to->chunk[i] += src->wide->chunk[i];
}

static void
big_from_u64(struct big *b, uint64_t v)
{
	*b = (struct big){ .count = 2 };
	b->digit[0] = (uint32_t)v;
	b->digit[1] = (uint32_t)(v >> 32);
	trim(b);
}

/* The two sums in units of 2^-unit and 2^-(2 unit); returns unit. */
static int
sums_of(const struct exact_square *s, struct big *sum, struct big *square)
{
	int64_t chunk[WIDE_SQUARE_CHUNKS] = { 0 };
	bool narrow = s->wide == NULL && s->sum.wide == NULL;
	int unit = narrow ? EXACT_UNIT : 1074;

	if (!narrow && s->sum.wide)
		memcpy(chunk, s->sum.wide->chunk, sizeof s->sum.wide->chunk);
	spread_i128(chunk, exact_get(&s->sum), unit - EXACT_UNIT);
	big_from_chunks(sum, chunk, WIDE_SQUARE_CHUNKS);
	memset(chunk, 0, sizeof chunk);
	if (s->wide)
		memcpy(chunk, s->wide->chunk, sizeof chunk);
	if (narrow) {
		for (int i = 0; i < 8; i++)
			chunk[i] = (uint32_t)(s->square[i / 2] >> (i % 2 * 32));
	} else {
		spread_square(chunk, s->square);
	}
	big_from_chunks(square, chunk, WIDE_SQUARE_CHUNKS);
	return unit;
}

double
exact_variance(const struct exact_square *s, int64_t n, int64_t divisor)
{
	const struct exact_wide *w = s->sum.wide;
	struct big sum, square, count;
	struct big scaled, squared;
	int exponent;
	uint64_t top;
	int unit;

	if (w && (w->nan || w->plus || w->minus))
		return NAN;
	unit = sums_of(s, &sum, &square);
	big_from_u64(&count, (uint64_t)n);
	big_mul(&square, &count, &scaled);
	big_mul(&sum, &sum, &squared);
	big_sub(&scaled, &squared); /* never negative: Cauchy and Schwarz */
	top = big_top(&scaled, &exponent);
	return ldexp(
	    (double)top / ((double)n * (double)divisor), exponent - 2 * unit);
}
