/* time_text.c -- dates, times and timestamps from text and as text. */
#include "base/time.h"

struct cursor {
	const char *p;
	const char *end;
};

/* Between min and max digits, as many as there are. */
static bool
take_number(struct cursor *c, int min, int max, int64_t *out)
{
	const char *start = c->p;
	int64_t v = 0;

	while (
	    c->p < c->end && c->p - start < max && *c->p >= '0' && *c->p <= '9')
		v = v * 10 + (*c->p++ - '0');
	*out = v;
	return c->p - start >= min;
}

static bool
take_char(struct cursor *c, char want)
{
	if (c->p == c->end || *c->p != want)
		return false;
	c->p++;
	return true;
}

static int
scan_date(struct cursor *c, int flags, int64_t *days)
{
	bool lenient = flags & VL_DATE_LENIENT;
	bool neg = take_char(c, '-');
	int64_t year, month, day;
	char separator;

	if (!take_number(c, 4, 7, &year))
		return VL_NUM_BAD;
	separator = lenient && c->p < c->end && *c->p == '/' ? '/' : '-';
	if (!take_char(c, separator) ||
	    !take_number(c, lenient ? 1 : 2, 2, &month) ||
	    !take_char(c, separator) ||
	    !take_number(c, lenient ? 1 : 2, 2, &day))
		return VL_NUM_BAD;
	year = neg ? -year : year;
	if (month < 1 || month > 12 || day < 1 ||
	    day > vl_month_days(year, (int)month))
		return VL_NUM_RANGE;
	*days = vl_days(year, (int)month, (int)day);
	return VL_NUM_OK;
}

/* [.f] of a second, as nanoseconds. */
static bool
scan_fraction(struct cursor *c, struct vl_ts_text *t)
{
	const char *start;
	int64_t v;

	if (!take_char(c, '.'))
		return true;
	start = c->p;
	if (!take_number(c, 1, 9, &v))
		return false;
	t->digits = (int)(c->p - start);
	for (int i = t->digits; i < 9; i++)
		v *= 10;
	t->nanos = (int32_t)v;
	return true;
}

/* HH:MM[:SS[.f]] into seconds and nanos. */
static int
scan_time(struct cursor *c, int flags, struct vl_ts_text *t)
{
	int64_t hour, minute;
	int64_t second = 0;

	if (!take_number(c, flags & VL_DATE_LENIENT ? 1 : 2, 2, &hour) ||
	    !take_char(c, ':') || !take_number(c, 2, 2, &minute))
		return VL_NUM_BAD;
	if (take_char(c, ':') &&
	    (!take_number(c, 2, 2, &second) || !scan_fraction(c, t)))
		return VL_NUM_BAD;
	t->timed = true;
	t->seconds = hour * 3600 + minute * 60 + second;
	if (hour > 24 || minute > 59 || second > 60 ||
	    (hour == 24 && (t->seconds > 86400 || t->nanos > 0)))
		return VL_NUM_RANGE;
	return VL_NUM_OK;
}

/* [ ](Z|UTC|+hh[[:]mm[[:]ss]]), or nothing. */
static int
scan_zone(struct cursor *c, struct vl_ts_text *t)
{
	int64_t hour, minute, second;
	bool neg;

	if (c->p == c->end)
		return VL_NUM_OK;
	take_char(c, ' ');
	t->zoned = true;
	if (take_char(c, 'Z') || take_char(c, 'z'))
		return VL_NUM_OK;
	if (take_char(c, 'U'))
		return take_char(c, 'T') && take_char(c, 'C') ? VL_NUM_OK :
								VL_NUM_BAD;
	neg = take_char(c, '-');
	if ((!neg && !take_char(c, '+')) || !take_number(c, 2, 2, &hour))
		return VL_NUM_BAD;
	minute = second = 0;
	if (take_char(c, ':') || c->p < c->end) {
		if (!take_number(c, 2, 2, &minute))
			return VL_NUM_BAD;
		if ((take_char(c, ':') || c->p < c->end) &&
		    !take_number(c, 2, 2, &second))
			return VL_NUM_BAD;
	}
	if (hour > 15 || minute > 59 || second > 59)
		return VL_NUM_RANGE;
	t->offset = (int32_t)(hour * 3600 + minute * 60 + second);
	t->offset = neg ? -t->offset : t->offset;
	return VL_NUM_OK;
}

/* What stands behind the date, with its own verdict on the zone. */
static int
scan_rest(struct cursor *c, int flags, struct vl_ts_text *t)
{
	int time, zone;

	if (!take_char(c, ' ') && !take_char(c, 'T') && !take_char(c, 't'))
		return VL_NUM_OK;
	if ((time = scan_time(c, flags, t)) == VL_NUM_BAD)
		return time;
	zone = scan_zone(c, t);
	return zone == VL_NUM_OK ? time : zone;
}

int
vl_scan_ts(const char *p, int64_t n, int flags, struct vl_ts_text *out)
{
	struct cursor c = { p, p + n };
	struct vl_ts_text t = { 0 };
	int64_t days = 0;
	int64_t us;
	int date, rest;

	if (n >= 19 && vl_parse_ts_fast(p, 19, &us)) {
		c.p += 19;
		if (!scan_fraction(&c, &t))
			return VL_NUM_BAD;
		date = scan_zone(&c, &t);
		t.timed = true;
		t.seconds = vl_floor_div(us, 1000000);
		rest = VL_NUM_OK;
	} else {
		if ((date = scan_date(&c, flags, &days)) == VL_NUM_BAD)
			return date;
		rest = scan_rest(&c, flags, &t);
		t.seconds += days * 86400;
	}
	if (date == VL_NUM_BAD || rest == VL_NUM_BAD || c.p != c.end)
		return VL_NUM_BAD;
	if (date < 0 || rest < 0)
		return VL_NUM_RANGE;
	*out = t;
	return VL_NUM_OK;
}

int
vl_parse_ts(
    const char *p, int64_t n, enum vl_unit unit, int64_t *out, bool *zoned)
{
	int64_t rate = vl_unit_rate(unit);
	int64_t nanos_per_unit = 1000000000 / rate;
	struct vl_ts_text t;
	vl_i128 v;
	int rc = vl_scan_ts(p, n, 0, &t);

	if (rc != VL_NUM_OK)
		return rc;
	*zoned = t.zoned;
	v = (vl_i128)(t.seconds - t.offset) * rate +
	    (t.nanos + nanos_per_unit / 2) / nanos_per_unit;
	*out = (int64_t)v;
	return v == *out ? VL_NUM_OK : VL_NUM_RANGE;
}

int
vl_parse_date(const char *p, int64_t n, int flags, int32_t *days)
{
	struct cursor c = { p, p + n };
	int64_t v;
	int rc;

	if (vl_parse_date_fast(p, n, days))
		return VL_NUM_OK;
	rc = scan_date(&c, flags, &v);
	if (rc == VL_NUM_BAD || c.p != c.end)
		return VL_NUM_BAD;
	if (rc < 0 || v < INT32_MIN || v > INT32_MAX)
		return VL_NUM_RANGE;
	*days = (int32_t)v;
	return VL_NUM_OK;
}

int
vl_parse_time(const char *p, int64_t n, int64_t *us)
{
	struct cursor c = { p, p + n };
	struct vl_ts_text t = { 0 };
	int rc = scan_time(&c, 0, &t);

	if (rc == VL_NUM_BAD || c.p != c.end)
		return VL_NUM_BAD;
	*us = t.seconds * 1000000 + (t.nanos + 500) / 1000;
	return rc < 0 || *us >= VL_US_PER_DAY ? VL_NUM_RANGE : VL_NUM_OK;
}

/* v is 0 .. 99 */
static char *
put2(char *buf, uint32_t v)
{
	buf[0] = (char)('0' + v / 10);
	buf[1] = (char)('0' + v % 10);
	return buf + 2;
}

int
vl_print_date(char *buf, int64_t days)
{
	struct vl_civil c = vl_civil(days);
	int64_t year = c.year < 0 ? -c.year : c.year;
	char *p = buf;

	*p = '-';
	p += c.year < 0;
	if (year <= 9999)
		p = put2(put2(p, (uint32_t)year / 100), (uint32_t)year % 100);
	else
		p += vl_print_i64(p, year);
	*p++ = '-';
	p = put2(p, (uint32_t)c.month);
	*p++ = '-';
	return (int)(put2(p, (uint32_t)c.day) - buf);
}

/* HH:MM:SS[.f] */
static char *
put_time(char *p, int64_t seconds, int64_t nanos)
{
	int64_t minutes = seconds / 60;
	int64_t hours = seconds / 3600;

	if (hours < 100)
		p = put2(p, (uint32_t)hours);
	else
		p += vl_print_i64(p, hours);
	*p++ = ':';
	p = put2(p, (uint32_t)(minutes % 60));
	*p++ = ':';
	p = put2(p, (uint32_t)(seconds % 60));
	if (nanos == 0)
		return p;
	p += vl_print_i64(p, 1000000000 + nanos);
	p[-10] = '.';
	while (p[-1] == '0')
		p--;
	return p;
}

int
vl_print_time(char *buf, uint64_t us)
{
	int64_t seconds = (int64_t)(us / 1000000);
	int64_t nanos = (int64_t)(us % 1000000) * 1000;

	return (int)(put_time(buf, seconds, nanos) - buf);
}

int
vl_print_ts(char *buf, int64_t v, enum vl_unit unit)
{
	int64_t rate = vl_unit_rate(unit);
	int64_t seconds = vl_floor_div(v, rate);
	char *p = buf + vl_print_date(buf, vl_floor_div(seconds, 86400));

	*p++ = ' ';
	p = put_time(p, vl_floor_mod(seconds, 86400),
	    vl_floor_mod(v, rate) * (1000000000 / rate));
	return (int)(p - buf);
}

int
vl_print_offset(char *buf, int32_t offset)
{
	uint32_t s = offset < 0 ? -(uint32_t)offset : (uint32_t)offset;
	char *p = buf;

	*p++ = offset < 0 ? '-' : '+';
	p = put2(p, s / 3600);
	if (s % 3600 != 0) {
		*p++ = ':';
		p = put2(p, s / 60 % 60);
	}
	if (s % 60 != 0) {
		*p++ = ':';
		p = put2(p, s % 60);
	}
	return (int)(p - buf);
}
