/* csv_sniff.h -- finding out from a sample how a text is to be read. */
#ifndef VL_FMT_CSV_SNIFF_H
#define VL_FMT_CSV_SNIFF_H

#include "fmt/csv_int.h"

/* A sample of a text, and the dialect that is being found out. */
struct csv_sniff {
	struct vl_arena *a; /* of the dialect and what it points to */
	const struct vl_settings *set;
	struct vl_csv_dialect *d;
	char *text; /* UTF-8, behind a newline; ends with one, and slack */
	int64_t n;
	bool whole;    /* the text does not go on behind the sample */
	uint32_t *pos; /* room for the offsets of all delimiters */
	int64_t cap;
	struct csv_names *names; /* that columns have */
};

/* How alike the records are under a delimiter. */
struct csv_shape {
	int64_t fields;  /* of most records */
	int64_t records; /* that are not blank */
	int64_t alike;   /* that have so many */
	int64_t first;   /* fields of the first */
};

void csv_sniff_init(struct csv_sniff *s, struct vl_arena *a,
    const struct vl_settings *set, bool whole, struct vl_csv_dialect *d);
void csv_sniff_release(struct csv_sniff *s);

/* Keep a reason of the dialect; the text lives as long as that. */
void csv_sniff_reason(struct csv_sniff *s, const char *text);

/*
 * csv_sample.c: take p[0 .. n) as the sample.  Its encoding, its newline and
 * the settings `encoding` and `skip` are looked at, d->start and d->line set.
 */
int csv_sniff_sample(
    struct csv_sniff *s, const char *p, int64_t n, struct vl_err *err);

/* The delimiter that makes the records most alike, a comma if none does. */
void csv_sniff_delimiter(struct csv_sniff *s);
struct csv_shape csv_sniff_shape(struct csv_sniff *s);

/* Bytes from d->start on that whole records take; their number is d->records.
 */
int64_t csv_sniff_records(struct csv_sniff *s);

int64_t csv_sniff_lines(const char *p, int64_t n, char newline);

/* csv_dialect.c: n columns without names and types, one a field. */
void csv_sniff_columns(struct csv_sniff *s, int n);

/* A list of words that mean NULL. */
void csv_sniff_nulls(struct csv_sniff *s, struct vl_str list);

/*
 * csv_names.c: name column c; column3 if the name is empty, with _2, _3 behind
 * it if another column has it.
 */
void csv_sniff_name(struct csv_sniff *s, int c, struct vl_str name);
void csv_names_free(struct csv_names *n); /* NULL is fine */

/* Types of the columns: by the settings `types` and `all_text`, or as seen. */
int csv_sniff_types(
    struct csv_sniff *s, const struct csv_types *seen, struct vl_err *err);

#endif
