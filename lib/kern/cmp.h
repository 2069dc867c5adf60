/*
 * cmp.h -- kernels: compare two columns, or a column and a constant.
 *
 * Each is indexed by enum vl_lane.  A step of 0 repeats the first element of
 * that side, 1 walks it.  out[i] is 1 where the comparison holds, else 0, and
 * the other way round if flip is 1: one of two kernels makes six operators.
 * Floats have a total order: NaN equals itself and is the greatest.
 */
#ifndef VL_KERN_CMP_H
#define VL_KERN_CMP_H

#include <stdint.h>

#include "kern/lane.h"

typedef void (*vl_kern_cmp_fn)(const void *x, int64_t step_x, const void *y,
    int64_t step_y, int64_t n, uint8_t flip, uint8_t *out);

struct vl_kern_cmp {
	vl_kern_cmp_fn eq[VL_LANE_COUNT];
	vl_kern_cmp_fn lt[VL_LANE_COUNT];
};

#endif
