/*
 * hash_avx2.c -- XXH3 of long inputs for x86-64 since Haswell: the Makefile
 * compiles this file for AVX2, 2.5 times as fast as what any x86-64 can run.
 */
#include "base/hash.h"

#ifdef __AVX2__
#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t
vl_xxh3_avx2(const void *p, int64_t n)
{
	return XXH3_64bits(p, (size_t)n);
}
#else
typedef int vl_hash_avx2_absent;
#endif
