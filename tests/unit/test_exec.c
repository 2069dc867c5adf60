/*
 * Goal: whatever the plan, the number of threads and the rewriting, the rows
 * are right and in the promised order, and nothing of the budget is kept.
 * Method: random plans over small tables whose values repeat, against nested
 * loops (exec_naive.h), with 1, 2, 3 and 8 threads.
 */
#include <math.h>

#include "check.h"
#include "make.h"

#include "base/num.h"
#include "exec_naive.h"

enum {
#ifdef VL_TEST_SMALL
	PLANS = 300,
#else
	PLANS = 600,
#endif
	DEPTH = 4
};

static struct vl_arena arena;
static struct vl_rand rnd;
static struct vl_session session;

static int64_t
below(int64_t n)
{
	return (int64_t)vl_rand_below(&rnd, (uint64_t)n);
}

/* ---- tables ---- */

static const char *const types[] = { "BIGINT", "VARCHAR", "DOUBLE",
	"DECIMAL(20,2)", "DATE", "BOOLEAN", "INTEGER" };

/* Few values, so that they repeat; every kind of edge among them. */
static const char *const texts[7][6] = {
	{ "-3", "0", "7", "9223372036854775807", "-9223372036854775808", "1" },
	{ "", "abcdefgh", "abcdefgh-1", "abcdefghijklmnop", "abcdefghijklmnoq",
	    "z" },
	{ "-0.0", "0.0", "1.5", "-2.25", "1e300", "3" },
	{ "0.00", "-1.25", "1.25", "99999999999999999.99", "0.01", "5.00" },
	{ "1970-01-01", "1969-12-31", "2026-05-01", "2026-05-02", "0001-01-01",
	    "9999-12-31" },
	{ "t", "f", "t", "f", "t", "f" },
	{ "-2147483648", "2147483647", "0", "1", "2", "3" },
};

static struct vl_batch *
random_table(int64_t rows)
{
	struct vl_field *f;
	struct vl_schema *s = vl_schema_new(&arena, 7, &f);
	struct vl_batch *b = vl_batch_new(&arena, s, rows);

	for (int i = 0; i < 7; i++) {
		struct vl_build col;
		int nulls = (int)below(4);

		f[i].name = vl_str(vl_str_printf(&arena, "c%d", i));
		f[i].type = make_type(&arena, types[i]);
		vl_build_init(&col, &arena, f[i].type, rows);
		for (int64_t r = 0; r < rows; r++) {
			int k = (int)below(6);

			if (below(10) < nulls)
				vl_build_null(&col);
			else if (i == 2 && below(10) == 0)
				vl_build_f64(&col, (double)NAN);
			else
				make_value(&col, texts[i][k]);
		}
		b->col[i] = vl_build_finish(&col);
	}
	return b;
}

static const struct vl_plan *
random_scan(void)
{
	struct tiny *t = vl_new(&arena, struct tiny, 1);

	tiny_init(t, random_table(below(4) ? below(40) : 0));
	t->morsel_rows = 1 + below(20);
	t->filters = below(2);
	t->forms = below(4) != 0;
	return vl_plan_scan(&arena, &t->base, VL_STR("t"));
}

/* ---- expressions ---- */

static const struct vl_expr *
column(const struct vl_schema *s)
{
	return vl_expr_column(&arena, s, (int)below(s->count), -1);
}

/* A column of the type, or NULL. */
static const struct vl_expr *
column_of(const struct vl_schema *s, struct vl_type t)
{
	int from = (int)below(s->count);

	for (int i = 0; i < s->count; i++) {
		int k = (from + i) % s->count;

		if (vl_type_eq(s->field[k].type, t))
			return vl_expr_column(&arena, s, k, -1);
	}
	return NULL;
}

static const struct vl_expr *
constant(struct vl_type t)
{
	struct vl_build b;

	vl_build_init(&b, &arena, t, 1);
	for (int i = 0; i < 7; i++)
		if (vl_type_eq(make_type(&arena, types[i]), t)) {
			make_value(&b, texts[i][below(6)]);
			struct vl_column c = vl_build_finish(&b);

			c = vl_column_const(&arena, &c, 0, 1);
			return vl_expr_const(&arena, &c, -1);
		}
	return NULL;
}

static const struct vl_expr *
call(const char *name, const struct vl_expr *x, const struct vl_expr *y)
{
	const struct vl_expr *arg[2] = { x, y }, *out = NULL;
	struct vl_err err = { 0 };
	int rc =
	    vl_expr_call(&arena, vl_str(name), y ? 2 : 1, arg, -1, &out, &err);

	if (rc < 0)
		printf("%s: %s\n", name, err.msg);
	assert(rc >= 0);
	return out;
}

static const struct vl_expr *
condition(const struct vl_schema *s, int depth)
{
	static const char *const signs[] = { "=", "<>", "<", "<=", ">", ">=" };
	const struct vl_expr *x = column(s), *y, *part[2], *out;
	struct vl_err err = { 0 };

	if (depth > 0 && below(3) == 0) {
		part[0] = condition(s, depth - 1);
		part[1] = condition(s, depth - 1);
		int rc =
		    vl_expr_logic(&arena, below(3) ? VL_EXPR_AND : VL_EXPR_OR,
			2, part, -1, &out, &err);

		assert(rc >= 0);
		(void)rc;
		return out;
	}
	if (below(6) == 0)
		return call(below(2) ? "is null" : "is not null", x, NULL);
	y = below(3) ? constant(x->type) : column_of(s, x->type);
	if (y == NULL)
		return call("is null", x, NULL);
	return below(8) ? call(signs[below(6)], x, y) :
			  call(signs[below(6)], y, x);
}

static const struct vl_expr *
value(const struct vl_schema *s)
{
	const struct vl_expr *x = column(s);

	if (below(3))
		return x;
	if (vl_type_is_view(x->type))
		return call("||", x, vl_expr_text(&arena, VL_STR("-more"), -1));
	if (below(2))
		return condition(s, 0);
	return x->type.id == VL_TYPE_DEC || x->type.id == VL_TYPE_F64 ?
	    call("-", x, NULL) :
	    constant(make_type(&arena, types[below(7)]));
}

/* ---- plans ---- */

static const struct vl_plan *random_plan(int depth);

static const struct vl_str *
names(int n)
{
	struct vl_str *name = vl_new(&arena, struct vl_str, n);

	for (int i = 0; i < n; i++)
		name[i] = vl_str(vl_str_printf(&arena, "n%d", i));
	return name;
}

static const struct vl_plan *
random_project(const struct vl_plan *in)
{
	int n = 1 + (int)below(4);
	const struct vl_expr **e = vl_new(&arena, const struct vl_expr *, n);

	for (int i = 0; i < n; i++)
		e[i] = value(in->schema);
	return vl_plan_project(&arena, in, n, e, names(n));
}

static const struct vl_plan *
random_values(void)
{
	int rows = (int)below(5), n = 1 + (int)below(3);
	struct vl_field *f;
	struct vl_schema *s = vl_schema_new(&arena, n, &f);
	const struct vl_expr **e =
	    vl_new(&arena, const struct vl_expr *, rows *n);

	for (int i = 0; i < n; i++) {
		f[i].name = vl_str(vl_str_printf(&arena, "v%d", i));
		f[i].type = make_type(&arena, types[below(7)]);
		for (int r = 0; r < rows; r++)
			e[r * n + i] = constant(f[i].type);
	}
	return vl_plan_values(&arena, s, rows, e);
}

static void
random_call(const struct vl_schema *s, struct vl_plan_agg *g)
{
	static const char *const calls[] = { "count", "min", "max", "array_agg",
		"count", "first" };
	const char *name = calls[below(6)];
	const struct vl_expr **arg = vl_new(&arena, const struct vl_expr *, 1);
	struct vl_err err = { 0 };
	bool star = strcmp(name, "count") == 0 && below(2);

	*g = (struct vl_plan_agg){ .count = !star, .arg = arg };
	arg[0] = column(s);
	int rc = vl_agg_resolve(&arena, vl_str(name), star, !star, arg, -1,
	    &g->agg, &g->type, &err);

	if (rc < 0)
		printf("%s: %s\n", name, err.msg);
	assert(rc >= 0);
	(void)rc;
	g->distinct = !star && below(3) == 0 && arg[0]->type.id < VL_TYPE_LIST;
	if (below(4) == 0)
		g->filter = condition(s, 1);
}

static bool
has_lists(const struct vl_schema *s)
{
	for (int i = 0; i < s->count; i++)
		if (s->field[i].type.id == VL_TYPE_LIST)
			return true;
	return false;
}

static const struct vl_plan *
random_aggregate(const struct vl_plan *in)
{
	int keys = (int)below(3), n = (int)below(4);
	const struct vl_expr **key =
	    vl_new(&arena, const struct vl_expr *, keys);
	struct vl_plan_agg *g = vl_new(&arena, struct vl_plan_agg, n + 1);

	for (int i = 0; i < keys; i++)
		key[i] = value(in->schema);
	n += keys + n == 0;
	for (int i = 0; i < n; i++)
		random_call(in->schema, &g[i]);
	return vl_plan_aggregate(&arena, in, keys, key, n, g, names(keys + n));
}

static const struct vl_plan *
random_join(const struct vl_plan *l, const struct vl_plan *r)
{
	int n = (int)below(3), k = 0;
	const struct vl_expr **lk = vl_new(&arena, const struct vl_expr *, n);
	const struct vl_expr **rk = vl_new(&arena, const struct vl_expr *, n);

	for (int i = 0; i < n; i++) {
		lk[k] = column(l->schema);
		rk[k] = column_of(r->schema, lk[k]->type);
		k += rk[k] != NULL;
	}
	enum vl_join_kind kind = below(2) ? VL_JOIN_LEFT : VL_JOIN_INNER;
	struct vl_plan *p = vl_plan_join(&arena, l, r, kind, k, lk, rk, NULL);

	return below(2) ? p :
			  vl_plan_join(&arena, l, r, kind, k, lk, rk,
			      condition(p->schema, 1));
}

static const struct vl_plan *
random_sort(const struct vl_plan *in)
{
	int n = 1 + (int)below(3);
	struct vl_sort_key *key = vl_new(&arena, struct vl_sort_key, n);

	for (int i = 0; i < n; i++)
		key[i] = (struct vl_sort_key){ value(in->schema), below(2),
			below(2) };
	return vl_plan_sort(&arena, in, n, key);
}

/* Two inputs of the same types: the same columns of one table and another. */
static const struct vl_plan *
random_union(int depth)
{
	const struct vl_plan *l = random_plan(depth), *r = random_scan();
	const struct vl_expr **x = vl_new(&arena, const struct vl_expr *, 3);
	const struct vl_expr **y = vl_new(&arena, const struct vl_expr *, 3);
	int n = 0;

	for (int i = 0; i < 3; i++) {
		x[n] = column(l->schema);
		y[n] = column_of(r->schema, x[n]->type);
		n += y[n] != NULL;
	}
	if (n == 0)
		return l;
	l = vl_plan_project(&arena, l, n, x, names(n));
	r = vl_plan_project(&arena, r, n, y, names(n));
	return below(2) ? vl_plan_union(&arena, l, r) :
			  vl_plan_union(&arena, r, l);
}

static const struct vl_plan *
random_plan(int depth)
{
	if (depth == 0)
		return below(8) ? random_scan() : random_values();
	if (below(8) == 0)
		return random_union(depth - 1);
	const struct vl_plan *in = random_plan(depth - 1);

	if (has_lists(in->schema)) /* they are no keys, and have no signs */
		return vl_plan_limit(&arena, in, below(20), below(3));
	switch (below(8)) {
	case 0: return random_project(in);
	case 1: return random_aggregate(in);
	case 2: return random_join(in, random_plan(depth > 2 ? 1 : 0));
	case 3: return random_sort(in);
	case 4:
		return vl_plan_limit(
		    &arena, in, below(4) ? below(20) : -1, below(5));
	case 5: return vl_plan_distinct(&arena, in);
	case 6:
		in = random_sort(in);
		return vl_plan_limit(&arena, in, below(12), below(3));
	default: return vl_plan_filter(&arena, in, condition(in->schema, 2));
	}
}

static void
show_plan(const struct vl_plan *p, int depth)
{
	struct vl_buf b = { 0 };

	for (int i = 0; i < p->expr_count; i++) {
		vl_buf_cstr(&b, " ");
		vl_expr_show(
		    p->expr[i], p->input[0] ? p->input[0]->schema : NULL, &b);
	}
	for (int i = 0; i < p->agg_count; i++)
		vl_buf_printf(&b, " %s%s", p->agg[i].agg->name,
		    p->agg[i].distinct ? "(distinct)" : "");
	for (int i = 0; i < p->sort_count; i++) {
		vl_buf_cstr(&b, " ");
		vl_expr_show(p->sort[i].expr, p->schema, &b);
	}
	printf("%*s%s limit %lld%.*s\n", 2 * depth, "",
	    vl_plan_kind_name(p->kind), (long long)p->limit, (int)b.len,
	    b.p ? b.p : "");
	vl_buf_release(&b);
	for (int i = 0; i < 2 && p->input[i]; i++)
		show_plan(p->input[i], depth + 1);
}

static bool
same_rows(const struct vl_plan *p, const char *want, int threads)
{
	session.threads = threads;
	char *got = tiny_run(p, &session);
	bool same = strcmp(got, want) == 0;

	if (!same)
		printf("%d threads gave\n%swant\n%s", threads, got, want);
	vl_dealloc(got);
	return same;
}

static void
test_random_plans(void)
{
	static const int threads[] = { 1, 2, 3, 8 };

	for (int i = 0; i < PLANS; i++) {
		rnd = vl_rand_init((uint64_t)i);
		const struct vl_plan *p = random_plan(1 + i % DEPTH);
		bool small = true;
		char *want;

		session.threads = 1;
		want = naive_run(p, &session);
		const struct vl_plan *q =
		    vl_plan_optimize(&arena, p, i % 3 > 0, false);

		for (int k = 0; small && k < 4; k++) {
			bool same = same_rows(p, want, threads[k]) &&
			    same_rows(q, want, threads[k]);

			CHECK(same);
			if (!same) {
				printf("of plan %d\n", i);
				show_plan(p, 1);
				small = false;
			}
		}
		CHECK_INT(session.budget.used, 0);
		vl_dealloc(want);
		vl_arena_reset(&arena);
		if (check_failed > 5)
			break;
	}
	vl_arena_release(&arena);
}

VL_TESTS(test_random_plans)
