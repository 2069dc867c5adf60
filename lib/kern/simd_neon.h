/* simd_neon.h -- 64 bytes at a time in four NEON registers. */
#ifndef VL_KERN_SIMD_NEON_H
#define VL_KERN_SIMD_NEON_H

#include <arm_neon.h>
#include <stdint.h>

#include "base/compiler.h"

struct b64 {
	uint8x16x4_t v;
};

ISA_ATTR static inline struct b64
b64_load(const char *p)
{
	const uint8_t *u = (const uint8_t *)p;
	struct b64 b;

	for (int i = 0; i < 4; i++)
		b.v.val[i] = vld1q_u8(u + 16 * i);
	return b;
}

ISA_ATTR static inline void
b64_store(char *p, struct b64 b)
{
	for (int i = 0; i < 4; i++)
		vst1q_u8((uint8_t *)p + 16 * i, b.v.val[i]);
}

ISA_ATTR static inline struct b64
b64_or(struct b64 a, struct b64 b)
{
	for (int i = 0; i < 4; i++)
		a.v.val[i] = vorrq_u8(a.v.val[i], b.v.val[i]);
	return a;
}

/* Bytes of all ones or zeros to bits: weigh, then add neighbours thrice. */
ISA_ATTR static inline uint64_t
b64_bits(struct b64 b)
{
	static const uint8_t weights[16] = { 1, 2, 4, 8, 16, 32, 64, 128, 1, 2,
		4, 8, 16, 32, 64, 128 };
	uint8x16_t w = vld1q_u8(weights);
	uint8x16_t lo =
	    vpaddq_u8(vandq_u8(b.v.val[0], w), vandq_u8(b.v.val[1], w));
	uint8x16_t hi =
	    vpaddq_u8(vandq_u8(b.v.val[2], w), vandq_u8(b.v.val[3], w));

	lo = vpaddq_u8(lo, hi);
	lo = vpaddq_u8(lo, lo);
	return vgetq_lane_u64(vreinterpretq_u64_u8(lo), 0);
}

/* Bit i: byte i is above 0x7f. */
ISA_ATTR static inline uint64_t
b64_high(struct b64 b)
{
	for (int i = 0; i < 4; i++)
		b.v.val[i] = vcltzq_s8(vreinterpretq_s8_u8(b.v.val[i]));
	return b64_bits(b);
}

/* Bit i: byte i is c. */
ISA_ATTR static inline uint64_t
b64_eq(struct b64 b, char c)
{
	uint8x16_t all = vdupq_n_u8((uint8_t)c);

	for (int i = 0; i < 4; i++)
		b.v.val[i] = vceqq_u8(b.v.val[i], all);
	return b64_bits(b);
}

/* Bit i: byte i is below 0x20. */
ISA_ATTR static inline uint64_t
b64_control(struct b64 b)
{
	uint8x16_t space = vdupq_n_u8(0x20);

	for (int i = 0; i < 4; i++)
		b.v.val[i] = vcltq_u8(b.v.val[i], space);
	return b64_bits(b);
}

/* Bit i: the parity of bits 0 .. i.  The carry-less product is optional on
 * ARM, so six shifts do it. */
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
