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
	return p->to ? p->to[i] : p->base + i;
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

static void
assemble_list(struct vl_arena *a, struct vl_column *out,
    const struct part *part, int count)
{
	struct part *inner = vl_new(a, struct part, count);
	struct vl_column *child = vl_new(a, struct vl_column, 1);
	struct vl_span *to =
	    vl_arena_buffer(a, out->rows * (int64_t)sizeof *to);
	int64_t base = 0;

	memset(to, 0, (size_t)out->rows * sizeof *to);
	for (int k = 0; k < count; k++) {
		const struct part *p = &part[k];
		const struct vl_span *from = p->value.data;
		int64_t n = p->value.child ? p->value.child->rows : 0;

		for (int64_t i = 0; i < p->count; i++) {
			struct vl_span s = from[source_row(p, i)];

			s.from += (uint32_t)base;
			to[target_row(p, i)] = s;
		}
		inner[k] = (struct part){ .base = base, .count = n };
		if (n > 0)
			inner[k].value = vl_column_flat(a, p->value.child);
		base += n;
	}
	*child = assemble(a, out->type.child[0].type, base, inner, count);
	out->data = to;
	out->child = child;
}

static void
assemble_struct(struct vl_arena *a, struct vl_column *out,
    const struct part *part, int count)
{
	struct vl_column *child = vl_new(a, struct vl_column, out->type.size);
	struct part *inner = vl_new(a, struct part, count);

	for (int i = 0; i < out->type.size; i++) {
		struct vl_type t = out->type.child[i].type;

		for (int k = 0; k < count; k++) {
			inner[k] = part[k];
			inner[k].value = part[k].value.child ?
			    part[k].value.child[i] :
			    vl_column_null(t, part[k].value.rows);
		}
		child[i] = assemble(a, t, out->rows, inner, count);
	}
	out->child = child;
}

struct vl_column
assemble(struct vl_arena *a, struct vl_type t, int64_t rows,
    const struct part *part, int count)
{
	struct part *flat = vl_new(a, struct part, count);
	struct vl_column out = { .type = t, .rows = rows };
	void *data;

	for (int k = 0; k < count; k++) {
		flat[k] = part[k];
		if (part[k].value.form == VL_DICT)
			flat[k].value = vl_column_flat(a, &part[k].value);
	}
	out.valid = valid_of(a, rows, flat, count);
	if (t.id == VL_TYPE_LIST) {
		assemble_list(a, &out, flat, count);
		return out;
	}
	if (t.id == VL_TYPE_STRUCT) {
		assemble_struct(a, &out, flat, count);
		return out;
	}
	data = vl_arena_buffer(a, rows * vl_type_bytes(t));
	for (int k = 0; k < count; k++)
		scatter(&flat[k], data, vl_type_bytes(t));
	out.data = data;
	return out;
}
