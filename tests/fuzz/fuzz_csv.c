/*
 * fuzz_csv.c -- any bytes are read or refused, and the same way in blocks of
 * any size, from a file and from a pipe.
 *
 *	byte 0	bits: header, all_text, ragged, delimiter, --ignore-errors
 *	byte 1	size of the small blocks
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "col/batch.h"
#include "col/scan.h"
#include "col/show.h"
#include "fmt/csv.h"
#include "fmt/fmt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	COLUMNS_MAX = 64 /* that are shown; all are read over */
};

struct outcome {
	struct vl_buf rows;
	int code;
	int64_t line;
};

static int
show_rows(struct vl_source *src, struct vl_buf *out, struct vl_err *err)
{
	int column[COLUMNS_MAX];
	struct vl_want want = { .limit = -1, .threads = 1, .column = column };
	struct vl_stream *s;
	struct vl_scan *scan;
	struct vl_batch *b;
	int rc;

	while (want.count < COLUMNS_MAX && want.count < src->schema->count) {
		column[want.count] = want.count;
		want.count++;
	}
	vl_buf_reset(out);
	VL_TRY(vl_source_scan(src, &want, &scan, err));
	VL_TRY(vl_scan_stream(scan, &s, err));
	while ((rc = vl_stream_next(s, &b, err)) > 0)
		for (int64_t r = 0; r < b->rows; r++)
			for (int c = 0; c < want.count; c++) {
				vl_show_value(
				    vl_batch_dense(b, c), r, VL_SHOW_JSON, out);
				vl_buf_byte(
				    out, c < want.count - 1 ? ',' : '\n');
			}
	vl_stream_close(s);
	return rc;
}

static void
read_one(struct outcome *o, const uint8_t *data, int64_t n, uint8_t bits,
    int block, bool seekable)
{
	static const char *const ragged[] = { "ragged=error",
		"ragged=null_padding", "ragged=cut" };
	struct vl_arena a = { 0 };
	struct vl_settings set = { 0 };
	struct vl_open how = { .settings = &set,
		.ignore_errors = bits >> 5 & 1 };
	struct vl_source *src = NULL;
	struct vl_err err = { 0 };
	char text[32];
	int rc;

	snprintf(text, sizeof text, "block=%d", block);
	vl_settings_add(&a, &set, vl_str(text), &err);
	vl_settings_add(&a, &set, vl_str(ragged[(bits >> 2 & 3) % 3]), &err);
	if (bits & 1)
		vl_settings_add(&a, &set, VL_STR("header=true"), &err);
	if (bits & 2)
		vl_settings_add(&a, &set, VL_STR("all_text"), &err);
	if (bits & 16)
		vl_settings_add(&a, &set, VL_STR("delimiter=;"), &err);
	rc = vl_csv_open(
	    vl_input_memory("x", data, n, seekable), &how, &src, &err);
	while (rc >= 0) {
		rc = show_rows(src, &o->rows, &err);
		if (rc != VL_ERETRY)
			break;
		rc = vl_source_widen(src, &err);
	}
	assert(rc >= 0 || err.msg[0] != '\0');
	o->code = rc < 0 ? (int)err.code : 0;
	o->line = rc < 0 ? err.row : 0;
	vl_source_close(src);
	vl_arena_release(&a);
}

/* Compressed bytes are another fuzzer's. */
static bool
is_packed(const uint8_t *data, int64_t n)
{
	struct vl_input *in = vl_input_memory("x", data, n, false);
	struct vl_err err = { 0 };
	const char *p;
	bool packed =
	    vl_input_peek(in, 1, &p, &err) < 0 || vl_input_codec(in) != NULL;

	vl_input_close(in);
	return packed;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct outcome o[3] = { 0 };
	int small;

	if (size < 2)
		return 0;
	int64_t n = (int64_t)size - 2;

	if (is_packed(data + 2, n))
		return 0;
	small = data[1] % 100 + 1;
	read_one(&o[0], data + 2, n, data[0], 1 << 18, true);
	read_one(&o[1], data + 2, n, data[0], small, true);
	read_one(&o[2], data + 2, n, data[0], small, false);
	for (int i = 1; i < 3; i++) {
		assert(o[i].code == o[0].code);
		assert(o[i].line == o[0].line);
		if (o[0].code == 0)
			assert(o[i].rows.len == o[0].rows.len &&
			    (o[0].rows.len == 0 ||
				memcmp(o[i].rows.p, o[0].rows.p,
				    (size_t)o[0].rows.len) == 0));
	}
	for (int i = 0; i < 3; i++)
		vl_buf_release(&o[i].rows);
	return 0;
}
