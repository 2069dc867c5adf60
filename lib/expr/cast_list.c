/* cast_list.c -- casts of lists and vectors, element by element. */
#include "col/schema.h"
#include "expr/cast_int.h"

/* The elements cast as a column of their own. */
static int
cast_elements(struct caster *k, struct vl_type to, struct vl_column *out)
{
	struct vl_column flat = vl_column_flat(k->call->arena, k->x->child);
	struct vl_call inner = *k->call;

	inner.arg = &flat;
	inner.rows = flat.rows;
	*out = (struct vl_column){
		.type = to, .rows = flat.rows, .valid = flat.valid
	};
	if (flat.rows == 0 || flat.form == VL_CONST) {
		*out = vl_column_null(to, flat.rows);
		*out = vl_column_flat(k->call->arena, out);
		return 0;
	}
	return cast_column(&inner, k->try_cast, out, k->err);
}

static int
list_to_list(struct caster *k)
{
	struct vl_column *child = vl_new(k->call->arena, struct vl_column, 1);

	VL_TRY(cast_elements(k, k->out->type.child[0].type, child));
	k->out->data = k->x->data;
	k->out->child = child;
	return 0;
}

static int
list_to_vector(struct caster *k)
{
	const struct vl_span *span = k->x->data;
	int32_t size = k->out->type.size;
	float *data = call_data(k->call, k->out);
	struct vl_column child;

	VL_TRY(cast_elements(k, vl_type(VL_TYPE_F32), &child));
	memset(data, 0, (size_t)(k->out->rows * size) * sizeof *data);
	for (int64_t i = 0; i < k->out->rows; i++) {
		bool null = false;

		if (!cast_live(k, i))
			continue;
		if (span[i].len != (uint32_t)size) {
			VL_TRY(cast_fail(k, i, "another number of elements"));
			continue;
		}
		for (uint32_t j = 0; j < span[i].len; j++)
			null |= vl_column_is_null(&child, span[i].from + j);
		if (null)
			VL_TRY(cast_fail(k, i, "an element is NULL"));
		else
			memcpy(data + i * size,
			    (const float *)child.data + span[i].from,
			    (size_t)size * sizeof *data);
	}
	return 0;
}

static int
vector_to_list(struct caster *k)
{
	struct vl_column *child = vl_new(k->call->arena, struct vl_column, 1);
	struct vl_column floats = {
		.type = vl_type(VL_TYPE_F32),
		.rows = k->out->rows * k->x->type.size,
		.data = k->x->data,
	};
	struct vl_span *span = call_data(k->call, k->out);
	struct vl_column x = *k->x;
	struct caster elements = *k;

	x.child = &floats;
	elements.x = &x;
	VL_TRY(cast_elements(&elements, k->out->type.child[0].type, child));
	for (int64_t i = 0; i < k->out->rows; i++)
		span[i] = (struct vl_span){ (uint32_t)(i * k->x->type.size),
			(uint32_t)k->x->type.size };
	k->out->child = child;
	return 0;
}

cast_fn *
cast_nested(struct vl_type from, struct vl_type to)
{
	if (from.id == VL_TYPE_LIST && to.id == VL_TYPE_LIST &&
	    cast_exists(from.child[0].type, to.child[0].type))
		return list_to_list;
	if (from.id == VL_TYPE_LIST && to.id == VL_TYPE_VECTOR &&
	    vl_type_is_numeric(from.child[0].type))
		return list_to_vector;
	if (from.id == VL_TYPE_VECTOR && to.id == VL_TYPE_LIST &&
	    vl_type_is_numeric(to.child[0].type))
		return vector_to_list;
	return NULL;
}
