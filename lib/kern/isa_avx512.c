/* isa_avx512.c -- the kernels for x86-64 since Skylake-X (2017). */
#if defined(__x86_64__)
#define ISA avx512
#define ISA_ATTR                                                             \
	__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,bmi,bmi2," \
			      "fma,lzcnt,popcnt,pclmul")))
#include "kern/simd_avx512.h"
#include "kern/simd_utf8.h"

#include "kern/all.inc.h"
#else
typedef int vl_isa_avx512_absent;
#endif
