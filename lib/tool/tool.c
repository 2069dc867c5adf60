/* tool.c -- main() of every tool. */
#include "tool/tool.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "tool/msg.h"
#include "tool/progress.h"
#include "tool/signal.h"

/* The answer to --help and its like, on standard output. */
static int
answer(struct vl_buf *b, struct vl_err *err)
{
	int rc =
	    vl_file_write(STDOUT_FILENO, "standard output", b->p, b->len, err);

	vl_buf_release(b);
	return rc < 0 ? rc : 1;
}

/*
 * Errors of earlier options are told in the form that a later one asks for:
 * the order of options never changes their meaning.
 */
static void
look_for_errors_json(struct vl_job *job, int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--errors=json") == 0)
			job->json_errors = true;
}

/* `vl-read --completions bash`: for installing, not for people. */
static int
complete(const struct vl_tool *t, const char *shell, struct vl_err *err)
{
	struct vl_buf b = { 0 };

	if (!vl_opt_complete(t, shell, &b))
		return vl_fail(err, VL_EUSAGE,
		    "--completions: expected bash, zsh or fish, found '%s'",
		    shell);
	return answer(&b, err);
}

/* 0: run; 1: the command line was answered here; errors. */
static int
take_options(struct vl_job *job, struct vl_opts *o, struct vl_err *err)
{
	const struct vl_tool *t = job->tool;
	struct vl_buf b = { 0 };
	const char *arg;
	int id;

	while ((id = vl_opt_next(o, &arg, err)) > 0) {
		if (id == VL_OPT_HELP) {
			vl_opt_help(t, &b);
			return answer(&b, err);
		}
		if (id == VL_OPT_VERSION) {
			vl_tool_version(t, &b);
			return answer(&b, err);
		}
		VL_TRY(id < VL_OPT_SHARED ? t->option(job, id, arg, err) :
					    vl_job_option(job, id, arg, err));
	}
	if (id == 0 && job->limits) {
		vl_tool_limits(job, &b);
		return answer(&b, err);
	}
	return id;
}

static int
start(struct vl_job *job, struct vl_opts *o, const struct vl_tool *t,
    void *state, struct vl_err *err)
{
	int rc = vl_job_init(job, t, state, err);

	look_for_errors_json(job, o->argc, o->argv);
	if (rc < 0)
		return rc;
	if (o->argc == 3 && strcmp(o->argv[1], "--completions") == 0)
		return complete(t, o->argv[2], err);
	return take_options(job, o, err);
}

/* The exit status for what run() returned; says what went wrong. */
static int
conclude(const struct vl_job *job, int rc, struct vl_err *err)
{
	int signo = vl_signal_taken();

	if (rc >= 0 && close(STDOUT_FILENO) < 0 && errno != EBADF)
		rc = vl_fail(err, errno == EPIPE ? VL_EPIPE : VL_EIO,
		    "cannot write 'standard output': %s", strerror(errno));
	if (rc >= 0)
		return rc;
	if (signo != 0 && signo != SIGALRM)
		return 128 + signo;
	if (err->code == VL_EPIPE)
		return VL_EXIT_OK; /* the reader had enough */
	if (signo == SIGALRM)
		vl_fail(err, VL_ESTOP, "stopped by the time limit of %lld ms",
		    (long long)job->timeout_ms);
	if (err->code == VL_EUSAGE && err->phase == VL_PHASE_NONE)
		err->phase = VL_PHASE_USAGE;
	vl_msg_error(job, err);
	return VL_EXIT_FAIL;
}

int
vl_tool_main(const struct vl_tool *t, void *state, int argc, char **argv)
{
	struct vl_job job;
	struct vl_opts o;
	struct vl_err err = { 0 };
	int rc;

	signal(SIGPIPE, SIG_IGN); /* a closed pipe is VL_EPIPE */
	vl_opts_init(&o, t, argc, argv);
	rc = start(&job, &o, t, state, &err);
	if (rc == 0) {
		vl_signal_start(&job);
		rc = t->run(&job, o.operand_count, argv + 1, &err);
		vl_progress_stop();
	} else if (rc == 1) {
		rc = VL_EXIT_OK;
	}
	rc = conclude(&job, rc, &err);
	vl_job_release(&job);
	return rc;
}
