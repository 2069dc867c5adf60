/*
 * test_machine.c -- what a process may use of its machine.
 *
 * Goal: the tightest limit of any control group holds, of either version.
 * Method: trees of files as the system shows them.
 */
#include "check.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/machine.h"

static char root[] = "/tmp/vl-machine-XXXXXX";

static void
begin(void)
{
	memcpy(root + sizeof root - 7, "XXXXXX", 6);
	CHECK(mkdtemp(root) != NULL);
}

static void
end(void)
{
	char command[sizeof root + 16];

	snprintf(command, sizeof command, "rm -r %s", root);
	CHECK_INT(system(command), 0);
}

/* root/path with a text in it; the directories above it are made. */
static void
put(const char *path, const char *text)
{
	char full[PATH_MAX];

	snprintf(full, sizeof full, "%s/%s", root, path);
	for (char *c = full + sizeof root; *c; c++)
		if (*c == '/') {
			*c = '\0';
			mkdir(full, 0700);
			*c = '/';
		}
	FILE *f = fopen(full, "w");

	CHECK(f != NULL);
	if (f == NULL)
		return;
	fputs(text, f);
	fclose(f);
}

static struct vl_machine
look(void)
{
	struct vl_machine m;

	vl_machine_look(root, &m);
	return m;
}

static void
test_no_groups(void)
{
	begin();
	CHECK(look().cpus >= 1);
	CHECK(look().memory > 1 << 20);
	end();
}

static void
test_version_2(void)
{
	struct vl_machine all;

	begin();
	all = look();
	put("proc/self/cgroup", "0::/user.slice/job.scope\n");
	put("sys/fs/cgroup/user.slice/job.scope/cpu.max", "max 100000\n");
	put("sys/fs/cgroup/user.slice/job.scope/memory.max", "max\n");
	CHECK_INT(look().cpus, all.cpus);
	CHECK_INT(look().memory, all.memory);
	/* A group above is tighter. */
	put("sys/fs/cgroup/user.slice/cpu.max", "50000 100000\n");
	put("sys/fs/cgroup/user.slice/memory.max", "104857600\n");
	CHECK_INT(look().cpus, 1);
	CHECK_INT(look().memory, 104857600);
	/* More than there is limits nothing; part of a CPU counts as one. */
	put("sys/fs/cgroup/user.slice/cpu.max", "99900000 100000\n");
	CHECK_INT(look().cpus, all.cpus);
	put("sys/fs/cgroup/user.slice/cpu.max", "100001 100000\n");
	CHECK_INT(look().cpus, all.cpus < 2 ? 1 : 2);
	end();
}

static void
test_version_1(void)
{
	struct vl_machine all;

	begin();
	all = look();
	put("proc/self/cgroup",
	    "5:memory:/docker/1234\n4:cpu,cpuacct:/docker/1234\n1:pids:/\n");
	CHECK_INT(look().memory, all.memory);
	/* The path of the host: in a container the mount is the group. */
	put("sys/fs/cgroup/memory/memory.limit_in_bytes", "52428800\n");
	put("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
	put("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
	CHECK_INT(look().memory, 52428800);
	CHECK_INT(look().cpus, all.cpus);
	put("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "30000\n");
	CHECK_INT(look().cpus, 1);
	end();
}

static void
test_nonsense(void)
{
	begin();
	put("proc/self/cgroup", "0::\n:::\n\nx\n0::/../..");
	put("sys/fs/cgroup/cpu.max", "");
	put("sys/fs/cgroup/memory.max", "-5 many 99999999999999999999\n");
	CHECK(look().cpus >= 1);
	CHECK(look().memory > 1 << 20);
	end();
}

VL_TESTS(test_no_groups, test_version_2, test_version_1, test_nonsense)
