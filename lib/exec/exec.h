/*
 * exec.h -- running a plan.
 *
 * Every operator is a struct vl_scan (col/scan.h) over the scans below it: it
 * hands out workers, each worker pulls its own copy of the pipeline, and
 * batches say which morsel they belong to.  What has to see all rows first
 * (aggregation, sorting, the build side of a join) does so when its first
 * worker is opened, with threads of its own, and then hands out morsels of
 * its result.
 *
 *	drive --+-- worker 0: project <- filter <- csv worker 0
 *	        +-- worker 1: project <- filter <- csv worker 1
 */
#ifndef VL_EXEC_EXEC_H
#define VL_EXEC_EXEC_H

#include "base/arena.h"
#include "col/scan.h"
#include "expr/session.h"
#include "plan/plan.h"

struct vl_batch;
struct vl_profile;

/*
 * Turn a plan into operators.  The scan borrows plan, session and arena.
 * profile is NULL, or collects what each node did (EXPLAIN ANALYZE).
 */
int vl_exec_open(struct vl_arena *a, const struct vl_plan *plan,
    struct vl_session *session, struct vl_profile *profile,
    struct vl_scan **out, struct vl_err *err);

/* Where batches go.  Each thread calls with its own worker number; morsels of
 * one worker rise, and a morsel begun later in time has a higher number. */
struct vl_sink {
	/* A worker takes a morsel; NULL: nobody wants to know. */
	int (*begin)(
	    struct vl_sink *s, int worker, int64_t morsel, struct vl_err *err);
	/* A batch of it, borrowed; in order. */
	int (*batch)(struct vl_sink *s, int worker, struct vl_batch *b,
	    struct vl_err *err);
	/* It is done; NULL: nobody wants to know. */
	int (*end)(
	    struct vl_sink *s, int worker, int64_t morsel, struct vl_err *err);
	/* The worker takes no more, after a failure too; may be NULL. */
	void (*done)(struct vl_sink *s, int worker);
	/* A worker takes its morsel and begins it before another takes one, so
	 * that begin() hears of morsels in their order.  Costs parallelism
	 * where taking a morsel is work. */
	bool serial;
};

/*
 * Open workers (at most threads, at most scan->parallel), pull all morsels,
 * push them into the sink.  If several workers fail, the failure in the first
 * morsel is reported.  VL_ESTOP when session->stop is set.
 */
int vl_exec_drive(struct vl_scan *scan, struct vl_session *session,
    struct vl_sink *sink, struct vl_err *err);

/* How many workers vl_exec_drive() will open. */
int vl_exec_workers(
    const struct vl_scan *scan, const struct vl_session *session);

#endif
