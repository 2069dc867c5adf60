/*
 * near.h -- a name that nobody has, and those that are: which may be meant.
 *
 *	struct vl_near n = { .wanted = name };
 *	for each of the names there are
 *		vl_near_add(&n, known);
 *	vl_near_say(&n, "columns", err);
 */
#ifndef VL_BASE_NEAR_H
#define VL_BASE_NEAR_H

#include "base/str.h"

struct vl_err;

enum {
	VL_NEAR_BEST = 3, /* that are offered */
	VL_NEAR_ALL = 20  /* that are listed where none is near */
};

struct vl_near {
	struct vl_str wanted;
	int near; /* how many are */
	struct vl_str best[VL_NEAR_BEST + 1];
	int distance[VL_NEAR_BEST + 1];
	int count; /* of all that were added */
	struct vl_str all[VL_NEAR_ALL];
};

/* The name is borrowed until vl_near_say(). */
void vl_near_add(struct vl_near *n, struct vl_str name);

/*
 * Candidates and hint of an error that says what is wrong already: the nearest
 * names, else "the columns are a, b, c" behind the hint that it has.  what:
 * NULL where there are too many to be listed.  Returns err->code.
 */
int vl_near_say(const struct vl_near *n, const char *what, struct vl_err *err);

#endif
