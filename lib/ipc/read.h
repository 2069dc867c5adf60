/*
 * read.h -- Arrow IPC streams and files as a struct vl_source.
 *
 * What vl-format(5) promises is kept here: a stream of ours that lacks its end
 * marker, that was changed on the way or whose producer failed is an error,
 * never a short answer.  Everything that Arrow's own test files hold is read,
 * but for big-endian data, which is refused.
 *
 * Columns come in the forms of col/column.h: dictionaries of strings stay
 * VL_DICT, fixed-width columns of streams point into the message.  What has no
 * type of ours is converted: half floats to REAL, views and large types to
 * their plain kin, maps to lists of key and value, unions to JSON,
 * run-end-encoded columns to their values, 64-bit dates to TIMESTAMP, durations
 * to INTERVAL.
 */
#ifndef VL_IPC_READ_H
#define VL_IPC_READ_H

#include <stdbool.h>
#include <stdint.h>

#include "col/scan.h"

/* Where the bytes come from. */
struct vl_ipc_input {
	void *ctx;
	const char *name; /* for messages; lives as long as the source */

	/* The next up to n bytes, 0 at the end; one caller at a time. */
	int64_t (*read)(void *ctx, void *buf, int64_t n, struct vl_err *err);

	/* Up to n bytes from an offset, short only at the end; any thread.
	 * NULL where the input is a sequence. */
	int64_t (*read_at)(void *ctx, int64_t offset, void *buf, int64_t n,
	    struct vl_err *err);

	int64_t size; /* -1 unknown; known where there is read_at */

	/* Read from the start again, for a second pass; NULL: cannot. */
	int (*rewind)(void *ctx, struct vl_err *err);

	void (*close)(void *ctx); /* NULL is fine */
};

struct vl_ipc_options {
	bool strict;        /* what is only suspicious is an error */
	int ratio_max;      /* of decompression past 16 MiB; 0: 200 */
	const char *tmpdir; /* for a file through a pipe; NULL: /tmp */

	/* Told what is suspicious, one line, no full stop; NULL: nobody. */
	void (*warn)(void *ctx, const char *text);
	void *warn_ctx;
};

/*
 * Read the schema of a stream, or of a file (which begins with ARROW1 and is
 * read from its footer).  take_in is closed with the source, and on failure.
 * Stream messages and file batches are morsels, so that several workers make
 * sense for both.
 *
 * Errors: VL_ETRUNCATED (nothing at all came, or less than there was),
 * VL_EFORMAT (corrupted), VL_EUPSTREAM (its producer failed; the message is
 * the producer's own), VL_EUNSUPPORTED (big-endian), VL_ELIMIT.
 */
int vl_ipc_open(struct vl_ipc_input take_in, const struct vl_ipc_options *how,
    struct vl_source **out, struct vl_err *err);

#endif
