/*
 * quote.h -- where records end: the exact automaton of delimited text.
 *
 * The kernels of kern/scan.h know regular quoting only and see to it that
 * nothing else passes; this knows every text.  A quote opens a field at its
 * first byte and nowhere else (RFC 4180, 2.5); elsewhere outside quotes it is
 * a byte like any other: 5" pipe.  What follows a closing quote, up to the
 * next delimiter or newline, is outside quotes again; a row that has such text
 * is malformed, and this says where it ends.
 */
#ifndef VL_FMT_QUOTE_H
#define VL_FMT_QUOTE_H

#include <stdbool.h>
#include <stdint.h>

/* A byte, or -1 for none. */
struct vl_quote_rules {
	char newline;
	char delimiter;
	int16_t quote;   /* -1: every newline ends a record */
	int16_t escape;  /* before a quote inside quotes; -1: doubled quotes */
	int16_t comment; /* first byte of a line that is no record */
};

/* What the text up to some byte means for that byte. */
enum vl_quote_state {
	VL_QUOTE_OUT, /* 0 and 1: what the parity of quotes tells */
	VL_QUOTE_IN,
	VL_QUOTE_LITERAL, /* outside; the byte before is a quote, but no end */
	VL_QUOTE_ESCAPED, /* inside; the byte before is an escape */
	VL_QUOTE_COMMENT, /* in a line that is no record */
};

/* Can the text before this state be told from the parity of its quotes? */
static inline bool
vl_quote_is_plain(const struct vl_quote_rules *r)
{
	return r->escape < 0 && r->comment < 0;
}

/* The state behind byte c, which stands in state s and follows `before`. */
static inline enum vl_quote_state
vl_quote_step(
    const struct vl_quote_rules *r, enum vl_quote_state s, char before, char c)
{
	bool quote = r->quote >= 0 && (uint8_t)c == r->quote;

	if (s == VL_QUOTE_IN) {
		if (r->escape >= 0 && (uint8_t)c == r->escape)
			return VL_QUOTE_ESCAPED;
		return quote ? VL_QUOTE_OUT : VL_QUOTE_IN;
	}
	if (s == VL_QUOTE_ESCAPED)
		return VL_QUOTE_IN;
	if (c == r->newline)
		return VL_QUOTE_OUT;
	if (s == VL_QUOTE_COMMENT)
		return s;
	if (quote) {
		bool opens = s == VL_QUOTE_OUT &&
		    (before == r->delimiter || before == r->newline ||
			(uint8_t)before == r->quote);

		return opens ? VL_QUOTE_IN : VL_QUOTE_LITERAL;
	}
	if (r->comment >= 0 && before == r->newline && (uint8_t)c == r->comment)
		return VL_QUOTE_COMMENT;
	return VL_QUOTE_OUT;
}

/* Outside, so that a newline ends a record and a delimiter a field. */
static inline bool
vl_quote_is_out(enum vl_quote_state s)
{
	return s != VL_QUOTE_IN && s != VL_QUOTE_ESCAPED;
}

enum {
#ifdef VL_TEST_SMALL
	VL_QUOTE_STEP = 32,
#else
	VL_QUOTE_STEP = 4096, /* bytes around an irregular quote, one by one */
#endif
};

/*
 * How many bytes of p[0 .. n), which begins in state *s, are regular for sure:
 * n, or whole steps.  *s becomes the state behind them.  Looks at p[-1], p[n]
 * and p[n + 1]; 64 bytes behind p[n] are readable.
 */
int64_t vl_quote_regular(const struct vl_quote_rules *r, const char *p,
    int64_t n, enum vl_quote_state *s);

/*
 * Go on at p[from], in state *s, to behind the first newline that ends a
 * record, but not beyond p[n].  Returns the offset behind it, or -1 with *s
 * the state at p[n].  p[from - 1] is looked at.
 */
static inline int64_t
vl_quote_end(const struct vl_quote_rules *r, const char *p, int64_t from,
    int64_t n, enum vl_quote_state *s)
{
	for (int64_t i = from; i < n; i++) {
		bool out = vl_quote_is_out(*s);

		*s = vl_quote_step(r, *s, p[i - 1], p[i]);
		if (out && p[i] == r->newline)
			return i + 1;
	}
	return -1;
}

#endif
