/* simd_avx512.h -- 64 bytes at a time in one AVX-512 register. */
#ifndef VL_KERN_SIMD_AVX512_H
#define VL_KERN_SIMD_AVX512_H

#include <immintrin.h>
#include <stdint.h>

struct b64 {
	__m512i v;
};

ISA_ATTR static inline struct b64
b64_load(const char *p)
{
	return (struct b64){ _mm512_loadu_si512(p) };
}

ISA_ATTR static inline void
b64_store(char *p, struct b64 b)
{
	_mm512_storeu_si512(p, b.v);
}

ISA_ATTR static inline struct b64
b64_or(struct b64 a, struct b64 b)
{
	return (struct b64){ _mm512_or_si512(a.v, b.v) };
}

/* Bit i: byte i is above 0x7f. */
ISA_ATTR static inline uint64_t
b64_high(struct b64 b)
{
	return _mm512_movepi8_mask(b.v);
}

/* Bit i: byte i is c. */
ISA_ATTR static inline uint64_t
b64_eq(struct b64 b, char c)
{
	return _mm512_cmpeq_epi8_mask(b.v, _mm512_set1_epi8(c));
}

/* Bit i: byte i is below 0x20. */
ISA_ATTR static inline uint64_t
b64_control(struct b64 b)
{
	return _mm512_cmplt_epu8_mask(b.v, _mm512_set1_epi8(0x20));
}

/* Bit i: the parity of bits 0 .. i.  A carry-less product with all ones. */
ISA_ATTR static inline uint64_t
b64_prefix_xor(uint64_t m)
{
	__m128i x = _mm_set_epi64x(0, (int64_t)m);

	return (uint64_t)_mm_cvtsi128_si64(
	    _mm_clmulepi64_si128(x, _mm_set1_epi8(-1), 0));
}

/* The number of the lowest set bit; 64 if there is none. */
ISA_ATTR static inline uint32_t
b64_ctz(uint64_t m)
{
	return (uint32_t)_tzcnt_u64(m);
}

#endif
