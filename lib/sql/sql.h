/*
 * sql.h -- scripts to statements.
 */
#ifndef VL_SQL_SQL_H
#define VL_SQL_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct ast_stmt;
struct vl_arena;

enum {
	SQL_DEPTH_MAX = 1000,             /* of nested expressions, queries */
	SQL_BYTES_MAX = 64 * 1024 * 1024, /* of one text */
};

/* A text of many statements; the rest is zero at its beginning. */
struct vl_sql_script {
	struct vl_str text;
	int64_t at; /* where the next statement is looked for */
	bool checked;
};

/*
 * The next statement of a script: 1 and *out, 0 at its end, or an error, whose
 * `at` is an offset in the whole text.  Either way the script stands behind the
 * statement and its semicolon, so that the caller may go on.
 *
 * Errors: VL_ESYNTAX, VL_EUNSUPPORTED, VL_ELIMIT.
 */
int vl_sql_next(struct vl_sql_script *s, struct vl_arena *a,
    struct ast_stmt **out, struct vl_err *err);

/*
 * The length of the first statement with its semicolon, or -1 if it is not
 * complete yet: what a prompt and a reader of statements wait for.
 */
int64_t vl_sql_complete(struct vl_str text);

/* Word i of the language, sorted, or NULL: for completion. */
const char *vl_sql_word(int i);

#endif
