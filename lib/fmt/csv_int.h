/* csv_int.h -- what the files of the CSV reader share. */
#ifndef VL_FMT_CSV_INT_H
#define VL_FMT_CSV_INT_H

#include "base/arena.h"
#include "base/str.h"
#include "col/batch.h"
#include "col/scan.h"
#include "fmt/block.h"
#include "fmt/csv.h"

struct lines_match;
struct vl_err;

/* A malformed record. */
struct csv_bad {
	const char *p; /* the record, without its newline */
	int64_t n;
	int64_t column; /* 1-based field, or 0 */
	const char *reason;
	bool unmatched; /* by a pattern, which is no fault */
};

/* Told of a malformed record: <0 to stop, 0 to go on behind it.  NULL: they are
 * passed over. */
typedef int csv_bad_fn(
    void *arg, const struct csv_bad *bad, struct vl_err *err);

/*
 * The records of a text, a window at a time.  Field c of record r begins at
 * base + field[r * stride + c] + 1 and ends at base + field[r * stride + c +
 *1]. A field that is missing ends before it begins.
 *
 *	a,bc,d\n	3 fields, stride 3: field = -1 1 4 6 8 10 12
 *	e,f,g\n
 */
struct csv_rows {
	const struct vl_csv_dialect *d;
	csv_bad_fn *bad;
	void *arg;

	const char *p; /* not looked at yet; p[-1] is a newline */
	const char *end;
	bool quotes;
	bool exact;   /* irregular quotes somewhere, or comments */
	bool strange; /* ... in this window: it went byte by byte */

	struct lines_match *match; /* records are lines that match */
	bool valid;                /* the text is known to be UTF-8 */
	bool lenient;              /* bad is told of lines that are not */

	uint32_t *pos;  /* of the kernel, behind an entry for "before 0" */
	uint32_t *norm; /* of records that are not all alike */
	int64_t cap;

	const char *base; /* the window */
	const uint32_t *field;
	int64_t stride;
	int64_t rows;
	int last; /* field with the newline behind it */
};

void csv_rows_init(struct csv_rows *w, const struct vl_csv_dialect *d,
    csv_bad_fn *bad, void *arg);
void csv_rows_release(struct csv_rows *w);
void csv_rows_start(
    struct csv_rows *w, const char *p, int64_t n, bool quotes, bool exact);

/* Up to max records: 1, or 0 at the end of the text. */
int csv_rows_next(struct csv_rows *w, int64_t max, struct vl_err *err);

/* Records to the end of the text, if they all have their fields: as many, and
 * the text is used up; else -1, and nothing happened. */
int64_t csv_rows_count(struct csv_rows *w);

/* Offsets as of vl_kern_scan.index, for any text. */
int64_t csv_index_exact(const struct vl_quote_rules *r, const char *p,
    int64_t n, uint32_t *pos, int64_t cap, int64_t *rows);

/* Field c of record r, as it stands there. */
static inline struct vl_str
csv_field(const struct csv_rows *w, int64_t r, int c)
{
	const uint32_t *f = w->field + r * w->stride + c;
	uint32_t from = f[0] + 1;
	const char *p = w->base + from;
	int64_t n = (int64_t)f[1] - from;

	if (c == w->last && n > 0 && p[n - 1] == '\r')
		n--;
	return (struct vl_str){ p, n };
}

/* All of record r. */
static inline struct vl_str
csv_record(const struct csv_rows *w, int64_t r)
{
	struct vl_str first = csv_field(w, r, 0);
	struct vl_str last = csv_field(w, r, w->last);

	return (struct vl_str){ first.p, last.p + last.n - first.p };
}

/*
 * The same for a loop over one column: what csv_field() looks up each time
 * stays in registers.  The byte before an empty field is a delimiter or a
 * newline, so that looking for a return there does no harm.
 */
struct csv_cursor {
	const char *base;
	const uint32_t *field;
	int64_t stride;
	int64_t trim; /* 1: the last column */
};

static inline struct csv_cursor
csv_cursor(const struct csv_rows *w, int c)
{
	return (struct csv_cursor){ w->base, w->field + c, w->stride,
		c == w->last };
}

static inline struct vl_str
csv_cursor_at(const struct csv_cursor *k, int64_t r)
{
	const uint32_t *f = k->field + r * k->stride;
	uint32_t from = f[0] + 1;
	const char *p = k->base + from;
	int64_t n = (int64_t)f[1] - from;

	n -= k->trim & (p[n - 1] == '\r');
	return (struct vl_str){ p, n };
}

static inline bool
csv_is_quoted(const struct vl_csv_dialect *d, struct vl_str s)
{
	return s.n > 0 && (uint8_t)*s.p == d->text.quote;
}

/* Is it NULL as it stands there? */
bool csv_is_null(const struct vl_csv_dialect *d, struct vl_str s);

/* What a quoted field says: in place, or in a if quotes had to go. */
struct vl_str csv_unquote(
    const struct vl_csv_dialect *d, struct vl_str s, struct vl_arena *a);

/* Is a quoted field closed at its end and there only? */
bool csv_is_whole(const struct vl_csv_dialect *d, struct vl_str s);

/*
 * Types: the narrowest that holds a text, and the narrowest that holds what two
 * do.
 */
enum vl_type_id csv_type_of(struct vl_str s);
enum vl_type_id csv_type_join(enum vl_type_id a, enum vl_type_id b);

/* The one of these types that holds the values of any type. */
enum vl_type_id csv_type_like(struct vl_type t);

/* As vl_csv_sniff(): the dialect of a sample. */
typedef int csv_sniff_fn(struct vl_arena *a, const char *p, int64_t n,
    bool whole, const struct vl_settings *settings, char delimiter,
    struct vl_csv_dialect *out, struct vl_err *err);

/* A source of text whose dialect that function finds out. */
int csv_open(struct vl_input *take_in, const struct vl_open *how,
    csv_sniff_fn *sniff, char delimiter, struct vl_source **out,
    struct vl_err *err);

/* Fold records into types; seen[c]: there was a value. */
struct csv_types {
	int count;
	uint8_t *id; /* enum vl_type_id, VL_TYPE_NULL: nothing seen */
	bool *big;   /* an integer beyond 2^53, no double holds all of them */
	struct vl_arena *scratch;
};

struct csv_types csv_types_new(struct vl_arena *a, int count);
void csv_types_add(struct csv_types *t, const struct csv_rows *w);

/* One value by itself; used to widen, too. */
void csv_types_value(struct csv_types *t, int c, struct vl_str s);

/* What a misfit does to the type of its column. */
enum vl_type_id csv_type_widen(enum vl_type_id is, struct vl_str s);

/* A column that is being made. */
struct csv_col {
	int source; /* in the file's schema */
	int field;  /* in its records */
	struct vl_type type;
	bool raw;      /* views of the text beside the type */
	bool declared; /* any text that parses will do, however spelled */
	bool slow;     /* a word for NULL would parse as a value */
	void *data;
	uint64_t *valid;
	bool nulls; /* some bit of valid is clear */
};

/* What parsing needs besides. */
struct csv_parse {
	const struct vl_csv_dialect *d;
	const struct csv_rows *rows;
	struct vl_arena *batch; /* for unquoted copies */
};

void csv_col_init(
    struct csv_col *c, const struct vl_csv_dialect *d, int source, bool raw);

/* Buffers for so many rows. */
void csv_col_begin(struct csv_col *c, struct vl_arena *a, int64_t rows);

/*
 * Values of the window's records row[from .. n) (NULL: from .. n themselves)
 * to rows at + from ... of the column.  Returns n, or the index of the first
 * one that does not fit the type.
 */
int64_t csv_col_add(struct csv_col *c, const struct csv_parse *x,
    const uint16_t *row, int64_t from, int64_t n, int64_t at);

/* The finished column of `rows` rows. */
struct vl_column csv_col_end(struct csv_col *c, int64_t rows);

/* Mark a row that could not be parsed. */
void csv_col_null(struct csv_col *c, int64_t row);

/* Conjuncts of a scan that are done here. */
struct csv_filter;

struct csv_filter *csv_filter_new(struct vl_arena *a,
    const struct vl_csv_dialect *d, const struct vl_want *want,
    enum vl_answer *answer);

/* How many conjuncts there are, and the column of one. */
int csv_filter_count(const struct csv_filter *f);
int csv_filter_column(const struct csv_filter *f, int i);

/*
 * Keep those of the window's records row[0 .. *n) for which conjunct i is
 * true.  Returns 0, or 1 + the index in row of one whose value does not fit.
 */
int64_t csv_filter_apply(const struct csv_filter *f, int i,
    const struct csv_parse *x, uint16_t *row, int64_t *n);

#endif
