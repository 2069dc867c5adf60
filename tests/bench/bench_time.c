/* bench_time.c -- ns per value of parsing, printing, taking apart dates. */
#include "base/time.h"

#include <stdio.h>
#include <time.h>

#include "base/err.h"
#include "base/rand.h"
#include "base/zone.h"

enum {
	VALUES = 1 << 14, /* their text stays in the second-level cache */
	RUNS = 60,
};

static char text[VALUES + 2][32]; /* and the slack of the last */
static int64_t value[VALUES];
static struct vl_zone *zone;
static volatile int64_t sink;

static double
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int64_t
run_date(void)
{
	int64_t sum = 0;
	int32_t days = 0;

	for (int i = 0; i < VALUES; i++) {
		if (!vl_parse_date_fast(text[i], 10, &days))
			vl_parse_date(text[i], 10, 0, &days);
		sum += days;
	}
	return sum;
}

static int64_t
run_ts(void)
{
	int64_t sum = 0;
	int64_t us = 0;
	bool zoned;

	for (int i = 0; i < VALUES; i++) {
		if (!vl_parse_ts_fast(text[i], 19, &us))
			vl_parse_ts(text[i], 19, VL_UNIT_US, &us, &zoned);
		sum += us;
	}
	return sum;
}

static int64_t
run_ts_full(void)
{
	int64_t sum = 0;
	int64_t us = 0;
	bool zoned;

	for (int i = 0; i < VALUES; i++) {
		vl_parse_ts(text[i], 26, VL_UNIT_US, &us, &zoned);
		sum += us;
	}
	return sum;
}

static int64_t
run_print(void)
{
	char buf[VL_NUM_ROOM];
	int64_t sum = 0;

	for (int i = 0; i < VALUES; i++)
		sum += vl_print_ts(buf, value[i], VL_UNIT_US);
	return sum;
}

static int64_t
run_month(void)
{
	int64_t sum = 0;

	for (int i = 0; i < VALUES; i++)
		sum += vl_ts_part(VL_PART_MONTH, value[i], VL_UNIT_US);
	return sum;
}

static int64_t
run_local(void)
{
	int64_t sum = 0;
	int64_t local = 0;

	for (int i = 0; i < VALUES; i++) {
		vl_ts_to_local(value[i], VL_UNIT_US, zone, &local);
		sum += local;
	}
	return sum;
}

static void
measure(const char *what, int64_t (*run)(void))
{
	double best = 1e300;

	for (int r = 0; r < RUNS; r++) {
		double start = now_ns();

		sink = run();
		double ns = (now_ns() - start) / VALUES;

		best = ns < best ? ns : best;
	}
	printf("%-28s %7.1f ns/value\n", what, best);
}

int
main(void)
{
	struct vl_rand r = vl_rand_init(1);
	struct vl_err err = { 0 };

	for (int i = 0; i < VALUES; i++) {
		value[i] = vl_rand_range(&r, 0, INT64_C(1800000000000000));
		vl_print_ts(text[i], value[i], VL_UNIT_US);
	}
	if (vl_zone_open("Europe/Berlin", &zone, &err) < 0) {
		fprintf(stderr, "%s\n", err.msg);
		return 2;
	}
	measure("date 2026-01-02", run_date);
	measure("timestamp to seconds", run_ts);
	measure("timestamp with microseconds", run_ts_full);
	measure("print a timestamp", run_print);
	measure("extract month", run_month);
	measure("to local time", run_local);
	vl_zone_close(zone);
	return 0;
}
