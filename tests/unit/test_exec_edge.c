/*
 * Goal: plans that fail, run out of budget or are stopped do so promptly, say
 * the right thing and keep nothing; large sorts are sorted and keep ties in
 * order; what is delivered is the same bytes for any number of threads.
 * Method: sources that fail at a row, budgets that grow until they suffice, a
 * flag set by a thread; sorted rows are compared with their neighbours.
 */
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "make.h"

#include "exec/memory.h"
#include "exec_tiny.h"
#include "fmt/fmt.h"
#include "tool/deliver.h"
#include "tool/out.h"

static struct vl_arena arena;
static struct vl_session session;
static const int threads[] = { 1, 2, 3, 8 };

/* id counts, k has few values, s is long. */
static struct vl_batch *
numbers(int64_t rows)
{
	struct vl_schema *s =
	    make_schema(&arena, "id BIGINT, k BIGINT, s VARCHAR");
	struct vl_batch *b = vl_batch_new(&arena, s, rows);
	struct vl_build id, k, text;

	vl_build_init(&id, &arena, s->field[0].type, rows);
	vl_build_init(&k, &arena, s->field[1].type, rows);
	vl_build_init(&text, &arena, s->field[2].type, rows);
	for (int64_t i = 0; i < rows; i++) {
		vl_build_i64(&id, i);
		if (i % 11 == 3)
			vl_build_null(&k);
		else
			vl_build_i64(&k, i * 7 % 5);
		vl_build_str(&text,
		    vl_str(vl_str_printf(&arena, "a long text %lld",
			(long long)(i * 13 % 101))));
	}
	b->col[0] = vl_build_finish(&id);
	b->col[1] = vl_build_finish(&k);
	b->col[2] = vl_build_finish(&text);
	return b;
}

static struct tiny *
source(int64_t rows)
{
	struct tiny *t = vl_new(&arena, struct tiny, 1);

	tiny_init(t, numbers(rows));
	return t;
}

static const struct vl_plan *
scan(struct tiny *t)
{
	return vl_plan_scan(&arena, &t->base, VL_STR("t"));
}

static const struct vl_expr **
one_column(const struct vl_plan *p, int i)
{
	const struct vl_expr **e = vl_new(&arena, const struct vl_expr *, 1);

	e[0] = vl_expr_column(&arena, p->schema, i, -1);
	return e;
}

static const struct vl_plan *
sorted(const struct vl_plan *in, int column, int64_t limit)
{
	struct vl_sort_key *k = vl_new(&arena, struct vl_sort_key, 1);

	k->expr = *one_column(in, column);
	k->descending = true;
	struct vl_plan *p = vl_plan_sort(&arena, in, 1, k);

	p->limit = limit;
	return p;
}

static const struct vl_plan *
collected(const struct vl_plan *in, int key)
{
	struct vl_plan_agg *g = vl_new(&arena, struct vl_plan_agg, 2);
	const struct vl_expr **arg = one_column(in, 2);
	struct vl_str name[3] = { VL_STR("k"), VL_STR("n"), VL_STR("all") };
	struct vl_err err;
	int rc;

	g[0] = (struct vl_plan_agg){ .count = 1, .arg = arg, .distinct = true };
	rc = vl_agg_resolve(&arena, VL_STR("count"), false, 1, arg, -1,
	    &g[0].agg, &g[0].type, &err);
	assert(rc >= 0);
	g[1] = (struct vl_plan_agg){ .count = 1, .arg = arg };
	rc = vl_agg_resolve(&arena, VL_STR("max"), false, 1, arg, -1, &g[1].agg,
	    &g[1].type, &err);
	assert(rc >= 0);
	(void)rc;
	return vl_plan_aggregate(
	    &arena, in, 1, one_column(in, key), 2, g, name);
}

static const struct vl_plan *
joined(const struct vl_plan *l, const struct vl_plan *r, int column,
    const struct vl_expr *condition)
{
	return vl_plan_join(&arena, l, r, VL_JOIN_LEFT, column >= 0,
	    one_column(l, column < 0 ? 0 : column),
	    one_column(r, column < 0 ? 0 : column), condition);
}

enum {
	SHAPES = 6
};

/* Every breaker over (and, of the join, beside) the scan. */
static const struct vl_plan *
shape(int i, struct tiny *t)
{
	const struct vl_plan *p = scan(t);

	switch (i) {
	case 0: return sorted(p, 2, -1);
	case 1: return sorted(p, 2, 3);
	case 2: return collected(p, 0);
	case 3: return vl_plan_distinct(&arena, p);
	case 4: return joined(p, sorted(p, 0, -1), 1, NULL);
	default: return vl_plan_union(&arena, p, collected(p, 2));
	}
}

/* ---- failures ---- */

static void
check_run(const struct vl_plan *p, const char *want)
{
	for (int i = 0; i < 4; i++) {
		session.threads = threads[i];
		char *got = tiny_run(p, &session);

		CHECK_STR(got, want);
		vl_dealloc(got);
		CHECK_INT(session.budget.used, 0);
	}
}

static void
test_the_first_failure_is_told(void)
{
	for (int round = 0; round < 20; round++) {
		struct tiny *l = source(300), *r = source(300);

		l->fail_row = 40 + round * 10;
		l->fail_code = round % 2 ? VL_ERETRY : VL_EVALUE;
		r->fail_row = 0;
		r->fail_code = VL_EIO;
		const char *want = vl_str_printf(
		    &arena, "error: row %lld", (long long)l->fail_row);

		check_run(vl_plan_union(&arena, scan(l), scan(r)), want);
		check_run(shape(round % SHAPES, l), want);
	}
	vl_arena_release(&arena);
}

static void
test_nothing_is_read_for_no_rows(void)
{
	struct tiny *t = source(50);

	t->fail_row = 0;
	t->fail_code = VL_EIO;
	check_run(vl_plan_limit(&arena, scan(t), 0, 0), "");
	check_run(sorted(scan(t), 0, 0), "");
	vl_arena_release(&arena);
}

/* A side of a union that counts has one worker, whatever the other has. */
static void
test_a_limit_under_a_union_counts_once(void)
{
	struct tiny *t = source(100);

	t->morsel_rows = 1;
	const struct vl_plan *few = vl_plan_limit(&arena, scan(t), 2, 1);

	for (int i = 0; i < 20; i++)
		check_run(
		    vl_plan_project(&arena,
			vl_plan_union(&arena, few, scan(source(4))), 1,
			one_column(few, 0), (struct vl_str[]){ VL_STR("n") }),
		    "1\n2\n0\n1\n2\n3\n");
	vl_arena_release(&arena);
}

/* ---- limits ---- */

static void
test_budgets_are_kept(void)
{
	for (int i = 0; i < SHAPES; i++) {
		const struct vl_plan *p = shape(i, source(400));
		bool enough = false;
		int refused = 0;
		char *want;

		session.threads = 2;
		session.budget.limit = 0;
		want = tiny_run(p, &session);
		for (int64_t limit = 1000; !enough; limit += limit / 2) {
			session.budget.limit = limit;
			char *got = tiny_run(p, &session);

			enough = strcmp(got, want) == 0;
			if (!enough) {
				CHECK(strncmp(got, "error: the memory limit",
					  23) == 0);
				refused++;
			}
			CHECK_INT(session.budget.used, 0);
			vl_dealloc(got);
		}
		CHECK(refused > 2);
		vl_dealloc(want);
		session.budget.limit = 0;
		vl_arena_release(&arena);
	}
}

static _Atomic int stop;

static void *
stop_soon(void *arg)
{
	struct timespec t = { 0, 50 * 1000000 };

	(void)arg;
	nanosleep(&t, NULL);
	stop = 1;
	return NULL;
}

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void
test_stops_promptly(void)
{
	struct tiny *t = source(20000);
	struct vl_err err;
	pthread_t id;

	session.stop = &stop;
	stop = 1;
	for (int i = 0; i < SHAPES; i++)
		check_run(shape(i, t), "error: stopped");
	stop = 0;
	t->morsel_rows = 5000;
	/* Four hundred million pairs, none of which is wanted. */
	const struct vl_plan *both = joined(scan(t), scan(t), -1, NULL);
	const struct vl_expr *arg[2] = { *one_column(both, 0),
		vl_expr_i64(&arena, -1, -1) };
	const struct vl_expr *never;

	CHECK_INT(
	    vl_expr_call(&arena, VL_STR("="), 2, arg, -1, &never, &err), 0);
	session.threads = 2;
	pthread_create(&id, NULL, stop_soon, NULL);
	double from = seconds();
	char *got = tiny_run(
	    vl_plan_aggregate(&arena, joined(scan(t), scan(t), -1, never), 1,
		one_column(both, 0), 0, NULL, (struct vl_str[]){ VL_STR("n") }),
	    &session);

	CHECK_STR(got, "error: stopped");
	CHECK(seconds() - from < 5);
	CHECK_INT(session.budget.used, 0);
	pthread_join(id, NULL);
	vl_dealloc(got);
	session.stop = NULL;
	vl_arena_release(&arena);
}

/* ---- large sorts ---- */

enum {
#ifdef VL_TEST_SMALL
	LARGE = 3000,
#else
	LARGE = 200000, /* several chunks of rank.c */
#endif
};

/* Some end in zeros, some have more in common than rank.c looks at word by
 * word. */
static struct vl_str
large_text(uint64_t x)
{
	if (x % 7 == 0)
		return (struct vl_str){ "common \0\0\0", 6 + (int64_t)(x % 5) };
	return vl_str(vl_str_printf(&arena, "common %.*s%*llx", (int)(x % 8),
	    "prefixes", x % 5 ? 1 : 100, (unsigned long long)(x % 5000)));
}

/* id in the order of the input, and a value to sort by. */
static struct vl_batch *
large_table(const char *type, uint64_t seed)
{
	struct vl_rand r = vl_rand_init(seed);
	struct vl_schema *s =
	    make_schema(&arena, vl_str_printf(&arena, "id BIGINT, v %s", type));
	struct vl_batch *b = vl_batch_new(&arena, s, LARGE);
	struct vl_build id, v;

	vl_build_init(&id, &arena, s->field[0].type, LARGE);
	vl_build_init(&v, &arena, s->field[1].type, LARGE);
	for (int64_t i = 0; i < LARGE; i++) {
		uint64_t x = vl_rand_u64(&r) >> vl_rand_below(&r, 64);

		vl_build_i64(&id, i);
		if (x % 29 == 0)
			vl_build_null(&v);
		else if (vl_type_is_view(v.type))
			vl_build_str(&v, large_text(x));
		else if (v.type.id == VL_TYPE_INTERVAL)
			*(struct vl_interval *)vl_build_slot(&v) =
			    (struct vl_interval){ (int32_t)(x % 3),
				    (int32_t)(x % 70), (int64_t)(x % 2) };
		else if (v.type.id == VL_TYPE_F64)
			vl_build_f64(&v, (double)(int64_t)x);
		else if (vl_type_bytes(v.type) == 16)
			vl_build_i128(&v, (vl_i128)(int64_t)x * (1 << 20));
		else
			vl_build_int(&v, (int64_t)(x % 100));
	}
	b->col[0] = vl_build_finish(&id);
	b->col[1] = vl_build_finish(&v);
	return b;
}

struct checked {
	struct vl_sink sink;
	const struct vl_column *v; /* of the table */
	const struct vl_sort_key *key;
	int64_t last; /* id, -1 none */
	int64_t rows;
	int64_t wrong;
	bool seen[LARGE];
};

static bool
may_follow(const struct checked *c, int64_t x, int64_t y)
{
	bool nx = vl_column_is_null(c->v, x), ny = vl_column_is_null(c->v, y);
	int order = value_order(c->v, x, c->v, y);

	if (nx != ny)
		return nx == c->key->nulls_first;
	if (order == 0)
		return x < y; /* ties in the order of the input */
	return c->key->descending ? order > 0 : order < 0;
}

static int
check_batch(
    struct vl_sink *s, int worker, struct vl_batch *b, struct vl_err *err)
{
	struct checked *c = VL_CONTAINER(s, struct checked, sink);
	const int64_t *id = vl_batch_dense(b, 0)->data;

	(void)worker;
	(void)err;
	for (int64_t i = 0; i < b->rows; i++) {
		c->wrong += c->last >= 0 && !may_follow(c, c->last, id[i]);
		c->wrong += c->seen[id[i]];
		c->seen[id[i]] = true;
		c->last = id[i];
	}
	c->rows += b->rows;
	return 0;
}

static void
check_sort(struct vl_batch *table, bool descending, bool nulls_first,
    int64_t limit, int workers)
{
	struct checked *c = vl_alloc_one(struct checked);
	struct vl_sort_key key = { vl_expr_column(&arena, table->schema, 1, -1),
		descending, nulls_first };
	struct tiny t;
	struct vl_scan *s;
	struct vl_err err;

	tiny_init(&t, table);
	t.morsel_rows = 30000;
	session.threads = workers;
	struct vl_plan *p = vl_plan_sort(&arena, scan(&t), 1, &key);

	p->limit = limit;
	c->sink.batch = check_batch;
	c->v = &table->col[1];
	c->key = &key;
	c->last = -1;
	CHECK_INT(vl_exec_open(&arena, p, &session, NULL, &s, &err), 0);
	s->parallel = 1; /* the sink sees all rows in order */
	CHECK_INT(vl_exec_drive(s, &session, &c->sink, &err), 0);
	CHECK_INT(c->rows, limit < 0 ? LARGE : limit);
	CHECK_INT(c->wrong, 0);
	session.scan_count = 0;
	vl_scan_close(s);
	CHECK_INT(session.budget.used, 0);
	vl_dealloc(c);
}

static void
test_large_sorts(void)
{
	static const char *const types[] = { "BIGINT", "VARCHAR", "DOUBLE",
		"DECIMAL(38,2)", "TINYINT", "INTERVAL", "TIMESTAMP" };

	for (int i = 0; i < 7; i++) {
		struct vl_batch *b = large_table(types[i], (uint64_t)i);

		check_sort(b, i % 2, i % 3 == 0, -1, 1);
		check_sort(b, i % 2 == 0, i % 3 == 1, -1, 3);
		check_sort(b, i % 2, i % 3 == 0, LARGE / 30, 2);
		check_sort(b, i % 2 == 0, i % 3 == 0, 1, 8);
		vl_arena_release(&arena);
	}
}

/* ---- tables, delivery ---- */

static void
test_a_kept_table_is_the_same(void)
{
	struct tiny *t = source(500);
	char *want, *got;

	session.threads = 3;
	want = tiny_run(scan(t), &session);
	struct vl_source *kept;
	struct vl_scan *s;
	struct vl_err err;

	CHECK_INT(vl_exec_open(&arena, scan(t), &session, NULL, &s, &err), 0);
	CHECK_INT(vl_memory_source("kept", s, &session, &kept, &err), 0);
	session.scan_count = 0;
	vl_scan_close(s);
	got = tiny_run(vl_plan_scan(&arena, kept, VL_STR("kept")), &session);
	CHECK_STR(got, want);
	CHECK(session.budget.used > 500 * 32);
	vl_source_close(kept);
	CHECK_INT(session.budget.used, 0);
	vl_dealloc(want);
	vl_dealloc(got);
	vl_arena_release(&arena);
}

static char *
delivered(const struct vl_plan *p, const char *format, bool prompt)
{
	FILE *f = tmpfile();
	struct vl_out out = { .fd = fileno(f), .name = "test" };
	struct vl_settings none = { 0 };
	struct vl_write how = { .settings = &none, .producer = "test" };
	struct vl_deliver d = { .out = &out, .prompt = prompt };
	struct vl_buf text = { 0 };
	struct vl_scan *s;
	struct vl_err err;
	char part[4096];
	size_t n;

	CHECK_INT(vl_exec_open(&arena, p, &session, NULL, &s, &err), 0);
	CHECK_INT(vl_writer_open(format, s->schema, &how, &d.writer, &err), 0);
	CHECK_INT(vl_deliver(&d, s, &session, &err), 0);
	CHECK(atomic_load(&session.left));
	session.scan_count = 0;
	vl_writer_close(d.writer);
	vl_scan_close(s);
	rewind(f);
	while ((n = fread(part, 1, sizeof part, f)) > 0)
		vl_buf_add(&text, part, (int64_t)n);
	fclose(f);
	char *got = vl_strndup(text.p, text.len);

	vl_buf_release(&text);
	return got;
}

static void
test_delivers_the_same_bytes(void)
{
	static const char *const formats[] = { "csv", "json", "jsonl", "md",
		"table" };
	const struct vl_plan *p = vl_plan_union(
	    &arena, scan(source(300)), sorted(scan(source(100)), 1, -1));

	for (int i = 0; i < 5; i++) {
		char *want, *got;

		session.threads = 1;
		want = delivered(p, formats[i], false);
		CHECK(strlen(want) > 300);
		for (int k = 1; k < 8; k++) {
			session.threads = threads[k % 4];
			got = delivered(p, formats[i], k > 3);
			CHECK_STR(got, want);
			vl_dealloc(got);
		}
		vl_dealloc(want);
	}
	vl_arena_release(&arena);
}

VL_TESTS(test_the_first_failure_is_told, test_nothing_is_read_for_no_rows,
    test_a_limit_under_a_union_counts_once, test_budgets_are_kept,
    test_stops_promptly, test_large_sorts, test_a_kept_table_is_the_same,
    test_delivers_the_same_bytes)
