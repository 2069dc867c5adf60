/*
 * arith.h -- kernels: x + y, x - y, x * y, x / y.
 *
 * Each is indexed by enum vl_lane.  A step of 0 repeats the first element of
 * that side, 1 walks it.  Integers wrap and the answer is true if any did:
 * the caller then looks for the row.  Floats follow IEEE 754 and answer false;
 * only they can be divided here.
 */
#ifndef VL_KERN_ARITH_H
#define VL_KERN_ARITH_H

#include <stdbool.h>
#include <stdint.h>

#include "kern/lane.h"

typedef bool (*vl_kern_arith_fn)(const void *x, int64_t step_x, const void *y,
    int64_t step_y, int64_t n, void *out);

struct vl_kern_arith {
	vl_kern_arith_fn add[VL_LANE_COUNT];
	vl_kern_arith_fn sub[VL_LANE_COUNT];
	vl_kern_arith_fn mul[VL_LANE_COUNT];
	vl_kern_arith_fn div[VL_LANE_COUNT];
};

#endif
