/* assemble.c -- one column from pieces: the branches of a CASE. */
#include <assert.h>

#include "base/arena.h"
#include "col/schema.h"
#include "expr/prog_int.h"

static int64_t
source_row(const struct part *p, int64_t i)
{
	if (p->value.form == VL_CONST)
		return 0;
	return p->whole ? p->to[i] : i;
}

static int64_t
target_row(const struct part *p, int64_t i)
{
	return p->to ? p->to[i] : i;
}

/* One loop per width, so that memcpy() is a move. */
static void
scatter_wide(const struct part *p, char *to, int64_t bytes)
{
	const char *from = p->value.data;

	for (int64_t i = 0; i < p->count; i++)
		memcpy(to + target_row(p, i) * bytes,
		    from + source_row(p, i) * bytes, (size_t)bytes);
}

static void
scatter(const struct part *p, char *to, int64_t bytes)
{
	switch (bytes) {
	case 1: scatter_wide(p, to, 1); break;
	case 4: scatter_wide(p, to, 4); break;
	case 8: scatter_wide(p, to, 8); break;
	case 16: scatter_wide(p, to, 16); break;
	default: scatter_wide(p, to, bytes); break;
	}
}

static const uint64_t *
valid_of(struct vl_arena *a, int64_t rows, const struct part *part, int count)
{
	uint64_t *valid = NULL;

	for (int k = 0; k < count; k++) {
		const struct part *p = &part[k];

		if (p->value.valid == NULL)
			continue;
		if (valid == NULL) {
			valid = vl_arena_buffer(a, vl_bits_words(rows) * 8);
			vl_bits_fill(valid, rows);
		}
		for (int64_t i = 0; i < p->count; i++)
			if (!vl_bit_get(p->value.valid, source_row(p, i)))
				vl_bit_clear(valid, target_row(p, i));
	}
	return valid;
}

/* Nested values: all of the parts behind each other, then gathered. */
static struct vl_column
gather(struct vl_arena *a, struct vl_type t, int64_t rows,
    const struct part *part, int count)
{
	const struct vl_column **in =
	    vl_new(a, const struct vl_column *, count);
	struct vl_column *value = vl_new(a, struct vl_column, count);
	uint32_t *index = vl_arena_buffer(a, rows * (int64_t)sizeof *index);
	int64_t base = 0;

	for (int k = 0; k < count; k++) {
		value[k] = part[k].value;
		if (value[k].form == VL_CONST)
			value[k].rows = 1;
		in[k] = &value[k];
		for (int64_t i = 0; i < part[k].count; i++)
			index[target_row(&part[k], i)] =
			    (uint32_t)(base + source_row(&part[k], i));
		base += value[k].rows;
	}
	struct vl_column all = vl_column_concat(a, t, in, count);

	return vl_column_take32(a, &all, index, rows);
}

struct vl_column
assemble(struct vl_arena *a, struct vl_type t, int64_t rows,
    const struct part *part, int count)
{
	struct part *flat = vl_new(a, struct part, count);
	struct vl_column out = { .type = t, .rows = rows };
	void *data;

	if (t.id == VL_TYPE_LIST || t.id == VL_TYPE_STRUCT)
		return gather(a, t, rows, part, count);
	for (int k = 0; k < count; k++) {
		flat[k] = part[k];
		if (part[k].value.form == VL_DICT)
			flat[k].value = vl_column_flat(a, &part[k].value);
	}
	out.valid = valid_of(a, rows, flat, count);
	data = vl_arena_buffer(a, rows * vl_type_bytes(t));
	for (int k = 0; k < count; k++)
		scatter(&flat[k], data, vl_type_bytes(t));
	out.data = data;
	return out;
}
