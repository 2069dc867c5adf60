/*
 * scan.h -- what every source of rows implements.
 *
 * A struct vl_source is an opened input with a known schema: a CSV file, a
 * pipe, a table in memory.  vl_source_scan() starts one pass over it; the pass
 * is told what is wanted (struct vl_want) and answers what it does of it
 * itself.  A scan hands out numbered morsels from one counter; each worker
 * thread opens a worker, which takes a morsel and streams its batches.
 *
 *	source --scan(want)--> scan --worker()--> worker: begin, next, next...
 *
 * A conjunct is plain data, so a format never sees an expression.
 */
#ifndef VL_COL_SCAN_H
#define VL_COL_SCAN_H

#include <stdatomic.h>

#include "col/column.h"
#include "col/schema.h"
#include "col/stream.h"

struct vl_buf;

enum vl_cmp {
	VL_CMP_EQ,
	VL_CMP_NE,
	VL_CMP_LT,
	VL_CMP_LE,
	VL_CMP_GT,
	VL_CMP_GE,
	VL_CMP_IN,     /* one of the values (NULLs left out) */
	VL_CMP_PREFIX, /* text that starts with the value */
	VL_CMP_IS_NULL,
	VL_CMP_IS_NOT_NULL,
};

/* `column cmp value`; only rows for which it is true are wanted. */
struct vl_conjunct {
	int column; /* of the source's schema */
	enum vl_cmp cmp;
	struct vl_column value; /* of the column's own type, flat; one row,
				   n for IN, none for IS [NOT] NULL */
};

enum vl_answer {
	VL_NO,      /* the consumer has to do it */
	VL_PRUNING, /* some of the rows are left out, the consumer re-checks */
	VL_EXACT,   /* done: the consumer need not look again */
};

struct vl_want {
	int count;         /* columns wanted, in this order; may be 0: then */
	const int *column; /* batches have rows but no columns */
	const bool *raw;   /* [count] VL_RAW will do; NULL: nowhere */
	int conjunct_count;
	const struct vl_conjunct *conjunct;
	int64_t limit; /* rows, after the conjuncts; -1: all */
	int threads;   /* workers that will be opened, 1 or more */
	/* Once true, no wider schema will be asked for: what would be needed
	 * for another pass can go.  NULL: never. */
	const _Atomic bool *final;
};

/* More morsels than a source has: 8 TB in pieces of 512 KiB. */
static const int64_t VL_MORSEL_SPAN = INT64_C(1) << 24;

struct vl_scan_stats {
	_Atomic int64_t bytes;     /* of the input, read so far */
	_Atomic int64_t rows;      /* seen, before conjuncts */
	_Atomic int64_t rejected;  /* malformed and skipped, on request */
	_Atomic int64_t unmatched; /* lines that a given pattern passes over */
	int64_t bytes_total;       /* of the input; -1 unknown */
};

struct vl_scan_worker {
	struct vl_stream stream; /* first: the morsel's batches */
	/* Take the next morsel: 1 and the stream yields its batches, 0: no
	 * more, or an error; then *morsel is set where it is known which one
	 * failed.  The stream ends (0) with each morsel and starts again after
	 * begin().  Batches carry the morsel's number. */
	int (*begin)(
	    struct vl_scan_worker *w, int64_t *morsel, struct vl_err *err);
};

struct vl_scan;

struct vl_scan_class {
	/* One worker; closed with vl_stream_close(&w->stream). */
	int (*worker)(
	    struct vl_scan *s, struct vl_scan_worker **out, struct vl_err *err);
	void (*close)(struct vl_scan *s); /* after all its workers */
};

struct vl_scan {
	const struct vl_scan_class *class;
	const struct vl_schema *schema;  /* the wanted columns */
	enum vl_answer *conjunct_answer; /* [want.conjunct_count] */
	enum vl_answer limit_answer;     /* per morsel at best: PRUNING */
	int parallel; /* workers that make sense: 1 for a pipe of batches */
	int64_t span; /* morsel numbers are below it; 0: VL_MORSEL_SPAN */
	struct vl_scan_stats stats;
};

static inline int64_t
vl_scan_span(const struct vl_scan *s)
{
	return s->span ? s->span : VL_MORSEL_SPAN;
}

struct vl_source;

struct vl_source_class {
	const char *name; /* "csv", "arrow", "memory": EXPLAIN shows it */

	/* Start a pass.  want and what it points to outlive the scan. */
	int (*scan)(struct vl_source *s, const struct vl_want *want,
	    struct vl_scan **out, struct vl_err *err);

	/*
	 * A worker failed with VL_ERETRY: it met a value that its column's
	 * type cannot hold.  Widen source->schema (a new one; the old stays
	 * valid) so that the next pass goes further.  1 widened, 0 it was
	 * another source that failed, <0 it cannot (standard input that was
	 * not kept).  May be NULL.
	 */
	int (*widen)(struct vl_source *s, struct vl_err *err);

	/*
	 * Give columns types that hold what those of the same names do in
	 * another schema, too, as far as the format can; before a pass.
	 * May be NULL: types are what they are.
	 */
	int (*join)(struct vl_source *s, const struct vl_schema *other,
	    struct vl_err *err);

	/* "key=value" words on the source for EXPLAIN; may be NULL. */
	void (*describe)(const struct vl_source *s, struct vl_buf *out);

	void (*close)(struct vl_source *s);
};

struct vl_source {
	const struct vl_source_class *class;
	const struct vl_schema *schema;
	const char *name;       /* path, "standard input": for messages */
	bool sparse;            /* a row has some of the columns: others are
				   NULL, and so are those that no row has */
	int64_t rows_estimate;  /* -1 unknown */
	int64_t bytes_estimate; /* of the input, -1 unknown */
	bool sequence;          /* one pass at a time, perhaps only one: a pipe,
				   compressed bytes */
};

int vl_source_scan(struct vl_source *s, const struct vl_want *want,
    struct vl_scan **out, struct vl_err *err);
int vl_source_widen(struct vl_source *s, struct vl_err *err);
int vl_source_join(
    struct vl_source *s, const struct vl_schema *other, struct vl_err *err);
void vl_source_close(struct vl_source *s); /* NULL is fine */
int vl_scan_worker(
    struct vl_scan *s, struct vl_scan_worker **out, struct vl_err *err);
void vl_scan_close(struct vl_scan *s); /* NULL is fine */

/*
 * The whole scan by one worker, as a stream, in morsel order: what vl-read and
 * tests pull from.  Closing the stream closes the scan.
 */
int vl_scan_stream(
    struct vl_scan *take_s, struct vl_stream **out, struct vl_err *err);

#endif
