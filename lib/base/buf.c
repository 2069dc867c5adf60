/* buf.c -- growing bytes. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/alloc.h"
#include "base/arena.h"

enum {
	FIRST = 256,
	SLACK = 64
};

char *
vl_buf_grow(struct vl_buf *b, int64_t n)
{
	if (b->p == NULL || b->cap - b->len < n) {
		int64_t cap = b->cap ? b->cap : FIRST;

		if (n > INT64_MAX / 4 - b->len)
			vl_oom(n);
		while (cap - b->len < n)
			cap *= 2;
		b->p = vl_realloc(b->p, cap + SLACK);
		b->cap = cap;
	}
	return b->p + b->len;
}

void
vl_buf_quoted(struct vl_buf *b, char quote, struct vl_str s)
{
	vl_buf_byte(b, quote);
	for (int64_t i = 0; i < s.n; i++) {
		if (s.p[i] == quote)
			vl_buf_byte(b, quote);
		vl_buf_byte(b, s.p[i]);
	}
	vl_buf_byte(b, quote);
}

void
vl_buf_printf(struct vl_buf *b, const char *fmt, ...)
{
	va_list ap, again;

	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	vsnprintf(vl_buf_room(b, n + 1), (size_t)n + 1, fmt, again);
	va_end(again);
	b->len += n;
}

void
vl_buf_release(struct vl_buf *b)
{
	vl_dealloc(b->p);
	*b = (struct vl_buf){ 0 };
}
