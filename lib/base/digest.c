/* digest.c -- MD5 (RFC 1321) and SHA-256 (FIPS 180-4), of libmd. */
#include "base/digest.h"

#include <stddef.h>
#include <sys/types.h>

#include <md5.h>
#include <sha2.h>

_Static_assert(MD5_DIGEST_LENGTH == VL_MD5_BYTES, "one size");
_Static_assert(SHA256_DIGEST_LENGTH == VL_SHA256_BYTES, "one size");

void
vl_md5(const void *p, int64_t n, uint8_t *out)
{
	MD5_CTX c;

	MD5Init(&c);
	MD5Update(&c, p, (size_t)n);
	MD5Final(out, &c);
}

void
vl_sha256(const void *p, int64_t n, uint8_t *out)
{
	SHA2_CTX c;

	SHA256Init(&c);
	SHA256Update(&c, p, (size_t)n);
	SHA256Final(out, &c);
}
