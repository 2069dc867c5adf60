/* json_column.c -- from where the values of a column stand to the column. */
#include <string.h>

#include "base/bits.h"
#include "base/buf.h"
#include "base/num.h"
#include "base/time.h"
#include "col/build.h"
#include "fmt/json_int.h"

/* What the loops below need of each value's place. */
struct places {
	const struct json_column *c;
	const uint16_t *index;
	int64_t n;
	struct vl_arena *arena;
	struct vl_buf *scratch;
};

/* Write the value p[0 .. n) to `to`; false if the type cannot hold it. */
typedef bool put_fn(
    const struct places *x, const char *p, struct json_span s, void *to);

static bool
put_bool(const struct places *x, const char *p, struct json_span s, void *to)
{
	(void)x;
	(void)s;
	*(uint8_t *)to = *p == 't';
	return *p == 't' || *p == 'f';
}

static inline bool
put_i64(const struct places *x, const char *p, struct json_span s, void *to)
{
	int64_t *v = to;

	(void)x;
	if (VL_LIKELY(vl_parse_i64_fast(p, s.len, v)))
		return VL_LIKELY(*p != '-') || *v != 0;
	return vl_parse_i64(p, json_span_len(s), v) == VL_NUM_OK;
}

static VL_NOINLINE bool
put_f64_slow(const char *p, int64_t n, double *v)
{
	unsigned seen;

	if (*p != '-' && (*p < '0' || *p > '9'))
		return false;
	seen = json_seen(p, n, false);
	return (seen & (JSON_INT | JSON_REAL)) != 0 &&
	    vl_parse_f64(p, n, v) == VL_NUM_OK;
}

static inline bool
put_f64(const struct places *x, const char *p, struct json_span s, void *to)
{
	(void)x;
	return VL_LIKELY(vl_parse_f64_fast(p, s.len, to)) ||
	    put_f64_slow(p, json_span_len(s), to);
}

static bool
put_i128(const struct places *x, const char *p, struct json_span s, void *to)
{
	vl_i128 *v = to;
	int64_t n = json_span_len(s);

	(void)x;
	return vl_parse_i128(p, n, v) == VL_NUM_OK && (*v != 0 || *p != '-') &&
	    n - (*p == '-') <= 38;
}

static bool
put_date(const struct places *x, const char *p, struct json_span s, void *to)
{
	(void)x;
	return *p == '"' &&
	    vl_parse_date(p + 1, json_span_len(s) - 2, 0, to) == VL_NUM_OK;
}

/* A timestamp with a zone only where the type has one; a date is midnight. */
static bool
put_ts(const struct places *x, const char *p, struct json_span s, void *to)
{
	bool zoned;

	return *p == '"' &&
	    vl_parse_ts(p + 1, json_span_len(s) - 2, x->c->type.unit, to,
		&zoned) == VL_NUM_OK &&
	    zoned == (x->c->type.id == VL_TYPE_TSTZ);
}

static VL_NOINLINE struct vl_view
unescaped(const struct places *x, const char *p, int64_t n)
{
	struct vl_str copy;

	vl_buf_reset(x->scratch);
	json_unescape(p, n, x->scratch);
	copy = vl_str_copy(x->arena, vl_buf_view(x->scratch));
	return vl_view_slack(copy.p, copy.n);
}

static inline bool
put_text(const struct places *x, const char *p, struct json_span s, void *to)
{
	struct vl_view *v = to;

	if (VL_LIKELY(*p == '"')) {
		*v = VL_UNLIKELY((s.len & JSON_ESCAPED) != 0) ?
		    unescaped(x, p + 1, json_span_len(s) - 2) :
		    vl_view_slack(p + 1, (int64_t)s.len - 2);
		return true;
	}
	if (*p == '{' || *p == '[' || x->c->untyped)
		return false;
	*v = vl_view_slack(p, s.len);
	return true;
}

static inline bool
put_json(const struct places *x, const char *p, struct json_span s, void *to)
{
	(void)x;
	*(struct vl_view *)to = vl_view_slack(p, json_span_len(s));
	return true;
}

/*
 * All values of a flat column: missing ones and nulls are NULL.  Inlined for
 * each `put`, so that the loop has it inside.
 */
VL_FORCE_INLINE int64_t
put_all(
    const struct places *x, int64_t size, put_fn *put, struct vl_column *out)
{
	static const char zero[sizeof(struct vl_view)];
	const struct json_column *c = x->c;
	uint64_t *valid = vl_arena_buffer(
	    x->arena, vl_bits_words(x->n) * (int64_t)sizeof *valid);
	char *data = vl_arena_buffer(x->arena, x->n * size);
	uint64_t missing = 0;
	uint64_t word = 0;

	for (int64_t i = 0; i < x->n; i++) {
		struct json_span s = c->span[x->index ? x->index[i] : i];
		const char *p = c->base + s.from;
		uint64_t is = s.len != 0 && *p != 'n';

		if (VL_UNLIKELY(!is))
			memcpy(data + i * size, zero, (size_t)size);
		else if (VL_UNLIKELY(!put(x, p, s, data + i * size)))
			return i;
		missing |= is ^ 1;
		word |= is << (i & 63);
		if ((i & 63) == 63) {
			valid[i >> 6] = word;
			word = 0;
		}
	}
	if ((x->n & 63) != 0)
		valid[x->n >> 6] = word;
	*out = (struct vl_column){ .type = c->type,
		.form = VL_FLAT,
		.rows = x->n,
		.valid = missing ? valid : NULL,
		.data = data };
	return x->n;
}

/* The elements of the array p[0 .. n) as a row of b; false if one does not
 * fit. */
static bool
put_list(const char *p, int64_t n, struct vl_build *b)
{
	const char *end = p + n - 1;
	struct vl_build *child = &b->child[0];
	bool reals = child->type.id == VL_TYPE_F64;
	int64_t len = 0;

	while (p < end) {
		const char *from;

		for (p++; (uint8_t)*p <= ' '; p++)
			;
		from = p;
		while (p < end && *p != ',' && (uint8_t)*p > ' ')
			p++;
		struct json_span s = { 0, (uint32_t)(p - from) };
		bool fits = true;

		if (s.len == 0)
			break; /* empty */
		if (*from == 'n')
			vl_build_null(child);
		else if (reals)
			fits = put_f64(NULL, from, s, vl_build_slot(child));
		else
			fits = put_i64(NULL, from, s, vl_build_slot(child));
		if (!fits)
			return false;
		len++;
		while (p < end && *p != ',')
			p++;
	}
	vl_build_list(b, len);
	return true;
}

static int64_t
put_lists(const struct places *x, struct vl_column *out)
{
	struct vl_build b;

	vl_build_init(&b, x->arena, x->c->type, x->n);
	for (int64_t i = 0; i < x->n; i++) {
		struct json_span s = x->c->span[x->index ? x->index[i] : i];
		const char *p = x->c->base + s.from;

		if (s.len == 0 || *p == 'n') {
			vl_build_null(&b);
			continue;
		}
		if (*p != '[' || !put_list(p, json_span_len(s), &b))
			return i;
	}
	*out = vl_build_finish(&b);
	return x->n;
}

static int64_t
put_column(const struct places *x, struct vl_column *out)
{
	switch ((int)x->c->type.id) {
	case VL_TYPE_BOOL: return put_all(x, 1, put_bool, out);
	case VL_TYPE_I64: return put_all(x, 8, put_i64, out);
	case VL_TYPE_I128: return put_all(x, 16, put_i128, out);
	case VL_TYPE_F64: return put_all(x, 8, put_f64, out);
	case VL_TYPE_DATE: return put_all(x, 4, put_date, out);
	case VL_TYPE_TS:
	case VL_TYPE_TSTZ: return put_all(x, 8, put_ts, out);
	case VL_TYPE_TEXT:
		return put_all(x, sizeof(struct vl_view), put_text, out);
	case VL_TYPE_JSON:
		return put_all(x, sizeof(struct vl_view), put_json, out);
	case VL_TYPE_LIST: return put_lists(x, out);
	default: return 0; /* json_type() and the option know no others */
	}
}

int64_t
json_column(const struct json_column *c, const uint16_t *index, int64_t n,
    struct vl_arena *batch, struct vl_column *out)
{
	struct vl_buf scratch = { 0 };
	struct places x = { c, index, n, batch, &scratch };
	int64_t done = put_column(&x, out);

	vl_buf_release(&scratch);
	return done;
}
