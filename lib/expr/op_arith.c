/* op_arith.c -- + - * / // % and the signs, on numbers. */
#include <math.h>

#include "base/buf.h"
#include "base/num.h"
#include "col/show.h"
#include "expr/call.h"
#include "expr/cast_int.h"
#include "kern/kern.h"

enum arith {
	ADD,
	SUB,
	MUL,
};

/* "BIGINT out of range: 9223372036854775807 + 1" */
static int
overflow(struct vl_call *c, int64_t row, struct vl_err *err)
{
	struct vl_buf b = { 0 };

	for (int i = 0; i < c->count; i++) {
		if (i > 0 || c->count == 1)
			vl_buf_printf(&b, c->count == 1 ? "%s" : " %s ",
			    c->expr->func->name);
		vl_show_value(&c->arg[i], row, VL_SHOW_PLAIN, &b);
	}
	vl_fail(err, VL_EVALUE, "%s out of range: %.*s",
	    type_text(c->expr->type).z, (int)b.len, b.p);
	vl_buf_release(&b);
	return err->code;
}

static bool
exact(enum arith op, vl_i128 x, vl_i128 y, vl_i128 *r)
{
	switch (op) {
	case ADD: return !VL_ADD_OVERFLOW(x, y, r);
	case SUB: return !VL_SUB_OVERFLOW(x, y, r);
	case MUL: break;
	}
	return !VL_MUL_OVERFLOW(x, y, r);
}

/* Row by row in 128 bits: where a kernel has said that something does not
 * fit, and for the types that have none. */
static int
int_slow(struct vl_call *c, enum arith op, struct vl_column *out, void *data,
    struct vl_err *err)
{
	for (int64_t i = 0; i < out->rows; i++) {
		vl_i128 r = 0;
		bool fits = exact(op, cast_get_i128(&c->arg[0], i),
		    cast_get_i128(&c->arg[1], i), &r);

		fits = cast_put_int(out->type, data, i, fits ? r : 0) && fits;
		if (!fits && call_live(out, i))
			return overflow(c, i, err);
	}
	return 0;
}

static int
int_op(
    struct vl_call *c, enum arith op, struct vl_column *out, struct vl_err *err)
{
	const struct vl_kern_arith *k = vl_kern()->arith;
	const vl_kern_arith_fn *table[] = { k->add, k->sub, k->mul };
	int lane = expr_lane(out->type);
	void *data = call_data(c, out);

	if (lane >= 0 &&
	    !table[op][lane](c->arg[0].data, arg_step(&c->arg[0]),
		c->arg[1].data, arg_step(&c->arg[1]), out->rows, data))
		return 0;
	return int_slow(c, op, out, data, err);
}

static int
eval_add_int(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return int_op(c, ADD, out, err);
}

static int
eval_sub_int(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return int_op(c, SUB, out, err);
}

static int
eval_mul_int(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return int_op(c, MUL, out, err);
}

static int
float_op(
    struct vl_call *c, const vl_kern_arith_fn *table, struct vl_column *out)
{
	table[expr_lane(out->type)](c->arg[0].data, arg_step(&c->arg[0]),
	    c->arg[1].data, arg_step(&c->arg[1]), out->rows, call_data(c, out));
	return 0;
}

static int
eval_add_float(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return float_op(c, vl_kern()->arith->add, out);
}

static int
eval_sub_float(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return float_op(c, vl_kern()->arith->sub, out);
}

static int
eval_mul_float(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return float_op(c, vl_kern()->arith->mul, out);
}

static int
eval_div_float(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return float_op(c, vl_kern()->arith->div, out);
}

/* ---- division of integers: truncated; by zero it is NULL ---- */

static int
int_divide(struct vl_call *c, bool want_rest, struct vl_column *out,
    struct vl_err *err)
{
	void *data = call_data(c, out);
	uint64_t *valid = NULL;

	for (int64_t i = 0; i < out->rows; i++) {
		vl_i128 x = cast_get_i128(&c->arg[0], i);
		vl_i128 y = cast_get_i128(&c->arg[1], i);
		vl_i128 r = 0;
		bool fits = true;

		if (y == 0) {
			if (valid == NULL)
				valid = call_valid(c, out);
			vl_bit_clear(valid, i);
		} else if (y == -1) {
			/* The least integer has no opposite. */
			fits = want_rest || !VL_SUB_OVERFLOW((vl_i128)0, x, &r);
		} else {
			r = want_rest ? x % y : x / y;
		}
		fits &= cast_put_int(out->type, data, i, r);
		if (!fits && call_live(out, i))
			return overflow(c, i, err);
	}
	return 0;
}

/* The same in 64 bits, which is what columns mostly are. */
static int
i64_divide(struct vl_call *c, bool want_rest, struct vl_column *out,
    struct vl_err *err)
{
	const int64_t *x = c->arg[0].data;
	const int64_t *y = c->arg[1].data;
	int64_t sx = arg_step(&c->arg[0]);
	int64_t sy = arg_step(&c->arg[1]);
	int64_t *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++) {
		int64_t d = y[i * sy];

		/* 0 and -1 are for the careful loop. */
		if (VL_UNLIKELY((uint64_t)d + 1 < 2))
			return int_divide(c, want_rest, out, err);
		data[i] = want_rest ? x[i * sx] % d : x[i * sx] / d;
	}
	return 0;
}

static int
eval_div_int(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return out->type.id == VL_TYPE_I64 ? i64_divide(c, false, out, err) :
					     int_divide(c, false, out, err);
}

static int
eval_mod_int(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return out->type.id == VL_TYPE_I64 ? i64_divide(c, true, out, err) :
					     int_divide(c, true, out, err);
}

static int
eval_mod_f64(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return call_f64_pairs(c, fmod, out);
}

static double
whole_quotient(double x, double y)
{
	return trunc(x / y);
}

static int
eval_idiv_f64(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return call_f64_pairs(c, whole_quotient, out);
}

/* ---- DECIMAL ---- */

static int
type_dec_add(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    struct vl_type *out, struct vl_err *err)
{
	struct vl_type x = arg[0]->type;
	struct vl_type y = arg[1]->type;
	int scale = x.scale > y.scale ? x.scale : y.scale;
	int whole_x = x.precision - x.scale;
	int whole_y = y.precision - y.scale;
	int precision = (whole_x > whole_y ? whole_x : whole_y) + scale + 1;

	(void)a;
	(void)count;
	(void)err;
	*out = vl_type_dec(precision < 38 ? precision : 38, scale);
	return 0;
}

static int
type_dec_mul(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    struct vl_type *out, struct vl_err *err)
{
	int scale = arg[0]->type.scale + arg[1]->type.scale;
	int precision = arg[0]->type.precision + arg[1]->type.precision;

	(void)a;
	(void)count;
	if (scale > 38) {
		vl_fail(err, VL_ETYPE,
		    "the product would have %d digits behind the point, "
		    "DECIMAL has at most 38",
		    scale);
		return vl_err_hint(err, "cast one side to DOUBLE");
	}
	*out = vl_type_dec(precision < 38 ? precision : 38, scale);
	return 0;
}

/* Both sides at the scale of the result. */
static bool
dec_pair(const struct vl_call *c, int64_t i, int scale, vl_i128 v[2])
{
	for (int k = 0; k < 2; k++)
		if (!dec_rescale(cast_get_i128(&c->arg[k], i),
			scale - c->arg[k].type.scale, 38, &v[k]))
			return false;
	return true;
}

static int
dec_op(
    struct vl_call *c, enum arith op, struct vl_column *out, struct vl_err *err)
{
	vl_i128 *data = call_data(c, out);
	vl_i128 limit = vl_pow10_i128(out->type.precision);

	for (int64_t i = 0; i < out->rows; i++) {
		vl_i128 v[2] = { 0, 0 };
		bool fits = true;

		data[i] = 0;
		if (!call_live(out, i))
			continue;
		if (op == MUL) {
			v[0] = cast_get_i128(&c->arg[0], i);
			v[1] = cast_get_i128(&c->arg[1], i);
		} else {
			fits = dec_pair(c, i, out->type.scale, v);
		}
		fits = fits && exact(op, v[0], v[1], &data[i]) &&
		    data[i] < limit && data[i] > -limit;
		if (!fits)
			return overflow(c, i, err);
	}
	return 0;
}

static int
eval_add_dec(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return dec_op(c, ADD, out, err);
}

static int
eval_sub_dec(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return dec_op(c, SUB, out, err);
}

static int
eval_mul_dec(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return dec_op(c, MUL, out, err);
}

/* Exact operands, so by zero it is NULL; the quotient is a DOUBLE. */
static int
eval_div_dec(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	double *data = call_data(c, out);
	uint64_t *valid = NULL;

	(void)err;
	for (int64_t i = 0; i < out->rows; i++) {
		vl_i128 y = cast_get_i128(&c->arg[1], i);

		data[i] = 0;
		if (y == 0) {
			if (valid == NULL)
				valid = call_valid(c, out);
			vl_bit_clear(valid, i);
			continue;
		}
		data[i] = dec_to_f64(cast_get_i128(&c->arg[0], i),
			      c->arg[0].type.scale) /
		    dec_to_f64(y, c->arg[1].type.scale);
	}
	return 0;
}

static int
eval_mod_dec(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	vl_i128 *data = call_data(c, out);
	uint64_t *valid = NULL;

	for (int64_t i = 0; i < out->rows; i++) {
		vl_i128 v[2] = { 0, 0 };

		data[i] = 0;
		if (!call_live(out, i))
			continue;
		if (!dec_pair(c, i, out->type.scale, v))
			return overflow(c, i, err);
		if (v[1] == 0) {
			if (valid == NULL)
				valid = call_valid(c, out);
			vl_bit_clear(valid, i);
			continue;
		}
		data[i] = v[0] % v[1];
	}
	return 0;
}

/* ---- signs ---- */

static int
eval_neg(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	static const uint64_t zero[2];
	const struct vl_kern_arith *k = vl_kern()->arith;
	int lane = expr_lane(out->type);
	void *data = call_data(c, out);
	const void *x = c->arg[0].data;

	if (vl_type_is_float(out->type)) {
		/* 0 - 0 would lose the sign. */
		for (int64_t i = 0; i < out->rows; i++)
			if (out->type.id == VL_TYPE_F64)
				((double *)data)[i] = -((const double *)x)[i];
			else
				((float *)data)[i] = -((const float *)x)[i];
		return 0;
	}
	if (lane >= 0 && !k->sub[lane](zero, 0, x, 1, out->rows, data))
		return 0;
	for (int64_t i = 0; i < out->rows; i++) {
		vl_i128 r = 0;
		bool fits =
		    !VL_SUB_OVERFLOW((vl_i128)0, cast_get_i128(c->arg, i), &r);

		fits = cast_put_int(out->type, data, i, r) && fits;
		if (!fits && call_live(out, i))
			return overflow(c, i, err);
	}
	return 0;
}

static int
eval_same(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	out->data = c->arg[0].data;
	return 0;
}

/* clang-format off */
const struct vl_func func_arith[] = {
	{ "+", "arithmetic", "INT, INT", "T", 0, .eval = eval_add_int,
	    .doc = "Sum.", .example = "1 + 2 = 3" },
	{ "+", "arithmetic", "REAL, REAL", "REAL", VL_FUNC_SAFE,
	    .eval = eval_add_float, .doc = "Sum.",
	    .example = "CAST(1.5 AS REAL) + CAST(1 AS REAL) = 2.5" },
	{ "+", "arithmetic", "DOUBLE, DOUBLE", "DOUBLE", VL_FUNC_SAFE,
	    .eval = eval_add_float, .doc = "Sum.",
	    .example = "1.5 + 2 = 3.5" },
	{ "+", "arithmetic", "DEC, DEC", NULL, 0, .eval = eval_add_dec,
	    .type = type_dec_add, .doc = "Exact sum.",
	    .example = "CAST('0.10' AS DECIMAL(5,2)) + 1 = 1.10" },
	{ "+", "arithmetic", "NUM", "T", VL_FUNC_SAFE, .eval = eval_same,
	    .doc = "The same number.", .example = "+ 5 = 5" },
	{ "-", "arithmetic", "INT, INT", "T", 0, .eval = eval_sub_int,
	    .doc = "Difference.", .example = "3 - 5 = -2" },
	{ "-", "arithmetic", "REAL, REAL", "REAL", VL_FUNC_SAFE,
	    .eval = eval_sub_float, .doc = "Difference.",
	    .example = "CAST(1.5 AS REAL) - CAST(1 AS REAL) = 0.5" },
	{ "-", "arithmetic", "DOUBLE, DOUBLE", "DOUBLE", VL_FUNC_SAFE,
	    .eval = eval_sub_float, .doc = "Difference.",
	    .example = "1.5 - 2 = -0.5" },
	{ "-", "arithmetic", "DEC, DEC", NULL, 0, .eval = eval_sub_dec,
	    .type = type_dec_add, .doc = "Exact difference.",
	    .example = "1 - CAST('0.10' AS DECIMAL(5,2)) = 0.90" },
	{ "-", "arithmetic", "NUM", "T", 0, .eval = eval_neg,
	    .doc = "The number with the other sign.", .example = "- 5 = -5" },
	{ "*", "arithmetic", "INT, INT", "T", 0, .eval = eval_mul_int,
	    .doc = "Product.", .example = "3 * 5 = 15" },
	{ "*", "arithmetic", "REAL, REAL", "REAL", VL_FUNC_SAFE,
	    .eval = eval_mul_float, .doc = "Product.",
	    .example = "CAST(1.5 AS REAL) * CAST(2 AS REAL) = 3" },
	{ "*", "arithmetic", "DOUBLE, DOUBLE", "DOUBLE", VL_FUNC_SAFE,
	    .eval = eval_mul_float, .doc = "Product.",
	    .example = "1.5 * 2 = 3" },
	{ "*", "arithmetic", "DEC, DEC", NULL, 0, .eval = eval_mul_dec,
	    .type = type_dec_mul, .doc = "Exact product.",
	    .example = "CAST('0.10' AS DECIMAL(5,2)) * 0.5 = 0.050" },
	{ "/", "arithmetic", "INT, INT", "T", 0, .eval = eval_div_int,
	    .doc = "Quotient without its fraction; by zero it is NULL.",
	    .example = "-7 / 2 = -3" },
	{ "/", "arithmetic", "REAL, REAL", "REAL", VL_FUNC_SAFE,
	    .eval = eval_div_float, .doc = "Quotient.",
	    .example = "CAST(1.5 AS REAL) / CAST(2 AS REAL) = 0.75" },
	{ "/", "arithmetic", "DOUBLE, DOUBLE", "DOUBLE", VL_FUNC_SAFE,
	    .eval = eval_div_float, .doc = "Quotient; of 1 by 0, infinite.",
	    .example = "7.0 / 2 = 3.5" },
	{ "/", "arithmetic", "DEC, DEC", "DOUBLE", VL_FUNC_SAFE,
	    .eval = eval_div_dec, .doc = "Quotient; by zero it is NULL.",
	    .example = "CAST('1.00' AS DECIMAL(5,2)) / 4 = 0.25" },
	{ "//", "arithmetic", "INT, INT", "T", 0, .eval = eval_div_int,
	    .doc = "Quotient without its fraction; by zero it is NULL.",
	    .example = "7 // 2 = 3" },
	{ "//", "arithmetic", "DOUBLE, DOUBLE", "DOUBLE", 0,
	    .eval = eval_idiv_f64, .doc = "Quotient without its fraction.",
	    .example = "7.5 // 2 = 3" },
	{ "%", "arithmetic", "INT, INT", "T", 0, .eval = eval_mod_int,
	    .doc = "Rest of the division, with the sign of the first.",
	    .example = "-7 % 3 = -1" },
	{ "%", "arithmetic", "DOUBLE, DOUBLE", "DOUBLE", 0,
	    .eval = eval_mod_f64, .doc = "Rest of the division.",
	    .example = "7.5 % 2 = 1.5" },
	{ "%", "arithmetic", "DEC, DEC", NULL, 0, .eval = eval_mod_dec,
	    .type = type_dec_add, .doc = "Exact rest of the division.",
	    .example = "CAST('7.50' AS DECIMAL(5,2)) % 2 = 1.50" },
	{ "mod", "arithmetic", "INT, INT", "T", 0, .eval = eval_mod_int,
	    .doc = "Rest of the division, with the sign of the first.",
	    .example = "mod(7, 3) = 1" },
	{ "mod", "arithmetic", "DOUBLE, DOUBLE", "DOUBLE", 0,
	    .eval = eval_mod_f64, .doc = "Rest of the division.",
	    .example = "mod(7.5, 2) = 1.5" },
	{ "mod", "arithmetic", "DEC, DEC", NULL, 0, .eval = eval_mod_dec,
	    .type = type_dec_add, .doc = "Exact rest of the division.",
	    .example = "mod(CAST('7.50' AS DECIMAL(5,2)), 2) = 1.50" },
	{ 0 },
};
/* clang-format on */
