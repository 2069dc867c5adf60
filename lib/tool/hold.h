/*
 * hold.h -- inputs that can be read once, for statements that read them more
 * often.
 */
#ifndef VL_TOOL_HOLD_H
#define VL_TOOL_HOLD_H

#include "base/str.h"

struct vl_arena;
struct vl_err;
struct vl_plan;
struct vl_query;

/*
 * A plan may scan a pipe, or compressed bytes, in two places, and the rest of
 * the script may name it again.  The first such source is kept (exec/spool.h),
 * and what is kept takes its place in the catalog: 1, the statement has to be
 * bound again.  0: there is none.  Errors: those of reading it; VL_ERETRY:
 * widen it.
 */
int vl_hold_inputs(struct vl_query *q, struct vl_arena *a,
    const struct vl_plan *plan, struct vl_str rest, struct vl_err *err);

#endif
