/* rand.c -- seeding and shuffling. */
#include "base/rand.h"

#include <string.h>

/* One step of splitmix64 (Steele, Lea and Flood, OOPSLA 2014). */
static uint64_t
splitmix(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

struct vl_rand
vl_rand_init(uint64_t seed)
{
	struct vl_rand r;

	for (int i = 0; i < 4; i++)
		r.s[i] = splitmix(&seed);
	return r;
}

static void
swap(char *a, char *b, int64_t size)
{
	char keep[64];

	for (int64_t n; size > 0; size -= n, a += n, b += n) {
		n = size < (int64_t)sizeof keep ? size : (int64_t)sizeof keep;
		memcpy(keep, a, (size_t)n);
		memcpy(a, b, (size_t)n);
		memcpy(b, keep, (size_t)n);
	}
}

void
vl_rand_shuffle(struct vl_rand *r, void *items, int64_t n, int64_t size)
{
	char *p = items;

	for (int64_t i = n - 1; i > 0; i--) {
		int64_t k = (int64_t)vl_rand_below(r, (uint64_t)i + 1);

		if (k != i)
			swap(p + i * size, p + k * size, size);
	}
}
