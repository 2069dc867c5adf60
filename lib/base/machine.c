/* machine.c -- affinity, and what control groups allow. */
#define _GNU_SOURCE /* sched_getaffinity */
#include "base/machine.h"

#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/num.h"
#include "base/str.h"

enum {
	TEXT_ROOM = 4096,
	TEXT_PAD = 64 /* a parser may read past the end */
};

/* The first bytes of a small file; what is not there is empty. */
static struct vl_str
read_text(const char *dir, const char *file, char room[TEXT_ROOM + TEXT_PAD])
{
	char path[PATH_MAX];
	struct vl_err err;

	snprintf(path, sizeof path, "%s/%s", dir, file);
	int fd = vl_file_open(path, &err);
	int64_t n = 0;

	memset(room, 0, TEXT_ROOM + TEXT_PAD);
	if (fd >= 0) {
		n = vl_file_read(fd, path, room, TEXT_ROOM, &err);
		vl_file_close(fd);
	}
	return (struct vl_str){ room, n > 0 ? n : 0 };
}

/* The part of *s before a byte, which is cut off it with that byte. */
static struct vl_str
take(struct vl_str *s, char end)
{
	const char *at = s->n > 0 ? memchr(s->p, end, (size_t)s->n) : NULL;
	struct vl_str part = { s->p, at ? at - s->p : s->n };
	int64_t skip = at ? part.n + 1 : part.n;

	s->p += skip;
	s->n -= skip;
	return part;
}

/* A number over 0, or INT64_MAX for "max", -1 and what is no number. */
static int64_t
limit_of(struct vl_str s)
{
	int64_t v;

	s = vl_str_trim(s);
	if (s.n == 0 || vl_parse_i64(s.p, s.n, &v) != VL_NUM_OK || v <= 0)
		return INT64_MAX;
	return v;
}

static int64_t
read_limit(const char *dir, const char *file)
{
	char room[TEXT_ROOM + TEXT_PAD];

	return limit_of(read_text(dir, file, room));
}

static void
allow_cpus(struct vl_machine *m, int64_t quota, int64_t period)
{
	if (quota == INT64_MAX || period == INT64_MAX)
		return;
	int64_t n = quota / period + (quota % period != 0);

	if (n < m->cpus)
		m->cpus = n < 1 ? 1 : (int)n;
}

static void
allow_memory(struct vl_machine *m, int64_t bytes)
{
	if (bytes < m->memory)
		m->memory = bytes;
}

/* A group of version 2: "max 100000" or "150000 100000". */
static void
look_v2(const char *dir, struct vl_machine *m)
{
	char room[TEXT_ROOM + TEXT_PAD];
	struct vl_str s = read_text(dir, "cpu.max", room);
	int64_t quota = limit_of(take(&s, ' '));

	allow_cpus(m, quota, limit_of(s));
	allow_memory(m, read_limit(dir, "memory.max"));
}

static void
look_v1_cpu(const char *dir, struct vl_machine *m)
{
	allow_cpus(m, read_limit(dir, "cpu.cfs_quota_us"),
	    read_limit(dir, "cpu.cfs_period_us"));
}

static void
look_v1_memory(const char *dir, struct vl_machine *m)
{
	allow_memory(m, read_limit(dir, "memory.limit_in_bytes"));
}

/*
 * A group and all above it.  In a container the path may be one that only the
 * host has: then the mount itself is the group.
 */
static void
look_up(const char *root, const char *mount, struct vl_str group,
    void (*look)(const char *dir, struct vl_machine *m), struct vl_machine *m)
{
	char dir[PATH_MAX];
	int base = snprintf(dir, sizeof dir, "%s/sys/fs/cgroup%s", root, mount);

	if (vl_str_is(group, "/"))
		group.n = 0;
	if (base < 0 || base + group.n >= PATH_MAX)
		return;
	memcpy(dir + base, group.p, (size_t)group.n);
	for (int64_t n = base + group.n; n >= base; n--) {
		if (n > base && dir[n] != '/' && n < base + group.n)
			continue;
		dir[n] = '\0';
		look(dir, m);
	}
}

static bool
has_word(struct vl_str list, const char *word)
{
	while (list.n > 0)
		if (vl_str_is(take(&list, ','), word))
			return true;
	return false;
}

/* Lines of "4:memory:/docker/1234" and, of version 2, "0::/user.slice". */
static void
look_at_groups(const char *root, struct vl_machine *m)
{
	char room[TEXT_ROOM + TEXT_PAD];
	struct vl_str text = read_text(root, "proc/self/cgroup", room);

	while (text.n > 0) {
		struct vl_str line = take(&text, '\n');
		struct vl_str id = take(&line, ':');
		struct vl_str names = take(&line, ':');

		if (vl_str_is(id, "0") && names.n == 0)
			look_up(root, "", line, look_v2, m);
		if (has_word(names, "cpu"))
			look_up(root, "/cpu", line, look_v1_cpu, m);
		if (has_word(names, "memory"))
			look_up(root, "/memory", line, look_v1_memory, m);
	}
}

void
vl_machine_look(const char *root, struct vl_machine *out)
{
	int64_t page = sysconf(_SC_PAGESIZE);
	cpu_set_t set;
	int n = 0;

	/* More CPUs than the set has room for are no reason to fail. */
	if (sched_getaffinity(0, sizeof set, &set) == 0)
		n = CPU_COUNT(&set);
	else
		n = (int)sysconf(_SC_NPROCESSORS_ONLN);
	*out = (struct vl_machine){
		.cpus = n < 1 ? 1 : n,
		.memory = (int64_t)sysconf(_SC_PHYS_PAGES) * page,
	};
	look_at_groups(root, out);
}
