/*
 * Goal: zones show the time that the system's own clocks would, today, long
 * ago and after the last transition listed; damaged files are refused.
 * Method: libc's localtime_r on random instants; PostgreSQL's rules for times
 * that are skipped or come twice; every cut and many flips of a real file.
 */
#include "base/zone.h"

#include <stdlib.h>
#include <time.h>

#include "base/err.h"
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

static const char *const places[] = { "Europe/Berlin", "America/New_York",
	"America/Sao_Paulo", "Asia/Kolkata", "Asia/Shanghai",
	"Australia/Lord_Howe", "Pacific/Auckland", "Africa/Casablanca",
	"America/Nuuk", "Asia/Gaza", "Europe/Dublin", "Pacific/Apia",
	"Antarctica/Troll", "Etc/GMT+5", "America/Caracas", "Asia/Tehran" };

static struct vl_zone *
zone(const char *name)
{
	struct vl_zone *z = NULL;
	struct vl_err err = { 0 };

	if (vl_zone_open(name, &z, &err) < 0)
		printf("%s\n", err.msg);
	CHECK(z != NULL);
	return z;
}

static int64_t
libc_offset(int64_t utc)
{
	time_t t = (time_t)utc;
	struct tm tm;

	localtime_r(&t, &tm);
	return vl_days(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday) * 86400 +
	    tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec - utc;
}

static void
test_offsets_against_libc(void)
{
	for (int64_t i = 0; i < VL_COUNTOF(places); i++) {
		struct vl_zone *z = zone(places[i]);

		setenv("TZ", places[i], 1);
		tzset();
		for (int k = 0; k < 20000; k++) {
			int64_t t = (int64_t)(next() % 10000000000) -
			    3000000000; /* 1874 .. 2191 */
			int64_t local, back;

			if (vl_zone_offset(z, t) != libc_offset(t)) {
				printf("%s %lld\n", places[i], (long long)t);
				CHECK(0);
				break;
			}
			local = t + vl_zone_offset(z, t);
			back = vl_zone_to_utc(z, local);
			/* the same reading of the clock, or the second time */
			CHECK(back == t ||
			    (back > t &&
				back + vl_zone_offset(z, back) == local));
		}
		vl_zone_close(z);
	}
	unsetenv("TZ");
}

/* The offset that a local time in New York has, as text. */
static const char *
new_york(const char *local)
{
	static char buf[VL_NUM_ROOM * 2];
	char text[128] = "";
	struct vl_zone *z = zone("America/New_York");
	int64_t n = (int64_t)strlen(local);
	int64_t v = 0;
	int64_t utc = 0;
	bool zoned;

	memcpy(text, local, (size_t)n);
	CHECK_INT(vl_parse_ts(text, n, VL_UNIT_MS, &v, &zoned), VL_NUM_OK);
	CHECK_INT(vl_ts_to_utc(v, VL_UNIT_MS, z, &utc), VL_NUM_OK);
	CHECK_INT(vl_ts_to_local(utc, VL_UNIT_MS, z, &v), VL_NUM_OK);
	n = vl_print_ts(buf, v, VL_UNIT_MS);
	n += vl_print_offset(
	    buf + n, vl_zone_offset(z, vl_floor_div(utc, 1000)));
	buf[n] = '\0';
	vl_zone_close(z);
	return buf;
}

static void
test_times_skipped_and_repeated(void)
{
	CHECK_STR(new_york("2026-01-15 12:00"), "2026-01-15 12:00:00-05");
	CHECK_STR(
	    new_york("2026-07-15 12:00:00.5"), "2026-07-15 12:00:00.5-04");
	CHECK_STR(new_york("2014-03-09 01:59"), "2014-03-09 01:59:00-05");
	CHECK_STR(new_york("2014-03-09 02:30"), "2014-03-09 03:30:00-04");
	CHECK_STR(new_york("2014-03-09 03:00"), "2014-03-09 03:00:00-04");
	CHECK_STR(new_york("2014-11-02 00:59"), "2014-11-02 00:59:00-04");
	CHECK_STR(new_york("2014-11-02 01:30"), "2014-11-02 01:30:00-05");
	CHECK_STR(new_york("2014-11-02 02:00"), "2014-11-02 02:00:00-05");
	CHECK_STR(new_york("2199-07-15 12:00"), "2199-07-15 12:00:00-04");
}

static void
test_add_on_the_calendar(void)
{
	struct vl_zone *z = zone("Europe/Berlin");
	struct vl_interval day = { 0, 1, 0 };
	struct vl_interval hours = { 0, 0, VL_US_PER_DAY };
	int64_t noon = (vl_days(2026, 3, 28) * 86400 + 11 * 3600); /* CET */
	int64_t v = 0;

	CHECK_INT(vl_tstz_add(noon, VL_UNIT_S, &day, z, &v), VL_NUM_OK);
	CHECK_INT(v - noon, 23 * 3600);
	CHECK_INT(vl_tstz_add(noon, VL_UNIT_S, &hours, z, &v), VL_NUM_OK);
	CHECK_INT(v - noon, 24 * 3600);
	CHECK_INT(vl_tstz_add(noon, VL_UNIT_S, &day, NULL, &v), VL_NUM_OK);
	CHECK_INT(v - noon, 24 * 3600);
	CHECK_INT(vl_ts_to_local(INT64_MAX, VL_UNIT_S, z, &v), VL_NUM_RANGE);
	CHECK_INT(vl_ts_to_utc(INT64_MIN, VL_UNIT_S, z, &v), VL_NUM_RANGE);
	CHECK_INT(vl_ts_to_local(INT64_MAX, VL_UNIT_NS, z, &v), VL_NUM_RANGE);
	CHECK_INT(vl_ts_to_local(7, VL_UNIT_S, NULL, &v), VL_NUM_OK);
	CHECK_INT(v, 7);
	vl_zone_close(z);
}

static void
test_names(void)
{
	static const char *const bad[] = { "", "/etc/passwd", "../etc/passwd",
		"Europe/../Europe/Berlin", "Europe", "Europe/", "Nowhere/Town",
		"Europe/Berlin\n", "+", "+16", "+02:60", "+02:00x", "tzdata.zi",
		("Europe/Berlin Europe/Berlin Europe/Berlin Europe/Berlin "
		 "Europe/Berlin") };
	struct vl_zone *z;

	for (int64_t i = 0; i < VL_COUNTOF(bad); i++) {
		struct vl_err err = { 0 };

		z = NULL;
		if (vl_zone_open(bad[i], &z, &err) == 0)
			printf("'%s' is taken\n", bad[i]);
		CHECK(z == NULL && err.msg[0] != '\0');
	}
	z = zone("UTC");
	CHECK_INT(vl_zone_offset(z, 0), 0);
	CHECK_STR(vl_zone_name(z), "UTC");
	vl_zone_close(z);
	z = zone("-03:30");
	CHECK_INT(vl_zone_offset(z, 1700000000), -12600);
	CHECK_STR(vl_zone_name(z), "-03:30");
	vl_zone_close(z);
	CHECK_STR(vl_zone_name(NULL), "UTC");
	vl_zone_close(NULL);
}

/* What is accepted of damaged bytes must at least answer within bounds. */
static void
try_bytes(const char *p, int64_t n, int *accepted)
{
	struct vl_err err = { 0 };
	struct vl_zone *z = NULL;
	char *exact = malloc((size_t)n + 1); /* so that ASan sees an overrun */

	memcpy(exact, p, (size_t)n);
	if (vl_zone_parse("x", exact, n, &z, &err) == 0) {
		++*accepted;
		for (int i = 0; i < 20; i++) {
			int64_t t = (int64_t)next() / 2;
			int32_t offset = vl_zone_offset(z, t);

			CHECK(offset >= -26 * 3600 && offset <= 26 * 3600);
		}
	} else {
		CHECK(err.code == VL_EFORMAT || err.code == VL_EUNSUPPORTED);
	}
	vl_zone_close(z);
	free(exact);
}

static void
test_damaged_files(void)
{
	char bytes[8192];
	FILE *f = fopen("/usr/share/zoneinfo/America/New_York", "rb");
	int64_t n;
	int accepted = 0;

	CHECK(f != NULL);
	if (f == NULL)
		return;
	n = (int64_t)fread(bytes, 1, sizeof bytes, f);
	fclose(f);
	CHECK(n > 100 && n < (int64_t)sizeof bytes);
	try_bytes(bytes, n, &accepted);
	CHECK_INT(accepted, 1);
	for (int64_t cut = 0; cut < n; cut++)
		try_bytes(bytes, cut, &accepted);
	CHECK_INT(accepted, 1);
	for (int i = 0; i < 20000; i++) {
		int64_t at = (int64_t)(next() % (uint64_t)n);
		char was = bytes[at];

		bytes[at] = (char)next();
		try_bytes(bytes, n, &accepted);
		bytes[at] = was;
	}
}

/* One zone of version 1, without transitions or a rule: +1 h for ever. */
static void
test_version_1(void)
{
	static const char file[] = "TZif\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
				   "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
				   "\0\0\0\1\0\0\0\4"
				   "\0\0\x0e\x10\0\0CET";
	struct vl_err err = { 0 };
	struct vl_zone *z = NULL;

	CHECK_INT(vl_zone_parse("v1", file, sizeof file, &z, &err), 0);
	CHECK_INT(vl_zone_offset(z, 1700000000), 3600);
	vl_zone_close(z);
}

VL_TESTS(test_offsets_against_libc, test_times_skipped_and_repeated,
    test_add_on_the_calendar, test_names, test_damaged_files, test_version_1)
