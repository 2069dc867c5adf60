/*
 * mixed.c -- an integer beside a float: which of the two is greater?
 *
 * An integer of more than 53 bits need not be a DOUBLE, so that converting it
 * could change the answer.  Where one side is a constant, there is a constant
 * of the other side's type that says the same, and a source can test it:
 *
 *	x > 5.5  ->  x > 5		x = 7.0  ->  x = 7
 *
 * Otherwise the comparison gets both sides as they are (value_order()).
 */
#include <math.h>

#include "expr/call.h"
#include "expr/value.h"

static bool
is_pair(struct vl_type x, struct vl_type y)
{
	return (vl_type_is_int(x) && vl_type_is_float(y)) ||
	    (vl_type_is_float(x) && vl_type_is_int(y));
}

bool
expr_is_mixed(int count, const struct vl_expr *const *arg)
{
	return count == 2 && is_pair(arg[0]->type, arg[1]->type);
}

static double
float_at(const struct vl_column *c, int64_t i)
{
	return c->type.id == VL_TYPE_F32 ? (double)((const float *)c->data)[i] :
					   ((const double *)c->data)[i];
}

int
mixed_order(vl_i128 x, double y)
{
	double near = (double)x;

	/* Rounding keeps the order, but for what it makes equal. */
	if (y != y || near < y)
		return -1;
	if (near > y)
		return 1;
	if (y >= 0x1p127)
		return -1;
	return (x > (vl_i128)y) - (x < (vl_i128)y);
}

int
mixed_order_rows(
    const struct vl_column *x, int64_t i, const struct vl_column *y, int64_t j)
{
	if (vl_type_is_float(x->type))
		return -mixed_order(value_i128(y, j), float_at(x, i));
	return mixed_order(value_i128(x, i), float_at(y, j));
}

struct vl_column
mixed_exact(struct vl_arena *a, const struct vl_column *x)
{
	const int64_t *v = x->data;
	int64_t n = x->form == VL_CONST ? 1 : x->rows;
	struct vl_column out = *x;
	uint64_t high = 0;

	if (x->type.id != VL_TYPE_I64)
		return out;
	/* The sign's copies and the 53 bits below them. */
	for (int64_t i = 0; i < n; i++)
		high |= (uint64_t)(v[i] ^ v[i] >> 63);
	if (high >> 53)
		return out;
	double *to = vl_arena_buffer(a, n * (int64_t)sizeof *to);

	for (int64_t i = 0; i < n; i++)
		to[i] = (double)v[i];
	out.type = vl_type(VL_TYPE_F64);
	out.data = to;
	return out;
}

static bool
in_range(struct vl_type t, vl_i128 v)
{
	int bits = (int)vl_type_bytes(t) * 8;

	if (t.id >= VL_TYPE_U8 && t.id <= VL_TYPE_U64)
		return v >= 0 && v >> bits == 0;
	return v >> (bits - 1) == (v < 0 ? -1 : 0);
}

static const struct vl_expr *
int_const(struct vl_arena *a, struct vl_type t, vl_i128 v, int64_t at)
{
	void *data;
	struct vl_column c = vl_column_new(a, t, 1, &data);

	memcpy(data, &v, (size_t)vl_type_bytes(t)); /* the low bytes */
	return vl_expr_const(a, &c, at);
}

/* The greatest integer up to a constant float, if the type has it. */
static bool
floor_const(const struct vl_expr *e, struct vl_type t, vl_i128 *v, bool *whole)
{
	double d = float_at(&e->value, 0);

	/* NaN is out of the range, too. */
	if (!(d >= -0x1p127 && d < 0x1p127))
		return false;
	*whole = floor(d) == d;
	*v = (vl_i128)floor(d);
	return in_range(t, *v);
}

const struct vl_expr *
expr_exact_const(struct vl_arena *a, const struct vl_expr *e, struct vl_type t)
{
	vl_i128 v;
	bool whole;

	if (!expr_is_const(e) || expr_is_null(e))
		return NULL;
	if (vl_type_is_float(e->type) && vl_type_is_int(t))
		return floor_const(e, t, &v, &whole) && whole ?
		    int_const(a, t, v, e->at) :
		    NULL;
	if (!vl_type_is_int(e->type))
		return NULL;
	v = value_i128(&e->value, 0);
	if (vl_type_is_int(t))
		return in_range(t, v) ? int_const(a, t, v, e->at) : NULL;
	return t.id == VL_TYPE_F64 && mixed_order(v, (double)v) == 0 ?
	    vl_expr_f64(a, (double)v, e->at) :
	    NULL;
}

/* x < 5.5 is x <= 5, and so on: the operator for the floor of a constant. */
static const char *
floor_name(const char *name, bool constant_left)
{
	bool less = strcmp(name, "<") == 0 || strcmp(name, "<=") == 0;
	bool greater = strcmp(name, ">") == 0 || strcmp(name, ">=") == 0;

	if (constant_left)
		return less ? "<" : greater ? ">=" : NULL;
	return less ? "<=" : greater ? ">" : NULL;
}

/* A constant of the other side's type in place of pair[i], if that says the
 * same; *name may become another operator. */
static bool
adapt_const(
    struct vl_arena *a, const struct vl_expr **pair, int i, const char **name)
{
	const struct vl_expr *e = pair[i];
	struct vl_type t = pair[!i]->type;
	const struct vl_expr *exact = expr_exact_const(
	    a, e, vl_type_is_float(t) ? vl_type(VL_TYPE_F64) : t);
	const char *other = floor_name(*name, i == 0);
	vl_i128 v;
	bool whole;

	if (exact == NULL && other && expr_is_const(e) && !expr_is_null(e) &&
	    vl_type_is_int(t) && floor_const(e, t, &v, &whole)) {
		exact = int_const(a, t, v, e->at);
		*name = other;
	}
	if (exact)
		pair[i] = exact;
	return exact != NULL;
}

int
expr_compare_mixed(struct vl_arena *a, const struct vl_func *f,
    const struct vl_expr *const *arg, int64_t at, const struct vl_expr **out,
    struct vl_err *err)
{
	const struct vl_type wide = vl_type(VL_TYPE_F64);
	const struct vl_expr *pair[2] = { arg[0], arg[1] };
	int i = vl_type_is_float(pair[1]->type); /* the float */
	const char *name = f->name;
	struct vl_expr *e;

	if (adapt_const(a, pair, i, &name) || adapt_const(a, pair, !i, &name))
		return vl_expr_call(a, vl_str(name), 2, pair, at, out, err);
	VL_TRY(expr_coerce(a, pair[i], wide, &pair[i], err));
	/* Those of up to 32 bits are DOUBLEs, for which there are kernels. */
	if (vl_type_bytes(pair[!i]->type) < 8)
		VL_TRY(expr_coerce(a, pair[!i], wide, &pair[!i], err));
	e = expr_new(a, VL_EXPR_CALL, vl_type(VL_TYPE_BOOL), at, 2, pair);
	e->func = f;
	*out = e;
	return 0;
}
