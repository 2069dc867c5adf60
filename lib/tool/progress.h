/*
 * progress.h -- a line on standard error that says how far it is.
 *
 *	vl-sql: 3.2 M rows  412 MB of 509 MB  [=======>  ]  81 %  1.2 GB/s  0:02
 *
 * It shows itself after a second, on a terminal, or where --progress asks for
 * it; there is one in a process.
 */
#ifndef VL_TOOL_PROGRESS_H
#define VL_TOOL_PROGRESS_H

#include <stdint.h>

#include "base/buf.h"

struct vl_job;

struct vl_progress_now {
	int64_t rows;  /* so far, or -1 */
	int64_t bytes; /* of the inputs */
	int64_t total; /* bytes of all the inputs, or -1 */
};

/*
 * Begin; `sample` is called from a thread of its own, a few times a second, and
 * says where things stand.  Does nothing where nobody would see it.
 */
void vl_progress_start(const struct vl_job *job,
    void (*sample)(void *context, struct vl_progress_now *now), void *context);

/* End, and clear the line.  Fine at any time, more than once. */
void vl_progress_stop(void);

/* The line without the tool's name, for `ms` since the start. */
void vl_progress_line(
    const struct vl_progress_now *now, int64_t ms, struct vl_buf *out);

#endif
