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

VL_TESTS(test_examples, test_logic_tables)
