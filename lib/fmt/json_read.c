/* json_read.c -- JSON as a source of batches. */
#include <stdatomic.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/err.h"
#include "col/batch.h"
#include "fmt/fmt.h"
#include "fmt/json.h"
#include "fmt/json_int.h"
#include "fmt/rejects.h"

enum {
	SPANS_MAX = 1 << 20, /* of a batch: fewer rows where rows are wide */
	PARALLEL_MAX = 1024
};

struct json_scan {
	struct vl_scan base;
	struct json_source *src;
	const struct vl_want *want;
	struct vl_arena arena;
	struct json_supply supply;
	int32_t *slot;              /* [columns of the source], -1 not needed */
	struct json_column *column; /* [slots], without spans */
	int32_t slots;
	int64_t batch_rows;
	bool strict; /* a new key matters */
	bool pruned; /* all conjuncts are done here: the limit can be, too */
};

struct json_worker {
	struct vl_scan_worker base;
	struct json_scan *scan;
	struct json_walk walk;
	struct vl_block block;
	struct json_cursor cursor;
	int64_t row;  /* of the next one within the morsel */
	int64_t made; /* rows of the morsel handed on */
	struct vl_arena arena;
	uint16_t *index;
};

/* Ask for a wider schema, unless all of the input made this one. */
static enum vl_code
widen_code(struct json_source *src)
{
	if (src->whole)
		return VL_EVALUE;
	atomic_store(&src->misfit, true);
	return VL_ERETRY;
}

/* Say which value does not fit, and where; the caller tries a wider type. */
static int
misfit(struct json_worker *w, int column, int64_t row, struct vl_err *err)
{
	const struct json_source *src = w->scan->src;
	const struct vl_field *f = &src->base.schema->field[column];
	int32_t slot = w->scan->slot[column];
	struct json_span s = w->walk.span[slot * w->walk.stride + row];
	const char *p = w->walk.base + s.from;
	int64_t n = json_span_len(s);
	bool declared = json_declared(src, f->name) != NULL;
	enum vl_code code = declared ? VL_EVALUE : widen_code(w->scan->src);

	w->walk.bad_at = p;
	w->walk.bad_why = "";
	json_bad_row(src, &w->block, &w->walk, err);
	struct vl_err at = *err;

	vl_fail(err, code, "column '%.*s': expected %s, found %.*s%s",
	    (int)f->name.n, f->name.p, vl_type_show(&w->arena, f->type),
	    (int)(n < 60 ? n : 60), p, n < 60 ? "" : "...");
	vl_err_at(err, VL_PHASE_READ, -1);
	struct vl_buf hint = { 0 };

	vl_settings_show_type(
	    &hint, f->name, *p == '{' || *p == '[' ? "JSON" : "VARCHAR");
	vl_err_hint(err, "%.*s reads it as text", (int)hint.len, hint.p);
	vl_buf_release(&hint);
	return vl_err_place(err, src->base.name, at.row, at.column);
}

/* A row that cannot be walked: skipped if that is wanted, else an error. */
static int
bad_row(struct json_worker *w, int64_t row, struct vl_err *err)
{
	struct json_source *src = w->scan->src;
	struct json_walk *walk = &w->walk;

	if (walk->met_unknown && w->scan->strict) {
		json_bad_row(src, &w->block, walk, err);
		vl_err_hint(err, "-O columns= says which keys are columns");
		err->code = widen_code(src);
		return err->code;
	}
	if (!src->ignore_errors)
		return json_bad_row(src, &w->block, walk, err);
	const char *from = w->cursor.p;

	json_skip_bad(walk, &w->cursor);
	if (src->rejects) {
		json_bad_row(src, &w->block, walk, err);
		vl_rejects_add(src->rejects, src->base.name, err->row,
		    err->column, walk->bad_why,
		    vl_str_trim((struct vl_str){ from, w->cursor.p - from }));
	}
	for (int32_t i = 0; i < walk->slots; i++)
		walk->span[i * walk->stride + row] = (struct json_span){ 0 };
	atomic_fetch_add(&w->scan->base.stats.rejected, 1);
	return 0;
}

/* Walk rows of the block: as many as a batch may have. */
static int64_t
walk_rows(struct json_worker *w, struct vl_err *err)
{
	struct json_walk *walk = &w->walk;
	int64_t rows = 0;

	memset(walk->span, 0,
	    (size_t)(walk->slots * walk->stride) * sizeof *walk->span);
	while (rows < w->scan->batch_rows) {
		int rc = json_next_row(walk, &w->cursor, rows);

		if (rc == 0)
			break;
		if (rc < 0)
			VL_TRY(bad_row(w, rows, err));
		else
			rows++;
	}
	return rows;
}

static int
make_column(struct json_worker *w, int column, const uint16_t *index, int64_t n,
    struct vl_column *out, struct vl_err *err)
{
	int32_t slot = w->scan->slot[column];
	struct json_column c = w->scan->column[slot];
	int64_t done;

	c.base = w->walk.base;
	c.span = w->walk.span + slot * w->walk.stride;
	done = json_column(&c, index, n, &w->arena, out);
	if (done == n)
		return 0;
	return misfit(w, column, index ? index[done] : done, err);
}

/* Keep the rows that pass the conjuncts; w->index holds them if some do not. */
static int64_t
filter(struct json_worker *w, int64_t rows, struct vl_err *err)
{
	const struct vl_want *want = w->scan->want;
	int64_t n = rows;

	for (int64_t i = 0; i < rows; i++)
		w->index[i] = (uint16_t)i;
	for (int i = 0; i < want->conjunct_count && n > 0; i++) {
		const struct vl_conjunct *q = &want->conjunct[i];
		struct vl_column c;

		if (w->scan->base.conjunct_answer[i] != VL_EXACT)
			continue;
		VL_TRY(make_column(
		    w, q->column, n == rows ? NULL : w->index, n, &c, err));
		n = json_filter(q, &c, w->index, n);
	}
	return n;
}

static int
worker_next(struct vl_stream *s, struct vl_batch **out, struct vl_err *err)
{
	struct json_worker *w = (struct json_worker *)s;
	const struct vl_want *want = w->scan->want;
	int64_t rows, kept, first;

	do {
		vl_arena_reset(&w->arena);
		rows = walk_rows(w, err);
		if (rows <= 0)
			return (int)rows;
		atomic_fetch_add(&w->scan->base.stats.rows, rows);
		first = w->row;
		w->row += rows;
		kept = filter(w, rows, err);
		if (kept < 0)
			return (int)kept;
	} while (kept == 0);

	struct vl_batch *b =
	    vl_batch_new(&w->arena, w->scan->base.schema, kept);

	for (int i = 0; i < want->count; i++)
		VL_TRY(make_column(w, want->column[i],
		    kept == rows ? NULL : w->index, kept, &b->col[i], err));
	b->morsel = w->block.number;
	b->first = first;
	w->made += kept;
	if (w->scan->pruned && w->made >= want->limit)
		json_supply_stop(&w->scan->supply);
	*out = b;
	return 1;
}

static int
worker_begin(struct vl_scan_worker *worker, int64_t *morsel, struct vl_err *err)
{
	struct json_worker *w = (struct json_worker *)worker;
	int rc = json_supply_next(&w->scan->supply, &w->block, &w->cursor, err);

	if (rc == 0)
		return 0;
	if (rc < 0) {
		if (w->scan->supply.blocks)
			*morsel = w->block.number;
		return vl_err_place(err, w->scan->src->base.name, 0, 0);
	}
	json_walk_text(&w->walk, w->cursor.p, w->cursor.end - w->cursor.p);
	atomic_fetch_add(&w->scan->base.stats.bytes, w->block.taken);
	w->row = w->made = 0;
	*morsel = w->block.number;
	return 1;
}

static void
worker_close(struct vl_stream *s)
{
	struct json_worker *w = (struct json_worker *)s;

	json_walk_release(&w->walk);
	vl_block_release(&w->block);
	vl_arena_release(&w->arena);
	vl_dealloc(w->index);
	vl_dealloc(w);
}

static const struct vl_stream_class worker_class = {
	"json",
	worker_next,
	worker_close,
};

static int
scan_worker(struct vl_scan *s, struct vl_scan_worker **out, struct vl_err *err)
{
	struct json_scan *scan = (struct json_scan *)s;
	const struct vl_schema *schema = scan->src->base.schema;
	struct json_worker *w = vl_alloc_one(struct json_worker);

	w->base.stream.class = &worker_class;
	w->base.stream.schema = s->schema;
	w->base.begin = worker_begin;
	w->scan = scan;
	json_walk_init(&w->walk, scan->strict ? JSON_STOP : JSON_IGNORE);
	w->walk.lines = scan->src->lines;
	w->walk.stride = scan->batch_rows;
	w->walk.slots = scan->slots;
	w->walk.span = vl_alloc(
	    scan->slots * w->walk.stride * (int64_t)sizeof *w->walk.span);
	w->index = vl_alloc(scan->batch_rows * (int64_t)sizeof *w->index);
	*out = &w->base;
	for (int i = 0; i < schema->count; i++) {
		if (json_keys_add(&w->walk.keys, schema->field[i].name,
			scan->slot[i]) == 0) {
			worker_close(&w->base.stream);
			*out = NULL;
			return vl_fail(err, VL_ELIMIT, "too many columns");
		}
	}
	return 0;
}

static void
scan_close(struct vl_scan *s)
{
	struct json_scan *scan = (struct json_scan *)s;

	scan->src->scans--;
	json_supply_release(&scan->supply);
	vl_arena_release(&scan->arena);
	vl_dealloc(scan);
}

static const struct vl_scan_class scan_class = { scan_worker, scan_close };

static void
need(struct json_scan *scan, int column)
{
	const struct json_source *src = scan->src;
	const struct vl_field *f = &src->base.schema->field[column];
	int32_t *slot = &scan->slot[column];

	if (*slot >= 0)
		return;
	*slot = scan->slots++;
	scan->column[*slot] = (struct json_column){
		.type = f->type,
		.untyped = json_declared(src, f->name) == NULL &&
		    src->seen[column] == 0,
	};
}

/* Which columns are needed, and what is done of the rest of the offer. */
static void
plan_scan(struct json_scan *scan, const struct vl_want *want)
{
	int columns = scan->src->base.schema->count;

	scan->slot = vl_new(&scan->arena, int32_t, columns);
	scan->column = vl_new(&scan->arena, struct json_column, columns);
	for (int i = 0; i < columns; i++)
		scan->slot[i] = -1;
	for (int i = 0; i < want->count; i++)
		need(scan, want->column[i]);
	scan->pruned = want->limit >= 0;
	scan->base.conjunct_answer =
	    vl_new(&scan->arena, enum vl_answer, want->conjunct_count);
	for (int i = 0; i < want->conjunct_count; i++) {
		bool can = json_filter_can(&want->conjunct[i]);

		scan->pruned &= can;
		scan->base.conjunct_answer[i] = can ? VL_EXACT : VL_NO;
		if (can)
			need(scan, want->conjunct[i].column);
	}
	scan->base.limit_answer = scan->pruned ? VL_PRUNING : VL_NO;
	scan->batch_rows = VL_BATCH_ROWS;
	if (scan->slots > SPANS_MAX / VL_BATCH_ROWS)
		scan->batch_rows = SPANS_MAX / scan->slots;
}

static int
source_scan(struct vl_source *s, const struct vl_want *want,
    struct vl_scan **out, struct vl_err *err)
{
	struct json_source *src = (struct json_source *)s;
	struct json_scan *scan = vl_alloc_one(struct json_scan);
	bool keep = want->count + want->conjunct_count > 0;
	int64_t blocks = PARALLEL_MAX;
	int rc = src->scans > 0 && !vl_input_seekable(src->in) ?
	    vl_fail(err, VL_EUNSUPPORTED,
		"'%s' cannot be read twice at the same time", s->name) :
	    json_supply_open(&scan->supply, src, keep, want->final, err);

	if (rc < 0) {
		vl_dealloc(scan);
		return rc;
	}
	if (src->rejects)
		vl_rejects_forget(src->rejects, s->name);
	if (scan->supply.blocks && vl_input_seekable(src->in))
		scan->base.span = blocks = vl_blocks_count(scan->supply.blocks);
	scan->base.class = &scan_class;
	scan->base.schema = vl_schema_project(
	    &scan->arena, s->schema, want->column, want->count);
	scan->base.parallel =
	    (int)(blocks < PARALLEL_MAX ? blocks : PARALLEL_MAX);
	scan->base.stats.bytes_total = s->bytes_estimate;
	src->scans++;
	scan->src = src;
	scan->want = want;
	scan->strict = !src->closed && want->count > 0;
	plan_scan(scan, want);
	*out = &scan->base;
	return 0;
}

/* One look at all of it settles every column, so that there is one retry. */
static int
source_widen(struct vl_source *s, struct vl_err *err)
{
	struct json_source *src = (struct json_source *)s;

	if (!atomic_exchange(&src->misfit, false))
		return 0;      /* it was another source of the query */
	err->code = VL_EVALUE; /* where it stays an error */
	if (src->whole ||
	    (src->passed && !src->kept && !vl_input_seekable(src->in)))
		return err->code;
	VL_TRY(json_learn_all(src, err));
	VL_TRY(json_make_schema(src, err));
	return 1;
}

/* Columns are found by name; types are what has been seen, here or there. */
static int
source_join(
    struct vl_source *s, const struct vl_schema *other, struct vl_err *err)
{
	struct json_source *src = (struct json_source *)s;

	for (int c = 0; c < s->schema->count; c++) {
		int i = vl_schema_find(other, s->schema->field[c].name);

		if (i >= 0 && !other->field[i].unseen)
			src->seen[c] |= json_seen_type(other->field[i].type);
	}
	return json_make_schema(src, err);
}

static void
source_describe(const struct vl_source *s, struct vl_buf *out)
{
	const struct json_source *src = (const struct json_source *)s;

	vl_buf_printf(out, "layout=%s", src->lines ? "lines" : "values");
	if (vl_input_codec(src->in))
		vl_buf_printf(out, " codec=%s", vl_input_codec(src->in));
}

static void
source_close(struct vl_source *s)
{
	struct json_source *src = (struct json_source *)s;

	json_walk_release(&src->walk);
	vl_dealloc(src->seen);
	vl_input_close(src->in);
	vl_arena_release(&src->arena);
	vl_dealloc(src);
}

static const struct vl_source_class source_class = {
	.name = "json",
	.scan = source_scan,
	.widen = source_widen,
	.join = source_join,
	.describe = source_describe,
	.close = source_close,
};

static int
open_source(
    struct json_source *src, const struct vl_open *how, struct vl_err *err)
{
	VL_TRY(vl_settings_check(how->settings, vl_json_options,
	    src->lines ? "jsonl" : "json", err));
	VL_TRY(json_settings(src, how->settings, err));
	VL_TRY(json_learn_sample(src, err));
	return json_make_schema(src, err);
}

static int
open_json(struct vl_input *take_in, const struct vl_open *how, bool lines,
    struct vl_source **out, struct vl_err *err)
{
	struct json_source *src = vl_alloc_one(struct json_source);
	int rc;

	src->base.class = &source_class;
	src->base.name = vl_input_name(take_in);
	src->base.rows_estimate = -1;
	src->base.bytes_estimate = vl_input_total(take_in);
	src->base.sequence = !vl_input_seekable(take_in);
	src->in = take_in;
	src->lines = lines;
	src->base.sparse = true;
	src->ignore_errors = how->ignore_errors;
	src->rejects = how->rejects;
	src->tmpdir = how->tmpdir ? how->tmpdir : "/tmp";
	json_walk_init(&src->walk, JSON_ADD);
	src->walk.lines = lines;
	rc = open_source(src, how, err);
	if (rc < 0) {
		vl_err_place(err, src->base.name, 0, 0);
		source_close(&src->base);
		return rc;
	}
	*out = &src->base;
	return 0;
}

int
vl_jsonl_open(struct vl_input *take_in, const struct vl_open *how,
    struct vl_source **out, struct vl_err *err)
{
	return open_json(take_in, how, true, out, err);
}

int
vl_json_open(struct vl_input *take_in, const struct vl_open *how,
    struct vl_source **out, struct vl_err *err)
{
	return open_json(take_in, how, false, out, err);
}
