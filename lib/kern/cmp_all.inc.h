/* cmp_all.inc.h -- comparisons of every element type. */
#define T int8_t
#define NAME i8
#define FLOAT 0
#include "kern/cmp.inc.h"

#define T int16_t
#define NAME i16
#define FLOAT 0
#include "kern/cmp.inc.h"

#define T int32_t
#define NAME i32
#define FLOAT 0
#include "kern/cmp.inc.h"

#define T int64_t
#define NAME i64
#define FLOAT 0
#include "kern/cmp.inc.h"

#define T uint8_t
#define NAME u8
#define FLOAT 0
#include "kern/cmp.inc.h"

#define T uint16_t
#define NAME u16
#define FLOAT 0
#include "kern/cmp.inc.h"

#define T uint32_t
#define NAME u32
#define FLOAT 0
#include "kern/cmp.inc.h"

#define T uint64_t
#define NAME u64
#define FLOAT 0
#include "kern/cmp.inc.h"

#define T float
#define NAME f32
#define FLOAT 1
#include "kern/cmp.inc.h"

#define T double
#define NAME f64
#define FLOAT 1
#include "kern/cmp.inc.h"

static const struct vl_kern_cmp FAMILY(cmp) = {
#define X(name, T_) [VL_LANE_##name] = PASTE(eq, name, ISA),
	.eq = { VL_LANES(X) },
#undef X
#define X(name, T_) [VL_LANE_##name] = PASTE(lt, name, ISA),
	.lt = { VL_LANES(X) },
#undef X
};
