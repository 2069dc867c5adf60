/* file.c -- descriptors, without EINTR and short transfers. */
#define _GNU_SOURCE
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"

enum {
	FD_FIRST = 3,        /* 0 .. 2 belong to the standard streams */
	IO_MAX = 1 << 30,    /* Linux transfers less than 2 GiB at once */
	PIPE_SIZE = 1 << 20, /* the most anyone may ask for: fewest waits */
	TEMP_PATH_MAX = 4096 /* bytes of a temporary name */
};

/* "cannot read 'x': Input/output error" with errno as it stands. */
static int
fail_sys(struct vl_err *err, const char *what, const char *name)
{
	int sys = errno;
	char text[128];
	const char *why = strerror_r(sys, text, sizeof text);

	errno = sys;
	return vl_fail(err, sys == EPIPE ? VL_EPIPE : VL_EIO,
	    "cannot %s '%s': %s", what, name, why);
}

/* Move a descriptor out of 0 .. 2, where a closed standard stream left room. */
static int
above_standard(int fd)
{
	if (fd < 0 || fd >= FD_FIRST)
		return fd;
	int up = fcntl(fd, F_DUPFD_CLOEXEC, FD_FIRST);
	int sys = errno;

	close(fd);
	errno = sys;
	return up;
}

int
vl_file_open(const char *path, struct vl_err *err)
{
	int fd;

	do
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	while (fd < 0 && errno == EINTR);
	fd = above_standard(fd);
	return fd < 0 ? fail_sys(err, "open", path) : fd;
}

int
vl_file_stat(
    int fd, const char *name, struct vl_file_info *out, struct vl_err *err)
{
	struct stat st;

	*out = (struct vl_file_info){ .kind = VL_FILE_SEQUENCE, .size = -1 };
	if (fstat(fd, &st) < 0)
		return fail_sys(err, "open", name);
	if (S_ISDIR(st.st_mode)) {
		out->kind = VL_FILE_DIRECTORY;
	} else if (S_ISREG(st.st_mode) && st.st_size > 0) {
		/* Files of /proc are "regular" and 0 bytes long, whatever
		 * they hold; reading in order is right for all such. */
		off_t at = lseek(fd, 0, SEEK_CUR);

		out->kind = VL_FILE_REGULAR;
		out->size = st.st_size;
		out->offset = at < 0 ? 0 : at;
	} else {
		out->terminal = S_ISCHR(st.st_mode) && isatty(fd);
	}
	return 0;
}

int64_t
vl_file_read(int fd, const char *name, void *buf, int64_t n, struct vl_err *err)
{
	ssize_t got;

	do
		got = read(fd, buf, (size_t)(n < IO_MAX ? n : IO_MAX));
	while (got < 0 && errno == EINTR);
	return got < 0 ? fail_sys(err, "read", name) : got;
}

int64_t
vl_file_read_at(int fd, const char *name, int64_t offset, void *buf, int64_t n,
    struct vl_err *err)
{
	int64_t have = 0;

	while (have < n) {
		int64_t want = n - have < IO_MAX ? n - have : IO_MAX;
		ssize_t got =
		    pread(fd, (char *)buf + have, (size_t)want, offset + have);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail_sys(err, "read", name);
		if (got == 0)
			break;
		have += got;
	}
	return have;
}

int
vl_file_write(
    int fd, const char *name, const void *p, int64_t n, struct vl_err *err)
{
	const char *from = p;

	while (n > 0) {
		ssize_t put =
		    write(fd, from, (size_t)(n < IO_MAX ? n : IO_MAX));

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return fail_sys(err, "write", name);
		from += put;
		n -= put;
	}
	return 0;
}

int
vl_file_temp(const char *dir, struct vl_err *err)
{
	char path[TEMP_PATH_MAX];
	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd < 0) { /* not every file system can */
		int n = snprintf(path, sizeof path, "%s/vl-XXXXXX", dir);

		if (n < 0 || n >= (int)sizeof path) {
			errno = ENAMETOOLONG;
			return fail_sys(err, "make a temporary file in", dir);
		}
		fd = mkostemp(path, O_CLOEXEC); /* mode 0600 */
		if (fd >= 0)
			unlink(path);
	}
	fd = above_standard(fd);
	return fd < 0 ? fail_sys(err, "make a temporary file in", dir) : fd;
}

void
vl_file_sequential(int fd)
{
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	(void)fcntl(fd, F_SETPIPE_SZ, PIPE_SIZE);
}

void
vl_file_close(int fd)
{
	if (fd >= 0)
		close(fd);
}

void
vl_file_allow(int more)
{
	const rlim_t own = 64; /* pipes, libraries, what is open already */
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 ||
	    limit.rlim_cur == RLIM_INFINITY ||
	    (rlim_t)more + own <= limit.rlim_cur)
		return;
	limit.rlim_cur = (rlim_t)more + own < limit.rlim_max ?
	    (rlim_t)more + own :
	    limit.rlim_max;
	/* Where it is refused, an open() will say so, with the name. */
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}
