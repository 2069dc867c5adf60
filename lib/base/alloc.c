/* alloc.c -- malloc that never says no. */
#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum {
	ALIGN = 64
};

static void *
checked(void *p, int64_t n)
{
	if (p == NULL) {
		vl_oom(n);
		abort(); /* vl_oom() broke its contract */
	}
	return p;
}

void *
vl_alloc(int64_t n)
{
	return checked(calloc(1, n > 0 ? (size_t)n : 1), n);
}

void *
vl_alloc_buffer(int64_t n)
{
	size_t size = ((size_t)n + 2 * ALIGN - 1) & ~(size_t)(ALIGN - 1);
	char *p = checked(aligned_alloc(ALIGN, size), n);

	memset(p + n, 0, size - (size_t)n);
	return p;
}

void *
vl_realloc(void *p, int64_t n)
{
	return checked(realloc(p, n > 0 ? (size_t)n : 1), n);
}

void
vl_dealloc(void *p)
{
	free(p);
}

char *
vl_strndup(const char *s, int64_t n)
{
	char *p = checked(malloc((size_t)n + 1), n);

	memcpy(p, s, (size_t)n);
	p[n] = '\0';
	return p;
}
