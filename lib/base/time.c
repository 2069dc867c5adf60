/* time.c -- the calendar: civil dates, weeks, parts, units. */
#include "base/time.h"

#include <assert.h>

#include "base/str.h"

int
vl_ts_convert(int64_t v, enum vl_unit from, enum vl_unit to, int64_t *out)
{
	int64_t a = vl_unit_rate(from);
	int64_t b = vl_unit_rate(to);

	if (b > a)
		return VL_MUL_OVERFLOW(v, b / a, out) ? VL_NUM_RANGE :
							VL_NUM_OK;
	*out = vl_floor_div(v, a / b);
	return VL_NUM_OK;
}

struct vl_civil
vl_civil(int64_t days)
{
	int64_t z = days + 719468;
	int64_t era = vl_floor_div(z, 146097);
	uint32_t doe = (uint32_t)(z - era * 146097);
	uint32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	uint32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	uint32_t mp = (5 * doy + 2) / 153; /* months since March */

	return (struct vl_civil){
		.year = era * 400 + yoe + (mp >= 10),
		.month = (int)mp + (mp < 10 ? 3 : -9),
		.day = (int)(doy - (153 * mp + 2) / 5) + 1,
	};
}

int
vl_iso_week(int64_t days, int64_t *year)
{
	int64_t thursday = days - vl_iso_weekday(days) + 4;

	*year = vl_civil(thursday).year;
	return (int)(thursday - vl_days(*year, 1, 1)) / 7 + 1;
}

int64_t
vl_days_add_months(int64_t days, int64_t months)
{
	struct vl_civil c = vl_civil(days);
	int64_t total = c.year * 12 + (c.month - 1) + months;
	int64_t year = vl_floor_div(total, 12);
	int month = (int)vl_floor_mod(total, 12) + 1;
	int last = vl_month_days(year, month);

	return vl_days(year, month, c.day < last ? c.day : last);
}

static const char *const part_names[VL_PART_COUNT][4] = {
#define X(sym, ...) { __VA_ARGS__ },
	VL_PARTS(X)
#undef X
};

int
vl_part_find(const char *p, int64_t n)
{
	struct vl_str name = { p, n };

	for (int i = 0; n > 0 && i < VL_PART_COUNT; i++)
		for (int k = 0; k < VL_COUNTOF(part_names[i]); k++)
			if (vl_str_is_fold(name, part_names[i][k]))
				return i;
	return -1;
}

const char *
vl_part_name(enum vl_part part)
{
	return part_names[part][0];
}

/* The century, decade or millennium of a year; there is no number zero. */
static int64_t
count_years(int64_t year, int64_t per)
{
	return year > 0 ? (year + per - 1) / per : -((per - year) / per);
}

/* Parts of a date. */
static int64_t
date_part(enum vl_part part, int64_t days)
{
	struct vl_civil c = vl_civil(days);
	int64_t iso_year = 0;
	int week;

	switch ((int)part) {
	case VL_PART_DAY: return c.day;
	case VL_PART_MONTH: return c.month;
	case VL_PART_QUARTER: return (c.month + 2) / 3;
	case VL_PART_YEAR: return c.year;
	case VL_PART_DECADE: return vl_floor_div(c.year, 10);
	case VL_PART_CENTURY: return count_years(c.year, 100);
	case VL_PART_MILLENNIUM: return count_years(c.year, 1000);
	case VL_PART_DOW: return vl_iso_weekday(days) % 7;
	case VL_PART_ISODOW: return vl_iso_weekday(days);
	case VL_PART_DOY: return days - vl_days(c.year, 1, 1) + 1;
	default: break;
	}
	week = vl_iso_week(days, &iso_year);
	if (part == VL_PART_YEARWEEK)
		return iso_year * 100 + week;
	return part == VL_PART_WEEK ? week : iso_year;
}

int64_t
vl_ts_part(enum vl_part part, int64_t v, enum vl_unit unit)
{
	int64_t rate = vl_unit_rate(unit);
	int64_t days = vl_floor_div(v, 86400 * rate);
	int64_t rest = vl_floor_mod(v, 86400 * rate);

	switch ((int)part) {
	case VL_PART_MICROSECOND:
		return rate > 1000000 ? rest % (60 * rate) / 1000 :
					rest % (60 * rate) * (1000000 / rate);
	case VL_PART_MILLISECOND:
		return rate > 1000 ? rest % (60 * rate) / (rate / 1000) :
				     rest % (60 * rate) * (1000 / rate);
	case VL_PART_SECOND: return rest / rate % 60;
	case VL_PART_MINUTE: return rest / rate / 60 % 60;
	case VL_PART_HOUR: return rest / rate / 3600;
	case VL_PART_EPOCH: return vl_floor_div(v, rate);
	default: return date_part(part, days);
	}
}

double
vl_ts_part_f64(enum vl_part part, int64_t v, enum vl_unit unit)
{
	int64_t rate = vl_unit_rate(unit);
	int64_t minute = vl_floor_mod(v, 60 * rate);

	switch ((int)part) {
	case VL_PART_SECOND: return (double)minute / (double)rate;
	case VL_PART_MILLISECOND: return (double)(minute * 1000) / (double)rate;
	case VL_PART_EPOCH: return (double)v / (double)rate;
	default: return (double)vl_ts_part(part, v, unit);
	}
}

/* The first day of the week, month or longer part that the day lies in. */
static int64_t
trunc_days(enum vl_part part, int64_t days)
{
	struct vl_civil c = vl_civil(days);

	switch ((int)part) {
	case VL_PART_DAY: return days;
	case VL_PART_WEEK: return days - vl_iso_weekday(days) + 1;
	case VL_PART_MONTH: return days - c.day + 1;
	case VL_PART_QUARTER:
		return vl_days(c.year, (c.month - 1) / 3 * 3 + 1, 1);
	case VL_PART_YEAR: return vl_days(c.year, 1, 1);
	case VL_PART_DECADE:
		return vl_days(vl_floor_div(c.year, 10) * 10, 1, 1);
	case VL_PART_CENTURY:
		return vl_days(vl_floor_div(c.year - 1, 100) * 100 + 1, 1, 1);
	default:
		assert(part == VL_PART_MILLENNIUM);
		return vl_days(vl_floor_div(c.year - 1, 1000) * 1000 + 1, 1, 1);
	}
}

int
vl_ts_trunc(enum vl_part part, int64_t v, enum vl_unit unit, int64_t *out)
{
	int64_t rate = vl_unit_rate(unit);
	int64_t step;

	switch ((int)part) {
	case VL_PART_MICROSECOND: step = rate / 1000000; break;
	case VL_PART_MILLISECOND: step = rate / 1000; break;
	case VL_PART_SECOND: step = rate; break;
	case VL_PART_MINUTE: step = rate * 60; break;
	case VL_PART_HOUR: step = rate * 3600; break;
	default: {
		int64_t days = vl_floor_div(v, 86400 * rate);

		days = trunc_days(part, days);
		return VL_MUL_OVERFLOW(days, 86400 * rate, out) ? VL_NUM_RANGE :
								  VL_NUM_OK;
	}
	}
	*out = v;
	if (step <= 1)
		return VL_NUM_OK;
	return VL_SUB_OVERFLOW(v, vl_floor_mod(v, step), out) ? VL_NUM_RANGE :
								VL_NUM_OK;
}
