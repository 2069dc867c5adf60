/*
 * json.h -- kernels: where the strings of JSON text end.
 *
 * Bitmaps have one bit for each byte of the text, 64 bytes to a word, and room
 * for whole words.  64 bytes past p + n are readable.
 */
#ifndef VL_KERN_JSON_H
#define VL_KERN_JSON_H

#include <stdint.h>

/* What is open at some byte of a sequence of JSON values. */
struct vl_json_nest {
	int64_t depth;    /* brackets open around it */
	uint64_t inside;  /* all ones in a string, else 0 */
	uint64_t escaped; /* 1 if the byte before is a backslash that counts */
};

struct vl_kern_json {
	/*
	 * quote	quotes that no backslash takes away
	 * special	bytes that a string may not hold without a closer
	 *		look: backslashes and bytes below 0x20
	 *
	 * A backslash outside strings counts as one inside: who walks the
	 * text meets it before it can mislead.
	 */
	void (*mark)(
	    const char *p, int64_t n, uint64_t *quote, uint64_t *special);

	/*
	 * Behind the last closing bracket in p[0 .. n) that brings the depth
	 * down to `depth`; -1 if there is none.  *nest holds what is open at
	 * p, then what is open at p + n.  n is a multiple of 64, but for the
	 * last piece of a text.
	 */
	int64_t (*last_close)(
	    const char *p, int64_t n, int64_t depth, struct vl_json_nest *nest);
};

#endif
