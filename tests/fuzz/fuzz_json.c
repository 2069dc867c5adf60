/*
 * fuzz_json.c -- hostile JSON is read or refused, and in the same way whatever
 * is asked for; what is read as JSON text is JSON.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "col/batch.h"
#include "col/show.h"
#include "fmt/fmt.h"
#include "fmt/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Read all rows with the first `columns` columns: how many, or an error. */
static int64_t
read_rows(struct vl_source *s, int columns, struct vl_arena *a,
    struct vl_buf *out, struct vl_err *err)
{
	int *column = vl_new(a, int, s->schema->count);
	struct vl_want want = {
		.count = columns, .column = column, .limit = -1, .threads = 1
	};
	struct vl_stream *rows;
	struct vl_scan *scan;
	struct vl_batch *b;
	int64_t total = 0;
	int rc;

	for (int i = 0; i < columns; i++)
		column[i] = i;
	if ((rc = vl_source_scan(s, &want, &scan, err)) < 0 ||
	    (rc = vl_scan_stream(scan, &rows, err)) < 0)
		return rc;
	while ((rc = vl_stream_next(rows, &b, err)) > 0) {
		total += b->rows;
		for (int64_t r = 0; r < b->rows; r++)
			for (int c = 0; c < columns; c++) {
				vl_buf_reset(out);
				vl_show_value(
				    vl_batch_dense(b, c), r, VL_SHOW_JSON, out);
				assert(out->len > 0);
			}
	}
	vl_stream_close(rows);
	return rc < 0 ? rc : total;
}

/* The first byte chooses: bit 0 lines or values, 1 dates, 2 a pipe, 3 rows
 * that are malformed are skipped. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vl_arena a = { 0 };
	struct vl_settings settings = { 0 };
	struct vl_err err = { 0 };
	struct vl_buf out = { 0 };
	struct vl_source *s;
	int64_t all, none;

	if (size < 1)
		return 0;
	if (data[0] & 2)
		(void)vl_settings_add(&a, &settings, VL_STR("dates"), &err);
	struct vl_open how = { .settings = &settings,
		.tmpdir = "/tmp",
		.threads = 1,
		.ignore_errors = (data[0] & 8) != 0 };
	struct vl_input *in = vl_input_memory(
	    "x", data + 1, (int64_t)size - 1, (data[0] & 4) == 0);

	if ((data[0] & 1 ? vl_jsonl_open : vl_json_open)(in, &how, &s, &err) >=
	    0) {
		do
			all = read_rows(s, s->schema->count, &a, &out, &err);
		while (all == VL_ERETRY && vl_source_widen(s, &err) > 0);
		assert(all >= 0 || err.msg[0] != '\0');
		none = read_rows(s, 0, &a, &out, &err);
		/* A malformed row is one whatever is asked for; a value that
		 * a declared type refuses cannot be, there are none. */
		assert((all < 0) == (none < 0));
		assert(all < 0 || all == none);
		vl_source_close(s);
	}
	vl_buf_release(&out);
	vl_arena_release(&a);
	return 0;
}
