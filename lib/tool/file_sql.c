/* file_sql.c -- options of another time, today's readers and engine. */
#include "tool/file_sql.h"

#include <string.h>

#include "base/err.h"
#include "col/schema.h"
#include "tool/document.h"
#include "tool/query.h"
#include "tool/tool.h"

enum {
	OPT_CSV = 1,
	OPT_INPUT_PATH,
	OPT_TABLE,
	OPT_INPUT_TYPE,
	OPT_DELIMITER,
	OPT_LINE_MODE,
	OPT_REGEX_PATTERN,
	OPT_MAPPINGS,
	OPT_COLUMNS,
	OPT_JSON_FORMAT,
	OPT_QUERY,
	OPT_OUTPUT_PATH,
	OPT_COUNT
};

/* clang-format off */
static const char types[] = "auto csv line json";
static const char line_modes[] = "split regex";
static const char json_formats[] = "json_lines json_array";

static const struct vl_opt opts[] = {
	{ .group = "What to run" },
	{ OPT_QUERY, 0, "query", "SQL", NULL,
	  "the statement; needed", NULL },
	{ OPT_OUTPUT_PATH, 0, "output-path", "FILE", vl_opt_files,
	  "write the rows to FILE, in the format of its extension", NULL },
	{ .group = "Input" },
	{ OPT_INPUT_PATH, 0, "input-path", "FILE", vl_opt_files,
	  "the file; - is standard input", NULL },
	{ OPT_CSV, 0, "csv", "FILE", vl_opt_files,
	  "the same by its older name", NULL },
	{ OPT_TABLE, 0, "table", "NAME", NULL,
	  "its name in the query (input_table)", NULL },
	{ OPT_INPUT_TYPE, 0, "input-type", "TYPE", types,
	  "auto, csv, line or json (auto)", NULL },
	{ OPT_DELIMITER, 0, "delimiter", "CHAR", NULL,
	  "csv, line: between fields (,)", NULL },
	{ OPT_LINE_MODE, 0, "line-mode", "MODE", line_modes,
	  "line: split or regex (split)", NULL },
	{ OPT_REGEX_PATTERN, 0, "regex-pattern", "REGEX", NULL,
	  "line: what a whole line looks like", NULL },
	{ OPT_MAPPINGS, 0, "mappings", "LIST", NULL,
	  "line: columns and their fields or groups, uid:1,action:2", NULL },
	{ OPT_COLUMNS, 0, "columns", "LIST", NULL,
	  "line, json: names of columns", NULL },
	{ OPT_JSON_FORMAT, 0, "json-format", "FORMAT", json_formats,
	  "json: json_lines or json_array", NULL },
	{ 0 },
};

static const struct vl_opt *const tables[] = { opts, vl_job_common, NULL };

static const char *const examples[] = {
	"velaria file-sql --csv stocks.csv --query 'FROM input_table LIMIT 2'",
	"echo '7|ok|12.5' | velaria file-sql --input-path - \\\n"
	    "    --input-type line --delimiter '|' --columns id,state,ms \\\n"
	    "    --query 'SELECT max(ms) FROM input_table'",
	"velaria file-sql --input-path flights.jsonl --table f \\\n"
	    "    --query 'SELECT max(delay) FROM f'",
	NULL,
};
/* clang-format on */

/* Values of options as given, or NULL. */
struct settings {
	const char *value[OPT_COUNT];
};

static int
option(struct vl_job *job, int id, const char *arg, struct vl_err *err)
{
	struct settings *set = job->state;

	if (id == OPT_INPUT_TYPE)
		VL_TRY(vl_arg_word("--input-type", arg, types, err));
	if (id == OPT_LINE_MODE)
		VL_TRY(vl_arg_word("--line-mode", arg, line_modes, err));
	if (id == OPT_JSON_FORMAT)
		VL_TRY(vl_arg_word("--json-format", arg, json_formats, err));
	set->value[id] = arg;
	return 0;
}

/* -O key=value of the reader, where the option was given. */
static int
pass_on(
    struct vl_job *job, const char *key, const char *value, struct vl_err *err)
{
	if (value == NULL)
		return 0;
	const char *text = vl_str_printf(&job->arena, "%s=%s", key, value);

	return vl_settings_add(&job->arena, &job->settings, vl_str(text), err);
}

static int
choose_line(struct vl_job *job, const struct settings *set, struct vl_err *err)
{
	const char *mode = set->value[OPT_LINE_MODE];
	const char *delimiter = set->value[OPT_DELIMITER];
	bool regex = mode && strcmp(mode, "regex") == 0;

	if (regex && set->value[OPT_REGEX_PATTERN] == NULL)
		return vl_fail(
		    err, VL_EUSAGE, "--line-mode regex needs --regex-pattern");
	if (!set->value[OPT_MAPPINGS] && !set->value[OPT_COLUMNS])
		return vl_fail(err, VL_EUSAGE,
		    "--input-type line needs --mappings or --columns");
	job->from = "lines";
	if (regex)
		VL_TRY(pass_on(
		    job, "pattern", set->value[OPT_REGEX_PATTERN], err));
	else
		VL_TRY(pass_on(
		    job, "delimiter", delimiter ? delimiter : ",", err));
	VL_TRY(pass_on(job, "mappings", set->value[OPT_MAPPINGS], err));
	return pass_on(job, "columns", set->value[OPT_COLUMNS], err);
}

/* The format and the options of the reader. */
static int
choose_reader(
    struct vl_job *job, const struct settings *set, struct vl_err *err)
{
	const char *type = set->value[OPT_INPUT_TYPE];
	const char *delimiter = set->value[OPT_DELIMITER];

	if (type && strcmp(type, "line") == 0)
		return choose_line(job, set, err);
	if (type && strcmp(type, "json") == 0) {
		const char *form = set->value[OPT_JSON_FORMAT];

		job->from =
		    form && strcmp(form, "json_lines") == 0 ? "jsonl" : "json";
		return 0;
	}
	if (type && strcmp(type, "csv") == 0 && delimiter == NULL)
		delimiter = ",";
	if (delimiter) {
		job->from = "csv";
		return pass_on(job, "delimiter", delimiter, err);
	}
	return 0;
}

/*
 * The table is a view of the file with these columns only.  One that no object
 * has is NULL, as a key that is missing in one of them is.
 */
static int
choose_columns(struct vl_query *q, const char *table, const char *path,
    const char *list, struct vl_err *err)
{
	char *file = vl_str_printf(&q->run.job->arena, "%s (file)", table);
	struct vl_str hidden = vl_str(file);
	struct vl_buf view = { 0 };
	struct vl_source *source;
	int rc;

	VL_TRY(
	    vl_catalog_add_file(q->catalog, hidden, vl_str(path), false, err));
	VL_TRY(vl_catalog_source(
	    q->catalog, vl_catalog_find(q->catalog, hidden), &source, err));
	vl_buf_cstr(&view, "SELECT ");
	for (const char *p = list; *p != '\0';) {
		int64_t n = (int64_t)strcspn(p, ",");
		struct vl_str name = vl_str_trim((struct vl_str){ p, n });

		if (p > list)
			vl_buf_cstr(&view, ", ");
		if (vl_schema_find(source->schema, name) < 0)
			vl_buf_cstr(&view, "NULL AS ");
		vl_buf_quoted(&view, '"', name);
		p += n + (p[n] == ',');
	}
	vl_buf_cstr(&view, " FROM ");
	vl_buf_quoted(&view, '"', hidden);
	rc = vl_catalog_add_view(
	    q->catalog, vl_str(table), vl_buf_view(&view), false, err);
	vl_buf_release(&view);
	return rc;
}

static int
answer(struct vl_query *q, const struct settings *set,
    const struct vl_document *doc, const char *path, struct vl_err *err)
{
	const char *type = set->value[OPT_INPUT_TYPE];
	bool line = type && strcmp(type, "line") == 0;
	const char *table = doc->table;

	if (set->value[OPT_COLUMNS] && !line)
		VL_TRY(choose_columns(
		    q, table, path, set->value[OPT_COLUMNS], err));
	else
		VL_TRY(vl_catalog_add_file(
		    q->catalog, vl_str(table), vl_str(path), false, err));
	VL_TRY(vl_query_text(q, vl_str(set->value[OPT_QUERY]), NULL, err));
	if (q->run.open_writer && doc->written == 0)
		return vl_fail(err, VL_EUSAGE, "--query is no query");
	return vl_run_commit(&q->run, err);
}

static int
run(struct vl_job *job, int count, char **operand, struct vl_err *err)
{
	const struct settings *set = job->state;
	const char *path = set->value[OPT_INPUT_PATH];
	const char *table = set->value[OPT_TABLE];
	const char *type = set->value[OPT_INPUT_TYPE];
	struct vl_document doc;
	struct vl_query q;
	int rc;

	if (count > 0)
		return vl_fail(
		    err, VL_EUSAGE, "'%s': files have options", operand[0]);
	if (path == NULL)
		path = set->value[OPT_CSV];
	if (path == NULL)
		return vl_fail(err, VL_EUSAGE, "--input-path is needed");
	if (set->value[OPT_QUERY] == NULL)
		return vl_fail(err, VL_EUSAGE, "--query is needed");
	if (table == NULL)
		table = "input_table";
	VL_TRY(choose_reader(job, set, err));
	doc = (struct vl_document){
		.table = table,
		.query = set->value[OPT_QUERY],
		.input_type = type ? type : "auto",
	};
	job->output = set->value[OPT_OUTPUT_PATH];
	job->to_default = NULL;
	if (job->output == NULL)
		job->to = "jsonl";
	rc = vl_query_init(&q, job, err);
	if (job->output == NULL) {
		q.run.open_writer = vl_document_writer;
		q.run.context = &doc;
	}
	if (rc >= 0)
		rc = answer(&q, set, &doc, path, err);
	vl_query_release(&q);
	return rc;
}

static const struct vl_tool tool = {
	.name = "velaria file-sql",
	.synopsis = "--input-path=FILE --query=SQL [OPTION]...",
	.purpose = "SQL over one file, as one JSON document",
	.tables = tables,
	.examples = examples,
	.option = option,
	.run = run,
};

int
vl_file_sql_main(int argc, char **argv)
{
	struct settings set = { 0 };

	return vl_tool_main(&tool, &set, argc, argv);
}
