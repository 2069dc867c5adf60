/* hash.c -- XXH3 and the seed of the process. */
#define _GNU_SOURCE
#include "base/hash.h"

#include <stdatomic.h>
#include <sys/random.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

static _Atomic uint64_t seed;
static _Atomic int seeded;

uint64_t
vl_hash_bytes(const void *p, int64_t n, uint64_t with)
{
	return XXH3_64bits_withSeed(p, (size_t)n, with);
}

uint64_t
vl_hash_seed(void)
{
	if (!atomic_load_explicit(&seeded, memory_order_acquire)) {
		uint64_t fresh = 0;
		uint64_t none = 0;

		/* A short read leaves a weaker seed, not a wrong one. */
		if (getrandom(&fresh, sizeof fresh, GRND_NONBLOCK) < 0)
			fresh = (uint64_t)(uintptr_t)&fresh;
		atomic_compare_exchange_strong(&seed, &none, fresh);
		atomic_store_explicit(&seeded, 1, memory_order_release);
	}
	return atomic_load_explicit(&seed, memory_order_relaxed);
}

void
vl_hash_seed_set(uint64_t with)
{
	atomic_store(&seed, with);
	atomic_store_explicit(&seeded, 1, memory_order_release);
}

uint64_t
vl_xxh3(const void *p, int64_t n)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2"))
		return vl_xxh3_avx2(p, n);
#endif
	return XXH3_64bits(p, (size_t)n);
}
