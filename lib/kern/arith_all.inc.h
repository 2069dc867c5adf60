/* arith_all.inc.h -- arithmetic of every element type. */
#define T int8_t
#define NAME i8
#define U uint8_t
#define SIGNED 1
#define WIDE int32_t
#include "kern/arith_int.inc.h"

#define T int16_t
#define NAME i16
#define U uint16_t
#define SIGNED 1
#define WIDE int32_t
#include "kern/arith_int.inc.h"

#define T int32_t
#define NAME i32
#define U uint32_t
#define SIGNED 1
#define WIDE int64_t
#include "kern/arith_int.inc.h"

#define T int64_t
#define NAME i64
#define U uint64_t
#define SIGNED 1
#include "kern/arith_int.inc.h"

#define T uint8_t
#define NAME u8
#define U uint8_t
#define SIGNED 0
#define WIDE uint32_t
#include "kern/arith_int.inc.h"

#define T uint16_t
#define NAME u16
#define U uint16_t
#define SIGNED 0
#define WIDE uint32_t
#include "kern/arith_int.inc.h"

#define T uint32_t
#define NAME u32
#define U uint32_t
#define SIGNED 0
#define WIDE uint64_t
#include "kern/arith_int.inc.h"

#define T uint64_t
#define NAME u64
#define U uint64_t
#define SIGNED 0
#include "kern/arith_int.inc.h"

#define T float
#define NAME f32
#include "kern/arith_float.inc.h"

#define T double
#define NAME f64
#include "kern/arith_float.inc.h"

static const struct vl_kern_arith FAMILY(arith) = {
#define X(name, T_) [VL_LANE_##name] = PASTE(add, name, ISA),
	.add = { VL_LANES(X) },
#undef X
#define X(name, T_) [VL_LANE_##name] = PASTE(sub, name, ISA),
	.sub = { VL_LANES(X) },
#undef X
#define X(name, T_) [VL_LANE_##name] = PASTE(mul, name, ISA),
	.mul = { VL_LANES(X) },
#undef X
	.div = { [VL_LANE_f32] = PASTE(div, f32, ISA),
	    [VL_LANE_f64] = PASTE(div, f64, ISA) },
};
