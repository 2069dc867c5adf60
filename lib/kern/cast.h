/*
 * cast.h -- kernels: conversions between element types.
 *
 * Each is indexed by enum vl_lane; those of 64-bit integers have no floats.
 */
#ifndef VL_KERN_CAST_H
#define VL_KERN_CAST_H

#include <stdbool.h>
#include <stdint.h>

#include "kern/lane.h"

struct vl_kern_cast {
	/* Rounded to nearest, ties to even. */
	void (*to_f64[VL_LANE_COUNT])(const void *x, int64_t n, double *out);
	/* True if any does not fit: of UBIGINT only. */
	bool (*to_i64[VL_LANE_COUNT])(const void *x, int64_t n, int64_t *out);
	/* True if any does not fit; it is cut then. */
	bool (*from_i64[VL_LANE_COUNT])(const int64_t *x, int64_t n, void *out);
};

#endif
