/* csv_rows.c -- the records of a block, by a structural index. */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/err.h"
#include "fmt/lines_int.h"
#include "kern/kern.h"

enum {
#ifdef VL_TEST_SMALL
	POSITIONS = 128,
	MIXED = 256,
#else
	POSITIONS = 16 << 10, /* 64 KiB: the index stays in L2, mostly L1 */
	MIXED = 128 << 10,    /* bytes looked at for irregular quotes */
#endif
	MARGIN = 160, /* what the kernels ask for, and a record's end */
};

void
csv_rows_init(struct csv_rows *w, const struct vl_csv_dialect *d,
    csv_bad_fn *bad, void *arg)
{
	*w = (struct csv_rows){ .d = d, .bad = bad, .arg = arg };
	w->cap = d->fields + MARGIN;
	if (w->cap < POSITIONS)
		w->cap = POSITIONS;
	w->pos = vl_alloc_buffer((w->cap + 1) * (int64_t)sizeof *w->pos);
	w->pos[0] = UINT32_MAX;
	w->last = d->fields - 1;
	if (d->pattern) {
		w->last = 0; /* the whole line */
		w->match = lines_match_new(d->pattern);
		w->norm = vl_alloc_buffer(w->cap * (int64_t)sizeof *w->norm);
		w->field = w->norm;
	}
}

void
csv_rows_release(struct csv_rows *w)
{
	lines_match_free(w->match);
	vl_dealloc(w->pos);
	vl_dealloc(w->norm);
	*w = (struct csv_rows){ 0 };
}

void
csv_rows_start(
    struct csv_rows *w, const char *p, int64_t n, bool quotes, bool exact)
{
	w->p = p;
	w->end = p + n;
	w->quotes = quotes;
	w->exact = exact || !vl_quote_is_plain(&w->d->text);
	w->rows = 0;
}

static struct vl_scan_chars
chars_of(const struct vl_quote_rules *r)
{
	return (
	    struct vl_scan_chars){ r->newline, r->delimiter, (char)r->quote };
}

int64_t
csv_index_exact(const struct vl_quote_rules *r, const char *p, int64_t n,
    uint32_t *pos, int64_t cap, int64_t *rows)
{
	enum vl_quote_state s = VL_QUOTE_OUT;
	int64_t count = 0;
	int64_t got = 0;

	for (int64_t i = 0; i < n && got < *rows && count < cap; i++) {
		bool out = vl_quote_is_out(s) && s != VL_QUOTE_COMMENT;
		bool ends = p[i] == r->newline && vl_quote_is_out(s);

		s = vl_quote_step(r, s, p[i - 1], p[i]);
		if (ends || (out && p[i] == r->delimiter))
			pos[count++] = (uint32_t)i;
		got += ends;
	}
	*rows = got;
	return count;
}

/* Where some quotes are irregular: what is not, as always; the rest, byte by
 * byte, to the end of a record. */
static int64_t
index_mixed(struct csv_rows *w, uint32_t *pos, int64_t *rows)
{
	const struct vl_quote_rules *r = &w->d->text;
	struct vl_scan_chars c = chars_of(r);
	enum vl_quote_state s = VL_QUOTE_OUT;
	int64_t left = w->end - w->p;
	int64_t n = vl_quote_regular(r, w->p, left < MIXED ? left : MIXED, &s);
	int64_t want = *rows;
	int64_t count = 0;

	w->strange = false;
	*rows = 0;
	if (n > 0) {
		*rows = want;
		count = vl_kern()->scan->index(w->p, n, &c, pos, w->cap, rows);
	}
	for (int64_t more = VL_QUOTE_STEP; *rows == 0; more *= 4) {
		w->strange = true;
		*rows = want;
		n = left - n < more ? left : n + more;
		count = csv_index_exact(r, w->p, n, pos, w->cap, rows);
		if (n == left || count == w->cap)
			break;
	}
	return count;
}

static int64_t
index_window(struct csv_rows *w, uint32_t *pos, int64_t *rows)
{
	const struct vl_kern_scan *kern = vl_kern()->scan;
	struct vl_scan_chars c = chars_of(&w->d->text);
	int64_t n = w->end - w->p;

	w->strange = w->exact;
	if (w->exact && vl_quote_is_plain(&w->d->text))
		return index_mixed(w, pos, rows);
	if (w->exact)
		return csv_index_exact(&w->d->text, w->p, n, pos, w->cap, rows);
	if (w->quotes)
		return kern->index(w->p, n, &c, pos, w->cap, rows);
	return kern->index_plain(w->p, n, &c, pos, w->cap, rows);
}

/* Is there nothing on some of the lines that end at pos[0 .. rows)? */
static bool
any_blank(const struct csv_rows *w, const uint32_t *pos, int64_t rows)
{
	uint32_t from = 0;
	bool any = false;

	for (int64_t r = 0; r < rows; from = pos[r++] + 1)
		any |= pos[r] - from <= (w->p[from] == '\r');
	return any;
}

/*
 * All records have their fields if every count-th offset is a newline and there
 * are no other newlines.  Returns how many records that are, 0 if not.
 */
static int64_t
uniform(const struct csv_rows *w, const uint32_t *pos, int64_t n,
    int64_t newlines, int64_t max)
{
	const char newline = w->d->text.newline;
	int64_t count = w->d->fields;
	int64_t rows = n / count < max ? n / count : max;
	const uint32_t *end = pos + count - 1;
	bool good = count > 1 || w->d->blank || !any_blank(w, pos, rows);

	for (int64_t r = 0; r < rows; r++)
		good &= w->p[end[r * count]] == newline;
	for (int64_t i = rows * count; i < n; i++)
		newlines -= w->p[pos[i]] == newline;
	return good && newlines == rows ? rows : 0;
}

bool
csv_is_whole(const struct vl_csv_dialect *d, struct vl_str s)
{
	for (int64_t i = 1; i < s.n; i++) {
		int c = (uint8_t)s.p[i];

		if (c == d->text.escape && c != d->text.quote) {
			i++;
		} else if (c == d->text.quote) {
			if (i + 1 == s.n)
				return true;
			if ((uint8_t)s.p[++i] != d->text.quote)
				return false;
		}
	}
	return false;
}

/* A record, its offsets pos[0 .. n), to a row of norm. */
static void
normalise(struct csv_rows *w, const uint32_t *pos, int64_t n, uint32_t start,
    uint32_t *out)
{
	int64_t count = w->d->fields;
	uint32_t end = pos[n - 1];

	out[0] = start - 1;
	if (n >= count) {
		memcpy(out + 1, pos, (size_t)count * sizeof *out);
		return;
	}
	memcpy(out + 1, pos, (size_t)n * sizeof *out);
	/* The return before the newline is no part of the last field there. */
	if (end > start && w->base[end - 1] == '\r')
		out[n] = end - 1;
	for (int64_t c = n + 1; c <= count; c++)
		out[c] = end;
}

static int
tell(struct csv_rows *w, uint32_t start, uint32_t end, int64_t column,
    const char *reason, struct vl_err *err)
{
	struct csv_bad bad = { .p = w->base + start,
		.n = end - start,
		.column = column,
		.reason = reason };

	if (bad.n > 0 && bad.p[bad.n - 1] == '\r')
		bad.n--;
	return w->bad ? w->bad(w->arg, &bad, err) : 0;
}

/* 1: the record is good and in out; 0: it is none, or was told of. */
static int
slow_record(struct csv_rows *w, const uint32_t *pos, int64_t n, uint32_t start,
    uint32_t *out, struct vl_err *err)
{
	const struct vl_csv_dialect *d = w->d;
	uint32_t end = pos[n - 1];
	int64_t len = end - start;
	uint32_t from = start;
	char reason[96];

	if (len > 0 && w->base[end - 1] == '\r')
		len--;
	if (len == 0 && !d->blank)
		return 0;
	if (len > 0 && (uint8_t)w->base[start] == d->text.comment)
		return 0;
	for (int64_t i = 0; w->strange && i < n; i++) {
		struct vl_str s = { w->base + from,
			(i == n - 1 ? start + len : pos[i]) - from };

		if (csv_is_quoted(d, s) && !csv_is_whole(d, s))
			return tell(w, start, end, i + 1,
			    "text behind a closing quote", err);
		from = pos[i] + 1;
	}
	if ((n < d->fields && d->ragged == VL_CSV_STRICT) ||
	    (n > d->fields && d->ragged != VL_CSV_CUT)) {
		snprintf(reason, sizeof reason,
		    "expected %d field%s, found %lld", d->fields,
		    d->fields == 1 ? "" : "s", (long long)n);
		return tell(w, start, end, 0, reason, err);
	}
	normalise(w, pos, n, start, out);
	return 1;
}

/* A record with more fields than the index has room for. */
static int
endless_record(struct csv_rows *w, struct vl_err *err)
{
	enum vl_quote_state s = VL_QUOTE_OUT;
	int64_t n = w->end - w->p;
	int64_t end = vl_quote_end(&w->d->text, w->p, 0, n, &s);
	uint32_t stop = (uint32_t)((end < 0 ? n : end) - 1);

	w->base = w->p;
	w->p += stop + 1;
	if (w->d->ragged == VL_CSV_CUT) {
		uint32_t *out = w->norm;

		normalise(w, w->pos + 1, w->d->fields, 0, out);
		w->rows = 1;
		return 0;
	}
	return tell(w, 0, stop, 0, "far more fields than expected", err);
}

/* Record by record, to norm. */
static int
slow_window(struct csv_rows *w, const uint32_t *pos, int64_t n, int64_t max,
    struct vl_err *err)
{
	const char newline = w->d->text.newline;
	int64_t stride = w->d->fields + 1;
	int64_t first = 0; /* offset of the record at hand */
	uint32_t start = 0;

	if (w->norm == NULL)
		w->norm = vl_alloc_buffer(w->cap * (int64_t)sizeof *w->norm);
	w->base = w->p;
	w->field = w->norm;
	w->stride = stride;
	w->rows = 0;
	for (int64_t i = 0; i < n && w->rows < max; i++) {
		if (w->p[pos[i]] != newline)
			continue;
		if ((w->rows + 1) * stride > w->cap)
			break;
		int rc = slow_record(w, pos + first, i + 1 - first, start,
		    w->norm + w->rows * stride, err);

		/* Those before it first: it is told of again. */
		if (rc < 0 && w->rows > 0)
			break;
		if (rc < 0)
			return rc;
		w->rows += rc;
		first = i + 1;
		start = pos[i] + 1;
	}
	if (first == 0)
		return endless_record(w, err);
	w->p += start;
	return 0;
}

int
csv_rows_next(struct csv_rows *w, int64_t max, struct vl_err *err)
{
	uint32_t *pos = w->pos + 1;

	if (w->match)
		return lines_rows_next(w, max, err);
	while (w->p < w->end) {
		int64_t fit = w->cap / w->d->fields;
		int64_t rows = fit < 1 ? 1 : fit < max ? fit : max;
		int64_t want = rows;
		int64_t n = index_window(w, pos, &rows);
		int64_t same = w->strange ? 0 : uniform(w, pos, n, rows, want);

		if (same > 0) {
			w->base = w->p;
			w->field = w->pos;
			w->stride = w->d->fields;
			w->rows = same;
			w->p += pos[same * w->d->fields - 1] + 1;
			return 1;
		}
		VL_TRY(slow_window(w, pos, n, max, err));
		if (w->rows > 0)
			return 1;
	}
	w->rows = 0;
	return 0;
}

int64_t
csv_rows_count(struct csv_rows *w)
{
	const struct vl_kern_scan *kern = vl_kern()->scan;
	struct vl_scan_chars c = chars_of(&w->d->text);
	int64_t n = w->end - w->p;
	int64_t bytes;
	int64_t rows;

	if (w->match || w->exact || (w->d->fields == 1 && !w->d->blank))
		return -1;
	rows = (w->quotes ? kern->shape : kern->shape_plain)(
	    w->p, n, &c, w->d->fields - 1, &bytes);
	if (bytes < n)
		return -1;
	w->p = w->end;
	return rows;
}
