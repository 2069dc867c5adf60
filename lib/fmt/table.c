/*
 * table.c -- rows as a table for people, as wide as their terminal.
 *
 *	symbol  │ day        │  price
 *	VARCHAR │ DATE       │ DOUBLE
 *	────────┼────────────┼───────
 *	MSFT    │ 2000-01-01 │  39.81
 *	⋮       │ ⋮          │      ⋮
 *	AAPL    │ 2010-03-01 │ 223.02
 *	(2 of 560 rows)
 *
 * The first and the last rows are kept, as text that is safe to print, and
 * laid out at the end; so memory does not grow with the result.  Where all
 * rows are wanted, the first HEAD_MAX decide the widths, and what follows is
 * written as it comes.
 */
#include <string.h>

#include "base/alloc.h"
#include "base/num.h"
#include "base/utf8.h"
#include "col/batch.h"
#include "col/show.h"
#include "fmt/writers.h"

enum {
	HEAD_MAX = 10000,   /* rows kept before the layout, if all are shown */
	ROWS_MAX = 1 << 20, /* kept at most */
	CELL_MAX = 4096,    /* columns of the screen that one value may take */
	CELL_BYTES_MAX = 4 * CELL_MAX, /* accents can be piled up */
	WIDTH_MIN = 10,  /* text is not cut below this to save a column */
	TYPE_WIDTH = 13, /* that a type's name may ask for: DECIMAL(18,3) */
	GAP = 3,         /* " | " */
};

/* What lines are drawn with. */
struct strokes {
	const char *bar, *rule, *cross, *more, *cut;
	int cut_width;
};

static const struct strokes unicode_strokes = {
	" \xe2\x94\x82 ",                       /* | */
	"\xe2\x94\x80",                         /* - */
	"\xe2\x94\x80\xe2\x94\xbc\xe2\x94\x80", /* -+- */
	"\xe2\x8b\xae",                         /* rows left out */
	"\xe2\x80\xa6",                         /* text cut off */
	1,
};

static const struct strokes ascii_strokes = { " | ", "-", "-+-", ":", "...",
	3 };

/* A value as it is shown: a part of its row's text. */
struct value {
	int64_t from;
	int32_t bytes;
	int32_t width;
	bool null;
};

struct row {
	struct vl_buf text;
	struct value *value; /* one a column */
};

struct table {
	struct vl_writer base; /* first, so a table is a writer */
	struct vl_look look;
	const struct strokes *strokes;
	struct row names, types;
	struct row *head; /* the first head_max rows */
	struct row *tail; /* a ring of the last tail_max of the others */
	int64_t head_max, tail_max;
	int64_t rows; /* seen */
	int *width;   /* of each column; -1: left out */
	struct vl_buf scratch;
};

/* ---- values ---- */

/* Characters that move the cursor, hide or reorder text. */
static bool
is_unsafe(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c ||
	    c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

/* The character at p so that a terminal shows it; returns its bytes. */
static int64_t
add_safe(const char *p, int64_t left, struct vl_buf *out, int *width)
{
	static const char names[] = "abtnvfr"; /* 7 .. 13 */
	uint32_t c;
	int64_t n = vl_utf8_decode(p, left, &c);
	int64_t from = out->len;

	if (c != VL_UTF8_BAD && !is_unsafe(c)) {
		n = vl_utf8_cluster(p, left, width);
		vl_buf_add(out, p, n);
		return n;
	}
	if (c == VL_UTF8_BAD)
		for (int64_t i = 0; i < n; i++)
			vl_buf_printf(out, "\\x%02x", (unsigned char)p[i]);
	else if (c >= 7 && c <= 13)
		vl_buf_printf(out, "\\%c", names[c - 7]);
	else
		vl_buf_printf(out, c < 0x80 ? "\\x%02x" : "\\u%04x", c);
	*width = (int)(out->len - from);
	return n;
}

/* Add a column's text to a row, at most `max` wide. */
static void
set_value(
    const struct table *t, struct row *r, int i, struct vl_str s, int32_t max)
{
	struct value *v = &r->value[i];
	int64_t fits = r->text.len; /* text before the mark of a cut */
	int32_t fits_width = 0;
	int64_t at = 0;

	*v = (struct value){ .from = r->text.len };
	while (at < s.n && v->width <= max &&
	    r->text.len - v->from < CELL_BYTES_MAX) {
		int width;

		at += add_safe(s.p + at, s.n - at, &r->text, &width);
		v->width += width;
		if (v->width <= max - t->strokes->cut_width) {
			fits = r->text.len;
			fits_width = v->width;
		}
	}
	if (at < s.n || v->width > max) {
		r->text.len = fits;
		vl_buf_cstr(&r->text, t->strokes->cut);
		v->width = fits_width + t->strokes->cut_width;
	}
	v->bytes = (int32_t)(r->text.len - v->from);
}

static struct row
new_row(const struct table *t)
{
	int64_t count = t->base.schema->count;

	return (struct row){ .value = vl_alloc(
				 count * (int64_t)sizeof(struct value)) };
}

static void
free_row(struct row *r)
{
	vl_buf_release(&r->text);
	vl_dealloc(r->value);
}

/* The values of one row of b, which replace those of r. */
static void
fill_row(struct table *t, struct vl_batch *b, int64_t from, struct row *r)
{
	int32_t max = t->look.columns > 0 && t->look.columns < CELL_MAX ?
	    t->look.columns :
	    CELL_MAX;

	if (r->value == NULL)
		*r = new_row(t);
	vl_buf_reset(&r->text);
	for (int i = 0; i < b->schema->count; i++) {
		const struct vl_column *c = vl_batch_dense(b, i);
		bool null = vl_column_is_null(c, from);

		vl_buf_reset(&t->scratch);
		if (null)
			vl_buf_cstr(&t->scratch, "NULL");
		else
			vl_show_value(c, from, VL_SHOW_PLAIN, &t->scratch);
		set_value(t, r, i, vl_buf_view(&t->scratch), max);
		r->value[i].null = null;
	}
}

/* ---- layout ---- */

static void
widen(struct table *t, const struct row *r, int32_t max)
{
	for (int i = 0; i < t->base.schema->count; i++) {
		int w = r->value[i].width;

		w = w > max ? max : w;
		t->width[i] = t->width[i] > w ? t->width[i] : w;
	}
}

/* Numbers are not cut, because half a number is another number. */
static int
least(const struct table *t, int i)
{
	return t->width[i] < WIDTH_MIN ||
		vl_type_is_numeric(t->base.schema->field[i].type) ?
	    t->width[i] :
	    WIDTH_MIN;
}

/* The width of column i where those that can be cut are cut to `cap`. */
static int
capped(const struct table *t, int i, int cap)
{
	int min = least(t, i);
	int w = t->width[i] < cap ? t->width[i] : cap;

	return w > min ? w : min;
}

/* Columns are kept from both ends: is i among `shown`? */
static bool
is_shown(int i, int shown, int count)
{
	return i < (shown + 1) / 2 || i >= count - shown / 2;
}

/* The width of all of it; a column of marks stands for those left out. */
static int64_t
total(const struct table *t, int shown, int cap)
{
	int count = t->base.schema->count;
	int64_t sum = shown < count ? t->strokes->cut_width + GAP : 0;

	for (int i = 0; i < count; i++)
		if (is_shown(i, shown, count))
			sum += capped(t, i, cap) + GAP;
	return sum - GAP;
}

/* Widths that fit: columns in the middle are left out, the rest is cut. */
static void
fit(struct table *t)
{
	int count = t->base.schema->count;
	int max = t->look.columns;
	int shown = count;
	int cap = max;

	if (shown > max / (1 + GAP) + 1) /* what could fit at all */
		shown = max / (1 + GAP) + 1;
	while (shown > 1 && total(t, shown, WIDTH_MIN) > max)
		shown--;
	while (cap > WIDTH_MIN && total(t, shown, cap) > max)
		cap--;

	int64_t rest = max - total(t, shown, cap);

	for (int i = 0; i < count; i++) {
		int w = capped(t, i, cap);

		if (is_shown(i, shown, count) && w < t->width[i] && rest > 0) {
			w++;
			rest--;
		}
		t->width[i] = is_shown(i, shown, count) ? w : -1;
	}
	if (shown == 1 && t->width[0] > max)
		t->width[0] = max;
}

static void
lay_out(struct table *t)
{
	int64_t head = t->rows < t->head_max ? t->rows : t->head_max;
	int64_t behind = t->rows - head;
	int64_t tail = behind < t->tail_max ? behind : t->tail_max;

	widen(t, &t->names, CELL_MAX);
	widen(t, &t->types, TYPE_WIDTH);
	for (int64_t i = 0; i < head; i++)
		widen(t, &t->head[i], CELL_MAX);
	for (int64_t i = 0; i < tail; i++)
		widen(t, &t->tail[i], CELL_MAX);
	if (t->look.columns > 0)
		fit(t);
}

/* ---- drawing ---- */

static void
put_blanks(int64_t n, struct vl_buf *out)
{
	if (n > 0) {
		memset(vl_buf_room(out, n), ' ', (size_t)n);
		out->len += n;
	}
}

static void
put_colored(const struct table *t, const char *code, struct vl_str s,
    struct vl_buf *out)
{
	bool on = t->look.color && *code;

	if (on)
		vl_buf_printf(out, "\x1b[%sm", code);
	vl_buf_str(out, s);
	if (on)
		vl_buf_cstr(out, "\x1b[0m");
}

/* A value in its column; it was kept whole and may have to be cut now. */
static void
put_value(struct table *t, const struct row *r, int i, const char *code,
    bool last, struct vl_buf *out)
{
	const struct value *v = &r->value[i];
	struct vl_str s = { r->text.p + v->from, v->bytes };
	bool right = vl_type_is_numeric(t->base.schema->field[i].type);
	int64_t room = t->width[i];
	int64_t used = v->width;
	const char *cut = "";

	if (used > room) {
		cut = t->strokes->cut;
		s.n =
		    vl_utf8_fit(s.p, s.n, room - t->strokes->cut_width, &used);
		used += t->strokes->cut_width;
	}
	put_blanks(right ? room - used : 0, out);
	vl_buf_reset(&t->scratch);
	vl_buf_str(&t->scratch, s);
	vl_buf_cstr(&t->scratch, cut);
	put_colored(t, v->null ? "2" : code, vl_buf_view(&t->scratch), out);
	put_blanks(right || last ? 0 : room - used, out);
}

/* Do the columns left out stand before column i? */
static bool
is_gap(const struct table *t, int i)
{
	return t->width[i] >= 0 && i > 0 && t->width[i - 1] < 0;
}

/* One line; code is its colour. */
static void
put_row(
    struct table *t, const struct row *r, const char *code, struct vl_buf *out)
{
	int count = t->base.schema->count;

	for (int i = 0; i < count; i++) {
		if (t->width[i] < 0)
			continue;
		vl_buf_cstr(out, i > 0 ? t->strokes->bar : "");
		if (is_gap(t, i)) {
			vl_buf_cstr(out, t->strokes->cut);
			vl_buf_cstr(out, t->strokes->bar);
		}
		put_value(t, r, i, code, i == count - 1, out);
	}
	vl_buf_byte(out, '\n');
}

static void
put_strokes(const char *stroke, int n, struct vl_buf *out)
{
	for (int i = 0; i < n; i++)
		vl_buf_cstr(out, stroke);
}

static void
put_rule(const struct table *t, struct vl_buf *out)
{
	const struct strokes *k = t->strokes;

	for (int i = 0; i < t->base.schema->count; i++) {
		if (t->width[i] < 0)
			continue;
		vl_buf_cstr(out, i > 0 ? k->cross : "");
		if (is_gap(t, i)) {
			put_strokes(k->rule, k->cut_width, out);
			vl_buf_cstr(out, k->cross);
		}
		put_strokes(k->rule, t->width[i], out);
	}
	vl_buf_byte(out, '\n');
}

static void
put_head(struct table *t, struct vl_buf *out)
{
	int64_t head = t->rows < t->head_max ? t->rows : t->head_max;

	if (t->base.schema->count == 0)
		return;
	lay_out(t);
	put_row(t, &t->names, "1", out);
	put_row(t, &t->types, "2", out);
	put_rule(t, out);
	for (int64_t i = 0; i < head; i++)
		put_row(t, &t->head[i], "", out);
}

/* A line of marks for the rows left out. */
static void
put_more(struct table *t, struct vl_buf *out)
{
	struct row more = new_row(t);

	for (int i = 0; i < t->base.schema->count; i++)
		set_value(t, &more, i, vl_str(t->strokes->more), CELL_MAX);
	put_row(t, &more, "2", out);
	free_row(&more);
}

/* 12,345 */
static void
put_count(int64_t n, struct vl_buf *out)
{
	char digits[VL_NUM_ROOM];
	int len = vl_print_i64(digits, n);

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			vl_buf_byte(out, ',');
		vl_buf_byte(out, digits[i]);
	}
}

/* (40 of 12,345 rows, 8 of 30 columns) */
static void
put_foot(struct table *t, int64_t rows, bool failed, struct vl_buf *out)
{
	int count = t->base.schema->count;
	int shown = 0;
	struct vl_buf *s = &t->scratch;

	for (int i = 0; i < count; i++)
		shown += t->width[i] >= 0;
	vl_buf_reset(s);
	vl_buf_byte(s, '(');
	if (rows < t->rows) {
		put_count(rows, s);
		vl_buf_cstr(s, " of ");
	}
	put_count(t->rows, s);
	vl_buf_cstr(s, t->rows == 1 ? " row" : " rows");
	if (shown < count)
		vl_buf_printf(s, ", %d of %d columns", shown, count);
	vl_buf_cstr(s, failed ? " before the error)" : ")");
	put_colored(t, "2", vl_buf_view(s), out);
	vl_buf_byte(out, '\n');
}

/* ---- the writer ---- */

static int
table_batch(struct vl_writer *base, struct vl_batch *b, struct vl_buf *out,
    struct vl_err *err)
{
	struct table *t = (struct table *)base;
	bool all = t->look.rows <= 0;

	(void)err;
	for (int64_t row = 0; row < b->rows; row++, t->rows++) {
		int64_t behind = t->rows - t->head_max;

		if (behind < 0) {
			fill_row(t, b, row, &t->head[t->rows]);
		} else if (all) {
			if (behind == 0)
				put_head(t, out);
			fill_row(t, b, row, &t->tail[0]);
			put_row(t, &t->tail[0], "", out);
		} else if (row >= b->rows - t->tail_max) {
			/* others of this batch would be replaced by these */
			fill_row(t, b, row, &t->tail[behind % t->tail_max]);
		}
	}
	return 0;
}

static int
table_end(struct vl_writer *base, const struct vl_err *failed,
    struct vl_buf *out, struct vl_err *err)
{
	struct table *t = (struct table *)base;
	int64_t behind = t->rows - t->head_max;
	int64_t tail = behind < t->tail_max ? behind : t->tail_max;
	int64_t shown = t->rows;

	(void)err;
	if (t->look.rows <= 0) {
		if (behind <= 0)
			put_head(t, out);
	} else {
		put_head(t, out);
		if (behind > tail && t->base.schema->count > 0)
			put_more(t, out);
		for (int64_t i = behind - tail; i < behind; i++)
			put_row(t, &t->tail[i % t->tail_max], "", out);
		if (behind > tail)
			shown = t->head_max + tail;
	}
	put_foot(t, shown, failed != NULL, out);
	return 0;
}

static void
table_close(struct vl_writer *base)
{
	struct table *t = (struct table *)base;

	for (int64_t i = 0; i < t->rows && i < t->head_max; i++)
		free_row(&t->head[i]);
	for (int64_t i = 0; i < t->tail_max; i++)
		free_row(&t->tail[i]);
	free_row(&t->names);
	free_row(&t->types);
	vl_dealloc(t->head);
	vl_dealloc(t->tail);
	vl_dealloc(t->width);
	vl_buf_release(&t->scratch);
	vl_dealloc(t);
}

static const struct vl_writer_class table_class = {
	.begin = vl_writer_no_begin,
	.batch = table_batch,
	.end = table_end,
	.close = table_close,
	.separator = "",
};

static void
name_columns(struct table *t)
{
	const struct vl_schema *s = t->base.schema;

	t->names = new_row(t);
	t->types = new_row(t);
	for (int i = 0; i < s->count; i++) {
		vl_buf_reset(&t->scratch);
		vl_type_name(s->field[i].type, &t->scratch);
		set_value(t, &t->names, i, s->field[i].name, CELL_MAX);
		set_value(t, &t->types, i, vl_buf_view(&t->scratch), CELL_MAX);
	}
}

int
vl_table_writer(const struct vl_schema *s, const struct vl_write *how,
    struct vl_writer **out, struct vl_err *err)
{
	struct table *t = vl_alloc_one(struct table);
	int64_t rows = how->look.rows < ROWS_MAX ? how->look.rows : ROWS_MAX;

	(void)err;
	t->base = (struct vl_writer){ &table_class, s };
	t->look = how->look;
	t->strokes = how->look.unicode ? &unicode_strokes : &ascii_strokes;
	t->head_max = rows > 0 ? (rows + 1) / 2 : HEAD_MAX;
	t->tail_max = rows > 0 ? rows / 2 : 1;
	t->head = vl_alloc(t->head_max * (int64_t)sizeof *t->head);
	t->tail = vl_alloc(t->tail_max * (int64_t)sizeof *t->tail);
	t->width = vl_alloc(s->count * (int64_t)sizeof *t->width);
	name_columns(t);
	*out = &t->base;
	return 0;
}
