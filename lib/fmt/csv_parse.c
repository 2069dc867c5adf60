/*
 * csv_parse.c -- fields of one column to values.
 *
 * Each type has one loop over records.  It tries the inline parser of the
 * common short form; everything else (NULLs, quotes, long numbers, misfits) is
 * a call away, so that the loop stays small.
 */
#include <string.h>

#include "base/compiler.h"
#include "base/num.h"
#include "base/time.h"
#include "fmt/csv_int.h"
#include "kern/kern.h"

/* What a field turned out to be. */
enum verdict {
	MISFIT = -1,
	IS_NULL,
	IS_VALUE
};

bool
csv_is_null(const struct vl_csv_dialect *d, struct vl_str s)
{
	if (s.n <= 0)
		return true;
	for (int i = 0; i < d->null_count; i++)
		if (vl_str_eq(s, d->null[i]))
			return true;
	return false;
}

struct vl_str
csv_unquote(const struct vl_csv_dialect *d, struct vl_str s, struct vl_arena *a)
{
	struct vl_str in = { s.p + 1, s.n - 2 };
	int escape = d->text.escape;
	char *out;
	int64_t n = 0;

	if (in.n <= 0)
		return (struct vl_str){ s.p, 0 };
	if (memchr(in.p, d->text.quote, (size_t)in.n) == NULL &&
	    (escape < 0 || memchr(in.p, escape, (size_t)in.n) == NULL))
		return in;
	out = vl_arena_buffer(a, in.n);
	if (escape < 0) {
		n = vl_kern()->scan->undouble(
		    in.p, in.n, (char)d->text.quote, out);
		return (struct vl_str){ out, n };
	}
	for (int64_t i = 0; i < in.n; i++) {
		int c = (uint8_t)in.p[i];

		/* The first of two stands for the second. */
		if ((c == d->text.quote || c == escape) && i + 1 < in.n)
			i++;
		out[n++] = in.p[i];
	}
	return (struct vl_str){ out, n };
}

/* The text of a field, or that it is NULL.  Empty text is a NULL of all types
 * but text. */
static enum verdict
text_of(const struct csv_parse *x, struct vl_str *s)
{
	if (csv_is_quoted(x->d, *s))
		*s = csv_unquote(x->d, *s, x->batch);
	else if (csv_is_null(x->d, *s))
		return IS_NULL;
	return IS_VALUE;
}

/* All that the loops do not do by themselves, one field at a time. */

static bool
is_code(const char *p, int64_t n)
{
	bool sign = *p == '-' || *p == '+';

	p += sign;
	n -= sign;
	return n > 1 && p[0] == '0' && p[1] >= '0' && p[1] <= '9';
}

static enum verdict
value_i64(const struct csv_col *c, struct vl_str s, int64_t *out)
{
	if (vl_parse_i64(s.p, s.n, out) != VL_NUM_OK)
		return MISFIT;
	/* Digits that this number would not bring back: 007, +49, -0. */
	if (!c->declared &&
	    (is_code(s.p, s.n) || *s.p == '+' || (*out == 0 && s.n > 1)))
		return MISFIT;
	return IS_VALUE;
}

static enum verdict
value_f64(const struct csv_col *c, struct vl_str s, double *out)
{
	int64_t i;

	if (vl_parse_f64(s.p, s.n, out) != VL_NUM_OK)
		return MISFIT;
	if (c->declared)
		return IS_VALUE;
	/* An integer that a double rounds is no double. */
	int rc = vl_parse_i64(s.p, s.n, &i);

	if (rc == VL_NUM_RANGE ||
	    (rc == VL_NUM_OK &&
		(i > INT64_C(1) << 53 || i < -(INT64_C(1) << 53) ||
		    *s.p == '+')))
		return MISFIT;
	return is_code(s.p, s.n) ? MISFIT : IS_VALUE;
}

static enum verdict
value_flag(const struct csv_col *c, struct vl_str s, uint8_t *out)
{
	bool fold = c->declared;

	*out = fold ? vl_str_is_fold(s, "true") || vl_str_is_fold(s, "t") ||
		vl_str_is_fold(s, "yes") || vl_str_is(s, "1") :
		      *s.p == 't' || *s.p == 'T';
	if (*out && fold)
		return IS_VALUE;
	if (fold)
		return vl_str_is_fold(s, "false") || vl_str_is_fold(s, "f") ||
			vl_str_is_fold(s, "no") || vl_str_is(s, "0") ?
		    IS_VALUE :
		    MISFIT;
	return csv_type_of(s) == VL_TYPE_BOOL ? IS_VALUE : MISFIT;
}

static enum verdict
value_date(const struct csv_col *c, struct vl_str s, int32_t *out)
{
	(void)c;
	return vl_parse_date(s.p, s.n, VL_DATE_LENIENT, out) == VL_NUM_OK ?
	    IS_VALUE :
	    MISFIT;
}

static enum verdict
value_time(const struct csv_col *c, struct vl_str s, int64_t *out)
{
	(void)c;
	return vl_parse_time(s.p, s.n, out) == VL_NUM_OK ? IS_VALUE : MISFIT;
}

static enum verdict
value_ts(const struct csv_col *c, struct vl_str s, int64_t *out)
{
	struct vl_ts_text t;
	int64_t v;

	if (vl_scan_ts(s.p, s.n, VL_DATE_LENIENT, &t) != VL_NUM_OK)
		return MISFIT;
	if (!c->declared &&
	    (t.zoned != (c->type.id == VL_TYPE_TSTZ) || t.nanos % 1000 != 0))
		return MISFIT;
	if (t.zoned && c->type.id == VL_TYPE_TSTZ)
		t.seconds -= t.offset;
	int64_t rate = vl_unit_rate(c->type.unit);

	if (VL_MUL_OVERFLOW(t.seconds, rate, &v) ||
	    VL_ADD_OVERFLOW(v, t.nanos / (1000000000 / rate), out))
		return MISFIT;
	return IS_VALUE;
}

/* Types that only a declaration gives. */
static enum verdict
value_int(const struct csv_col *c, struct vl_str s, void *out)
{
	vl_i128 v;
	int bits = 8 * (int)vl_type_bytes(c->type);
	bool sign = c->type.id <= VL_TYPE_I64 || c->type.id == VL_TYPE_I128;

	if (vl_parse_i128(s.p, s.n, &v) != VL_NUM_OK)
		return MISFIT;
	if (bits < 128) {
		vl_i128 top = (vl_i128)1 << (bits - sign);

		if (v >= top || v < (sign ? -top : 0))
			return MISFIT;
	}
	memcpy(out, &v, (size_t)bits / 8);
	return IS_VALUE;
}

static enum verdict
value_other(const struct csv_col *c, struct vl_str s, void *out)
{
	if (vl_type_is_int(c->type))
		return value_int(c, s, out);
	if (c->type.id == VL_TYPE_F32)
		return vl_parse_f32(s.p, s.n, out) == VL_NUM_OK ? IS_VALUE :
								  MISFIT;
	if (c->type.id == VL_TYPE_DEC)
		return vl_parse_dec(s.p, s.n, c->type.precision, c->type.scale,
			   out) == VL_NUM_OK ?
		    IS_VALUE :
		    MISFIT;
	return MISFIT;
}

/* A loop for each type: T, NAME, and FAST, which says if it took the field. */

static inline bool
fast_i64(const char *p, int64_t n, int64_t *out)
{
	bool neg = *p == '-';

	/* A zero in front is a value only by itself. */
	return vl_parse_i64_fast(p, n, out) && (p[neg] != '0' || n == 1);
}

static inline bool
fast_f64(const char *p, int64_t n, double *out)
{
	bool neg = *p == '-';

	return vl_parse_f64_fast(p, n, out) &&
	    (p[neg] != '0' || p[neg + 1] == '.' || n == 1 + neg);
}

static inline bool
fast_flag(const char *p, int64_t n, uint8_t *out)
{
	*out = *p == 't';
	return (n == 4 && memcmp(p, "true", 4) == 0) ||
	    (n == 5 && memcmp(p, "false", 5) == 0);
}

static inline bool
fast_ts(const char *p, int64_t n, int64_t *out)
{
	return vl_parse_ts_fast(p, n, out);
}

static inline bool
fast_none(const char *p, int64_t n, void *out)
{
	(void)p;
	(void)n;
	(void)out;
	return false;
}

#define T int64_t
#define NAME i64
#define FAST fast_i64
#include "fmt/csv_parse.inc.h"

#define T double
#define NAME f64
#define FAST fast_f64
#include "fmt/csv_parse.inc.h"

#define T uint8_t
#define NAME flag
#define FAST fast_flag
#include "fmt/csv_parse.inc.h"

#define T int32_t
#define NAME date
#define FAST vl_parse_date_fast
#include "fmt/csv_parse.inc.h"

#define T int64_t
#define NAME time
#define FAST fast_none
#include "fmt/csv_parse.inc.h"

#define T int64_t
#define NAME ts
#define FAST fast_ts
#include "fmt/csv_parse.inc.h"

static int64_t
add_other(struct csv_col *c, const struct csv_parse *x, const uint16_t *row,
    int64_t from, int64_t n, int64_t at)
{
	int64_t bytes = vl_type_bytes(c->type);

	for (int64_t i = from; i < n; i++) {
		struct vl_str s =
		    csv_field(x->rows, row ? row[i] : i, c->field);
		char *out = (char *)c->data + (at + i) * bytes;
		enum verdict v = text_of(x, &s);

		if (v == IS_NULL || s.n == 0)
			csv_col_null(c, at + i);
		else if (value_other(c, s, out) == MISFIT)
			return i;
	}
	return n;
}

VL_FORCE_INLINE int64_t
loop_text(struct csv_col *c, const struct csv_parse *x, const uint16_t *row,
    int64_t from, int64_t n, int64_t at)
{
	const struct csv_cursor cursor = csv_cursor(x->rows, c->field);
	struct vl_view *out = (struct vl_view *)c->data + at;
	int quote = x->d->text.quote;
	bool words = x->d->null_count > 0;

	for (int64_t i = from; i < n; i++) {
		struct vl_str s = csv_cursor_at(&cursor, row ? row[i] : i);

		if (VL_LIKELY(s.n > 0 && (uint8_t)*s.p != quote && !words)) {
			out[i] = vl_view_slack(s.p, s.n);
			continue;
		}
		if (text_of(x, &s) == IS_NULL) {
			vl_bit_clear(c->valid, at + i);
			c->nulls = true;
			s.n = 0;
		}
		out[i] = vl_view_slack(s.p, s.n);
	}
	return n;
}

static int64_t
add_text(struct csv_col *c, const struct csv_parse *x, const uint16_t *row,
    int64_t from, int64_t n, int64_t at)
{
	if (row)
		return loop_text(c, x, row, from, n, at);
	return loop_text(c, x, NULL, from, n, at);
}

int64_t
csv_col_add(struct csv_col *c, const struct csv_parse *x, const uint16_t *row,
    int64_t from, int64_t n, int64_t at)
{
	if (c->raw)
		return add_text(c, x, row, from, n, at);
	switch ((enum vl_type_id)c->type.id) {
	case VL_TYPE_TEXT:
	case VL_TYPE_BLOB:
	case VL_TYPE_JSON: return add_text(c, x, row, from, n, at);
	case VL_TYPE_BOOL: return add_flag(c, x, row, from, n, at);
	case VL_TYPE_I64: return add_i64(c, x, row, from, n, at);
	case VL_TYPE_F64: return add_f64(c, x, row, from, n, at);
	case VL_TYPE_DATE: return add_date(c, x, row, from, n, at);
	case VL_TYPE_TIME: return add_time(c, x, row, from, n, at);
	case VL_TYPE_TS:
	case VL_TYPE_TSTZ: return add_ts(c, x, row, from, n, at);
	case VL_TYPE_NULL:
	case VL_TYPE_I8:
	case VL_TYPE_I16:
	case VL_TYPE_I32:
	case VL_TYPE_U8:
	case VL_TYPE_U16:
	case VL_TYPE_U32:
	case VL_TYPE_U64:
	case VL_TYPE_I128:
	case VL_TYPE_F32:
	case VL_TYPE_DEC:
	case VL_TYPE_INTERVAL:
	case VL_TYPE_LIST:
	case VL_TYPE_STRUCT:
	case VL_TYPE_VECTOR:
	case VL_TYPE_COUNT: break;
	}
	return add_other(c, x, row, from, n, at);
}

void
csv_col_init(
    struct csv_col *c, const struct vl_csv_dialect *d, int source, bool raw)
{
	*c = (struct csv_col){ .source = source,
		.field = d->column[source].field,
		.type = d->column[source].type,
		.raw = raw,
		.declared = d->column[source].declared };
	if (c->type.id == VL_TYPE_TS && c->type.unit != VL_UNIT_US)
		c->slow = true;
	if (c->type.id == VL_TYPE_TSTZ)
		c->slow = true;
	for (int i = 0; i < d->null_count; i++)
		c->slow |= csv_type_of(d->null[i]) != VL_TYPE_TEXT;
}

void
csv_col_begin(struct csv_col *c, struct vl_arena *a, int64_t rows)
{
	bool view = c->raw || vl_type_is_view(c->type);
	int64_t bytes =
	    view ? (int64_t)sizeof(struct vl_view) : vl_type_bytes(c->type);

	c->data = vl_arena_buffer(a, rows * bytes);
	c->valid = vl_arena_buffer(a, vl_bits_words(rows) * 8);
	vl_bits_fill(c->valid, rows);
	c->nulls = false;
}

void
csv_col_null(struct csv_col *c, int64_t row)
{
	bool view = c->raw || vl_type_is_view(c->type);
	size_t bytes =
	    view ? sizeof(struct vl_view) : (size_t)vl_type_bytes(c->type);

	memset((char *)c->data + (size_t)row * bytes, 0, bytes);
	vl_bit_clear(c->valid, row);
	c->nulls = true;
}

struct vl_column
csv_col_end(struct csv_col *c, int64_t rows)
{
	bool raw = c->raw && !vl_type_is_view(c->type);

	if (c->nulls && (rows & 63) != 0)
		c->valid[rows >> 6] &= vl_bits_below(rows & 63);
	return (struct vl_column){ .type = c->type,
		.form = raw ? VL_RAW : VL_FLAT,
		.rows = rows,
		.valid = c->nulls ? c->valid : NULL,
		.data = c->data };
}
