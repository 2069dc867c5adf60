/*
 * build.h -- columns built row by row, of any type, nested ones too.
 *
 *	struct vl_build b;
 *
 *	vl_build_init(&b, arena, vl_type(VL_TYPE_I64), 0);
 *	vl_build_i64(&b, 42);
 *	vl_build_null(&b);
 *	column = vl_build_finish(&b);
 *
 * A row of a LIST is closed by vl_build_list() after its elements were pushed
 * to child[0]; a row of a STRUCT by vl_build_struct() after every child got
 * one.  Everything lives in the arena, so there is nothing to release.
 */
#ifndef VL_COL_BUILD_H
#define VL_COL_BUILD_H

#include "col/column.h"

struct vl_build {
	struct vl_type type;
	int64_t rows;
	int64_t room;           /* rows that data and valid hold */
	int64_t bytes;          /* of one value in data */
	char *data;             /* as in struct vl_column */
	uint64_t *valid;        /* NULL until there is a NULL */
	struct vl_build *child; /* LIST: one, STRUCT: type.size */
	struct vl_arena *arena;
};

/* An empty column of type t with room for some rows (a guess; 0 is fine). */
void vl_build_init(
    struct vl_build *b, struct vl_arena *a, struct vl_type t, int64_t room);

void vl_build_grow(struct vl_build *b);

/* The slot of one more row, which the caller fills. */
static inline void *
vl_build_slot(struct vl_build *b)
{
	if (VL_UNLIKELY(b->rows == b->room))
		vl_build_grow(b);
	return b->data + b->rows++ * b->bytes;
}

void vl_build_null(struct vl_build *b);

static inline void
vl_build_bool(struct vl_build *b, bool v)
{
	*(uint8_t *)vl_build_slot(b) = v;
}

/* The next three are for columns stored as that C type. */
static inline void
vl_build_i64(struct vl_build *b, int64_t v)
{
	*(int64_t *)vl_build_slot(b) = v;
}

static inline void
vl_build_f64(struct vl_build *b, double v)
{
	*(double *)vl_build_slot(b) = v;
}

static inline void
vl_build_i128(struct vl_build *b, vl_i128 v)
{
	memcpy(vl_build_slot(b), &v, sizeof v);
}

/* An integer into a column of any integer, float, date or time type; the
 * caller knows that it fits. */
void vl_build_int(struct vl_build *b, int64_t v);

/* VARCHAR, BLOB, JSON: the bytes are copied, or borrowed with the view. */
void vl_build_str(struct vl_build *b, struct vl_str s);

static inline void
vl_build_view(struct vl_build *b, struct vl_view v)
{
	*(struct vl_view *)vl_build_slot(b) = v;
}

/* VECTOR: type.size floats. */
void vl_build_vector(struct vl_build *b, const float *v);

/* LIST: a row of the last `len` elements of child[0], all those that are in no
 * row yet. */
void vl_build_list(struct vl_build *b, int64_t len);

/* STRUCT: a row; every child has one more than before. */
void vl_build_struct(struct vl_build *b);

/* A row of a column of the same type, in any form but RAW; bytes are copied.
 */
void vl_build_copy(struct vl_build *b, const struct vl_column *c, int64_t row);

/* The column so far; it shares memory with b, so that b is done with. */
struct vl_column vl_build_finish(struct vl_build *b);

#endif
