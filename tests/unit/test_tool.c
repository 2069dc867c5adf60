/*
 * test_tool.c -- command lines, values of options, messages.
 *
 * Goal: the rules of the command line hold wherever an option comes from.
 * Method: a tool with a few options of its own beside the shared ones.
 */
#include "check.h"

#include <stdlib.h>

#include "base/err.h"
#include "tool/msg.h"
#include "tool/progress.h"
#include "tool/tool.h"

/* clang-format off */
static const struct vl_opt own[] = {
	{ .group = "Query" },
	{ 1, 'f', "file", "FILE", vl_opt_files, "read statements", NULL },
	{ 2, 'e', "exit-status", NULL, NULL, "exit 1 if nothing came", NULL },
	{ 3, 0, "[no-]pushdown", NULL, NULL, "it's [quoted]", NULL },
	{ 0 },
};
/* clang-format on */

static const struct vl_opt *const tables[] = { own, vl_job_input, vl_job_output,
	vl_job_common, NULL };
static const char *const examples[] = { "vl-try -e data.csv", NULL };

static const struct vl_tool tool = {
	.name = "vl-try",
	.synopsis = "[OPTION]... [FILE]...",
	.purpose = "try the command line",
	.tables = tables,
	.examples = examples,
};

enum {
	WORDS_MAX = 16
};

/*
 * Parse a command line given as words separated by blanks into what came of it:
 * "id=arg" for each option, then the operands.
 */
static const char *
parse(const char *line, struct vl_err *err)
{
	static char words[256];
	static char said[512];
	static char name[] = "vl-try";
	char *argv[WORDS_MAX] = { name };
	int argc = 1;
	struct vl_opts o;
	const char *arg;
	int id;
	size_t n = 0;

	snprintf(words, sizeof words, "%s", line);
	for (char *p = words; *p != '\0' && argc < WORDS_MAX - 1;) {
		argv[argc++] = p;
		p += strcspn(p, " ");
		if (*p == ' ')
			*p++ = '\0';
	}
	vl_opts_init(&o, &tool, argc, argv);
	said[0] = '\0';
	while ((id = vl_opt_next(&o, &arg, err)) > 0)
		n += (size_t)snprintf(
		    said + n, sizeof said - n, "%d=%s ", id, arg ? arg : "");
	if (id < 0)
		return NULL;
	CHECK(argv[1 + o.operand_count] == NULL);
	for (int i = 0; i < o.operand_count; i++)
		n += (size_t)snprintf(
		    said + n, sizeof said - n, "%s ", argv[1 + i]);
	return said;
}

static void
test_options(void)
{
	struct vl_err err;

	CHECK_STR(parse("-e -f x a", &err), "2= 1=x a ");
	CHECK_STR(parse("a -efx b --file y --file=z c", &err),
	    "2= 1=x 1=y 1=z a b c ");
	CHECK_STR(parse("--pushdown --no-pushdown", &err), "3=yes 3=no ");
	CHECK_STR(parse("- -- -e --file", &err), "- -e --file ");
	CHECK_STR(parse("--file=", &err), "1= ");
	CHECK_STR(parse("-f -", &err), "1=- ");
	CHECK_STR(parse("", &err), "");
}

static void
test_wrong_options(void)
{
	struct vl_err err;

	CHECK(parse("--flie x", &err) == NULL);
	CHECK_STR(err.msg, "unknown option '--flie'");
	CHECK_STR(err.candidates, "--file");
	CHECK(parse("--mem 3", &err) == NULL);
	CHECK_STR(err.candidates, "--memory-limit");
	CHECK(parse("--qqqqqqqq", &err) == NULL);
	CHECK_STR(err.candidates, "");
	CHECK(parse("-ez", &err) == NULL);
	CHECK_STR(err.msg, "unknown option '-z'");
	CHECK(parse("-f", &err) == NULL);
	CHECK_STR(err.msg, "option '--file' needs FILE");
	CHECK(parse("--exit-status=3", &err) == NULL);
	CHECK_STR(err.msg, "option '--exit-status' takes no value");
	CHECK(parse("--no-file", &err) == NULL);
	CHECK_INT(err.code, VL_EUSAGE);
}

static void
test_sizes(void)
{
	struct vl_err err;
	int64_t v;

	CHECK_INT(vl_arg_size("x", "1000", &v, &err), 0);
	CHECK_INT(v, 1000);
	CHECK_INT(vl_arg_size("x", "1.5GiB", &v, &err), 0);
	CHECK_INT(v, 3LL << 29);
	CHECK_INT(vl_arg_size("x", "64 m", &v, &err), 0);
	CHECK_INT(v, 64 << 20);
	CHECK_INT(vl_arg_size("x", "2KB", &v, &err), 0);
	CHECK_INT(v, 2048);
	CHECK_INT(vl_arg_size("x", "100%", &v, &err), 0);
	CHECK(v > 1 << 20);
	CHECK(vl_arg_size("x", "101%", &v, &err) < 0);
	CHECK(vl_arg_size("x", "9999999T", &v, &err) < 0);
	CHECK(vl_arg_size("x", "-1", &v, &err) < 0);
	CHECK(vl_arg_size("x", "", &v, &err) < 0);
	CHECK(vl_arg_size("x", "3X", &v, &err) < 0);
	CHECK(vl_arg_size("x", "G", &v, &err) < 0);
	CHECK_STR(err.msg, "x: expected a size such as 512M or 2G, found 'G'");
}

static void
test_durations(void)
{
	struct vl_err err;
	int64_t v;

	CHECK_INT(vl_arg_duration("x", "10", &v, &err), 0);
	CHECK_INT(v, 10000);
	CHECK_INT(vl_arg_duration("x", "500ms", &v, &err), 0);
	CHECK_INT(v, 500);
	CHECK_INT(vl_arg_duration("x", "0.25s", &v, &err), 0);
	CHECK_INT(v, 250);
	CHECK_INT(vl_arg_duration("x", "1.5h", &v, &err), 0);
	CHECK_INT(v, 5400000);
	CHECK(vl_arg_duration("x", "3y", &v, &err) < 0);
	CHECK(vl_arg_duration("x", "s", &v, &err) < 0);
	CHECK(vl_arg_duration("x", "1.2.3", &v, &err) < 0);
}

static void
test_environment(void)
{
	struct vl_job job;
	struct vl_err err;

	setenv("VL_THREADS", "3", 1);
	setenv("VL_MEMORY_LIMIT", "5M", 1);
	setenv("VL_TMPDIR", "/nowhere", 1);
	setenv("TZ", ":Europe/Berlin", 1);
	setenv("VL_TO", "", 1);
	CHECK_INT(vl_job_init(&job, &tool, NULL, &err), 0);
	CHECK_INT(job.threads, 3);
	CHECK_INT(job.memory_limit, 5 << 20);
	CHECK_STR(job.tmpdir, "/nowhere");
	CHECK_STR(job.timezone, "Europe/Berlin");
	CHECK(job.to_default == NULL);
	vl_job_release(&job);
	setenv("VL_THREADS", "none", 1);
	CHECK_INT(vl_job_init(&job, &tool, NULL, &err), VL_EUSAGE);
	CHECK_STR(err.msg, "VL_THREADS: expected a count, found 'none'");
	setenv("VL_THREADS", "0", 1);
	CHECK_INT(vl_job_init(&job, &tool, NULL, &err), VL_EUSAGE);
	unsetenv("VL_THREADS");
	unsetenv("VL_MEMORY_LIMIT");
	unsetenv("TZ");
	CHECK_INT(
	    vl_job_option(&job, VL_OPT_COMPRESS, "gzip", &err), VL_EUSAGE);
	CHECK_STR(err.candidates, "none, zstd, lz4");
}

static const char *
message(const struct vl_job *job, const struct vl_err *err, int json)
{
	static char text[2048];
	struct vl_buf b = { 0 };

	if (json)
		vl_msg_json(job, err, &b);
	else
		vl_msg_text(job, err, &b);
	snprintf(text, sizeof text, "%.*s", (int)b.len, b.p);
	vl_buf_release(&b);
	return text;
}

static void
test_messages(void)
{
	struct vl_job job = { .tool = &tool };
	struct vl_err err;

	vl_fail(&err, VL_EFORMAT, "expected DOUBLE, found 'n/a\033'");
	vl_err_place(&err, "in\n.csv", 1042, 7);
	vl_err_hint(&err, "-O null=n/a reads it as NULL");
	CHECK_STR(message(&job, &err, 0),
	    "vl-try: in\\x0a.csv:1042:7: expected DOUBLE, found 'n/a\\x1b' "
	    "(-O null=n/a reads it as NULL)\n");
	CHECK_STR(message(&job, &err, 1),
	    "{\"error_type\":\"format_error\",\"phase\":\"read\","
	    "\"message\":\"expected DOUBLE, found 'n/a\\u001b'\","
	    "\"details\":{\"hint\":\"-O null=n/a reads it as NULL\","
	    "\"path\":\"in\\n.csv\",\"row\":1042,\"column\":7}}\n");
	vl_fail(&err, VL_EUSAGE, "unknown option '--x'");
	err.phase = VL_PHASE_USAGE;
	vl_err_candidate(&err, "--a", 3);
	vl_err_candidate(&err, "--b", 3);
	vl_err_candidate(&err, "--c", 3);
	CHECK_STR(message(&job, &err, 0),
	    "vl-try: unknown option '--x' (did you mean '--a', '--b' or "
	    "'--c'? see 'vl-try --help')\n");
}

static void
test_sql_messages(void)
{
	struct vl_job job = { .tool = &tool };
	struct vl_err err;

	job.sql =
	    VL_STR("SELECT '\xe6\x9d\xb1\xf0\x9f\x99\x82',\n\tpric\nFROM t");
	vl_fail(&err, VL_ENAME, "no such column 'pric'");
	vl_err_at(&err, VL_PHASE_BIND, 19);
	vl_err_candidate(&err, "price", 5);
	CHECK_STR(message(&job, &err, 0),
	    "vl-try: query:2:2: no such column 'pric' (did you mean "
	    "'price'?)\n"
	    "  \tpric\n"
	    "  \t^\n");
	CHECK_STR(message(&job, &err, 1),
	    "{\"error_type\":\"name_error\",\"phase\":\"bind\","
	    "\"message\":\"no such column 'pric'\",\"details\":{"
	    "\"byte_offset\":19,\"line\":2,\"column_utf8\":2,"
	    "\"column_utf16\":2,\"candidates\":[\"price\"]}}\n");
	/* Behind a character of two columns and one of two UTF-16 units. */
	vl_err_at(&err, VL_PHASE_PARSE, 15);
	job.sql_name = "q.sql";
	CHECK_STR(message(&job, &err, 0),
	    "vl-try: q.sql:1:16: no such column 'pric' (did you mean "
	    "'price'?)\n"
	    "  SELECT '\xe6\x9d\xb1\xf0\x9f\x99\x82',\n"
	    "              ^\n"
	    "");
	CHECK_INT(vl_place_of(job.sql, 15).column_utf16, 12);
	/* At the end of the text, and beyond it. */
	vl_err_at(&err, VL_PHASE_PARSE, job.sql.n);
	CHECK_INT(vl_place_of(job.sql, job.sql.n).line, 3);
	CHECK_INT(vl_place_of(job.sql, job.sql.n + 9).column_utf8, 7);
}

static void
test_place(void)
{
	struct vl_str text = VL_STR("12345678\nsecond\r\nthird");

	CHECK_INT(vl_place_of(text, 9).line, 2);
	CHECK_INT(vl_place_of(text, 9).column_utf8, 1);
	CHECK_INT(vl_place_of(text, 8).line, 1);
	CHECK_INT(vl_place_of(text, 8).column_utf8, 9);
	CHECK_INT(vl_place_of(text, 12).text.n, 6);
}

static void
test_long_line(void)
{
	static char sql[4096];
	struct vl_job job = { .tool = &tool };
	struct vl_err err;
	const char *caret;

	memset(sql, 'x', sizeof sql - 1);
	job.sql = vl_str(sql);
	vl_fail(&err, VL_ESYNTAX, "no");
	vl_err_at(&err, VL_PHASE_PARSE, 3000);
	caret = message(&job, &err, 0);
	CHECK(strlen(caret) < 600);
	CHECK(strstr(caret, "query:1:3001: no\n") != NULL);
	CHECK(strchr(caret, '^') != NULL);
}

static void
test_help_and_completions(void)
{
	static const char *const shell[] = { "bash", "zsh", "fish" };
	struct vl_buf b = { 0 };

	vl_opt_help(&tool, &b);
	vl_buf_byte(&b, '\0');
	CHECK(strstr(b.p, "usage: vl-try [OPTION]... [FILE]...\n") != NULL);
	CHECK(strstr(b.p, "\nQuery\n  -f, --file=FILE") != NULL);
	CHECK(strstr(b.p, "\n      --[no-]pushdown  ") != NULL);
	CHECK(strstr(b.p, "\n  vl-try -e data.csv\n") != NULL);
	for (int i = 0; i < 3; i++) {
		vl_buf_reset(&b);
		CHECK(vl_opt_complete(&tool, shell[i], &b));
		vl_buf_byte(&b, '\0');
		CHECK(strstr(b.p, "no-pushdown") != NULL);
		CHECK(strstr(b.p, "zstd lz4 none") != NULL);
		CHECK(strstr(b.p, "memory-limit") != NULL);
	}
	CHECK(!vl_opt_complete(&tool, "tcsh", &b));
	vl_buf_release(&b);
}

static void
test_progress_line(void)
{
	struct vl_progress_now now = { 3210000, 412000000, 509000000 };
	struct vl_buf b = { 0 };

	vl_progress_line(&now, 400, &b);
	vl_buf_byte(&b, '\0');
	CHECK_STR(b.p,
	    "3.2 M rows  412 MB of 509 MB  [================>   ]  80 %  "
	    "1.0 GB/s  0:00");
	vl_buf_reset(&b);
	now = (struct vl_progress_now){ -1, 1234, -1 };
	vl_progress_line(&now, 0, &b);
	vl_buf_byte(&b, '\0');
	CHECK_STR(b.p, "1.2 kB  0 B/s");
	vl_buf_release(&b);
}

VL_TESTS(test_options, test_wrong_options, test_sizes, test_durations,
    test_environment, test_messages, test_sql_messages, test_place,
    test_long_line, test_help_and_completions, test_progress_line)
