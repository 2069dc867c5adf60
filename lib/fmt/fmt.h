/*
 * fmt.h -- the table of formats: probing, opening, writing.
 *
 * A format is one file (or a few of one prefix) and one row of vl_formats[].
 * Reading: input -> probe -> format->open -> struct vl_source (col/scan.h).
 * Writing: struct vl_writer turns batches into bytes; where those go is the
 * tool's business.
 */
#ifndef VL_FMT_FMT_H
#define VL_FMT_FMT_H

#include "base/buf.h"
#include "col/scan.h"
#include "fmt/input.h"
#include "fmt/options.h"

struct vl_arena;
struct vl_batch;

/* What opening depends on besides the bytes. */
struct vl_open {
	const char *format; /* name of a row, or NULL: probe */
	const struct vl_settings *settings;
	const char *tmpdir; /* for spools */
	int threads;
	int max_ratio;              /* of decompression; 0: VL_INPUT_RATIO */
	bool ignore_errors;         /* skip malformed rows and count them */
	struct vl_rejects *rejects; /* keep them, or NULL (fmt/rejects.h) */

	/* Told what is suspicious but no error: one line, no full stop.  Any
	 * thread may call it.  NULL: nobody. */
	void (*warn)(void *ctx, const char *text);
	void *warn_ctx;
};

struct vl_writer;

struct vl_writer_class {
	/* Bytes before the first row. */
	int (*begin)(
	    struct vl_writer *w, struct vl_buf *out, struct vl_err *err);
	/* Bytes of the rows of one batch.  Where class->parallel is set, any
	 * thread may call it at any time, and the pieces are put together in
	 * order with `separator` between those that are not empty. */
	int (*batch)(struct vl_writer *w, struct vl_batch *b,
	    struct vl_buf *out, struct vl_err *err);
	/* Optional, for writers that have to see all batches in order: batch()
	 * in two steps, the larger of them by any thread.  Parts are filled
	 * from the batches of one morsel, whose first is asked for. */
	bool (*takes_part)(const struct vl_writer *w, const struct vl_batch *b);
	void *(*part_new)(struct vl_writer *w);
	int (*part_batch)(
	    void *part, const struct vl_batch *b, struct vl_err *err);
	/* In order: bytes of what the part has, or (not whole) of what can go
	 * without being taken for less than it becomes.  What went is gone
	 * from the part. */
	int (*part_put)(struct vl_writer *w, void *part, bool whole,
	    struct vl_buf *out, struct vl_err *err);
	void (*part_free)(void *part);
	/* Bytes that batch() kept back to make larger pieces; NULL: it never
	 * does.  Called where a slow input must not hold back rows. */
	int (*flush)(
	    struct vl_writer *w, struct vl_buf *out, struct vl_err *err);
	/* Bytes after the last row; failed: what went wrong upstream, or NULL.
	 */
	int (*end)(struct vl_writer *w, const struct vl_err *failed,
	    struct vl_buf *out, struct vl_err *err);
	void (*close)(struct vl_writer *w);
	bool parallel;
	bool accepts_raw; /* VL_RAW columns are welcome (csv, tsv) */
	bool tells;       /* end() passes a failure on, before any row too */
	const char *separator;
};

struct vl_writer {
	const struct vl_writer_class *class;
	const struct vl_schema *schema;
};

/* How a table looks on a terminal; others ignore it. */
struct vl_look {
	int columns;  /* of the terminal; 0: unlimited */
	int64_t rows; /* at most so many, the first and the last; 0: all */
	bool color;
	bool unicode; /* box drawing beyond ASCII */
};

struct vl_write {
	const struct vl_settings *settings;
	struct vl_look look;
	const char *producer; /* "vl-read 0.1.0": metadata of Arrow streams */
	const char *compress; /* "zstd", "lz4" or NULL: bodies of Arrow */
};

/* What a probe found out: features F1.1, F1.2. */
struct vl_candidate {
	const char *format; /* final format: csv tsv json_lines ... */
	const char *kind;   /* csv line json arrow ... */
	int score;
	const char *reason; /* evidence, joined by "; " */
	int evidence_count;
	const char **evidence;
};

struct vl_probe {
	struct vl_candidate *candidate; /* best first */
	int candidate_count;
	const char *confidence; /* "high", "medium", "low" */
	int warning_count;
	const char **warning;
	const char *table_name; /* suggested */

	/* How candidate 0 is read. */
	const char *read_as; /* row of vl_formats[], NULL: nothing can */
	struct vl_settings settings; /* besides those of the user */
	char delimiter;              /* csv, tsv, line; else 0 */
	int columns;                 /* of a line: c0, c1 ... */
};

struct vl_format {
	const char *name;       /* "csv": for -F and -t */
	const char *extensions; /* "csv txt": space separated, no dots */
	const char *doc;
	const struct vl_option *read_options;
	const struct vl_option *write_options;
	int (*open)(struct vl_input *take_in, const struct vl_open *how,
	    struct vl_source **out, struct vl_err *err); /* or NULL */
	int (*writer)(const struct vl_schema *s, const struct vl_write *how,
	    struct vl_writer **out, struct vl_err *err); /* or NULL */
};

/* The table; ends with a NULL name. */
extern const struct vl_format vl_formats[];

/* By name or alias, without ASCII case; NULL if there is none. */
const struct vl_format *vl_format_find(struct vl_str name);

/* By a path's extension, one compression suffix skipped; NULL if unknown. */
const struct vl_format *vl_format_of_path(const char *path);

/* Look at the first bytes (and the name) of an input.  Lives in a. */
int vl_probe(struct vl_arena *a, struct vl_input *in, struct vl_probe *out,
    struct vl_err *err);

/* The probe's result as one JSON object; schema (of the opened source) may be
 * NULL, then so is what depends on it. */
void vl_probe_json(const struct vl_probe *p, const char *path,
    const struct vl_schema *schema, struct vl_buf *out);

/* The same for a person. */
void vl_probe_text(const struct vl_probe *p, const char *path,
    const struct vl_schema *schema, struct vl_buf *out);

/* What a table of that path is called: its stem, made an SQL name. */
const char *vl_table_name(struct vl_arena *a, const char *path);

/* NAME=FILE: the file, and *name; otherwise the argument, *name untouched.  A
 * file that is called so is a file. */
const char *vl_split_name(const char *argument, struct vl_str *name);

/*
 * Open paths: input, probe unless told, format, source.  Several are one table,
 * their files one after the other, and so are all files of a directory, and
 * what a glob matches that is no file itself (multi.c).  "-" is standard input.
 * Settings are those of the format, and vl_multi_options[].
 */
int vl_open_many(int count, char *const *path, const struct vl_open *how,
    struct vl_source **out, struct vl_err *err);
int vl_open_path(const char *path, const struct vl_open *how,
    struct vl_source **out, struct vl_err *err);

extern const struct vl_option vl_multi_options[];

/* One input that is open already. */
int vl_open_input(struct vl_input *take_in, const struct vl_open *how,
    struct vl_source **out, struct vl_err *err);

int vl_writer_open(const char *format, const struct vl_schema *s,
    const struct vl_write *how, struct vl_writer **out, struct vl_err *err);
void vl_writer_close(struct vl_writer *w); /* NULL is fine */

#endif
