/* keybytes.c -- nested values to bytes and back. */
#include "exec/keybytes.h"

#include "base/buf.h"
#include "col/build.h"

bool
vl_keybytes_of(struct vl_type t)
{
	return t.id == VL_TYPE_LIST || t.id == VL_TYPE_STRUCT ||
	    t.id == VL_TYPE_VECTOR;
}

static void
put_vector(struct vl_buf *b, const float *v, int32_t n)
{
	for (int32_t i = 0; i < n; i++) {
		float one = vl_keybytes_f32(v[i]);

		vl_buf_add(b, &one, sizeof one);
	}
}

/* A value of a type without children; slot of a flat or constant column. */
static void
put_plain(struct vl_buf *b, const struct vl_column *c, int64_t slot)
{
	int64_t bytes = vl_type_bytes(c->type);
	const char *p = (const char *)c->data + slot * bytes;
	struct vl_interval span;
	double d;

	if (vl_type_is_view(c->type)) {
		struct vl_str s =
		    vl_view_str((const struct vl_view *)c->data + slot);
		uint32_t len = (uint32_t)s.n;

		vl_buf_add(b, &len, sizeof len);
		vl_buf_add(b, s.p, s.n);
	} else if (c->type.id == VL_TYPE_F64) {
		memcpy(&d, p, sizeof d);
		d = vl_keybytes_f64(d);
		vl_buf_add(b, &d, sizeof d);
	} else if (c->type.id == VL_TYPE_F32) {
		put_vector(b, (const float *)c->data + slot, 1);
	} else if (c->type.id == VL_TYPE_INTERVAL) {
		memcpy(&span, p, sizeof span);
		span = vl_interval_justify(&span);
		vl_buf_add(b, &span, sizeof span);
	} else {
		vl_buf_add(b, p, bytes);
	}
}

static void put_value(struct vl_buf *b, const struct vl_column *c, int64_t row);

static void
put_list(struct vl_buf *b, const struct vl_column *c, int64_t slot)
{
	struct vl_span s = ((const struct vl_span *)c->data)[slot];

	vl_buf_add(b, &s.len, sizeof s.len);
	for (uint32_t i = 0; i < s.len; i++)
		put_value(b, c->child, (int64_t)s.from + i);
}

static void
put_value(struct vl_buf *b, const struct vl_column *c, int64_t row)
{
	bool null = vl_column_is_null(c, row);
	int64_t slot = vl_column_slot(c, row);

	vl_buf_byte(b, !null);
	if (null)
		return;
	if (c->form == VL_DICT) {
		slot = ((const uint32_t *)c->data)[row];
		c = c->child;
	}
	switch ((int)c->type.id) {
	case VL_TYPE_LIST: put_list(b, c, slot); break;
	case VL_TYPE_STRUCT:
		for (int32_t i = 0; i < c->type.size; i++)
			put_value(b, &c->child[i], slot);
		break;
	case VL_TYPE_VECTOR:
		put_vector(b, (const float *)c->data + slot * c->type.size,
		    c->type.size);
		break;
	default: put_plain(b, c, slot);
	}
}

int
vl_keybytes_encode(struct vl_arena *a, const struct vl_column *c,
    struct vl_view *out, struct vl_err *err)
{
	int64_t *end = vl_arena_buffer(a, c->rows * 8);
	struct vl_buf b = { 0 };
	int64_t from = 0;
	int rc = 0;

	for (int64_t i = 0; i < c->rows && rc == 0; i++) {
		put_value(&b, c, i);
		if (b.len - from >= UINT32_MAX)
			rc = vl_fail(err, VL_ELIMIT,
			    "a %s is too long to be grouped or joined by",
			    vl_type_show(a, c->type));
		from = end[i] = b.len;
	}
	char *bytes = vl_arena_buffer(a, b.len);

	if (b.len > 0)
		memcpy(bytes, b.p, (size_t)b.len);
	from = 0;
	for (int64_t i = 0; i < c->rows && rc == 0; from = end[i++])
		out[i] = vl_view_slack(bytes + from, end[i] - from);
	vl_buf_release(&b);
	return rc;
}

static uint32_t
get_length(const char **p)
{
	uint32_t n;

	memcpy(&n, *p, sizeof n);
	*p += sizeof n;
	return n;
}

static void
get_value(struct vl_build *b, const char **p)
{
	uint32_t n;

	if (*(*p)++ == 0) {
		vl_build_null(b);
		return;
	}
	switch ((int)b->type.id) {
	case VL_TYPE_LIST:
		n = get_length(p);
		for (uint32_t i = 0; i < n; i++)
			get_value(b->child, p);
		vl_build_list(b, n);
		break;
	case VL_TYPE_STRUCT:
		for (int32_t i = 0; i < b->type.size; i++)
			get_value(&b->child[i], p);
		vl_build_struct(b);
		break;
	case VL_TYPE_TEXT:
	case VL_TYPE_BLOB:
	case VL_TYPE_JSON:
		n = get_length(p);
		vl_build_str(b, (struct vl_str){ *p, n });
		*p += n;
		break;
	default: memcpy(vl_build_slot(b), *p, (size_t)b->bytes); *p += b->bytes;
	}
}

struct vl_column
vl_keybytes_decode(
    struct vl_arena *a, struct vl_type t, const struct vl_view *key, int64_t n)
{
	struct vl_build b;

	vl_build_init(&b, a, t, n);
	for (int64_t i = 0; i < n; i++) {
		const char *p = vl_view_bytes(&key[i]);

		if (key[i].len == UINT32_MAX)
			vl_build_null(&b);
		else
			get_value(&b, &p);
	}
	return vl_build_finish(&b);
}
