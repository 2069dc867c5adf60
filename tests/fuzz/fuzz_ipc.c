/*
 * fuzz_ipc.c -- any bytes as an Arrow stream or file: an error or rows, never
 * a crash, and no memory that the bytes do not justify.
 *
 * Every input is read twice: as a sequence, all columns, and from places of a
 * file, the first column only, whose checks differ.  Rows are looked at, so
 * that a view or code that leads astray is found.
 */
#include <stddef.h>
#include <stdint.h>

#include "../unit/ipc_util.h"

enum {
	ROWS_MAX = 20000, /* looked at; NULLs and runs are cheap to claim */
	TEXT_MAX = 1 << 20,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
look_at(struct vl_stream *stream)
{
	struct vl_buf text = { 0 };
	struct vl_err err = { 0 };
	struct vl_batch *b;
	int64_t rows = 0;
	int rc = 0;

	while (rows < ROWS_MAX && (rc = vl_stream_next(stream, &b, &err)) > 0) {
		struct vl_batch first = *b;

		rows += b->rows;
		if (first.rows > 64)
			first.rows = 64;
		for (int64_t i = 0; i < first.rows; i++) {
			for (int k = 0; k < b->schema->count; k++) {
				vl_buf_reset(&text);
				vl_show_value(
				    &b->col[k], i, VL_SHOW_JSON, &text);
			}
			if (text.len > TEXT_MAX)
				rows = ROWS_MAX;
		}
		for (int k = 0; k < b->schema->count; k++)
			assert(b->col[k].rows == b->rows);
	}
	assert(rc >= 0 || err.msg[0]);
	vl_buf_release(&text);
}

static void
read_input(struct mem *m, bool seekable, int columns)
{
	struct vl_err err = { 0 };
	struct vl_source *s;
	struct vl_scan *scan;
	struct vl_stream *stream;
	int *all;
	struct vl_want want = { .limit = -1, .threads = 1 };

	if (mem_open(m, seekable, false, &s, &err) < 0) {
		assert(err.msg[0]);
		return;
	}
	want.count = s->schema->count < columns ? s->schema->count : columns;
	all = vl_alloc((int64_t)sizeof *all * want.count);
	for (int i = 0; i < want.count; i++)
		all[i] = i;
	want.column = all;
	if (vl_source_scan(s, &want, &scan, &err) == 0 &&
	    vl_scan_stream(scan, &stream, &err) == 0) {
		look_at(stream);
		vl_stream_close(stream);
	}
	vl_source_close(s);
	vl_dealloc(all);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mem m = { .p = (const char *)data, .n = (int64_t)size };

	vl_hash_seed_set(1);
	read_input(&m, false, INT32_MAX);
	read_input(&m, true, 1);
	return 0;
}
