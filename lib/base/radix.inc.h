/*
 * radix.inc.h -- template: stable radix sort by a 64-bit key.
 *
 *	#define RADIX_NAME radix_rows
 *	#define RADIX_T struct row
 *	#define RADIX_KEY(e) ((e)->key)		uint64_t of a const T *
 *	#include "base/radix.inc.h"
 *
 * defines
 *	static void radix_rows(struct row *a, struct row *scratch, int64_t n);
 *
 * which sorts a[0..n) by ascending key, equal keys in the order they had;
 * scratch holds n elements, n is below 2^32.  One pass counts all bytes of the
 * keys; a byte that is the same in all of them costs nothing more, each other
 * one a pass over the elements.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#ifndef RADIX_PASTE
#define RADIX_PASTE_(a, b) a##_##b
#define RADIX_PASTE(a, b) RADIX_PASTE_(a, b)
enum {
	RADIX_INSERTION_MAX = 48, /* elements that insertion sorts faster */
};
#endif
#define FN(name) RADIX_PASTE(RADIX_NAME, name)

static inline void
FN(insertion)(RADIX_T *a, int64_t n)
{
	for (int64_t i = 1; i < n; i++) {
		RADIX_T x = a[i];
		uint64_t key = RADIX_KEY(&x);
		int64_t k = i;

		for (; k > 0 && key < RADIX_KEY(&a[k - 1]); k--)
			a[k] = a[k - 1];
		a[k] = x;
	}
}

/* Deal from[] out to to[] by one byte of the key; place[] holds the counts. */
static inline void
FN(deal)(
    const RADIX_T *from, RADIX_T *to, int64_t n, uint32_t *place, int shift)
{
	uint32_t sum = 0;

	for (int i = 0; i < 256; i++) {
		uint32_t count = place[i];

		place[i] = sum;
		sum += count;
	}
	for (int64_t i = 0; i < n; i++)
		to[place[RADIX_KEY(&from[i]) >> shift & 0xff]++] = from[i];
}

static inline void
RADIX_NAME(RADIX_T *a, RADIX_T *scratch, int64_t n)
{
	uint32_t count[8][256];
	RADIX_T *from = a;
	RADIX_T *to = scratch;

	assert(n >= 0 && n <= UINT32_MAX);
	if (n <= RADIX_INSERTION_MAX) {
		FN(insertion)(a, n);
		return;
	}
	memset(count, 0, sizeof count);
	for (int64_t i = 0; i < n; i++) {
		uint64_t key = RADIX_KEY(&a[i]);

		for (int b = 0; b < 8; b++)
			count[b][key >> 8 * b & 0xff]++;
	}
	for (int b = 0; b < 8; b++) {
		RADIX_T *keep = from;

		if (count[b][RADIX_KEY(&a[0]) >> 8 * b & 0xff] == n)
			continue;
		FN(deal)(from, to, n, count[b], 8 * b);
		from = to;
		to = keep;
	}
	if (from != a)
		memcpy(a, from, (size_t)n * sizeof *a);
}

#undef FN
#undef RADIX_NAME
#undef RADIX_T
#undef RADIX_KEY
