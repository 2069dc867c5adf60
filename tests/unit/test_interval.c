/*
 * Goal: spans of time read and print as in PostgreSQL, and add as there.
 * Method: pairs of text; the results are those of its manual and its rules.
 */
#include "base/interval.h"

#include "check.h"

/* Text with the slack that the parsers ask for. */
static const char *
slack(const char *text, int64_t n)
{
	static char room[256];

	memset(room, '1', sizeof room);
	memcpy(room, text, (size_t)n);
	return room;
}

static int
parse(const char *text, struct vl_interval *v)
{
	int64_t n = (int64_t)strlen(text);

	return vl_parse_interval(slack(text, n), n, v);
}

static void
prints(const char *text, const char *want)
{
	char buf[VL_INTERVAL_ROOM] = "bad";
	struct vl_interval v = { 0 };
	int rc = parse(text, &v);

	if (rc == VL_NUM_RANGE)
		memcpy(buf, "range", 6);
	if (rc == VL_NUM_OK)
		buf[vl_print_interval(buf, &v)] = '\0';
	if (strcmp(buf, want) != 0)
		printf("'%s'\n", text);
	CHECK_STR(buf, want);
}

static void
test_units(void)
{
	prints(
	    "1 year 2 months 3 days 04:05:06", "1 year 2 mons 3 days 04:05:06");
	prints("1 day", "1 day");
	prints("2days", "2 days");
	prints("0 days", "00:00:00");
	prints("1h30m", "01:30:00");
	prints("90 min", "01:30:00");
	prints("5 SECS 250 msec", "00:00:05.25");
	prints("7 us", "00:00:00.000007");
	prints("2 weeks", "14 days");
	prints("1 quarter", "3 mons");
	prints("1 decade 1 century 1 millennium", "1110 years");
	prints("45", "00:00:45");
	prints("3 04:05", "3 days 04:05:00");
	prints("-1 day +02:03", "-1 days +02:03:00");
	prints("-00:00:01.5", "-00:00:01.5");
	prints("1 month ago", "-1 mons");
	prints("1 day 2 hours ago", "-1 days -02:00:00");
	prints("  1   day  ", "1 day");
	prints("100:00:00", "100:00:00");
	prints("36 hours", "36:00:00");
}

static void
test_fractions(void)
{
	prints("1.5 days", "1 day 12:00:00");
	prints("1.5 months", "1 mon 15 days");
	prints("1.5 weeks", "10 days 12:00:00");
	prints("1.5 years", "1 year 6 mons");
	prints("0.01 years", "00:00:00");
	prints("0.5 hour", "00:30:00");
	prints("-0.5 month", "-15 days");
	prints("0.0000005 s", "00:00:00.000001");
	prints("0.0000004 s", "00:00:00");
}

static void
test_iso8601(void)
{
	prints("P1Y2M3DT4H5M6S", "1 year 2 mons 3 days 04:05:06");
	prints("PT0.5S", "00:00:00.5");
	prints("P2W", "14 days");
	prints("P-1DT1H", "-1 days +01:00:00");
	prints("P", "bad");
	prints("PT", "bad");
	prints("P1DT", "bad");
	prints("P1H", "bad");
	prints("P1", "bad");
	prints("PT1D", "bad");
	prints("P1DT1HT1M", "bad");
}

static void
test_refused(void)
{
	prints("", "bad");
	prints("   ", "bad");
	prints("day", "bad");
	prints("1 dow", "bad");
	prints("1 fortnight", "bad");
	prints("1 2 3", "bad");
	prints("1:2", "bad");
	prints("01:02:3", "bad");
	prints("01:02.5", "bad");
	prints("01:02:03:04", "bad");
	prints("1.5:00", "bad");
	prints("01:60", "range");
	prints("ago", "bad");
	prints("1 day ago 1", "bad");
	prints("1 day ago ago", "bad");
	prints("1e3 days", "bad");
	prints("- 1 day", "bad");
	prints("2147483647 months", "178956970 years 7 mons");
	prints("2147483648 months", "range");
	prints("-2147483648 days", "-2147483648 days");
	prints("-2147483649 days", "range");
	prints("9999999999 hours", "range");
	prints("99999999999999999999999 days", "range");
}

static void
test_extremes_print(void)
{
	struct vl_interval v = { INT32_MIN, INT32_MIN, INT64_MIN };
	struct vl_interval w;
	char buf[VL_INTERVAL_ROOM];

	buf[vl_print_interval(buf, &v)] = '\0';
	CHECK_STR(buf,
	    "-178956970 years -8 mons -2147483648 days "
	    "-2562047788:00:54.775808");
	CHECK_INT(vl_interval_negate(&v, &w), VL_NUM_RANGE);
	v = (struct vl_interval){ 1, -2, 3 };
	CHECK_INT(vl_interval_negate(&v, &w), VL_NUM_OK);
	CHECK(w.months == -1 && w.days == 2 && w.us == -3);
	CHECK_INT(vl_interval_add(&v, &w, &w), VL_NUM_OK);
	CHECK(w.months == 0 && w.days == 0 && w.us == 0);
	v.us = INT64_MAX;
	CHECK_INT(vl_interval_add(&v, &v, &w), VL_NUM_RANGE);
}

static int
order(const char *a, const char *b)
{
	struct vl_interval x = { 0 };
	struct vl_interval y = { 0 };

	CHECK_INT(parse(a, &x), VL_NUM_OK);
	CHECK_INT(parse(b, &y), VL_NUM_OK);
	return vl_interval_cmp(&x, &y);
}

static void
test_order(void)
{
	CHECK_INT(order("1 month", "30 days"), 0);
	CHECK_INT(order("1 day", "24 hours"), 0);
	CHECK_INT(order("1 month", "31 days"), -1);
	CHECK_INT(order("1 year", "359 days"), 1);
	CHECK_INT(order("-1 us", "0 s"), -1);
}

/* Equal intervals become the same one, which is equal to them. */
static void
test_justify(void)
{
	static const struct vl_interval same[][2] = {
		{ { 0, 30, 0 }, { 1, 0, 0 } },
		{ { 0, 1, 43200 * INT64_C(1000000) },
		    { 0, 0, 129600 * INT64_C(1000000) } },
		{ { 1, -31, 0 }, { 0, -1, 0 } },
		{ { INT32_MAX, INT32_MAX, INT64_MAX },
		    { INT32_MAX, INT32_MAX, INT64_MAX } },
		{ { INT32_MIN, INT32_MIN, INT64_MIN },
		    { INT32_MIN, INT32_MIN, INT64_MIN } },
		{ { INT32_MAX, 30, 0 }, { INT32_MAX, 29, VL_US_PER_DAY } },
	};

	for (int64_t i = 0; i < VL_COUNTOF(same); i++) {
		struct vl_interval x = vl_interval_justify(&same[i][0]);
		struct vl_interval y = vl_interval_justify(&same[i][1]);

		CHECK_INT(vl_interval_cmp(&x, &same[i][0]), 0);
		CHECK(memcmp(&x, &y, sizeof x) == 0);
	}
}

static void
adds(const char *ts, const char *span, const char *want)
{
	int64_t n = (int64_t)strlen(ts);
	char buf[VL_NUM_ROOM] = "range";
	struct vl_interval add = { 0 };
	int64_t v = 0;
	bool zoned;

	CHECK_INT(vl_parse_ts(slack(ts, n), n, VL_UNIT_US, &v, &zoned), 1);
	CHECK_INT(parse(span, &add), VL_NUM_OK);
	if (vl_ts_add(v, VL_UNIT_US, &add, &v) == VL_NUM_OK)
		buf[vl_print_ts(buf, v, VL_UNIT_US)] = '\0';
	CHECK_STR(buf, want);
}

static void
test_add(void)
{
	struct vl_interval v = { 0, 0, -1 };
	int64_t out = 0;

	adds("2024-01-31 12:00", "1 month", "2024-02-29 12:00:00");
	adds("2024-01-31", "1 month 1 day", "2024-03-01 00:00:00");
	adds("2024-02-29", "1 year", "2025-02-28 00:00:00");
	adds("2024-03-31", "-1 month", "2024-02-29 00:00:00");
	adds("1969-12-31 23:59:59", "2 s", "1970-01-01 00:00:01");
	adds("2024-01-01", "-1 us", "2023-12-31 23:59:59.999999");
	adds("294247-01-10", "1 day", "range");
	adds("2024-01-01", "2147483647 months", "range");
	CHECK_INT(vl_ts_add(0, VL_UNIT_S, &v, &out), VL_NUM_OK);
	CHECK_INT(out, -1); /* rounded down */
	CHECK_INT(vl_ts_add(0, VL_UNIT_NS, &v, &out), VL_NUM_OK);
	CHECK_INT(out, -1000);
	v.us = INT64_MAX;
	CHECK_INT(vl_ts_add(0, VL_UNIT_NS, &v, &out), VL_NUM_RANGE);
	v = (struct vl_interval){ 0, INT32_MIN, 0 };
	CHECK_INT(vl_ts_add(INT64_MIN, VL_UNIT_S, &v, &out), VL_NUM_RANGE);
}

VL_TESTS(test_units, test_fractions, test_iso8601, test_refused,
    test_extremes_print, test_order, test_justify, test_add)
