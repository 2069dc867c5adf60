/*
 * test_probe.c -- what an input is taken for, and opening it.
 *
 * Goal: the winners, their order, the words of confidence and the warnings of
 * features F1.1 and F1.2; reading by probe is reading as said.
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/err.h"
#include "check.h"
#include "col/batch.h"
#include "col/show.h"
#include "fmt/fmt.h"

static struct vl_arena arena;

/* "kind format confidence score warnings", or the message. */
static const char *
probe(const char *name, const char *text)
{
	struct vl_input *in =
	    vl_input_memory(name, text, (int64_t)strlen(text), true);
	struct vl_err err = { 0 };
	struct vl_probe p;
	const char *said;

	if (vl_probe(&arena, in, &p, &err) < 0)
		said = vl_str_printf(&arena, "%s", err.msg);
	else
		said = vl_str_printf(&arena, "%s %s %s %d %d",
		    p.candidate[0].kind, p.candidate[0].format, p.confidence,
		    p.candidate[0].score, p.warning_count);
	vl_input_close(in);
	return said;
}

static void
test_json(void)
{
	const char *lines = "{\"user_id\":1,\"name\":\"alice\",\"score\":1.5}\n"
			    "{\"user_id\":2,\"name\":\"bob\",\"score\":2.5}\n";

	CHECK_STR(probe("events.jsonl", lines), "json json_lines high 100 0");
	CHECK_STR(probe("events", lines), "json json_lines high 92 0");
	CHECK_STR(probe("-", "\n \n{\"a\":1}"), "json json_lines high 92 0");
	/* However many commas and quotes it has. */
	CHECK_STR(probe("x",
		      "{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\",\"d\":\"4\","
		      "\"e\":[5,6],\"f\":7,\"g\":8,\"h\":9,\"i\":0,\"j\":1,"
		      "\"k\":2,\"l\":3,\"m\":4}\n"),
	    "json json_lines high 92 0");
	CHECK_STR(probe("x.json.gz", "[{\"a\":1},\n{\"a\":2}]"),
	    "json json_array high 102 0");
	CHECK_STR(probe("x", "[\n  {\"a\":1}]"), "json json_array high 94 0");
	CHECK_STR(
	    probe("x.json", "{\n \"a\": 1\n}\n"), "json json_values high 96 0");
	CHECK_STR(probe("x.json", "hello\n"), "json json_array low 58 1");
	CHECK_STR(
	    probe("x", "[INFO] a b\n[WARN] c\n"), "line line_split low 15 2");
}

static void
test_delimited(void)
{
	CHECK_STR(probe("stocks.csv", "symbol,date,price\nMSFT,Jan 1,39.81\n"),
	    "csv csv high 94 0");
	CHECK_STR(probe("-", "symbol,date,price\nMSFT,Jan 1,39.81\n"),
	    "csv csv medium 74 0");
	CHECK_STR(probe("x.tsv", "a\tb\n1\t2\n"), "csv tsv high 91 0");
	CHECK_STR(probe("events.csv", "1001|ok|12.5\n1002|bad|1.5\n"),
	    "line line_split medium 73 0");
	CHECK_STR(probe("-", "\"full name\",\"how old\"\n\"a, b\",1\n"),
	    "csv csv medium 71 0");
	CHECK_STR(probe("x", "plain words\nmore of these words\n"),
	    "line line_split low 15 2");
	CHECK_STR(probe("x.csv", "name\nann\n"), "csv csv low 55 1");
	CHECK_STR(probe("-", "id;name\n1;x\n2;y\n"), "csv csv medium 71 0");
}

static void
test_other(void)
{
	CHECK_STR(probe("x", ""), "the input is empty");
	CHECK_STR(probe("x.csv", " \n\n"), "the input is empty");
	CHECK_STR(probe("x.bin", "ARROW1"), "arrow arrow_file high 100 0");
	CHECK_STR(
	    probe("x", "\xff\xff\xff\xff"), "arrow arrow_stream high 100 0");
	CHECK_STR(probe("x", "\xff"), "arrow arrow_stream high 100 0");
	CHECK_STR(probe("x", "PAR1"), "parquet parquet high 100 0");
}

static void
test_names(void)
{
	struct vl_str name = { 0 };

	CHECK_STR(vl_table_name(&arena, "/a/b.d/stocks.csv"), "stocks");
	CHECK_STR(vl_table_name(&arena, "my file.v2.jsonl.gz"), "my_file_v2");
	CHECK_STR(vl_table_name(&arena, "2024.csv"), "_2024");
	CHECK_STR(vl_table_name(&arena, "-"), "input_table");
	CHECK_STR(vl_table_name(&arena, ""), "input_table");
	CHECK_STR(vl_table_name(&arena, ".csv"), "_csv");
	CHECK_STR(vl_table_name(&arena, "dir/"), "dir");
	CHECK_STR(vl_split_name("t=a.csv", &name), "a.csv");
	CHECK(vl_str_is(name, "t"));
	name.p = NULL;
	CHECK_STR(vl_split_name("a.csv", &name), "a.csv");
	CHECK_STR(vl_split_name("a/b=c.csv", &name), "a/b=c.csv");
	CHECK_STR(vl_split_name("1=c", &name), "1=c");
	CHECK(name.p == NULL);
}

static void
test_show(void)
{
	const char *text = "1001|ok|12.5\n1002|bad|1.5\n";
	struct vl_input *in =
	    vl_input_memory("events.csv", text, (int64_t)strlen(text), true);
	struct vl_buf out = { 0 };
	struct vl_err err = { 0 };
	struct vl_probe p;

	CHECK_INT(vl_probe(&arena, in, &p, &err), 0);
	vl_probe_json(&p, "events.csv", NULL, &out);
	vl_buf_byte(&out, '\0');
	CHECK_STR(out.p,
	    "{\"path\":\"events.csv\",\"kind\":\"line\","
	    "\"final_format\":\"line_split\",\"score\":73,"
	    "\"confidence\":\"medium\",\"schema\":null,"
	    "\"suggested_table_name\":\"events\",\"mode\":\"split\","
	    "\"delimiter\":\"|\",\"mappings\":["
	    "{\"column\":\"c0\",\"source_index\":0},"
	    "{\"column\":\"c1\",\"source_index\":1},"
	    "{\"column\":\"c2\",\"source_index\":2}],"
	    "\"candidates\":[{\"format\":\"line_split\",\"kind\":\"line\","
	    "\"score\":73,\"reason\":\"'|' makes 3 fields of every line; "
	    "no header\",\"evidence\":[\"'|' makes 3 fields of every line\","
	    "\"no header\"]},{\"format\":\"csv\",\"kind\":\"csv\","
	    "\"score\":55,\"reason\":\"extension .csv\","
	    "\"evidence\":[\"extension .csv\"]}],\"warnings\":[]}");
	vl_input_close(in);
	vl_buf_release(&out);
}

static void
show_rows(struct vl_source *s, struct vl_buf *out, struct vl_err *err, int *rc)
{
	int *column = vl_new(&arena, int, s->schema->count);
	struct vl_want want = { .count = s->schema->count,
		.column = column,
		.limit = -1,
		.threads = 1 };
	struct vl_stream *rows;
	struct vl_scan *scan;
	struct vl_batch *b;

	for (int i = 0; i < s->schema->count; i++) {
		column[i] = i;
		vl_buf_printf(out, "%s%.*s ", i ? "," : "",
		    (int)s->schema->field[i].name.n,
		    s->schema->field[i].name.p);
		vl_type_name(s->schema->field[i].type, out);
	}
	*rc = vl_source_scan(s, &want, &scan, err);
	if (*rc < 0)
		return;
	*rc = vl_scan_stream(scan, &rows, err);
	if (*rc < 0)
		return;
	while ((*rc = vl_stream_next(rows, &b, err)) > 0)
		for (int64_t r = 0; r < b->rows; r++)
			for (int i = 0; i < s->schema->count; i++) {
				vl_buf_byte(out, i ? '|' : '/');
				vl_show_value(vl_batch_dense(b, i), r,
				    VL_SHOW_PLAIN, out);
			}
	vl_stream_close(rows);
}

/* Schema and rows, or the message. */
static const char *
open_show(const char *path, const char *format)
{
	struct vl_settings none = { 0 };
	struct vl_open how = {
		.format = format, .settings = &none, .threads = 1
	};
	struct vl_err err = { 0 };
	struct vl_buf out = { 0 };
	struct vl_source *s;
	int rc = vl_open_path(path, &how, &s, &err);

	if (rc >= 0) {
		do {
			vl_buf_reset(&out);
			show_rows(s, &out, &err, &rc);
		} while (rc == VL_ERETRY && vl_source_widen(s, &err) > 0);
		vl_source_close(s);
	}
	const char *said = rc < 0 ? vl_str_printf(&arena, "%s", err.msg) :
				    vl_str_cstr(&arena, vl_buf_view(&out));

	vl_buf_release(&out);
	return said;
}

static char dir[] = "/tmp/vl-probe-XXXXXX";

static char *
put(const char *name, const char *text)
{
	char *path = vl_str_printf(&arena, "%s/%s", dir, name);
	FILE *f = fopen(path, "wb");

	CHECK(f != NULL);
	fputs(text, f);
	fclose(f);
	return path;
}

static void
test_open(void)
{
	CHECK(mkdtemp(dir) != NULL);
	char *lines = put("a.jsonl", "{\"i\":1,\"s\":\"x\"}\n");
	char *pipes = put("b.log", "1|x\n2|y z|more\n");
	char *line = put("c.txt", "just\nsome lines, here\n");
	char *empty = put("d.csv", "");

	CHECK_STR(open_show(lines, NULL), "i BIGINT,s VARCHAR/1|x");
	CHECK_STR(open_show(lines, "json"), "i BIGINT,s VARCHAR/1|x");
	CHECK_STR(open_show(line, NULL), "line VARCHAR/just/some lines, here");
	CHECK_STR(open_show(pipes, NULL), "line VARCHAR/1|x/2|y z|more");
	CHECK_STR(open_show(empty, NULL), "the input is empty");
	CHECK_STR(open_show(lines, "cvs"), "nothing reads format 'cvs'");
	CHECK_STR(open_show(lines, "table"), "nothing reads format 'table'");
	CHECK(strstr(open_show("/nonexistent", NULL), "No such file") != NULL);
	CHECK(strstr(open_show("/nonexistent/*.csv", NULL),
		  "no file matches") != NULL);
	unlink(lines);
	unlink(pipes);
	unlink(line);
	unlink(empty);
	rmdir(dir);
	vl_arena_release(&arena);
}

VL_TESTS(
    test_json, test_delimited, test_other, test_names, test_show, test_open)
