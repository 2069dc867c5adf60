/*
 * Goal: expressions mean what SQL says.
 * Method: the example of every function is run; tables of three-valued logic,
 * of casts, of errors; boundaries of every integer.
 */
#include "expr/expr.h"

#include "check.h"
#include "expr_text.h"

/* "upper('ab') = AB": what stands behind the last " = " is the value. */
static void
check_example(const char *name, const char *example)
{
	char text[512];
	const char *want = NULL;
	const char *got;

	CHECK(example != NULL);
	if (example == NULL)
		return;
	for (const char *p = example; (p = strstr(p, " = ")); p++)
		want = p + 3;
	CHECK(want != NULL);
	if (want == NULL)
		return;
	snprintf(text, sizeof text, "%.*s", (int)(want - example - 3), example);
	got = expr_value(text, NULL, 0);
	if (strcmp(got, want) != 0)
		printf("in the example of %s: %s\n", name, example);
	CHECK_STR(got, want);
}

static void
test_examples(void)
{
	for (int i = 0; vl_func_at(i); i++) {
		const struct vl_func *f = vl_func_at(i);

		check_example(f->name, f->example);
		CHECK(f->doc && f->doc[strlen(f->doc) - 1] == '.');
		CHECK(f->eval || f->rewrite);
		CHECK(f->result || f->type || f->rewrite);
	}
}

static void
test_logic_tables(void)
{
	static const char *const value[] = { "true", "false", "NULL" };
	static const char *const both[3][3] = { { "true", "false", "NULL" },
		{ "false", "false", "false" }, { "NULL", "false", "NULL" } };
	static const char *const either[3][3] = { { "true", "true", "true" },
		{ "true", "false", "NULL" }, { "true", "NULL", "NULL" } };
	char text[64];

	for (int i = 0; i < 3; i++)
		for (int k = 0; k < 3; k++) {
			snprintf(
			    text, sizeof text, "%s AND %s", value[i], value[k]);
			CHECK_STR(expr_value(text, NULL, 0), both[i][k]);
			snprintf(
			    text, sizeof text, "%s OR %s", value[i], value[k]);
			CHECK_STR(expr_value(text, NULL, 0), either[i][k]);
		}
	CHECK_STR(expr_value("NOT NULL", NULL, 0), "NULL");
}

/* text = value, one by one. */
struct pair {
	const char *text;
	const char *want;
};

static void
check_pairs(const struct pair *p, int64_t n)
{
	for (int64_t i = 0; i < n; i++) {
		const char *got = expr_value(p[i].text, NULL, 0);

		if (strcmp(got, p[i].want) != 0)
			printf("%s\n", p[i].text);
		CHECK_STR(got, p[i].want);
	}
}

/* The least and greatest of every integer type, and one beyond. */
static void
test_overflow(void)
{
	static const struct {
		const char *type;
		const char *least;
		const char *greatest;
	} ints[] = {
		{ "TINYINT", "-128", "127" },
		{ "SMALLINT", "-32768", "32767" },
		{ "INTEGER", "-2147483648", "2147483647" },
		{ "BIGINT", "-9223372036854775808", "9223372036854775807" },
		{ "UTINYINT", "0", "255" },
		{ "USMALLINT", "0", "65535" },
		{ "UINTEGER", "0", "4294967295" },
		{ "UBIGINT", "0", "18446744073709551615" },
		{ "HUGEINT", "-170141183460469231731687303715884105728",
		    "170141183460469231731687303715884105727" },
	};
	static const struct {
		const char *form; /* t type, l least, g greatest */
		int fits;         /* 0 never, 1 as is */
	} forms[] = {
		{ "'%g'::%t + '1'::%t", 0 },
		{ "'1'::%t + '%g'::%t", 0 },
		{ "'%g'::%t + '0'::%t", 1 },
		{ "'%l'::%t - '1'::%t", 0 },
		{ "'%l'::%t - '0'::%t", 1 },
		{ "'%g'::%t * '2'::%t", 0 },
		{ "'%g'::%t * '1'::%t", 1 },
		{ "'%g'::%t / '1'::%t", 1 },
	};

	for (int64_t i = 0; i < VL_COUNTOF(ints); i++)
		for (int64_t f = 0; f < VL_COUNTOF(forms); f++) {
			char text[256] = "";
			char want[128];
			const char *value = strchr(forms[f].form, 'l') ?
			    ints[i].least :
			    ints[i].greatest;

			for (const char *p = forms[f].form; *p; p++) {
				size_t n = strlen(text);
				const char *part = *p != '%' ? NULL :
				    p[1] == 't'              ? ints[i].type :
							       value;

				snprintf(text + n, sizeof text - n, "%.*s",
				    part ? 64 : 1, part ? part : p);
				p += part != NULL;
			}
			snprintf(want, sizeof want,
			    forms[f].fits ? "%s" : "error: %s out of range",
			    forms[f].fits ? value : ints[i].type);
			CHECK(strncmp(expr_value(text, NULL, 0), want,
				  strlen(want)) == 0);
		}
}

static void
test_arithmetic(void)
{
	static const struct pair pairs[] = {
		{ "'-9223372036854775808'::BIGINT / -1",
		    "error: BIGINT out of range: -9223372036854775808 / -1" },
		{ "'-9223372036854775808'::BIGINT % -1", "0" },
		{ "- '-128'::TINYINT", "error: TINYINT out of range: --128" },
		{ "abs('-128'::TINYINT)",
		    "error: abs() is out of the range of TINYINT" },
		{ "1 / 0", "NULL" },
		{ "1 % 0", "NULL" },
		{ "1 / 0.0", "Infinity" },
		{ "0.0 / 0", "NaN" },
		{ "1::DECIMAL(5,2) / 0", "NULL" },
		{ "5 / 2", "2" },
		{ "5 / 2.0", "2.5" },
		{ "NULL + 1", "NULL" },
		{ "'nan'::DOUBLE = 'nan'::DOUBLE", "true" },
		{ "'nan'::DOUBLE > 'inf'::DOUBLE", "true" },
		{ "typeof(1::TINYINT + 1::SMALLINT)", "SMALLINT" },
		{ "typeof(1::BIGINT + 1::UBIGINT)", "HUGEINT" },
		{ "typeof(1::REAL + 1)", "DOUBLE" },
		{ "1.10::DECIMAL(5,2) * 3", "3.30" },
		{ "9999999999999999999999999999999999999.9::DECIMAL(38,1) * 10",
		    "error: cannot cast 1e+37 to DECIMAL(38,1): out of range" },
		{ "'0.1'::DECIMAL(3,1) + 0.2 = 0.3", "true" },
		{ "0.1 + 0.2 = 0.3", "false" },
		{ "round(2.5)", "3" },
		{ "round(-1.005, 2)", "-1.01" },
		{ "round(1e300, 2)", "1e+300" },
		{ "trunc(0.3, 1)", "0.3" },
		{ "sqrt(-1)",
		    "error: sqrt(-1) does not exist: the argument must be 0 or "
		    "more" },
	};

	check_pairs(pairs, VL_COUNTOF(pairs));
}

static void
test_casts(void)
{
	static const struct pair pairs[] = {
		{ "' 42 '::BIGINT", "42" },
		{ "'4x'::BIGINT", "error: cannot cast '4x' to BIGINT" },
		{ "''::BIGINT", "error: cannot cast '' to BIGINT" },
		{ "try_cast('4x' AS BIGINT)", "NULL" },
		{ "try_cast(300 AS TINYINT)", "NULL" },
		{ "300::TINYINT",
		    "error: cannot cast 300 to TINYINT: out of range" },
		{ "2.5::BIGINT", "2" },
		{ "3.5::BIGINT", "4" },
		{ "-2.5::BIGINT", "-2" },
		{ "'nan'::DOUBLE::BIGINT",
		    "error: cannot cast NaN to BIGINT: out of range" },
		{ "1e30::HUGEINT", "1000000000000000019884624838656" },
		{ "2.5::DECIMAL(5,1)::BIGINT", "3" },
		{ "1e10::DECIMAL(5,2)",
		    "error: cannot cast 10000000000 to DECIMAL(5,2): out of "
		    "range" },
		{ "0.1::DECIMAL(38,20)", "0.10000000000000000000" },
		{ "'yes'::BOOLEAN", "true" },
		{ "'maybe'::BOOLEAN", "error: cannot cast 'maybe' to BOOLEAN" },
		{ "true::BIGINT", "1" },
		{ "10.25::VARCHAR", "10.25" },
		{ "17.0::VARCHAR", "17" },
		{ "substr(10.25::VARCHAR, 1, 4)", "10.2" },
		{ "'2026-02-30'::DATE",
		    "error: cannot cast '2026-02-30' to DATE: out of range" },
		{ "'2026-02-03 04:05:06'::TIMESTAMP::DATE", "2026-02-03" },
		{ "'2026-02-03T04:05:06.5+02'::TIMESTAMP",
		    "2026-02-03 04:05:06.5" },
		{ "'2026-02-03 04:05+02'::TIMESTAMPTZ::VARCHAR",
		    "2026-02-03 02:05:00+00" },
		{ "'2026-02-03'::DATE::TIMESTAMP", "2026-02-03 00:00:00" },
		{ "'[1, 2]'::JSON", "[1, 2]" },
		{ "'[1, 2'::JSON",
		    "error: cannot cast '[1, 2' to JSON: not JSON" },
		{ "'[1 2 3]'::FLOAT[3]", "[1,2,3]" },
		{ "[1, 2]::FLOAT[3]",
		    "error: cannot cast [1, 2] to FLOAT[3]: another number of "
		    "elements" },
		{ "[1.5, 2]::BIGINT[]", "[2, 2]" },
		{ "1e39::REAL",
		    "error: cannot cast 1e+39 to REAL: out of range" },
		{ "'inf'::DOUBLE::REAL", "Infinity" },
		{ "DATE '2026-01-01' < '2026-01-02'", "true" },
		{ "DATE '2026-01-01' < TIMESTAMP '2026-01-01 01:00'", "true" },
		{ "DATE '2026-01-01' < 'x'", "error: cannot cast 'x' to DATE" },
		{ "[]", "[]" },
		{ "list_position([5, 6], 7)", "NULL" },
		{ "list_position(NULL::BIGINT[], NULL)", "NULL" },
		{ "list_position(['a', 'b'], 'b')", "2" },
		{ "len([])", "0" },
		{ "coalesce([], [2])", "[]" },
		{ "CASE WHEN 1 = 2 THEN [[1]] ELSE [[]] END", "[[]]" },
		{ "to_char(DATE '2026-01-01', 'YYYY Q')",
		    "error: unknown pattern at 'Q'" },
		{ "to_char(DATE '2026-01-01', '\"x')",
		    "error: unknown pattern at '\"x'" },
		{ "to_char(DATE '2026-01-01', upper('y'))",
		    "error: the pattern has to be a constant text" },
		{ "to_date('x', 'YYYY')",
		    "error: 'x' does not match the format '%Y'" },
	};

	check_pairs(pairs, VL_COUNTOF(pairs));
}

static void
test_errors(void)
{
	static const struct pair pairs[] = {
		{ "uper('x')", "error: unknown function 'uper'" },
		{ "length('a', 'b')",
		    "error: length() takes 1 argument, not 2" },
		{ "length()", "error: length() takes 1 argument, not 0" },
		{ "substr('a')",
		    "error: substr() takes 2 to 3 arguments, not 1" },
		{ "concat()",
		    "error: concat() takes at least 1 argument, not 0" },
		{ "now(1)", "error: now() takes no arguments, not 1" },
		{ "concat_ws('-')",
		    "error: concat_ws() takes at least 2 arguments, not 1" },
		{ "upper('a') = 1",
		    "error: cannot compare VARCHAR with "
		    "BIGINT" },
		{ "upper('a') + 1",
		    "error: cannot apply + to VARCHAR and BIGINT" },
		{ "abs(upper('a'))", "error: abs(VARCHAR) does not exist" },
		{ "1 AND true", "error: AND needs a condition, found BIGINT" },
		{ "CASE WHEN true THEN 1 ELSE upper('a') END",
		    "error: cannot use BIGINT with VARCHAR" },
		{ "DATE '2026-01-01'::TIME",
		    "error: cannot cast DATE to TIME" },
		{ "upper('a') IN (1, 2)",
		    "error: cannot compare VARCHAR with BIGINT" },
		{ "date_part('foo', now())",
		    "error: 'foo' is no part of a timestamp" },
		{ "'a' ~ '('",
		    "error: regular expression '(', byte 2: missing closing "
		    "parenthesis" },
		{ "repeat('aaaaaaaaaa', 99999999)",
		    "error: repeat() would make more than 256 MiB" },
	};

	check_pairs(pairs, VL_COUNTOF(pairs));
}

/* Errors of branches that are not taken do not happen. */
static void
test_untaken(void)
{
	static const struct pair pairs[] = {
		{ "CASE WHEN true THEN 1 ELSE upper('x')::BIGINT END", "1" },
		{ "false AND upper('x')::BOOLEAN", "false" },
		{ "true OR upper('x')::BOOLEAN", "true" },
		{ "NULL AND upper('x')::BOOLEAN",
		    "error: cannot cast 'X' to BOOLEAN" },
		{ "coalesce(1, upper('x')::BIGINT)", "1" },
		{ "if(true, 1, upper('x')::BIGINT)", "1" },
		{ "CASE WHEN false THEN 1 END", "NULL" },
		{ "1 IN (1, NULL)", "true" },
		{ "2 IN (1, NULL)", "NULL" },
		{ "2 NOT IN (1, 3)", "true" },
		{ "2 NOT IN (1, NULL)", "NULL" },
		{ "NULL IN (1, 2)", "NULL" },
		{ "'b' IN ('a', 'b')", "true" },
		{ "5.0 IN (1, 2, 3, 4, 5, 6)", "true" },
	};

	check_pairs(pairs, VL_COUNTOF(pairs));
}

static void
test_text(void)
{
	static const struct pair pairs[] = {
		{ "substr('abc', -1, 3)", "a" },
		{ "substr('abc', 2)", "bc" },
		{ "substr('abc', 9)", "" },
		{ "substr('abc', 2, -5)", "" },
		{ "substr('中文字', 2, 1)", "文" },
		{ "left('中文字', 2)", "中文" },
		{ "left('abc', -1)", "ab" },
		{ "left('abc', -9)", "" },
		{ "right('abc', -1)", "bc" },
		{ "right('abc', 9)", "abc" },
		{ "right('中文字', 1)", "字" },
		{ "length('中文字')", "3" },
		{ "upper('straße')", "STRAßE" },
		{ "lower('ÄÖ')", "äö" },
		{ "reverse('中文')", "文中" },
		{ "position('字', '中文字')", "3" },
		{ "split_part('a,b,c', ',', -1)", "c" },
		{ "split_part('a,b,c', ',', 4)", "" },
		{ "split_part('abc', '', 1)", "abc" },
		{ "lpad('中', 3, 'ab')", "ab中" },
		{ "rpad('x', 4, '中')", "x中中中" },
		{ "replace('aaa', 'aa', 'b')", "ba" },
		{ "replace('aaa', '', 'b')", "aaa" },
		{ "concat(NULL, NULL)", "" },
		{ "concat_ws(NULL, 'a', 'b')", "NULL" },
		{ "'a' || NULL", "NULL" },
		{ "trim('  x  ')", "x" },
		{ "regexp_replace('abc', '(b)', '[\\1\\0\\\\]')", "a[bb\\]c" },
		{ "regexp_replace('abc', 'x*', '-', 'g')", "-a-b-c-" },
		{ "regexp_extract('abc', 'x')", "NULL" },
		{ "regexp_matches('A\nB', '^b', 'im')", "true" },
		{ "repeat('a', 30) || '!' ~ '(a+)+$'",
		    "error: a regular expression gave up: match limit "
		    "exceeded" },
		{ "greatest(1, 2, NULL)", "2" },
		{ "least(NULL, NULL)", "NULL" },
		{ "'{\"a\":{\"b\":[1,{\"c\":\"d\"}]}}'::JSON ->> "
		  "'$.a.b[1].c'",
		    "d" },
		{ "'{\"a\":null}'::JSON ->> 'a'", "NULL" },
		{ "'{\"a\":null}'::JSON -> 'a'", "null" },
		{ "'[1,2]'::JSON -> -1", "2" },
		{ "json_extract('[1]', '$[x]')",
		    "error: '$[x]' is no path into JSON, byte 2" },
		{ "[1, 2][3]", "NULL" },
	};

	check_pairs(pairs, VL_COUNTOF(pairs));
}

/* ---- batches ---- */

/*
 * Four columns of n rows: x0 BIGINT 0 1 2 ..., x1 BIGINT with every third
 * NULL, x2 text "t0", "t1" ..., x3 a dictionary of "ab", "12", "a longer text".
 */
static struct vl_batch *
new_batch(struct vl_arena *a, int64_t n)
{
	static const char *const words[] = { "ab", "12",
		"a text of some length" };
	struct vl_field *field;
	struct vl_schema *s = vl_schema_new(a, 4, &field);
	struct vl_batch *b;
	int64_t *x0, *x1;
	struct vl_view *x2, *word;
	uint32_t *x3;
	uint64_t *valid = vl_new(a, uint64_t, vl_bits_words(n) + 1);
	struct vl_column *child = vl_new(a, struct vl_column, 1);

	for (int i = 0; i < 4; i++)
		field[i] = (struct vl_field){ .name = VL_STR("x"),
			.type = vl_type(i < 2 ? VL_TYPE_I64 : VL_TYPE_TEXT) };
	b = vl_batch_new(a, s, n);
	b->col[0] = vl_column_new(a, field[0].type, n, (void **)&x0);
	b->col[1] = vl_column_new(a, field[1].type, n, (void **)&x1);
	b->col[2] = vl_column_new(a, field[2].type, n, (void **)&x2);
	*child = vl_column_new(a, field[3].type, 3, (void **)&word);
	x3 = vl_arena_buffer(a, n * 4);
	b->col[3] = (struct vl_column){ .type = field[3].type,
		.form = VL_DICT,
		.rows = n,
		.data = x3,
		.child = child };
	for (int i = 0; i < 3; i++) {
		int64_t bytes = (int64_t)strlen(words[i]);
		char *slack = vl_arena_buffer(a, bytes);

		memcpy(slack, words[i], (size_t)bytes);
		word[i] = vl_view(slack, bytes);
	}
	for (int64_t i = 0; i < n; i++) {
		char text[32];

		x0[i] = i;
		x1[i] = i % 3 ? i : 0;
		vl_bit_put(valid, i, i % 3 != 0);
		snprintf(text, sizeof text, "t%lld", (long long)i);
		x2[i] = vl_view(
		    vl_str_cstr(a, vl_str(text)), (int64_t)strlen(text));
		x3[i] = (uint32_t)(i % 3);
	}
	b->col[1].valid = valid;
	return b;
}

/* Lengths at word borders; every row is checked. */
static void
test_batches(void)
{
	static const int64_t lengths[] = { 0, 1, 63, 64, 65, 1000 };

	for (int64_t l = 0; l < VL_COUNTOF(lengths); l++) {
		struct vl_arena a = { 0 };
		struct vl_batch *b = new_batch(&a, lengths[l]);

		for (int64_t i = 0; i < lengths[l]; i += i < 66 ? 1 : 61) {
			char want[64];
			bool null = i % 3 == 0;

			snprintf(want, sizeof want, "%lld", (long long)i * 2);
			CHECK_STR(
			    expr_value("x0 + x1", b, i), null ? "NULL" : want);
			CHECK_STR(
			    expr_value("coalesce(x1, x0) + x0", b, i), want);
			CHECK_STR(expr_value("x1 IS NULL", b, i),
			    null ? "true" : "false");
			CHECK_STR(expr_value("x1 > 4 OR x0 < 2", b, i),
			    i < 2 || (!null && i > 4) ? "true" :
				null                  ? "NULL" :
							"false");
			/* 12 / 0 is NULL; the text is no number elsewhere. */
			CHECK_STR(expr_value("CASE WHEN x3 = '12' THEN "
					     "x3::BIGINT WHEN x3 = 'ab' THEN "
					     "-1 END",
				      b, i),
			    i % 3 == 1     ? "12" :
				i % 3 == 0 ? "-1" :
					     "NULL");
			CHECK_STR(expr_value("upper(x3)", b, i),
			    i % 3 == 1     ? "12" :
				i % 3 == 0 ? "AB" :
					     "A TEXT OF SOME LENGTH");
			CHECK_STR(expr_value("length(x3) + length(x2)", b, i),
			    expr_value("length(x3 || x2)", b, i));
			CHECK_STR(expr_value("x2 LIKE 't1%'", b, i),
			    expr_value("starts_with(x2, 't1')", b, i));
		}
		vl_arena_release(&a);
	}
}

/* Filters narrow a selection again and again; what is left is right. */
static void
test_filter(void)
{
	static const char *const filters[] = { "x0 % 2 = 0", "x1 > 10",
		"x3 <> 'ab' AND x2::VARCHAR <> 't20'",
		"x3 = '12' AND x3::BIGINT = 12 OR x0 = 26" };
	struct vl_arena a = { 0 };
	struct vl_batch *b = new_batch(&a, 500);
	int64_t n = 0;

	for (int64_t f = 0; f < VL_COUNTOF(filters); f++) {
		struct vl_err err;
		const struct vl_expr *e;
		struct vl_eval *ev;

		CHECK_INT(expr_parse(&a, b->schema, filters[f], &e, &err), 0);
		ev = vl_eval_new(&a, vl_prog_compile(&a, &e, 1), &test_session);
		CHECK_INT(vl_eval_filter(ev, b, &err), 0);
		vl_eval_free(ev);
	}
	for (int64_t i = 0; i < 500; i++) {
		bool keep = i % 2 == 0 && i % 3 && i > 10 && i != 20 &&
		    (i % 3 == 1 || i == 26);

		if (keep)
			CHECK_INT(b->sel[n++], i);
	}
	CHECK_INT(b->rows, n);
	vl_arena_release(&a);
}

/* An error names its place and happens only for rows that are there. */
static void
test_error_place(void)
{
	struct vl_arena a = { 0 };
	struct vl_batch *b = new_batch(&a, 10);
	struct vl_column out;
	struct vl_err err = { 0 };
	const struct vl_expr *e;
	struct vl_eval *ev;

	CHECK_INT(expr_parse(&a, b->schema,
		      "1 + length(x2) + mod(x0, x0 - 9) + "
		      "x2::BIGINT",
		      &e, &err),
	    0);
	ev = vl_eval_new(&a, vl_prog_compile(&a, &e, 1), &test_session);
	CHECK_INT(vl_eval_run(ev, b, &out, &err), VL_EVALUE);
	CHECK_STR(err.msg, "cannot cast 't0' to BIGINT");
	CHECK_INT(err.phase, VL_PHASE_EXECUTE);
	vl_eval_free(ev);
	/* Under a NULL there is no error: 0 / ... of junk. */
	CHECK_STR(expr_value("x1 * 9223372036854775807", b, 3),
	    "error: "
	    "BIGINT out of range: 2 * 9223372036854775807");
	CHECK_STR(expr_value("CASE WHEN x1 < 2 THEN x1 * "
			     "9223372036854775807 END",
		      b, 1),
	    "9223372036854775807");
	vl_arena_release(&a);
}

/* x + x, forty times over: shared nodes are visited once. */
static void
test_shared_nodes(void)
{
	struct vl_arena a = { 0 };
	struct vl_batch *b = new_batch(&a, 10);
	struct vl_err err;
	struct vl_column out;
	bool used[4] = { false };
	const int index[4] = { 1, 0, 2, 3 };
	const struct vl_expr *e = vl_expr_column(&a, b->schema, 0, 0);

	for (int i = 0; i < 40; i++) {
		const struct vl_expr *pair[2] = { e, e };
		const struct vl_expr *map[4];
		const struct vl_expr *top;

		for (int k = 0; k < 4; k++)
			map[k] = vl_expr_column(&a, b->schema, k, 0);
		map[0] = e;
		CHECK_INT(
		    vl_expr_call(&a, VL_STR("+"), 2, pair, 0, &top, &err), 0);
		e = vl_expr_substitute(&a, vl_expr_column(&a, b->schema, 0, 0),
		    (const struct vl_expr *[]){ top, map[1], map[2], map[3] });
	}
	vl_expr_columns(e, used);
	CHECK(used[0] && !used[1]);
	CHECK(!vl_expr_is_constant(e));
	CHECK(vl_expr_eq(e, e));
	e = vl_expr_fold(&a, e, NULL);

	struct vl_eval *ev = vl_eval_new(&a, vl_prog_compile(&a, &e, 1), NULL);

	CHECK_INT(vl_eval_run(ev, b, &out, &err), 0);
	CHECK_INT(((const int64_t *)out.data)[3], 3 * (INT64_C(1) << 40));
	vl_eval_free(ev);
	e = vl_expr_renumber(&a, e, index);
	memset(used, 0, sizeof used);
	vl_expr_columns(e, used);
	CHECK(!used[0] && used[1]);
	vl_arena_release(&a);
}

static void
check_show(const char *text, bool fold, const char *want)
{
	struct vl_arena a = { 0 };
	struct vl_batch *b = new_batch(&a, 1);
	struct vl_buf shown = { 0 };
	struct vl_err err = { 0 };
	const struct vl_expr *e;

	CHECK_INT(expr_parse(&a, b->schema, text, &e, &err), 0);
	if (fold)
		e = vl_expr_fold(&a, e, NULL);
	vl_expr_show(e, NULL, &shown);
	vl_buf_byte(&shown, '\0');
	CHECK_STR(shown.p, want);
	vl_buf_release(&shown);
	vl_arena_release(&a);
}

static void
test_show_and_fold(void)
{
	check_show("x0 + 1 * (2 - x1)", false, "$1 + 1 * (2 - $2)");
	check_show("(x0 + 1) * 2 - (3 - x1)", false, "($1 + 1) * 2 - (3 - $2)");
	check_show("NOT (x0 = 1 AND x1 IS NULL) OR x2 LIKE 'a''%'", false,
	    "NOT ($1 = 1 AND $2 IS NULL) OR $3 LIKE 'a''%'");
	check_show("CASE WHEN x0 IN (1, 2) THEN 'a' END", false,
	    "CASE WHEN $1 IN (1, 2) THEN 'a' END");
	check_show("x0 + (1 + 2)", true, "$1 + 3");
	check_show("x0 > 1 AND 1 = 1", true, "$1 > 1");
	check_show("x0 > 1 AND 1 = 2", true, "$1 > 1 AND false");
	check_show("1 = 2 AND x0 > 1", true, "false");
	check_show("CASE WHEN 1 = 2 THEN x0 ELSE x1 END", true, "$2");
	check_show("x0 + upper('x')::BIGINT", true, "$1 + CAST('X' AS BIGINT)");
	check_show("x0 = 5.0", false, "$1 = 5");
	check_show("x0 > 5.5", false, "$1 > 5");
	check_show("localtimestamp() > TIMESTAMP '2026-01-01'", true,
	    "localtimestamp() > TIMESTAMP '2026-01-01 00:00:00'");
}

/* LIKE against the textbook recursion, on random patterns. */
static bool
like_oracle(const char *s, const char *p)
{
	if (*p == '\0')
		return *s == '\0';
	if (*p == '%')
		return like_oracle(s, p + 1) || (*s && like_oracle(s + 1, p));
	return *s && (*p == '_' || *p == *s) && like_oracle(s + 1, p + 1);
}

static void
test_like(void)
{
	uint64_t seed = 7;

	for (int round = 0; round < 5000; round++) {
		char word[2][12] = { "", "" };
		char text[64];

		for (int w = 0; w < 2; w++)
			for (int i = 0; i < 8; i++) {
				seed = seed * 6364136223846793005 + 1;
				word[w][i] = (w ? "aab%_%b" :
						  "aabbabb")[(seed >> 40) % 7];
				if ((seed >> 50) % 7 == 0)
					break;
			}
		snprintf(text, sizeof text, "'%s' LIKE '%s'", word[0], word[1]);
		CHECK_STR(expr_value(text, NULL, 0),
		    like_oracle(word[0], word[1]) ? "true" : "false");
	}
	CHECK_STR(expr_value("'a%b' LIKE 'a\\%b'", NULL, 0), "true");
	CHECK_STR(expr_value("'axb' LIKE 'a\\%b'", NULL, 0), "false");
	CHECK_STR(expr_value("'中文' LIKE '_文'", NULL, 0), "true");
	CHECK_STR(expr_value("'中文' LIKE '中_'", NULL, 0), "true");
	CHECK_STR(expr_value("'ÄB' ILIKE 'ä_'", NULL, 0), "true");
	CHECK_STR(expr_value("'%' LIKE '%%%' ESCAPE '%'", NULL, 0),
	    "error: the pattern ends with its escape character");
	CHECK_STR(expr_value("'a\\b' LIKE 'a\\b' ESCAPE ''", NULL, 0), "true");
	CHECK_STR(expr_value("'' LIKE '%'", NULL, 0), "true");
	CHECK_STR(expr_value("'' LIKE '_'", NULL, 0), "false");
}

VL_TESTS(test_examples, test_logic_tables, test_overflow, test_arithmetic,
    test_casts, test_errors, test_untaken, test_text, test_batches, test_filter,
    test_error_place, test_shared_nodes, test_show_and_fold, test_like)
