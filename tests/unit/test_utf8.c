/*
 * Goal: UTF-8 is recognised exactly; counts, case and widths are those that
 * people see.
 * Method: every code point there and back; random bytes against utf8proc's
 * decoder; widths and clusters by name.
 */
#include "base/utf8.h"

#include <utf8proc.h>

#include "check.h"

static uint64_t seed = 1;

static uint64_t
next(void) /* splitmix64 */
{
	uint64_t z = seed += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static int64_t
len(const char *z)
{
	return (int64_t)strlen(z);
}

static void
test_every_code_point(void)
{
	for (uint32_t cp = 0; cp < 0x110000; cp++) {
		char buf[VL_UTF8_LEN];
		uint32_t back = 0;
		int n = vl_utf8_encode(buf, cp);
		int got = vl_utf8_decode(buf, n, &back);
		int surrogate = cp >= 0xd800 && cp < 0xe000;

		CHECK(surrogate ? back == VL_UTF8_BAD && got == 1 :
				  back == cp && got == n);
		CHECK_INT(vl_utf8_valid(buf, n), surrogate ? 0 : n);
		for (int cut = 1; cut < n; cut++)
			CHECK_INT(vl_utf8_valid(buf, cut), 0);
		if (check_failed > 5)
			return;
	}
}

static void
test_random_bytes(void)
{
	static const unsigned char edges[] = { 0, 0x41, 0x7f, 0x80, 0x8f, 0x90,
		0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec,
		0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff };

	for (int i = 0; i < 200000; i++) {
		char text[24];
		int64_t n = (int64_t)(next() % sizeof text);
		int64_t want = 0;
		utf8proc_int32_t cp;
		utf8proc_ssize_t k = 0;

		for (int64_t j = 0; j < n; j++)
			text[j] = (char)edges[next() % sizeof edges];
		while (want < n &&
		    (k = utf8proc_iterate((const unsigned char *)text + want,
			 n - want, &cp)) > 0)
			want += k;
		CHECK_INT(vl_utf8_valid(text, n), want);
		/* decoding always advances, and never past the end */
		for (int64_t at = 0; at < n;) {
			uint32_t c;

			at += vl_utf8_decode(text + at, n - at, &c);
			CHECK(at <= n);
		}
		if (check_failed > 5)
			return;
	}
}

static void
test_bad_bytes_by_sequence(void)
{
	uint32_t cp;

	/* one U+FFFD for each maximal subpart (Unicode 15, table 3-8) */
	CHECK_INT(vl_utf8_decode("\xe1\x80\xe2", 3, &cp), 2);
	CHECK(cp == VL_UTF8_BAD);
	CHECK_INT(vl_utf8_decode("\xf0\x91\x92\x41", 4, &cp), 3);
	CHECK_INT(vl_utf8_decode("\xc0\xaf", 2, &cp), 1);
	CHECK_INT(vl_utf8_decode("\xed\xa0\x80", 3, &cp), 1);
	CHECK_INT(vl_utf8_decode("\xf4\x91\x92\x93", 4, &cp), 1);
	char buf[VL_UTF8_LEN + 1] = "";

	CHECK_INT(vl_utf8_encode(buf, VL_UTF8_BAD), 3);
	CHECK_STR(buf, "\xef\xbf\xbd");
}

static void
test_count_and_offset(void)
{
	const char *s = "héllo 杭州 🙂 end of it";

	CHECK_INT(vl_utf8_count(s, len(s)), 20);
	CHECK_INT(vl_utf8_offset(s, len(s), 0), 0);
	CHECK_INT(vl_utf8_offset(s, len(s), 2), 3);
	CHECK_INT(vl_utf8_offset(s, len(s), 7), 10);
	CHECK_INT(vl_utf8_offset(s, len(s), 20), len(s));
	CHECK_INT(vl_utf8_offset(s, len(s), 99), len(s));
	CHECK_INT(vl_utf8_offset("", 0, 0), 0);
	for (int i = 0; i < 20000; i++) {
		char text[80];
		int64_t at[80];
		int64_t n = 0;
		int64_t count = 0;

		while (n < 70) {
			uint32_t cp =
			    (uint32_t)(next() % 0x110000) >> next() % 20;

			at[count++] = n;
			n += vl_utf8_encode(
			    text + n, cp >= 0xd800 && cp < 0xe000 ? 'x' : cp);
		}
		CHECK_INT(vl_utf8_count(text, n), count);
		for (int64_t k = 0; k < count; k++)
			CHECK_INT(vl_utf8_offset(text, n, k), at[k]);
		if (check_failed > 5)
			return;
	}
}

static void
maps(const char *text, const char *lower, const char *upper)
{
	char buf[256];

	buf[vl_utf8_lower(buf, text, len(text))] = '\0';
	CHECK_STR(buf, lower);
	buf[vl_utf8_upper(buf, text, len(text))] = '\0';
	CHECK_STR(buf, upper);
}

static void
test_case(void)
{
	char all[256];
	char out[256];

	maps("Hello, World 123!", "hello, world 123!", "HELLO, WORLD 123!");
	maps("ÄÖÜ äöü ß", "äöü äöü ß", "ÄÖÜ ÄÖÜ ß");
	maps("ΑΣ дом", "ασ дом", "ΑΣ ДОМ");
	maps("Ⱥ ⱥ", "ⱥ ⱥ", "Ⱥ Ⱥ"); /* two bytes and three */
	maps("杭州\xff\xc3", "杭州\xff\xc3", "杭州\xff\xc3");
	maps("", "", "");
	for (int i = 0; i < 256; i++)
		all[i] = (char)i;
	vl_ascii_lower(out, all, 256);
	for (int i = 0; i < 256; i++)
		CHECK_INT(
		    (unsigned char)out[i], i >= 'A' && i <= 'Z' ? i + 32 : i);
	vl_ascii_upper(all, all, 251); /* in place, odd length */
	for (int i = 0; i < 256; i++)
		CHECK_INT(
		    (unsigned char)all[i], i >= 'a' && i <= 'z' ? i - 32 : i);
}

static void
test_width(void)
{
	static const struct {
		const char *text;
		int columns;
		int clusters;
	} t[] = {
		{ "", 0, 0 },
		{ "abc", 3, 3 },
		{ "héllo", 5, 5 },
		{ "he\u0301llo", 5, 5 }, /* a combining accent */
		{ "杭州", 4, 2 },
		{ "ﾊﾝｶｸ", 4, 4 }, /* half-width katakana */
		{ "ＡＢ", 4, 2 }, /* full-width letters */
		{ "한글", 4, 2 },
		{ "\u1112\u1161\u11ab", 2, 1 }, /* the same in jamo */
		{ "🙂", 2, 1 },
		{ "👍🏽", 2, 1 },        /* with a skin tone */
		{ "👨\u200d👩\u200d👧", 2, 1 }, /* joined by ZWJ */
		{ "🇩🇪🇫🇷", 4, 2 },            /* flags */
		{ "\u2764", 1, 1 },
		{ "\u2764\ufe0f", 2, 1 },  /* VS16 makes it an emoji */
		{ "1\ufe0f\u20e3", 2, 1 }, /* a keycap */
		{ "a\u200bb", 2, 3 },      /* a space of no width */
		{ "\xff\xfe", 2, 2 },
		{ "a\r\nb", 2, 3 },
	};

	for (int64_t i = 0; i < VL_COUNTOF(t); i++) {
		int64_t n = len(t[i].text);
		int64_t at = 0;
		int clusters = 0;
		int width;

		for (; at < n; clusters++)
			at += vl_utf8_cluster(t[i].text + at, n - at, &width);
		if (vl_utf8_columns(t[i].text, n) != t[i].columns ||
		    clusters != t[i].clusters)
			printf("'%s'\n", t[i].text);
		CHECK_INT(vl_utf8_columns(t[i].text, n), t[i].columns);
		CHECK_INT(clusters, t[i].clusters);
	}
	CHECK_INT(vl_utf8_width(0x1b), 0);
	CHECK_INT(vl_utf8_width(0x7f), 0);
}

static void
test_fit(void)
{
	int64_t used = -1;

	CHECK_INT(vl_utf8_fit("杭州 city", 11, 3, &used), 3);
	CHECK_INT(used, 2);
	CHECK_INT(vl_utf8_fit("杭州 city", 11, 5, &used), 7);
	CHECK_INT(used, 5);
	CHECK_INT(vl_utf8_fit("ae\u0301", 4, 2, &used), 4);
	CHECK_INT(vl_utf8_fit("abc", 3, 0, &used), 0);
	CHECK_INT(used, 0);
}

VL_TESTS(test_every_code_point, test_random_bytes, test_bad_bytes_by_sequence,
    test_count_and_offset, test_case, test_width, test_fit)
