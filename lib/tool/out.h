/*
 * out.h -- where an answer goes: standard output, or a file that appears only
 * when it is whole.
 *
 * A file is written under a temporary name in the same directory, with fsync
 * and rename at the end, so that a failed run leaves the old one untouched.
 * What is no regular file (/dev/null, a FIFO) is written as it is.
 */
#ifndef VL_TOOL_OUT_H
#define VL_TOOL_OUT_H

#include <stdbool.h>
#include <stdint.h>

struct vl_arena;
struct vl_err;
struct vl_job;

struct vl_out {
	int fd;
	const char *name; /* for messages */
	const char *path; /* the file's own, behind symbolic links, or NULL */
	const char *temp; /* its temporary name, or NULL */
	int guard;        /* of vl_signal_guard() */
	bool shows;       /* it is a terminal, where the bar would stand */
};

/*
 * Begin to write path; NULL or "-" is standard output.  Strings live in the
 * arena.  Errors: VL_EIO.
 */
int vl_out_open(
    struct vl_out *o, struct vl_arena *a, const char *path, struct vl_err *err);

/* All n bytes.  VL_EPIPE: the reader has enough. */
int vl_out_write(
    struct vl_out *o, const void *p, int64_t n, struct vl_err *err);

/* It is whole: publish it.  Standard output stays open. */
int vl_out_commit(struct vl_out *o, struct vl_err *err);

/* Forget what is not published; fine after vl_out_commit(). */
void vl_out_release(struct vl_out *o);

/*
 * The name of the format to write: -t; the extension of -o; VL_TO; a table on a
 * terminal; the extension of the file behind standard output; arrow.
 * Errors: VL_EUSAGE where -o has an extension that says nothing.
 */
int vl_out_format(
    const struct vl_job *job, const char **format, struct vl_err *err);

#endif
