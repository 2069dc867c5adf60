/*
 * rand.h -- seeded random numbers for sampling, tests and generated data.
 *
 * The same seed gives the same numbers everywhere.  Not for secrets.
 * xoshiro256** (Blackman and Vigna, ACM TOMS 47, 2021), seeded by splitmix64.
 */
#ifndef VL_BASE_RAND_H
#define VL_BASE_RAND_H

#include <stdint.h>

#include "base/compiler.h"

struct vl_rand {
	uint64_t s[4];
};

struct vl_rand vl_rand_init(uint64_t seed);

static inline uint64_t
vl_rand_u64(struct vl_rand *r)
{
	uint64_t *s = r->s;
	uint64_t x = s[1] * 5;
	uint64_t t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = s[3] << 45 | s[3] >> 19;
	return (x << 7 | x >> 57) * 9;
}

/*
 * 0 .. below - 1, each as likely as the other; below > 0.  The high half of a
 * product, and a second draw in the rare case that would favour some (Lemire,
 * ACM TOMACS 29, 2019).
 */
static inline uint64_t
vl_rand_below(struct vl_rand *r, uint64_t below)
{
	vl_u128 m = (vl_u128)vl_rand_u64(r) * below;

	if (VL_UNLIKELY((uint64_t)m < below)) {
		uint64_t biased = -below % below; /* 2^64 mod below */

		while ((uint64_t)m < biased)
			m = (vl_u128)vl_rand_u64(r) * below;
	}
	return (uint64_t)(m >> 64);
}

/* first .. last, both included; first <= last. */
static inline int64_t
vl_rand_range(struct vl_rand *r, int64_t first, int64_t last)
{
	uint64_t span = (uint64_t)last - (uint64_t)first + 1;
	uint64_t x = span ? vl_rand_below(r, span) : vl_rand_u64(r);

	return (int64_t)((uint64_t)first + x);
}

/* 0 up to below 1, a multiple of 2^-53. */
static inline double
vl_rand_f64(struct vl_rand *r)
{
	return (double)(vl_rand_u64(r) >> 11) * 0x1p-53;
}

/* Put n items of `size` bytes into random order, all orders equally likely. */
void vl_rand_shuffle(struct vl_rand *r, void *items, int64_t n, int64_t size);

#endif
