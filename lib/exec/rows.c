/* rows.c -- keep batches, then make columns of them. */
#include "exec/rows.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/err.h"

void
vl_rows_init(struct vl_rows *r, const struct vl_schema *schema,
    struct vl_budget *budget, int parts)
{
	*r = (struct vl_rows){
		.schema = schema,
		.budget = budget,
		.part_count = parts,
		.part = vl_alloc(parts * (int64_t)sizeof(struct vl_rows_part)),
	};
}

int
vl_rows_add(struct vl_rows *r, int part, struct vl_batch *b, struct vl_err *err)
{
	struct vl_rows_part *p = &r->part[part];

	if (b->rows == 0)
		return 0;
	if (p->count == p->room) {
		p->room = p->room ? p->room * 2 : 16;
		p->batch =
		    vl_realloc(p->batch, p->room * (int64_t)sizeof *p->batch);
	}
	p->batch[p->count++] = vl_batch_copy(&p->arena, b);
	p->rows += b->rows;
	if (!vl_budget_take(r->budget, p->arena.used - p->taken)) {
		vl_fail(err, VL_ELIMIT,
		    "the memory limit is reached with %lld rows kept",
		    (long long)p->rows);
		return vl_err_hint(err, "raise --memory-limit");
	}
	p->taken = p->arena.used;
	return 0;
}

/* A morsel is one worker's: its batches stand in order in one part. */
struct place {
	int64_t morsel;
	int64_t index; /* in its part */
	const struct vl_batch *batch;
};

static int
by_place(const void *x, const void *y)
{
	const struct place *a = x, *b = y;

	if (a->morsel != b->morsel)
		return a->morsel < b->morsel ? -1 : 1;
	return (a->index > b->index) - (a->index < b->index);
}

void
vl_rows_finish(struct vl_rows *r)
{
	int64_t n = 0, k = 0;

	for (int i = 0; i < r->part_count; i++)
		n += r->part[i].count;
	struct place *all = vl_alloc(n * (int64_t)sizeof *all);

	for (int i = 0; i < r->part_count; i++) {
		struct vl_rows_part *p = &r->part[i];

		for (int64_t j = 0; j < p->count; j++)
			all[k++] = (struct place){ p->batch[j]->morsel, j,
				p->batch[j] };
		r->rows += p->rows;
	}
	qsort(all, (size_t)n, sizeof *all, by_place);
	r->col = vl_new(&r->arena, struct vl_column, r->schema->count);
	const struct vl_column **in =
	    vl_alloc(n * (int64_t)sizeof(const struct vl_column *));

	for (int i = 0; i < r->schema->count; i++) {
		for (int64_t j = 0; j < n; j++)
			in[j] = &all[j].batch->col[i];
		r->col[i] = vl_column_concat(
		    &r->arena, r->schema->field[i].type, in, n);
	}
	vl_dealloc(in);
	vl_dealloc(all);
}

void
vl_rows_release(struct vl_rows *r)
{
	for (int i = 0; i < r->part_count; i++) {
		struct vl_rows_part *p = &r->part[i];

		vl_arena_release(&p->arena);
		vl_dealloc(p->batch);
		vl_budget_give(r->budget, p->taken);
	}
	vl_dealloc(r->part);
	vl_arena_release(&r->arena);
	*r = (struct vl_rows){ 0 };
}
