/*
 * digest.h -- fingerprints that other programs compute, too.
 *
 * For comparing and naming data, not for keeping secrets.
 */
#ifndef VL_BASE_DIGEST_H
#define VL_BASE_DIGEST_H

#include <stdint.h>

enum {
	VL_MD5_BYTES = 16,
	VL_SHA256_BYTES = 32,
};

/* out has room for so many bytes. */
void vl_md5(const void *p, int64_t n, uint8_t *out);
void vl_sha256(const void *p, int64_t n, uint8_t *out);

#endif
