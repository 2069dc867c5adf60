/*
 * read_text.h -- read a text in memory in any of the ways that there are: any
 * format, piped or not, with so many workers; rows are compared as text.
 */
#ifndef VL_TESTS_READ_TEXT_H
#define VL_TESTS_READ_TEXT_H

#include <pthread.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "check.h"
#include "col/batch.h"
#include "col/scan.h"
#include "col/show.h"
#include "fmt/fmt.h"

enum {
	MORSELS = 4000,
	WORKERS = 8
};

/* One way to read a text. */
struct how {
	const char *format;  /* NULL: csv */
	const char *options; /* "key=value key=value", or a line each */
	bool piped;
	int workers; /* 0: one */
	bool ignore_errors;
	struct vl_rejects *rejects;
	const struct vl_want *want; /* NULL: all columns */
};

struct result {
	struct vl_buf text;  /* a|b|~ lines; ~ is NULL */
	struct vl_buf types; /* BIGINT,VARCHAR */
	struct vl_err err;
	int64_t rows;
	int64_t rejected;
	int64_t unmatched;
	int widened;
};

static void
release(struct result *r)
{
	vl_buf_release(&r->text);
	vl_buf_release(&r->types);
}

static const char *
text_of(struct vl_buf *b)
{
	vl_buf_byte(b, '\0');
	b->len--;
	return b->p;
}

static void
show_batch(struct vl_batch *b, struct vl_buf *out)
{
	for (int64_t r = 0; r < b->rows; r++) {
		for (int c = 0; c < b->schema->count; c++) {
			const struct vl_column *col = vl_batch_dense(b, c);

			if (c > 0)
				vl_buf_byte(out, '|');
			if (vl_column_is_null(col, r))
				vl_buf_byte(out, '~');
			else
				vl_show_value(col, r, VL_SHOW_PLAIN, out);
		}
		vl_buf_byte(out, '\n');
	}
}

struct shared {
	struct vl_scan *scan;
	pthread_mutex_t lock;
	struct vl_buf morsel[MORSELS];
	int64_t rows;
	struct vl_err err; /* of the first morsel that failed */
	int64_t failed;
};

static void *
work(void *arg)
{
	struct shared *s = arg;
	struct vl_scan_worker *w;
	struct vl_err err = { 0 };
	struct vl_batch *b;
	int64_t m = 0;
	int64_t rows = 0;
	int rc = vl_scan_worker(s->scan, &w, &err);

	while (rc >= 0 && (rc = w->begin(w, &m, &err)) > 0) {
		CHECK(m < MORSELS);
		while ((rc = vl_stream_next(&w->stream, &b, &err)) > 0) {
			CHECK_INT(b->morsel, m);
			rows += b->rows;
			show_batch(b, &s->morsel[m]);
		}
		if (rc < 0)
			break;
	}
	pthread_mutex_lock(&s->lock);
	s->rows += rows;
	if (rc < 0 && err.code != VL_ESTOP &&
	    (s->err.code == 0 || m < s->failed)) {
		s->err = err;
		s->failed = m;
	}
	pthread_mutex_unlock(&s->lock);
	vl_stream_close(&w->stream);
	return NULL;
}

static void
scan_once(struct vl_source *src, const struct vl_want *want,
    const struct how *how, struct result *r)
{
	static struct shared s;
	pthread_t id[WORKERS];

	s.scan = NULL;
	s.rows = 0;
	s.err = (struct vl_err){ 0 };
	if (vl_source_scan(src, want, &s.scan, &r->err) < 0)
		return;
	if (how->workers > 1) {
		for (int i = 0; i < how->workers; i++)
			pthread_create(&id[i], NULL, work, &s);
		for (int i = 0; i < how->workers; i++)
			pthread_join(id[i], NULL);
	} else {
		work(&s);
	}
	vl_buf_reset(&r->text);
	for (int64_t m = 0; m < MORSELS; m++) {
		vl_buf_str(&r->text, vl_buf_view(&s.morsel[m]));
		vl_buf_release(&s.morsel[m]);
	}
	r->rows = s.rows;
	r->err = s.err;
	r->rejected = s.scan->stats.rejected;
	r->unmatched = s.scan->stats.unmatched;
	vl_scan_close(s.scan);
}

/* "key=value key=value", or a line each. */
static struct vl_settings
parse_settings(struct vl_arena *a, const char *options)
{
	const char *between = options && strchr(options, '\n') ? "\n" : " ";
	struct vl_settings set = { 0 };
	struct vl_err err = { 0 };

	while (options && *options) {
		int64_t n = (int64_t)strcspn(options, between);

		CHECK(vl_settings_add(
			  a, &set, (struct vl_str){ options, n }, &err) == 0);
		options += n + (options[n] == *between);
	}
	return set;
}

/* All rows of a source, which is read again where types have to widen. */
static void
read_source(struct vl_source *src, const struct how *how, struct result *r)
{
	struct vl_want all = { .limit = -1, .threads = 1 };
	int index[100];

	for (int i = 0; i < src->schema->count && i < 100; i++)
		index[all.count++] = i;
	all.column = index;
	do {
		scan_once(src, how->want ? how->want : &all, how, r);
	} while (r->err.code == VL_ERETRY && r->widened++ < 10 &&
	    vl_source_widen(src, &r->err) > 0);
	for (int i = 0; i < src->schema->count; i++) {
		if (i > 0)
			vl_buf_byte(&r->types, ',');
		vl_type_name(src->schema->field[i].type, &r->types);
	}
}

static inline struct result
read_text(const char *p, int64_t n, const struct how *how)
{
	struct vl_arena a = { 0 };
	const struct vl_format *f =
	    vl_format_find(vl_str(how->format ? how->format : "csv"));
	struct vl_settings set = parse_settings(&a, how->options);
	struct vl_open open = { .settings = &set,
		.ignore_errors = how->ignore_errors,
		.rejects = how->rejects };
	struct result r = { 0 };
	struct vl_source *src = NULL;

	CHECK(vl_settings_check(&set, f->read_options, f->name, &r.err) == 0);
	if (f->open(vl_input_memory("t.csv", p, n, !how->piped), &open, &src,
		&r.err) >= 0)
		read_source(src, how, &r);
	vl_source_close(src);
	vl_arena_release(&a);
	return r;
}

#endif
