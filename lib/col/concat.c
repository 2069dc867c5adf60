/* concat.c -- columns behind each other. */
#include <assert.h>

#include "base/arena.h"
#include "col/column.h"
#include "col/schema.h"

/* Child i of every part, in the parts' order. */
static struct vl_column
concat_children(struct vl_arena *a, struct vl_type type,
    const struct vl_column *const *part, int64_t n, int i)
{
	const struct vl_column **child = vl_new(a, const struct vl_column *, n);

	for (int64_t p = 0; p < n; p++)
		child[p] = &part[p]->child[i];
	return vl_column_concat(a, type, child, n);
}

static const uint64_t *
concat_valid(struct vl_arena *a, const struct vl_column *const *part, int64_t n,
    int64_t rows)
{
	bool nulls = false;
	int64_t longest = 0;

	for (int64_t p = 0; p < n; p++) {
		nulls = nulls || part[p]->valid;
		longest = longest > part[p]->rows ? longest : part[p]->rows;
	}
	if (!nulls)
		return NULL;
	uint64_t *bits = vl_arena_buffer(a, (vl_bits_words(rows) + 1) * 8);
	struct vl_arena scratch = { 0 };
	uint64_t *all = vl_arena_buffer(&scratch, vl_bits_words(longest) * 8);
	int64_t at = 0;

	vl_bits_fill(all, longest);
	for (int64_t p = 0; p < n; p++) {
		vl_bits_append(bits, at, part[p]->valid ? part[p]->valid : all,
		    part[p]->rows);
		at += part[p]->rows;
	}
	vl_arena_release(&scratch);
	return bits;
}

/* Spans count on from the elements of the parts before. */
static void
concat_spans(const struct vl_column *const *part, int64_t n, struct vl_span *to)
{
	uint32_t base = 0;

	for (int64_t p = 0; p < n; p++) {
		const struct vl_span *from = part[p]->data;

		for (int64_t i = 0; i < part[p]->rows; i++)
			*to++ = (struct vl_span){ from[i].from + base,
				from[i].len };
		base += (uint32_t)part[p]->child[0].rows;
	}
}

/* A part as a flat column of the type: NULLs may come without one. */
static struct vl_column
flat_part(struct vl_arena *a, struct vl_type type, const struct vl_column *part)
{
	struct vl_column null = vl_column_null(type, part->rows);

	assert(part->form != VL_RAW);
	return vl_column_flat(a,
	    part->type.id == VL_TYPE_NULL && type.id != VL_TYPE_NULL ? &null :
								       part);
}

struct vl_column
vl_column_concat(struct vl_arena *a, struct vl_type type,
    const struct vl_column *const *part, int64_t n)
{
	struct vl_arena scratch = { 0 };
	struct vl_column *flat = vl_new(&scratch, struct vl_column, n);
	const struct vl_column **in =
	    vl_new(&scratch, const struct vl_column *, n);
	int64_t rows = 0;

	for (int64_t p = 0; p < n; p++) {
		flat[p] = flat_part(&scratch, type, part[p]);
		in[p] = &flat[p];
		rows += flat[p].rows;
	}
	int64_t bytes = vl_type_bytes(type);
	void *data;
	struct vl_column out = vl_column_new(a, type, rows, &data);
	char *to = data;

	out.valid = concat_valid(a, in, n, rows);
	if (type.id == VL_TYPE_STRUCT || type.id == VL_TYPE_LIST) {
		struct vl_column *child =
		    vl_new(a, struct vl_column, type.size);

		for (int i = 0; i < type.size; i++)
			child[i] =
			    concat_children(a, type.child[i].type, in, n, i);
		out.child = child;
	}
	if (type.id == VL_TYPE_LIST)
		concat_spans(in, n, data);
	for (int64_t p = 0; p < n && type.id != VL_TYPE_LIST; p++) {
		if (in[p]->rows > 0)
			memcpy(to, in[p]->data, (size_t)(in[p]->rows * bytes));
		to += in[p]->rows * bytes;
	}
	vl_arena_release(&scratch);
	return out;
}
