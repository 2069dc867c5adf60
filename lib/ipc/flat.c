/* flat.c -- FlatBuffers: checked reading, forward writing. */
#include "ipc/flat.h"

#include <assert.h>

/* ---- reading ---- */

static bool
within(const struct flat *f, int64_t at, int64_t n)
{
	return at >= 0 && n >= 0 && at <= f->n && n <= f->n - at;
}

static uint16_t
get_u16(const struct flat *f, int64_t at)
{
	return (uint16_t)(f->p[at] | f->p[at + 1] << 8);
}

static uint32_t
get_u32(const struct flat *f, int64_t at)
{
	uint32_t v;

	memcpy(&v, f->p + at, sizeof v);
	return v;
}

static struct flat_table
table_at(struct flat *f, int64_t at)
{
	struct flat_table none = { .f = f };
	struct flat_table t = { .f = f, .at = at };

	f->bad |= at < 4 || !within(f, at, 4);
	if (f->bad)
		return none;
	t.vtable = at - (int32_t)get_u32(f, at);
	if (!within(f, t.vtable, 4)) {
		f->bad = true;
		return none;
	}
	t.vtable_bytes = get_u16(f, t.vtable);
	t.table_bytes = get_u16(f, t.vtable + 2);
	f->bad |= t.vtable_bytes < 4 || t.table_bytes < 4 ||
	    !within(f, t.vtable, t.vtable_bytes) ||
	    !within(f, at, t.table_bytes);
	return f->bad ? none : t;
}

struct flat_table
flat_root(struct flat *f)
{
	struct flat_table none = { .f = f };

	f->bad |= !within(f, 0, 4);
	return f->bad ? none : table_at(f, get_u32(f, 0));
}

/* Where a field of n bytes stands, or -1. */
static int64_t
field_at(struct flat_table t, int field, int n)
{
	int slot = 4 + 2 * field;

	if (t.at == 0 || slot + 2 > t.vtable_bytes)
		return -1;
	int offset = get_u16(t.f, t.vtable + slot);

	if (offset == 0)
		return -1;
	if (offset < 4 || offset + n > t.table_bytes) {
		t.f->bad = true;
		return -1;
	}
	return t.at + offset;
}

bool
flat_has(struct flat_table t, int field)
{
	return field_at(t, field, 1) >= 0;
}

uint8_t
flat_u8(struct flat_table t, int field, uint8_t absent)
{
	int64_t at = field_at(t, field, 1);

	return at < 0 ? absent : t.f->p[at];
}

int16_t
flat_i16(struct flat_table t, int field, int16_t absent)
{
	int64_t at = field_at(t, field, 2);

	return at < 0 ? absent : (int16_t)get_u16(t.f, at);
}

int32_t
flat_i32(struct flat_table t, int field, int32_t absent)
{
	int64_t at = field_at(t, field, 4);

	return at < 0 ? absent : (int32_t)get_u32(t.f, at);
}

int64_t
flat_i64(struct flat_table t, int field, int64_t absent)
{
	int64_t at = field_at(t, field, 8);

	if (at >= 0)
		memcpy(&absent, t.f->p + at, sizeof absent);
	return absent;
}

/* Where the reference at `at` points to. */
static int64_t
follow(const struct flat *f, int64_t at)
{
	return at + get_u32(f, at);
}

struct flat_table
flat_table(struct flat_table t, int field)
{
	int64_t at = field_at(t, field, 4);

	return at < 0 ? (struct flat_table){ .f = t.f } :
			table_at(t.f, follow(t.f, at));
}

struct flat_vec
flat_vec(struct flat_table t, int field, int element_bytes)
{
	struct flat_vec v = { .f = t.f };
	int64_t at = field_at(t, field, 4);

	if (at < 0)
		return v;
	at = follow(t.f, at);
	if (!within(t.f, at, 4) ||
	    !within(t.f, at + 4, (int64_t)get_u32(t.f, at) * element_bytes)) {
		t.f->bad = true;
		return v;
	}
	v.at = at + 4;
	v.count = get_u32(t.f, at);
	return v;
}

struct vl_str
flat_str(struct flat_table t, int field)
{
	struct flat_vec v = flat_vec(t, field, 1);

	if (v.at == 0)
		return (struct vl_str){ 0 };
	return (struct vl_str){ (const char *)t.f->p + v.at, v.count };
}

struct flat_table
flat_vec_table(struct flat_vec v, int64_t i)
{
	assert(i >= 0 && i < v.count);
	return table_at(v.f, follow(v.f, v.at + 4 * i));
}

const uint8_t *
flat_vec_at(struct flat_vec v, int64_t i, int element_bytes)
{
	assert(i >= 0 && i < v.count);
	return v.f->p + v.at + i * element_bytes;
}

/* ---- writing ---- */

/* n zero bytes; their place. */
static int64_t
put_zeros(struct vl_buf *b, int64_t n)
{
	int64_t at = b->len;

	memset(vl_buf_room(b, n), 0, (size_t)n);
	b->len += n;
	return at;
}

static void
align(struct vl_buf *b, int64_t to)
{
	put_zeros(b, -b->len & (to - 1));
}

/* The vector's count goes 4 before a multiple of 8: its elements align. */
static void
align_behind_u32(struct vl_buf *b)
{
	align(b, 4);
	if (b->len % 8 == 0)
		put_zeros(b, 4);
}

void
flat_put_u8(struct vl_buf *b, int64_t at, uint8_t v)
{
	b->p[at] = (char)v;
}

void
flat_put_i16(struct vl_buf *b, int64_t at, int16_t v)
{
	memcpy(b->p + at, &v, sizeof v);
}

void
flat_put_i32(struct vl_buf *b, int64_t at, int32_t v)
{
	memcpy(b->p + at, &v, sizeof v);
}

void
flat_put_i64(struct vl_buf *b, int64_t at, int64_t v)
{
	memcpy(b->p + at, &v, sizeof v);
}

void
flat_put_ref(struct vl_buf *b, int64_t at, int64_t target)
{
	assert(target > at);
	flat_put_i32(b, at, (int32_t)(target - at));
}

void
flat_put_root(struct vl_buf *b)
{
	assert(b->len == 0);
	put_zeros(b, 4);
}

int64_t
flat_put_table(struct vl_buf *b, int fields, const uint8_t *sizes,
    struct flat_slots *slots)
{
	assert(fields <= FLAT_FIELDS_MAX);
	align(b, 2);
	int64_t vtable = put_zeros(b, 4 + 2 * fields);

	/* The fields follow the table's own 4 bytes, the widest first. */
	align_behind_u32(b);
	int64_t table = put_zeros(b, 4);

	for (int size = 8; size > 0; size /= 2)
		for (int i = 0; i < fields; i++)
			if (sizes[i] == size)
				slots->at[i] = put_zeros(b, size);
	flat_put_i16(b, vtable, (int16_t)(4 + 2 * fields));
	flat_put_i16(b, vtable + 2, (int16_t)(b->len - table));
	for (int i = 0; i < fields; i++)
		if (sizes[i])
			flat_put_i16(b, vtable + 4 + 2 * i,
			    (int16_t)(slots->at[i] - table));
	flat_put_i32(b, table, (int32_t)(table - vtable));
	return table;
}

int64_t
flat_put_str(struct vl_buf *b, struct vl_str s)
{
	align(b, 4);
	int64_t at = put_zeros(b, 4);

	flat_put_i32(b, at, (int32_t)s.n);
	vl_buf_str(b, s);
	put_zeros(b, 1);
	return at;
}

int64_t
flat_put_refs(struct vl_buf *b, int64_t count)
{
	align(b, 4);
	int64_t at = put_zeros(b, 4 + 4 * count);

	flat_put_i32(b, at, (int32_t)count);
	return at;
}

int64_t
flat_put_structs(struct vl_buf *b, int64_t count, const void *p, int64_t bytes)
{
	align_behind_u32(b);
	int64_t at = put_zeros(b, 4);

	flat_put_i32(b, at, (int32_t)count);
	vl_buf_add(b, p, bytes);
	return at;
}
