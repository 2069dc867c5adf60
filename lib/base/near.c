/* near.c -- the nearest of many names. */
#include "base/near.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"

enum {
	BEGINNING_MIN = 3,
	SHOWN_MAX = 40 /* bytes of a name within a list */
};

/* Into its place among the best, by distance and then as they came. */
static void
rank(struct vl_near *n, struct vl_str name, int distance)
{
	int i = n->near;

	for (; i > 0 && n->distance[i - 1] > distance; i--) {
		n->best[i] = n->best[i - 1];
		n->distance[i] = n->distance[i - 1];
	}
	n->best[i] = name;
	n->distance[i] = distance;
	if (n->near < VL_NEAR_BEST)
		n->near++;
}

void
vl_near_add(struct vl_near *n, struct vl_str name)
{
	int distance;

	if (name.n == 0)
		return;
	if (n->count < VL_NEAR_ALL)
		n->all[n->count] = name;
	n->count++;
	/* The beginning of a name is near to it: stocks, delim. */
	if (n->wanted.n >= BEGINNING_MIN && name.n > n->wanted.n &&
	    vl_str_eq_fold((struct vl_str){ name.p, n->wanted.n }, n->wanted)) {
		rank(n, name, 1);
		return;
	}
	/* Of one letter, all are near to each other. */
	distance = vl_str_distance(n->wanted, name);
	if (distance < name.n && vl_str_near(n->wanted, name))
		rank(n, name, distance);
}

/* "the columns are a, b, c", and "..." behind as many as fit. */
static void
list_all(const struct vl_near *n, const char *what, struct vl_err *err)
{
	char text[sizeof err->hint];
	size_t room = sizeof text - strlen(err->hint) - sizeof ", ...; ";
	size_t used = n->count == 1 ?
	    (size_t)snprintf(text, sizeof text, "there is only ") :
	    (size_t)snprintf(text, sizeof text, "the %s are ", what);
	int i;

	for (i = 0; i < n->count && i < VL_NEAR_ALL; i++) {
		struct vl_str s = n->all[i];
		size_t more = (size_t)s.n + (i > 0 ? 2 : 0);

		if (s.n > SHOWN_MAX || used + more >= room)
			break;
		used += (size_t)snprintf(text + used, sizeof text - used,
		    "%s%.*s", i > 0 ? ", " : "", (int)s.n, s.p);
		vl_err_candidate(err, s.p, s.n);
	}
	if (i == 0)
		return;
	char before[sizeof err->hint];

	snprintf(before, sizeof before, "%s", err->hint);
	vl_err_hint(err, "%s%s%s%s", before, *before ? "; " : "", text,
	    i < n->count ? ", ..." : "");
}

int
vl_near_say(const struct vl_near *n, const char *what, struct vl_err *err)
{
	for (int i = 0; i < n->near; i++)
		vl_err_candidate(err, n->best[i].p, n->best[i].n);
	if (n->near > 0 && err->hint[0] == '\0')
		vl_err_hint(err, "did you mean '%.*s'?", (int)n->best[0].n,
		    n->best[0].p);
	else if (n->near == 0 && what != NULL)
		list_all(n, what, err);
	return err->code;
}
