/* signal.c -- one flag, one clock, and the files that must not stay. */
#include "tool/signal.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/err.h"
#include "tool/msg.h"
#include "tool/tool.h"

enum {
	GRACE_MS = 400, /* from the flag to the end by force */
	GUARDS = 8,     /* outputs that are being written at a time */
};

static _Atomic int taken;
static _Atomic bool patient;

/* What a handler reads is written before its flag is set, and stays. */
static struct guard {
	_Atomic int used;
	char path[PATH_MAX];
} guards[GUARDS];

static char last_words[1024]; /* when the clock ends us by force */

static void
set_clock(int64_t ms)
{
	struct itimerval t = { .it_value = { .tv_sec = ms / 1000,
				   .tv_usec = ms % 1000 * 1000 } };

	setitimer(ITIMER_REAL, &t, NULL);
}

/* Only calls that a handler may make. */
static void
end_by_force(int signo)
{
	for (int i = 0; i < GUARDS; i++)
		if (atomic_load(&guards[i].used) == 2)
			unlink(guards[i].path);
	if (signo != SIGALRM)
		_exit(128 + signo);
	/* Nobody is left to hear that this failed. */
	(void)!write(STDERR_FILENO, last_words, strlen(last_words));
	_exit(VL_EXIT_FAIL);
}

static void
on_signal(int signo)
{
	int sys = errno;
	int before = 0;

	if (!atomic_compare_exchange_strong(&taken, &before, signo))
		end_by_force(before);
	if (signo != SIGINT || !atomic_load(&patient))
		set_clock(GRACE_MS);
	errno = sys;
}

static void
watch(int signo)
{
	struct sigaction now = { .sa_handler = on_signal };
	struct sigaction old;

	/* What the parent ignores, as nohup does, stays ignored. */
	if (sigaction(signo, NULL, &old) == 0 && old.sa_handler == SIG_IGN)
		return;
	sigfillset(&now.sa_mask);
	sigaction(signo, &now, NULL);
}

static void
prepare_last_words(const struct vl_job *job)
{
	struct vl_buf b = { 0 };
	struct vl_err err;

	vl_fail(&err, VL_ESTOP, "stopped by the time limit of %lld ms",
	    (long long)job->timeout_ms);
	if (job->json_errors)
		vl_msg_json(job, &err, &b);
	else
		vl_msg_text(job, &err, &b);
	if (b.len < (int64_t)sizeof last_words)
		memcpy(last_words, b.p, (size_t)b.len);
	vl_buf_release(&b);
}

void
vl_signal_start(struct vl_job *job)
{
	struct sigaction alarm = { .sa_handler = on_signal };

	job->stop = &taken;
	watch(SIGINT);
	watch(SIGTERM);
	watch(SIGHUP);
	sigfillset(&alarm.sa_mask);
	sigaction(SIGALRM, &alarm, NULL);
	if (job->timeout_ms > 0) {
		prepare_last_words(job);
		set_clock(job->timeout_ms);
	}
}

int
vl_signal_taken(void)
{
	return atomic_load(&taken);
}

void
vl_signal_patient(void)
{
	atomic_store(&patient, true);
}

bool
vl_signal_forget(int signo)
{
	return atomic_compare_exchange_strong(&taken, &signo, 0);
}

int
vl_signal_guard(const char *path)
{
	size_t n = strlen(path);

	for (int i = 0; i < GUARDS && n < PATH_MAX; i++) {
		int idle = 0;

		if (!atomic_compare_exchange_strong(&guards[i].used, &idle, 1))
			continue;
		memcpy(guards[i].path, path, n + 1);
		atomic_store(&guards[i].used, 2);
		return i;
	}
	return -1;
}

void
vl_signal_unguard(int handle)
{
	if (handle >= 0)
		atomic_store(&guards[handle].used, 0);
}
