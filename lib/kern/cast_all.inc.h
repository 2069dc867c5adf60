/* cast_all.inc.h -- conversions of every element type. */
#define T int8_t
#define NAME i8
#define FLOAT 0
#include "kern/cast.inc.h"

#define T int16_t
#define NAME i16
#define FLOAT 0
#include "kern/cast.inc.h"

#define T int32_t
#define NAME i32
#define FLOAT 0
#include "kern/cast.inc.h"

#define T int64_t
#define NAME i64
#define FLOAT 0
#include "kern/cast.inc.h"

#define T uint8_t
#define NAME u8
#define FLOAT 0
#include "kern/cast.inc.h"

#define T uint16_t
#define NAME u16
#define FLOAT 0
#include "kern/cast.inc.h"

#define T uint32_t
#define NAME u32
#define FLOAT 0
#include "kern/cast.inc.h"

#define T uint64_t
#define NAME u64
#define FLOAT 0
#include "kern/cast.inc.h"

#define T float
#define NAME f32
#define FLOAT 1
#include "kern/cast.inc.h"

#define T double
#define NAME f64
#define FLOAT 1
#include "kern/cast.inc.h"

static const struct vl_kern_cast FAMILY(cast) = {
#define X(name, T_) [VL_LANE_##name] = PASTE(to_f64, name, ISA),
	.to_f64 = { VL_LANES(X) },
#undef X
	.to_i64 = {
		[VL_LANE_i8] = PASTE(to_i64, i8, ISA),
		[VL_LANE_i16] = PASTE(to_i64, i16, ISA),
		[VL_LANE_i32] = PASTE(to_i64, i32, ISA),
		[VL_LANE_i64] = PASTE(to_i64, i64, ISA),
		[VL_LANE_u8] = PASTE(to_i64, u8, ISA),
		[VL_LANE_u16] = PASTE(to_i64, u16, ISA),
		[VL_LANE_u32] = PASTE(to_i64, u32, ISA),
		[VL_LANE_u64] = PASTE(to_i64, u64, ISA),
	},
	.from_i64 = {
		[VL_LANE_i8] = PASTE(from_i64, i8, ISA),
		[VL_LANE_i16] = PASTE(from_i64, i16, ISA),
		[VL_LANE_i32] = PASTE(from_i64, i32, ISA),
		[VL_LANE_i64] = PASTE(from_i64, i64, ISA),
		[VL_LANE_u8] = PASTE(from_i64, u8, ISA),
		[VL_LANE_u16] = PASTE(from_i64, u16, ISA),
		[VL_LANE_u32] = PASTE(from_i64, u32, ISA),
		[VL_LANE_u64] = PASTE(from_i64, u64, ISA),
	},
};
