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

static int
out_of_memory(int64_t rows, struct vl_err *err)
{
	vl_fail(err, VL_ELIMIT,
	    "the memory limit is reached with %lld rows kept", (long long)rows);
	return vl_err_hint(err, "raise --memory-limit");
}

/* A copy that borrows nothing; what goes when the part is emptied is apart
 * from the bytes of strings. */
static struct vl_batch *
copy_batch(struct vl_rows_part *p, struct vl_batch *b)
{
	struct vl_batch *out = vl_batch_new(&p->arena, b->schema, b->rows);

	out->morsel = b->morsel;
	for (int i = 0; i < b->schema->count; i++)
		out->col[i] = vl_column_copy_apart(
		    &p->arena, &p->strings, vl_batch_dense(b, i));
	return out;
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
	p->batch[p->count++] = copy_batch(p, b);
	p->rows += b->rows;
	int64_t bytes = p->arena.used + p->strings.used;

	if (!vl_budget_take(r->budget, bytes - p->taken))
		return out_of_memory(p->rows, err);
	p->taken = bytes;
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

/* All batches in the order of the input; the caller frees. */
static struct place *
in_order(const struct vl_rows *r, int64_t *count)
{
	int64_t n = 0, k = 0;

	for (int i = 0; i < r->part_count; i++)
		n += r->part[i].count;
	struct place *all = vl_alloc(n * (int64_t)sizeof *all);

	for (int i = 0; i < r->part_count; i++)
		for (int64_t j = 0; j < r->part[i].count; j++) {
			struct vl_batch *b = r->part[i].batch[j];

			all[k++] = (struct place){ b->morsel, j, b };
		}
	qsort(all, (size_t)n, sizeof *all, by_place);
	*count = n;
	return all;
}

/* Elements of lists are counted in 32 bits, too. */
static int
check_lists(struct vl_type t, const struct vl_column *const *part, int64_t n,
    struct vl_err *err)
{
	int64_t elements = 0;

	for (int64_t i = 0; i < n && t.id == VL_TYPE_LIST; i++)
		elements += part[i]->child ? part[i]->child->rows : 0;
	return elements < UINT32_MAX ?
	    0 :
	    vl_fail(err, VL_ELIMIT, "more than %lld elements of lists",
		(long long)UINT32_MAX - 1);
}

/* The columns of n batches; as much budget is taken as they need. */
static int
join_batches(
    struct vl_rows *r, const struct place *all, int64_t n, struct vl_err *err)
{
	const struct vl_column **in =
	    vl_alloc(n * (int64_t)sizeof(const struct vl_column *));
	int rc = 0;

	r->col = vl_new(&r->arena, struct vl_column, r->schema->count);
	for (int i = 0; rc >= 0 && i < r->schema->count; i++) {
		struct vl_type t = r->schema->field[i].type;

		for (int64_t j = 0; j < n; j++)
			in[j] = &all[j].batch->col[i];
		if ((rc = check_lists(t, in, n, err)) < 0)
			break;
		r->col[i] = vl_column_concat(&r->arena, t, in, n);
		if (vl_budget_take(r->budget, r->arena.used - r->taken))
			r->taken = r->arena.used;
		else
			rc = out_of_memory(r->rows, err);
	}
	vl_dealloc(in);
	return rc;
}

static void
empty_part(struct vl_rows *r, struct vl_rows_part *p)
{
	vl_arena_release(&p->arena);
	vl_dealloc(p->batch);
	p->batch = NULL;
	p->count = p->room = 0;
	vl_budget_give(r->budget, p->taken - p->strings.used);
	p->taken = p->strings.used;
}

int
vl_rows_finish(struct vl_rows *r, struct vl_err *err)
{
	int64_t n;

	for (int i = 0; i < r->part_count; i++)
		r->rows += r->part[i].rows;
	if (r->rows >= UINT32_MAX)
		return vl_fail(err, VL_ELIMIT, "more than %lld rows to keep",
		    (long long)UINT32_MAX - 1);
	struct place *all = in_order(r, &n);
	int rc = join_batches(r, all, n, err);

	vl_dealloc(all);
	for (int i = 0; rc >= 0 && i < r->part_count; i++)
		empty_part(r, &r->part[i]);
	return rc;
}

void
vl_rows_release(struct vl_rows *r)
{
	for (int i = 0; i < r->part_count; i++) {
		struct vl_rows_part *p = &r->part[i];

		vl_arena_release(&p->arena);
		vl_arena_release(&p->strings);
		vl_dealloc(p->batch);
		vl_budget_give(r->budget, p->taken);
	}
	if (r->part)
		vl_budget_give(r->budget, r->taken);
	vl_dealloc(r->part);
	vl_arena_release(&r->arena);
	*r = (struct vl_rows){ 0 };
}
