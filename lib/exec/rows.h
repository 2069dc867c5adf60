/*
 * rows.h -- rows kept: what a sort, a join's build side, a table hold.
 *
 * Each worker appends copies of its batches to a part of its own; finishing
 * puts all parts in the order of the input and gives one flat column each.
 */
#ifndef VL_EXEC_ROWS_H
#define VL_EXEC_ROWS_H

#include "base/arena.h"
#include "col/batch.h"
#include "expr/session.h"

struct vl_rows_part {
	struct vl_arena arena;   /* until finished */
	struct vl_arena strings; /* the bytes that views point to */
	struct vl_batch **batch; /* in the order they came */
	int64_t count;
	int64_t room;
	int64_t rows;
	int64_t taken; /* bytes of the budget */
};

struct vl_rows {
	const struct vl_schema *schema;
	struct vl_budget *budget;
	int part_count;
	struct vl_rows_part *part;
	struct vl_arena arena; /* of the finished columns */
	struct vl_column *col; /* [schema->count] */
	int64_t rows;
	int64_t taken; /* bytes of the budget, by the finished columns */
};

void vl_rows_init(struct vl_rows *r, const struct vl_schema *schema,
    struct vl_budget *budget, int parts);

/* Append what counts of a batch.  Errors: VL_ELIMIT of the budget. */
int vl_rows_add(
    struct vl_rows *r, int part, struct vl_batch *b, struct vl_err *err);

/*
 * All rows in input order: fills in col and rows.  Parts are emptied but for
 * the bytes of strings.  Errors: VL_ELIMIT of the budget, and of UINT32_MAX
 * rows, which 32-bit row numbers cannot count.
 */
int vl_rows_finish(struct vl_rows *r, struct vl_err *err);

void vl_rows_release(struct vl_rows *r);

#endif
