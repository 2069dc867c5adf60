/* agg_sum.c -- sum() and avg(), exact until the end. */
#include "base/num.h"
#include "expr/agg_int.h"
#include "expr/cast_int.h"

/* ---- integers and decimals: 128 bits ---- */

struct sum_int {
	uint64_t low; /* in halves, so that states need 8-byte alignment only */
	uint64_t high;
	int64_t n;
	int64_t overflow; /* it has happened */
};

static inline vl_i128
get(const struct sum_int *s)
{
	return (vl_i128)((vl_u128)s->high << 64 | s->low);
}

static inline void
add_i128(struct sum_int *s, vl_i128 x, struct vl_arena *a)
{
	vl_i128 sum;

	(void)a;
	s->overflow |= VL_ADD_OVERFLOW(get(s), x, &sum);
	s->low = (uint64_t)sum;
	s->high = (uint64_t)((vl_u128)sum >> 64);
	s->n++;
}

/* 64-bit values cannot overflow 128 bits within 2^63 rows. */
static inline void
add_i64(struct sum_int *s, int64_t x, struct vl_arena *a)
{
	uint64_t low = s->low + (uint64_t)x;

	(void)a;
	s->high += (uint64_t)(x >> 63) + (low < s->low);
	s->low = low;
	s->n++;
}

static inline void
add_u64(struct sum_int *s, uint64_t x, struct vl_arena *a)
{
	uint64_t low = s->low + x;

	(void)a;
	s->high += low < s->low;
	s->low = low;
	s->n++;
}

#define STATE sum_int
#define T int8_t
#define ADD add_i64
#define NAME each_i8
#include "expr/agg_each.inc.h"
#define STATE sum_int
#define T int16_t
#define ADD add_i64
#define NAME each_i16
#include "expr/agg_each.inc.h"
#define STATE sum_int
#define T int32_t
#define ADD add_i64
#define NAME each_i32
#include "expr/agg_each.inc.h"
#define STATE sum_int
#define T int64_t
#define ADD add_i64
#define NAME each_i64
#include "expr/agg_each.inc.h"
#define STATE sum_int
#define T uint8_t
#define ADD add_u64
#define NAME each_u8
#include "expr/agg_each.inc.h"
#define STATE sum_int
#define T uint16_t
#define ADD add_u64
#define NAME each_u16
#include "expr/agg_each.inc.h"
#define STATE sum_int
#define T uint32_t
#define ADD add_u64
#define NAME each_u32
#include "expr/agg_each.inc.h"
#define STATE sum_int
#define T uint64_t
#define ADD add_u64
#define NAME each_u64
#include "expr/agg_each.inc.h"
#define STATE sum_int
#define T vl_i128
#define ADD add_i128
#define NAME each_i128
#include "expr/agg_each.inc.h"

static int
update_sum_int(struct vl_agg_call *c, char *states, const uint32_t *group,
    int64_t rows, const struct vl_column *arg, struct vl_err *err)
{
	struct sum_int *s = (struct sum_int *)(void *)states;

	(void)err;
	switch (arg->type.id) {
	case VL_TYPE_I8: each_i8(s, group, rows, arg, c->arena); break;
	case VL_TYPE_I16: each_i16(s, group, rows, arg, c->arena); break;
	case VL_TYPE_I32: each_i32(s, group, rows, arg, c->arena); break;
	case VL_TYPE_U8: each_u8(s, group, rows, arg, c->arena); break;
	case VL_TYPE_U16: each_u16(s, group, rows, arg, c->arena); break;
	case VL_TYPE_U32: each_u32(s, group, rows, arg, c->arena); break;
	case VL_TYPE_U64: each_u64(s, group, rows, arg, c->arena); break;
	case VL_TYPE_I128:
	case VL_TYPE_DEC: each_i128(s, group, rows, arg, c->arena); break;
	default: each_i64(s, group, rows, arg, c->arena); break;
	}
	return 0;
}

static int
merge_sum_int(struct vl_agg_call *c, char *states, const uint32_t *group,
    int64_t n, char *src, struct vl_err *err)
{
	struct sum_int *to = (struct sum_int *)(void *)states;
	const struct sum_int *from = (const struct sum_int *)(void *)src;

	(void)err;
	for (int64_t i = 0; i < n; i++) {
		struct sum_int *s = &to[group[i]];

		add_i128(s, get(&from[i]), c->arena);
		s->n += from[i].n - 1;
		s->overflow |= from[i].overflow;
	}
	return 0;
}

static int
too_large(struct vl_agg_call *c, struct vl_err *err)
{
	vl_fail(err, VL_EVALUE, "%s() is out of the range of %s", c->agg->name,
	    type_text(c->type).z);
	return vl_err_hint(err, "cast the argument to DOUBLE");
}

static int
finish_sum_int(struct vl_agg_call *c, char *states, int64_t n,
    struct vl_arena *a, struct vl_column *out, struct vl_err *err)
{
	const struct sum_int *s = (const struct sum_int *)(void *)states;
	vl_i128 limit = vl_pow10_i128(38);
	uint64_t *valid;
	vl_i128 *data = agg_result(a, out, n, &valid);

	for (int64_t i = 0; i < n; i++) {
		data[i] = get(&s[i]);
		if (s[i].overflow || data[i] >= limit || data[i] <= -limit)
			return too_large(c, err);
		if (s[i].n == 0)
			vl_bit_clear(valid, i);
	}
	return 0;
}

static int
finish_avg_int(struct vl_agg_call *c, char *states, int64_t n,
    struct vl_arena *a, struct vl_column *out, struct vl_err *err)
{
	const struct sum_int *s = (const struct sum_int *)(void *)states;
	int scale = c->arg[0].id == VL_TYPE_DEC ? c->arg[0].scale : 0;
	uint64_t *valid;
	double *data = agg_result(a, out, n, &valid);

	for (int64_t i = 0; i < n; i++) {
		data[i] = 0;
		if (s[i].overflow)
			return too_large(c, err);
		if (s[i].n == 0)
			vl_bit_clear(valid, i);
		else if (scale == 0)
			data[i] = exact_ratio(get(&s[i]), 0, s[i].n);
		else
			data[i] =
			    dec_to_f64(get(&s[i]), scale) / (double)s[i].n;
	}
	return 0;
}

static int
type_sum_dec(struct vl_arena *a, int count, const struct vl_type *arg,
    struct vl_type *out, struct vl_err *err)
{
	(void)a;
	(void)count;
	(void)err;
	*out = vl_type_dec(38, arg[0].scale);
	return 0;
}

/* ---- floats: exact.h ---- */

struct sum_float {
	struct exact sum;
	int64_t n;
};

static inline void
add_f64(struct sum_float *s, double x, struct vl_arena *a)
{
	exact_add(&s->sum, x, a);
	s->n++;
}

#define STATE sum_float
#define T float
#define ADD add_f64
#define NAME each_f32
#include "expr/agg_each.inc.h"
#define STATE sum_float
#define T double
#define ADD add_f64
#define NAME each_f64
#include "expr/agg_each.inc.h"

static int
update_sum_float(struct vl_agg_call *c, char *states, const uint32_t *group,
    int64_t rows, const struct vl_column *arg, struct vl_err *err)
{
	struct sum_float *s = (struct sum_float *)(void *)states;

	(void)err;
	if (arg->type.id == VL_TYPE_F32)
		each_f32(s, group, rows, arg, c->arena);
	else
		each_f64(s, group, rows, arg, c->arena);
	return 0;
}

static int
merge_sum_float(struct vl_agg_call *c, char *states, const uint32_t *group,
    int64_t n, char *src, struct vl_err *err)
{
	struct sum_float *to = (struct sum_float *)(void *)states;
	const struct sum_float *from = (const struct sum_float *)(void *)src;

	(void)err;
	for (int64_t i = 0; i < n; i++) {
		exact_merge(&to[group[i]].sum, &from[i].sum, c->arena);
		to[group[i]].n += from[i].n;
	}
	return 0;
}

static int
finish_float(char *states, int64_t n, bool mean, struct vl_arena *a,
    struct vl_column *out)
{
	const struct sum_float *s = (const struct sum_float *)(void *)states;
	uint64_t *valid;
	double *data = agg_result(a, out, n, &valid);

	for (int64_t i = 0; i < n; i++) {
		data[i] = exact_mean(&s[i].sum, mean && s[i].n ? s[i].n : 1);
		if (s[i].n == 0)
			vl_bit_clear(valid, i);
	}
	return 0;
}

static int
finish_sum_float(struct vl_agg_call *c, char *states, int64_t n,
    struct vl_arena *a, struct vl_column *out, struct vl_err *err)
{
	(void)c;
	(void)err;
	return finish_float(states, n, false, a, out);
}

static int
finish_avg_float(struct vl_agg_call *c, char *states, int64_t n,
    struct vl_arena *a, struct vl_column *out, struct vl_err *err)
{
	(void)c;
	(void)err;
	return finish_float(states, n, true, a, out);
}

enum {
	INT = sizeof(struct sum_int),
	FLOAT = sizeof(struct sum_float),
};

/* clang-format off */
const struct vl_agg agg_sum[] = {
	{ "sum", "INT", "DECIMAL(38,0)", INT, false, update_sum_int,
	    merge_sum_int, finish_sum_int, NULL,
	    "Exact sum; of nothing it is NULL.", "sum(x) of 1, 2, NULL = 3", 0 },
	{ "sum", "DEC", NULL, INT, false, update_sum_int, merge_sum_int,
	    finish_sum_int, type_sum_dec, "Exact sum.",
	    "sum(x::DECIMAL(5,2)) of 1.25, 2.5 = 3.75", 0 },
	{ "sum", "REAL", "DOUBLE", FLOAT, false, update_sum_float,
	    merge_sum_float, finish_sum_float, NULL,
	    "Sum, rounded once.", "sum(x::REAL) of 1.5, 2 = 3.5", 0 },
	{ "sum", "DOUBLE", "DOUBLE", FLOAT, false, update_sum_float,
	    merge_sum_float, finish_sum_float, NULL,
	    "Sum, rounded once: no order or number of threads shows.",
	    "sum(x) of 0.1, 0.2, 0.3 = 0.6", 0 },
	{ "avg", "INT", "DOUBLE", INT, false, update_sum_int,
	    merge_sum_int, finish_avg_int, NULL,
	    "Mean of the values that are not NULL.",
	    "avg(x) of 1, 2, NULL = 1.5", 0 },
	{ "avg", "DEC", "DOUBLE", INT, false, update_sum_int,
	    merge_sum_int, finish_avg_int, NULL, "Mean.",
	    "avg(x::DECIMAL(5,2)) of 1.25, 2.5 = 1.875", 0 },
	{ "avg", "REAL", "DOUBLE", FLOAT, false, update_sum_float,
	    merge_sum_float, finish_avg_float, NULL, "Mean.",
	    "avg(x::REAL) of 1.5, 2 = 1.75", 0 },
	{ "avg", "DOUBLE", "DOUBLE", FLOAT, false, update_sum_float,
	    merge_sum_float, finish_avg_float, NULL,
	    "Mean, rounded once.",
	    "avg(x) of 0.1, 0.2, 0.3 = 0.2", 0 },
	{ "mean", "INT", "DOUBLE", INT, false, update_sum_int,
	    merge_sum_int, finish_avg_int, NULL, "Mean, as avg().",
	    "mean(x) of 1, 2, NULL = 1.5", 0 },
	{ "mean", "DEC", "DOUBLE", INT, false, update_sum_int,
	    merge_sum_int, finish_avg_int, NULL, "Mean, as avg().",
	    "mean(x::DECIMAL(5,2)) of 1.25, 2.5 = 1.875", 0 },
	{ "mean", "DOUBLE", "DOUBLE", FLOAT, false, update_sum_float,
	    merge_sum_float, finish_avg_float, NULL, "Mean, as avg().",
	    "mean(x) of 1.5, 2 = 1.75", 0 },
	{ 0 },
};
/* clang-format on */
