/*
 * test_sql_parse.c -- text to trees and back.
 *
 * Goal: everything of the grammar is read as the precedence of PostgreSQL says,
 * what is wrong is refused at its place, and no text breaks the parser.
 * Method: tables of texts with the canonical text of their tree; the canonical
 * text must parse to a tree that prints the same.
 */
#include "sql/sql.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "check.h"
#include "sql/ast.h"
#include "sql/lex.h"

/* The canonical text of the first statement, or its error. */
static const char *
canon(struct vl_arena *a, const char *sql, struct vl_err *err)
{
	struct vl_sql_script s = { .text = vl_str(sql) };
	struct vl_buf buf = { 0 };
	struct ast_stmt *stmt;
	const char *out;

	*err = (struct vl_err){ 0 };
	if (vl_sql_next(&s, a, &stmt, err) < 0)
		return err->msg;
	ast_show_stmt(stmt, &buf);
	out = vl_str_cstr(a, vl_buf_view(&buf));
	vl_buf_release(&buf);
	return out;
}

static void
check_canon(const char *sql, const char *want)
{
	struct vl_arena a = { 0 };
	struct vl_err err;
	const char *got = canon(&a, sql, &err);

	CHECK_STR(got, want ? want : sql);
	CHECK_STR(canon(&a, got, &err), got);
	vl_arena_release(&a);
}

/* An expression, as the one item of a SELECT. */
static void
check_expr(const char *expr, const char *want)
{
	char sql[512];
	char out[512];

	snprintf(sql, sizeof sql, "select %s", expr);
	snprintf(out, sizeof out, "SELECT %s", want ? want : expr);
	check_canon(sql, out);
}

/* Text and canonical text; NULL where they are the same. */
struct pair {
	const char *sql;
	const char *canon;
};

static void
test_precedence(void)
{
	static const struct pair table[] = {
		{ "1 + 2 * 3", NULL },
		{ "(1 + 2) * 3", NULL },
		{ "1 - 2 - 3", NULL },
		{ "1 - (2 - 3)", NULL },
		{ "((1))", "1" },
		{ "2 ^ 3 ^ 2", NULL },
		{ "2 ** 3", "2 ^ 3" },
		{ "-2 ^ 2", NULL },
		{ "- - 1", "-(-1)" },
		{ "-x::int", "-CAST(x AS int)" },
		{ "(-x)::int", "CAST(-x AS int)" },
		{ "a and b or c and d", "a AND b OR c AND d" },
		{ "a and (b or c) and d", "a AND (b OR c) AND d" },
		{ "not a = b", "NOT a = b" },
		{ "not a and b", "NOT a AND b" },
		{ "not (a and b)", "NOT (a AND b)" },
		{ "a = b is null", "a = b IS NULL" },
		{ "a = (b is null)", "a = (b IS NULL)" },
		{ "a + 1 = b || 'x'", "a + 1 = b || 'x'" },
		{ "a || b + 1", NULL },
		{ "a == b", "a = b" },
		{ "a != b", "a <> b" },
		{ "a between 1 and 2 and c", "a BETWEEN 1 AND 2 AND c" },
		{ "a not between 1 + 1 and 2", "a NOT BETWEEN 1 + 1 AND 2" },
		{ "a in (1, 2,)", "a IN (1, 2)" },
		{ "a not in (select 1)", "a NOT IN (SELECT 1)" },
		{ "a like 'x%' escape '!'", "a LIKE 'x%' ESCAPE '!'" },
		{ "a not ilike b || '%'", "a NOT ILIKE b || '%'" },
		{ "a !~~ b", "a NOT LIKE b" },
		{ "a ~ 'x' and b !~* 'y'", "a ~ 'x' AND b !~* 'y'" },
		{ "a is not distinct from b", "a IS NOT DISTINCT FROM b" },
		{ "a isnull", "a IS NULL" },
		{ "a notnull or a is not true",
		    "a IS NOT NULL OR a IS NOT "
		    "TRUE" },
		{ "a <= all (select 1)", "a <= ALL (SELECT 1)" },
		{ "1 = any ([1, 2])", "1 = ANY ([1, 2])" },
		{ "j -> 'a' ->> 'b' = 'c'", NULL },
		{ "a & b | c << 2", NULL },
		{ "t at time zone 'UTC' + x", "t AT TIME ZONE 'UTC' + x" },
		{ "a collate \"C\" < b", "a COLLATE C < b" },
		{ "5 // 2 % 3", NULL },
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		check_expr(table[i].sql, table[i].canon);
}

static void
test_primary(void)
{
	static const struct pair table[] = {
		{ "NULL, TRUE, false", "NULL, TRUE, FALSE" },
		{ "1_000, 0x1F, 0b101, 0o17, .5, 1., 1e-3",
		    "1000, 31, 5, 15, .5, 1., 1e-3" },
		{ "'it''s', E'a\\tb\\u00e9\\'', $$a'b$$, $q$x$$y$q$",
		    "'it''s', 'a\tb\xc3\xa9''', 'a''b', 'x$$y'" },
		{ "x'00fF'", "X'00ff'" },
		{ "\"a\"\"b\", \"select\", Region, \xe5\x9f\x8e",
		    "\"a\"\"b\", \"select\", Region, \"\xe5\x9f\x8e\"" },
		{ "$1, :name, $x, ?", "$1, $name, $x, ?" },
		{ "date '2026-01-02', timestamp with time zone 'x'",
		    "date '2026-01-02', timestamptz 'x'" },
		{ "interval '1' day, interval 5 hours, interval '2 days'",
		    "INTERVAL '1' day, INTERVAL (5) hour, INTERVAL '2 days'" },
		{ "interval (a + 1) month, interval",
		    "INTERVAL (a + 1) month, interval" },
		{ "cast(a as decimal(10, 2)), try_cast(b as double precision)",
		    "CAST(a AS decimal(10,2)), TRY_CAST(b AS double)" },
		{ "a::int[], b::float[3], c::struct(x int, \"y z\" text)[]",
		    "CAST(a AS int[]), CAST(b AS float[3]), "
		    "CAST(c AS STRUCT(x int, \"y z\" text)[])" },
		{ "case when a then 1 else 2 end",
		    "CASE WHEN a THEN 1 ELSE 2 "
		    "END" },
		{ "case x when 1 then 'a' when 2 then 'b' end",
		    "CASE x WHEN 1 THEN 'a' WHEN 2 THEN 'b' END" },
		{ "[1, 2,], [], array[1]", "[1, 2], [], [1]" },
		{ "{'a': 1, b: :p}, map {1: 'x'}",
		    "{'a': 1, 'b': $p}, MAP {1: 'x'}" },
		{ "(1, 2), (1,)", "(1, 2), (1,)" },
		{ "a[1], a[1:2], a[:-1], a[:], (a).b, f(x)[1].c",
		    "(a)[1], (a)[1 : 2], (a)[ : -1], (a)[ : ], (a).b, "
		    "f(x)[1].c" },
		{ "exists (select 1), (select 2)",
		    "EXISTS (SELECT 1), "
		    "(SELECT 2)" },
		{ "((select 1) union select 2)",
		    "((SELECT 1) UNION SELECT "
		    "2)" },
		{ "left(a, 1), right, date, values, first",
		    "left(a, 1), right, date, values, first" },
		{ "current_date, \"current_date\", current_timestamp()",
		    "current_date(), \"current_date\", current_timestamp()" },
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		check_expr(table[i].sql, table[i].canon);
}

static void
test_calls(void)
{
	static const struct pair table[] = {
		{ "count(*), count(distinct a, b), f()",
		    "count(*), count(DISTINCT a, b), f()" },
		{ "extract(year from d), extract('day' from d)",
		    "extract('year', d), extract('day', d)" },
		{ "position('a' in b), position(a, b)",
		    "position('a', b), position(a, b)" },
		{ "substring(a from 2 for 3), substring(a, 2)",
		    "substring(a, 2, 3), substring(a, 2)" },
		{ "trim(a), trim(both 'x' from a), trim('x' from a), "
		  "trim(leading from a), trim(trailing)",
		    "trim(a), trim(a, 'x'), trim(a, 'x'), ltrim(a), "
		    "trim(trailing)" },
		{ "string_agg(a, ',' order by b desc nulls last)",
		    "string_agg(a, ',' ORDER BY b DESC NULLS LAST)" },
		{ "percentile_cont(0.5) within group (order by x)",
		    "percentile_cont(0.5) WITHIN GROUP ( ORDER BY x)" },
		{ "sum(a) filter (where b > 1)",
		    "sum(a) FILTER (WHERE b > "
		    "1)" },
		{ "sum(a) over (partition by b order by c rows between 1 "
		  "preceding and current row exclude ties)",
		    "sum(a) OVER ( PARTITION BY b ORDER BY c ROWS BETWEEN 1 "
		    "PRECEDING AND CURRENT ROW EXCLUDE TIES)" },
		{ "avg(close) over (order by date rows 4 preceding)",
		    "avg(close) OVER ( ORDER BY date ROWS BETWEEN 4 PRECEDING "
		    "AND CURRENT ROW)" },
		{ "lag(a ignore nulls) over w", "lag(a) IGNORE NULLS OVER w" },
		{ "f(a := 1, b => 2)", "f(a := 1, b := 2)" },
		{ "list_filter(l, x -> x > 3)",
		    "list_filter(l, LAMBDA x: x > "
		    "3)" },
		{ "list_reduce(l, (x, y) -> x + y)",
		    "list_reduce(l, LAMBDA x, y: x + y)" },
		{ "f(l, lambda x: x || 'a'), upper(j -> 'a')",
		    "f(l, LAMBDA x: x || 'a'), upper(j -> 'a')" },
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		check_expr(table[i].sql, table[i].canon);
}

static const struct pair queries[] = {
	{ "SELECT a AS b, c \"d e\", f AS \"select\" FROM t",
	    "SELECT a AS b, c AS \"d e\", f AS \"select\" FROM t" },
	{ "select a, b, from t", "SELECT a, b FROM t" },
	{ "select x: a, y from z: t", "SELECT a AS x, y FROM t AS z" },
	{ "from t", "SELECT * FROM t" },
	{ "from t select a where b", "SELECT a FROM t WHERE b" },
	{ "from 'a b.csv' as x (p, q)", "SELECT * FROM 'a b.csv' AS x(p, q)" },
	{ "select * exclude (a, b) replace (c + 1 as c) rename d as e"
	  " from t",
	    "SELECT * EXCLUDE (a, b) REPLACE (c + 1 AS c) RENAME (d "
	    "AS e) FROM t" },
	{ "select t.* except (a), columns('x.*') from t",
	    "SELECT t.* EXCLUDE (a), COLUMNS('x.*') FROM t" },
	{ "select distinct on (a) b from t",
	    "SELECT DISTINCT ON (a) b FROM t" },
	{ "select a from t1 a, t2 b left join t3 using (x, y)",
	    "SELECT a FROM t1 AS a, t2 AS b LEFT JOIN t3 USING (x, "
	    "y)" },
	{ "select 1 from a join b on a.x = b.x natural full outer "
	  "join c cross join d",
	    "SELECT 1 FROM a JOIN b ON a.x = b.x NATURAL FULL JOIN c "
	    "CROSS JOIN d" },
	{ "select 1 from (a join (b join c on y) on x)",
	    "SELECT 1 FROM a JOIN (b JOIN c ON y) ON x" },
	{ "select 1 from a asof left join b on a.t >= b.t semi join c "
	  "using (k)",
	    "SELECT 1 FROM a ASOF LEFT JOIN b ON a.t >= b.t SEMI JOIN "
	    "c USING (k)" },
	{ "select 1 from ((select 1) union select 2) x, lateral "
	  "(select x.a) y",
	    "SELECT 1 FROM ((SELECT 1) UNION SELECT 2) AS x, LATERAL "
	    "(SELECT x.a) AS y" },
	{ "select 1 from range(1, 5) with ordinality r(i, n)",
	    "SELECT 1 FROM range(1, 5) WITH ORDINALITY AS r(i, n)" },
	{ "select 1 from (values (1, 'a'), (2, 'b')) v(x, y)",
	    "SELECT 1 FROM (VALUES (1, 'a'), (2, 'b')) AS v(x, y)" },
	{ "select a from t tablesample 10% using sample 5 rows",
	    "SELECT a FROM t TABLESAMPLE reservoir(10 PERCENT) USING "
	    "SAMPLE reservoir(5 ROWS)" },
	{ "select a, count(*) from t group by all having count(*) > 1",
	    "SELECT a, count(*) FROM t GROUP BY ALL HAVING count(*) > "
	    "1" },
	{ "select 1 from t group by grouping sets ((a, b), a, ()), "
	  "rollup (c), cube (d, e)",
	    "SELECT 1 FROM t GROUP BY GROUPING SETS ((a, b), a, ()), "
	    "ROLLUP (c), CUBE (d, e)" },
	{ "select 1 from t window w as (order by a) qualify rank() "
	  "over w = 1",
	    "SELECT 1 FROM t WINDOW w AS ( ORDER BY a) QUALIFY rank() "
	    "OVER w = 1" },
	{ "select a from t order by 1 desc, b nulls first, all",
	    "SELECT a FROM t ORDER BY 1 DESC, b NULLS FIRST, ALL" },
	{ "select a from t offset 2 rows limit 10 + 1",
	    "SELECT a FROM t LIMIT 10 + 1 OFFSET 2" },
	{ "select a from t limit 10%", "SELECT a FROM t LIMIT 10 PERCENT" },
	{ "select a from t order by a fetch first row with ties",
	    "SELECT a FROM t ORDER BY a FETCH FIRST 1 ROWS WITH "
	    "TIES" },
	{ "select 1 union all select 2 intersect select 3 except "
	  "(select 4 limit 1) order by 1",
	    "SELECT 1 UNION ALL SELECT 2 INTERSECT SELECT 3 EXCEPT "
	    "(SELECT 4 LIMIT 1) ORDER BY 1" },
	{ "(select 1) union by name (select 2)",
	    "(SELECT 1) UNION BY NAME (SELECT 2)" },
	{ "with recursive a(n) as (select 1), b as materialized "
	  "(select 2) select 3",
	    "WITH RECURSIVE a(n) AS (SELECT 1), b AS MATERIALIZED "
	    "(SELECT 2) SELECT 3" },
	{ "select id from t where x keyword search(a, b) query 'q' "
	  "top_k 5 hybrid search c query '[1 2]' metric cosine "
	  "score_threshold 0.2",
	    "SELECT id FROM t WHERE x KEYWORD SEARCH (a, b) QUERY 'q' "
	    "TOP_K 5 HYBRID SEARCH (c) QUERY '[1 2]' METRIC cosine "
	    "SCORE_THRESHOLD 0.2" },
	{ "select w, max(p) from s window by ts every 60000 slide "
	  "1000 as w group by w",
	    "SELECT w, max(p) FROM s WINDOW BY ts EVERY 60000 SLIDE "
	    "1000 AS w GROUP BY w" },
	{ "values (1), (2) limit 1", "VALUES (1), (2) LIMIT 1" },
	{ "/* a /* b */ c */ select 1 -- d", "SELECT 1" },
};

static void
test_queries(void)
{
	for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
		check_canon(queries[i].sql, queries[i].canon);
}

static void
test_statements(void)
{
	static const struct pair table[] = {
		{ "explain analyze select 1", "EXPLAIN ANALYZE SELECT 1" },
		{ "explain (format json, analyze) select 1",
		    "EXPLAIN ANALYZE (FORMAT json) SELECT 1" },
		{ "create or replace temp table t as select 1",
		    "CREATE OR REPLACE TABLE t AS SELECT 1" },
		{ "create table if not exists t (a int not null, b "
		  "varchar(10),)",
		    "CREATE TABLE IF NOT EXISTS t (a int NOT NULL, b "
		    "varchar(10))" },
		{ "create source table s (a int) using csv options(path: "
		  "'/tmp', delimiter = ',')",
		    "CREATE SOURCE TABLE s (a int) USING csv OPTIONS (path: "
		    "'/tmp', delimiter: ',')" },
		{ "create sink table s (a text)",
		    "CREATE SINK TABLE s (a "
		    "text)" },
		{ "create view v (x) as select 1",
		    "CREATE VIEW v (x) AS "
		    "SELECT 1" },
		{ "insert into t (a, b) values (1, 'x'), (2, null)",
		    "INSERT INTO t (a, b) VALUES (1, 'x'), (2, NULL)" },
		{ "insert into t select * from u",
		    "INSERT INTO t SELECT * FROM u" },
		{ "update t set a = 1, b = b + 1 where c",
		    "UPDATE t SET a = 1, b = b + 1 WHERE c" },
		{ "delete from t where a is null",
		    "DELETE FROM t WHERE a IS NULL" },
		{ "drop table if exists a.b", "DROP TABLE IF EXISTS a.b" },
		{ "copy (select 1) to 'x.parquet' (format parquet, header)",
		    "COPY (SELECT 1) TO 'x.parquet' (format: 'parquet', "
		    "header)" },
		{ "copy t from 'x.csv'", "COPY t FROM 'x.csv'" },
		{ "describe t", "DESCRIBE t" },
		{ "describe select 1", "DESCRIBE SELECT 1" },
		{ "summarize 'a.csv'", "SUMMARIZE 'a.csv'" },
		{ "show tables", "SHOW TABLES" },
		{ "show threads", "SHOW threads" },
		{ "set threads to 4", "SET threads = 4" },
		{ "set time zone 'UTC'", "SET timezone = 'UTC'" },
		{ "reset threads", "RESET threads" },
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		check_canon(table[i].sql, table[i].canon);
}

static const struct {
	const char *sql;
	enum vl_code code;
	int at;
	const char *msg;
	const char *hint;
} refused[] = {
	{ "SELCT 1", VL_ESYNTAX, 0, "expected a statement, found 'SELCT'",
	    "did you mean SELECT for 'SELCT'?" },
	{ "select a form t", VL_ESYNTAX, 14,
	    "expected the end of the statement, found 't'",
	    "did you mean FROM for 'form'?" },
	{ "select a from t wehre b = 1", VL_ESYNTAX, 22,
	    "expected the end of the statement, found 'b'",
	    "did you mean WHERE for 'wehre'?" },
	{ "select a from t group a", VL_ESYNTAX, 22, "expected BY, found 'a'",
	    "" },
	{ "select from t", VL_ESYNTAX, 7,
	    "expected an expression, found 'from'",
	    "a name that is a word of SQL is written in double "
	    "quotes" },
	{ "select (1 + 2", VL_ESYNTAX, 13,
	    "expected ')', found the end of the statement", "" },
	{ "select 'abc", VL_ESYNTAX, 7, "the string is never closed", "" },
	{ "select \"\"", VL_ESYNTAX, 7, "a quoted name is empty", "" },
	{ "select 1 /* x", VL_ESYNTAX, 9, "the comment is never closed", "" },
	{ "select 12abc", VL_ESYNTAX, 7, "the number is malformed", "" },
	{ "select E'\\q'", VL_ESYNTAX, 7,
	    "the escape in the string is malformed", "" },
	{ "select 1, '\xff'", VL_ESYNTAX, 11, "byte 0xff is not UTF-8", "" },
	{ "select 1 \x01", VL_ESYNTAX, 9, "byte 0x01 cannot stand in SQL", "" },
	{ "select a\xef\xbc\x8c b", VL_ESYNTAX, 8,
	    "a full-width comma cannot stand in SQL", "write ," },
	{ "select \xe2\x80\x98x", VL_ESYNTAX, 7,
	    "a curved quote cannot stand in SQL", "write '" },
	{ "select a < b < c", VL_ESYNTAX, 13,
	    "expected the end of the comparison, found '<'",
	    "a < b AND b < c compares three values" },
	{ "select * from a join b", VL_ESYNTAX, 22,
	    "expected ON or USING, found the end of the statement", "" },
	{ "select 1 2", VL_ESYNTAX, 9,
	    "expected the end of the statement, found '2'", "" },
	{ "select case a end", VL_ESYNTAX, 14, "expected WHEN, found 'end'",
	    "" },
	{ "alter table t add x int", VL_EUNSUPPORTED, 0,
	    "ALTER is not supported", "" },
	{ "select * from t pivot (sum(x) for y in (1))", VL_EUNSUPPORTED, 16,
	    "PIVOT is not supported", "" },
	{ "create index i on t(a)", VL_EUNSUPPORTED, 7,
	    "CREATE INDEX is not supported", "" },
};

static void
test_refused(void)
{
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		struct vl_arena a = { 0 };
		struct vl_err err;

		CHECK_STR(canon(&a, refused[i].sql, &err), refused[i].msg);
		CHECK_INT(err.code, refused[i].code);
		CHECK_INT(err.at, refused[i].at);
		CHECK_INT(err.phase, VL_PHASE_PARSE);
		CHECK_STR(err.hint, refused[i].hint);
		vl_arena_release(&a);
	}
}

/* n times `open`, then middle, then n times `close`. */
static char *
repeat(int n, const char *open, const char *middle, const char *close)
{
	size_t size = (size_t)n * (strlen(open) + strlen(close));
	char *s = malloc(size + strlen(middle) + 16);
	char *to = s;

	to += snprintf(to, 16, "select ");
	for (int i = 0; i < n; i++, to += strlen(open))
		memcpy(to, open, strlen(open));
	memcpy(to, middle, strlen(middle));
	to += strlen(middle);
	for (int i = 0; i < n; i++, to += strlen(close))
		memcpy(to, close, strlen(close));
	*to = '\0';
	return s;
}

static int
parse_code(const char *sql)
{
	struct vl_arena a = { 0 };
	struct vl_err err = { 0 };

	canon(&a, sql, &err);
	vl_arena_release(&a);
	return (int)err.code;
}

static void
test_deep(void)
{
	static const struct {
		int n;
		const char *open, *middle, *close;
		int code;
	} table[] = {
		{ 100000, "(", "1", ")", VL_ELIMIT },
		{ 100000, "(", "", "", VL_ELIMIT },
		{ 100000, "", "1", "+1", VL_ELIMIT },
		{ 100000, "-", "1", "", VL_ESYNTAX }, /* a comment */
		{ 100000, "- ", "1", "", VL_ELIMIT },
		{ 100000, "not ", "a", "", VL_ELIMIT },
		{ 100000, "f(", "1", ")", VL_ELIMIT },
		{ 100000, "[", "1", "]", VL_ELIMIT },
		{ 100000, "(select ", "1", ")", VL_ELIMIT },
		{ 100000, "case when ", "1", " then 2 end", VL_ELIMIT },
		{ 100000, "", "a", "[1]", VL_ELIMIT },
		{ 100000, "", "a", "::int", VL_ELIMIT },
		{ 100000, "", "1", " union select 1", VL_ELIMIT },
		{ 100000, "", "1 from t", " join t using (a)", VL_ELIMIT },
		{ 100000, "", "1 from t", ", t", VL_ELIMIT },
		{ 600, "(select ", "1", "+1+1+1)", VL_ELIMIT },
		{ 200, "(", "1", ")", 0 },
		{ 200, "(select ", "1", ")", 0 },
		{ 900, "", "1", "+1", 0 },
		{ 100000, "", "a", " or b", 0 },
		{ 100000, "", "a", " and b", 0 },
		{ 100000, "", "1", ", 1", 0 },
		{ 100000, "/*", "", "*/ 1", 0 },
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		char *sql = repeat(
		    table[i].n, table[i].open, table[i].middle, table[i].close);

		CHECK_INT(parse_code(sql), table[i].code);
		free(sql);
	}
}

static void
test_script(void)
{
	static const char text[] = "\xef\xbb\xbf;; select 1;\n"
				   "selct ';' 2; select 3\n;select '";
	struct vl_sql_script s = { .text = VL_STR(text) };
	struct vl_arena a = { 0 };
	struct ast_stmt *stmt = NULL;
	struct vl_err err;

	CHECK_INT(vl_sql_next(&s, &a, &stmt, &err), 1);
	CHECK(vl_str_is(stmt->text, "select 1"));
	CHECK_INT(stmt->at, 6);
	CHECK_INT(vl_sql_next(&s, &a, &stmt, &err), VL_ESYNTAX);
	CHECK_INT(err.at, 16);
	CHECK_INT(vl_sql_next(&s, &a, &stmt, &err), 1);
	CHECK(vl_str_is(stmt->text, "select 3"));
	CHECK_INT(vl_sql_next(&s, &a, &stmt, &err), VL_ESYNTAX);
	CHECK_INT(vl_sql_next(&s, &a, &stmt, &err), 0);
	CHECK_INT(vl_sql_next(&s, &a, &stmt, &err), 0);
	vl_arena_release(&a);
}

static void
test_complete(void)
{
	CHECK_INT(vl_sql_complete(vl_str("select 1; x")), 9);
	CHECK_INT(vl_sql_complete(vl_str("select ';'")), -1);
	CHECK_INT(vl_sql_complete(vl_str("select ';' /* ; */ -- ;")), -1);
	CHECK_INT(vl_sql_complete(vl_str("select ';")), -1);
	CHECK_INT(vl_sql_complete(vl_str("select $$;$$;")), 13);
	CHECK_INT(vl_sql_complete(vl_str("")), -1);
}

/* The lexer finds words by halves: the table must be in order. */
static void
test_words(void)
{
	for (int i = 1; vl_sql_word(i); i++)
		CHECK(strcmp(vl_sql_word(i - 1), vl_sql_word(i)) < 0);
	CHECK(vl_sql_word(-1) == NULL);
}

VL_TESTS(test_precedence, test_primary, test_calls, test_queries,
    test_statements, test_refused, test_deep, test_script, test_complete,
    test_words)
