/* op_cmp.c -- comparisons: = <> < <= > >= and IS [NOT] DISTINCT FROM. */
#include "base/interval.h"
#include "base/num.h"
#include "expr/call.h"
#include "expr/value.h"
#include "kern/kern.h"

enum cmp {
	EQ,
	NE,
	LT,
	LE,
	GT,
	GE,
};

static bool
holds(enum cmp op, int order)
{
	switch (op) {
	case EQ: return order == 0;
	case NE: return order != 0;
	case LT: return order < 0;
	case LE: return order <= 0;
	case GT: return order > 0;
	case GE: break;
	}
	return order >= 0;
}

/* -1, 0, 1 for x < y, x = y, x > y: floats with NaN above all. */
static int
order_f64(double x, double y)
{
	if (x != x || y != y)
		return (x != x) - (y != y);
	return (x > y) - (x < y);
}

static int
order_lists(
    const struct vl_column *x, int64_t i, const struct vl_column *y, int64_t j)
{
	struct vl_span a = ((const struct vl_span *)x->data)[i];
	struct vl_span b = ((const struct vl_span *)y->data)[j];

	for (uint32_t k = 0; k < a.len && k < b.len; k++) {
		int order =
		    value_order(x->child, a.from + k, y->child, b.from + k);

		if (order)
			return order;
	}
	return (a.len > b.len) - (a.len < b.len);
}

static int
order_vectors(const float *x, const float *y, int32_t n)
{
	for (int32_t k = 0; k < n; k++) {
		int order = order_f64((double)x[k], (double)y[k]);

		if (order)
			return order;
	}
	return 0;
}

/* Slots i and j, which are no NULLs. */
static int
order_rows(
    const struct vl_column *x, int64_t i, const struct vl_column *y, int64_t j)
{
	vl_i128 a, b;

	if (vl_type_is_float(x->type) != vl_type_is_float(y->type))
		return mixed_order_rows(x, i, y, j);
	switch (x->type.id) {
	case VL_TYPE_F32:
		return order_f64((double)((const float *)x->data)[i],
		    (double)((const float *)y->data)[j]);
	case VL_TYPE_F64:
		return order_f64(
		    ((const double *)x->data)[i], ((const double *)y->data)[j]);
	case VL_TYPE_TEXT:
	case VL_TYPE_BLOB:
	case VL_TYPE_JSON:
		return vl_view_cmp((const struct vl_view *)x->data + i,
		    (const struct vl_view *)y->data + j);
	case VL_TYPE_INTERVAL:
		return vl_interval_cmp((const struct vl_interval *)x->data + i,
		    (const struct vl_interval *)y->data + j);
	case VL_TYPE_LIST: return order_lists(x, i, y, j);
	case VL_TYPE_VECTOR:
		return order_vectors((const float *)x->data + i * x->type.size,
		    (const float *)y->data + j * y->type.size, x->type.size);
	case VL_TYPE_STRUCT:
		for (int k = 0; k < x->type.size; k++) {
			int order =
			    value_order(&x->child[k], i, &y->child[k], j);

			if (order)
				return order;
		}
		return 0;
	default: break;
	}
	a = value_i128(x, i);
	b = value_i128(y, j);
	return (a > b) - (a < b);
}

int
value_order(
    const struct vl_column *x, int64_t i, const struct vl_column *y, int64_t j)
{
	bool x_null = vl_column_is_null(x, i);
	bool y_null = vl_column_is_null(y, j);

	if (x_null || y_null)
		return x_null - y_null;
	if (x->form == VL_DICT)
		return value_order(
		    x->child, ((const uint32_t *)x->data)[i], y, j);
	if (y->form == VL_DICT)
		return value_order(
		    x, i, y->child, ((const uint32_t *)y->data)[j]);
	return order_rows(x, vl_column_slot(x, i), y, vl_column_slot(y, j));
}

vl_i128
value_i128(const struct vl_column *x, int64_t i)
{
	switch (x->type.id) {
	case VL_TYPE_BOOL:
	case VL_TYPE_U8: return ((const uint8_t *)x->data)[i];
	case VL_TYPE_I8: return ((const int8_t *)x->data)[i];
	case VL_TYPE_I16: return ((const int16_t *)x->data)[i];
	case VL_TYPE_U16: return ((const uint16_t *)x->data)[i];
	case VL_TYPE_I32:
	case VL_TYPE_DATE: return ((const int32_t *)x->data)[i];
	case VL_TYPE_U32: return ((const uint32_t *)x->data)[i];
	case VL_TYPE_U64: return ((const uint64_t *)x->data)[i];
	case VL_TYPE_I128:
	case VL_TYPE_DEC: return ((const vl_i128 *)x->data)[i];
	default: return ((const int64_t *)x->data)[i];
	}
}

/* Equality of texts needs no order, and most differ in the first 8 bytes. */
static void
views_equal(const struct vl_call *c, uint8_t flip, int64_t rows, uint8_t *data)
{
	const struct vl_view *x = c->arg[0].data;
	const struct vl_view *y = c->arg[1].data;
	int64_t sx = arg_step(&c->arg[0]);
	int64_t sy = arg_step(&c->arg[1]);

	for (int64_t i = 0; i < rows; i++)
		data[i] = vl_view_eq(&x[i * sx], &y[i * sy]) ^ flip;
}

static int
compare(struct vl_call *c, enum cmp op, struct vl_column *out)
{
	const struct vl_kern_cmp *k = vl_kern()->cmp;
	const struct vl_column *x = &c->arg[0];
	const struct vl_column *y = &c->arg[1];
	struct vl_column wide[2];

	if (expr_is_mixed(c->count, c->expr->arg)) {
		for (int i = 0; i < 2; i++)
			wide[i] = mixed_exact(c->arena, &c->arg[i]);
		x = &wide[0];
		y = &wide[1];
	}
	int lane = x->type.id == y->type.id ? expr_lane(x->type) : -1;
	uint8_t *data = call_data(c, out);

	if (lane >= 0) {
		/* a > b is b < a, a <= b is not b < a. */
		bool swap = op == GT || op == LE;
		const struct vl_column *a = swap ? y : x;
		const struct vl_column *b = swap ? x : y;
		uint8_t flip = op == NE || op == LE || op == GE;
		vl_kern_cmp_fn f =
		    op == EQ || op == NE ? k->eq[lane] : k->lt[lane];

		f(a->data, arg_step(a), b->data, arg_step(b), out->rows, flip,
		    data);
		return 0;
	}
	if (vl_type_is_view(x->type) && (op == EQ || op == NE)) {
		views_equal(c, op == NE, out->rows, data);
		return 0;
	}
	for (int64_t i = 0; i < out->rows; i++)
		data[i] = call_live(out, i) &&
		    holds(
			op, order_rows(x, i * arg_step(x), y, i * arg_step(y)));
	return 0;
}

static int
eval_eq(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return compare(c, EQ, out);
}

static int
eval_ne(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return compare(c, NE, out);
}

static int
eval_lt(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return compare(c, LT, out);
}

static int
eval_le(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return compare(c, LE, out);
}

static int
eval_gt(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return compare(c, GT, out);
}

static int
eval_ge(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return compare(c, GE, out);
}

static int
distinct(struct vl_call *c, bool want, struct vl_column *out)
{
	uint8_t *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++)
		data[i] =
		    (value_order(&c->arg[0], i, &c->arg[1], i) != 0) == want;
	return 0;
}

static int
eval_distinct(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return distinct(c, true, out);
}

static int
eval_not_distinct(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return distinct(c, false, out);
}

#define SAFE VL_FUNC_SAFE
#define SEES VL_FUNC_SAFE | VL_FUNC_NULLS
/* clang-format off */
const struct vl_func func_cmp[] = {
	{ "=", "comparison", "T, T", "BOOLEAN", SAFE, .eval = eval_eq,
	    .doc = "Equal; NaN equals itself.", .example = "1 = 1.0 = true" },
	{ "==", "comparison", "T, T", "BOOLEAN", SAFE, .eval = eval_eq,
	    .doc = "Equal.", .example = "1 == 2 = false" },
	{ "<>", "comparison", "T, T", "BOOLEAN", SAFE, .eval = eval_ne,
	    .doc = "Not equal.", .example = "'a' <> 'b' = true" },
	{ "!=", "comparison", "T, T", "BOOLEAN", SAFE, .eval = eval_ne,
	    .doc = "Not equal.", .example = "1 != 1 = false" },
	{ "<", "comparison", "T, T", "BOOLEAN", SAFE, .eval = eval_lt,
	    .doc = "Less; text by bytes.", .example = "'Z' < 'a' = true" },
	{ "<=", "comparison", "T, T", "BOOLEAN", SAFE, .eval = eval_le,
	    .doc = "Less or equal.", .example = "2 <= 2 = true" },
	{ ">", "comparison", "T, T", "BOOLEAN", SAFE, .eval = eval_gt,
	    .doc = "Greater; NaN is greater than all other numbers.",
	    .example = "2 > 10 = false" },
	{ ">=", "comparison", "T, T", "BOOLEAN", SAFE, .eval = eval_ge,
	    .doc = "Greater or equal.", .example = "2 >= 10 = false" },
	{ "is distinct from", "comparison", "T, T", "BOOLEAN", SEES,
	    .eval = eval_distinct, .doc = "Not equal; NULL equals NULL.",
	    .example = "1 IS DISTINCT FROM NULL = true" },
	{ "is not distinct from", "comparison", "T, T", "BOOLEAN", SEES,
	    .eval = eval_not_distinct, .doc = "Equal; NULL equals NULL.",
	    .example = "NULL IS NOT DISTINCT FROM NULL = true" },
	{ 0 },
};
/* clang-format on */
