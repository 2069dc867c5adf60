/*
 * agg_best.inc.h -- template: the least and the greatest of a column.
 *
 *	T	element type		int32_t
 *	N	suffix of the type	i32
 *	FLOAT	1 if it has NaN, which is greater than every number
 */
#define PASTE_(a, b) a##_##b
#define PASTE(a, b) PASTE_(a, b)

/* As long as a struct kept, which is the state for other types. */
struct PASTE(best, N) {
	T best;
	int64_t has_value;
	int64_t spare;
};

_Static_assert(
    sizeof(struct PASTE(best, N)) == sizeof(struct kept), "one size");

static inline bool
PASTE(less, N)(T x, T y)
{
#if FLOAT
	return x < y || (y != y && x == x);
#else
	return x < y;
#endif
}

static inline void
PASTE(min1, N)(struct PASTE(best, N) * s, T x, struct vl_arena *a)
{
	(void)a;
	if (!s->has_value || PASTE(less, N)(x, s->best))
		s->best = x;
	s->has_value = 1;
}

static inline void
PASTE(max1, N)(struct PASTE(best, N) * s, T x, struct vl_arena *a)
{
	(void)a;
	if (!s->has_value || PASTE(less, N)(s->best, x))
		s->best = x;
	s->has_value = 1;
}

#define KEEP_T
#define STATE PASTE(best, N)
#define ADD PASTE(min1, N)
#define NAME PASTE(min_each, N)
#include "expr/agg_each.inc.h"
#define STATE PASTE(best, N)
#define ADD PASTE(max1, N)
#define NAME PASTE(max_each, N)
#include "expr/agg_each.inc.h"

static void
PASTE(update, N)(char *states, const uint32_t *group, int64_t rows,
    const struct vl_column *arg, bool max)
{
	struct PASTE(best, N) *s = (void *)states;

	if (max)
		PASTE(max_each, N)(s, group, rows, arg, NULL);
	else
		PASTE(min_each, N)(s, group, rows, arg, NULL);
}

static void
PASTE(merge, N)(
    char *states, const uint32_t *group, int64_t n, const char *src, bool max)
{
	struct PASTE(best, N) *to = (void *)states;
	const struct PASTE(best, N) *from = (const void *)src;

	for (int64_t i = 0; i < n; i++) {
		if (!from[i].has_value)
			continue;
		if (max)
			PASTE(max1, N)(&to[group[i]], from[i].best, NULL);
		else
			PASTE(min1, N)(&to[group[i]], from[i].best, NULL);
	}
}

static void
PASTE(finish, N)(const char *states, int64_t n, T *data, uint64_t *valid)
{
	const struct PASTE(best, N) *s = (const void *)states;

	for (int64_t i = 0; i < n; i++) {
		data[i] = s[i].best;
		if (!s[i].has_value)
			vl_bit_clear(valid, i);
	}
}
#undef KEEP_T
#undef PASTE
#undef PASTE_
#undef T
#undef N
#undef FLOAT
