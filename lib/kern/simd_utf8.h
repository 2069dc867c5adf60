/*
 * simd_utf8.h -- faults of UTF-8 in 32 bytes, with AVX2.
 *
 * Each pair of neighbours is looked up by three half bytes, each of which says
 * with which faults it would agree; what all three say is one.  Third and
 * fourth bytes are checked by what stands two and three before (Keiser and
 * Lemire, "Validating UTF-8 in less than one instruction per byte", Software:
 * Practice and Experience 51, 2021).
 */
#ifndef VL_KERN_SIMD_UTF8_H
#define VL_KERN_SIMD_UTF8_H

#include <immintrin.h>
#include <stdbool.h>

enum {
	U_SHORT = 1 << 0, /* a lead without continuation */
	U_LONG = 1 << 1,  /* a continuation behind ASCII */
	U_OVER3 = 1 << 2, /* three bytes for what fits in two */
	U_LARGE = 1 << 3, /* above U+10FFFF */
	U_SURROGATE = 1 << 4,
	U_OVER2 = 1 << 5,     /* two bytes for what fits in one */
	U_LARGE1000 = 1 << 6, /* above U+10FFFF, or four bytes for three */
	U_TWO = 1 << 7,       /* two continuations: fine behind a long lead */
	U_ANY = U_SHORT | U_LONG | U_TWO,
	U_BIG = U_ANY | U_LARGE | U_LARGE1000,
	U_9 = U_LONG | U_OVER2 | U_TWO | U_OVER3 | U_LARGE,
	U_AB = U_LONG | U_OVER2 | U_TWO | U_SURROGATE | U_LARGE,
};

/* clang-format off */
#define U_TABLE(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)
/* clang-format on */

/* Is there a fault at p[0 .. 32)?  p[-3] and on are looked at. */
ISA_ATTR static inline bool
b32_utf8_fault(const char *p)
{
	const __m256i first_high = U_TABLE(U_LONG, U_LONG, U_LONG, U_LONG,
	    U_LONG, U_LONG, U_LONG, U_LONG, (char)U_TWO, (char)U_TWO,
	    (char)U_TWO, (char)U_TWO, U_SHORT | U_OVER2, U_SHORT,
	    U_SHORT | U_OVER3 | U_SURROGATE, U_SHORT | U_LARGE | U_LARGE1000);
	const __m256i first_low =
	    U_TABLE((char)(U_ANY | U_OVER3 | U_OVER2 | U_LARGE1000),
		(char)(U_ANY | U_OVER2), (char)U_ANY, (char)U_ANY,
		(char)(U_ANY | U_LARGE), (char)U_BIG, (char)U_BIG, (char)U_BIG,
		(char)U_BIG, (char)U_BIG, (char)U_BIG, (char)U_BIG, (char)U_BIG,
		(char)(U_BIG | U_SURROGATE), (char)U_BIG, (char)U_BIG);
	const __m256i second_high = U_TABLE(U_SHORT, U_SHORT, U_SHORT, U_SHORT,
	    U_SHORT, U_SHORT, U_SHORT, U_SHORT,
	    (char)(U_LONG | U_OVER2 | U_TWO | U_OVER3 | U_LARGE1000), (char)U_9,
	    (char)U_AB, (char)U_AB, U_SHORT, U_SHORT, U_SHORT, U_SHORT);
	const __m256i half = _mm256_set1_epi8(15);
	__m256i is = _mm256_loadu_si256((const __m256i *)p);
	__m256i was1 = _mm256_loadu_si256((const __m256i *)(p - 1));
	__m256i was2 = _mm256_loadu_si256((const __m256i *)(p - 2));
	__m256i was3 = _mm256_loadu_si256((const __m256i *)(p - 3));
	__m256i pair = _mm256_and_si256(
	    _mm256_and_si256(
		_mm256_shuffle_epi8(first_high,
		    _mm256_and_si256(_mm256_srli_epi16(was1, 4), half)),
		_mm256_shuffle_epi8(first_low, _mm256_and_si256(was1, half))),
	    _mm256_shuffle_epi8(
		second_high, _mm256_and_si256(_mm256_srli_epi16(is, 4), half)));
	/* The top bit: this byte must be a second continuation. */
	__m256i third = _mm256_subs_epu8(was2, _mm256_set1_epi8(0xe0 - 0x80));
	__m256i fourth = _mm256_subs_epu8(was3, _mm256_set1_epi8(0xf0 - 0x80));
	__m256i must = _mm256_and_si256(
	    _mm256_or_si256(third, fourth), _mm256_set1_epi8((char)0x80));
	__m256i fault = _mm256_xor_si256(must, pair);

	return !_mm256_testz_si256(fault, fault);
}

#define B32_UTF8 1

#endif
