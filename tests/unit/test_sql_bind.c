/*
 * test_sql_bind.c -- statements to plans.
 *
 * Goal: names, stars, groups, orders and joins become the plan that SQL means,
 * and what is wrong is said by class, at its place, with the nearest name.
 * Method: tables of no rows in a catalog; the logical section of EXPLAIN,
 * before any rewriting, against what is expected.
 */
#include "sql/bind.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "check.h"
#include "col/schema.h"
#include "expr/session.h"
#include "plan/show.h"

static int opened; /* files that the opener was asked for */

static int closed; /* sources given back */

static void
close_fake(struct vl_source *s)
{
	(void)s; /* it is the test's arena's */
	closed++;
}

static const struct vl_source_class fake_class = { .name = "fake",
	.close = close_fake };

/* "name TYPE, name TYPE" as a source that is never read. */
static struct vl_source *
fake_source(struct vl_arena *a, const char *name, const char *columns)
{
	struct vl_source *s = vl_new(a, struct vl_source, 1);
	struct vl_field *f;
	struct vl_err err;
	int count = 1;
	int i = 0;

	for (const char *p = columns; *p; p++)
		count += *p == ';';
	s->class = &fake_class;
	s->name = name;
	s->schema = vl_schema_new(a, count, &f);
	for (const char *p = columns; i < count; i++) {
		const char *blank = strchr(p, ' ');
		size_t n = strcspn(blank + 1, ";");

		f[i].name = (struct vl_str){ p, blank - p };
		CHECK(vl_type_parse(a, (struct vl_str){ blank + 1, (int64_t)n },
			  &f[i].type, &err) >= 0);
		p = blank + 1 + n + 1;
	}
	return s;
}

static int
open_fake(
    void *ctx, struct vl_str path, struct vl_source **out, struct vl_err *err)
{
	opened++;
	if (!vl_str_ends(path, VL_STR(".csv")))
		return vl_fail(err, VL_EIO, "no such file");
	*out = fake_source(ctx, "file", "x BIGINT;y VARCHAR");
	return 0;
}

struct world {
	struct vl_arena arena;
	struct vl_catalog *catalog;
	struct vl_err err;
	struct vl_bound bound;
};

static void
add_table(struct world *w, const char *name, const char *columns,
    enum vl_table_kind kind)
{
	CHECK_INT(vl_catalog_add_source(w->catalog, vl_str(name), kind,
		      fake_source(&w->arena, name, columns), false, &w->err),
	    0);
}

static void
world_init(struct world *w)
{
	*w = (struct world){ 0 };
	w->catalog = vl_catalog_new(
	    (struct vl_opener){ .ctx = &w->arena, .open = open_fake });
	add_table(w, "t", "a BIGINT;b DOUBLE;s VARCHAR;d DATE;flag BOOLEAN",
	    VL_TABLE_REGULAR);
	add_table(w, "u", "a BIGINT;c VARCHAR", VL_TABLE_REGULAR);
	add_table(w, "v", "a BIGINT;c VARCHAR;Price DOUBLE", VL_TABLE_REGULAR);
	add_table(w, "src", "a BIGINT", VL_TABLE_SOURCE);
	add_table(w, "snk", "a BIGINT", VL_TABLE_SINK);
}

static void
world_release(struct world *w)
{
	vl_catalog_free(w->catalog);
	vl_arena_release(&w->arena);
}

static int
bind(struct world *w, const char *sql)
{
	struct vl_sql_script s = { .text = vl_str(sql) };
	struct ast_stmt *stmt;
	int rc;

	w->err = (struct vl_err){ 0 };
	rc = vl_sql_next(&s, &w->arena, &stmt, &w->err);
	if (rc > 0)
		rc = vl_sql_bind(
		    &w->arena, w->catalog, s.text, stmt, &w->bound, &w->err);
	return rc;
}

/* The steps of a plan without what says nothing here. */
static const char *
plan_text(struct world *w)
{
	static const char *const drop[] = { " format=fake", " rows=1" };
	struct vl_session session = { .threads = 1 };
	struct vl_explain how = { .plan = w->bound.plan, .session = &session };
	struct vl_buf buf = { 0 };
	char *text, *at, *end;

	vl_explain(&w->arena, &how, &buf);
	text = vl_str_cstr(&w->arena, vl_buf_view(&buf));
	vl_buf_release(&buf);
	text = strstr(text, "logical\n") + strlen("logical\n");
	end = strstr(text, "\nphysical");
	*(end ? end + 1 : text) = '\0';
	for (size_t i = 0; i < sizeof drop / sizeof *drop; i++)
		while ((at = strstr(text, drop[i])) != NULL)
			memmove(at, at + strlen(drop[i]),
			    strlen(at + strlen(drop[i])) + 1);
	return text;
}

static void
check_plan(const char *sql, const char *want)
{
	struct world w;

	world_init(&w);
	if (bind(&w, sql) < 0) {
		printf("%s\n", sql);
		CHECK_STR(w.err.msg, "");
	} else {
		CHECK_STR(plan_text(&w), want);
	}
	world_release(&w);
}

/* Only the names and types of the answer. */
static void
check_columns(const char *sql, const char *want)
{
	struct vl_buf buf = { 0 };
	struct world w;

	world_init(&w);
	if (bind(&w, sql) < 0) {
		printf("%s\n", sql);
		CHECK_STR(w.err.msg, "");
	} else {
		const struct vl_schema *s = w.bound.plan->schema;

		for (int i = 0; i < s->count; i++) {
			vl_buf_cstr(&buf, i ? ", " : "");
			vl_buf_str(&buf, s->field[i].name);
			vl_buf_byte(&buf, ' ');
			vl_type_name(s->field[i].type, &buf);
		}
		vl_buf_byte(&buf, '\0');
		CHECK_STR(buf.p, want);
	}
	vl_buf_release(&buf);
	world_release(&w);
}

struct pair {
	const char *sql;
	const char *want;
};

/* What the scans of t and u say. */
#define T "Scan table=t columns=[a, b, s, d, flag]\n"
#define U "Scan table=u columns=[a, c]\n"

static const struct pair plans[] = {
	{ "select 1 as one",
	    "  1 Values\n"
	    "  2 Project columns=[one] expressions=[1]\n" },
	/* aliases stand for expressions in WHERE, GROUP BY and HAVING */
	{ "select a + 1 as z from t where z > 2",
	    "  1 " T "  2 Filter condition=a + 1 > 2\n"
	    "  3 Project columns=[z] expressions=[a + 1]\n" },
	{ "select a + 1 as z, count(*) as n from t group by z having n > 1",
	    "  1 " T "  2 Aggregate keys=[a + 1] calls=[count(*)]\n"
	    "  3 Filter condition=count > 1\n"
	    "  4 Project columns=[z, n] expressions=[z, count]\n" },
	{ "select a as x, x + 1 as y, y * 2 from t",
	    "  1 " T "  2 Project columns=[x, y, expr3] "
	    "expressions=[a, a + 1, (a + 1) * 2]\n" },
	/* a column wins over an alias of its name */
	{ "select b as a from t where a > 1",
	    "  1 " T "  2 Filter condition=a > 1\n"
	    "  3 Project columns=[a] expressions=[b]\n" },
	/* aggregates: split off, once each, and what is around them */
	{ "select s, sum(a) + 1, sum(a) from t group by s having max(b) > 2 "
	  "order by count(*) desc, s",
	    "  1 " T "  2 Aggregate keys=[s] calls=[sum(a), max(b), "
	    "count(*)]\n  3 Filter condition=max_b > 2\n"
	    "  4 Project columns=[s, expr2, sum_a, order1] "
	    "expressions=[s, sum_a + 1, sum_a, count]\n"
	    "  5 OrderBy keys=[order1 DESC, s]\n"
	    "  6 Project columns=[s, expr2, sum_a] "
	    "expressions=[s, expr2, sum_a]\n" },
	{ "select count(*), count(distinct s), sum(a) filter (where b > 1) "
	  "from t",
	    "  1 " T "  2 Aggregate keys=[] calls=[count(*), count(distinct "
	    "s), sum(a)]\n"
	    "  3 Project columns=[count, count_s, sum_a] "
	    "expressions=[count, count_s, sum_a]\n" },
	{ "select mod(a, 2) + 1, count(*) from t group by mod(a, 2)",
	    "  1 " T "  2 Aggregate keys=[mod(a, 2)] calls=[count(*)]\n"
	    "  3 Project columns=[expr1, count] "
	    "expressions=[mod_a + 1, count]\n" },
	{ "select 1 from t having count(*) > 3",
	    "  1 " T "  2 Aggregate keys=[] calls=[count(*)]\n"
	    "  3 Filter condition=count > 3\n"
	    "  4 Project columns=[expr1] expressions=[1]\n" },
	{ "select s, a, count(*) from t group by all",
	    "  1 " T "  2 Aggregate keys=[s, a] calls=[count(*)]\n"
	    "  3 Project columns=[s, a, count] expressions=[s, a, count]\n" },
	{ "select s, min(b) from t group by 1 order by 2 nulls first limit 3 "
	  "offset 1",
	    "  1 " T "  2 Aggregate keys=[s] calls=[min(b)]\n"
	    "  3 Project columns=[s, min_b] expressions=[s, min_b]\n"
	    "  4 OrderBy keys=[min_b NULLS FIRST]\n"
	    "  5 Limit limit=3 offset=1\n" },
	/* what is only sorted by leaves again, above the limit */
	{ "select a from t order by b limit 5",
	    "  1 " T "  2 Project columns=[a, order1] expressions=[a, b]\n"
	    "  3 OrderBy keys=[order1]\n  4 Limit limit=5\n"
	    "  5 Project columns=[a] expressions=[a]\n" },
	{ "select b as a, a as z from t order by a, t.a, a + 1",
	    "  1 " T "  2 Project columns=[a, z, order3] "
	    "expressions=[b, a, a + 1]\n"
	    "  3 OrderBy keys=[a, z, order3]\n"
	    "  4 Project columns=[a, z] expressions=[a, z]\n" },
	{ "select distinct s, a from t order by all desc",
	    "  1 " T "  2 Project columns=[s, a] expressions=[s, a]\n"
	    "  3 Distinct keys=[s, a]\n  4 OrderBy keys=[s DESC, a DESC]\n" },
	{ "select a from t limit 2 * 3",
	    "  1 " T "  2 Project columns=[a] expressions=[a]\n"
	    "  3 Limit limit=6\n" },
	{ "select a from t limit all offset 2",
	    "  1 " T "  2 Project columns=[a] expressions=[a]\n"
	    "  3 Limit limit=-1 offset=2\n" },
	/* joins */
	{ "select 1 from t join u on t.a = u.a and t.b > u.a and u.c = s",
	    "  1 " T "  2 " U "  3 Join kind=inner left=[a, s] right=[a, c] "
	    "condition=b > a\n"
	    "  4 Project columns=[expr1] expressions=[1]\n" },
	{ "select 1 from t join u on b = u.a",
	    "  1 " T "  2 " U "  3 Join kind=inner left=[CASE WHEN b = "
	    "TRY_CAST(b AS BIGINT) THEN TRY_CAST(b AS BIGINT) END] right=[a]\n"
	    "  4 Project columns=[expr1] expressions=[1]\n" },
	{ "select 1 from t, u where t.a = u.a and b > 1 and c = s",
	    "  1 " T "  2 " U "  3 Join kind=inner left=[a, s] right=[a, c]\n"
	    "  4 Filter condition=b > 1\n"
	    "  5 Project columns=[expr1] expressions=[1]\n" },
	{ "select 1 from t, u, v where u.c = v.c and t.a = u.a",
	    "  1 " T "  2 " U "  3 Join kind=inner left=[a] right=[a]\n"
	    "  4 Scan table=v columns=[a, c, Price]\n"
	    "  5 Join kind=inner left=[c] right=[c]\n"
	    "  6 Project columns=[expr1] expressions=[1]\n" },
	{ "select 1 from t left join u on t.a = u.a where u.c = s",
	    "  1 " T "  2 " U "  3 Join kind=left left=[a] right=[a]\n"
	    "  4 Filter condition=c = s\n"
	    "  5 Project columns=[expr1] expressions=[1]\n" },
	{ "select c, b from t right join u using (a)",
	    "  1 " U "  2 " T "  3 Join kind=left left=[a] right=[a]\n"
	    "  4 Project columns=[c, b] expressions=[c, b]\n" },
	{ "select 1 from u natural join v",
	    "  1 " U "  2 Scan table=v columns=[a, c, Price]\n"
	    "  3 Join kind=inner left=[a, c] right=[a, c]\n"
	    "  4 Project columns=[expr1] expressions=[1]\n" },
	/* files, queries, WITH */
	{ "from 'some/flights.2.csv'",
	    "  1 Scan table=flights columns=[x, y]\n"
	    "  2 Project columns=[x, y] expressions=[x, y]\n" },
	{ "with x as (select a from t), y(k) as (select a from x) "
	  "select x.a from x, y where x.a = k",
	    "  1 " T "  2 Project columns=[a] expressions=[a]\n"
	    "  3 " T "  4 Project columns=[a] expressions=[a]\n"
	    "  5 Project columns=[a] expressions=[a]\n"
	    "  6 Join kind=inner left=[a] right=[a]\n"
	    "  7 Project columns=[a] expressions=[a]\n" },
	{ "select q.n from (select count(*) from t) as q(n)",
	    "  1 " T "  2 Aggregate keys=[] calls=[count(*)]\n"
	    "  3 Project columns=[count] expressions=[count]\n"
	    "  4 Project columns=[n] expressions=[count]\n" },
	{ "select a from t union select a from u order by a desc limit 1",
	    "  1 " T "  2 Project columns=[a] expressions=[a]\n"
	    "  3 " U "  4 Project columns=[a] expressions=[a]\n"
	    "  5 Union\n  6 Distinct keys=[a]\n"
	    "  7 OrderBy keys=[a DESC]\n  8 Limit limit=1\n" },
	{ "select a from t union all select b from t",
	    "  1 " T "  2 Project columns=[a] expressions=[a]\n"
	    "  3 Project columns=[a] expressions=[CAST(a AS DOUBLE)]\n"
	    "  4 " T "  5 Project columns=[b] expressions=[b]\n"
	    "  6 Union\n" },
	{ "select a, s from t union all by name select c as s, 1 as x from u",
	    "  1 " T "  2 Project columns=[a, s] expressions=[a, s]\n"
	    "  3 Project columns=[a, s, x] expressions=[a, s, NULL]\n"
	    "  4 Project columns=[a, s, x] expressions=[a, s, CAST(x AS "
	    "BIGINT)]\n"
	    "  5 " U "  6 Project columns=[s, x] expressions=[c, 1]\n"
	    "  7 Project columns=[a, s, x] expressions=[NULL, s, x]\n"
	    "  8 Project columns=[a, s, x] expressions=[CAST(a AS BIGINT), "
	    "s, x]\n"
	    "  9 Union\n" },
	/* conditions */
	{ "select 1 from t where a between 1 and 2 or a not between 3 and 4",
	    "  1 " T "  2 Filter condition=a >= 1 AND a <= 2 OR a < 3 OR a > "
	    "4\n  3 Project columns=[expr1] expressions=[1]\n" },
	{ "select 1 from t where a in (1, 2) and s not in ('x') and flag",
	    "  1 " T "  2 Filter condition=a IN (1, 2) AND s NOT IN ('x') AND "
	    "flag\n  3 Project columns=[expr1] expressions=[1]\n" },
	{ "select 1 from t where a = any([1, 2]) and a <> all([3]) and "
	  "flag is not true and s is null and a is distinct from 1",
	    "  1 " T "  2 Filter condition=a IN (1, 2) AND a NOT IN (3) AND "
	    "flag IS NOT TRUE AND s IS NULL AND a IS DISTINCT FROM 1\n"
	    "  3 Project columns=[expr1] expressions=[1]\n" },
	{ "select case a when 1 then 'x' when 2 then 'y' end, "
	  "case when flag then 1 else b end from t",
	    "  1 " T "  2 Project columns=[case, case_2] expressions=[CASE "
	    "WHEN a = 1 THEN 'x' WHEN a = 2 THEN 'y' END, CASE WHEN "
	    "flag THEN 1 ELSE b END]\n" },
};

static void
test_plans(void)
{
	for (size_t i = 0; i < sizeof plans / sizeof *plans; i++)
		check_plan(plans[i].sql, plans[i].want);
}

static const struct pair columns[] = {
	{ "select 1, -9223372036854775808, 1.5, 'x', true, null",
	    "expr1 BIGINT, expr2 BIGINT, expr3 DOUBLE, expr4 VARCHAR, expr5 "
	    "BOOLEAN, expr6 NULL" },
	{ "select [1, 2], [1, 2][1], s like 'a!%' escape '!', -b, coalesce(a, "
	  "1) from t",
	    "expr1 BIGINT[], expr2 BIGINT, expr3 BOOLEAN, expr4 DOUBLE, "
	    "coalesce_a BIGINT" },
	{ "select a / 2, a / 2.0, b + 1 from t",
	    "expr1 BIGINT, expr2 DOUBLE, expr3 DOUBLE" },
	{ "select 9223372036854775808, 0xff, date '2026-01-02', x'00'",
	    "expr1 HUGEINT, expr2 BIGINT, expr3 DATE, expr4 BLOB" },
	{ "select interval '1' day, interval 2 hours, interval '3 days'",
	    "expr1 INTERVAL, expr2 INTERVAL, expr3 INTERVAL" },
	/* F2.12, F2.27 */
	{ "select count(*), count(a), sum(a), avg(b), min(s), max(d) from t",
	    "count BIGINT, count_a BIGINT, sum_a DECIMAL(38,0), avg_b DOUBLE, "
	    "min_s VARCHAR, max_d DATE" },
	{ "select a::double, a + 1, AVG(a * b), mod(a, 2), mod(7, 2), "
	  "stddev(mod(a, 2)) from t group by a",
	    "a DOUBLE, expr2 BIGINT, avg DOUBLE, mod_a BIGINT, mod_7 BIGINT, "
	    "stddev_mod_a DOUBLE" },
	{ "select a, a, a as a_2, A from t",
	    "a BIGINT, a_2 BIGINT, a_2_2 BIGINT, A BIGINT" },
	{ "select price, PRICE, \"Price\" from v",
	    "price DOUBLE, PRICE DOUBLE, Price DOUBLE" },
	/* stars */
	{ "select * from u", "a BIGINT, c VARCHAR" },
	{ "select u.*, v.* from u, v",
	    "a BIGINT, c VARCHAR, a_2 BIGINT, c_2 VARCHAR, Price DOUBLE" },
	{ "select *, a + 1 as z from u", "a BIGINT, c VARCHAR, z BIGINT" },
	{ "select * exclude (C) rename a as k from v",
	    "k BIGINT, Price DOUBLE" },
	{ "select * replace (a / 2.0 as a) from u", "a DOUBLE, c VARCHAR" },
	{ "select * from u join v using (a)",
	    "a BIGINT, c VARCHAR, c_2 VARCHAR, Price DOUBLE" },
	{ "select * from u natural join v",
	    "a BIGINT, c VARCHAR, Price DOUBLE" },
	{ "select v.a, a from u join v using (a)", "a BIGINT, a_2 BIGINT" },
	{ "select * from u right join v using (c)",
	    "c VARCHAR, a BIGINT, a_2 BIGINT, Price DOUBLE" },
	{ "values (1, 'a'), (2.5, null)", "column1 DOUBLE, column2 VARCHAR" },
	{ "select x from (values (1), (2)) v(x)", "x BIGINT" },
	{ "describe t", "column_name VARCHAR, column_type VARCHAR" },
	{ "show tables", "name VARCHAR, kind VARCHAR" },
	{ "insert into v (c, a) select 'x', 1",
	    "a BIGINT, c VARCHAR, Price DOUBLE" },
	{ "create table z (k int not null, w text)", "k INTEGER, w VARCHAR" },
};

static void
test_columns(void)
{
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
		check_columns(columns[i].sql, columns[i].want);
}

static const struct {
	const char *sql;
	enum vl_code code;
	int at;
	const char *msg;
	const char *hint;
} refused[] = {
	{ "select prise from v", VL_ENAME, 7, "unknown column 'prise'",
	    "did you mean 'Price'?" },
	{ "select v.prise from v", VL_ENAME, 7, "unknown column 'prise'",
	    "did you mean 'Price'?" },
	{ "select w.a from v", VL_ENAME, 7, "unknown table 'w'",
	    "there is only v" },
	{ "select * from tt", VL_ENAME, 14, "unknown table 'tt'",
	    "name a FILE, or write FROM 'data.csv'; "
	    "the tables are t, u, v, src, snk" },
	{ "select * from stocks.csv", VL_ENAME, 14,
	    "unknown table 'stocks.csv'",
	    "a file is written in quotes: FROM 'data.csv'; "
	    "the tables are t, u, v, src, snk" },
	{ "select * from 'nofile'", VL_EIO, 14, "no such file", "" },
	{ "select x", VL_ENAME, 7, "unknown column 'x'",
	    "there is no FROM to take it from" },
	{ "select \"text\" from t", VL_ENAME, 7, "unknown column 'text'",
	    "text is written in single quotes; "
	    "the columns are a, b, s, d, flag" },
	{ "select a from t, u", VL_ENAME, 7,
	    "column 'a' is in more than one table",
	    "write the table before it" },
	{ "select nofun(a) from t", VL_ENAME, 7, "unknown function 'nofun'",
	    "" },
	{ "select a from t where sum(a) > 1", VL_ESEMANTIC, 22,
	    "aggregate sum() cannot stand in WHERE",
	    "use HAVING: it sees groups, WHERE sees rows" },
	{ "select sum(a) as n from t where n > 1", VL_ESEMANTIC, 7,
	    "aggregate sum() cannot stand in WHERE",
	    "use HAVING: it sees groups, WHERE sees rows" },
	{ "select 1 from t group by sum(a)", VL_ESEMANTIC, 25,
	    "aggregate sum() cannot stand in GROUP BY", "" },
	{ "select 1 from t join u on sum(t.a) = 1", VL_ESEMANTIC, 26,
	    "aggregate sum() cannot stand in ON", "" },
	{ "select sum(count(*)) from t", VL_ESEMANTIC, 11,
	    "aggregate count() cannot stand within sum()",
	    "aggregate in a subquery first" },
	{ "select a, b, count(*) from t group by a", VL_ESEMANTIC, 10,
	    "column 'b' is neither in GROUP BY nor in an aggregate",
	    "add it to GROUP BY, or take min(b)" },
	{ "select a from t having b > 1", VL_ESEMANTIC, 7,
	    "column 'a' is neither in GROUP BY nor in an aggregate",
	    "add it to GROUP BY, or take min(a)" },
	{ "select a from t group by 2", VL_ESEMANTIC, 25,
	    "GROUP BY 2 is not a column of the answer, which has 1", "" },
	{ "select a from t order by 0", VL_ESEMANTIC, 25,
	    "ORDER BY 0 is not a column of the answer, which has 1", "" },
	{ "select distinct a from t order by b", VL_ESEMANTIC, 34,
	    "SELECT DISTINCT can be ordered by its own columns only", "" },
	{ "select a from t union select a from u order by -a", VL_ESEMANTIC, 47,
	    "UNION can be ordered by columns of its answer only",
	    "wrap it: SELECT * FROM (... UNION ...) ORDER BY ..." },
	{ "select a, b from t union select a from u", VL_ESEMANTIC, 19,
	    "UNION of 2 columns and 1 columns", "" },
	{ "select a from t union select c from u", VL_ETYPE, 16,
	    "column 1 is BIGINT before and VARCHAR after UNION",
	    "cast one of them" },
	{ "select a as x, y as z, z as y from t", VL_ESEMANTIC, 15,
	    "the alias 'z' stands for itself", "" },
	{ "select a from t where a", VL_ETYPE, 22,
	    "WHERE needs a condition, found BIGINT",
	    "compare it with something, as in x <> 0" },
	{ "select a from t where a = s", VL_ETYPE, 26,
	    "cannot compare BIGINT with VARCHAR",
	    "convert one side, as in CAST(x AS BIGINT)" },
	{ "select a from t limit a", VL_ENAME, 22, "unknown column 'a'",
	    "there is no FROM to take it from" },
	{ "select a from t limit -1", VL_EVALUE, 22,
	    "LIMIT must not be negative, found -1", "" },
	{ "select a from t limit 1.5", VL_ESEMANTIC, 22,
	    "LIMIT needs a constant whole number", "" },
	{ "select a::nonsense from t", VL_ETYPE, 10, "no type 'nonsense'", "" },
	{ "select * exclude (zz) from t", VL_ENAME, 18,
	    "unknown column 'zz' in EXCLUDE",
	    "the columns are a, b, s, d, flag" },
	{ "select *", VL_ESEMANTIC, 7, "* needs a FROM to take columns from",
	    "" },
	{ "select sum(*) from t", VL_ETYPE, 7, "sum(*) does not exist",
	    "only count(*) counts rows" },
	{ "select mod(distinct a, 2) from t", VL_ESEMANTIC, 7,
	    "mod() takes no DISTINCT: it is no aggregate", "" },
	{ "select * from u join v using (b)", VL_ENAME, 16,
	    "column 'b' of USING is not on the left side", "" },
	{ "values (1), (2, 3)", VL_ESEMANTIC, 12,
	    "VALUES has rows of 1 and of 2 columns", "" },
	{ "values (1), ('x')", VL_ETYPE, 13,
	    "column 1 of VALUES is BIGINT and then VARCHAR", "" },
	{ "with x as (select 1), x as (select 2) select 1", VL_ENAME, 22,
	    "WITH names 'x' twice", "" },
	{ "select * from snk", VL_EKIND, 14,
	    "table-kind constraint violation: 'snk' is a sink table",
	    "a sink is written only" },
	{ "insert into src values (1)", VL_EKIND, 12,
	    "table-kind constraint violation: 'src' is a source table and "
	    "cannot be written",
	    "" },
	{ "insert into u values (1)", VL_ESEMANTIC, 14,
	    "INSERT of 1 values into 2 columns", "" },
	{ "insert into u (a, zz) values (1, 2)", VL_ENAME, 18,
	    "unknown column 'zz'", "the columns are a, c" },
	{ "insert into u (a, a) values (1, 2)", VL_ESEMANTIC, 18,
	    "column 'a' is named twice", "" },
	{ "create table t as select 1", VL_ENAME, 13,
	    "table 't' exists already", "CREATE OR REPLACE replaces it" },
	{ "drop table nix", VL_ENAME, 11, "unknown table 'nix'",
	    "the tables are t, u, v, src, snk" },
	{ "drop view t", VL_EKIND, 10,
	    "table-kind constraint violation: 't' is a table",
	    "DROP TABLE drops it" },
	/* not done yet, and said by name */
	{ "select (select 1)", VL_EUNSUPPORTED, 7,
	    "a subquery in an expression is not supported yet", "" },
	{ "select a from t where a in (select 1)", VL_EUNSUPPORTED, 24,
	    "a subquery in IN is not supported yet", "" },
	{ "select sum(a) over () from t", VL_EUNSUPPORTED, 14,
	    "a window function (OVER) is not supported yet", "" },
	{ "select 1 from t full join u on true", VL_EUNSUPPORTED, 16,
	    "FULL JOIN is not supported yet", "" },
	{ "select 1 intersect select 1", VL_EUNSUPPORTED, 9,
	    "INTERSECT is not supported yet", "" },
	{ "select a from t group by rollup (a)", VL_EUNSUPPORTED, 25,
	    "ROLLUP is not supported yet", "" },
	{ "select a from t window by d every 5 as w", VL_EUNSUPPORTED, 16,
	    "WINDOW BY in a query over tables is not supported yet",
	    "it is for streams: vl-watch" },
	{ "update t set a = 1", VL_EUNSUPPORTED, 0,
	    "UPDATE is not supported yet", "" },
};

static void
test_refused(void)
{
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		struct world w;

		world_init(&w);
		CHECK_INT(bind(&w, refused[i].sql), refused[i].code);
		CHECK_STR(w.err.msg, refused[i].msg);
		CHECK_INT(w.err.at, refused[i].at);
		CHECK_STR(w.err.hint, refused[i].hint);
		world_release(&w);
	}
}

/* The ways of a fault: aliases, conditions and names that unfold. */
static void
test_unfolding(void)
{
	char sql[4096] = "select a + a as x0";
	struct vl_buf deep = { 0 };
	struct world w;

	world_init(&w);
	for (int i = 1; i < 60; i++)
		snprintf(sql + strlen(sql), sizeof sql - strlen(sql),
		    ", x%d + x%d as x%d", i - 1, i - 1, i);
	snprintf(sql + strlen(sql), sizeof sql - strlen(sql), " from t");
	CHECK_INT(bind(&w, sql), VL_ELIMIT);

	vl_buf_cstr(&deep, "select ");
	for (int i = 0; i < 300; i++)
		vl_buf_byte(&deep, '(');
	vl_buf_cstr(&deep, "flag");
	for (int i = 0; i < 300; i++)
		vl_buf_cstr(&deep, " between false and true)");
	vl_buf_cstr(&deep, " from t");
	vl_buf_byte(&deep, '\0');
	CHECK_INT(bind(&w, deep.p), VL_ELIMIT);

	vl_buf_reset(&deep);
	vl_buf_cstr(&deep, "with x0 as (select a from t)");
	for (int i = 1; i < 60; i++)
		vl_buf_printf(&deep, ", x%d as (select x%d.a from x%d, x%d y)",
		    i, i - 1, i - 1, i - 1);
	vl_buf_cstr(&deep, " select 1 from x59");
	vl_buf_byte(&deep, '\0');
	CHECK_INT(bind(&w, deep.p), VL_ELIMIT);
	vl_buf_release(&deep);
	world_release(&w);
}

static void
test_views(void)
{
	struct world w;

	world_init(&w);
	CHECK_INT(bind(&w, "create view w as select a as k, c from u"), 0);
	CHECK_INT(w.bound.kind, VL_BOUND_DONE);
	CHECK_STR(w.bound.message, "view 'w' created");
	CHECK_INT(bind(&w, "select k from w where c = 'x'"), 0);
	CHECK_STR(plan_text(&w),
	    "  1 " U "  2 Project columns=[k, c] expressions=[a, c]\n"
	    "  3 Filter condition=c = 'x'\n"
	    "  4 Project columns=[k] expressions=[k]\n");
	CHECK_INT(bind(&w, "create view w as select 1"), VL_ENAME);
	CHECK_INT(bind(&w, "drop table u"), 0);
	CHECK_INT(bind(&w, "select 1 as one, k from w"), VL_ENAME);
	CHECK_STR(w.err.msg, "view 'w': unknown table 'u'");
	CHECK_INT(w.err.at, 24);
	/* a view of itself */
	CHECK_INT(bind(&w, "create or replace view w as select 1"), 0);
	CHECK_INT(bind(&w, "create view w2 as select * from w"), 0);
	CHECK_INT(bind(&w, "create or replace view w as select * from w2"), 0);
	CHECK_INT(bind(&w, "select * from w"), VL_ELIMIT);
	CHECK_INT(bind(&w, "insert into w values (1)"), VL_EKIND);
	CHECK_INT(bind(&w, "drop view w"), 0);
	CHECK_INT(bind(&w, "drop view if exists w"), 0);
	CHECK_INT(bind(&w, "select * from w"), VL_ENAME);
	world_release(&w);
}

static void
test_statements(void)
{
	struct world w;

	world_init(&w);
	CHECK_INT(bind(&w, "explain analyze select 1"), 0);
	CHECK(w.bound.kind == VL_BOUND_EXPLAIN && w.bound.analyze);
	CHECK_INT(bind(&w, "create or replace table t as select 1 as k"), 0);
	CHECK(w.bound.kind == VL_BOUND_CREATE && w.bound.replace);
	CHECK(vl_str_is(w.bound.name, "t") && w.bound.plan);
	CHECK_INT(bind(&w, "create table if not exists t as select 1"), 0);
	CHECK(w.bound.skip);
	CHECK_INT(bind(&w,
		      "create sink table k (a int) using csv "
		      "options(path: '/x', header: true, n: 5)"),
	    0);
	CHECK(w.bound.kind == VL_BOUND_CREATE_USING);
	CHECK_INT(w.bound.table, VL_TABLE_SINK);
	CHECK(vl_str_is(w.bound.format, "csv"));
	CHECK_INT(w.bound.option_count, 3);
	CHECK(vl_str_is(w.bound.option[0].key, "path"));
	CHECK(vl_str_is(w.bound.option[0].value, "/x"));
	CHECK(vl_str_is(w.bound.option[1].value, "true"));
	CHECK(vl_str_is(w.bound.option[2].value, "5"));
	CHECK_INT(w.bound.columns->count, 1);
	CHECK_INT(bind(&w, "copy (select 1) to 'o.csv' (format csv)"), 0);
	CHECK(w.bound.kind == VL_BOUND_COPY && w.bound.plan);
	CHECK(vl_str_is(w.bound.path, "o.csv"));
	CHECK(vl_str_is(w.bound.format, "csv"));
	CHECK_INT(bind(&w, "set threads = 4"), 0);
	CHECK(w.bound.kind == VL_BOUND_SET);
	CHECK(vl_str_is(w.bound.name, "threads"));
	CHECK(vl_str_is(w.bound.value, "4"));
	CHECK_INT(bind(&w, "reset threads"), 0);
	CHECK(w.bound.value.p == NULL);
	world_release(&w);
}

static void
test_catalog(void)
{
	struct vl_source *s = NULL;
	struct world w;

	world_init(&w);
	opened = closed = 0;
	/* Files open at their first use and stay. */
	CHECK_INT(vl_catalog_add_file(
		      w.catalog, VL_STR("f"), VL_STR("a.csv"), false, &w.err),
	    0);
	CHECK_INT(opened, 0);
	CHECK_INT(bind(&w, "select f.x, g.y from f, f as g"), 0);
	CHECK_INT(opened, 1);
	CHECK_INT(
	    bind(&w, "select * from 'b.csv' join 'b.csv' as c using (x)"), 0);
	CHECK_INT(opened, 2);
	CHECK_INT(bind(&w, "insert into f values (1, 'x')"), VL_EKIND);
	vl_catalog_close_files(w.catalog);
	CHECK_INT(closed, 1);
	CHECK_INT(vl_catalog_file(w.catalog, VL_STR("b.csv"), &s, &w.err), 0);
	CHECK_INT(opened, 3);
	/* Exact first, then the only one but for case. */
	add_table(&w, "Up", "a BIGINT", VL_TABLE_REGULAR);
	CHECK(vl_catalog_find(w.catalog, VL_STR("uP")) != NULL);
	add_table(&w, "UP", "a BIGINT", VL_TABLE_REGULAR);
	CHECK(vl_catalog_find(w.catalog, VL_STR("uP")) == NULL);
	CHECK(vl_catalog_find(w.catalog, VL_STR("UP")) != NULL);
	CHECK(vl_str_is(vl_catalog_at(w.catalog, 0)->name, "t"));
	CHECK(vl_catalog_at(w.catalog, 99) == NULL);
	world_release(&w);
	CHECK_INT(closed, 10);
}

VL_TESTS(test_plans, test_columns, test_refused, test_unfolding, test_views,
    test_statements, test_catalog)
