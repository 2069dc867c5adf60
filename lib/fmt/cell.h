/*
 * cell.h -- a batch's columns, laid out for writing row by row.
 *
 * Every form of a column becomes the same three steps: test a bit, find a
 * slot, switch on what stands there.  A constant is a column whose stride is
 * 0, a dictionary one whose slots are found through codes.
 */
#ifndef VL_FMT_CELL_H
#define VL_FMT_CELL_H

#include "base/buf.h"
#include "col/batch.h"

enum cell_kind {
	CELL_NULL,  /* in every row */
	CELL_TEXT,  /* a view: VARCHAR, or the source's own text */
	CELL_OTHER, /* vl_show_value(): BLOB, JSON, nested */
	CELL_FIXED, /* vl_show_fixed(): numbers, booleans */
	CELL_TIME,  /* the same, what is a string in JSON: dates, times */
	CELL_I32,   /* and what a loop prints itself */
	CELL_I64,
	CELL_F32,
	CELL_F64,
};

struct cell {
	enum cell_kind kind;
	struct vl_type type;
	const uint64_t *valid; /* NULL: no NULLs */
	const uint32_t *code;  /* of a dictionary, or NULL */
	const char *data;
	int64_t stride; /* bytes from one slot to the next */
	const struct vl_column *column;
};

/* The cells of the dense columns of b, which they borrow; vl_dealloc() them.
 * Not in the batch's arena: batches of a table in memory are shared. */
struct cell *vl_cells(struct vl_batch *b);

static inline bool
cell_is_null(const struct cell *c, int64_t row)
{
	return c->kind == CELL_NULL || (c->valid && !vl_bit_get(c->valid, row));
}

static inline const void *
cell_slot(const struct cell *c, int64_t row)
{
	return c->data + (c->code ? c->code[row] : row) * c->stride;
}

/* One bit pattern in each of the eight bytes of a word. */
static inline uint64_t
cell_each(unsigned char c)
{
	return c * UINT64_C(0x0101010101010101);
}

/* Not 0 if some byte of v is below c; c is at most 128. */
static inline uint64_t
cell_has_below(uint64_t v, unsigned char c)
{
	return (v - cell_each(c)) & ~v & cell_each(0x80);
}

/* The bytes of an inline view that are padding, as ones. */
static inline uint64_t
cell_padding(int64_t n)
{
	return n >= 8 ? 0 : n <= 0 ? ~UINT64_C(0) : ~UINT64_C(0) << 8 * n;
}

/*
 * Where a row is being written.  Invariant: p <= limit, and behind limit there
 * is room for all of a row but its long texts.
 */
struct cell_place {
	char *p;
	char *limit;
};

static inline struct cell_place
cell_room(struct vl_buf *out, char *p, int64_t need, int64_t row_room)
{
	if (p)
		out->len = p - out->p;
	p = vl_buf_room(out, need + row_room);
	return (struct cell_place){ p, out->p + out->cap - row_room };
}

#endif
