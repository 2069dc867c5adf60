/*
 * csv.h -- delimited text: what dialect it is, and reading it.
 *
 *	csv_sample.c	a sample: encoding, newline, records, delimiter
 *	csv_dialect.c	options, header, names: with reasons
 *	csv_infer.c	types of columns from sampled rows
 *	csv_rows.c	a block's rows, by a structural index
 *	csv_parse.c	fields of a column to values
 *	csv_filter.c	which rows pass the pushed-down conjuncts
 *	csv_read.c	source, scan, worker
 *
 * A record has as many fields as the first has; one that has not is malformed:
 * an error with its place, or skipped and counted where that was asked for.
 * Blank lines are no records, but in a file of one column they are a NULL.  A
 * field is NULL if it is empty and not quoted, or a word of `-O null=`.
 */
#ifndef VL_FMT_CSV_H
#define VL_FMT_CSV_H

#include "col/type.h"
#include "fmt/options.h"
#include "fmt/quote.h"

struct vl_arena;
struct vl_err;
struct lines_pattern;
struct vl_input;
struct vl_open;
struct vl_source;

enum {
	VL_CSV_COLUMNS_MAX = 32768,
	VL_CSV_FIELD_MAX = 64 << 20,
};

/* What becomes of a record with too few or too many fields. */
enum vl_csv_ragged {
	VL_CSV_STRICT, /* malformed */
	VL_CSV_PAD,    /* too few: NULLs at the end; too many: malformed */
	VL_CSV_CUT,    /* too few: NULLs; too many: the rest is left out */
};

struct vl_csv_column {
	struct vl_str name;
	struct vl_type type;
	int field;     /* of a record, where its values stand */
	int group;     /* of the pattern that field is */
	bool declared; /* by -O types=: never widened */
	bool unseen;   /* no value in the samples */
};

struct vl_csv_dialect {
	struct vl_quote_rules text;
	bool lines;                    /* of lines.h, not csv */
	struct lines_pattern *pattern; /* records are lines that match */
	enum vl_csv_ragged ragged;
	bool header;
	const char *encoding; /* for iconv, or NULL: UTF-8 */
	int64_t start;        /* bytes before the first record, as UTF-8 */
	int64_t line;         /* 1-based line of the first record */
	int fields;           /* of a record */
	bool blank;           /* a line with nothing on it is a record */
	int count;
	struct vl_csv_column *column;
	int null_count; /* words that mean NULL */
	const struct vl_str *null;
	int64_t records; /* in the sample */
	bool alike; /* a delimiter that was looked for splits most of them so */
	int reason_count;
	const char **reason; /* "delimiter ';': 3 fields in all 20 records" */
};

extern const struct vl_option vl_csv_options[];

/*
 * The dialect of a text that begins with p[0 .. n); whole: there is no more.
 * delimiter: 0 to find it out.  All that *out points to lives in a.
 * Errors: VL_EUSAGE for settings; VL_EFORMAT: empty, or the first record does
 * not end in the sample; VL_ELIMIT.
 */
int vl_csv_sniff(struct vl_arena *a, const char *p, int64_t n, bool whole,
    const struct vl_settings *settings, char delimiter,
    struct vl_csv_dialect *out, struct vl_err *err);

/* Rows of the table of formats: comma or sniffed, and tab. */
int vl_csv_open(struct vl_input *take_in, const struct vl_open *how,
    struct vl_source **out, struct vl_err *err);
int vl_tsv_open(struct vl_input *take_in, const struct vl_open *how,
    struct vl_source **out, struct vl_err *err);

#endif
