/* find.h -- kernels: where a text stands in another. */
#ifndef VL_KERN_FIND_H
#define VL_KERN_FIND_H

#include <stdint.h>

enum {
	VL_FIND_GAVE_UP = -2,
};

struct vl_kern_find {
	/*
	 * Offset of the first occurrence of needle (m >= 1 bytes) in p[0, n),
	 * or -1.  64 bytes past p + n are readable; p need not be aligned.
	 * VL_FIND_GAVE_UP if too many places only looked like it: then ask
	 * somebody who takes linear time.
	 */
	int64_t (*text)(
	    const char *p, int64_t n, const char *needle, int64_t m);
};

#endif
