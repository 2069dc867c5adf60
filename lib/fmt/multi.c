/*
 * multi.c -- several files as one table: a source over sources.
 *
 *	file 0: | 0 | 1 | 2 |	a file's morsels are numbered above all of the
 *	file 1:	| 3 | 4 |	files before it
 *
 * All files are opened first, for the schema: a column has the type that holds
 * the values of all files, and every file is told to read it so.  The text of
 * its values survives, as it would in one file.
 */
#include "fmt/multi.h"

#include <pthread.h>
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "col/batch.h"

enum {
	ABSENT = -1, /* a column of the table that a file has not */
	PATH = -2,   /* the column `filename` */

	JOINS_MAX = 8,           /* a type is widened a few times at most */
	PARALLEL_MAX = 1024,     /* workers that make sense */
	SEQUENCE_SPAN = 1 << 18, /* morsels of a file that does not know */
};

/* What exec can number (VL_EXEC_SPAN_MAX): 16 Ki files that do not know. */
static const int64_t MORSELS_MAX = INT64_C(1) << 32;

struct part {
	char *path;
	struct vl_source *source;
	int *column; /* [columns of the table] in the source, or the above */
};

struct multi {
	struct vl_source base;
	struct vl_arena arena;
	struct vl_multi how;
	int count;
	struct part *part;
	_Atomic int failed; /* the part that asked for a wider type, or -1 */
};

/* A part in a scan. */
struct piece {
	struct vl_scan *scan;
	struct vl_want want;
	int *from;      /* [wanted] column of its batches, or the above */
	int64_t morsel; /* of the table, its first */
	int64_t span;
};

struct multi_scan {
	struct vl_scan base;
	struct multi *m;
	struct vl_arena arena;
	struct piece *piece;  /* [parts] */
	int count;            /* wanted columns */
	_Atomic int first;    /* parts before it have no more morsels */
	pthread_mutex_t lock; /* of base.stats */
};

struct multi_worker {
	struct vl_scan_worker base;
	struct multi_scan *s;
	struct vl_scan_worker *in; /* of part `at`, or NULL */
	int at;
	int64_t morsel;
	struct vl_arena arena;
};

/*
 * The schema.
 */

static bool
is_list_of(struct vl_type t, enum vl_type_id id)
{
	return t.id == VL_TYPE_LIST && t.child[0].type.id == id;
}

/* The type that holds the values of both. */
static struct vl_type
wider(struct vl_type a, struct vl_type b)
{
	bool wide = a.id == VL_TYPE_I128 || b.id == VL_TYPE_I128 ||
	    a.id == VL_TYPE_U64 || b.id == VL_TYPE_U64;

	if (vl_type_eq(a, b) || b.id == VL_TYPE_NULL)
		return a;
	if (a.id == VL_TYPE_NULL)
		return b;
	if (vl_type_is_int(a) && vl_type_is_int(b))
		return vl_type(wide ? VL_TYPE_I128 : VL_TYPE_I64);
	if ((vl_type_is_int(a) || vl_type_is_float(a)) &&
	    (vl_type_is_int(b) || vl_type_is_float(b)) && !wide)
		return vl_type(VL_TYPE_F64);
	if ((a.id == VL_TYPE_DATE && b.id == VL_TYPE_TS) ||
	    (a.id == VL_TYPE_TS && b.id == VL_TYPE_DATE))
		return vl_type(VL_TYPE_TS);
	if (is_list_of(a, VL_TYPE_F64) && is_list_of(b, VL_TYPE_I64))
		return a;
	if (is_list_of(a, VL_TYPE_I64) && is_list_of(b, VL_TYPE_F64))
		return b;
	if (a.id == VL_TYPE_JSON || b.id == VL_TYPE_JSON ||
	    a.id == VL_TYPE_LIST || b.id == VL_TYPE_LIST)
		return vl_type(VL_TYPE_JSON);
	return vl_type(VL_TYPE_TEXT);
}

static int
field_named(const struct vl_field *f, int count, struct vl_str name)
{
	for (int i = 0; i < count; i++)
		if (vl_str_eq(f[i].name, name))
			return i;
	return -1;
}

/* The columns of all files, in order of first appearance. */
static void
unify(struct multi *m)
{
	struct vl_field *field, *all;
	int total = 1;
	int n = 0;

	for (int i = 0; i < m->count; i++)
		total += m->part[i].source->schema->count;
	all = vl_new(&m->arena, struct vl_field, total);
	for (int i = 0; i < m->count; i++) {
		const struct vl_schema *s = m->part[i].source->schema;

		for (int c = 0; c < s->count; c++) {
			const struct vl_field *f = &s->field[c];
			int at = field_named(all, n, f->name);

			if (at < 0)
				all[n++] = *f;
			else if (all[at].unseen)
				all[at] = *f;
			else if (!f->unseen)
				all[at].type = wider(all[at].type, f->type);
		}
	}
	if (m->how.filename)
		all[n++] = (struct vl_field){ .name = VL_STR("filename"),
			.type = vl_type(VL_TYPE_TEXT) };
	struct vl_schema *s = vl_schema_new(&m->arena, n, &field);

	memcpy(field, all, (size_t)n * sizeof *field);
	m->base.schema = vl_schema_copy(&m->arena, s);
}

static void
map_columns(struct multi *m, struct part *p)
{
	const struct vl_schema *all = m->base.schema;
	const struct vl_schema *own = p->source->schema;

	p->column = vl_new(&m->arena, int, all->count);
	for (int c = 0; c < all->count; c++)
		p->column[c] =
		    field_named(own->field, own->count, all->field[c].name);
	if (m->how.filename)
		p->column[all->count - 1] = PATH;
}

/* A file has to have all columns, unless it was said that it need not, or its
 * rows need not either. */
static int
check_columns(const struct multi *m, struct vl_err *err)
{
	const struct vl_schema *all = m->base.schema;

	for (int c = 0; c < all->count && !m->how.union_by_name; c++) {
		const char *has = "";

		for (int i = 0; i < m->count; i++)
			if (m->part[i].column[c] >= 0)
				has = m->part[i].path;
		for (int i = 0; i < m->count; i++) {
			const struct part *p = &m->part[i];

			if (p->column[c] != ABSENT || p->source->sparse)
				continue;
			vl_fail(err, VL_ENAME,
			    "'%s' has no column '%.*s', which '%s' has",
			    p->path, (int)all->field[c].name.n,
			    all->field[c].name.p, has);
			return vl_err_hint(
			    err, "-O union_by_name=true makes it NULL");
		}
	}
	return 0;
}

/* The first column of a part that has not the table's type, or -1. */
static int
differs(const struct multi *m, const struct part *p)
{
	for (int c = 0; c < m->base.schema->count; c++) {
		const struct vl_field *f = &m->base.schema->field[c];
		int own = p->column[c];

		if (own >= 0 &&
		    !vl_type_eq(p->source->schema->field[own].type, f->type))
			return c;
	}
	return -1;
}

/* Every part reads every column as the table has it. */
static int
agree(struct multi *m, struct vl_err *err)
{
	const struct part *bad = NULL;
	int c = -1;

	for (int round = 0; round < JOINS_MAX; round++) {
		unify(m);
		bad = NULL;
		for (int i = 0; i < m->count; i++) {
			struct part *p = &m->part[i];

			map_columns(m, p);
			if (differs(m, p) < 0)
				continue;
			bad = p;
			c = differs(m, p);
			VL_TRY(vl_source_join(p->source, m->base.schema, err));
		}
		if (bad == NULL)
			return check_columns(m, err);
	}
	const struct vl_field *f = &m->base.schema->field[c];

	vl_fail(err, VL_ETYPE,
	    "'%s' has '%.*s' as %s, with the other files it would be %s",
	    bad->path, (int)f->name.n, f->name.p,
	    vl_type_show(
		&m->arena, bad->source->schema->field[bad->column[c]].type),
	    vl_type_show(&m->arena, f->type));
	return vl_err_hint(err, "read the files one by one and UNION ALL them");
}

/*
 * A worker.
 */

/* The value of column c of the table in a batch of its part. */
static struct vl_column
column_of(struct multi_worker *w, const struct vl_batch *in, int c)
{
	const struct multi_scan *s = w->s;
	int from = s->piece[w->at].from[c];

	if (from >= 0)
		return in->col[from];
	if (from == ABSENT)
		return vl_column_null(s->base.schema->field[c].type, in->len);
	struct vl_str path =
	    vl_str_copy(&w->arena, vl_str(s->m->part[w->at].path));
	void *data;
	struct vl_column one =
	    vl_column_new(&w->arena, vl_type(VL_TYPE_TEXT), 1, &data);

	*(struct vl_view *)data = vl_view(path.p, path.n);
	return vl_column_const(&w->arena, &one, 0, in->len);
}

static int
worker_next(struct vl_stream *stream, struct vl_batch **out, struct vl_err *err)
{
	struct multi_worker *w = (struct multi_worker *)stream;
	struct multi_scan *s = w->s;
	struct vl_batch *in;
	int rc = vl_stream_next(&w->in->stream, &in, err);

	if (rc == VL_ERETRY)
		s->m->failed = w->at;
	if (rc <= 0)
		return rc;
	vl_arena_reset(&w->arena);
	struct vl_batch *b = vl_batch_new(&w->arena, s->base.schema, in->len);

	b->rows = in->rows;
	b->sel = in->sel;
	b->morsel = w->morsel;
	b->first = in->first;
	for (int c = 0; c < s->count; c++)
		b->col[c] = column_of(w, in, c);
	*out = b;
	return 1;
}

/* What all parts together have done so far.  Whoever comes last sees it all. */
static void
add_stats(struct multi_scan *s)
{
	int64_t bytes = 0;
	int64_t rows = 0;
	int64_t rejected = 0;
	int64_t unmatched = 0;

	pthread_mutex_lock(&s->lock);
	for (int i = 0; i < s->m->count; i++) {
		const struct vl_scan_stats *one = &s->piece[i].scan->stats;

		bytes += one->bytes;
		rows += one->rows;
		rejected += one->rejected;
		unmatched += one->unmatched;
	}
	s->base.stats.bytes = bytes;
	s->base.stats.rows = rows;
	s->base.stats.rejected = rejected;
	s->base.stats.unmatched = unmatched;
	pthread_mutex_unlock(&s->lock);
}

static void
leave_part(struct multi_worker *w)
{
	int first = w->s->first;

	vl_stream_close(&w->in->stream);
	w->in = NULL;
	w->at++;
	while (first < w->at &&
	    !atomic_compare_exchange_weak(&w->s->first, &first, w->at))
		;
}

/* The next morsel of the part at hand, or of those behind it. */
static int
take(struct multi_worker *w, int64_t *morsel, struct vl_err *err)
{
	struct multi_scan *s = w->s;
	int rc = 0;

	for (;;) {
		if (w->in == NULL && w->at < s->first)
			w->at = s->first;
		if (w->at == s->m->count)
			return 0;
		if (w->in == NULL)
			VL_TRY(
			    vl_scan_worker(s->piece[w->at].scan, &w->in, err));
		if ((rc = w->in->begin(w->in, morsel, err)) != 0)
			break;
		leave_part(w);
	}
	if (rc == VL_ERETRY)
		s->m->failed = w->at;
	if (rc > 0 && *morsel >= s->piece[w->at].span)
		return vl_fail(err, VL_ELIMIT,
		    "'%s' is too long to be one of several files",
		    s->m->part[w->at].path);
	return rc;
}

static int
worker_begin(struct vl_scan_worker *worker, int64_t *morsel, struct vl_err *err)
{
	struct multi_worker *w = (struct multi_worker *)worker;
	int rc = take(w, morsel, err);

	add_stats(w->s);
	if (rc > 0)
		w->morsel = *morsel += w->s->piece[w->at].morsel;
	return rc;
}

static void
worker_close(struct vl_stream *stream)
{
	struct multi_worker *w = (struct multi_worker *)stream;

	if (w->in)
		vl_stream_close(&w->in->stream);
	add_stats(w->s);
	vl_arena_release(&w->arena);
	vl_dealloc(w);
}

static const struct vl_stream_class worker_class = {
	"files",
	worker_next,
	worker_close,
};

/*
 * A scan.
 */

static int
scan_worker(
    struct vl_scan *scan, struct vl_scan_worker **out, struct vl_err *err)
{
	struct multi_worker *w = vl_alloc_one(struct multi_worker);

	(void)err;
	w->base.stream.class = &worker_class;
	w->base.stream.schema = scan->schema;
	w->base.begin = worker_begin;
	w->s = (struct multi_scan *)scan;
	*out = &w->base;
	return 0;
}

static void
scan_close(struct vl_scan *scan)
{
	struct multi_scan *s = (struct multi_scan *)scan;

	for (int i = 0; i < s->m->count; i++)
		vl_scan_close(s->piece[i].scan);
	pthread_mutex_destroy(&s->lock);
	vl_arena_release(&s->arena);
	vl_dealloc(s);
}

static const struct vl_scan_class scan_class = { scan_worker, scan_close };

/* What is wanted of one part: those of the columns that it has. */
static void
want_of(struct multi_scan *s, const struct vl_want *want, int i)
{
	const struct part *p = &s->m->part[i];
	struct piece *own = &s->piece[i];
	int *column = vl_new(&s->arena, int, want->count);
	bool *raw = vl_new(&s->arena, bool, want->count);

	own->from = vl_new(&s->arena, int, want->count);
	own->want = (struct vl_want){ .column = column,
		.raw = want->raw ? raw : NULL,
		.limit = want->conjunct_count > 0 ? -1 : want->limit,
		.threads = want->threads,
		.final = want->final };
	for (int c = 0; c < want->count; c++) {
		int has = p->column[want->column[c]];

		own->from[c] = has < 0 ? has : own->want.count;
		if (has < 0)
			continue;
		raw[own->want.count] = want->raw && want->raw[c];
		column[own->want.count++] = has;
	}
}

/*
 * Conjuncts go to a part where it has their columns.  They are done only where
 * every part does them; elsewhere the consumer looks again, which is harmless
 * for rows that a part left out already.
 */
static void
conjuncts_of(struct multi_scan *s, const struct vl_want *want, int i)
{
	const struct part *p = &s->m->part[i];
	struct vl_conjunct *q =
	    vl_new(&s->arena, struct vl_conjunct, want->conjunct_count);
	int n = 0;

	for (int k = 0; k < want->conjunct_count; k++) {
		int has = p->column[want->conjunct[k].column];

		if (has < 0)
			continue;
		q[n] = want->conjunct[k];
		q[n++].column = has;
	}
	s->piece[i].want.conjunct = q;
	s->piece[i].want.conjunct_count = n;
}

/* The weakest answer of all parts, conjunct by conjunct. */
static void
join_answers(struct multi_scan *s, const struct vl_want *want)
{
	enum vl_answer *all = s->base.conjunct_answer;

	for (int k = 0; k < want->conjunct_count; k++)
		all[k] = VL_EXACT;
	for (int i = 0; i < s->m->count; i++) {
		int n = 0;

		for (int k = 0; k < want->conjunct_count; k++) {
			bool has =
			    s->m->part[i].column[want->conjunct[k].column] >= 0;
			enum vl_answer own = has ?
			    s->piece[i].scan->conjunct_answer[n++] :
			    VL_NO;

			if (own < all[k])
				all[k] = own;
		}
	}
}

static int
scan_part(
    struct multi_scan *s, const struct vl_want *want, int i, struct vl_err *err)
{
	struct piece *p = &s->piece[i];

	want_of(s, want, i);
	conjuncts_of(s, want, i);
	VL_TRY(vl_source_scan(s->m->part[i].source, &p->want, &p->scan, err));
	p->span = p->scan->span ? p->scan->span : SEQUENCE_SPAN;
	p->morsel = s->base.span;
	s->base.span += p->span;
	if (s->base.span > MORSELS_MAX)
		return vl_fail(err, VL_ELIMIT,
		    "too many files: read them in several parts");
	s->base.parallel += p->scan->parallel;
	if (s->base.parallel > PARALLEL_MAX)
		s->base.parallel = PARALLEL_MAX;
	if (p->scan->stats.bytes_total < 0)
		s->base.stats.bytes_total = -1;
	else if (s->base.stats.bytes_total >= 0)
		s->base.stats.bytes_total += p->scan->stats.bytes_total;
	return 0;
}

static int
source_scan(struct vl_source *source, const struct vl_want *want,
    struct vl_scan **out, struct vl_err *err)
{
	struct multi *m = (struct multi *)source;
	struct multi_scan *s = vl_alloc_one(struct multi_scan);
	int rc = 0;

	pthread_mutex_init(&s->lock, NULL);
	s->base.class = &scan_class;
	s->base.schema = vl_schema_project(
	    &s->arena, source->schema, want->column, want->count);
	s->base.conjunct_answer =
	    vl_new(&s->arena, enum vl_answer, want->conjunct_count);
	s->base.limit_answer = VL_NO;
	s->m = m;
	s->count = want->count;
	s->piece = vl_new(&s->arena, struct piece, m->count);
	for (int i = 0; i < m->count && rc >= 0; i++)
		rc = scan_part(s, want, i, err);
	if (rc < 0) {
		scan_close(&s->base);
		return rc;
	}
	join_answers(s, want);
	*out = &s->base;
	return 0;
}

/*
 * The source.
 */

static int
source_widen(struct vl_source *source, struct vl_err *err)
{
	struct multi *m = (struct multi *)source;
	int failed = atomic_exchange(&m->failed, -1);
	int rc;

	if (failed < 0)
		return 0;
	if ((rc = vl_source_widen(m->part[failed].source, err)) <= 0)
		return rc;
	VL_TRY(agree(m, err));
	return 1;
}

static void
source_describe(const struct vl_source *source, struct vl_buf *out)
{
	const struct multi *m = (const struct multi *)source;

	vl_buf_printf(out, "files=%d", m->count);
}

static void
source_close(struct vl_source *source)
{
	struct multi *m = (struct multi *)source;

	for (int i = 0; i < m->count; i++)
		vl_source_close(m->part[i].source);
	vl_arena_release(&m->arena);
	vl_dealloc(m);
}

static const struct vl_source_class source_class = {
	.name = "files",
	.scan = source_scan,
	.widen = source_widen,
	.describe = source_describe,
	.close = source_close,
};

static int
open_parts(struct multi *m, char *const *path, int count,
    const struct vl_open *how, struct vl_err *err)
{
	m->part = vl_new(&m->arena, struct part, count);
	m->count = count;
	for (int i = 0; i < count; i++) {
		struct part *p = &m->part[i];

		p->path = vl_str_cstr(&m->arena, vl_str(path[i]));
		VL_TRY(vl_open_file(p->path, how, &p->source, err));
		if (p->source->bytes_estimate < 0)
			m->base.bytes_estimate = -1;
		else if (m->base.bytes_estimate >= 0)
			m->base.bytes_estimate += p->source->bytes_estimate;
		if (m->how.filename &&
		    vl_schema_find(p->source->schema, VL_STR("filename")) >= 0)
			return vl_fail(err, VL_EUSAGE,
			    "option 'filename': '%s' has a column of that name",
			    p->path);
		m->base.sequence |= p->source->sequence;
	}
	return agree(m, err);
}

int
vl_multi_open(const char *name, char *const *path, int count,
    const struct vl_multi *multi, const struct vl_open *how,
    struct vl_source **out, struct vl_err *err)
{
	struct multi *m = vl_alloc_one(struct multi);

	m->base.class = &source_class;
	m->base.name = vl_str_cstr(&m->arena, vl_str(name));
	m->base.rows_estimate = -1;
	m->how = *multi;
	m->failed = -1;
	vl_file_allow(count);
	int rc = open_parts(m, path, count, how, err);

	if (rc < 0) {
		source_close(&m->base);
		return rc;
	}
	*out = &m->base;
	return 0;
}
