/*
 * tool.h -- what every program of tools/ is made of.
 *
 * A program describes itself in a struct vl_tool and calls vl_tool_main(),
 * which reads options and environment, answers --help and --version, runs the
 * program's one function, reports its error and decides the exit status.
 */
#ifndef VL_TOOL_TOOL_H
#define VL_TOOL_TOOL_H

#include "tool/job.h"

enum {
	VL_EXIT_OK = 0,   /* did what was asked */
	VL_EXIT_NO = 1,   /* ran well; the answer is no */
	VL_EXIT_FAIL = 2, /* could not; standard error says why */
};

/* A word that chooses among the jobs of a tool that has several. */
struct vl_verb {
	const char *name; /* "build" */
	const char *help; /* one line, no full stop */
	const char *as;   /* "vl-sql": whose options stand behind it */
};

struct vl_tool {
	const char *name;                   /* "vl-read" */
	const char *synopsis;               /* "[OPTION]... [FILE]..." */
	const char *purpose;                /* as the man page's NAME says */
	const struct vl_opt *const *tables; /* ends with NULL */
	const char *const *examples;        /* command lines; ends with NULL */
	const struct vl_verb *verbs;        /* ends with a NULL name, or NULL */

	/* Take an option of the tool's own tables. */
	int (*option)(
	    struct vl_job *job, int id, const char *arg, struct vl_err *err);

	/*
	 * Do the job; operands are words of the command line, ended by NULL.
	 * Returns an exit status, or an error that is then reported.  It
	 * publishes its outputs itself.
	 */
	int (*run)(struct vl_job *job, int operand_count, char **operand,
	    struct vl_err *err);
};

/* All of main(): returns the exit status.  `state` becomes job->state. */
int vl_tool_main(const struct vl_tool *t, void *state, int argc, char **argv);

/* "vl-read 0.1.0" and, a line each, the libraries that it was built with. */
void vl_tool_version(const struct vl_tool *t, struct vl_buf *out);

/* A line for each limit: its name, its value for this run, what it limits. */
void vl_tool_limits(const struct vl_job *job, struct vl_buf *out);

#endif
