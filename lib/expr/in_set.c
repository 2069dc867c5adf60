/* in_set.c -- x IN (constants): a few are compared, many are hashed. */
#include "base/arena.h"
#include "base/hash.h"
#include "expr/prog_int.h"
#include "kern/kern.h"

enum {
	FEW = 16, /* constants that are compared one by one */
};

struct in_set {
	struct vl_column value; /* flat */
	int64_t bytes;          /* of a value */
	bool views;
	bool floats;
	int lane; /* of the kernel for few values, or -1 */
	uint64_t seed;
	int64_t mask;
	int32_t *slot; /* value + 1 */
};

int
expr_lane(struct vl_type t)
{
	switch (t.id) {
	case VL_TYPE_BOOL:
	case VL_TYPE_U8: return VL_LANE_u8;
	case VL_TYPE_I8: return VL_LANE_i8;
	case VL_TYPE_I16: return VL_LANE_i16;
	case VL_TYPE_I32:
	case VL_TYPE_DATE: return VL_LANE_i32;
	case VL_TYPE_I64:
	case VL_TYPE_TIME:
	case VL_TYPE_TS:
	case VL_TYPE_TSTZ: return VL_LANE_i64;
	case VL_TYPE_U16: return VL_LANE_u16;
	case VL_TYPE_U32: return VL_LANE_u32;
	case VL_TYPE_U64: return VL_LANE_u64;
	case VL_TYPE_F32: return VL_LANE_f32;
	case VL_TYPE_F64: return VL_LANE_f64;
	default: return -1;
	}
}

/* -0 and 0 are equal, all NaNs are: one spelling for each. */
static uint64_t
float_key(const struct in_set *s, const char *p)
{
	double d;
	float f;

	if (s->bytes == 4) {
		memcpy(&f, p, sizeof f);
		d = (double)f;
	} else {
		memcpy(&d, p, sizeof d);
	}
	if (d == 0)
		d = 0;
	if (d != d)
		return UINT64_C(0x7ff8000000000000);
	uint64_t bits;

	memcpy(&bits, &d, sizeof bits);
	return bits;
}

static uint64_t
hash_at(const struct in_set *s, const char *p)
{
	uint64_t x[2] = { 0, 0 };

	if (s->views)
		return vl_view_hash(
		    (const struct vl_view *)(const void *)p, s->seed);
	if (s->floats)
		return vl_hash_u64(float_key(s, p), s->seed);
	memcpy(x, p, (size_t)s->bytes);
	return vl_hash_2u64(x[0], x[1], s->seed);
}

static bool
eq_at(const struct in_set *s, const char *p, const char *q)
{
	if (s->views)
		return vl_view_eq((const struct vl_view *)(const void *)p,
		    (const struct vl_view *)(const void *)q);
	if (s->floats)
		return float_key(s, p) == float_key(s, q);
	return memcmp(p, q, (size_t)s->bytes) == 0;
}

static const char *
value_at(const struct vl_column *c, int64_t bytes, int64_t i)
{
	return (const char *)c->data + bytes * i;
}

struct in_set *
in_set_new(struct vl_arena *a, const struct vl_column *values)
{
	struct in_set *s = vl_new(a, struct in_set, 1);
	int64_t cap = 16;

	s->value = *values;
	s->bytes = vl_type_bytes(values->type);
	s->views = vl_type_is_view(values->type);
	s->floats = vl_type_is_float(values->type);
	s->lane = values->rows <= FEW ? expr_lane(values->type) : -1;
	s->seed = vl_hash_seed();
	while (cap < 2 * values->rows)
		cap *= 2;
	s->mask = cap - 1;
	s->slot = vl_new(a, int32_t, cap);
	for (int64_t v = 0; v < values->rows; v++) {
		const char *p = value_at(values, s->bytes, v);
		int64_t i;

		if (vl_column_is_null(values, v))
			continue;
		i = (int64_t)hash_at(s, p) & s->mask;
		while (s->slot[i] &&
		    !eq_at(s, p, value_at(values, s->bytes, s->slot[i] - 1)))
			i = (i + 1) & s->mask;
		s->slot[i] = (int32_t)v + 1;
	}
	return s;
}

static void
find_few(const struct in_set *s, const struct vl_column *x, int64_t rows,
    uint8_t *found)
{
	const struct vl_kern *k = vl_kern();
	uint8_t one[512];

	memset(found, 0, (size_t)rows);
	for (int64_t v = 0; v < s->value.rows; v++) {
		if (vl_column_is_null(&s->value, v))
			continue;
		for (int64_t i = 0; i < rows; i += (int64_t)sizeof one) {
			int64_t n = rows - i < (int64_t)sizeof one ?
			    rows - i :
			    (int64_t)sizeof one;

			k->cmp->eq[s->lane](value_at(x, s->bytes, i), 1,
			    value_at(&s->value, s->bytes, v), 0, n, 0, one);
			k->logic->either(found + i, one, n, found + i);
		}
	}
}

/* A loop for one type: the hash and the comparison are one instruction or
 * two where the width is known. */
static void
find_i64(const struct in_set *s, const int64_t *x, int64_t rows, uint8_t *found)
{
	const int64_t *value = s->value.data;

	for (int64_t r = 0; r < rows; r++) {
		int64_t i =
		    (int64_t)vl_hash_2u64((uint64_t)x[r], 0, s->seed) & s->mask;

		while (s->slot[i] && value[s->slot[i] - 1] != x[r])
			i = (i + 1) & s->mask;
		found[r] = s->slot[i] != 0;
	}
}

static void
find_views(const struct in_set *s, const struct vl_view *x, int64_t rows,
    uint8_t *found)
{
	const struct vl_view *value = s->value.data;

	for (int64_t r = 0; r < rows; r++) {
		int64_t i = (int64_t)vl_view_hash(&x[r], s->seed) & s->mask;

		while (s->slot[i] && !vl_view_eq(&value[s->slot[i] - 1], &x[r]))
			i = (i + 1) & s->mask;
		found[r] = s->slot[i] != 0;
	}
}

void
in_set_find(const struct in_set *s, const struct vl_column *x, int64_t rows,
    uint8_t *found)
{
	if (s->lane >= 0) {
		find_few(s, x, rows, found);
		return;
	}
	if (s->views) {
		find_views(s, x->data, rows, found);
		return;
	}
	if (s->bytes == 8 && !s->floats) {
		find_i64(s, x->data, rows, found);
		return;
	}
	for (int64_t r = 0; r < rows; r++) {
		const char *p = value_at(x, s->bytes, r);
		int64_t i = (int64_t)hash_at(s, p) & s->mask;

		while (s->slot[i] &&
		    !eq_at(s, p, value_at(&s->value, s->bytes, s->slot[i] - 1)))
			i = (i + 1) & s->mask;
		found[r] = s->slot[i] != 0;
	}
}
