/*
 * gen.h -- random tables and queries, in our dialect and in SQLite's.
 *
 * Only what means the same in both is generated; where the spelling differs,
 * the two texts do.  What is left out, and why:
 *
 *	integers beyond 64 bits	an error here, a double there
 *	x / 0.0			IEEE here, NULL there
 *	casts of doubles to integers, round(): other rules
 *	text beyond ASCII under lower() and upper(): SQLite knows ASCII only
 *	backslashes in LIKE	an escape here, a character there
 *	substr() from below 1	from the start here, from the end there
 *	comparisons across kinds: an error here
 */
#ifndef TESTS_SQL_GEN_H
#define TESTS_SQL_GEN_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/rand.h"

enum {
	TABLES = 3,
	COLUMNS = 8, /* of each table */
	SCOPE_MAX = TABLES * COLUMNS,
};

enum kind {
	KIND_INT,
	KIND_REAL,
	KIND_TEXT,
	KIND_BOOL,
	KIND_DATE,
	KINDS
};

/* A column of a table, or of a subquery. */
struct column {
	char name[32]; /* with its qualifier */
	enum kind kind;
	uint64_t bound; /* no integer is greater, sign aside */
};

/* A text in both dialects. */
struct pair {
	struct vl_buf ours, theirs;
};

struct gen {
	struct vl_rand rand;
	struct pair *out;             /* what is being written */
	struct column col[SCOPE_MAX]; /* what expressions may name */
	int cols;
	int depth;     /* of subqueries */
	bool in_order; /* rows come in a defined order */
	int items;     /* of the select list that was written last */
	struct column item[4];
};

/* CREATE TABLE and INSERT for both; the same rows as CSV. */
void gen_table(
    struct gen *g, const char *name, struct pair *sql, struct vl_buf *csv);

/* -O types=..., for the columns of the CSV. */
extern const char gen_types[];

/* One query, without its semicolon; g->in_order says how to compare. */
void gen_query(struct gen *g, struct pair *out);

#endif
