/* sum_all.inc.h -- sums for every element type. */
#define T int32_t
#define ACC int64_t
#define NAME i32
#include "kern/sum.inc.h"

#define T int64_t
#define ACC int64_t
#define NAME i64
#include "kern/sum.inc.h"

#define T double
#define ACC double
#define NAME f64
#include "kern/sum.inc.h"

static const struct vl_kern_sum FAMILY(sum) = {
#define X(name, T_, ACC_) .name = PASTE(sum, name, ISA),
	VL_SUM_TYPES(X)
#undef X
};
