/* str.c -- borrowed byte slices. */
#define _GNU_SOURCE /* memmem() */
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"

enum {
	NAME_MAX_BYTES = 64
};

static unsigned char
lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

bool
vl_str_eq_fold(struct vl_str a, struct vl_str b)
{
	if (a.n != b.n)
		return false;
	for (int64_t i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	return true;
}

bool
vl_str_is_fold(struct vl_str a, const char *z)
{
	return vl_str_eq_fold(a, vl_str(z));
}

int
vl_str_cmp(struct vl_str a, struct vl_str b)
{
	int64_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, (size_t)n) : 0;

	return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool
vl_str_starts(struct vl_str s, struct vl_str prefix)
{
	return s.n >= prefix.n &&
	    vl_str_eq((struct vl_str){ s.p, prefix.n }, prefix);
}

bool
vl_str_ends(struct vl_str s, struct vl_str suffix)
{
	return s.n >= suffix.n &&
	    vl_str_eq(
		(struct vl_str){ s.p + s.n - suffix.n, suffix.n }, suffix);
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct vl_str
vl_str_trim(struct vl_str s)
{
	while (s.n > 0 && is_space(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n > 0 && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

int64_t
vl_str_find(struct vl_str s, struct vl_str needle)
{
	const char *p = s.p;
	int64_t left = s.n;
	int tries = 64;

	if (needle.n == 0)
		return 0;
	while (left >= needle.n) {
		/* aaaa in aaa...: leave it to what takes linear time. */
		if (tries-- == 0) {
			p = memmem(p, (size_t)left, needle.p, (size_t)needle.n);
			return p ? p - s.p : -1;
		}
		const char *q =
		    memchr(p, needle.p[0], (size_t)(left - needle.n + 1));

		if (q == NULL)
			return -1;
		if (memcmp(q, needle.p, (size_t)needle.n) == 0)
			return q - s.p;
		left -= q + 1 - p;
		p = q + 1;
	}
	return -1;
}

struct vl_str
vl_str_copy(struct vl_arena *a, struct vl_str s)
{
	return (struct vl_str){ vl_str_cstr(a, s), s.n };
}

char *
vl_str_cstr(struct vl_arena *a, struct vl_str s)
{
	char *p = vl_arena_text(a, s.n + 1);

	if (s.n > 0)
		memcpy(p, s.p, (size_t)s.n);
	p[s.n] = '\0';
	return p;
}

char *
vl_str_printf(struct vl_arena *a, const char *fmt, ...)
{
	va_list ap, again;

	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	char *p = vl_new(a, char, n + 1);

	vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return p;
}

static int
min3(int a, int b, int c)
{
	int m = a < b ? a : b;

	return m < c ? m : c;
}

int
vl_str_distance(struct vl_str a, struct vl_str b)
{
	int row[3][NAME_MAX_BYTES + 1];

	if (a.n > NAME_MAX_BYTES || b.n > NAME_MAX_BYTES)
		return NAME_MAX_BYTES;
	for (int j = 0; j <= b.n; j++)
		row[0][j] = j;
	for (int i = 1; i <= a.n; i++) {
		int *cur = row[i % 3], *up = row[(i + 2) % 3];
		const int *upup = row[(i + 1) % 3];

		cur[0] = i;
		for (int j = 1; j <= b.n; j++) {
			unsigned char x = lower(a.p[i - 1]);
			unsigned char y = lower(b.p[j - 1]);

			cur[j] = min3(
			    up[j] + 1, cur[j - 1] + 1, up[j - 1] + (x != y));
			if (i > 1 && j > 1 && x == lower(b.p[j - 2]) &&
			    y == lower(a.p[i - 2]) && upup[j - 2] + 1 < cur[j])
				cur[j] = upup[j - 2] + 1;
		}
	}
	return row[a.n % 3][b.n];
}

bool
vl_str_near(struct vl_str a, struct vl_str b)
{
	int64_t shorter = a.n < b.n ? a.n : b.n;
	int allowed = shorter < 3 ? 1 : shorter < 6 ? 2 : 3;

	return vl_str_distance(a, b) <= allowed;
}
