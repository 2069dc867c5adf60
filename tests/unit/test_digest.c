/*
 * Goal: digests are those that other programs compute.
 * Method: the test vectors of RFC 1321 and FIPS 180-4, and every length around
 * a block against a digest of digests made by Python.
 */
#include "base/digest.h"

#include <string.h>

#include "check.h"

static const char *
hex(const uint8_t *p, int n)
{
	static char text[2 * VL_SHA256_BYTES + 1];

	for (int i = 0; i < n; i++)
		snprintf(text + 2 * i, 3, "%02x", p[i]);
	return text;
}

static void
check_both(const char *s, const char *md5, const char *sha256)
{
	uint8_t out[VL_SHA256_BYTES];
	int64_t n = (int64_t)strlen(s);

	vl_md5(s, n, out);
	CHECK_STR(hex(out, VL_MD5_BYTES), md5);
	vl_sha256(s, n, out);
	CHECK_STR(hex(out, VL_SHA256_BYTES), sha256);
}

static void
test_known(void)
{
	check_both("", "d41d8cd98f00b204e9800998ecf8427e",
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	check_both("abc", "900150983cd24fb0d6963f7d28e17f72",
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	check_both("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	    "8215ef0796a20bcaaae116d3876c664a",
	    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	check_both("1234567890123456789012345678901234567890123456789012345678"
		   "9012345678901234567890",
	    "57edf4a22be3c955ac49da2e2107b67a",
	    "f371bc4a311f2b009eef952dd83ca80e2b60026c8e935592d0f9c308453c813e");
}

/* 'a' 0 to 200 times: the digests one after the other. */
static void
test_lengths(void)
{
	char text[200];
	uint8_t all[201][VL_SHA256_BYTES];
	uint8_t out[VL_SHA256_BYTES];

	memset(text, 'a', sizeof text);
	for (int n = 0; n <= 200; n++)
		vl_sha256(text, n, all[n]);
	vl_sha256(all, sizeof all, out);
	CHECK_STR(hex(out, VL_SHA256_BYTES),
	    "1be2d7d291484baf4c78d463a65b40a26c255b1946e5205eac8edad606a76fdd");
	for (int n = 0; n <= 200; n++)
		vl_md5(text, n, all[0] + n * VL_MD5_BYTES);
	vl_md5(all, 201 * VL_MD5_BYTES, out);
	CHECK_STR(hex(out, VL_MD5_BYTES), "d2a4f9fd5d451c0381f758277052e173");
}

VL_TESTS(test_known, test_lengths)
