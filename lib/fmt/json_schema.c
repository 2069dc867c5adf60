/*
 * json_schema.c -- columns and types of a JSON input, from a sample spread
 * over it, or from all of it.
 */
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/err.h"
#include "col/schema.h"
#include "fmt/input.h"
#include "fmt/json_int.h"
#include "kern/kern.h"

enum {
#ifdef VL_TEST_SMALL
	SAMPLE_FIRST = 256,
	SAMPLE_PIECE = 64,
	SAMPLE_PIECES = 3,
#else
	SAMPLE_FIRST = 256 << 10, /* from the start */
	SAMPLE_PIECE = 64 << 10,  /* and from places spread over the rest */
	SAMPLE_PIECES = 15,
#endif
	SLACK = 64
};

static void
note_row(struct json_source *s)
{
	struct json_walk *w = &s->walk;

	if (w->slots > s->seen_cap) {
		int32_t cap = w->slots * 2;

		s->seen = vl_realloc(s->seen, cap * (int64_t)sizeof *s->seen);
		memset(s->seen + s->seen_cap, 0,
		    (size_t)(cap - s->seen_cap) * sizeof *s->seen);
		s->seen_cap = cap;
	}
	for (int32_t i = 0; i < w->slots; i++) {
		struct json_span *v = &w->span[i];

		if (v->len != 0)
			s->seen[i] |= json_seen(
			    w->base + v->from, json_span_len(*v), s->dates);
		v->len = 0;
	}
}

static void
forget_row(struct json_walk *w)
{
	for (int32_t i = 0; i < w->slots; i++)
		w->span[i].len = 0;
}

/*
 * Learn from the rows of a text; malformed ones are for the readers to report.
 * Returns how many rows there were.
 */
static int64_t
learn_text(struct json_source *s, struct json_cursor *c)
{
	int64_t rows = 0;
	int rc;

	json_walk_text(&s->walk, c->p, c->end - c->p);
	while ((rc = json_next_row(&s->walk, c, 0)) != 0) {
		if (rc > 0) {
			note_row(s);
			rows++;
			continue;
		}
		forget_row(&s->walk);
		if (!s->lines && !s->ignore_errors)
			break;
		json_skip_bad(&s->walk, c);
	}
	return rows;
}

/* The whole lines among p[0 .. n); all of it if nothing follows. */
static struct json_cursor
whole_lines(const char *p, int64_t n, bool first, bool last)
{
	struct json_cursor c = { p, p + n, JSON_AT_VALUE, last, false };

	if (!first)
		json_skip_line(&c);
	if (!last)
		while (c.end > c.p && c.end[-1] != '\n')
			c.end--;
	return c;
}

/* A few pieces more of a file, each some lines. */
static int
learn_pieces(struct json_source *s, char *buf, struct vl_err *err)
{
	int64_t size = vl_input_size(s->in);
	int64_t step = (size - SAMPLE_FIRST) / SAMPLE_PIECES;
	int64_t at = SAMPLE_FIRST;

	if (step < SAMPLE_PIECE)
		step = SAMPLE_PIECE;
	for (; at < size; at += step) {
		int64_t got =
		    vl_input_read_at(s->in, at, buf, SAMPLE_PIECE, err);

		if (got < 0)
			return (int)got;
		memset(buf + got, 0, SLACK);
		struct json_cursor c =
		    whole_lines(buf, got, false, at + got == size);

		learn_text(s, &c);
	}
	return 0;
}

static bool
is_blank(const char *p, int64_t n)
{
	for (int64_t i = 0; i < n; i++)
		if ((uint8_t)p[i] > ' ')
			return false;
	return true;
}

/*
 * Learn from the first n bytes; `last`: there are no more.  Returns the rows,
 * or an error if there is nothing at all.
 */
static int64_t
learn_head(struct json_source *s, char *buf, const char *p, int64_t n,
    bool last, struct vl_err *err)
{
	bool mark = n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0;

	s->start = mark ? 3 : 0;
	if (last && is_blank(p + s->start, n - s->start))
		return vl_fail(err, VL_EVALUE, "the input is empty");
	memcpy(buf, p, (size_t)n);
	memset(buf + n, 0, SLACK);
	struct json_cursor c =
	    whole_lines(buf + s->start, n - s->start, true, last || !s->lines);

	c.at = s->lines ? JSON_AT_VALUE : JSON_AT_START;
	c.last = last;
	c.lenient = s->ignore_errors;
	return learn_text(s, &c);
}

/*
 * A file is sampled here and there; of a pipe, what it gives at once, as soon
 * as there is a whole row.
 */
int
json_learn_sample(struct json_source *s, struct vl_err *err)
{
	bool seekable = vl_input_seekable(s->in);
	char *buf = vl_alloc_buffer(VL_INPUT_PEEK_MAX + SLACK);
	const char *p;
	int64_t n;
	int64_t rows;

	/* More and more lines, as a row may take many. */
	for (int lines = 1;; lines *= 2) {
		n = rows = vl_input_sample(
		    s->in, SAMPLE_FIRST, lines, &p, &s->whole, err);
		if (n < 0)
			break;
		rows = learn_head(s, buf, p, n, s->whole, err);
		if (rows != 0 || s->whole || n >= SAMPLE_FIRST)
			break;
	}
	int rc = rows < 0 ? (int)rows : 0;

	if (rc == 0 && seekable && s->lines && !s->whole)
		rc = learn_pieces(s, buf, err);
	vl_dealloc(buf);
	if (rc == 0 && rows == 0 && !s->whole)
		rc = json_learn_all(s, err);
	return rc;
}

int
json_supply_open(struct json_supply *p, struct json_source *s, bool keep,
    const _Atomic bool *until, struct vl_err *err)
{
	*p = (struct json_supply){ 0 };
	if (!vl_input_seekable(s->in) && s->passed)
		VL_TRY(vl_input_rewind(s->in, err));
	if (!s->passed && keep)
		vl_input_keep(s->in, s->tmpdir, until);
	s->kept |= keep && !s->passed;
	s->passed = true;
	if (s->lines) {
		struct vl_block_rules rules = {
			.text = { .newline = '\n',
			    .quote = -1,
			    .escape = -1,
			    .comment = -1 },
			.start = s->start,
			.line = 1,
		};

		p->blocks = vl_blocks_new(s->in, &rules);
	} else {
		p->split = json_split_new(s->in, s->start, s->ignore_errors);
	}
	return 0;
}

int
json_supply_next(struct json_supply *p, struct vl_block *b,
    struct json_cursor *c, struct vl_err *err)
{
	if (p->split)
		return json_split_next(p->split, b, c, err);
	int rc = vl_blocks_next(p->blocks, b, err);

	const char *at = b->n > 0 ? b->p : "";

	*c = (struct json_cursor){ at, at + b->n, JSON_AT_VALUE, false, false };
	return rc;
}

void
json_supply_stop(struct json_supply *p)
{
	if (p->split)
		json_split_stop(p->split);
	else
		vl_blocks_stop(p->blocks);
}

void
json_supply_release(struct json_supply *p)
{
	vl_blocks_free(p->blocks);
	json_split_free(p->split);
}

int
json_learn_all(struct json_source *s, struct vl_err *err)
{
	struct json_supply supply;
	struct json_cursor c;
	struct vl_block b = { 0 };
	int rc = json_supply_open(&supply, s, true, NULL, err);

	if (rc < 0)
		return rc;
	while ((rc = json_supply_next(&supply, &b, &c, err)) > 0)
		if (b.n > 0)
			learn_text(s, &c);
	s->whole = rc == 0;
	vl_block_release(&b);
	json_supply_release(&supply);
	return rc;
}

const struct vl_type *
json_declared(const struct json_source *s, struct vl_str name)
{
	for (int i = 0; i < s->declared_count; i++)
		if (vl_str_eq(s->declared[i].name, name))
			return &s->declared[i].type;
	return NULL;
}

/* A declared column that no row had so far is one all the same. */
static int
add_declared(struct json_source *s, struct vl_err *err)
{
	struct json_walk *w = &s->walk;

	for (int i = 0; i < s->declared_count; i++) {
		struct vl_str name = s->declared[i].name;
		int32_t k = json_keys_find(&w->keys, name);

		if (k != 0 && w->keys.key[k].slot >= 0)
			continue;
		if (s->closed)
			return vl_fail(err, VL_EUSAGE,
			    "option 'types': '%.*s' is not among the columns",
			    (int)name.n, name.p);
		if (json_walk_add(w, name) < 0)
			return vl_fail(err, VL_ELIMIT, "too many columns");
	}
	return 0;
}

static void
set_field(struct json_source *s, const struct json_key *key, struct vl_field *f)
{
	const struct vl_type *declared = json_declared(s, json_key_name(key));
	unsigned seen = s->seen[key->slot];

	f->name = vl_str_copy(&s->arena, json_key_name(key));
	f->type = declared ? *declared : json_type(&s->arena, seen);
	f->unseen = declared == NULL && seen == 0;
}

int
json_make_schema(struct json_source *s, struct vl_err *err)
{
	struct json_walk *w = &s->walk;
	struct vl_schema *schema;
	struct vl_field *field;

	VL_TRY(add_declared(s, err));
	note_row(s); /* of no values: room for all columns */
	schema = vl_schema_new(&s->arena, w->slots, &field);
	for (int32_t k = 1; k < w->keys.count; k++) {
		const struct json_key *key = &w->keys.key[k];

		if (key->slot >= 0)
			set_field(s, key, &field[key->slot]);
	}
	s->base.schema = schema;
	return 0;
}

int
json_bad_row(const struct json_source *s, const struct vl_block *b,
    const struct json_walk *w, struct vl_err *err)
{
	const char *line = w->bad_at;
	int64_t number = b->line;

	while (line > b->p && line[-1] != '\n')
		line--;
	for (const char *p = b->p; p < line; p++)
		number += *p == '\n';
	vl_fail(err, VL_EVALUE, "malformed JSON: %s", w->bad_why);
	vl_err_at(err, VL_PHASE_READ, -1);
	if (w->lines && *w->bad_at == '\n')
		vl_err_hint(err, "-F json reads values that span lines");
	else if (w->lines)
		vl_err_hint(err, "--ignore-errors skips such lines");
	return vl_err_place(err, s->base.name, number,
	    w->bad_at - line + 1 + (line == b->p ? b->before : 0));
}
