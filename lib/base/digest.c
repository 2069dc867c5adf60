/* digest.c -- MD5 (RFC 1321) and SHA-256 (FIPS 180-4). */
#include "base/digest.h"

#include <stdbool.h>
#include <string.h>

#include "base/compiler.h"

enum {
	BLOCK = 64,
};

/* Mix a block into the words of the state. */
typedef void mix_fn(uint32_t *state, const uint8_t *block);

static uint32_t
left(uint32_t x, unsigned n)
{
	return x << n | x >> (32 - n);
}

static uint32_t
right(uint32_t x, unsigned n)
{
	return left(x, 32 - n);
}

/* All of the message and its end: a bit, zeros, the length in bits. */
static void
digest(mix_fn *mix, uint32_t *state, const void *p, int64_t n, bool big_endian)
{
	uint8_t tail[2 * BLOCK] = { 0 };
	const uint8_t *from = p;
	int64_t rest = n % BLOCK;
	int64_t end = rest + 9 > BLOCK ? 2 * BLOCK : BLOCK;
	uint64_t bits = (uint64_t)n * 8;

	for (int64_t i = 0; i + BLOCK <= n; i += BLOCK)
		mix(state, from + i);
	if (rest > 0)
		memcpy(tail, from + n - rest, (size_t)rest);
	tail[rest] = 0x80;
	bits = big_endian ? VL_BSWAP64(bits) : bits;
	memcpy(tail + end - 8, &bits, 8);
	for (int64_t i = 0; i < end; i += BLOCK)
		mix(state, tail + i);
}

/* floor(2^32 |sin(i + 1)|) */
/* clang-format off */
static const uint32_t md5_k[64] = {
	0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a,
	0xa8304613, 0xfd469501, 0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be,
	0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340,
	0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
	0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8,
	0x676f02d9, 0x8d2a4c8a, 0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c,
	0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70, 0x289b7ec6, 0xeaa127fa,
	0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
	0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92,
	0xffeff47d, 0x85845dd1, 0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1,
	0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};
/* clang-format on */

static void
md5_mix(uint32_t *state, const uint8_t *block)
{
	static const uint8_t turn[4][4] = { { 7, 12, 17, 22 }, { 5, 9, 14, 20 },
		{ 4, 11, 16, 23 }, { 6, 10, 15, 21 } };
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
	uint32_t word[16];

	memcpy(word, block, sizeof word);
	for (unsigned i = 0; i < 64; i++) {
		uint32_t f, next;
		unsigned at;

		switch (i / 16) {
		case 0: f = (b & c) | (~b & d), at = i; break;
		case 1: f = (d & b) | (~d & c), at = 5 * i + 1; break;
		case 2: f = b ^ c ^ d, at = 3 * i + 5; break;
		default: f = c ^ (b | ~d), at = 7 * i;
		}
		next = b +
		    left(a + f + md5_k[i] + word[at % 16], turn[i / 16][i % 4]);
		a = d;
		d = c;
		c = b;
		b = next;
	}
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
}

void
vl_md5(const void *p, int64_t n, uint8_t *out)
{
	uint32_t state[4] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476 };

	digest(md5_mix, state, p, n, false);
	memcpy(out, state, VL_MD5_BYTES);
}

/* The fractions of the cube roots of the first 64 primes. */
/* clang-format off */
static const uint32_t sha256_k[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
	0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};
/* clang-format on */

static void
sha256_mix(uint32_t *state, const uint8_t *block)
{
	uint32_t w[64];
	uint32_t s[8];

	memcpy(w, block, BLOCK);
	for (int i = 0; i < 16; i++)
		w[i] = VL_BSWAP32(w[i]);
	for (int i = 16; i < 64; i++) {
		uint32_t x = w[i - 15], y = w[i - 2];

		w[i] = w[i - 16] + w[i - 7] +
		    (right(x, 7) ^ right(x, 18) ^ x >> 3) +
		    (right(y, 17) ^ right(y, 19) ^ y >> 10);
	}
	memcpy(s, state, sizeof s);
	for (int i = 0; i < 64; i++) {
		uint32_t a = s[0], e = s[4];
		uint32_t x = s[7] + sha256_k[i] + w[i] +
		    (right(e, 6) ^ right(e, 11) ^ right(e, 25)) +
		    ((e & s[5]) ^ (~e & s[6]));
		uint32_t y = (right(a, 2) ^ right(a, 13) ^ right(a, 22)) +
		    ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));

		memmove(s + 1, s, 7 * sizeof *s);
		s[4] += x;
		s[0] = x + y;
	}
	for (int i = 0; i < 8; i++)
		state[i] += s[i];
}

void
vl_sha256(const void *p, int64_t n, uint8_t *out)
{
	/* The fractions of the square roots of the first eight primes. */
	uint32_t state[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

	digest(sha256_mix, state, p, n, true);
	for (int i = 0; i < 8; i++)
		state[i] = VL_BSWAP32(state[i]);
	memcpy(out, state, VL_SHA256_BYTES);
}
