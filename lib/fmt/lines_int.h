/* lines_int.h -- patterns, and the records that lines are under one. */
#ifndef VL_FMT_LINES_INT_H
#define VL_FMT_LINES_INT_H

#include "fmt/csv_int.h"
#include "fmt/lines.h"

/* A compiled pattern; any number of threads match with it. */
struct lines_pattern;

/* The text is for messages, too, and is borrowed. */
int lines_pattern_new(
    struct vl_str text, struct lines_pattern **out, struct vl_err *err);
void lines_pattern_free(struct lines_pattern *p); /* NULL is fine */

struct vl_str lines_pattern_text(const struct lines_pattern *p);
int lines_pattern_groups(const struct lines_pattern *p);

/* The name of group 1 .. groups, or a slice with p == NULL. */
struct vl_str lines_pattern_name(const struct lines_pattern *p, int group);

/* What one thread needs to match. */
struct lines_match;

struct lines_match *lines_match_new(const struct lines_pattern *p);
void lines_match_free(struct lines_match *m); /* NULL is fine */

/*
 * csv_rows_next() for the lines of a pattern.  Field 0 of a record is the whole
 * line, field 2 * (c + 1) what column c has; odd ones stand between them:
 *
 *	uid=7 ok\n	pattern uid=(\d+) (?:(no)|ok), columns 1 and 2
 *			field = -1 8 | 3 5 | 8 8	(8 8: no part in it)
 */
int lines_rows_next(struct csv_rows *w, int64_t max, struct vl_err *err);

static inline int
lines_field(int column)
{
	return 2 * (column + 1);
}

#endif
