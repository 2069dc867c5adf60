/*
 * json_write.c -- rows as JSON: one array, or one object a line.
 *
 * Numbers stay numbers with all their digits, nested values stay nested,
 * dates and the like are strings.  What JSON cannot say is null (NaN,
 * infinities) or U+FFFD (bytes that are not UTF-8).
 */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/num.h"
#include "col/show.h"
#include "fmt/cell.h"
#include "fmt/writers.h"

struct json {
	struct vl_writer base; /* first, so a json is a writer */
	struct vl_buf keys;    /* {"a":,"b": */
	int64_t *key;          /* where each starts; one more: the end */
	struct vl_str between; /* two rows of a batch */
	struct vl_str after;   /* the last row of a batch */
};

const struct vl_option vl_json_write_options[] = {
	{ "oneline", "BOOL", "the whole array on one line (false)" },
	{ 0 },
};

/* ---- values ---- */

/* Not 0 if some byte of v is not plain: control, ", \ or beyond ASCII. */
static inline uint64_t
is_special(uint64_t v)
{
	return cell_has_below(v, ' ') | cell_has_below(v ^ cell_each('"'), 1) |
	    cell_has_below(v ^ cell_each('\\'), 1) | (v & cell_each(0x80));
}

/*
 * Copy n bytes to p by the word, testing them on the way; true if they are
 * plain.  8 bytes from the last word's start on are read and written.
 */
static inline bool
copy_plain(const char *from, int64_t n, char *p)
{
	uint64_t special = 0;
	uint64_t word;

	for (int64_t i = 0; i + 8 < n; i += 8) {
		memcpy(&word, from + i, 8);
		memcpy(p + i, &word, 8);
		special |= is_special(word);
	}
	memcpy(&word, from + n - 8, 8);
	memcpy(p + n - 8, &word, 8);
	return (special | is_special(word)) == 0;
}

/* The same for an inline view, whose padding must not be looked at: blanks
 * take its place. */
static inline bool
copy_inline(const struct vl_view *v, char *p)
{
	int64_t n = v->len;
	uint64_t low, blank;
	uint32_t high;

	memcpy(&low, (const char *)v + 4, 8);
	memcpy(&high, v->u.tail + 4, 4);
	memcpy(p, &low, 8);
	memcpy(p + 8, &high, 4);
	blank = cell_each(' ');
	low |= blank & cell_padding(n);
	return (is_special(low) |
		   is_special(high | (blank & cell_padding(n - 8)))) == 0;
}

static VL_NOINLINE struct cell_place
put_escaped(
    struct vl_str s, struct cell_place at, struct vl_buf *out, int64_t row_room)
{
	out->len = at.p - out->p;
	vl_show_json_str(s, out);
	return cell_room(out, out->p + out->len, 0, row_room);
}

static inline struct cell_place
put_string(const struct vl_view *v, struct cell_place at, struct vl_buf *out,
    int64_t row_room)
{
	int64_t n = v->len;
	bool plain;

	if (n <= VL_VIEW_INLINE) {
		plain = copy_inline(v, at.p + 1);
	} else {
		if (VL_UNLIKELY(at.limit - at.p < n + 2))
			at = cell_room(out, at.p, n + 2, row_room);
		plain = copy_plain(v->u.p, n, at.p + 1);
	}
	if (VL_UNLIKELY(!plain))
		return put_escaped(vl_view_str(v), at, out, row_room);
	at.p[0] = '"';
	at.p[n + 1] = '"';
	at.p += n + 2;
	return at;
}

static struct cell_place
put_other(const struct cell *c, int64_t row, struct cell_place at,
    struct vl_buf *out, int64_t row_room)
{
	out->len = at.p - out->p;
	vl_show_value(c->column, row, VL_SHOW_JSON, out);
	return cell_room(out, out->p + out->len, 0, row_room);
}

static inline struct cell_place
put_null(struct cell_place at)
{
	memcpy(at.p, "null", 4);
	at.p += 4;
	return at;
}

static inline struct cell_place
put_cell(const struct cell *c, int64_t row, struct cell_place at,
    struct vl_buf *out, int64_t row_room)
{
	const void *slot = cell_slot(c, row);
	double f;

	switch (c->kind) {
	case CELL_NULL: return put_null(at);
	case CELL_I32:
		at.p += vl_print_i64(at.p, *(const int32_t *)slot);
		break;
	case CELL_I64:
		at.p += vl_print_i64(at.p, *(const int64_t *)slot);
		break;
	case CELL_F32:
	case CELL_F64:
		f = c->kind == CELL_F32 ? (double)*(const float *)slot :
					  *(const double *)slot;
		if (VL_UNLIKELY(!isfinite(f)))
			return put_null(at);
		at.p += c->kind == CELL_F32 ?
		    vl_print_f32(at.p, *(const float *)slot) :
		    vl_print_f64(at.p, f);
		break;
	case CELL_FIXED: at.p += vl_show_fixed(at.p, c->type, slot); break;
	case CELL_TIME:
		*at.p++ = '"';
		at.p += vl_show_fixed(at.p, c->type, slot);
		*at.p++ = '"';
		break;
	case CELL_TEXT: return put_string(slot, at, out, row_room);
	case CELL_OTHER: return put_other(c, row, at, out, row_room);
	}
	return at;
}

/* ---- rows ---- */

static struct vl_str
key_of(const struct json *w, int i)
{
	return (
	    struct vl_str){ w->keys.p + w->key[i], w->key[i + 1] - w->key[i] };
}

static inline char *
put_bytes(struct vl_str s, char *p)
{
	memcpy(p, s.p, (size_t)s.n);
	return p + s.n;
}

static void
put_rows(const struct json *w, struct vl_batch *b, struct vl_buf *out)
{
	struct cell *cells = vl_cells(b);
	int count = b->schema->count;
	int64_t row_room = count * (VL_SHOW_ROOM + 8) + w->keys.len + 16;
	struct cell_place at = cell_room(out, NULL, 0, row_room);

	for (int64_t row = 0; row < b->rows; row++) {
		if (VL_UNLIKELY(at.p > at.limit))
			at = cell_room(out, at.p, 0, row_room);
		if (row > 0)
			at.p = put_bytes(w->between, at.p);
		if (count == 0)
			*at.p++ = '{';
		for (int i = 0; i < count; i++) {
			at.p = put_bytes(key_of(w, i), at.p);
			if (cell_is_null(&cells[i], row))
				at = put_null(at);
			else
				at =
				    put_cell(&cells[i], row, at, out, row_room);
		}
		*at.p++ = '}';
	}
	out->len = at.p - out->p;
	vl_dealloc(cells);
	if (b->rows > 0)
		vl_buf_str(out, w->after);
}

static int
json_batch(struct vl_writer *base, struct vl_batch *b, struct vl_buf *out,
    struct vl_err *err)
{
	(void)err;
	put_rows((struct json *)base, b, out);
	return 0;
}

static int
array_begin(struct vl_writer *base, struct vl_buf *out, struct vl_err *err)
{
	(void)base;
	(void)err;
	vl_buf_byte(out, '[');
	return 0;
}

/* After a failure the array stays open: nobody takes it for the whole. */
static int
array_end(struct vl_writer *base, const struct vl_err *failed,
    struct vl_buf *out, struct vl_err *err)
{
	(void)base;
	(void)err;
	vl_buf_cstr(out, failed ? "\n" : "]\n");
	return 0;
}

static void
json_close(struct vl_writer *base)
{
	struct json *w = (struct json *)base;

	vl_buf_release(&w->keys);
	vl_dealloc(w->key);
	vl_dealloc(w);
}

static const struct vl_writer_class array_class = {
	.begin = array_begin,
	.batch = json_batch,
	.end = array_end,
	.close = json_close,
	.parallel = true,
	.separator = ",\n",
};

static const struct vl_writer_class oneline_class = {
	.begin = array_begin,
	.batch = json_batch,
	.end = array_end,
	.close = json_close,
	.parallel = true,
	.separator = ",",
};

static const struct vl_writer_class lines_class = {
	.begin = vl_writer_no_begin,
	.batch = json_batch,
	.end = vl_writer_no_end,
	.close = json_close,
	.parallel = true,
	.separator = "",
};

static struct json *
new_json(const struct vl_schema *s, const struct vl_writer_class *class)
{
	struct json *w = vl_alloc_one(struct json);

	w->base = (struct vl_writer){ class, s };
	w->between =
	    class == &lines_class ? VL_STR("\n") : vl_str(class->separator);
	w->after = class == &lines_class ? VL_STR("\n") : VL_STR("");
	w->key = vl_alloc((s->count + 1) * (int64_t)sizeof *w->key);
	for (int i = 0; i < s->count; i++) {
		vl_buf_byte(&w->keys, i ? ',' : '{');
		vl_show_json_str(s->field[i].name, &w->keys);
		vl_buf_byte(&w->keys, ':');
		w->key[i + 1] = w->keys.len;
	}
	return w;
}

int
vl_json_writer(const struct vl_schema *s, const struct vl_write *how,
    struct vl_writer **out, struct vl_err *err)
{
	bool oneline = false;

	VL_TRY(vl_settings_bool(how->settings, "oneline", &oneline, err));
	*out = &new_json(s, oneline ? &oneline_class : &array_class)->base;
	return 0;
}

int
vl_jsonl_writer(const struct vl_schema *s, const struct vl_write *how,
    struct vl_writer **out, struct vl_err *err)
{
	(void)how;
	(void)err;
	*out = &new_json(s, &lines_class)->base;
	return 0;
}
