/*
 * show.h -- a value as text: the one place that knows how each type reads.
 *
 * Used by the text writers, by CAST to VARCHAR and by messages.
 */
#ifndef VL_COL_SHOW_H
#define VL_COL_SHOW_H

#include "base/buf.h"
#include "col/column.h"

enum vl_show {
	VL_SHOW_PLAIN, /* as SQL casts to VARCHAR: 1.5, 2026-01-02 03:04:05,
			  [a, b], {'x': 1}; NULL inside nested is NULL */
	VL_SHOW_JSON,  /* a JSON value: "text" escaped, numbers bare, NaN and
			  infinities null, nested nested, JSON as it is */
	VL_SHOW_CSV,   /* PLAIN, but nested values and vectors as JSON */
};

enum {
	VL_SHOW_ROOM = 128, /* bytes that the text of a fixed type may take */
};

/* Numbers, booleans, dates, times, intervals: text of bounded length. */
static inline bool
vl_show_is_fixed(struct vl_type t)
{
	return t.id != VL_TYPE_NULL && !vl_type_is_view(t) &&
	    t.id < VL_TYPE_LIST;
}

/*
 * The PLAIN text of one value of a fixed type.  Writes at buf, may scribble
 * over VL_SHOW_ROOM bytes, and returns how many count; no NUL.
 */
int vl_show_fixed(char *buf, struct vl_type t, const void *slot);

/*
 * Append the value of a row.  A NULL is nothing in PLAIN and CSV, `null` in
 * JSON.  Works on every form without a flat copy; a RAW column shows the text
 * that it has, in JSON as a string.  TIMESTAMPTZ prints in UTC ("+00").
 */
void vl_show_value(const struct vl_column *c, int64_t row, enum vl_show how,
    struct vl_buf *out);

/* Append s as a JSON string with its quotes; invalid UTF-8 becomes U+FFFD. */
void vl_show_json_str(struct vl_str s, struct vl_buf *out);

#endif
