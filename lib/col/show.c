/* show.c -- a value as text. */
#include "col/show.h"

#include <math.h>

#include "base/interval.h"
#include "base/num.h"
#include "base/time.h"
#include "base/utf8.h"
#include "col/schema.h"

/* ---- scalars ---- */

static int
put_word(char *buf, const char *word)
{
	size_t n = strlen(word);

	memcpy(buf, word, n);
	return (int)n;
}

static int
put_i128(char *buf, const void *slot)
{
	vl_i128 v;

	memcpy(&v, slot, sizeof v);
	return vl_print_i128(buf, v);
}

static int
put_dec(char *buf, const void *slot, int scale)
{
	vl_i128 v;

	memcpy(&v, slot, sizeof v);
	return vl_print_dec(buf, v, scale);
}

static int
put_tstz(char *buf, int64_t v, enum vl_unit unit)
{
	int n = vl_print_ts(buf, v, unit);

	return n + put_word(buf + n, "+00");
}

int
vl_show_fixed(char *buf, struct vl_type t, const void *slot)
{
	const int64_t *wide = slot;

	switch (t.id) {
	case VL_TYPE_BOOL:
		return put_word(buf, *(const uint8_t *)slot ? "true" : "false");
	case VL_TYPE_I8: return vl_print_i64(buf, *(const int8_t *)slot);
	case VL_TYPE_I16: return vl_print_i64(buf, *(const int16_t *)slot);
	case VL_TYPE_I32: return vl_print_i64(buf, *(const int32_t *)slot);
	case VL_TYPE_I64: return vl_print_i64(buf, *wide);
	case VL_TYPE_U8: return vl_print_u64(buf, *(const uint8_t *)slot);
	case VL_TYPE_U16: return vl_print_u64(buf, *(const uint16_t *)slot);
	case VL_TYPE_U32: return vl_print_u64(buf, *(const uint32_t *)slot);
	case VL_TYPE_U64: return vl_print_u64(buf, *(const uint64_t *)slot);
	case VL_TYPE_I128: return put_i128(buf, slot);
	case VL_TYPE_F32: return vl_print_f32(buf, *(const float *)slot);
	case VL_TYPE_F64: return vl_print_f64(buf, *(const double *)slot);
	case VL_TYPE_DEC: return put_dec(buf, slot, t.scale);
	case VL_TYPE_DATE: return vl_print_date(buf, *(const int32_t *)slot);
	case VL_TYPE_TIME: return vl_print_time(buf, *wide);
	case VL_TYPE_TS: return vl_print_ts(buf, *wide, t.unit);
	case VL_TYPE_TSTZ: return put_tstz(buf, *wide, t.unit);
	case VL_TYPE_INTERVAL: return vl_print_interval(buf, slot);
	default: return 0;
	}
}

static void
add_fixed(struct vl_type t, const void *slot, struct vl_buf *out)
{
	char *p = vl_buf_room(out, VL_SHOW_ROOM);

	out->len += vl_show_fixed(p, t, slot);
}

/* PostgreSQL's spelling of bytes: \x0aff. */
static void
add_hex(struct vl_str s, struct vl_buf *out)
{
	static const char digit[] = "0123456789abcdef";
	char *p = vl_buf_room(out, 2 * s.n + 2);

	out->len += 2 * s.n + 2;
	*p++ = '\\';
	*p++ = 'x';
	for (int64_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		*p++ = digit[c >> 4];
		*p++ = digit[c & 15];
	}
}

/* ---- JSON ---- */

static bool
is_finite(struct vl_type t, const void *slot)
{
	return t.id == VL_TYPE_F32 ? isfinite(*(const float *)slot) :
	    t.id == VL_TYPE_F64    ? isfinite(*(const double *)slot) :
				     true;
}

/* JSON text on one line: a line break can only stand between its tokens. */
static void
add_json(struct vl_str s, struct vl_buf *out)
{
	char *p = vl_buf_room(out, s.n);

	for (int64_t i = 0; i < s.n; i++)
		p[i] = (char)(s.p[i] == '\n' || s.p[i] == '\r' ? ' ' : s.p[i]);
	out->len += s.n;
}

static void
json_scalar(struct vl_type t, const void *slot, struct vl_buf *out)
{
	const struct vl_view *v = slot;

	switch (t.id) {
	case VL_TYPE_TEXT: vl_show_json_str(vl_view_str(v), out); break;
	case VL_TYPE_JSON: add_json(vl_view_str(v), out); break;
	case VL_TYPE_BLOB:
		vl_buf_cstr(out, "\"\\"); /* \xff with its \ escaped */
		add_hex(vl_view_str(v), out);
		vl_buf_byte(out, '"');
		break;
	default:
		if (!is_finite(t, slot)) {
			vl_buf_cstr(out, "null");
		} else if (t.id == VL_TYPE_BOOL || vl_type_is_numeric(t)) {
			add_fixed(t, slot, out);
		} else {
			vl_buf_byte(out, '"');
			add_fixed(t, slot, out);
			vl_buf_byte(out, '"');
		}
	}
}

/* ---- PLAIN inside of nested values ---- */

/* Text that would read as something else: as DuckDB quotes it. */
static bool
needs_quotes(struct vl_str s)
{
	if (s.n == 0 || s.p[0] == ' ' || s.p[s.n - 1] == ' ' ||
	    vl_str_is_fold(s, "null"))
		return true;
	for (int64_t i = 0; i < s.n; i++)
		if (s.p[i] == '\0' || strchr("[](){},:='\"\\", s.p[i]))
			return true;
	return false;
}

static void
add_quoted(struct vl_str s, struct vl_buf *out)
{
	vl_buf_byte(out, '\'');
	for (int64_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\'' || s.p[i] == '\\')
			vl_buf_byte(out, '\\');
		vl_buf_byte(out, s.p[i]);
	}
	vl_buf_byte(out, '\'');
}

static void
plain_scalar(
    struct vl_type t, const void *slot, bool nested, struct vl_buf *out)
{
	const struct vl_view *v = slot;

	if (t.id == VL_TYPE_BLOB)
		add_hex(vl_view_str(v), out);
	else if (!vl_type_is_view(t))
		add_fixed(t, slot, out);
	else if (nested && t.id == VL_TYPE_TEXT && needs_quotes(vl_view_str(v)))
		add_quoted(vl_view_str(v), out);
	else
		vl_buf_str(out, vl_view_str(v));
}

/* ---- nested values ---- */

/* One value of a column, at any depth. */
struct item {
	const struct vl_column *column;
	int64_t row;
	bool json;
	bool nested;
};

static void show(struct item it, struct vl_buf *out);

static void
show_vector(const float *v, int32_t n, bool json, struct vl_buf *out)
{
	struct vl_type real = { .id = VL_TYPE_F32 };

	vl_buf_byte(out, '[');
	for (int32_t i = 0; i < n; i++) {
		if (i > 0)
			vl_buf_byte(out, ',');
		if (json)
			json_scalar(real, &v[i], out);
		else
			add_fixed(real, &v[i], out);
	}
	vl_buf_byte(out, ']');
}

static void
show_list(struct vl_span span, struct item it, struct vl_buf *out)
{
	const char *comma = it.json ? "," : ", ";

	vl_buf_byte(out, '[');
	for (uint32_t i = 0; i < span.len; i++) {
		vl_buf_cstr(out, i ? comma : "");
		show((struct item){ it.column->child, (int64_t)span.from + i,
			 it.json, true },
		    out);
	}
	vl_buf_byte(out, ']');
}

static void
show_struct(struct item it, struct vl_buf *out)
{
	struct vl_type t = it.column->type;
	const char *comma = it.json ? "," : ", ";
	const char *colon = it.json ? ":" : ": ";

	vl_buf_byte(out, '{');
	for (int32_t i = 0; i < t.size; i++) {
		vl_buf_cstr(out, i ? comma : "");
		if (it.json)
			vl_show_json_str(t.child[i].name, out);
		else
			add_quoted(t.child[i].name, out);
		vl_buf_cstr(out, colon);
		show((struct item){ &it.column->child[i], it.row, it.json,
			 true },
		    out);
	}
	vl_buf_byte(out, '}');
}

static void
show(struct item it, struct vl_buf *out)
{
	const struct vl_column *c = it.column;

	if (vl_column_is_null(c, it.row)) {
		vl_buf_cstr(out, it.json ? "null" : it.nested ? "NULL" : "");
		return;
	}
	if (c->form == VL_DICT) {
		it.row = ((const uint32_t *)c->data)[it.row];
		it.column = c->child;
		show(it, out);
		return;
	}
	int64_t at = vl_column_slot(c, it.row);
	struct vl_type t = c->type;

	if (c->form == VL_RAW)
		t = (struct vl_type){ .id = VL_TYPE_TEXT };
	const void *slot = (const char *)c->data + at * vl_type_bytes(t);

	switch (t.id) {
	case VL_TYPE_LIST:
		show_list(*(const struct vl_span *)slot, it, out);
		break;
	case VL_TYPE_STRUCT: show_struct(it, out); break;
	case VL_TYPE_VECTOR: show_vector(slot, t.size, it.json, out); break;
	default:
		if (it.json)
			json_scalar(t, slot, out);
		else
			plain_scalar(t, slot, it.nested, out);
	}
}

void
vl_show_value(const struct vl_column *c, int64_t row, enum vl_show how,
    struct vl_buf *out)
{
	struct item it = { .column = c, .row = row };

	it.json = how == VL_SHOW_JSON ||
	    (how == VL_SHOW_CSV && c->type.id >= VL_TYPE_LIST &&
		c->form != VL_RAW && !vl_column_is_null(c, row));
	show(it, out);
}

/* ---- JSON strings ---- */

/* Text without anything to escape; what is not UTF-8 becomes U+FFFD. */
static void
add_utf8(const char *p, int64_t n, struct vl_buf *out)
{
	for (;;) {
		int64_t good = vl_utf8_valid(p, n);
		uint32_t c;

		vl_buf_add(out, p, good);
		if (good == n)
			return;
		vl_buf_cstr(out, "\xef\xbf\xbd");
		good += vl_utf8_decode(p + good, n - good, &c);
		p += good;
		n -= good;
	}
}

/* A control character, a quote or a backslash. */
static void
add_escaped(unsigned char c, struct vl_buf *out)
{
	static const char names[] = "btn fr"; /* 8 .. 13 */

	if (c >= 8 && c <= 13 && c != 11)
		vl_buf_printf(out, "\\%c", names[c - 8]);
	else if (c < ' ')
		vl_buf_printf(out, "\\u%04x", c);
	else
		vl_buf_printf(out, "\\%c", c);
}

void
vl_show_json_str(struct vl_str s, struct vl_buf *out)
{
	int64_t from = 0;

	vl_buf_byte(out, '"');
	for (int64_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= ' ' && c != '"' && c != '\\')
			continue;
		add_utf8(s.p + from, i - from, out);
		add_escaped(c, out);
		from = i + 1;
	}
	add_utf8(s.p + from, s.n - from, out);
	vl_buf_byte(out, '"');
}
