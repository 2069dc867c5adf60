/* column.c -- making, gathering, slicing and copying columns. */
#include "col/column.h"

#include <assert.h>

#include "base/arena.h"
#include "col/schema.h"

/* One zeroed slot of the widest type, for constants that are NULL. */
static const uint64_t null_slot[16];
static const uint64_t null_bit;

struct vl_column
vl_column_new(struct vl_arena *a, struct vl_type t, int64_t rows, void **data)
{
	struct vl_column c = { .type = t, .form = VL_FLAT, .rows = rows };

	*data = vl_arena_buffer(a, rows * vl_type_bytes(t));
	c.data = *data;
	return c;
}

struct vl_column
vl_column_null(struct vl_type t, int64_t rows)
{
	return (struct vl_column){
		.type = t,
		.form = VL_CONST,
		.rows = rows,
		.valid = &null_bit,
		.data = null_slot,
	};
}

static const char *
slot(const struct vl_column *c, int64_t row)
{
	return (const char *)c->data + row * vl_type_bytes(c->type);
}

struct vl_column
vl_column_const(
    struct vl_arena *a, const struct vl_column *c, int64_t row, int64_t rows)
{
	struct vl_column out = {
		.type = c->type, .form = VL_CONST, .rows = rows
	};

	if (vl_column_is_null(c, row))
		return vl_column_null(c->type, rows);
	if (c->form == VL_DICT) {
		uint32_t code = ((const uint32_t *)c->data)[row];

		return vl_column_const(a, c->child, code, rows);
	}
	assert(c->form != VL_RAW);
	row = vl_column_slot(c, row);
	out.data = slot(c, row);
	out.child = c->child;
	if (c->type.id == VL_TYPE_STRUCT) {
		struct vl_column *child =
		    vl_new(a, struct vl_column, c->type.size);

		for (int i = 0; i < c->type.size; i++)
			child[i] = vl_column_const(a, &c->child[i], row, rows);
		out.child = child;
	}
	return out;
}

/* ---- gathering ---- */

static struct vl_column flat_null(
    struct vl_arena *a, struct vl_type t, int64_t rows);
static struct vl_column flat_const(
    struct vl_arena *a, const struct vl_column *c);

/*
 * One body for both index types: I is uint16_t or uint32_t.  A 32-bit index
 * of UINT32_MAX is a NULL; its slot is zeroed.
 */
#define I uint16_t
#define NAME(x) x##_16
#include "col/take.inc.h"
#undef I
#undef NAME
#define I uint32_t
#define NAME(x) x##_32
#define NULL_INDEX UINT32_MAX
#include "col/take.inc.h"
#undef I
#undef NAME
#undef NULL_INDEX

struct vl_column
vl_column_take(struct vl_arena *a, const struct vl_column *c,
    const uint16_t *index, int64_t rows)
{
	return take_column_16(a, c, index, rows);
}

struct vl_column
vl_column_take32(struct vl_arena *a, const struct vl_column *c,
    const uint32_t *index, int64_t rows)
{
	return take_column_32(a, c, index, rows);
}

/* ---- forms ---- */

/* All rows NULL; a slot of a wide type is more than null_slot holds. */
static struct vl_column
flat_null(struct vl_arena *a, struct vl_type t, int64_t rows)
{
	int64_t bytes = rows * vl_type_bytes(t);
	int64_t words = vl_bits_words(rows);
	void *data;
	struct vl_column out = vl_column_new(a, t, rows, &data);

	memset(data, 0, (size_t)bytes);
	out.valid = memset(vl_arena_buffer(a, words * 8), 0, (size_t)words * 8);
	if (t.id == VL_TYPE_STRUCT || t.id == VL_TYPE_LIST) {
		struct vl_column *child = vl_new(a, struct vl_column, t.size);

		for (int i = 0; i < t.size; i++)
			child[i] = flat_null(a, t.child[i].type,
			    t.id == VL_TYPE_LIST ? 0 : rows);
		out.child = child;
	}
	return out;
}

static struct vl_column
flat_const(struct vl_arena *a, const struct vl_column *c)
{
	if (vl_column_is_null(c, 0))
		return flat_null(a, c->type, c->rows);
	uint32_t *zero = vl_new(a, uint32_t, c->rows);
	struct vl_column one = *c;

	one.form = VL_FLAT;
	one.rows = 1;
	return take_column_32(a, &one, zero, c->rows);
}

static struct vl_column
flat_dict(struct vl_arena *a, const struct vl_column *c)
{
	struct vl_column out;

	if (c->child->rows == 0) /* nothing but NULLs */
		return flat_null(a, c->type, c->rows);
	out = take_column_32(a, c->child, c->data, c->rows);
	out.valid = c->valid;
	return out;
}

struct vl_column
vl_column_flat(struct vl_arena *a, const struct vl_column *c)
{
	switch (c->form) {
	case VL_CONST: return flat_const(a, c);
	case VL_DICT: return flat_dict(a, c);
	case VL_FLAT:
	case VL_RAW: break;
	}
	return *c;
}

struct vl_column
vl_column_slice(
    struct vl_arena *a, const struct vl_column *c, int64_t from, int64_t rows)
{
	struct vl_column out = *c;

	assert(from >= 0 && rows >= 0 && from + rows <= c->rows);
	out.rows = rows;
	if (c->form == VL_CONST)
		return out;
	if (c->valid && (from & 63) == 0) {
		out.valid = c->valid + (from >> 6);
	} else if (c->valid) {
		uint64_t *bits = vl_arena_buffer(a, vl_bits_words(rows) * 8);

		vl_bits_copy(bits, c->valid, from, rows);
		out.valid = bits;
	}
	if (c->form == VL_DICT)
		out.data = (const uint32_t *)c->data + from;
	else if (c->form == VL_RAW)
		out.data = (const struct vl_view *)c->data + from;
	else
		out.data = slot(c, from);
	if (c->form == VL_FLAT && c->type.id == VL_TYPE_STRUCT) {
		struct vl_column *child =
		    vl_new(a, struct vl_column, c->type.size);

		for (int i = 0; i < c->type.size; i++)
			child[i] = vl_column_slice(a, &c->child[i], from, rows);
		out.child = child;
	}
	return out;
}

/* ---- copying ---- */

static void *
copy_bytes(struct vl_arena *a, const void *p, int64_t n)
{
	void *to = vl_arena_buffer(a, n);

	if (n > 0)
		memcpy(to, p, (size_t)n);
	return to;
}

/* Views whose long strings live in one buffer of `strings`. */
static const struct vl_view *
copy_views(struct vl_arena *a, struct vl_arena *strings,
    const struct vl_view *v, int64_t n)
{
	struct vl_view *to = copy_bytes(a, v, n * (int64_t)sizeof *v);
	int64_t bytes = 0;

	for (int64_t i = 0; i < n; i++)
		if (v[i].len > VL_VIEW_INLINE)
			bytes += v[i].len;
	char *p = bytes ? vl_arena_buffer(strings, bytes) : NULL;

	for (int64_t i = 0; i < n; i++)
		if (v[i].len > VL_VIEW_INLINE) {
			memcpy(p, v[i].u.p, v[i].len);
			to[i].u.p = p;
			p += v[i].len;
		}
	return to;
}

/* The elements that a list column's rows use, copied to one new child. */
static void
copy_list(struct vl_arena *a, struct vl_arena *strings,
    const struct vl_column *c, int64_t rows, struct vl_column *out)
{
	const struct vl_span *in = c->data;
	struct vl_span *span = vl_arena_buffer(a, rows * (int64_t)sizeof *span);
	int64_t total = 0;

	for (int64_t i = 0; i < rows; i++) {
		uint32_t n = vl_column_is_null(c, i) ? 0 : in[i].len;

		span[i] = (struct vl_span){ (uint32_t)total, n };
		total += n;
	}
	uint32_t *index = vl_new(a, uint32_t, total);
	int64_t k = 0;

	for (int64_t i = 0; i < rows; i++)
		for (uint32_t j = 0; j < span[i].len; j++)
			index[k++] = in[i].from + j;
	struct vl_column *child = vl_new(a, struct vl_column, 1);
	struct vl_column taken = take_column_32(a, c->child, index, total);

	*child = vl_column_copy_apart(a, strings, &taken);
	out->data = span;
	out->child = child;
}

static void
copy_children(struct vl_arena *a, struct vl_arena *strings,
    const struct vl_column *c, int n, struct vl_column *out)
{
	struct vl_column *child = vl_new(a, struct vl_column, n);

	for (int i = 0; i < n; i++)
		child[i] = vl_column_copy_apart(a, strings, &c->child[i]);
	out->child = child;
}

struct vl_column
vl_column_copy(struct vl_arena *a, const struct vl_column *c)
{
	return vl_column_copy_apart(a, a, c);
}

struct vl_column
vl_column_copy_apart(
    struct vl_arena *a, struct vl_arena *strings, const struct vl_column *c)
{
	struct vl_column out = *c;
	int64_t rows = c->form == VL_CONST ? 1 : c->rows;

	if (c->form == VL_CONST && vl_column_is_null(c, 0))
		return vl_column_null(c->type, c->rows);
	if (c->form == VL_DICT && c->child->rows > rows) {
		/* Many small batches share one large dictionary. */
		out = vl_column_flat(a, c);
		return vl_column_copy_apart(a, strings, &out);
	}
	if (c->valid)
		out.valid = copy_bytes(a, c->valid, vl_bits_words(rows) * 8);
	if (c->form == VL_DICT) {
		out.data = copy_bytes(a, c->data, rows * 4);
		copy_children(a, strings, c, 1, &out);
	} else if (c->form == VL_RAW || vl_type_is_view(c->type)) {
		out.data = copy_views(a, strings, c->data, rows);
	} else if (c->type.id == VL_TYPE_LIST) {
		copy_list(a, strings, c, rows, &out);
	} else if (c->type.id == VL_TYPE_STRUCT) {
		copy_children(a, strings, c, c->type.size, &out);
	} else {
		out.data =
		    copy_bytes(a, c->data, rows * vl_type_bytes(c->type));
	}
	return out;
}

int64_t
vl_column_null_count(const struct vl_column *c)
{
	if (c->type.id == VL_TYPE_NULL)
		return c->rows;
	if (c->valid == NULL)
		return 0;
	if (c->form == VL_CONST)
		return vl_bit_get(c->valid, 0) ? 0 : c->rows;
	return c->rows - vl_bits_count(c->valid, c->rows);
}
