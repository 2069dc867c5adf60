/*
 * multi.c -- several files as one table: a source over sources.
 *
 *	file 0: | 0 | 1 | 2 |	morsels are numbered through, in the
 *	file 1:	| 3 | 4 |	order of the files
 *
 * All files are opened first, for the schema.  A file whose column is narrower
 * than the table's is opened again, told to read it with the wider type: so the
 * text of its values survives, as it would in one file.
 */
#include "fmt/multi.h"

#include <pthread.h>
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "col/batch.h"

struct part {
	char *path;
	struct vl_source *source;
	int *column;        /* [columns of the table] in the source, or -1 */
	struct part *older; /* what it was before it was opened again */
};

struct multi {
	struct vl_source base;
	struct vl_arena arena;
	struct vl_settings settings;
	struct vl_open how;
	int count;
	struct part *part;
	int failed; /* the part that asked for a wider type */
};

struct multi_scan {
	struct vl_scan base;
	struct multi *m;
	struct vl_arena arena;
	struct vl_scan **scan; /* [parts] */
	struct vl_want *want;  /* [parts], in the columns of each */
	int **from; /* [parts][wanted] column of its batches, or -1 */
	int count;  /* wanted columns */
	pthread_mutex_t lock;
	int current;
	int64_t morsel;
};

struct multi_worker {
	struct vl_scan_worker base;
	struct multi_scan *s;
	struct vl_scan_worker *worker; /* of part `at` */
	int at;
	int64_t morsel;
	struct vl_arena arena;
};

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

/* The table's schema from those of its parts, and their columns in it. */
static void
unify(struct multi *m)
{
	struct vl_field *field, *all;
	int total = 0;
	int n = 0;

	for (int i = 0; i < m->count; i++)
		total += m->part[i].source->schema->count;
	all = vl_new(&m->arena, struct vl_field, total);
	for (int i = 0; i < m->count; i++) {
		const struct vl_schema *s = m->part[i].source->schema;

		for (int c = 0; c < s->count; c++) {
			int at = field_named(all, n, s->field[c].name);

			if (at < 0)
				all[n++] = s->field[c];
			else
				all[at].type =
				    wider(all[at].type, s->field[c].type);
		}
	}
	struct vl_schema *s = vl_schema_new(&m->arena, n, &field);

	for (int c = 0; c < n; c++)
		field[c] = all[c];
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
}

/* The columns of a part that the table has wider, as `name:TYPE,...`. */
static void
narrower(const struct multi *m, const struct part *p, struct vl_buf *out)
{
	for (int c = 0; c < m->base.schema->count; c++) {
		const struct vl_field *f = &m->base.schema->field[c];
		int own = p->column[c];

		if (own < 0 ||
		    vl_type_eq(p->source->schema->field[own].type, f->type))
			continue;
		if (out->len > 0)
			vl_buf_byte(out, ',');
		vl_buf_str(out, f->name);
		vl_buf_byte(out, ':');
		vl_type_name(f->type, out);
	}
}

/* Open a part again, with types; what it was is kept until the end, a scan may
 * still be open. */
static int
reopen(struct multi *m, struct part *p, struct vl_str types, struct vl_err *err)
{
	struct vl_str said = vl_settings_get(&m->settings, "types");
	struct vl_settings settings = m->settings;
	struct vl_open how = m->how;
	struct part *older = vl_new(&m->arena, struct part, 1);
	struct vl_source *source;

	*older = *p;
	VL_TRY(vl_settings_add(&m->arena, &settings,
	    vl_str(vl_str_printf(&m->arena, "types=%.*s%s%.*s", (int)said.n,
		said.p ? said.p : "", said.n ? "," : "", (int)types.n,
		types.p)),
	    err));
	how.settings = &settings;
	if (vl_open_file(p->path, &how, &source, err) < 0) {
		vl_err_hint(err, "the files have columns of different types");
		return vl_err_wrap(err, "'%s'", p->path);
	}
	p->source = source;
	p->older = older;
	map_columns(m, p);
	return 0;
}

/* One schema for all; parts that are narrower are opened again, once. */
static int
agree(struct multi *m, struct vl_err *err)
{
	struct vl_buf types = { 0 };
	int rc = 0;

	unify(m);
	for (int i = 0; i < m->count && rc >= 0; i++) {
		struct part *p = &m->part[i];

		map_columns(m, p);
		vl_buf_reset(&types);
		narrower(m, p, &types);
		if (types.len > 0)
			rc = reopen(m, p, vl_buf_view(&types), err);
		vl_buf_reset(&types);
		if (rc >= 0)
			narrower(m, p, &types);
		if (types.len > 0)
			rc = vl_fail(err, VL_ETYPE,
			    "'%s' cannot be read with %.*s as other files "
			    "have it",
			    p->path, (int)types.len, types.p);
	}
	vl_buf_release(&types);
	return rc;
}

static int
worker_next(struct vl_stream *stream, struct vl_batch **out, struct vl_err *err)
{
	struct multi_worker *w = (struct multi_worker *)stream;
	struct multi_scan *s = w->s;
	struct vl_batch *in;
	int rc = vl_stream_next(&w->worker->stream, &in, err);

	if (rc == VL_ERETRY) {
		pthread_mutex_lock(&s->lock);
		s->m->failed = w->at;
		pthread_mutex_unlock(&s->lock);
	}
	if (rc <= 0)
		return rc;
	vl_arena_reset(&w->arena);
	struct vl_batch *b = vl_batch_new(&w->arena, s->base.schema, in->len);

	b->rows = in->rows;
	b->sel = in->sel;
	b->morsel = w->morsel;
	b->first = in->first;
	for (int c = 0; c < s->count; c++) {
		int from = s->from[w->at][c];

		b->col[c] = from >= 0 ?
		    in->col[from] :
		    vl_column_null(s->base.schema->field[c].type, in->len);
	}
	*out = b;
	return 1;
}

/* The next morsel of the current part, or of those behind it; locked. */
static int
take(struct multi_worker *w, struct vl_err *err)
{
	struct multi_scan *s = w->s;
	int64_t own;
	int rc = 0;

	while (s->current < s->m->count) {
		if (w->worker == NULL || w->at != s->current) {
			if (w->worker)
				vl_stream_close(&w->worker->stream);
			w->worker = NULL;
			w->at = s->current;
			VL_TRY(vl_scan_worker(s->scan[w->at], &w->worker, err));
		}
		rc = w->worker->begin(w->worker, &own, err);
		if (rc != 0)
			break;
		s->current++;
	}
	if (rc == VL_ERETRY)
		s->m->failed = w->at;
	if (rc > 0)
		w->morsel = s->morsel++;
	return rc;
}

/* What all parts together have done so far; locked. */
static void
add_stats(struct multi_scan *s)
{
	int64_t bytes = 0;
	int64_t rows = 0;
	int64_t rejected = 0;

	for (int i = 0; i < s->m->count; i++) {
		bytes += s->scan[i]->stats.bytes;
		rows += s->scan[i]->stats.rows;
		rejected += s->scan[i]->stats.rejected;
	}
	s->base.stats.bytes = bytes;
	s->base.stats.rows = rows;
	s->base.stats.rejected = rejected;
}

/*
 * Reading a block happens under the lock, parsing it does not.  Morsels of one
 * part thus begin in the order of their own numbers.
 */
static int
worker_begin(struct vl_scan_worker *worker, int64_t *morsel, struct vl_err *err)
{
	struct multi_worker *w = (struct multi_worker *)worker;
	int rc;

	pthread_mutex_lock(&w->s->lock);
	rc = take(w, err);
	add_stats(w->s);
	*morsel = w->morsel;
	pthread_mutex_unlock(&w->s->lock);
	return rc;
}

static void
worker_close(struct vl_stream *stream)
{
	struct multi_worker *w = (struct multi_worker *)stream;

	if (w->worker)
		vl_stream_close(&w->worker->stream);
	vl_arena_release(&w->arena);
	vl_dealloc(w);
}

static const struct vl_stream_class worker_class = {
	"files",
	worker_next,
	worker_close,
};

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
		vl_scan_close(s->scan[i]);
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
	struct vl_want *own = &s->want[i];
	int *column = vl_new(&s->arena, int, want->count);
	bool *raw = vl_new(&s->arena, bool, want->count);

	s->from[i] = vl_new(&s->arena, int, want->count);
	*own = (struct vl_want){ .column = column,
		.raw = want->raw ? raw : NULL,
		.limit = want->conjunct_count > 0 ? -1 : want->limit,
		.threads = want->threads };
	for (int c = 0; c < want->count; c++) {
		int has = p->column[want->column[c]];

		s->from[i][c] = has < 0 ? -1 : own->count;
		if (has < 0)
			continue;
		raw[own->count] = want->raw && want->raw[c];
		column[own->count++] = has;
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
	s->want[i].conjunct = q;
	s->want[i].conjunct_count = n;
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
			enum vl_answer own =
			    has ? s->scan[i]->conjunct_answer[n++] : VL_NO;

			if (own < all[k])
				all[k] = own;
		}
	}
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
	s->base.stats.bytes_total = source->bytes_estimate;
	s->m = m;
	s->count = want->count;
	s->scan = vl_new(&s->arena, struct vl_scan *, m->count);
	s->want = vl_new(&s->arena, struct vl_want, m->count);
	s->from = vl_new(&s->arena, int *, m->count);
	for (int i = 0; i < m->count && rc >= 0; i++) {
		want_of(s, want, i);
		conjuncts_of(s, want, i);
		rc = vl_source_scan(
		    m->part[i].source, &s->want[i], &s->scan[i], err);
		if (rc >= 0)
			s->base.parallel += s->scan[i]->parallel;
	}
	if (rc < 0) {
		scan_close(&s->base);
		return rc;
	}
	join_answers(s, want);
	*out = &s->base;
	return 0;
}

static int
source_widen(struct vl_source *source, struct vl_err *err)
{
	struct multi *m = (struct multi *)source;

	VL_TRY(vl_source_widen(m->part[m->failed].source, err));
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
		for (struct part *p = &m->part[i]; p; p = p->older)
			vl_source_close(p->source);
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
open_parts(struct multi *m, char *const *path, int count, struct vl_err *err)
{
	int64_t bytes = 0;

	m->part = vl_new(&m->arena, struct part, count);
	for (; m->count < count; m->count++) {
		struct part *p = &m->part[m->count];

		p->path = vl_str_cstr(&m->arena, vl_str(path[m->count]));
		VL_TRY(vl_open_file(p->path, &m->how, &p->source, err));
		bytes += p->source->bytes_estimate;
	}
	m->base.bytes_estimate = bytes;
	return agree(m, err);
}

int
vl_multi_open(const char *name, char *const *path, int count,
    const struct vl_open *how, struct vl_source **out, struct vl_err *err)
{
	struct multi *m = vl_alloc_one(struct multi);
	int rc = 0;

	m->base.class = &source_class;
	m->base.name = vl_str_cstr(&m->arena, vl_str(name));
	m->base.rows_estimate = -1;
	m->how = *how;
	if (how->format)
		m->how.format = vl_str_cstr(&m->arena, vl_str(how->format));
	if (how->tmpdir)
		m->how.tmpdir = vl_str_cstr(&m->arena, vl_str(how->tmpdir));
	for (int i = 0; how->settings && i < how->settings->count && rc >= 0;
	     i++) {
		const struct vl_setting *one = &how->settings->list[i];

		rc = vl_settings_add(&m->arena, &m->settings,
		    vl_str(
			vl_str_printf(&m->arena, "%.*s=%.*s", (int)one->key.n,
			    one->key.p, (int)one->value.n, one->value.p)),
		    err);
	}
	m->how.settings = &m->settings;
	if (rc >= 0)
		rc = open_parts(m, path, count, err);
	if (rc < 0) {
		source_close(&m->base);
		return rc;
	}
	*out = &m->base;
	return 0;
}
