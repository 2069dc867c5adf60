/* batch.c -- batches: dense columns, slices, copies. */
#include "col/batch.h"

#include <assert.h>

struct vl_batch *
vl_batch_new(struct vl_arena *a, const struct vl_schema *s, int64_t len)
{
	struct vl_batch *b = vl_new(a, struct vl_batch, 1);

	b->schema = s;
	b->rows = len;
	b->len = len;
	b->col = vl_new(a, struct vl_column, s->count);
	b->arena = a;
	return b;
}

const struct vl_column *
vl_batch_dense(struct vl_batch *b, int i)
{
	assert(i >= 0 && i < b->schema->count);
	if (b->sel == NULL)
		return &b->col[i];
	if (b->dense == NULL)
		b->dense = vl_new(b->arena, struct vl_column, b->schema->count);
	struct vl_column *d = &b->dense[i];

	if (d->data == NULL && d->child == NULL)
		*d = vl_column_take(b->arena, &b->col[i], b->sel, b->rows);
	return d;
}

void
vl_batch_compact(struct vl_batch *b)
{
	if (b->sel == NULL)
		return;
	for (int i = 0; i < b->schema->count; i++)
		vl_batch_dense(b, i);
	if (b->dense)
		b->col = b->dense;
	b->dense = NULL;
	b->sel = NULL;
	b->len = b->rows;
}

void
vl_batch_slice(struct vl_batch *b, int64_t from, int64_t n)
{
	assert(from >= 0 && n >= 0 && from + n <= b->rows);
	if (b->sel) {
		b->sel += from;
		b->rows = n;
		b->dense = NULL;
		return;
	}
	if (from == 0 && n == b->len)
		return;
	struct vl_column *col =
	    vl_new(b->arena, struct vl_column, b->schema->count);

	for (int i = 0; i < b->schema->count; i++)
		col[i] = vl_column_slice(b->arena, &b->col[i], from, n);
	b->col = col;
	b->first += from;
	b->len = n;
	b->rows = n;
}

struct vl_batch *
vl_batch_copy(struct vl_arena *a, const struct vl_batch *b)
{
	struct vl_batch *out = vl_batch_new(a, b->schema, b->rows);

	out->morsel = b->morsel;
	out->first = b->first;
	for (int i = 0; i < b->schema->count; i++) {
		struct vl_column taken = b->sel ?
		    vl_column_take(a, &b->col[i], b->sel, b->rows) :
		    b->col[i];

		out->col[i] = vl_column_copy(a, &taken);
	}
	return out;
}
