/*
 * cast_text.c -- casts from text and to text.
 *
 * Blanks around a value do not count; everything else has to.
 */
#include "base/buf.h"
#include "base/interval.h"
#include "base/json.h"
#include "base/num.h"
#include "base/time.h"
#include "base/zone.h"
#include "col/show.h"
#include "expr/cast_int.h"

static struct vl_str
text_at(const struct caster *k, int64_t i)
{
	return arg_text(k->x, i);
}

static const char *
why_not(int rc)
{
	return rc == VL_NUM_RANGE ? "out of range" : "";
}

/* One value from a text that is not empty into its slot: enum vl_num. */
typedef int parse_fn(const struct caster *k, struct vl_str s, void *slot);

/* Inlined into one loop for each type. */
VL_FORCE_INLINE int
parse_each(struct caster *k, parse_fn *parse)
{
	int64_t bytes = vl_type_bytes(k->out->type);
	char *data = call_data(k->call, k->out);

	memset(data, 0, (size_t)(k->out->rows * bytes));
	for (int64_t i = 0; i < k->out->rows; i++) {
		struct vl_str s;
		int rc;

		if (!cast_live(k, i))
			continue;
		s = vl_str_trim(text_at(k, i));
		rc = s.n ? parse(k, s, data + i * bytes) : VL_NUM_BAD;
		if (rc != VL_NUM_OK)
			VL_TRY(cast_fail(k, i, why_not(rc)));
	}
	return 0;
}

/* ---- numbers ---- */

static inline int
parse_int(const struct caster *k, struct vl_str s, void *slot)
{
	vl_i128 wide;
	int64_t v;
	int rc;

	if (vl_parse_i64_fast(s.p, s.n, &v)) {
		wide = v;
	} else {
		rc = vl_parse_i128(s.p, s.n, &wide);
		if (rc != VL_NUM_OK)
			return rc;
	}
	return cast_put_int(k->out->type, slot, 0, wide) ? VL_NUM_OK :
							   VL_NUM_RANGE;
}

static inline int
parse_f64(const struct caster *k, struct vl_str s, void *slot)
{
	(void)k;
	return vl_parse_f64_fast(s.p, s.n, slot) ? VL_NUM_OK :
						   vl_parse_f64(s.p, s.n, slot);
}

static inline int
parse_f32(const struct caster *k, struct vl_str s, void *slot)
{
	(void)k;
	return vl_parse_f32(s.p, s.n, slot);
}

static inline int
parse_dec(const struct caster *k, struct vl_str s, void *slot)
{
	struct vl_type t = k->out->type;

	return vl_parse_dec(s.p, s.n, t.precision, t.scale, slot);
}

static inline int
parse_bool(const struct caster *k, struct vl_str s, void *slot)
{
	static const char *const yes[] = { "true", "1", "t", "yes", "y", "on" };
	static const char *const no[] = { "false", "0", "f", "no", "n", "off" };
	uint8_t *value = slot;

	(void)k;
	for (int64_t w = 0; w < VL_COUNTOF(yes); w++) {
		*value = vl_str_is_fold(s, yes[w]);
		if (*value || vl_str_is_fold(s, no[w]))
			return VL_NUM_OK;
	}
	return VL_NUM_BAD;
}

/* ---- time ---- */

static inline int
parse_date(const struct caster *k, struct vl_str s, void *slot)
{
	int32_t *days = slot;
	struct vl_ts_text t;
	int rc;

	(void)k;
	if (vl_parse_date_fast(s.p, s.n, days))
		return VL_NUM_OK;
	rc = vl_parse_date(s.p, s.n, VL_DATE_LENIENT, days);
	if (rc != VL_NUM_BAD)
		return rc;
	rc = vl_scan_ts(s.p, s.n, VL_DATE_LENIENT, &t);
	if (rc == VL_NUM_OK)
		*days = (int32_t)vl_floor_div(t.seconds, 86400);
	return rc;
}

static inline int
parse_time(const struct caster *k, struct vl_str s, void *slot)
{
	(void)k;
	return vl_parse_time(s.p, s.n, slot);
}

static inline int
parse_interval(const struct caster *k, struct vl_str s, void *slot)
{
	(void)k;
	return vl_parse_interval(s.p, s.n, slot);
}

/*
 * What the clock shows, for TIMESTAMP: a written zone is not used, as in
 * PostgreSQL.  For TIMESTAMPTZ the instant; without a zone in the text it is
 * read in the session's.
 */
static int
parse_instant(
    struct vl_str s, struct vl_type t, const struct vl_zone *zone, int64_t *out)
{
	enum vl_unit unit = (enum vl_unit)t.unit;
	struct vl_ts_text text;
	int64_t rate = vl_unit_rate(unit);
	int64_t seconds;
	int rc = vl_scan_ts(s.p, s.n, VL_DATE_LENIENT, &text);

	if (rc != VL_NUM_OK)
		return rc;
	seconds = text.seconds;
	if (t.id == VL_TYPE_TSTZ)
		seconds = text.zoned ? seconds - text.offset :
				       vl_zone_to_utc(zone, seconds);
	/* Rounded half up to the unit. */
	int64_t step = 1000000000 / rate;
	int64_t part = (text.nanos + step / 2) / step;

	if (VL_MUL_OVERFLOW(seconds, rate, out) ||
	    VL_ADD_OVERFLOW(*out, part, out))
		return VL_NUM_RANGE;
	return VL_NUM_OK;
}

static inline int
parse_ts(const struct caster *k, struct vl_str s, void *slot)
{
	const struct vl_session *session = k->call->session;
	struct vl_type t = k->out->type;

	if (t.id == VL_TYPE_TS && t.unit == VL_UNIT_US &&
	    vl_parse_ts_fast(s.p, s.n, slot))
		return VL_NUM_OK;
	return parse_instant(s, t, session ? session->zone : NULL, slot);
}

static int
text_to_int(struct caster *k)
{
	return parse_each(k, parse_int);
}

static int
text_to_f64(struct caster *k)
{
	return parse_each(k, parse_f64);
}

static int
text_to_f32(struct caster *k)
{
	return parse_each(k, parse_f32);
}

static int
text_to_dec(struct caster *k)
{
	return parse_each(k, parse_dec);
}

static int
text_to_bool(struct caster *k)
{
	return parse_each(k, parse_bool);
}

static int
text_to_date(struct caster *k)
{
	return parse_each(k, parse_date);
}

static int
text_to_time(struct caster *k)
{
	return parse_each(k, parse_time);
}

static int
text_to_ts(struct caster *k)
{
	return parse_each(k, parse_ts);
}

static int
text_to_interval(struct caster *k)
{
	return parse_each(k, parse_interval);
}

/* ---- text to text ---- */

static int
same_bytes(struct caster *k)
{
	k->out->data = k->x->data;
	return 0;
}

static int
text_to_json(struct caster *k)
{
	for (int64_t i = 0; i < k->out->rows; i++)
		if (cast_live(k, i) && !vl_json_is_valid(text_at(k, i)))
			VL_TRY(cast_fail(k, i, "not JSON"));
	k->out->data = k->x->data;
	return 0;
}

static bool
is_between(char c)
{
	return c == ' ' || c == ',' || c == '\t' || c == '\n';
}

/* "[1, 2.5, 3]" or "[1 2.5 3]"; false if it is none.  *n elements, of which
 * only the first max are stored. */
static bool
vector_parse(struct vl_str s, float *v, int32_t max, int32_t *n)
{
	const char *p;
	const char *end;

	s = vl_str_trim(s);
	*n = 0;
	if (s.n < 2 || s.p[0] != '[' || s.p[s.n - 1] != ']')
		return false;
	p = s.p + 1;
	end = s.p + s.n - 1;
	for (;;) {
		const char *from;
		float x;

		while (p < end && is_between(*p))
			p++;
		if (p == end)
			return true;
		for (from = p; p < end && !is_between(*p);)
			p++;
		if (vl_parse_f32(from, p - from, &x) != VL_NUM_OK)
			return false;
		if (*n < max)
			v[*n] = x;
		(*n)++;
	}
}

static int
text_to_vector(struct caster *k)
{
	float *data = call_data(k->call, k->out);
	int32_t size = k->out->type.size;

	for (int64_t i = 0; i < k->out->rows; i++) {
		float *v = data + i * size;
		int32_t n = 0;

		memset(v, 0, (size_t)size * sizeof *v);
		if (!cast_live(k, i))
			continue;
		if (!vector_parse(text_at(k, i), v, size, &n))
			VL_TRY(cast_fail(k, i, ""));
		else if (n != size)
			VL_TRY(cast_fail(k, i, "another number of elements"));
	}
	return 0;
}

cast_fn *
cast_from_text(struct vl_type from, struct vl_type to)
{
	if (!vl_type_is_view(from) || from.id == VL_TYPE_BLOB)
		return from.id == VL_TYPE_BLOB && to.id == VL_TYPE_BLOB ?
		    same_bytes :
		    NULL;
	switch (to.id) {
	case VL_TYPE_BOOL: return text_to_bool;
	case VL_TYPE_F32: return text_to_f32;
	case VL_TYPE_F64: return text_to_f64;
	case VL_TYPE_DEC: return text_to_dec;
	case VL_TYPE_DATE: return text_to_date;
	case VL_TYPE_TIME: return text_to_time;
	case VL_TYPE_TS:
	case VL_TYPE_TSTZ: return text_to_ts;
	case VL_TYPE_INTERVAL: return text_to_interval;
	case VL_TYPE_TEXT:
	case VL_TYPE_BLOB: return same_bytes;
	case VL_TYPE_JSON:
		return from.id == VL_TYPE_JSON ? same_bytes : text_to_json;
	case VL_TYPE_VECTOR: return text_to_vector;
	default: return vl_type_is_int(to) ? text_to_int : NULL;
	}
}

/* ---- to text ---- */

/* A TIMESTAMPTZ in the session's zone: 2026-01-02 03:04:05+01 */
static void
show_local(const struct caster *k, int64_t i, struct vl_buf *b)
{
	const struct vl_session *s = k->call->session;
	const struct vl_zone *zone = s ? s->zone : NULL;
	enum vl_unit unit = (enum vl_unit)k->x->type.unit;
	int64_t v = ((const int64_t *)k->x->data)[i * arg_step(k->x)];
	int64_t local = v;
	int32_t offset =
	    vl_zone_offset(zone, vl_floor_div(v, vl_unit_rate(unit)));
	char *to;

	if (vl_ts_to_local(v, unit, zone, &local) != VL_NUM_OK)
		offset = 0;
	to = vl_buf_room(b, 2 * VL_NUM_ROOM);
	b->len += vl_print_ts(to, local, unit);
	to = vl_buf_room(b, VL_NUM_ROOM);
	b->len += vl_print_offset(to, offset);
}

static int
any_to_text(struct caster *k)
{
	struct vl_view *data = call_data(k->call, k->out);
	struct text_room room = { .arena = k->call->arena };
	enum vl_show how =
	    k->out->type.id == VL_TYPE_JSON ? VL_SHOW_JSON : VL_SHOW_PLAIN;
	struct vl_buf b = { 0 };

	for (int64_t i = 0; i < k->out->rows; i++) {
		char *to;

		data[i] = (struct vl_view){ 0 };
		if (!cast_live(k, i))
			continue;
		vl_buf_reset(&b);
		if (k->x->type.id == VL_TYPE_TSTZ && how == VL_SHOW_PLAIN)
			show_local(k, i, &b);
		else
			vl_show_value(k->x, i * arg_step(k->x), how, &b);
		to = text_room(&room, b.len);
		if (b.len > 0)
			memcpy(to, b.p, (size_t)b.len);
		data[i] = text_done(&room, to, b.len);
	}
	vl_buf_release(&b);
	return 0;
}

/* Integers are what is cast most: straight into the column. */
static int
i64_to_text(struct caster *k)
{
	struct vl_view *data = call_data(k->call, k->out);
	struct text_room room = { .arena = k->call->arena };
	const int64_t *x = k->x->data;

	for (int64_t i = 0; i < k->out->rows; i++) {
		char *to = text_room(&room, VL_NUM_ROOM);

		data[i] = text_done(&room, to, vl_print_i64(to, x[i]));
	}
	return 0;
}

static int
f64_to_text(struct caster *k)
{
	struct vl_view *data = call_data(k->call, k->out);
	struct text_room room = { .arena = k->call->arena };
	const double *x = k->x->data;

	for (int64_t i = 0; i < k->out->rows; i++) {
		char *to = text_room(&room, VL_NUM_ROOM);

		data[i] = text_done(&room, to, vl_print_f64(to, x[i]));
	}
	return 0;
}

cast_fn *
cast_to_text(struct vl_type from, struct vl_type to)
{
	if (to.id == VL_TYPE_TEXT && from.id == VL_TYPE_I64)
		return i64_to_text;
	if (to.id == VL_TYPE_TEXT && from.id == VL_TYPE_F64)
		return f64_to_text;
	if (to.id == VL_TYPE_TEXT || to.id == VL_TYPE_JSON)
		return any_to_text;
	return NULL;
}
