/* bench_num.c -- ns per value of parsing and printing numbers. */
#include "base/num.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
	VALUES = 1 << 14, /* their text stays in the second-level cache */
	RUNS = 60,
};

static char text[VALUES * 32 + 64];
static const char *at[VALUES];
static int64_t len[VALUES];
static double value[VALUES];
static volatile double sink;

static double
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static uint64_t
next(void) /* splitmix64 */
{
	static uint64_t seed = 42;
	uint64_t z = seed += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static double
uniform(double below)
{
	return (double)(next() >> 11) * 0x1p-53 * below;
}

static int
make_int(char *p)
{
	return snprintf(p, 32, "%lld",
	    (long long)(next() >> (40 + next() % 24)) - (1 << 20));
}

static int
make_id(char *p)
{
	return snprintf(p, 32, "%llu", (unsigned long long)(next() >> 1));
}

static int
make_temp(char *p)
{
	return snprintf(p, 32, "%.1f", uniform(140) - 60);
}

static int
make_price(char *p)
{
	return snprintf(p, 32, "%.2f", uniform(100000));
}

static int
make_geo(char *p)
{
	return snprintf(p, 32, "%.6f", uniform(100));
}

static int
make_full(char *p)
{
	return snprintf(p, 32, "%.17g", uniform(1));
}

static void
fill(int (*make)(char *p))
{
	char *p = text;

	for (int i = 0; i < VALUES; i++) {
		at[i] = p;
		len[i] = make(p);
		value[i] = strtod(p, NULL);
		p += len[i];
		*p++ = ',';
	}
}

static double
run_i64(void)
{
	int64_t sum = 0;
	int64_t v = 0;

	for (int i = 0; i < VALUES; i++) {
		if (!vl_parse_i64_fast(at[i], len[i], &v))
			vl_parse_i64(at[i], len[i], &v);
		sum += v & 0xff;
	}
	return (double)sum;
}

static double
run_strtoll(void)
{
	int64_t sum = 0;

	for (int i = 0; i < VALUES; i++)
		sum += strtoll(at[i], NULL, 10) & 0xff;
	return (double)sum;
}

static double
run_f64(void)
{
	double sum = 0;
	double v = 0;

	for (int i = 0; i < VALUES; i++) {
		if (!vl_parse_f64_fast(at[i], len[i], &v))
			vl_parse_f64(at[i], len[i], &v);
		sum += v;
	}
	return sum;
}

static double
run_strtod(void)
{
	double sum = 0;

	for (int i = 0; i < VALUES; i++)
		sum += strtod(at[i], NULL);
	return sum;
}

static double
run_dec(void)
{
	int64_t sum = 0;
	vl_i128 v = 0;

	for (int i = 0; i < VALUES; i++) {
		vl_parse_dec(at[i], len[i], 18, 6, &v);
		sum += (int64_t)v & 0xff;
	}
	return (double)sum;
}

static double
run_print_f64(void)
{
	char buf[VL_NUM_ROOM];
	int bytes = 0;

	for (int i = 0; i < VALUES; i++)
		bytes += vl_print_f64(buf, value[i]);
	return bytes;
}

static double
run_print_i64(void)
{
	char buf[VL_NUM_ROOM];
	int bytes = 0;

	for (int i = 0; i < VALUES; i++)
		bytes += vl_print_i64(buf, (int64_t)value[i]);
	return bytes;
}

static double
run_printf(void)
{
	char buf[64];
	int bytes = 0;

	for (int i = 0; i < VALUES; i++)
		bytes += snprintf(buf, sizeof buf, "%.17g", value[i]);
	return bytes;
}

static void
measure(const char *what, int (*make)(char *p), double (*run)(void))
{
	double best = 1e300;

	fill(make);
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
	measure("i64  1-7 digits", make_int, run_i64);
	measure("i64  strtoll", make_int, run_strtoll);
	measure("i64  19 digits", make_id, run_i64);
	measure("f64  -12.3", make_temp, run_f64);
	measure("f64  12345.67", make_price, run_f64);
	measure("f64  38.456789", make_geo, run_f64);
	measure("f64  38.456789 strtod", make_geo, run_strtod);
	measure("f64  17 digits", make_full, run_f64);
	measure("f64  17 digits strtod", make_full, run_strtod);
	measure("dec  38.456789", make_geo, run_dec);
	measure("print i64 1-7 digits", make_int, run_print_i64);
	measure("print i64 19 digits", make_id, run_print_i64);
	measure("print f64 -12.3", make_temp, run_print_f64);
	measure("print f64 38.456789", make_geo, run_print_f64);
	measure("print f64 17 digits", make_full, run_print_f64);
	measure("print f64 17 digits printf", make_full, run_printf);
	return 0;
}
