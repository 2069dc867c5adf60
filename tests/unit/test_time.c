/*
 * Goal: epoch numbers, civil parts and ISO 8601 text agree.
 * Method: the calendar against a naive day counter and libc's gmtime_r; text
 * by round trips and by hard cases.
 */
#include "base/time.h"

#include <stdlib.h>
#include <time.h>

#include "check.h"

static uint64_t seed = 1;

static uint64_t
next(void) /* splitmix64 */
{
	uint64_t z = seed += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

/* Text with the slack that the parsers ask for. */
static const char *
slack(const char *text, int64_t n)
{
	static char room[256];

	memset(room, '1', sizeof room);
	memcpy(room, text, (size_t)n);
	return room;
}

static void
test_calendar_by_counting(void)
{
	int64_t year = -801;
	int month = 1;
	int day = 1;

	for (int64_t d = vl_days(year, 1, 1); d < 700000; d++) {
		struct vl_civil c = vl_civil(d);

		CHECK(c.year == year && c.month == month && c.day == day);
		CHECK(vl_days(year, month, day) == d);
		if (++day > vl_month_days(year, month)) {
			day = 1;
			if (++month > 12) {
				month = 1;
				year++;
			}
		}
		if (check_failed > 5)
			return;
	}
	CHECK_INT(vl_days(1970, 1, 1), 0);
	CHECK_INT(vl_days(2000, 3, 1), 11017);
	CHECK_INT(vl_civil(INT32_MAX).year, 5881580);
	CHECK_INT(vl_civil(INT32_MIN).year, -5877641);
}

static void
test_parts_against_libc(void)
{
	for (int i = 0; i < 50000; i++) {
		int64_t s = (int64_t)(next() % 500000000000) - 60000000000;
		time_t t = (time_t)s;
		struct tm tm;
		char iso[32];
		int64_t us = s * 1000000 + (int64_t)(next() % 1000000);

		gmtime_r(&t, &tm);
		strftime(iso, sizeof iso, "%V", &tm);
		CHECK_INT(vl_ts_part(VL_PART_YEAR, us, VL_UNIT_US),
		    tm.tm_year + 1900);
		CHECK_INT(
		    vl_ts_part(VL_PART_MONTH, us, VL_UNIT_US), tm.tm_mon + 1);
		CHECK_INT(vl_ts_part(VL_PART_DAY, us, VL_UNIT_US), tm.tm_mday);
		CHECK_INT(vl_ts_part(VL_PART_HOUR, us, VL_UNIT_US), tm.tm_hour);
		CHECK_INT(
		    vl_ts_part(VL_PART_MINUTE, us, VL_UNIT_US), tm.tm_min);
		CHECK_INT(
		    vl_ts_part(VL_PART_SECOND, us, VL_UNIT_US), tm.tm_sec);
		CHECK_INT(vl_ts_part(VL_PART_DOW, us, VL_UNIT_US), tm.tm_wday);
		CHECK_INT(
		    vl_ts_part(VL_PART_DOY, us, VL_UNIT_US), tm.tm_yday + 1);
		CHECK_INT(vl_ts_part(VL_PART_WEEK, us, VL_UNIT_US), atol(iso));
		strftime(iso, sizeof iso, "%G", &tm);
		CHECK_INT(
		    vl_ts_part(VL_PART_ISOYEAR, us, VL_UNIT_US), atol(iso));
		if (check_failed > 5)
			return;
	}
}

static void
test_parts(void)
{
	const int64_t us = INT64_C(1767323045123456); /* 2026-01-02 03:04:05 */
	static const struct {
		enum vl_part part;
		int64_t want;
	} t[] = { { VL_PART_MICROSECOND, 5123456 },
		{ VL_PART_MILLISECOND, 5123 }, { VL_PART_SECOND, 5 },
		{ VL_PART_QUARTER, 1 }, { VL_PART_DECADE, 202 },
		{ VL_PART_CENTURY, 21 }, { VL_PART_MILLENNIUM, 3 },
		{ VL_PART_ISODOW, 5 }, { VL_PART_YEARWEEK, 202601 },
		{ VL_PART_EPOCH, 1767323045 } };

	for (int64_t i = 0; i < VL_COUNTOF(t); i++) {
		CHECK_INT(vl_ts_part(t[i].part, us, VL_UNIT_US), t[i].want);
		CHECK_INT(vl_ts_part(t[i].part, us * 1000 + 999, VL_UNIT_NS),
		    t[i].want);
	}
	CHECK(vl_ts_part_f64(VL_PART_SECOND, us, VL_UNIT_US) == 5.123456);
	CHECK(vl_ts_part_f64(VL_PART_MILLISECOND, us, VL_UNIT_US) == 5123.456);
	CHECK(
	    vl_ts_part_f64(VL_PART_EPOCH, us, VL_UNIT_US) == 1767323045.123456);
	CHECK(vl_ts_part_f64(VL_PART_SECOND, -1, VL_UNIT_MS) == 59.999);
	CHECK_INT(vl_ts_part(VL_PART_MICROSECOND, -1, VL_UNIT_S), 59000000);
	CHECK_INT(
	    vl_ts_part(VL_PART_CENTURY, vl_days(2000, 1, 1) * 86400, VL_UNIT_S),
	    20);
	CHECK_INT(
	    vl_ts_part(VL_PART_CENTURY, vl_days(0, 1, 1) * 86400, VL_UNIT_S),
	    -1);
	CHECK_INT(vl_part_find("YEAR", 4), VL_PART_YEAR);
	CHECK_INT(vl_part_find("mons", 4), VL_PART_MONTH);
	CHECK_INT(vl_part_find("", 0), -1);
	CHECK_INT(vl_part_find("yea", 3), -1);
	CHECK_STR(vl_part_name(VL_PART_ISODOW), "isodow");
	for (int u = VL_UNIT_S; u <= VL_UNIT_NS; u++)
		for (int k = 0; k < VL_PART_COUNT; k++) {
			vl_ts_part((enum vl_part)k, INT64_MIN, (enum vl_unit)u);
			vl_ts_part((enum vl_part)k, INT64_MAX, (enum vl_unit)u);
		}
}

static const char *
show_ts(int64_t v, enum vl_unit unit)
{
	static char buf[VL_NUM_ROOM];

	buf[vl_print_ts(buf, v, unit)] = '\0';
	return buf;
}

static const char *
truncated(const char *part)
{
	int64_t v = INT64_C(1767323045123456);
	int id = vl_part_find(part, (int64_t)strlen(part));

	CHECK(id >= 0);
	CHECK_INT(vl_ts_trunc((enum vl_part)id, v, VL_UNIT_US, &v), VL_NUM_OK);
	return show_ts(v, VL_UNIT_US);
}

static void
test_trunc(void)
{
	int64_t v = 0;

	CHECK_STR(truncated("microseconds"), "2026-01-02 03:04:05.123456");
	CHECK_STR(truncated("milliseconds"), "2026-01-02 03:04:05.123");
	CHECK_STR(truncated("second"), "2026-01-02 03:04:05");
	CHECK_STR(truncated("minute"), "2026-01-02 03:04:00");
	CHECK_STR(truncated("hour"), "2026-01-02 03:00:00");
	CHECK_STR(truncated("day"), "2026-01-02 00:00:00");
	CHECK_STR(truncated("week"), "2025-12-29 00:00:00");
	CHECK_STR(truncated("month"), "2026-01-01 00:00:00");
	CHECK_STR(truncated("quarter"), "2026-01-01 00:00:00");
	CHECK_STR(truncated("year"), "2026-01-01 00:00:00");
	CHECK_STR(truncated("decade"), "2020-01-01 00:00:00");
	CHECK_STR(truncated("century"), "2001-01-01 00:00:00");
	CHECK_STR(truncated("millennium"), "2001-01-01 00:00:00");
	CHECK_INT(vl_ts_trunc(VL_PART_HOUR, -1, VL_UNIT_S, &v), VL_NUM_OK);
	CHECK_INT(v, -3600);
	CHECK_INT(
	    vl_ts_trunc(VL_PART_MILLISECOND, -7, VL_UNIT_S, &v), VL_NUM_OK);
	CHECK_INT(v, -7);
	for (int u = VL_UNIT_US; u <= VL_UNIT_NS; u++)
		for (int k = VL_PART_SECOND; k <= VL_PART_MILLENNIUM; k++)
			CHECK_INT(vl_ts_trunc((enum vl_part)k, INT64_MIN,
				      (enum vl_unit)u, &v),
			    VL_NUM_RANGE);
}

static void
test_units(void)
{
	int64_t v = 0;

	CHECK_INT(vl_ts_convert(-1, VL_UNIT_US, VL_UNIT_S, &v), VL_NUM_OK);
	CHECK_INT(v, -1);
	CHECK_INT(vl_ts_convert(-7, VL_UNIT_S, VL_UNIT_NS, &v), VL_NUM_OK);
	CHECK_INT(v, -7000000000);
	CHECK_INT(vl_ts_convert(INT64_MAX / 999, VL_UNIT_US, VL_UNIT_NS, &v),
	    VL_NUM_RANGE);
	CHECK_INT(
	    vl_days_add_months(vl_days(2024, 1, 31), 1), vl_days(2024, 2, 29));
	CHECK_INT(
	    vl_days_add_months(vl_days(2023, 1, 31), 1), vl_days(2023, 2, 28));
	CHECK_INT(vl_days_add_months(vl_days(2024, 2, 29), -12),
	    vl_days(2023, 2, 28));
	CHECK_INT(
	    vl_days_add_months(vl_days(1, 1, 15), -13), vl_days(-1, 12, 15));
}

static void
date(const char *text, int flags, int want_rc, const char *want)
{
	int64_t n = (int64_t)strlen(text);
	char buf[VL_NUM_ROOM] = "";
	int32_t days = 0;
	int rc = vl_parse_date(slack(text, n), n, flags, &days);

	if (rc == VL_NUM_OK)
		buf[vl_print_date(buf, days)] = '\0';
	if (rc != want_rc)
		printf("'%s' gives %d\n", text, rc);
	CHECK_INT(rc, want_rc);
	CHECK_STR(buf, want);
}

static void
test_date_text(void)
{
	date("2026-01-02", 0, 1, "2026-01-02");
	date("0001-01-01", 0, 1, "0001-01-01");
	date("0000-02-29", 0, 1, "0000-02-29");
	date("-0044-03-15", 0, 1, "-0044-03-15");
	date("12345-06-07", 0, 1, "12345-06-07");
	date("5881580-07-11", 0, 1, "5881580-07-11");
	date("5881580-07-12", 0, -1, "");
	date("-5877641-06-23", 0, 1, "-5877641-06-23");
	date("-5877641-06-22", 0, -1, "");
	date("2024-02-29", 0, 1, "2024-02-29");
	date("2023-02-29", 0, -1, "");
	date("1900-02-29", 0, -1, "");
	date("2026-13-01", 0, -1, "");
	date("2026-00-01", 0, -1, "");
	date("2026-01-00", 0, -1, "");
	date("2026-04-31", 0, -1, "");
	date("2026/01/02", 0, 0, "");
	date("2026-1-2", 0, 0, "");
	date("2026/01/02", VL_DATE_LENIENT, 1, "2026-01-02");
	date("2026/1/2", VL_DATE_LENIENT, 1, "2026-01-02");
	date("2026-1-2", VL_DATE_LENIENT, 1, "2026-01-02");
	date("2026/1-2", VL_DATE_LENIENT, 0, "");
	date("2026-01-02 ", 0, 0, "");
	date("2026-01-0", 0, 0, "");
	date("20260102", 0, 0, "");
	date("202-01-02", 0, 0, "");
	date("2026-01-02x", 0, 0, "");
	date("2o26-01-02", 0, 0, "");
	date("2026:01:02", 0, 0, "");
	date("", 0, 0, "");
	date("-", 0, 0, "");
}

static void
ts(const char *text, enum vl_unit unit, const char *want)
{
	int64_t n = (int64_t)strlen(text);
	char buf[VL_NUM_ROOM + 8] = "bad";
	int64_t v = 0;
	bool zoned = false;
	int rc = vl_parse_ts(slack(text, n), n, unit, &v, &zoned);

	if (rc == VL_NUM_RANGE)
		memcpy(buf, "range", 6);
	if (rc == VL_NUM_OK) {
		int len = vl_print_ts(buf, v, unit);

		buf[len] = '+';
		buf[len + zoned] = '\0';
	}
	if (strcmp(buf, want) != 0)
		printf("'%s'\n", text);
	CHECK_STR(buf, want);
}

static void
test_timestamp_text(void)
{
	ts("2026-01-02 03:04:05", VL_UNIT_US, "2026-01-02 03:04:05");
	ts("2026-01-02T03:04:05.120", VL_UNIT_US, "2026-01-02 03:04:05.12");
	ts("2026-01-02 03:04", VL_UNIT_US, "2026-01-02 03:04:00");
	ts("2026-01-02", VL_UNIT_MS, "2026-01-02 00:00:00");
	ts("2026-01-02 03:04:05.123456789", VL_UNIT_NS,
	    "2026-01-02 03:04:05.123456789");
	ts("2026-01-02 03:04:05.1234567", VL_UNIT_US,
	    "2026-01-02 03:04:05.123457");
	ts("2026-12-31 23:59:59.9999995", VL_UNIT_US, "2027-01-01 00:00:00");
	ts("2026-12-31 23:59:59.5", VL_UNIT_S, "2027-01-01 00:00:00");
	ts("2026-12-31 24:00:00", VL_UNIT_S, "2027-01-01 00:00:00");
	ts("2026-12-31 23:59:60", VL_UNIT_S, "2027-01-01 00:00:00");
	ts("2026-12-31 24:00:01", VL_UNIT_S, "range");
	ts("2026-12-31 24:00:00.1", VL_UNIT_S, "range");
	ts("2026-12-31 25:00:00", VL_UNIT_S, "range");
	ts("2026-12-31 23:60:00", VL_UNIT_S, "range");
	ts("2026-12-32 23:00:00", VL_UNIT_S, "range");
	ts("2026-01-02T03:04:05Z", VL_UNIT_US, "2026-01-02 03:04:05+");
	ts("2026-01-02T03:04:05 UTC", VL_UNIT_US, "2026-01-02 03:04:05+");
	ts("2026-01-02T03:04:05+02", VL_UNIT_US, "2026-01-02 01:04:05+");
	ts("2026-01-02T03:04:05.5-0330", VL_UNIT_US, "2026-01-02 06:34:05.5+");
	ts("2026-01-02 03:04:05 +05:30", VL_UNIT_US, "2026-01-01 21:34:05+");
	ts("2026-01-02 03:04:05+00:19:32", VL_UNIT_US, "2026-01-02 02:44:33+");
	ts("2026-01-02 03:04:05+16", VL_UNIT_US, "range");
	ts("2026-01-02 03:04:05+2", VL_UNIT_US, "bad");
	ts("2026-01-02 03:04:05+", VL_UNIT_US, "bad");
	ts("2026-01-02 03:04:05 ", VL_UNIT_US, "bad");
	ts("2026-01-02 03:04:05.", VL_UNIT_US, "bad");
	ts("2026-01-02 03:04:05.1234567890", VL_UNIT_US, "bad");
	ts("2026-01-02 03:04:", VL_UNIT_US, "bad");
	ts("2026-01-02 03", VL_UNIT_US, "bad");
	ts("2026-01-02 ", VL_UNIT_US, "bad");
	ts("2026-01-02Z", VL_UNIT_US, "bad");
	ts("2026-01-02x03:04:05", VL_UNIT_US, "bad");
	ts("1677-09-21 00:12:43.145224192", VL_UNIT_NS,
	    "1677-09-21 00:12:43.145224192");
	ts("1677-09-21 00:12:43.145224191", VL_UNIT_NS, "range");
	ts("294247-01-10 04:00:54.775807", VL_UNIT_US,
	    "294247-01-10 04:00:54.775807");
	ts("294247-01-10 04:00:54.775808", VL_UNIT_US, "range");
	CHECK_STR(
	    show_ts(INT64_MIN, VL_UNIT_US), "-290308-12-21 19:59:05.224192");
	CHECK_STR(show_ts(-1, VL_UNIT_MS), "1969-12-31 23:59:59.999");
	CHECK(strlen(show_ts(INT64_MIN, VL_UNIT_S)) < VL_NUM_ROOM);
}

static void
time_of_day(const char *text, const char *want)
{
	int64_t n = (int64_t)strlen(text);
	char buf[VL_NUM_ROOM] = "bad";
	int64_t us = 0;
	int rc = vl_parse_time(slack(text, n), n, &us);

	if (rc == VL_NUM_RANGE)
		memcpy(buf, "range", 6);
	if (rc == VL_NUM_OK)
		buf[vl_print_time(buf, (uint64_t)us)] = '\0';
	CHECK_STR(buf, want);
}

static void
test_time_text(void)
{
	char buf[VL_NUM_ROOM];

	time_of_day("03:04", "03:04:00");
	time_of_day("23:59:59.999999", "23:59:59.999999");
	time_of_day("00:00:00.000001", "00:00:00.000001");
	time_of_day("23:59:59.9999999", "range");
	time_of_day("24:00:00", "range");
	time_of_day("12:60:00", "range");
	time_of_day("3:04", "bad");
	time_of_day("03:04:05Z", "bad");
	time_of_day("03", "bad");
	buf[vl_print_offset(buf, 0)] = '\0';
	CHECK_STR(buf, "+00");
	buf[vl_print_offset(buf, -12600)] = '\0';
	CHECK_STR(buf, "-03:30");
	buf[vl_print_offset(buf, 5025)] = '\0';
	CHECK_STR(buf, "+01:23:45");
}

/* What a text of the fixed layout says, character by character, or -1. */
static int64_t
naive_seconds(const char *text)
{
	static const char layout[] = "dddd-dd-dd?dd:dd:dd";
	int v[6] = { 0 };
	int field = 0;

	for (int i = 0; i < 19; i++) {
		bool digit = text[i] >= '0' && text[i] <= '9';

		if (layout[i] == 'd' ? !digit :
			i == 10      ? text[i] != ' ' && text[i] != 'T' :
				       text[i] != layout[i])
			return -1;
		if (digit)
			v[field] = v[field] * 10 + (text[i] - '0');
		else
			field++;
	}
	if (v[1] < 1 || v[1] > 12 || v[2] < 1 ||
	    v[2] > vl_month_days(v[0], v[1]) || v[3] > 23 || v[4] > 59 ||
	    v[5] > 59)
		return -1;
	return vl_days(v[0], v[1], v[2]) * 86400 + v[3] * 3600 + v[4] * 60 +
	    v[5] + INT64_C(100000000000); /* years from 0 are positive */
}

/* The fast paths take all of the fixed layout, and nothing else. */
static void
test_fast_paths(void)
{
	static const char good[] = "2026-01-02 03:04:05";

	for (int i = 0; i < 200000; i++) {
		char text[24];
		int32_t days = 0;
		int64_t us = 0;
		int64_t want;

		memcpy(text, good, sizeof good);
		for (uint64_t k = next() % 3; k > 0; k--)
			text[next() % 19] =
			    (char)(next() % 3 ? '0' + (int)(next() % 10) :
						(int)(next() % 256));
		want = naive_seconds(text);
		CHECK(
		    vl_parse_ts_fast(slack(text, 19), 19, &us) == (want >= 0));
		if (want >= 0)
			CHECK_INT(us, (want - 100000000000) * 1000000);
		memcpy(text + 10, " 00:00:00", 9);
		want = naive_seconds(text);
		CHECK(vl_parse_date_fast(slack(text, 10), 10, &days) ==
		    (want >= 0));
		if (want >= 0)
			CHECK_INT(days, (want - 100000000000) / 86400);
		if (check_failed > 5)
			return;
	}
}

static void
test_round_trips(void)
{
	for (int i = 0; i < 100000; i++) {
		enum vl_unit unit = (enum vl_unit)(next() % 3 + 1);
		int64_t v = (int64_t)next() >> (next() & 31);
		char buf[VL_NUM_ROOM];
		int64_t back = 0;
		bool zoned;
		int n = vl_print_ts(buf, v, unit);

		if (llabs(vl_ts_part(VL_PART_YEAR, v, unit)) > 9999999)
			continue; /* more digits than are read */
		CHECK_INT(
		    vl_parse_ts(slack(buf, n), n, unit, &back, &zoned), 1);
		CHECK_INT(back, v);
		if (check_failed > 5)
			return;
	}
}

VL_TESTS(test_calendar_by_counting, test_parts_against_libc, test_parts,
    test_trunc, test_units, test_date_text, test_timestamp_text, test_time_text,
    test_fast_paths, test_round_trips)
