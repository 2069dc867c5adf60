/*
 * vl-sql -- SQL over streams and files.
 */
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "expr/func.h"
#include "tool/msg.h"
#include "tool/prompt.h"
#include "tool/query.h"
#include "tool/tool.h"

enum {
	OPT_FILE = 1,
	OPT_INIT,
	OPT_KEEP_GOING,
	OPT_NO_PUSHDOWN,
	OPT_FUNCTIONS,
	OPT_EXIT_STATUS,
};

/* clang-format off */
static const struct vl_opt opts[] = {
	{ .group = "What to run" },
	{ OPT_FILE, 'f', "file", "SCRIPT", vl_opt_files,
	  "run the statements of SCRIPT (- is standard input)", NULL },
	{ OPT_INIT, 0, "init", "SCRIPT", vl_opt_files,
	  "run SCRIPT first: tables, views, settings", NULL },
	{ OPT_KEEP_GOING, 0, "keep-going", NULL, NULL,
	  "print {\"error\":...} for a failed statement, go on", NULL },
	{ OPT_EXIT_STATUS, 'e', "exit-status", NULL, NULL,
	  "exit 1 if there were no rows", NULL },
	{ OPT_FUNCTIONS, 0, "functions", NULL, NULL,
	  "list functions, or those that the operands name", NULL },
	{ OPT_NO_PUSHDOWN, 0, "no-pushdown", NULL, NULL,
	  "leave no work to the readers, for comparison", NULL },
	{ 0 },
};

static const struct vl_opt *const tables[] = {
	opts, vl_job_input, vl_job_output, vl_job_common, NULL,
};

static const char *const examples[] = {
	"vl-sql \"SELECT symbol, avg(price) FROM 'stocks.csv' GROUP BY ALL\"",
	"vl-sql 'SELECT count(*) FROM input_table' flights.jsonl -t json",
	"vl-read stocks.csv | vl-sql 'SELECT * FROM input_table LIMIT 5'",
	NULL,
};
/* clang-format on */

struct settings {
	const char *file; /* -f, or NULL */
	const char *init; /* --init, or NULL */
	bool keep_going;
	bool no_pushdown;
	bool functions;
	bool exit_status;
};

static int
option(struct vl_job *job, int id, const char *arg, struct vl_err *err)
{
	struct settings *set = job->state;

	(void)err;
	switch (id) {
	case OPT_FILE: set->file = arg; break;
	case OPT_INIT: set->init = arg; break;
	case OPT_KEEP_GOING: set->keep_going = true; break;
	case OPT_EXIT_STATUS: set->exit_status = true; break;
	case OPT_FUNCTIONS: set->functions = true; break;
	case OPT_NO_PUSHDOWN: set->no_pushdown = true; break;
	}
	return 0;
}

/* All of a script, from a file or standard input. */
static int
run_script(struct vl_query *q, const char *path, struct vl_err *err)
{
	struct vl_input *in = NULL;
	struct vl_buf text = { 0 };
	int64_t n;

	VL_TRY(vl_input_open(path, 0, &in, err));
	do {
		char *to = vl_buf_room(&text, 1 << 16);

		n = vl_input_read(in, to, 1 << 16, err);
		if (n > 0)
			text.len += n;
	} while (n > 0);
	vl_input_close(in);
	/* Errors point into it until they have been told. */
	struct vl_str script =
	    vl_str_copy(&q->run.job->arena, vl_buf_view(&text));

	vl_buf_release(&text);
	return n < 0 ? (int)n : vl_query_text(q, script, path, err);
}

static bool
wanted(const char *name, int count, char **word)
{
	for (int i = 0; i < count; i++)
		if (vl_str_find(vl_str(name), vl_str(word[i])) >= 0)
			return true;
	return count == 0;
}

/* "upper(VARCHAR) -> VARCHAR    text in capitals    upper('ab') = AB" */
static int
list_functions(struct vl_job *job, int count, char **word, struct vl_err *err)
{
	struct vl_buf b = { 0 };
	const struct vl_func *f;
	const struct vl_agg *g;

	(void)job;
	for (int i = 0; (f = vl_func_at(i)) != NULL; i++)
		if (wanted(f->name, count, word))
			vl_buf_printf(&b, "%s(%s) -> %s\t%s\t%s\n", f->name,
			    f->args, f->result ? f->result : "...", f->doc,
			    f->example ? f->example : "");
	for (int i = 0; (g = vl_agg_at(i)) != NULL; i++)
		if (wanted(g->name, count, word))
			vl_buf_printf(&b, "%s(%s) -> %s\t%s\t%s\n", g->name,
			    g->args, g->result ? g->result : "...", g->doc,
			    g->example ? g->example : "");
	int rc =
	    vl_file_write(STDOUT_FILENO, "standard output", b.p, b.len, err);

	vl_buf_release(&b);
	return rc;
}

/* The query is the first operand, unless -f gives statements or that is the
 * name of a file. */
static bool
has_query(const struct settings *set, int count, char **operand)
{
	struct vl_str name;

	return set->file == NULL && count > 0 &&
	    !vl_file_exists(vl_split_name(operand[0], &name));
}

static int
answer(struct vl_query *q, const struct settings *set, int count,
    char **operand, struct vl_err *err)
{
	bool query = has_query(set, count, operand);

	VL_TRY(vl_query_files(q, count - query, operand + query, err));
	q->follow = true;
	if (set->init)
		VL_TRY(run_script(q, set->init, err));
	q->follow = set->file == NULL && !query;
	if (set->file)
		return run_script(q, set->file, err);
	if (query)
		return vl_query_text(q, vl_str(operand[0]), NULL, err);
	return vl_prompt_run(q, err);
}

static int
run(struct vl_job *job, int count, char **operand, struct vl_err *err)
{
	const struct settings *set = job->state;
	struct vl_query q;
	int rc;

	if (set->functions)
		return list_functions(job, count, operand, err);
	if (!has_query(set, count, operand) && !set->file &&
	    !isatty(STDIN_FILENO)) {
		vl_fail(err, VL_EUSAGE, "no query");
		return vl_err_hint(err,
		    "vl-sql 'SELECT ...', or -f - for statements on "
		    "standard input");
	}
	rc = vl_query_init(&q, job, err);
	q.keep_going = set->keep_going;
	q.run.session.pushdown = !set->no_pushdown;
	if (rc >= 0 && set->file && strcmp(q.run.format, "json") == 0 &&
	    vl_settings_get(&q.run.write_settings, "oneline").p == NULL)
		rc = vl_settings_add(&job->arena, &q.run.write_settings,
		    VL_STR("oneline=true"), err); /* one line an answer */
	if (rc >= 0)
		rc = answer(&q, set, count, operand, err);
	if (rc >= 0)
		rc = vl_run_commit(&q.run, err);
	bool none = q.rows == 0;
	bool failed = q.failed > 0;

	vl_query_release(&q);
	if (rc < 0 || failed)
		return rc < 0 ? rc : VL_EXIT_FAIL;
	return set->exit_status && none ? VL_EXIT_NO : VL_EXIT_OK;
}

static const struct vl_tool tool = {
	.name = "vl-sql",
	.synopsis = "[OPTION]... [QUERY] [[NAME=]FILE]...",
	.purpose = "SQL over streams and files",
	.tables = tables,
	.examples = examples,
	.option = option,
	.run = run,
};

int
main(int argc, char **argv)
{
	struct settings set = { 0 };

	return vl_tool_main(&tool, &set, argc, argv);
}
