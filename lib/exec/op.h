/*
 * op.h -- what the operators of exec share; private to exec.
 */
#ifndef VL_EXEC_OP_H
#define VL_EXEC_OP_H

#include "base/alloc.h"
#include "base/arena.h"
#include "col/batch.h"
#include "exec/exec.h"
#include "exec/table.h"
#include "expr/expr.h"

/* What lowering hands to every constructor. */
struct vl_exec {
	struct vl_arena *arena; /* of the statement; one thread at a time */
	struct vl_session *session;
	struct vl_profile *profile; /* or NULL */
};

struct vl_profile_node;

/*
 * Constructors, one a file.  They own the scans they are given; what they
 * allocate in the arena stays until the statement is over, the rest goes in
 * close().
 */
int vl_exec_scan(struct vl_exec *x, const struct vl_plan *p,
    struct vl_scan **out, struct vl_err *err);
struct vl_scan *vl_exec_filter(
    struct vl_exec *x, const struct vl_expr *condition, struct vl_scan *in);
struct vl_scan *vl_exec_project(struct vl_exec *x, int count,
    const struct vl_expr *const *expr, const struct vl_schema *schema,
    struct vl_scan *in);
struct vl_scan *vl_exec_limit(
    struct vl_exec *x, const struct vl_plan *p, struct vl_scan *in);
struct vl_scan *vl_exec_union(
    struct vl_exec *x, struct vl_scan *left, struct vl_scan *right);
int vl_exec_values(struct vl_exec *x, const struct vl_plan *p,
    struct vl_scan **out, struct vl_err *err);
int vl_exec_aggregate(struct vl_exec *x, const struct vl_plan *p,
    struct vl_scan *in, struct vl_scan **out, struct vl_err *err);
int vl_exec_distinct(struct vl_exec *x, const struct vl_plan *p,
    struct vl_scan *in, struct vl_scan **out, struct vl_err *err);
int vl_exec_join(struct vl_exec *x, const struct vl_plan *p,
    struct vl_scan *left, struct vl_scan *right, struct vl_scan **out,
    struct vl_err *err);
int vl_exec_sort(struct vl_exec *x, const struct vl_plan *p, struct vl_scan *in,
    struct vl_scan **out, struct vl_err *err);
struct vl_scan *vl_exec_profile(
    struct vl_exec *x, struct vl_profile_node *node, struct vl_scan *in);

/*
 * A scan over finished columns: slices of them, in parallel.  Breakers embed
 * it first and fill it in when they are done; `build` is called once, before
 * the first worker is opened.
 */
struct vl_slices {
	struct vl_scan base;
	int (*build)(struct vl_slices *s, struct vl_err *err);
	void (*release)(struct vl_slices *s); /* closes the inputs too */
	const struct vl_column *col;          /* [schema->count] */
	const uint32_t *order; /* [rows] which rows, or NULL: as they stand */
	int64_t rows;
	bool built;
	_Atomic int64_t next; /* morsel */
};

void vl_slices_init(
    struct vl_slices *s, const struct vl_schema *schema, int threads);

/* The morsel numbers of so many rows. */
int64_t vl_slices_span(int64_t rows);

/* A worker that passes begin() on to the worker below it. */
struct vl_exec_worker {
	struct vl_scan_worker base; /* base.stream.input[0] is the one below */
	struct vl_eval *eval;
	struct vl_arena arena; /* of the batch it makes */
};

int vl_exec_worker_begin(
    struct vl_scan_worker *w, int64_t *morsel, struct vl_err *err);
void vl_exec_worker_close(struct vl_stream *s);

/* Morsels that a scan may have, and rows of one, so that the place of a row
 * fits in one word. */
static const int64_t VL_EXEC_SPAN_MAX = INT64_C(1) << 32;

/* Where a batch's rows stand in its source: rising with input order. */
static inline struct vl_ordinals
vl_batch_ordinals(const struct vl_batch *b)
{
	return (struct vl_ordinals){
		.base = ((uint64_t)b->morsel << 32) + (uint64_t)b->first,
		.sel = b->sel,
	};
}

#endif
