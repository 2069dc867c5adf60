/* num_parse.c -- integers, floats and decimals from text. */
#include "base/num.h"

#include <assert.h>

#include "base/num_int.h"

#define P(hi, lo) { hi, lo },
const struct pow10 pow10_table[POW10_MAX - POW10_MIN + 1] = {
#include "base/pow10.tbl.h"
};
#undef P

const double vl_pow10_f64[23] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8,
	1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
	1e21, 1e22 };

const struct float_format format_f64 = { 52, 0x7ff, POW10_MIN, 308, -4, 23 };
const struct float_format format_f32 = { 23, 0xff, -64, 38, -17, 10 };

enum {
	DIGITS_U64 = 19,  /* so many digits always fit a uint64_t */
	DIGITS_I128 = 38, /* ... and a vl_i128 */
	DIGITS_U128 = 39, /* no vl_u128 has more */
};

static const int64_t exp10_max = (int64_t)1 << 50;

static const uint64_t pow10_u64[] = { 1, 10, 100, 1000, 10000, 100000, 1000000,
	10000000, 100000000 };

/* How many digits stand at p, before end. */
static int64_t
digit_run(const char *p, const char *end)
{
	const char *s = p;
	uint64_t bad = 0;

	for (; s < end && bad == 0; s += 8)
		bad = vl_num_bad(vl_num_lanes(s, 8));
	if (bad != 0)
		s = s - 8 + (VL_CTZ64(bad) >> 3);
	return (s < end ? s : end) - p;
}

static int64_t
zero_run(const char *p, int64_t n)
{
	int64_t i = 0;

	while (i < n && p[i] == '0')
		i++;
	return i;
}

/* v followed by n more digits. */
static uint64_t
append_digits(uint64_t v, const char *p, int64_t n)
{
	for (; n >= 8; n -= 8, p += 8)
		v = v * 100000000 + vl_num_join(vl_num_lanes(p, 8));
	if (n > 0)
		v = v * pow10_u64[n] + vl_num_join(vl_num_lanes(p, n));
	return v;
}

/* Take an optional sign off the front; true if it was a minus. */
static bool
take_sign(const char **p, int64_t *n)
{
	bool neg = *n > 0 && **p == '-';
	bool any = neg || (*n > 0 && **p == '+');

	*p += any;
	*n -= any;
	return neg;
}

static int
parse_magnitude(const char *p, int64_t n, vl_u128 *out)
{
	int64_t zeros;
	vl_u128 v = 0;

	if (n == 0 || digit_run(p, p + n) != n)
		return VL_NUM_BAD;
	zeros = zero_run(p, n);
	p += zeros;
	n -= zeros;
	if (n > DIGITS_U128)
		return VL_NUM_RANGE;
	if (n > 16) {
		uint64_t last = append_digits(0, p + n - 16, 16);

		if (n > 32) {
			v = append_digits(0, p, n - 32);
			p += n - 32;
			n = 32;
		}
		v = v * 10000000000000000 + append_digits(0, p, n - 16);
		if (v > (~(vl_u128)0 - last) / 10000000000000000)
			return VL_NUM_RANGE;
		*out = v * 10000000000000000 + last;
		return VL_NUM_OK;
	}
	*out = append_digits(0, p, n);
	return VL_NUM_OK;
}

int
vl_parse_i64(const char *p, int64_t n, int64_t *out)
{
	bool neg;
	vl_u128 v;
	int rc;

	if (vl_parse_i64_fast(p, n, out))
		return VL_NUM_OK;
	neg = take_sign(&p, &n);
	if ((rc = parse_magnitude(p, n, &v)) != VL_NUM_OK)
		return rc;
	if (v > (vl_u128)INT64_MAX + neg)
		return VL_NUM_RANGE;
	*out = (int64_t)(neg ? -v : v);
	return VL_NUM_OK;
}

int
vl_parse_u64(const char *p, int64_t n, uint64_t *out)
{
	bool neg = take_sign(&p, &n);
	vl_u128 v;
	int rc;

	if ((rc = parse_magnitude(p, n, &v)) != VL_NUM_OK)
		return rc;
	if (v > UINT64_MAX || (neg && v > 0))
		return VL_NUM_RANGE;
	*out = (uint64_t)v;
	return VL_NUM_OK;
}

int
vl_parse_i128(const char *p, int64_t n, vl_i128 *out)
{
	bool neg = take_sign(&p, &n);
	vl_u128 v;
	int rc;

	if ((rc = parse_magnitude(p, n, &v)) != VL_NUM_OK)
		return rc;
	if (v > (~(vl_u128)0 >> 1) + neg)
		return VL_NUM_RANGE;
	*out = (vl_i128)(neg ? -v : v);
	return VL_NUM_OK;
}

static bool
scan_exponent(const char **p, const char *end, int64_t *exp10)
{
	bool neg = *p < end && **p == '-';
	int64_t v = 0;
	int64_t n;

	if (neg || (*p < end && **p == '+'))
		++*p;
	n = digit_run(*p, end);
	if (n == 0)
		return false;
	for (; n > 0; n--, ++*p)
		if (v < exp10_max)
			v = v * 10 + (**p - '0');
	*exp10 = neg ? -v : v;
	return true;
}

static bool
scan_decimal(const char *p, int64_t n, struct decimal *d)
{
	const char *end;

	*d = (struct decimal){ .neg = take_sign(&p, &n) };
	end = p + n;
	d->whole = p;
	d->whole_len = digit_run(p, end);
	p += d->whole_len;
	d->frac = p;
	if (p < end && *p == '.') {
		d->frac = ++p;
		d->frac_len = digit_run(p, end);
		p += d->frac_len;
	}
	if (d->whole_len + d->frac_len == 0)
		return false;
	if (p < end && (*p | 0x20) == 'e') {
		p++;
		if (!scan_exponent(&p, end, &d->exp10))
			return false;
	}
	return p == end;
}

/*
 * The bits of digits * 10^q in format f (Lemire, Software: Practice and
 * Experience 51, 2021).  The product of the digits and 128 bits of the power
 * has enough correct bits to round by; that no digits of up to 64 bits need
 * more is proved by Mushtak and Lemire (ibid. 53, 2023).
 */
static uint64_t
scale10(uint64_t digits, int64_t q, const struct float_format *f)
{
	const int keep = f->fraction + 3; /* hidden bit, round bit, spare */
	const uint64_t hidden = (uint64_t)1 << f->fraction;
	uint64_t hi, lo, m;
	int64_t exp;

	if (digits == 0 || q < f->q_min)
		return 0;
	if (q > f->q_max)
		return (uint64_t)f->exp_inf << f->fraction;

	const struct pow10 *pow = &pow10_table[q - POW10_MIN];
	int zeros = VL_CLZ64(digits);
	vl_u128 x = (vl_u128)(digits <<= zeros) * pow->hi;

	if (((uint64_t)(x >> 64) & (~(uint64_t)0 >> keep)) ==
	    ~(uint64_t)0 >> keep)
		x += (uint64_t)((vl_u128)digits * pow->lo >> 64);
	hi = (uint64_t)(x >> 64);
	lo = (uint64_t)x;

	int upper = (int)(hi >> 63);
	int shift = upper + 64 - keep;

	m = hi >> shift;
	exp = floor_log2_pow10((int)q) + 63 + upper - zeros + f->exp_inf / 2;
	if (exp <= 0) { /* subnormal, or rounded up to the least normal */
		if (exp <= -63)
			return 0;
		m >>= 1 - exp;
		return (m + (m & 1)) >> 1;
	}
	/* An exact tie can only come of a small power; it goes to even. */
	if (lo <= 1 && q >= f->even_min && q <= f->even_max && (m & 3) == 1 &&
	    m << shift == hi)
		m &= ~(uint64_t)1;
	m = (m + (m & 1)) >> 1;
	if (m == 2 * hidden) {
		m = hidden;
		exp++;
	}
	if (exp >= f->exp_inf)
		return (uint64_t)f->exp_inf << f->fraction;
	return (uint64_t)exp << f->fraction | (m & ~hidden);
}

static uint64_t
decimal_bits(const struct decimal *d, const struct float_format *f)
{
	int64_t zeros = zero_run(d->whole, d->whole_len);
	const char *whole = d->whole + zeros;
	int64_t whole_len = d->whole_len - zeros;
	int64_t skip = whole_len ? 0 : zero_run(d->frac, d->frac_len);
	const char *frac = d->frac + skip;
	int64_t frac_len = d->frac_len - skip;
	int64_t head = whole_len < DIGITS_U64 ? whole_len : DIGITS_U64;
	int64_t room = DIGITS_U64 - head;
	int64_t tail = frac_len < room ? frac_len : room;
	int64_t left = whole_len - head + frac_len - tail;
	int64_t q = d->exp10 - d->frac_len + left;
	uint64_t digits;
	uint64_t bits;

	digits = append_digits(append_digits(0, whole, head), frac, tail);
	bits = scale10(digits, q, f);
	if (left > 0 && scale10(digits + 1, q, f) != bits) {
		int cmp = decimal_cmp_half(d, bits, f);

		bits += cmp > 0 || (cmp == 0 && (bits & 1));
	}
	return bits;
}

static bool
is_word(const char *p, int64_t n, const char *word)
{
	for (; n > 0 && *word; n--)
		if ((*p++ | 0x20) != *word++)
			return false;
	return n == 0 && *word == '\0';
}

/* inf, infinity and nan, without their sign. */
static bool
parse_word(
    const char *p, int64_t n, const struct float_format *f, uint64_t *bits)
{
	*bits = (uint64_t)f->exp_inf << f->fraction;
	if (is_word(p, n, "inf") || is_word(p, n, "infinity"))
		return true;
	*bits |= (uint64_t)1 << (f->fraction - 1);
	return is_word(p, n, "nan");
}

/* The bits of the float without its sign. */
static int
parse_float(const char *p, int64_t n, const struct float_format *f,
    uint64_t *bits, bool *neg)
{
	uint64_t digits;
	int decimals;
	struct decimal d;

	if (vl_parse_digits_fast(p, n, &digits, &decimals, neg)) {
		*bits = scale10(digits, -decimals, f);
		return VL_NUM_OK;
	}
	if (scan_decimal(p, n, &d)) {
		*neg = d.neg;
		*bits = decimal_bits(&d, f);
		return *bits >> f->fraction < (uint64_t)f->exp_inf ?
		    VL_NUM_OK :
		    VL_NUM_RANGE;
	}
	*neg = take_sign(&p, &n);
	return parse_word(p, n, f, bits) ? VL_NUM_OK : VL_NUM_BAD;
}

int
vl_parse_f64(const char *p, int64_t n, double *out)
{
	uint64_t bits;
	bool neg;
	int rc;

	if (vl_parse_f64_fast(p, n, out))
		return VL_NUM_OK;
	rc = parse_float(p, n, &format_f64, &bits, &neg);
	if (rc == VL_NUM_BAD)
		return rc;
	bits |= (uint64_t)neg << 63;
	memcpy(out, &bits, sizeof *out);
	return rc;
}

int
vl_parse_f32(const char *p, int64_t n, float *out)
{
	uint64_t bits;
	uint32_t word;
	bool neg;
	int rc = parse_float(p, n, &format_f32, &bits, &neg);

	if (rc == VL_NUM_BAD)
		return rc;
	word = (uint32_t)bits | (uint32_t)neg << 31;
	memcpy(out, &word, sizeof *out);
	return rc;
}

double
vl_f64_scale10(uint64_t digits, int64_t exp10)
{
	uint64_t bits = scale10(digits, exp10, &format_f64);
	double v;

	memcpy(&v, &bits, sizeof v);
	return v;
}

/* v * 10 + digit, unless that has more digits than limit = 10^precision. */
static bool
push_digit(vl_u128 *v, int digit, vl_u128 limit)
{
	if (*v >= limit / 10)
		return false;
	*v = *v * 10 + (unsigned)digit;
	return true;
}

/* Keep the digits up to `scale` behind the point, and round. */
static int
round_decimal(const struct decimal *d, int scale, vl_u128 limit, vl_u128 *out)
{
	int64_t len = d->whole_len + d->frac_len;
	int64_t keep = d->whole_len + d->exp10 + scale;
	vl_u128 v = 0;

	for (int64_t i = 0; i < keep && i < len; i++) {
		char c =
		    i < d->whole_len ? d->whole[i] : d->frac[i - d->whole_len];

		if (!push_digit(&v, c - '0', limit))
			return VL_NUM_RANGE;
	}
	for (int64_t i = len; i < keep && v != 0; i++)
		if (!push_digit(&v, 0, limit))
			return VL_NUM_RANGE;
	if (keep >= 0 && keep < len) {
		char next = keep < d->whole_len ? d->whole[keep] :
						  d->frac[keep - d->whole_len];

		v += next >= '5';
	}
	*out = v;
	return v < limit ? VL_NUM_OK : VL_NUM_RANGE;
}

int
vl_parse_dec(const char *p, int64_t n, int precision, int scale, vl_i128 *out)
{
	vl_u128 limit = (vl_u128)vl_pow10_i128(precision);
	struct decimal d;
	uint64_t digits;
	int decimals;
	bool neg;
	vl_u128 v;

	assert(scale >= 0 && scale <= precision);
	if (vl_parse_digits_fast(p, n, &digits, &decimals, &neg) &&
	    decimals <= scale && scale - decimals <= DIGITS_I128 - 16) {
		v = digits * (vl_u128)vl_pow10_i128(scale - decimals);
		if (v >= limit)
			return VL_NUM_RANGE;
	} else {
		int rc;

		if (!scan_decimal(p, n, &d))
			return VL_NUM_BAD;
		if ((rc = round_decimal(&d, scale, limit, &v)) != VL_NUM_OK)
			return rc;
		neg = d.neg;
	}
	*out = (vl_i128)(neg ? -v : v);
	return VL_NUM_OK;
}

vl_i128
vl_pow10_i128(int k)
{
	static const uint64_t low[] = { 1, 10, 100, 1000, 10000, 100000,
		1000000, 10000000, 100000000, 1000000000, 10000000000,
		100000000000, 1000000000000, 10000000000000, 100000000000000,
		1000000000000000, 10000000000000000, 100000000000000000,
		1000000000000000000 };

	assert(k >= 0 && k <= DIGITS_I128);
	if (k <= 18)
		return low[k];
	if (k <= 36)
		return (vl_i128)low[18] * low[k - 18];
	return (vl_i128)low[18] * low[18] * low[k - 36];
}
