/* utf8.c -- UTF-8 by bytes and words; properties come from utf8proc. */
#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>
#include <utf8proc.h>

enum {
	ZWJ = 0x200d,  /* joins emoji to one picture */
	VS15 = 0xfe0e, /* show as text */
	VS16 = 0xfe0f, /* show as an emoji */
	REGIONAL_FIRST = 0x1f1e6,
	REGIONAL_LAST = 0x1f1ff,
	SHARP_S = 0xdf,
};

static const uint64_t high_bits = 0x8080808080808080;

static uint64_t
load(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof v);
	return v;
}

int
vl_utf8_decode_multi(const char *p, int64_t n, uint32_t *cp)
{
	unsigned char c = (unsigned char)*p;
	int len = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
	unsigned char low = 0x80; /* bounds of the second byte */
	unsigned char high = 0xbf;
	uint32_t v;

	*cp = VL_UTF8_BAD;
	if (c < 0xc2 || c > 0xf4)
		return 1;
	if (c == 0xe0)
		low = 0xa0; /* else it would fit two bytes */
	else if (c == 0xed)
		high = 0x9f; /* surrogates */
	else if (c == 0xf0)
		low = 0x90;
	else if (c == 0xf4)
		high = 0x8f; /* U+10FFFF */
	v = c & (0x7f >> len);
	for (int i = 1; i < len; i++) {
		if (i == n)
			return i;
		c = (unsigned char)p[i];
		if (c < low || c > high)
			return i;
		v = v << 6 | (c & 0x3f);
		low = 0x80;
		high = 0xbf;
	}
	*cp = v;
	return len;
}

int64_t
vl_utf8_valid(const char *p, int64_t n)
{
	int64_t i = 0;

	while (i < n) {
		uint32_t cp;
		int len;

		while (i + 8 <= n && (load(p + i) & high_bits) == 0)
			i += 8;
		if (i == n)
			break;
		len = vl_utf8_decode(p + i, n - i, &cp);
		if (cp == VL_UTF8_BAD)
			break;
		i += len;
	}
	return i;
}

int
vl_utf8_encode(char *buf, uint32_t cp)
{
	if (cp > 0x10ffff)
		cp = 0xfffd;
	if (cp < 0x80) {
		buf[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		buf[0] = (char)(0xc0 | cp >> 6);
		buf[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		buf[0] = (char)(0xe0 | cp >> 12);
		buf[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		buf[2] = (char)(0x80 | (cp & 0x3f));
		return 3;
	}
	buf[0] = (char)(0xf0 | cp >> 18);
	buf[1] = (char)(0x80 | (cp >> 12 & 0x3f));
	buf[2] = (char)(0x80 | (cp >> 6 & 0x3f));
	buf[3] = (char)(0x80 | (cp & 0x3f));
	return 4;
}

/* How many of the word's bytes are not continuations (10xxxxxx). */
static int
starts(uint64_t v)
{
	return VL_POPCOUNT64((~v | v << 1) & high_bits);
}

static bool
is_start(char c)
{
	return ((unsigned char)c & 0xc0) != 0x80;
}

int64_t
vl_utf8_count(const char *p, int64_t n)
{
	int64_t count = 0;
	int64_t i = 0;

	for (; i + 8 <= n; i += 8)
		count += starts(load(p + i));
	for (; i < n; i++)
		count += is_start(p[i]);
	return count;
}

int64_t
vl_utf8_offset(const char *p, int64_t n, int64_t k)
{
	int64_t i = 0;

	for (; i + 8 <= n; i += 8) {
		int count = starts(load(p + i));

		if (count > k)
			break;
		k -= count;
	}
	for (; i < n; i++)
		if (is_start(p[i]) && k-- == 0)
			break;
	return i;
}

/* 0x20 in every byte that is an ASCII letter from first to last. */
static uint64_t
case_bits(uint64_t v, char first, char last)
{
	const uint64_t ones = 0x0101010101010101;
	uint64_t seven = v & ~high_bits;
	uint64_t from = seven + ones * (uint64_t)(0x80 - first);
	uint64_t past = seven + ones * (uint64_t)(0x7f - last);

	return ((from ^ past) & ~v & high_bits) >> 2;
}

static void
ascii_case(char *out, const char *p, int64_t n, char first, char last)
{
	int64_t i = 0;

	for (; i + 8 <= n; i += 8) {
		uint64_t v = load(p + i);

		v ^= case_bits(v, first, last);
		memcpy(out + i, &v, sizeof v);
	}
	for (; i < n; i++)
		out[i] = p[i] >= first && p[i] <= last ? p[i] ^ 0x20 : p[i];
}

void
vl_ascii_lower(char *out, const char *p, int64_t n)
{
	ascii_case(out, p, n, 'A', 'Z');
}

void
vl_ascii_upper(char *out, const char *p, int64_t n)
{
	ascii_case(out, p, n, 'a', 'z');
}

static int64_t
full_case(char *out, const char *p, int64_t n, bool upper)
{
	char first = upper ? 'a' : 'A';
	char last = upper ? 'z' : 'Z';
	char *to = out;
	int64_t i = 0;

	while (i < n) {
		uint32_t cp;
		int len;

		while (i + 8 <= n && (load(p + i) & high_bits) == 0) {
			ascii_case(to, p + i, 8, first, last);
			to += 8;
			i += 8;
		}
		if (i == n)
			break;
		len = vl_utf8_decode(p + i, n - i, &cp);
		if (cp < 0x80) {
			ascii_case(to++, p + i, 1, first, last);
		} else if (cp == VL_UTF8_BAD || cp == SHARP_S) {
			/* utf8proc's capital sharp s is not a simple mapping */
			memcpy(to, p + i, (size_t)len);
			to += len;
		} else {
			utf8proc_int32_t c = (utf8proc_int32_t)cp;

			c = upper ? utf8proc_toupper(c) : utf8proc_tolower(c);
			to += vl_utf8_encode(to, (uint32_t)c);
		}
		i += len;
	}
	return to - out;
}

int64_t
vl_utf8_lower(char *out, const char *p, int64_t n)
{
	return full_case(out, p, n, false);
}

int64_t
vl_utf8_upper(char *out, const char *p, int64_t n)
{
	return full_case(out, p, n, true);
}

int
vl_utf8_width(uint32_t cp)
{
	if (cp < 0x7f)
		return cp >= 0x20;
	if (cp == VL_UTF8_BAD)
		return 1; /* shown as U+FFFD */
	return utf8proc_charwidth((utf8proc_int32_t)cp);
}

int64_t
vl_utf8_cluster(const char *p, int64_t n, int *width)
{
	utf8proc_int32_t state = 0;
	uint32_t cp, next;
	int64_t i = vl_utf8_decode(p, n, &cp);
	bool flag = cp >= REGIONAL_FIRST && cp <= REGIONAL_LAST;

	*width = vl_utf8_width(cp);
	/* Two of ASCII are two clusters, but for the line end \r\n. */
	if (i == n || (cp < 0x80 && (unsigned char)p[i] < 0x80 && cp != '\r'))
		return i;
	for (; i < n && cp != VL_UTF8_BAD; cp = next) {
		int len = vl_utf8_decode(p + i, n - i, &next);
		int w = vl_utf8_width(next);

		if (next == VL_UTF8_BAD ||
		    utf8proc_grapheme_break_stateful(
			(utf8proc_int32_t)cp, (utf8proc_int32_t)next, &state))
			break;
		i += len;
		if (next == VS16 || (flag && w > 0))
			w = 2;
		if (next == VS15)
			*width = 1;
		*width = w > *width ? w : *width;
	}
	return i;
}

int64_t
vl_utf8_fit(const char *p, int64_t n, int64_t columns, int64_t *used)
{
	int64_t i = 0;

	*used = 0;
	while (i < n) {
		int width;
		int64_t len = vl_utf8_cluster(p + i, n - i, &width);

		if (*used + width > columns)
			break;
		*used += width;
		i += len;
	}
	return i;
}

int64_t
vl_utf8_columns(const char *p, int64_t n)
{
	int64_t used;

	vl_utf8_fit(p, n, INT64_MAX, &used);
	return used;
}
