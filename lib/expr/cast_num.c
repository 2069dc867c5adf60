/* cast_num.c -- casts between numbers, and to and from BOOLEAN. */
#include <math.h>

#include "base/num.h"
#include "expr/cast_int.h"
#include "expr/value.h"
#include "kern/kern.h"

/* What rounds to no finite float: its largest and half a step. */
static const double float_beyond = 0x1.ffffffp127;

static const char out_of_range[] = "out of range";

vl_i128
cast_get_i128(const struct vl_column *x, int64_t i)
{
	return value_i128(x, i * arg_step(x));
}

bool
cast_put_int(struct vl_type t, void *data, int64_t i, vl_i128 v)
{
	switch (t.id) {
	case VL_TYPE_I8: ((int8_t *)data)[i] = (int8_t)v; return v == (int8_t)v;
	case VL_TYPE_I16:
		((int16_t *)data)[i] = (int16_t)v;
		return v == (int16_t)v;
	case VL_TYPE_I32:
		((int32_t *)data)[i] = (int32_t)v;
		return v == (int32_t)v;
	case VL_TYPE_I64:
		((int64_t *)data)[i] = (int64_t)v;
		return v == (int64_t)v;
	case VL_TYPE_U8:
		((uint8_t *)data)[i] = (uint8_t)v;
		return v == (uint8_t)v;
	case VL_TYPE_U16:
		((uint16_t *)data)[i] = (uint16_t)v;
		return v == (uint16_t)v;
	case VL_TYPE_U32:
		((uint32_t *)data)[i] = (uint32_t)v;
		return v == (uint32_t)v;
	case VL_TYPE_U64:
		((uint64_t *)data)[i] = (uint64_t)v;
		return v == (vl_i128)(uint64_t)v;
	default: ((vl_i128 *)data)[i] = v; return true;
	}
}

/* The quick way: both sides have kernels, 64 bits in between. */
static bool
int_by_kernel(struct caster *k, void *data)
{
	const struct vl_kern_cast *cast = vl_kern()->cast;
	int from = expr_lane(k->x->type);
	int to = expr_lane(k->out->type);
	int64_t n = k->out->rows;
	int64_t *wide = to == VL_LANE_i64 ?
	    data :
	    vl_arena_buffer(k->call->arena, n * (int64_t)sizeof *wide);

	if (from < 0 || to < 0 || cast->to_i64[from](k->x->data, n, wide))
		return false;
	return to == VL_LANE_i64 || !cast->from_i64[to](wide, n, data);
}

static int
int_to_int(struct caster *k)
{
	void *data = call_data(k->call, k->out);

	if (int_by_kernel(k, data))
		return 0;
	for (int64_t i = 0; i < k->out->rows; i++)
		if (!cast_put_int(
			k->out->type, data, i, cast_get_i128(k->x, i)) &&
		    cast_live(k, i))
			VL_TRY(cast_fail(k, i, out_of_range));
	return 0;
}

static int
to_bool(struct caster *k)
{
	uint8_t *data = call_data(k->call, k->out);

	for (int64_t i = 0; i < k->out->rows; i++)
		data[i] = k->x->type.id == VL_TYPE_F64 ?
		    ((const double *)k->x->data)[i] != 0 :
		    k->x->type.id == VL_TYPE_F32 ?
		    ((const float *)k->x->data)[i] != 0 :
		    cast_get_i128(k->x, i) != 0;
	return 0;
}

double
dec_to_f64(vl_i128 v, int scale)
{
	const vl_i128 exact = (vl_i128)1 << 53;
	char text[VL_NUM_ROOM + 64] = { 0 };
	double d = 0;
	int n;

	if (v >= -exact && v <= exact && scale <= 22)
		return (double)(int64_t)v / vl_pow10_f64[scale];
	n = vl_print_dec(text, v, scale);
	vl_parse_f64(text, n, &d);
	return d;
}

/* Exact numbers to DOUBLE or REAL, each rounded once. */
static int
exact_to_float(struct caster *k)
{
	int lane = expr_lane(k->x->type);
	int scale = k->x->type.id == VL_TYPE_DEC ? k->x->type.scale : 0;
	void *data = call_data(k->call, k->out);

	if (k->out->type.id == VL_TYPE_F64 && lane >= 0) {
		vl_kern()->cast->to_f64[lane](k->x->data, k->out->rows, data);
		return 0;
	}
	for (int64_t i = 0; i < k->out->rows; i++) {
		vl_i128 v = cast_get_i128(k->x, i);

		if (k->out->type.id == VL_TYPE_F64)
			((double *)data)[i] = dec_to_f64(v, scale);
		else if (scale == 0)
			((float *)data)[i] = (float)v;
		else
			((float *)data)[i] = (float)dec_to_f64(v, scale);
	}
	return 0;
}

static double
get_float(const struct vl_column *x, int64_t i)
{
	return x->type.id == VL_TYPE_F32 ? (double)((const float *)x->data)[i] :
					   ((const double *)x->data)[i];
}

static int
float_to_float(struct caster *k)
{
	void *data = call_data(k->call, k->out);

	if (k->out->type.id == VL_TYPE_F64) {
		vl_kern()->cast->to_f64[VL_LANE_f32](
		    k->x->data, k->out->rows, data);
		return 0;
	}
	for (int64_t i = 0; i < k->out->rows; i++) {
		double d = get_float(k->x, i);
		bool fits = !isfinite(d) || fabs(d) < float_beyond;

		((float *)data)[i] = fits ? (float)d : 0;
		if (!fits && cast_live(k, i))
			VL_TRY(cast_fail(k, i, out_of_range));
	}
	return 0;
}

/* Rounded half to even, as PostgreSQL does it. */
static int
float_to_int(struct caster *k)
{
	void *data = call_data(k->call, k->out);

	for (int64_t i = 0; i < k->out->rows; i++) {
		double d = rint(get_float(k->x, i));
		bool fits = d > -0x1p127 && d < 0x1p127;

		if (!cast_put_int(k->out->type, data, i, fits ? (vl_i128)d : 0))
			fits = false;
		if (!fits && cast_live(k, i))
			VL_TRY(cast_fail(k, i, out_of_range));
	}
	return 0;
}

/* By way of the shortest text, so that 0.1 becomes 0.1. */
static int
float_to_dec(struct caster *k)
{
	vl_i128 *data = call_data(k->call, k->out);
	struct vl_type t = k->out->type;

	for (int64_t i = 0; i < k->out->rows; i++) {
		char text[VL_NUM_ROOM + 64] = { 0 };
		int n = k->x->type.id == VL_TYPE_F32 ?
		    vl_print_f32(text, ((const float *)k->x->data)[i]) :
		    vl_print_f64(text, ((const double *)k->x->data)[i]);

		data[i] = 0;
		if (vl_parse_dec(text, n, t.precision, t.scale, &data[i]) !=
			VL_NUM_OK &&
		    cast_live(k, i))
			VL_TRY(cast_fail(k, i, out_of_range));
	}
	return 0;
}

bool
dec_rescale(vl_i128 v, int by, int precision, vl_i128 *out)
{
	vl_i128 limit = vl_pow10_i128(precision);

	if (by > 0) {
		if (VL_MUL_OVERFLOW(v, vl_pow10_i128(by), &v))
			return false;
	} else if (by < 0) {
		vl_i128 unit = vl_pow10_i128(-by);
		vl_i128 rest = v % unit;

		v /= unit;
		if (rest >= unit - unit / 2)
			v++;
		else if (-rest >= unit - unit / 2)
			v--;
	}
	*out = v;
	return v < limit && v > -limit;
}

/* Integers and decimals to DECIMAL. */
static int
exact_to_dec(struct caster *k)
{
	vl_i128 *data = call_data(k->call, k->out);
	struct vl_type t = k->out->type;
	int by =
	    t.scale - (k->x->type.id == VL_TYPE_DEC ? k->x->type.scale : 0);

	for (int64_t i = 0; i < k->out->rows; i++) {
		data[i] = 0;
		if (!dec_rescale(
			cast_get_i128(k->x, i), by, t.precision, &data[i]) &&
		    cast_live(k, i))
			VL_TRY(cast_fail(k, i, out_of_range));
	}
	return 0;
}

static int
dec_to_int(struct caster *k)
{
	void *data = call_data(k->call, k->out);

	for (int64_t i = 0; i < k->out->rows; i++) {
		vl_i128 v = 0;

		dec_rescale(cast_get_i128(k->x, i), -k->x->type.scale, 38, &v);
		if (!cast_put_int(k->out->type, data, i, v) && cast_live(k, i))
			VL_TRY(cast_fail(k, i, out_of_range));
	}
	return 0;
}

cast_fn *
cast_numeric(struct vl_type from, struct vl_type to)
{
	bool from_int = vl_type_is_int(from) || from.id == VL_TYPE_BOOL;

	if ((!from_int && !vl_type_is_numeric(from)) ||
	    (!vl_type_is_numeric(to) && to.id != VL_TYPE_BOOL))
		return NULL;
	if (to.id == VL_TYPE_BOOL)
		return to_bool;
	if (vl_type_is_float(to))
		return vl_type_is_float(from) ? float_to_float : exact_to_float;
	if (vl_type_is_float(from))
		return to.id == VL_TYPE_DEC ? float_to_dec : float_to_int;
	if (to.id == VL_TYPE_DEC)
		return exact_to_dec;
	return from_int ? int_to_int : dec_to_int;
}
