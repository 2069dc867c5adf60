/*
 * stream.h -- the one interface of libvl: something batches are pulled from.
 *
 * A file reader, a pipe, a filter, a join and a search are all streams; a
 * query is a tree of them.  The consumer pulls from the root until it says 0.
 * An implementation embeds struct vl_stream as its first member, lives in its
 * own file and exports one constructor.
 *
 * The one law: a batch is borrowed until the next next() on the same stream.
 * Whoever needs rows longer copies them.
 */
#ifndef VL_COL_STREAM_H
#define VL_COL_STREAM_H

#include "base/compiler.h"
#include "base/err.h"

struct vl_batch;
struct vl_schema;
struct vl_stream;

struct vl_stream_class {
	const char *name; /* as EXPLAIN shows it: "filter" */

	/* Make one batch: 1 made, 0 end, <0 error.  0 and <0 are sticky. */
	int (*next)(
	    struct vl_stream *s, struct vl_batch **out, struct vl_err *err);

	/* Give back all that the stream owns, itself included where it was
	 * allocated; its inputs are closed by vl_stream_close(). */
	void (*close)(struct vl_stream *s);
};

struct vl_stream {
	const struct vl_stream_class *class;
	const struct vl_schema *schema; /* of every batch it makes */
	struct vl_stream *input[2];     /* left first, or NULL */
	int64_t rows;                   /* made so far */
};

/* Pull the next batch: 1 and *out, 0 at the end, or an error. */
VL_NODISCARD int vl_stream_next(
    struct vl_stream *s, struct vl_batch **out, struct vl_err *err);

/* Close s and every stream below it.  NULL is fine.  Never fails. */
void vl_stream_close(struct vl_stream *s);

#endif
