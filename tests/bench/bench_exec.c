/*
 * bench_exec.c -- ns per row of what has to see all rows: groups, sorts,
 * joins, over a table in memory.
 *
 *	bench_exec [rows [threads]]
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/rand.h"
#include "base/str.h"
#include "col/build.h"
#include "exec/memory.h"
#include "exec/op.h"

enum {
	RUNS = 3
};

static struct vl_arena arena;
static struct vl_session session;
static int64_t table_rows = 1000000;
static struct vl_source *table;

static double
now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void
need(int rc, const struct vl_err *err)
{
	if (rc >= 0)
		return;
	fprintf(stderr, "bench_exec: %s\n", err->msg);
	exit(2);
}

/* VALUES of one row would do, but rows are made faster by hand. */
struct maker {
	struct vl_slices slices;
	struct vl_column col[6];
};

static int
ready(struct vl_slices *s, struct vl_err *err)
{
	(void)s;
	(void)err;
	return 0;
}

static void
keep(struct vl_slices *s)
{
	(void)s;
}

static void
make_table(void)
{
	static const char *const name[] = { "id", "few", "many", "x", "city",
		"url" };
	static const enum vl_type_id type[] = { VL_TYPE_I64, VL_TYPE_I64,
		VL_TYPE_I64, VL_TYPE_F64, VL_TYPE_TEXT, VL_TYPE_TEXT };
	struct maker *m = vl_new(&arena, struct maker, 1);
	struct vl_rand r = vl_rand_init(1);
	struct vl_field *f;
	struct vl_schema *s = vl_schema_new(&arena, 6, &f);
	struct vl_build b[6];
	struct vl_err err;

	for (int i = 0; i < 6; i++) {
		f[i].name = vl_str(name[i]);
		f[i].type = vl_type(type[i]);
		vl_build_init(&b[i], &arena, f[i].type, table_rows);
	}
	for (int64_t i = 0; i < table_rows; i++) {
		uint64_t v = vl_rand_u64(&r);
		char text[64];

		vl_build_i64(&b[0], i);
		vl_build_i64(&b[1], (int64_t)(v % 100));
		vl_build_i64(&b[2], (int64_t)(v % (uint64_t)table_rows));
		vl_build_f64(&b[3], vl_rand_f64(&r));
		snprintf(text, sizeof text, "city-%d", (int)(v % 5000));
		vl_build_str(&b[4], vl_str(text));
		snprintf(text, sizeof text, "https://example.org/%llx",
		    (unsigned long long)v % (uint64_t)table_rows);
		vl_build_str(&b[5], vl_str(text));
	}
	for (int i = 0; i < 6; i++)
		m->col[i] = vl_build_finish(&b[i]);
	vl_slices_init(&m->slices, s, session.threads);
	m->slices.build = ready;
	m->slices.release = keep;
	m->slices.col = m->col;
	m->slices.rows = table_rows;
	need(vl_memory_source("bench", &m->slices.base, &session, &table, &err),
	    &err);
}

static const struct vl_expr **
column(const char *name)
{
	const struct vl_expr **e = vl_new(&arena, const struct vl_expr *, 1);

	e[0] = vl_expr_column(&arena, table->schema,
	    vl_schema_find(table->schema, vl_str(name)), -1);
	return e;
}

static const struct vl_plan *
scan(void)
{
	return vl_plan_scan(&arena, table, VL_STR("t"));
}

static const struct vl_plan *
group(const char *key, const char *call, const char *arg, bool distinct)
{
	struct vl_plan_agg *g = vl_new(&arena, struct vl_plan_agg, 1);
	const struct vl_expr **e = column(arg);
	struct vl_err err;

	g->count = 1;
	g->arg = e;
	g->distinct = distinct;
	need(vl_agg_resolve(&arena, vl_str(call), false, 1, e, -1, &g->agg,
		 &g->type, &err),
	    &err);
	return vl_plan_aggregate(&arena, scan(), 1, column(key), 1, g,
	    (struct vl_str[]){ VL_STR("k"), VL_STR("v") });
}

static const struct vl_plan *
sort(const char *first, const char *second, int64_t limit)
{
	struct vl_sort_key *k = vl_new(&arena, struct vl_sort_key, 2);

	k[0].expr = *column(first);
	if (second)
		k[1].expr = *column(second);
	struct vl_plan *p = vl_plan_sort(&arena, scan(), second ? 2 : 1, k);

	p->limit = limit;
	return p;
}

static int
count(struct vl_sink *s, int worker, struct vl_batch *b, struct vl_err *err)
{
	(void)s;
	(void)worker;
	(void)b;
	(void)err;
	return 0;
}

static void
measure(const char *what, const struct vl_plan *p)
{
	double best = 1e300, least = 1e300;

	p = vl_plan_optimize(&arena, p, true, false);
	for (int i = 0; i < RUNS; i++) {
		struct vl_arena a = { 0 };
		struct vl_sink sink = { .batch = count };
		struct vl_scan *s;
		struct vl_err err;
		double from = now(CLOCK_MONOTONIC);
		double cpu = now(CLOCK_PROCESS_CPUTIME_ID);

		need(vl_exec_open(&a, p, &session, NULL, &s, &err), &err);
		need(vl_exec_drive(s, &session, &sink, &err), &err);
		session.scan_count = 0;
		vl_scan_close(s);
		vl_arena_release(&a);
		from = now(CLOCK_MONOTONIC) - from;
		cpu = now(CLOCK_PROCESS_CPUTIME_ID) - cpu;
		best = from < best ? from : best;
		least = cpu < least ? cpu : least;
	}
	printf("%-24s %8.1f ns/row %8.1f ns/row of all threads\n", what,
	    best / (double)table_rows, least / (double)table_rows);
}

int
main(int argc, char **argv)
{
	if (argc > 1)
		table_rows = strtoll(argv[1], NULL, 10);
	session.threads = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 2;
	make_table();
	printf("%lld rows, %d threads, best of %d\n", (long long)table_rows,
	    session.threads, RUNS);
	measure("sum by few", group("few", "sum", "id", false));
	measure("sum by text", group("city", "sum", "id", false));
	measure("sum by many", group("many", "sum", "id", false));
	measure("count distinct by few", group("few", "count", "many", true));
	measure("distinct urls",
	    vl_plan_distinct(&arena,
		vl_plan_project(&arena, scan(), 1, column("url"),
		    (struct vl_str[]){ VL_STR("url") })));
	measure("sort by integer", sort("many", NULL, -1));
	measure("sort by double", sort("x", NULL, -1));
	measure("sort by text, few", sort("city", "id", -1));
	measure("sort by url", sort("url", NULL, -1));
	measure("first 100 by double", sort("x", NULL, 100));
	measure("join on unique",
	    vl_plan_join(&arena, scan(), scan(), VL_JOIN_INNER, 1,
		column("many"), column("id"), NULL));
	vl_source_close(table);
	vl_arena_release(&arena);
	return 0;
}
