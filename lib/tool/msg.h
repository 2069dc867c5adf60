/*
 * msg.h -- what a person, or a program, reads when something went wrong.
 *
 *	vl-sql: input.csv:1042: column 'price': expected DOUBLE, found 'n/a'
 *	    (-O null=n/a reads it as NULL)
 *
 * in one line: tool, place, what is wrong, what can be done.  A fault in SQL is
 * followed by its line and a caret.
 */
#ifndef VL_TOOL_MSG_H
#define VL_TOOL_MSG_H

#include "base/buf.h"

struct vl_err;
struct vl_job;

/* Where a byte offset of a text is, 1-based; columns count code units. */
struct vl_place {
	int64_t line;
	int64_t column_utf8;
	int64_t column_utf16;
	struct vl_str text; /* of the line, without its end */
};

struct vl_place vl_place_of(struct vl_str text, int64_t offset);

/* Append the error in one of its two forms, each ended by a line feed. */
void vl_msg_text(
    const struct vl_job *job, const struct vl_err *err, struct vl_buf *out);
void vl_msg_json(
    const struct vl_job *job, const struct vl_err *err, struct vl_buf *out);

/* Print the error on standard error in the form that was asked for. */
void vl_msg_error(const struct vl_job *job, const struct vl_err *err);

/* Print a remark on standard error unless --quiet; no full stop, no line end.
 * A remark of vl_msg_verbose() needs --verbose. */
void vl_msg_note(const struct vl_job *job, const char *fmt, ...)
    VL_PRINTF(2, 3);
void vl_msg_verbose(const struct vl_job *job, const char *fmt, ...)
    VL_PRINTF(2, 3);

#endif
