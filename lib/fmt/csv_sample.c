/*
 * csv_sample.c -- what the first bytes of a text show: encoding, newline, where
 * records end, which delimiter makes them alike.
 */
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/err.h"
#include "fmt/csv_sniff.h"
#include "fmt/recode.h"
#include "kern/kern.h"

enum {
	REASONS = 16,
	RECORDS_MAX = 2000, /* of the sample that are looked at */
};

void
csv_sniff_init(struct csv_sniff *s, struct vl_arena *a,
    const struct vl_settings *set, bool whole, struct vl_csv_dialect *d)
{
	*s = (struct csv_sniff){ .a = a, .set = set, .d = d, .whole = whole };
	*d = (struct vl_csv_dialect){ .line = 1 };
	d->reason = vl_new(a, const char *, REASONS);
}

void
csv_sniff_release(struct csv_sniff *s)
{
	csv_names_free(s->names);
	vl_dealloc(s->pos);
	vl_dealloc(s->text ? s->text - 1 : NULL);
}

void
csv_sniff_reason(struct csv_sniff *s, const char *text)
{
	if (s->d->reason_count < REASONS)
		s->d->reason[s->d->reason_count++] = text;
}

/* Encoding: said, or told by the first bytes. */
static const char *
encoding_of(struct csv_sniff *s, const char *p, int64_t n)
{
	struct vl_str said = vl_settings_get(s->set, "encoding");

	if (said.p &&
	    (vl_str_is_fold(said, "utf-8") || vl_str_is_fold(said, "utf8")))
		return NULL;
	if (said.p)
		return vl_str_cstr(s->a, said);
	if (n >= 2 &&
	    (memcmp(p, "\xff\xfe", 2) == 0 || memcmp(p, "\xfe\xff", 2) == 0)) {
		csv_sniff_reason(s, "encoding UTF-16: byte order mark");
		return "UTF-16";
	}
	if (n >= 4 && p[0] && !p[1] && p[2] && !p[3]) {
		csv_sniff_reason(
		    s, "encoding UTF-16LE: every other byte is zero");
		return "UTF-16LE";
	}
	if (n >= 4 && !p[0] && p[1] && !p[2] && p[3]) {
		csv_sniff_reason(
		    s, "encoding UTF-16BE: every other byte is zero");
		return "UTF-16BE";
	}
	return NULL;
}

/* The sample as UTF-8 in s->text, without a byte order mark. */
static int
take_sample(struct csv_sniff *s, const char *p, int64_t n, struct vl_err *err)
{
	s->d->encoding = encoding_of(s, p, n);
	int64_t cap = s->d->encoding ? 4 * n + 16 : n;

	s->text = vl_alloc_buffer(cap + 66);
	s->text[0] = '\n';
	s->text++;
	if (s->d->encoding) {
		n = vl_recode_bytes(s->d->encoding, p, n, s->text, cap, err);
		if (n < 0)
			return (int)n;
	} else if (n > 0) {
		memcpy(s->text, p, (size_t)n);
	}
	if (n >= 3 && memcmp(s->text, "\xef\xbb\xbf", 3) == 0) {
		s->d->start = 3;
		s->text[2] = '\n';
		csv_sniff_reason(s, "byte order mark: UTF-8");
	}
	s->n = n;
	return 0;
}

int64_t
csv_sniff_lines(const char *p, int64_t n, char newline)
{
	struct vl_scan_counts c;

	vl_kern()->scan->count(p, n, newline, newline, &c);
	return c.newlines;
}

static void
find_newline(struct csv_sniff *s)
{
	const char *p = s->text + s->d->start;
	int64_t n = s->n - s->d->start;
	int64_t lf = csv_sniff_lines(p, n, '\n');
	int64_t cr = csv_sniff_lines(p, n, '\r');

	if (lf == 0 && cr > 0) {
		s->d->text.newline = '\r';
		if (s->d->text.delimiter == '\n')
			s->d->text.delimiter = '\r';
		csv_sniff_reason(s, "newline: \\r alone");
	} else if (lf > 0 && cr == lf) {
		csv_sniff_reason(s, "newline: \\r\\n");
	}
}

/* Leave out `skip` lines, and lines of # before anything else. */
static int
skip_lines(struct csv_sniff *s, struct vl_err *err)
{
	int64_t skip = 0;
	int64_t *at = &s->d->start;
	const char newline = s->d->text.newline;

	if (vl_settings_int(s->set, "skip", 0, INT32_MAX, &skip, err) < 0)
		return err->code;
	for (; skip > 0 && *at < s->n; skip--) {
		char *end =
		    memchr(s->text + *at, newline, (size_t)(s->n - *at));

		if (end == NULL && !s->whole)
			return vl_fail(err, VL_ELIMIT,
			    "the lines to skip do not end in the first "
			    "%lld bytes",
			    (long long)s->n);
		*at = end ? end + 1 - s->text : s->n;
		s->d->line++;
	}
	s->text[*at - 1] = newline;
	return 0;
}

/* Offsets of the sample's records by the rules; their number in *records. */
static int64_t
split(struct csv_sniff *s, int64_t *records)
{
	const char *p = s->text + s->d->start;
	int64_t n = s->n - s->d->start;

	if (s->whole && n > 0 && p[n - 1] != s->d->text.newline)
		s->text[s->n] = s->d->text.newline, n++;
	*records = RECORDS_MAX;
	return csv_index_exact(&s->d->text, p, n, s->pos, s->cap, records);
}

struct csv_shape
csv_sniff_shape(struct csv_sniff *s)
{
	const char *p = s->text + s->d->start;
	struct csv_shape h = { 0 };
	int64_t records;
	int64_t n = split(s, &records);
	int64_t votes = 0;

	/* Two passes: a majority vote (Boyer and Moore), then a count. */
	for (int pass = 0; pass < 2; pass++) {
		int64_t fields = 0;
		int64_t from = 0;

		for (int64_t i = 0; i < n; i++) {
			fields++;
			if (p[s->pos[i]] != s->d->text.newline)
				continue;
			int64_t len = s->pos[i] - from;
			int64_t at = from;
			int64_t is = fields;

			from = s->pos[i] + 1;
			fields = 0;
			if (len == 0 || (len == 1 && p[at] == '\r') ||
			    (uint8_t)p[at] == s->d->text.comment)
				continue;
			if (pass == 1) {
				h.alike += is == h.fields;
				h.first = h.records++ ? h.first : is;
			} else if (votes == 0) {
				h.fields = is;
				votes = 1;
			} else {
				votes += is == h.fields ? 1 : -1;
			}
		}
	}
	return h;
}

static const char *
name_of(char c)
{
	switch (c) {
	case '\t': return "tab";
	case ' ': return "space";
	case ',': return "','";
	case ';': return "';'";
	case '|': return "'|'";
	default: return "as said";
	}
}

void
csv_sniff_delimiter(struct csv_sniff *s)
{
	static const char candidate[] = { ',', '\t', '|', ';', ' ' };
	struct csv_shape best = { 0 };
	char chosen = ',';

	for (size_t i = 0; i < sizeof candidate; i++) {
		s->d->text.delimiter = candidate[i];
		struct csv_shape h = csv_sniff_shape(s);
		bool all = h.alike == h.records;

		if (h.fields < 2 || h.alike * 10 < h.records * 6)
			continue;
		/* Words are not fields, unless nothing else is. */
		if (candidate[i] == ' ' && (best.fields > 0 || !all))
			continue;
		bool best_all = best.fields > 0 && best.alike == best.records;

		if (all < best_all ||
		    (all == best_all && h.fields <= best.fields))
			continue;
		best = h;
		chosen = candidate[i];
	}
	s->d->text.delimiter = chosen;
	s->d->alike = best.fields > 0;
	if (best.fields > 0)
		csv_sniff_reason(s,
		    vl_str_printf(s->a,
			"delimiter %s: %lld fields in %lld of %lld records",
			name_of(chosen), (long long)best.fields,
			(long long)best.alike, (long long)best.records));
	else
		csv_sniff_reason(
		    s, "one column: no delimiter splits all records alike");
}

/* The sample's records that are whole, up to `end`. */
int64_t
csv_sniff_records(struct csv_sniff *s)
{
	int64_t records;
	int64_t n = split(s, &records);

	while (
	    n > 0 && s->text[s->d->start + s->pos[n - 1]] != s->d->text.newline)
		n--;
	s->d->records = records;
	return n > 0 ? s->pos[n - 1] + 1 : 0;
}

int
csv_sniff_sample(
    struct csv_sniff *s, const char *p, int64_t n, struct vl_err *err)
{
	VL_TRY(take_sample(s, p, n, err));
	find_newline(s);
	VL_TRY(skip_lines(s, err));
	s->cap = s->n + 2;
	s->pos = vl_alloc_buffer(s->cap * (int64_t)sizeof *s->pos);
	return 0;
}
