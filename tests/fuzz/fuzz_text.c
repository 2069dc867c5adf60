/*
 * fuzz_text.c -- numbers, times, intervals, zones and UTF-8 from any bytes:
 * what lies behind the text has no say, and what is printed reads back.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/err.h"
#include "base/interval.h"
#include "base/num.h"
#include "base/time.h"
#include "base/utf8.h"
#include "base/zone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	TEXT_MAX = 2000,
	SLACK = 64, /* what the parsers may read behind the text */
};

/* All that the parsers say of one text. */
struct answers {
	int rc[11];
	int64_t i64;
	uint64_t u64;
	vl_i128 i128;
	vl_i128 dec;
	double f64;
	float f32;
	int32_t date;
	int64_t time;
	int64_t ts;
	bool zoned;
	struct vl_interval interval;
	int64_t fast_i64;
	double fast_f64;
};

static void
ask(const char *p, int64_t n, struct answers *a)
{
	memset(a, 0, sizeof *a);
	a->rc[0] = vl_parse_i64(p, n, &a->i64);
	a->rc[1] = vl_parse_u64(p, n, &a->u64);
	a->rc[2] = vl_parse_i128(p, n, &a->i128);
	a->rc[3] = vl_parse_dec(p, n, 38, 9, &a->dec);
	a->rc[4] = vl_parse_f64(p, n, &a->f64);
	a->rc[5] = vl_parse_f32(p, n, &a->f32);
	a->rc[6] = vl_parse_date(p, n, VL_DATE_LENIENT, &a->date);
	a->rc[7] = vl_parse_time(p, n, &a->time);
	a->rc[8] = vl_parse_ts(p, n, VL_UNIT_US, &a->ts, &a->zoned);
	a->rc[9] = vl_parse_interval(p, n, &a->interval);
	a->rc[10] = vl_parse_i64_fast(p, n, &a->fast_i64) +
	    2 * vl_parse_f64_fast(p, n, &a->fast_f64);
}

static void
check_numbers(const struct answers *a)
{
	char buf[VL_NUM_ROOM + SLACK] = { 0 };
	struct answers b;

	if (a->rc[10] & 1)
		assert(a->rc[0] == VL_NUM_OK && a->fast_i64 == a->i64);
	if (a->rc[10] & 2)
		assert(a->rc[4] == VL_NUM_OK && a->fast_f64 == a->f64);
	if (a->rc[0] == VL_NUM_OK) {
		ask(buf, vl_print_i64(buf, a->i64), &b);
		assert(b.rc[0] == VL_NUM_OK && b.i64 == a->i64);
	}
	if (a->rc[2] == VL_NUM_OK) {
		ask(buf, vl_print_i128(buf, a->i128), &b);
		assert(b.rc[2] == VL_NUM_OK && b.i128 == a->i128);
	}
	if (a->rc[3] == VL_NUM_OK) {
		ask(buf, vl_print_dec(buf, a->dec, 9), &b);
		assert(b.rc[3] == VL_NUM_OK && b.dec == a->dec);
	}
	if (a->rc[4] == VL_NUM_OK) {
		ask(buf, vl_print_f64(buf, a->f64), &b);
		assert(b.rc[4] == VL_NUM_OK &&
		    (b.f64 == a->f64 || a->f64 != a->f64));
	}
	if (a->rc[5] == VL_NUM_OK) {
		ask(buf, vl_print_f32(buf, a->f32), &b);
		assert(b.rc[5] == VL_NUM_OK &&
		    (b.f32 == a->f32 || a->f32 != a->f32));
	}
}

static void
check_times(const struct answers *a)
{
	char buf[VL_INTERVAL_ROOM + SLACK] = { 0 };
	struct answers b;

	if (a->rc[6] == VL_NUM_OK) {
		ask(buf, vl_print_date(buf, a->date), &b);
		assert(b.rc[6] == VL_NUM_OK && b.date == a->date);
	}
	if (a->rc[8] == VL_NUM_OK) {
		ask(buf, vl_print_ts(buf, a->ts, VL_UNIT_US), &b);
		assert(b.rc[8] == VL_NUM_OK && b.ts == a->ts);
		for (int k = 0; k < VL_PART_COUNT; k++)
			vl_ts_part((enum vl_part)k, a->ts, VL_UNIT_US);
	}
	if (a->rc[9] == VL_NUM_OK) {
		ask(buf, vl_print_interval(buf, &a->interval), &b);
		/* the parts' own limits are wider than those of a number */
		assert(b.rc[9] == VL_NUM_OK &&
		    vl_interval_cmp(&b.interval, &a->interval) == 0);
	}
}

static void
check_utf8(const char *p, int64_t n)
{
	static char out[2 * TEXT_MAX + 8];
	int64_t valid = vl_utf8_valid(p, n);
	int64_t at = 0;

	assert(valid >= 0 && valid <= n);
	while (at < n) {
		int width = -1;
		int64_t len = vl_utf8_cluster(p + at, n - at, &width);

		assert(len > 0 && len <= n - at && width >= 0 && width <= 2);
		at += len;
	}
	assert(vl_utf8_offset(p, n, vl_utf8_count(p, n)) == n);
	assert(vl_utf8_lower(out, p, n) <= 2 * n);
	n = vl_utf8_upper(out, p, valid);
	assert(vl_utf8_valid(out, n) == n);
}

static void
check_zone(const char *p, int64_t n)
{
	struct vl_err err = { 0 };
	struct vl_zone *z = NULL;

	if (vl_zone_parse("fuzz", p, n, &z, &err) == 0)
		for (int64_t t = INT64_MIN / 4; t < INT64_MAX / 4;
		     t += INT64_MAX / 9)
			vl_zone_to_utc(z, t + vl_zone_offset(z, t));
	vl_zone_close(z);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[TEXT_MAX + SLACK];
	int64_t n = (int64_t)(size < TEXT_MAX ? size : TEXT_MAX);
	struct answers a, b;

	memcpy(text, data, (size_t)n);
	memset(text + n, '0', SLACK);
	ask(text, n, &a);
	memset(text + n, ':', SLACK);
	ask(text, n, &b);
	assert(memcmp(a.rc, b.rc, sizeof a.rc) == 0);
	assert(a.rc[0] != VL_NUM_OK || a.i64 == b.i64);
	assert(a.rc[3] != VL_NUM_OK || a.dec == b.dec);
	assert(a.rc[4] != VL_NUM_OK || a.f64 == b.f64 || a.f64 != a.f64);
	assert(a.rc[8] != VL_NUM_OK || a.ts == b.ts);
	check_numbers(&a);
	check_times(&a);
	check_utf8((const char *)data, n);
	check_zone((const char *)data, (int64_t)size);
	return 0;
}
