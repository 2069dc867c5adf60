/*
 * json_int.h -- what the files of the JSON reader share.
 *
 *	block of text --json_walk--> where each wanted value stands (spans)
 *	spans of one column --json_column--> struct vl_column
 *
 * The walker checks every byte of every row, wanted or not: what is malformed
 * does not depend on what a query asks for.
 */
#ifndef VL_FMT_JSON_INT_H
#define VL_FMT_JSON_INT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "col/column.h"
#include "col/scan.h"
#include "fmt/block.h"

struct vl_buf;
struct vl_err;
struct vl_input;
struct vl_rejects;

enum {
	JSON_DEPTH_MAX = 1024,
	JSON_KEYS_MAX = 32768, /* columns of a table */
	JSON_KEY_BYTES_MAX = 65536,
	JSON_VALUE_MAX = 64 << 20, /* bytes of one field */
};

/* A value in the text of a block: len is 0 where the row has none. */
struct json_span {
	uint32_t from;
	uint32_t len; /* and JSON_ESCAPED */
};

#define JSON_ESCAPED UINT32_C(0x80000000) /* a string with backslashes */

static inline int64_t
json_span_len(struct json_span s)
{
	return s.len & ~JSON_ESCAPED;
}

/*
 * Keys by name, and what key came behind each the last time: rows of a file
 * mostly have the same keys in the same order, so one comparison finds most.
 */
struct json_key {
	uint64_t word[2]; /* the first 16 bytes of "name", quotes included */
	uint64_t mask[2]; /* those of them that belong to it */
	const char *text; /* "name", followed by 64 readable bytes */
	int32_t len;      /* of text; 0: cannot be compared with the text as
			     it stands, it has escapes */
	int32_t slot;     /* where its spans go, -1 nowhere */
	int32_t next;     /* the key that came behind it last */
	int32_t name_len;
	char pad[8]; /* to 64 bytes: an index is a shift */
};

static inline struct vl_str
json_key_name(const struct json_key *k)
{
	return (struct vl_str){ k->text + 1, k->name_len };
}

struct json_keys {
	struct vl_arena arena;
	struct json_key *key; /* [0] stands before the first one of a row */
	int32_t count;
	int32_t cap;
	int32_t *table; /* open addressing, 0 is empty */
	int32_t table_mask;
};

void json_keys_init(struct json_keys *k);
void json_keys_release(struct json_keys *k);

/* The index of a name, 0 if there is none. */
int32_t json_keys_find(const struct json_keys *k, struct vl_str name);

/* Add a name that is not there; its index, 0 if there are too many. */
int32_t json_keys_add(struct json_keys *k, struct vl_str name, int32_t slot);

/* What a walker does with a key that it does not know. */
enum json_unknown {
	JSON_IGNORE, /* remember it as a key without slot */
	JSON_ADD,    /* give it the next slot */
	JSON_STOP,   /* no more rows: the schema has to be widened */
};

struct json_walk {
	struct json_keys keys;
	enum json_unknown unknown;
	bool lines; /* a newline ends a row and is no space inside it */

	/* The text: rows of a block, 64 bytes readable behind. */
	const char *base;
	int64_t n;
	uint64_t *quote; /* bitmaps of kern/json.h, and a bit behind the end */
	uint64_t *special;
	int64_t bits_cap; /* words */

	/* Where values go: span[slot * stride + row]. */
	struct json_span *span;
	int64_t stride;
	int32_t slots; /* JSON_ADD: given out */
	int32_t slots_cap;

	/* Of the row that failed. */
	const char *bad_at;
	const char *bad_why;
	bool met_unknown; /* ... with JSON_STOP */

	struct vl_buf *name; /* scratch: a key without its escapes */
};

void json_walk_init(struct json_walk *w, enum json_unknown unknown);
void json_walk_release(struct json_walk *w);

/* A key whose values are wanted: it gets the next slot, with spans for `stride`
 * rows.  Its index, or -1: there are too many. */
int32_t json_walk_add(struct json_walk *w, struct vl_str name);

/* Walk p[0 .. n) from now on: its bitmaps. */
void json_walk_text(struct json_walk *w, const char *p, int64_t n);

/*
 * One object at p; its spans go to row `row`.  Behind its closing brace, or
 * NULL with bad_at and bad_why.
 */
const char *json_walk_row(struct json_walk *w, const char *p, int64_t row);

/* Behind any one value: tests. */
const char *json_walk_value(struct json_walk *w, const char *p);

/* Behind spaces and tabs, and newlines unless w->lines. */
const char *json_skip_space(const struct json_walk *w, const char *p);

/* Where in a text the next row is looked for. */
enum json_at {
	JSON_AT_START,   /* of the input: `[` if it is an array */
	JSON_AT_FIRST,   /* in an array, no element so far */
	JSON_AT_ELEMENT, /* behind one: a comma or the end */
	JSON_AT_END,     /* behind the array: nothing may follow */
	JSON_AT_VALUE,   /* of values that follow each other; of lines */
};

struct json_cursor {
	const char *p;
	const char *end;
	enum json_at at;
	bool last;    /* nothing comes behind `end` */
	bool lenient; /* commas between elements may be missing */
};

/*
 * Walk the next row: 1, 0 at the end of the text, -1 with bad_at and bad_why;
 * then c->p is where the row begins.
 */
int json_next_row(struct json_walk *w, struct json_cursor *c, int64_t row);

/* Behind the line that is malformed. */
void json_skip_line(struct json_cursor *c);

/* json_frame.c: behind the value at p, which may be malformed; text is where
 * what is known before it begins.  NULL: beyond `end`, unless that is last. */
const char *json_frame(
    const char *text, const char *p, const char *end, bool last);

/* Behind what json_next_row() did not like. */
void json_skip_bad(const struct json_walk *w, struct json_cursor *c);

/* Append the text of a string's span, its escapes replaced: a lone surrogate
 * becomes U+FFFD.  The span was walked. */
void json_unescape(const char *p, int64_t n, struct vl_buf *out);

/*
 * json_types.c: what a column has been seen to hold, a bit for each kind of
 * value, and the type that holds all of it.  Bits are joined by |, so the type
 * depends on what there is and not on where.
 */
enum json_seen {
	JSON_BOOL = 1 << 0,
	JSON_INT = 1 << 1,  /* a double holds it */
	JSON_BIG = 1 << 2,  /* fits BIGINT, but no double is that integer */
	JSON_HUGE = 1 << 3, /* fits HUGEINT */
	JSON_REAL = 1 << 4, /* with point or exponent */
	JSON_WIDE = 1 << 5, /* a number that only text holds */
	JSON_TEXT = 1 << 6,
	JSON_DATE = 1 << 7, /* texts, where asked for */
	JSON_TS = 1 << 8,
	JSON_TSTZ = 1 << 9,
	JSON_NESTED = 1 << 10, /* an object, an array of other things */
	JSON_ARRAY = 1 << 11,  /* of numbers and nulls, or empty */
	JSON_ARRAY_BIG = 1 << 12,
	JSON_ARRAY_REAL = 1 << 13,
};

/* The bit of a value; none for null.  dates: look at texts. */
unsigned json_seen(const char *p, int64_t n, bool dates);

/* The bits of a type's values. */
unsigned json_seen_type(struct vl_type t);

/* a holds the child of a LIST.  0, nothing seen, is VARCHAR. */
struct vl_type json_type(struct vl_arena *a, unsigned seen);

/* A column being made from spans. */
struct json_column {
	struct vl_type type;
	bool untyped; /* nothing was seen so far: any text fits, else nothing */
	const char *base;
	const struct json_span *span;
};

/*
 * The values of n rows, those of index (NULL: the first n).  Returns n, or
 * which of them does not fit the type.
 */
int64_t json_column(const struct json_column *c, const uint16_t *index,
    int64_t n, struct vl_arena *batch, struct vl_column *out);

/* json_filter.c: the conjuncts of a scan that are done here. */
bool json_filter_can(const struct vl_conjunct *q);

/* Keep the rows of a flat column, the conjunct's, for which it is true: those
 * of index[0 .. n).  Returns how many. */
int64_t json_filter(const struct vl_conjunct *q, const struct vl_column *c,
    uint16_t *index, int64_t n);

/*
 * json_split.c: blocks of whole values, of an array or one after the other.
 * As vl_blocks_next(); the work under its lock is a pass over the bytes.
 */
struct json_split;

/* lenient: values may be malformed. */
struct json_split *json_split_new(
    struct vl_input *in, int64_t start, bool lenient);
int json_split_next(struct json_split *s, struct vl_block *b,
    struct json_cursor *c, struct vl_err *err);
void json_split_stop(struct json_split *s);
void json_split_free(struct json_split *s); /* NULL is fine */

/* json_schema.c: what is known of the columns. */
struct json_declared {
	struct vl_str name;
	struct vl_type type;
};

struct json_source {
	struct vl_source base;
	struct vl_input *in;
	struct vl_arena arena; /* schemas, options */
	int64_t start;         /* behind a byte order mark */
	bool lines;
	bool closed; /* -O columns=: other keys do not matter */
	bool dates;
	bool ignore_errors;
	struct vl_rejects *rejects; /* or NULL */
	bool passed; /* the input was read: rewind it before the next pass */
	bool kept;   /* ... which can be done */
	int scans;   /* open; a sequence can have one at a time */
	atomic_bool misfit; /* a worker asked for a wider schema */
	const char *tmpdir;
	bool whole; /* `seen` covers the whole input */

	struct json_walk walk; /* the keys: a slot is a column */
	unsigned *seen;        /* [seen_cap] enum json_seen of each column */
	int32_t seen_cap;
	int declared_count;
	struct json_declared *declared;
};

struct vl_settings;

/* json_options.c: columns, types, dates. */
int json_settings(struct json_source *s, const struct vl_settings *settings,
    struct vl_err *err);

/* Blocks of lines or of values, whichever the source has. */
struct json_supply {
	struct vl_blocks *blocks;
	struct json_split *split;
};

/* keep: there may be another pass behind this one, until *until. */
int json_supply_open(struct json_supply *p, struct json_source *s, bool keep,
    const _Atomic bool *until, struct vl_err *err);
int json_supply_next(struct json_supply *s, struct vl_block *b,
    struct json_cursor *c, struct vl_err *err);
void json_supply_stop(struct json_supply *s);
void json_supply_release(struct json_supply *s);

/* Learn columns and types from a sample of the input. */
int json_learn_sample(struct json_source *s, struct vl_err *err);

/* Learn them from all of it. */
int json_learn_all(struct json_source *s, struct vl_err *err);

/* The schema as it is known now, in s->base. */
int json_make_schema(struct json_source *s, struct vl_err *err);

/* The type that -O types= gives a column, or NULL. */
const struct vl_type *json_declared(
    const struct json_source *s, struct vl_str name);

/* "a.jsonl:12:7: expected a value"; b is NULL in a sample. */
int json_bad_row(const struct json_source *s, const struct vl_block *b,
    const struct json_walk *w, struct vl_err *err);

#endif
