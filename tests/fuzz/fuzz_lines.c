/*
 * fuzz_lines.c -- any bytes are lines, split or matched with any pattern, and
 * the same way in blocks of any size, from a file and from a pipe.
 *
 *	byte 0	bits: pattern, delimiter, columns, blank lines, all_text
 *	byte 1	size of the small blocks
 *	...	with a pattern: it, up to a newline
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
#include "fmt/fmt.h"
#include "fmt/lines.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	COLUMNS_MAX = 64, /* that are shown; all are read over */
	PATTERN_MAX = 60,
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

/* A way to read: bits as above, and the pattern. */
struct way {
	uint8_t bits;
	int block;
	bool seekable;
	struct vl_str pattern;
};

static void
set_options(struct vl_arena *a, struct vl_settings *set, const struct way *way)
{
	struct vl_err err = { 0 };
	char text[32];

	snprintf(text, sizeof text, "block=%d", way->block);
	vl_settings_add(a, set, vl_str(text), &err);
	if (way->bits & 2 && !(way->bits & 1))
		vl_settings_add(a, set, VL_STR("delimiter=,"), &err);
	if (way->bits & 4)
		vl_settings_add(a, set, VL_STR("mappings=a:2,b:0,c:7"), &err);
	if (way->bits & 8)
		vl_settings_add(a, set, VL_STR("skip_empty_lines=no"), &err);
	if (way->bits & 16)
		vl_settings_add(a, set, VL_STR("all_text"), &err);
	if (way->bits & 1) {
		struct vl_setting *list =
		    vl_new(a, struct vl_setting, set->count + 1);

		memcpy(list, set->list, (size_t)set->count * sizeof *list);
		list[set->count++] =
		    (struct vl_setting){ .key = VL_STR("pattern"),
			    .value = way->pattern };
		set->list = list;
	}
}

static void
read_one(
    struct outcome *o, const uint8_t *data, int64_t n, const struct way *way)
{
	struct vl_arena a = { 0 };
	struct vl_settings set = { 0 };
	struct vl_open how = { .settings = &set };
	struct vl_source *src = NULL;
	struct vl_err err = { 0 };
	int rc;

	set_options(&a, &set, way);
	rc = vl_lines_open(
	    vl_input_memory("x", data, n, way->seekable), &how, &src, &err);
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

/* A pipe would be decompressed, which is for fuzz_input. */
static bool
is_compressed(const uint8_t *data, int64_t n)
{
	struct vl_input *in = vl_input_memory("x", data, n, false);
	struct vl_err err = { 0 };
	const char *p;
	bool yes = vl_input_peek(in, 16, &p, &err) < 0 || vl_input_codec(in);

	vl_input_close(in);
	return yes;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct outcome o[3] = { 0 };
	struct way way = { .seekable = true, .block = 1 << 18 };

	if (size < 2)
		return 0;
	const uint8_t *text = data + 2;
	int64_t n = (int64_t)size - 2;

	way.bits = data[0];
	if (way.bits & 1) {
		const uint8_t *end = n ? memchr(text, '\n', (size_t)n) : NULL;

		if (end == NULL || end - text > PATTERN_MAX)
			return 0;
		way.pattern.p = (const char *)text;
		way.pattern.n = end - text;
		text = end + 1;
		n -= way.pattern.n + 1;
	}
	if (is_compressed(text, n))
		return 0;
	read_one(&o[0], text, n, &way);
	way.block = data[1] % 100 + 1;
	read_one(&o[1], text, n, &way);
	way.seekable = false;
	read_one(&o[2], text, n, &way);
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
