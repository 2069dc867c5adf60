/* run.c -- optimise, execute, write. */
#include "tool/run.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/zone.h"
#include "exec/exec.h"
#include "fmt/rejects.h"
#include "tool/deliver.h"
#include "tool/msg.h"
#include "tool/progress.h"
#include "tool/tool.h"

enum {
	SHOWN_ROWS = 40
}; /* of a table on a terminal */

/* "to.header=false" is the writer's, "header=false" the reader's. */
static void
split_settings(struct vl_run *r, struct vl_arena *a)
{
	const struct vl_settings *all = &r->job->settings;
	struct vl_str prefix = VL_STR("to.");

	r->read_settings.list = vl_new(a, struct vl_setting, all->count);
	r->write_settings.list = vl_new(a, struct vl_setting, all->count);
	for (int i = 0; i < all->count; i++) {
		struct vl_setting s = all->list[i];

		if (!vl_str_starts(s.key, prefix)) {
			s.met = vl_new(a, struct vl_setting_met, 1);
			r->read_settings.list[r->read_settings.count++] = s;
			continue;
		}
		s.key.p += prefix.n;
		s.key.n -= prefix.n;
		r->write_settings.list[r->write_settings.count++] = s;
	}
}

static int64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

int
vl_run_init(struct vl_run *r, struct vl_job *job, struct vl_err *err)
{
	*r = (struct vl_run){
		.job = job,
		.session = {
			.now_us = now_us(),
			.threads = job->threads,
			.pushdown = true,
			.tmpdir = job->tmpdir,
			.budget.limit = job->memory_limit,
			.stop = job->stop,
		},
	};
	split_settings(r, &job->arena);
	if (job->rejects)
		r->rejects = vl_rejects_new();
	VL_TRY(vl_out_format(job, &r->format, err));
	if (job->timezone && strcmp(job->timezone, "UTC") != 0)
		VL_TRY(vl_zone_open(job->timezone, &r->session.zone, err));
	return vl_out_open(&r->out, &job->arena, job->output, err);
}

/* What was left out, to the file of --rejects. */
static int
write_rejects(struct vl_run *r, struct vl_err *err)
{
	struct vl_buf b = { 0 };
	struct vl_out out;
	int rc = vl_out_open(&out, &r->job->arena, r->job->rejects, err);

	if (rc < 0)
		return rc;
	vl_rejects_write(r->rejects, &b);
	rc = vl_out_write(&out, b.p, b.len, err);
	if (rc >= 0)
		rc = vl_out_commit(&out, err);
	vl_out_release(&out);
	vl_buf_release(&b);
	return rc;
}

int
vl_run_commit(struct vl_run *r, struct vl_err *err)
{
	if (r->rejects)
		VL_TRY(write_rejects(r, err));
	return vl_out_commit(&r->out, err);
}

void
vl_run_release(struct vl_run *r)
{
	vl_out_release(&r->out);
	vl_rejects_free(r->rejects);
	vl_zone_close(r->session.zone);
}

static void
warn(void *ctx, const char *text)
{
	vl_msg_note(ctx, "%s", text);
}

struct vl_open
vl_run_open(const struct vl_run *r)
{
	return (struct vl_open){
		.format = r->job->from,
		.settings = &r->read_settings,
		.tmpdir = r->job->tmpdir,
		.threads = r->job->threads,
		.max_ratio = r->job->max_ratio,
		.ignore_errors = r->job->ignore_errors || r->job->rejects,
		.rejects = r->rejects,
		.warn = warn,
		.warn_ctx = r->job,
	};
}

int
vl_run_source(struct vl_run *r, int count, char **file, struct vl_source **out,
    struct vl_err *err)
{
	struct vl_open how = vl_run_open(r);

	if (count > 0)
		VL_TRY(vl_open_many(count, file, &how, out, err));
	else
		VL_TRY(vl_open_path("-", &how, out, err));
	int rc = vl_settings_settle(&r->read_settings, err);

	if (rc < 0) {
		vl_source_close(*out);
		*out = NULL;
	} else {
		vl_run_tell(r, *out);
	}
	return rc;
}

void
vl_run_tell(const struct vl_run *r, const struct vl_source *s)
{
	struct vl_buf b = { 0 };
	struct vl_arena a = { 0 };

	if (!r->job->verbose)
		return;
	if (s->class->describe)
		s->class->describe(s, &b);
	vl_buf_cstr(&b, ";");
	for (int i = 0; i < s->schema->count; i++) {
		const struct vl_field *f = &s->schema->field[i];

		vl_buf_printf(&b, "%s %.*s %s", i > 0 ? "," : "",
		    (int)f->name.n, f->name.p, vl_type_show(&a, f->type));
	}
	vl_msg_verbose(
	    r->job, "%s: %s %.*s", s->name, s->class->name, (int)b.len, b.p);
	vl_arena_release(&a);
	vl_buf_release(&b);
}

bool
vl_run_takes_raw(const struct vl_run *r)
{
	return strcmp(r->format, "csv") == 0 || strcmp(r->format, "tsv") == 0;
}

static struct vl_look
look_of(const struct vl_run *r)
{
	struct vl_look look = { .unicode = true };
	struct winsize size = { 0 };

	look.color = r->job->color_when == VL_ALWAYS ||
	    (r->job->color_when == VL_AUTO && r->job->color && r->out.shows);
	if (!r->out.shows)
		return look;
	look.rows = SHOWN_ROWS;
	if (ioctl(r->out.fd, TIOCGWINSZ, &size) == 0)
		look.columns = size.ws_col;
	return look;
}

static int
open_writer(struct vl_run *r, const struct vl_schema *schema,
    struct vl_writer **out, struct vl_err *err)
{
	struct vl_write how = {
		.settings = &r->write_settings,
		.look = look_of(r),
		.producer = vl_str_printf(
		    &r->job->arena, "%s %s", r->job->tool->name, VL_VERSION),
		.compress = r->job->compress,
	};

	if (r->open_writer)
		return r->open_writer(r->context, schema, &how, out, err);
	return vl_writer_open(r->format, schema, &how, out, err);
}

/* ---- progress ---- */

static void
sample(void *context, struct vl_progress_now *now)
{
	const struct vl_session *s = context;

	*now = (struct vl_progress_now){ 0 };
	for (int i = 0; i < s->scan_count; i++) {
		now->rows += s->scan[i]->rows;
		now->bytes += s->scan[i]->bytes;
		if (s->scan[i]->bytes_total < 0)
			now->total = -1;
		else if (now->total >= 0)
			now->total += s->scan[i]->bytes_total;
	}
}

/* Skipped rows are told, never passed over in silence. */
static void
tell_skipped(const struct vl_run *r)
{
	int64_t n = 0;
	int64_t unmatched = 0;

	for (int i = 0; i < r->session.scan_count; i++) {
		n += r->session.scan[i]->rejected;
		unmatched += r->session.scan[i]->unmatched;
	}
	if (n > 0)
		vl_msg_note(r->job, "%lld malformed row%s skipped",
		    (long long)n, n == 1 ? "" : "s");
	if (unmatched > 0)
		vl_msg_note(r->job,
		    "%lld line%s that the pattern does not match skipped",
		    (long long)unmatched, unmatched == 1 ? "" : "s");
}

/* Does some input come from a pipe, which may be slow? */
static bool
reads_pipe(const struct vl_plan *p)
{
	if (p == NULL)
		return false;
	if (p->kind == VL_PLAN_SCAN)
		return p->source->bytes_estimate < 0;
	return reads_pipe(p->input[0]) || reads_pipe(p->input[1]);
}

static int
execute(struct vl_run *r, struct vl_arena *a, const struct vl_plan *plan,
    struct vl_err *err)
{
	struct vl_scan *scan = NULL;
	struct vl_writer *writer = NULL;
	struct vl_deliver d = { .out = &r->out };
	int64_t start = now_us();
	int rc = vl_exec_open(a, plan, &r->session, NULL, &scan, err);

	if (rc >= 0)
		rc = open_writer(r, scan->schema, &writer, err);
	if (rc >= 0) {
		d.writer = writer;
		d.prompt = r->out.shows || reads_pipe(plan);
		vl_progress_start(r->job, sample, &r->session);
		rc = vl_deliver(&d, scan, &r->session, err);
		vl_progress_stop();
		if (rc != VL_ERETRY)
			tell_skipped(r);
		if (rc >= 0)
			vl_msg_verbose(r->job, "%lld row%s in %.3f s",
			    (long long)d.rows, d.rows == 1 ? "" : "s",
			    (double)(now_us() - start) * 1e-6);
	}
	r->rows = d.rows;
	vl_writer_close(writer);
	r->session.scan_count = 0;
	vl_scan_close(scan);
	return rc;
}

int
vl_run_plan(struct vl_run *r, struct vl_arena *a, const struct vl_plan *plan,
    struct vl_err *err)
{
	plan =
	    vl_plan_optimize(a, plan, r->session.pushdown, vl_run_takes_raw(r));
	return execute(r, a, plan, err);
}

/* Whether any source could be widened; why the last one could not. */
static bool
widen(const struct vl_plan *plan, struct vl_err *err)
{
	bool widened = false;

	if (plan->kind == VL_PLAN_SCAN)
		return vl_source_widen(plan->source, err) > 0;
	for (int i = 0; i < 2 && plan->input[i]; i++)
		widened |= widen(plan->input[i], err);
	return widened;
}

int
vl_run_widen(const struct vl_plan *plan, struct vl_err *err)
{
	int rc;

	if (widen(plan, err))
		return 1;
	/* No source takes the blame: what they said stays an error. */
	rc = err->code;
	return rc == VL_ERETRY ? (int)(err->code = VL_EVALUE) : rc;
}

int
vl_run_write(struct vl_run *r, struct vl_str s, struct vl_err *err)
{
	atomic_store(&r->session.left, true);
	return vl_out_write(&r->out, s.p, s.n, err);
}
