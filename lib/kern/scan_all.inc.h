/*
 * scan_all.inc.h -- find newlines, delimiters and quotes in text.
 *
 * Every loop makes masks of 64 bytes: bit i of a word says something about byte
 * i.  The quoted bytes are the prefix parity of the quote bits: an opening
 * quote and what follows it are 1, the closing quote is 0 (Langdale and Lemire,
 * VLDB J. 28, 2019).  A doubled quote closes and opens again, which the parity
 * does by itself.
 */
#include "base/bits.h"

/* The bits of a block that lie in the text: its last one may be short. */
#define SCAN_LIVE(left) vl_bits_below(left)

ISA_ATTR static void
PASTE(scan, count, ISA)(const char *p, int64_t n, char newline, char quote,
    struct vl_scan_counts *out)
{
	struct b64 seen = { 0 };
	int64_t newlines = 0;
	int64_t quotes = 0;
	uint64_t high;
	int64_t i = 0;

	for (; i + 64 <= n; i += 64) {
		struct b64 b = b64_load(p + i);

		newlines += VL_POPCOUNT64(b64_eq(b, newline));
		quotes += VL_POPCOUNT64(b64_eq(b, quote));
		seen = b64_or(seen, b);
	}
	high = b64_high(seen);
	if (i < n) {
		struct b64 b = b64_load(p + i);
		uint64_t live = SCAN_LIVE(n - i);

		newlines += VL_POPCOUNT64(b64_eq(b, newline) & live);
		quotes += VL_POPCOUNT64(b64_eq(b, quote) & live);
		high |= b64_high(b) & live;
	}
	*out = (struct vl_scan_counts){ newlines, quotes, high != 0 };
}

/*
 * Both states are tried at once: what opens in one closes in the other.
 *
 *	opens	follows a delimiter, a newline, or a quote that closed
 *	closes	precedes a delimiter, a newline with or without return, a quote
 *		that opens
 *
 * The second quote of a doubled pair opens behind one that closed.  What
 * follows the last byte of a block is in the next one, so a block's closing
 * quotes are judged when the next one's masks are there.
 */
struct PASTE(scan, quotes, ISA) {
	uint64_t quote;   /* of the block before */
	uint64_t in;      /* its quotes that open, if p is outside */
	uint64_t ends;    /* its delimiters, newlines, quotes */
	uint64_t newline;
	uint64_t ret;
};

ISA_ATTR static inline void
PASTE(scan, close, ISA)(const struct PASTE(scan, quotes, ISA) *was,
    const struct PASTE(scan, quotes, ISA) *is, uint64_t bad[2])
{
	uint64_t line = was->newline >> 1 | is->newline << 63;
	uint64_t ends = was->ends | (was->ret & line);
	uint64_t first = is->ends | (is->ret & is->newline >> 1);
	uint64_t stray = was->quote & ~(ends >> 1 | first << 63);

	bad[0] |= stray & ~was->in;
	bad[1] |= stray & was->in;
}

ISA_ATTR static unsigned
PASTE(scan, survey, ISA)(const char *p, int64_t n,
    const struct vl_scan_chars *c, struct vl_scan_counts *out)
{
	const struct vl_scan_chars chars = *c;
	struct PASTE(scan, quotes, ISA) was = { 0 };
	struct b64 seen = { 0 };
	uint64_t high = 0;
	uint64_t inside = 0; /* all ones when the block begins in quotes */
	uint64_t bad[2] = { 0, 0 };
	uint64_t before = p[-1] == chars.delimiter ||
	    p[-1] == chars.newline || p[-1] == chars.quote;
	int64_t newlines = 0;
	int64_t quotes = 0;

	/* One block more than there is, for what follows the last quote. */
	for (int64_t i = 0; i < n + 64; i += 64) {
		uint64_t live = i < n ? SCAN_LIVE(n - i) : 0;
		struct b64 b = b64_load(p + (i < n ? i : n));
		uint64_t quote = b64_eq(b, chars.quote);
		struct PASTE(scan, quotes, ISA) is;

		is.newline = b64_eq(b, chars.newline);
		is.ends = b64_eq(b, chars.delimiter) | is.newline | quote;
		is.ret = b64_eq(b, '\r');
		is.quote = quote & live;
		is.in = b64_prefix_xor(is.quote) ^ inside;
		PASTE(scan, close, ISA)(&was, &is, bad);

		uint64_t stray = is.quote & ~(is.ends << 1 | before);

		bad[0] |= stray & is.in;
		bad[1] |= stray & ~is.in;
		before = is.ends >> 63;
		inside = (uint64_t)((int64_t)is.in >> 63);
		newlines += VL_POPCOUNT64(is.newline & live);
		quotes += VL_POPCOUNT64(is.quote);
		if (n - i >= 64)
			seen = b64_or(seen, b);
		else
			high |= b64_high(b) & live;
		was = is;
	}
	high |= b64_high(seen);
	*out = (struct vl_scan_counts){ newlines, quotes, high != 0 };
	return (unsigned)(bad[0] != 0) | (unsigned)(bad[1] != 0) << 1;
}

/*
 * Write base + the position of each set bit, eight at a time whether they are
 * there or not: the branch on the count is the one that costs.
 */
ISA_ATTR static inline uint32_t *
PASTE(scan, spread, ISA)(uint32_t *out, uint64_t m, uint32_t base)
{
	int64_t count = VL_POPCOUNT64(m);
	int64_t done = 0;

	do {
		for (int k = 0; k < 8; k++) {
			/* Behind the last bit any value will do. */
			out[done + k] = base + b64_ctz(m);
			m &= m - 1;
		}
		done += 8;
	} while (done < count);
	return out + count;
}

#define QUOTES 1
#include "kern/scan.inc.h"
#define QUOTES 0
#include "kern/scan.inc.h"

ISA_ATTR static int64_t
PASTE(scan, last, ISA)(const char *p, int64_t n, char newline)
{
	int64_t i = n & ~(int64_t)63;

	if (i == n)
		i -= 64;
	for (; i >= 0; i -= 64) {
		uint64_t m =
		    b64_eq(b64_load(p + i), newline) & SCAN_LIVE(n - i);

		if (m != 0)
			return i + 63 - VL_CLZ64(m);
	}
	return -1;
}

ISA_ATTR static int64_t
PASTE(scan, first, ISA)(const char *p, int64_t n, char newline)
{
	for (int64_t i = 0; i < n; i += 64) {
		uint64_t m =
		    b64_eq(b64_load(p + i), newline) & SCAN_LIVE(n - i);

		if (m != 0)
			return i + VL_CTZ64(m);
	}
	return -1;
}

ISA_ATTR static int64_t
PASTE(scan, undouble, ISA)(const char *p, int64_t n, char quote, char *out)
{
	char *to = out;
	int64_t i = 0;

	while (i < n) {
		int64_t left = n - i < 64 ? n - i : 64;
		struct b64 b = b64_load(p + i);
		uint64_t m = b64_eq(b, quote) & SCAN_LIVE(left);

		/* Up to the first quote and with it; the other is left out. */
		b64_store(to, b);
		if (m == 0) {
			to += left;
			i += left;
		} else {
			to += VL_CTZ64(m) + 1;
			i += VL_CTZ64(m) + 2;
		}
	}
	return to - out;
}

static const struct vl_kern_scan FAMILY(scan) = {
	.count = PASTE(scan, count, ISA),
	.survey = PASTE(scan, survey, ISA),
	.index = PASTE(scan, index_quoted, ISA),
	.index_plain = PASTE(scan, index_plain, ISA),
	.shape = PASTE(scan, shape_quoted, ISA),
	.shape_plain = PASTE(scan, shape_plain, ISA),
	.undouble = PASTE(scan, undouble, ISA),
	.last = PASTE(scan, last, ISA),
	.first = PASTE(scan, first, ISA),
};

#undef SCAN_LIVE
