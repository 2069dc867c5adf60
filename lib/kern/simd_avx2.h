/* simd_avx2.h -- 64 bytes at a time in two AVX2 registers. */
#ifndef VL_KERN_SIMD_AVX2_H
#define VL_KERN_SIMD_AVX2_H

#include <immintrin.h>
#include <stdint.h>

struct b64 {
	__m256i lo;
	__m256i hi;
};

ISA_ATTR static inline struct b64
b64_load(const char *p)
{
	return (struct b64){ _mm256_loadu_si256((const __m256i *)p),
		_mm256_loadu_si256((const __m256i *)(p + 32)) };
}

ISA_ATTR static inline void
b64_store(char *p, struct b64 b)
{
	_mm256_storeu_si256((__m256i *)p, b.lo);
	_mm256_storeu_si256((__m256i *)(p + 32), b.hi);
}

ISA_ATTR static inline struct b64
b64_or(struct b64 a, struct b64 b)
{
	return (struct b64){ _mm256_or_si256(a.lo, b.lo),
		_mm256_or_si256(a.hi, b.hi) };
}

/* Bit i: byte i is above 0x7f. */
ISA_ATTR static inline uint64_t
b64_high(struct b64 b)
{
	uint32_t lo = (uint32_t)_mm256_movemask_epi8(b.lo);
	uint32_t hi = (uint32_t)_mm256_movemask_epi8(b.hi);

	return lo | (uint64_t)hi << 32;
}

/* Bit i: byte i is c. */
ISA_ATTR static inline uint64_t
b64_eq(struct b64 b, char c)
{
	__m256i all = _mm256_set1_epi8(c);

	return b64_high((struct b64){
	    _mm256_cmpeq_epi8(b.lo, all), _mm256_cmpeq_epi8(b.hi, all) });
}

/* Bit i: byte i is below 0x20. */
ISA_ATTR static inline uint64_t
b64_control(struct b64 b)
{
	__m256i top = _mm256_set1_epi8(0x1f);

	return b64_high(
	    (struct b64){ _mm256_cmpeq_epi8(_mm256_max_epu8(b.lo, top), top),
		_mm256_cmpeq_epi8(_mm256_max_epu8(b.hi, top), top) });
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
