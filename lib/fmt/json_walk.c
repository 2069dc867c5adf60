/*
 * json_walk.c -- walk JSON text: check it, and note where values stand.
 *
 * Strings are jumped over: the bitmaps of kern/json.h say where each ends and
 * whether there is anything in it to look at.  The rest is read byte by byte,
 * which is little: keys are compared with the one expected, 16 bytes at once.
 *
 * The text ends with a quote bit and a special bit one past its last byte, and
 * a zero byte there, so that nothing runs on.
 */
#include <string.h>

#include "base/alloc.h"
#include "base/bits.h"
#include "base/buf.h"
#include "base/num.h"
#include "base/utf8.h"
#include "fmt/json_int.h"
#include "kern/kern.h"

void
json_walk_init(struct json_walk *w, enum json_unknown unknown)
{
	*w = (struct json_walk){
		.unknown = unknown, .lines = true, .stride = 1
	};
	w->name = vl_alloc_one(struct vl_buf);
	json_keys_init(&w->keys);
}

void
json_walk_release(struct json_walk *w)
{
	json_keys_release(&w->keys);
	vl_dealloc(w->quote);
	vl_dealloc(w->special);
	vl_dealloc(w->span);
	vl_buf_release(w->name);
	vl_dealloc(w->name);
	*w = (struct json_walk){ 0 };
}

/* Where a byte is no UTF-8 a string needs a closer look, too. */
static void
mark_not_utf8(struct json_walk *w)
{
	const struct vl_kern_utf8 *kern = vl_kern()->utf8;
	int64_t at = kern->valid(w->base, w->n);

	while (at < w->n) {
		vl_bit_set(w->special, at++);
		at += kern->valid(w->base + at, w->n - at);
	}
}

void
json_walk_text(struct json_walk *w, const char *p, int64_t n)
{
	int64_t words =
	    vl_bits_words(n) + 2; /* one bit more, unaligned loads */

	if (words > w->bits_cap) {
		w->bits_cap = words + words / 8;
		vl_dealloc(w->quote);
		vl_dealloc(w->special);
		w->quote = vl_alloc_buffer(w->bits_cap * 8);
		w->special = vl_alloc_buffer(w->bits_cap * 8);
	}
	w->base = p;
	w->n = n;
	vl_kern()->json->mark(p, n, w->quote, w->special);
	for (int64_t i = vl_bits_words(n); i < words; i++)
		w->quote[i] = w->special[i] = 0;
	vl_bit_set(w->quote, n);
	vl_bit_set(w->special, n);
	mark_not_utf8(w);
}

static VL_NOINLINE const char *
fail(struct json_walk *w, const char *at, const char *why)
{
	w->bad_at = at;
	w->bad_why = why;
	return NULL;
}

static inline bool
is_space(const struct json_walk *w, char c)
{
	return c == ' ' || c == '\t' || c == '\r' || (c == '\n' && !w->lines);
}

const char *
json_skip_space(const struct json_walk *w, const char *p)
{
	while (is_space(w, *p))
		p++;
	return p;
}

/* There is mostly none. */
static inline const char *
space(const struct json_walk *w, const char *p)
{
	return VL_LIKELY((uint8_t)*p > ' ') ? p : json_skip_space(w, p);
}

/* Four hexadecimal digits as a number, or -1. */
static int32_t
hex4(const char *p)
{
	int32_t v = 0;

	for (int i = 0; i < 4; i++) {
		char c = p[i];
		int32_t d = c >= '0' && c <= '9'       ? c - '0' :
		    (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 :
							 -1;

		if (d < 0)
			return -1;
		v = v << 4 | d;
	}
	return v;
}

/* What is wrong with the special byte at `at` of a string, or NULL. */
static const char *
string_fault(const struct json_walk *w, const char *at, const char *end)
{
	if (*at == '\n' && w->lines)
		return "the string does not end on its line";
	if ((uint8_t)*at < 0x20)
		return "a control character in a string must be escaped";
	if (*at != '\\')
		return "invalid UTF-8";
	if (at[1] == '\0' || strchr("\"\\/bfnrtu", at[1]) == NULL)
		return "no such escape";
	if (at[1] == 'u' && (end - at < 6 || hex4(at + 2) < 0))
		return "\\u needs four hexadecimal digits";
	return NULL;
}

/* A string that ends at `end`, special bytes in it: is it well-formed? */
static VL_NOINLINE bool
check_string(struct json_walk *w, const char *p, const char *end)
{
	int64_t to = end - w->base;

	for (int64_t i = p - w->base; i < to; i++) {
		if (!vl_bit_get(w->special, i))
			continue;
		const char *at = w->base + i;
		const char *why = string_fault(w, at, end);

		if (why) {
			fail(w, at, why);
			return false;
		}
		i += *at != '\\' ? 0 : at[1] == 'u' ? 5 : 1;
	}
	if (to < w->n)
		return true;
	fail(w, end, "the string does not end");
	return false;
}

/* 57 bits or more of a bitmap, from bit `at` on. */
static inline uint64_t
bits_at(const uint64_t *map, int64_t at)
{
	uint64_t v;

	memcpy(&v, (const char *)map + (at >> 3), sizeof v);
	return v >> (at & 7);
}

/* A long string, or one with something in it. */
static VL_NOINLINE const char *
walk_string_slow(struct json_walk *w, const char *p, uint32_t *escaped)
{
	int64_t from = p - w->base;
	int64_t word = from >> 6;
	uint64_t above = ~vl_bits_below(from & 63);
	uint64_t q = w->quote[word] & above;
	uint64_t special = 0;

	for (; q == 0; q = w->quote[++word]) {
		special |= w->special[word] & above;
		above = ~UINT64_C(0);
	}
	special |= w->special[word] & above & (q ^ (q - 1));
	const char *end = w->base + (word << 6) + VL_CTZ64(q);

	if (special == 0)
		return end;
	if (!check_string(w, p, end))
		return NULL;
	if (memchr(p, '\\', (size_t)(end - p)))
		*escaped = JSON_ESCAPED;
	return end;
}

/* p is behind the opening quote: the closing one. */
static inline const char *
walk_string(struct json_walk *w, const char *p, uint32_t *escaped)
{
	int64_t at = p - w->base;
	uint64_t q = bits_at(w->quote, at);
	uint64_t special = bits_at(w->special, at);

	/* Without a quote in sight, q ^ (q - 1) is everything: long. */
	if (VL_UNLIKELY(q == 0 || (special & (q ^ (q - 1))) != 0))
		return walk_string_slow(w, p, escaped);
	return p + VL_CTZ64(q);
}

/* Behind the digits at p. */
static inline const char *
walk_digits(const char *p)
{
	for (;;) {
		uint64_t bad = vl_num_bad(vl_num_lanes(p, 8));

		if (bad != 0)
			return p + (VL_CTZ64(bad) >> 3);
		p += 8;
	}
}

static inline const char *
walk_number(struct json_walk *w, const char *p)
{
	p += *p == '-';
	const char *end = walk_digits(p);

	if (end == p)
		return fail(w, p, "expected a digit");
	if (*p == '0' && end - p > 1)
		return fail(w, p, "a number must not begin with 0");
	if (*end == '.') {
		p = end + 1;
		end = walk_digits(p);
		if (end == p)
			return fail(w, p, "expected a digit");
	}
	if ((*end | 32) == 'e') {
		p = end + 1;
		p += *p == '-' || *p == '+';
		end = walk_digits(p);
		if (end == p)
			return fail(w, p, "expected a digit");
	}
	return end;
}

/* Behind the string at p. */
VL_FORCE_INLINE const char *
walk_text(struct json_walk *w, const char *p, uint32_t *escaped)
{
	const char *end = walk_string(w, p + 1, escaped);

	return end ? end + 1 : NULL;
}

/* Behind anything but an array or an object. */
static const char *
walk_scalar(struct json_walk *w, const char *p, uint32_t *escaped)
{
	switch (*p) {
	case '"': return walk_text(w, p, escaped);
	case '-':
	case '0':
	case '1':
	case '2':
	case '3':
	case '4':
	case '5':
	case '6':
	case '7':
	case '8':
	case '9': return walk_number(w, p);
	case 't':
		if (memcmp(p, "true", 4) == 0)
			return p + 4;
		break;
	case 'n':
		if (memcmp(p, "null", 4) == 0)
			return p + 4;
		break;
	case 'f':
		if (memcmp(p, "false", 5) == 0)
			return p + 5;
		break;
	default: break;
	}
	return fail(w, p, "expected a value");
}

/* Behind `"key":` and the spaces of a nested object. */
static inline const char *
walk_member(struct json_walk *w, const char *p)
{
	uint32_t escaped = 0;

	if (*p != '"')
		return fail(w, p, "expected a key");
	p = walk_string(w, p + 1, &escaped);
	if (p == NULL)
		return NULL;
	p = space(w, p + 1);
	if (*p != ':')
		return fail(w, p, "expected ':'");
	return space(w, p + 1);
}

/* Behind the array or object at p.  A bit a level says which of them it is. */
static const char *
walk_nested(struct json_walk *w, const char *p)
{
	uint64_t kinds[JSON_DEPTH_MAX / 64] = { 0 }; /* set: an object */
	uint32_t escaped = 0;
	int depth = 0;

open:
	if (depth == JSON_DEPTH_MAX)
		return fail(w, p, "nested more than 1024 deep");
	vl_bit_put(kinds, depth++, *p == '{');
	p = space(w, p + 1);
	if (*p == (vl_bit_get(kinds, depth - 1) ? '}' : ']'))
		goto close;
value:
	if (vl_bit_get(kinds, depth - 1)) {
		p = walk_member(w, p);
		if (p == NULL)
			return NULL;
	}
	if (*p == '{' || *p == '[')
		goto open;
	p = *p == '"' ? walk_text(w, p, &escaped) : walk_scalar(w, p, &escaped);
	if (p == NULL)
		return NULL;
behind:
	p = space(w, p);
	if (*p == ',') {
		p = space(w, p + 1);
		goto value;
	}
	if (*p != (vl_bit_get(kinds, depth - 1) ? '}' : ']'))
		return fail(w, p,
		    vl_bit_get(kinds, depth - 1) ? "expected ',' or '}'" :
						   "expected ',' or ']'");
close:
	p++;
	if (--depth > 0)
		goto behind;
	return p;
}

static inline const char *
walk_any(struct json_walk *w, const char *p, uint32_t *escaped)
{
	if (VL_LIKELY(*p == '"'))
		return walk_text(w, p, escaped);
	if (*p == '{' || *p == '[')
		return walk_nested(w, p);
	return walk_scalar(w, p, escaped);
}

const char *
json_walk_value(struct json_walk *w, const char *p)
{
	uint32_t escaped = 0;

	return walk_any(w, p, &escaped);
}

int32_t
json_walk_add(struct json_walk *w, struct vl_str name)
{
	int32_t k = json_keys_add(&w->keys, name, w->slots);

	if (k == 0)
		return -1;
	if (w->slots == w->slots_cap) {
		w->slots_cap = w->slots_cap ? w->slots_cap * 2 : 64;
		w->span = vl_realloc(w->span,
		    w->slots_cap * w->stride * (int64_t)sizeof *w->span);
	}
	memset(w->span + w->slots * w->stride, 0,
	    (size_t)w->stride * sizeof *w->span);
	w->slots++;
	return k;
}

/*
 * The index of a key that no row had so far; 0, the key before the first,
 * serves those that are not worth remembering.  -1: it must not be.
 */
static int32_t
new_key(struct json_walk *w, const char *p, struct vl_str name)
{
	int32_t k;

	w->met_unknown = true;
	if (w->unknown == JSON_STOP) {
		fail(w, p, "a key that no row had before");
		return -1;
	}
	if (w->unknown == JSON_IGNORE)
		return json_keys_add(&w->keys, name, -1);
	k = json_walk_add(w, name);
	if (k < 0)
		fail(w, p, "too many keys, or one too long");
	return k;
}

/*
 * The key at p, which is not the one expected: its index, and *end behind its
 * closing quote.  -1: malformed, or unknown and that matters.
 */
static VL_NOINLINE int32_t
find_key(struct json_walk *w, const char *p, const char **end)
{
	uint32_t escaped = 0;
	struct vl_str name;
	int32_t k;

	if (*p != '"') {
		fail(w, p, "expected a key");
		return -1;
	}
	*end = walk_string(w, p + 1, &escaped);
	if (*end == NULL)
		return -1;
	name = (struct vl_str){ p + 1, *end - p - 1 };
	++*end;
	if (escaped) {
		vl_buf_reset(w->name);
		json_unescape(name.p, name.n, w->name);
		name = vl_buf_view(w->name);
	}
	k = json_keys_find(&w->keys, name);
	return k != 0 ? k : new_key(w, p, name);
}

static inline bool
is_key(const struct json_walk *w, const struct json_key *k, const char *p)
{
	uint64_t word[2];

	memcpy(word, p, sizeof word);
	if ((((word[0] ^ k->word[0]) & k->mask[0]) |
		((word[1] ^ k->word[1]) & k->mask[1])) != 0)
		return false;
	if (VL_LIKELY(k->len <= 16))
		return k->len > 0;
	return k->len <= w->base + w->n - p &&
	    memcmp(p, k->text, (size_t)k->len) == 0;
}

const char *
json_walk_row(struct json_walk *w, const char *p, int64_t row)
{
	int32_t before = 0; /* the key before this one */

	if (*p != '{')
		return fail(w, p, "expected an object");
	p = space(w, p + 1);
	if (*p == '}')
		return p + 1;
	for (;;) {
		int32_t k = w->keys.key[before].next;
		const struct json_key *key = &w->keys.key[k];
		const char *end = p + key->len;
		uint32_t escaped = 0;

		if (VL_UNLIKELY(!is_key(w, key, p))) {
			k = find_key(w, p, &end);
			if (k < 0)
				return NULL;
			w->keys.key[before].next = k;
			key = &w->keys.key[k];
		}
		end = space(w, end);
		if (*end != ':')
			return fail(w, end, "expected ':'");
		p = space(w, end + 1);
		end = walk_any(w, p, &escaped);
		if (end == NULL)
			return NULL;
		if (VL_UNLIKELY(end - p > JSON_VALUE_MAX))
			return fail(w, p, "a value longer than 64 MiB");
		if (key->slot >= 0)
			w->span[key->slot * w->stride + row] =
			    (struct json_span){ (uint32_t)(p - w->base),
				    (uint32_t)(end - p) | escaped };
		p = space(w, end);
		if (*p == '}')
			return p + 1;
		if (*p != ',')
			return fail(w, p, "expected ',' or '}'");
		p = space(w, p + 1);
		before = k;
	}
}

static int
next_line(struct json_walk *w, struct json_cursor *c, int64_t row)
{
	const char *p = c->p;

	while (p < c->end && (*p == '\n' || is_space(w, *p)))
		p++;
	c->p = p;
	if (p >= c->end)
		return 0;
	p = json_walk_row(w, p, row);
	if (p == NULL)
		return -1;
	p = space(w, p);
	if (p < c->end && *p != '\n') {
		fail(w, p, "expected the end of the line");
		return -1;
	}
	c->p = p;
	return 1;
}

/* Step over what comes before an element: 1 if there is one, 0 at the end. */
static int
before_value(struct json_walk *w, struct json_cursor *c)
{
	const char *p = json_skip_space(w, c->p);

	if (c->at == JSON_AT_START) {
		c->at = *p == '[' ? JSON_AT_FIRST : JSON_AT_VALUE;
		if (*p == '[')
			p = json_skip_space(w, p + 1);
	}
	if (*p == ']' && (c->at == JSON_AT_FIRST || c->at == JSON_AT_ELEMENT)) {
		c->at = JSON_AT_END;
		p = json_skip_space(w, p + 1);
	}
	c->p = p;
	if (p < c->end && c->at == JSON_AT_ELEMENT) {
		if (*p == ',') {
			p = c->p = json_skip_space(w, p + 1);
		} else if (*p != '{' || !c->lenient) {
			fail(w, p, "expected ',' or ']'");
			return -1;
		}
	}
	if (p < c->end && c->at != JSON_AT_END)
		return 1;
	if (p >= c->end &&
	    (!c->last || c->at == JSON_AT_END || c->at == JSON_AT_VALUE))
		return 0;
	fail(w, p,
	    p < c->end ? "something follows the end of the array" :
			 "the array does not end");
	return -1;
}

int
json_next_row(struct json_walk *w, struct json_cursor *c, int64_t row)
{
	int rc;

	if (w->lines)
		return next_line(w, c, row);
	rc = before_value(w, c);
	if (rc <= 0)
		return rc;
	const char *p = json_walk_row(w, c->p, row);

	if (p == NULL)
		return -1;
	if (c->at == JSON_AT_FIRST)
		c->at = JSON_AT_ELEMENT;
	c->p = p;
	return 1;
}

void
json_skip_line(struct json_cursor *c)
{
	const char *end = memchr(c->p, '\n', (size_t)(c->end - c->p));

	c->p = end ? end + 1 : c->end;
}

/* The code point of the \uXXXX at p, or of two that are a surrogate pair; its
 * bytes in the text. */
static int64_t
unicode_escape(const char *p, const char *end, uint32_t *code)
{
	uint32_t high = (uint32_t)hex4(p + 2);
	uint32_t low;

	*code = high >= 0xd800 && high < 0xe000 ? 0xfffd : high;
	if (high < 0xd800 || high >= 0xdc00 || end - p < 12 || p[6] != '\\' ||
	    p[7] != 'u')
		return 6;
	low = (uint32_t)hex4(p + 8);
	if (low < 0xdc00 || low >= 0xe000)
		return 6;
	*code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
	return 12;
}

void
json_unescape(const char *p, int64_t n, struct vl_buf *out)
{
	static const char from[] = "bfnrt";
	static const char to[] = "\b\f\n\r\t";
	const char *end = p + n;

	while (p < end) {
		const char *escape = memchr(p, '\\', (size_t)(end - p));
		const char *at;
		uint32_t code;

		vl_buf_add(out, p, (escape ? escape : end) - p);
		if (escape == NULL)
			return;
		if (escape[1] == 'u') {
			p = escape + unicode_escape(escape, end, &code);
			out->len +=
			    vl_utf8_encode(vl_buf_room(out, VL_UTF8_LEN), code);
			continue;
		}
		at = memchr(from, escape[1], 5);
		vl_buf_byte(out, at ? to[at - from] : escape[1]);
		p = escape + 2;
	}
}
