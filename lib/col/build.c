/* build.c -- columns built row by row. */
#include "col/build.h"

#include <assert.h>

#include "base/arena.h"
#include "col/schema.h"

enum {
	ROOM_MIN = 64, /* a whole word of the bitmap */
};

void
vl_build_init(
    struct vl_build *b, struct vl_arena *a, struct vl_type t, int64_t room)
{
	*b = (struct vl_build){
		.type = t, .arena = a, .bytes = vl_type_bytes(t)
	};
	if (room > 0) {
		b->room = vl_bits_words(room) * 64;
		b->data = vl_arena_buffer(a, b->room * b->bytes);
	}
	if (t.id != VL_TYPE_LIST && t.id != VL_TYPE_STRUCT)
		return;
	b->child = vl_new(a, struct vl_build, t.size);
	for (int32_t i = 0; i < t.size; i++)
		vl_build_init(&b->child[i], a, t.child[i].type, room);
}

/* A bitmap of the new room, all set behind the rows so far. */
static void
grow_valid(struct vl_build *b)
{
	int64_t bytes = vl_bits_words(b->room) * 8;
	uint64_t *to = vl_arena_buffer(b->arena, bytes);

	memset(to, 0xff, (size_t)bytes);
	if (b->valid) /* whole words: rows were the old room */
		memcpy(to, b->valid, (size_t)vl_bits_words(b->rows) * 8);
	b->valid = to;
}

void
vl_build_grow(struct vl_build *b)
{
	const char *from = b->data;

	b->room = b->room < ROOM_MIN ? ROOM_MIN : b->room * 2;
	b->data = vl_arena_buffer(b->arena, b->room * b->bytes);
	if (b->rows > 0)
		memcpy(b->data, from, (size_t)(b->rows * b->bytes));
	if (b->valid)
		grow_valid(b);
}

void
vl_build_null(struct vl_build *b)
{
	void *slot = vl_build_slot(b);

	memset(slot, 0, (size_t)b->bytes);
	if (b->valid == NULL)
		grow_valid(b);
	vl_bit_clear(b->valid, b->rows - 1);
	if (b->type.id == VL_TYPE_STRUCT)
		for (int32_t i = 0; i < b->type.size; i++)
			vl_build_null(&b->child[i]);
}

void
vl_build_int(struct vl_build *b, int64_t v)
{
	void *slot = vl_build_slot(b);

	switch (b->type.id) {
	case VL_TYPE_F32: *(float *)slot = (float)v; break;
	case VL_TYPE_F64: *(double *)slot = (double)v; break;
	default:
		switch (b->bytes) {
		case 1: *(int8_t *)slot = (int8_t)v; break;
		case 2: *(int16_t *)slot = (int16_t)v; break;
		case 4: *(int32_t *)slot = (int32_t)v; break;
		case 8: *(int64_t *)slot = v; break;
		default:
			assert(b->type.id == VL_TYPE_I128);
			memcpy(slot, &(vl_i128){ v }, sizeof(vl_i128));
		}
	}
}

void
vl_build_str(struct vl_build *b, struct vl_str s)
{
	if (s.n > VL_VIEW_INLINE)
		s = vl_str_copy(b->arena, s);
	vl_build_view(b, vl_view(s.p, s.n));
}

void
vl_build_vector(struct vl_build *b, const float *v)
{
	memcpy(vl_build_slot(b), v, (size_t)b->bytes);
}

void
vl_build_list(struct vl_build *b, int64_t len)
{
	int64_t end = b->child->rows;

	assert(len >= 0 && len <= end && end <= UINT32_MAX);
	*(struct vl_span *)vl_build_slot(b) =
	    (struct vl_span){ (uint32_t)(end - len), (uint32_t)len };
}

void
vl_build_struct(struct vl_build *b)
{
	vl_build_slot(b);
	for (int32_t i = 0; i < b->type.size; i++)
		assert(b->child[i].rows == b->rows);
}

static void
copy_list(struct vl_build *b, const struct vl_column *c, int64_t slot)
{
	struct vl_span span = ((const struct vl_span *)c->data)[slot];

	for (uint32_t i = 0; i < span.len; i++)
		vl_build_copy(b->child, c->child, (int64_t)span.from + i);
	vl_build_list(b, span.len);
}

void
vl_build_copy(struct vl_build *b, const struct vl_column *c, int64_t row)
{
	assert(c->form != VL_RAW && c->type.id == b->type.id);
	if (vl_column_is_null(c, row)) {
		vl_build_null(b);
		return;
	}
	if (c->form == VL_DICT) {
		row = ((const uint32_t *)c->data)[row];
		c = c->child;
	}
	int64_t slot = vl_column_slot(c, row);

	if (vl_type_is_view(c->type)) {
		const struct vl_view *v = c->data;

		vl_build_str(b, vl_view_str(&v[slot]));
	} else if (c->type.id == VL_TYPE_LIST) {
		copy_list(b, c, slot);
	} else if (c->type.id == VL_TYPE_STRUCT) {
		for (int32_t i = 0; i < b->type.size; i++)
			vl_build_copy(&b->child[i], &c->child[i], row);
		vl_build_struct(b);
	} else {
		memcpy(vl_build_slot(b),
		    (const char *)c->data + slot * b->bytes, (size_t)b->bytes);
	}
}

struct vl_column
vl_build_finish(struct vl_build *b)
{
	struct vl_column c = {
		.type = b->type,
		.form = VL_FLAT,
		.rows = b->rows,
		.valid = b->valid,
		.data = b->data ? b->data : vl_arena_buffer(b->arena, 0),
	};

	if (b->child) {
		struct vl_column *child =
		    vl_new(b->arena, struct vl_column, b->type.size);

		for (int32_t i = 0; i < b->type.size; i++)
			child[i] = vl_build_finish(&b->child[i]);
		c.child = child;
	}
	return c;
}
