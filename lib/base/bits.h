/*
 * bits.h -- bitmaps as Arrow keeps them: least significant bit first, one
 * 64-bit word for 64 rows, room for whole words.
 */
#ifndef VL_BASE_BITS_H
#define VL_BASE_BITS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"

/* Words that hold n bits. */
static inline int64_t
vl_bits_words(int64_t n)
{
	return (n + 63) >> 6;
}

static inline bool
vl_bit_get(const uint64_t *w, int64_t i)
{
	return (w[i >> 6] >> (i & 63)) & 1;
}

static inline void
vl_bit_set(uint64_t *w, int64_t i)
{
	w[i >> 6] |= (uint64_t)1 << (i & 63);
}

static inline void
vl_bit_clear(uint64_t *w, int64_t i)
{
	w[i >> 6] &= ~((uint64_t)1 << (i & 63));
}

static inline void
vl_bit_put(uint64_t *w, int64_t i, bool v)
{
	uint64_t m = (uint64_t)1 << (i & 63);

	w[i >> 6] = v ? w[i >> 6] | m : w[i >> 6] & ~m;
}

/* The mask of the bits below n of one word, n in 0..64. */
static inline uint64_t
vl_bits_below(int64_t n)
{
	return n >= 64 ? ~(uint64_t)0 : ((uint64_t)1 << n) - 1;
}

/* How many of the first n bits are set. */
int64_t vl_bits_count(const uint64_t *w, int64_t n);

/* Set the first n bits, clear the rest of the last word. */
void vl_bits_fill(uint64_t *w, int64_t n);

/* n bits from src at bit offset `from` to dst at offset 0. */
void vl_bits_copy(uint64_t *dst, const uint64_t *src, int64_t from, int64_t n);

/* n bits from src at offset 0 to dst at bit offset `to`. */
void vl_bits_append(uint64_t *dst, int64_t to, const uint64_t *src, int64_t n);

#endif
