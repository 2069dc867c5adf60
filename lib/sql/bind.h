/*
 * bind.h -- statements to what there is to do: names resolved, types checked.
 */
#ifndef VL_SQL_BIND_H
#define VL_SQL_BIND_H

#include "plan/plan.h"
#include "sql/catalog.h"
#include "sql/sql.h"

enum vl_bound_kind {
	VL_BOUND_QUERY,        /* run plan, show its rows */
	VL_BOUND_EXPLAIN,      /* show plan; analyze: run it first */
	VL_BOUND_CREATE,       /* keep plan's rows as table `name` */
	VL_BOUND_CREATE_USING, /* name files: format, columns, options */
	VL_BOUND_INSERT,       /* append plan's rows to table `name` */
	VL_BOUND_COPY,         /* write plan's rows to `path` */
	VL_BOUND_SET,          /* name = value; NULL value: reset */
	VL_BOUND_DONE,         /* it is done: the catalog changed */
};

/*
 * A bound statement.  All of it lives in the arena that it was bound in; the
 * sources of the plan belong to the catalog.
 */
struct vl_bound {
	enum vl_bound_kind kind;
	const struct vl_plan *plan; /* QUERY EXPLAIN CREATE INSERT COPY */
	bool analyze;
	bool json;
	struct vl_str name;       /* CREATE, INSERT, SET */
	enum vl_table_kind table; /* CREATE, CREATE_USING */
	bool replace;
	bool skip; /* CREATE IF NOT EXISTS, and it does: nothing to do */
	struct vl_str path;   /* COPY */
	struct vl_str format; /* CREATE_USING; of COPY: an option, or empty */
	const struct vl_schema *columns; /* CREATE_USING: declared, or NULL */
	int option_count;
	const struct vl_pair *option; /* COPY, CREATE_USING; values as text */
	struct vl_str value;          /* SET */
	const char *message;          /* DONE: "table 't' dropped" */
};

/*
 * Bind a statement that vl_sql_next() read; text is the script's, into which
 * the offsets of errors point.
 *
 * Files that the statement names are opened.  CREATE VIEW and DROP are carried
 * out at once.  If running the plan fails with VL_ERETRY, widen its sources
 * and bind again.
 *
 * Errors, all in phase bind and with their place: VL_ENAME, VL_ETYPE,
 * VL_ESEMANTIC, VL_EUNSUPPORTED, VL_EKIND, VL_ELIMIT, VL_EVALUE, and what
 * opening files says.
 */
int vl_sql_bind(struct vl_arena *query, struct vl_catalog *c,
    struct vl_str text, const struct ast_stmt *stmt, struct vl_bound *out,
    struct vl_err *err);

#endif
