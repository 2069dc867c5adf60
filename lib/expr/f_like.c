/*
 * f_like.c -- LIKE and ILIKE.
 *
 * A pattern is cut at its % into pieces.  The first must stand at the start,
 * the last at the end, and what is between is found from left to right: the
 * leftmost place of a piece never spoils a later one.
 */
#include "base/alloc.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "expr/call.h"

enum {
	PIECES = 64, /* more than anybody writes; else an error */
};

/* Literal bytes; bytes whose bit in `any` is set stand for a character. */
struct piece {
	int64_t from; /* in like.bytes */
	int64_t n;
	bool any;
};

struct like {
	struct vl_buf source; /* the pattern and escape it is made from */
	int64_t escape_at;    /* in it */
	struct vl_buf bytes;
	struct vl_buf any; /* a byte for each of bytes: 1 is _ */
	struct vl_buf fold;
	struct piece piece[PIECES];
	int count;
	bool open_start; /* begins with % */
	bool open_end;
	bool compiled;
};

static void
like_release(void *state)
{
	struct like *l = state;

	vl_buf_release(&l->source);
	vl_buf_release(&l->bytes);
	vl_buf_release(&l->any);
	vl_buf_release(&l->fold);
	vl_dealloc(l);
}

static void
add_byte(struct like *l, struct piece *p, char c, bool any)
{
	vl_buf_byte(&l->bytes, c);
	vl_buf_byte(&l->any, any);
	p->n++;
	p->any |= any;
}

static int
compile(
    struct like *l, struct vl_str p, struct vl_str escape, struct vl_err *err)
{
	struct piece *now = &l->piece[0];

	l->count = 0;
	vl_buf_reset(&l->bytes);
	vl_buf_reset(&l->any);
	*now = (struct piece){ 0 };
	l->open_start = p.n > 0 && p.p[0] == '%' &&
	    (escape.n == 0 || !vl_str_starts(p, escape));
	l->open_end = false;
	for (int64_t i = 0; i < p.n; i++) {
		struct vl_str rest = { p.p + i, p.n - i };

		l->open_end = false;
		if (escape.n > 0 && vl_str_starts(rest, escape)) {
			i += escape.n;
			if (i >= p.n)
				return vl_fail(err, VL_EVALUE,
				    "the pattern ends with its escape "
				    "character");
			add_byte(l, now, p.p[i], false);
		} else if (p.p[i] == '%') {
			l->open_end = true;
			if (now->n == 0)
				continue;
			if (++l->count == PIECES - 1)
				return vl_fail(err, VL_ELIMIT,
				    "a pattern with more than %d %%",
				    PIECES - 2);
			now = &l->piece[l->count];
			*now = (struct piece){ .from = l->bytes.len };
		} else {
			add_byte(l, now, p.p[i], p.p[i] == '_');
		}
	}
	l->count += now->n > 0;
	return 0;
}

/* Does the piece stand at s?  The bytes that it takes, or -1. */
static int64_t
stands(const struct like *l, const struct piece *p, struct vl_str s)
{
	const char *want = l->bytes.p + p->from;
	const char *any = l->any.p + p->from;
	int64_t at = 0;

	if (!p->any)
		return s.n >= p->n && memcmp(s.p, want, (size_t)p->n) == 0 ?
		    p->n :
		    -1;
	for (int64_t k = 0; k < p->n; k++) {
		if (at >= s.n)
			return -1;
		if (any[k])
			at += vl_utf8_offset(s.p + at, s.n - at, 1);
		else if (s.p[at++] != want[k])
			return -1;
	}
	return at;
}

/* The first place of the piece in s: its start, and its end; -1 if none. */
static int64_t
find(const struct like *l, const struct piece *p, struct vl_str s, int64_t *end)
{
	if (!p->any) {
		int64_t at =
		    text_find(s, (struct vl_str){ l->bytes.p + p->from, p->n });

		*end = at + p->n;
		return at;
	}
	for (int64_t i = 0; i < s.n; i += vl_utf8_offset(s.p + i, s.n - i, 1)) {
		int64_t n = stands(l, p, (struct vl_str){ s.p + i, s.n - i });

		*end = i + n;
		if (n >= 0)
			return i;
	}
	return -1;
}

/* The piece at the end of s: where it starts, or -1. */
static int64_t
stands_last(const struct like *l, const struct piece *p, struct vl_str s)
{
	int64_t start = s.n;

	/* As many characters as the piece has, counted from the end. */
	if (!p->any) {
		struct vl_str tail = { s.p + s.n - p->n, p->n };

		return s.n >= p->n && stands(l, p, tail) >= 0 ? s.n - p->n : -1;
	}
	for (int64_t k = p->n; k > 0; k--) {
		if (start <= 0)
			return -1;
		start--;
		while (l->any.p[p->from + k - 1] && start > 0 &&
		    (s.p[start] & 0xc0) == 0x80)
			start--;
	}
	return stands(l, p, (struct vl_str){ s.p + start, s.n - start }) ==
		s.n - start ?
	    start :
	    -1;
}

static bool
matches(const struct like *l, struct vl_str s)
{
	int first = 0;
	int last = l->count;
	int64_t n;

	if (l->count == 0)
		return l->open_start || s.n == 0;
	if (!l->open_start) {
		n = stands(l, &l->piece[0], s);
		if (n < 0)
			return false;
		s.p += n;
		s.n -= n;
		first = 1;
		if (l->count == 1)
			return l->open_end || s.n == 0;
	}
	if (!l->open_end) {
		n = stands_last(l, &l->piece[--last], s);
		if (n < 0)
			return false;
		s.n = n;
	}
	for (int i = first; i < last; i++) {
		if (find(l, &l->piece[i], s, &n) < 0)
			return false;
		s.p += n;
		s.n -= n;
	}
	return true;
}

/* The compiled pattern for a row; a constant one is compiled once. */
static int
pattern_of(struct vl_call *c, int64_t row, bool fold, struct like *l,
    struct vl_err *err)
{
	struct vl_str p = arg_text(&c->arg[1], row);
	struct vl_str escape =
	    c->count > 2 ? arg_text(&c->arg[2], row) : VL_STR("\\");

	if (l->compiled && l->escape_at == p.n &&
	    l->source.len == p.n + escape.n &&
	    memcmp(l->source.p, p.p, (size_t)p.n) == 0 &&
	    memcmp(l->source.p + p.n, escape.p, (size_t)escape.n) == 0)
		return 0;
	if (vl_utf8_count(escape.p, escape.n) > 1)
		return vl_fail(err, VL_EVALUE,
		    "ESCAPE takes one character, not '%.*s'",
		    (int)(escape.n < 40 ? escape.n : 40), escape.p);
	l->compiled = false;
	vl_buf_reset(&l->source);
	vl_buf_str(&l->source, p);
	vl_buf_str(&l->source, escape);
	l->escape_at = p.n;
	if (fold) {
		char *to;

		vl_buf_reset(&l->fold);
		to = vl_buf_room(&l->fold, 2 * p.n + 8);
		p.n = vl_utf8_lower(to, p.p, p.n);
		p.p = to;
	}
	VL_TRY(compile(l, p, escape, err));
	l->compiled = true;
	return 0;
}

/*
 * The common patterns, abc%, %abc and %abc%, without looking for pieces: all
 * rows at once, NULLs too, whose slots are texts as well.  False if the
 * pattern is none of them.
 */
static bool
like_simple(const struct like *l, const struct vl_column *x, bool want,
    int64_t rows, uint8_t *data)
{
	const struct vl_view *v = x->data;
	struct vl_str piece = { l->bytes.p, l->piece[0].n };
	struct vl_view start;

	if (l->count != 1 || l->piece[0].any || l->open_start + l->open_end < 1)
		return false;
	if (!l->open_start && piece.n >= 4) {
		/* Most are decided by the first four bytes. */
		start = vl_view(piece.p, piece.n);
		for (int64_t i = 0; i < rows; i++)
			data[i] = (memcmp(v[i].head, start.head, 4) == 0 &&
				      vl_str_starts(
					  vl_view_str(&v[i]), piece)) == want;
		return true;
	}
	for (int64_t i = 0; i < rows; i++) {
		struct vl_str s = vl_view_str(&v[i]);
		bool yes = s.n >= piece.n;

		if (l->open_start && l->open_end)
			yes = yes && text_find(s, piece) >= 0;
		else
			yes = yes &&
			    memcmp(s.p + (l->open_start ? s.n - piece.n : 0),
				piece.p, (size_t)piece.n) == 0;
		data[i] = yes == want;
	}
	return true;
}

static int
like(struct vl_call *c, bool fold, bool want, struct vl_column *out,
    struct vl_err *err)
{
	uint8_t *data = call_data(c, out);
	bool fixed = c->arg[1].form == VL_CONST &&
	    (c->count < 3 || c->arg[2].form == VL_CONST);
	struct like *l = *c->state;
	bool known = false;

	if (l == NULL)
		*c->state = l = vl_alloc_one(struct like);
	if (fixed && !fold && c->arg[0].form == VL_FLAT) {
		VL_TRY(pattern_of(c, 0, fold, l, err));
		if (like_simple(l, c->arg, want, out->rows, data))
			return 0;
	}
	for (int64_t i = 0; i < out->rows; i++) {
		struct vl_str s;

		data[i] = 0;
		if (!call_live(out, i))
			continue;
		if (!known)
			VL_TRY(pattern_of(c, i, fold, l, err));
		known = fixed;
		s = arg_text(&c->arg[0], i);
		if (fold) {
			char *to;

			vl_buf_reset(&l->fold);
			to = vl_buf_room(&l->fold, 2 * s.n + 8);
			s.n = vl_utf8_lower(to, s.p, s.n);
			s.p = to;
		}
		data[i] = matches(l, s) == want;
	}
	return 0;
}

static int
eval_like(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return like(c, false, true, out, err);
}

static int
eval_ilike(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return like(c, true, true, out, err);
}

static int
eval_not_like(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return like(c, false, false, out, err);
}

static int
eval_not_ilike(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return like(c, true, false, out, err);
}

/* clang-format off */
#define F(z, takes, f, text, value) \
	{ z, "pattern", takes, "BOOLEAN", 0, .eval = f, \
	    .release = like_release, .doc = text, .example = value }
const struct vl_func func_like[] = {
	F("like", "VARCHAR, VARCHAR, [VARCHAR]", eval_like,
	    "Whether it matches: % is any text, _ one character.",
	    "'banana' LIKE 'b%n_' = true"),
	F("~~", "VARCHAR, VARCHAR", eval_like, "As LIKE.",
	    "'a' ~~ 'b' = false"),
	F("not like", "VARCHAR, VARCHAR, [VARCHAR]", eval_not_like,
	    "Whether it does not match.", "'a%b' NOT LIKE 'a!%b' ESCAPE '!' = false"),
	F("ilike", "VARCHAR, VARCHAR, [VARCHAR]", eval_ilike,
	    "As LIKE, whatever the case.", "'BANANA' ILIKE '%nan%' = true"),
	F("~~*", "VARCHAR, VARCHAR", eval_ilike, "As ILIKE.",
	    "'A' ~~* 'a' = true"),
	F("not ilike", "VARCHAR, VARCHAR, [VARCHAR]", eval_not_ilike,
	    "Whether it does not match, whatever the case.",
	    "'ABC' NOT ILIKE 'a%' = false"),
	{ 0 },
};
/* clang-format on */
