/*
 * Goal: the scan kernels find what a byte-by-byte loop finds.
 * Method: random texts over a small alphabet, of lengths that straddle 64 and
 * at every alignment; each instruction set against the loop.
 */
#include "kern/kern.h"

#include "base/rand.h"
#include "base/utf8.h"
#include "check.h"
#include "fmt/quote.h"

enum {
	LEN = 400,
	SLACK = 64,
	ROUNDS = 3000
};

static const struct vl_scan_chars chars = { '\n', ',', '"' };

/* p[-1] and p[n] are newlines; returns n. */
static int64_t
make_text(struct vl_rand *r, char *p, const char *alphabet)
{
	int64_t n = (int64_t)vl_rand_below(r, LEN);
	size_t kinds = strlen(alphabet);

	memset(p - 1, '\n', LEN + SLACK);
	for (int64_t i = 0; i < n; i++)
		p[i] = alphabet[vl_rand_below(r, kinds)];
	return n;
}

static void
test_counts(void)
{
	static char buf[SLACK + LEN + 2 * SLACK];
	struct vl_rand r = vl_rand_init(1);

	for (int round = 0; round < ROUNDS; round++) {
		char *p = buf + 1 + vl_rand_below(&r, 64);
		int64_t n = make_text(&r, p, "a,\"\n\xc3x");
		int64_t newlines = 0, quotes = 0, first = -1, last = -1;
		bool high = false;

		for (int64_t i = 0; i < n; i++) {
			newlines += p[i] == '\n';
			quotes += p[i] == '"';
			high |= (p[i] & 0x80) != 0;
			last = p[i] == '\n' ? i : last;
			first = first < 0 && p[i] == '\n' ? i : first;
		}
		for (const struct vl_kern *const *k = vl_kern_all(); *k; k++) {
			struct vl_scan_counts c;

			(*k)->scan->count(p, n, '\n', '"', &c);
			CHECK_INT(c.newlines, newlines);
			CHECK_INT(c.quotes, quotes);
			CHECK_INT(c.high, high);
			CHECK_INT((*k)->scan->last(p, n, '\n'), last);
			CHECK_INT((*k)->scan->first(p, n, '\n'), first);
		}
	}
}

/* Quotes where RFC 4180 has none, by looking at each. */
static bool
irregular(const char *p, int64_t n, bool inside)
{
	for (int64_t i = 0; i < n; i++) {
		if (p[i] != '"')
			continue;
		char before = p[i - 1];
		char after = p[i + 1];

		if (!inside && before != ',' && before != '\n' && before != '"')
			return true;
		if (inside && after != ',' && after != '\n' && after != '"' &&
		    !(after == '\r' && p[i + 2] == '\n'))
			return true;
		inside = !inside;
	}
	return false;
}

static void
test_survey(void)
{
	static char buf[SLACK + LEN + 2 * SLACK];
	struct vl_rand r = vl_rand_init(2);
	int seen[4] = { 0 };

	for (int round = 0; round < 10 * ROUNDS; round++) {
		char *p = buf + 1 + vl_rand_below(&r, 64);
		int64_t n = make_text(&r, p, "a,\",\"\n\r\n\xc3");

		n = round % 2 ? n % 8 : 60 + n % 8;
		if (round & 4)
			p[n] = p[n + 1] = '\n';
		unsigned want = (unsigned)irregular(p, n, false) |
		    (unsigned)irregular(p, n, true) << 1;

		seen[want]++;
		for (const struct vl_kern *const *k = vl_kern_all(); *k; k++) {
			struct vl_scan_counts c, d;

			CHECK_INT((*k)->scan->survey(p, n, &chars, &c), want);
			(*k)->scan->count(p, n, '\n', '"', &d);
			CHECK(c.newlines == d.newlines &&
			    c.quotes == d.quotes && c.high == d.high);
		}
	}
	for (int i = 0; i < 4; i++)
		CHECK(seen[i] > 100);
}

static void
test_index(void)
{
	static char buf[SLACK + LEN + 2 * SLACK];
	struct vl_rand r = vl_rand_init(3);

	for (int round = 0; round < ROUNDS; round++) {
		char *p = buf + 1 + vl_rand_below(&r, 64);
		bool quotes = round & 1;
		int64_t n = make_text(&r, p, quotes ? "aa,\"\nb" : "aa,\nb");
		uint32_t want[LEN + 1];
		int64_t count = 0, rows = 0;
		bool inside = false;

		for (int64_t i = 0; i < n; i++) {
			inside ^= p[i] == '"';
			if (!inside && (p[i] == ',' || p[i] == '\n')) {
				want[count++] = (uint32_t)i;
				rows += p[i] == '\n';
			}
		}
		for (const struct vl_kern *const *k = vl_kern_all(); *k; k++) {
			uint32_t got[LEN + 200];
			int64_t some = rows;
			int64_t c = (quotes ? (*k)->scan->index :
					      (*k)->scan->index_plain)(
			    p, n, &chars, got, LEN + 200, &some);

			/* Up to the wanted row, and perhaps a bit further. */
			CHECK(c <= count && some == rows);
			CHECK(c == 0 || memcmp(got, want, (size_t)c * 4) == 0);
			some = INT64_MAX;
			c = (quotes ? (*k)->scan->index :
				      (*k)->scan->index_plain)(
			    p, n, &chars, got, LEN + 200, &some);
			CHECK_INT(c, count);
			CHECK_INT(some, rows);
			/* A full array ends it, at 64 bytes. */
			some = INT64_MAX;
			c = (*k)->scan->index_plain(
			    p, n, &chars, got, 128, &some);
			CHECK(c <= 120);
		}
	}
}

static void
test_shape(void)
{
	static char buf[SLACK + LEN + 2 * SLACK];
	struct vl_rand r = vl_rand_init(4);
	int whole = 0;

	for (int round = 0; round < ROUNDS; round++) {
		char *p = buf + 1 + vl_rand_below(&r, 64);
		bool quotes = round & 1;
		int64_t n = 0, rows = 0, bytes = 0, fields = 0;
		bool inside = false;

		memset(p - 1, '\n', LEN);
		while (n < LEN - 60) {
			int delimiters = vl_rand_below(&r, 40) ? 3 : 2;

			for (int f = 0; f <= delimiters; f++) {
				if (quotes && vl_rand_below(&r, 3) == 0) {
					memcpy(p + n, "\"a,\n\"\"\"", 7);
					n += 7;
				}
				p[n++] = f < delimiters ? ',' : '\n';
			}
		}
		for (int64_t i = 0; i < n; i++) {
			inside ^= p[i] == '"';
			fields += !inside && p[i] == ',';
			if (inside || p[i] != '\n')
				continue;
			if (fields != 3)
				break;
			fields = 0;
			rows++;
			bytes = i + 1;
		}
		whole += bytes == n;
		for (const struct vl_kern *const *k = vl_kern_all(); *k; k++) {
			int64_t b;
			int64_t got = (quotes ?
				(*k)->scan->shape :
				(*k)->scan->shape_plain)(p, n, &chars, 3, &b);

			CHECK_INT(got, rows);
			CHECK_INT(b, bytes);
		}
	}
	CHECK(whole > 100 && whole < ROUNDS - 100);
}

static void
test_utf8(void)
{
	static const char *const parts[] = { "a", "hello, world", "\xc3\xa9",
		"\xe4\xb8\xad", "\xf0\x9f\x98\x80", "\xed\x9f\xbf",
		"\xed\xa0\x80", "\xc0\x80", "\xe0\x9f\xbf", "\xf4\x90\x80\x80",
		"\xff", "\x80", "\xe4\xb8" };
	static char buf[4 * SLACK + 2100];
	struct vl_rand r = vl_rand_init(5);

	for (int round = 0; round < ROUNDS; round++) {
		char *p = buf + vl_rand_below(&r, 64);
		uint64_t kinds = round % 3 ? 6 : VL_COUNTOF(parts);
		/* Faults are rare, so that the text before them is long. */
		int64_t n = 0;

		while (n < (int64_t)(round * 7 % 2000)) {
			uint64_t any = vl_rand_below(&r, 50) ? 6 : kinds;
			const char *s = parts[vl_rand_below(&r, any)];
			size_t len = strlen(s);

			memcpy(p + n, s, len);
			n += (int64_t)len;
		}
		if (round % 7 == 0 && n > 0)
			n--;
		for (const struct vl_kern *const *k = vl_kern_all(); *k; k++)
			CHECK_INT((*k)->utf8->valid(p, n), vl_utf8_valid(p, n));
	}
}

VL_TESTS(test_counts, test_survey, test_index, test_shape, test_utf8)
