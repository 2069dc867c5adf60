/*
 * time.h -- dates and timestamps: epoch numbers, civil parts, ISO 8601 text.
 *
 * The calendar is the proleptic Gregorian one, with a year 0 before year 1.  A
 * date is a number of days since 1970-01-01, a time of day microseconds since
 * midnight, a timestamp a number of units (s, ms, us, ns) since 1970; there
 * are no leap seconds.  A timestamp is either an instant (UTC) or a reading of
 * some wall clock; zone.h turns one into the other.
 *
 * Parsers return enum vl_num and have the contract of num.h: they take the
 * whole text, and 64 bytes behind it are readable.  VL_NUM_RANGE is text of
 * the right form that is no date (2026-02-30) or does not fit.
 */
#ifndef VL_BASE_TIME_H
#define VL_BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/compiler.h"
#include "base/num.h"

enum vl_unit {
	VL_UNIT_S,
	VL_UNIT_MS,
	VL_UNIT_US,
	VL_UNIT_NS
};

#define VL_US_PER_DAY INT64_C(86400000000)

/* Units in a second: 1, 10^3, 10^6, 10^9. */
static inline int64_t
vl_unit_rate(enum vl_unit u)
{
	return u == VL_UNIT_S ? 1 :
	    u == VL_UNIT_MS   ? 1000 :
	    u == VL_UNIT_US   ? 1000000 :
				1000000000;
}

/* The largest integer not above a / b; b is positive. */
static inline int64_t
vl_floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* a - b * vl_floor_div(a, b): 0 .. b - 1. */
static inline int64_t
vl_floor_mod(int64_t a, int64_t b)
{
	int64_t r = a % b;

	return r < 0 ? r + b : r;
}

/* v in another unit, rounded down; VL_NUM_RANGE if it does not fit. */
int vl_ts_convert(int64_t v, enum vl_unit from, enum vl_unit to, int64_t *out);

struct vl_civil {
	int64_t year;
	int month; /* 1 .. 12 */
	int day;   /* 1 .. 31 */
};

static inline bool
vl_is_leap(int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static inline int
vl_month_days(int64_t year, int month)
{
	/* 30 + the odd months up to July and the even ones after it */
	return month == 2 ? 28 + vl_is_leap(year) :
			    30 + ((month ^ month >> 3) & 1);
}

/*
 * Days since 1970-01-01.  Years are counted from March, in eras of 400, so
 * that leap days come last (Hinnant, "chrono-Compatible Low-Level Date
 * Algorithms", 2013).  The year is within +-2^50.
 */
static inline int64_t
vl_days(int64_t year, int month, int day)
{
	int64_t y = year - (month <= 2);
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int32_t yoe = (int32_t)(y - era * 400);
	int32_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int32_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

/* The inverse; any number of days that a timestamp can have. */
struct vl_civil vl_civil(int64_t days);

/* 1 Monday .. 7 Sunday. */
static inline int
vl_iso_weekday(int64_t days)
{
	return (int)vl_floor_mod(days + 3, 7) + 1;
}

/* ISO 8601 week 1 .. 53, and the year that the week belongs to. */
int vl_iso_week(int64_t days, int64_t *year);

/*
 * Add months, within +-2^40; the day is cut to the length of the month that is
 * arrived at.
 */
int64_t vl_days_add_months(int64_t days, int64_t months);

enum {
	/* Dates also as 2026/1/2 and 2026-1-2: slashes, single digits. */
	VL_DATE_LENIENT = 1,
};

/* [-]YYYY-MM-DD, 4 to 7 digits of year. */
int vl_parse_date(const char *p, int64_t n, int flags, int32_t *days);

/* HH:MM[:SS[.f]] with up to nine digits of fraction, rounded to us. */
int vl_parse_time(const char *p, int64_t n, int64_t *us);

/* What a timestamp's text says. */
struct vl_ts_text {
	int64_t seconds; /* since 1970, by the clock that was written */
	int32_t nanos;   /* 0 .. 999,999,999 */
	int32_t offset;  /* written zone, seconds east of UTC */
	int digits;      /* of the fraction, 0 .. 9 */
	bool zoned;      /* a zone was written */
	bool timed;      /* a time of day was written */
};

/*
 * DATE[(T| )TIME[[ ](Z|+hh[[:]mm[:ss]])]].  24:00:00 and a second of 60 are
 * the next day's midnight and the next minute, as in PostgreSQL.
 */
int vl_scan_ts(const char *p, int64_t n, int flags, struct vl_ts_text *out);

/* The same as a number of units, rounded half up; in UTC if *zoned. */
int vl_parse_ts(
    const char *p, int64_t n, enum vl_unit unit, int64_t *out, bool *zoned);

/*
 * Printers as in num.h: no NUL, the number of bytes is returned, they may
 * scribble over VL_NUM_ROOM.  Fractions without zeros at the end.
 */
int vl_print_date(char *buf, int64_t days);
int vl_print_time(char *buf, uint64_t us); /* hours may go beyond 23 */
int vl_print_ts(char *buf, int64_t v, enum vl_unit unit);

/* Seconds east of UTC as in PostgreSQL: +00, -03:30, +01:23:45. */
int vl_print_offset(char *buf, int32_t offset);

/* clang-format off */
/* symbol		names, the first is the usual one */
#define VL_PARTS(X) \
X(VL_PART_MICROSECOND,	"microseconds", "microsecond", "us", "usec") \
X(VL_PART_MILLISECOND,	"milliseconds", "millisecond", "ms", "msec") \
X(VL_PART_SECOND,	"second", "seconds", "sec", "s") \
X(VL_PART_MINUTE,	"minute", "minutes", "min", "m") \
X(VL_PART_HOUR,		"hour", "hours", "hr", "h") \
X(VL_PART_DAY,		"day", "days", "d", "dayofmonth") \
X(VL_PART_WEEK,		"week", "weeks", "w", "weekofyear") \
X(VL_PART_MONTH,	"month", "months", "mon", "mons") \
X(VL_PART_QUARTER,	"quarter", "quarters", "qtr", "q") \
X(VL_PART_YEAR,		"year", "years", "yr", "y") \
X(VL_PART_DECADE,	"decade", "decades", "dec", "decs") \
X(VL_PART_CENTURY,	"century", "centuries", "cent", "c") \
X(VL_PART_MILLENNIUM,	"millennium", "millennia", "mil", "mils") \
X(VL_PART_DOW,		"dow", "dayofweek", "weekday", "") /* Sunday 0 */ \
X(VL_PART_ISODOW,	"isodow", "", "", "") /* Monday 1 */ \
X(VL_PART_DOY,		"doy", "dayofyear", "", "") \
X(VL_PART_ISOYEAR,	"isoyear", "", "", "") \
X(VL_PART_YEARWEEK,	"yearweek", "", "", "") /* isoyear * 100 + week */ \
X(VL_PART_EPOCH,	"epoch", "", "", "")
/* clang-format on */

/* KEEP IN STEP: a timestamp can be truncated to the parts up to MILLENNIUM. */
enum vl_part {
#define X(sym, ...) sym,
	VL_PARTS(X)
#undef X
	VL_PART_COUNT
};

/* The part of that name, ASCII case ignored, or -1. */
int vl_part_find(const char *p, int64_t n);
const char *vl_part_name(enum vl_part part);

/*
 * One part of a timestamp, with PostgreSQL's meaning: milliseconds and
 * microseconds include the seconds of the minute.  The first answers whole
 * numbers, rounded down; the second keeps the fraction of SECOND, MILLISECOND
 * and EPOCH.
 */
int64_t vl_ts_part(enum vl_part part, int64_t v, enum vl_unit unit);
double vl_ts_part_f64(enum vl_part part, int64_t v, enum vl_unit unit);

/* The start of the part that v lies in; VL_NUM_RANGE if it does not fit. */
int vl_ts_trunc(enum vl_part part, int64_t v, enum vl_unit unit, int64_t *out);

/*
 * Inline fast paths for columns: YYYY-MM-DD, and that with [ T]HH:MM:SS.
 * They answer true if the text is so and right; otherwise the parsers decide.
 */

/*
 * Three numbers of two digits at p with separators at p[2] and p[5], as the
 * bytes 0, 3 and 6 of *out.
 */
static inline bool
vl_time_triple(const char *p, char separator, uint64_t *out)
{
	const uint64_t between = (uint64_t)(separator ^ '0') * 0x10000010000;
	uint64_t v;

	memcpy(&v, p, sizeof v);
	v ^= 0x3030303030303030 ^ between;
	*out = v * 10 + (v >> 8);
	/* digits are below 10, separators are now 0 */
	return ((v | (v + 0x76767f76767f7676)) & 0x8080808080808080) == 0;
}

static inline bool
vl_parse_date_fast(const char *p, int64_t n, int32_t *days)
{
	uint64_t x = 0;
	unsigned c1 = (unsigned char)p[0] - '0';
	unsigned c2 = (unsigned char)p[1] - '0';
	int year, month, day;

	if (n != 10 || c1 > 9 || c2 > 9 || !vl_time_triple(p + 2, '-', &x))
		return false;
	year = (int)(c1 * 1000 + c2 * 100 + (x & 0xff));
	month = (int)(x >> 24 & 0xff);
	day = (int)(x >> 48 & 0xff);
	if ((unsigned)(month - 1) > 11 || day == 0 ||
	    (day > 28 && day > vl_month_days(year, month)))
		return false;
	*days = (int32_t)vl_days(year, month, day);
	return true;
}

static inline bool
vl_parse_ts_fast(const char *p, int64_t n, int64_t *us)
{
	uint64_t x = 0;
	int32_t days;
	int32_t hour, minute, second;

	if (n != 19 || (p[10] != ' ' && p[10] != 'T') ||
	    !vl_parse_date_fast(p, 10, &days) ||
	    !vl_time_triple(p + 11, ':', &x))
		return false;
	hour = (int32_t)(x & 0xff);
	minute = (int32_t)(x >> 24 & 0xff);
	second = (int32_t)(x >> 48 & 0xff);
	if (hour > 23 || minute > 59 || second > 59)
		return false;
	*us = days * VL_US_PER_DAY +
	    (hour * 3600 + minute * 60 + second) * INT64_C(1000000);
	return true;
}

#endif
