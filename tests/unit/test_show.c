/*
 * Goal: every type reads as documented, plain, in JSON and in CSV; columns are
 * built as they were fed, whatever their type and size.
 * Method: columns from text, shown again; nested ones by hand; forms compared.
 */
#include "base/arena.h"
#include "col/build.h"
#include "col/show.h"

#include <math.h>

#include "check.h"
#include "make.h"

static struct vl_arena arena;

static const char *
shown(const struct vl_column *c, int64_t row, enum vl_show how)
{
	struct vl_buf b = { 0 };

	vl_show_value(c, row, how, &b);
	const char *z = vl_str_cstr(&arena, vl_buf_view(&b));

	vl_buf_release(&b);
	return z;
}

static void
test_scalars(void)
{
	/* type, text, plain, JSON */
	static const char *const cases[][4] = {
		{ "BOOLEAN", "true", "true", "true" },
		{ "TINYINT", "-128", "-128", "-128" },
		{ "UTINYINT", "255", "255", "255" },
		{ "SMALLINT", "-32768", "-32768", "-32768" },
		{ "USMALLINT", "65535", "65535", "65535" },
		{ "INTEGER", "-2147483648", "-2147483648", "-2147483648" },
		{ "UINTEGER", "4294967295", "4294967295", "4294967295" },
		{ "BIGINT", "-9223372036854775808", "-9223372036854775808",
		    "-9223372036854775808" },
		{ "UBIGINT", "18446744073709551615", "18446744073709551615",
		    "18446744073709551615" },
		{ "HUGEINT", "-170141183460469231731687303715884105728",
		    "-170141183460469231731687303715884105728",
		    "-170141183460469231731687303715884105728" },
		{ "REAL", "0.1", "0.1", "0.1" },
		{ "DOUBLE", "17.0", "17", "17" },
		{ "DOUBLE", "10.25", "10.25", "10.25" },
		{ "DOUBLE", "-0", "-0", "-0" },
		{ "DOUBLE", "nan", "NaN", "null" },
		{ "DOUBLE", "-inf", "-Infinity", "null" },
		{ "REAL", "inf", "Infinity", "null" },
		{ "DECIMAL(10,2)", "-1.5", "-1.50", "-1.50" },
		{ "DECIMAL(38,38)", "0.1",
		    "0.10000000000000000000000000000000000000",
		    "0.10000000000000000000000000000000000000" },
		{ "VARCHAR", "a\"b", "a\"b", "\"a\\\"b\"" },
		{ "JSON", "{\"a\":\n1}", "{\"a\":\n1}", "{\"a\": 1}" },
		{ "BLOB", "A\xff\n", "\\x41ff0a", "\"\\\\x41ff0a\"" },
		{ "DATE", "2026-01-02", "2026-01-02", "\"2026-01-02\"" },
		{ "TIME", "03:04:05.06", "03:04:05.06", "\"03:04:05.06\"" },
		{ "TIMESTAMP", "2026-01-02 03:04:05", "2026-01-02 03:04:05",
		    "\"2026-01-02 03:04:05\"" },
		{ "TIMESTAMP_NS", "2026-01-02 03:04:05.000000001",
		    "2026-01-02 03:04:05.000000001",
		    "\"2026-01-02 03:04:05.000000001\"" },
		{ "TIMESTAMPTZ", "2026-01-02 03:04:05.5+02",
		    "2026-01-02 01:04:05.5+00",
		    "\"2026-01-02 01:04:05.5+00\"" },
		{ "DOUBLE", NULL, "", "null" },
		{ "NULL", NULL, "", "null" },
	};

	for (int64_t i = 0; i < VL_COUNTOF(cases); i++) {
		struct vl_column c =
		    make_column(&arena, cases[i][0], 1, &cases[i][1]);
		struct vl_column k = vl_column_const(&arena, &c, 0, 9);

		CHECK_STR(shown(&c, 0, VL_SHOW_PLAIN), cases[i][2]);
		CHECK_STR(shown(&c, 0, VL_SHOW_CSV), cases[i][2]);
		CHECK_STR(shown(&c, 0, VL_SHOW_JSON), cases[i][3]);
		CHECK_STR(shown(&k, 8, VL_SHOW_PLAIN), cases[i][2]);
	}
}

static void
test_intervals(void)
{
	static const struct {
		struct vl_interval v;
		const char *text;
	} cases[] = {
		{ { 0, 0, 0 }, "00:00:00" },
		{ { 14, 3, 14706000500 },
		    "1 year 2 mons 3 days "
		    "04:05:06.0005" },
		{ { 1, 1, 0 }, "1 mon 1 day" },
		{ { -1, 1, 1000000 }, "-1 mons +1 day 00:00:01" },
		{ { -13, 0, 60000000 }, "-1 years -1 mons +00:01:00" },
		{ { 0, -1, -1 }, "-1 days -00:00:00.000001" },
		{ { 0, 0, INT64_C(360000000000) }, "100:00:00" },
		{ { INT32_MIN, INT32_MIN, INT64_MIN },
		    "-178956970 years -8 mons -2147483648 days "
		    "-2562047788:00:54.775808" },
	};
	struct vl_build b;

	vl_build_init(&b, &arena, vl_type(VL_TYPE_INTERVAL), 0);
	for (int64_t i = 0; i < VL_COUNTOF(cases); i++)
		memcpy(vl_build_slot(&b), &cases[i].v, sizeof cases[i].v);
	struct vl_column c = vl_build_finish(&b);

	for (int64_t i = 0; i < VL_COUNTOF(cases); i++)
		CHECK_STR(shown(&c, i, VL_SHOW_PLAIN), cases[i].text);
}

/* LIST of STRUCT of VARCHAR and FLOAT[2], rows of 0, 1, 2 .. n elements. */
static struct vl_column
nested(int64_t rows)
{
	struct vl_build b;

	vl_build_init(&b, &arena,
	    make_type(&arena, "STRUCT(\"it's\" VARCHAR, v FLOAT[2])[]"), 0);
	for (int64_t i = 0; i < rows; i++) {
		struct vl_build *st = &b.child[0];

		if (i % 7 == 5) {
			vl_build_null(&b);
			continue;
		}
		for (int64_t j = 0; j < i; j++) {
			if (j % 3 == 2) {
				vl_build_null(st);
				continue;
			}
			make_value(&st->child[0], j % 2 ? NULL : "a, b");
			vl_build_vector(&st->child[1],
			    (float[]){ (float)j, j ? 0.5f : NAN });
			vl_build_struct(st);
		}
		vl_build_list(&b, i);
	}
	return vl_build_finish(&b);
}

static void
test_nested(void)
{
	struct vl_column c = nested(8);
	struct vl_column k = vl_column_const(&arena, &c, 3, 4);
	struct vl_column copy = vl_column_copy(&arena, &c);
	const char *plain = "[{'it\\'s': 'a, b', 'v': [0,NaN]}, "
			    "{'it\\'s': NULL, 'v': [1,0.5]}, NULL]";
	const char *json = "[{\"it's\":\"a, b\",\"v\":[0,null]},"
			   "{\"it's\":null,\"v\":[1,0.5]},null]";

	CHECK_STR(shown(&c, 0, VL_SHOW_PLAIN), "[]");
	CHECK_STR(shown(&c, 3, VL_SHOW_PLAIN), plain);
	CHECK_STR(shown(&k, 3, VL_SHOW_PLAIN), plain);
	CHECK_STR(shown(&copy, 3, VL_SHOW_JSON), json);
	CHECK_STR(shown(&c, 3, VL_SHOW_CSV), json);
	CHECK_STR(shown(&c, 5, VL_SHOW_CSV), "");
	CHECK_STR(shown(&c, 5, VL_SHOW_JSON), "null");
}

static void
test_text_inside_is_quoted_where_it_must(void)
{
	static const char *const text[] = { "plain text", "", "null", " x",
		"a'b", "a\\b", "[", "1.5" };
	struct vl_build b;

	vl_build_init(&b, &arena, make_type(&arena, "VARCHAR[]"), 0);
	for (int64_t i = 0; i < VL_COUNTOF(text); i++)
		make_value(b.child, text[i]);
	vl_build_list(&b, VL_COUNTOF(text));
	struct vl_column c = vl_build_finish(&b);

	CHECK_STR(shown(&c, 0, VL_SHOW_PLAIN),
	    "[plain text, '', 'null', ' x', 'a\\'b', 'a\\\\b', '[', 1.5]");
}

static void
test_json_strings(void)
{
	static const char *const cases[][2] = {
		{ "", "\"\"" },
		{ "\b\t\n\v\f\r\x1b\x7f",
		    "\"\\b\\t\\n\\u000b\\f\\r\\u001b"
		    "\x7f\"" },
		{ "\\/\"", "\"\\\\/\\\"\"" },
		{ "h\xc3\xa9\xe6\x97\xa5\xf0\x9f\x98\x80",
		    "\"h\xc3\xa9\xe6\x97\xa5\xf0\x9f\x98\x80\"" },
		/* cut short, overlong, surrogate, too high, stray */
		{ "a\xe6\x97", "\"a\xef\xbf\xbd\"" },
		{ "a\xe6\x97\"", "\"a\xef\xbf\xbd\\\"\"" },
		{ "\xc0\xaf", "\"\xef\xbf\xbd\xef\xbf\xbd\"" },
		{ "\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"" },
		{ "\xf4\x90\x80\x80",
		    "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
		    "\xef\xbf\xbd\"" },
		{ "\x80", "\"\xef\xbf\xbd\"" },
	};

	for (int64_t i = 0; i < VL_COUNTOF(cases); i++) {
		struct vl_column c =
		    make_column(&arena, "VARCHAR", 1, &cases[i][0]);

		CHECK_STR(shown(&c, 0, VL_SHOW_JSON), cases[i][1]);
	}
}

static void
test_build_grows(void)
{
	struct vl_build b;
	struct vl_column c = nested(200);

	vl_build_init(&b, &arena, vl_type(VL_TYPE_I64), 3);
	for (int64_t i = 0; i < 1000; i++) {
		if (i % 5 == 4 && i > 300)
			vl_build_null(&b);
		else
			vl_build_i64(&b, i * i);
	}
	struct vl_column n = vl_build_finish(&b);

	CHECK_INT(n.rows, 1000);
	CHECK_INT(vl_column_null_count(&n), 140);
	for (int64_t i = 0; i < 1000; i++) {
		CHECK_INT(vl_column_is_null(&n, i), i % 5 == 4 && i > 300);
		if (!vl_column_is_null(&n, i))
			CHECK_INT(((const int64_t *)n.data)[i], i * i);
	}
	/* Row by row from another column is the same column. */
	vl_build_init(&b, &arena, c.type, 0);
	for (int64_t i = 0; i < c.rows; i++)
		vl_build_copy(&b, &c, i);
	struct vl_column again = vl_build_finish(&b);

	for (int64_t i = 0; i < c.rows; i++)
		CHECK_STR(
		    shown(&again, i, VL_SHOW_JSON), shown(&c, i, VL_SHOW_JSON));
}

static void
test_dictionary_and_copies(void)
{
	static const char *const words[] = { "a", "a longer text than 12" };
	struct vl_column child = make_column(&arena, "VARCHAR", 2, words);
	uint32_t codes[] = { 1, 0, 0, 1 };
	uint64_t valid = 0xb;
	struct vl_column c = { .type = child.type,
		.form = VL_DICT,
		.rows = 4,
		.valid = &valid,
		.data = codes,
		.child = &child };
	struct vl_build b;

	CHECK_STR(shown(&c, 0, VL_SHOW_JSON), "\"a longer text than 12\"");
	CHECK_STR(shown(&c, 2, VL_SHOW_JSON), "null");
	vl_build_init(&b, &arena, c.type, 0);
	for (int i = 0; i < 4; i++)
		vl_build_copy(&b, &c, i);
	struct vl_column copy = vl_build_finish(&b);

	for (int i = 0; i < 4; i++)
		CHECK_STR(shown(&copy, i, VL_SHOW_PLAIN),
		    shown(&c, i, VL_SHOW_PLAIN));
}

VL_TESTS(test_scalars, test_intervals, test_nested,
    test_text_inside_is_quoted_where_it_must, test_json_strings,
    test_build_grows, test_dictionary_and_copies)
