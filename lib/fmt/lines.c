/*
 * lines.c -- how lines are rows: options, mode, columns.
 *
 *	whole	nothing said: one column, `line`
 *	split	a delimiter or columns said: columns are fields, from 0 on
 *	regex	a pattern said: columns are its groups, from 1 on; 0 is all
 */
#include "fmt/lines.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/num.h"
#include "fmt/csv_sniff.h"
#include "fmt/lines_int.h"

/* clang-format off */
const struct vl_option vl_lines_options[] = {
	{ "mode",	"WORD",	"split or regex; else by the options that are there" },
	{ "delimiter",	"CHAR",	"split: between fields: a character, tab, space" },
	{ "pattern",	"REGEX", "regex: what a whole line is like (PCRE2)" },
	{ "columns",	"LIST",	"names of the first fields or groups: a,b,c" },
	{ "mappings",	"LIST",	"names of fields from 0, or of groups: uid:1,ok:4" },
	{ "skip_empty_lines", "BOOL", "lines with nothing on them are no rows (true)" },
	{ "types",	"LIST",	"types of columns: price:DOUBLE,zip:VARCHAR" },
	{ "all_text",	"BOOL",	"every column is VARCHAR" },
	{ "null",	"LIST",	"words that mean NULL (null,NULL)" },
	{ "skip",	"N",	"lines to leave out at the start" },
	{ "block",	"N",	"bytes that a worker reads at once" },
	{ "encoding",	"NAME",	"of the text, as iconv knows it: latin1, gb18030" },
	{ 0 },
};
/* clang-format on */

enum mode {
	WHOLE,
	SPLIT,
	REGEX,
};

static bool
is_set(const struct csv_sniff *s, const char *key)
{
	return vl_settings_get(s->set, key).p != NULL;
}

static int
read_mode(const struct csv_sniff *s, enum mode *out, struct vl_err *err)
{
	struct vl_str said = vl_settings_get(s->set, "mode");
	bool pattern = is_set(s, "pattern");

	if (said.p == NULL)
		*out = pattern ? REGEX :
		    is_set(s, "delimiter") || is_set(s, "columns") ||
			is_set(s, "mappings") ?
				 SPLIT :
				 WHOLE;
	else if (vl_str_is_fold(said, "split"))
		*out = SPLIT;
	else if (vl_str_is_fold(said, "regex"))
		*out = REGEX;
	else
		return vl_fail(err, VL_EUSAGE,
		    "option 'mode': expected split or regex, found '%.*s'",
		    (int)said.n, said.p);
	if (*out == REGEX && !pattern)
		return vl_fail(
		    err, VL_EUSAGE, "mode=regex: option 'pattern' is missing");
	if (*out != REGEX && pattern)
		return vl_fail(
		    err, VL_EUSAGE, "option 'pattern': only with mode=regex");
	if (*out == REGEX && is_set(s, "delimiter"))
		return vl_fail(
		    err, VL_EUSAGE, "option 'delimiter': only with mode=split");
	if (is_set(s, "columns") && is_set(s, "mappings"))
		return vl_fail(err, VL_EUSAGE,
		    "options 'columns' and 'mappings': one or the other");
	return 0;
}

/* What delimits fields and means NULL. */
static int
read_rules(
    struct csv_sniff *s, enum mode mode, char delimiter, struct vl_err *err)
{
	struct vl_csv_dialect *d = s->d;
	struct vl_str null = vl_settings_get(s->set, "null");
	bool skip = true;
	char c = delimiter;

	if (vl_settings_bool(s->set, "skip_empty_lines", &skip, err) < 0 ||
	    vl_settings_char(s->set, "delimiter", &c, err) < 0)
		return err->code;
	if (c == '\n' || c == '\r')
		return vl_fail(err, VL_EUSAGE,
		    "option 'delimiter': a newline ends the line");
	d->text = (struct vl_quote_rules){ '\n', mode == SPLIT ? c : '\n', -1,
		-1, -1 };
	d->lines = true;
	d->ragged = VL_CSV_CUT;
	d->blank = !skip;
	if (null.p == NULL && mode != WHOLE)
		null = VL_STR("null,NULL");
	csv_sniff_nulls(s, null);
	return 0;
}

/* "uid:1": its name, and the number of a field or group. */
static int
read_mapping(
    struct vl_str item, struct vl_str *name, int64_t *index, struct vl_err *err)
{
	char digits[16 + 64] = { 0 }; /* the parser reads beyond them */

	*name = item;
	while (name->n > 0 && name->p[name->n - 1] != ':')
		name->n--;
	struct vl_str number =
	    vl_str_trim((struct vl_str){ item.p + name->n, item.n - name->n });

	if (number.n > 0 && number.n <= 16)
		memcpy(digits, number.p, (size_t)number.n);
	if (name->n == 0 || number.n > 16 ||
	    vl_parse_i64(digits, number.n, index) != VL_NUM_OK)
		return vl_fail(err, VL_EUSAGE,
		    "option 'mappings': expected NAME:INDEX, found '%.*s'",
		    (int)item.n, item.p);
	if (*index < 0 || *index >= VL_CSV_COLUMNS_MAX)
		return vl_fail(err, VL_EUSAGE,
		    "option 'mappings': %lld is not between 0 and %d",
		    (long long)*index, VL_CSV_COLUMNS_MAX - 1);
	name->n--;
	return 0;
}

/* Columns that were said; `from` is the index of the first name. */
static int
read_columns(struct csv_sniff *s, int from, struct vl_err *err)
{
	struct vl_str list = vl_settings_get(s->set, "columns");
	struct vl_str pairs = vl_settings_get(s->set, "mappings");
	bool names = list.p != NULL;
	struct vl_str item;
	int n = 0;

	if (!names)
		list = pairs;
	if (list.p == NULL)
		return 0;
	int count = vl_settings_items(list);

	if (count == 0)
		return vl_fail(err, VL_EUSAGE, "option '%s': no columns",
		    names ? "columns" : "mappings");
	if (count > VL_CSV_COLUMNS_MAX)
		return vl_fail(err, VL_ELIMIT, "%d columns, the limit is %d",
		    count, VL_CSV_COLUMNS_MAX);
	csv_sniff_columns(s, count);
	for (; vl_settings_item(&list, &item); n++) {
		int64_t index = from + n;

		if (!names)
			VL_TRY(read_mapping(item, &item, &index, err));
		csv_sniff_name(s, n, item);
		s->d->column[n].group = (int)index;
		s->d->column[n].field = (int)index;
	}
	return 0;
}

static int
split_columns(struct csv_sniff *s, struct vl_err *err)
{
	struct vl_csv_dialect *d = s->d;

	if (d->text.delimiter == 0)
		csv_sniff_delimiter(s);
	struct csv_shape h = csv_sniff_shape(s);

	VL_TRY(read_columns(s, 0, err));
	if (d->count == 0 && h.records == 0)
		return vl_fail(err, VL_EFORMAT, "the input is empty");
	if (h.fields > VL_CSV_COLUMNS_MAX)
		return vl_fail(err, VL_ELIMIT, "%lld columns, the limit is %d",
		    (long long)h.fields, VL_CSV_COLUMNS_MAX);
	d->fields = h.records > 0 ? (int)h.fields : 1;
	if (d->count == 0) {
		csv_sniff_columns(s, d->fields);
		for (int c = 0; c < d->count; c++)
			d->column[c].name =
			    vl_str(vl_str_printf(s->a, "c%d", c));
	}
	for (int c = 0; c < d->count; c++)
		if (d->fields <= d->column[c].field)
			d->fields = d->column[c].field + 1;
	return 0;
}

/* One column of text that is the line. */
static void
whole_columns(struct csv_sniff *s)
{
	csv_sniff_columns(s, 1);
	s->d->fields = 1;
	csv_sniff_name(s, 0, VL_STR("line"));
}

/* Columns by the names of the groups, c1, c2 ... where they have none. */
static void
group_columns(struct csv_sniff *s)
{
	const struct lines_pattern *p = s->d->pattern;
	int n = lines_pattern_groups(p);

	if (n == 0) {
		whole_columns(s);
		return;
	}
	csv_sniff_columns(s, n);
	for (int c = 0; c < n; c++) {
		struct vl_str name = lines_pattern_name(p, c + 1);

		if (name.p == NULL)
			name = vl_str(vl_str_printf(s->a, "c%d", c + 1));
		csv_sniff_name(s, c, name);
		s->d->column[c].group = c + 1;
	}
}

static int
regex_columns(struct csv_sniff *s, struct vl_err *err)
{
	struct vl_csv_dialect *d = s->d;
	struct vl_str text = vl_settings_get(s->set, "pattern");

	VL_TRY(lines_pattern_new(vl_str_copy(s->a, text), &d->pattern, err));
	VL_TRY(read_columns(s, 1, err));
	if (d->count == 0)
		group_columns(s);
	if (d->count > VL_CSV_COLUMNS_MAX)
		return vl_fail(err, VL_ELIMIT, "%d groups, the limit is %d",
		    d->count, VL_CSV_COLUMNS_MAX);
	d->fields = lines_field(d->count) - 1;
	for (int c = 0; c < d->count; c++)
		d->column[c].field = lines_field(c);
	return 0;
}

/* Types of columns, by the lines of the sample. */
static int
find_types(struct csv_sniff *s, enum mode mode, struct vl_err *err)
{
	const char *p = s->text + s->d->start;
	struct csv_types types = csv_types_new(s->a, s->d->count);
	struct csv_rows w;
	int64_t end = csv_sniff_records(s);
	int rc;

	if (end == 0 && s->n > s->d->start && !s->whole && mode != WHOLE)
		return vl_fail(err, VL_ELIMIT,
		    "the first line does not end in the first %lld bytes",
		    (long long)s->n);
	csv_rows_init(&w, s->d, NULL, NULL);
	csv_rows_start(&w, p, end, true, true);
	while ((rc = csv_rows_next(&w, VL_BATCH_ROWS, err)) > 0)
		csv_types_add(&types, &w);
	csv_rows_release(&w);
	VL_TRY(rc);
	VL_TRY(csv_sniff_types(s, &types, err));
	if (mode == WHOLE && !is_set(s, "types"))
		s->d->column[0].type = vl_type(VL_TYPE_TEXT);
	return 0;
}

static int
sniff(struct csv_sniff *s, const char *p, int64_t n, char delimiter,
    struct vl_err *err)
{
	enum mode mode = WHOLE;

	VL_TRY(read_mode(s, &mode, err));
	VL_TRY(read_rules(s, mode, delimiter, err));
	VL_TRY(csv_sniff_sample(s, p, n, err));
	if (mode == SPLIT)
		VL_TRY(split_columns(s, err));
	else if (mode == REGEX)
		VL_TRY(regex_columns(s, err));
	else
		whole_columns(s);
	return find_types(s, mode, err);
}

int
vl_lines_sniff(struct vl_arena *a, const char *p, int64_t n, bool whole,
    const struct vl_settings *settings, char delimiter,
    struct vl_csv_dialect *out, struct vl_err *err)
{
	struct csv_sniff s;

	csv_sniff_init(&s, a, settings, whole, out);
	int rc = sniff(&s, p, n, delimiter, err);

	csv_sniff_release(&s);
	if (rc < 0) {
		lines_pattern_free(out->pattern);
		out->pattern = NULL;
	}
	return rc;
}

int
vl_lines_open(struct vl_input *take_in, const struct vl_open *how,
    struct vl_source **out, struct vl_err *err)
{
	return csv_open(take_in, how, vl_lines_sniff, 0, out, err);
}
