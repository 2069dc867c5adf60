/*
 * arith_int.inc.h -- template: integer arithmetic that notices overflow.
 *
 *	T	element type			int32_t
 *	U	its unsigned type		uint32_t
 *	SIGNED	1 or 0
 *	WIDE	a type that holds any product	int64_t; undefined for 64 bits
 *	NAME	suffix of the type		i32
 *
 * Overflow is gathered in one word: its top bit (signed), or any bit.
 */
ISA_ATTR VL_FORCE_INLINE T
PASTE4(one, add, NAME, ISA)(T a, T b, T *bad)
{
	T r = (T)((U)a + (U)b);

#if SIGNED
	*bad |= (T)((a ^ r) & (b ^ r));
#else
	*bad |= r < a;
#endif
	return r;
}

ISA_ATTR VL_FORCE_INLINE T
PASTE4(one, sub, NAME, ISA)(T a, T b, T *bad)
{
	T r = (T)((U)a - (U)b);

#if SIGNED
	*bad |= (T)((a ^ b) & (a ^ r));
#else
	*bad |= a < b;
#endif
	return r;
}

ISA_ATTR VL_FORCE_INLINE T
PASTE4(one, mul, NAME, ISA)(T a, T b, T *bad)
{
#ifdef WIDE
	WIDE r = (WIDE)((WIDE)a * b);

	*bad |= r != (T)r ? (T)((U)1 << (8 * sizeof(T) - 1)) : 0;
	return (T)r;
#else
	T r;

	*bad |= VL_MUL_OVERFLOW(a, b, &r) ? (T)((U)1 << 63) : 0;
	return r;
#endif
}

#define OP add
#include "kern/arith_loop.inc.h"
#define OP sub
#include "kern/arith_loop.inc.h"
#define OP mul
#include "kern/arith_loop.inc.h"

#undef T
#undef U
#undef SIGNED
#undef WIDE
#undef NAME
