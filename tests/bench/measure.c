/*
 * measure.c -- run a command and say what the whole of it cost.
 *
 *	measure OUTPUT COMMAND [ARGUMENT]...
 *
 * Standard output goes to OUTPUT.  Prints "WALL CPU MIB STATUS": seconds,
 * seconds of user and system time, the largest resident set of any process of
 * the command, and the exit status (128 + N for signal N).  A command that runs
 * for ten minutes is ended.
 */
#define _DEFAULT_SOURCE /* wait4 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	SECONDS_MAX = 600
};

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec * 1e-6;
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void
run(const char *output, char **argv)
{
	int fd = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (fd < 0 || dup2(fd, 1) < 0) {
		perror(output);
		_exit(127);
	}
	close(fd);
	alarm(SECONDS_MAX); /* survives exec */
	execvp(argv[0], argv);
	perror(argv[0]);
	_exit(127);
}

int
main(int argc, char **argv)
{
	struct rusage use;
	int status;

	if (argc < 3) {
		fputs("usage: measure OUTPUT COMMAND [ARGUMENT]...\n", stderr);
		return 2;
	}
	double start = now();
	pid_t pid = fork();

	if (pid == 0)
		run(argv[1], argv + 2);
	if (pid < 0 || wait4(pid, &status, 0, &use) < 0) {
		perror("measure");
		return 2;
	}
	printf("%.5f %.5f %.1f %d\n", now() - start,
	    seconds(use.ru_utime) + seconds(use.ru_stime),
	    (double)use.ru_maxrss / 1024,
	    WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
	return 0;
}
