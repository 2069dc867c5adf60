/*
 * vl-read -- any source as a stream of batches, in any format.
 */
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/near.h"
#include "fmt/fmt.h"
#include "tool/msg.h"
#include "tool/run.h"
#include "tool/tool.h"

enum {
	OPT_COLUMNS = 1,
	OPT_ROWS,
	OPT_PROBE,
	OPT_EXIT_STATUS
};

/* clang-format off */
static const struct vl_opt opts[] = {
	{ .group = "What to read" },
	{ OPT_COLUMNS, 'c', "columns", "LIST", NULL,
	  "only these columns, in this order (a,b,c)", NULL },
	{ OPT_ROWS, 'n', "rows", "N", NULL,
	  "only the first N rows", NULL },
	{ OPT_PROBE, 0, "probe", NULL, NULL,
	  "say what the input is instead of reading it", NULL },
	{ OPT_EXIT_STATUS, 'e', "exit-status", NULL, NULL,
	  "exit 1 if there were no rows", NULL },
	{ 0 },
};

static const struct vl_opt *const tables[] = {
	opts, vl_job_input, vl_job_output, vl_job_common, NULL,
};

static const char *const examples[] = {
	"vl-read stocks.csv -t jsonl",
	"vl-read stocks.csv -c symbol,price -n 5 -t table",
	"vl-read --probe stocks.csv",
	NULL,
};
/* clang-format on */

struct settings {
	const char *columns; /* as given, or NULL */
	int64_t rows;        /* -1: all */
	bool probe;
	bool exit_status;
};

static int
option(struct vl_job *job, int id, const char *arg, struct vl_err *err)
{
	struct settings *set = job->state;

	switch (id) {
	case OPT_COLUMNS: set->columns = arg; break;
	case OPT_ROWS:
		return vl_arg_count(
		    "--rows", arg, 0, INT64_MAX, &set->rows, err);
	case OPT_PROBE: set->probe = true; break;
	case OPT_EXIT_STATUS: set->exit_status = true; break;
	}
	return 0;
}

/* One name of -c: its column, or an error that names the nearest. */
static int
find_column(const struct vl_schema *s, struct vl_str name, struct vl_err *err)
{
	struct vl_near n = { .wanted = name };
	int i = vl_schema_find(s, name);

	if (i >= 0)
		return i;
	vl_fail(err, VL_ENAME,
	    i == -1 ? "no column '%.*s'" : "several columns match '%.*s'",
	    (int)name.n, name.p);
	for (int k = 0; k < s->count; k++)
		vl_near_add(&n, s->field[k].name);
	return vl_near_say(&n, "columns", err);
}

/* The plan with only the columns of -c. */
static int
choose_columns(struct vl_arena *a, const char *list, struct vl_plan **plan,
    struct vl_err *err)
{
	const struct vl_schema *s = (*plan)->schema;
	int n = 1;

	for (const char *p = list; *p; p++)
		n += *p == ',';
	const struct vl_expr **e = vl_new(a, const struct vl_expr *, n);
	struct vl_str *name = vl_new(a, struct vl_str, n);

	for (int i = 0; i < n; i++) {
		int64_t len = (int64_t)strcspn(list, ",");
		struct vl_str word = vl_str_trim((struct vl_str){ list, len });
		int column = find_column(s, word, err);

		if (column < 0)
			return column;
		e[i] = vl_expr_column(a, s, column, -1);
		name[i] = s->field[column].name;
		list += len + 1;
	}
	*plan = vl_plan_project(a, *plan, n, e, name);
	return 0;
}

static int
read_source(struct vl_run *run, const struct settings *set,
    struct vl_source *source, struct vl_err *err)
{
	int rc;

	do {
		struct vl_arena a = { 0 };
		struct vl_plan *plan =
		    vl_plan_scan(&a, source, vl_str(source->name));

		rc = 0;
		if (set->columns)
			rc = choose_columns(&a, set->columns, &plan, err);
		if (rc >= 0 && set->rows >= 0)
			plan = vl_plan_limit(&a, plan, set->rows, 0);
		if (rc >= 0)
			rc = vl_run_plan(run, &a, plan, err);
		if (rc == VL_ERETRY)
			rc = vl_source_widen(source, err) > 0 ? VL_ERETRY :
								VL_EVALUE;
		vl_arena_release(&a);
	} while (rc == VL_ERETRY);
	if (rc < 0)
		return rc;
	VL_TRY(vl_run_commit(run, err));
	return set->exit_status && run->rows == 0 ? VL_EXIT_NO : VL_EXIT_OK;
}

/* One input's probe; its schema too where it can be opened. */
static int
probe_one(struct vl_run *r, char *path, bool text, struct vl_err *err)
{
	struct vl_arena a = { 0 };
	struct vl_input *in = NULL;
	struct vl_probe probe = { 0 };
	struct vl_source *source = NULL;
	struct vl_open how = vl_run_open(r);
	struct vl_buf b = { 0 };
	const struct vl_schema *schema = NULL;
	int rc = vl_input_open(path, how.max_ratio, &in, err);

	if (rc >= 0)
		rc = vl_probe(&a, in, &probe, err);
	if (rc >= 0 && probe.read_as) {
		rc = vl_open_input(in, &how, &source, err);
		in = NULL;
		schema = rc >= 0 ? source->schema : NULL;
	}
	if (rc >= 0 && text)
		vl_probe_text(&probe, path, schema, &b);
	else if (rc >= 0)
		vl_probe_json(&probe, path, schema, &b);
	if (rc >= 0 && !text)
		vl_buf_byte(&b, '\n');
	if (rc >= 0)
		rc = vl_run_write(r, vl_buf_view(&b), err);
	vl_buf_release(&b);
	vl_source_close(source);
	vl_input_close(in);
	vl_arena_release(&a);
	return rc;
}

/* A table for people, else a line of JSON for each input. */
static int
probe(struct vl_run *r, int count, char **operand, struct vl_err *err)
{
	static char input[] = "-";
	bool text = strcmp(r->format, "table") == 0;

	if (count == 0)
		VL_TRY(probe_one(r, input, text, err));
	for (int i = 0; i < count; i++)
		VL_TRY(probe_one(r, operand[i], text, err));
	return vl_run_commit(r, err);
}

static int
run(struct vl_job *job, int count, char **operand, struct vl_err *err)
{
	const struct settings *set = job->state;
	struct vl_source *source = NULL;
	struct vl_run r;
	int rc;

	if (count == 0 && isatty(STDIN_FILENO)) {
		vl_fail(err, VL_EUSAGE, "nothing to read");
		return vl_err_hint(err, "name a FILE, or pipe something in");
	}
	/* There is one table here, whatever it is called. */
	for (int i = 0; i < count; i++) {
		struct vl_str name;

		operand[i] += vl_split_name(operand[i], &name) - operand[i];
	}
	rc = vl_run_init(&r, job, err);
	if (rc >= 0 && set->probe) {
		rc = probe(&r, count, operand, err);
	} else if (rc >= 0) {
		rc = vl_run_source(&r, count, operand, &source, err);
		if (rc >= 0)
			rc = read_source(&r, set, source, err);
	}
	vl_source_close(source);
	vl_run_release(&r);
	return rc;
}

static const struct vl_tool tool = {
	.name = "vl-read",
	.synopsis = "[OPTION]... [FILE]...",
	.purpose = "any source as a stream of batches, in any format",
	.tables = tables,
	.examples = examples,
	.option = option,
	.run = run,
};

int
main(int argc, char **argv)
{
	struct settings set = { .rows = -1 };

	return vl_tool_main(&tool, &set, argc, argv);
}
