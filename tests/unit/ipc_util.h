/*
 * ipc_util.h -- what the tests of the pipe share: an input in memory, rows of
 * any type from a seed, and tables as text to compare.
 */
#ifndef VL_TESTS_IPC_UTIL_H
#define VL_TESTS_IPC_UTIL_H

#include <stdio.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/rand.h"
#include "col/batch.h"
#include "col/build.h"
#include "col/show.h"
#include "ipc/read.h"
#include "ipc/write.h"
#include "make.h"

/* Bytes in memory, given out in pieces of `step`. */
struct mem {
	const char *p;
	int64_t n;
	int64_t at;
	int64_t step;
	int warnings;
};

static inline int64_t
mem_read(void *ctx, void *to, int64_t n, struct vl_err *err)
{
	struct mem *m = ctx;

	(void)err;
	if (n > m->n - m->at)
		n = m->n - m->at;
	if (n > m->step)
		n = m->step;
	if (n > 0)
		memcpy(to, m->p + m->at, (size_t)n);
	m->at += n;
	return n;
}

static inline int64_t
mem_read_at(void *ctx, int64_t at, void *to, int64_t n, struct vl_err *err)
{
	struct mem *m = ctx;

	(void)err;
	if (n > m->n - at)
		n = at < m->n ? m->n - at : 0;
	if (n > 0)
		memcpy(to, m->p + at, (size_t)n);
	return n;
}

static inline int
mem_rewind(void *ctx, struct vl_err *err)
{
	struct mem *m = ctx;

	(void)err;
	m->at = 0;
	return 0;
}

static inline void
mem_warn(void *ctx, const char *text)
{
	struct mem *m = ctx;

	(void)text;
	m->warnings++;
}

static inline int
mem_open(struct mem *m, bool seekable, bool strict, struct vl_source **out,
    struct vl_err *err)
{
	struct vl_ipc_input in = {
		.ctx = m,
		.name = "memory",
		.read = mem_read,
		.read_at = seekable ? mem_read_at : NULL,
		.size = seekable ? m->n : -1,
		.rewind = mem_rewind,
	};
	struct vl_ipc_options how = {
		.strict = strict,
		.warn = mem_warn,
		.warn_ctx = m,
	};

	m->at = 0;
	m->warnings = 0;
	if (m->step == 0)
		m->step = INT64_MAX;
	return vl_ipc_open(in, &how, out, err);
}

/* Append the rows of b that count, a line each, values separated by |. */
static inline void
show_batch(const struct vl_batch *b, struct vl_buf *out)
{
	for (int64_t i = 0; i < b->rows; i++) {
		for (int k = 0; k < b->schema->count; k++) {
			vl_show_value(&b->col[k], b->sel ? b->sel[i] : i,
			    VL_SHOW_JSON, out);
			vl_buf_byte(out, '|');
		}
		vl_buf_byte(out, '\n');
	}
}

/* All rows of a source, some of its columns or (NULL) all, as text. */
static inline int
show_source(struct vl_source *s, int count, const int *column,
    struct vl_buf *out, struct vl_err *err)
{
	int all[64];
	struct vl_want want = { .limit = -1, .threads = 1 };
	struct vl_scan *scan;
	struct vl_stream *stream;
	struct vl_batch *b;
	int rc;

	for (int i = 0; i < 64; i++)
		all[i] = i;
	want.count = column ? count : s->schema->count;
	want.column = column ? column : all;
	rc = vl_source_scan(s, &want, &scan, err);
	if (rc < 0)
		return rc;
	rc = vl_scan_stream(scan, &stream, err);
	if (rc < 0)
		return rc;
	while ((rc = vl_stream_next(stream, &b, err)) > 0)
		show_batch(b, out);
	vl_stream_close(stream);
	return rc;
}

/* The whole of an input as text. */
static inline int
show_bytes(struct mem *m, bool seekable, struct vl_buf *out, struct vl_err *err)
{
	struct vl_source *s;
	int rc = mem_open(m, seekable, false, &s, err);

	if (rc < 0)
		return rc;
	rc = show_source(s, 0, NULL, out, err);
	vl_source_close(s);
	return rc;
}

/* ---- values from a seed ---- */

static inline void push_random(
    struct vl_build *b, struct vl_rand *r, int null_of_8);

static inline void
push_text(struct vl_build *b, struct vl_rand *r)
{
	static const int64_t lengths[] = { 0, 1, 4, 11, 12, 13, 15, 16, 31, 32,
		33, 100 };
	char text[128];
	int64_t n = lengths[vl_rand_below(r, VL_COUNTOF(lengths))];

	for (int64_t i = 0; i < n; i++)
		text[i] = (char)('a' + vl_rand_below(r, 26));
	if (b->type.id == VL_TYPE_JSON) {
		n = snprintf(text, sizeof text, "{\"n\":%d}",
		    (int)vl_rand_below(r, 100000));
	}
	vl_build_str(b, (struct vl_str){ text, n });
}

static inline void
push_nested(struct vl_build *b, struct vl_rand *r, int null_of_8)
{
	float v[64];
	int64_t n;

	if (b->type.id == VL_TYPE_VECTOR) {
		for (int i = 0; i < b->type.size; i++)
			v[i] = (float)vl_rand_below(r, 1000);
		vl_build_vector(b, v);
		return;
	}
	if (b->type.id == VL_TYPE_STRUCT) {
		for (int i = 0; i < b->type.size; i++)
			push_random(&b->child[i], r, null_of_8);
		vl_build_struct(b);
		return;
	}
	n = (int64_t)vl_rand_below(r, 5);
	for (int64_t i = 0; i < n; i++)
		push_random(&b->child[0], r, null_of_8);
	vl_build_list(b, n);
}

static inline void
push_random(struct vl_build *b, struct vl_rand *r, int null_of_8)
{
	uint64_t x = vl_rand_u64(r);
	struct vl_interval *v;

	if (b->type.id == VL_TYPE_NULL ||
	    (int)vl_rand_below(r, 8) < null_of_8) {
		vl_build_null(b);
	} else if (b->type.id >= VL_TYPE_LIST) {
		push_nested(b, r, null_of_8);
	} else if (vl_type_is_view(b->type)) {
		push_text(b, r);
	} else if (b->type.id == VL_TYPE_BOOL) {
		vl_build_bool(b, x & 1);
	} else if (b->type.id == VL_TYPE_INTERVAL) {
		v = vl_build_slot(b);
		*v = (struct vl_interval){ (int32_t)(x % 100),
			(int32_t)(x % 31), (int64_t)(x % 86400000000) };
	} else if (b->type.id == VL_TYPE_F32) {
		*(float *)vl_build_slot(b) = (float)(x % 100000) / 8;
	} else if (b->type.id == VL_TYPE_F64) {
		vl_build_f64(b, (double)(int64_t)x / 1024);
	} else if (b->type.id == VL_TYPE_DEC || b->type.id == VL_TYPE_I128) {
		vl_build_i128(b, (vl_i128)(int64_t)x * 1000003);
	} else {
		vl_build_int(b,
		    (int64_t)(x %
			(b->type.id == VL_TYPE_TIME         ? 86400000000 :
				b->type.id == VL_TYPE_DATE  ? 40000 :
				vl_type_bytes(b->type) == 1 ? 100 :
				vl_type_bytes(b->type) == 2 ? 30000 :
							      2000000000)));
	}
}

/* A batch of random rows; fields as within STRUCT(...). */
static inline struct vl_batch *
random_batch(struct vl_arena *a, const struct vl_schema *s, int64_t rows,
    int null_of_8, uint64_t seed)
{
	struct vl_batch *b = vl_batch_new(a, s, rows);
	struct vl_rand r = vl_rand_init(seed);

	for (int i = 0; i < s->count; i++) {
		struct vl_build col;

		vl_build_init(&col, a, s->field[i].type, rows);
		for (int64_t row = 0; row < rows; row++)
			push_random(&col, &r, null_of_8);
		b->col[i] = vl_build_finish(&col);
	}
	return b;
}

/* Some batches as a stream or a file. */
static inline int
write_batches(const struct vl_ipc_write *how, const struct vl_schema *s,
    struct vl_batch **b, int count, struct vl_buf *out, struct vl_err *err)
{
	struct vl_ipc_writer *w = vl_ipc_writer_new(s, how);
	int rc = 0;

	for (int i = 0; i < count && rc == 0; i++)
		rc = vl_ipc_writer_batch(w, b[i], out, err);
	if (rc == 0)
		rc = vl_ipc_writer_end(w, NULL, out, err);
	vl_ipc_writer_free(w);
	return rc;
}

#endif
