/*
 * ptrmap.h -- a map from nodes of a tree to nodes.
 *
 * Expressions share subtrees (a projection substituted into another), so a
 * walk that does not remember where it was can take exponential time.
 */
#ifndef VL_EXPR_PTRMAP_H
#define VL_EXPR_PTRMAP_H

#include <stdint.h>

struct ptrmap {
	const void **slot; /* key, value, key, value ... */
	int64_t cap;       /* pairs, a power of two, or 0 */
	int64_t count;
};

/* The value, or NULL. */
const void *ptrmap_get(const struct ptrmap *m, const void *key);

/* The key is new; the value is not NULL. */
void ptrmap_put(struct ptrmap *m, const void *key, const void *value);

void ptrmap_release(struct ptrmap *m);

#endif
