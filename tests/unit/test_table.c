/*
 * Goal: tables fit their terminal, stand straight and never move its cursor.
 * Method: exact pictures of small cases; on random tables every line is as
 * wide as the rule, none wider than the terminal, and no byte is a control.
 */
#include "base/arena.h"
#include "base/utf8.h"
#include "fmt/fmt.h"

#include <stdlib.h>

#include "check.h"
#include "make.h"

static struct vl_arena arena;

static const char *
drawn(const char *format, struct vl_look look, struct vl_batch *b, int times,
    const struct vl_err *failed)
{
	struct vl_write how = { .look = look };
	struct vl_err err = { 0 };
	struct vl_writer *w;
	struct vl_buf out = { 0 };

	CHECK_INT(vl_writer_open(format, b->schema, &how, &w, &err), 0);
	CHECK_INT(w->class->begin(w, &out, &err), 0);
	for (int i = 0; i < times; i++)
		CHECK_INT(w->class->batch(w, b, &out, &err), 0);
	CHECK_INT(w->class->end(w, failed, &out, &err), 0);
	vl_writer_close(w);
	const char *z = vl_str_cstr(&arena, vl_buf_view(&out));

	vl_buf_release(&out);
	return z;
}

static struct vl_batch *
small(void)
{
	return make_batch(&arena,
	    "id BIGINT, \"\xe5\x90\x8d\" VARCHAR, price DECIMAL(5,2), ok "
	    "BOOLEAN",
	    3,
	    (const char *[]){ "1", "\xe6\x97\xa5\xe6\x9c\xac", "1.5", "t",
		"-22", "cafe\xcc\x81 \xf0\x9f\x98\x80", NULL, "f", "333",
		"\x1b[31m\n\xff\xe2\x80\xae", "0", NULL });
}

static void
test_plain(void)
{
	struct vl_look look = { .unicode = true };

	CHECK_STR(drawn("table", look, small(), 1, NULL),
	    "    id │ 名                   │        price │ ok\n"
	    "BIGINT │ VARCHAR              │ DECIMAL(5,2) │ BOOLEAN\n"
	    "───────┼──────────────────────┼──────────────┼────────\n"
	    "     1 │ 日本                 │         1.50 │ true\n"
	    "   -22 │ cafe\xcc\x81 😀              │         NULL │ false\n"
	    "   333 │ \\x1b[31m\\n\\xff\\u202e │         0.00 │ NULL\n"
	    "(3 rows)\n");
}

static void
test_no_rows_and_no_columns(void)
{
	struct vl_batch *b = small();
	struct vl_look look = { .columns = 80 };
	struct vl_batch none = { .schema = &(struct vl_schema){ 0 },
		.rows = 2,
		.len = 2,
		.arena = &arena };

	b->rows = b->len = 0;
	CHECK_STR(drawn("table", look, b, 1, NULL),
	    "    id | 名      |        price | ok\n"
	    "BIGINT | VARCHAR | DECIMAL(5,2) | BOOLEAN\n"
	    "-------+---------+--------------+--------\n"
	    "(0 rows)\n");
	CHECK_STR(drawn("table", look, &none, 1, NULL), "(2 rows)\n");
}

static void
test_rows_left_out(void)
{
	struct vl_batch *b = make_batch(
	    &arena, "n INTEGER", 4, (const char *[]){ "1", "2", "3", "4" });
	struct vl_err failed = { .code = VL_EIO };
	struct vl_look look = { .rows = 3 };

	CHECK_STR(drawn("table", look, b, 500, &failed),
	    "      n\nINTEGER\n-------\n      1\n      2\n      :\n      4\n"
	    "(3 of 2,000 rows before the error)\n");
	look.rows = 1;
	CHECK_STR(drawn("table", look, b, 1, NULL),
	    "      n\nINTEGER\n-------\n      1\n      :\n(1 of 4 rows)\n");
	look.rows = 5;
	CHECK_STR(drawn("table", look, b, 2, NULL),
	    "      n\nINTEGER\n-------\n      1\n      2\n      3\n      :\n"
	    "      3\n      4\n(5 of 8 rows)\n");
	look.rows = 8;
	CHECK_STR(drawn("table", look, b, 2, NULL),
	    "      n\nINTEGER\n-------\n      1\n      2\n      3\n      4\n"
	    "      1\n      2\n      3\n      4\n(8 rows)\n");
}

/* More rows than are kept are written as they come, all of them. */
static void
test_all_rows(void)
{
	struct vl_batch *b = make_batch(
	    &arena, "n INTEGER", 4, (const char *[]){ "1", "2", "3", "4" });
	const char *z = drawn("table", (struct vl_look){ 0 }, b, 3000, NULL);
	int64_t lines = 0;

	CHECK(strstr(z, "\n(12,000 rows)\n") != NULL);
	for (; *z; z++)
		lines += *z == '\n';
	CHECK_INT(lines, 12004);
}

static void
test_columns_left_out(void)
{
	struct vl_batch *b = small();
	struct vl_look look = { .columns = 30, .unicode = true };

	CHECK_STR(drawn("table", look, b, 1, NULL),
	    "    id │ … │ ok\n"
	    "BIGINT │ … │ BOOLEAN\n"
	    "───────┼───┼────────\n"
	    "     1 │ … │ true\n"
	    "   -22 │ … │ false\n"
	    "   333 │ … │ NULL\n"
	    "(3 rows, 2 of 4 columns)\n");
	look.columns = 45;
	CHECK_STR(drawn("table", look, b, 1, NULL),
	    "    id │ 名          │        price │ ok\n"
	    "BIGINT │ VARCHAR     │ DECIMAL(5,2) │ BOOLEAN\n"
	    "───────┼─────────────┼──────────────┼────────\n"
	    "     1 │ 日本        │         1.50 │ true\n"
	    "   -22 │ cafe\xcc\x81 😀     │         NULL │ false\n"
	    "   333 │ \\x1b[31m\\n… │         0.00 │ NULL\n"
	    "(3 rows)\n");
}

static void
test_color(void)
{
	struct vl_batch *b =
	    make_batch(&arena, "n INTEGER", 1, (const char *[]){ NULL });

	CHECK_STR(drawn("table", (struct vl_look){ .color = true }, b, 1, NULL),
	    "      \x1b[1mn\x1b[0m\n\x1b[2mINTEGER\x1b[0m\n-------\n"
	    "   \x1b[2mNULL\x1b[0m\n\x1b[2m(1 row)\x1b[0m\n");
}

static void
test_markdown(void)
{
	CHECK_STR(drawn("md", (struct vl_look){ 0 }, small(), 1, NULL),
	    "| id | 名 | price | ok |\n"
	    "|--:|---|--:|---|\n"
	    "| 1 | 日本 | 1.50 | true |\n"
	    "| -22 | cafe\xcc\x81 😀 | NULL | false |\n"
	    "| 333 | \\x1b[31m<br>\xef\xbf\xbd\xe2\x80\xae | 0.00 | NULL |\n");
	CHECK_STR(drawn("md", (struct vl_look){ 0 },
		      make_batch(&arena, "\"a|b\" VARCHAR", 1,
			  (const char *[]){ "<i>\r\n|&" }),
		      1, NULL),
	    "| a\\|b |\n|---|\n| &lt;i><br>\\|&amp; |\n");
}

/* ---- random tables ---- */

static struct vl_batch *
random_table(void)
{
	static const char *const parts[] = { "a", "long word ", "\xe6\x97\xa5",
		"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb", "e\xcc\x81",
		"\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa", "\t", "\x1b", "\xff",
		"\xc2\x85", "\xe2\x81\xa6", "\r\n", "\xcc\x81", "\x7f" };
	int columns = 1 + rand() % 9;
	int rows = rand() % 9;
	const char *fields = "";
	const char *text[9 * 9];

	for (int i = 0; i < columns; i++)
		fields = vl_str_printf(&arena, "%s%s c%d %s", fields,
		    i ? "," : "", i, rand() % 3 ? "VARCHAR" : "BIGINT");
	struct vl_schema *s = make_schema(&arena, fields);

	for (int i = 0; i < rows * columns; i++) {
		const char *z = "";

		for (int k = rand() % 12; k > 0; k--)
			z = vl_str_printf(&arena, "%s%s", z,
			    parts[rand() % VL_COUNTOF(parts)]);
		if (s->field[i % columns].type.id == VL_TYPE_I64)
			z = vl_str_printf(&arena, "%d", rand() - rand());
		text[i] = rand() % 9 ? z : NULL;
	}
	return make_batch(&arena, fields, rows, text);
}

/* Every line but the last is as wide as it may be and has no control. */
static void
check_lines(const char *z, int columns)
{
	int64_t rule = 0;

	for (int line = 0; *z && *z != '('; line++) {
		int64_t n = (int64_t)strcspn(z, "\n");
		int64_t width = vl_utf8_columns(z, n);

		CHECK_INT(vl_utf8_valid(z, n), n);
		for (int64_t i = 0; i < n; i++)
			CHECK((unsigned char)z[i] >= ' ' && z[i] != 0x7f);
		CHECK(columns == 0 || width <= columns);
		rule = line == 2 ? width : rule;
		CHECK(line < 2 || width <= rule);
		z += n + 1;
	}
	CHECK(*z == '(');
}

static void
test_random_tables_fit(void)
{
	srand(3);
	for (int i = 0; i < 2000; i++) {
		struct vl_look look = { .columns = rand() % 120 + 4,
			.rows = rand() % 7,
			.unicode = rand() % 2 };

		look.columns *= rand() % 8 != 0;
		check_lines(
		    drawn("table", look, random_table(), rand() % 3, NULL),
		    look.columns);
	}
}

VL_TESTS(test_plain, test_no_rows_and_no_columns, test_rows_left_out,
    test_all_rows, test_columns_left_out, test_color, test_markdown,
    test_random_tables_fit)
