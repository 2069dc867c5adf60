/*
 * sort.c -- ORDER BY, and the best N rows where only those are wanted.
 *
 * Workers keep rows with their sort keys; a key that is a column of the result
 * is kept once.  The rows are put in order by rank.c, and gathered as they are
 * asked for.
 *
 * With a limit each worker keeps at most a few times that many rows, and drops
 * rows that come after the worst kept one before it copies them.  Its rows are
 * out of their order then, so that each also keeps its place in the input,
 * which decides between equal ones.
 */
#include "exec/op.h"
#include "exec/rank.h"
#include "exec/rows.h"

enum {
#ifdef VL_TEST_SMALL
	KEEP_MIN = 4,
#else
	KEEP_MIN = 8192, /* rows gathered before a top-N is cut back */
#endif
};

struct sort {
	struct vl_slices slices;
	struct vl_sink sink;
	struct vl_exec *x;
	struct vl_scan *in;
	int column_count; /* of the result */
	int value_count;  /* with the keys that are not among them */
	int key_count;
	const struct vl_sort_key *key;
	int *key_at;   /* [key_count] column of wide */
	int64_t limit; /* -1: all */
	const struct vl_prog *prog;
	const struct vl_schema *wide; /* values; with a limit their places */
	struct vl_rows rows;
	struct part *part;
	int part_count;
	uint32_t *order;
	int64_t taken; /* bytes of the budget, by order */
};

/* What a worker has besides its rows. */
struct part {
	struct vl_eval *eval;
	struct vl_arena arena;
	struct vl_arena scratch;
	struct vl_batch wide;
	bool bounded;   /* limit rows are kept: */
	uint64_t worst; /* first key's word of the last of them */
};

#define SORT_OF_SINK(s) VL_CONTAINER((s), struct sort, sink)

/* ---- ordering ---- */

/* Rows by their places in the input; those are all different. */
struct place {
	uint64_t at;
	uint32_t row;
};

#define RADIX_NAME radix_places
#define RADIX_T struct place
#define RADIX_KEY(e) ((e)->at)
#include "base/radix.inc.h"

static void
order_by_place(const uint64_t *at, uint32_t *order, int64_t n)
{
	struct place *x = vl_alloc(2 * n * (int64_t)sizeof *x);

	for (int64_t i = 0; i < n; i++)
		x[i] = (struct place){ at[i], (uint32_t)i };
	radix_places(x, x + n, n);
	for (int64_t i = 0; i < n; i++)
		order[i] = x[i].row;
	vl_dealloc(x);
}

/* The order of finished rows by their keys, into order[0 .. rows->rows). */
static int
order_rows(const struct sort *s, const struct vl_rows *rows, uint32_t *order,
    struct vl_err *err)
{
	struct vl_arena a = { 0 };
	struct vl_column *key = vl_new(&a, struct vl_column, s->key_count);
	struct vl_rank rank = {
		.count = s->key_count,
		.key = s->key,
		.col = key,
		.session = s->x->session,
	};

	for (int i = 0; i < s->key_count; i++)
		key[i] = rows->col[s->key_at[i]];
	if (s->limit >= 0)
		order_by_place(
		    rows->col[s->value_count].data, order, rows->rows);
	for (int64_t i = 0; s->limit < 0 && i < rows->rows; i++)
		order[i] = (uint32_t)i;
	int rc = vl_rank_rows(&rank, order, rows->rows, err);

	vl_arena_release(&a);
	return rc;
}

/* ---- taking batches ---- */

/* The best `limit` rows of `all` into `best`, and the worst of them. */
static int
keep_best(const struct sort *s, struct part *p, struct vl_rows *all,
    struct vl_rows *best, struct vl_err *err)
{
	VL_TRY(vl_rows_finish(all, err));
	uint32_t *order = vl_arena_buffer(&all->arena, all->rows * 4);
	struct vl_batch *b = vl_batch_new(&all->arena, s->wide, s->limit);

	VL_TRY(order_rows(s, all, order, err));
	for (int i = 0; i < s->wide->count; i++)
		b->col[i] = vl_column_take32(
		    &all->arena, &all->col[i], order, s->limit);
	p->bounded = true;
	p->worst = vl_rank_word(
	    &s->key[0], &all->col[s->key_at[0]], order[s->limit - 1]);
	return vl_rows_add(best, 0, b, err);
}

/* Replace a worker's rows by the best of them. */
static int
cut_back(struct sort *s, int worker, struct vl_err *err)
{
	struct vl_rows_part *p = &s->rows.part[worker];
	struct vl_rows all, best;

	vl_rows_init(&all, s->wide, s->rows.budget, 1);
	vl_rows_init(&best, s->wide, s->rows.budget, 1);
	all.part[0] = *p;
	*p = (struct vl_rows_part){ 0 };
	int rc = keep_best(s, &s->part[worker], &all, &best, err);

	*p = best.part[0];
	best.part[0] = (struct vl_rows_part){ 0 };
	vl_rows_release(&best);
	vl_rows_release(&all);
	return rc;
}

/* Leave out rows that come after the worst of the best. */
static void
leave_out(const struct sort *s, struct part *p, struct vl_batch *b)
{
	const struct vl_column *key = &b->col[s->key_at[0]];
	uint16_t *sel = vl_arena_buffer(&p->scratch, b->rows * 2);
	int64_t n = 0;

	for (int64_t i = 0; i < b->rows; i++)
		if (vl_rank_word(&s->key[0], key, i) <= p->worst)
			sel[n++] = (uint16_t)i;
	if (n < b->rows) {
		b->sel = sel;
		b->rows = n;
	}
}

static struct vl_column
places_of(struct vl_arena *a, const struct vl_batch *b)
{
	struct vl_ordinals o = vl_batch_ordinals(b);
	void *data;
	struct vl_column c =
	    vl_column_new(a, vl_type(VL_TYPE_U64), b->rows, &data);

	for (int64_t i = 0; i < b->rows; i++)
		((uint64_t *)data)[i] = vl_ordinal(&o, i);
	return c;
}

static int
sort_batch(
    struct vl_sink *sink, int worker, struct vl_batch *b, struct vl_err *err)
{
	struct sort *s = SORT_OF_SINK(sink);
	struct part *p = &s->part[worker];
	struct vl_batch *w = &p->wide;
	int first = s->key_at[0];

	vl_arena_reset(&p->scratch);
	VL_TRY(vl_eval_run(p->eval, b, w->col, err));
	w->rows = w->len = b->rows;
	w->sel = NULL;
	w->dense = NULL;
	w->morsel = b->morsel;
	w->first = b->first;
	if (s->limit >= 0)
		w->col[s->value_count] = places_of(&p->scratch, b);
	if (p->bounded) {
		w->col[first] = vl_column_flat(&p->scratch, &w->col[first]);
		leave_out(s, p, w);
	}
	VL_TRY(vl_rows_add(&s->rows, worker, w, err));
	if (s->limit > 0 && s->rows.part[worker].rows > KEEP_MIN &&
	    s->rows.part[worker].rows / 4 > s->limit)
		VL_TRY(cut_back(s, worker, err));
	return 0;
}

static void
parts_init(struct sort *s)
{
	int n = vl_exec_workers(s->in, s->x->session);

	s->part_count = n;
	s->part = vl_alloc(n * (int64_t)sizeof *s->part);
	vl_rows_init(&s->rows, s->wide, &s->x->session->budget, n);
	for (int i = 0; i < n; i++) {
		struct part *p = &s->part[i];

		p->eval = vl_eval_new(&p->arena, s->prog, s->x->session);
		p->wide.schema = s->wide;
		p->wide.arena = &p->scratch;
		p->wide.col =
		    vl_new(&p->arena, struct vl_column, s->wide->count);
	}
}

static void
parts_release(struct sort *s)
{
	for (int i = 0; i < s->part_count; i++) {
		struct part *p = &s->part[i];

		vl_eval_free(p->eval);
		vl_arena_release(&p->scratch);
		vl_arena_release(&p->arena);
	}
	vl_dealloc(s->part);
	s->part = NULL;
	s->part_count = 0;
}

static int
sort_build(struct vl_slices *sl, struct vl_err *err)
{
	struct sort *s = (struct sort *)sl;
	struct vl_budget *budget = &s->x->session->budget;

	if (s->limit == 0)
		return 0;
	parts_init(s);
	VL_TRY(vl_exec_drive(s->in, s->x->session, &s->sink, err));
	parts_release(s);
	VL_TRY(vl_rows_finish(&s->rows, err));
	int64_t n = s->rows.rows;

	if (!vl_budget_take(budget, n * 4))
		return vl_fail(err, VL_ELIMIT,
		    "the memory limit is reached with %lld rows to sort",
		    (long long)n);
	s->taken = n * 4;
	s->order = vl_alloc_buffer(n * 4);
	VL_TRY(order_rows(s, &s->rows, s->order, err));
	s->slices.col = s->rows.col;
	s->slices.order = s->order;
	s->slices.rows = s->limit >= 0 && s->limit < n ? s->limit : n;
	return 0;
}

static void
sort_release(struct vl_slices *sl)
{
	struct sort *s = (struct sort *)sl;

	parts_release(s);
	vl_rows_release(&s->rows);
	vl_dealloc(s->order);
	vl_budget_give(&s->x->session->budget, s->taken);
	vl_scan_close(s->in);
}

/* ---- opening ---- */

/* The values of the result, then the keys that are not among them. */
static void
compile(struct sort *s, const struct vl_plan *p)
{
	struct vl_arena *a = s->x->arena;
	int room = s->column_count + p->sort_count + 1;
	const struct vl_expr **e = vl_new(a, const struct vl_expr *, room);
	struct vl_field *f;
	int n = s->column_count;

	for (int i = 0; i < n; i++)
		e[i] = vl_expr_column(a, p->schema, i, -1);
	for (int i = 0; i < p->sort_count; i++) {
		const struct vl_expr *key = p->sort[i].expr;

		s->key_at[i] = key->kind == VL_EXPR_COLUMN ? key->column : n;
		if (key->kind != VL_EXPR_COLUMN)
			e[n++] = key;
	}
	s->value_count = n;
	s->wide = vl_schema_new(a, n + (s->limit >= 0), &f);
	for (int i = 0; i < n; i++)
		f[i].type = e[i]->type;
	if (s->limit >= 0)
		f[n].type = vl_type(VL_TYPE_U64);
	s->prog = vl_prog_compile(a, e, n);
}

int
vl_exec_sort(struct vl_exec *x, const struct vl_plan *p, struct vl_scan *in,
    struct vl_scan **out, struct vl_err *err)
{
	struct sort *s = vl_new(x->arena, struct sort, 1);

	vl_slices_init(&s->slices, p->schema, x->session->threads);
	s->slices.build = sort_build;
	s->slices.release = sort_release;
	s->sink.batch = sort_batch;
	s->x = x;
	s->in = in;
	s->column_count = p->schema->count;
	s->key_count = p->sort_count;
	s->key = p->sort;
	s->key_at = vl_new(x->arena, int, p->sort_count);
	s->limit = p->limit;
	*out = &s->slices.base;
	if (p->sort_count < 1)
		return vl_fail(err, VL_EUSAGE, "nothing to sort by");
	compile(s, p);
	return 0;
}
