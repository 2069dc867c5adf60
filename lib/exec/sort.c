/*
 * sort.c -- ORDER BY, and the best N rows where only those are wanted.
 *
 * Workers keep rows with their sort keys as extra columns.  The rows are then
 * ordered by an array of (prefix of the first key, row number); only where
 * prefixes tie are the keys themselves compared, and the row number last, so
 * that ties stay in input order.
 *
 * With a limit each worker keeps at most a few times that many rows, and drops
 * rows that come after the worst kept one before it copies them.
 */
#include <stdlib.h>

#include "exec/op.h"
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
	int column_count; /* of the result; keys stand behind them */
	int key_count;
	const struct vl_sort_key *key;
	int64_t limit; /* -1: all */
	const struct vl_prog *prog;
	const struct vl_schema *wide; /* columns, then keys */
	struct vl_rows rows;
	struct part *part;
	int part_count;
	struct vl_arena result;
};

/* What a worker has besides its rows. */
struct part {
	struct vl_eval *eval;
	struct vl_arena arena;
	struct vl_arena scratch;
	struct vl_batch wide;
	bool bounded;   /* limit rows are kept: */
	uint64_t worst; /* first key's prefix of the last of them */
};

#define SORT_OF_SINK(s) VL_CONTAINER((s), struct sort, sink)

/* ---- comparing ---- */

/* A word that orders as the value does (text: its first 8 bytes). */
static uint64_t
word_of(const struct vl_column *c, int64_t row)
{
	const char *p = (const char *)c->data +
	    vl_column_slot(c, row) * vl_type_bytes(c->type);
	const uint64_t sign = UINT64_C(1) << 63;
	uint64_t w = 0;

	switch ((enum vl_type_id)c->type.id) {
	case VL_TYPE_BOOL:
	case VL_TYPE_U8: return *(const uint8_t *)p;
	case VL_TYPE_U16: return *(const uint16_t *)(const void *)p;
	case VL_TYPE_U32: return *(const uint32_t *)(const void *)p;
	case VL_TYPE_U64: return *(const uint64_t *)(const void *)p;
	case VL_TYPE_I8: return (uint64_t) * (const int8_t *)p ^ sign;
	case VL_TYPE_I16:
		return (uint64_t) * (const int16_t *)(const void *)p ^ sign;
	case VL_TYPE_I32:
	case VL_TYPE_DATE:
		return (uint64_t) * (const int32_t *)(const void *)p ^ sign;
	case VL_TYPE_I64:
	case VL_TYPE_TIME:
	case VL_TYPE_TS:
	case VL_TYPE_TSTZ:
		return (uint64_t) * (const int64_t *)(const void *)p ^ sign;
	case VL_TYPE_F32:
	case VL_TYPE_F64: {
		double v = c->type.id == VL_TYPE_F32 ?
		    *(const float *)(const void *)p :
		    *(const double *)(const void *)p;

		if (v != v)
			return UINT64_MAX; /* NaN is the greatest */
		v += 0.0;                  /* -0 and 0 are the same */
		memcpy(&w, &v, 8);
		return w & sign ? ~w : w | sign;
	}
	case VL_TYPE_I128:
	case VL_TYPE_DEC: { /* the high half; equal halves are compared */
		vl_i128 v;

		memcpy(&v, p, 16);
		return (uint64_t)(v >> 64) ^ sign;
	}
	case VL_TYPE_TEXT:
	case VL_TYPE_BLOB:
	case VL_TYPE_JSON: {
		const struct vl_view *v = (const void *)p;
		const unsigned char *b =
		    (const unsigned char *)vl_view_bytes(v);

		for (uint32_t i = 0; i < 8; i++)
			w = w << 8 | (i < v->len ? b[i] : 0);
		return w;
	}
	case VL_TYPE_NULL:
	case VL_TYPE_INTERVAL:
	case VL_TYPE_LIST:
	case VL_TYPE_STRUCT:
	case VL_TYPE_VECTOR:
	case VL_TYPE_COUNT: break;
	}
	return 0;
}

static uint64_t
prefix_of(const struct vl_sort_key *k, const struct vl_column *c, int64_t row)
{
	if (vl_column_is_null(c, row))
		return k->nulls_first ? 0 : UINT64_MAX;
	uint64_t w = word_of(c, row);

	return k->descending ? ~w : w;
}

static int
compare_i128(const struct vl_column *c, int64_t x, int64_t y)
{
	const char *p = c->data;
	vl_i128 a, b;

	memcpy(&a, p + x * 16, 16);
	memcpy(&b, p + y * 16, 16);
	return (a > b) - (a < b);
}

/* Values that are there, by the whole of them. */
static int
compare_values(const struct vl_column *c, int64_t x, int64_t y)
{
	uint64_t a = word_of(c, x), b = word_of(c, y);

	if (a != b)
		return a < b ? -1 : 1;
	if (vl_type_is_view(c->type)) {
		const struct vl_view *v = c->data;

		return vl_view_cmp(&v[x], &v[y]);
	}
	if (c->type.id == VL_TYPE_I128 || c->type.id == VL_TYPE_DEC)
		return compare_i128(c, x, y);
	return 0;
}

static int
compare_rows(
    const struct sort *s, const struct vl_column *key, int64_t x, int64_t y)
{
	for (int i = 0; i < s->key_count; i++) {
		bool nx = vl_column_is_null(&key[i], x);
		bool ny = vl_column_is_null(&key[i], y);
		int c;

		if (nx && ny)
			continue;
		if (nx || ny)
			return nx == s->key[i].nulls_first ? -1 : 1;
		c = compare_values(&key[i], x, y);
		if (c)
			return s->key[i].descending ? -c : c;
	}
	return 0;
}

struct ranked {
	uint64_t prefix;
	int64_t row;
};

struct ranking {
	const struct sort *s;
	const struct vl_column *key;
};

static inline bool
ranks_below(const struct ranking *r, struct ranked x, struct ranked y)
{
	if (x.prefix != y.prefix)
		return x.prefix < y.prefix;
	int c = compare_rows(r->s, r->key, x.row, y.row);

	return c ? c < 0 : x.row < y.row;
}

/* Bottom-up merge sort: stable, no recursion, n log n whatever the input. */
static void
merge_sort(
    const struct ranking *r, struct ranked *x, struct ranked *tmp, int64_t n)
{
	enum {
		RUN = 16
	};

	for (int64_t from = 0; from < n; from += RUN) {
		int64_t end = from + RUN < n ? from + RUN : n;

		for (int64_t i = from + 1; i < end; i++) {
			struct ranked v = x[i];
			int64_t j = i;

			for (; j > from && ranks_below(r, v, x[j - 1]); j--)
				x[j] = x[j - 1];
			x[j] = v;
		}
	}
	for (int64_t w = RUN; w < n; w *= 2) {
		for (int64_t from = 0; from < n; from += 2 * w) {
			int64_t mid = from + w < n ? from + w : n;
			int64_t end = from + 2 * w < n ? from + 2 * w : n;
			int64_t i = from, j = mid;

			for (int64_t k = from; k < end; k++)
				tmp[k] = i < mid &&
					(j >= end ||
					    !ranks_below(r, x[j], x[i])) ?
				    x[i++] :
				    x[j++];
		}
		memcpy(x, tmp, (size_t)n * sizeof *x);
	}
}

/* The order of n rows by their keys: row numbers, in a. */
static uint32_t *
order_rows(const struct sort *s, const struct vl_column *key, int64_t n,
    struct vl_arena *a)
{
	struct ranked *x = vl_alloc_buffer(2 * n * (int64_t)sizeof *x);
	struct ranking r = { s, key };
	uint32_t *order = vl_arena_buffer(a, n * 4);

	for (int64_t i = 0; i < n; i++)
		x[i] = (struct ranked){ prefix_of(&s->key[0], &key[0], i), i };
	merge_sort(&r, x, x + n, n);
	for (int64_t i = 0; i < n; i++)
		order[i] = (uint32_t)x[i].row;
	vl_dealloc(x);
	return order;
}

/* ---- taking batches ---- */

/* Replace a worker's rows by the best `limit` of them. */
static int
cut_back(struct sort *s, int worker, struct vl_err *err)
{
	struct vl_rows_part *p = &s->rows.part[worker];
	struct vl_rows all, best;
	struct vl_batch *b;
	int rc;

	vl_rows_init(&all, s->wide, s->rows.budget, 1);
	all.part[0] = *p;
	*p = (struct vl_rows_part){ 0 };
	vl_rows_finish(&all);
	const struct vl_column *key = all.col + s->column_count;
	uint32_t *order = order_rows(s, key, all.rows, &all.arena);

	vl_rows_init(&best, s->wide, s->rows.budget, 1);
	b = vl_batch_new(&all.arena, s->wide, s->limit);
	for (int i = 0; i < s->wide->count; i++)
		b->col[i] =
		    vl_column_take32(&all.arena, &all.col[i], order, s->limit);
	rc = vl_rows_add(&best, 0, b, err);
	s->part[worker].bounded = true;
	s->part[worker].worst = prefix_of(&s->key[0], key, order[s->limit - 1]);
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
	const struct vl_column *key = &b->col[s->column_count];
	uint16_t *sel = vl_arena_buffer(&p->scratch, b->rows * 2);
	int64_t n = 0;

	for (int64_t i = 0; i < b->rows; i++)
		if (prefix_of(&s->key[0], key, i) <= p->worst)
			sel[n++] = (uint16_t)i;
	if (n < b->rows) {
		b->sel = sel;
		b->rows = n;
		b->dense = NULL;
	}
}

static int
sort_batch(
    struct vl_sink *sink, int worker, struct vl_batch *b, struct vl_err *err)
{
	struct sort *s = SORT_OF_SINK(sink);
	struct part *p = &s->part[worker];
	struct vl_batch *w = &p->wide;

	vl_arena_reset(&p->scratch);
	VL_TRY(vl_eval_run(p->eval, b, w->col, err));
	w->rows = w->len = b->rows;
	w->sel = NULL;
	w->dense = NULL;
	w->arena = &p->scratch;
	w->morsel = b->morsel;
	w->first = b->first;
	/* Keys are compared row by row: flat ones only. */
	for (int i = s->column_count; i < s->wide->count; i++)
		w->col[i] = vl_column_flat(&p->scratch, &w->col[i]);
	if (p->bounded)
		leave_out(s, p, w);
	VL_TRY(vl_rows_add(&s->rows, worker, w, err));
	if (s->limit > 0 && s->rows.part[worker].rows > KEEP_MIN &&
	    s->rows.part[worker].rows / 4 > s->limit)
		VL_TRY(cut_back(s, worker, err));
	return 0;
}

static int
sort_build(struct vl_slices *sl, struct vl_err *err)
{
	struct sort *s = (struct sort *)sl;
	int n = vl_exec_workers(s->in, s->x->session);

	s->part_count = n;
	s->part = vl_alloc(n * (int64_t)sizeof *s->part);
	vl_rows_init(&s->rows, s->wide, &s->x->session->budget, n);
	for (int i = 0; i < n; i++) {
		struct part *p = &s->part[i];

		p->eval = vl_eval_new(&p->arena, s->prog, s->x->session);
		p->wide.schema = s->wide;
		p->wide.col =
		    vl_new(&p->arena, struct vl_column, s->wide->count);
	}
	VL_TRY(vl_exec_drive(s->in, s->x->session, &s->sink, err));
	vl_rows_finish(&s->rows);
	uint32_t *order = order_rows(
	    s, s->rows.col + s->column_count, s->rows.rows, &s->result);
	int64_t rows =
	    s->limit >= 0 && s->limit < s->rows.rows ? s->limit : s->rows.rows;
	struct vl_column *col =
	    vl_new(&s->result, struct vl_column, s->column_count);

	for (int i = 0; i < s->column_count; i++)
		col[i] =
		    vl_column_take32(&s->result, &s->rows.col[i], order, rows);
	s->slices.col = col;
	s->slices.rows = rows;
	return 0;
}

static void
sort_release(struct vl_slices *sl)
{
	struct sort *s = (struct sort *)sl;

	for (int i = 0; i < s->part_count; i++) {
		struct part *p = &s->part[i];

		vl_eval_free(p->eval);
		vl_arena_release(&p->scratch);
		vl_arena_release(&p->arena);
	}
	vl_dealloc(s->part);
	if (s->rows.part)
		vl_rows_release(&s->rows);
	vl_arena_release(&s->result);
	vl_scan_close(s->in);
}

struct vl_scan *
vl_exec_sort(struct vl_exec *x, const struct vl_plan *p, struct vl_scan *in)
{
	struct sort *s = vl_new(x->arena, struct sort, 1);
	int columns = p->schema->count;
	int n = columns + p->sort_count;
	const struct vl_expr **e = vl_new(x->arena, const struct vl_expr *, n);
	struct vl_field *f;

	vl_slices_init(&s->slices, p->schema, x->session->threads);
	s->slices.build = sort_build;
	s->slices.release = sort_release;
	s->sink.batch = sort_batch;
	s->x = x;
	s->in = in;
	s->column_count = columns;
	s->key_count = p->sort_count;
	s->key = p->sort;
	s->limit = p->limit;
	s->wide = vl_schema_new(x->arena, n, &f);
	for (int i = 0; i < n; i++) {
		e[i] = i < columns ?
		    vl_expr_column(x->arena, p->schema, i, -1) :
		    p->sort[i - columns].expr;
		f[i].name = i < columns ? p->schema->field[i].name : VL_STR("");
		f[i].type = e[i]->type;
	}
	s->prog = vl_prog_compile(x->arena, e, n);
	return &s->slices.base;
}
