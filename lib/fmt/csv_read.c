/* csv_read.c -- delimited text as a source: scans and their workers. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/err.h"
#include "fmt/fmt.h"
#include "fmt/lines_int.h"
#include "fmt/rejects.h"
#include "kern/kern.h"

enum {
#ifdef VL_TEST_SMALL
	SAMPLE_HEAD = 4096,
	SAMPLE_SPOT = 512,
#else
	SAMPLE_HEAD = 64 << 10,
	SAMPLE_SPOT = 16 << 10,
#endif
	SAMPLE_SPOTS = 7,
};

struct csv_source {
	struct vl_source base;
	struct vl_arena arena;
	struct vl_input *in;
	const struct vl_csv_dialect *d; /* a new one when types widen */
	struct vl_rejects *rejects;
	bool ignore_errors;
	bool started; /* a sequence is not at its start any more */
	bool kept;
	char *tmpdir;
	int64_t block_bytes; /* 0: as block.h says */

	pthread_mutex_t lock;
	uint8_t *wider; /* enum vl_type_id asked for, or VL_TYPE_NULL */
};

struct csv_scan {
	struct vl_scan base;
	struct csv_source *source;
	const struct vl_csv_dialect *d;
	struct vl_arena arena;
	const struct vl_want *want;
	struct csv_filter *filter;
	struct vl_blocks *blocks;
	bool text;  /* some column is text: it must be UTF-8 */
	bool exact; /* all conjuncts are done here */
	_Atomic int64_t delivered;
};

struct csv_worker {
	struct vl_scan_worker base;
	struct csv_scan *scan;
	struct vl_block block;
	struct csv_rows rows;
	struct csv_col *col;
	struct vl_arena batch;
	uint16_t *row;  /* records that passed */
	uint64_t *dead; /* rows of the batch that were rejected */
	bool any_dead;
	struct vl_err fault;  /* the first one of the window, if code is set */
	const char *not_utf8; /* the first such byte of the block, or NULL */
	int64_t counted;   /* rows that are only counted, not delivered yet */
	int64_t ordinal;   /* rows delivered of this morsel */
	int64_t unmatched; /* not in the scan's stats yet */
};

/*
 * Faults of records and values.
 */

static int64_t
line_at(const struct csv_worker *w, const char *p)
{
	const char newline = w->scan->d->text.newline;
	struct vl_scan_counts c;

	vl_kern()->scan->count(
	    w->block.p, p - w->block.p, newline, newline, &c);
	return w->block.line + c.newlines;
}

static void
reject(struct csv_worker *w, const struct csv_bad *bad)
{
	struct csv_source *s = w->scan->source;

	if (bad->unmatched)
		w->unmatched++;
	else
		w->scan->base.stats.rejected++;
	if (s->rejects)
		vl_rejects_add(s->rejects, s->base.name, line_at(w, bad->p),
		    bad->column, bad->reason,
		    (struct vl_str){ bad->p, bad->n });
}

static int
bad_record(void *arg, const struct csv_bad *bad, struct vl_err *err)
{
	struct csv_worker *w = arg;
	struct csv_source *s = w->scan->source;

	if (s->ignore_errors || bad->unmatched) {
		reject(w, bad);
		return 0;
	}
	vl_fail(err, VL_EFORMAT, "%s", bad->reason);
	if (bad->column == 0)
		vl_err_hint(err,
		    "--ignore-errors leaves it out, "
		    "-O ragged=null_padding fills up with NULLs");
	else
		vl_err_hint(err,
		    "--ignore-errors leaves it out, "
		    "-O quote=none takes quotes as they are");
	return vl_err_place(err, s->base.name, line_at(w, bad->p), 0);
}

static void
say_misfit(struct csv_worker *w, int c, struct vl_str found, bool quoted,
    struct vl_err *err)
{
	const struct vl_csv_column *col = &w->scan->d->column[c];
	struct vl_buf type = { 0 };
	int n = found.n > 60 ? 60 : (int)found.n;

	vl_type_name(col->type, &type);
	vl_fail(err, VL_EVALUE, "column '%.*s': expected %.*s, found '%.*s'%s",
	    (int)col->name.n, col->name.p, (int)type.len, type.p, n, found.p,
	    n < found.n ? "..." : "");
	vl_buf_reset(&type);
	if (n == found.n && !quoted && vl_settings_is_plain(found))
		vl_buf_printf(
		    &type, "-O null=%.*s reads it as NULL, ", n, found.p);
	vl_settings_show_type(&type, col->name, "VARCHAR");
	vl_err_hint(err, "%.*s keeps it", (int)type.len, type.p);
	vl_buf_release(&type);
}

/* Ask for the type that holds this and the rest of the window. */
static void
ask_wider(struct csv_worker *w, int c, int64_t record)
{
	struct csv_source *s = w->scan->source;
	const struct vl_csv_dialect *d = w->scan->d;
	enum vl_type_id id = d->column[c].type.id;

	for (int64_t r = record; r < w->rows.rows; r++) {
		struct vl_str v = csv_field(&w->rows, r, d->column[c].field);
		bool quoted = csv_is_quoted(d, v);

		if (quoted)
			v = csv_unquote(d, v, &w->batch);
		if (quoted ? v.n > 0 : !csv_is_null(d, v))
			id = csv_type_widen(id, v);
	}
	pthread_mutex_lock(&s->lock);
	s->wider[c] = (uint8_t)csv_type_join(s->wider[c], id);
	pthread_mutex_unlock(&s->lock);
}

/* A value does not fit: 0 if its record was rejected, else <0: the fault. */
static int
misfit(struct csv_worker *w, int c, int64_t record)
{
	const struct vl_csv_dialect *d = w->scan->d;
	struct csv_rows *rows = &w->rows;
	struct vl_str v = csv_field(rows, record, d->column[c].field);
	struct vl_str whole = csv_record(rows, record);
	struct vl_err found = { 0 };

	bool quoted = csv_is_quoted(d, v);

	if (quoted)
		v = csv_unquote(d, v, &w->batch);
	say_misfit(w, c, v, quoted, &found);
	if (!d->column[c].declared) {
		ask_wider(w, c, record);
		found.code = VL_ERETRY;
	} else if (w->scan->source->ignore_errors) {
		struct csv_bad bad = { .p = whole.p,
			.n = whole.n,
			.column = c + 1,
			.reason = found.msg };

		reject(w, &bad);
		return 0;
	}
	w->fault = found;
	return vl_err_place(
	    &w->fault, w->scan->source->base.name, line_at(w, whole.p), 0);
}

/*
 * A worker: block after block, batch after batch.
 */

static void
check_utf8(struct csv_worker *w)
{
	const struct vl_block *b = &w->block;
	int64_t at = vl_kern()->utf8->valid(b->p, b->n);

	w->not_utf8 = at < b->n ? b->p + at : NULL;
}

/* Records of the window before the one with the bytes that are not UTF-8. */
static int64_t
before_not_utf8(struct csv_worker *w)
{
	const struct csv_rows *rows = &w->rows;
	const char *at = w->not_utf8;
	int64_t n = 0;

	while (n < rows->rows && csv_record(rows, n).p <= at)
		n++;
	vl_fail(&w->fault, VL_EFORMAT, "byte 0x%02x is not UTF-8",
	    (unsigned)(uint8_t)*at);
	vl_err_hint(
	    &w->fault, "-O encoding=latin1, gb18030 ... says what it is");
	vl_err_place(&w->fault, w->scan->source->base.name, line_at(w, at), 0);
	return n > 0 ? n - 1 : 0;
}

static int
worker_begin(struct vl_scan_worker *base, int64_t *morsel, struct vl_err *err)
{
	struct csv_worker *w = (struct csv_worker *)base;
	struct csv_scan *s = w->scan;
	struct vl_block *b = &w->block;
	int rc;

	if (s->base.limit_answer != VL_NO && s->delivered >= s->want->limit)
		vl_blocks_stop(s->blocks);
	if ((rc = vl_blocks_next(s->blocks, b, err)) == 0)
		return 0;
	*morsel = b->number;
	if (rc < 0)
		return vl_err_place(err, s->source->base.name, 0, 0);
	s->base.stats.bytes += b->taken;
	s->base.stats.unmatched += w->unmatched;
	w->unmatched = 0;
	w->ordinal = 0;
	w->not_utf8 = NULL;
	if (b->high && s->text)
		check_utf8(w);
	csv_rows_start(&w->rows, b->p, b->n, b->quotes, b->irregular);
	w->rows.valid = s->text && w->not_utf8 == NULL;
	w->rows.lenient = s->text && s->source->ignore_errors;
	w->counted = 0;
	if (s->want->count == 0 && s->want->conjunct_count == 0 && b->n > 0) {
		w->counted = csv_rows_count(&w->rows);
		if (w->counted < 0)
			w->counted = 0;
		s->base.stats.rows += w->counted;
	}
	return 1;
}

static void
kill_row(struct csv_worker *w, int64_t at)
{
	if (!w->any_dead) {
		w->dead = vl_arena_buffer(
		    &w->batch, vl_bits_words(VL_BATCH_ROWS) * 8);
		memset(w->dead, 0, (size_t)vl_bits_words(VL_BATCH_ROWS) * 8);
		w->any_dead = true;
	}
	vl_bit_set(w->dead, at);
}

/* Which of the window's records pass: in w->row; returns their number. */
static int64_t
filter_window(struct csv_worker *w, const struct csv_parse *x, int64_t n)
{
	const struct csv_filter *f = w->scan->filter;

	for (int64_t i = 0; i < n; i++)
		w->row[i] = (uint16_t)i;
	for (int i = 0; i < csv_filter_count(f) && n > 0; i++) {
		int64_t bad;

		while ((bad = csv_filter_apply(f, i, x, w->row, &n)) > 0) {
			uint16_t *at = w->row + bad - 1;

			if (misfit(w, csv_filter_column(f, i), *at) < 0) {
				n = bad - 1;
				continue;
			}
			n--;
			memmove(
			    at, at + 1, (size_t)(w->row + n - at) * sizeof *at);
		}
	}
	return n;
}

/* The wanted columns of n records (row NULL: all) to rows at ... */
static void
add_columns(struct csv_worker *w, const struct csv_parse *x,
    const uint16_t *row, int64_t n, int64_t at)
{
	for (int c = 0; c < w->scan->want->count; c++) {
		struct csv_col *col = &w->col[c];
		int64_t i = csv_col_add(col, x, row, 0, n, at);

		for (; i < n; i = csv_col_add(col, x, row, i + 1, n, at)) {
			csv_col_null(col, at + i);
			if (w->any_dead && vl_bit_get(w->dead, at + i))
				continue;
			if (misfit(w, col->source, row ? row[i] : i) < 0)
				n = i;
			else
				kill_row(w, at + i);
		}
	}
}

/* Where in the block there is no UTF-8, from p on. */
static const char *
next_not_utf8(const struct csv_worker *w, const char *p)
{
	int64_t n = w->block.p + w->block.n - p;
	int64_t at = vl_kern()->utf8->valid(p, n);

	return at < n ? p + at : NULL;
}

/* Reject the window's records that are not UTF-8: w->row, of n records, loses
 * them.  Returns how many are left. */
static int64_t
drop_not_utf8(struct csv_worker *w, int64_t n)
{
	int64_t r = 0;
	char reason[48];

	while (w->not_utf8 && w->not_utf8 < w->rows.p) {
		const char *at = w->not_utf8;

		while (
		    r + 1 < w->rows.rows && csv_record(&w->rows, r + 1).p <= at)
			r++;
		struct vl_str whole = csv_record(&w->rows, r);
		struct csv_bad bad = {
			.p = whole.p, .n = whole.n, .reason = reason
		};

		w->not_utf8 = next_not_utf8(w, at + 1);
		/* Else it is in one that was left out before. */
		if (at < whole.p || at >= whole.p + whole.n)
			continue;
		snprintf(reason, sizeof reason, "byte 0x%02x is not UTF-8",
		    (unsigned)(uint8_t)*at);
		reject(w, &bad);
		w->not_utf8 = next_not_utf8(w, whole.p + whole.n);
		for (int64_t i = 0; i < n; i++)
			if (w->row[i] == r) {
				memmove(&w->row[i], &w->row[i + 1],
				    (size_t)(--n - i) * sizeof *w->row);
				break;
			}
	}
	return n;
}

/* Fields over the limit are looked for only where there can be one. */
static int
check_fields(struct csv_worker *w, struct vl_err *err)
{
	for (int64_t r = 0; r < w->rows.rows; r++)
		for (int c = 0; c < w->scan->d->count; c++) {
			int field = w->scan->d->column[c].field;
			struct vl_str v = csv_field(&w->rows, r, field);

			if (v.n <= VL_CSV_FIELD_MAX)
				continue;
			vl_fail(err, VL_ELIMIT,
			    "field %d is longer than %d MiB", c + 1,
			    VL_CSV_FIELD_MAX >> 20);
			return vl_err_place(err, w->scan->source->base.name,
			    line_at(w, csv_record(&w->rows, r).p), 0);
		}
	return 0;
}

/*
 * Rows of the block to the columns, from row 0 on; how many, 0 at its end.
 *
 * Columns are parsed one after the other, but the fault that is reported is
 * the first in the text: what comes first in a window does not depend on how
 * large blocks and windows are.  Each fault shortens the window for those
 * who look at it after.
 */
static int64_t
fill(struct csv_worker *w, int64_t max, struct vl_err *err)
{
	const struct csv_scan *s = w->scan;
	struct csv_parse x = { s->d, &w->rows, &w->batch };
	bool ignore = s->source->ignore_errors;
	int64_t at = 0;
	int rc;

	while (at < max) {
		rc = csv_rows_next(&w->rows, max - at, err);
		if (rc < 0)
			return rc;
		if (rc == 0 && at == 0 && w->not_utf8 && !ignore) {
			/* In a record that was left out: no better. */
			before_not_utf8(w);
			*err = w->fault;
			return err->code;
		}
		if (rc == 0)
			break;
		int64_t n = w->rows.rows;

		w->scan->base.stats.rows += n;
		w->fault.code = VL_OK;
		if (w->block.n > VL_CSV_FIELD_MAX)
			VL_TRY(check_fields(w, err));
		bool fault = w->not_utf8 && w->not_utf8 < w->rows.p;
		bool listed = csv_filter_count(s->filter) > 0;

		if (fault && !ignore)
			n = before_not_utf8(w);
		if (listed)
			n = filter_window(w, &x, n);
		for (int64_t i = 0; fault && ignore && !listed && i < n; i++)
			w->row[i] = (uint16_t)i;
		if (fault && ignore) {
			n = drop_not_utf8(w, n);
			listed = true;
		}
		add_columns(w, &x, listed ? w->row : NULL, n, at);
		if (w->fault.code != VL_OK) {
			*err = w->fault;
			return err->code;
		}
		at += n;
	}
	return at;
}

/* Rows without columns. */
static int64_t
fill_counted(struct csv_worker *w)
{
	int64_t n =
	    w->counted < VL_BATCH_ROWS_MAX ? w->counted : VL_BATCH_ROWS_MAX;

	w->counted -= n;
	return n;
}

static void
leave_out_dead(struct csv_worker *w, struct vl_batch *b)
{
	uint16_t *sel =
	    vl_arena_buffer(&w->batch, b->len * (int64_t)sizeof *sel);
	int64_t n = 0;

	for (int64_t i = 0; i < b->len; i++) {
		sel[n] = (uint16_t)i;
		n += !vl_bit_get(w->dead, i);
	}
	b->sel = sel;
	b->rows = n;
	vl_batch_compact(b); /* their ordinals count what is delivered */
}

static int
worker_next(struct vl_stream *base, struct vl_batch **out, struct vl_err *err)
{
	struct csv_worker *w = (struct csv_worker *)base;
	struct csv_scan *s = w->scan;
	int64_t limit =
	    s->base.limit_answer != VL_NO ? s->want->limit : INT64_MAX;
	struct vl_batch *b;
	int64_t n;

	/* Each field takes a byte at least: wide rows need little room. */
	int64_t room = w->block.n / s->d->fields + 1;

	if (room > VL_BATCH_ROWS)
		room = VL_BATCH_ROWS;
	do {
		int64_t left = limit - w->ordinal;

		vl_arena_reset(&w->batch);
		w->any_dead = false;
		if (left <= 0)
			return 0;
		for (int c = 0; c < s->want->count; c++)
			csv_col_begin(&w->col[c], &w->batch, room);
		n = w->counted > 0 ? fill_counted(w) :
				     fill(w, left < room ? left : room, err);
		if (n <= 0)
			return (int)n;
		b = vl_batch_new(&w->batch, s->base.schema, n);
		for (int c = 0; c < s->want->count; c++)
			b->col[c] = csv_col_end(&w->col[c], n);
		if (w->any_dead)
			leave_out_dead(w, b);
	} while (b->rows == 0);
	if (b->rows > limit - w->ordinal)
		vl_batch_slice(b, 0, limit - w->ordinal);
	b->morsel = w->block.number;
	b->first = w->ordinal;
	w->ordinal += b->rows;
	s->delivered += b->rows;
	*out = b;
	return 1;
}

static void
worker_close(struct vl_stream *base)
{
	struct csv_worker *w = (struct csv_worker *)base;

	w->scan->base.stats.unmatched += w->unmatched;
	vl_block_release(&w->block);
	csv_rows_release(&w->rows);
	vl_arena_release(&w->batch);
	vl_dealloc(w->col);
	vl_dealloc(w->row);
	vl_dealloc(w);
}

static const struct vl_stream_class worker_class = {
	"csv",
	worker_next,
	worker_close,
};

/*
 * A scan.
 */

/* Whose type was said is read as that, and refused where it is not. */
static bool
may_be_raw(const struct vl_csv_dialect *d, const struct vl_want *want, int c)
{
	return want->raw && want->raw[c] &&
	    !d->column[want->column[c]].declared;
}

static int
scan_worker(
    struct vl_scan *base, struct vl_scan_worker **out, struct vl_err *err)
{
	struct csv_scan *s = (struct csv_scan *)base;
	struct csv_worker *w = vl_alloc_one(struct csv_worker);
	const struct vl_want *want = s->want;

	(void)err;
	w->base.stream.class = &worker_class;
	w->base.stream.schema = base->schema;
	w->base.begin = worker_begin;
	w->scan = s;
	w->col = vl_alloc(want->count * (int64_t)sizeof *w->col);
	w->row = vl_alloc((VL_BATCH_ROWS + 1) * (int64_t)sizeof *w->row);
	for (int c = 0; c < want->count; c++)
		csv_col_init(&w->col[c], s->d, want->column[c],
		    may_be_raw(s->d, want, c));
	csv_rows_init(&w->rows, s->d, bad_record, w);
	*out = &w->base;
	return 0;
}

static void
scan_close(struct vl_scan *base)
{
	struct csv_scan *s = (struct csv_scan *)base;

	vl_blocks_free(s->blocks);
	vl_arena_release(&s->arena);
	vl_dealloc(s);
}

static const struct vl_scan_class scan_class = { scan_worker, scan_close };

/* A sequence is read from its start: again, if it was read before. */
static int
rewind_input(
    struct csv_source *s, const struct vl_want *want, struct vl_err *err)
{
	bool typed = false;

	if (vl_input_seekable(s->in) && s->d->encoding == NULL)
		return 0;
	for (int i = 0; i < want->count + want->conjunct_count; i++) {
		int c = i < want->count ?
		    want->column[i] :
		    want->conjunct[i - want->count].column;

		typed |= s->d->column[c].type.id != VL_TYPE_TEXT;
	}
	if (s->started)
		return vl_input_rewind(s->in, err);
	if (typed)
		vl_input_keep(s->in, s->tmpdir, want->final);
	s->kept = typed;
	s->started = true;
	return 0;
}

static bool
wants_text(const struct csv_source *s, const struct vl_want *want)
{
	for (int i = 0; i < want->count; i++)
		if ((want->raw && want->raw[i]) ||
		    vl_type_is_view(s->d->column[want->column[i]].type))
			return true;
	for (int i = 0; i < want->conjunct_count; i++)
		if (vl_type_is_view(
			s->d->column[want->conjunct[i].column].type))
			return true;
	return false;
}

static int
source_scan(struct vl_source *base, const struct vl_want *want,
    struct vl_scan **out, struct vl_err *err)
{
	struct csv_source *s = (struct csv_source *)base;

	VL_TRY(rewind_input(s, want, err));
	if (s->rejects)
		vl_rejects_forget(s->rejects, base->name);
	struct csv_scan *n = vl_alloc_one(struct csv_scan);
	struct vl_block_rules rules = { .text = s->d->text,
		.start = s->d->start,
		.line = s->d->line,
		.size = s->block_bytes,
		.encoding = s->d->encoding };

	n->base.class = &scan_class;
	n->source = s;
	n->d = s->d;
	n->want = want;
	n->base.schema = vl_schema_project(
	    &n->arena, base->schema, want->column, want->count);
	n->base.conjunct_answer =
	    vl_new(&n->arena, enum vl_answer, want->conjunct_count);
	n->filter =
	    csv_filter_new(&n->arena, n->d, want, n->base.conjunct_answer);
	n->exact = csv_filter_count(n->filter) == want->conjunct_count;
	n->base.limit_answer =
	    want->limit >= 0 && n->exact ? VL_PRUNING : VL_NO;
	n->text = s->d->pattern != NULL || wants_text(s, want);
	n->blocks = vl_blocks_new(s->in, &rules);
	int64_t blocks = vl_blocks_count(n->blocks);

	n->base.parallel = blocks < 1024 ? (int)blocks : 1024;
	if (!vl_input_seekable(s->in) || s->d->encoding)
		n->base.parallel = 1024;
	else
		n->base.span = blocks;
	n->base.stats.bytes_total = vl_input_size(s->in);
	*out = &n->base;
	return 0;
}

/*
 * The source.
 */

static struct vl_schema *
schema_of(struct vl_arena *a, const struct vl_csv_dialect *d)
{
	struct vl_field *field;
	struct vl_schema *s = vl_schema_new(a, d->count, &field);

	for (int c = 0; c < d->count; c++) {
		field[c].name = d->column[c].name;
		field[c].type = d->column[c].type;
		field[c].unseen = d->column[c].unseen;
	}
	return s;
}

/* A copy of the dialect, whose types may be changed. */
static struct vl_csv_dialect *
copy_dialect(struct csv_source *s)
{
	struct vl_csv_dialect *d = vl_new(&s->arena, struct vl_csv_dialect, 1);

	*d = *s->d;
	d->column = vl_new(&s->arena, struct vl_csv_column, d->count);
	for (int c = 0; c < d->count; c++)
		d->column[c] = s->d->column[c];
	return d;
}

static void
use_dialect(struct csv_source *s, const struct vl_csv_dialect *d)
{
	s->d = d;
	s->base.schema = schema_of(&s->arena, d);
}

static int
source_widen(struct vl_source *base, struct vl_err *err)
{
	struct csv_source *s = (struct csv_source *)base;
	struct vl_csv_dialect *d = copy_dialect(s);
	bool asked = false;
	bool widened = false;

	for (int c = 0; c < d->count; c++) {
		if (s->wider[c] == VL_TYPE_NULL)
			continue;
		asked = true;
		d->column[c].type = vl_type(s->wider[c]);
		d->column[c].unseen = false;
		widened |= d->column[c].type.id != s->d->column[c].type.id;
		s->wider[c] = VL_TYPE_NULL;
	}
	if (!asked)
		return 0; /* it was another source of the query */
	if (!widened || (s->started && !s->kept))
		return err->code = VL_EVALUE; /* it stays an error */
	use_dialect(s, d);
	return 1;
}

static int
source_join(
    struct vl_source *base, const struct vl_schema *other, struct vl_err *err)
{
	struct csv_source *s = (struct csv_source *)base;
	struct vl_csv_dialect *d = copy_dialect(s);

	(void)err;
	for (int c = 0; c < d->count; c++) {
		struct vl_csv_column *col = &d->column[c];
		enum vl_type_id id = col->unseen ? VL_TYPE_NULL : col->type.id;
		int i = vl_schema_find(other, col->name);

		if (col->declared || i < 0 || other->field[i].unseen)
			continue;
		id = csv_type_join(id, csv_type_like(other->field[i].type));
		col->type = vl_type(id);
		col->unseen = false;
	}
	use_dialect(s, d);
	return 0;
}

static void
source_describe(const struct vl_source *base, struct vl_buf *out)
{
	const struct csv_source *s = (const struct csv_source *)base;
	char c = s->d->text.delimiter;

	if (s->d->pattern) {
		vl_buf_cstr(out, "pattern=");
		vl_buf_str(out, lines_pattern_text(s->d->pattern));
	} else if (c == s->d->text.newline)
		vl_buf_cstr(out, "delimiter=none");
	else if (c >= ' ')
		vl_buf_printf(out, "delimiter=%c", c);
	else
		vl_buf_printf(out, "delimiter=\\x%02x", (unsigned)(uint8_t)c);
	if (!s->d->lines)
		vl_buf_printf(
		    out, " header=%s", s->d->header ? "true" : "false");
	if (s->d->encoding)
		vl_buf_printf(out, " encoding=%s", s->d->encoding);
}

static void
source_close(struct vl_source *base)
{
	struct csv_source *s = (struct csv_source *)base;

	pthread_mutex_destroy(&s->lock);
	if (s->d)
		lines_pattern_free(s->d->pattern);
	vl_input_close(s->in);
	vl_dealloc(s->wider);
	vl_dealloc(s->tmpdir);
	vl_arena_release(&s->arena);
	vl_dealloc(s);
}

static const struct vl_source_class csv_class = {
	.name = "csv",
	.scan = source_scan,
	.widen = source_widen,
	.join = source_join,
	.describe = source_describe,
	.close = source_close,
};

static const struct vl_source_class lines_class = {
	.name = "lines",
	.scan = source_scan,
	.widen = source_widen,
	.join = source_join,
	.describe = source_describe,
	.close = source_close,
};

/* Types of some records in the middle of a large file, joined to those of its
 * head.  Where records begin there is a guess, so quotes end it. */
static int
sample_spot(struct csv_source *s, struct vl_csv_dialect *d, struct csv_rows *w,
    struct csv_types *t, int64_t offset, char *buf, struct vl_err *err)
{
	const struct vl_kern_scan *kern = vl_kern()->scan;
	const char newline = d->text.newline;
	struct vl_scan_counts c;
	int64_t n = vl_input_read_at(s->in, offset, buf, SAMPLE_SPOT, err);

	if (n < 0)
		return (int)n;
	int64_t from = kern->first(buf, n, newline) + 1;
	int64_t to = kern->last(buf, n, newline) + 1;

	if (from <= 0 || to <= from)
		return 0;
	kern->count(buf, n, newline, (char)d->text.quote, &c);
	if (d->text.quote >= 0 && c.quotes > 0)
		return 0;
	csv_rows_start(w, buf + from, to - from, false, false);
	while (csv_rows_next(w, VL_BATCH_ROWS, err) > 0)
		csv_types_add(t, w);
	return 0;
}

static int
sample_spots(struct csv_source *s, struct vl_csv_dialect *d, struct vl_err *err)
{
	int64_t size = vl_input_size(s->in);
	struct csv_types t = csv_types_new(&s->arena, d->count);
	struct csv_rows w;
	int rc = 0;

	if (!vl_input_seekable(s->in) || d->encoding || size < 2 * SAMPLE_HEAD)
		return 0;
	char *buf = vl_alloc_buffer(SAMPLE_SPOT);

	for (int c = 0; c < d->count; c++)
		t.id[c] =
		    d->column[c].unseen ? VL_TYPE_NULL : d->column[c].type.id;
	csv_rows_init(&w, d, NULL, NULL);
	for (int i = 1; i <= SAMPLE_SPOTS && rc == 0; i++)
		rc = sample_spot(s, d, &w, &t,
		    (size - SAMPLE_SPOT) / SAMPLE_SPOTS * i, buf, err);
	for (int c = 0; c < d->count; c++) {
		if (d->column[c].declared || t.id[c] == VL_TYPE_NULL)
			continue;
		d->column[c].type = vl_type(t.id[c]);
		d->column[c].unseen = false;
	}
	csv_rows_release(&w);
	vl_dealloc(buf);
	return rc;
}

static int
open_dialect(struct csv_source *s, const struct vl_open *how,
    csv_sniff_fn *sniff, char delimiter, struct vl_err *err)
{
	struct vl_csv_dialect *d = vl_new(&s->arena, struct vl_csv_dialect, 1);
	const char *p;
	bool whole;
	int64_t n = vl_input_sample(s->in, SAMPLE_HEAD, 2, &p, &whole, err);

	if (n < 0)
		return (int)n;
	if (vl_settings_int(
		how->settings, "block", 1, 1 << 30, &s->block_bytes, err) < 0)
		return err->code;
	int rc =
	    sniff(&s->arena, p, n, whole, how->settings, delimiter, d, err);

	/* A first record longer than that: try all that can be peeked. */
	if (rc == VL_ELIMIT && !whole) {
		n = vl_input_peek(s->in, VL_INPUT_PEEK_MAX, &p, err);
		if (n < 0)
			return (int)n;
		rc = sniff(&s->arena, p, n, n < VL_INPUT_PEEK_MAX,
		    how->settings, delimiter, d, err);
	}
	if (rc < 0)
		return rc;
	s->d = d;
	return sample_spots(s, d, err);
}

int
csv_open(struct vl_input *take_in, const struct vl_open *how,
    csv_sniff_fn *sniff, char delimiter, struct vl_source **out,
    struct vl_err *err)
{
	struct csv_source *s = vl_alloc_one(struct csv_source);
	const char *tmpdir = how->tmpdir ? how->tmpdir : "/tmp";
	int rc;

	s->base.class = &csv_class;
	s->base.name = vl_input_name(take_in);
	s->base.rows_estimate = -1;
	s->base.bytes_estimate = vl_input_size(take_in);
	s->in = take_in;
	s->rejects = how->rejects;
	s->ignore_errors = how->ignore_errors;
	s->tmpdir = vl_strndup(tmpdir, (int64_t)strlen(tmpdir));
	pthread_mutex_init(&s->lock, NULL);
	if ((rc = open_dialect(s, how, sniff, delimiter, err)) < 0) {
		vl_err_place(err, s->base.name, 0, 0);
		source_close(&s->base);
		return rc;
	}
	s->base.sequence = !vl_input_seekable(take_in) || s->d->encoding;
	if (s->d->lines)
		s->base.class = &lines_class;
	s->wider = vl_alloc(s->d->count);
	s->base.schema = schema_of(&s->arena, s->d);
	*out = &s->base;
	return 0;
}

int
vl_csv_open(struct vl_input *take_in, const struct vl_open *how,
    struct vl_source **out, struct vl_err *err)
{
	return csv_open(take_in, how, vl_csv_sniff, 0, out, err);
}

int
vl_tsv_open(struct vl_input *take_in, const struct vl_open *how,
    struct vl_source **out, struct vl_err *err)
{
	return csv_open(take_in, how, vl_csv_sniff, '\t', out, err);
}
