/*
 * logic.h -- kernels: booleans as bytes 0 and 1, and as bits.
 */
#ifndef VL_KERN_LOGIC_H
#define VL_KERN_LOGIC_H

#include <stdint.h>

struct vl_kern_logic {
	/* x & y and x | y, byte by byte; x may be out. */
	void (*both)(
	    const uint8_t *x, const uint8_t *y, int64_t n, uint8_t *out);
	void (*either)(
	    const uint8_t *x, const uint8_t *y, int64_t n, uint8_t *out);
	/* 1 - x */
	void (*flip)(const uint8_t *x, int64_t n, uint8_t *out);

	/* Bytes to bits and back; bits behind n in the last word are 0. */
	void (*pack)(const uint8_t *x, int64_t n, uint64_t *bits);
	void (*unpack)(const uint64_t *bits, int64_t n, uint8_t *out);

	/* The numbers of the set bits, in rising order.  out has room for 64
	 * more than there are.  Returns how many. */
	int64_t (*select)(const uint64_t *bits, int64_t n, uint16_t *out);
};

#endif
