/* agg_pick.c -- one of the values: first, last, any, at an extreme. */
#include "expr/agg_int.h"
#include "expr/value.h"

static int
update_first(struct vl_agg_call *c, char *states, const uint32_t *group,
    int64_t rows, const struct vl_column *arg, struct vl_err *err)
{
	struct kept *s = (struct kept *)(void *)states;

	(void)err;
	for (int64_t i = 0; i < rows; i++) {
		struct kept *k = &s[group ? group[i] : 0];

		if (k->state == KEPT_NONE)
			kept_set(k, c->arena, arg, i);
	}
	return 0;
}

static int
update_last(struct vl_agg_call *c, char *states, const uint32_t *group,
    int64_t rows, const struct vl_column *arg, struct vl_err *err)
{
	struct kept *s = (struct kept *)(void *)states;

	(void)err;
	for (int64_t i = group ? 0 : rows - 1; i >= 0 && i < rows; i++)
		kept_set(&s[group ? group[i] : 0], c->arena, arg, i);
	return 0;
}

static int
update_any(struct vl_agg_call *c, char *states, const uint32_t *group,
    int64_t rows, const struct vl_column *arg, struct vl_err *err)
{
	struct kept *s = (struct kept *)(void *)states;

	(void)err;
	for (int64_t i = 0; i < rows; i++) {
		struct kept *k = &s[group ? group[i] : 0];

		if (k->state != KEPT_VALUE)
			kept_set(k, c->arena, arg, i);
	}
	return 0;
}

static int
merge_first(struct vl_agg_call *c, char *states, const uint32_t *group,
    int64_t n, char *src, struct vl_err *err)
{
	struct kept *to = (struct kept *)(void *)states;
	const struct kept *from = (const struct kept *)(void *)src;

	(void)c;
	(void)err;
	for (int64_t i = 0; i < n; i++)
		if (to[group[i]].state == KEPT_NONE)
			to[group[i]] = from[i];
	return 0;
}

static int
merge_last(struct vl_agg_call *c, char *states, const uint32_t *group,
    int64_t n, char *src, struct vl_err *err)
{
	struct kept *to = (struct kept *)(void *)states;
	const struct kept *from = (const struct kept *)(void *)src;

	(void)c;
	(void)err;
	for (int64_t i = 0; i < n; i++)
		if (from[i].state != KEPT_NONE)
			to[group[i]] = from[i];
	return 0;
}

static int
merge_any(struct vl_agg_call *c, char *states, const uint32_t *group, int64_t n,
    char *src, struct vl_err *err)
{
	struct kept *to = (struct kept *)(void *)states;
	const struct kept *from = (const struct kept *)(void *)src;

	(void)c;
	(void)err;
	for (int64_t i = 0; i < n; i++)
		if (to[group[i]].state != KEPT_VALUE)
			to[group[i]] = from[i];
	return 0;
}

static int
finish_kept(struct vl_agg_call *c, char *states, int64_t n, struct vl_arena *a,
    struct vl_column *out, struct vl_err *err)
{
	(void)c;
	(void)err;
	kept_finish(states, sizeof(struct kept), n, a, out);
	return 0;
}

/* ---- arg_min(x, by), arg_max(x, by) ---- */

enum {
	MIN,
	MAX,
};

struct extreme {
	struct kept value; /* first: see kept_finish() */
	struct kept by;
};

static void
offer(struct vl_agg_call *c, struct extreme *s, const struct vl_column *value,
    const struct vl_column *by, int64_t i)
{
	bool max = c->agg->variant == MAX;
	union kept_slot slot;
	struct vl_column best = { .type = by->type, .rows = 1, .data = &slot };
	int order = 0;

	if (vl_column_is_null(by, i))
		return;
	memcpy(&slot, s->by.u.bytes, sizeof slot);
	if (s->by.state == KEPT_VALUE)
		order = value_order(by, i, &best, 0);
	if (s->by.state == KEPT_VALUE && (max ? order <= 0 : order >= 0))
		return;
	kept_set(&s->by, c->arena, by, i);
	kept_set(&s->value, c->arena, value, i);
}

static int
update_extreme(struct vl_agg_call *c, char *states, const uint32_t *group,
    int64_t rows, const struct vl_column *arg, struct vl_err *err)
{
	struct extreme *s = (struct extreme *)(void *)states;

	(void)err;
	for (int64_t i = 0; i < rows; i++)
		offer(c, &s[group ? group[i] : 0], &arg[0], &arg[1], i);
	return 0;
}

/* A kept value as a column of one row. */
static struct vl_column
column_of(const struct kept *k, struct vl_type t, union kept_slot *slot)
{
	if (k->state != KEPT_VALUE)
		return vl_column_null(t, 1);
	memcpy(slot, k->u.bytes, sizeof *slot);
	return (struct vl_column){ .type = t, .rows = 1, .data = slot };
}

static int
merge_extreme(struct vl_agg_call *c, char *states, const uint32_t *group,
    int64_t n, char *src, struct vl_err *err)
{
	struct extreme *to = (struct extreme *)(void *)states;
	const struct extreme *from = (const struct extreme *)(void *)src;

	(void)err;
	for (int64_t i = 0; i < n; i++) {
		union kept_slot slot[2];
		struct vl_column value =
		    column_of(&from[i].value, c->arg[0], &slot[0]);
		struct vl_column by =
		    column_of(&from[i].by, c->arg[1], &slot[1]);

		offer(c, &to[group[i]], &value, &by, 0);
	}
	return 0;
}

static int
finish_extreme(struct vl_agg_call *c, char *states, int64_t n,
    struct vl_arena *a, struct vl_column *out, struct vl_err *err)
{
	(void)c;
	(void)err;
	kept_finish(states, sizeof(struct extreme), n, a, out);
	return 0;
}

static int
type_extreme(struct vl_arena *a, int count, const struct vl_type *arg,
    struct vl_type *out, struct vl_err *err)
{
	VL_TRY(agg_type_kept(a, 1, &arg[1], out, err));
	return agg_type_kept(a, count, arg, out, err);
}

enum {
	KEPT = sizeof(struct kept),
	EXTREME = sizeof(struct extreme),
};

/* clang-format off */
const struct vl_agg agg_pick[] = {
	{ "first", "ANY", NULL, KEPT, true, update_first, merge_first,
	    finish_kept, agg_type_kept, "The first value, NULL or not.",
	    "first(x) of 3, 1, 2 = 3", 0 },
	{ "last", "ANY", NULL, KEPT, true, update_last, merge_last,
	    finish_kept, agg_type_kept, "The last value, NULL or not.",
	    "last(x) of 3, 1, 2 = 2", 0 },
	{ "any_value", "ANY", NULL, KEPT, true, update_any, merge_any,
	    finish_kept, agg_type_kept, "The first value that is not NULL.",
	    "any_value(x) of NULL, 1, 2 = 1", 0 },
	{ "arg_min", "ANY, ANY", NULL, EXTREME, true, update_extreme,
	    merge_extreme, finish_extreme, type_extreme,
	    "The first argument where the second is least.",
	    "arg_min(-x, x) of 3, 1, 2 = -1", MIN },
	{ "arg_max", "ANY, ANY", NULL, EXTREME, true, update_extreme,
	    merge_extreme, finish_extreme, type_extreme,
	    "The first argument where the second is greatest.",
	    "arg_max(-x, x) of 3, 1, 2 = -3", MAX },
	{ "min_by", "ANY, ANY", NULL, EXTREME, true, update_extreme,
	    merge_extreme, finish_extreme, type_extreme,
	    "As arg_min().", "min_by(-x, x) of 3, 1, 2 = -1", MIN },
	{ "max_by", "ANY, ANY", NULL, EXTREME, true, update_extreme,
	    merge_extreme, finish_extreme, type_extreme,
	    "As arg_max().", "max_by(-x, x) of 3, 1, 2 = -3", MAX },
	{ 0 },
};
/* clang-format on */
