/*
 * csv_write.c -- rows as CSV and TSV: RFC 4180, quoted where needed.
 *
 * A NULL is an empty field and an empty text is "", so that both come back as
 * they were.  With -O null=WORD a NULL is the bare word and a text that equals
 * it is quoted.  TSV differs in its delimiter only, as it does in DuckDB,
 * Polars and pandas: text with a tab or a line break is quoted.
 *
 * What can be quoted at all is text; so, with a delimiter that numbers and
 * dates do not contain, a row is written without looking at those again.
 */
#include <string.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/num.h"
#include "col/show.h"
#include "fmt/cell.h"
#include "fmt/writers.h"

struct csv {
	struct vl_writer base; /* first, so a csv is a writer */
	char delimiter;
	const char *newline;
	int64_t newline_bytes;
	bool header;
	bool quote_all;
	bool careful; /* every field has to be looked at */
	char *null;   /* how a NULL is written: "" */
};

const struct vl_option vl_csv_write_options[] = {
	{ "delimiter", "CHAR", "between fields (comma; tab in tsv)" },
	{ "header", "BOOL", "write the names first (true)" },
	{ "quote", "WORD", "needed: where it must be; all: every value" },
	{ "null", "TEXT", "how a NULL is written (empty)" },
	{ "crlf", "BOOL", "end lines with CR LF (false)" },
	{ 0 },
};

/* ---- text ---- */

/*
 * Not 0 if some byte of v may need quotes: a delimiter, a quote or one of the
 * control characters, among which are the line ends.
 */
static inline uint64_t
is_special(uint64_t v, uint64_t delimiters)
{
	return cell_has_below(v, '\r' + 1) | cell_has_below(v ^ delimiters, 1) |
	    cell_has_below(v ^ cell_each('"'), 1);
}

static bool
must_quote(const struct csv *w, struct vl_str s)
{
	if (w->quote_all || s.n == 0 || vl_str_is(s, w->null))
		return true;
	for (int64_t i = 0; i < s.n; i++)
		if (s.p[i] == w->delimiter || s.p[i] == '"' || s.p[i] == '\n' ||
		    s.p[i] == '\r')
			return true;
	return false;
}

/* s in its place at p, which has room for 2 * s.n + 2 bytes; returns its end.
 */
static VL_NOINLINE char *
put_checked(const struct csv *w, struct vl_str s, char *p)
{
	if (!must_quote(w, s)) {
		memcpy(p, s.p, (size_t)s.n);
		return p + s.n;
	}
	*p++ = '"';
	for (int64_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			*p++ = '"';
		*p++ = s.p[i];
	}
	*p++ = '"';
	return p;
}

static void
put_text(const struct csv *w, struct vl_str s, struct vl_buf *out)
{
	char *p = vl_buf_room(out, 2 * s.n + 2);

	out->len += put_checked(w, s, p) - p;
}

/* Up to 12 bytes: test and copy them all at once. */
static inline char *
put_inline(const struct csv *w, const struct vl_view *v, char *p)
{
	uint64_t delimiters = cell_each((unsigned char)w->delimiter);
	int64_t n = v->len;
	uint64_t low;
	uint32_t high;

	memcpy(&low, (const char *)v + 4, 8);
	memcpy(&high, v->u.tail + 4, 4);
	memcpy(p, &low, 8);
	memcpy(p + 8, &high, 4);
	low |= cell_padding(n);
	if (VL_UNLIKELY(
		(is_special(low, delimiters) |
		    is_special(high | cell_padding(n - 8), delimiters)) ||
		n == 0))
		return put_checked(w, vl_view_str(v), p);
	return p + n;
}

/* More than 12 bytes; the last word overlaps the one before. */
static inline char *
put_long(const struct csv *w, const struct vl_view *v, char *p)
{
	uint64_t delimiters = cell_each((unsigned char)w->delimiter);
	const char *from = v->u.p;
	int64_t n = v->len;
	uint64_t special = 0;
	uint64_t word;

	for (int64_t i = 0; i + 8 < n; i += 8) {
		memcpy(&word, from + i, 8);
		memcpy(p + i, &word, 8);
		special |= is_special(word, delimiters);
	}
	memcpy(&word, from + n - 8, 8);
	memcpy(p + n - 8, &word, 8);
	special |= is_special(word, delimiters);
	if (VL_UNLIKELY(special != 0))
		return put_checked(w, vl_view_str(v), p);
	return p + n;
}

/* ---- rows ---- */

/* The text of a field that may be anything, in quotes where needed. */
static struct cell_place
put_other(const struct csv *w, struct vl_str s, struct cell_place at,
    struct vl_buf *out, int64_t row_room)
{
	if (at.limit - at.p < 2 * s.n + 2)
		at = cell_room(out, at.p, 2 * s.n + 2, row_room);
	at.p = put_checked(w, s, at.p);
	return at;
}

static struct cell_place
put_cell(const struct csv *w, const struct cell *c, int64_t row,
    struct cell_place at, struct vl_buf *out, int64_t row_room)
{
	const void *slot = cell_slot(c, row);
	const struct vl_view *v = slot;
	struct vl_buf text = { 0 };

	switch (c->kind) {
	case CELL_NULL: break;
	case CELL_I32:
		at.p += vl_print_i64(at.p, *(const int32_t *)slot);
		break;
	case CELL_I64:
		at.p += vl_print_i64(at.p, *(const int64_t *)slot);
		break;
	case CELL_F64: at.p += vl_print_f64(at.p, *(const double *)slot); break;
	case CELL_F32: at.p += vl_print_f32(at.p, *(const float *)slot); break;
	case CELL_FIXED:
	case CELL_TIME: at.p += vl_show_fixed(at.p, c->type, slot); break;
	case CELL_TEXT:
		if (VL_LIKELY(v->len <= VL_VIEW_INLINE)) {
			at.p = put_inline(w, v, at.p);
			break;
		}
		if (VL_UNLIKELY(at.limit - at.p < 2 * (int64_t)v->len + 2))
			at = cell_room(
			    out, at.p, 2 * (int64_t)v->len + 2, row_room);
		at.p = put_long(w, v, at.p);
		break;
	case CELL_OTHER:
		vl_show_value(c->column, row, VL_SHOW_CSV, &text);
		at = put_other(w, vl_buf_view(&text), at, out, row_room);
		vl_buf_release(&text);
		break;
	}
	return at;
}

/* The bytes that a row takes at most, its long texts left out. */
static int64_t
row_room_of(const struct csv *w, int64_t fields)
{
	return fields * (VL_SHOW_ROOM + (int64_t)strlen(w->null) + 1) +
	    w->newline_bytes;
}

static void
put_rows(const struct csv *w, struct vl_batch *b, struct vl_buf *out)
{
	struct cell *cells = vl_cells(b);
	int count = b->schema->count;
	int64_t row_room = row_room_of(w, count);
	struct cell_place at = cell_room(out, NULL, 0, row_room);

	for (int64_t row = 0; row < b->rows; row++) {
		if (VL_UNLIKELY(at.p > at.limit))
			at = cell_room(out, at.p, 0, row_room);
		for (int i = 0; i < count; i++) {
			if (i > 0)
				*at.p++ = w->delimiter;
			if (cell_is_null(&cells[i], row))
				continue;
			at = put_cell(w, &cells[i], row, at, out, row_room);
		}
		memcpy(at.p, w->newline, 2);
		at.p += w->newline_bytes;
	}
	out->len = at.p - out->p;
	vl_dealloc(cells);
}

/* The same for options that make every field worth a look. */
static void
put_rows_carefully(const struct csv *w, struct vl_batch *b, struct vl_buf *out)
{
	int count = b->schema->count;
	struct vl_buf text = { 0 };

	for (int64_t row = 0; row < b->rows; row++) {
		for (int i = 0; i < count; i++) {
			const struct vl_column *c = vl_batch_dense(b, i);

			if (i > 0)
				vl_buf_byte(out, w->delimiter);
			if (vl_column_is_null(c, row)) {
				vl_buf_cstr(out, w->null);
				continue;
			}
			vl_buf_reset(&text);
			vl_show_value(c, row, VL_SHOW_CSV, &text);
			put_text(w, vl_buf_view(&text), out);
		}
		vl_buf_add(out, w->newline, w->newline_bytes);
	}
	vl_buf_release(&text);
}

static int
csv_begin(struct vl_writer *base, struct vl_buf *out, struct vl_err *err)
{
	struct csv *w = (struct csv *)base;
	const struct vl_schema *s = base->schema;

	(void)err;
	if (!w->header || s->count == 0)
		return 0;
	for (int i = 0; i < s->count; i++) {
		if (i > 0)
			vl_buf_byte(out, w->delimiter);
		put_text(w, s->field[i].name, out);
	}
	vl_buf_add(out, w->newline, w->newline_bytes);
	return 0;
}

static int
csv_batch(struct vl_writer *base, struct vl_batch *b, struct vl_buf *out,
    struct vl_err *err)
{
	struct csv *w = (struct csv *)base;

	(void)err;
	if (w->careful)
		put_rows_carefully(w, b, out);
	else if (b->schema->count > 0)
		put_rows(w, b, out);
	return 0;
}

static void
csv_close(struct vl_writer *base)
{
	struct csv *w = (struct csv *)base;

	vl_dealloc(w->null);
	vl_dealloc(w);
}

static const struct vl_writer_class csv_class = {
	.begin = csv_begin,
	.batch = csv_batch,
	.end = vl_writer_no_end,
	.close = csv_close,
	.parallel = true,
	.accepts_raw = true,
	.separator = "",
};

static int
configure(struct csv *w, const struct vl_settings *s, struct vl_err *err)
{
	struct vl_str quote = vl_settings_get(s, "quote");
	struct vl_str null = vl_settings_get(s, "null");
	bool crlf = false;

	VL_TRY(vl_settings_char(s, "delimiter", &w->delimiter, err));
	VL_TRY(vl_settings_bool(s, "header", &w->header, err));
	VL_TRY(vl_settings_bool(s, "crlf", &crlf, err));
	if (crlf)
		w->newline = "\r\n";
	w->newline_bytes = crlf ? 2 : 1;
	if (vl_str_is_fold(quote, "all"))
		w->quote_all = true;
	else if (quote.p && !vl_str_is_fold(quote, "needed"))
		return vl_fail(err, VL_EUSAGE,
		    "option 'quote': expected needed or all, found '%.*s'",
		    (int)quote.n, quote.p);
	if (w->delimiter == '\0' || strchr("\"\r\n", w->delimiter))
		return vl_fail(err, VL_EUSAGE,
		    "option 'delimiter': a quote, a line end or NUL "
		    "cannot stand between fields");
	for (int64_t i = 0; i < null.n; i++)
		if (null.p[i] == w->delimiter || strchr("\"\r\n", null.p[i]))
			return vl_fail(err, VL_EUSAGE,
			    "option 'null': '%.*s' would need quotes",
			    (int)null.n, null.p);
	w->null = vl_strndup(null.p ? null.p : "", null.n);
	return 0;
}

static int
open_writer(const struct vl_schema *s, const struct vl_write *how,
    char delimiter, struct vl_writer **out, struct vl_err *err)
{
	/* What numbers, dates, intervals and blobs are made of. */
	static const char plain[] = "+-.: \\0123456789"
				    "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	struct csv *w = vl_alloc_one(struct csv);
	int rc;

	w->base = (struct vl_writer){ &csv_class, s };
	w->delimiter = delimiter;
	w->header = true;
	w->newline = "\n";
	if ((rc = configure(w, how->settings, err)) < 0) {
		csv_close(&w->base);
		return rc;
	}
	w->careful = w->quote_all || w->null[0] != '\0' ||
	    strchr(plain, w->delimiter) != NULL;
	*out = &w->base;
	return 0;
}

int
vl_csv_writer(const struct vl_schema *s, const struct vl_write *how,
    struct vl_writer **out, struct vl_err *err)
{
	return open_writer(s, how, ',', out, err);
}

int
vl_tsv_writer(const struct vl_schema *s, const struct vl_write *how,
    struct vl_writer **out, struct vl_err *err)
{
	return open_writer(s, how, '\t', out, err);
}
