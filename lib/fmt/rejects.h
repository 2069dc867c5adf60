/*
 * rejects.h -- malformed records that were left out on request, for a person
 * to look at: file, line, field, reason, the record's bytes.
 */
#ifndef VL_FMT_REJECTS_H
#define VL_FMT_REJECTS_H

#include <stdint.h>

#include "base/str.h"

struct vl_buf;
struct vl_rejects;

enum {
	VL_REJECT_RAW_MAX = 1 << 20, /* bytes that are kept of one record */
};

struct vl_rejects *vl_rejects_new(void);
void vl_rejects_free(struct vl_rejects *r); /* NULL is fine */

/* Keep one; any thread.  line and field are 1-based, 0: not known. */
void vl_rejects_add(struct vl_rejects *r, const char *path, int64_t line,
    int64_t field, const char *reason, struct vl_str raw);

/* Forget those of a path, which is read again: whoever begins a pass. */
void vl_rejects_forget(struct vl_rejects *r, const char *path);

int64_t vl_rejects_count(struct vl_rejects *r);

/* Append them as CSV with a header, by path (in order of appearance) and line:
 * the same for any number of threads. */
void vl_rejects_write(struct vl_rejects *r, struct vl_buf *out);

#endif
