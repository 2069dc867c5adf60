/*
 * probe.c -- what an input is, from its first lines and its name.
 *
 * Every format that could be meant is a candidate with a score and what speaks
 * for it; the best one wins.  Formats with a magic are certain.  The scores of
 * text are those that people know from the file-sql command: JSON lines 92, an
 * array 94, delimited text 40 and more for each column, for a header, for an
 * extension that agrees.
 */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "fmt/codec.h"
#include "fmt/csv.h"
#include "fmt/fmt.h"

enum {
	SAMPLE = 64 << 10,
	LINES = 4, /* not blank, that are looked at */
	CANDIDATES = 8,
	EVIDENCE = 8,
	WARNINGS = 4,
	COLUMNS_COUNTED = 12, /* more do not add to the score */
};

struct probe {
	struct vl_arena *a;
	struct vl_probe *out;
	const char *p; /* the sample */
	int64_t n;
	bool whole;
	struct vl_str line[LINES]; /* trimmed */
	int lines;
	struct vl_str extension; /* without dot, lower case not needed */

	/* Of delimited text. */
	char delimiter; /* 0: there is none */
	int columns;
	bool header;
};

static struct vl_candidate *
add(struct probe *x, const char *format, const char *kind, int score)
{
	struct vl_candidate *c = &x->out->candidate[x->out->candidate_count++];

	*c = (struct vl_candidate){ .format = format,
		.kind = kind,
		.score = score,
		.evidence = vl_new(x->a, const char *, EVIDENCE) };
	return c;
}

static void
because(struct vl_candidate *c, const char *what)
{
	if (c->evidence_count < EVIDENCE)
		c->evidence[c->evidence_count++] = what;
}

static bool
extension_is(const struct probe *x, const char *words)
{
	while (*words) {
		int64_t n = (int64_t)strcspn(words, " ");

		if (vl_str_eq_fold(x->extension, (struct vl_str){ words, n }))
			return true;
		words += n + (words[n] == ' ');
	}
	return false;
}

/* Points for an extension that agrees, with the reason. */
static void
agree(struct probe *x, struct vl_candidate *c, const char *words, int points)
{
	if (!extension_is(x, words))
		return;
	c->score += points;
	because(c,
	    vl_str_printf(
		x->a, "extension .%.*s", (int)x->extension.n, x->extension.p));
}

static void
take_lines(struct probe *x)
{
	const char *p = x->p;
	const char *end = x->p + x->n;

	if (x->n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		p += 3;
	while (p < end && x->lines < LINES) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		struct vl_str s = { p, (nl ? nl : end) - p };

		/* A line that the sample cuts is none, unless it is all. */
		if (nl == NULL && !x->whole && x->lines > 0)
			break;
		s = vl_str_trim(s);
		if (s.n > 0)
			x->line[x->lines++] = s;
		p = nl ? nl + 1 : end;
	}
}

/* Formats that say who they are. */
static bool
probe_magic(struct probe *x)
{
	static const struct {
		const char *magic;
		int64_t len;
		const char *format;
		const char *kind;
		const char *read_as;
		const char *what;
	} known[] = {
		{ "ARROW1", 6, "arrow_file", "arrow", "arrow-file",
		    "magic ARROW1" },
		{ "\xff\xff\xff\xff", 4, "arrow_stream", "arrow", "arrow",
		    "Arrow's continuation marker" },
		{ "PAR1", 4, "parquet", "parquet", NULL, "magic PAR1" },
		{ "PK\x03\x04", 4, "xlsx", "xlsx", NULL, "a zip file" },
	};

	for (int i = 0; i < VL_COUNTOF(known); i++) {
		int64_t len = known[i].len;

		/* No text begins with 0xff: it is the rest of a stream. */
		if (known[i].magic[0] == '\xff' && x->whole && x->n > 0 &&
		    x->n < len)
			len = x->n;
		if (x->n < len ||
		    memcmp(x->p, known[i].magic, (size_t)len) != 0)
			continue;
		because(
		    add(x, known[i].format, known[i].kind, 100), known[i].what);
		x->out->read_as = known[i].read_as;
		return true;
	}
	return false;
}

static int64_t
skip_blanks(struct vl_str s, int64_t i)
{
	while (i < s.n && s.p[i] == ' ')
		i++;
	return i;
}

/* [1, 2 and [null] and not [    0.000000] Linux version, [2026-01-02] GET /,
 * [INFO] started: logs begin so. */
static bool
scalar_of_array(struct vl_str line, int64_t at)
{
	static const char *const words[] = { "true", "false", "null" };
	struct vl_str rest = { line.p + at, line.n - at };
	int64_t i = at;

	while (i < line.n && memchr("-+.0123456789eE", line.p[i], 15))
		i++;
	for (int k = 0; i == at && k < VL_COUNTOF(words); k++)
		if (vl_str_starts(rest, vl_str(words[k])))
			i += (int64_t)strlen(words[k]);
	if (i == at)
		return false;
	i = skip_blanks(line, i);
	return i >= line.n || line.p[i] == ',' ||
	    (line.p[i] == ']' && skip_blanks(line, i + 1) >= line.n);
}

static void
probe_json(struct probe *x)
{
	struct vl_str first = x->line[0];
	struct vl_candidate *c = NULL;
	bool lines = true;

	for (int i = 0; i < x->lines; i++)
		lines &= x->line[i].p[0] == '{' &&
		    x->line[i].p[x->line[i].n - 1] == '}';
	if (lines) {
		c = add(x, "json_lines", "json", 92);
		because(c, "every line is an object in braces");
		agree(x, c, "json jsonl ndjson", 8);
		return;
	}
	int64_t next = skip_blanks(first, 1);
	bool alone = next == first.n;
	char then =
	    alone ? (x->lines > 1 ? x->line[1].p[0] : '\0') : first.p[next];

	if (first.p[0] == '[' &&
	    (strchr("{[]\"", then) || alone || scalar_of_array(first, next))) {
		c = add(x, "json_array", "json", 94);
		because(c, "begins with [");
	} else if (first.p[0] == '{' && (then == '"' || then == '}')) {
		c = add(x, "json_values", "json", 88);
		because(c, "begins with an object that spans lines");
	}
	if (c)
		agree(x, c, "json", 8);
}

/* Fields of a line, quotes respected. */
static int
fields(struct vl_str line, char delimiter)
{
	bool quoted = false;
	int n = 1;

	for (int64_t i = 0; i < line.n; i++) {
		quoted ^= line.p[i] == '"';
		n += line.p[i] == delimiter && !quoted;
	}
	return n;
}

/* Are all fields of the first line words: letters, digits, underscores? */
static bool
is_words(struct vl_str line, char delimiter)
{
	int64_t len = 0;

	for (int64_t i = 0; i <= line.n; i++) {
		char c = i < line.n ? line.p[i] : delimiter;

		if (c == delimiter) {
			if (len == 0)
				return false;
			len = 0;
			continue;
		}
		len++;
		if (!((c >= '0' && c <= '9') || c == '_' ||
			((c | 32) >= 'a' && (c | 32) <= 'z')))
			return false;
	}
	return true;
}

/* The delimiter that splits all lines alike, into most fields. */
static void
find_delimiter(struct probe *x)
{
	static const char candidate[] = { ',', '\t', '|', ';', ' ' };

	for (size_t i = 0; i < sizeof candidate; i++) {
		int n = fields(x->line[0], candidate[i]);

		for (int k = 1; k < x->lines; k++)
			if (fields(x->line[k], candidate[i]) != n)
				n = 1;
		if (n > 1 && n > x->columns) {
			x->delimiter = candidate[i];
			x->columns = n;
		}
	}
}

/*
 * The CSV reader's own opinion: it sees more than four lines, and records that
 * span them.
 */
static void
ask_csv(struct probe *x)
{
	const struct vl_settings none = { 0 };
	struct vl_csv_dialect d;
	struct vl_err err;

	if (vl_csv_sniff(
		x->a, x->p, x->n, x->whole, &none, x->delimiter, &d, &err) < 0)
		return;
	if (x->delimiter == 0 && d.alike && d.text.delimiter != ' ') {
		x->delimiter = d.text.delimiter;
		x->columns = d.count;
	}
	/* Words of one line are no names. */
	if (d.text.delimiter == x->delimiter &&
	    (x->lines > 1 || x->delimiter != ' '))
		x->header |= d.header;
}

static const char *
delimiter_name(char c)
{
	switch (c) {
	case '\t': return "tab";
	case ' ': return "space";
	case '|': return "|";
	case ';': return ";";
	default: return ",";
	}
}

/* For a person. */
static const char *
delimiter_text(char c)
{
	switch (c) {
	case '\t': return "TAB";
	case ' ': return "SPACE";
	case '|': return "'|'";
	case ';': return "';'";
	default: return "','";
	}
}

static bool
has_quotes(const struct probe *x)
{
	for (int i = 0; i < x->lines; i++)
		if (memchr(x->line[i].p, '"', (size_t)x->line[i].n))
			return true;
	return false;
}

static void
probe_csv(struct probe *x, const char *splits, int base)
{
	bool tab = x->delimiter == '\t';
	const char *name = tab ? "tsv" : "csv";
	bool agrees = (tab && extension_is(x, "tsv tab")) ||
	    (x->delimiter == ',' && extension_is(x, "csv"));
	bool quotes = has_quotes(x);
	struct vl_candidate *c;

	if (!x->header && !quotes && !agrees)
		return;
	c = add(x, name, "csv", base + (x->header || quotes ? 25 : 28));
	because(c, splits);
	because(c,
	    x->header  ? "the first line looks like a header" :
		quotes ? "quoted fields" :
			 "no header");
	if (agrees)
		agree(x, c, tab ? "tsv tab" : "csv", 20);
}

/* A word, and below it nothing but numbers: one column under its name.  Words
 * below a word may all be data, so they stay lines. */
static bool
is_one_column(const struct probe *x)
{
	for (int i = 1; i < x->lines; i++) {
		char first = x->line[i].p[0];

		if (x->line[i].n > 1 && (first == '-' || first == '+'))
			first = x->line[i].p[1];
		if (first < '0' || first > '9')
			return false;
	}
	return x->lines > 1 && is_words(x->line[0], '\0') &&
	    (x->line[0].p[0] < '0' || x->line[0].p[0] > '9');
}

/* JSON has delimiters, too, and quotes: how many says nothing. */
static void
probe_json_as_lines(struct probe *x)
{
	struct vl_candidate *c;

	find_delimiter(x);
	c = add(x, "line_split", "line", x->delimiter ? 40 : 15);
	because(c,
	    x->delimiter ? "a delimiter splits all lines alike" :
			   "no delimiter splits all lines alike");
}

static void
probe_delimited(struct probe *x)
{
	struct vl_candidate *c;

	if (x->out->candidate_count > 0) {
		probe_json_as_lines(x);
		return;
	}
	find_delimiter(x);
	x->header = x->lines > 1 && x->delimiter != 0 &&
	    is_words(x->line[0], x->delimiter);
	ask_csv(x);
	if (x->delimiter == 0) {
		x->columns = 1;
		c = add(x, "line_split", "line", 15);
		because(c, "no delimiter splits all lines alike");
		if (is_one_column(x)) {
			c = add(x, "csv", "csv", 45);
			because(c, "a name above a column of numbers");
		}
		return;
	}
	const char *splits = vl_str_printf(x->a, "%s makes %d fields of %s",
	    delimiter_text(x->delimiter), x->columns,
	    x->lines > 1 ? "every line" : "the line");
	int base = 40 +
	    3 * (x->columns < COLUMNS_COUNTED ? x->columns : COLUMNS_COUNTED);
	bool plain = x->delimiter != ',' && x->delimiter != '\t';

	probe_csv(x, splits, base);
	c = add(x, "line_split", "line",
	    x->header ? base - 10 : base + (plain ? 24 : 8));
	because(c, splits);
	if (!x->header) {
		because(c, "no header");
		if (!plain)
			agree(x, c, x->delimiter == '\t' ? "tsv" : "csv", 10);
	}
	if (plain)
		agree(x, c, "log txt lines", 8);
}

/* The name alone, where the text says nothing. */
static void
probe_extension(struct probe *x)
{
	static const struct {
		const char *words;
		const char *format;
		const char *kind;
		int score;
	} known[] = {
		{ "csv", "csv", "csv", 55 },
		{ "tsv tab", "tsv", "csv", 55 },
		{ "json", "json_array", "json", 58 },
		{ "jsonl ndjson", "json_lines", "json", 60 },
	};

	for (int i = 0; i < VL_COUNTOF(known); i++) {
		struct vl_candidate *c;
		bool there = false;

		for (int k = 0; k < x->out->candidate_count; k++)
			there |= strcmp(x->out->candidate[k].kind,
				     known[i].kind) == 0;
		if (there || !extension_is(x, known[i].words))
			continue;
		c = add(x, known[i].format, known[i].kind, known[i].score);
		agree(x, c, known[i].words, 0);
	}
}

/* Best first; equal ones stay in order. */
static void
rank(struct vl_probe *out)
{
	struct vl_candidate *c = out->candidate;

	for (int i = 1; i < out->candidate_count; i++)
		for (int k = i; k > 0 && c[k].score > c[k - 1].score; k--) {
			struct vl_candidate swap = c[k];

			c[k] = c[k - 1];
			c[k - 1] = swap;
		}
}

static void
note(struct vl_probe *out, const char *text)
{
	out->warning[out->warning_count++] = text;
}

static void
judge(struct probe *x)
{
	struct vl_probe *out = x->out;
	int top, second;

	rank(out);
	top = out->candidate[0].score;
	second = out->candidate_count > 1 ? out->candidate[1].score : 0;
	out->confidence = top >= 90 && top - second >= 15 ? "high" :
	    top >= 65 && top - second >= 8                ? "medium" :
							    "low";
	if (strcmp(out->confidence, "low") == 0)
		note(out, "low confidence: say the format with --from");
	if (out->candidate_count > 1 && top - second <= 8)
		note(out, "the two best candidates are close");
	if (top < 40)
		note(out, "little speaks for any format");
	for (int i = 0; i < out->candidate_count; i++) {
		struct vl_candidate *c = &out->candidate[i];
		const char *reason = "";

		for (int k = 0; k < c->evidence_count; k++)
			reason = vl_str_printf(x->a, "%s%s%s", reason,
			    k ? "; " : "", c->evidence[k]);
		c->reason = reason;
	}
}

static void
set(struct probe *x, const char *key, const char *value)
{
	struct vl_err err;

	/* A key that is not empty cannot fail. */
	(void)vl_settings_add(x->a, &x->out->settings,
	    vl_str(vl_str_printf(x->a, "%s=%s", key, value)), &err);
}

/* Lines that nothing splits are whole. */
static void
read_lines(struct probe *x)
{
	x->out->read_as = "lines";
	x->out->columns = x->delimiter ? x->columns : 0;
	if (x->delimiter)
		set(x, "delimiter", delimiter_name(x->delimiter));
}

static void
decide(struct probe *x)
{
	const char *format = x->out->candidate[0].format;

	x->out->delimiter = 0;
	if (strcmp(format, "json_lines") == 0)
		x->out->read_as = "jsonl";
	else if (strcmp(x->out->candidate[0].kind, "json") == 0)
		x->out->read_as = "json";
	else if (strcmp(x->out->candidate[0].kind, "line") == 0)
		read_lines(x);
	else if (strcmp(format, "tsv") == 0)
		x->out->read_as = "tsv";
	else
		x->out->read_as = "csv";
	if (strcmp(x->out->candidate[0].kind, "json") != 0)
		x->out->delimiter = x->delimiter;
}

/* The extension of a name, that of a codec skipped. */
static struct vl_str
extension_of(const char *name)
{
	struct vl_str s = vl_str(name);

	s.n = vl_codec_strip(s);
	for (int64_t i = s.n; i-- > 0 && s.p[i] != '/';)
		if (s.p[i] == '.')
			return (struct vl_str){ s.p + i + 1, s.n - i - 1 };
	return (struct vl_str){ "", 0 };
}

/*
 * A row of JSON tells all, other text takes two lines: one may be of names.
 * What begins with bytes that are no text has no lines.
 */
static int64_t
sample(struct vl_input *in, const char **p, bool *whole, struct vl_err *err)
{
	int64_t n = vl_input_sample(in, SAMPLE, 0, p, whole, err);

	if (n <= 0 || *whole || memchr(*p, '\0', (size_t)n) ||
	    (unsigned char)**p == 0xff)
		return n;
	return vl_input_sample(
	    in, SAMPLE, **p == '{' || **p == '[' ? 1 : 2, p, whole, err);
}

int
vl_probe(struct vl_arena *a, struct vl_input *in, struct vl_probe *out,
    struct vl_err *err)
{
	struct probe x = { .a = a, .out = out };
	const char *name = vl_input_name(in);

	*out = (struct vl_probe){ .candidate = vl_new(
				      a, struct vl_candidate, CANDIDATES),
		.warning = vl_new(a, const char *, WARNINGS),
		.table_name = vl_table_name(a, name) };
	x.extension = extension_of(name);
	x.n = sample(in, &x.p, &x.whole, err);
	if (x.n < 0)
		return (int)x.n;
	if (probe_magic(&x)) {
		judge(&x);
		return 0;
	}
	take_lines(&x);
	if (x.lines == 0) {
		if (x.whole)
			return vl_fail(err, VL_EVALUE, "the input is empty");
		return vl_fail(err, VL_EFORMAT,
		    "the input begins with %d blank bytes", SAMPLE);
	}
	probe_json(&x);
	probe_delimited(&x);
	probe_extension(&x);
	judge(&x);
	decide(&x);
	return 0;
}
