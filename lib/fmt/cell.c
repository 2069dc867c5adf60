/* cell.c -- a batch's columns, laid out for writing row by row. */
#include "fmt/cell.h"

#include "base/alloc.h"
#include "col/show.h"

static enum cell_kind
kind_of(const struct vl_column *c)
{
	if (c->form == VL_RAW || c->type.id == VL_TYPE_TEXT)
		return CELL_TEXT;
	switch (c->type.id) {
	case VL_TYPE_NULL: return CELL_NULL;
	case VL_TYPE_I32: return CELL_I32;
	case VL_TYPE_I64: return CELL_I64;
	case VL_TYPE_F32: return CELL_F32;
	case VL_TYPE_F64: return CELL_F64;
	case VL_TYPE_DATE:
	case VL_TYPE_TIME:
	case VL_TYPE_TS:
	case VL_TYPE_TSTZ:
	case VL_TYPE_INTERVAL: return CELL_TIME;
	default: return vl_show_is_fixed(c->type) ? CELL_FIXED : CELL_OTHER;
	}
}

static void
lay_out(const struct vl_column *c, struct cell *out)
{
	*out = (struct cell){
		.kind = kind_of(c),
		.type = c->type,
		.valid = c->valid,
		.data = c->data,
		.stride = vl_type_bytes(c->type),
		.column = c,
	};
	switch (c->form) {
	case VL_FLAT: break;
	case VL_RAW: out->stride = (int64_t)sizeof(struct vl_view); break;
	case VL_CONST:
		if (vl_column_is_null(c, 0))
			out->kind = CELL_NULL;
		out->valid = NULL;
		out->stride = 0;
		break;
	case VL_DICT:
		out->code = c->data;
		out->data = c->child->data;
		break;
	}
}

struct cell *
vl_cells(struct vl_batch *b)
{
	int count = b->schema->count;
	struct cell *cells = vl_alloc(count * (int64_t)sizeof *cells);

	for (int i = 0; i < count; i++)
		lay_out(vl_batch_dense(b, i), &cells[i]);
	return cells;
}
