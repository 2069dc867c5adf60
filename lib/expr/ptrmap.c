/* ptrmap.c -- a map from nodes of a tree to nodes. */
#include "expr/ptrmap.h"

#include "base/alloc.h"
#include "base/hash.h"

static int64_t
find(const struct ptrmap *m, const void *key)
{
	int64_t mask = m->cap - 1;
	int64_t i = (int64_t)vl_hash_u64((uintptr_t)key, 0) & mask;

	while (m->slot[2 * i] && m->slot[2 * i] != key)
		i = (i + 1) & mask;
	return i;
}

const void *
ptrmap_get(const struct ptrmap *m, const void *key)
{
	return m->cap ? m->slot[2 * find(m, key) + 1] : NULL;
}

void
ptrmap_put(struct ptrmap *m, const void *key, const void *value)
{
	if (2 * (m->count + 1) > m->cap) {
		struct ptrmap old = *m;

		m->cap = old.cap ? 2 * old.cap : 32;
		m->slot = vl_alloc(m->cap * 2 * (int64_t)sizeof *m->slot);
		for (int64_t i = 0; i < old.cap; i++) {
			if (!old.slot[2 * i])
				continue;
			int64_t to = find(m, old.slot[2 * i]);

			m->slot[2 * to] = old.slot[2 * i];
			m->slot[2 * to + 1] = old.slot[2 * i + 1];
		}
		vl_dealloc(old.slot);
	}
	int64_t i = find(m, key);

	m->slot[2 * i] = key;
	m->slot[2 * i + 1] = value;
	m->count++;
}

void
ptrmap_release(struct ptrmap *m)
{
	vl_dealloc(m->slot);
	*m = (struct ptrmap){ 0 };
}
