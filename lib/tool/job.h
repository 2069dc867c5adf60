/*
 * job.h -- one run of a tool: what its command line and environment ask for.
 *
 * The options that every tool shares are one table per heading.  Each tool
 * lists the tables that it takes in tool->tables; job.c reads them.  This is
 * the only place that reads the environment:
 *
 *	VL_THREADS VL_MEMORY_LIMIT VL_TO VL_ERRORS	defaults of options
 *	VL_TMPDIR TMPDIR	where spilled runs and spools go
 *	VELARIA_HOME HOME	where history, runs and indexes are kept
 *	VL_ISA			instruction set of the kernels
 *	VL_DEBUG		show where in the library an error was found
 *	NO_COLOR TZ		as everywhere
 */
#ifndef VL_TOOL_JOB_H
#define VL_TOOL_JOB_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "fmt/options.h"
#include "tool/opt.h"

struct vl_err;
struct vl_tool;

/* KEEP IN STEP: take_color() */
enum vl_when {
	VL_AUTO,
	VL_ALWAYS,
	VL_NEVER
};

struct vl_job {
	const struct vl_tool *tool;
	void *state; /* the tool's own settings */
	struct vl_arena arena;

	/* input */
	const char *from;            /* -F, or NULL: probe */
	struct vl_settings settings; /* -O key=value */
	bool ignore_errors;
	const char *rejects; /* file, or NULL */
	int max_ratio;       /* of decompression; 0: as the readers have it */

	/* output: see out.h for what follows from these */
	const char *to;         /* -t, or NULL */
	const char *to_default; /* VL_TO, or NULL */
	const char *output;     /* -o, or NULL: standard output */
	const char *compress;   /* "zstd", "lz4" or NULL */

	/* running */
	int threads;          /* 1 or more */
	int64_t memory_limit; /* bytes; 0: none */
	int64_t timeout_ms;   /* 0: none */
	const char *timezone; /* --timezone, TZ, or "UTC" */
	const char *tmpdir;
	const char *home;        /* VELARIA_HOME, ~/.velaria, or NULL */
	const _Atomic int *stop; /* not 0 once a signal or the clock says so */

	/* messages */
	bool json_errors;
	bool quiet;
	bool verbose;
	bool limits; /* print them instead of running */
	bool debug;
	bool color; /* on standard error */
	enum vl_when color_when;
	enum vl_when progress;

	/* The text that errors with a byte offset point into, or p == NULL. */
	struct vl_str sql;
	const char *sql_name; /* "script.sql"; NULL is "query" */
};

/* The shared tables. */
extern const struct vl_opt vl_job_input[];  /* -F -O --ignore-errors ... */
extern const struct vl_opt vl_job_output[]; /* -t -o --compress */
extern const struct vl_opt vl_job_common[]; /* --threads ... --help */

/* Ids of shared options; a tool's own are below. */
enum {
	VL_OPT_SHARED = 1000,
	VL_OPT_FROM = VL_OPT_SHARED,
	VL_OPT_OPTION,
	VL_OPT_IGNORE_ERRORS,
	VL_OPT_REJECTS,
	VL_OPT_MAX_RATIO,
	VL_OPT_TO,
	VL_OPT_OUTPUT,
	VL_OPT_COMPRESS,
	VL_OPT_THREADS,
	VL_OPT_MEMORY_LIMIT,
	VL_OPT_TIMEOUT,
	VL_OPT_TIMEZONE,
	VL_OPT_LIMITS,
	VL_OPT_COLOR,
	VL_OPT_PROGRESS,
	VL_OPT_ERRORS,
	VL_OPT_QUIET,
	VL_OPT_VERBOSE,
	VL_OPT_HELP,
	VL_OPT_VERSION,
};

/* Defaults and environment.  Errors: VL_EUSAGE names the variable. */
int vl_job_init(struct vl_job *job, const struct vl_tool *t, void *state,
    struct vl_err *err);

/* Take a shared option. */
int vl_job_option(
    struct vl_job *job, int id, const char *arg, struct vl_err *err);

void vl_job_release(struct vl_job *job);

/* Values of options; the name is for the message.  Errors: VL_EUSAGE. */
int vl_arg_count(const char *name, const char *text, int64_t min, int64_t max,
    int64_t *out, struct vl_err *err);
/* "64M", "1.5 GiB", "1000000"; units are powers of 1024; "80%" of memory. */
int vl_arg_size(
    const char *name, const char *text, int64_t *out, struct vl_err *err);
/* "500ms", "1.5s", "10", "2m", "1h" as milliseconds; a bare number: seconds. */
int vl_arg_duration(
    const char *name, const char *text, int64_t *out, struct vl_err *err);
/* One of the words; its place in the list. */
int vl_arg_word(
    const char *name, const char *text, const char *words, struct vl_err *err);

#endif
