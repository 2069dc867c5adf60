/* table.c -- hash table of key rows. */
#include "exec/table.h"

#include <assert.h>
#include <stdlib.h>

#include "base/alloc.h"

enum {
#ifdef VL_TEST_SMALL
	ROOM_MIN = 2,
#else
	ROOM_MIN = 512,
#endif
	SLOTS_PER_GROUP = 2, /* at most half full: probes stay short */
	AHEAD = 12,          /* rows between prefetch and use */
};

static const int64_t GROUPS_MAX = UINT32_MAX - 1;

void
vl_table_init(
    struct vl_table *t, const struct vl_keys *keys, struct vl_budget *budget)
{
	*t = (struct vl_table){ .keys = keys, .budget = budget };
	t->seed = vl_hash_seed();
}

void
vl_table_release(struct vl_table *t)
{
	vl_dealloc(t->slot);
	vl_dealloc(t->row);
	vl_dealloc(t->hash);
	vl_dealloc(t->first);
	vl_arena_release(&t->strings);
	if (t->taken)
		vl_budget_give(t->budget, t->taken);
	*t = (struct vl_table){ 0 };
}

static void
place(uint64_t *slot, uint64_t mask, uint64_t hash, int64_t group)
{
	uint64_t i = hash & mask;

	while (slot[i])
		i = (i + 1) & mask;
	slot[i] = (hash >> 32 << 32) | (uint64_t)(group + 1);
}

/* The budget for room (0: as it is) and for strings. */
static int
account(struct vl_table *t, int64_t room, struct vl_err *err)
{
	int64_t per_group = (SLOTS_PER_GROUP + t->keys->words + 2) * 8;
	int64_t bytes = (room ? room : t->room) * per_group + t->strings.used;

	if (bytes == t->taken)
		return 0;
	if (!vl_budget_take(t->budget, bytes - t->taken)) {
		vl_fail(err, VL_ELIMIT,
		    "the memory limit is reached with %lld groups",
		    (long long)t->count);
		return vl_err_hint(err, "raise --memory-limit");
	}
	t->taken = bytes;
	return 0;
}

/* Room for n more groups. */
static int
grow(struct vl_table *t, int64_t n, struct vl_err *err)
{
	int64_t room = t->room ? t->room : ROOM_MIN;

	if (t->count + n > GROUPS_MAX)
		return vl_fail(err, VL_ELIMIT, "more than %lld groups",
		    (long long)GROUPS_MAX);
	while (room < t->count + n)
		room *= 2;
	int64_t slots = room * SLOTS_PER_GROUP;

	VL_TRY(account(t, room, err));
	t->room = room;
	t->row = vl_realloc(t->row, room * t->keys->words * 8);
	t->hash = vl_realloc(t->hash, room * 8);
	t->first = vl_realloc(t->first, room * 8);
	vl_dealloc(t->slot);
	t->slot = vl_alloc(slots * 8);
	t->mask = (uint64_t)slots - 1;
	for (int64_t g = 0; g < t->count; g++)
		place(t->slot, t->mask, t->hash[g], g);
	return 0;
}

static uint32_t
add_group(
    struct vl_table *t, const uint64_t *row, uint64_t hash, uint64_t ordinal)
{
	int words = t->keys->words;
	int64_t g = t->count++;
	uint64_t *to = t->row + g * words;

	for (int w = 0; w < words; w++)
		to[w] = row[w];
	vl_keys_own(t->keys, &t->strings, to);
	t->hash[g] = hash;
	t->first[g] = ordinal;
	return (uint32_t)g;
}

/*
 * One body, specialised by the caller's constants: `shape` says how keys are
 * compared, `add` whether absent ones are added.
 */
enum shape {
	ONE_VIEW,
	TWO_WORDS,
	ANY
};

VL_FORCE_INLINE bool
same(const struct vl_table *t, enum shape shape, const uint64_t *x,
    const uint64_t *y)
{
	if (shape == ONE_VIEW)
		return vl_keys_view_equal(x, y);
	if (shape == TWO_WORDS)
		return x[0] == y[0] && x[1] == y[1];
	return vl_keys_equal(t->keys, x, y);
}

VL_FORCE_INLINE void
probe_all(struct vl_table *t, enum shape shape, bool add, const uint64_t *row,
    const uint64_t *hash, const struct vl_ordinals *where, int64_t from,
    int64_t n, uint32_t *group)
{
	int words = shape == ANY ? t->keys->words : 2;
	uint64_t *slot = t->slot;
	uint64_t mask = t->mask;

	for (int64_t r = 0; r < n; r++) {
		uint64_t h = hash[r];
		uint64_t i = h & mask;
		const uint64_t *key = row + r * words;

		if (r + AHEAD < n)
			VL_PREFETCH(&slot[hash[r + AHEAD] & mask]);
		for (;;) {
			uint64_t s = slot[i];

			if (s == 0) {
				group[r] = UINT32_MAX;
				if (!add)
					break;
				group[r] = add_group(
				    t, key, h, vl_ordinal(where, from + r));
				slot[i] =
				    (h >> 32 << 32) | ((uint64_t)group[r] + 1);
				break;
			}
			uint32_t g = (uint32_t)s - 1;

			if (s >> 32 == h >> 32 &&
			    same(t, shape, t->row + (int64_t)g * words, key)) {
				group[r] = g;
				break;
			}
			i = (i + 1) & mask;
		}
	}
}

static void
probe(struct vl_table *t, bool add, const uint64_t *row, const uint64_t *hash,
    const struct vl_ordinals *where, int64_t from, int64_t n, uint32_t *group)
{
	if (t->keys->one_view && add)
		probe_all(t, ONE_VIEW, true, row, hash, where, from, n, group);
	else if (t->keys->one_view)
		probe_all(t, ONE_VIEW, false, row, hash, where, from, n, group);
	else if (t->keys->words == 2 && t->keys->plain && add)
		probe_all(t, TWO_WORDS, true, row, hash, where, from, n, group);
	else if (t->keys->words == 2 && t->keys->plain)
		probe_all(
		    t, TWO_WORDS, false, row, hash, where, from, n, group);
	else if (add)
		probe_all(t, ANY, true, row, hash, where, from, n, group);
	else
		probe_all(t, ANY, false, row, hash, where, from, n, group);
}

int
vl_table_add(struct vl_table *t, const uint64_t *row, const uint64_t *hash,
    struct vl_ordinals where, int64_t n, uint32_t *group, struct vl_err *err)
{
	int words = t->keys->words;

	/* Whole batches fit before they are probed, in steps that do not
	 * blow up a table of few groups. */
	for (int64_t from = 0; from < n;) {
		int64_t step = t->room - t->count;

		if (step < ROOM_MIN / 2 + 1) {
			VL_TRY(grow(t, ROOM_MIN, err));
			step = t->room - t->count;
		}
		if (step > n - from)
			step = n - from;
		probe(t, true, row + from * words, hash + from, &where, from,
		    step, group + from);
		from += step;
	}
	return account(t, 0, err);
}

void
vl_table_find(const struct vl_table *t, const uint64_t *row,
    const uint64_t *hash, int64_t n, uint32_t *group)
{
	struct vl_table view = *t; /* not changed: `add` is false */

	if (t->slot == NULL)
		memset(group, 0xff, (size_t)n * sizeof *group);
	else
		probe(&view, false, row, hash, NULL, 0, n, group);
}

struct ranked {
	uint64_t first;
	uint32_t group;
};

static int
by_first(const void *x, const void *y)
{
	uint64_t a = ((const struct ranked *)x)->first;
	uint64_t b = ((const struct ranked *)y)->first;

	return (a > b) - (a < b);
}

const uint32_t *
vl_table_order(const struct vl_table *t, struct vl_arena *a)
{
	uint32_t *order = vl_new(a, uint32_t, t->count);
	bool sorted = true;

	for (int64_t g = 0; g < t->count; g++) {
		order[g] = (uint32_t)g;
		sorted = sorted && (g == 0 || t->first[g - 1] < t->first[g]);
	}
	if (sorted)
		return order;
	struct ranked *r = vl_alloc(t->count * (int64_t)sizeof *r);

	for (int64_t g = 0; g < t->count; g++)
		r[g] = (struct ranked){ t->first[g], (uint32_t)g };
	qsort(r, (size_t)t->count, sizeof *r, by_first);
	for (int64_t g = 0; g < t->count; g++)
		order[g] = r[g].group;
	vl_dealloc(r);
	return order;
}
