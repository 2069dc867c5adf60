/*
 * buf.h -- bytes that grow: append, printf, hand out.
 *
 * A zeroed struct vl_buf is a valid empty buffer.  Invariant: len <= cap, and
 * when p is not NULL, p[len] is writable and 64 bytes behind cap too.
 */
#ifndef VL_BASE_BUF_H
#define VL_BASE_BUF_H

#include <stdint.h>
#include <string.h>

#include "base/compiler.h"
#include "base/str.h"

struct vl_buf {
	char *p;
	int64_t len;
	int64_t cap;
};

/* Make room for n more bytes; returns the first of them. */
char *vl_buf_grow(struct vl_buf *b, int64_t n);

static inline char *
vl_buf_room(struct vl_buf *b, int64_t n)
{
	return VL_LIKELY(b->cap - b->len > n) ? b->p + b->len :
						vl_buf_grow(b, n);
}

static inline void
vl_buf_add(struct vl_buf *b, const void *p, int64_t n)
{
	if (n <= 0)
		return; /* an empty buffer has no bytes to point at */
	memcpy(vl_buf_room(b, n), p, (size_t)n);
	b->len += n;
}

static inline void
vl_buf_byte(struct vl_buf *b, char c)
{
	*vl_buf_room(b, 1) = c;
	b->len++;
}

static inline void
vl_buf_str(struct vl_buf *b, struct vl_str s)
{
	vl_buf_add(b, s.p, s.n);
}

static inline void
vl_buf_cstr(struct vl_buf *b, const char *z)
{
	vl_buf_add(b, z, (int64_t)strlen(z));
}

/* s between two quotes; those in it are doubled: names and texts of SQL, fields
 * of CSV. */
void vl_buf_quoted(struct vl_buf *b, char quote, struct vl_str s);

void vl_buf_printf(struct vl_buf *b, const char *fmt, ...) VL_PRINTF(2, 3);

static inline struct vl_str
vl_buf_view(const struct vl_buf *b)
{
	return (struct vl_str){ b->p ? b->p : "", b->len };
}

/* Empty, keeps its memory. */
static inline void
vl_buf_reset(struct vl_buf *b)
{
	b->len = 0;
}

/* Gives its memory back; empty and usable again. */
void vl_buf_release(struct vl_buf *b);

#endif
