/*
 * table.h -- a hash table from key rows to numbers 0, 1, 2, ...
 *
 * Open addressing with linear probing.  A slot is the hash's upper half and
 * the number of the group plus one, so that most probes are decided without
 * looking at the key; the rows stand in one array in order of their numbers.
 * The core of aggregation, DISTINCT and the build side of joins.
 */
#ifndef VL_EXEC_TABLE_H
#define VL_EXEC_TABLE_H

#include "exec/keys.h"
#include "expr/session.h"

struct vl_table {
	const struct vl_keys *keys;
	struct vl_budget *budget;
	uint64_t seed;
	uint64_t *slot; /* mask + 1 of them; 0 is empty */
	uint64_t mask;
	int64_t count;           /* groups */
	int64_t room;            /* groups that fit before the table grows */
	uint64_t *row;           /* [room * keys->words] */
	uint64_t *hash;          /* [room] */
	uint64_t *first;         /* [room] ordinal of the first appearance */
	struct vl_arena strings; /* long strings of the rows */
	int64_t taken;           /* bytes of the budget */
};

/* Where n rows stand in the input: for the `first` of new groups. */
struct vl_ordinals {
	const uint64_t *list; /* one by one; NULL: from base on ... */
	uint64_t base;
	const uint16_t *sel; /* ... row sel[i], or row i where it is NULL */
};

static inline uint64_t
vl_ordinal(const struct vl_ordinals *o, int64_t i)
{
	if (o->list)
		return o->list[i];
	return o->base + (uint64_t)(o->sel ? o->sel[i] : i);
}

void vl_table_init(
    struct vl_table *t, const struct vl_keys *keys, struct vl_budget *budget);
void vl_table_release(struct vl_table *t);

/*
 * Find or add n rows.  group[i] is the number of row i; a new group's `first`
 * is its ordinal.  Errors: VL_ELIMIT when the budget says no.
 */
int vl_table_add(struct vl_table *t, const uint64_t *row, const uint64_t *hash,
    struct vl_ordinals where, int64_t n, uint32_t *group, struct vl_err *err);

/* Find only: UINT32_MAX for rows that are not there. */
void vl_table_find(const struct vl_table *t, const uint64_t *row,
    const uint64_t *hash, int64_t n, uint32_t *group);

/* The numbers 0 .. count in order of first appearance, in a. */
const uint32_t *vl_table_order(const struct vl_table *t, struct vl_arena *a);

#endif
