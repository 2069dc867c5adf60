/*
 * run.h -- from a plan to bytes: what vl-read and vl-sql do with their answer.
 */
#ifndef VL_TOOL_RUN_H
#define VL_TOOL_RUN_H

#include "expr/session.h"
#include "fmt/fmt.h"
#include "plan/plan.h"
#include "tool/job.h"
#include "tool/out.h"

/* One process's way to run plans: limits, and the output that is open. */
struct vl_run {
	struct vl_job *job;
	struct vl_session session;
	struct vl_settings read_settings;  /* -O key=value */
	struct vl_settings write_settings; /* -O to.key=value */
	const char *format;                /* of the output */
	struct vl_out out;
	struct vl_rejects *rejects; /* --rejects, or NULL */
	int64_t rows;               /* of the last answer */

	/* How an answer is written, instead of as `format` says; or NULL. */
	int (*open_writer)(void *context, const struct vl_schema *s,
	    const struct vl_write *how, struct vl_writer **out,
	    struct vl_err *err);
	void *context;
};

/* Open the output.  The job outlives the run. */
int vl_run_init(struct vl_run *r, struct vl_job *job, struct vl_err *err);

/* Publish the output: -o appears now. */
int vl_run_commit(struct vl_run *r, struct vl_err *err);
void vl_run_release(struct vl_run *r);

/* How inputs are opened: format, options, spools, rejects. */
struct vl_open vl_run_open(const struct vl_run *r);

/* With --verbose, how a source that was opened is read. */
void vl_run_tell(const struct vl_run *r, const struct vl_source *s);

/* The files of a command line as one table: one, several, or none: standard
 * input. */
int vl_run_source(struct vl_run *r, int count, char **file,
    struct vl_source **out, struct vl_err *err);

/* Can the consumer of this run take VL_RAW columns? */
bool vl_run_takes_raw(const struct vl_run *r);

/*
 * Optimise, run and write one plan.  VL_ERETRY means that a source met a value
 * that does not fit its column: vl_run_widen(), bind again, run again.
 */
int vl_run_plan(struct vl_run *r, struct vl_arena *a,
    const struct vl_plan *plan, struct vl_err *err);

/* Widen what failed in any source of the plan: 1 widened, or err's code. */
int vl_run_widen(const struct vl_plan *plan, struct vl_err *err);

/* Write bytes behind what has been written. */
int vl_run_write(struct vl_run *r, struct vl_str s, struct vl_err *err);

#endif
