/* agg_minmax.c -- min(), max(), bool_and(), bool_or(). */
#include "expr/agg_int.h"
#include "expr/value.h"
#include "kern/lane.h"

#define T int8_t
#define N i8
#define FLOAT 0
#include "expr/agg_best.inc.h"
#define T int16_t
#define N i16
#define FLOAT 0
#include "expr/agg_best.inc.h"
#define T int32_t
#define N i32
#define FLOAT 0
#include "expr/agg_best.inc.h"
#define T int64_t
#define N i64
#define FLOAT 0
#include "expr/agg_best.inc.h"
#define T uint8_t
#define N u8
#define FLOAT 0
#include "expr/agg_best.inc.h"
#define T uint16_t
#define N u16
#define FLOAT 0
#include "expr/agg_best.inc.h"
#define T uint32_t
#define N u32
#define FLOAT 0
#include "expr/agg_best.inc.h"
#define T uint64_t
#define N u64
#define FLOAT 0
#include "expr/agg_best.inc.h"
#define T float
#define N f32
#define FLOAT 1
#include "expr/agg_best.inc.h"
#define T double
#define N f64
#define FLOAT 1
#include "expr/agg_best.inc.h"

enum {
	MIN,
	MAX,
};

static inline void
min_view(struct kept *k, struct vl_view v, struct vl_arena *a)
{
	if (k->state != KEPT_VALUE || vl_view_cmp(&v, &k->u.view) < 0)
		kept_set_text(k, a, &v);
}

static inline void
max_view(struct kept *k, struct vl_view v, struct vl_arena *a)
{
	if (k->state != KEPT_VALUE || vl_view_cmp(&v, &k->u.view) > 0)
		kept_set_text(k, a, &v);
}

#define KEEP_T
#define T struct vl_view
#define STATE kept
#define ADD min_view
#define NAME min_each_view
#include "expr/agg_each.inc.h"
#undef KEEP_T
#define STATE kept
#define ADD max_view
#define NAME max_each_view
#include "expr/agg_each.inc.h"

/* What has no kernels: decimals, intervals. */
static void
update_kept(struct vl_agg_call *c, struct kept *states, const uint32_t *group,
    int64_t rows, const struct vl_column *arg, bool max)
{
	union kept_slot slot;
	struct vl_column one = { .type = arg->type, .rows = 1, .data = &slot };

	for (int64_t i = 0; i < rows; i++) {
		struct kept *k = &states[group ? group[i] : 0];
		int order;

		if (vl_column_is_null(arg, i))
			continue;
		memcpy(&slot, k->u.bytes, sizeof slot);
		order =
		    k->state == KEPT_VALUE ? value_order(arg, i, &one, 0) : 0;
		if (k->state != KEPT_VALUE || (max ? order > 0 : order < 0))
			kept_set(k, c->arena, arg, i);
	}
}

static void
update_other(struct vl_agg_call *c, struct kept *states, const uint32_t *group,
    int64_t rows, const struct vl_column *arg, bool max)
{
	if (!vl_type_is_view(arg->type))
		update_kept(c, states, group, rows, arg, max);
	else if (max)
		max_each_view(states, group, rows, arg, c->arena);
	else
		min_each_view(states, group, rows, arg, c->arena);
}

static void
merge_kept(struct vl_agg_call *c, struct kept *states, const uint32_t *group,
    int64_t n, const struct kept *src, bool max)
{
	union kept_slot slot;
	struct vl_column one = { .type = c->arg[0], .rows = 1, .data = &slot };

	for (int64_t i = 0; i < n; i++) {
		if (src[i].state != KEPT_VALUE)
			continue;
		memcpy(&slot, src[i].u.bytes, sizeof slot);
		update_other(c, &states[group[i]], NULL, 1, &one, max);
	}
}

static int
update_best(struct vl_agg_call *c, char *states, const uint32_t *group,
    int64_t rows, const struct vl_column *arg, struct vl_err *err)
{
	struct kept *kept = (struct kept *)(void *)states;
	bool max = c->agg->variant == MAX;

	(void)err;
	if (arg->type.id == VL_TYPE_NULL)
		return 0;
	switch (expr_lane(arg->type)) {
	case VL_LANE_i8: update_i8(states, group, rows, arg, max); break;
	case VL_LANE_i16: update_i16(states, group, rows, arg, max); break;
	case VL_LANE_i32: update_i32(states, group, rows, arg, max); break;
	case VL_LANE_i64: update_i64(states, group, rows, arg, max); break;
	case VL_LANE_u8: update_u8(states, group, rows, arg, max); break;
	case VL_LANE_u16: update_u16(states, group, rows, arg, max); break;
	case VL_LANE_u32: update_u32(states, group, rows, arg, max); break;
	case VL_LANE_u64: update_u64(states, group, rows, arg, max); break;
	case VL_LANE_f32: update_f32(states, group, rows, arg, max); break;
	case VL_LANE_f64: update_f64(states, group, rows, arg, max); break;
	default: update_other(c, kept, group, rows, arg, max);
	}
	return 0;
}

static int
merge_best(struct vl_agg_call *c, char *states, const uint32_t *group,
    int64_t n, char *src, struct vl_err *err)
{
	bool max = c->agg->variant == MAX;

	(void)err;
	switch (expr_lane(c->arg[0])) {
	case VL_LANE_i8: merge_i8(states, group, n, src, max); break;
	case VL_LANE_i16: merge_i16(states, group, n, src, max); break;
	case VL_LANE_i32: merge_i32(states, group, n, src, max); break;
	case VL_LANE_i64: merge_i64(states, group, n, src, max); break;
	case VL_LANE_u8: merge_u8(states, group, n, src, max); break;
	case VL_LANE_u16: merge_u16(states, group, n, src, max); break;
	case VL_LANE_u32: merge_u32(states, group, n, src, max); break;
	case VL_LANE_u64: merge_u64(states, group, n, src, max); break;
	case VL_LANE_f32: merge_f32(states, group, n, src, max); break;
	case VL_LANE_f64: merge_f64(states, group, n, src, max); break;
	default:
		merge_kept(c, (struct kept *)(void *)states, group, n,
		    (const struct kept *)(void *)src, max);
	}
	return 0;
}

static int
finish_best(struct vl_agg_call *c, char *states, int64_t n, struct vl_arena *a,
    struct vl_column *out, struct vl_err *err)
{
	int lane = expr_lane(c->arg[0]);
	uint64_t *valid;
	void *data;

	(void)err;
	if (lane < 0) {
		kept_finish(states, sizeof(struct kept), n, a, out);
		return 0;
	}
	data = agg_result(a, out, n, &valid);
	switch (lane) {
	case VL_LANE_i8: finish_i8(states, n, data, valid); break;
	case VL_LANE_i16: finish_i16(states, n, data, valid); break;
	case VL_LANE_i32: finish_i32(states, n, data, valid); break;
	case VL_LANE_i64: finish_i64(states, n, data, valid); break;
	case VL_LANE_u8: finish_u8(states, n, data, valid); break;
	case VL_LANE_u16: finish_u16(states, n, data, valid); break;
	case VL_LANE_u32: finish_u32(states, n, data, valid); break;
	case VL_LANE_u64: finish_u64(states, n, data, valid); break;
	case VL_LANE_f32: finish_f32(states, n, data, valid); break;
	case VL_LANE_f64: finish_f64(states, n, data, valid); break;
	default: break;
	}
	return 0;
}

/* The type of the argument, if it is one that can be kept. */
int
agg_type_kept(struct vl_arena *a, int count, const struct vl_type *arg,
    struct vl_type *out, struct vl_err *err)
{
	(void)a;
	(void)count;
	*out = arg[0];
	if (!kept_takes(arg[0]))
		return vl_fail(err, VL_EUNSUPPORTED,
		    "this aggregate does not take %s", type_text(arg[0]).z);
	return 0;
}

enum {
	BYTES = sizeof(struct kept),
};

/* clang-format off */
const struct vl_agg agg_minmax[] = {
	{ "min", "ANY", NULL, BYTES, false, update_best, merge_best, finish_best,
	    agg_type_kept, "Least value; text by bytes.",
	    "min(x) of 3, 1, NULL = 1", MIN },
	{ "max", "ANY", NULL, BYTES, false, update_best, merge_best, finish_best,
	    agg_type_kept, "Greatest value; text by bytes, NaN is greatest.",
	    "max(x) of 'b', 'abc' = b", MAX },
	{ "bool_and", "BOOLEAN", "BOOLEAN", BYTES, false, update_best, merge_best,
	    finish_best, NULL, "Whether all are true.",
	    "bool_and(x) of true, false = false", MIN },
	{ "every", "BOOLEAN", "BOOLEAN", BYTES, false, update_best, merge_best,
	    finish_best, NULL, "Whether all are true.",
	    "every(x) of true, true = true", MIN },
	{ "bool_or", "BOOLEAN", "BOOLEAN", BYTES, false, update_best, merge_best,
	    finish_best, NULL, "Whether any is true.",
	    "bool_or(x) of true, false = true", MAX },
	{ 0 },
};
/* clang-format on */
