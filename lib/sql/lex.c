/* lex.c -- bytes to tokens: blanks, comments, names, strings, numbers. */
#include "sql/lex.h"

#include "base/buf.h"
#include "base/num.h"
#include "base/utf8.h"

static const struct vl_str word_text[] = { { "", 0 },
#define X(sym, text, flag) { text, sizeof(text) - 1 },
	SQL_WORDS(X)
#undef X
};

static const char word_flag[] = { 'N',
#define X(sym, text, flag) #flag[0],
	SQL_WORDS(X)
#undef X
};

static const struct vl_str sign_text[] = { { "", 0 },
#define X(sym, text) { text, sizeof(text) - 1 },
	SQL_SIGNS(X)
#undef X
};

static const char *const fault_text[] = { "",
#define X(sym, text) text,
	SQL_FAULTS(X)
#undef X
};

/* What word processors make of SQL, and what was meant. */
static const struct {
	const char *bytes;
	const char *name;
	const char *meant;
} lookalikes[] = {
	{ "\xc2\xa0", "a no-break space", "a space" },
	{ "\xe3\x80\x80", "an ideographic space", "a space" },
	{ "\xe2\x80\x98", "a curved quote", "'" },
	{ "\xe2\x80\x99", "a curved quote", "'" },
	{ "\xe2\x80\x9c", "a curved quote", "\"" },
	{ "\xe2\x80\x9d", "a curved quote", "\"" },
	{ "\xef\xbc\x8c", "a full-width comma", "," },
	{ "\xef\xbc\x9b", "a full-width semicolon", ";" },
	{ "\xef\xbc\x88", "a full-width parenthesis", "(" },
	{ "\xef\xbc\x89", "a full-width parenthesis", ")" },
};

static bool
is_blank(unsigned char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_name_start(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	    c >= 0x80;
}

static bool
is_name_part(unsigned char c)
{
	return is_name_start(c) || is_digit(c) || c == '$';
}

/* The value of a digit in any base up to 16, or 99. */
static int
digit_value(unsigned char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 99;
}

/* The byte at offset at, or NUL behind the end (NUL is in no token). */
static unsigned char
byte_at(const struct lexer *l, int64_t at)
{
	return at < l->text.n ? (unsigned char)l->text.p[at] : 0;
}

/* The lookalike that starts at offset at, or -1. */
static int
lookalike_at(const struct lexer *l, int64_t at)
{
	struct vl_str rest = { l->text.p + at, l->text.n - at };

	for (int i = 0; i < VL_COUNTOF(lookalikes); i++)
		if (vl_str_starts(rest, vl_str(lookalikes[i].bytes)))
			return i;
	return -1;
}

/* The offset behind a comment that nests, or -1 if it is never closed. */
static int64_t
skip_comment(const struct lexer *l, int64_t at)
{
	int64_t depth = 0;

	for (; at + 1 < l->text.n; at++) {
		if (l->text.p[at] == '/' && l->text.p[at + 1] == '*') {
			depth++;
			at++;
		} else if (l->text.p[at] == '*' && l->text.p[at + 1] == '/') {
			at++;
			if (--depth == 0)
				return at + 1;
		}
	}
	return -1;
}

/* Skip blanks and comments; FAULT_COMMENT leaves the place at the comment. */
static enum sql_fault
skip_blanks(struct lexer *l)
{
	for (;;) {
		unsigned char c = byte_at(l, l->at);
		unsigned char d = byte_at(l, l->at + 1);

		if (is_blank(c)) {
			l->at++;
		} else if (c == '-' && d == '-') {
			while (l->at < l->text.n && l->text.p[l->at] != '\n')
				l->at++;
		} else if (c == '/' && d == '*') {
			int64_t end = skip_comment(l, l->at);

			if (end < 0)
				return FAULT_COMMENT;
			l->at = end;
		} else {
			return FAULT_NONE;
		}
	}
}

/* The word of that spelling in any case. */
static enum sql_word
find_word(struct vl_str s)
{
	int lo = 1;
	int hi = (int)VL_COUNTOF(word_text) - 1;
	char up[24];

	if (s.n >= (int64_t)sizeof up)
		return WORD_NONE;
	for (int64_t i = 0; i < s.n; i++)
		up[i] = s.p[i] >= 'a' && s.p[i] <= 'z' ?
		    (char)(s.p[i] - 'a' + 'A') :
		    s.p[i];
	while (lo <= hi) {
		int mid = (lo + hi) / 2;
		int cmp =
		    vl_str_cmp((struct vl_str){ up, s.n }, word_text[mid]);

		if (cmp == 0)
			return (enum sql_word)mid;
		if (cmp < 0)
			hi = mid - 1;
		else
			lo = mid + 1;
	}
	return WORD_NONE;
}

/* One escape of E'...' at p (behind the backslash): the bytes that it takes,
 * with its value in *out, or 0 if it is malformed. */
static int
escape_at(const char *p, int64_t n, uint32_t *out)
{
	static const char from[] = "bfnrt\\'\"/";
	static const char to[] = "\b\f\n\r\t\\'\"/";
	const char *hit;
	int digits = 0;
	int take = 0;
	int base = 16;
	int skip = 1;

	if (n < 1 || *p == '\0')
		return 0;
	if ((hit = strchr(from, *p)) != NULL) {
		*out = (unsigned char)to[hit - from];
		return 1;
	}
	if (*p == 'x' || *p == 'u' || *p == 'U') {
		take = *p == 'x' ? 2 : *p == 'u' ? 4 : 8;
	} else {
		base = 8;
		take = 3;
		skip = 0;
	}
	*out = 0;
	while (digits < take && skip + digits < n) {
		int v = digit_value((unsigned char)p[skip + digits]);

		if (v >= base)
			break;
		*out = *out * (uint32_t)base + (uint32_t)v;
		digits++;
	}
	/* \x and octal give bytes: only ASCII is sure to be UTF-8. */
	if (digits == 0 || *out == 0 || (take > 3 && digits < take) ||
	    (take <= 3 && *out > 0x7f) || *out > 0x10ffff ||
	    (*out >= 0xd800 && *out <= 0xdfff))
		return 0;
	return skip + digits;
}

/* '...' or "..." from the quote on, where a doubled quote is one. */
static void
lex_quoted(struct lexer *l, struct token *t, unsigned char quote)
{
	int64_t at = l->at + 1;

	for (;;) {
		const char *hit =
		    memchr(l->text.p + at, quote, (size_t)(l->text.n - at));

		if (!hit) {
			t->kind = TOK_BAD;
			t->fault = quote == '"' ? FAULT_QUOTED : FAULT_STRING;
			l->at = l->text.n;
			return;
		}
		at = hit - l->text.p + 1;
		if (byte_at(l, at) != quote)
			break;
		at++;
	}
	if (quote == '"' && at - l->at == 2) {
		t->kind = TOK_BAD;
		t->fault = FAULT_EMPTY_NAME;
	} else {
		t->kind = quote == '"' ? TOK_QUOTED : TOK_STRING;
	}
	l->at = at;
}

/* E'...' from the E on. */
static void
lex_escaped(struct lexer *l, struct token *t)
{
	int64_t at = l->at + 2;
	uint32_t value;

	t->kind = TOK_STRING;
	for (; at < l->text.n; at++) {
		if (l->text.p[at] == '\'') {
			if (byte_at(l, at + 1) != '\'')
				break;
			at++;
		} else if (l->text.p[at] == '\\') {
			int n = escape_at(
			    l->text.p + at + 1, l->text.n - at - 1, &value);

			if (n == 0) {
				t->kind = TOK_BAD;
				t->fault = FAULT_ESCAPED;
				n = 1;
			}
			at += n;
		}
	}
	if (at >= l->text.n) {
		t->kind = TOK_BAD;
		t->fault = FAULT_STRING;
		l->at = l->text.n;
		return;
	}
	l->at = at + 1;
}

/* X'...' from the X on. */
static void
lex_blob(struct lexer *l, struct token *t)
{
	int64_t digits = 0;

	l->at++;
	lex_quoted(l, t, '\'');
	if (t->kind != TOK_STRING)
		return;
	t->kind = TOK_BLOB;
	for (int64_t i = t->at + 2; i < l->at - 1; i++, digits++)
		if (digit_value((unsigned char)l->text.p[i]) > 15)
			t->kind = TOK_BAD;
	if (digits % 2 != 0)
		t->kind = TOK_BAD;
	if (t->kind == TOK_BAD)
		t->fault = FAULT_HEX;
}

/* $tag$...$tag$, $1 or $name. */
static void
lex_dollar(struct lexer *l, struct token *t)
{
	int64_t at = l->at + 1;
	struct vl_str rest;
	int64_t hit;

	while (is_name_part(byte_at(l, at)) && byte_at(l, at) != '$')
		at++;
	if (byte_at(l, at) != '$') {
		t->kind = at > l->at + 1 ? TOK_PARAM : TOK_BAD;
		t->fault = t->kind == TOK_BAD ? FAULT_BYTE : FAULT_NONE;
		l->at = at;
		return;
	}
	at++;
	rest = (struct vl_str){ l->text.p + at, l->text.n - at };
	hit =
	    vl_str_find(rest, (struct vl_str){ l->text.p + l->at, at - l->at });
	if (hit < 0) {
		t->kind = TOK_BAD;
		t->fault = FAULT_DOLLAR;
		l->at = l->text.n;
		return;
	}
	t->kind = TOK_STRING;
	l->at = at + hit + (at - l->at);
}

/* Digits of a base with single _ between them; how many. */
static int64_t
skip_digits(struct lexer *l, int base)
{
	int64_t from = l->at;

	for (;;) {
		if (digit_value(byte_at(l, l->at)) < base)
			l->at++;
		else if (l->at > from && byte_at(l, l->at) == '_' &&
		    digit_value(byte_at(l, l->at + 1)) < base)
			l->at += 2;
		else
			return l->at - from;
	}
}

/* The value of 0x.., 0o.. or 0b..; false if it has no digits or too many. */
static bool
based_value(struct vl_str s, vl_i128 *out)
{
	int base = (s.p[1] | 0x20) == 'x' ? 16 : (s.p[1] | 0x20) == 'o' ? 8 : 2;

	*out = 0;
	for (int64_t i = 2; i < s.n; i++)
		if (s.p[i] != '_' &&
		    (VL_MUL_OVERFLOW(*out, base, out) ||
			VL_ADD_OVERFLOW(
			    *out, digit_value((unsigned char)s.p[i]), out)))
			return false;
	return s.n > 2;
}

/* 12, 0x1f, 1.5, .5, 1., 1e9. */
static void
lex_number(struct lexer *l, struct token *t)
{
	unsigned char kind = byte_at(l, l->at + 1) | 0x20;
	int base = kind == 'x' ? 16 : kind == 'o' ? 8 : kind == 'b' ? 2 : 10;
	bool bad = false;

	t->kind = TOK_INT;
	if (byte_at(l, l->at) == '0' && base != 10) {
		vl_i128 value;

		l->at += 2;
		skip_digits(l, base);
		t->len = l->at - t->at;
		bad = !based_value(lex_slice(l, t), &value);
	} else {
		skip_digits(l, 10);
		if (byte_at(l, l->at) == '.' && byte_at(l, l->at + 1) != '.') {
			t->kind = TOK_NUMBER;
			l->at++;
			skip_digits(l, 10);
		}
		if ((byte_at(l, l->at) | 0x20) == 'e') {
			t->kind = TOK_NUMBER;
			l->at++;
			if (byte_at(l, l->at) == '+' ||
			    byte_at(l, l->at) == '-')
				l->at++;
			bad = skip_digits(l, 10) == 0;
		}
	}
	while (is_name_part(byte_at(l, l->at))) {
		l->at++;
		bad = true;
	}
	if (bad) {
		t->kind = TOK_BAD;
		t->fault = FAULT_NUMBER;
	}
}

static void
lex_name(struct lexer *l, struct token *t)
{
	int64_t from = l->at;

	t->kind = TOK_NAME;
	while (is_name_part(byte_at(l, l->at))) {
		if (byte_at(l, l->at) >= 0xc2 && lookalike_at(l, l->at) >= 0) {
			if (l->at > from)
				break;
			t->kind = TOK_BAD;
			t->fault = FAULT_BYTE;
			l->at += 2 + (byte_at(l, from) >= 0xe0);
			return;
		}
		l->at++;
	}
	t->word = find_word((struct vl_str){ l->text.p + from, l->at - from });
}

static void
lex_sign(struct lexer *l, struct token *t)
{
	struct vl_str rest = { l->text.p + l->at, l->text.n - l->at };
	int64_t best = 0;

	for (int i = 1; i < VL_COUNTOF(sign_text); i++) {
		struct vl_str sign = sign_text[i];

		if (sign.p[0] == rest.p[0] && sign.n > best &&
		    vl_str_starts(rest, sign)) {
			best = sign.n;
			t->sign = (enum sql_sign)i;
		}
	}
	t->kind = best ? TOK_SIGN : TOK_BAD;
	t->fault = best ? FAULT_NONE : FAULT_BYTE;
	l->at += best ? best : 1;
	if (t->sign == SIGN_QUESTION)
		t->kind = TOK_PARAM;
}

struct token
lex_next(struct lexer *l)
{
	enum sql_fault fault = skip_blanks(l);
	struct token t = { .kind = TOK_END, .at = l->at };
	unsigned char c = byte_at(l, l->at);
	unsigned char d = byte_at(l, l->at + 1);

	if (fault != FAULT_NONE) {
		t.kind = TOK_BAD;
		t.fault = fault;
		l->at = l->text.n;
	} else if (l->at >= l->text.n) {
		return t;
	} else if ((c == 'e' || c == 'E') && d == '\'') {
		lex_escaped(l, &t);
	} else if ((c == 'x' || c == 'X') && d == '\'') {
		lex_blob(l, &t);
	} else if (is_name_start(c)) {
		lex_name(l, &t);
	} else if (c == '\'' || c == '"') {
		lex_quoted(l, &t, c);
	} else if (is_digit(c) || (c == '.' && is_digit(d))) {
		lex_number(l, &t);
	} else if (c == '$') {
		lex_dollar(l, &t);
	} else {
		lex_sign(l, &t);
	}
	t.len = l->at - t.at;
	return t;
}

/* The body of a quoted token with its doublings and escapes undone. */
static struct vl_str
unquote(struct vl_str body, char quote, bool escapes, struct vl_arena *a)
{
	struct vl_buf buf = { 0 };
	struct vl_str s;
	uint32_t c;

	for (int64_t i = 0; i < body.n; i++) {
		if (escapes && body.p[i] == '\\') {
			i += escape_at(body.p + i + 1, body.n - i - 1, &c);
			buf.len +=
			    vl_utf8_encode(vl_buf_room(&buf, VL_UTF8_LEN), c);
		} else {
			vl_buf_byte(&buf, body.p[i]);
			i += body.p[i] == quote;
		}
	}
	s = vl_str_copy(a, vl_buf_view(&buf));
	vl_buf_release(&buf);
	return s;
}

static struct vl_str
unhex(struct vl_str body, struct vl_arena *a)
{
	struct vl_str s = { NULL, body.n / 2 };
	char *to = vl_arena_text(a, s.n);

	for (int64_t i = 0; i < s.n; i++)
		to[i] = (char)(digit_value((unsigned char)body.p[2 * i]) * 16 +
		    digit_value((unsigned char)body.p[2 * i + 1]));
	s.p = to;
	return s;
}

struct vl_str
lex_value(const struct lexer *l, const struct token *t, struct vl_arena *a)
{
	struct vl_str s = lex_slice(l, t);
	int64_t skip = 1;

	if (t->kind == TOK_BLOB)
		return unhex((struct vl_str){ s.p + 2, s.n - 3 }, a);
	if (t->kind == TOK_STRING && *s.p == '$') {
		while (s.p[skip] != '$')
			skip++;
		skip++;
		return (struct vl_str){ s.p + skip, s.n - 2 * skip };
	}
	if (t->kind == TOK_STRING && *s.p != '\'')
		return unquote(
		    (struct vl_str){ s.p + 2, s.n - 3 }, '\'', true, a);
	if (t->kind == TOK_STRING || t->kind == TOK_QUOTED) {
		struct vl_str body = { s.p + 1, s.n - 2 };

		if (body.n == 0 || !memchr(body.p, *s.p, (size_t)body.n))
			return body;
		return unquote(body, *s.p, false, a);
	}
	return s;
}

struct vl_str
lex_digits(const struct lexer *l, const struct token *t, struct vl_arena *a)
{
	struct vl_str s = lex_slice(l, t);
	char *to = vl_arena_text(a, s.n + VL_NUM_ROOM);
	int64_t n = 0;
	vl_i128 value;

	if (s.n > 2 && s.p[0] == '0' && is_name_start((unsigned char)s.p[1]) &&
	    (s.p[1] | 0x20) != 'e' && based_value(s, &value))
		return (struct vl_str){ to, vl_print_i128(to, value) };
	for (int64_t i = 0; i < s.n; i++)
		if (s.p[i] != '_')
			to[n++] = s.p[i];
	return (struct vl_str){ to, n };
}

int
lex_complain(const struct lexer *l, const struct token *t, struct vl_err *err)
{
	unsigned char c = byte_at(l, t->at);
	int like = c >= 0xc2 ? lookalike_at(l, t->at) : -1;

	if (t->fault == FAULT_BYTE && like >= 0) {
		vl_fail(err, VL_ESYNTAX, "%s cannot stand in SQL",
		    lookalikes[like].name);
		vl_err_hint(err, "write %s", lookalikes[like].meant);
	} else if (t->fault == FAULT_BYTE) {
		vl_fail(err, VL_ESYNTAX, "byte 0x%02x cannot stand in SQL", c);
	} else {
		vl_fail(err, VL_ESYNTAX, "%s", fault_text[t->fault]);
	}
	return vl_err_at(err, VL_PHASE_PARSE, t->at);
}

const char *
lex_word_text(enum sql_word w)
{
	return word_text[w].p;
}

const char *
lex_sign_text(enum sql_sign s)
{
	return sign_text[s].p;
}

bool
lex_word_is_name(enum sql_word w)
{
	return word_flag[w] != 'R';
}

bool
lex_word_is_alias(enum sql_word w)
{
	return word_flag[w] == 'N';
}
