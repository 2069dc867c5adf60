/* isa_neon.c -- the kernels for 64-bit ARM. */
#if defined(__aarch64__)
#define ISA neon
#define ISA_ATTR
#include "kern/simd_neon.h"

#include "kern/all.inc.h"
#else
typedef int vl_isa_neon_absent;
#endif
