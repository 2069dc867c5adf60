/*
 * alloc.h -- the door to malloc, for what an arena's one lifetime cannot do:
 * handles, growing buffers, regions that are released one by one.
 *
 * None returns NULL: a machine without memory goes to vl_oom() (arena.h).
 */
#ifndef VL_BASE_ALLOC_H
#define VL_BASE_ALLOC_H

#include <stdint.h>

/* n zeroed bytes. */
void *vl_alloc(int64_t n);

/* n bytes aligned to 64, followed by 64 zero bytes; not zeroed. */
void *vl_alloc_buffer(int64_t n);

/* Grow or shrink; p may be NULL.  New bytes are not zeroed. */
void *vl_realloc(void *p, int64_t n);

/* Give back what any of the above returned; NULL is fine. */
void vl_dealloc(void *p);

/* A heap copy of n bytes with a NUL behind. */
char *vl_strndup(const char *s, int64_t n);

/* One zeroed T: struct vl_thing *t = vl_alloc_one(struct vl_thing); */
#define vl_alloc_one(T) ((T *)vl_alloc((int64_t)sizeof(T)))

#endif
