/* block.c -- cut an input into blocks of whole records, in parallel. */
#include "fmt/block.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/err.h"
#include "fmt/input.h"
#include "fmt/recode.h"
#include "kern/kern.h"

enum {
	EDGE = 64, /* before the data, so that it is aligned */
#ifdef VL_TEST_SMALL
	AHEAD = 16,
#else
	AHEAD = 4096, /* read beyond a block at once: most records end there */
#endif
};

/*
 * What the block in turn needs to know of all those before it.  Told by the
 * worker of block `turn - 1` once it has surveyed its bytes.
 */
struct chain {
	pthread_mutex_t lock;
	pthread_cond_t told;
	int64_t turn;
	enum vl_quote_state state;
	int64_t line;
	bool failed;
};

struct vl_blocks {
	struct vl_input *in;
	struct vl_block_rules rules;
	int64_t total; /* bytes of a seekable input; -1: a sequence */
	_Atomic int64_t next;
	atomic_bool stopped;
	struct chain chain; /* of a sequence: held while it is read */

	/* Of a sequence. */
	struct vl_buf rest; /* begins with a record whose end is not here */
	struct vl_recode *recode;
	struct vl_err fault; /* where reading stopped, behind `rest` */
	bool begun;
	bool ended;
};

/* What there is in a range of bytes. */
struct survey {
	struct vl_scan_counts counts;
	unsigned irregular; /* of vl_kern_scan: bit 1 outside, bit 2 inside */
};

struct vl_blocks *
vl_blocks_new(struct vl_input *in, const struct vl_block_rules *rules)
{
	struct vl_blocks *s = vl_alloc_one(struct vl_blocks);

	s->in = in;
	s->rules = *rules;
	if (s->rules.size <= 0)
		s->rules.size = VL_BLOCK_BYTES;
	s->total = -1;
	if (vl_input_seekable(in) && rules->encoding == NULL)
		s->total = vl_input_size(in);
	pthread_mutex_init(&s->chain.lock, NULL);
	pthread_cond_init(&s->chain.told, NULL);
	s->chain.line = rules->line;
	return s;
}

void
vl_blocks_free(struct vl_blocks *s)
{
	if (s == NULL)
		return;
	pthread_cond_destroy(&s->chain.told);
	pthread_mutex_destroy(&s->chain.lock);
	vl_recode_free(s->recode);
	vl_buf_release(&s->rest);
	vl_dealloc(s);
}

void
vl_block_release(struct vl_block *b)
{
	vl_dealloc(b->buf);
	*b = (struct vl_block){ 0 };
}

void
vl_blocks_stop(struct vl_blocks *s)
{
	atomic_store(&s->stopped, true);
}

int64_t
vl_blocks_count(const struct vl_blocks *s)
{
	int64_t bytes = s->total - s->rules.start;

	return bytes <= 0 ? 1 : (bytes - 1) / s->rules.size + 1;
}

/* Room for n bytes and one more; the first `keep` stay, and the edge. */
static char *
block_room(struct vl_block *b, int64_t keep, int64_t n)
{
	if (b->buf == NULL || b->cap < n) {
		char *old = b->buf;

		b->buf = vl_alloc_buffer(EDGE + n + 1);
		b->cap = n;
		if (old)
			memcpy(b->buf, old, (size_t)(EDGE + keep));
		else
			memset(b->buf, 0, EDGE);
		vl_dealloc(old);
	}
	return b->buf + EDGE;
}

/* likely: there will be quotes, so look at once where they are. */
static struct survey
survey(const struct vl_quote_rules *r, const char *p, int64_t n, bool likely)
{
	const struct vl_kern_scan *kern = vl_kern()->scan;
	struct vl_scan_chars c = { r->newline, r->delimiter, (char)r->quote };
	bool plain = r->quote >= 0 && vl_quote_is_plain(r);
	struct survey v = { 0 };

	if (r->quote < 0)
		c.quote = r->newline;
	if (!likely || !plain)
		kern->count(p, n, c.newline, c.quote, &v.counts);
	if (r->quote < 0)
		v.counts.quotes = 0;
	if (plain && (likely || v.counts.quotes > 0))
		v.irregular = kern->survey(p, n, &c, &v.counts);
	return v;
}

/*
 * The state behind p[0 .. n), which begins in state s.  Regular quotes toggle
 * it; anything else is for the automaton, and *irregular.
 */
static enum vl_quote_state
advance(const struct vl_quote_rules *r, const struct survey *v, const char *p,
    int64_t n, enum vl_quote_state s, bool *irregular)
{
	if (n == 0 || r->quote < 0)
		return s;
	bool exact = !vl_quote_is_plain(r) || s > VL_QUOTE_IN ||
	    (v->irregular & 1u << s) != 0;

	if (!exact)
		return s ^ (v->counts.quotes & 1);
	*irregular = true;
	for (int64_t i = 0; i < n;) {
		i += vl_quote_regular(r, p + i, n - i, &s);
		int64_t stop = n - i < VL_QUOTE_STEP ? n : i + VL_QUOTE_STEP;

		for (; i < stop; i++)
			s = vl_quote_step(r, s, p[i - 1], p[i]);
	}
	return s;
}

/* Behind the first newline that ends a record in p[from .. n), or -1. */
static int64_t
record_end(const struct vl_quote_rules *r, const char *p, int64_t from,
    int64_t n, bool quotes, enum vl_quote_state *s)
{
	if (!quotes && *s == VL_QUOTE_IN && vl_quote_is_plain(r))
		return -1;
	if (quotes || *s != VL_QUOTE_OUT || !vl_quote_is_plain(r))
		return vl_quote_end(r, p, from, n, s);
	int64_t at = vl_kern()->scan->first(p + from, n - from, r->newline);

	return at < 0 ? -1 : from + at + 1;
}

static int
too_long(int64_t line, struct vl_err *err)
{
	vl_fail(err, VL_ELIMIT, "record is longer than %d MiB",
	    VL_RECORD_BYTES_MAX >> 20);
	return vl_err_place(err, NULL, line, 0);
}

static int
unclosed(int64_t line, char quote, struct vl_err *err)
{
	vl_fail(err, VL_EFORMAT, "quoted field never closes");
	vl_err_hint(err, "-O quote=none takes %c as any other byte", quote);
	return vl_err_place(err, NULL, line, 0);
}

/* Where the record that p[n) is in begins; p[0] begins one. */
static int64_t
last_start(const struct vl_quote_rules *r, const char *p, int64_t n)
{
	enum vl_quote_state s = VL_QUOTE_OUT;
	int64_t last = 0;

	for (int64_t at = 0; at >= 0; at = vl_quote_end(r, p, at, n, &s))
		last = at;
	return last;
}

/*
 * Wait for the turn of block k and take the state at its first byte.
 */
static int
chain_wait(struct chain *c, int64_t k, enum vl_quote_state *state,
    int64_t *line, struct vl_err *err)
{
	pthread_mutex_lock(&c->lock);
	while (c->turn != k && !c->failed)
		pthread_cond_wait(&c->told, &c->lock);
	bool failed = c->failed && c->turn != k;

	*state = c->state;
	*line = c->line;
	pthread_mutex_unlock(&c->lock);
	if (failed)
		return vl_fail(err, VL_ESTOP, "another worker failed");
	return 0;
}

static void
chain_tell(struct chain *c, enum vl_quote_state state, int64_t lines)
{
	pthread_mutex_lock(&c->lock);
	c->turn++;
	c->state = state;
	c->line += lines;
	pthread_cond_broadcast(&c->told);
	pthread_mutex_unlock(&c->lock);
}

static int
chain_fail(struct chain *c, int rc)
{
	pthread_mutex_lock(&c->lock);
	c->failed = true;
	pthread_cond_broadcast(&c->told);
	pthread_mutex_unlock(&c->lock);
	return rc;
}

/* Fill b with bytes [at + have, at + n) of the input; fewer at its end. */
static int
read_at(struct vl_blocks *s, struct vl_block *b, int64_t at, int64_t have,
    int64_t n, struct vl_err *err)
{
	char *p = block_room(b, have, n);
	int64_t want = n < s->total - at ? n : s->total - at;
	int64_t got =
	    vl_input_read_at(s->in, at + have, p + have, want - have, err);

	if (got < 0)
		return (int)got;
	if (got < want - have)
		return vl_fail(err, VL_ETRUNCATED,
		    "the file became shorter while it was read");
	return 0;
}

/* A range of the input, and what was found out about it. */
struct range {
	int64_t at; /* in the input */
	int64_t n;  /* bytes of it */
	int64_t have;
	int64_t line;
	enum vl_quote_state state; /* at its first byte */
	enum vl_quote_state after; /* behind its last */
};

/*
 * The record that the range ends in has no end, or is too long: it is a fault
 * behind the records before it.  Returns the offset behind those.
 */
static int64_t
range_fault(struct vl_blocks *s, struct vl_block *b, const struct range *g,
    int64_t first, bool ended)
{
	const struct vl_quote_rules *r = &s->rules.text;
	const char *p = b->buf + EDGE + first;
	int64_t last = last_start(r, p, g->n - first);
	struct vl_scan_counts c;

	vl_kern()->scan->count(p, last, r->newline, r->newline, &c);
	if (ended)
		unclosed(b->line + c.newlines, (char)r->quote, &b->fault);
	else
		too_long(b->line + c.newlines, &b->fault);
	return first + last;
}

/*
 * Read on until the record that the range ends in ends itself.  Returns the
 * offset behind it.
 */
static int64_t
range_tail(struct vl_blocks *s, struct vl_block *b, struct range *g,
    int64_t first, struct vl_err *err)
{
	const struct vl_quote_rules *r = &s->rules.text;
	enum vl_quote_state state = g->after;
	char *p = b->buf + EDGE;
	int64_t from = g->n;
	int64_t end = -1;

	if (vl_quote_is_out(state) && p[g->n - 1] == r->newline)
		return g->n;
	for (;;) {
		end = record_end(r, p, from, g->have, r->quote >= 0, &state);
		if (end >= 0)
			break;
		from = g->have;
		if (g->at + g->have == s->total) {
			if (!vl_quote_is_out(state))
				return range_fault(s, b, g, first, true);
			p[g->have] = r->newline;
			end = g->have + 1;
			break;
		}
		if (g->have - first > VL_RECORD_BYTES_MAX)
			return range_fault(s, b, g, first, false);
		int64_t more = g->have < AHEAD ? AHEAD : g->have;

		VL_TRY(read_at(s, b, g->at, g->have, g->have + more, err));
		p = b->buf + EDGE;
		g->have += more;
		if (g->have > s->total - g->at)
			g->have = s->total - g->at;
	}
	struct survey v = survey(r, p + g->n, end - g->n, false);

	b->high |= v.counts.high;
	b->quotes |= v.counts.quotes > 0;
	advance(r, &v, p + g->n, end - g->n, g->after, &b->irregular);
	return end;
}

/* The records that begin in a range whose state is known. */
static int
range_records(struct vl_blocks *s, struct vl_block *b, struct range *g,
    struct vl_err *err)
{
	const struct vl_quote_rules *r = &s->rules.text;
	enum vl_quote_state state = g->state;
	char *p = b->buf + EDGE;
	int64_t first = 0;
	struct vl_scan_counts skipped = { 0 };

	if (!vl_quote_is_out(state) || p[-1] != r->newline) {
		first = record_end(r, p, 0, g->n, b->quotes, &state);
		if (first < 0 || first == g->n)
			return 0;
		vl_kern()->scan->count(
		    p, first, r->newline, r->newline, &skipped);
	}
	b->line = g->line + skipped.newlines;
	int64_t end = range_tail(s, b, g, first, err);

	if (end < 0)
		return (int)end;
	b->p = b->buf + EDGE + first;
	b->n = end - first;
	return 0;
}

/* Read the range and learn its state; until then others wait for us. */
static int
range_open(struct vl_blocks *s, struct vl_block *b, struct range *g,
    struct vl_err *err)
{
	const struct vl_quote_rules *r = &s->rules.text;
	int64_t edge = g->at > s->rules.start; /* the byte before is read too */
	int64_t left = s->total - g->at;
	char *p;

	g->n = left < s->rules.size ? left : s->rules.size;
	g->have = left < g->n + AHEAD ? left : g->n + AHEAD;
	p = block_room(b, 0, g->n + AHEAD);
	p[-1] = r->newline;
	int64_t got = vl_input_read_at(
	    s->in, g->at - edge, p - edge, g->have + edge, err);

	if (got < 0)
		return (int)got;
	if (got < g->have + edge)
		return vl_fail(err, VL_ETRUNCATED,
		    "the file became shorter while it was read");
	if (g->have == left)
		p[left] = r->newline;
	struct survey v = survey(r, p, g->n, b->quoted_before);

	VL_TRY(chain_wait(&s->chain, b->number, &g->state, &g->line, err));
	g->after = advance(r, &v, p, g->n, g->state, &b->irregular);
	chain_tell(&s->chain, g->after, v.counts.newlines);
	b->high = v.counts.high;
	b->quotes = v.counts.quotes > 0;
	return 0;
}

static int
next_range(struct vl_blocks *s, struct vl_block *b, struct vl_err *err)
{
	int64_t k = atomic_fetch_add(&s->next, 1);
	struct range g = { .at = s->rules.start + k * s->rules.size };
	int rc;

	if (g.at >= s->total)
		return 0;
	b->number = k;
	if ((rc = range_open(s, b, &g, err)) < 0)
		return chain_fail(&s->chain, rc);
	b->taken = g.n;
	VL_TRY(range_records(s, b, &g, err));
	return 1;
}

/*
 * Sequences.
 */

static int64_t
read_some(struct vl_blocks *s, char *p, int64_t n, struct vl_err *err)
{
	if (s->recode)
		return vl_recode_read(s->recode, p, n, err);
	return vl_input_read(s->in, p, n, err);
}

/* Before the first block: what stands before the first record. */
static int
sequence_begin(struct vl_blocks *s, struct vl_err *err)
{
	char skipped[4096];
	int64_t left = s->rules.start;

	s->begun = true;
	if (s->rules.encoding)
		VL_TRY(
		    vl_recode_open(s->in, s->rules.encoding, &s->recode, err));
	while (left > 0) {
		int64_t n = left < (int64_t)sizeof skipped ?
		    left :
		    (int64_t)sizeof skipped;

		if ((n = read_some(s, skipped, n, err)) < 0)
			return (int)n;
		if (n == 0)
			break;
		left -= n;
	}
	return 0;
}

/* The last newline outside quotes of p[from .. n), from the known end back. */
static int64_t
last_regular(const struct vl_quote_rules *r, const char *p, int64_t from,
    int64_t n, enum vl_quote_state s)
{
	for (int64_t i = n - 1; i >= from; i--) {
		if ((uint8_t)p[i] == r->quote)
			s ^= 1;
		else if (p[i] == r->newline && s == VL_QUOTE_OUT)
			return i + 1;
	}
	return -1;
}

/* The same where some are irregular, from the state at p[from]. */
static int64_t
last_irregular(const struct vl_quote_rules *r, const char *p, int64_t from,
    int64_t n, enum vl_quote_state s)
{
	int64_t cut = -1;

	for (int64_t i = from; i < n;) {
		int64_t k = vl_quote_regular(r, p + i, n - i, &s);
		int64_t last = last_regular(r, p, i, i + k, s);

		cut = last >= 0 ? last : cut;
		i += k;
		int64_t stop = n - i < VL_QUOTE_STEP ? n : i + VL_QUOTE_STEP;

		while (i >= 0 && i < stop) {
			i = vl_quote_end(r, p, i, stop, &s);
			cut = i >= 0 ? i : cut;
		}
		i = stop;
	}
	return cut;
}

/* How far a sequence has been looked through. */
struct progress {
	int64_t have; /* bytes read */
	int64_t seen; /* of them looked at */
	enum vl_quote_state state;
};

/* Look at p[seen .. have): behind the last record that is whole, or -1. */
static int64_t
last_record(struct vl_blocks *s, struct vl_block *b, struct progress *g)
{
	const struct vl_quote_rules *r = &s->rules.text;
	char *p = b->buf + EDGE;
	int64_t upto = g->have;
	bool irregular = false;
	int64_t cut = -1;

	/* What a quote at the end means, the byte behind it tells. */
	p[g->have] = r->newline;
	if (!s->ended && r->quote >= 0 && (uint8_t)p[upto - 1] == r->quote)
		upto--;
	struct survey v =
	    survey(r, p + g->seen, upto - g->seen, b->quoted_before);
	enum vl_quote_state state = g->state;

	g->state =
	    advance(r, &v, p + g->seen, upto - g->seen, g->state, &irregular);
	if (irregular) {
		cut = last_irregular(r, p, g->seen, upto, state);
	} else if (v.counts.quotes > 0) {
		cut = last_regular(r, p, g->seen, upto, g->state);
	} else if (vl_quote_is_out(g->state)) {
		cut = vl_kern()->scan->last(
		    p + g->seen, upto - g->seen, r->newline);
		cut = cut < 0 ? -1 : g->seen + cut + 1;
	}
	b->high |= v.counts.high;
	b->quotes |= v.counts.quotes > 0;
	b->irregular |= irregular;
	g->seen = upto;
	return cut;
}

/* Read until at least one record is whole; its end, 0: nothing is left. */
static int64_t
sequence_fill(struct vl_blocks *s, struct vl_block *b, struct progress *g,
    struct vl_err *err)
{
	const struct vl_quote_rules *r = &s->rules.text;
	int64_t cap = s->rules.size;
	int64_t cut = -1;

	while (cut < 0) {
		while (cap < g->have + s->rules.size / 2 + 1)
			cap *= 2;
		char *p = block_room(b, g->have, cap);
		int64_t asked = 0;
		int64_t got = 0;

		while (!s->ended && got == asked && g->have < cap) {
			asked = cap - g->have;
			got = read_some(s, p + g->have, asked, &s->fault);
			if (got < 0)
				break;
			s->ended = got == 0;
			g->have += got;
		}
		if (g->have == 0 && got >= 0)
			return 0;
		if (s->ended && p[g->have - 1] != r->newline)
			p[g->have++] = r->newline;
		cut = g->have > g->seen ? last_record(s, b, g) : -1;
		if (cut < 0 && got < 0) {
			*err = s->fault;
			return err->code;
		}
		if (cut < 0 && s->ended)
			return unclosed(s->chain.line, (char)r->quote, err);
		if (cut < 0 && g->have > VL_RECORD_BYTES_MAX)
			return too_long(s->chain.line, err);
	}
	return cut;
}

static int
next_sequence(struct vl_blocks *s, struct vl_block *b, struct vl_err *err)
{
	struct progress g = { .have = s->rest.len };
	struct vl_scan_counts c;
	int64_t cut;

	if (!s->begun)
		VL_TRY(sequence_begin(s, err));
	char *p = block_room(
	    b, 0, s->rest.len > s->rules.size ? s->rest.len : s->rules.size);

	p[-1] = s->rules.text.newline;
	if (s->rest.len > 0)
		memcpy(p, s->rest.p, (size_t)s->rest.len);
	if ((cut = sequence_fill(s, b, &g, err)) <= 0)
		return (int)cut;
	p = b->buf + EDGE;
	vl_buf_reset(&s->rest);
	vl_buf_add(&s->rest, p + cut, g.have - cut);
	b->p = p;
	b->n = cut;
	b->taken = cut;
	b->line = s->chain.line;
	b->number = atomic_fetch_add(&s->next, 1);
	vl_kern()->scan->count(
	    p, cut, s->rules.text.newline, s->rules.text.newline, &c);
	s->chain.line += c.newlines;
	return 1;
}

int
vl_blocks_next(struct vl_blocks *s, struct vl_block *b, struct vl_err *err)
{
	int rc;

	if (b->fault.code != VL_OK) {
		*err = b->fault;
		return err->code;
	}
	b->p = ""; /* no record begins here */
	b->n = 0;
	b->quoted_before = b->quotes;
	b->high = b->quotes = b->irregular = false;
	if (atomic_load(&s->stopped))
		return 0;
	if (s->total >= 0)
		return next_range(s, b, err);
	pthread_mutex_lock(&s->chain.lock);
	b->number = s->next;
	if (s->chain.failed)
		rc = vl_fail(err, VL_ESTOP, "another worker failed");
	else
		rc = next_sequence(s, b, err);
	s->chain.failed |= rc < 0;
	pthread_mutex_unlock(&s->chain.lock);
	return rc;
}
