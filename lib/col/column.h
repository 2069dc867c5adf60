/*
 * column.h -- values of one type: a validity bitmap and typed buffers.
 *
 * A column borrows its buffers; it is a small struct that is copied freely.
 * Buffers are 64-byte aligned where libvl made them, and readable 64 bytes
 * past their end.  Null slots hold some harmless value of the type (0, "").
 */
#ifndef VL_COL_COLUMN_H
#define VL_COL_COLUMN_H

#include "base/bits.h"
#include "col/type.h"
#include "col/view.h"

struct vl_arena;

enum vl_form {
	VL_FLAT,  /* data: rows values */
	VL_CONST, /* data: one value for all rows; valid: one bit */
	VL_DICT,  /* data: uint32_t codes into child[0], a flat column without
		     NULLs; valid: of the rows.  Codes of NULLs are 0 */
	VL_RAW,   /* data: struct vl_view, the value's own text in the source,
		     beside a declared type that is not text; only between a
		     reader and a writer that agreed on it (scan.h) */
};

struct vl_span {
	uint32_t from; /* first element in child[0] */
	uint32_t len;
};

struct vl_column {
	struct vl_type type;
	enum vl_form form;
	int64_t rows;
	const uint64_t *valid; /* a set bit is a value; NULL: all are */
	const void *data;
	const struct vl_column *child; /* LIST, STRUCT, DICT */
};

static inline bool
vl_column_is_null(const struct vl_column *c, int64_t row)
{
	return c->type.id == VL_TYPE_NULL ||
	    (c->valid && !vl_bit_get(c->valid, c->form == VL_CONST ? 0 : row));
}

/* The row's slot in data: 0 for all rows of a constant. */
static inline int64_t
vl_column_slot(const struct vl_column *c, int64_t row)
{
	return c->form == VL_CONST ? 0 : row;
}

/* A flat column of n rows whose data buffer the caller fills. */
struct vl_column vl_column_new(
    struct vl_arena *a, struct vl_type t, int64_t rows, void **data);

/* The value of one row of c (any form), for n rows; borrows from c. */
struct vl_column vl_column_const(
    struct vl_arena *a, const struct vl_column *c, int64_t row, int64_t rows);

/* NULL for n rows, a constant. */
struct vl_column vl_column_null(struct vl_type t, int64_t rows);

/* The same values in form FLAT; c itself if it is flat already. */
struct vl_column vl_column_flat(struct vl_arena *a, const struct vl_column *c);

/* Rows of c in the order of index; forms stay what they are.  In take32 the
 * index UINT32_MAX gives NULL. */
struct vl_column vl_column_take(struct vl_arena *a, const struct vl_column *c,
    const uint16_t *index, int64_t rows);
struct vl_column vl_column_take32(struct vl_arena *a, const struct vl_column *c,
    const uint32_t *index, int64_t rows);

/* Rows from .. from + rows; shares the data buffer, copies the bitmap where
 * from is not a multiple of 64. */
struct vl_column vl_column_slice(
    struct vl_arena *a, const struct vl_column *c, int64_t from, int64_t rows);

/* Deep copy: buffers, children, string bytes; nothing of c is borrowed. */
struct vl_column vl_column_copy(struct vl_arena *a, const struct vl_column *c);

/* The same with the bytes of strings in an arena of their own, so that the
 * rest may go before them. */
struct vl_column vl_column_copy_apart(
    struct vl_arena *a, struct vl_arena *strings, const struct vl_column *c);

/* All rows of n columns of `type` (or NULL) behind each other, flat.  String
 * bytes are borrowed, buffers are new.  Lists have at most UINT32_MAX elements
 * in all. */
struct vl_column vl_column_concat(struct vl_arena *a, struct vl_type type,
    const struct vl_column *const *part, int64_t n);

int64_t vl_column_null_count(const struct vl_column *c);

#endif
