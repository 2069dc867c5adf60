/* view.c -- the masks of short views. */
#include "col/view.h"

#define LOW(n) ((n) == 0 ? 0 : ~UINT64_C(0) >> (64 - 8 * (n)) % 64)

/* clang-format off */
const uint64_t vl_view_keep[VL_VIEW_INLINE + 1][2] = {
	{ LOW(0), 0 },	{ LOW(1), 0 },	{ LOW(2), 0 },	{ LOW(3), 0 },
	{ LOW(4), 0 },	{ LOW(5), 0 },	{ LOW(6), 0 },	{ LOW(7), 0 },
	{ LOW(8), 0 },
	{ LOW(8), LOW(1) }, { LOW(8), LOW(2) }, { LOW(8), LOW(3) },
	{ LOW(8), LOW(4) },
};
/* clang-format on */
