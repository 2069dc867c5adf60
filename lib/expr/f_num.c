/* f_num.c -- functions of numbers. */
#include <math.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/num.h"
#include "expr/call.h"
#include "expr/cast_int.h"
#include "expr/value.h"

/* ---- functions of one double ---- */

static double
sign_f64(double x)
{
	return x > 0 ? 1 : x < 0 ? -1 : x;
}

/* The library's is off by a bit even for cubes. */
static double
cube_root(double x)
{
	double y = cbrt(x);
	double whole = rint(y);

	return whole * whole * whole == x ? whole : y;
}

static double
degrees(double x)
{
	return x * (180 / 3.14159265358979323846);
}

static double
radians(double x)
{
	return x * (3.14159265358979323846 / 180);
}

static double
cot(double x)
{
	return 1 / tan(x);
}

/* round() of C rounds halves away from zero. */
static const struct {
	const char *name;
	double (*f)(double);
	double least; /* the argument must not be below */
	bool open;    /* nor at it */
} math[] = {
	{ "sqrt", sqrt, 0, false },
	{ "ln", log, 0, true },
	{ "log", log10, 0, true },
	{ "log10", log10, 0, true },
	{ "log2", log2, 0, true },
	{ "exp", exp, -INFINITY, false },
	{ "cbrt", cube_root, -INFINITY, false },
	{ "ceil", ceil, -INFINITY, false },
	{ "ceiling", ceil, -INFINITY, false },
	{ "floor", floor, -INFINITY, false },
	{ "round", round, -INFINITY, false },
	{ "trunc", trunc, -INFINITY, false },
	{ "abs", fabs, -INFINITY, false },
	{ "sign", sign_f64, -INFINITY, false },
	{ "degrees", degrees, -INFINITY, false },
	{ "radians", radians, -INFINITY, false },
	{ "sin", sin, -INFINITY, false },
	{ "cos", cos, -INFINITY, false },
	{ "tan", tan, -INFINITY, false },
	{ "cot", cot, -INFINITY, false },
	{ "asin", asin, -INFINITY, false },
	{ "acos", acos, -INFINITY, false },
	{ "atan", atan, -INFINITY, false },
	{ "sinh", sinh, -INFINITY, false },
	{ "cosh", cosh, -INFINITY, false },
	{ "tanh", tanh, -INFINITY, false },
};

static int
eval_math(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	const double *x = c->arg[0].data;
	double *data = call_data(c, out);
	int64_t m = 0;

	while (strcmp(math[m].name, c->expr->func->name) != 0)
		m++;
	for (int64_t i = 0; i < out->rows; i++) {
		bool bad = x[i] < math[m].least ||
		    (math[m].open && x[i] == math[m].least);

		if (bad && call_live(out, i)) {
			char text[VL_NUM_ROOM];
			int n = vl_print_f64(text, x[i]);

			return vl_fail(err, VL_EVALUE,
			    "%s(%.*s) does not exist: the argument must be %s",
			    math[m].name, n, text,
			    math[m].open ? "positive" : "0 or more");
		}
		data[i] = math[m].f(x[i]);
	}
	return 0;
}

/* ---- functions of two doubles ---- */

static int
eval_power(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	const double *x = c->arg[0].data;
	const double *y = c->arg[1].data;
	int64_t sx = arg_step(&c->arg[0]);
	int64_t sy = arg_step(&c->arg[1]);
	double *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++) {
		double a = x[i * sx];
		double b = y[i * sy];

		data[i] = pow(a, b);
		if (isnan(data[i]) && !isnan(a) && !isnan(b) &&
		    call_live(out, i))
			return vl_fail(err, VL_EVALUE,
			    "a negative number to a power that is not whole");
	}
	return 0;
}

static int
eval_log_base(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	const double *x = c->arg[0].data;
	const double *y = c->arg[1].data;
	int64_t sx = arg_step(&c->arg[0]);
	int64_t sy = arg_step(&c->arg[1]);
	double *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++) {
		double base = x[i * sx];
		double v = y[i * sy];

		if ((base <= 0 || v <= 0) && call_live(out, i))
			return vl_fail(err, VL_EVALUE,
			    "log() needs a positive base and number");
		data[i] = base == 10 ? log10(v) :
		    base == 2        ? log2(v) :
				       log(v) / log(base);
	}
	return 0;
}

static int
eval_atan2(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return call_f64_pairs(c, atan2, out);
}

/* ---- rounding to places ---- */

/* The shortest text that reads as x, rounded as one does by hand. */
static double
round_text(double x, int64_t places)
{
	char text[VL_NUM_ROOM + 64] = { 0 };
	vl_i128 v;
	int n = vl_print_f64(text, x);
	int digits = places > 0 ? (int)places : 0;

	if (digits > 20 || vl_parse_dec(text, n, 38, digits, &v) != VL_NUM_OK)
		return x;
	return dec_to_f64(v, digits);
}

static double
round_places(double x, int64_t places, bool cut)
{
	double unit, scaled, whole, rest;

	if (!isfinite(x) || places > 22)
		return x;
	if (places < -308)
		return 0;
	if (places < 0) {
		unit = pow(10, (double)-places);
		return (cut ? trunc(x / unit) : round(x / unit)) * unit;
	}
	unit = vl_pow10_f64[places];
	scaled = x * unit;
	if (fabs(scaled) > 0x1p52)
		return x;
	whole = trunc(scaled);
	rest = fabs(scaled - whole);
	/* Near a half (or a whole, when cutting) the product's own rounding
	 * would show: 1.005 to two places is 1.01. */
	if (!cut && fabs(rest - 0.5) < 1e-4)
		return round_text(x, places);
	if (cut && rest > 1 - 1e-4) {
		double near = round_text(x, places);

		return near == x ? x : whole / unit;
	}
	return (cut ? whole : round(scaled)) / unit;
}

static int
round_column(struct vl_call *c, bool cut, struct vl_column *out)
{
	const double *x = c->arg[0].data;
	const int64_t *n = c->arg[1].data;
	int64_t sx = arg_step(&c->arg[0]);
	int64_t sn = arg_step(&c->arg[1]);
	double *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++)
		data[i] = round_places(x[i * sx], n[i * sn], cut);
	return 0;
}

static int
eval_round_places(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return round_column(c, false, out);
}

static int
eval_trunc_places(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return round_column(c, true, out);
}

/* ---- integers ---- */

static int
out_of_range(struct vl_call *c, struct vl_err *err)
{
	return vl_fail(err, VL_EVALUE, "%s() is out of the range of %s",
	    c->expr->func->name, type_text(c->expr->type).z);
}

static int
eval_abs_int(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	void *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++) {
		vl_i128 v = cast_get_i128(c->arg, i);
		bool fits = v >= 0 || !VL_SUB_OVERFLOW((vl_i128)0, v, &v);

		fits = cast_put_int(out->type, data, i, v) && fits;
		if (!fits && call_live(out, i))
			return out_of_range(c, err);
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

static int
eval_sign_exact(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	int64_t *data = call_data(c, out);

	(void)err;
	for (int64_t i = 0; i < out->rows; i++) {
		vl_i128 v = cast_get_i128(c->arg, i);

		data[i] = (v > 0) - (v < 0);
	}
	return 0;
}

/* To tens, hundreds ...: only negative places change an integer. */
static int
round_int(
    struct vl_call *c, bool cut, struct vl_column *out, struct vl_err *err)
{
	const int64_t *n = c->arg[1].data;
	int64_t sn = arg_step(&c->arg[1]);
	void *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++) {
		vl_i128 v = cast_get_i128(c->arg, i);
		int64_t places = n[i * sn];
		bool fits = true;

		if (places < -38) {
			v = 0;
		} else if (places < 0) {
			vl_i128 unit = vl_pow10_i128((int)-places);

			if (cut)
				v /= unit;
			else
				dec_rescale(v, (int)places, 38, &v);
			fits = !VL_MUL_OVERFLOW(v, unit, &v);
		}
		fits = cast_put_int(out->type, data, i, v) && fits;
		if (!fits && call_live(out, i))
			return out_of_range(c, err);
	}
	return 0;
}

static int
eval_round_int(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return round_int(c, false, out, err);
}

static int
eval_trunc_int(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return round_int(c, true, out, err);
}

static int
type_first(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    struct vl_type *out, struct vl_err *err)
{
	(void)a;
	(void)count;
	(void)err;
	*out = arg[0]->type;
	return 0;
}

static vl_i128
gcd(vl_i128 x, vl_i128 y)
{
	x = x < 0 ? -x : x;
	y = y < 0 ? -y : y;
	while (y) {
		vl_i128 rest = x % y;

		x = y;
		y = rest;
	}
	return x;
}

static int
eval_gcd(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	int64_t *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++)
		if (!cast_put_int(out->type, data, i,
			gcd(cast_get_i128(&c->arg[0], i),
			    cast_get_i128(&c->arg[1], i))) &&
		    call_live(out, i))
			return out_of_range(c, err);
	return 0;
}

static int
eval_lcm(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	int64_t *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++) {
		vl_i128 x = cast_get_i128(&c->arg[0], i);
		vl_i128 y = cast_get_i128(&c->arg[1], i);
		vl_i128 v = x && y ? x / gcd(x, y) * y : 0;

		if (!cast_put_int(out->type, data, i, v < 0 ? -v : v) &&
		    call_live(out, i))
			return out_of_range(c, err);
	}
	return 0;
}

/* ---- bits ---- */

static int
bits_of(struct vl_call *c, char op, struct vl_column *out, struct vl_err *err)
{
	const int64_t *x = c->arg[0].data;
	const int64_t *y = c->count > 1 ? c->arg[1].data : x;
	int64_t sx = arg_step(&c->arg[0]);
	int64_t sy = c->count > 1 ? arg_step(&c->arg[1]) : sx;
	int64_t *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++) {
		int64_t a = x[i * sx];
		int64_t b = y[i * sy];
		bool shift = op == '<' || op == '>';

		if (shift && (b < 0 || b > 63)) {
			data[i] = 0;
			if (call_live(out, i))
				return vl_fail(err, VL_EVALUE,
				    "a shift by %lld bits is not within 0..63",
				    (long long)b);
			continue;
		}
		data[i] = op == '&' ? a & b :
		    op == '|'       ? (a | b) :
		    op == '#'       ? (a ^ b) :
		    op == '~'       ? ~a :
		    op == '<'       ? (int64_t)((uint64_t)a << b) :
				      a >> b;
	}
	return 0;
}

static int
eval_bits(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	const char *name = c->expr->func->name;

	return bits_of(c, strcmp(name, "xor") == 0 ? '#' : *name, out, err);
}

/* ---- decimals ---- */

static int
const_places(int count, const struct vl_expr *const *arg, int64_t *places)
{
	*places = 0;
	return count < 2 || expr_const_i64(arg[1], places);
}

/* round(x), trunc(x), ceil(x), floor(x) have no places, round(x, 2) two. */
static int
type_dec_places(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    struct vl_type *out, struct vl_err *err)
{
	struct vl_type t = arg[0]->type;
	int64_t places;
	int scale;
	int precision;

	(void)a;
	(void)err;
	if (!const_places(count, arg, &places))
		places = t.scale;
	scale = places < 0 ? 0 : places > t.scale ? t.scale : (int)places;
	/* One digit more: 9.9 becomes 10. */
	precision = t.precision - t.scale + scale + 1;
	*out = vl_type_dec(precision < 38 ? precision : 38, scale);
	return 0;
}

/* v / unit, rounded as the name of the function says. */
static vl_i128
divide(char how, vl_i128 v, vl_i128 unit)
{
	vl_i128 q = v / unit;
	vl_i128 rest = v % unit;

	switch (how) {
	case 'c': return q + (rest > 0);
	case 'f': return q - (rest < 0);
	case 'r':
		if (rest >= unit - unit / 2)
			return q + 1;
		return -rest >= unit - unit / 2 ? q - 1 : q;
	default: return q;
	}
}

static int
eval_dec_places(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	char how = c->expr->func->name[0];
	const int64_t *n = c->count > 1 ? c->arg[1].data : NULL;
	int scale = c->arg[0].type.scale;
	vl_i128 *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++) {
		vl_i128 v = cast_get_i128(c->arg, i);
		int64_t places = n ? n[i * arg_step(&c->arg[1])] : 0;

		data[i] = 0;
		if (places < -37 || !call_live(out, i))
			continue;
		if (places > out->type.scale)
			places = out->type.scale;
		if (scale - places > 38)
			v = 0;
		else if (scale > places)
			v = divide(
			    how, v, vl_pow10_i128((int)(scale - places)));
		if (!dec_rescale(v, (int)(out->type.scale - places),
			out->type.precision, &data[i]))
			return out_of_range(c, err);
	}
	return 0;
}

/* ---- the rest ---- */

static int
eval_pi(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	double *data = call_data(c, out);

	(void)err;
	for (int64_t i = 0; i < out->rows; i++)
		data[i] = 3.14159265358979323846;
	return 0;
}

static void
random_release(void *state)
{
	vl_dealloc(state);
}

static int
eval_random(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	double *data = call_data(c, out);
	uint64_t *state = *c->state;

	(void)err;
	if (state == NULL) {
		state = vl_alloc_one(uint64_t);
		*state = vl_hash_u64(
		    vl_hash_seed() ^ (uintptr_t)state, (uintptr_t)c->session);
		*c->state = state;
	}
	/* Weyl sequence, mixed: as in splitmix64. */
	for (int64_t i = 0; i < out->rows; i++)
		data[i] =
		    (double)(vl_hash_u64(*state += 0x9e3779b97f4a7c15, 0) >>
			11) *
		    0x1p-53;
	return 0;
}

static int
eval_float_class(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	const char *name = c->expr->func->name;
	const double *x = c->arg[0].data;
	uint8_t *data = call_data(c, out);

	(void)err;
	for (int64_t i = 0; i < out->rows; i++)
		data[i] = (uint8_t)(strcmp(name, "isnan") == 0 ? !!isnan(x[i]) :
			strcmp(name, "isinf") == 0             ? !!isinf(x[i]) :
						     !!isfinite(x[i]));
	return 0;
}

#define MATH(z, text, value)                                         \
	{                                                            \
		z, "numeric", "DOUBLE", "DOUBLE", 0,                 \
		    .eval = eval_math, .doc = text, .example = value \
	}
/* clang-format off */
const struct vl_func func_num[] = {
	{ "abs", "numeric", "INT", "T", 0, .eval = eval_abs_int,
	    .doc = "The number without its sign.", .example = "abs(-10) = 10" },
	MATH("abs", "The number without its sign.", "abs(-1.5) = 1.5"),
	{ "abs", "numeric", "DEC", NULL, 0, .eval = eval_abs_int,
	    .type = type_first, .doc = "The number without its sign.",
	    .example = "abs(CAST('-1.50' AS DECIMAL(5,2))) = 1.50" },
	{ "sign", "numeric", "INT", "BIGINT", 0, .eval = eval_sign_exact,
	    .doc = "-1, 0 or 1.", .example = "sign(-10) = -1" },
	MATH("sign", "-1, 0 or 1.", "sign(2.5) = 1"),
	{ "sign", "numeric", "DEC", "BIGINT", 0, .eval = eval_sign_exact,
	    .doc = "-1, 0 or 1.",
	    .example = "sign(CAST('-1.50' AS DECIMAL(5,2))) = -1" },
	{ "ceil", "numeric", "INT", "T", 0, .eval = eval_same,
	    .doc = "The integer itself.", .example = "ceil(5) = 5" },
	MATH("ceil", "The next whole number upwards.", "ceil(-1.5) = -1"),
	{ "ceil", "numeric", "DEC", NULL, 0, .eval = eval_dec_places,
	    .type = type_dec_places, .doc = "The next whole number upwards.",
	    .example = "ceil(CAST('1.20' AS DECIMAL(5,2))) = 2" },
	{ "ceiling", "numeric", "INT", "T", 0, .eval = eval_same,
	    .doc = "The integer itself.", .example = "ceiling(5) = 5" },
	MATH("ceiling", "As ceil().", "ceiling(1.2) = 2"),
	{ "ceiling", "numeric", "DEC", NULL, 0, .eval = eval_dec_places,
	    .type = type_dec_places, .doc = "As ceil().",
	    .example = "ceiling(CAST('1.20' AS DECIMAL(5,2))) = 2" },
	{ "floor", "numeric", "INT", "T", 0, .eval = eval_same,
	    .doc = "The integer itself.", .example = "floor(5) = 5" },
	MATH("floor", "The next whole number downwards.", "floor(-1.5) = -2"),
	{ "floor", "numeric", "DEC", NULL, 0, .eval = eval_dec_places,
	    .type = type_dec_places, .doc = "The next whole number downwards.",
	    .example = "floor(CAST('-1.20' AS DECIMAL(5,2))) = -2" },
	{ "round", "numeric", "INT", "T", 0, .eval = eval_same,
	    .doc = "The integer itself.", .example = "round(5) = 5" },
	MATH("round", "The nearest whole number, halves away from zero.",
	    "round(-2.5) = -3"),
	{ "round", "numeric", "DEC", NULL, 0, .eval = eval_dec_places,
	    .type = type_dec_places,
	    .doc = "The nearest whole number, halves away from zero.",
	    .example = "round(CAST('2.50' AS DECIMAL(5,2))) = 3" },
	{ "round", "numeric", "INT, BIGINT", NULL, 0, .eval = eval_round_int,
	    .type = type_first, .doc = "Rounded to so many places.",
	    .example = "round(1250, -2) = 1300" },
	{ "round", "numeric", "DOUBLE, BIGINT", "DOUBLE", 0,
	    .eval = eval_round_places,
	    .doc = "Rounded to so many places, halves away from zero.",
	    .example = "round(1.005, 2) = 1.01" },
	{ "round", "numeric", "DEC, BIGINT", NULL, 0, .eval = eval_dec_places,
	    .type = type_dec_places, .doc = "Rounded to so many places.",
	    .example = "round(CAST('2.345' AS DECIMAL(5,3)), 2) = 2.35" },
	{ "trunc", "numeric", "INT", "T", 0, .eval = eval_same,
	    .doc = "The integer itself.", .example = "trunc(5) = 5" },
	MATH("trunc", "Without the fraction.", "trunc(-2.7) = -2"),
	{ "trunc", "numeric", "DEC", NULL, 0, .eval = eval_dec_places,
	    .type = type_dec_places, .doc = "Without the fraction.",
	    .example = "trunc(CAST('-2.70' AS DECIMAL(5,2))) = -2" },
	{ "trunc", "numeric", "INT, BIGINT", NULL, 0, .eval = eval_trunc_int,
	    .type = type_first, .doc = "Cut to so many places.",
	    .example = "trunc(1299, -2) = 1200" },
	{ "trunc", "numeric", "DOUBLE, BIGINT", "DOUBLE", 0,
	    .eval = eval_trunc_places, .doc = "Cut to so many places.",
	    .example = "trunc(2.789, 2) = 2.78" },
	{ "trunc", "numeric", "DEC, BIGINT", NULL, 0, .eval = eval_dec_places,
	    .type = type_dec_places, .doc = "Cut to so many places.",
	    .example = "trunc(CAST('2.349' AS DECIMAL(5,3)), 2) = 2.34" },
	MATH("sqrt", "Square root.", "sqrt(9) = 3"),
	MATH("cbrt", "Cube root.", "cbrt(27) = 3"),
	MATH("exp", "e to that power.", "exp(0) = 1"),
	MATH("ln", "Natural logarithm.", "ln(1) = 0"),
	MATH("log", "Logarithm to base 10.", "log(1000) = 3"),
	{ "log", "numeric", "DOUBLE, DOUBLE", "DOUBLE", 0,
	    .eval = eval_log_base,
	    .doc = "Logarithm of the second to the base of the first.",
	    .example = "log(2, 8) = 3" },
	MATH("log10", "Logarithm to base 10.", "log10(100) = 2"),
	MATH("log2", "Logarithm to base 2.", "log2(8) = 3"),
	{ "power", "numeric", "DOUBLE, DOUBLE", "DOUBLE", 0,
	    .eval = eval_power, .doc = "The first to the power of the second.",
	    .example = "power(2, 10) = 1024" },
	{ "pow", "numeric", "DOUBLE, DOUBLE", "DOUBLE", 0,
	    .eval = eval_power, .doc = "As power().",
	    .example = "pow(2, 0.5) = 1.4142135623730951" },
	{ "^", "numeric", "DOUBLE, DOUBLE", "DOUBLE", 0,
	    .eval = eval_power, .doc = "As power().",
	    .example = "2 ^ 3 = 8" },
	{ "**", "numeric", "DOUBLE, DOUBLE", "DOUBLE", 0,
	    .eval = eval_power, .doc = "As power().",
	    .example = "2 ** 3 = 8" },
	{ "pi", "numeric", "", "DOUBLE", 0, .eval = eval_pi,
	    .doc = "The circle constant.", .example = "pi() = 3.141592653589793" },
	MATH("degrees", "Radians as degrees.", "degrees(pi()) = 180"),
	MATH("radians", "Degrees as radians.",
	    "radians(180) = 3.141592653589793"),
	MATH("sin", "Sine.", "sin(0) = 0"),
	MATH("cos", "Cosine.", "cos(0) = 1"),
	MATH("tan", "Tangent.", "tan(0) = 0"),
	MATH("cot", "Cotangent.", "round(cot(1), 6) = 0.642093"),
	MATH("asin", "Inverse sine.", "asin(0) = 0"),
	MATH("acos", "Inverse cosine.", "acos(1) = 0"),
	MATH("atan", "Inverse tangent.", "atan(0) = 0"),
	{ "atan2", "numeric", "DOUBLE, DOUBLE", "DOUBLE", 0,
	    .eval = eval_atan2, .doc = "Angle of the point (y, x).",
	    .example = "atan2(0, 1) = 0" },
	MATH("sinh", "Hyperbolic sine.", "sinh(0) = 0"),
	MATH("cosh", "Hyperbolic cosine.", "cosh(0) = 1"),
	MATH("tanh", "Hyperbolic tangent.", "tanh(0) = 0"),
	{ "gcd", "numeric", "BIGINT, BIGINT", "BIGINT", 0, .eval = eval_gcd,
	    .doc = "Greatest common divisor.", .example = "gcd(12, 18) = 6" },
	{ "lcm", "numeric", "BIGINT, BIGINT", "BIGINT", 0, .eval = eval_lcm,
	    .doc = "Least common multiple.", .example = "lcm(4, 6) = 12" },
	{ "isnan", "numeric", "DOUBLE", "BOOLEAN", 0, .eval = eval_float_class,
	    .doc = "Whether it is NaN.", .example = "isnan('nan') = true" },
	{ "isinf", "numeric", "DOUBLE", "BOOLEAN", 0, .eval = eval_float_class,
	    .doc = "Whether it is infinite.",
	    .example = "isinf(1.0 / 0) = true" },
	{ "isfinite", "numeric", "DOUBLE", "BOOLEAN", 0,
	    .eval = eval_float_class,
	    .doc = "Whether it is neither infinite nor NaN.",
	    .example = "isfinite(1.5) = true" },
	{ "&", "bits", "BIGINT, BIGINT", "BIGINT", 0, .eval = eval_bits,
	    .doc = "Bits set in both.", .example = "12 & 10 = 8" },
	{ "|", "bits", "BIGINT, BIGINT", "BIGINT", 0, .eval = eval_bits,
	    .doc = "Bits set in either.", .example = "12 | 10 = 14" },
	{ "xor", "bits", "BIGINT, BIGINT", "BIGINT", 0, .eval = eval_bits,
	    .doc = "Bits set in one of them.", .example = "xor(12, 10) = 6" },
	{ "~", "bits", "BIGINT", "BIGINT", 0, .eval = eval_bits,
	    .doc = "All bits flipped.", .example = "~ 5 = -6" },
	{ "<<", "bits", "BIGINT, BIGINT", "BIGINT", 0, .eval = eval_bits,
	    .doc = "Bits moved up.", .example = "1 << 4 = 16" },
	{ ">>", "bits", "BIGINT, BIGINT", "BIGINT", 0, .eval = eval_bits,
	    .doc = "Bits moved down; the sign stays.",
	    .example = "-16 >> 2 = -4" },
	{ "random", "numeric", "", "DOUBLE", VL_FUNC_VOLATILE,
	    .eval = eval_random, .release = random_release,
	    .doc = "A random number from 0 up to below 1.",
	    .example = "random() < 1 = true" },
	{ 0 },
};
/* clang-format on */
