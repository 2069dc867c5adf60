/*
 * json.h -- reading JSON lines, and JSON arrays or values after each other.
 *
 *	json_walk.c	check rows, find their values; kern/json.h underneath
 *	json_keys.c	keys by name and by what came before
 *	json_types.c	what a value is, what type holds a column's values
 *	json_schema.c	columns and types, from a sample or from all
 *	json_split.c	blocks of whole values where lines do not tell
 *	json_column.c	values of a column to a struct vl_column
 *	json_filter.c	which rows pass the pushed-down conjuncts
 *	json_read.c	source, scan, worker; options
 *
 * A row is an object; its keys are columns, in order of first appearance.  A
 * missing key and null are NULL, of a key twice in a row the last counts.
 *
 *	true, false		BOOLEAN
 *	integers		BIGINT, beyond it HUGEINT, beyond that VARCHAR
 *	other numbers		DOUBLE; with integers that no double holds:
 *				VARCHAR
 *	strings			VARCHAR; -O dates=true: DATE, TIMESTAMP,
 *				TIMESTAMPTZ where all of them are
 *	arrays of numbers	LIST(BIGINT), LIST(DOUBLE)
 *	other arrays, objects	JSON, with the bytes that they have in the file
 *	kinds that differ	VARCHAR; JSON if arrays or objects are among
 *them nothing but null	VARCHAR
 *
 * Text is as RFC 8259 has it, UTF-8, nested 1,024 deep at most.  A surrogate
 * that is not one of a pair becomes U+FFFD, as in jq.
 */
#ifndef VL_FMT_JSON_H
#define VL_FMT_JSON_H

struct vl_err;
struct vl_input;
struct vl_open;
struct vl_source;

extern const struct vl_option vl_json_options[];

/* Rows of the table of formats: one object a line; any other layout. */
int vl_jsonl_open(struct vl_input *take_in, const struct vl_open *how,
    struct vl_source **out, struct vl_err *err);
int vl_json_open(struct vl_input *take_in, const struct vl_open *how,
    struct vl_source **out, struct vl_err *err);

#endif
