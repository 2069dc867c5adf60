/*
 * csv_dialect.c -- what a text's delimiter, header and types are, and why.
 *
 * What the user said holds; the rest is found out from the sample, in this
 * order, each step knowing the ones before:
 *
 *	encoding	byte order mark, or zeros where ASCII has them
 *	newline		\n, unless there are only \r
 *	delimiter	most fields in (nearly) all records alike
 *	header		first record text, another one of its column is not
 *	types		csv_infer.c
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/near.h"
#include "fmt/csv_sniff.h"
#include "kern/kern.h"

/* clang-format off */
const struct vl_option vl_csv_options[] = {
	{ "delimiter",	"CHAR",	"between fields: a character, tab, space, none" },
	{ "quote",	"CHAR",	"around fields: a character, none" },
	{ "escape",	"CHAR",	"before a quote in quotes; doubled quotes else" },
	{ "comment",	"CHAR",	"lines that begin with it are left out" },
	{ "header",	"BOOL",	"the first record has the names of columns" },
	{ "names",	"LIST",	"names of columns: a,b,c" },
	{ "types",	"LIST",	"types of columns: price:DOUBLE,zip:VARCHAR" },
	{ "all_text",	"BOOL",	"every column is VARCHAR" },
	{ "null",	"LIST",	"unquoted words that mean NULL: NA,n/a" },
	{ "skip",	"N",	"lines to leave out at the start" },
	{ "ragged",	"WORD",	"records of other length: error, null_padding, cut" },
	{ "block",	"N",	"bytes that a worker reads at once" },
	{ "encoding",	"NAME",	"of the text, as iconv knows it: latin1, gb18030" },
	{ 0 },
};
/* clang-format on */

static int
read_ragged(struct csv_sniff *s, struct vl_err *err)
{
	struct vl_str v = vl_settings_get(s->set, "ragged");

	if (v.p == NULL || vl_str_is_fold(v, "error"))
		s->d->ragged = VL_CSV_STRICT;
	else if (vl_str_is_fold(v, "null_padding"))
		s->d->ragged = VL_CSV_PAD;
	else if (vl_str_is_fold(v, "cut"))
		s->d->ragged = VL_CSV_CUT;
	else
		return vl_fail(err, VL_EUSAGE,
		    "option 'ragged': expected error, null_padding or cut, "
		    "found '%.*s'",
		    (int)v.n, v.p);
	return 0;
}

void
csv_sniff_nulls(struct csv_sniff *s, struct vl_str list)
{
	struct vl_str *word =
	    vl_new(s->a, struct vl_str, vl_settings_items(list));
	struct vl_str item;
	int n = 0;

	/* Parsers read beyond the end of what they are given. */
	while (vl_settings_item(&list, &item)) {
		char *p = vl_arena_buffer(s->a, item.n);

		if (item.n > 0)
			memcpy(p, item.p, (size_t)item.n);
		word[n++] = (struct vl_str){ p, item.n };
	}
	s->d->null = word;
	s->d->null_count = n;
}

static int
read_characters(struct csv_sniff *s, char delimiter, struct vl_err *err)
{
	struct vl_quote_rules *t = &s->d->text;
	int16_t c = 0;

	*t = (struct vl_quote_rules){ '\n', delimiter, '"', -1, -1 };
	if (vl_settings_char_or_none(s->set, "delimiter", &c, err) < 0)
		return err->code;
	t->delimiter = c > 0 ? (char)c : c < 0 ? '\n' : delimiter;
	if (vl_settings_char_or_none(s->set, "quote", &t->quote, err) < 0 ||
	    vl_settings_char_or_none(s->set, "escape", &t->escape, err) < 0 ||
	    vl_settings_char_or_none(s->set, "comment", &t->comment, err) < 0)
		return err->code;
	if (t->escape == t->quote)
		t->escape = -1;
	int used = (uint8_t)t->delimiter;

	if (t->quote == '\n' || t->quote == '\r' ||
	    (used != 0 && used == t->quote))
		return vl_fail(err, VL_EUSAGE,
		    "option 'quote': the same as the delimiter or a newline");
	return 0;
}

/* Words that stand for a missing value: no name of a column. */
static bool
is_missing(struct vl_str v)
{
	static const char *const words[] = { "NA", "N/A", "null", "nan", "none",
		"nil", "-", "?", "\\N", "missing", "." };

	for (int64_t i = 0; i < VL_COUNTOF(words); i++)
		if (vl_str_is_fold(v, words[i]))
			return true;
	return v.n == 0;
}

/* What the first record says about itself. */
struct header_signs {
	int names;   /* fields that are text */
	int values;  /* fields that are not */
	int differs; /* names above a column that is not text */
};

static struct header_signs
signs_of(struct csv_sniff *s, const struct csv_rows *w,
    const struct csv_types *below)
{
	struct header_signs h = { 0 };

	for (int c = 0; c < s->d->count; c++) {
		struct vl_str v = csv_field(w, 0, c);

		if (csv_is_quoted(s->d, v))
			v = csv_unquote(s->d, v, s->a);
		if (v.n <= 0)
			continue;
		bool text = csv_type_of(v) == VL_TYPE_TEXT;

		h.names += text;
		h.values += !text;
		h.differs += text && !is_missing(v) &&
		    below->id[c] != VL_TYPE_TEXT &&
		    below->id[c] != VL_TYPE_NULL;
	}
	return h;
}

/* Does a text of the first record stand again in its column? */
static bool
comes_again(struct csv_sniff *s, const struct vl_str *first, struct csv_rows *w)
{
	struct vl_err err;

	while (csv_rows_next(w, VL_BATCH_ROWS, &err) > 0)
		for (int64_t r = 0; r < w->rows; r++)
			for (int c = 0; c < s->d->count; c++)
				if (first[c].n > 0 &&
				    vl_str_eq(csv_field(w, r, c), first[c]))
					return true;
	return false;
}

static void
find_header(struct csv_sniff *s, struct csv_rows *w,
    const struct csv_types *below, int64_t end)
{
	struct vl_str *first = vl_new(s->a, struct vl_str, s->d->count);
	struct header_signs h = signs_of(s, w, below);
	const char *rest = w->p;

	s->d->header = h.differs > 0;
	if (h.differs > 0) {
		csv_sniff_reason(
		    s, "header: text above columns that are not text");
		return;
	}
	if (h.values > 0 || h.names == 0) {
		csv_sniff_reason(s, "no header: the first record has values");
		return;
	}
	for (int c = 0; c < s->d->count; c++)
		first[c] = csv_field(w, 0, c);
	csv_rows_start(w, rest, s->text + s->d->start + end - rest, true, true);
	s->d->header = !comes_again(s, first, w);
	csv_sniff_reason(s,
	    s->d->header ? "header: no text of the first record comes again" :
			   "no header: texts of the first record come again");
}

static int
name_columns(struct csv_sniff *s, const struct csv_rows *w, struct vl_err *err)
{
	struct vl_str list = vl_settings_get(s->set, "names");
	struct vl_str said = { 0 };
	int named = vl_settings_items(list);

	if (named > s->d->count)
		return vl_fail(err, VL_EUSAGE,
		    "option 'names': %d names for %d column%s", named,
		    s->d->count, s->d->count == 1 ? "" : "s");
	for (int c = 0; c < s->d->count; c++) {
		struct vl_str v = { 0 };

		if (s->d->header) {
			v = csv_field(w, 0, c);
			if (csv_is_quoted(s->d, v))
				v = csv_unquote(s->d, v, s->a);
			if (v.n < 0)
				v.n = 0;
			if (vl_kern()->utf8->valid(v.p, v.n) < v.n) {
				vl_fail(err, VL_EFORMAT,
				    "the name of column %d is not UTF-8",
				    c + 1);
				return vl_err_hint(err,
				    "-O encoding=latin1 or gb18030 says what "
				    "it is");
			}
		}
		csv_sniff_name(s, c,
		    vl_settings_item(&list, &said) ?
			vl_settings_name(s->a, said) :
			v);
	}
	return 0;
}

static struct vl_csv_column *
find_column(struct vl_csv_dialect *d, struct vl_str name)
{
	for (int c = 0; c < d->count; c++)
		if (vl_str_eq(d->column[c].name, name))
			return &d->column[c];
	for (int c = 0; c < d->count; c++)
		if (vl_str_eq_fold(d->column[c].name, name))
			return &d->column[c];
	return NULL;
}

static bool
can_parse(struct vl_type t)
{
	return vl_type_is_numeric(t) || t.id == VL_TYPE_BOOL ||
	    t.id == VL_TYPE_TEXT || t.id == VL_TYPE_JSON ||
	    t.id == VL_TYPE_DATE || t.id == VL_TYPE_TIME ||
	    t.id == VL_TYPE_TS || t.id == VL_TYPE_TSTZ;
}

static int
declare(struct csv_sniff *s, struct vl_str item, struct vl_err *err)
{
	struct vl_str name;
	struct vl_str type;

	if (!vl_settings_pair(s->a, item, &name, &type))
		return vl_fail(err, VL_EUSAGE,
		    "option 'types': expected NAME:TYPE, found '%.*s'",
		    (int)item.n, item.p);
	struct vl_csv_column *c = find_column(s->d, name);

	if (c == NULL) {
		struct vl_near n = { .wanted = name };

		vl_fail(err, VL_ENAME, "option 'types': no column '%.*s'",
		    (int)name.n, name.p);
		for (int i = 0; i < s->d->count; i++)
			vl_near_add(&n, s->d->column[i].name);
		return vl_near_say(&n, "columns", err);
	}
	VL_TRY(vl_type_parse(s->a, type, &c->type, err));
	if (!can_parse(c->type))
		return vl_fail(err, VL_EUNSUPPORTED,
		    "option 'types': no %s in delimited text",
		    vl_type_show(s->a, c->type));
	c->declared = true;
	c->unseen = false;
	return 0;
}

int
csv_sniff_types(
    struct csv_sniff *s, const struct csv_types *seen, struct vl_err *err)
{
	struct vl_str list = vl_settings_get(s->set, "types");
	struct vl_str item;
	bool all_text = false;

	if (vl_settings_bool(s->set, "all_text", &all_text, err) < 0)
		return err->code;
	for (int c = 0; c < s->d->count; c++) {
		enum vl_type_id id = seen->id[c];

		s->d->column[c].unseen = id == VL_TYPE_NULL && !all_text;
		if (id == VL_TYPE_NULL || all_text)
			id = VL_TYPE_TEXT;
		s->d->column[c].type = vl_type(id);
		s->d->column[c].declared = all_text;
	}
	while (vl_settings_item(&list, &item))
		VL_TRY(declare(s, item, err));
	return 0;
}

void
csv_sniff_columns(struct csv_sniff *s, int n)
{
	s->d->count = n;
	s->d->column = vl_new(s->a, struct vl_csv_column, n);
	for (int c = 0; c < n; c++)
		s->d->column[c].field = c;
}

/* How many fields the first record has: that is what records have. */
static int
count_columns(struct csv_sniff *s, struct vl_err *err)
{
	struct csv_shape h = csv_sniff_shape(s);
	int64_t n = h.first;

	if (h.records == 0 && !s->whole)
		return vl_fail(err, VL_ELIMIT,
		    "the first record does not end in the first %lld bytes",
		    (long long)s->n);
	if (h.records == 0)
		return vl_fail(err, VL_EFORMAT, "the input is empty");
	if (n > VL_CSV_COLUMNS_MAX)
		return vl_fail(err, VL_ELIMIT, "%lld columns, the limit is %d",
		    (long long)n, VL_CSV_COLUMNS_MAX);
	csv_sniff_columns(s, (int)n);
	s->d->fields = (int)n;
	s->d->blank = n == 1;
	return 0;
}

/* Header, names and types, from the records. */
static int
find_columns(struct csv_sniff *s, struct csv_rows *w, struct vl_err *err)
{
	const char *p = s->text + s->d->start;
	int64_t end = csv_sniff_records(s);
	struct csv_types all = csv_types_new(s->a, s->d->count);
	struct csv_types below = csv_types_new(s->a, s->d->count);
	const char *second;
	int said;

	csv_rows_start(w, p, end, true, true);
	VL_TRY(csv_rows_next(w, 1, err));
	if (w->rows > 0)
		csv_types_add(&all, w);
	second = w->p;
	while (csv_rows_next(w, VL_BATCH_ROWS, err) > 0) {
		csv_types_add(&all, w);
		csv_types_add(&below, w);
	}
	csv_rows_start(w, p, end, true, true);
	VL_TRY(csv_rows_next(w, 1, err));
	if (w->rows == 0)
		return vl_fail(err, VL_EFORMAT,
		    "the first record is malformed: text behind a closing "
		    "quote");
	if ((said = vl_settings_bool(s->set, "header", &s->d->header, err)) < 0)
		return said;
	if (said == 0)
		find_header(s, w, &below, end);
	csv_rows_start(w, p, end, true, true);
	VL_TRY(csv_rows_next(w, 1, err));
	VL_TRY(name_columns(s, w, err));
	VL_TRY(csv_sniff_types(s, s->d->header ? &below : &all, err));
	if (s->d->header) {
		s->d->line +=
		    csv_sniff_lines(p, second - p, s->d->text.newline);
		s->d->start += second - p;
		s->d->records--;
	}
	return 0;
}

static int
sniff(struct csv_sniff *s, struct csv_rows *w, const char *p, int64_t n,
    char delimiter, struct vl_err *err)
{
	VL_TRY(read_characters(s, delimiter, err));
	VL_TRY(read_ragged(s, err));
	VL_TRY(csv_sniff_sample(s, p, n, err));
	csv_sniff_nulls(s, vl_settings_get(s->set, "null"));
	if (s->d->text.delimiter == 0)
		csv_sniff_delimiter(s);
	VL_TRY(count_columns(s, err));
	csv_rows_init(w, s->d, NULL, NULL);
	return find_columns(s, w, err);
}

int
vl_csv_sniff(struct vl_arena *a, const char *p, int64_t n, bool whole,
    const struct vl_settings *settings, char delimiter,
    struct vl_csv_dialect *out, struct vl_err *err)
{
	struct csv_sniff s;
	struct csv_rows w = { 0 };

	csv_sniff_init(&s, a, settings, whole, out);
	int rc = sniff(&s, &w, p, n, delimiter, err);

	csv_rows_release(&w);
	csv_sniff_release(&s);
	return rc;
}
