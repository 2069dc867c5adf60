/* test_options.c -- key=value settings: kept, typed, refused. */
#include "base/arena.h"
#include "base/err.h"
#include "check.h"
#include "fmt/options.h"

static struct vl_arena arena;

static struct vl_settings
settings(const char *const *text)
{
	struct vl_settings s = { 0 };
	struct vl_err err = { 0 };

	for (; *text; text++)
		CHECK_INT(vl_settings_add(&arena, &s, vl_str(*text), &err), 0);
	return s;
}

static void
test_typed(void)
{
	const char *const text[] = { "Header", "n=12", "delimiter=\\x3b",
		"tab=TAB", "n=0013", "empty=", "q='", "no=off", NULL };
	struct vl_settings s = settings(text);
	struct vl_err err = { 0 };
	bool b = false;
	int64_t n = 0;
	char c = 0;

	CHECK_INT(vl_settings_bool(&s, "header", &b, &err), 1);
	CHECK(b);
	CHECK_INT(vl_settings_bool(&s, "no", &b, &err), 1);
	CHECK(!b);
	CHECK_INT(vl_settings_int(&s, "n", 0, 100, &n, &err), 1);
	CHECK_INT(n, 13);
	CHECK_INT(vl_settings_char(&s, "delimiter", &c, &err), 1);
	CHECK_INT(c, ';');
	CHECK_INT(vl_settings_char(&s, "tab", &c, &err), 1);
	CHECK_INT(c, '\t');
	CHECK_INT(vl_settings_char(&s, "q", &c, &err), 1);
	CHECK_INT(c, '\'');
	CHECK(vl_settings_get(&s, "empty").p != NULL);
	CHECK_INT(vl_settings_get(&s, "empty").n, 0);
	CHECK(vl_settings_get(&s, "absent").p == NULL);
	CHECK_INT(vl_settings_int(&s, "absent", 0, 1, &n, &err), 0);
	CHECK_INT(n, 13);
	CHECK_INT(vl_settings_bool(NULL, "header", &b, &err), 0);
}

static void
test_refused(void)
{
	static const struct vl_option table[] = { { "header", "BOOL", "x" },
		{ "delimiter", "CHAR", "x" }, { 0 } };
	const char *const text[] = { "header=maybe", "n=12x", "m=101",
		"delimiter=||", NULL };
	const char *const typo[] = { "heeder=1", NULL };
	struct vl_settings s = settings(text);
	struct vl_err err = { 0 };
	bool b = true;
	int64_t n = 7;
	char c = 'c';

	CHECK_INT(vl_settings_bool(&s, "header", &b, &err), VL_EUSAGE);
	CHECK_STR(
	    err.msg, "option 'header': expected true or false, found 'maybe'");
	CHECK_INT(vl_settings_int(&s, "n", 0, 100, &n, &err), VL_EUSAGE);
	CHECK_INT(vl_settings_int(&s, "m", 0, 100, &n, &err), VL_EUSAGE);
	CHECK_STR(err.msg, "option 'm': 101 is not between 0 and 100");
	CHECK_INT(n, 7);
	CHECK_INT(vl_settings_char(&s, "delimiter", &c, &err), VL_EUSAGE);
	CHECK_INT(vl_settings_add(&arena, &s, VL_STR("=x"), &err), VL_EUSAGE);

	s = settings(typo);
	CHECK_INT(vl_settings_check(&s, table, "csv", &err), VL_EUSAGE);
	CHECK_STR(err.msg, "format 'csv' has no option 'heeder'");
	CHECK_STR(err.candidates, "header");
	s = settings(text);
	s.count = 1;
	CHECK_INT(vl_settings_check(&s, table, "csv", &err), 0);
	CHECK_INT(vl_settings_check(&s, NULL, "none", &err), VL_EUSAGE);
	vl_arena_release(&arena);
}

VL_TESTS(test_typed, test_refused)
