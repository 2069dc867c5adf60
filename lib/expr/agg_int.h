/* agg_int.h -- what the aggregates share. */
#ifndef VL_EXPR_AGG_INT_H
#define VL_EXPR_AGG_INT_H

#include "base/arena.h"
#include "expr/exact.h"
#include "expr/expr_int.h"

/* Tables that end with a NULL name. */
extern const struct vl_agg agg_count[];
extern const struct vl_agg agg_sum[];
extern const struct vl_agg agg_spread[];
extern const struct vl_agg agg_pair[];
extern const struct vl_agg agg_minmax[];
extern const struct vl_agg agg_pick[];
extern const struct vl_agg agg_collect[];

/* A flat result: its data, and all bits of its validity set. */
void *agg_result(
    struct vl_arena *a, struct vl_column *out, int64_t n, uint64_t **valid);

/*
 * One value of any type but the nested ones, kept in a state.  Text is copied;
 * a shorter one takes the room of the one before it.
 */
struct kept {
	union {
		char bytes[16];
		struct vl_view view;
	} u;
	uint32_t room; /* bytes at u.view.u.p that are ours */
	uint8_t state; /* KEPT_NONE, KEPT_NULL, KEPT_VALUE */
};

/* A kept value where a column can point to it: states may be less aligned
 * than what is in them. */
union kept_slot {
	vl_i128 wide;
	struct vl_view view;
};

enum {
	KEPT_NONE,
	KEPT_NULL,
	KEPT_VALUE,
};

/* True for the types that struct kept takes. */
bool kept_takes(struct vl_type t);

void kept_set_text(struct kept *k, struct vl_arena *a, const struct vl_view *v);
void kept_set(
    struct kept *k, struct vl_arena *a, const struct vl_column *c, int64_t row);

/* Results of states that are `stride` bytes apart. */
void kept_finish(const char *first, int64_t stride, int64_t n,
    struct vl_arena *a, struct vl_column *out);

/* The type function of aggregates that keep a value of their argument. */
int agg_type_kept(struct vl_arena *a, int count, const struct vl_type *arg,
    struct vl_type *out, struct vl_err *err);

#endif
