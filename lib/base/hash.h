/*
 * hash.h -- one 64-bit hash for bytes and integers, seeded per process.
 *
 * Nothing that a user can see depends on a hash value: groups come out in
 * order of first appearance, whatever the seed.
 */
#ifndef VL_BASE_HASH_H
#define VL_BASE_HASH_H

#include <stdint.h>

#include "base/compiler.h"

/* 64 x 64 -> 128 bits, folded: the step of wyhash and of its kin. */
static inline uint64_t
vl_hash_mix(uint64_t a, uint64_t b)
{
	vl_u128 m = (vl_u128)a * b;

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

static inline uint64_t
vl_hash_u64(uint64_t x, uint64_t seed)
{
	return vl_hash_mix(x ^ UINT64_C(0xa0761d6478bd642f),
	    seed ^ UINT64_C(0xe7037ed1a0b428db));
}

/* Two words at once: the 16 bytes of a string view. */
static inline uint64_t
vl_hash_2u64(uint64_t x, uint64_t y, uint64_t seed)
{
	return vl_hash_mix(x ^ UINT64_C(0x8ebc6af09c88c6e3) ^ seed,
	    y ^ UINT64_C(0x589965cc75374cc3));
}

/* Any bytes (XXH3). */
uint64_t vl_hash_bytes(const void *p, int64_t n, uint64_t seed);

/*
 * The seed of this process: random, so that nobody can prepare keys that
 * collide; fixed to 0 by vl_hash_seed_set() where a test wants it.
 */
uint64_t vl_hash_seed(void);
void vl_hash_seed_set(uint64_t seed);

/* XXH3-64 without seed: the checksum of the pipe format. */
uint64_t vl_xxh3(const void *p, int64_t n);
uint64_t vl_xxh3_avx2(const void *p, int64_t n); /* where the CPU has it */

#endif
