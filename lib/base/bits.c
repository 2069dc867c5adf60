/* bits.c -- bitmaps by the word. */
#include "base/bits.h"

#include <string.h>

int64_t
vl_bits_count(const uint64_t *w, int64_t n)
{
	int64_t sum = 0;
	int64_t whole = n >> 6;

	for (int64_t i = 0; i < whole; i++)
		sum += VL_POPCOUNT64(w[i]);
	if (n & 63)
		sum += VL_POPCOUNT64(w[whole] & vl_bits_below(n & 63));
	return sum;
}

void
vl_bits_fill(uint64_t *w, int64_t n)
{
	int64_t whole = n >> 6;

	memset(w, 0xff, (size_t)whole * 8);
	if (n & 63)
		w[whole] = vl_bits_below(n & 63);
}

void
vl_bits_copy(uint64_t *dst, const uint64_t *src, int64_t from, int64_t n)
{
	int shift = (int)(from & 63);
	int64_t words = vl_bits_words(n);

	src += from >> 6;
	if (shift == 0) {
		memcpy(dst, src, (size_t)words * 8);
	} else {
		int64_t last = vl_bits_words(shift + n) - 1;

		for (int64_t i = 0; i < words; i++) {
			uint64_t hi = i < last ? src[i + 1] : 0;

			dst[i] = src[i] >> shift | hi << (64 - shift);
		}
	}
	if (n & 63)
		dst[words - 1] &= vl_bits_below(n & 63);
}

void
vl_bits_append(uint64_t *dst, int64_t to, const uint64_t *src, int64_t n)
{
	int shift = (int)(to & 63);

	dst += to >> 6;
	for (int64_t i = 0; i < n; i += 64) {
		int64_t k = n - i < 64 ? n - i : 64;
		uint64_t w = src[i >> 6] & vl_bits_below(k);
		uint64_t *d = dst + (i >> 6);

		d[0] = (d[0] & vl_bits_below(shift)) | w << shift;
		if (shift && shift + k > 64)
			d[1] = w >> (64 - shift);
	}
}
