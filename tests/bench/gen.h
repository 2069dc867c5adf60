/*
 * gen.h -- what a generator of a file works with: a seed and a buffer.
 *
 * put_*() append to the buffer without a check; end_row() makes room, so a row
 * is at most ROW_MAX bytes.
 */
#ifndef VL_BENCH_GEN_H
#define VL_BENCH_GEN_H

#include <stddef.h>
#include <stdint.h>

enum {
	ROW_MAX = 1 << 16,
	BUFFER = 1 << 20,
	WORDS = 64,
	SMALL_MAX = 200000, /* files up to this many rows are not scaled */
};

struct gen {
	uint64_t seed;
	int64_t rows;
	size_t len;
	int fd;
	char buf[BUFFER + ROW_MAX];
};

struct kind {
	const char *name;
	int64_t rows;
	void (*write)(struct gen *g);
};

extern const struct kind kinds[]; /* ends with a zeroed entry */

/* xorshift64*, Vigna, ACM TOMS 42 (2016). */
static inline uint64_t
rand_next(struct gen *g)
{
	uint64_t s = g->seed;

	s ^= s >> 12;
	s ^= s << 25;
	s ^= s >> 27;
	g->seed = s;
	return s * UINT64_C(0x2545F4914F6CDD1D);
}

/* 0 .. n - 1, by the upper half of a product: Lemire, TOMACS 29 (2019). */
static inline uint64_t
rand_below(struct gen *g, uint64_t n)
{
	return (rand_next(g) >> 32) * n >> 32;
}

/* Small numbers often, large ones rarely: about a Zipf curve below n. */
static inline uint64_t
rand_skewed(struct gen *g, uint64_t n)
{
	uint64_t bits = rand_below(g, 32) + 1;
	uint64_t v = rand_next(g) >> (64 - bits);

	return v % n;
}

static inline void
put_char(struct gen *g, char c)
{
	g->buf[g->len++] = c;
}

void put_flush(struct gen *g);
void put_str(struct gen *g, const char *s);
void put_int(struct gen *g, int64_t v);
void put_padded(struct gen *g, uint64_t v, int width); /* with zeros */
void put_fixed(struct gen *g, int64_t v, int places);  /* v / 10^places */
void put_double(struct gen *g, int64_t v, int places); /* no final zeros */
void put_hex(struct gen *g, uint64_t v, int digits);
void put_words(struct gen *g, int64_t count);

/* Seconds since 2024-01-01; only the date where between is NUL. */
void put_time(struct gen *g, int64_t seconds, char between);

const char *word_at(int64_t i); /* 0 .. WORDS - 1 */

static inline void
end_row(struct gen *g)
{
	put_char(g, '\n');
	if (g->len >= BUFFER)
		put_flush(g);
}

#endif
