/*
 * Goal: lines are rows as a naive splitter and PCRE2 itself say, for every
 * block size, instruction set, number of workers and kind of input.
 * Method: random lines; rows are compared as text.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/rand.h"
#include "fmt/lines.h"
#include "fmt/rejects.h"
#include "kern/kern.h"
#include "read_text.h"

static struct result
read_lines(const char *text, const char *options)
{
	struct how how = { .format = "lines", .options = options };

	return read_text(text, (int64_t)strlen(text), &how);
}

static void
expect(
    const char *text, const char *options, const char *types, const char *rows)
{
	struct result r = read_lines(text, options);

	CHECK_STR(r.err.msg, "");
	CHECK_STR(text_of(&r.types), types);
	CHECK_STR(text_of(&r.text), rows);
	release(&r);
}

static void
expect_error(
    const char *text, const char *options, enum vl_code code, const char *msg)
{
	struct result r = read_lines(text, options);

	CHECK_STR(r.err.msg, msg);
	CHECK_INT(r.err.code, code);
	release(&r);
}

static void
test_whole(void)
{
	expect("a,b \"\n\n  12\r\nnull\nlast", "", "VARCHAR",
	    "a,b \"\n  12\nnull\nlast\n");
	expect("1\n\r\n3\n", "skip_empty_lines=false", "VARCHAR", "1\n~\n3\n");
	expect("1\n2\n", "types=line:BIGINT", "BIGINT", "1\n2\n");
	expect("1\n2\n", "skip=1", "VARCHAR", "2\n");
	expect("", "", "VARCHAR", "");
	expect("a\rb\r", "", "VARCHAR", "a\nb\n");
	expect("\xe4\n", "encoding=latin1", "VARCHAR", "\xc3\xa4\n");
	expect_error("a\n\xe4\n", "", VL_EFORMAT, "byte 0xe4 is not UTF-8");
}

static void
test_split(void)
{
	/* The example of features F1.6. */
	expect("1003|true|null|C:\\\\logs\\\\app\n",
	    "delimiter=| columns=id,ok,note,path",
	    "BIGINT,BOOLEAN,VARCHAR,VARCHAR",
	    "1003|true|~|C:\\\\logs\\\\app\n");
	expect("1|x|2\n3|y\n\n4\n|5|6|7\n", "delimiter=| mappings=b:1,c:2",
	    "VARCHAR,BIGINT", "x|2\ny|~\n~|~\n5|6\n");
	expect("1 x\n2 y\n", "mode=split", "BIGINT,VARCHAR", "1|x\n2|y\n");
	expect("\"a,b\",c\n", "delimiter=, mappings=x:0,far:9,again:0",
	    "VARCHAR,VARCHAR,VARCHAR", "\"a|~|\"a\n");
	expect("007;NULL\n\n010;\n", "delimiter=; skip_empty_lines=false",
	    "VARCHAR,VARCHAR", "007|~\n~|~\n010|~\n");
	expect("a,NULL\n", "delimiter=, null=a", "VARCHAR,VARCHAR", "~|NULL\n");
	expect("1,2\r\n3,4\r\n", "columns=a,b all_text", "VARCHAR,VARCHAR",
	    "1|2\n3|4\n");
	expect("", "columns=a,b", "VARCHAR,VARCHAR", "");
	expect_error("", "mode=split", VL_EFORMAT, "the input is empty");
	expect_error("a\n", "mappings=a", VL_EUSAGE,
	    "option 'mappings': expected NAME:INDEX, found 'a'");
	expect_error("a\n", "mappings=a:x", VL_EUSAGE,
	    "option 'mappings': expected NAME:INDEX, found 'a:x'");
	expect_error("a\n", "mappings=a:-1", VL_EUSAGE,
	    "option 'mappings': -1 is not between 0 and 32767");
	expect_error("a\n", "columns=a mappings=b:1", VL_EUSAGE,
	    "options 'columns' and 'mappings': one or the other");
	expect_error("a\n", "mode=half", VL_EUSAGE,
	    "option 'mode': expected split or regex, found 'half'");
}

static void
test_regex(void)
{
	/* The example of features F1.7, and a line that is none. */
	expect("uid=7 action=\"buy it\" latency=12 ok=true note=a b\n"
	       "uid=x\n"
	       "uid=8 action=\"\" latency=13 ok=false note=c\n",
	    "pattern=^uid=(\\d+) action=\"([^\"]*)\" latency=(\\d+) "
	    "ok=(true|false) note=(.+)$\n"
	    "mappings=uid:1,action:2,latency:3,ok:4,note:5",
	    "BIGINT,VARCHAR,BIGINT,BOOLEAN,VARCHAR",
	    "7|buy it|12|true|a b\n8|~|13|false|c\n");
	/* The whole line has to match, though nothing says ^ and $. */
	expect("ab\nabc\nxab\n", "pattern=a(b)", "VARCHAR", "b\n");
	expect("abc\nxyz\n", "pattern=(a)?.*", "VARCHAR", "a\n~\n");
	expect("a1\nb2\n", "pattern=([a-z])([0-9])\nmappings=all:0,n:2,far:5",
	    "VARCHAR,BIGINT,VARCHAR", "a1|1|~\nb2|2|~\n");
	expect("k=1\r\nk=2\r\n", "pattern=(?<key>.)=(\\d)", "VARCHAR,BIGINT",
	    "k|1\nk|2\n");
	expect("k=1\n", "pattern=(.)=(\\d)\ncolumns=key", "VARCHAR", "k\n");
	expect("an error\nfine\n", "pattern=.*error", "VARCHAR", "an error\n");
	expect("\n\nx\n", "pattern=(x?)\nskip_empty_lines=false", "VARCHAR",
	    "~\n~\nx\n");
	/* A character is one, however many bytes it has. */
	expect("\xc3\xa4"
	       "1\n",
	    "pattern=(.)(.)", "VARCHAR,BIGINT", "\xc3\xa4|1\n");
	expect("", "pattern=(.)", "VARCHAR", "");
	expect_error("a\n", "mode=regex", VL_EUSAGE,
	    "mode=regex: option 'pattern' is missing");
	expect_error("a\n", "pattern=a(b", VL_EVALUE,
	    "option 'pattern': byte 4: missing closing parenthesis");
	expect_error("a\n", "pattern=a delimiter=,", VL_EUSAGE,
	    "option 'delimiter': only with mode=split");
	expect_error("a\n", "pattern=a mode=split", VL_EUSAGE,
	    "option 'pattern': only with mode=regex");
}

/* Names are those of the groups, or say which group it is. */
static void
test_names(void)
{
	static const struct {
		const char *key;
		const char *value;
		const char *names;
	} try[] = {
		{ "pattern", "(?<a>x)(y)(?<b>z)", "a,c2,b," },
		{ "pattern", "xyz", "line," },
		{ "delimiter", "y", "c0,c1," },
		{ "columns", "a,a", "a,a_2," },
		{ "skip", "0", "line," },
	};
	struct vl_err err = { 0 };

	for (int i = 0; i < VL_COUNTOF(try); i++) {
		struct vl_setting one = { .key = vl_str(try[i].key),
			.value = vl_str(try[i].value) };
		struct vl_settings set = { 1, &one };
		struct vl_open how = { .settings = &set };
		struct vl_source *s = NULL;
		struct vl_buf names = { 0 };

		CHECK_INT(vl_lines_open(vl_input_memory("t", "xyz\n", 4, true),
			      &how, &s, &err),
		    0);
		for (int c = 0; s && c < s->schema->count; c++) {
			vl_buf_str(&names, s->schema->field[c].name);
			vl_buf_byte(&names, ',');
		}
		CHECK_STR(text_of(&names), try[i].names);
		vl_buf_release(&names);
		vl_source_close(s);
	}
}

/* Steps without end stop at the limit, and the line can be left out. */
static void
test_limit(void)
{
	const char *text = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax\nab\nx\n";
	struct how how = { .format = "lines",
		.options = "pattern=((?:a*)*)[bc]" };
	struct result r = read_text(text, (int64_t)strlen(text), &how);
	struct vl_buf out = { 0 };

	CHECK_STR(r.err.msg, "the pattern takes too many steps");
	CHECK_INT(r.err.row, 1);
	release(&r);
	how.ignore_errors = true;
	how.rejects = vl_rejects_new();
	r = read_text(text, (int64_t)strlen(text), &how);
	CHECK_STR(r.err.msg, "");
	CHECK_INT(r.rows, 1);
	CHECK_INT(r.rejected, 1);
	vl_rejects_write(how.rejects, &out);
	CHECK_STR(text_of(&out),
	    "file,line,column,reason,raw\n"
	    "t.csv,1,,the pattern takes too many steps,"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaax\n"
	    "t.csv,3,,does not match the pattern,x\n");
	vl_rejects_free(how.rejects);
	vl_buf_release(&out);
	release(&r);
}

/* A pattern that the JIT's stack does not suffice for. */
static void
test_deep(void)
{
	struct vl_buf b = { 0 };
	struct how how = { .format = "lines",
		.options = "pattern=(?:a|b)+(c)" };

	memset(vl_buf_room(&b, 50000), 'a', 50000);
	b.len = 50000;
	vl_buf_cstr(&b, "c\nac\n");
	struct result r = read_text(b.p, b.len, &how);

	CHECK_STR(r.err.msg, "");
	CHECK_STR(text_of(&r.text), "c\nc\n");
	release(&r);
	vl_buf_release(&b);
}

/* Lines that do not match are counted, once though types had to widen. */
static void
test_unmatched(void)
{
	struct vl_buf text = { 0 };
	struct how how = { .format = "lines",
		.options = "pattern=n=(.*) block=1000",
		.workers = 3 };

	/* A place in the text where no sample is taken. */
	for (int i = 0; i < 30000; i++) {
		if (i == 11000)
			vl_buf_cstr(&text, "n=x\n");
		vl_buf_printf(&text, i % 3 ? "n=%d\n" : "m=%d\n", 10000 + i);
	}
	struct result r = read_text(text.p, text.len, &how);

	CHECK_STR(r.err.msg, "");
	CHECK_INT(r.widened, 1);
	CHECK_INT(r.rows, 20001);
	CHECK_INT(r.unmatched, 10000);
	release(&r);
	vl_buf_release(&text);
}

/* What is not UTF-8 never gets to a pattern. */
static void
test_not_utf8(void)
{
	struct how how = { .format = "lines",
		.options = "pattern=(.*)x.* types=c1:VARCHAR" };
	const char *text = "ax\nb\xc3\nc\xe4x\n\xf0\x9f\nd\xc3\xa4x\n";
	struct result r = read_text(text, (int64_t)strlen(text), &how);

	CHECK_STR(r.err.msg, "byte 0xc3 is not UTF-8");
	CHECK_INT(r.err.row, 2);
	release(&r);
	text = "\xff\n\xff\n";
	r = read_text(text, (int64_t)strlen(text), &how);
	CHECK_STR(r.err.msg, "byte 0xff is not UTF-8");
	CHECK_INT(r.err.row, 1);
	release(&r);
	how.ignore_errors = true;
	text = "ax\nb\xc3\nc\xe4x\n\xf0\x9f\nd\xc3\xa4x\nno\n\xff\n";
	r = read_text(text, (int64_t)strlen(text), &how);
	CHECK_STR(r.err.msg, "");
	CHECK_INT(r.rows, 2);
	CHECK_INT(r.rejected, 4);
	CHECK_INT(r.unmatched, 1);
	release(&r);
}

static struct vl_rand rnd;

static int64_t
random_lines(char *p, int64_t max)
{
	static const char *const part[] = { "a", "b", ",", ",", "|", "", "12",
		"\"", "\n", "\n", "\r\n", "x,y", "null", "\xc3\xa4", "k=", " ",
		"a longer piece of text" };
	int64_t n = 0;

	while (n < max - 30) {
		const char *s = part[vl_rand_below(&rnd, VL_COUNTOF(part))];

		memcpy(p + n, s, strlen(s));
		n += (int64_t)strlen(s);
	}
	return n;
}

static void
add_field(struct vl_buf *out, const char *p, int64_t n)
{
	bool null = n <= 0 || (n == 4 && memcmp(p, "null", 4) == 0);

	if (null)
		vl_buf_byte(out, '~');
	else
		vl_buf_add(out, p, n);
}

/* Fields 2, 0 and 7 of a line, as anyone would write it. */
static void
naive_split(const char *p, int64_t n, struct vl_buf *out)
{
	static const int wanted[] = { 2, 0, 7 };

	for (int i = 0; i < 3; i++) {
		const char *from = p;
		const char *comma = memchr(from, ',', (size_t)n);
		int k = 0;

		for (; k < wanted[i] && comma; k++) {
			from = comma + 1;
			comma = memchr(from, ',', (size_t)(p + n - from));
		}
		if (i > 0)
			vl_buf_byte(out, '|');
		add_field(out, from,
		    k < wanted[i] ? 0 : (comma ? comma : p + n) - from);
	}
	vl_buf_byte(out, '\n');
}

static const char pattern[] = "(?:(a)|([^,]*)k=)?([^|]*)\\|?(?:\\d+|.*)";
static pcre2_code *code;

/* Groups 3, 1, 2 and all of it. */
static void
direct_match(const char *p, int64_t n, struct vl_buf *out)
{
	static const int wanted[] = { 3, 1, 2, 0 };
	pcre2_match_data *m = pcre2_match_data_create_from_pattern(code, NULL);
	int rc = pcre2_match(code, (PCRE2_SPTR)p, (size_t)n, 0,
	    PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_NO_JIT, m, NULL);
	const PCRE2_SIZE *v = pcre2_get_ovector_pointer(m);

	for (int i = 0; rc > 0 && i < 4; i++) {
		int g = wanted[i];
		bool set = g < rc && v[2 * g] != PCRE2_UNSET;

		if (i > 0)
			vl_buf_byte(out, '|');
		add_field(out, set ? p + v[2 * g] : p,
		    set ? (int64_t)(v[2 * g + 1] - v[2 * g]) : 0);
	}
	if (rc > 0)
		vl_buf_byte(out, '\n');
	pcre2_match_data_free(m);
}

/* Line by line to rows; blank ones are passed over. */
static void
each_line(const char *p, int64_t n, bool regex, struct vl_buf *out)
{
	vl_buf_reset(out);
	while (n > 0) {
		const char *end = memchr(p, '\n', (size_t)n);
		int64_t len = end ? end - p : n;
		int64_t text = len - (len > 0 && p[len - 1] == '\r');

		if (text > 0 && regex)
			direct_match(p, text, out);
		else if (text > 0)
			naive_split(p, text, out);
		p += len + 1;
		n -= len + 1;
	}
}

static void
try_lines(const char *p, int64_t n, bool regex, int round)
{
	static struct vl_buf want;
	char options[200];
	struct how how = { .format = "lines",
		.options = options,
		.piped = round & 1,
		.workers = 1 + round % WORKERS };

	snprintf(options, sizeof options, "%s%s\nall_text\nblock=%d",
	    regex ? "mappings=c:3,a:1,b:2,all:0\npattern=" :
		    "mappings=c:2,a:0,far:7\ndelimiter=,",
	    regex ? pattern : "", 1 + (int)vl_rand_below(&rnd, 900));
	struct result r = read_text(p, n, &how);

	each_line(p, n, regex, &want);
	CHECK_STR(r.err.msg, "");
	CHECK_STR(text_of(&r.text), text_of(&want));
	CHECK(r.rows > 0);
	release(&r);
	if (round == 999)
		vl_buf_release(&want);
}

static void
test_against_naive(void)
{
	static char p[3000];
	const char *was = vl_kern()->isa;
	const struct vl_kern *const *k = vl_kern_all();
	int why;
	PCRE2_SIZE at;

	code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
	    PCRE2_UTF, &why, &at, NULL);
	rnd = vl_rand_init(13);
	for (int round = 0; round < 1000; round++) {
		int64_t n =
		    random_lines(p, 300 + (int64_t)vl_rand_below(&rnd, 2500));

		vl_kern_use((*k)->isa);
		try_lines(p, n, false, round);
		try_lines(p, n, true, round);
		if (*++k == NULL)
			k = vl_kern_all();
	}
	vl_kern_use(was);
	pcre2_code_free(code);
}

/* Conjuncts, counting and limits are those of csv; here they meet groups. */
static void
test_wants(void)
{
	const char *text = "a=1 x\nb=2 y\n\nc=3 z\nno\nd=2 y\n";
	int64_t two = 2;
	struct vl_conjunct k = { .column = 1,
		.cmp = VL_CMP_EQ,
		.value = {
		    .type = vl_type(VL_TYPE_I64), .rows = 1, .data = &two } };
	static const int columns[] = { 2, 0 };
	struct vl_want want = { .count = 2,
		.column = columns,
		.conjunct_count = 1,
		.conjunct = &k,
		.limit = -1,
		.threads = 1 };
	struct vl_want count = { .limit = -1, .threads = 1 };
	struct how how = { .format = "lines",
		.options = "pattern=(.)=(.) (.)\nblock=7",
		.want = &want };
	struct result r = read_text(text, (int64_t)strlen(text), &how);

	CHECK_STR(text_of(&r.text), "y|b\ny|d\n");
	release(&r);
	how.want = &count;
	r = read_text(text, (int64_t)strlen(text), &how);
	CHECK_INT(r.rows, 4);
	release(&r);
	how.options = "block=7";
	r = read_text(text, (int64_t)strlen(text), &how);
	CHECK_INT(r.rows, 5);
	release(&r);
}

VL_TESTS(test_whole, test_split, test_regex, test_names, test_limit, test_deep,
    test_unmatched, test_not_utf8, test_against_naive, test_wants)
