/*
 * scan.h -- kernels: find what structures text: newlines, delimiters, quotes.
 *
 * Texts are walked 64 bytes at a time, one bit of a word for each byte.  64
 * bytes past p + n are readable; p need not be aligned.
 */
#ifndef VL_KERN_SCAN_H
#define VL_KERN_SCAN_H

#include <stdbool.h>
#include <stdint.h>

struct vl_scan_counts {
	int64_t newlines;
	int64_t quotes;
	bool high; /* some byte is above 0x7f: not ASCII */
};

/* What structures a text; a byte that does not matter may be any. */
struct vl_scan_chars {
	char newline;
	char delimiter;
	char quote;
};

struct vl_kern_scan {
	/* How many newlines and quotes there are. */
	void (*count)(const char *p, int64_t n, char newline, char quote,
	    struct vl_scan_counts *out);

	/*
	 * Count, and see if every quote is where RFC 4180 has it: before and
	 * after a whole field, or doubled inside.  Bit 1 of the answer is set
	 * if not, when p is outside quotes; bit 2 if not, when p is inside.
	 * Looks at p[-1], p[n] and p[n + 1]: newlines where the text begins
	 * or ends.
	 */
	unsigned (*survey)(const char *p, int64_t n,
	    const struct vl_scan_chars *c, struct vl_scan_counts *out);

	/*
	 * Offsets of the delimiters and newlines outside quotes.  p is outside
	 * quotes.  Stops after 64 bytes that hold the rows-th newline, and
	 * before pos could overflow.
	 *
	 *	pos	out: cap entries at most, cap is 128 or more
	 *	rows	in: how many are wanted; out: newlines found
	 *
	 * Returns the number of offsets.  plain: there are no quotes at all.
	 */
	int64_t (*index)(const char *p, int64_t n,
	    const struct vl_scan_chars *c, uint32_t *pos, int64_t cap,
	    int64_t *rows);
	int64_t (*index_plain)(const char *p, int64_t n,
	    const struct vl_scan_chars *c, uint32_t *pos, int64_t cap,
	    int64_t *rows);

	/*
	 * How many rows at p have exactly `delimiters` delimiters, up to the
	 * first that has not (or is not ended by a newline).  *bytes are
	 * theirs.  p is outside quotes; plain: there are no quotes at all.
	 */
	int64_t (*shape)(const char *p, int64_t n,
	    const struct vl_scan_chars *c, int64_t delimiters, int64_t *bytes);
	int64_t (*shape_plain)(const char *p, int64_t n,
	    const struct vl_scan_chars *c, int64_t delimiters, int64_t *bytes);

	/*
	 * A copy with every doubled quote made one; p[0 .. n) holds only
	 * doubled ones, out has n + 64 bytes.  Returns the bytes written.
	 */
	int64_t (*undouble)(const char *p, int64_t n, char quote, char *out);

	/* Offset of the last (first) newline, quotes disregarded; -1: none. */
	int64_t (*last)(const char *p, int64_t n, char newline);
	int64_t (*first)(const char *p, int64_t n, char newline);
};

#endif
