/*
 * json_frame.c -- where a value ends that may be malformed, so that those
 * behind it can be read: --ignore-errors.
 *
 * Brackets are matched and strings end with their line.  If that leads to
 * nothing, what follows begins at the next line that has its `{` in the same
 * column; of values that share a line, at the next line.
 */
#include <string.h>

#include "base/compiler.h"
#include "fmt/json_int.h"

enum {
	FRAME_MAX = 16 << 20 /* then a line that looks like a start is one */
};

struct frame {
	const char *p; /* of the value */
	const char *end;
	int64_t column;    /* of p, -1: it is not the first on its line */
	const char *start; /* of what seems to be the next value, or NULL */
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Blanks before p on its line; -1 if there is more than that. */
static int64_t
column_of(const char *text, const char *p)
{
	const char *from = p;

	while (from > text && is_blank(from[-1]))
		from--;
	return from == text || from[-1] == '\n' ? p - from : -1;
}

/* A newline: does the next value begin behind it? */
static void
see_line(struct frame *f, const char *newline)
{
	const char *p = newline + 1;

	if (f->start)
		return;
	if (f->column < 0) {
		f->start = p;
		return;
	}
	while (p < f->end && is_blank(*p))
		p++;
	if (p < f->end && *p == '{' && p - newline - 1 == f->column)
		f->start = p;
}

/* The quote that ends the string at p; a newline where none does. */
static const char *
string_end(const char *p, const char *end)
{
	for (p++; p < end && *p != '"' && *p != '\n'; p++)
		if (*p == '\\' && end - p > 1 && p[1] != '\n')
			p++;
	return p < end ? p : end;
}

/* Brackets open, and which of them are braces. */
struct open {
	uint64_t brace[JSON_DEPTH_MAX / 64];
	int depth;
};

static bool
push(struct open *o, char c)
{
	uint64_t bit = UINT64_C(1) << (o->depth & 63);
	uint64_t *word = &o->brace[o->depth >> 6];

	if (o->depth == JSON_DEPTH_MAX)
		return false;
	*word = c == '{' ? *word | bit : *word & ~bit;
	o->depth++;
	return true;
}

static bool
pop(struct open *o, char c)
{
	o->depth--;
	return (o->brace[o->depth >> 6] >> (o->depth & 63) & 1) == (c == '}');
}

enum match {
	WHOLE,  /* *at is behind the bracket that closes the one at f->p */
	BROKEN, /* there is none, as seen at *at */
	OPEN,   /* nor has it come by the end */
};

static enum match
match(struct frame *f, const char **at)
{
	struct open o = { .depth = 0 };
	bool fine = true;
	const char *p = f->p;

	for (; p < f->end && fine; p++) {
		if (*p == '"') {
			p = string_end(p, f->end);
			if (p == f->end)
				return OPEN;
			fine = *p == '"';
		} else if (*p == '{' || *p == '[') {
			fine = push(&o, *p);
		} else if (*p == '}' || *p == ']') {
			fine = pop(&o, *p);
		} else if (*p == '\n') {
			see_line(f, p);
		}
		*at = fine ? p + 1 : p;
		if (fine && o.depth == 0)
			return WHOLE;
		fine &= f->start == NULL || p - f->p <= FRAME_MAX;
	}
	return fine ? OPEN : BROKEN;
}

/* What is no object or array: up to where something else may begin. */
static const char *
skip_other(const char *p, const char *end)
{
	for (p++; p < end; p++)
		if (*p == ',' || *p == '{' || *p == ']' || *p == '\n')
			return p;
	return NULL;
}

/* Behind the object or array at p. */
static const char *
frame_nested(const char *text, const char *p, const char *end, bool last)
{
	struct frame f = { p, end, column_of(text, p), NULL };
	const char *at = p;
	enum match m = match(&f, &at);

	if (m == WHOLE)
		return at;
	if (m == OPEN && !last)
		return NULL;
	while (f.start == NULL &&
	    (at = memchr(at, '\n', (size_t)(end - at))) != NULL)
		see_line(&f, at++);
	return f.start;
}

const char *
json_frame(const char *text, const char *p, const char *end, bool last)
{
	const char *at = *p == '{' || *p == '[' ?
	    frame_nested(text, p, end, last) :
	    skip_other(p, end);

	return at == NULL && last ? end : at;
}

void
json_skip_bad(const struct json_walk *w, struct json_cursor *c)
{
	if (w->lines) {
		json_skip_line(c);
	} else if (c->at == JSON_AT_END || c->p >= c->end) {
		c->p = c->end;
		c->at = JSON_AT_END;
	} else {
		c->p = json_frame(w->base, c->p, c->end, true);
		if (c->at == JSON_AT_FIRST)
			c->at = JSON_AT_ELEMENT;
	}
}
