/*
 * flat.h -- FlatBuffers, as much of it as Arrow's metadata needs.
 *
 * Reading never trusts an offset: every table, vector and string is checked
 * against the buffer before it is used.  A fault makes the buffer `bad` and
 * the answer a default, so that callers check once, at the end of a message.
 *
 * Writing goes forward: a table is written with room for its references,
 * which are patched as their targets are appended.
 *
 * Source: the FlatBuffers internals document; the offsets are
 *	buffer	u32 offset of the root table
 *	table	i32 distance back to its vtable, then the fields
 *	vtable	u16 its bytes, u16 the table's bytes, u16 offset per field
 *	vector	u32 count, elements; a string is one of bytes, NUL behind
 * and references are u32, forward, relative to where they stand.
 */
#ifndef VL_IPC_FLAT_H
#define VL_IPC_FLAT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* ---- reading ---- */

struct flat {
	const uint8_t *p;
	int64_t n;
	bool bad; /* an offset pointed where it must not */
};

/* A table whose vtable and inline part lie within the buffer; at == 0: none,
 * all of its fields are absent. */
struct flat_table {
	struct flat *f;
	int64_t at;
	int64_t vtable;
	int vtable_bytes;
	int table_bytes;
};

struct flat_vec {
	struct flat *f;
	int64_t at; /* of the first element */
	int64_t count;
};

struct flat_table flat_root(struct flat *f);

/* Scalar fields, `absent` where there is none. */
bool flat_has(struct flat_table t, int field);
uint8_t flat_u8(struct flat_table t, int field, uint8_t absent);
int16_t flat_i16(struct flat_table t, int field, int16_t absent);
int32_t flat_i32(struct flat_table t, int field, int32_t absent);
int64_t flat_i64(struct flat_table t, int field, int64_t absent);

/* References: no table, an empty vector, a slice with p == NULL if absent. */
struct flat_table flat_table(struct flat_table t, int field);
struct flat_vec flat_vec(struct flat_table t, int field, int element_bytes);
struct vl_str flat_str(struct flat_table t, int field);

/* Elements; i is below count. */
struct flat_table flat_vec_table(struct flat_vec v, int64_t i);
const uint8_t *flat_vec_at(struct flat_vec v, int64_t i, int element_bytes);

/* ---- writing ---- */

enum {
	FLAT_FIELDS_MAX = 8
};

/* Where the fields of a table that was just written stand. */
struct flat_slots {
	int64_t at[FLAT_FIELDS_MAX];
};

/*
 * Append a table.  sizes[i] is the field's bytes, 0 to leave it out; a
 * reference takes 4.  Fields are zero until they are put.  Returns its place.
 */
int64_t flat_put_table(struct vl_buf *b, int fields, const uint8_t *sizes,
    struct flat_slots *slots);

void flat_put_u8(struct vl_buf *b, int64_t at, uint8_t v);
void flat_put_i16(struct vl_buf *b, int64_t at, int16_t v);
void flat_put_i32(struct vl_buf *b, int64_t at, int32_t v);
void flat_put_i64(struct vl_buf *b, int64_t at, int64_t v);

/* Point the reference at `at` to a target behind it. */
void flat_put_ref(struct vl_buf *b, int64_t at, int64_t target);

int64_t flat_put_str(struct vl_buf *b, struct vl_str s);

/* A vector of `count` references; element i stands at the result + 4 + 4i. */
int64_t flat_put_refs(struct vl_buf *b, int64_t count);

/* A vector of `count` structs of int64_t, `bytes` in all. */
int64_t flat_put_structs(
    struct vl_buf *b, int64_t count, const void *p, int64_t bytes);

/* Room for the root's reference at the start of an empty buffer. */
void flat_put_root(struct vl_buf *b);

#endif
