/*
 * Goal: what the writers of text write reads back as what they were given.
 * Method: exact outputs for the rules; random hostile tables read back with
 * libcsv and cJSON and compared, field by field, with vl_show_value().
 */
#include "base/arena.h"
#include "col/show.h"
#include "fmt/fmt.h"

#include <cjson/cJSON.h>
#include <csv.h>
#include <stdlib.h>

#include "check.h"
#include "make.h"

static struct vl_arena arena;

static struct vl_settings
settings(const char *options)
{
	struct vl_settings s = { 0 };
	struct vl_err err = { 0 };

	while (*options) {
		int64_t n = (int64_t)strcspn(options, " ");

		CHECK_INT(vl_settings_add(
			      &arena, &s, (struct vl_str){ options, n }, &err),
		    0);
		options += n + (options[n] == ' ');
	}
	return s;
}

/* All that a writer says about some batches, or its error. */
static struct vl_str
written_all(const char *format, const char *options, struct vl_batch **b,
    int batches, const struct vl_err *failed)
{
	struct vl_settings s = settings(options);
	struct vl_write how = { .settings = &s };
	struct vl_err err = { 0 };
	struct vl_writer *w;
	struct vl_buf out = { 0 };

	if (vl_writer_open(format, b[0]->schema, &how, &w, &err) < 0)
		return vl_str_copy(&arena, vl_str(err.msg));
	CHECK_INT(w->class->begin(w, &out, &err), 0);
	int64_t rows = out.len;

	for (int i = 0; i < batches; i++) {
		struct vl_buf piece = { 0 };

		CHECK_INT(w->class->batch(w, b[i], &piece, &err), 0);
		if (piece.len > 0 && out.len > rows)
			vl_buf_cstr(&out, w->class->separator);
		vl_buf_str(&out, vl_buf_view(&piece));
		vl_buf_release(&piece);
	}
	CHECK_INT(w->class->end(w, failed, &out, &err), 0);
	vl_writer_close(w);
	struct vl_str text = vl_str_copy(&arena, vl_buf_view(&out));

	vl_buf_release(&out);
	return text;
}

static const char *
written(const char *format, const char *options, struct vl_batch *b)
{
	return written_all(format, options, &b, 1, NULL).p;
}

/* ---- rules ---- */

static void
test_csv_quotes_where_needed(void)
{
	struct vl_batch *b =
	    make_batch(&arena, "\"a,b\" VARCHAR, n BIGINT, \"\" VARCHAR", 6,
		(const char *[]){ "plain", "1", "x", "with \"quotes\"", NULL,
		    "", "comma, here and there", "-2", NULL, "line\nbreak", "3",
		    "\r", " blank ", "4", "exactly12byt", "13 bytes long", "5",
		    "tab\there" });

	CHECK_STR(written("csv", "", b),
	    "\"a,b\",n,\"\"\n"
	    "plain,1,x\n"
	    "\"with \"\"quotes\"\"\",,\"\"\n"
	    "\"comma, here and there\",-2,\n"
	    "\"line\nbreak\",3,\"\r\"\n"
	    " blank ,4,exactly12byt\n"
	    "13 bytes long,5,tab\there\n");
	CHECK_STR(written("csv", "delimiter=; header=no crlf", b),
	    "plain;1;x\r\n"
	    "\"with \"\"quotes\"\"\";;\"\"\r\n"
	    "comma, here and there;-2;\r\n"
	    "\"line\nbreak\";3;\"\r\"\r\n"
	    " blank ;4;exactly12byt\r\n"
	    "13 bytes long;5;tab\there\r\n");
	CHECK_STR(written("tsv", "quote=needed", b),
	    "a,b\tn\t\"\"\n"
	    "plain\t1\tx\n"
	    "\"with \"\"quotes\"\"\"\t\t\"\"\n"
	    "comma, here and there\t-2\t\n"
	    "\"line\nbreak\"\t3\t\"\r\"\n"
	    " blank \t4\texactly12byt\n"
	    "13 bytes long\t5\t\"tab\there\"\n");
}

static void
test_csv_options(void)
{
	struct vl_batch *b = make_batch(&arena, "t VARCHAR, d DOUBLE", 3,
	    (const char *[]){ "NA", "1.5", NULL, NULL, "", "-2" });

	CHECK_STR(
	    written("csv", "null=NA", b), "t,d\n\"NA\",1.5\nNA,NA\n\"\",-2\n");
	CHECK_STR(written("csv", "quote=all", b),
	    "\"t\",\"d\"\n\"NA\",\"1.5\"\n,\n\"\",\"-2\"\n");
	CHECK_STR(
	    written("csv", "delimiter=.", b), "t.d\nNA.\"1.5\"\n.\n\"\".-2\n");
	CHECK_STR(
	    written("csv", "null=-2", b), "t,d\nNA,1.5\n-2,-2\n\"\",\"-2\"\n");
	CHECK_STR(written("csv", "quote=some", b),
	    "option 'quote': expected needed or all, found 'some'");
	CHECK_STR(written("csv", "delimiter=\"", b),
	    "option 'delimiter': a quote, a line end or NUL cannot stand "
	    "between fields");
	CHECK_STR(written("csv", "null=a,b", b),
	    "option 'null': 'a,b' would need quotes");
	CHECK_STR(
	    written("csv", "nul=x", b), "format 'csv' has no option 'nul'");
	CHECK_STR(written("cvs", "", b), "no such format 'cvs'");
}

static void
test_csv_nested_is_json(void)
{
	struct vl_build l;
	struct vl_schema *s =
	    make_schema(&arena, "l VARCHAR[], v FLOAT[2], b BLOB");
	struct vl_batch *b = vl_batch_new(&arena, s, 2);

	vl_build_init(&l, &arena, s->field[0].type, 0);
	make_value(l.child, "a\"b");
	make_value(l.child, NULL);
	vl_build_list(&l, 2);
	vl_build_null(&l);
	b->col[0] = vl_build_finish(&l);
	vl_build_init(&l, &arena, s->field[1].type, 0);
	vl_build_vector(&l, (float[]){ 1, 0.25f });
	vl_build_null(&l);
	b->col[1] = vl_build_finish(&l);
	b->col[2] = make_column(&arena, "BLOB", 2, (const char *[]){ ",", "" });
	CHECK_STR(written("csv", "", b),
	    "l,v,b\n\"[\"\"a\\\"\"b\"\",null]\",\"[1,0.25]\",\\x2c\n"
	    ",,\\x\n");
	CHECK_STR(written("jsonl", "", b),
	    "{\"l\":[\"a\\\"b\",null],\"v\":[1,0.25],\"b\":\"\\\\x2c\"}\n"
	    "{\"l\":null,\"v\":null,\"b\":\"\\\\x\"}\n");
}

static void
test_json_shapes(void)
{
	struct vl_batch *b[2];
	struct vl_err failed = { .code = VL_EIO };

	b[0] = make_batch(&arena, "n BIGINT, \"a\"\"b\" VARCHAR", 2,
	    (const char *[]){ "9223372036854775807", "\x01", NULL, "\\" });
	b[1] = make_batch(&arena, "n BIGINT, \"a\"\"b\" VARCHAR", 1,
	    (const char *[]){ "0", NULL });
	CHECK_STR(written_all("json", "", b, 2, NULL).p,
	    "[{\"n\":9223372036854775807,\"a\\\"b\":\"\\u0001\"},\n"
	    "{\"n\":null,\"a\\\"b\":\"\\\\\"},\n"
	    "{\"n\":0,\"a\\\"b\":null}]\n");
	CHECK_STR(written_all("json", "oneline", b, 2, NULL).p,
	    "[{\"n\":9223372036854775807,\"a\\\"b\":\"\\u0001\"},"
	    "{\"n\":null,\"a\\\"b\":\"\\\\\"},{\"n\":0,\"a\\\"b\":null}]\n");
	CHECK_STR(written_all("jsonl", "", b, 2, NULL).p,
	    "{\"n\":9223372036854775807,\"a\\\"b\":\"\\u0001\"}\n"
	    "{\"n\":null,\"a\\\"b\":\"\\\\\"}\n{\"n\":0,\"a\\\"b\":null}\n");
	/* Half an array does not pass for a whole one. */
	CHECK_STR(written_all("json", "", b + 1, 1, &failed).p,
	    "[{\"n\":0,\"a\\\"b\":null}\n");
	b[0]->rows = b[0]->len = 0;
	CHECK_STR(written_all("json", "", b, 1, NULL).p, "[]\n");
	CHECK_STR(written_all("json", "", b, 2, NULL).p,
	    "[{\"n\":0,\"a\\\"b\":null}]\n");
	CHECK_STR(written_all("jsonl", "", b, 1, NULL).p, "");
	CHECK_STR(written_all("csv", "", b, 1, NULL).p, "n,\"a\"\"b\"\n");
	CHECK_STR(written_all("none", "", b, 2, NULL).p, "");
}

static void
test_no_columns(void)
{
	struct vl_batch b = { .schema = &(struct vl_schema){ 0 },
		.rows = 2,
		.len = 2,
		.arena = &arena };

	CHECK_STR(written("json", "", &b), "[{},\n{}]\n");
	CHECK_STR(written("csv", "", &b), "");
}

/* ---- random tables ---- */

static uint64_t
next(void) /* splitmix64 */
{
	static uint64_t seed = 7;
	uint64_t z = seed += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

/* Text of all lengths about 0, 8, 12, 16, made of what hurts. */
static struct vl_str
random_text(bool utf8)
{
	static const char *const nasty[] = { "\"", ",", "\n", "\r", "\\", "'",
		"\t", " ", "\x01", "\x1f", "\x7f", "\xc3\xa9", "\xe6\x97\xa5",
		"\xf0\x9f\x98\x80", "NULL", ";" };
	char text[80];
	size_t n = 0;
	size_t want = next() % 4 == 0 ? next() % 60 : next() % 18;

	while (n < want && n < sizeof text - 8) {
		const char *z = nasty[next() % VL_COUNTOF(nasty)];

		if (next() % 16 < 14)
			text[n++] = (char)('a' + next() % 26);
		else if (!utf8 && next() % 4 == 0)
			text[n++] = (char)(0x80 | next() % 128);
		else
			for (; *z; z++)
				text[n++] = *z;
	}
	return vl_str_copy(&arena, (struct vl_str){ text, (int64_t)n });
}

static const int64_t numbers[] = { 0, -1, 1, 99999999, 100000000, INT64_MIN,
	INT64_MAX, -9999999999999999 };
static const double doubles[] = { 0, -0.0, 1.5, 0.1, 1e300, 5e-324, 1e22,
	123456.789, -17, 1e15, 9007199254740993.0 };

static void
random_value(struct vl_build *b, bool utf8)
{
	uint64_t r = next();

	if (r % 8 == 0)
		vl_build_null(b);
	else if (vl_type_is_view(b->type))
		vl_build_str(b, random_text(utf8));
	else if (b->type.id == VL_TYPE_F64)
		vl_build_f64(b, doubles[r % VL_COUNTOF(doubles)]);
	else if (b->type.id == VL_TYPE_BOOL)
		vl_build_bool(b, r & 8);
	else if (b->type.id == VL_TYPE_DATE)
		vl_build_int(b, (int64_t)(r % 40000) - 20000);
	else if (b->type.id == VL_TYPE_TS)
		vl_build_int(b, (int64_t)(r >> 8));
	else
		vl_build_int(b, numbers[r / 8 % VL_COUNTOF(numbers)]);
}

/* The same values in another form. */
static void
random_form(struct vl_column *c)
{
	int64_t rows = c->rows;
	uint32_t *codes = vl_arena_buffer(&arena, rows * 4);
	struct vl_column *child = vl_new(&arena, struct vl_column, 1);

	switch (next() % 3) {
	case 0: break;
	case 1: *c = vl_column_const(&arena, c, 0, rows); break;
	case 2:
		*child = *c; /* its NULL slots hold zeros, as a child's may */
		child->valid = NULL;
		for (int64_t i = 0; i < rows; i++)
			codes[i] = vl_column_is_null(c, i) ? 0 : (uint32_t)i;
		c->form = VL_DICT;
		c->data = codes;
		c->child = child;
	}
}

static struct vl_batch *
random_batch(const struct vl_schema *s, bool utf8)
{
	int64_t len = (int64_t)(next() % 70) + 1;
	struct vl_batch *b = vl_batch_new(&arena, s, len);
	uint16_t *sel = vl_arena_buffer(&arena, len * 2);
	int64_t k = 0;

	for (int i = 0; i < s->count; i++) {
		struct vl_build col;

		vl_build_init(&col, &arena, s->field[i].type, 0);
		for (int64_t row = 0; row < len; row++)
			random_value(&col, utf8);
		b->col[i] = vl_build_finish(&col);
		random_form(&b->col[i]);
	}
	for (int64_t row = 0; row < len; row++)
		if (next() % 4)
			sel[k++] = (uint16_t)row;
	if (next() % 2) {
		b->sel = sel;
		b->rows = k;
	}
	return b;
}

static const char many_types[] =
    "t VARCHAR, i BIGINT, u VARCHAR, d DOUBLE, k INTEGER, s SMALLINT, "
    "b BOOLEAN, v VARCHAR, day DATE, at TIMESTAMP";

/* Where the reading back of CSV stands. */
struct expect {
	struct vl_batch *b;
	const char *null; /* how a NULL is written */
	int64_t row;
	int column;
};

static void
field_seen(void *text, size_t n, void *arg)
{
	struct expect *e = arg;
	struct vl_buf want = { 0 };

	if (e->row < e->b->rows && e->column < e->b->schema->count) {
		const struct vl_column *c = vl_batch_dense(e->b, e->column);

		if (vl_column_is_null(c, e->row))
			vl_buf_cstr(&want, e->null);
		vl_show_value(c, e->row, VL_SHOW_CSV, &want);
		CHECK_INT((int64_t)n, want.len);
		CHECK((int64_t)n == want.len &&
		    memcmp(text, want.p ? want.p : "", n) == 0);
	}
	e->column++;
	vl_buf_release(&want);
}

static void
row_seen(int end, void *arg)
{
	struct expect *e = arg;

	(void)end;
	CHECK_INT(e->column, e->b->schema->count);
	e->column = 0;
	e->row++;
}

static int
never_space(unsigned char c)
{
	(void)c;
	return 0;
}

static void
check_csv(struct vl_batch *b, const char *options, const char *null)
{
	struct vl_str text = written_all("csv", options, &b, 1, NULL);
	struct csv_parser p;
	struct expect e = { b, null, 0, 0 };

	csv_init(&p, CSV_STRICT | CSV_STRICT_FINI);
	csv_set_space_func(&p, never_space); /* or it trims fields */
	CHECK_INT(
	    csv_parse(&p, text.p, (size_t)text.n, field_seen, row_seen, &e),
	    text.n);
	CHECK_INT(csv_fini(&p, field_seen, row_seen, &e), 0);
	CHECK_INT(e.row, b->rows);
	csv_free(&p);
}

static void
test_csv_reads_back(void)
{
	struct vl_schema *s = make_schema(&arena, many_types);

	for (int i = 0; i < 300; i++) {
		struct vl_batch *b = random_batch(s, false);

		check_csv(b, "header=false", "");
		check_csv(b, "header=false null=NULL", "NULL");
		check_csv(b, "header=false quote=all crlf", "");
	}
}

static void
check_json_value(const cJSON *got, const struct vl_column *c, int64_t row)
{
	struct vl_buf want = { 0 };
	char *end;

	vl_show_value(c, row, VL_SHOW_PLAIN, &want);
	vl_buf_byte(&want, '\0');
	if (vl_column_is_null(c, row)) {
		CHECK(cJSON_IsNull(got));
	} else if (c->type.id == VL_TYPE_BOOL) {
		CHECK_STR(cJSON_IsTrue(got) ? "true" : "false", want.p);
	} else if (vl_type_is_numeric(c->type)) {
		/* cJSON reads every number with strtod, and so do we */
		CHECK(cJSON_IsNumber(got) &&
		    got->valuedouble == strtod(want.p, &end));
	} else {
		CHECK(cJSON_IsString(got));
		CHECK_STR(cJSON_IsString(got) ? got->valuestring : "", want.p);
	}
	vl_buf_release(&want);
}

static void
test_json_reads_back(void)
{
	struct vl_schema *s = make_schema(&arena, many_types);

	for (int i = 0; i < 300; i++) {
		struct vl_batch *b = random_batch(s, true);
		struct vl_str text =
		    written_all("json", i % 2 ? "oneline" : "", &b, 1, NULL);
		cJSON *root = cJSON_ParseWithLength(text.p, (size_t)text.n);

		CHECK_INT(cJSON_GetArraySize(root), b->rows);
		CHECK(
		    i % 2 == 0 || strchr(text.p, '\n') == text.p + text.n - 1);
		for (int64_t row = 0; root && row < b->rows; row++) {
			cJSON *item = cJSON_GetArrayItem(root, (int)row)->child;

			for (int k = 0; k < s->count && item; k++) {
				CHECK_STR(item->string, s->field[k].name.p);
				check_json_value(
				    item, vl_batch_dense(b, k), row);
				item = item->next;
			}
			CHECK(item == NULL);
		}
		cJSON_Delete(root);
	}
}

/* A reader's own text is written as it stands, quoted where it must be. */
static void
test_raw_keeps_its_bytes(void)
{
	struct vl_batch *b = make_batch(&arena, "x VARCHAR, y VARCHAR", 3,
	    (const char *[]){ "5", "1e3", "007", "1,5", NULL, "" });

	for (int i = 0; i < 2; i++) {
		b->col[i].form = VL_RAW;
		b->col[i].type = vl_type(VL_TYPE_F64);
	}
	CHECK_STR(written("csv", "", b), "x,y\n5,1e3\n007,\"1,5\"\n,\"\"\n");
	CHECK_STR(written("csv", "null=5", b),
	    "x,y\n\"5\",1e3\n007,\"1,5\"\n5,\"\"\n");
}

/* ---- our own readers ---- */

static struct vl_stream *
read_back(const char *format, struct vl_str text, const char *options)
{
	struct vl_settings s = settings(options);
	struct vl_open how = { .format = format, .settings = &s, .threads = 1 };
	struct vl_input *in = vl_input_memory("test", text.p, text.n, true);
	struct vl_err err = { 0 };
	static struct vl_source *source;
	static struct vl_want want;
	static int columns[64];
	struct vl_scan *scan;
	struct vl_stream *out = NULL;
	int rc;

	vl_source_close(source); /* the one before */
	source = NULL;
	rc = vl_format_find(vl_str(format))->open(in, &how, &source, &err);
	if (rc >= 0) {
		for (int i = 0; i < 64; i++)
			columns[i] = i;
		want = (struct vl_want){ .count = source->schema->count,
			.column = columns,
			.limit = -1,
			.threads = 1 };
		rc = vl_source_scan(source, &want, &scan, &err);
	}
	if (rc >= 0)
		rc = vl_scan_stream(scan, &out, &err);
	CHECK_STR(rc < 0 ? err.msg : "", "");
	return out;
}

/* Row `row` of one column is row `at` of the other. */
static void
check_value(const struct vl_column *got, int64_t row,
    const struct vl_column *want, int64_t at)
{
	struct vl_buf x = { 0 };
	struct vl_buf y = { 0 };

	CHECK_INT(vl_column_is_null(got, row), vl_column_is_null(want, at));
	vl_show_value(got, row, VL_SHOW_PLAIN, &x);
	vl_show_value(want, at, VL_SHOW_PLAIN, &y);
	vl_buf_byte(&x, '\0');
	vl_buf_byte(&y, '\0');
	CHECK_STR(x.p, y.p);
	vl_buf_release(&x);
	vl_buf_release(&y);
}

/* The rows of b come out of the stream, value by value. */
static void
check_same(struct vl_stream *in, struct vl_batch *b)
{
	struct vl_batch *got;
	struct vl_err err = { 0 };
	int64_t seen = 0;
	int rc = 0;

	while (in && (rc = vl_stream_next(in, &got, &err)) > 0)
		for (int64_t row = 0; row < got->rows; row++, seen++)
			for (int i = 0; i < b->schema->count; i++)
				if (seen < b->rows)
					check_value(vl_batch_dense(got, i), row,
					    vl_batch_dense(b, i), seen);
	CHECK_STR(rc < 0 ? err.msg : "", "");
	CHECK_INT(seen, b->rows);
	vl_stream_close(in);
}

static const char types_option[] =
    "types=t:VARCHAR,i:BIGINT,u:VARCHAR,d:DOUBLE,k:INTEGER,s:SMALLINT,"
    "b:BOOLEAN,v:VARCHAR,day:DATE,at:TIMESTAMP";

static void
test_our_csv_reader_agrees(void)
{
	struct vl_schema *s = make_schema(&arena, many_types);
	const char *forms[][3] = {
		{ "csv", "", "header=true delimiter=, quote=\"" },
		{ "csv", "delimiter=; crlf null=\\N",
		    "header=true delimiter=; null=\\N" },
		{ "csv", "delimiter=pipe header=no quote=all",
		    "header=false names=t,i,u,d,k,s,b,v,day,at "
		    "delimiter=pipe" },
		{ "tsv", "", "header=true" },
	};

	for (int i = 0; i < 400; i++) {
		struct vl_batch *b = random_batch(s, true);
		const char *const *f = forms[i % VL_COUNTOF(forms)];
		struct vl_str text = written_all(f[0], f[1], &b, 1, NULL);

		if (b->rows > 0)
			check_same(read_back(f[0], text,
				       vl_str_printf(&arena, "%s %s", f[2],
					   types_option)),
			    b);
	}
}

/* Of one column, a line with nothing on it is a NULL. */
static void
test_one_column_of_nulls(void)
{
	struct vl_batch *b = make_batch(&arena, "t VARCHAR", 5,
	    (const char *[]){ NULL, "a", "", NULL, NULL });
	struct vl_str text = written_all("csv", "", &b, 1, NULL);

	CHECK_STR(text.p, "t\n\na\n\"\"\n\n\n");
	check_same(
	    read_back("csv", text, "header=true delimiter=, types=t:VARCHAR"),
	    b);
}

static void
test_no_numbers(void)
{
	struct vl_batch *b = make_batch(&arena, "d DOUBLE, r REAL", 3,
	    (const char *[]){ "nan", "-inf", "-inf", "nan", "inf", "1.5" });

	CHECK_STR(written("jsonl", "", b),
	    "{\"d\":null,\"r\":null}\n{\"d\":null,\"r\":null}\n"
	    "{\"d\":null,\"r\":1.5}\n");
	CHECK_STR(written("csv", "", b),
	    "d,r\nNaN,-Infinity\n-Infinity,NaN\nInfinity,1.5\n");
	check_same(read_back("csv", written_all("csv", "", &b, 1, NULL),
		       "header=true types=d:DOUBLE,r:REAL"),
	    b);
}

VL_TESTS(test_csv_quotes_where_needed, test_csv_options,
    test_csv_nested_is_json, test_json_shapes, test_no_columns,
    test_csv_reads_back, test_json_reads_back, test_raw_keeps_its_bytes,
    test_our_csv_reader_agrees, test_one_column_of_nulls, test_no_numbers)
