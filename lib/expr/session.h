/*
 * session.h -- what running a statement depends on besides its plan.
 *
 * Filled in by the tool from options and environment, read by everybody below;
 * immutable while a statement runs but for the counters.
 */
#ifndef VL_EXPR_SESSION_H
#define VL_EXPR_SESSION_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct vl_scan_stats;
struct vl_zone;

/* Bytes that operators have asked for and not given back. */
struct vl_budget {
	_Atomic int64_t used;
	int64_t limit; /* 0: none */
};

enum {
	VL_SESSION_SCANS = 32
};

struct vl_session {
	int64_t now_us;       /* NOW(): one value per statement, UTC */
	struct vl_zone *zone; /* of the session; NULL: UTC */
	int threads;          /* 1 or more */
	bool pushdown;        /* offer work to sources (--no-pushdown) */
	const char *tmpdir;   /* for spilled runs */
	struct vl_budget budget;
	/* What its scans have done so far, while they are open: for a progress
	 * bar.  Of many scans only the first are shown. */
	int scan_count;
	const struct vl_scan_stats *scan[VL_SESSION_SCANS];
	_Atomic bool left; /* rows are out: a statement cannot start over */
	const _Atomic int *stop; /* set by a signal or the clock: VL_ESTOP */
};

/* Ask for bytes: false means spill, or fail with VL_ELIMIT. */
static inline bool
vl_budget_take(struct vl_budget *b, int64_t bytes)
{
	int64_t used = atomic_fetch_add(&b->used, bytes) + bytes;

	if (b->limit == 0 || used <= b->limit)
		return true;
	atomic_fetch_sub(&b->used, bytes);
	return false;
}

static inline void
vl_budget_give(struct vl_budget *b, int64_t bytes)
{
	atomic_fetch_sub(&b->used, bytes);
}

static inline bool
vl_stopped(const struct vl_session *s)
{
	return s->stop &&
	    atomic_load_explicit(s->stop, memory_order_relaxed) != 0;
}

#endif
