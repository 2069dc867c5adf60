/* num_print.c -- integers, floats and decimals as text. */
#include "base/num.h"

#include <assert.h>

#include "base/num_int.h"

enum {
	POINT_MIN = -4, /* 0.00001 is positional, 1e-06 is not */
	POINT_MAX = 17, /* 1e+16 is positional, 1e+17 is not */
};

static const uint64_t ten8 = 100000000;
static const uint64_t ten16 = 10000000000000000;

/*
 * The eight digits of v as the bytes of a word, first digit lowest: split by
 * 10^4, 10^2 and 10, dividing in all lanes at once by a multiplication.
 */
static uint64_t
digits8(uint32_t v)
{
	uint64_t x = v / 10000 | (uint64_t)(v % 10000) << 32;
	uint64_t q = (x * 10486) >> 20 & 0x0000007f0000007f;

	x = q | (x - q * 100) << 16;
	q = (x * 103) >> 10 & 0x000f000f000f000f;
	return q | (x - q * 10) << 8;
}

/* Exactly eight digits. */
static void
put8(char *buf, uint32_t v)
{
	uint64_t x = digits8(v) | 0x3030303030303030;

	memcpy(buf, &x, sizeof x);
}

/* The text of v < 10^8 without leading zeros; its length, 1 .. 8, is *n. */
static uint64_t
head8(uint32_t v, int *n)
{
	uint64_t x = digits8(v);
	int zeros = VL_CTZ64(x | (uint64_t)1 << 56) >> 3;

	*n = 8 - zeros;
	return (x | 0x3030303030303030) >> 8 * zeros;
}

/* The same at buf; writes eight bytes, returns 1 .. 8. */
static int
put_head(char *buf, uint32_t v)
{
	int n;
	uint64_t x = head8(v, &n);

	memcpy(buf, &x, sizeof x);
	return n;
}

int
vl_print_u64(char *buf, uint64_t v)
{
	int n;

	if (v < ten8)
		return put_head(buf, (uint32_t)v);
	if (v < ten16) {
		n = put_head(buf, (uint32_t)(v / ten8));
	} else {
		n = put_head(buf, (uint32_t)(v / ten16));
		put8(buf + n, (uint32_t)(v % ten16 / ten8));
		n += 8;
	}
	put8(buf + n, (uint32_t)(v % ten8));
	return n + 8;
}

int
vl_print_i64(char *buf, int64_t v)
{
	int neg = v < 0;

	*buf = '-';
	return neg + vl_print_u64(buf + neg, neg ? -(uint64_t)v : (uint64_t)v);
}

static int
print_u128(char *buf, vl_u128 v)
{
	int n;

	if (v <= UINT64_MAX)
		return vl_print_u64(buf, (uint64_t)v);

	uint64_t last = (uint64_t)(v % ten16);

	n = print_u128(buf, v / ten16);
	put8(buf + n, (uint32_t)(last / ten8));
	put8(buf + n + 8, (uint32_t)(last % ten8));
	return n + 16;
}

int
vl_print_i128(char *buf, vl_i128 v)
{
	int neg = v < 0;

	*buf = '-';
	return neg + print_u128(buf + neg, neg ? -(vl_u128)v : (vl_u128)v);
}

int
vl_print_dec(char *buf, vl_i128 v, int scale)
{
	char text[VL_NUM_ROOM];
	int neg = v < 0;
	int n = print_u128(text, neg ? -(vl_u128)v : (vl_u128)v);
	int whole = n > scale ? n - scale : 0;
	char *p = buf;

	assert(scale >= 0 && scale <= 38);
	*p = '-';
	p += neg;
	if (whole == 0)
		*p++ = '0';
	memcpy(p, text, (size_t)whole);
	p += whole;
	if (scale > 0) {
		*p++ = '.';
		for (int i = n; i < scale; i++)
			*p++ = '0';
		memcpy(p, text + whole, (size_t)(n - whole));
		p += n - whole;
	}
	return (int)(p - buf);
}

/*
 * The upper 64 bits of cp * 10^q, scaled; the lowest bit also says whether
 * anything was cut off ("round to odd"), so comparisons stay exact.
 */
static uint64_t
round_to_odd(int q, uint64_t cp)
{
	const struct pow10 *pow = &pow10_table[q - POW10_MIN];
	uint64_t lo = pow->lo + (q < -27 || q > 55); /* always rounded up */
	vl_u128 y = (vl_u128)pow->hi * cp + (uint64_t)((vl_u128)lo * cp >> 64);

	return (uint64_t)(y >> 64) | ((uint64_t)y > 1);
}

/*
 * Schubfach (Giulietti, "The Schubfach way to render doubles", 2020): the
 * shortest decimal in the interval of reals that round to the float, and the
 * nearest of these.  bits are neither zero nor infinite.  The result may still
 * end in zeros; its exponent is *exp10.
 */
static uint64_t
shortest(uint64_t bits, const struct float_format *f, int *exp10)
{
	int biased = (int)(bits >> f->fraction);
	uint64_t frac = bits & (((uint64_t)1 << f->fraction) - 1);
	uint64_t c = biased ? frac | (uint64_t)1 << f->fraction : frac;
	int q = (biased ? biased : 1) - f->exp_inf / 2 - f->fraction;
	bool closer = frac == 0 && biased > 1; /* the neighbour below */
	bool odd = c & 1;
	int k = (q * 1262611 - (closer ? 524031 : 0)) >> 22;
	int h = q + floor_log2_pow10(-k) + 1;
	uint64_t lower = round_to_odd(-k, (4 * c - 2 + closer) << h) + odd;
	uint64_t v = round_to_odd(-k, (4 * c) << h);
	uint64_t upper = round_to_odd(-k, (4 * c + 2) << h) - odd;
	uint64_t s = v / 4;
	uint64_t tens = s / 10;
	bool below, above;

	*exp10 = k + 1;
	below = lower <= 40 * tens;
	above = 40 * tens + 40 <= upper;
	if (s >= 10 && below != above)
		return tens + above;
	*exp10 = k;
	below = lower <= 4 * s;
	above = 4 * s + 4 <= upper;
	if (below != above)
		return s + above;
	return s + (v > 4 * s + 2 || (v == 4 * s + 2 && (s & 1)));
}

/* Zeros at the end of v, which is not 0 and below 10^18, become *exp10. */
static uint64_t
strip_zeros(uint64_t v, int *exp10)
{
	static const struct {
		uint32_t pow;
		int zeros;
	} step[] = { { 100000000, 8 }, { 100000000, 8 }, { 10000, 4 },
		{ 100, 2 }, { 10, 1 } };

	for (int i = 0; i < VL_COUNTOF(step); i++) {
		if (v % step[i].pow == 0) {
			v /= step[i].pow;
			*exp10 += step[i].zeros;
		}
	}
	return v;
}

static int
print_exponent(char *buf, int e)
{
	buf[0] = 'e';
	buf[1] = e < 0 ? '-' : '+';
	buf[2] = '0';
	e = e < 0 ? -e : e;
	return (e < 10 ? 3 : 2) + vl_print_u64(buf + (e < 10 ? 3 : 2), e);
}

/* Up to eight digits with the point among them, in a register. */
static bool
print_short(char *buf, uint64_t digits, int exp10, int *len)
{
	uint64_t x;
	int point;
	int n;

	if (digits >= ten8)
		return false;
	x = head8((uint32_t)digits, &n);
	point = n + exp10;
	if (point <= 0 || point >= n)
		return false;
	memcpy(buf, &x, sizeof x);
	buf[point] = '.';
	x >>= 8 * point;
	memcpy(buf + point + 1, &x, sizeof x);
	*len = n + 1;
	return true;
}

/* digits * 10^exp10; digits do not end in 0. */
static int
print_decimal(char *buf, uint64_t digits, int exp10)
{
	int n, point; /* digits, and how many are before the point */

	if (print_short(buf, digits, exp10, &n))
		return n;
	n = vl_print_u64(buf + 1, digits);
	point = n + exp10;
	if (point < POINT_MIN || point > POINT_MAX) {
		buf[0] = buf[1];
		buf[1] = '.';
		n = n > 1 ? n + 1 : 1;
		return n + print_exponent(buf + n, point - 1);
	}
	if (point <= 0) {
		memmove(buf + 2 - point, buf + 1, (size_t)n);
		memset(buf, '0', (size_t)(2 - point));
		buf[1] = '.';
		return 2 - point + n;
	}
	memmove(buf, buf + 1, (size_t)(point < n ? point : n));
	if (point < n) {
		buf[point] = '.';
		return n + 1;
	}
	memset(buf + n, '0', (size_t)(point - n));
	return point;
}

static int
put_text(char *buf, const char *text, int n)
{
	memcpy(buf, text, (size_t)n);
	return n;
}

/* The float of format f with these bits, without its sign. */
static int
print_float(char *buf, uint64_t bits, const struct float_format *f)
{
	uint64_t inf = (uint64_t)f->exp_inf << f->fraction;
	int exp10;

	if (bits == 0)
		return put_text(buf, "0", 1);
	if (bits == inf)
		return put_text(buf, "Infinity", 8);
	uint64_t digits = shortest(bits, f, &exp10);

	digits = strip_zeros(digits, &exp10);
	return print_decimal(buf, digits, exp10);
}

/*
 * v as a decimal with at most six digits behind the point, if it is one.  It
 * then has at most 15 digits, and such decimals are all different doubles: one
 * that reads back is the shortest there is.
 */
static bool
print_millionths(char *buf, double v, int *len)
{
	int64_t digits = (int64_t)(v * 1e6 + 0.5);
	int exp10 = -6;

	if ((double)digits / 1e6 != v)
		return false;
	digits = (int64_t)strip_zeros((uint64_t)digits, &exp10);
	*len = print_decimal(buf, (uint64_t)digits, exp10);
	return true;
}

int
vl_print_f64(char *buf, double v)
{
	uint64_t bits;
	int neg, n;

	if (v != v)
		return put_text(buf, "NaN", 3);
	memcpy(&bits, &v, sizeof bits);
	neg = (int)(bits >> 63);
	*buf = '-';
	buf += neg;
	v = neg ? -v : v;
	if (v < (double)ten8 && v == (double)(int32_t)v)
		return neg + put_head(buf, (uint32_t)v);
	if (v < 1e9 && v >= 1e-6 && print_millionths(buf, v, &n))
		return neg + n;
	return neg + print_float(buf, bits & INT64_MAX, &format_f64);
}

int
vl_print_f32(char *buf, float v)
{
	uint32_t bits;
	int neg;

	if (v != v)
		return put_text(buf, "NaN", 3);
	memcpy(&bits, &v, sizeof bits);
	neg = (int)(bits >> 31);
	*buf = '-';
	return neg + print_float(buf + neg, bits & INT32_MAX, &format_f32);
}
