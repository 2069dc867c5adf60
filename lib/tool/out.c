/* out.c -- standard output, and files that are published whole. */
#define _XOPEN_SOURCE 700 /* realpath */
#include "tool/out.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "fmt/codec.h"
#include "fmt/fmt.h"
#include "tool/job.h"
#include "tool/progress.h"
#include "tool/signal.h"

enum {
	NAMES_MAX = 100
}; /* temporary names that are tried */

static int
fail_sys(struct vl_err *err, const char *what, const char *name)
{
	const char *why = strerror(errno);

	vl_fail(err, VL_EIO, "cannot %s '%s': %s", what, name, why);
	err->phase = VL_PHASE_WRITE;
	return err->code;
}

/* A descriptor above the standard ones, whatever of them is closed. */
static int
open_high(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC | O_NOCTTY, 0600);

	if (fd < 0 || fd > STDERR_FILENO)
		return fd;
	int up = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	int sys = errno;

	close(fd);
	errno = sys;
	return up;
}

/* The mode that open(2) would have given a new file. */
static mode_t
default_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

/* "dir/.name.PID-K.tmp", new and ours alone. */
static int
open_temp(struct vl_out *o, struct vl_arena *a, mode_t mode, struct vl_err *err)
{
	const char *slash = strrchr(o->path, '/');
	int dir = slash ? (int)(slash - o->path) + 1 : 0;

	for (int k = 0; k < NAMES_MAX; k++) {
		o->temp = vl_str_printf(a, "%.*s.%s.%ld-%d.tmp", dir, o->path,
		    o->path + dir, (long)getpid(), k);
		o->fd = open_high(o->temp, O_RDWR | O_CREAT | O_EXCL);
		if (o->fd >= 0) {
			o->guard = vl_signal_guard(o->temp);
			if (fchmod(o->fd, mode) < 0)
				return fail_sys(err, "write", o->name);
			return 0;
		}
		if (errno != EEXIST)
			break;
	}
	o->temp = NULL;
	return fail_sys(err, "create", o->name);
}

static int
open_file(
    struct vl_out *o, struct vl_arena *a, const char *path, struct vl_err *err)
{
	char room[PATH_MAX];
	const char *real = realpath(path, room); /* through symbolic links */
	struct stat st;

	o->name = vl_str_cstr(a, vl_str(path));
	o->path = vl_str_cstr(a, vl_str(real ? real : path));
	if (stat(o->path, &st) < 0)
		return open_temp(o, a, default_mode(), err);
	if (S_ISREG(st.st_mode)) {
		/* Without leave to write it, replacing it is not right. */
		if (access(o->path, W_OK) < 0)
			return fail_sys(err, "write", o->name);
		return open_temp(o, a, st.st_mode & 0777, err);
	}
	o->path = NULL;
	o->fd = open_high(path, O_WRONLY);
	return o->fd < 0 ? fail_sys(err, "open", path) : 0;
}

int
vl_out_open(
    struct vl_out *o, struct vl_arena *a, const char *path, struct vl_err *err)
{
	*o = (struct vl_out){ .fd = -1, .guard = -1 };
	if (path == NULL || strcmp(path, "-") == 0) {
		o->fd = STDOUT_FILENO;
		o->name = "standard output";
	} else {
		int rc = open_file(o, a, path, err);

		if (rc < 0) {
			vl_out_release(o);
			return rc;
		}
	}
	o->shows = isatty(o->fd) == 1;
	return 0;
}

int
vl_out_write(struct vl_out *o, const void *p, int64_t n, struct vl_err *err)
{
	if (o->shows && n > 0)
		vl_progress_stop();
	int rc = vl_file_write(o->fd, o->name, p, n, err);

	if (rc < 0)
		err->phase = VL_PHASE_WRITE;
	return rc < 0 ? rc : 0;
}

/* Make the rename itself last; a file system that cannot is no error. */
static void
sync_directory(const char *path, struct vl_arena *a)
{
	const char *slash = strrchr(path, '/');
	const char *dir = slash == NULL ?
	    "." :
	    slash == path ?
	    "/" :
	    vl_str_cstr(a, (struct vl_str){ path, slash - path });
	int fd = open_high(dir, O_RDONLY | O_DIRECTORY);

	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

int
vl_out_commit(struct vl_out *o, struct vl_err *err)
{
	struct vl_arena scratch = { 0 };
	int fd = o->fd;

	if (fd == STDOUT_FILENO || fd < 0)
		return 0;
	/* A device or a FIFO has nothing to sync. */
	if (o->temp != NULL && fsync(fd) < 0)
		return fail_sys(err, "write", o->name);
	o->fd = -1;
	if (close(fd) < 0)
		return fail_sys(err, "write", o->name);
	if (o->temp == NULL)
		return 0;
	if (rename(o->temp, o->path) < 0)
		return fail_sys(err, "replace", o->name);
	vl_signal_unguard(o->guard);
	o->temp = NULL;
	o->guard = -1;
	sync_directory(o->path, &scratch);
	vl_arena_release(&scratch);
	return 0;
}

void
vl_out_release(struct vl_out *o)
{
	if (o->fd > STDERR_FILENO)
		close(o->fd);
	if (o->temp != NULL)
		unlink(o->temp);
	vl_signal_unguard(o->guard);
	*o = (struct vl_out){ .fd = -1, .guard = -1 };
}

/* What file is behind standard output: its extension's format, or NULL. */
static const struct vl_format *
format_of_stdout(void)
{
	char path[PATH_MAX];
	struct stat st;
	ssize_t n;

	if (fstat(STDOUT_FILENO, &st) < 0 || !S_ISREG(st.st_mode))
		return NULL;
	n = readlink("/proc/self/fd/1", path, sizeof path - 1);
	if (n <= 0)
		return NULL;
	path[n] = '\0';
	const struct vl_format *f = vl_format_of_path(path);

	return f && f->writer ? f : NULL;
}

static bool
is_compressed(const char *path)
{
	struct vl_str s = vl_str(path);

	return vl_codec_strip(s) != s.n;
}

static int
format_of_output(const char *path, const char **format, struct vl_err *err)
{
	const struct vl_format *f = vl_format_of_path(path);

	if (is_compressed(path)) {
		vl_fail(err, VL_EUNSUPPORTED,
		    "cannot write '%s': output is not compressed here", path);
		return vl_err_hint(err, "give -t and pipe it through gzip");
	}
	if (f == NULL) {
		vl_fail(err, VL_EUSAGE,
		    "the name '%s' does not say which format to write", path);
		return vl_err_hint(err, "-t says it");
	}
	*format = f->name;
	return 0;
}

int
vl_out_format(const struct vl_job *job, const char **format, struct vl_err *err)
{
	const struct vl_format *f = NULL;

	if (job->to != NULL) {
		*format = job->to;
		return 0;
	}
	if (job->output != NULL && strcmp(job->output, "-") != 0 &&
	    strcmp(job->output, "/dev/null") != 0)
		return format_of_output(job->output, format, err);
	*format = "arrow";
	if (job->to_default != NULL)
		*format = job->to_default;
	else if (isatty(STDOUT_FILENO))
		*format = "table";
	else if ((f = format_of_stdout()) != NULL)
		*format = f->name;
	return 0;
}
