/*
 * show.h -- EXPLAIN: a plan in sections of key=value (features F2.53).
 *
 *	frontend	what was parsed
 *	logical		numbered steps in the order in which rows flow
 *	physical	the operator of each step, and where it has to wait for
 *			all its rows (a barrier) and why
 *	strategy	how groups are found
 *	analyze		rows and time of each step; only after running
 */
#ifndef VL_PLAN_SHOW_H
#define VL_PLAN_SHOW_H

#include <stdatomic.h>

#include "base/buf.h"
#include "plan/plan.h"

struct vl_session;

/* What a node did while it ran: filled in by exec. */
struct vl_profile_node {
	const struct vl_plan *plan;
	_Atomic int64_t rows; /* made */
	_Atomic int64_t batches;
	_Atomic int64_t busy_ns; /* of all threads, inputs included */
};

struct vl_profile {
	struct vl_arena *arena;
	int count;
	int room;
	struct vl_profile_node **node;
};

/* The node's entry, made at the first call. */
struct vl_profile_node *vl_profile_of(
    struct vl_profile *pr, const struct vl_plan *p);

struct vl_explain {
	const struct vl_plan *plan;
	const struct vl_session *session;
	const struct vl_profile *profile; /* or NULL: not run */
	bool json;
};

void vl_explain(
    struct vl_arena *a, const struct vl_explain *e, struct vl_buf *out);

#endif
