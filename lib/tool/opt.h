/*
 * opt.h -- one table of options feeds parsing, --help, completions and
 * scripts/check-man.
 *
 * A tool has several tables: its own and those of common.h.  A table is a list
 * of rows; a row with a group begins a heading of --help; a row without a name
 * and a group ends the table.
 */
#ifndef VL_TOOL_OPT_H
#define VL_TOOL_OPT_H

#include <stdbool.h>

#include "base/buf.h"

struct vl_err;
struct vl_tool;

struct vl_opt {
	int id;            /* what vl_opt_next() returns, above 0 */
	char flag;         /* 't', or 0 */
	const char *name;  /* "to"; "[no-]progress" has two spellings */
	const char *arg;   /* "FORMAT", or NULL for a switch */
	const char *words; /* "auto always never": what arg may be, if known */
	const char *help;  /* one line, no full stop */
	const char *group; /* "Output": a heading, and nothing else */
};

/* Values of `words` that are not words. */
extern const char vl_opt_files[];   /* names of files */
extern const char vl_opt_readers[]; /* formats that can be read */
extern const char vl_opt_writers[]; /* formats that can be written */

/* Where parsing stands.  Operands gather at the front of argv. */
struct vl_opts {
	const struct vl_tool *tool;
	int argc;
	char **argv;
	int next;          /* the word to look at */
	int operand_count; /* argv[1 .. operand_count] are operands */
	const char *rest;  /* unread letters of -abc, or NULL */
	bool ended;        /* "--" was seen */
};

void vl_opts_init(
    struct vl_opts *o, const struct vl_tool *t, int argc, char **argv);

/*
 * The id of the next option, 0 after the last.  *arg is its value; of an
 * option with two spellings it is "no" or "yes"; NULL for other switches.
 *
 *	-a -bVALUE -b VALUE -abVALUE --name --name=VALUE --name VALUE
 *
 * Options may stand anywhere before "--"; "-" is an operand.
 * Errors: VL_EUSAGE, with the nearest name as candidate.
 */
int vl_opt_next(struct vl_opts *o, const char **arg, struct vl_err *err);

/* All of --help. */
void vl_opt_help(const struct vl_tool *t, struct vl_buf *out);

/* Completions for "bash", "zsh" or "fish"; false for another shell. */
bool vl_opt_complete(
    const struct vl_tool *t, const char *shell, struct vl_buf *out);

/*
 * Visit every option of every table: start with { 0 }; false after the last.
 *	while (vl_opt_each(t, &i)) ... i.opt ...
 */
struct vl_opt_iter {
	int table;
	int row;
	const struct vl_opt *opt;
};

bool vl_opt_each(const struct vl_tool *t, struct vl_opt_iter *i);

/* "[no-]progress" as "progress"; *both says that it had the brackets. */
const char *vl_opt_name(const struct vl_opt *opt, bool *both);

#endif
