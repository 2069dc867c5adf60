/*
 * Goal: the reader says what libcsv says of every well-formed text, for every
 * block size, instruction set, number of workers and kind of input; and stops
 * with a place at what is malformed.
 * Method: random texts; rows are compared as text.
 */
#include "fmt/csv.h"

#include <csv.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/rand.h"
#include "check.h"
#include "fmt/rejects.h"
#include "kern/kern.h"
#include "read_text.h"

static void
expect(
    const char *text, const char *options, const char *types, const char *rows)
{
	struct how how = { .options = options };
	struct result r = read_text(text, (int64_t)strlen(text), &how);

	CHECK_STR(r.err.msg, "");
	CHECK_STR(text_of(&r.types), types);
	CHECK_STR(text_of(&r.text), rows);
	release(&r);
}

static void
expect_error(const char *text, const char *options, enum vl_code code,
    int64_t line, const char *msg)
{
	struct how how = { .options = options };
	struct result r = read_text(text, (int64_t)strlen(text), &how);

	CHECK_STR(r.err.msg, msg);
	CHECK_INT(r.err.code, code);
	CHECK_INT(r.err.row, line);
	CHECK_STR(r.err.path, "t.csv");
	release(&r);
}

static void
test_types(void)
{
	expect("i,d,b,t\n1,1.5,true,x\n-2,2,FALSE,y\n,,,\n", "",
	    "BIGINT,DOUBLE,BOOLEAN,VARCHAR",
	    "1|1.5|true|x\n-2|2|false|y\n~|~|~|~\n");
	expect("d,t,ts,z\n2026-01-02,03:04,2026-01-02 03:04:05.5,"
	       "2026-01-02T03:04:05+01:00\n",
	    "", "DATE,TIME,TIMESTAMP,TIMESTAMPTZ",
	    "2026-01-02|03:04:00|2026-01-02 03:04:05.5|"
	    "2026-01-02 02:04:05+00\n");
	/* What a number would not bring back stays text. */
	expect("zip,phone,big,v\n01234,+4912,12345678901234567890,\"[1,2]\"\n",
	    "", "VARCHAR,VARCHAR,VARCHAR,VARCHAR",
	    "01234|+4912|12345678901234567890|[1,2]\n");
	expect(
	    "a,b\n0,0.5\n-5,-0.25\n", "", "BIGINT,DOUBLE", "0|0.5\n-5|-0.25\n");
	expect("a,b\n1,x\n", "types=a:DECIMAL(5,2),b:VARCHAR",
	    "DECIMAL(5,2),VARCHAR", "1.00|x\n");
	expect("a,b\n1,x\n", "all_text", "VARCHAR,VARCHAR", "1|x\n");
	expect("a,b\nNA,x\n7,n/a\n", "null=NA,n/a", "BIGINT,VARCHAR",
	    "~|x\n7|~\n");
	expect(
	    "a,b\n1,x\n-999,y\n", "null=-999", "BIGINT,VARCHAR", "1|x\n~|y\n");
	/* 2^53 + 1 is no double. */
	expect("a,b\n9007199254740993,1\n1.5,2\n", "", "VARCHAR,BIGINT",
	    "9007199254740993|1\n1.5|2\n");
}

static void
test_nulls_and_empty(void)
{
	expect("a,b,c\n1,,\"\"\n,x,y\n", "", "BIGINT,VARCHAR,VARCHAR",
	    "1|~|\n~|x|y\n");
	expect("a,b\n1,\"2\"\n\"\",3\n", "", "BIGINT,BIGINT", "1|2\n~|3\n");
}

static void
test_header(void)
{
	expect("1,x\n2,y\n", "", "BIGINT,VARCHAR", "1|x\n2|y\n");
	expect("1,x\n2,y\n", "header=true", "BIGINT,VARCHAR", "2|y\n");
	expect("a,b\nc,d\n", "", "VARCHAR,VARCHAR", "c|d\n");
	expect("a,b\na,d\n", "", "VARCHAR,VARCHAR", "a|b\na|d\n");
	expect("id,1990,1991\n5,1,2\n", "", "BIGINT,BIGINT,BIGINT", "5|1|2\n");
	expect("x,y\n", "", "VARCHAR,VARCHAR", "");
}

static void
test_names(void)
{
	const char *text = "x,,x_2,x,x\n1,2,3,4,5\n";
	struct vl_settings none = { 0 };
	struct vl_open open = { .settings = &none };
	struct vl_source *src;
	struct vl_err err = { 0 };
	static const char *const want[] = { "x", "column2", "x_2", "x_3",
		"x_4" };

	CHECK(vl_csv_open(vl_input_memory("t", text, 22, true), &open, &src,
		  &err) == 0);
	for (int i = 0; i < 5; i++)
		CHECK(vl_str_is(src->schema->field[i].name, want[i]));
	vl_source_close(src);
}

/* Thousands of columns of one name are named, and need little memory. */
static void
test_wide(void)
{
	struct vl_buf b = { 0 };
	struct how how = { .options = "header=true delimiter=," };
	static const int last[] = { 19999 };
	struct vl_want want = {
		.count = 1, .column = last, .limit = -1, .threads = 1
	};

	for (int r = 0; r < 4; r++)
		for (int c = 0; c < 20000; c++)
			vl_buf_cstr(&b, c < 19999 ? "7," : "7\n");
	how.want = &want;
	struct result r = read_text(b.p, b.len, &how);

	CHECK_STR(r.err.msg, "");
	CHECK_STR(text_of(&r.text), "7\n7\n7\n");
	release(&r);
	vl_buf_release(&b);
}

static void
test_dialects(void)
{
	expect("a;b\n1;2,5\n3;4,5\n", "", "BIGINT,VARCHAR", "1|2,5\n3|4,5\n");
	expect("a\tb\n1\t\n", "", "BIGINT,VARCHAR", "1|~\n");
	expect("a|b\n1|2\n", "", "BIGINT,BIGINT", "1|2\n");
	expect("a b\n1 2\n", "", "BIGINT,BIGINT", "1|2\n");
	expect("n\n1\n\n3\n", "", "BIGINT", "1\n~\n3\n");
	expect("\xef\xbb\xbf"
	       "a,b\r\n1,\"x\"\r\n\r\n2,y\r\n",
	    "", "BIGINT,VARCHAR", "1|x\n2|y\n");
	expect("a,b\r1,x\r2,\"y\rz\"", "", "BIGINT,VARCHAR", "1|x\n2|y\rz\n");
	expect("junk\nmore\na,b\n1,2\n", "skip=2", "BIGINT,BIGINT", "1|2\n");
	expect("a,b\n1,'x,y'\n2,'it\\'s'\n", "quote=' escape=\\",
	    "BIGINT,VARCHAR", "1|x,y\n2|it's\n");
	expect("a,b\n# it's \"x\n1,2\n", "comment=#", "BIGINT,BIGINT", "1|2\n");
	expect("a,b\n1,x\"y\n2,\"z\n", "quote=none", "BIGINT,VARCHAR",
	    "1|x\"y\n2|\"z\n");
	expect("a,b\n1,5\" pipe\n2,6\" \"pipe\"\n", "", "BIGINT,VARCHAR",
	    "1|5\" pipe\n2|6\" \"pipe\"\n");
	expect("caf\xe9,b\n\xfc,2\n", "encoding=latin1", "VARCHAR,BIGINT",
	    "\xc3\xbc|2\n");
}

static void
test_utf16(void)
{
	static const char text[] = "\xff\xfe"
				   "a\0,\0b\0\n\0\xe4\0,\0"
				   "1\0\n";
	struct how how = { .options = "" };
	struct result r = read_text(text, sizeof text, &how);

	CHECK_STR(r.err.msg, "");
	CHECK_STR(text_of(&r.text), "\xc3\xa4|1\n");
	release(&r);
}

static void
test_ragged(void)
{
	expect("a,b,c\n1,2,3\n4\n5,6\r\n7,8,9\n", "ragged=null_padding",
	    "BIGINT,BIGINT,BIGINT", "1|2|3\n4|~|~\n5|6|~\n7|8|9\n");
	expect("a,b\n1,2,3\n4\n", "ragged=cut", "BIGINT,BIGINT", "1|2\n4|~\n");
	expect_error("a,b\n1,2\n\n3,4,5\n", "", VL_EFORMAT, 4,
	    "expected 2 fields, found 3");
	expect_error("a,b\n1,\"x\ny\"\n3\n", "", VL_EFORMAT, 4,
	    "expected 2 fields, found 1");
	expect_error("a,b\n1,2,3\n", "ragged=null_padding", VL_EFORMAT, 2,
	    "expected 2 fields, found 3");
	expect_error("a,b\n1,2\n3,\"4\n", "", VL_EFORMAT, 3,
	    "quoted field never closes");
	expect_error("a,b\n1,2\n3,\"4\"5\n", "", VL_EFORMAT, 3,
	    "text behind a closing quote");
	expect_error("a,b\n1,2\n3,\"4\"\r5\n", "", VL_EFORMAT, 3,
	    "text behind a closing quote");
	expect_error(
	    "a,b\n1,x\n2,\xff\n", "", VL_EFORMAT, 3, "byte 0xff is not UTF-8");
	expect_error("", "", VL_EFORMAT, 0, "the input is empty");
	expect_error("a,b\nx,1\n", "types=a:BIGINT", VL_EVALUE, 2,
	    "column 'a': expected BIGINT, found 'x'");
}

static void
test_rejects(void)
{
	const char *text = "a,b\n1,2\n3\n4,5,6\n7,\"8\"x\n9,10\nx,11\n";
	struct how how = { .options = "types=a:BIGINT,b:BIGINT",
		.ignore_errors = true,
		.rejects = vl_rejects_new() };
	struct result r = read_text(text, (int64_t)strlen(text), &how);
	struct vl_buf out = { 0 };

	CHECK_STR(r.err.msg, "");
	CHECK_STR(text_of(&r.text), "1|2\n9|10\n");
	CHECK_INT(r.rejected, 4);
	vl_rejects_write(how.rejects, &out);
	CHECK_STR(text_of(&out),
	    "file,line,column,reason,raw\n"
	    "t.csv,3,,\"expected 2 fields, found 1\",3\n"
	    "t.csv,4,,\"expected 2 fields, found 3\",\"4,5,6\"\n"
	    "t.csv,5,2,text behind a closing quote,\"7,\"\"8\"\"x\"\n"
	    "t.csv,7,1,\"column 'a': expected BIGINT, found 'x'\",\"x,11\"\n");
	vl_buf_release(&out);
	vl_rejects_free(how.rejects);
	release(&r);
}

/*
 * libcsv as the oracle.
 */

struct oracle {
	struct vl_buf text;
	int fields; /* of the record at hand */
	int columns;
	bool ragged;
};

static void
oracle_field(void *p, size_t n, void *arg)
{
	struct oracle *o = arg;

	if (o->fields++ > 0)
		vl_buf_byte(&o->text, '|');
	if (p == NULL)
		vl_buf_byte(&o->text, '~');
	else
		vl_buf_add(&o->text, p, (int64_t)n);
}

static void
oracle_record(int c, void *arg)
{
	struct oracle *o = arg;

	(void)c;
	if (o->columns == 0)
		o->columns = o->fields;
	o->ragged |= o->fields != o->columns;
	o->fields = 0;
	vl_buf_byte(&o->text, '\n');
}

static int
is_newline(unsigned char c)
{
	return c == '\n';
}

static int
is_never(unsigned char c)
{
	(void)c;
	return 0;
}

/* True if libcsv accepts the text under the options. */
static bool
ask_oracle(struct oracle *o, const char *p, int64_t n, int options)
{
	struct csv_parser parser;
	bool good;

	vl_buf_reset(&o->text);
	o->fields = o->columns = 0;
	o->ragged = false;
	csv_init(&parser, (unsigned char)(options | CSV_EMPTY_IS_NULL));
	csv_set_term_func(&parser, is_newline);
	csv_set_space_func(&parser, is_never);
	good = csv_parse(&parser, p, (size_t)n, oracle_field, oracle_record,
		   o) == (size_t)n &&
	    csv_fini(&parser, oracle_field, oracle_record, o) == 0;
	csv_free(&parser);
	return good;
}

static struct vl_rand rnd;

/* Three columns; fields of every kind, now and then something amiss. */
static int64_t
random_text(char *p, int64_t max, int amiss)
{
	static const char *const part[] = { "a", "", "\"x\"", "\"a\n,b\"", "12",
		"\"\"\"\"", "\"\"", "\"\n\n\n\"\"text\"\"\"", "5\"", "a\"b\"",
		"-", "a long field of several words" };
	static const char *const bad[] = { "\"a\"b", "x,y", "\"", "\"\"\"",
		"a\n", "\"x\"\"" };
	int64_t n = 0;

	while (n < max - 200) {
		for (int c = 0; c < 3; c++) {
			bool wrong =
			    amiss && vl_rand_below(&rnd, (uint64_t)amiss) == 0;
			const char *s = wrong ?
			    bad[vl_rand_below(&rnd, VL_COUNTOF(bad))] :
			    part[vl_rand_below(&rnd, VL_COUNTOF(part))];

			memcpy(p + n, s, strlen(s));
			n += (int64_t)strlen(s);
			p[n++] = c < 2 ? ',' : '\n';
		}
	}
	return n - (int64_t)vl_rand_below(&rnd, 2);
}

static void
test_against_libcsv(void)
{
	static char p[1500];
	struct oracle o = { 0 };
	int good = 0, refused = 0;
	char options[80];

	rnd = vl_rand_init(11);
	for (int round = 0; round < 2000; round++) {
		int64_t n =
		    random_text(p, 210 + (int64_t)vl_rand_below(&rnd, 1200),
			round % 3 ? 0 : 60);

		snprintf(options, sizeof options,
		    "delimiter=, header=false all_text block=%d",
		    1 + (int)vl_rand_below(&rnd, 100));
		struct how how = { .options = options, .piped = round & 1 };
		struct result r = read_text(p, n, &how);

		if (r.err.code == 0) {
			/* What is read is what libcsv reads. */
			CHECK(ask_oracle(&o, p, n, 0) && !o.ragged);
			CHECK_STR(text_of(&r.text), text_of(&o.text));
			good++;
		} else {
			/* What is refused, its strict mode refuses. */
			CHECK(!ask_oracle(
				  &o, p, n, CSV_STRICT | CSV_STRICT_FINI) ||
			    o.ragged);
			refused++;
		}
		release(&r);
	}
	CHECK(good > 1000 && refused > 300);
	vl_buf_release(&o.text);
}

/* The same rows however they are read. */
static void
test_every_way(void)
{
	static char p[20000];
	const char *was = vl_kern()->isa;
	char options[80];

	rnd = vl_rand_init(12);
	for (int round = 0; round < 40; round++) {
		int64_t n = random_text(p, 1000 * (1 + round % 18), 0);
		struct how plain = { .options = "header=false all_text" };
		struct result want = read_text(p, n, &plain);

		CHECK_STR(want.err.msg, "");
		for (const struct vl_kern *const *k = vl_kern_all(); *k; k++)
			for (int workers = 1; workers <= WORKERS;
			     workers += workers > 2 ? 5 : 1) {
				snprintf(options, sizeof options,
				    "header=false all_text block=%d",
				    50 + (int)vl_rand_below(&rnd, 5000));
				struct how how = { .options = options,
					.workers = workers,
					.piped = round & 1 };

				vl_kern_use((*k)->isa);
				struct result r = read_text(p, n, &how);

				CHECK_STR(r.err.msg, "");
				CHECK_STR(
				    text_of(&r.text), text_of(&want.text));
				release(&r);
			}
		vl_kern_use(was);
		release(&want);
	}
}

/* A column that turns from integer to something else far behind. */
static void
test_widening(void)
{
	static const struct {
		const char *value;
		const char *types;
	} late[] = {
		{ "1.5", "DOUBLE,BIGINT" },
		{ "n/a", "VARCHAR,BIGINT" },
		{ "007", "VARCHAR,BIGINT" },
		{ "99999999999999999999", "VARCHAR,BIGINT" },
	};

	for (int i = 0; i < 2 * VL_COUNTOF(late); i++) {
		struct vl_buf b = { 0 };
		struct how how = { .options = "block=50000",
			.piped = i & 1,
			.workers = i % 3 };

		vl_buf_cstr(&b, "a,b\n");
		for (int k = 0; k < 100000; k++)
			vl_buf_printf(&b, "%d,%d\n", k, k % 7);
		vl_buf_printf(&b, "%s,1\n", late[i / 2].value);
		struct result r = read_text(b.p, b.len, &how);

		CHECK_STR(r.err.msg, "");
		CHECK_INT(r.widened, 1);
		CHECK_INT(r.rows, 100001);
		CHECK_STR(text_of(&r.types), late[i / 2].types);
		CHECK(vl_str_ends(vl_buf_view(&r.text),
		    vl_str_starts(vl_str(late[i / 2].value), VL_STR("1")) ?
			VL_STR("\n99999|4\n1.5|1\n") :
			VL_STR("|1\n")));
		release(&r);
		vl_buf_release(&b);
	}
}

/* A conjunct done here passes the rows that it is true for. */
static void
try_conjunct(const char *p, int64_t n, int column, enum vl_cmp cmp,
    const char *value, const char *want_rows)
{
	struct vl_arena a = { 0 };
	struct vl_conjunct k = { .column = column, .cmp = cmp };
	int64_t i = value ? strtoll(value, NULL, 10) : 0;
	double d = value ? strtod(value, NULL) : 0;
	struct vl_view v = { 0 };
	static const int columns[] = { 2, 0 };
	struct vl_want want = { .count = 2,
		.column = columns,
		.conjunct_count = 1,
		.conjunct = &k,
		.limit = -1,
		.threads = 1 };
	struct how how = { .options = "", .want = &want };

	if (value)
		v = vl_view(value, (int64_t)strlen(value));
	k.value = (struct vl_column){ .rows = value ? 1 : 0 };
	k.value.type = vl_type(column == 0 ? VL_TYPE_I64 :
		column == 1                ? VL_TYPE_F64 :
					     VL_TYPE_TEXT);
	k.value.data = column == 0 ? (void *)&i :
	    column == 1            ? (void *)&d :
				     (void *)&v;
	struct result r = read_text(p, n, &how);

	CHECK_STR(r.err.msg, "");
	CHECK_STR(text_of(&r.text), want_rows);
	release(&r);
	vl_arena_release(&a);
}

static void
test_conjuncts(void)
{
	const char *p = "i,d,t\n1,1.5,apple\n2,,\"banana, ripe\"\n,3,\n"
			"4,nan,apricot and other fruit\n";
	int64_t n = (int64_t)strlen(p);

	try_conjunct(p, n, 0, VL_CMP_EQ, "2", "banana, ripe|2\n");
	try_conjunct(
	    p, n, 0, VL_CMP_NE, "2", "apple|1\napricot and other fruit|4\n");
	try_conjunct(p, n, 0, VL_CMP_LE, "2", "apple|1\nbanana, ripe|2\n");
	try_conjunct(p, n, 0, VL_CMP_IS_NULL, NULL, "~|~\n");
	try_conjunct(p, n, 1, VL_CMP_GT, "2",
	    "~|~\napricot and other fruit|4\n"); /* NaN is the greatest */
	try_conjunct(p, n, 1, VL_CMP_LT, "2", "apple|1\n");
	try_conjunct(p, n, 1, VL_CMP_IS_NOT_NULL, NULL,
	    "apple|1\n~|~\napricot and other fruit|4\n");
	try_conjunct(p, n, 2, VL_CMP_EQ, "banana, ripe", "banana, ripe|2\n");
	try_conjunct(p, n, 2, VL_CMP_PREFIX, "ap",
	    "apple|1\napricot and other fruit|4\n");
	try_conjunct(p, n, 2, VL_CMP_GE, "apricot",
	    "banana, ripe|2\napricot and other fruit|4\n");
}

/* Only counting, and a limit: the rows of the first blocks. */
static void
test_count_and_limit(void)
{
	struct vl_buf b = { 0 };
	struct vl_want count = { .limit = -1, .threads = 1 };
	static const int first[] = { 0 };
	struct vl_want some = {
		.count = 1, .column = first, .limit = 5, .threads = 1
	};

	vl_buf_cstr(&b, "a,b\n");
	for (int i = 0; i < 5000; i++)
		vl_buf_printf(&b, i % 10 ? "%d,x\n" : "%d,\"x\n\"\n", i);
	struct how how = { .options = "block=100", .want = &count };
	struct result r = read_text(b.p, b.len, &how);

	CHECK_INT(r.rows, 5000);
	release(&r);
	how.want = &some;
	r = read_text(b.p, b.len, &how);
	CHECK(vl_str_starts(vl_buf_view(&r.text), VL_STR("0\n1\n2\n3\n4\n")));
	CHECK(r.rows >= 5 && r.rows < 50);
	release(&r);
	/* A ragged record is an error even where nothing is looked at. */
	vl_buf_cstr(&b, "1\n");
	how.want = &count;
	r = read_text(b.p, b.len, &how);
	CHECK_INT(r.err.code, VL_EFORMAT);
	CHECK_INT(r.err.row, 5502);
	release(&r);
	vl_buf_release(&b);
}

/* Limits: a line of 100 MB, fields in the millions. */
static void
test_long(void)
{
	struct vl_buf b = { 0 };
	struct how how = { .options = "delimiter=, header=true block=262144" };

	vl_buf_cstr(&b, "a,b\n1,\"");
	memset(vl_buf_room(&b, 40 << 20), 'x', 40 << 20);
	b.len += 40 << 20;
	vl_buf_cstr(&b, "\"\n2,y\n");
	struct result r = read_text(b.p, b.len, &how);

	CHECK_STR(r.err.msg, "");
	CHECK_INT(r.rows, 2);
	CHECK_INT(r.text.len, (40 << 20) + 7);
	release(&r);
	b.len -= 6;
	memset(vl_buf_room(&b, 30 << 20), 'x', 30 << 20);
	b.len += 30 << 20;
	vl_buf_cstr(&b, "\"\n");
	how.piped = true;
	r = read_text(b.p, b.len, &how);
	CHECK_STR(r.err.msg, "field 2 is longer than 64 MiB");
	release(&r);
	b.len = 4;
	memset(vl_buf_room(&b, 1 << 20), ',', 1 << 20);
	b.len += 1 << 20;
	vl_buf_cstr(&b, "\n");
	r = read_text(b.p, b.len, &how);
	CHECK_STR(r.err.msg, "far more fields than expected");
	CHECK_INT(r.err.row, 2);
	release(&r);
	vl_buf_release(&b);
}

VL_TESTS(test_types, test_nulls_and_empty, test_header, test_names, test_wide,
    test_dialects, test_utf16, test_ragged, test_rejects, test_against_libcsv,
    test_every_way, test_widening, test_conjuncts, test_count_and_limit,
    test_long)
