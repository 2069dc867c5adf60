/*
 * prompt.h -- the interactive prompt of vl-sql, over libedit.
 */
#ifndef VL_TOOL_PROMPT_H
#define VL_TOOL_PROMPT_H

struct vl_err;
struct vl_query;

/*
 * Read statements from the terminal until its end, run them, show their
 * answers; an error is shown and the prompt comes again.  History is kept in
 * VELARIA_HOME; TAB completes keywords, functions, tables and columns.
 */
int vl_prompt_run(struct vl_query *q, struct vl_err *err);

#endif
