/* progress.c -- a thread that wakes, looks and draws one line. */
#include "tool/progress.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "tool/tool.h"

enum {
	QUIET_MS = 1000, /* before the first line */
	EVERY_MS = 200,  /* on a terminal */
	PLAIN_MS = 1000, /* elsewhere: a line each */
	BAR = 20,        /* columns */
};

static struct bar {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_t thread;
	bool running;
	bool ending;
	bool terminal;
	const char *tool;
	void (*sample)(void *, struct vl_progress_now *);
	void *context;
	struct timespec start;
} bar = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* "412 MB", "3.2 M": three digits are as many as an eye takes in. */
static void
put_scaled(struct vl_buf *out, int64_t v, const char *unit)
{
	static const char prefix[] = " kMGTPE";
	double x = (double)v;
	int k = 0;

	for (; x >= 999.5 && k < 6; k++)
		x /= 1000;
	if (k == 0)
		vl_buf_printf(out, "%lld%s%s", (long long)v,
		    *unit == ' ' ? "" : " ", unit);
	else
		vl_buf_printf(
		    out, "%.*f %c%s", x < 9.95 ? 1 : 0, x, prefix[k], unit);
}

static void
put_bar(struct vl_buf *out, int64_t done, int64_t total)
{
	int filled = (int)((double)done / (double)total * BAR);

	vl_buf_cstr(out, "  [");
	for (int i = 0; i < BAR; i++)
		vl_buf_byte(out, i < filled ? '=' : i == filled ? '>' : ' ');
	vl_buf_printf(
	    out, "] %3d %%", (int)((double)done / (double)total * 100));
}

static void
put_left(struct vl_buf *out, int64_t seconds)
{
	if (seconds >= 3600)
		vl_buf_printf(out, "  %lld:%02d:%02d",
		    (long long)(seconds / 3600), (int)(seconds / 60 % 60),
		    (int)(seconds % 60));
	else
		vl_buf_printf(
		    out, "  %d:%02d", (int)(seconds / 60), (int)(seconds % 60));
}

void
vl_progress_line(
    const struct vl_progress_now *now, int64_t ms, struct vl_buf *out)
{
	int64_t done = now->bytes;
	double rate = ms > 0 ? (double)done / (double)ms * 1000 : 0;

	if (now->total >= 0 && done > now->total)
		done = now->total;
	if (now->rows >= 0) {
		put_scaled(out, now->rows, " rows");
		vl_buf_cstr(out, "  ");
	}
	put_scaled(out, done, "B");
	if (now->total > 0) {
		vl_buf_cstr(out, " of ");
		put_scaled(out, now->total, "B");
		put_bar(out, done, now->total);
	}
	vl_buf_cstr(out, "  ");
	put_scaled(out, (int64_t)rate, "B/s");
	if (now->total > 0 && rate > 0)
		put_left(out, (int64_t)((double)(now->total - done) / rate));
}

static void
add_ms(struct timespec *t, int64_t ms)
{
	t->tv_nsec += ms % 1000 * 1000000;
	t->tv_sec += ms / 1000 + t->tv_nsec / 1000000000;
	t->tv_nsec %= 1000000000;
}

static int64_t
ms_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - start->tv_sec) * 1000 +
	    (now.tv_nsec - start->tv_nsec) / 1000000;
}

static void
print(const struct vl_buf *b)
{
	struct vl_err ignored;

	vl_file_write(STDERR_FILENO, "standard error", b->p, b->len, &ignored);
}

static void
draw(struct vl_buf *b)
{
	struct vl_progress_now now = { .rows = -1, .total = -1 };

	bar.sample(bar.context, &now);
	vl_buf_reset(b);
	vl_buf_printf(b, bar.terminal ? "\r%s: " : "%s: ", bar.tool);
	vl_progress_line(&now, ms_since(&bar.start), b);
	vl_buf_cstr(b, bar.terminal ? "\033[K" : "\n");
	print(b);
}

static void *
watch(void *unused)
{
	struct timespec due = bar.start;
	struct vl_buf b = { 0 };
	bool drawn = false;

	(void)unused;
	add_ms(&due, QUIET_MS);
	pthread_mutex_lock(&bar.lock);
	while (!bar.ending) {
		if (pthread_cond_timedwait(&bar.wake, &bar.lock, &due) == 0)
			continue;
		draw(&b);
		drawn = true;
		add_ms(&due, bar.terminal ? EVERY_MS : PLAIN_MS);
	}
	pthread_mutex_unlock(&bar.lock);
	if (drawn && bar.terminal) {
		vl_buf_reset(&b);
		vl_buf_cstr(&b, "\r\033[K");
		print(&b);
	}
	vl_buf_release(&b);
	return NULL;
}

void
vl_progress_start(const struct vl_job *job,
    void (*sample)(void *context, struct vl_progress_now *now), void *context)
{
	pthread_condattr_t attr;
	sigset_t all;
	sigset_t old;

	bar.terminal = isatty(STDERR_FILENO) == 1;
	if (bar.running || job->progress == VL_NEVER ||
	    (job->progress == VL_AUTO &&
		(!bar.terminal || job->quiet || job->json_errors)))
		return;
	bar.tool = job->tool->name;
	bar.sample = sample;
	bar.context = context;
	bar.ending = false;
	clock_gettime(CLOCK_MONOTONIC, &bar.start);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&bar.wake, &attr);
	pthread_condattr_destroy(&attr);
	/* Signals are for the threads that work. */
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &old);
	bar.running = pthread_create(&bar.thread, NULL, watch, NULL) == 0;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

void
vl_progress_stop(void)
{
	if (!bar.running)
		return;
	pthread_mutex_lock(&bar.lock);
	bar.ending = true;
	pthread_cond_signal(&bar.wake);
	pthread_mutex_unlock(&bar.lock);
	pthread_join(bar.thread, NULL);
	pthread_cond_destroy(&bar.wake);
	bar.running = false;
}
