/*
 * bench_json.c -- how fast JSON lines are walked, and read.
 *
 *	bench_json FILE [COLUMN]...
 *
 * Walks the first 64 MiB, by instruction set, then scans all of the file for
 * the columns (none: count) with 1 and 2 workers.  Best of several runs.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/err.h"
#include "col/batch.h"
#include "fmt/fmt.h"
#include "fmt/json_int.h"
#include "kern/kern.h"

enum {
	TEXT_MAX = 64 << 20,
	BLOCK = 256 << 10,
	ROWS_MAX = 65536,
	RUNS = 7,
	SCANS = 3,
	COLUMNS_MAX = 64
};

static double
seconds(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
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
		double t = seconds(CLOCK_PROCESS_CPUTIME_ID);

		json_walk_init(&w, JSON_IGNORE);
		w.stride = ROWS_MAX;
		w.span = vl_alloc(2 * ROWS_MAX * (int64_t)sizeof *w.span);
		json_keys_add(&w.keys, VL_STR("service"), 0);
		json_keys_add(&w.keys, VL_STR("latency_ms"), 1);
		count = walk_all(&w, p, n, rows);
		json_walk_release(&w);
		t = seconds(CLOCK_PROCESS_CPUTIME_ID) - t;
		if (t < best)
			best = t;
	}
	printf("%-8s %-6s %6.2f GB/s  %6.1f ns/row\n", isa, what,
	    (double)n / best * 1e-9, count ? best * 1e9 / (double)count : 0.0);
}

static void *
pull(void *arg)
{
	struct vl_scan *scan = arg;
	struct vl_scan_worker *w;
	struct vl_err err;
	struct vl_batch *b;
	int64_t morsel;

	if (vl_scan_worker(scan, &w, &err) < 0)
		return NULL;
	while (w->begin(w, &morsel, &err) > 0)
		while (vl_stream_next(&w->stream, &b, &err) > 0)
			;
	vl_stream_close(&w->stream);
	return NULL;
}

/* Scan the whole file for some columns. */
static void
scan(struct vl_source *s, const struct vl_want *want)
{
	double best = 1e9;
	double cpu = 0;
	int64_t rows = 0;

	for (int run = 0; run < SCANS; run++) {
		double wall = seconds(CLOCK_MONOTONIC);
		double used = seconds(CLOCK_PROCESS_CPUTIME_ID);
		struct vl_err err;
		struct vl_scan *one;
		pthread_t other;

		if (vl_source_scan(s, want, &one, &err) < 0)
			return;
		if (want->threads > 1)
			pthread_create(&other, NULL, pull, one);
		pull(one);
		if (want->threads > 1)
			pthread_join(other, NULL);
		rows = one->stats.rows;
		vl_scan_close(one);
		wall = seconds(CLOCK_MONOTONIC) - wall;
		used = seconds(CLOCK_PROCESS_CPUTIME_ID) - used;
		if (wall < best) {
			best = wall;
			cpu = used;
		}
	}
	printf("scan, %d columns, %d threads: %.3f s, cpu %.3f s, %.2f GB/s, "
	       "%lld rows\n",
	    want->count, want->threads, best, cpu,
	    (double)s->bytes_estimate / best * 1e-9, (long long)rows);
}

static int
scan_all(const char *path, int count, char **name)
{
	struct vl_settings none = { 0 };
	struct vl_open how = { .settings = &none, .threads = 2 };
	struct vl_err err = { 0 };
	int column[COLUMNS_MAX];
	struct vl_source *s;

	if (vl_open_path(path, &how, &s, &err) < 0) {
		fprintf(stderr, "%s\n", err.msg);
		return 2;
	}
	for (int i = 0; i < count; i++) {
		column[i] = vl_schema_find(s->schema, vl_str(name[i]));
		if (column[i] < 0) {
			fprintf(stderr, "no column '%s'\n", name[i]);
			return 2;
		}
	}
	for (int threads = 1; threads <= 2; threads++) {
		struct vl_want want = { .count = count,
			.column = column,
			.limit = -1,
			.threads = threads };

		scan(s, &want);
	}
	vl_source_close(s);
	return 0;
}

int
main(int argc, char **argv)
{
	struct vl_err err = { 0 };
	struct vl_input *in;

	if (argc < 2 || argc > COLUMNS_MAX ||
	    vl_input_open(argv[1], 0, &in, &err) < 0) {
		fprintf(stderr, "bench_json FILE [COLUMN]...: %s\n", err.msg);
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
	return scan_all(argv[1], argc - 2, argv + 2);
}
