/* query.c -- parse, bind, run: statement after statement. */
#include "tool/query.h"

#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "col/batch.h"
#include "exec/exec.h"
#include "exec/memory.h"
#include "plan/show.h"
#include "sql/bind.h"
#include "sql/sql.h"
#include "tool/hold.h"
#include "tool/msg.h"
#include "tool/tool.h"

static int
open_table(
    void *ctx, struct vl_str path, struct vl_source **out, struct vl_err *err)
{
	struct vl_query *q = ctx;
	struct vl_open how = vl_run_open(&q->run);
	char *name = vl_str_cstr(&q->run.job->arena, path);

	if (strcmp(name, "-") == 0 && isatty(STDIN_FILENO)) {
		vl_fail(err, VL_EUSAGE, "standard input is a terminal");
		return vl_err_hint(err, "name a FILE, or pipe something in");
	}
	VL_TRY(vl_open_path(name, &how, out, err));
	vl_run_tell(&q->run, *out);
	return 0;
}

int
vl_query_init(struct vl_query *q, struct vl_job *job, struct vl_err *err)
{
	*q = (struct vl_query){ 0 };
	q->catalog =
	    vl_catalog_new((struct vl_opener){ .ctx = q, .open = open_table });
	return vl_run_init(&q->run, job, err);
}

void
vl_query_release(struct vl_query *q)
{
	vl_catalog_free(q->catalog);
	vl_run_release(&q->run);
}

/* ---- inputs ---- */

/* A name that is mistyped is told at once, whether the query needs it or not;
 * it is opened when it does. */
static int
expect_file(const char *path, struct vl_err *err)
{
	struct vl_input *in;

	if (strcmp(path, "-") == 0 || strpbrk(path, "*?[") ||
	    vl_file_exists(path))
		return 0;
	VL_TRY(vl_input_open(path, 0, &in, err)); /* it says why */
	vl_input_close(in);                       /* there by now */
	return 0;
}

int
vl_query_files(struct vl_query *q, int count, char **file, struct vl_err *err)
{
	const struct vl_str input = VL_STR("input_table");
	const struct vl_str standard = VL_STR("stdin");

	if (count == 0)
		VL_TRY(vl_catalog_add_file(
		    q->catalog, input, VL_STR("-"), false, err));
	for (int i = 0; i < count; i++) {
		struct vl_str name = { 0 };
		struct vl_str path = vl_str(vl_split_name(file[i], &name));

		if (name.n == 0)
			name =
			    vl_str(vl_table_name(&q->run.job->arena, path.p));

		VL_TRY(expect_file(path.p, err));
		if (i == 0 && !vl_str_eq(name, input))
			VL_TRY(vl_catalog_add_file(
			    q->catalog, input, path, false, err));
		if (vl_catalog_find(q->catalog, name)) {
			vl_fail(err, VL_EUSAGE, "two inputs are called '%.*s'",
			    (int)name.n, name.p);
			return vl_err_hint(
			    err, "name one: other=%.*s", (int)path.n, path.p);
		}
		VL_TRY(vl_catalog_add_file(q->catalog, name, path, false, err));
	}
	if (vl_catalog_find(q->catalog, standard) == NULL)
		return vl_catalog_add_file(
		    q->catalog, standard, VL_STR("-"), false, err);
	return 0;
}

/* ---- kinds of statements ---- */

/* Rows that nobody looks at: EXPLAIN ANALYZE. */
static int
count_batch(
    struct vl_sink *s, int worker, struct vl_batch *b, struct vl_err *err)
{
	(void)s;
	(void)worker;
	(void)b;
	(void)err;
	return 0;
}

static int
explain(struct vl_query *q, struct vl_arena *a, const struct vl_bound *b,
    struct vl_err *err)
{
	struct vl_session *session = &q->run.session;
	struct vl_profile profile = { .arena = a };
	struct vl_sink sink = { .batch = count_batch };
	struct vl_scan *scan = NULL;
	struct vl_buf text = { 0 };
	struct vl_explain how = {
		.plan = vl_plan_optimize(
		    a, b->plan, session->pushdown, vl_run_takes_raw(&q->run)),
		.session = session,
		.profile = b->analyze ? &profile : NULL,
		.json = b->json || strcmp(q->run.format, "json") == 0 ||
		    strcmp(q->run.format, "jsonl") == 0,
	};
	int rc = 0;

	if (b->analyze) {
		rc = vl_exec_open(a, how.plan, session, &profile, &scan, err);
		if (rc >= 0)
			rc = vl_exec_drive(scan, session, &sink, err);
		session->scan_count = 0;
		vl_scan_close(scan);
	}
	if (rc >= 0) {
		vl_explain(a, &how, &text);
		rc = vl_run_write(&q->run, vl_buf_view(&text), err);
	}
	vl_buf_release(&text);
	return rc;
}

/* Run a plan and keep its rows as a table. */
static int
keep_as_table(struct vl_query *q, struct vl_arena *a,
    const struct vl_plan *plan, const struct vl_bound *b, bool replace,
    struct vl_err *err)
{
	struct vl_session *session = &q->run.session;
	struct vl_scan *scan = NULL;
	struct vl_source *table = NULL;
	int rc;

	plan = vl_plan_optimize(a, plan, session->pushdown, false);
	rc = vl_exec_open(a, plan, session, NULL, &scan, err);
	if (rc >= 0)
		rc = vl_memory_source(
		    vl_str_cstr(a, b->name), scan, session, &table, err);
	session->scan_count = 0;
	vl_scan_close(scan);
	if (rc < 0)
		return rc;
	return vl_catalog_add_source(
	    q->catalog, b->name, b->table, table, replace, err);
}

/* The rows that are there, then the new ones: a new table. */
static int
insert(struct vl_query *q, struct vl_arena *a, const struct vl_bound *b,
    struct vl_err *err)
{
	struct vl_table_entry *t = vl_catalog_find(q->catalog, b->name);
	struct vl_bound into = *b;
	struct vl_source *old;

	VL_TRY(vl_catalog_source(q->catalog, t, &old, err));
	into.table = t->kind;
	return keep_as_table(q, a,
	    vl_plan_union(a, vl_plan_scan(a, old, b->name), b->plan), &into,
	    true, err);
}

static int
copy_to(struct vl_query *q, struct vl_arena *a, const struct vl_bound *b,
    struct vl_err *err)
{
	struct vl_job job = *q->run.job;
	struct vl_run run;
	int rc;

	job.arena = (struct vl_arena){ 0 };
	job.output = vl_str_cstr(a, b->path);
	job.to = b->format.n ? vl_str_cstr(a, b->format) : NULL;
	job.to_default = NULL;
	for (int i = 0; i < b->option_count; i++) {
		char *text = vl_str_printf(a, "to.%.*s=%.*s",
		    (int)b->option[i].key.n, b->option[i].key.p,
		    (int)b->option[i].value.n, b->option[i].value.p);

		VL_TRY(vl_settings_add(a, &job.settings, vl_str(text), err));
	}
	rc = vl_run_init(&run, &job, err);
	if (rc >= 0)
		rc = vl_run_plan(&run, a, b->plan, err);
	if (rc >= 0)
		rc = vl_run_commit(&run, err);
	vl_run_release(&run);
	vl_arena_release(&job.arena);
	return rc;
}

static int
set(struct vl_query *q, const struct vl_bound *b, struct vl_err *err)
{
	static const char *const known[] = { "threads", "memory_limit", NULL };
	struct vl_job *job = q->run.job;
	char *value = vl_str_cstr(&job->arena, b->value);
	int64_t n;

	if (vl_str_is_fold(b->name, "threads")) {
		VL_TRY(vl_arg_count("threads", value, 1, 1024, &n, err));
		q->run.session.threads = (int)n;
		return 0;
	}
	if (vl_str_is_fold(b->name, "memory_limit")) {
		VL_TRY(vl_arg_size("memory_limit", value, &n, err));
		q->run.session.budget.limit = n;
		return 0;
	}
	vl_fail(err, VL_ENAME, "no setting '%.*s'", (int)b->name.n, b->name.p);
	for (int i = 0; known[i]; i++)
		vl_err_candidate(err, known[i], (int64_t)strlen(known[i]));
	return err->code;
}

static int
run_bound(struct vl_query *q, struct vl_arena *a, const struct vl_bound *b,
    struct vl_err *err)
{
	switch (b->kind) {
	case VL_BOUND_QUERY:
		VL_TRY(vl_run_plan(&q->run, a, b->plan, err));
		q->rows += q->run.rows;
		return 0;
	case VL_BOUND_EXPLAIN: return explain(q, a, b, err);
	case VL_BOUND_CREATE:
		return b->skip ?
		    0 :
		    keep_as_table(q, a, b->plan, b, b->replace, err);
	case VL_BOUND_INSERT: return insert(q, a, b, err);
	case VL_BOUND_COPY: return copy_to(q, a, b, err);
	case VL_BOUND_SET: return set(q, b, err);
	case VL_BOUND_DONE:
		vl_msg_verbose(q->run.job, "%s", b->message);
		return 0;
	case VL_BOUND_CREATE_USING: break;
	}
	return vl_fail(err, VL_EUNSUPPORTED,
	    "CREATE TABLE ... USING is not supported yet");
}

/* A statement that was bound before is wrong now: say what changed. */
static void
tell_wider(const struct vl_query *q, const struct vl_err *wider)
{
	if (wider->code)
		vl_msg_note(q->run.job, "%s:%lld: %s: it became wider",
		    wider->path, (long long)wider->row, wider->msg);
}

/* Bind and run; again with a wider schema as long as a source asks for it. */
static int
run_statement(struct vl_query *q, struct vl_arena *a,
    const struct ast_stmt *stmt, struct vl_str rest, struct vl_err *err)
{
	struct vl_err wider = { 0 };
	int rc;
	bool held;

	atomic_store(&q->run.session.left, false);
	do {
		struct vl_bound b = { 0 };

		rc = vl_sql_bind(a, q->catalog, q->run.job->sql, stmt, &b, err);
		if (rc >= 0 && vl_str_trim(rest).n == 0 && !q->follow)
			rc = vl_settings_settle(&q->run.read_settings, err);
		if (rc >= 0 && b.plan &&
		    (b.kind != VL_BOUND_EXPLAIN || b.analyze))
			rc = vl_hold_inputs(q, a, b.plan, rest, err);
		held = rc > 0;
		if (rc == 0)
			rc = run_bound(q, a, &b, err);
		if (rc == VL_ERETRY)
			wider = *err;
		else if (rc < 0 && err->phase == VL_PHASE_BIND)
			tell_wider(q, &wider);
		if (rc == VL_ERETRY)
			rc = vl_run_widen(b.plan, err) > 0 ? VL_ERETRY :
							     VL_EVALUE;
	} while (held || rc == VL_ERETRY);
	return rc < 0 ? (int)(err->code = (enum vl_code)rc) : 0;
}

/* An error as the answer of its statement, on a line of its own. */
static int
answer_error(
    struct vl_query *q, const struct vl_err *failed, struct vl_err *err)
{
	struct vl_buf b = { 0 };
	int rc;

	q->failed++;
	vl_buf_cstr(&b, "{\"error\":");
	vl_msg_json(q->run.job, failed, &b);
	while (b.len > 0 && b.p[b.len - 1] == '\n')
		b.len--;
	vl_buf_cstr(&b, "}\n");
	rc = vl_run_write(&q->run, vl_buf_view(&b), err);
	vl_buf_release(&b);
	return rc;
}

/* Not a fault of the statement: it ends the script. */
static bool
ends_script(const struct vl_err *err)
{
	return err->code == VL_EPIPE || err->code == VL_ESTOP ||
	    err->phase == VL_PHASE_WRITE;
}

static struct vl_str
rest_of(const struct vl_sql_script *s)
{
	return (struct vl_str){ s->text.p + s->at, s->text.n - s->at };
}

int
vl_query_text(struct vl_query *q, struct vl_str text, const char *name,
    struct vl_err *err)
{
	struct vl_sql_script script = { .text = text };
	int rc;

	q->run.job->sql = text;
	q->run.job->sql_name = name;
	do {
		struct vl_arena a = { 0 };
		struct ast_stmt *stmt;

		rc = vl_sql_next(&script, &a, &stmt, err);
		if (rc > 0)
			rc = run_statement(q, &a, stmt, rest_of(&script), err) <
				0 ?
			    err->code :
			    1;
		vl_catalog_close_files(q->catalog);
		vl_arena_release(&a);
		if (rc < 0 && q->keep_going && !ends_script(err)) {
			struct vl_err failed = *err;

			rc = answer_error(q, &failed, err) < 0 ? err->code : 1;
		}
	} while (rc > 0);
	return rc;
}
