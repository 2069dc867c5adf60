/*
 * f_str.c -- functions of text.
 *
 * Characters are code points.  A result that is a part of its argument borrows
 * the bytes.
 */
#include "base/utf8.h"
#include "expr/call.h"

/* Text columns of a call, walked row by row. */
static struct vl_str
text(const struct vl_call *c, int i, int64_t row)
{
	return arg_text(&c->arg[i], row);
}

static int64_t
integer(const struct vl_call *c, int i, int64_t row)
{
	return ((const int64_t *)c->arg[i].data)[row * arg_step(&c->arg[i])];
}

/* ---- text to text of about the same length ---- */

/* Writes the new text at `to`, which has room for 2 n + 8 bytes. */
typedef int64_t map_fn(char *to, struct vl_str s);

static int
map_text(struct vl_call *c, map_fn *f, struct vl_column *out)
{
	struct vl_view *data = call_data(c, out);
	struct text_room room = { .arena = c->arena };

	for (int64_t i = 0; i < out->rows; i++) {
		struct vl_str s = text(c, 0, i);
		char *to = text_room(&room, 2 * s.n + 8);

		data[i] = text_done(&room, to, f(to, s));
	}
	return 0;
}

static int64_t
lower(char *to, struct vl_str s)
{
	if (text_is_ascii(s.p, s.n)) {
		vl_ascii_lower(to, s.p, s.n);
		return s.n;
	}
	return vl_utf8_lower(to, s.p, s.n);
}

static int64_t
upper(char *to, struct vl_str s)
{
	if (text_is_ascii(s.p, s.n)) {
		vl_ascii_upper(to, s.p, s.n);
		return s.n;
	}
	return vl_utf8_upper(to, s.p, s.n);
}

static int64_t
reverse(char *to, struct vl_str s)
{
	char *end = to + s.n;

	for (int64_t i = 0; i < s.n;) {
		uint32_t cp;
		int n = vl_utf8_decode(s.p + i, s.n - i, &cp);

		end -= n;
		memcpy(end, s.p + i, (size_t)n);
		i += n;
	}
	return s.n;
}

static bool
is_word_char(const char *p, int64_t n)
{
	unsigned char ch = (unsigned char)*p;

	(void)n;
	return ch >= 0x80 || (ch >= '0' && ch <= '9') ||
	    (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');
}

/* The first letter of every word upper, the others lower case. */
static int64_t
initcap(char *to, struct vl_str s)
{
	bool inside = false;
	char *from = to;

	for (int64_t i = 0; i < s.n;) {
		uint32_t cp;
		int n = vl_utf8_decode(s.p + i, s.n - i, &cp);
		char few[2 * VL_UTF8_LEN + 8];
		int64_t used = inside ? vl_utf8_lower(few, s.p + i, n) :
					vl_utf8_upper(few, s.p + i, n);

		memcpy(to, few, (size_t)used);
		to += used;
		inside = is_word_char(s.p + i, n);
		i += n;
	}
	return to - from;
}

static int
eval_lower(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return map_text(c, lower, out);
}

static int
eval_upper(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return map_text(c, upper, out);
}

static int
eval_reverse(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return map_text(c, reverse, out);
}

static int
eval_initcap(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return map_text(c, initcap, out);
}

/* ---- lengths and places ---- */

typedef int64_t measure_fn(struct vl_str s);

static int
measure(struct vl_call *c, measure_fn *f, struct vl_column *out)
{
	int64_t *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++)
		data[i] = f(text(c, 0, i));
	return 0;
}

static int64_t
characters(struct vl_str s)
{
	if (text_is_ascii(s.p, s.n))
		return s.n;
	return vl_utf8_count(s.p, s.n);
}

static int64_t
octets(struct vl_str s)
{
	return s.n;
}

static int64_t
bits(struct vl_str s)
{
	return 8 * s.n;
}

static int64_t
first_code_point(struct vl_str s)
{
	uint32_t cp = 0;

	if (s.n > 0)
		vl_utf8_decode(s.p, s.n, &cp);
	return cp == VL_UTF8_BAD ? 0xfffd : cp;
}

static int
eval_length(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return measure(c, characters, out);
}

static int
eval_octet_length(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return measure(c, octets, out);
}

static int
eval_bit_length(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return measure(c, bits, out);
}

static int
eval_ascii(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return measure(c, first_code_point, out);
}

/* Where needle begins in s, in characters from 1; 0 if nowhere. */
static int64_t
place_of(struct vl_str s, struct vl_str needle)
{
	int64_t at = text_find(s, needle);

	return at < 0 ? 0 : vl_utf8_count(s.p, at) + 1;
}

static int
eval_strpos(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	int64_t *data = call_data(c, out);

	(void)err;
	for (int64_t i = 0; i < out->rows; i++)
		data[i] = place_of(text(c, 0, i), text(c, 1, i));
	return 0;
}

static int
eval_position(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	int64_t *data = call_data(c, out);

	(void)err;
	for (int64_t i = 0; i < out->rows; i++)
		data[i] = place_of(text(c, 1, i), text(c, 0, i));
	return 0;
}

typedef bool test_fn(struct vl_str s, struct vl_str part);

static int
test_pairs(struct vl_call *c, test_fn *f, struct vl_column *out)
{
	uint8_t *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++)
		data[i] = f(text(c, 0, i), text(c, 1, i));
	return 0;
}

static bool
contains(struct vl_str s, struct vl_str part)
{
	return text_find(s, part) >= 0;
}

static int
eval_starts(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return test_pairs(c, vl_str_starts, out);
}

static int
eval_ends(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return test_pairs(c, vl_str_ends, out);
}

static int
eval_contains(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return test_pairs(c, contains, out);
}

/* ---- parts ---- */

/* s without the characters of `set` on the sides asked for. */
static struct vl_str
strip(struct vl_str s, struct vl_str set, bool left, bool right)
{
	while (left && s.n > 0) {
		int64_t n = vl_utf8_offset(s.p, s.n, 1);

		if (vl_str_find(set, (struct vl_str){ s.p, n }) < 0)
			break;
		s.p += n;
		s.n -= n;
	}
	while (right && s.n > 0) {
		int64_t n = 1;

		while (n < s.n && (s.p[s.n - n] & 0xc0) == 0x80)
			n++;
		if (vl_str_find(set, (struct vl_str){ s.p + s.n - n, n }) < 0)
			break;
		s.n -= n;
	}
	return s;
}

static int
trim(struct vl_call *c, bool left, bool right, struct vl_column *out)
{
	struct vl_view *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++)
		data[i] = text_borrow(strip(text(c, 0, i),
		    c->count > 1 ? text(c, 1, i) : VL_STR(" \t\n\v\f\r"), left,
		    right));
	return 0;
}

static int
eval_trim(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return trim(c, true, true, out);
}

static int
eval_ltrim(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return trim(c, true, false, out);
}

static int
eval_rtrim(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return trim(c, false, true, out);
}

/* Characters from .. to (from 0, to excluded); to < 0: the rest. */
static struct vl_view
part_of(struct vl_str s, int64_t from, int64_t to)
{
	int64_t a;
	int64_t b;

	if (from >= s.n || (to >= 0 && to <= from))
		return (struct vl_view){ 0 };
	to = to < 0 || to > s.n ? s.n : to;
	if (text_is_ascii(s.p, to))
		return vl_view_slack(s.p + from, to - from);
	a = vl_utf8_offset(s.p, s.n, from);
	b = to == s.n ? s.n : a + vl_utf8_offset(s.p + a, s.n - a, to - from);
	return vl_view(s.p + a, b - a);
}

/* As PostgreSQL: positions below 1 exist, but nothing stands there. */
static int
eval_substr(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	struct vl_view *data = call_data(c, out);

	(void)err;
	for (int64_t i = 0; i < out->rows; i++) {
		int64_t start = integer(c, 1, i);
		int64_t end = INT64_MAX;

		if (c->count > 2) {
			int64_t n = integer(c, 2, i);

			if (n <= 0)
				end = start;
			else if (VL_ADD_OVERFLOW(start, n, &end))
				end = INT64_MAX;
		}
		start = start < 1 ? 1 : start;
		data[i] = end <= start ? (struct vl_view){ 0 } :
					 part_of(text(c, 0, i), start - 1,
					     end == INT64_MAX ? -1 : end - 1);
	}
	return 0;
}

/* The first n characters; n < 0: all but the last -n. */
static int
eval_left(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	struct vl_view *data = call_data(c, out);

	(void)err;
	for (int64_t i = 0; i < out->rows; i++) {
		struct vl_str s = text(c, 0, i);
		int64_t n = integer(c, 1, i);

		if (n < 0)
			n = n < -s.n ? 0 : vl_utf8_count(s.p, s.n) + n;
		data[i] = n <= 0 ? (struct vl_view){ 0 } : part_of(s, 0, n);
	}
	return 0;
}

static int
eval_right(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	struct vl_view *data = call_data(c, out);

	(void)err;
	for (int64_t i = 0; i < out->rows; i++) {
		struct vl_str s = text(c, 0, i);
		int64_t n = integer(c, 1, i);
		int64_t all = vl_utf8_count(s.p, s.n);
		int64_t from;

		if (n < 0)
			from = n < -all ? all : -n;
		else
			from = n > all ? 0 : all - n;
		data[i] = part_of(s, from, -1);
	}
	return 0;
}

/* The n-th of the parts between separators; n < 0 counts from the end. */
static struct vl_view
split_part(struct vl_str s, struct vl_str by, int64_t n)
{
	int64_t count = 1;
	int64_t at;

	if (by.n == 0)
		return n == 1 || n == -1 ? text_borrow(s) :
					   (struct vl_view){ 0 };
	if (n < 0) {
		struct vl_str rest = s;

		while ((at = vl_str_find(rest, by)) >= 0) {
			rest.p += at + by.n;
			rest.n -= at + by.n;
			count++;
		}
		n = n < -count ? 0 : count + n + 1;
		if (n <= 0)
			return (struct vl_view){ 0 };
	}
	while (--n > 0) {
		at = vl_str_find(s, by);
		if (at < 0)
			return (struct vl_view){ 0 };
		s.p += at + by.n;
		s.n -= at + by.n;
	}
	at = vl_str_find(s, by);
	return vl_view(s.p, at < 0 ? s.n : at);
}

static int
eval_split_part(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	struct vl_view *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++) {
		int64_t n = integer(c, 2, i);

		data[i] = (struct vl_view){ 0 };
		if (n == 0 && call_live(out, i))
			return vl_fail(
			    err, VL_EVALUE, "split_part() counts from 1");
		if (n != 0)
			data[i] = split_part(text(c, 0, i), text(c, 1, i), n);
	}
	return 0;
}

/* ---- joining ---- */

static int
eval_join_two(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	struct vl_view *data = call_data(c, out);
	struct text_room room = { .arena = c->arena };

	for (int64_t i = 0; i < out->rows; i++) {
		struct vl_str x = text(c, 0, i);
		struct vl_str y = text(c, 1, i);
		char *to;

		if (x.n + y.n > TEXT_MAX)
			return text_too_long(c, err);
		to = text_room(&room, x.n + y.n);
		memcpy(to, x.p, (size_t)x.n);
		memcpy(to + x.n, y.p, (size_t)y.n);
		data[i] = text_done(&room, to, x.n + y.n);
	}
	return 0;
}

/* Arguments from `first` on, joined by `between`; NULLs are left out. */
static int
join_row(struct vl_call *c, int first, struct vl_str between, int64_t row,
    struct text_room *room, struct vl_view *to, struct vl_err *err)
{
	int64_t total = 0;
	bool any = false;
	char *p;

	for (int i = first; i < c->count; i++)
		if (!vl_column_is_null(&c->arg[i], row))
			total += text(c, i, row).n + between.n;
	if (total > TEXT_MAX)
		return text_too_long(c, err);
	p = text_room(room, total);
	total = 0;
	for (int i = first; i < c->count; i++) {
		struct vl_str s;

		if (vl_column_is_null(&c->arg[i], row))
			continue;
		if (any && between.n > 0) {
			memcpy(p + total, between.p, (size_t)between.n);
			total += between.n;
		}
		any = true;
		s = text(c, i, row);
		memcpy(p + total, s.p, (size_t)s.n);
		total += s.n;
	}
	*to = text_done(room, p, total);
	return 0;
}

static int
eval_concat(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	struct vl_view *data = call_data(c, out);
	struct text_room room = { .arena = c->arena };

	for (int64_t i = 0; i < out->rows; i++)
		VL_TRY(join_row(c, 0, VL_STR(""), i, &room, &data[i], err));
	return 0;
}

static int
eval_concat_ws(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	struct vl_view *data = call_data(c, out);
	struct text_room room = { .arena = c->arena };
	uint64_t *valid = NULL;

	for (int64_t i = 0; i < out->rows; i++) {
		data[i] = (struct vl_view){ 0 };
		if (vl_column_is_null(&c->arg[0], i)) {
			if (valid == NULL)
				valid = call_valid(c, out);
			vl_bit_clear(valid, i);
			continue;
		}
		VL_TRY(join_row(c, 1, text(c, 0, i), i, &room, &data[i], err));
	}
	return 0;
}

/* Arguments of concat() and || are text, or are cast to it. */
static int
as_text(const char *name, struct vl_arena *a, int count,
    const struct vl_expr *const *arg, int64_t at, const struct vl_expr **out,
    struct vl_err *err)
{
	const struct vl_expr **args = vl_new(a, const struct vl_expr *, count);

	for (int i = 0; i < count; i++)
		VL_TRY(vl_expr_cast(
		    a, arg[i], vl_type(VL_TYPE_TEXT), false, &args[i], err));
	return vl_expr_call(a, vl_str(name), count, args, at, out, err);
}

static int
rewrite_concat(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    int64_t at, const struct vl_expr **out, struct vl_err *err)
{
	return as_text("concat", a, count, arg, at, out, err);
}

static int
rewrite_concat_ws(struct vl_arena *a, int count,
    const struct vl_expr *const *arg, int64_t at, const struct vl_expr **out,
    struct vl_err *err)
{
	return as_text("concat_ws", a, count, arg, at, out, err);
}

static int
rewrite_join(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    int64_t at, const struct vl_expr **out, struct vl_err *err)
{
	return as_text("||", a, count, arg, at, out, err);
}

/* ---- making longer, changing ---- */

static int
eval_repeat(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	struct vl_view *data = call_data(c, out);
	struct text_room room = { .arena = c->arena };

	for (int64_t i = 0; i < out->rows; i++) {
		struct vl_str s = text(c, 0, i);
		int64_t n = integer(c, 1, i);
		char *to;

		data[i] = (struct vl_view){ 0 };
		if (!call_live(out, i) || n <= 0 || s.n == 0)
			continue;
		if (n > TEXT_MAX / s.n)
			return text_too_long(c, err);
		to = text_room(&room, n * s.n);
		for (int64_t k = 0; k < n; k++)
			memcpy(to + k * s.n, s.p, (size_t)s.n);
		data[i] = text_done(&room, to, n * s.n);
	}
	return 0;
}

/* Bytes of the first n characters of `fill`, said again and again. */
static int64_t
fill_bytes(struct vl_str fill, int64_t n)
{
	int64_t all = vl_utf8_count(fill.p, fill.n);

	return n / all * fill.n + vl_utf8_offset(fill.p, fill.n, n % all);
}

static int
pad(struct vl_call *c, bool left, struct vl_column *out, struct vl_err *err)
{
	struct vl_view *data = call_data(c, out);
	struct text_room room = { .arena = c->arena };

	for (int64_t i = 0; i < out->rows; i++) {
		struct vl_str s = text(c, 0, i);
		struct vl_str fill = c->count > 2 ? text(c, 2, i) : VL_STR(" ");
		int64_t want = integer(c, 1, i);
		int64_t missing = want - vl_utf8_count(s.p, s.n);
		int64_t n;
		char *to;

		data[i] = (struct vl_view){ 0 };
		if (!call_live(out, i) || want <= 0)
			continue;
		if (missing <= 0 || fill.n == 0) {
			data[i] = part_of(s, 0, want);
			continue;
		}
		if (missing > TEXT_MAX / VL_UTF8_LEN)
			return text_too_long(c, err);
		n = fill_bytes(fill, missing);
		to = text_room(&room, n + s.n);
		for (int64_t k = 0; k < n; k++)
			to[(left ? 0 : s.n) + k] = fill.p[k % fill.n];
		memcpy(to + (left ? n : 0), s.p, (size_t)s.n);
		data[i] = text_done(&room, to, n + s.n);
	}
	return 0;
}

static int
eval_lpad(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return pad(c, true, out, err);
}

static int
eval_rpad(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return pad(c, false, out, err);
}

/* Bytes of s with every `from` replaced; writes them if to is not NULL. */
static int64_t
replace(struct vl_str s, struct vl_str from, struct vl_str by, char *to)
{
	int64_t total = 0;
	int64_t at;

	while ((at = text_find(s, from)) >= 0) {
		if (to) {
			memcpy(to + total, s.p, (size_t)at);
			memcpy(to + total + at, by.p, (size_t)by.n);
		}
		total += at + by.n;
		s.p += at + from.n;
		s.n -= at + from.n;
	}
	if (to)
		memcpy(to + total, s.p, (size_t)s.n);
	return total + s.n;
}

static int
eval_replace(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	struct vl_view *data = call_data(c, out);
	struct text_room room = { .arena = c->arena };

	for (int64_t i = 0; i < out->rows; i++) {
		struct vl_str s = text(c, 0, i);
		struct vl_str from = text(c, 1, i);
		struct vl_str by = text(c, 2, i);
		int64_t n;
		char *to;

		if (from.n == 0 || text_find(s, from) < 0) {
			data[i] = text_borrow(s);
			continue;
		}
		n = replace(s, from, by, NULL);
		if (n > TEXT_MAX)
			return text_too_long(c, err);
		to = text_room(&room, n);
		replace(s, from, by, to);
		data[i] = text_done(&room, to, n);
	}
	return 0;
}

/* Every character of `from` becomes the one at its place in `by`, or goes. */
static int64_t
translate(struct vl_str s, struct vl_str from, struct vl_str by, char *to)
{
	char *start = to;

	for (int64_t i = 0; i < s.n;) {
		uint32_t cp;
		int n = vl_utf8_decode(s.p + i, s.n - i, &cp);
		struct vl_str one = { s.p + i, n };
		int64_t at = vl_str_find(from, one);

		i += n;
		if (at >= 0) {
			int64_t k = vl_utf8_count(from.p, at);
			int64_t begin = vl_utf8_offset(by.p, by.n, k);

			one.p = by.p + begin;
			one.n = begin == by.n ?
			    0 :
			    vl_utf8_offset(by.p + begin, by.n - begin, 1);
		}
		memcpy(to, one.p, (size_t)one.n);
		to += one.n;
	}
	return to - start;
}

static int
eval_translate(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	struct vl_view *data = call_data(c, out);
	struct text_room room = { .arena = c->arena };

	for (int64_t i = 0; i < out->rows; i++) {
		struct vl_str s = text(c, 0, i);
		char *to;

		if (s.n > TEXT_MAX / VL_UTF8_LEN)
			return text_too_long(c, err);
		to = text_room(&room, s.n * VL_UTF8_LEN);
		data[i] = text_done(
		    &room, to, translate(s, text(c, 1, i), text(c, 2, i), to));
	}
	return 0;
}

static int
eval_chr(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	struct vl_view *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++) {
		int64_t v = integer(c, 0, i);
		char to[VL_UTF8_LEN];

		data[i] = (struct vl_view){ 0 };
		if (!call_live(out, i))
			continue;
		if (v <= 0 || v > 0x10ffff || (v >= 0xd800 && v < 0xe000))
			return vl_fail(err, VL_EVALUE,
			    "chr(%lld): there is no such character",
			    (long long)v);
		data[i] = vl_view(to, vl_utf8_encode(to, (uint32_t)v));
	}
	return 0;
}

static int
eval_to_hex(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	struct vl_view *data = call_data(c, out);
	struct text_room room = { .arena = c->arena };

	(void)err;
	for (int64_t i = 0; i < out->rows; i++) {
		uint64_t v = (uint64_t)integer(c, 0, i);
		char digits[16];
		int n = 0;
		char *to = text_room(&room, 16);

		do {
			digits[n++] = "0123456789abcdef"[v & 15];
			v >>= 4;
		} while (v);
		for (int k = 0; k < n; k++)
			to[k] = digits[n - 1 - k];
		data[i] = text_done(&room, to, n);
	}
	return 0;
}

/* clang-format off */
#define F(z, takes, gives, f, text, value) \
	{ z, "string", takes, gives, 0, .eval = f, .doc = text, \
	    .example = value }
const struct vl_func func_str[] = {
	F("lower", "VARCHAR", "VARCHAR", eval_lower, "Lower case.",
	    "lower('AbC') = abc"),
	F("upper", "VARCHAR", "VARCHAR", eval_upper, "Upper case.",
	    "upper('ab') = AB"),
	F("initcap", "VARCHAR", "VARCHAR", eval_initcap,
	    "Every word with a capital letter.",
	    "initcap('hi THERE') = Hi There"),
	F("length", "VARCHAR", "BIGINT", eval_length, "Number of characters.",
	    "length('añb') = 3"),
	F("len", "VARCHAR", "BIGINT", eval_length, "Number of characters.",
	    "len('abc') = 3"),
	F("char_length", "VARCHAR", "BIGINT", eval_length,
	    "Number of characters.", "char_length('abc') = 3"),
	F("character_length", "VARCHAR", "BIGINT", eval_length,
	    "Number of characters.", "character_length('') = 0"),
	F("octet_length", "VARCHAR", "BIGINT", eval_octet_length,
	    "Number of bytes.", "octet_length('añb') = 4"),
	F("bit_length", "VARCHAR", "BIGINT", eval_bit_length,
	    "Number of bits.", "bit_length('abc') = 24"),
	F("trim", "VARCHAR, [VARCHAR]", "VARCHAR", eval_trim,
	    "Without blanks, or those characters, at both ends.",
	    "trim('  a b ') = a b"),
	F("btrim", "VARCHAR, [VARCHAR]", "VARCHAR", eval_trim, "As trim().",
	    "btrim('xyaxx', 'xy') = a"),
	F("ltrim", "VARCHAR, [VARCHAR]", "VARCHAR", eval_ltrim,
	    "Without blanks, or those characters, in front.",
	    "ltrim('xyax', 'xy') = ax"),
	F("rtrim", "VARCHAR, [VARCHAR]", "VARCHAR", eval_rtrim,
	    "Without blanks, or those characters, at the end.",
	    "rtrim('xyax', 'xy') = xya"),
	F("reverse", "VARCHAR", "VARCHAR", eval_reverse,
	    "The characters from the last to the first.",
	    "reverse('añb') = bña"),
	F("left", "VARCHAR, BIGINT", "VARCHAR", eval_left,
	    "The first characters; all but the last -n if n is negative.",
	    "left('abcde', 2) = ab"),
	F("right", "VARCHAR, BIGINT", "VARCHAR", eval_right,
	    "The last characters; all but the first -n if n is negative.",
	    "right('abcde', 2) = de"),
	F("substr", "VARCHAR, BIGINT, [BIGINT]", "VARCHAR", eval_substr,
	    "Characters from a place on, counted from 1, at most so many.",
	    "substr('apac', 2, 2) = pa"),
	F("substring", "VARCHAR, BIGINT, [BIGINT]", "VARCHAR", eval_substr,
	    "As substr().", "substring('abc', 0, 2) = a"),
	F("position", "VARCHAR, VARCHAR", "BIGINT", eval_position,
	    "Where the first stands in the second, from 1; 0 if nowhere.",
	    "position('c' , 'añc') = 3"),
	F("strpos", "VARCHAR, VARCHAR", "BIGINT", eval_strpos,
	    "Where the second stands in the first, from 1; 0 if nowhere.",
	    "strpos('abc', 'c') = 3"),
	F("instr", "VARCHAR, VARCHAR", "BIGINT", eval_strpos,
	    "As strpos().", "instr('abc', 'x') = 0"),
	F("starts_with", "VARCHAR, VARCHAR", "BOOLEAN", eval_starts,
	    "Whether it begins so.", "starts_with('abc', 'ab') = true"),
	F("prefix", "VARCHAR, VARCHAR", "BOOLEAN", eval_starts,
	    "As starts_with().", "prefix('abc', 'b') = false"),
	F("^@", "VARCHAR, VARCHAR", "BOOLEAN", eval_starts,
	    "As starts_with().", "'abc' ^@ 'ab' = true"),
	F("ends_with", "VARCHAR, VARCHAR", "BOOLEAN", eval_ends,
	    "Whether it ends so.", "ends_with('abc', 'bc') = true"),
	F("suffix", "VARCHAR, VARCHAR", "BOOLEAN", eval_ends,
	    "As ends_with().", "suffix('abc', 'b') = false"),
	F("contains", "VARCHAR, VARCHAR", "BOOLEAN", eval_contains,
	    "Whether the second is in the first.",
	    "contains('abc', 'b') = true"),
	F("split_part", "VARCHAR, VARCHAR, BIGINT", "VARCHAR",
	    eval_split_part, "The n-th part between separators.",
	    "split_part('a-b-c', '-', 2) = b"),
	F("||", "VARCHAR, VARCHAR", "VARCHAR", eval_join_two,
	    "Both texts together.", "'a' || 'b' = ab"),
	{ "||", "string", "VARCHAR, ANY", "VARCHAR", 0,
	    .rewrite = rewrite_join, .doc = "The text and the value as text.",
	    .example = "'a' || 1 = a1" },
	{ "||", "string", "ANY, VARCHAR", "VARCHAR", 0,
	    .rewrite = rewrite_join, .doc = "The value as text, and the text.",
	    .example = "1.5 || 'a' = 1.5a" },
	{ "concat", "string", "VARCHAR...", "VARCHAR", VL_FUNC_NULLS,
	    .eval = eval_concat,
	    .doc = "All arguments as one text; NULLs are left out.",
	    .example = "concat('a', NULL, 'b') = ab" },
	{ "concat", "string", "ANY...", "VARCHAR", 0,
	    .rewrite = rewrite_concat,
	    .doc = "All arguments as one text; NULLs are left out.",
	    .example = "concat('a', 1, true) = a1true" },
	{ "concat_ws", "string", "VARCHAR, VARCHAR...", "VARCHAR",
	    VL_FUNC_NULLS, .eval = eval_concat_ws,
	    .doc = "Texts joined by the first argument, NULLs left out.",
	    .example = "concat_ws('-', 'a', NULL, 'b') = a-b" },
	{ "concat_ws", "string", "VARCHAR, ANY...", "VARCHAR", 0,
	    .rewrite = rewrite_concat_ws,
	    .doc = "Values joined by the first argument, NULLs left out.",
	    .example = "concat_ws('-', 1, 'b') = 1-b" },
	F("repeat", "VARCHAR, BIGINT", "VARCHAR", eval_repeat,
	    "The text so many times.", "repeat('ab', 3) = ababab"),
	F("lpad", "VARCHAR, BIGINT, [VARCHAR]", "VARCHAR", eval_lpad,
	    "Filled up in front to a length, or cut to it.",
	    "lpad('7', 3, '0') = 007"),
	F("rpad", "VARCHAR, BIGINT, [VARCHAR]", "VARCHAR", eval_rpad,
	    "Filled up at the end to a length, or cut to it.",
	    "rpad('abcd', 3) = abc"),
	F("replace", "VARCHAR, VARCHAR, VARCHAR", "VARCHAR", eval_replace,
	    "Every occurrence of the second becomes the third.",
	    "replace('banana', 'an', 'AN') = bANANa"),
	F("translate", "VARCHAR, VARCHAR, VARCHAR", "VARCHAR",
	    eval_translate, "Characters changed one by one.",
	    "translate('12345', '143', 'ax') = a2x5"),
	F("ascii", "VARCHAR", "BIGINT", eval_ascii,
	    "Number of the first character.", "ascii('A') = 65"),
	F("unicode", "VARCHAR", "BIGINT", eval_ascii, "As ascii().",
	    "unicode('é') = 233"),
	F("chr", "BIGINT", "VARCHAR", eval_chr,
	    "The character with that number.", "chr(233) = é"),
	F("to_hex", "BIGINT", "VARCHAR", eval_to_hex, "Hexadecimal digits.",
	    "to_hex(255) = ff"),
	{ 0 },
};
/* clang-format on */
