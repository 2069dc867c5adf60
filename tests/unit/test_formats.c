/* test_formats.c -- formats by name and by extension. */
#include "base/err.h"
#include "check.h"
#include "fmt/fmt.h"

static const char *
named(const char *name)
{
	const struct vl_format *f = vl_format_find(vl_str(name));

	return f ? f->name : "-";
}

static const char *
of_path(const char *path)
{
	const struct vl_format *f = vl_format_of_path(path);

	return f ? f->name : "-";
}

static void
test_names(void)
{
	CHECK_STR(named("csv"), "csv");
	CHECK_STR(named("CSV"), "csv");
	CHECK_STR(named("ndjson"), "jsonl");
	CHECK_STR(named("json_array"), "json");
	CHECK_STR(named("cvs"), "-");
	CHECK_STR(named(""), "-");
	CHECK_STR(of_path("a/b.c/x.csv"), "csv");
	CHECK_STR(of_path("x.CSV.gz"), "csv");
	CHECK_STR(of_path("x.jsonl.zst"), "jsonl");
	CHECK_STR(of_path("x.tar.gz"), "-");
	CHECK_STR(of_path("x.gz"), "-");
	CHECK_STR(of_path("csv"), "-");
	CHECK_STR(of_path("dir.csv/x"), "-");
	CHECK_STR(of_path("x."), "-");
	CHECK_STR(of_path(""), "-");
}

static void
test_unknown(void)
{
	struct vl_write how = { 0 };
	struct vl_err err = { 0 };
	struct vl_writer *w;

	CHECK_INT(vl_writer_open("jsnol", NULL, &how, &w, &err), VL_EUSAGE);
	CHECK_STR(err.msg, "no such format 'jsnol'");
	CHECK(strstr(err.candidates, "jsonl") != NULL);
	CHECK(w == NULL);
	vl_writer_close(NULL);
}

VL_TESTS(test_names, test_unknown)
