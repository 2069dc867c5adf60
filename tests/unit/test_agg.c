/*
 * Goal: aggregates say what their examples say, whatever way their rows come;
 * sums of doubles are exact.
 * Method: every example is run in one group, in several, split and merged.
 * The oracle of sums is Shewchuk's expansion, which never loses a bit.
 */
#include <math.h>

#include "expr/exact.h"
#include "expr/expr_int.h"

#include "check.h"
#include "expr_text.h"

enum {
	VALUES_MAX = 16,
};

/* An example: "sum(x) of 1, 2 = 3". */
struct example {
	const char *text;
	struct vl_arena a;
	struct vl_err err;
	struct vl_schema *schema;
	struct vl_batch *batch; /* one column, x */
	const struct vl_agg *agg;
	struct vl_type type;
	int count;
	const struct vl_expr *arg[4];
	const char *want;
};

/* The values behind " of " become column x. */
static int
read_values(struct example *e, const char *from, const char *end)
{
	const struct vl_expr *value[VALUES_MAX];
	struct vl_column col[VALUES_MAX];
	char text[256];
	struct vl_field *field;
	struct reader r = { &e->a, NULL, text, text, &e->err };
	struct vl_type t;
	int bad[2];
	int n = 0;

	snprintf(text, sizeof text, "%.*s", (int)(end - from), from);
	do {
		VL_TRY(read_expr(&r, 5, &value[n++]));
	} while (read_token(&r, ","));
	if (!expr_unify(&e->a, n, value, &t, bad))
		return vl_fail(&e->err, VL_ETYPE, "values do not match");
	for (int i = 0; i < n; i++)
		VL_TRY(expr_coerce(&e->a, value[i], t, &value[i], &e->err));
	e->schema = vl_schema_new(&e->a, 1, &field);
	field[0] = (struct vl_field){ .name = VL_STR("x"), .type = t };
	e->batch = vl_batch_new(&e->a, e->schema, n);

	void *data;
	uint64_t *valid = vl_new(&e->a, uint64_t, 1);
	int64_t bytes = vl_type_bytes(t);

	e->batch->col[0] = vl_column_new(&e->a, t, n, &data);
	e->batch->col[0].valid = valid;
	for (int i = 0; i < n; i++) {
		col[i] = value[i]->value;
		memcpy((char *)data + i * bytes, col[i].data, (size_t)bytes);
		if (!vl_column_is_null(&col[i], 0))
			vl_bit_set(valid, i);
	}
	return 0;
}

static int
read_example(struct example *e)
{
	const char *of = strstr(e->text, " of ");
	const char *open = strchr(e->text, '(');
	const char *equals = strstr(of, " = ");
	char args[128];
	struct reader r = { &e->a, NULL, args, args, &e->err };
	bool star = open[1] == '*';

	e->want = equals + 3;
	VL_TRY(read_values(e, of + 4, equals));
	snprintf(args, sizeof args, "%.*s", (int)(of - open - 1), open + 1);
	r.schema = e->schema;
	if (!star)
		VL_TRY(read_list(&r, ")", e->arg, &e->count));
	return vl_agg_resolve(&e->a, (struct vl_str){ e->text, open - e->text },
	    star, e->count, e->arg, 0, &e->agg, &e->type, &e->err);
}

/*
 * Rows go to `parts` states of their own, in order, which are then merged to
 * group 1 of 3.
 */
static int
run_example(struct example *e, int parts, struct vl_column *out)
{
	struct vl_column col[4];
	struct vl_agg_call c = {
		.agg = e->agg,
		.type = e->type,
		.count = e->count,
		.arena = &e->a,
		.session = &test_session,
	};
	int64_t bytes = e->agg->state_bytes;
	char *states = vl_arena_alloc(&e->a, 3, bytes, 8);
	int64_t rows = e->batch->rows;
	struct vl_eval *ev = vl_eval_new(
	    &e->a, vl_prog_compile(&e->a, e->arg, e->count), &test_session);

	VL_TRY(vl_eval_run(ev, e->batch, col, &e->err));
	for (int i = 0; i < e->count; i++) {
		col[i] = vl_column_flat(&e->a, &col[i]);
		c.arg[i] = col[i].type;
	}
	for (int p = 0; p < parts; p++) {
		int64_t from = rows * p / parts;
		int64_t n = rows * (p + 1) / parts - from;
		char *own = vl_arena_alloc(&e->a, 3, bytes, 8);
		uint32_t group[VALUES_MAX];
		uint32_t to[3] = { 1, 0, 2 };
		struct vl_column slice[4];

		for (int i = 0; i < e->count; i++)
			slice[i] = vl_column_slice(&e->a, &col[i], from, n);
		for (int i = 0; i < VALUES_MAX; i++)
			group[i] = 0;
		VL_TRY(e->agg->update(
		    &c, own, p % 2 ? group : NULL, n, slice, &e->err));
		VL_TRY(e->agg->merge(&c, states, to, 3, own, &e->err));
	}
	*out = (struct vl_column){ .type = e->type, .rows = 3 };
	VL_TRY(e->agg->finish(&c, states, 3, &e->a, out, &e->err));
	*out = vl_column_copy(&e->a, out);
	vl_eval_free(ev);
	return 0;
}

static void
check_agg_example(const char *name, const char *text)
{
	for (int parts = 1; parts <= 3; parts++) {
		struct example e = { .text = text };
		struct vl_buf b = { 0 };
		struct vl_column out;
		int rc = read_example(&e);

		CHECK_STR(e.agg ? e.agg->name : "", name);
		if (rc == 0)
			rc = run_example(&e, parts, &out);
		if (rc < 0)
			vl_buf_printf(&b, "error: %s", e.err.msg);
		else if (vl_column_is_null(&out, 1))
			vl_buf_cstr(&b, "NULL");
		else
			vl_show_value(&out, 1, VL_SHOW_PLAIN, &b);
		vl_buf_byte(&b, '\0');
		if (strcmp(b.p, e.want) != 0)
			printf("in %d parts: %s\n", parts, text);
		CHECK_STR(b.p, e.want);
		vl_buf_release(&b);
		vl_arena_release(&e.a);
	}
}

static void
test_examples(void)
{
	for (int i = 0; vl_agg_at(i); i++) {
		const struct vl_agg *f = vl_agg_at(i);

		CHECK(f->doc && f->doc[strlen(f->doc) - 1] == '.');
		check_agg_example(f->name, f->example);
	}
}

/* Of nothing: NULL, but for counts. */
static void
test_empty(void)
{
	for (int i = 0; vl_agg_at(i); i++) {
		struct example e = { .text = vl_agg_at(i)->example };
		struct vl_column out;

		CHECK_INT(read_example(&e), 0);
		e.batch->rows = 0;
		CHECK_INT(run_example(&e, 1, &out), 0);
		if (strncmp(e.agg->name, "count", 5) == 0)
			CHECK_INT(((const int64_t *)out.data)[1], 0);
		else
			CHECK(vl_column_is_null(&out, 1));
		vl_arena_release(&e.a);
	}
}

/* ---- exact sums ---- */

static uint64_t seed = 42;

static uint64_t
next(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static double
from_bits(uint64_t bits)
{
	double d;

	memcpy(&d, &bits, sizeof d);
	return d;
}

/*
 * Python's fsum: partial sums that do not overlap (Shewchuk, 1997), and the
 * correction of ties when they are added up.
 */
static double
oracle(const double *x, int n)
{
	double part[80];
	int count = 0;
	double high = 0;
	double low = 0;

	for (int i = 0; i < n; i++) {
		double v = x[i];
		int kept = 0;

		for (int k = 0; k < count; k++) {
			double y = part[k];
			double sum, rest;

			if (fabs(v) < fabs(y)) {
				double swap = v;

				v = y;
				y = swap;
			}
			sum = v + y;
			rest = y - (sum - v);
			if (rest != 0)
				part[kept++] = rest;
			v = sum;
		}
		part[kept++] = v;
		count = kept;
	}
	if (count == 0)
		return 0;
	high = part[--count];
	while (count > 0) {
		double v = high;
		double y = part[--count];

		high = v + y;
		low = y - (high - v);
		if (low != 0)
			break;
	}
	if (count > 0 &&
	    ((low < 0 && part[count - 1] < 0) ||
		(low > 0 && part[count - 1] > 0))) {
		double twice = low * 2;
		double v = high + twice;

		if (twice == v - high)
			high = v;
	}
	return high;
}

/* Values of one kind: money, small numbers, anything, cancellation ... */
static double
hostile(int kind)
{
	uint64_t r = next();

	switch (kind) {
	case 0: return (double)(int64_t)(r % 2000001) / 100 - 10000;
	case 1: return (double)(r % 1000) * 1e-9;
	case 2: /* anything below 2^900 */
		r = (r & ~(UINT64_C(0x7ff) << 52)) | (next() % 1900) << 52;
		return from_bits(r);
	case 3: /* subnormals */ return from_bits(r & ~(UINT64_C(0x7fe) << 52));
	case 4: return (r & 1 ? 1 : -1) * 0x1p52 * (double)(r % 3);
	case 5: return r % 3 == 0 ? 1e100 : r % 3 == 1 ? 1 : -1e100;
	default: return (r & 1 ? 1e16 : -1e16) + (double)(r % 7);
	}
}

static void
check_sum(double *x, int n)
{
	struct vl_arena a = { 0 };
	double want = oracle(x, n);

	/* Forwards, shuffled, in two halves merged. */
	for (int way = 0; way < 3; way++) {
		struct exact s[2] = { { 0 }, { 0 } };
		double got;

		for (int i = 0; way == 1 && i < n; i++) {
			int k = (int)(next() % (uint64_t)n);
			double swap = x[i];

			x[i] = x[k];
			x[k] = swap;
		}
		for (int i = 0; i < n; i++)
			exact_add(&s[way == 2 && i % 2], x[i], &a);
		exact_merge(&s[0], &s[1], &a);
		got = exact_round(&s[0]);
		CHECK(got == want);
		if (got != want)
			printf("\tgot %a want %a (way %d)\n", got, want, way);
	}
	vl_arena_release(&a);
}

static void
test_exact_sums(void)
{
	double x[200];

	for (int round = 0; round < 2000; round++) {
		int n = (int)(next() % 200);

		for (int i = 0; i < n; i++)
			x[i] = hostile(
			    round % 8 == 7 ? (int)(next() % 7) : round % 8);
		check_sum(x, n);
	}
}

static void
test_exact_extremes(void)
{
	static const struct {
		double x[4];
		double want;
	} table[] = {
		{ { 1e308, 1e308, -1e308, -1e308 }, 0 },
		{ { 1e308, 1e308, 0, 0 }, INFINITY },
		{ { 1e308, 1e308, -1e308, 0 }, 1e308 },
		{ { 0x1p-1074, -0x1p-1074, 0x1p-1074, 0 }, 0x1p-1074 },
		{ { 1, 0x1p-53, 0, 0 }, 1 },                     /* a tie */
		{ { 1, 0x1p-53, 0x1p-1074, 0 }, 1 + 0x1p-52 },   /* above */
		{ { 1 + 0x1p-52, 0x1p-53, 0, 0 }, 1 + 0x1p-51 }, /* to even */
		{ { 0x1.fffffffffffffp1023, 0x1p969, 0, 0 },
		    0x1.fffffffffffffp1023 },
		{ { 0x1.fffffffffffffp1023, 0x1p970, 0, 0 }, INFINITY },
		{ { INFINITY, 1, 2, 3 }, INFINITY },
		{ { -INFINITY, 1e308, 1e308, 3 }, -INFINITY },
		{ { -INFINITY, INFINITY, 2, 3 }, NAN },
		{ { NAN, 1, 2, 3 }, NAN },
	};

	for (int64_t t = 0; t < VL_COUNTOF(table); t++) {
		struct vl_arena a = { 0 };
		struct exact s = { 0 };
		double got;

		for (int i = 0; i < 4; i++)
			exact_add(&s, table[t].x[i], &a);
		got = exact_round(&s);
		CHECK(memcmp(&got, &table[t].want, sizeof got) == 0 ||
		    (isnan(got) && isnan(table[t].want)));
		vl_arena_release(&a);
	}
}

/* Many large values: the 128 bits overflow and are spilled. */
static void
test_exact_spill(void)
{
	struct vl_arena a = { 0 };
	struct exact s = { 0 };

	for (int i = 0; i < 100000; i++)
		exact_add(&s, 0x1p51 + 0.5, &a);
	CHECK(exact_round(&s) == 100000 * 0x1p51 + 50000);
	for (int i = 0; i < 100000; i++)
		exact_add(&s, -0x1p51, &a);
	CHECK(exact_round(&s) == 50000);
	CHECK(exact_mean(&s, 3) == 50000 / 3.0);
	vl_arena_release(&a);
}

/* Rationals that have a known variance, at any offset and scale. */
static void
test_variance(void)
{
	static const double offset[] = { 0, 1e6, 1e9, -1e12, 0x1p40 };
	static const double scale[] = { 1, 0x1p-20, 0x1p-300, 0x1p300,
		0x1p-60 };

	for (int o = 0; o < 5; o++)
		for (int k = 0; k < 5; k++) {
			struct vl_arena a = { 0 };
			struct exact_square s[2] = { { .wide = NULL } };
			/* 1 .. 1000: (n^2 - 1) / 12 */
			double want = (1000.0 * 1000 - 1) / 12;
			double got;

			for (int i = 1; i <= 1000; i++)
				exact_square_add(&s[i % 3 == 0],
				    (offset[o] + i) * scale[k], &a);
			exact_square_merge(&s[0], &s[1], &a);
			got = exact_variance(&s[0], 1000, 1000);
			want = want * scale[k] * scale[k];
			CHECK(fabs(got - want) <= want * 0x1p-51);
			vl_arena_release(&a);
		}
	/* One value, equal values: exactly zero. */
	struct vl_arena a = { 0 };
	struct exact_square s = { .wide = NULL };

	for (int i = 0; i < 77; i++)
		exact_square_add(&s, 0.1, &a);
	CHECK(exact_variance(&s, 77, 76) == 0);
	exact_square_add(&s, INFINITY, &a);
	CHECK(isnan(exact_variance(&s, 78, 77)));
	vl_arena_release(&a);
}

VL_TESTS(test_examples, test_empty, test_exact_sums, test_exact_extremes,
    test_exact_spill, test_variance)
