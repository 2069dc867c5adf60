/*
 * bench_expr.c -- ns per row of expressions and of aggregates.
 *
 * Batches of the engine's size, in cache; the least of many runs.  Expressions
 * are read by the reader of the unit tests.
 */
#include <stdio.h>
#include <time.h>

#include "../unit/expr_text.h"
#include "expr/expr_int.h"

enum {
	ROWS = 2048,
	RUNS = 400,
	GROUPS = 1000,
};

static double
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static uint64_t
next(void) /* splitmix64 */
{
	static uint64_t seed = 42;
	uint64_t z = seed += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

/* x0 BIGINT, x1 DOUBLE like prices, x2 text, x3 BIGINT with NULLs,
 * x4 TIMESTAMP, x5 text of numbers */
static struct vl_batch *
make_batch(struct vl_arena *a)
{
	static const enum vl_type_id id[] = { VL_TYPE_I64, VL_TYPE_F64,
		VL_TYPE_TEXT, VL_TYPE_I64, VL_TYPE_TS, VL_TYPE_TEXT };
	struct vl_field *field;
	struct vl_schema *s = vl_schema_new(a, VL_COUNTOF(id), &field);
	struct vl_batch *b;
	void *data[VL_COUNTOF(id)];
	uint64_t *valid = vl_new(a, uint64_t, ROWS / 64);

	for (int64_t i = 0; i < VL_COUNTOF(id); i++)
		field[i] = (struct vl_field){ .name = VL_STR("x"),
			.type = vl_type(id[i]) };
	b = vl_batch_new(a, s, ROWS);
	for (int64_t i = 0; i < VL_COUNTOF(id); i++)
		b->col[i] = vl_column_new(a, field[i].type, ROWS, &data[i]);
	for (int i = 0; i < ROWS; i++) {
		const char *z =
		    vl_str_printf(a, "customer %d", (int)(next() % 5000));
		const char *d = vl_str_printf(
		    a, "%d.%02d", (int)(next() % 5000), (int)(next() % 100));

		((int64_t *)data[0])[i] = (int64_t)(next() % 100000);
		((double *)data[1])[i] = (double)(next() % 10000000) / 100;
		((struct vl_view *)data[2])[i] = vl_view(z, (int64_t)strlen(z));
		((int64_t *)data[3])[i] = (int64_t)(next() % 1000);
		vl_bit_put(valid, i, next() % 8 != 0);
		((int64_t *)data[4])[i] =
		    (int64_t)(next() % 1700000000) * 1000000;
		((struct vl_view *)data[5])[i] = vl_view(d, (int64_t)strlen(d));
	}
	b->col[3].valid = valid;
	return b;
}

static const char *const expressions[] = {
	"x0 + 1",
	"x0 * x3",
	"x1 * 1.19",
	"x0 > 50000",
	"x0 > 50000 AND x3 < 500",
	"x0 > 50000 AND x2 LIKE '%er 49%'",
	"x0 IN (1, 2, 3)",
	"x0 IN (1, 2, 3, 5, 7, 11, 13, 17)",
	"x2 = 'customer 17'",
	"CASE WHEN x0 > 50000 THEN x1 ELSE 0 END",
	"coalesce(x3, 0)",
	"x0 / 7",
	"x0::DOUBLE",
	"x0::VARCHAR",
	"x1::VARCHAR",
	"x5::DOUBLE",
	"round(x1, 1)",
	"upper(x2)",
	"length(x2)",
	"substr(x2, 3, 5)",
	"x2 || '!'",
	"x2 LIKE 'customer 1%'",
	"x2 LIKE '%99'",
	"x2 LIKE '%er 4%'",
	"x2 ~ 'er [0-9]{3}$'",
	"year(x4)",
	"date_trunc('month', x4)",
};

static void
bench_expression(struct vl_arena *a, struct vl_batch *b, const char *text)
{
	const struct vl_expr *e;
	struct vl_err err = { 0 };
	struct vl_column out;
	struct vl_eval *ev;
	double best = 1e18;

	if (expr_parse(a, b->schema, text, &e, &err) < 0) {
		printf("%-40s %s\n", text, err.msg);
		return;
	}
	ev = vl_eval_new(a, vl_prog_compile(a, &e, 1), &test_session);
	for (int r = 0; r < RUNS; r++) {
		double t = now_ns();

		if (vl_eval_run(ev, b, &out, &err) < 0)
			printf("%s: %s\n", text, err.msg);
		t = now_ns() - t;
		best = t < best ? t : best;
	}
	printf("%-40s %7.2f\n", text, best / ROWS);
	vl_eval_free(ev);
}

static const struct {
	const char *name;
	int column;
} aggregates[] = {
	{ "count", 3 },
	{ "sum", 0 },
	{ "sum", 3 },
	{ "sum", 1 },
	{ "avg", 1 },
	{ "min", 0 },
	{ "max", 1 },
	{ "min", 2 },
	{ "stddev", 1 },
};

static double
time_aggregate(const struct vl_agg *agg, struct vl_agg_call *c,
    const uint32_t *group, const struct vl_column *x)
{
	char *states = vl_arena_alloc(c->arena, GROUPS, agg->state_bytes, 16);
	struct vl_err err;
	double best = 1e18;

	for (int r = 0; r < RUNS; r++) {
		double t = now_ns();

		agg->update(c, states, group, ROWS, x, &err);
		t = now_ns() - t;
		best = t < best ? t : best;
	}
	return best / ROWS;
}

static void
bench_aggregate(struct vl_arena *a, struct vl_batch *b, const char *name,
    int column, const uint32_t *group)
{
	const struct vl_expr *arg = vl_expr_column(a, b->schema, column, 0);
	struct vl_agg_call c = { .count = 1, .arena = a };
	struct vl_column x = b->col[column];
	struct vl_err err;

	if (vl_agg_resolve(
		a, vl_str(name), false, 1, &arg, 0, &c.agg, &c.type, &err) < 0)
		return;
	c.arg[0] = arg->type;
	printf("%-8s of x%d, alone %10.2f", name, column,
	    time_aggregate(c.agg, &c, NULL, &x));
	printf("   in %d groups %7.2f\n", GROUPS,
	    time_aggregate(c.agg, &c, group, &x));
}

int
main(void)
{
	struct vl_arena a = { 0 };
	struct vl_batch *b = make_batch(&a);
	uint32_t *group = vl_new(&a, uint32_t, ROWS);

	for (int i = 0; i < ROWS; i++)
		group[i] = (uint32_t)(next() % GROUPS);
	printf("ns per row\n");
	for (int64_t i = 0; i < VL_COUNTOF(expressions); i++)
		bench_expression(&a, b, expressions[i]);
	for (int64_t i = 0; i < VL_COUNTOF(aggregates); i++)
		bench_aggregate(
		    &a, b, aggregates[i].name, aggregates[i].column, group);
	vl_arena_release(&a);
	return 0;
}
