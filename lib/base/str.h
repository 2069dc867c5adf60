/*
 * str.h -- borrowed byte slices: compare, trim, find, nearest name.
 *
 * A struct vl_str does not own its bytes and need not end with a NUL.
 */
#ifndef VL_BASE_STR_H
#define VL_BASE_STR_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/compiler.h"

struct vl_arena;

struct vl_str {
	const char *p;
	int64_t n;
};

#define VL_STR(literal) \
	((struct vl_str){ (literal), (int64_t)sizeof(literal) - 1 })

static inline struct vl_str
vl_str(const char *z)
{
	return (struct vl_str){ z, z ? (int64_t)strlen(z) : 0 };
}

static inline bool
vl_str_eq(struct vl_str a, struct vl_str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, (size_t)a.n) == 0);
}

static inline bool
vl_str_is(struct vl_str a, const char *z)
{
	return vl_str_eq(a, vl_str(z));
}

/* ASCII case does not matter. */
bool vl_str_eq_fold(struct vl_str a, struct vl_str b);
bool vl_str_is_fold(struct vl_str a, const char *z);

/* <0, 0, >0 by bytes, a prefix first. */
int vl_str_cmp(struct vl_str a, struct vl_str b);

bool vl_str_starts(struct vl_str s, struct vl_str prefix);
bool vl_str_ends(struct vl_str s, struct vl_str suffix);

/* Without space, \t \n \v \f \r at both ends. */
struct vl_str vl_str_trim(struct vl_str s);

/* Offset of the first occurrence, or -1. */
int64_t vl_str_find(struct vl_str s, struct vl_str needle);

/* Copy into an arena, with a NUL and slack behind (vl_arena_text()); the
 * copy's slice or its C string. */
struct vl_str vl_str_copy(struct vl_arena *a, struct vl_str s);
char *vl_str_cstr(struct vl_arena *a, struct vl_str s);
char *vl_str_printf(struct vl_arena *a, const char *fmt, ...) VL_PRINTF(2, 3);

/*
 * How far a is from b: insertions, deletions, changes and swaps of neighbours,
 * ASCII case ignored (restricted Damerau-Levenshtein).  Names longer than 64
 * bytes are 64 apart.
 */
int vl_str_distance(struct vl_str a, struct vl_str b);

/* True if b is near enough to a to be suggested for it. */
bool vl_str_near(struct vl_str a, struct vl_str b);

#endif
