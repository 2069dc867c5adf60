/* simd_scalar.h -- 64 bytes at a time in plain C: the oracle. */
#ifndef VL_KERN_SIMD_SCALAR_H
#define VL_KERN_SIMD_SCALAR_H

#include <stdint.h>
#include <string.h>

#include "base/compiler.h"

struct b64 {
	uint64_t w[8];
};

ISA_ATTR static inline struct b64
b64_load(const char *p)
{
	struct b64 b;

	memcpy(b.w, p, 64);
	return b;
}

ISA_ATTR static inline void
b64_store(char *p, struct b64 b)
{
	memcpy(p, b.w, 64);
}

ISA_ATTR static inline struct b64
b64_or(struct b64 a, struct b64 b)
{
	for (int i = 0; i < 8; i++)
		a.w[i] |= b.w[i];
	return a;
}

/* The top bit of each of eight bytes, gathered into the low eight bits. */
ISA_ATTR static inline uint64_t
b64_top(uint64_t w)
{
	return (w >> 7 & 0x0101010101010101) * 0x0102040810204080 >> 56;
}

/* Bit i: byte i is above 0x7f. */
ISA_ATTR static inline uint64_t
b64_high(struct b64 b)
{
	uint64_t m = 0;

	for (int i = 0; i < 8; i++)
		m |= b64_top(b.w[i]) << 8 * i;
	return m;
}

/* Bit i: byte i is c. */
ISA_ATTR static inline uint64_t
b64_eq(struct b64 b, char c)
{
	const uint64_t low = 0x7f7f7f7f7f7f7f7f;
	uint64_t all = 0x0101010101010101 * (uint8_t)c;
	uint64_t m = 0;

	for (int i = 0; i < 8; i++) {
		uint64_t x = b.w[i] ^ all;

		/* A zero byte is one whose low bits do not carry and whose
		 * top bit is clear; exact for every byte. */
		m |= b64_top(~(((x & low) + low) | x)) << 8 * i;
	}
	return m;
}

/* Bit i: byte i is below 0x20. */
ISA_ATTR static inline uint64_t
b64_control(struct b64 b)
{
	struct b64 top;

	for (int i = 0; i < 8; i++)
		top.w[i] = b.w[i] & 0xe0e0e0e0e0e0e0e0;
	return b64_eq(top, 0);
}

/* Bit i: the parity of bits 0 .. i. */
ISA_ATTR static inline uint64_t
b64_prefix_xor(uint64_t m)
{
	for (int k = 1; k < 64; k <<= 1)
		m ^= m << k;
	return m;
}

/* The number of the lowest set bit; 64 if there is none. */
ISA_ATTR static inline uint32_t
b64_ctz(uint64_t m)
{
	return m ? (uint32_t)VL_CTZ64(m) : 64;
}

#endif
