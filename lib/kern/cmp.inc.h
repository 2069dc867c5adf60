/*
 * cmp.inc.h -- template: compare.  Included once per T by cmp_all.inc.h.
 *
 *	T	element type		int32_t
 *	NAME	suffix of the type	i32
 *	FLOAT	1 if it has NaN
 */
ISA_ATTR VL_FORCE_INLINE uint8_t
PASTE(is_eq, NAME, ISA)(T a, T b)
{
#if FLOAT
	return (uint8_t)((a == b) | ((a != a) & (b != b)));
#else
	return a == b;
#endif
}

ISA_ATTR VL_FORCE_INLINE uint8_t
PASTE(is_lt, NAME, ISA)(T a, T b)
{
#if FLOAT
	return (uint8_t)((a < b) | ((a == a) & (b != b)));
#else
	return a < b;
#endif
}

/* The steps are constants where this is inlined, so each loop is straight. */
#define OP eq
#include "kern/cmp_loop.inc.h"
#define OP lt
#include "kern/cmp_loop.inc.h"

#undef T
#undef NAME
#undef FLOAT
