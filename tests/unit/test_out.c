/*
 * test_out.c -- what a run leaves behind: files, exit statuses, messages.
 *
 * Goal: an output is the old one or the new one, never half; being told to stop
 * ends a tool in time and with its status.
 * Method: a tool runs in a child process, in a folder of its own.
 */
#include "check.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "tool/out.h"
#include "tool/progress.h"
#include "tool/signal.h"
#include "tool/tool.h"

enum {
	FAIL = 1,
	HANG,
	POLL,
	SLOW,
	LEAN,
};

/* clang-format off */
static const struct vl_opt own[] = {
	{ FAIL, 0, "fail", NULL, NULL, "fail after writing", NULL },
	{ HANG, 0, "hang", NULL, NULL, "never look whether to stop", NULL },
	{ POLL, 0, "poll", NULL, NULL, "look all the time", NULL },
	{ SLOW, 0, "slow", NULL, NULL, "take long enough for a bar", NULL },
	{ LEAN, 0, "lean", NULL, NULL, "do not mind limits", NULL },
	{ 0 },
};
/* clang-format on */

static const struct vl_opt *const tables[] = { own, vl_job_output,
	vl_job_common, NULL };
static const char *const examples[] = { "vl-try", NULL };
static char folder[] = "/tmp/vl-test-out-XXXXXX";

static int
take(struct vl_job *job, int id, const char *arg, struct vl_err *err)
{
	(void)arg;
	(void)err;
	*(int *)job->state = id;
	return 0;
}

static void
nap(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

static void
sample(void *context, struct vl_progress_now *now)
{
	*now = *(struct vl_progress_now *)context;
}

static void
be_slow(const struct vl_job *job)
{
	struct vl_progress_now now = { 12, 50, 100 };

	vl_progress_start(job, sample, &now);
	nap(1200);
	vl_progress_stop();
}

/* Write "new" and do as the option says. */
static int
run(struct vl_job *job, int operand_count, char **operand, struct vl_err *err)
{
	struct vl_out o;
	int how = *(int *)job->state;
	int rc = vl_out_open(&o, &job->arena, job->output, err);

	(void)operand;
	if (rc < 0)
		return rc;
	if ((rc = vl_out_write(&o, "new\n", 4, err)) < 0)
		goto out;
	if (how == SLOW)
		be_slow(job);
	while (how == HANG)
		nap(1000);
	while (how == POLL && *job->stop == 0)
		nap(1);
	if (how == POLL)
		rc = vl_fail(err, VL_ESTOP, "stopped");
	else if (how == FAIL)
		rc = vl_fail(err, VL_EFORMAT, "bad input");
	else if ((rc = vl_out_commit(&o, err)) == 0)
		rc = operand_count; /* 1: the answer is no */
out:
	vl_out_release(&o);
	return rc;
}

static const struct vl_tool tool = {
	.name = "vl-try",
	.synopsis = "[-o FILE]",
	.purpose = "write a line",
	.tables = tables,
	.examples = examples,
	.option = take,
	.run = run,
};

/* ---- children ---- */

struct child {
	pid_t pid;
	int out; /* what it wrote on both streams */
};

/* What the child does: words of its command line end with NULL. */
static void
be_tool(int out, int err, const char *const word[3])
{
	static char text[4][64] = { "vl-try" };
	char *argv[5] = { text[0] };
	int argc = 1;
	int how = 0;

	for (; argc < 4 && word[argc - 1] != NULL; argc++) {
		snprintf(text[argc], sizeof text[argc], "%s", word[argc - 1]);
		argv[argc] = text[argc];
	}
	dup2(out >= 0 ? out : err, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	close(err);
	/* Not _exit: what counts coverage and leaks runs at exit. */
	exit(vl_tool_main(&tool, &how, argc, argv));
}

/* `out`: a descriptor for its standard output, or -1: read by finish(). */
static struct child
start(int out, const char *a, const char *b, const char *c)
{
	struct child child;
	int ends[2];

	fflush(NULL);
	if (pipe(ends) < 0 || (child.pid = fork()) < 0)
		abort();
	if (child.pid == 0) {
		close(ends[0]);
		be_tool(out, ends[1], (const char *const[]){ a, b, c });
	}
	close(ends[1]);
	child.out = ends[0];
	return child;
}

/* The exit status, or -signal; `said` gets what it printed. */
static int
finish(struct child child, char said[512])
{
	size_t n = 0;
	ssize_t k;
	int status;

	while ((k = read(child.out, said + n, 511 - n)) > 0)
		n += (size_t)k;
	said[n] = '\0';
	close(child.out);
	while (waitpid(child.pid, &status, 0) < 0)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static const char *
contents(const char *path)
{
	static char text[64];
	FILE *f = fopen(path, "r");
	size_t n;

	if (f == NULL)
		return "(none)";
	n = fread(text, 1, sizeof text - 1, f);
	text[n] = '\0';
	fclose(f);
	return text;
}

static void
write_old(const char *path, mode_t mode)
{
	FILE *f = fopen(path, "w");

	CHECK(f != NULL);
	if (f == NULL)
		return;
	fputs("old\n", f);
	fclose(f);
	chmod(path, mode);
}

/* Files in the folder, temporary ones too. */
static int
count_files(void)
{
	DIR *d = opendir(".");
	int n = 0;

	for (struct dirent *e; d && (e = readdir(d)) != NULL;)
		n +=
		    strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
	closedir(d);
	return n;
}

/* ---- tests ---- */

static void
test_publish(void)
{
	char said[512];
	struct stat st;

	CHECK_INT(finish(start(-1, "-o", "a.csv", NULL), said), 0);
	CHECK_STR(contents("a.csv"), "new\n");
	write_old("b.csv", 0640);
	CHECK_INT(finish(start(-1, "--output=b.csv", NULL, NULL), said), 0);
	CHECK_STR(contents("b.csv"), "new\n");
	CHECK(stat("b.csv", &st) == 0 && (st.st_mode & 0777) == 0640);
	CHECK_STR(said, "");
	CHECK_INT(count_files(), 2);
	CHECK_INT(finish(start(-1, "-o", "-", NULL), said), 0);
	CHECK_STR(said, "new\n");
	CHECK_INT(finish(start(-1, "-o", "/dev/null", NULL), said), 0);
	CHECK_INT(finish(start(-1, "x", NULL, NULL), said), 1);
	unlink("a.csv");
	unlink("b.csv");
}

static void
test_symbolic_link(void)
{
	char said[512];
	struct stat st;

	write_old("real.csv", 0644);
	CHECK(symlink("real.csv", "link.csv") == 0);
	CHECK_INT(finish(start(-1, "-o", "link.csv", NULL), said), 0);
	CHECK_STR(contents("real.csv"), "new\n");
	CHECK(lstat("link.csv", &st) == 0 && S_ISLNK(st.st_mode));
	unlink("link.csv");
	unlink("real.csv");
}

static void
test_failure_keeps_old(void)
{
	char said[512];

	write_old("a.csv", 0644);
	CHECK_INT(finish(start(-1, "--fail", "-o", "a.csv"), said), 2);
	CHECK_STR(said, "vl-try: bad input\n");
	CHECK_STR(contents("a.csv"), "old\n");
	CHECK_INT(count_files(), 1);
	CHECK_INT(finish(start(-1, "-o", "no/such/a.csv", NULL), said), 2);
	CHECK_STR(said,
	    "vl-try: cannot create 'no/such/a.csv': "
	    "No such file or directory\n");
	CHECK_INT(finish(start(-1, "-o", ".", NULL), said), 2);
	CHECK(strstr(said, "Is a directory") != NULL);
	unlink("a.csv");
}

static void
test_full_disk(void)
{
	char said[512];
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

	CHECK(full >= 0);
	CHECK_INT(finish(start(full, "--lean", NULL, NULL), said), 2);
	CHECK_STR(said,
	    "vl-try: cannot write 'standard output': "
	    "No space left on device\n");
	CHECK_INT(finish(start(full, "--help", NULL, NULL), said), 2);
	close(full);
}

static void
test_closed_pipe(void)
{
	char said[512];
	int ends[2];

	CHECK(pipe(ends) == 0);
	close(ends[0]);
	CHECK_INT(finish(start(ends[1], "--lean", NULL, NULL), said), 0);
	CHECK_STR(said, "");
	close(ends[1]);
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Wait until the child has written its temporary file. */
static void
wait_for_file(int files)
{
	for (int i = 0; i < 5000 && count_files() < files; i++)
		nap(1);
	CHECK_INT(count_files(), files);
}

static void
test_signals(void)
{
	static const char *const how[] = { "--poll", "--hang" };
	static const int signo[] = { SIGINT, SIGTERM };
	char said[512];

	write_old("a.csv", 0644);
	for (int i = 0; i < 4; i++) {
		struct child c = start(-1, how[i & 1], "-o", "a.csv");
		int64_t t;

		wait_for_file(2);
		nap(20); /* it is past its handlers by now */
		t = now_ms();
		kill(c.pid, signo[i >> 1]);
		CHECK_INT(finish(c, said), 128 + signo[i >> 1]);
		CHECK(now_ms() - t < 1000);
		CHECK_STR(said, "");
		CHECK_STR(contents("a.csv"), "old\n");
		CHECK_INT(count_files(), 1);
	}
	unlink("a.csv");
}

static void
test_timeout(void)
{
	static const char *const how[] = { "--poll", "--hang" };
	char said[512];

	for (int i = 0; i < 2; i++) {
		int64_t t = now_ms();

		CHECK_INT(
		    finish(start(-1, how[i], "--timeout=100ms", "-oa"), said),
		    2);
		CHECK(now_ms() - t < 600 + 400);
		CHECK_STR(
		    said, "vl-try: stopped by the time limit of 100 ms\n");
		CHECK_INT(count_files(), 0);
	}
}

static void
test_progress(void)
{
	char said[512];

	CHECK_INT(finish(start(-1, "--progress", "--slow", "-oa"), said), 0);
	CHECK(strncmp(said, "vl-try: 12 rows  50 B of 100 B  [==", 34) == 0);
	CHECK(strchr(said, '\n') == said + strlen(said) - 1);
	CHECK_INT(finish(start(-1, "--slow", "-oa", NULL), said), 0);
	CHECK_STR(said, "");
	unlink("a");
}

static void
test_answers(void)
{
	char said[512];

	CHECK_INT(finish(start(-1, "--version", NULL, NULL), said), 0);
	CHECK(strncmp(said, "vl-try " VL_VERSION "\n", 8) == 0);
	CHECK_INT(finish(start(-1, "--wrong", "--errors=json", NULL), said), 2);
	CHECK_STR(said,
	    "{\"error_type\":\"usage_error\",\"phase\":\"usage\","
	    "\"message\":\"unknown option '--wrong'\",\"details\":{}}\n");
	CHECK_INT(finish(start(-1, "--threads", "0", NULL), said), 2);
	CHECK_STR(said,
	    "vl-try: --threads: expected a count from 1 to 1024, found '0' "
	    "(see 'vl-try --help')\n");
	CHECK_INT(finish(start(-1, "--completions", "bash", NULL), said), 0);
}

static void
test_formats(void)
{
	struct vl_job job = { .output = "x.jsonl" };
	struct vl_err err;
	const char *format;

	CHECK_INT(vl_out_format(&job, &format, &err), 0);
	CHECK_STR(format, "jsonl");
	job.to = "md";
	CHECK_INT(vl_out_format(&job, &format, &err), 0);
	CHECK_STR(format, "md");
	job = (struct vl_job){ .output = "x.strange" };
	CHECK_INT(vl_out_format(&job, &format, &err), VL_EUSAGE);
	job.output = "x.csv.gz";
	CHECK_INT(vl_out_format(&job, &format, &err), VL_EUNSUPPORTED);
	job = (struct vl_job){ .output = "-", .to_default = "tsv" };
	CHECK_INT(vl_out_format(&job, &format, &err), 0);
	CHECK_STR(format, "tsv");
}

static void
test_folder(void)
{
	CHECK(mkdtemp(folder) != NULL);
	CHECK(chdir(folder) == 0);
}

static void
test_folder_is_empty(void)
{
	CHECK_INT(count_files(), 0);
	CHECK(chdir("/") == 0);
	CHECK(rmdir(folder) == 0);
}

VL_TESTS(test_folder, test_publish, test_symbolic_link, test_failure_keeps_old,
    test_full_disk, test_closed_pipe, test_signals, test_timeout, test_progress,
    test_answers, test_formats, test_folder_is_empty)
