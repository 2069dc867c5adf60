/* json.c -- JSON as text: is it well-formed, what is in it. */
#include "base/json.h"

#include <string.h>

#include "base/utf8.h"

enum {
	DEPTH_MAX = 1024,
};

static const char *
skip_blanks(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
		p++;
	return p;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* All skip_*() return what follows, or NULL if it is not there. */
static const char *
skip_string(const char *p, const char *end)
{
	for (p++; p < end && *p != '"'; p++) {
		if ((unsigned char)*p < 0x20)
			return NULL;
		if (*p != '\\')
			continue;
		if (++p == end)
			return NULL;
		if (*p == 'u') {
			for (int i = 1; i <= 4; i++)
				if (end - p <= i || hex_digit(p[i]) < 0)
					return NULL;
			p += 4;
		} else if (*p == '\0' || !strchr("\"\\/bfnrt", *p)) {
			return NULL;
		}
	}
	return p < end ? p + 1 : NULL;
}

static const char *
skip_digits(const char *p, const char *end)
{
	const char *from = p;

	while (p < end && *p >= '0' && *p <= '9')
		p++;
	return p > from ? p : NULL;
}

static const char *
skip_number(const char *p, const char *end)
{
	if (p < end && *p == '-')
		p++;
	if (p < end && *p == '0')
		p++;
	else if ((p = skip_digits(p, end)) == NULL)
		return NULL;
	if (p < end && *p == '.' && (p = skip_digits(p + 1, end)) == NULL)
		return NULL;
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		if (p < end && (*p == '+' || *p == '-'))
			p++;
		p = skip_digits(p, end);
	}
	return p;
}

static const char *
skip_word(const char *p, const char *end, struct vl_str word)
{
	return end - p >= word.n && memcmp(p, word.p, (size_t)word.n) == 0 ?
	    p + word.n :
	    NULL;
}

static const char *
skip_scalar(const char *p, const char *end)
{
	switch (*p) {
	case '"': return skip_string(p, end);
	case 't': return skip_word(p, end, VL_STR("true"));
	case 'f': return skip_word(p, end, VL_STR("false"));
	case 'n': return skip_word(p, end, VL_STR("null"));
	default: return skip_number(p, end);
	}
}

/* "key": of a member; p is at its quote. */
static const char *
skip_key(const char *p, const char *end)
{
	if (p == end || *p != '"' || (p = skip_string(p, end)) == NULL)
		return NULL;
	p = skip_blanks(p, end);
	return p < end && *p == ':' ? skip_blanks(p + 1, end) : NULL;
}

/*
 * A value, without recursion: one bit a level says whether it is an object.
 * p is at its first character.
 */
static const char *
skip_value(const char *p, const char *end)
{
	uint64_t object[DEPTH_MAX / 64] = { 0 };
	int depth = 0;

	for (;;) {
		if (p == NULL || p >= end)
			return NULL;
		if (*p == '{' || *p == '[') {
			bool is_object = *p == '{';

			if (depth == DEPTH_MAX)
				return NULL;
			object[depth / 64] &= ~(UINT64_C(1) << depth % 64);
			object[depth / 64] |= (uint64_t)is_object << depth % 64;
			depth++;
			p = skip_blanks(p + 1, end);
			if (p == end)
				return NULL;
			if (*p != (is_object ? '}' : ']')) {
				if (is_object)
					p = skip_key(p, end);
				continue;
			}
			p++;
			depth--;
		} else {
			p = skip_scalar(p, end);
		}
		/* Behind a value: close what ends here, or go on. */
		for (;;) {
			if (p == NULL || depth == 0)
				return p;
			bool in_object =
			    object[(depth - 1) / 64] >> (depth - 1) % 64 & 1;

			p = skip_blanks(p, end);
			if (p == end)
				return NULL;
			if (*p == ',') {
				p = skip_blanks(p + 1, end);
				if (in_object)
					p = skip_key(p, end);
				break;
			}
			if (*p != (in_object ? '}' : ']'))
				return NULL;
			p++;
			depth--;
		}
	}
}

bool
vl_json_is_valid(struct vl_str s)
{
	const char *end = s.p + s.n;
	const char *p = skip_value(skip_blanks(s.p, end), end);

	return p && skip_blanks(p, end) == end;
}

/* The next element or member behind the one that ends at p; NULL at the end */
static const char *
next_item(const char *p, const char *end)
{
	if (p == NULL)
		return NULL;
	p = skip_blanks(p, end);
	return p < end && *p == ',' ? skip_blanks(p + 1, end) : NULL;
}

/* The first item of a nested value of that kind; NULL if there is none. */
static const char *
first_item(struct vl_str json, char open, char close)
{
	const char *end = json.p + json.n;
	const char *p = skip_blanks(json.p, end);

	if (p == end || *p != open)
		return NULL;
	p = skip_blanks(p + 1, end);
	return p < end && *p != close ? p : NULL;
}

static bool
key_is(const char *p, const char *end, struct vl_str key)
{
	const char *after = skip_string(p, end);
	struct vl_str raw = { p, after ? after - p : 0 };
	char few[256];

	if (after == NULL)
		return false;
	if (memchr(p, '\\', (size_t)raw.n) == NULL)
		return vl_str_eq((struct vl_str){ p + 1, raw.n - 2 }, key);
	/* Longer keys with escapes are not looked for. */
	if (raw.n > (int64_t)sizeof few)
		return false;
	return vl_str_eq(
	    (struct vl_str){ few, vl_json_unquote(raw, few) }, key);
}

bool
vl_json_member(struct vl_str json, struct vl_str key, struct vl_str *out)
{
	const char *end = json.p + json.n;
	const char *p = first_item(json, '{', '}');
	bool found = false;

	/* The last of equal keys counts, as in PostgreSQL's jsonb. */
	while (p) {
		bool hit = *p == '"' && key_is(p, end, key);
		const char *value = skip_key(p, end);
		const char *after = value ? skip_value(value, end) : NULL;

		if (after && hit) {
			*out = (struct vl_str){ value, after - value };
			found = true;
		}
		p = next_item(after, end);
		if (p == end)
			break;
	}
	return found;
}

int64_t
vl_json_length(struct vl_str json)
{
	const char *end = json.p + json.n;
	const char *p = skip_blanks(json.p, end);
	int64_t n = 0;

	if (p == end || *p != '[')
		return -1;
	for (p = first_item(json, '[', ']'); p;
	     p = next_item(skip_value(p, end), end))
		n++;
	return n;
}

bool
vl_json_element(struct vl_str json, int64_t index, struct vl_str *out)
{
	const char *end = json.p + json.n;

	if (index < 0)
		index += vl_json_length(json);
	if (index < 0)
		return false;
	for (const char *p = first_item(json, '[', ']'); p; index--) {
		const char *after = skip_value(p, end);

		if (after == NULL)
			return false;
		if (index == 0) {
			*out = (struct vl_str){ p, after - p };
			return true;
		}
		p = next_item(after, end);
	}
	return false;
}

static uint32_t
unit_at(const char *p)
{
	uint32_t v = 0;

	for (int i = 0; i < 4; i++)
		v = v << 4 | (uint32_t)hex_digit(p[i]);
	return v;
}

/* \uXXXX, and its second half if it is a pair; p is behind the u. */
static const char *
unescape_unit(const char *p, const char *end, char **to)
{
	uint32_t cp = unit_at(p);

	p += 4;
	if (cp >= 0xd800 && cp < 0xdc00 && end - p >= 6 && p[0] == '\\' &&
	    p[1] == 'u') {
		uint32_t low = unit_at(p + 2);

		if (low >= 0xdc00 && low < 0xe000) {
			cp = 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00);
			p += 6;
		}
	}
	if (cp >= 0xd800 && cp < 0xe000)
		cp = VL_UTF8_BAD;
	*to += vl_utf8_encode(*to, cp);
	return p;
}

int64_t
vl_json_unquote(struct vl_str s, char *to)
{
	static const char from[] = "bfnrt";
	static const char into[] = "\b\f\n\r\t";
	const char *p = s.p + 1;
	const char *end = s.p + s.n - 1;
	char *start = to;

	while (p < end) {
		const char *known;

		if (*p != '\\') {
			*to++ = *p++;
			continue;
		}
		p++;
		if (*p == 'u') {
			p = unescape_unit(p + 1, end, &to);
			continue;
		}
		known = strchr(from, *p);
		*to++ = known ? into[known - from] : *p;
		p++;
	}
	return to - start;
}
