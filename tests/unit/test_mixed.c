/*
 * Goal: integers and floats compare as the numbers that they are, whether as
 * columns, beside constants or in IN.
 * Method: every integer type and float next to each other around powers of
 * two; what is true is said by long double, which has 64 bits or more.
 */
#include <math.h>
#include <stdlib.h>

#include "check.h"
#include "expr_text.h"
#include "make.h"

static const char *const ops[] = { "=", "<>", "<", "<=", ">",
	">=", "is distinct from" };

static bool
oracle(int op, long double x, long double y)
{
	/* NaN is equal to itself and above all else. */
	int order = isnan(y) ? -1 : (x > y) - (x < y);

	switch (op) {
	case 0: return order == 0;
	case 2: return order < 0;
	case 3: return order <= 0;
	case 4: return order > 0;
	case 5: return order >= 0;
	default: return order != 0;
	}
}

static void
check_bool(const char *text, struct vl_batch *b, bool want)
{
	const char *got = expr_value(text, b, 0);

	if (strcmp(got, want ? "true" : "false") != 0)
		printf("%s\n", text);
	CHECK_STR(got, want ? "true" : "false");
}

static void
check_pair(const char *type, const char *x, const char *y)
{
	struct vl_arena a = { 0 };
	char columns[64];
	char text[128];
	long double vx = strtold(x, NULL);
	double vy = strtod(y, NULL);
	const char *one[] = { x, y };

	snprintf(columns, sizeof columns, "x0 %s, x1 DOUBLE", type);
	struct vl_batch *b = make_batch(&a, columns, 1, one);

	for (int op = 0; op < VL_COUNTOF(ops); op++) {
		bool want = oracle(op, vx, (long double)vy);
		/* The same with the sides in the other places. */
		int back = op < 2 || op > 5 ? op : op % 2 ? 8 - op : 6 - op;

		snprintf(text, sizeof text, "x0 %s x1", ops[op]);
		check_bool(text, b, want);
		snprintf(text, sizeof text, "x1 %s x0", ops[back]);
		check_bool(text, b, want);
		snprintf(text, sizeof text, "x0 %s '%s'::DOUBLE", ops[op], y);
		check_bool(text, b, want);
		snprintf(text, sizeof text, "'%s'::DOUBLE %s x0", y, ops[back]);
		check_bool(text, b, want);
		snprintf(
		    text, sizeof text, "x1 %s '%s'::%s", ops[back], x, type);
		check_bool(text, b, want);
		snprintf(text, sizeof text, "'%s'::%s %s x1", x, type, ops[op]);
		check_bool(text, b, want);
	}
	bool equal = oracle(0, vx, (long double)vy);

	snprintf(text, sizeof text, "x0 IN ('%s'::DOUBLE, 0.25)", y);
	check_bool(text, b, equal);
	snprintf(text, sizeof text, "x0 NOT IN (0.25, x1)");
	check_bool(text, b, !equal);
	snprintf(text, sizeof text, "x1 IN ('%s'::%s, NULL, x0)", x, type);
	CHECK_STR(expr_value(text, b, 0), equal ? "true" : "NULL");
	vl_arena_release(&a);
}

static void
test_powers(void)
{
	static const struct {
		const char *type;
		int bits; /* of its values */
		bool negative;
	} types[] = { { "BIGINT", 63, true }, { "UBIGINT", 64, false },
		{ "HUGEINT", 64, true }, { "INTEGER", 31, true },
		{ "UTINYINT", 8, false } };
	static const int powers[] = { 0, 7, 30, 52, 53, 62, 63 };

	for (int64_t t = 0; t < VL_COUNTOF(types); t++)
		for (int64_t p = 0; p < VL_COUNTOF(powers); p++)
			for (int off = -2; off <= 2; off++)
				for (int step = -1; step <= 1; step++) {
					vl_i128 v =
					    ((vl_i128)1 << powers[p]) + off;
					double y = ldexp(1, powers[p]);
					char x[VL_NUM_ROOM];
					char z[VL_NUM_ROOM];

					if (v < 0 || v >> types[t].bits)
						continue;
					if (step)
						y = nextafter(
						    y, step * HUGE_VAL);
					if (types[t].negative && p % 2) {
						v = -v;
						y = -y;
					}
					x[vl_print_i128(x, v)] = '\0';
					z[vl_print_f64(z, y)] = '\0';
					check_pair(types[t].type, x, z);
				}
}

static void
test_edges(void)
{
	static const char *const value[] = { "nan", "inf", "-inf", "-0.0",
		"0.5", "-0.5", "1e300", "-1e300", "5e-324" };

	for (int64_t i = 0; i < VL_COUNTOF(value); i++) {
		check_pair("BIGINT", "9223372036854775807", value[i]);
		check_pair("BIGINT", "-9223372036854775808", value[i]);
		check_pair("UBIGINT", "18446744073709551615", value[i]);
		check_pair("HUGEINT", "0", value[i]);
		check_pair("SMALLINT", "0", value[i]);
	}
	CHECK_STR(expr_value("'170141183460469231731687303715884105727'::"
			     "HUGEINT < 170141183460469231731687303715884105"
			     "728.0",
		      NULL, 0),
	    "true");
	CHECK_STR(expr_value("'-170141183460469231731687303715884105728'::"
			     "HUGEINT = -170141183460469231731687303715884105"
			     "728.0",
		      NULL, 0),
	    "true");
	CHECK_STR(
	    expr_value("16777217::BIGINT = 16777216::REAL", NULL, 0), "false");
	CHECK_STR(
	    expr_value("9007199254740993 = NULL::DOUBLE", NULL, 0), "NULL");
}

/* A literal 2.0 is a DOUBLE, and makes DOUBLE of integers beside it. */
static void
test_literals(void)
{
	static const char *const of[] = { "coalesce(x0, 0.0)",
		"CASE WHEN x0 = 1 THEN x0 ELSE 2.0 END", "x0 + 2.0",
		"greatest(x0, 2.0)", "if(true, 2.0, x0)", "nullif(2.0, x0)",
		"mod(x0, 2.0)", "x0 / 2.0" };
	struct vl_arena a = { 0 };
	struct vl_batch *b =
	    make_batch(&a, "x0 BIGINT", 1, (const char *[]){ "7" });
	char text[128];

	for (int64_t i = 0; i < VL_COUNTOF(of); i++) {
		snprintf(text, sizeof text, "typeof(%s)", of[i]);
		CHECK_STR(expr_value(text, b, 0), "DOUBLE");
	}
	CHECK_STR(expr_value("coalesce(x0, 0.0) / 2", b, 0), "3.5");
	CHECK_STR(expr_value("typeof([x0, 2.0])", b, 0), "DOUBLE[]");
	CHECK_STR(expr_value("typeof(x0 + 2)", b, 0), "BIGINT");
	CHECK_STR(expr_value("typeof(x0::INTEGER + 2)", b, 0), "INTEGER");
	CHECK_STR(
	    expr_value("typeof(x0::DECIMAL(5,2) + 2.5)", b, 0), "DECIMAL(6,2)");
	vl_arena_release(&a);
}

VL_TESTS(test_powers, test_edges, test_literals)
