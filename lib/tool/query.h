/*
 * query.h -- statements of SQL to answers: what vl-sql does.
 */
#ifndef VL_TOOL_QUERY_H
#define VL_TOOL_QUERY_H

#include "sql/catalog.h"
#include "tool/run.h"

/* Tables, views and settings live as long as this does. */
struct vl_query {
	struct vl_run run;
	struct vl_catalog *catalog;
	bool follow;     /* more statements may come, after this text */
	bool keep_going; /* an error is an answer: {"error": ...} */
	int64_t rows;    /* of all answers */
	int64_t failed;  /* statements that failed and were passed over */
};

/* Open the output and an empty catalog.  The job outlives it. */
int vl_query_init(struct vl_query *q, struct vl_job *job, struct vl_err *err);
void vl_query_release(struct vl_query *q);

/*
 * Name the inputs of a command line: FILE is a table of its stem, NAME=FILE of
 * that name, and the first is input_table too.  stdin, and with no operands
 * input_table as well, is standard input, opened when it is used.
 */
int vl_query_files(
    struct vl_query *q, int count, char **file, struct vl_err *err);

/* Run all statements of a text; its errors point into it. */
int vl_query_text(struct vl_query *q, struct vl_str text, const char *name,
    struct vl_err *err);

#endif
