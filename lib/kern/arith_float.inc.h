/*
 * arith_float.inc.h -- template: floating-point arithmetic.
 *
 *	T	element type		double
 *	NAME	suffix of the type	f64
 */
#define U T
#define SIGNED 0
ISA_ATTR VL_FORCE_INLINE T
PASTE4(one, add, NAME, ISA)(T a, T b, T *bad)
{
	(void)bad;
	return a + b;
}

ISA_ATTR VL_FORCE_INLINE T
PASTE4(one, sub, NAME, ISA)(T a, T b, T *bad)
{
	(void)bad;
	return a - b;
}

ISA_ATTR VL_FORCE_INLINE T
PASTE4(one, mul, NAME, ISA)(T a, T b, T *bad)
{
	(void)bad;
	return a * b;
}

ISA_ATTR VL_FORCE_INLINE T
PASTE4(one, div, NAME, ISA)(T a, T b, T *bad)
{
	(void)bad;
	return a / b;
}

#define OP add
#include "kern/arith_loop.inc.h"
#define OP sub
#include "kern/arith_loop.inc.h"
#define OP mul
#include "kern/arith_loop.inc.h"
#define OP div
#include "kern/arith_loop.inc.h"

#undef T
#undef U
#undef SIGNED
#undef NAME
