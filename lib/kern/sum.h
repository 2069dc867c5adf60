/*
 * sum.h -- kernels: sums of columns.
 */
#ifndef VL_KERN_SUM_H
#define VL_KERN_SUM_H

#include <stdint.h>

/* clang-format off */
/* suffix element accumulator */
#define VL_SUM_TYPES(X) \
X(i32,	int32_t,  int64_t) \
X(i64,	int64_t,  int64_t) \
X(f64,	double,	  double)
/* clang-format on */

struct vl_kern_sum {
#define X(name, T, ACC) \
	ACC (*name)(const T *x, const uint64_t *valid, int64_t n);
	VL_SUM_TYPES(X)
#undef X
};

#endif
