/*
 * lines.h -- lines of text as rows: whole, split at a delimiter, or taken apart
 * by a pattern.
 *
 *	lines.c		options, mode, columns
 *	lines_match.c	lines that match a pattern, as records
 *
 * Types, parsing, filters, blocks and scans are those of delimited text
 * (csv.h): a split line is a record without quotes and without a number of
 * fields to keep to, and the groups of a match are fields.
 */
#ifndef VL_FMT_LINES_H
#define VL_FMT_LINES_H

#include "fmt/csv.h"

enum {
	VL_PATTERN_BYTES_MAX = 64 << 10,
	VL_PATTERN_STEPS_MAX = 1000000, /* of a match */
	VL_PATTERN_HEAP_MAX = 20 << 20, /* bytes, where the JIT gives up */
};

extern const struct vl_option vl_lines_options[];

/*
 * How the lines of a text are to be read: vl_csv_sniff() for them.
 * Errors: VL_EUSAGE for settings; VL_EVALUE: no pattern, with its position;
 * VL_EFORMAT: empty, where that leaves columns unknown; VL_ELIMIT.
 */
int vl_lines_sniff(struct vl_arena *a, const char *p, int64_t n, bool whole,
    const struct vl_settings *settings, char delimiter,
    struct vl_csv_dialect *out, struct vl_err *err);

/* Row of the table of formats. */
int vl_lines_open(struct vl_input *take_in, const struct vl_open *how,
    struct vl_source **out, struct vl_err *err);

#endif
