/* interval.c -- spans of time: text, order, addition to timestamps. */
#include "base/interval.h"

#include "base/str.h"

enum {
	FIXED = 9, /* numbers are read with so many decimals */
};

static const int64_t fixed_one = 1000000000;

/* A span while it is read: wide enough for sums of what cannot fit. */
struct total {
	vl_i128 months;
	vl_i128 days;
	vl_i128 us;
};

/* What one of a unit is, in the part of the interval that it counts in. */
static const struct {
	enum {
		MONTHS = 1,
		DAYS,
		MICROS
	} part;
	int64_t count;
} units[VL_PART_COUNT] = {
	[VL_PART_MICROSECOND] = { MICROS, 1 },
	[VL_PART_MILLISECOND] = { MICROS, 1000 },
	[VL_PART_SECOND] = { MICROS, 1000000 },
	[VL_PART_MINUTE] = { MICROS, 60000000 },
	[VL_PART_HOUR] = { MICROS, 3600000000 },
	[VL_PART_DAY] = { DAYS, 1 },
	[VL_PART_WEEK] = { DAYS, 7 },
	[VL_PART_MONTH] = { MONTHS, 1 },
	[VL_PART_QUARTER] = { MONTHS, 3 },
	[VL_PART_YEAR] = { MONTHS, 12 },
	[VL_PART_DECADE] = { MONTHS, 120 },
	[VL_PART_CENTURY] = { MONTHS, 1200 },
	[VL_PART_MILLENNIUM] = { MONTHS, 12000 },
};

static vl_i128
round_fixed(vl_i128 x)
{
	return (x + (x < 0 ? -fixed_one : fixed_one) / 2) / fixed_one;
}

/* Add number * 10^-FIXED units, its fraction to the smaller parts. */
static void
add_units(struct total *t, vl_i128 number, enum vl_part unit)
{
	vl_i128 x = number * units[unit].count;

	switch (units[unit].part) {
	case MONTHS:
		if (units[unit].count >= 12)
			x = round_fixed(x) * fixed_one;
		t->months += x / fixed_one;
		x = x % fixed_one * 30;
		VL_FALLTHROUGH;
	case DAYS:
		t->days += x / fixed_one;
		x = x % fixed_one * VL_US_PER_DAY;
		VL_FALLTHROUGH;
	case MICROS: t->us += round_fixed(x); break;
	}
}

struct cursor {
	const char *p;
	const char *end;
};

static void
skip_spaces(struct cursor *c)
{
	while (c->p < c->end && (*c->p == ' ' || *c->p == '\t'))
		c->p++;
}

static bool
is_digit(const struct cursor *c)
{
	return c->p < c->end && *c->p >= '0' && *c->p <= '9';
}

/* [+-]digits[.digits] as a fixed-point number. */
static int
take_number(struct cursor *c, vl_i128 *out)
{
	const char *start = c->p;

	if (c->p < c->end && (*c->p == '-' || *c->p == '+'))
		c->p++;
	while (is_digit(c))
		c->p++;
	if (c->p < c->end && *c->p == '.')
		c->p++;
	while (is_digit(c))
		c->p++;
	/* below 10^15, so that products with any unit's count fit */
	return vl_parse_dec(start, c->p - start, 15 + FIXED, FIXED, out);
}

/* :MM[:SS[.f]] behind a number of hours. */
static int
take_clock(struct cursor *c, struct total *t, vl_i128 hours, bool neg)
{
	vl_i128 part[2] = { 0 }; /* minutes, seconds */

	if (hours % fixed_one != 0)
		return VL_NUM_BAD;
	for (int i = 0; i < 2 && c->p < c->end && *c->p == ':'; i++) {
		const char *start = ++c->p;
		int64_t len;

		if (!is_digit(c) || take_number(c, &part[i]) != VL_NUM_OK)
			return VL_NUM_BAD;
		len = c->p - start;
		if (len != 2 && (i == 0 || len < 2 || start[2] != '.'))
			return VL_NUM_BAD;
		if (part[i] >= 60 * fixed_one)
			return VL_NUM_RANGE;
	}
	add_units(t, hours, VL_PART_HOUR);
	add_units(t, neg ? -part[0] : part[0], VL_PART_MINUTE);
	add_units(t, neg ? -part[1] : part[1], VL_PART_SECOND);
	return VL_NUM_OK;
}

static struct vl_str
take_word(struct cursor *c)
{
	const char *start = c->p;

	while (
	    c->p < c->end && ((*c->p | 0x20) >= 'a' && (*c->p | 0x20) <= 'z'))
		c->p++;
	return (struct vl_str){ start, c->p - start };
}

/* The unit of that name, also with an s behind; -1 if there is none. */
static int
find_unit(struct vl_str word)
{
	int unit = vl_part_find(word.p, word.n);

	if (unit < 0 && word.n > 1 && (word.p[word.n - 1] | 0x20) == 's')
		unit = vl_part_find(word.p, word.n - 1);
	return unit <= VL_PART_MILLENNIUM ? unit : -1;
}

/* True if what stands next is hours and minutes, not a number of units. */
static bool
at_clock(struct cursor c)
{
	vl_i128 number;

	return take_number(&c, &number) == VL_NUM_OK && c.p < c.end &&
	    *c.p == ':';
}

/* A number and what follows it: a unit, a clock, or nothing. */
static int
take_term(struct cursor *c, struct total *t)
{
	bool neg = *c->p == '-';
	vl_i128 number;
	int rc = take_number(c, &number);
	int unit;

	if (rc != VL_NUM_OK)
		return rc;
	if (c->p < c->end && *c->p == ':')
		return take_clock(c, t, number, neg);
	skip_spaces(c);
	if (c->p == c->end)
		unit = VL_PART_SECOND;
	else if (at_clock(*c))
		unit = VL_PART_DAY;
	else
		unit = find_unit(take_word(c));
	if (unit < 0)
		return VL_NUM_BAD;
	add_units(t, number, (enum vl_part)unit);
	return VL_NUM_OK;
}

/* P[nY][nM][nW][nD][T[nH][nM][nS]], the P taken already. */
static int
scan_iso(struct cursor *c, struct total *t)
{
	static const char date[] = "YMWD";
	static const char time[] = "HMS";
	static const enum vl_part date_unit[] = { VL_PART_YEAR, VL_PART_MONTH,
		VL_PART_WEEK, VL_PART_DAY };
	static const enum vl_part time_unit[] = { VL_PART_HOUR, VL_PART_MINUTE,
		VL_PART_SECOND };
	bool timed = false;

	if (c->p == c->end)
		return VL_NUM_BAD;
	while (c->p < c->end) {
		const char *at;
		vl_i128 number;
		int rc;

		if (*c->p == 'T' && !timed) {
			timed = true;
			c->p++;
		}
		if ((rc = take_number(c, &number)) != VL_NUM_OK)
			return rc;
		at = c->p < c->end && *c->p != '\0' ?
		    strchr(timed ? time : date, *c->p) :
		    NULL;
		if (at == NULL)
			return VL_NUM_BAD;
		c->p++;
		add_units(t, number,
		    timed ? time_unit[at - time] : date_unit[at - date]);
	}
	return VL_NUM_OK;
}

static int
scan_terms(struct cursor *c, struct total *t)
{
	int rc;

	skip_spaces(c);
	if (c->p == c->end)
		return VL_NUM_BAD;
	do {
		if ((rc = take_term(c, t)) != VL_NUM_OK)
			return rc;
		skip_spaces(c);
		if (!vl_str_is_fold(
			take_word(&(struct cursor){ c->p, c->end }), "ago"))
			continue;
		t->months = -t->months;
		t->days = -t->days;
		t->us = -t->us;
		c->p += 3;
		skip_spaces(c);
		return c->p == c->end ? VL_NUM_OK : VL_NUM_BAD;
	} while (c->p < c->end);
	return VL_NUM_OK;
}

/* t as an interval, if its parts fit. */
static int
narrow(const struct total *t, struct vl_interval *out)
{
	out->months = (int32_t)t->months;
	out->days = (int32_t)t->days;
	out->us = (int64_t)t->us;
	return out->months == t->months && out->days == t->days &&
		out->us == t->us ?
	    VL_NUM_OK :
	    VL_NUM_RANGE;
}

int
vl_parse_interval(const char *p, int64_t n, struct vl_interval *out)
{
	struct cursor c = { p, p + n };
	struct total t = { 0 };
	int rc;

	if (n > 1 && *p == 'P') {
		c.p++;
		rc = scan_iso(&c, &t);
	} else {
		rc = scan_terms(&c, &t);
	}
	return rc == VL_NUM_OK ? narrow(&t, out) : rc;
}

/*
 * " N units" unless N is 0.  A positive number after a negative one gets a
 * sign, so that it is not read as part of it.
 */
static char *
put_part(char *p, int64_t n, const char *unit, bool *after_negative)
{
	if (n == 0)
		return p;
	if (*after_negative && n > 0)
		*p++ = '+';
	p += vl_print_i64(p, n);
	*p++ = ' ';
	while (*unit)
		*p++ = *unit++;
	if (n != 1)
		*p++ = 's';
	*p++ = ' ';
	*after_negative = n < 0;
	return p;
}

int
vl_print_interval(char *buf, const struct vl_interval *v)
{
	uint64_t us = v->us < 0 ? -(uint64_t)v->us : (uint64_t)v->us;
	bool after_negative = false;
	char *p = buf;

	p = put_part(p, v->months / 12, "year", &after_negative);
	p = put_part(p, v->months % 12, "mon", &after_negative);
	p = put_part(p, v->days, "day", &after_negative);
	if (us == 0 && p > buf)
		return (int)(p - 1 - buf);
	if (v->us < 0 || after_negative)
		*p++ = v->us < 0 ? '-' : '+';
	return (int)(p + vl_print_time(p, us) - buf);
}

int
vl_interval_negate(const struct vl_interval *v, struct vl_interval *out)
{
	struct total t = { -(vl_i128)v->months, -(vl_i128)v->days,
		-(vl_i128)v->us };

	return narrow(&t, out);
}

int
vl_interval_add(const struct vl_interval *a, const struct vl_interval *b,
    struct vl_interval *out)
{
	struct total t = { (vl_i128)a->months + b->months,
		(vl_i128)a->days + b->days, (vl_i128)a->us + b->us };

	return narrow(&t, out);
}

static vl_i128
whole_us(const struct vl_interval *v)
{
	return ((vl_i128)v->months * 30 + v->days) * VL_US_PER_DAY + v->us;
}

int
vl_interval_cmp(const struct vl_interval *a, const struct vl_interval *b)
{
	vl_i128 x = whole_us(a);
	vl_i128 y = whole_us(b);

	return x < y ? -1 : x > y;
}

/* Take as many whole units from *us as 32 bits can count. */
static int32_t
carry(vl_i128 *us, vl_i128 unit)
{
	vl_i128 n = *us / unit;

	n = n > INT32_MAX ? INT32_MAX : n < INT32_MIN ? INT32_MIN : n;
	*us -= n * unit;
	return (int32_t)n;
}

struct vl_interval
vl_interval_justify(const struct vl_interval *v)
{
	vl_i128 us = whole_us(v);
	struct vl_interval out;

	out.months = carry(&us, (vl_i128)30 * VL_US_PER_DAY);
	out.days = carry(&us, VL_US_PER_DAY);
	out.us = (int64_t)us;
	return out;
}

int
vl_ts_add(
    int64_t v, enum vl_unit unit, const struct vl_interval *add, int64_t *out)
{
	int64_t per_day = 86400 * vl_unit_rate(unit);
	int64_t days = vl_floor_div(v, per_day);
	int64_t part = 0;
	vl_i128 sum;

	if (vl_ts_convert(add->us, VL_UNIT_US, unit, &part) != VL_NUM_OK)
		return VL_NUM_RANGE;
	if (add->months != 0)
		days = vl_days_add_months(days, add->months);
	sum = ((vl_i128)days + add->days) * per_day;
	sum += vl_floor_mod(v, per_day) + (vl_i128)part;
	*out = (int64_t)sum;
	return *out == sum ? VL_NUM_OK : VL_NUM_RANGE;
}
