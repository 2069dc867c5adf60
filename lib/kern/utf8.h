/*
 * utf8.h -- kernels: is a text UTF-8?
 */
#ifndef VL_KERN_UTF8_H
#define VL_KERN_UTF8_H

#include <stdint.h>

struct vl_kern_utf8 {
	/*
	 * The offset of the first byte that is not part of a well-formed
	 * sequence (Unicode 15, table 3-7: no surrogates, nothing overlong),
	 * or n.  64 bytes past p + n are readable; p need not be aligned.
	 */
	int64_t (*valid)(const char *p, int64_t n);
};

#endif
