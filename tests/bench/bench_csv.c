/*
 * bench_csv.c -- how fast delimited text is read, on one core, by ISA.
 *
 *	bench_csv FILE	the first 256 MiB of it, best of several runs
 *
 * The kernels see one block at a time, as a worker does; what follows them is
 * the whole reader: counting, one column of each type, all columns.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "col/batch.h"
#include "col/scan.h"
#include "fmt/csv.h"
#include "fmt/fmt.h"
#include "kern/kern.h"

enum {
	TEXT_MAX = 256 << 20,
	BLOCK = 256 << 10,
	POSITIONS = 16 << 10,
	RUNS = 5
};

static char *text;
static int64_t text_bytes;

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void
report(const char *what, double best, int64_t rows)
{
	printf("%-8s %-24s %6.2f GB/s", vl_kern()->isa, what,
	    (double)text_bytes / best * 1e-9);
	if (rows > 0)
		printf("  %6.1f ns/row", best * 1e9 / (double)rows);
	printf("\n");
}

/* A kernel over all blocks; returns something, so that it is not left out. */
static int64_t
count_block(const char *p, int64_t n, const struct vl_scan_chars *c)
{
	struct vl_scan_counts counts;

	vl_kern()->scan->count(p, n, c->newline, c->quote, &counts);
	return counts.newlines;
}

static int64_t
survey_block(const char *p, int64_t n, const struct vl_scan_chars *c)
{
	struct vl_scan_counts counts;

	return vl_kern()->scan->survey(p, n, c, &counts) + counts.quotes;
}

static int64_t
utf8_block(const char *p, int64_t n, const struct vl_scan_chars *c)
{
	(void)c;
	return vl_kern()->utf8->valid(p, n);
}

static int64_t
index_block(const char *p, int64_t n, const struct vl_scan_chars *c)
{
	static uint32_t pos[POSITIONS];
	int64_t total = 0;

	for (int64_t at = 0; at < n;) {
		int64_t rows = 2048;
		int64_t got = vl_kern()->scan->index(
		    p + at, n - at, c, pos, POSITIONS, &rows);

		total += got;
		at = got > 0 ? at + pos[got - 1] + 1 : n;
	}
	return total;
}

static void
measure_kernel(const char *what,
    int64_t (*f)(const char *, int64_t, const struct vl_scan_chars *),
    const struct vl_scan_chars *c)
{
	double best = 1e9;
	volatile int64_t sink = 0;

	for (int run = 0; run < RUNS; run++) {
		double t = seconds();

		for (int64_t at = 0; at + BLOCK + 64 <= text_bytes; at += BLOCK)
			sink += f(text + at + 1, BLOCK, c);
		t = seconds() - t;
		best = t < best ? t : best;
	}
	report(what, best, 0);
}

/* The reader with some columns; -1: as many as there are. */
static void
measure_scan(
    struct vl_source *src, const char *what, const int *column, int count)
{
	struct vl_want want = {
		.limit = -1, .threads = 1, .column = column, .count = count
	};
	double best = 1e9;
	int64_t rows = 0;

	for (int run = 0; run < RUNS; run++) {
		struct vl_err err = { 0 };
		struct vl_scan *scan;
		struct vl_stream *s;
		struct vl_batch *b;
		double t = seconds();
		int rc = vl_source_scan(src, &want, &scan, &err);

		if (rc >= 0)
			rc = vl_scan_stream(scan, &s, &err);
		if (rc < 0) {
			printf("%s\n", err.msg);
			return;
		}
		rows = 0;
		while ((rc = vl_stream_next(s, &b, &err)) > 0)
			rows += b->rows;
		vl_stream_close(s);
		if (rc < 0)
			printf("%s\n", err.msg);
		t = seconds() - t;
		best = t < best ? t : best;
	}
	report(what, best, rows);
}

static void
measure_reader(struct vl_source *src)
{
	bool seen[VL_TYPE_COUNT] = { false };
	int n = src->schema->count;
	int *all = vl_alloc(n * (int64_t)sizeof *all);
	struct vl_buf name = { 0 };

	measure_scan(src, "read: count", all, 0);
	for (int c = 0; c < n; c++) {
		struct vl_type t = src->schema->field[c].type;

		all[c] = c;
		if (seen[t.id])
			continue;
		seen[t.id] = true;
		vl_buf_reset(&name);
		vl_buf_cstr(&name, "read: one ");
		vl_type_name(t, &name);
		vl_buf_byte(&name, '\0');
		measure_scan(src, name.p, &c, 1);
	}
	measure_scan(src, "read: all columns", all, n);
	vl_buf_release(&name);
	vl_dealloc(all);
}

int
main(int argc, char **argv)
{
	struct vl_settings none = { 0 };
	struct vl_open how = { .settings = &none };
	struct vl_source *src;
	struct vl_err err = { 0 };
	struct vl_input *in;

	if (argc != 2 || vl_input_open(argv[1], 0, &in, &err) < 0) {
		fprintf(stderr, "bench_csv FILE: %s\n", err.msg);
		return 2;
	}
	text = vl_alloc_buffer(TEXT_MAX);
	text_bytes = vl_input_read_at(in, 0, text, TEXT_MAX, &err);
	vl_input_close(in);
	while (text_bytes > 0 && text[text_bytes - 1] != '\n')
		text_bytes--;
	in = vl_input_memory(argv[1], text, text_bytes, true);
	if (vl_csv_open(in, &how, &src, &err) < 0) {
		fprintf(stderr, "bench_csv: %s\n", err.msg);
		return 2;
	}
	const char *line_end = memchr(text, '\n', (size_t)text_bytes);
	bool semicolons = memchr(text, ';', (size_t)(line_end - text)) != NULL;
	struct vl_scan_chars c = { '\n', semicolons ? ';' : ',', '"' };

	for (const struct vl_kern *const *k = vl_kern_all(); *k; k++) {
		vl_kern_use((*k)->isa);
		measure_kernel("kernel: count", count_block, &c);
		measure_kernel("kernel: survey", survey_block, &c);
		measure_kernel("kernel: index", index_block, &c);
		measure_kernel("kernel: utf8", utf8_block, &c);
		measure_reader(src);
	}
	vl_source_close(src);
	vl_dealloc(text);
	return 0;
}
