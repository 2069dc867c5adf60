/*
 * replay.c -- run a fuzz target over its corpus without a fuzzing engine.
 *
 *	fuzz_NAME FOLDER...
 *
 * Every file is given to the target as it is, and then MUTANTS times changed:
 * cut short, bits flipped, bytes repeated, by a generator seeded with the
 * file's own bytes, so that a failure comes back.  Each file runs in a child
 * process, so that a crash is counted and the next file still runs.
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	MUTANTS = 64,
	SECONDS = 60,         /* for one file and all its mutants */
	SIZE_MAX_IN = 1 << 20 /* longest input that is replayed */
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int passed;
static int failed;

/* xorshift64*, Vigna, ACM TOMS 42 (2016). */
static uint64_t
rand_next(uint64_t *s)
{
	*s ^= *s >> 12;
	*s ^= *s << 25;
	*s ^= *s >> 27;
	return *s * UINT64_C(0x2545F4914F6CDD1D);
}

/* An exact copy on the heap, so that ASan sees the first byte beyond. */
static void
feed(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	if (copy == NULL)
		_exit(3);
	memcpy(copy, data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static void
feed_mutants(uint8_t *data, size_t size)
{
	uint8_t *work = malloc(size ? size : 1);
	uint64_t seed = 0x9E3779B97F4A7C15u ^ size;

	if (work == NULL)
		_exit(3);
	for (size_t i = 0; i < size; i++)
		seed = (seed ^ data[i]) * 0x100000001B3u;
	seed |= 1;
	for (int m = 0; m < MUTANTS && size > 0; m++) {
		size_t n = size;

		memcpy(work, data, size);
		if (m % 2 == 0)
			n = rand_next(&seed) % size;
		for (int k = m % 4; n > 0 && k > 0; k--) {
			size_t at = rand_next(&seed) % n;

			if (m % 3 == 0)
				work[at] = work[rand_next(&seed) % n];
			else
				work[at] ^= (uint8_t)(1u << (m & 7));
		}
		feed(work, n);
	}
	free(work);
}

static uint8_t *
slurp(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data = malloc(SIZE_MAX_IN);

	if (f == NULL || data == NULL) {
		fprintf(stderr, "cannot read '%s'\n", path);
		exit(2);
	}
	*size = fread(data, 1, SIZE_MAX_IN, f);
	fclose(f);
	return data;
}

static void
replay_file(const char *path)
{
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		size_t size;
		uint8_t *data = slurp(path, &size);

		alarm(SECONDS);
		feed(data, size);
		feed_mutants(data, size);
		free(data);
		exit(0); /* not _exit: the leak checker runs here */
	}
	if (pid > 0 && waitpid(pid, &status, 0) == pid && status == 0) {
		passed++;
		return;
	}
	failed++;
	printf("not ok %s: %s %d\n", path,
	    WIFSIGNALED(status) ? "killed by signal" : "exit status",
	    WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

/* Files beginning with a dot are not inputs. */
static int
replay_folder(const char *folder)
{
	struct dirent **name;
	int n = scandir(folder, &name, NULL, alphasort);

	if (n < 0) {
		fprintf(
		    stderr, "cannot open '%s': %s\n", folder, strerror(errno));
		return 0;
	}
	for (int i = 0; i < n; i++) {
		char path[4096];

		if (name[i]->d_name[0] != '.') {
			snprintf(path, sizeof path, "%s/%s", folder,
			    name[i]->d_name);
			replay_file(path);
		}
		free(name[i]);
	}
	free(name);
	return 1;
}

int
main(int argc, char **argv)
{
	const char *base = strrchr(argv[0], '/');

	for (int i = 1; i < argc; i++)
		if (!replay_folder(argv[i]))
			failed++;
	if (passed + failed == 0)
		failed++; /* a corpus without a file tests nothing */
	printf("%s: %d passed, %d failed\n", base ? base + 1 : argv[0], passed,
	    failed);
	return failed != 0;
}
