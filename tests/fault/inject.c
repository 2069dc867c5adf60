/*
 * inject.c -- faults of the system, for programs run with LD_PRELOAD.
 *
 *	FI_READ_MAX=N	read and pread give at most N bytes
 *	FI_WRITE_MAX=N	write and writev take at most N bytes
 *	FI_EINTR=N	every N-th of these calls fails with EINTR first
 *	FI_READ_ERR=K	the K-th read or pread, and all after it, fail: EIO
 *	FI_WRITE_ERR=K	the K-th write, and all after it, fail: ENOSPC
 *	FI_KILL_WRITE=K	the K-th write, fsync or rename kills the process
 *	FI_MALLOC=K	the K-th allocation, and all after it, fail
 *
 * Standard error is left alone, so that messages come through.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static long
setting(const char *name)
{
	const char *text = getenv(name);

	return text ? strtol(text, NULL, 10) : 0;
}

/* True for every n-th call that asks. */
static int
interrupted(void)
{
	static _Atomic long calls;
	long every = setting("FI_EINTR");

	if (every <= 0 || ++calls % every != 0)
		return 0;
	errno = EINTR;
	return 1;
}

/* True from the k-th call on. */
static int
reached(const char *name, _Atomic long *calls)
{
	long k = setting(name);

	return k > 0 && ++*calls >= k;
}

static _Atomic long reads, writes, kills, allocations;

static int
read_fails(void)
{
	if (interrupted())
		return 1;
	if (!reached("FI_READ_ERR", &reads))
		return 0;
	errno = EIO;
	return 1;
}

static int
write_fails(int fd)
{
	if (fd == STDERR_FILENO)
		return 0;
	if (interrupted())
		return 1;
	if (reached("FI_KILL_WRITE", &kills))
		raise(SIGKILL);
	if (!reached("FI_WRITE_ERR", &writes))
		return 0;
	errno = ENOSPC;
	return 1;
}

static size_t
at_most(const char *name, size_t n)
{
	long max = setting(name);

	return max > 0 && n > (size_t)max ? (size_t)max : n;
}

/* The next definition of a function, into a pointer to such functions. */
static void
find(void *function, const char *name)
{
	void *p = dlsym(RTLD_NEXT, name);

	memcpy(function, &p, sizeof p);
}

ssize_t
read(int fd, void *p, size_t n)
{
	ssize_t (*real)(int, void *, size_t);

	find(&real, "read");
	if (read_fails())
		return -1;
	return real(fd, p, at_most("FI_READ_MAX", n));
}

ssize_t
pread64(int fd, void *p, size_t n, off64_t at)
{
	ssize_t (*real)(int, void *, size_t, off64_t);

	find(&real, "pread64");
	if (read_fails())
		return -1;
	return real(fd, p, at_most("FI_READ_MAX", n), at);
}

ssize_t
write(int fd, const void *p, size_t n)
{
	ssize_t (*real)(int, const void *, size_t);

	find(&real, "write");
	if (write_fails(fd))
		return -1;
	return real(
	    fd, p, fd == STDERR_FILENO ? n : at_most("FI_WRITE_MAX", n));
}

ssize_t
writev(int fd, const struct iovec *v, int n)
{
	ssize_t (*real)(int, const struct iovec *, int);

	find(&real, "writev");
	if (write_fails(fd))
		return -1;
	if (setting("FI_WRITE_MAX") > 0 && fd != STDERR_FILENO)
		return write(fd, v[0].iov_base, v[0].iov_len);
	return real(fd, v, n);
}

int
fsync(int fd)
{
	int (*real)(int);

	find(&real, "fsync");
	if (reached("FI_KILL_WRITE", &kills))
		raise(SIGKILL);
	return real(fd);
}

int
rename(const char *from, const char *to)
{
	int (*real)(const char *, const char *);

	find(&real, "rename");
	if (reached("FI_KILL_WRITE", &kills))
		raise(SIGKILL);
	return real(from, to);
}

static int
no_memory(void)
{
	if (!reached("FI_MALLOC", &allocations))
		return 0;
	errno = ENOMEM;
	return 1;
}

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t n);
extern void *__libc_memalign(size_t align, size_t n);

void *
malloc(size_t n)
{
	return no_memory() ? NULL : __libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	return no_memory() ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *p, size_t n)
{
	return no_memory() ? NULL : __libc_realloc(p, n);
}

void *
aligned_alloc(size_t align, size_t n)
{
	return no_memory() ? NULL : __libc_memalign(align, n);
}
