/*
 * bench_json.c -- how fast JSON lines are walked.
 *
 *	bench_json FILE	first 64 MiB of it, best of several runs, by ISA
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "base/err.h"
#include "fmt/input.h"
#include "fmt/json_int.h"
#include "kern/kern.h"

enum {
	TEXT_MAX = 64 << 20,
	BLOCK = 256 << 10,
	ROWS_MAX = 65536,
	RUNS = 7
};

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Bytes of whole lines at p, at most a block. */
static int64_t
whole_lines(const char *p, int64_t n)
{
	if (n > BLOCK)
		n = BLOCK;
	while (n > 0 && p[n - 1] != '\n')
		n--;
	return n;
}

static int64_t
walk_all(struct json_walk *w, const char *p, int64_t n, bool rows)
{
	int64_t total = 0;

	for (int64_t at = 0, len; at < n; at += len) {
		len = whole_lines(p + at, n - at);
		json_walk_text(w, p + at, len);
		const char *row = p + at;
		int64_t k = 0;

		while (rows && row < p + at + len) {
			row = json_walk_row(w, row, k++ % ROWS_MAX);
			if (row == NULL) {
				printf("%s\n", w->bad_why);
				exit(1);
			}
			row++;
		}
		total += k;
	}
	return total;
}

/* The best of several runs; with two slots as a query has them. */
static void
measure(const char *isa, const char *what, const char *p, int64_t n, bool rows)
{
	double best = 1e9;
	int64_t count = 0;

	for (int run = 0; run < RUNS; run++) {
		struct json_walk w;
		double t = seconds();

		json_walk_init(&w, JSON_IGNORE);
		w.stride = ROWS_MAX;
		w.span = vl_alloc(2 * ROWS_MAX * (int64_t)sizeof *w.span);
		json_keys_add(&w.keys, VL_STR("service"), 0);
		json_keys_add(&w.keys, VL_STR("latency_ms"), 1);
		count = walk_all(&w, p, n, rows);
		json_walk_release(&w);
		t = seconds() - t;
		if (t < best)
			best = t;
	}
	printf("%-8s %-6s %6.2f GB/s  %6.1f ns/row\n", isa, what,
	    (double)n / best * 1e-9, count ? best * 1e9 / (double)count : 0.0);
}

int
main(int argc, char **argv)
{
	struct vl_err err = { 0 };
	struct vl_input *in;

	if (argc != 2 || vl_input_open(argv[1], 0, &in, &err) < 0) {
		fprintf(stderr, "bench_json FILE: %s\n", err.msg);
		return 2;
	}
	char *p = vl_alloc_buffer(TEXT_MAX);
	int64_t n = vl_input_read_at(in, 0, p, TEXT_MAX, &err);

	while (n > 0 && p[n - 1] != '\n')
		n--;
	const struct vl_kern *const *all = vl_kern_all();

	for (; *all; all++) {
		vl_kern_use((*all)->isa);
		measure((*all)->isa, "mark", p, n, false);
		measure((*all)->isa, "walk", p, n, true);
	}
	vl_input_close(in);
	vl_dealloc(p);
	return 0;
}
