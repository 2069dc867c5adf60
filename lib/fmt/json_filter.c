/*
 * json_filter.c -- which rows pass a conjunct.
 *
 * A comparison is below, equal or above: three bits say which of them the
 * operator accepts, and the loop has no branch on it.
 */
#include "fmt/json_int.h"

enum {
	BELOW = 1,
	EQUAL = 2,
	ABOVE = 4,
	IN_MAX = 32 /* a longer list is for a hash table */
};

static unsigned
accepted(enum vl_cmp cmp)
{
	switch (cmp) {
	case VL_CMP_EQ:
	case VL_CMP_IN: return EQUAL;
	case VL_CMP_NE: return BELOW | ABOVE;
	case VL_CMP_LT: return BELOW;
	case VL_CMP_LE: return BELOW | EQUAL;
	case VL_CMP_GT: return ABOVE;
	case VL_CMP_GE: return EQUAL | ABOVE;
	case VL_CMP_PREFIX:
	case VL_CMP_IS_NULL:
	case VL_CMP_IS_NOT_NULL: break;
	}
	return 0;
}

static bool
is_nan(const struct vl_column *c)
{
	const double *v = c->data;

	for (int64_t i = 0; c->type.id == VL_TYPE_F64 && i < c->rows; i++)
		if (v[i] != v[i])
			return true;
	return false;
}

bool
json_filter_can(const struct vl_conjunct *q)
{
	int id = q->value.type.id;

	if (q->cmp == VL_CMP_IS_NULL || q->cmp == VL_CMP_IS_NOT_NULL)
		return true;
	if (q->value.form != VL_FLAT || q->value.rows > IN_MAX ||
	    q->value.valid != NULL || is_nan(&q->value))
		return false;
	if (q->cmp == VL_CMP_PREFIX)
		return id == VL_TYPE_TEXT;
	return (id == VL_TYPE_TEXT || id == VL_TYPE_I64 || id == VL_TYPE_F64 ||
		   id == VL_TYPE_BOOL) &&
	    (q->cmp == VL_CMP_IN || q->value.rows == 1);
}

static unsigned
order_i64(const void *data, int64_t i, const void *value, int64_t k)
{
	int64_t x = ((const int64_t *)data)[i];
	int64_t y = ((const int64_t *)value)[k];

	return x < y ? BELOW : x > y ? ABOVE : EQUAL;
}

static unsigned
order_f64(const void *data, int64_t i, const void *value, int64_t k)
{
	double x = ((const double *)data)[i];
	double y = ((const double *)value)[k];

	return x < y ? BELOW : x > y ? ABOVE : EQUAL;
}

static unsigned
order_bool(const void *data, int64_t i, const void *value, int64_t k)
{
	int x = ((const uint8_t *)data)[i];
	int y = ((const uint8_t *)value)[k];

	return x < y ? BELOW : x > y ? ABOVE : EQUAL;
}

static unsigned
order_text(const void *data, int64_t i, const void *value, int64_t k)
{
	int d = vl_view_cmp((const struct vl_view *)data + i,
	    (const struct vl_view *)value + k);

	return d < 0 ? BELOW : d > 0 ? ABOVE : EQUAL;
}

/* Equal or not is all that matters: cheaper than an order. */
static unsigned
equal_text(const void *data, int64_t i, const void *value, int64_t k)
{
	return vl_view_eq((const struct vl_view *)data + i,
		   (const struct vl_view *)value + k) ?
	    EQUAL :
	    ABOVE;
}

static unsigned
prefix_text(const void *data, int64_t i, const void *value, int64_t k)
{
	return vl_str_starts(vl_view_str((const struct vl_view *)data + i),
		   vl_view_str((const struct vl_view *)value + k)) ?
	    EQUAL :
	    ABOVE;
}

typedef unsigned order_fn(
    const void *data, int64_t i, const void *value, int64_t k);

/* Inlined for each order. */
VL_FORCE_INLINE int64_t
keep(const struct vl_conjunct *q, const struct vl_column *c, order_fn *order,
    unsigned accept, uint16_t *index, int64_t n)
{
	int64_t kept = 0;

	for (int64_t i = 0; i < n; i++) {
		bool is = false;

		for (int64_t k = 0; k < q->value.rows && !is; k++)
			is =
			    (order(c->data, i, q->value.data, k) & accept) != 0;
		index[kept] = index[i];
		kept += is && (c->valid == NULL || vl_bit_get(c->valid, i));
	}
	return kept;
}

static int64_t
keep_nulls(const struct vl_column *c, bool nulls, uint16_t *index, int64_t n)
{
	int64_t kept = 0;

	for (int64_t i = 0; i < n; i++) {
		index[kept] = index[i];
		kept += vl_column_is_null(c, i) == nulls;
	}
	return kept;
}

int64_t
json_filter(const struct vl_conjunct *q, const struct vl_column *c,
    uint16_t *index, int64_t n)
{
	unsigned accept = accepted(q->cmp);
	bool equality = accept == EQUAL || accept == (BELOW | ABOVE);

	if (q->cmp == VL_CMP_IS_NULL || q->cmp == VL_CMP_IS_NOT_NULL)
		return keep_nulls(c, q->cmp == VL_CMP_IS_NULL, index, n);
	if (q->cmp == VL_CMP_PREFIX)
		return keep(q, c, prefix_text, EQUAL, index, n);
	if (c->type.id == VL_TYPE_I64)
		return keep(q, c, order_i64, accept, index, n);
	if (c->type.id == VL_TYPE_F64)
		return keep(q, c, order_f64, accept, index, n);
	if (c->type.id == VL_TYPE_BOOL)
		return keep(q, c, order_bool, accept, index, n);
	if (equality)
		return keep(q, c, equal_text, accept, index, n);
	return keep(q, c, order_text, accept, index, n);
}
