/*
 * machine.h -- how much of the machine this process may use.
 *
 * A container or a service has a part of it: CPUs by affinity (taskset,
 * cpuset) and by quota, memory by the limits of its control groups.
 */
#ifndef VL_BASE_MACHINE_H
#define VL_BASE_MACHINE_H

#include <stdint.h>

struct vl_machine {
	int cpus;       /* 1 or more */
	int64_t memory; /* bytes */
};

/* What the system and all control groups above the process allow.  Files that
 * are not there limit nothing.  root: "", or a directory in a test. */
void vl_machine_look(const char *root, struct vl_machine *out);

#endif
