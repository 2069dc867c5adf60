/*
 * utf8.h -- UTF-8: validity, code points, case, width on a terminal.
 *
 * Valid is what Unicode calls well-formed: no surrogates, nothing longer than
 * needed, nothing above U+10FFFF.
 */
#ifndef VL_BASE_UTF8_H
#define VL_BASE_UTF8_H

#include <stdint.h>

#include "base/compiler.h"

enum {
	VL_UTF8_BAD = 0x110000, /* stands for bytes that are not UTF-8 */
	VL_UTF8_LEN = 4,        /* bytes of the longest code point */
};

/* How many bytes from p on are valid UTF-8: n if all are. */
int64_t vl_utf8_valid(const char *p, int64_t n);

int vl_utf8_decode_multi(const char *p, int64_t n, uint32_t *cp);

/*
 * The code point at p; returns its bytes, 1 .. 4.  Where there is none, *cp is
 * VL_UTF8_BAD and the bytes are those that one U+FFFD should replace.  n > 0.
 */
static inline int
vl_utf8_decode(const char *p, int64_t n, uint32_t *cp)
{
	unsigned char c = (unsigned char)*p;

	if (VL_UNLIKELY(c >= 0x80))
		return vl_utf8_decode_multi(p, n, cp);
	*cp = c;
	return 1;
}

/* Write a code point (U+FFFD for VL_UTF8_BAD); returns 1 .. 4. */
int vl_utf8_encode(char *buf, uint32_t cp);

/* Code points; invalid bytes count as vl_utf8_offset() counts them. */
int64_t vl_utf8_count(const char *p, int64_t n);

/*
 * Offset of the k-th code point, from 0; n if there are not so many.  Every
 * byte that is not a continuation begins one.
 */
int64_t vl_utf8_offset(const char *p, int64_t n, int64_t k);

/*
 * ASCII letters only; other bytes stay.  out may be p.
 */
void vl_ascii_lower(char *out, const char *p, int64_t n);
void vl_ascii_upper(char *out, const char *p, int64_t n);

/*
 * Unicode's simple mappings, one code point to one; invalid bytes stay.  out
 * has room for 2 * n + 8 bytes; returns how many are used.
 */
int64_t vl_utf8_lower(char *out, const char *p, int64_t n);
int64_t vl_utf8_upper(char *out, const char *p, int64_t n);

/* Columns of a terminal that a code point takes: 0, 1 or 2.  Controls are 0. */
int vl_utf8_width(uint32_t cp);

/*
 * The grapheme cluster at p, what a reader sees as one character: returns its
 * bytes, its columns in *width.  A flag, a keycap, a family joined by ZWJ, an
 * emoji with VS16 are one cluster of two columns.  n > 0.
 */
int64_t vl_utf8_cluster(const char *p, int64_t n, int *width);

/* Columns of a whole text. */
int64_t vl_utf8_columns(const char *p, int64_t n);

/* The longest prefix of whole clusters that fits, its columns in *used. */
int64_t vl_utf8_fit(const char *p, int64_t n, int64_t columns, int64_t *used);

#endif
