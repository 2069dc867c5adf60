/*
 * test_json.c -- the JSON reader.
 *
 * Goal: what is JSON is read with its values, what is not is refused where it
 * goes wrong, whatever the blocks, the threads and the columns asked for.
 * Method: the JSONTestSuite; random documents against cJSON; the same rows as
 * lines, as values after each other and as an array; kernels against scalar.
 */
#include <assert.h>
#include <dirent.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#include <cjson/cJSON.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/rand.h"
#include "check.h"
#include "col/batch.h"
#include "col/show.h"
#include "fmt/fmt.h"
#include "fmt/json.h"
#include "fmt/json_int.h"
#include "kern/kern.h"

enum {
	THREADS_MAX = 8,
#ifdef VL_TEST_SMALL
	RETRY_ROWS = 3000, /* more than a sample covers */
#else
	RETRY_ROWS = 190000,
#endif
	MORSELS_MAX = 1 << 16
};

static struct vl_arena arena;

/* How a test reads. */
struct reading {
	const char *format;  /* jsonl, json */
	const char *options; /* "key=value key=value" */
	bool seekable;
	bool ignore_errors;
	int threads;
	int columns; /* the first so many, -1: all */
	int64_t limit;
	int conjunct_count;
	const struct vl_conjunct *conjunct;
	int retries;      /* out */
	int64_t rejected; /* out */
};

static const struct reading plain = { .format = "jsonl",
	.seekable = true,
	.threads = 1,
	.columns = -1,
	.limit = -1 };

static void
show_batch(struct vl_batch *b, struct vl_buf *out)
{
	for (int64_t r = 0; r < b->rows; r++) {
		for (int c = 0; c < b->schema->count; c++) {
			if (c > 0)
				vl_buf_byte(out, '|');
			vl_show_value(
			    vl_batch_dense(b, c), r, VL_SHOW_JSON, out);
		}
		vl_buf_byte(out, '\n');
	}
}

struct job {
	struct vl_scan *scan;
	struct vl_buf *morsel; /* [MORSELS_MAX] */
	struct vl_err err;
	int rc;
};

static void *
run_worker(void *arg)
{
	struct job *j = arg;
	struct vl_scan_worker *w;
	struct vl_batch *b;
	int64_t m;

	j->rc = vl_scan_worker(j->scan, &w, &j->err);
	if (j->rc < 0)
		return NULL;
	while ((j->rc = w->begin(w, &m, &j->err)) > 0) {
		assert(m >= 0 && m < MORSELS_MAX);
		while ((j->rc = vl_stream_next(&w->stream, &b, &j->err)) > 0)
			show_batch(b, &j->morsel[m]);
		if (j->rc < 0)
			break;
	}
	vl_stream_close(&w->stream);
	return NULL;
}

/* All morsels by r->threads workers, in their order. */
static int
run_scan(struct vl_scan *scan, const struct reading *r, struct vl_buf *out,
    struct vl_err *err)
{
	struct vl_buf *morsel = vl_alloc(MORSELS_MAX * (int64_t)sizeof *morsel);
	struct job job[THREADS_MAX] = { 0 };
	pthread_t thread[THREADS_MAX];
	int rc = 0;

	for (int i = 0; i < r->threads; i++) {
		job[i].scan = scan;
		job[i].morsel = morsel;
		pthread_create(&thread[i], NULL, run_worker, &job[i]);
	}
	for (int i = 0; i < r->threads; i++) {
		pthread_join(thread[i], NULL);
		if (job[i].rc < 0 && (rc == 0 || rc == VL_ESTOP)) {
			rc = job[i].rc;
			*err = job[i].err;
		}
	}
	for (int i = 0; i < MORSELS_MAX; i++) {
		vl_buf_str(out, vl_buf_view(&morsel[i]));
		vl_buf_release(&morsel[i]);
	}
	vl_dealloc(morsel);
	return rc;
}

static void
show_schema(const struct vl_schema *s, struct vl_buf *out)
{
	for (int i = 0; i < s->count; i++) {
		vl_buf_printf(out, "%s%.*s ", i ? ", " : "",
		    (int)s->field[i].name.n, s->field[i].name.p);
		vl_type_name(s->field[i].type, out);
	}
	vl_buf_byte(out, '\n');
}

static int
read_source(struct vl_source *s, struct reading *r, struct vl_buf *out,
    struct vl_err *err)
{
	int rc;

	for (;;) {
		int n = r->columns < 0 ? s->schema->count : r->columns;
		int *column = vl_new(&arena, int, n);
		struct vl_want want = { .count = n,
			.column = column,
			.limit = r->limit,
			.conjunct_count = r->conjunct_count,
			.conjunct = r->conjunct,
			.threads = r->threads };
		struct vl_scan *scan;

		for (int i = 0; i < n; i++)
			column[i] = i;
		vl_buf_reset(out);
		show_schema(s->schema, out);
		rc = vl_source_scan(s, &want, &scan, err);
		if (rc < 0)
			return rc;
		for (int i = 0; i < r->conjunct_count; i++)
			CHECK_INT(scan->conjunct_answer[i], VL_EXACT);
		rc = run_scan(scan, r, out, err);
		r->rejected = scan->stats.rejected;
		vl_scan_close(scan);
		if (rc != VL_ERETRY)
			return rc;
		r->retries++;
		rc = vl_source_widen(s, err);
		if (rc < 0)
			return rc;
	}
}

/* Schema and rows of a text, or the message with its place. */
static struct vl_str
read_text(struct vl_str text, struct reading *r)
{
	struct vl_settings settings = { 0 };
	struct vl_open how = { .format = r->format,
		.settings = &settings,
		.tmpdir = "/tmp",
		.threads = r->threads,
		.ignore_errors = r->ignore_errors };
	struct vl_err err = { 0 };
	struct vl_buf out = { 0 };
	struct vl_source *s;
	const char *o = r->options ? r->options : "";
	struct vl_input *in = vl_input_memory("t", text.p, text.n, r->seekable);
	int rc;

	while (*o) {
		int64_t n = (int64_t)strcspn(o, " ");

		CHECK_INT(vl_settings_add(
			      &arena, &settings, (struct vl_str){ o, n }, &err),
		    0);
		o += n + (o[n] == ' ');
	}
	r->retries = 0;
	rc = vl_format_find(vl_str(r->format))->open(in, &how, &s, &err);
	if (rc >= 0) {
		rc = read_source(s, r, &out, &err);
		vl_source_close(s);
	}
	if (rc < 0) {
		vl_buf_reset(&out);
		vl_buf_printf(&out, "%s:%d:%d: %s\n", err.path, (int)err.row,
		    (int)err.column, err.msg);
	}
	struct vl_str copy = vl_str_copy(&arena, vl_buf_view(&out));

	vl_buf_release(&out);
	return copy;
}

static const char *
read_z(const char *text, struct reading r)
{
	return read_text(vl_str(text), &r).p;
}

static const char *
with(const char *text, const char *options)
{
	struct reading r = plain;

	r.options = options;
	return read_z(text, r);
}

static const char *
lines(const char *text)
{
	return with(text, NULL);
}

static const char *
values(const char *text)
{
	struct reading r = plain;

	r.format = "json";
	return read_z(text, r);
}

static void
test_types(void)
{
	CHECK_STR(lines("{\"a\":1,\"b\":\"x\",\"c\":1.5,\"d\":true}\n"
			"{\"d\":null,\"a\":-7,\"c\":2}\n"),
	    "a BIGINT, b VARCHAR, c DOUBLE, d BOOLEAN\n"
	    "1|\"x\"|1.5|true\n-7|null|2|null\n");
	CHECK_STR(lines("{\"a\":[1,2],\"b\":[1,2.5],\"c\":[],\"d\":[1,\"x\"],"
			"\"e\":{\"k\": [1 ,2]},\"f\":[null, 3 ]}\n"),
	    "a BIGINT[], b DOUBLE[], c BIGINT[], d JSON, e JSON, f BIGINT[]\n"
	    "[1,2]|[1,2.5]|[]|[1,\"x\"]|{\"k\": [1 ,2]}|[null,3]\n");
	/* Nothing wider than it has to be, nothing lost. */
	CHECK_STR(lines("{\"a\":9223372036854775807}\n"),
	    "a BIGINT\n"
	    "9223372036854775807\n");
	CHECK_STR(lines("{\"a\":9223372036854775808}\n{\"a\":1}"),
	    "a HUGEINT\n9223372036854775808\n1\n");
	CHECK_STR(lines("{\"a\":123456789012345678901234567890123456789012}"),
	    "a VARCHAR\n\"123456789012345678901234567890123456789012\"\n");
	CHECK_STR(lines("{\"a\":9007199254740993}\n{\"a\":0.5}\n"),
	    "a VARCHAR\n\"9007199254740993\"\n\"0.5\"\n");
	CHECK_STR(lines("{\"a\":9007199254740992}\n{\"a\":0.5}\n"),
	    "a DOUBLE\n9007199254740992\n0.5\n");
	CHECK_STR(lines("{\"a\":-0}\n"), "a DOUBLE\n-0\n");
	CHECK_STR(lines("{\"a\":1e999}\n"), "a VARCHAR\n\"1e999\"\n");
	CHECK_STR(lines("{\"a\":1}\n{\"a\":\"007\"}\n{\"a\":true}\n"),
	    "a VARCHAR\n\"1\"\n\"007\"\n\"true\"\n");
	CHECK_STR(lines("{\"a\":1}\n{\"a\":{\"b\":2}}\n{\"a\":\"x\\n\"}\n"),
	    "a JSON\n1\n{\"b\":2}\n\"x\\n\"\n");
	CHECK_STR(lines("{\"a\":null}\n"), "a VARCHAR\nnull\n");
	CHECK_STR(
	    lines("{\"a\":true}\n{\"a\":0}\n"), "a VARCHAR\n\"true\"\n\"0\"\n");
}

static void
test_rows(void)
{
	/* Blank lines, CRLF, a mark, spaces, no newline at the end. */
	CHECK_STR(lines("\xef\xbb\xbf\n \t\r\n{\"a\" : 1 , \"b\":\t2}\r\n\n"
			"  { }  \n{\"a\":3}"),
	    "a BIGINT, b BIGINT\n1|2\nnull|null\n3|null\n");
	/* The last of a repeated key counts; keys may have escapes. */
	CHECK_STR(lines("{\"a\":1,\"a\":2}\n{\"\\u0061\":3}\n{\"\":4}\n"),
	    "a BIGINT,  BIGINT\n2|null\n3|null\nnull|4\n");
	CHECK_STR(lines("{\"k\\\"\":1}\n{\"k\\\"\":2,\"b\":3}\n"),
	    "k\" BIGINT, b BIGINT\n1|null\n2|3\n");
	CHECK_STR(lines("{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}\n"),
	    "a VARCHAR\n\"\\\"\\\\/\\b\\f\\n\\r\\t\"\n");
	CHECK_STR(lines("{\"a\":\"\\u00e9\\ud83d\\ude00\\u20AC\"}\n"),
	    "a VARCHAR\n\"\xc3\xa9\xf0\x9f\x98\x80\xe2\x82\xac\"\n");
	CHECK_STR(lines("{\"a\":\"\\ud83d\\ud83d\\ude00 \\ude00 \\ud83dx\"}"),
	    "a VARCHAR\n\"\xef\xbf\xbd\xf0\x9f\x98\x80 \xef\xbf\xbd "
	    "\xef\xbf\xbdx\"\n");
	CHECK_STR(lines("{}\n{}\n"), "\n\n\n");
}

static void
test_refused(void)
{
	CHECK_STR(lines(""), "t:0:0: the input is empty\n");
	CHECK_STR(lines(" \n\n"), "t:0:0: the input is empty\n");
	CHECK_STR(lines("{\"a\":1}\n{\"a\":}\n"),
	    "t:2:6: malformed JSON: expected a value\n");
	CHECK_STR(lines("{\"a\":1}\n\n[1]\n"),
	    "t:3:1: malformed JSON: expected an object\n");
	CHECK_STR(lines("{\"a\":1} x\n"),
	    "t:1:9: malformed JSON: expected the end of the line\n");
	CHECK_STR(lines("{\"a\":1\n}"),
	    "t:1:7: malformed JSON: expected ',' or '}'\n");
	CHECK_STR(lines("{\"a\":\"x\n\"}"),
	    "t:1:8: malformed JSON: the string does not end on its line\n");
	CHECK_STR(lines("{\"a\":\"\xff\"}"),
	    "t:1:7: malformed JSON: invalid UTF-8\n");
	CHECK_STR(lines("{\"a\":\"ab\xc3\"}"),
	    "t:1:9: malformed JSON: invalid UTF-8\n");
	CHECK_STR(lines("{\"a\":\"\\x\"}"),
	    "t:1:7: malformed JSON: no such escape\n");
	CHECK_STR(lines("{\"a\":\"\\u00g0\"}"),
	    "t:1:7: malformed JSON: \\u needs four hexadecimal digits\n");
	CHECK_STR(lines("{\"a\":01}"),
	    "t:1:6: malformed JSON: a number must not begin with 0\n");
	CHECK_STR(lines("{\"a\":\"x"),
	    "t:1:8: malformed JSON: the string does not end on its line\n");
	/* A column that is not asked for is checked all the same. */
	struct reading r = plain;

	r.columns = 0;
	CHECK_STR(read_z("{\"a\":1}\n{\"a\":tru}\n", r),
	    "t:2:6: malformed JSON: expected a value\n");
	r.ignore_errors = true;
	CHECK_STR(
	    read_z("{\"a\":1}\n{\"a\":tru}\n{\"a\":2}\n", r), "a BIGINT\n\n\n");
	r.columns = 1;
	CHECK_STR(read_z("{\"a\":1}\n{\"a\":9,\"b\"}\n{\"b\":2}\n", r),
	    "a BIGINT, b BIGINT\n1\nnull\n");
}

/* How records stand in a text, and what is wrong with one of them. */
static const struct {
	const char *before, *head, *tail, *between, *behind;
} shapes[] = {
	{ "[", "{\"a\":", ",\"b\":{\"c\":[1,\"x\"]}}", ",\n", "]" },
	{ "[\n", "  {\n  \"a\":", ",\n  \"b\": {\n    \"c\":[\n{}]\n  }\n  }",
	    ",\n", "\n]\n" },
	{ "", "{\n\"a\":", ",\n\"b\":{\n  \"c\":[1,\"x\"]\n  }\n}", "\n",
	    "\n" },
};

static const struct {
	const char *good, *bad;
} faults[] = {
	{ "\"a\":", "\"a\"," },  /* brackets are fine */
	{ "\"b\"", "\"b" },      /* a quote is missing */
	{ "\"c\"", "\"c\"c\"" }, /* ... or too many */
	{ "{", "{[" },           /* a bracket too many */
	{ "]", "}" },            /* ... of the wrong kind */
	{ "}", "" },             /* ... or missing */
};

/* What is malformed is left out, and nothing else. */
static void
test_skipped(void)
{
	enum {
		RECORDS = 40
	};

	for (int i = 0; i < VL_COUNTOF(shapes) * VL_COUNTOF(faults); i++) {
		int l = i % VL_COUNTOF(shapes);
		int f = i / VL_COUNTOF(shapes);
		struct vl_buf text = { 0 };
		struct vl_buf want = { 0 };
		struct reading r = plain;

		vl_buf_cstr(&text, shapes[l].before);
		for (int k = 0; k < RECORDS; k++) {
			const char *one = vl_str_printf(&arena, "%s%d%s",
			    shapes[l].head, k, shapes[l].tail);
			const char *at = strstr(one, faults[f].good);

			vl_buf_cstr(&text, k ? shapes[l].between : "");
			if (k % 10 == 3) {
				vl_buf_add(&text, one, at - one);
				vl_buf_cstr(&text, faults[f].bad);
				one = at + strlen(faults[f].good);
			} else {
				vl_buf_printf(&want, "%d\n", k);
			}
			vl_buf_cstr(&text, one);
		}
		vl_buf_cstr(&text, shapes[l].behind);
		r.format = "json";
		r.ignore_errors = true;
		r.columns = 1;
		for (int way = 0; way < 4; way++) {
			r.seekable = way & 1;
			r.threads = way & 2 ? 3 : 1;
			struct vl_str got = read_text(vl_buf_view(&text), &r);
			int64_t line = vl_str_find(got, VL_STR("\n")) + 1;

			CHECK_STR(got.p + line, want.p);
			CHECK(r.rejected >= RECORDS / 10);
		}
		vl_buf_release(&text);
		vl_buf_release(&want);
	}
	/* What cannot be parted from it goes, too; so does what follows. */
	struct reading r = plain;

	r.format = "json";
	r.ignore_errors = true;
	CHECK_STR(read_z("[{\"a\":1},{\"a\":2},{\"a\":\"},{\"a\":4}]", r),
	    "a BIGINT\n1\n2\n");
	CHECK_STR(read_z("[{\"a\":1},2,\"x\",[],{\"a\":2},,{\"a\":3}] tail", r),
	    "a BIGINT\n1\n2\n3\n");
	CHECK_STR(read_z("[{\"a\":1},{\"a\":2}", r), "a BIGINT\n1\n2\n");
	CHECK_STR(read_z("{\"a\":1}}\n}{\"a\":2}\n]\n{\"a\":3}", r),
	    "a BIGINT\n1\n2\n3\n");
}

static void
test_values(void)
{
	const char *want = "a BIGINT, b JSON\n1|{\"b1\":1}\n"
			   "2|{\"b1\":2,\"b2\":[\"x\",3,null]}\n";

	CHECK_STR(values("[{\"a\":1,\"b\":{\"b1\":1}},"
			 "{\"a\":2,\"b\":{\"b1\":2,\"b2\":[\"x\",3,null]}}]"),
	    want);
	CHECK_STR(
	    values(" [ {\n\"a\" : 1,\"b\":{\"b1\":1}}\n,\n"
		   "{\"a\":2,\"b\":{\"b1\":2,\"b2\":[\"x\",3,null]}}\n]\n"),
	    want);
	CHECK_STR(values("{\"a\":1,\n\"b\":{\"b1\":1}}"
			 "{\"a\":2,\"b\":{\"b1\":2,\"b2\":[\"x\",3,null]}} "),
	    want);
	CHECK_STR(values("[]"), "\n");
	CHECK_STR(values("[ {} ]"), "\n\n");
	CHECK_STR(
	    values("[1,2]"), "t:1:2: malformed JSON: expected an object\n");
	CHECK_STR(values("[{\"a\":1},2]"),
	    "t:1:10: malformed JSON: expected an object\n");
	CHECK_STR(values("[{\"a\":1}\n{\"a\":2}]"),
	    "t:2:1: malformed JSON: expected ',' or ']'\n");
	CHECK_STR(values("[{\"a\":1},]"),
	    "t:1:10: malformed JSON: expected an object\n");
	CHECK_STR(values("[{\"a\":1}"),
	    "t:1:9: malformed JSON: the array does not end\n");
	CHECK_STR(values("[{\"a\":1}]\n[]"),
	    "t:2:1: malformed JSON: something follows the end of the array\n");
	CHECK_STR(values("3"), "t:1:1: malformed JSON: expected an object\n");
	CHECK_STR(values("[{\"a\":\"x]"),
	    "t:1:10: malformed JSON: the string does not end\n");
	CHECK_STR(values("  "), "t:0:0: the input is empty\n");
}

static void
test_options(void)
{
	const char *text = "{\"a\":1,\"b\":2,\"c\":\"2024-01-02\"}\n"
			   "{\"d\":1,\"c\":\"2024-01-03\"}\n";

	CHECK_STR(with(text, "columns=c,a,z"),
	    "c VARCHAR, a BIGINT, z VARCHAR\n\"2024-01-02\"|1|null\n"
	    "\"2024-01-03\"|null|null\n");
	CHECK_STR(
	    with(text, "types=a:VARCHAR,b:DOUBLE,y:BIGINT[] columns=a,b,y"),
	    "a VARCHAR, b DOUBLE, y BIGINT[]\n\"1\"|2|null\nnull|null|null\n");
	CHECK_STR(with(text, "dates=true columns=c"),
	    "c DATE\n\"2024-01-02\"\n\"2024-01-03\"\n");
	CHECK_STR(with("{\"t\":\"2024-01-02T03:04:05Z\"}\n", "dates=true"),
	    "t TIMESTAMPTZ\n\"2024-01-02 03:04:05+00\"\n");
	CHECK_STR(with("{\"t\":\"2024-01-02\"}\n{\"t\":\"x\"}\n", "dates=true"),
	    "t VARCHAR\n\"2024-01-02\"\n\"x\"\n");
	CHECK_STR(with("{\"a\":1}\n{\"a\":\"x\"}\n", "types=a:BIGINT"),
	    "t:2:6: column 'a': expected BIGINT, found \"x\"\n");
	CHECK_STR(
	    with(text, "columns=a,a"), "t:0:0: option 'columns': 'a' twice\n");
	CHECK_STR(with(text, "types=a:TINYINT"),
	    "t:0:0: JSON values are not read as TINYINT\n");
	CHECK_STR(with(text, "colums=a"),
	    "t:0:0: format 'jsonl' has no option 'colums'\n");
}

/* What the sample did not show: types widen, columns are added, once. */
static void
test_retry(void)
{
	struct vl_buf text = { 0 };
	struct reading r = plain;
	struct vl_str all, one;

	for (int i = 0; i < RETRY_ROWS; i++)
		vl_buf_printf(&text, "{\"id\":%d,\"v\":%d,\"n\":null}\n", i, i);
	vl_buf_cstr(&text, "{\"id\":\"x\",\"v\":0.5,\"late\":7,\"n\":5}\n");
	for (int i = 0; i < RETRY_ROWS; i++)
		vl_buf_printf(&text, "{\"id\":%d,\"v\":%d}\n", i, i);
	for (int seekable = 0; seekable < 2; seekable++) {
		r.seekable = seekable;
		r.threads = 1;
		all = read_text(vl_buf_view(&text), &r);
		CHECK_INT(r.retries, 1);
		CHECK(vl_str_starts(all,
		    VL_STR("id VARCHAR, v DOUBLE, n BIGINT, late BIGINT\n"
			   "\"0\"|0|null|null\n")));
		CHECK(vl_str_find(all, VL_STR("\n\"x\"|0.5|5|7\n")) > 0);
		for (r.threads = 2; r.threads <= 8; r.threads += 6) {
			one = read_text(vl_buf_view(&text), &r);
			CHECK(vl_str_eq(one, all));
		}
	}
	/* No column is asked for: nothing to widen. */
	r.threads = 1;
	r.columns = 0;
	r.seekable = true;
	read_text(vl_buf_view(&text), &r);
	CHECK_INT(r.retries, 0);
	vl_buf_release(&text);
	vl_arena_reset(&arena);
}

static void add_value(struct vl_rand *rand, struct vl_buf *out, int depth);

static void
add_space(struct vl_rand *rand, struct vl_buf *out)
{
	while (vl_rand_below(rand, 4) == 0)
		vl_buf_byte(out, " \t\r "[vl_rand_below(rand, 4)]);
}

/* A string that begins with `first`: keys of one object are not to be equal,
 * where cJSON compares only one of them. */
static void
add_string(struct vl_rand *rand, struct vl_buf *out, const char *first)
{
	static const char *const bits[] = { "a", "bc", "\\n", "\\\"", "\\\\",
		"\\u00e9", "\\ud83d\\ude00", "\xc3\xa9", "\xe6\x9d\xb1",
		"\xf0\x9f\x98\x80", ",", "}", "]", ":", "{", " ", "\\/",
		"a longer piece of text with no end in sight, it seems", "" };

	vl_buf_printf(out, "\"%s", first);
	for (int64_t n = (int64_t)vl_rand_below(rand, 9); n > 0; n--)
		vl_buf_cstr(out, bits[vl_rand_below(rand, VL_COUNTOF(bits))]);
	vl_buf_byte(out, '"');
}

static void
add_nested(struct vl_rand *rand, struct vl_buf *out, bool object, int depth)
{
	int64_t n = (int64_t)vl_rand_below(rand, 5);

	vl_buf_byte(out, object ? '{' : '[');
	for (int64_t i = 0; i < n; i++) {
		if (i > 0)
			vl_buf_byte(out, ',');
		add_space(rand, out);
		if (object) {
			add_string(
			    rand, out, (const char[]){ (char)('a' + i), 0 });
			add_space(rand, out);
			vl_buf_byte(out, ':');
		}
		add_value(rand, out, depth + 1);
		add_space(rand, out);
	}
	vl_buf_byte(out, object ? '}' : ']');
}

static void
add_value(struct vl_rand *rand, struct vl_buf *out, int depth)
{
	int64_t kind = (int64_t)vl_rand_below(rand, depth > 4 ? 7 : 9);

	add_space(rand, out);
	switch (kind) {
	case 0: vl_buf_cstr(out, "null"); break;
	case 1: vl_buf_cstr(out, "true"); break;
	case 2: vl_buf_cstr(out, "false"); break;
	case 3:
		vl_buf_printf(
		    out, "%d", (int)vl_rand_below(rand, 2000000) - 1000000);
		break;
	case 4:
		vl_buf_printf(out, "%.*e", (int)vl_rand_below(rand, 17),
		    (double)vl_rand_below(rand, 1 << 30) / 7);
		break;
	case 5:
	case 6: add_string(rand, out, ""); break;
	default: add_nested(rand, out, kind == 7, depth); break;
	}
}

/* The value as cJSON has it, against what was read. */
static void
compare(const cJSON *want, const char *json)
{
	cJSON *got = cJSON_Parse(json);

	char *text = cJSON_PrintUnformatted(want);
	bool same = cJSON_Compare(got, want, true) ||
	    (cJSON_IsNumber(got) && cJSON_IsNumber(want) &&
		fabs(got->valuedouble - want->valuedouble) <=
		    fabs(want->valuedouble) * 1e-15);

	CHECK(same);
	if (!same)
		printf("%swant %s\n", json, text);
	cJSON_free(text);
	cJSON_Delete(got);
}

/*
 * Rows of one key: what comes out means what cJSON takes it to mean.  Each in a
 * file of its own, so that its type is its own.
 */
static void
test_against_cjson(void)
{
	struct vl_rand rand;
	struct vl_buf text = { 0 };

	rand = vl_rand_init(4711);
	for (int round = 0; round < 3000; round++) {
		struct reading r = plain;

		vl_buf_reset(&text);
		vl_buf_cstr(&text, "{ \"k\" :");
		add_value(&rand, &text, 0);
		vl_buf_cstr(&text, " }\n");
		struct vl_str got = read_text(vl_buf_view(&text), &r);
		int64_t nl = vl_str_find(got, VL_STR("\n"));

		vl_buf_byte(&text, '\0');
		cJSON *want = cJSON_Parse(text.p);

		CHECK(want != NULL);
		CHECK(nl > 0 && nl < got.n - 1);
		compare(cJSON_GetObjectItem(want, "k"), got.p + nl + 1);
		cJSON_Delete(want);
		vl_arena_reset(&arena);
	}
	vl_buf_release(&text);
}

/* The same rows in every layout, by any number of workers, in any blocks. */
static void
test_same_everywhere(void)
{
	static const char *const layouts[][4] = {
		{ "jsonl", "", "\n", "" },
		{ "json", "", " \n ", "" },
		{ "json", "[", "\n,", "]" },
		{ "json", "\n[\n", " , ", "\n]\n\n" },
	};
	struct vl_str want = { 0 };
	struct vl_rand rand;

	for (int l = 0; l < VL_COUNTOF(layouts); l++) {
		const char *const *layout = layouts[l];
		struct vl_buf text = { 0 };

		rand = vl_rand_init(99);
		vl_buf_cstr(&text, layout[1]);
		for (int i = 0; i < 4000; i++) {
			if (i > 0)
				vl_buf_cstr(&text, layout[2]);
			vl_buf_printf(&text, "{\"i\":%d,\"v\":", i);
			add_value(&rand, &text, 0);
			vl_buf_cstr(&text, ",\"s\":");
			add_string(&rand, &text, "");
			vl_buf_cstr(&text, i % 3 ? "}" : ",\"o\":1.5}");
		}
		vl_buf_cstr(&text, layout[3]);
		for (int threads = 1; threads <= 8; threads *= 2)
			for (int seekable = 0; seekable < 2; seekable++) {
				struct reading r = plain;

				r.format = layout[0];
				r.threads = threads;
				r.seekable = seekable;
				struct vl_str got =
				    read_text(vl_buf_view(&text), &r);

				if (want.p == NULL)
					want = got;
				CHECK(vl_str_eq(got, want));
			}
		vl_buf_release(&text);
	}
	CHECK(vl_str_starts(
	    want, VL_STR("i BIGINT, v JSON, s VARCHAR, o DOUBLE\n")));
	vl_arena_reset(&arena);
}

/* A limit ends the scan after the morsels that it takes. */
static void
test_limit(void)
{
	struct vl_buf text = { 0 };
	struct reading r = plain;
	int64_t lines_read = 0;

	for (int i = 0; i < RETRY_ROWS; i++)
		vl_buf_printf(&text, "{\"i\":%d}\n", i);
	r.limit = 5;
	struct vl_str got = read_text(vl_buf_view(&text), &r);

	CHECK(vl_str_starts(got, VL_STR("i BIGINT\n0\n1\n2\n3\n4\n")));
	for (int64_t i = 0; i < got.n; i++)
		lines_read += got.p[i] == '\n';
	CHECK(lines_read < RETRY_ROWS / 4);
	vl_buf_release(&text);
}

/* A pipe can be scanned again, not twice at a time; what did not fail is not
 * widened. */
static void
test_twice(void)
{
	struct vl_settings none = { 0 };
	struct vl_open how = { .settings = &none, .tmpdir = "/tmp" };
	struct vl_err err = { 0 };
	const int column = 0;
	struct vl_want want = {
		.count = 1, .column = &column, .limit = -1, .threads = 1
	};
	struct vl_scan *one, *two;
	struct vl_source *s;

	CHECK_INT(vl_jsonl_open(vl_input_memory("t", "{\"a\":1}\n", 8, false),
		      &how, &s, &err),
	    0);
	CHECK_INT(vl_source_widen(s, &err), 0);
	CHECK_INT(vl_source_scan(s, &want, &one, &err), 0);
	CHECK_INT(vl_source_scan(s, &want, &two, &err), VL_EUNSUPPORTED);
	vl_scan_close(one);
	CHECK_INT(vl_source_scan(s, &want, &two, &err), 0);
	vl_scan_close(two);
	vl_source_close(s);
}

static struct vl_conjunct
conjunct(int column, enum vl_cmp cmp, struct vl_type t, const void *data,
    int64_t rows)
{
	return (struct vl_conjunct){ column, cmp,
		{ .type = t, .form = VL_FLAT, .rows = rows, .data = data } };
}

static void
test_conjuncts(void)
{
	const char *text = "{\"i\":1,\"s\":\"ab\",\"d\":0.5,\"b\":true}\n"
			   "{\"i\":2,\"s\":\"abc\",\"d\":1.5}\n"
			   "{\"i\":3,\"s\":null,\"d\":2.5,\"b\":false}\n"
			   "{\"i\":4,\"s\":\"b\\u0061 longer than twelve\"}\n";
	static const int64_t two[] = { 2, 4 };
	static const double half[] = { 1.5 };
	static const uint8_t yes[] = { 1 };
	struct vl_view ab[] = { vl_view("ab", 2),
		vl_view("ba longer than twelve", 21) };
	struct vl_type i64 = vl_type(VL_TYPE_I64);
	struct vl_type f64 = vl_type(VL_TYPE_F64);
	struct vl_type str = vl_type(VL_TYPE_TEXT);
	const struct {
		struct vl_conjunct q[2];
		int n;
		const char *want;
	} cases[] = {
		{ { conjunct(0, VL_CMP_EQ, i64, two, 1) }, 1, "2" },
		{ { conjunct(0, VL_CMP_NE, i64, two, 1) }, 1, "134" },
		{ { conjunct(0, VL_CMP_LT, i64, two, 1) }, 1, "1" },
		{ { conjunct(0, VL_CMP_LE, i64, two, 1) }, 1, "12" },
		{ { conjunct(0, VL_CMP_GT, i64, two, 1) }, 1, "34" },
		{ { conjunct(0, VL_CMP_GE, i64, two, 1) }, 1, "234" },
		{ { conjunct(0, VL_CMP_IN, i64, two, 2) }, 1, "24" },
		{ { conjunct(2, VL_CMP_GE, f64, half, 1) }, 1, "23" },
		{ { conjunct(3, VL_CMP_EQ, vl_type(VL_TYPE_BOOL), yes, 1) }, 1,
		    "1" },
		{ { conjunct(1, VL_CMP_EQ, str, ab, 1) }, 1, "1" },
		{ { conjunct(1, VL_CMP_NE, str, ab, 1) }, 1, "24" },
		{ { conjunct(1, VL_CMP_GT, str, ab, 1) }, 1, "24" },
		{ { conjunct(1, VL_CMP_IN, str, ab, 2) }, 1, "14" },
		{ { conjunct(1, VL_CMP_PREFIX, str, ab, 1) }, 1, "12" },
		{ { conjunct(1, VL_CMP_IS_NULL, str, NULL, 0) }, 1, "3" },
		{ { conjunct(3, VL_CMP_IS_NOT_NULL, str, NULL, 0) }, 1, "13" },
		{ { conjunct(0, VL_CMP_GE, i64, two, 1),
		      conjunct(1, VL_CMP_PREFIX, str, ab, 1) },
		    2, "2" },
	};

	for (int i = 0; i < VL_COUNTOF(cases); i++) {
		struct reading r = plain;
		char want[64] = "i BIGINT, s VARCHAR, d DOUBLE, b BOOLEAN\n";
		size_t at = strlen(want);

		for (const char *c = cases[i].want; *c; c++) {
			want[at++] = *c;
			want[at++] = '\n';
		}
		want[at] = '\0';
		r.columns = 1;
		r.conjunct = cases[i].q;
		r.conjunct_count = cases[i].n;
		CHECK_STR(read_z(text, r), want);
	}
}

static void
test_nesting(void)
{
	struct vl_buf text = { 0 };

	for (int depth = 1022; depth <= 1026; depth += 2) {
		vl_buf_reset(&text);
		vl_buf_cstr(&text, "{\"a\":");
		for (int i = 0; i < depth; i++)
			vl_buf_cstr(&text, i % 2 ? "{\"k\":" : "[");
		vl_buf_cstr(&text, "1");
		for (int i = depth; i-- > 0;)
			vl_buf_byte(&text, i % 2 ? '}' : ']');
		vl_buf_cstr(&text, "}\n");
		vl_buf_byte(&text, '\0');
		bool refused =
		    strstr(lines(text.p), "more than 1024 deep") != NULL;

		CHECK_INT(refused, depth > JSON_DEPTH_MAX);
	}
	vl_buf_reset(&text);
	vl_buf_cstr(&text, "{\"a\":");
	for (int i = 0; i < 100000; i++)
		vl_buf_byte(&text, '[');
	vl_buf_byte(&text, '\0');
	CHECK(strstr(lines(text.p), "more than 1024 deep") != NULL);
	vl_buf_release(&text);
	vl_arena_reset(&arena);
}

/* The text of one file of the suite as the value of a key. */
static bool
accepts(const char *path)
{
	struct vl_err err = { 0 };
	struct vl_buf text = { 0 };
	struct vl_input *in;
	struct reading r = plain;
	int64_t got;

	CHECK_INT(vl_input_open(path, 0, &in, &err), 0);
	vl_buf_cstr(&text, "{\"k\":");
	do {
		got = vl_input_read(in, vl_buf_room(&text, 65536), 65536, &err);
		text.len += got > 0 ? got : 0;
	} while (got > 0);
	vl_input_close(in);
	vl_buf_cstr(&text, "\n}");
	r.format = "json";
	r.threads = 1;
	struct vl_str out = read_text(vl_buf_view(&text), &r);

	vl_buf_release(&text);
	return !vl_str_starts(out, VL_STR("t:"));
}

static void
test_suite(void)
{
	const char *shared = getenv("VL_SHARED");
	char path[1024];
	DIR *dir;
	struct dirent *e;
	int seen = 0;

	snprintf(path, sizeof path, "%s/data/json/test_parsing",
	    shared ? shared : "../shared");
	dir = opendir(path);
	if (dir == NULL) {
		printf("note: no JSONTestSuite at %s, not tried\n", path);
		return;
	}
	while ((e = readdir(dir)) != NULL) {
		char file[2048];

		if (e->d_name[0] != 'y' && e->d_name[0] != 'n' &&
		    e->d_name[0] != 'i')
			continue;
		snprintf(file, sizeof file, "%s/%s", path, e->d_name);
		bool yes = accepts(file);

		if (e->d_name[0] != 'i' && yes != (e->d_name[0] == 'y')) {
			printf("%s: %s\n", e->d_name, yes ? "read" : "refused");
			CHECK(!"as the suite says");
		}
		seen++;
		vl_arena_reset(&arena);
	}
	closedir(dir);
	CHECK(seen > 300);
}

/* Kernels against scalar, on text of nothing but what matters. */
static void
test_kernels(void)
{
	const struct vl_kern *const *all = vl_kern_all();
	struct vl_rand rand;
	char *p = vl_alloc_buffer(1024);
	uint64_t want[2][20];
	uint64_t got[2][20];

	rand = vl_rand_init(7);
	for (int round = 0; round < 500; round++) {
		int64_t n = (int64_t)vl_rand_below(&rand, 1000);
		int64_t cut =
		    (int64_t)vl_rand_below(&rand, (uint64_t)n / 64 + 1) * 64;

		for (int64_t i = 0; i < n; i++)
			p[i] = "\"\\\\\\{}[]a\n"[vl_rand_below(&rand, 10)];
		all[0]->json->mark(p, n, want[0], want[1]);
		for (int k = 1; all[k]; k++) {
			struct vl_json_nest a = { 0 };
			struct vl_json_nest b = { 0 };

			all[k]->json->mark(p, n, got[0], got[1]);
			for (int64_t w = 0; w < (n + 63) / 64; w++) {
				CHECK(got[0][w] == want[0][w]);
				CHECK(got[1][w] == want[1][w]);
			}
			CHECK_INT(all[k]->json->last_close(p, cut, 1, &a),
			    all[0]->json->last_close(p, cut, 1, &b));
			CHECK_INT(
			    all[k]->json->last_close(p + cut, n - cut, 1, &a),
			    all[0]->json->last_close(p + cut, n - cut, 1, &b));
			CHECK(a.depth == b.depth && a.inside == b.inside);
		}
		/* Scalar against the obvious. */
		int run = 0;

		for (int64_t i = 0; i < n; i++) {
			bool quote = p[i] == '"' && run % 2 == 0;

			CHECK_INT(vl_bit_get(want[0], i), quote);
			run = p[i] == '\\' ? run + 1 : 0;
		}
	}
	vl_dealloc(p);
}

VL_TESTS(test_types, test_rows, test_refused, test_skipped, test_values,
    test_options, test_retry, test_against_cjson, test_same_everywhere,
    test_limit, test_twice, test_conjuncts, test_nesting, test_suite,
    test_kernels)
