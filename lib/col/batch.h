/*
 * batch.h -- columns of equal length, with an optional selection.
 *
 * `len` rows are stored; `rows` of them count: all, or those that `sel` lists
 * in rising order.  Operators evaluate on dense columns: vl_batch_dense()
 * applies the selection to the columns that are needed, once.
 */
#ifndef VL_COL_BATCH_H
#define VL_COL_BATCH_H

#include "base/arena.h"
#include "col/column.h"
#include "col/schema.h"

enum {
#ifdef VL_TEST_SMALL
	VL_BATCH_ROWS = 3,
#else
	VL_BATCH_ROWS = 2048, /* what the engine aims at: stays in L1 and L2 */
#endif
	VL_BATCH_ROWS_MAX = 65535, /* selections are uint16_t */
};

struct vl_batch {
	const struct vl_schema *schema;
	int64_t rows;
	int64_t len;
	const uint16_t *sel;     /* rows entries, or NULL: all len rows */
	struct vl_column *col;   /* schema->count of them, len rows each */
	struct vl_column *dense; /* of vl_batch_dense(), or NULL */
	struct vl_arena *arena; /* the batch's own memory, reset by its maker */

	/* Where the rows stand in the source: what gather and "first
	 * appearance" order by.  Morsels rise, `first` rises within one. */
	int64_t morsel;
	int64_t first; /* ordinal of stored row 0 within its morsel */
};

/* A batch of `len` rows with zeroed columns, itself in the arena. */
struct vl_batch *vl_batch_new(
    struct vl_arena *a, const struct vl_schema *s, int64_t len);

/* Column i without selection: `rows` values.  Computed once, then kept. */
const struct vl_column *vl_batch_dense(struct vl_batch *b, int i);

/* Apply the selection to all columns; afterwards sel is NULL. */
void vl_batch_compact(struct vl_batch *b);

/* Keep rows from .. from + n of those that count. */
void vl_batch_slice(struct vl_batch *b, int64_t from, int64_t n);

/* Deep, compacted copy that borrows nothing but the schema; lives in a. */
struct vl_batch *vl_batch_copy(struct vl_arena *a, const struct vl_batch *b);

#endif
