/*
 * spool.h -- bytes that are kept to be read again: few in memory, many in a
 * temporary file.
 */
#ifndef VL_BASE_SPOOL_H
#define VL_BASE_SPOOL_H

#include <stdint.h>

#include "base/buf.h"

struct vl_err;

enum {
	VL_SPOOL_MEMORY = 16 << 20 /* then all of it goes to a file */
};

struct vl_spool {
	char *dir;
	struct vl_buf memory; /* all of it, or nothing once fd is open */
	int fd;
	int64_t len;
};

void vl_spool_init(struct vl_spool *s, const char *dir);
void vl_spool_release(struct vl_spool *s);

/* Append n bytes.  Errors: VL_EIO where the file cannot be made or grow. */
int vl_spool_add(
    struct vl_spool *s, const char *p, int64_t n, struct vl_err *err);

/* Up to n bytes from an offset within it, fewer only at its end; any thread,
 * while nobody adds. */
int64_t vl_spool_read_at(struct vl_spool *s, int64_t offset, void *buf,
    int64_t n, struct vl_err *err);

#endif
