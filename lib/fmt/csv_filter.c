/*
 * csv_filter.c -- pushed-down conjuncts: which records are wanted at all.
 *
 * The conjunct's column is parsed for the records that are left, compared, and
 * dropped; only then are the other columns parsed, for the records that passed.
 */
#include <math.h>
#include <string.h>

#include "fmt/csv_int.h"

enum {
	IN_MAX = 64 /* values that are tried one by one */
};

struct conjunct {
	struct csv_col col;
	enum vl_cmp cmp;
	const struct vl_column *value;
	bool less, equal, greater; /* which outcomes are wanted */
};

struct csv_filter {
	int count;
	struct conjunct *list;
};

static bool
is_nan(const struct vl_column *v)
{
	const double *x = v->data;

	for (int64_t i = 0; v->type.id == VL_TYPE_F64 && i < v->rows; i++)
		if (isnan(x[i]))
			return true;
	return false;
}

static bool
can_do(const struct vl_conjunct *c, struct vl_type t)
{
	if (c->cmp == VL_CMP_IS_NULL || c->cmp == VL_CMP_IS_NOT_NULL)
		return true;
	if (!vl_type_eq(c->value.type, t) || c->value.form != VL_FLAT ||
	    vl_column_null_count(&c->value) > 0 || is_nan(&c->value))
		return false;
	if (c->cmp == VL_CMP_IN && c->value.rows > IN_MAX)
		return false;
	if (t.id == VL_TYPE_TEXT)
		return true;
	return c->cmp != VL_CMP_PREFIX &&
	    (t.id == VL_TYPE_I64 || t.id == VL_TYPE_F64 ||
		t.id == VL_TYPE_BOOL || t.id == VL_TYPE_DATE ||
		t.id == VL_TYPE_TIME || t.id == VL_TYPE_TS ||
		t.id == VL_TYPE_TSTZ);
}

struct csv_filter *
csv_filter_new(struct vl_arena *a, const struct vl_csv_dialect *d,
    const struct vl_want *want, enum vl_answer *answer)
{
	struct csv_filter *f = vl_new(a, struct csv_filter, 1);

	f->list = vl_new(a, struct conjunct, want->conjunct_count);
	for (int i = 0; i < want->conjunct_count; i++) {
		const struct vl_conjunct *from = &want->conjunct[i];
		struct conjunct *c = &f->list[f->count];

		answer[i] = VL_NO;
		if (!can_do(from, d->column[from->column].type))
			continue;
		answer[i] = VL_EXACT;
		csv_col_init(&c->col, d, from->column, false);
		c->cmp = from->cmp;
		c->value = &from->value;
		c->less = c->cmp == VL_CMP_LT || c->cmp == VL_CMP_LE ||
		    c->cmp == VL_CMP_NE;
		c->equal = c->cmp == VL_CMP_EQ || c->cmp == VL_CMP_LE ||
		    c->cmp == VL_CMP_GE;
		c->greater = c->cmp == VL_CMP_GT || c->cmp == VL_CMP_GE ||
		    c->cmp == VL_CMP_NE;
		f->count++;
	}
	return f;
}

int
csv_filter_count(const struct csv_filter *f)
{
	return f->count;
}

int
csv_filter_column(const struct csv_filter *f, int i)
{
	return f->list[i].col.source;
}

static int64_t
keep_nulls(const struct csv_col *c, bool null, uint16_t *row, int64_t n)
{
	int64_t kept = 0;

	for (int64_t i = 0; i < n; i++) {
		row[kept] = row[i];
		kept += vl_bit_get(c->valid, i) != null;
	}
	return kept;
}

#define T int64_t
#define NAME i64
#include "fmt/csv_filter.inc.h"

/* A NaN is neither less nor equal: it is the greatest. */
#define T double
#define NAME f64
#include "fmt/csv_filter.inc.h"

#define T int32_t
#define NAME i32
#include "fmt/csv_filter.inc.h"

#define T uint8_t
#define NAME u8
#include "fmt/csv_filter.inc.h"

static bool
text_passes(const struct conjunct *c, const struct vl_view *v)
{
	const struct vl_view *k = c->value->data;

	if (c->cmp == VL_CMP_PREFIX)
		return vl_str_starts(vl_view_str(v), vl_view_str(k));
	if (c->cmp == VL_CMP_IN) {
		for (int64_t j = 0; j < c->value->rows; j++)
			if (vl_view_eq(v, &k[j]))
				return true;
		return false;
	}
	if (c->cmp == VL_CMP_EQ || c->cmp == VL_CMP_NE)
		return vl_view_eq(v, k) == (c->cmp == VL_CMP_EQ);
	int order = vl_view_cmp(v, k);

	return order < 0 ? c->less : order > 0 ? c->greater : c->equal;
}

static int64_t
keep_text(const struct conjunct *c, const struct csv_col *col, uint16_t *row,
    int64_t n)
{
	const struct vl_view *v = col->data;
	int64_t kept = 0;

	for (int64_t i = 0; i < n; i++) {
		row[kept] = row[i];
		kept += vl_bit_get(col->valid, i) && text_passes(c, &v[i]);
	}
	return kept;
}

static int64_t
keep(const struct conjunct *c, const struct csv_col *col, uint16_t *row,
    int64_t n)
{
	if (c->cmp == VL_CMP_IS_NULL || c->cmp == VL_CMP_IS_NOT_NULL)
		return keep_nulls(col, c->cmp == VL_CMP_IS_NULL, row, n);
	if (col->type.id == VL_TYPE_TEXT)
		return keep_text(c, col, row, n);
	if (col->type.id == VL_TYPE_F64)
		return keep_f64(c, col, row, n);
	if (col->type.id == VL_TYPE_DATE)
		return keep_i32(c, col, row, n);
	if (col->type.id == VL_TYPE_BOOL)
		return keep_u8(c, col, row, n);
	return keep_i64(c, col, row, n);
}

int64_t
csv_filter_apply(const struct csv_filter *f, int i, const struct csv_parse *x,
    uint16_t *row, int64_t *n)
{
	const struct conjunct *c = &f->list[i];
	struct csv_col col = c->col;
	struct vl_mark m = vl_arena_mark(x->batch);
	bool all = *n == x->rows->rows;

	csv_col_begin(&col, x->batch, *n);
	int64_t done = csv_col_add(&col, x, all ? NULL : row, 0, *n, 0);

	bool fits = done == *n;

	if (fits)
		*n = keep(c, &col, row, *n);
	vl_arena_rewind(x->batch, m);
	return fits ? 0 : done + 1;
}
