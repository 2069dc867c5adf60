/*
 * keybytes.h -- nested values as bytes: what lists are grouped and joined by.
 *
 * Equal values, and only those, have equal bytes:
 *
 *	value		1 byte: 0 NULL, then nothing; 1, then
 *	  number, date	its bytes; floats and intervals in one spelling
 *	  text		4 bytes length, the bytes
 *	  LIST		4 bytes length, the elements
 *	  STRUCT, VECTOR	the fields, the floats
 */
#ifndef VL_EXEC_KEYBYTES_H
#define VL_EXEC_KEYBYTES_H

#include "base/arena.h"
#include "base/err.h"
#include "base/interval.h"
#include "col/column.h"

/* Is it a type whose keys are bytes? */
bool vl_keybytes_of(struct vl_type t);

/* The bytes of each row of a flat column, in a; NULLs have some, too.  Errors:
 * VL_ELIMIT of 4 GB. */
int vl_keybytes_encode(struct vl_arena *a, const struct vl_column *c,
    struct vl_view *out, struct vl_err *err);

/* The values of n keys; those of length UINT32_MAX are NULL. */
struct vl_column vl_keybytes_decode(
    struct vl_arena *a, struct vl_type t, const struct vl_view *key, int64_t n);

/* Floats that are equal as the same one: 0 for -0, one NaN. */
static inline double
vl_keybytes_f64(double v)
{
	uint64_t nan = UINT64_C(0x7ff8000000000000);

	if (v != v)
		memcpy(&v, &nan, sizeof v);
	return v == 0 ? 0 : v;
}

static inline float
vl_keybytes_f32(float v)
{
	uint32_t nan = UINT32_C(0x7fc00000);

	if (v != v)
		memcpy(&v, &nan, sizeof v);
	return v == 0 ? 0 : v;
}

#endif
