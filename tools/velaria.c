/*
 * velaria -- one name for all of the tools.
 *
 * `velaria sql ...` is `vl-sql ...`.  A tool is looked for beside this program
 * first, so that a build that is not installed runs its own.  `file-sql` is
 * done here: the command line of the first Velaria, with its one document.
 */
#define _XOPEN_SOURCE 700 /* readlink */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "tool/file_sql.h"
#include "tool/tool.h"

/* clang-format off */
/* name		program		first word	help */
#define COMMANDS(X) \
X("read",	"vl-read",	NULL,		"any source as a stream of batches") \
X("sql",	"vl-sql",	NULL,		"SQL over files and pipes") \
X("probe",	"vl-read",	"--probe",	"say what a file is") \
X("file-sql",	NULL,		NULL,		"SQL over one file, as one JSON document") \
X("csv-sql",	NULL,		NULL,		"the same by its older name")

static const struct command {
	const char *name;
	const char *program; /* NULL: file_sql.h */
	const char *first;   /* an argument before the others, or NULL */
} commands[] = {
#define X(name, program, first, help) { name, program, first },
	COMMANDS(X)
#undef X
};

static const struct vl_verb verbs[] = {
#define X(name, program, first, help) \
	{ name, help, program ? program : "velaria file-sql" },
	COMMANDS(X)
#undef X
	{ 0 },
};

static const struct vl_opt opts[] = {
	{ .group = "Messages" },
	{ VL_OPT_ERRORS, 0, "errors", "FORM", "text json",
	  "print errors as text or as json", NULL },
	{ VL_OPT_HELP, 'h', "help", NULL, NULL, "print this", NULL },
	{ VL_OPT_VERSION, 0, "version", NULL, NULL, "print versions", NULL },
	{ 0 },
};

static const struct vl_opt *const tables[] = { opts, NULL };

static const char *const examples[] = {
	"velaria sql \"FROM 'stocks.csv' LIMIT 3\" -t csv",
	"velaria probe stocks.csv -t table",
	"velaria file-sql --csv stocks.csv --query 'FROM input_table LIMIT 2'",
	NULL,
};
/* clang-format on */

static const struct command *
find_command(const char *name)
{
	for (int i = 0; i < VL_COUNTOF(commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return commands + i;
	return NULL;
}

/* Only reached where the first word is no command. */
static int
refuse(struct vl_job *job, int count, char **operand, struct vl_err *err)
{
	(void)job;
	if (count == 0)
		return vl_fail(err, VL_EUSAGE, "no command");
	if (find_command(operand[0]))
		return vl_fail(err, VL_EUSAGE,
		    "options of a command stand behind its name, '%s'",
		    operand[0]);
	vl_fail(err, VL_EUSAGE, "no command '%s'", operand[0]);
	for (int i = 0; i < VL_COUNTOF(commands); i++)
		if (vl_str_near(vl_str(operand[0]), vl_str(commands[i].name)))
			vl_err_candidate(err, commands[i].name,
			    (int64_t)strlen(commands[i].name));
	return err->code;
}

/* program in the directory of this one, or "". */
static void
beside(const char *program, char path[PATH_MAX])
{
	ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - 1);

	while (n > 0 && path[n - 1] != '/')
		n--;
	if (n <= 0 || (size_t)n + strlen(program) >= PATH_MAX) {
		path[0] = '\0';
		return;
	}
	memcpy(path + n, program, strlen(program) + 1);
}

/* Become the program of a command, with its first word before the others. */
static int
become(const struct command *c, char **argv)
{
	char path[PATH_MAX], program[32], first[32];
	char **args = c->first ? argv : argv + 1;

	snprintf(program, sizeof program, "%s", c->program);
	if (c->first) {
		snprintf(first, sizeof first, "%s", c->first);
		args[1] = first;
	}
	args[0] = program;
	beside(program, path);
	if (path[0])
		execv(path, args);
	execvp(program, args);
	fprintf(
	    stderr, "velaria: cannot run '%s': %s\n", program, strerror(errno));
	return VL_EXIT_FAIL;
}

static const struct vl_tool tool = {
	.name = "velaria",
	.synopsis = "COMMAND [OPTION]... [ARGUMENT]...",
	.purpose = "one name for all of the tools",
	.tables = tables,
	.examples = examples,
	.verbs = verbs,
	.run = refuse,
};

/* "help sql" is "sql --help", and "help" alone "--help". */
static int
help(int argc, char **argv)
{
	static char option[] = "--help";
	static char name[] = "velaria";
	const struct command *c = argc > 2 ? find_command(argv[2]) : NULL;
	char *words[] = { name, argc > 2 ? argv[2] : option, c ? option : NULL,
		NULL };

	if (c == NULL)
		return vl_tool_main(&tool, NULL, 2, words);
	return c->program ? become(c, words) : vl_file_sql_main(2, words + 1);
}

int
main(int argc, char **argv)
{
	const struct command *c = argc > 1 ? find_command(argv[1]) : NULL;

	if (argc > 1 && strcmp(argv[1], "help") == 0)
		return help(argc, argv);
	if (c == NULL)
		return vl_tool_main(&tool, NULL, argc, argv);
	if (c->program)
		return become(c, argv);
	return vl_file_sql_main(argc - 1, argv + 1);
}
