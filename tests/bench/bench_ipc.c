/*
 * bench_ipc.c -- bytes of an Arrow stream, encoded and decoded, per second.
 *
 *	build/release/bench/bench_ipc [ROWS]
 *
 * Each case is a table in batches of the engine's size; processor time of the
 * best of several rounds, in GB of the encoded stream per second.  Reading
 * takes every batch of every column, checksums included.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../unit/ipc_util.h"

enum {
	ROUNDS = 7,
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The same batch again and again: what counts is not in cache, the stream. */
static void
encode(const struct vl_ipc_write *how, struct vl_batch *b, int64_t rows,
    struct vl_buf *out)
{
	struct vl_ipc_writer *w = vl_ipc_writer_new(b->schema, how);
	struct vl_err err = { 0 };

	for (int64_t i = 0; i < rows; i += b->rows)
		if (vl_ipc_writer_batch(w, b, out, &err) < 0)
			abort();
	if (vl_ipc_writer_end(w, NULL, out, &err) < 0)
		abort();
	vl_ipc_writer_free(w);
}

static int64_t
decode(const struct vl_buf *bytes, bool file, int columns)
{
	struct mem m = { .p = bytes->p, .n = bytes->len };
	int all[16] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
	struct vl_want want = {
		.count = columns, .column = all, .limit = -1, .threads = 1
	};
	struct vl_err err = { 0 };
	struct vl_source *s;
	struct vl_scan *scan;
	struct vl_stream *stream;
	struct vl_batch *b;
	int64_t rows = 0;

	if (mem_open(&m, file, false, &s, &err) < 0 ||
	    vl_source_scan(s, &want, &scan, &err) < 0 ||
	    vl_scan_stream(scan, &stream, &err) < 0)
		abort();
	while (vl_stream_next(stream, &b, &err) > 0)
		rows += b->rows;
	vl_stream_close(stream);
	vl_source_close(s);
	if (err.code)
		abort();
	return rows;
}

static void
bench(const char *name, const char *fields, const struct vl_ipc_write *how,
    int64_t rows)
{
	struct vl_arena a = { 0 };
	struct vl_schema *s = make_schema(&a, fields);
	struct vl_batch *b = random_batch(&a, s, VL_BATCH_ROWS, 0, 1);
	struct vl_buf out = { 0 };
	double best[2] = { 1e9, 1e9 };

	for (int i = 0; i < ROUNDS; i++) {
		double t[3];

		vl_buf_reset(&out);
		t[0] = now();
		encode(how, b, rows, &out);
		t[1] = now();
		decode(&out, how->file, s->count);
		t[2] = now();
		for (int k = 0; k < 2; k++)
			if (t[k + 1] - t[k] < best[k])
				best[k] = t[k + 1] - t[k];
	}
	printf("%-12s %7.1f MB  write %5.2f GB/s %6.2f ns/row  "
	       "read %5.2f GB/s %6.2f ns/row\n",
	    name, (double)out.len / 1e6, (double)out.len / best[0] / 1e9,
	    best[0] * 1e9 / (double)rows, (double)out.len / best[1] / 1e9,
	    best[1] * 1e9 / (double)rows);
	vl_buf_release(&out);
	vl_arena_release(&a);
}

int
main(int argc, char **argv)
{
	int64_t rows = argc > 1 ? strtoll(argv[1], NULL, 10) : 1 << 20;
	static const struct vl_ipc_write plain;
	static const struct vl_ipc_write file = { .file = true };
	static const struct vl_ipc_write zstd = { .codec = VL_IPC_ZSTD };
	static const struct vl_ipc_write lz4 = { .codec = VL_IPC_LZ4 };
	static const char mixed[] =
	    "a BIGINT, b DOUBLE, c VARCHAR, d TIMESTAMP, e BOOLEAN, "
	    "f INTEGER, g VARCHAR, h DECIMAL(18,2)";

	bench("bigint", "a BIGINT", &plain, rows * 4);
	bench("varchar", "a VARCHAR", &plain, rows);
	bench("boolean", "a BOOLEAN", &plain, rows * 4);
	bench("list", "a BIGINT[]", &plain, rows);
	bench("vector", "a FLOAT[64]", &plain, rows / 8);
	bench("mixed", mixed, &plain, rows);
	bench("mixed file", mixed, &file, rows);
	bench("mixed zstd", mixed, &zstd, rows / 8);
	bench("mixed lz4", mixed, &lz4, rows / 8);
	return 0;
}
