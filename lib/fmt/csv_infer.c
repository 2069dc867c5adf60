/*
 * csv_infer.c -- which type holds a text, and all the texts of a column.
 *
 * A type is given only to text that it brings back in value: digits behind a
 * leading zero or a plus (codes, telephone numbers) stay text, as do integers
 * that BIGINT cannot hold.
 */
#include "base/arena.h"
#include "base/num.h"
#include "base/time.h"
#include "fmt/csv_int.h"

/* 007, -01, +49: digits that are not only a number. */
static bool
is_code(const char *p, int64_t n)
{
	bool plus = *p == '+';
	bool sign = plus || *p == '-';

	p += sign;
	n -= sign;
	if (n > 1 && p[0] == '0' && p[1] >= '0' && p[1] <= '9')
		return true;
	if (!plus)
		return false;
	for (int64_t i = 0; i < n; i++)
		if (p[i] < '0' || p[i] > '9')
			return false;
	return true;
}

static bool
is_bool(struct vl_str s)
{
	return vl_str_is(s, "true") || vl_str_is(s, "false") ||
	    vl_str_is(s, "TRUE") || vl_str_is(s, "FALSE") ||
	    vl_str_is(s, "True") || vl_str_is(s, "False");
}

static enum vl_type_id
time_type(struct vl_str s)
{
	struct vl_ts_text ts;
	int64_t us;
	int32_t days;

	if (vl_parse_date(s.p, s.n, VL_DATE_LENIENT, &days) == VL_NUM_OK)
		return VL_TYPE_DATE;
	if (vl_parse_time(s.p, s.n, &us) == VL_NUM_OK)
		return VL_TYPE_TIME;
	if (vl_scan_ts(s.p, s.n, VL_DATE_LENIENT, &ts) != VL_NUM_OK ||
	    ts.nanos % 1000 != 0)
		return VL_TYPE_TEXT;
	return ts.zoned ? VL_TYPE_TSTZ : VL_TYPE_TS;
}

enum vl_type_id
csv_type_of(struct vl_str s)
{
	int64_t i;
	double f;
	int rc;

	if (s.n == 0 || s.n > 64)
		return VL_TYPE_TEXT;
	rc = vl_parse_i64(s.p, s.n, &i);
	if (rc == VL_NUM_OK && i == 0 && *s.p == '-')
		return VL_TYPE_F64; /* -0 */
	if (rc == VL_NUM_OK)
		return is_code(s.p, s.n) ? VL_TYPE_TEXT : VL_TYPE_I64;
	if (rc == VL_NUM_RANGE)
		return VL_TYPE_TEXT;
	if (vl_parse_f64(s.p, s.n, &f) == VL_NUM_OK)
		return is_code(s.p, s.n) ? VL_TYPE_TEXT : VL_TYPE_F64;
	if (is_bool(s))
		return VL_TYPE_BOOL;
	return *s.p >= '0' && *s.p <= '9' ? time_type(s) : VL_TYPE_TEXT;
}

enum vl_type_id
csv_type_like(struct vl_type t)
{
	switch ((int)t.id) {
	case VL_TYPE_BOOL:
	case VL_TYPE_DATE:
	case VL_TYPE_TIME:
	case VL_TYPE_TS:
	case VL_TYPE_TSTZ: return t.id;
	case VL_TYPE_I8:
	case VL_TYPE_I16:
	case VL_TYPE_I32:
	case VL_TYPE_I64:
	case VL_TYPE_U8:
	case VL_TYPE_U16:
	case VL_TYPE_U32: return VL_TYPE_I64;
	case VL_TYPE_F32:
	case VL_TYPE_F64: return VL_TYPE_F64;
	default: return VL_TYPE_TEXT;
	}
}

enum vl_type_id
csv_type_join(enum vl_type_id a, enum vl_type_id b)
{
	if (a == b || b == VL_TYPE_NULL)
		return a;
	if (a == VL_TYPE_NULL)
		return b;
	if ((a == VL_TYPE_I64 && b == VL_TYPE_F64) ||
	    (a == VL_TYPE_F64 && b == VL_TYPE_I64))
		return VL_TYPE_F64;
	if ((a == VL_TYPE_DATE && b == VL_TYPE_TS) ||
	    (a == VL_TYPE_TS && b == VL_TYPE_DATE))
		return VL_TYPE_TS;
	return VL_TYPE_TEXT;
}

static bool
is_big(struct vl_str s)
{
	int64_t i;

	return vl_parse_i64(s.p, s.n, &i) == VL_NUM_OK &&
	    (i > INT64_C(1) << 53 || i < -(INT64_C(1) << 53));
}

enum vl_type_id
csv_type_widen(enum vl_type_id is, struct vl_str s)
{
	enum vl_type_id of = csv_type_of(s);

	/* An integer that no double is. */
	if (is == VL_TYPE_F64 && of == VL_TYPE_I64 && is_big(s))
		return VL_TYPE_TEXT;
	return csv_type_join(is, of);
}

struct csv_types
csv_types_new(struct vl_arena *a, int count)
{
	return (struct csv_types){ .count = count,
		.id = vl_new(a, uint8_t, count),
		.big = vl_new(a, bool, count),
		.scratch = a };
}

void
csv_types_value(struct csv_types *t, int c, struct vl_str s)
{
	enum vl_type_id of = csv_type_of(s);

	t->big[c] |= of == VL_TYPE_I64 && is_big(s);
	t->id[c] = (uint8_t)csv_type_join(t->id[c], of);
	if (t->id[c] == VL_TYPE_F64 && t->big[c])
		t->id[c] = VL_TYPE_TEXT;
}

void
csv_types_add(struct csv_types *t, const struct csv_rows *w)
{
	struct vl_mark m = vl_arena_mark(t->scratch);

	for (int64_t r = 0; r < w->rows; r++)
		for (int c = 0; c < t->count; c++) {
			struct vl_str s =
			    csv_field(w, r, w->d->column[c].field);
			bool quoted = csv_is_quoted(w->d, s);

			if (t->id[c] == VL_TYPE_TEXT || csv_is_null(w->d, s))
				continue;
			if (quoted)
				s = csv_unquote(w->d, s, t->scratch);
			if (s.n > 0)
				csv_types_value(t, c, s);
		}
	vl_arena_rewind(t->scratch, m);
}
