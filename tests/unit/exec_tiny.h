/*
 * exec_tiny.h -- for tests of exec: a source that hands out its rows in tiny
 * morsels and batches of all forms, and the rows of a scan as text.
 */
#ifndef VL_TESTS_EXEC_TINY_H
#define VL_TESTS_EXEC_TINY_H

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/rand.h"
#include "col/show.h"
#include "exec/exec.h"
#include "expr/value.h"

/* ---- the source ---- */

struct tiny {
	struct vl_source base;
	const struct vl_batch *table; /* all rows */
	int64_t morsel_rows;          /* at most; some have none */
	bool filters;                 /* conjuncts on even columns are done */
	int64_t fail_row;             /* a batch with it fails; -1: none */
	int fail_code;
	bool forms; /* selections, constants, dictionaries */
};

struct tiny_scan {
	struct vl_scan base;
	struct vl_arena arena;
	const struct tiny *of;
	const struct vl_want *want;
	pthread_mutex_t lock;
	struct vl_rand rand;
	int64_t next; /* row of the next morsel */
	int64_t morsel;
};

struct tiny_worker {
	struct vl_scan_worker base;
	struct tiny_scan *scan;
	struct vl_arena arena;
	struct vl_rand rand;
	int64_t morsel;
	int64_t start, at, end;
};

static inline bool
tiny_passes(const struct vl_conjunct *q, const struct vl_column *c, int64_t row)
{
	bool null = vl_column_is_null(c, row);
	int order;

	if (q->cmp == VL_CMP_IS_NULL || q->cmp == VL_CMP_IS_NOT_NULL)
		return null == (q->cmp == VL_CMP_IS_NULL);
	if (null)
		return false;
	if (q->cmp == VL_CMP_IN) {
		for (int64_t i = 0; i < q->value.rows; i++)
			if (value_order(c, row, &q->value, i) == 0)
				return true;
		return false;
	}
	if (q->cmp == VL_CMP_PREFIX)
		return vl_str_starts(
		    vl_view_str((const struct vl_view *)c->data + row),
		    vl_view_str(q->value.data));
	order = value_order(c, row, &q->value, 0);
	return (q->cmp == VL_CMP_EQ && order == 0) ||
	    (q->cmp == VL_CMP_NE && order != 0) ||
	    ((q->cmp == VL_CMP_LT || q->cmp == VL_CMP_LE) && order < 0) ||
	    ((q->cmp == VL_CMP_GT || q->cmp == VL_CMP_GE) && order > 0) ||
	    ((q->cmp == VL_CMP_LE || q->cmp == VL_CMP_GE) && order == 0);
}

static inline bool
tiny_keeps(const struct tiny_scan *s, int64_t row)
{
	for (int i = 0; i < s->want->conjunct_count; i++) {
		const struct vl_conjunct *q = &s->want->conjunct[i];

		if (s->base.conjunct_answer[i] == VL_EXACT &&
		    !tiny_passes(q, &s->of->table->col[q->column], row))
			return false;
	}
	return true;
}

static inline int
tiny_begin(struct vl_scan_worker *base, int64_t *morsel, struct vl_err *err)
{
	struct tiny_worker *w = (struct tiny_worker *)base;
	struct tiny_scan *s = w->scan;
	int64_t left;

	(void)err;
	pthread_mutex_lock(&s->lock);
	left = s->of->table->rows - s->next;
	w->start = w->at = s->next;
	w->end = w->at +
	    (int64_t)vl_rand_below(&s->rand, (uint64_t)s->of->morsel_rows + 1);
	if (w->end > s->of->table->rows)
		w->end = s->of->table->rows;
	s->next = w->end;
	*morsel = w->morsel = s->morsel++;
	w->rand = vl_rand_init((uint64_t)w->morsel);
	pthread_mutex_unlock(&s->lock);
	if (vl_rand_below(&w->rand, 4) == 0)
		sched_yield();
	return left > 0;
}

/* The same values, long strings in a dictionary. */
static inline struct vl_column
tiny_dict(struct vl_arena *a, const struct vl_column *c)
{
	struct vl_view *value = vl_new(a, struct vl_view, c->rows + 1);
	uint32_t *code = vl_new(a, uint32_t, c->rows);
	struct vl_column *child = vl_new(a, struct vl_column, 1);
	struct vl_column out = *c;
	int64_t n = 0;

	for (int64_t i = 0; i < c->rows; i++) {
		struct vl_view v = ((const struct vl_view *)c->data)[i];
		int64_t k = 0;

		if (vl_column_is_null(c, i))
			continue;
		while (k < n && !vl_view_eq(&value[k], &v))
			k++;
		if (k == n)
			value[n++] = v;
		code[i] = (uint32_t)k;
	}
	*child =
	    (struct vl_column){ .type = c->type, .rows = n, .data = value };
	out.form = VL_DICT;
	out.data = code;
	out.child = child;
	return out;
}

static inline struct vl_column
tiny_form(struct tiny_worker *w, struct vl_column c)
{
	if (!w->scan->of->forms || c.rows == 0)
		return c;
	if (c.rows == 1 && vl_rand_below(&w->rand, 2))
		return vl_column_const(&w->arena, &c, 0, 1);
	if (vl_type_is_view(c.type) && vl_rand_below(&w->rand, 2))
		return tiny_dict(&w->arena, &c);
	return c;
}

static inline int
tiny_next(struct vl_stream *st, struct vl_batch **out, struct vl_err *err)
{
	struct tiny_worker *w = (struct tiny_worker *)st;
	const struct tiny *t = w->scan->of;
	const struct vl_want *want = w->scan->want;
	uint16_t *sel;
	int64_t len = 1 + (int64_t)vl_rand_below(&w->rand, 7), n = 0;

	if (len > w->end - w->at)
		len = w->end - w->at;
	if (len == 0)
		return 0;
	if (t->fail_row >= w->at && t->fail_row < w->at + len)
		return vl_fail(err, (enum vl_code)t->fail_code, "row %lld",
		    (long long)t->fail_row);
	vl_arena_reset(&w->arena);
	struct vl_batch *b = vl_batch_new(&w->arena, st->schema, len);

	sel = vl_new(&w->arena, uint16_t, len);
	for (int64_t i = 0; i < len; i++)
		if (tiny_keeps(w->scan, w->at + i))
			sel[n++] = (uint16_t)i;
	for (int i = 0; i < want->count; i++)
		b->col[i] = tiny_form(w,
		    vl_column_slice(&w->arena, &t->table->col[want->column[i]],
			w->at, len));
	if (n < len || (t->forms && vl_rand_below(&w->rand, 2))) {
		b->sel = sel;
		b->rows = n;
	}
	b->morsel = w->morsel;
	b->first = w->at - w->start;
	w->at += len;
	*out = b;
	return 1;
}

static inline void
tiny_worker_close(struct vl_stream *s)
{
	vl_arena_release(&((struct tiny_worker *)s)->arena);
	vl_dealloc(s);
}

static inline int
tiny_worker(
    struct vl_scan *base, struct vl_scan_worker **out, struct vl_err *err)
{
	static const struct vl_stream_class class = { "tiny", tiny_next,
		tiny_worker_close };
	struct tiny_worker *w = vl_alloc_one(struct tiny_worker);

	(void)err;
	w->base.stream.class = &class;
	w->base.stream.schema = base->schema;
	w->base.begin = tiny_begin;
	w->scan = (struct tiny_scan *)base;
	*out = &w->base;
	return 0;
}

static inline void
tiny_scan_close(struct vl_scan *base)
{
	struct tiny_scan *s = (struct tiny_scan *)base;

	pthread_mutex_destroy(&s->lock);
	vl_arena_release(&s->arena);
	vl_dealloc(s);
}

static inline int
tiny_scan(struct vl_source *base, const struct vl_want *want,
    struct vl_scan **out, struct vl_err *err)
{
	static const struct vl_scan_class class = { tiny_worker,
		tiny_scan_close };
	const struct tiny *t = (const struct tiny *)base;
	struct tiny_scan *s = vl_alloc_one(struct tiny_scan);

	(void)err;
	s->base.class = &class;
	s->base.schema = vl_schema_project(
	    &s->arena, base->schema, want->column, want->count);
	s->base.conjunct_answer =
	    vl_new(&s->arena, enum vl_answer, want->conjunct_count);
	for (int i = 0; i < want->conjunct_count && t->filters; i++)
		s->base.conjunct_answer[i] =
		    want->conjunct[i].column % 2 ? VL_PRUNING : VL_EXACT;
	s->base.parallel = want->threads;
	s->of = t;
	s->want = want;
	s->rand = vl_rand_init(7);
	pthread_mutex_init(&s->lock, NULL);
	*out = &s->base;
	return 0;
}

static inline void
tiny_init(struct tiny *t, const struct vl_batch *table)
{
	static const struct vl_source_class class = { .name = "tiny",
		.scan = tiny_scan };

	*t = (struct tiny){
		.base = { &class, table->schema, "tiny", table->rows, -1 },
		.table = table,
		.morsel_rows = 12,
		.filters = true,
		.fail_row = -1,
		.forms = true,
	};
}

/* ---- rows as text ---- */

static inline void
tiny_show(const struct vl_batch *b, int64_t row, struct vl_buf *out)
{
	for (int i = 0; i < b->schema->count; i++) {
		if (i)
			vl_buf_byte(out, '|');
		if (vl_column_is_null(&b->col[i], row))
			vl_buf_cstr(out, "NULL");
		else
			vl_show_value(&b->col[i], row, VL_SHOW_PLAIN, out);
	}
	vl_buf_byte(out, '\n');
}

struct tiny_piece {
	int64_t morsel;
	struct vl_buf text;
};

struct tiny_rows {
	struct vl_sink sink;
	pthread_mutex_t lock;
	struct tiny_piece *piece;
	int64_t count, room;
	_Atomic int64_t rows;
	int *at; /* [workers] piece of the current morsel */
};

static inline int
tiny_sink_begin(
    struct vl_sink *s, int worker, int64_t morsel, struct vl_err *err)
{
	struct tiny_rows *r = VL_CONTAINER(s, struct tiny_rows, sink);

	(void)err;
	pthread_mutex_lock(&r->lock);
	if (r->count == r->room) {
		r->room = r->room * 2 + 64;
		r->piece =
		    vl_realloc(r->piece, r->room * (int64_t)sizeof *r->piece);
	}
	r->at[worker] = (int)r->count;
	r->piece[r->count++] = (struct tiny_piece){ .morsel = morsel };
	pthread_mutex_unlock(&r->lock);
	return 0;
}

static inline int
tiny_sink_batch(
    struct vl_sink *s, int worker, struct vl_batch *b, struct vl_err *err)
{
	struct tiny_rows *r = VL_CONTAINER(s, struct tiny_rows, sink);
	struct vl_buf text = { 0 };

	(void)err;
	r->rows += b->rows;
	vl_batch_compact(b);
	for (int64_t i = 0; i < b->rows; i++)
		tiny_show(b, i, &text);
	pthread_mutex_lock(&r->lock);
	vl_buf_add(&r->piece[r->at[worker]].text, text.p, text.len);
	pthread_mutex_unlock(&r->lock);
	vl_buf_release(&text);
	return 0;
}

static inline int
tiny_by_morsel(const void *x, const void *y)
{
	int64_t a = ((const struct tiny_piece *)x)->morsel;
	int64_t b = ((const struct tiny_piece *)y)->morsel;

	return (a > b) - (a < b);
}

/* All rows of a plan, one a line, in the order of their morsels; "error: ..."
 * if it fails.  The caller frees. */
static inline char *
tiny_run(const struct vl_plan *plan, struct vl_session *session)
{
	struct vl_arena a = { 0 };
	struct vl_scan *scan = NULL;
	struct tiny_rows r = { .sink = { .begin = tiny_sink_begin,
				   .batch = tiny_sink_batch } };
	struct vl_buf all = { 0 };
	struct vl_err err = { 0 };
	int at[64];
	int rc = vl_exec_open(&a, plan, session, NULL, &scan, &err);

	r.at = at;
	pthread_mutex_init(&r.lock, NULL);
	if (rc >= 0)
		rc = vl_exec_drive(scan, session, &r.sink, &err);
	if (r.count)
		qsort(
		    r.piece, (size_t)r.count, sizeof *r.piece, tiny_by_morsel);
	for (int64_t i = 0; i < r.count; i++) {
		vl_buf_add(&all, r.piece[i].text.p, r.piece[i].text.len);
		vl_buf_release(&r.piece[i].text);
	}
	if (rc < 0) {
		vl_buf_reset(&all);
		vl_buf_printf(&all, "error: %s", err.msg);
	}
	vl_dealloc(r.piece);
	session->scan_count = 0;
	vl_scan_close(scan);
	vl_arena_release(&a);
	pthread_mutex_destroy(&r.lock);
	char *text = vl_strndup(all.p ? all.p : "", all.len);

	vl_buf_release(&all);
	return text;
}

#endif
