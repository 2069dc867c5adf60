/* lane.h -- the element types that kernels are made for. */
#ifndef VL_KERN_LANE_H
#define VL_KERN_LANE_H

/* clang-format off */
/* suffix element */
#define VL_LANES(X) \
X(i8,	int8_t) \
X(i16,	int16_t) \
X(i32,	int32_t) \
X(i64,	int64_t) \
X(u8,	uint8_t) \
X(u16,	uint16_t) \
X(u32,	uint32_t) \
X(u64,	uint64_t) \
X(f32,	float) \
X(f64,	double)
/* clang-format on */

enum vl_lane {
#define X(name, T) VL_LANE_##name,
	VL_LANES(X)
#undef X
	VL_LANE_COUNT
};

#endif
