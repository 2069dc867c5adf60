/* bench_write.c -- MB per second of the text writers, mixed and by type. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/arena.h"
#include "base/err.h"
#include "col/show.h"
#include "fmt/fmt.h"

#include "../unit/make.h"

enum {
	ROWS = 2048,
	RUNS = 400,
};

static struct vl_arena arena;

static double
now_ns(void) /* of this thread: others do not count */
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
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

static void
put_random(struct vl_build *b, const char *name)
{
	static const char *const words[] = { "MSFT", "AMZN", "IBM", "GOOG",
		"New York", "Wellington", "Los Angeles, California",
		"a longer remark on this row", "more plain words here" };
	int kind = b->type.id;

	if (next() % 50 == 0)
		vl_build_null(b);
	else if (kind == VL_TYPE_TEXT)
		vl_build_str(b, vl_str(words[next() % (*name == 's' ? 4 : 9)]));
	else if (kind == VL_TYPE_F64)
		vl_build_f64(b, (double)(next() % 10000000) / 100);
	else if (kind == VL_TYPE_DATE)
		vl_build_int(b, (int64_t)(next() % 20000));
	else if (kind == VL_TYPE_TS)
		vl_build_i64(b, (int64_t)(next() % 1700000000) * 1000000);
	else
		vl_build_int(b, (int64_t)(next() % 1000000));
}

static struct vl_batch *
random_batch(const char *fields)
{
	struct vl_schema *s = make_schema(&arena, fields);
	struct vl_batch *b = vl_batch_new(&arena, s, ROWS);

	for (int i = 0; i < s->count; i++) {
		struct vl_build col;

		vl_build_init(&col, &arena, s->field[i].type, ROWS);
		for (int row = 0; row < ROWS; row++)
			put_random(&col, s->field[i].name.p);
		b->col[i] = vl_build_finish(&col);
	}
	return b;
}

/* The same batch as a reader hands it on that keeps the source's text. */
static void
make_raw(struct vl_batch *b)
{
	struct vl_buf text = { 0 };

	for (int i = 0; i < b->schema->count; i++) {
		struct vl_build col;

		vl_build_init(&col, &arena, vl_type(VL_TYPE_TEXT), ROWS);
		for (int row = 0; row < ROWS; row++) {
			vl_buf_reset(&text);
			vl_show_value(&b->col[i], row, VL_SHOW_CSV, &text);
			if (text.len == 0)
				vl_build_null(&col);
			else
				vl_build_str(&col, vl_buf_view(&text));
		}
		b->col[i] = vl_build_finish(&col);
		b->col[i].form = VL_RAW;
	}
	vl_buf_release(&text);
}

static void
measure(const char *format, const char *what, struct vl_batch *b)
{
	struct vl_write how = { 0 };
	struct vl_writer *w;
	struct vl_err err = { 0 };
	struct vl_buf out = { 0 };
	double best = 1e18;

	if (vl_writer_open(format, b->schema, &how, &w, &err) < 0) {
		fprintf(stderr, "bench_write: %s\n", err.msg);
		exit(2);
	}
	for (int run = 0; run < RUNS; run++) {
		double t = now_ns();

		vl_buf_reset(&out);
		if (w->class->batch(w, b, &out, &err) < 0)
			exit(2);
		t = now_ns() - t;
		best = t < best ? t : best;
	}
	printf("%-6s %-10s %7.0f MB/s %6.1f ns/value %5.1f bytes/value\n",
	    format, what, (double)out.len / best * 1e3,
	    best / ROWS / b->schema->count,
	    (double)out.len / ROWS / b->schema->count);
	vl_buf_release(&out);
	vl_writer_close(w);
}

int
main(void)
{
	static const char *const kinds[][2] = {
		{ "mixed",
		    "id BIGINT, symbol VARCHAR, day DATE, price DOUBLE,"
		    " amount INTEGER, at TIMESTAMP, note VARCHAR" },
		{ "short",
		    "s1 VARCHAR, s2 VARCHAR, s3 VARCHAR, k1 INTEGER, "
		    "k2 INTEGER, k3 INTEGER, v1 INTEGER, v2 INTEGER, "
		    "v3 DOUBLE" },
		{ "bigint", "id BIGINT" },
		{ "double", "price DOUBLE" },
		{ "symbol", "symbol VARCHAR" },
		{ "text", "note VARCHAR" },
		{ "date", "day DATE" },
		{ "timestamp", "at TIMESTAMP" },
	};
	static const char *const formats[] = { "csv", "jsonl" };

	for (int64_t k = 0; k < VL_COUNTOF(kinds); k++) {
		struct vl_batch *b = random_batch(kinds[k][1]);

		for (int64_t f = 0; f < VL_COUNTOF(formats); f++)
			measure(formats[f], kinds[k][0], b);
		make_raw(b);
		measure("csv", "as read", b);
	}
	vl_arena_release(&arena);
	return 0;
}
