/*
 * map.inc.h -- template: open-addressing hash table that keeps its order.
 *
 *	#define MAP_NAME words
 *	#define MAP_KEY struct vl_str
 *	#define MAP_VALUE int64_t			optional
 *	#define MAP_HASH(key, seed) vl_hash_bytes((key).p, (key).n, (seed))
 *	#define MAP_EQUAL(a, b) vl_str_eq((a), (b))
 *	#include "base/map.inc.h"
 *
 * defines struct words, whose entries are entry[0 .. used) in the order of
 * their first appearance, and
 *
 *	int64_t words_find(m, key)		index of the entry, or -1
 *	int64_t words_put(m, key, &added)	the same, made if there is none
 *	void words_reset(m)			empty, keeps its memory
 *	void words_release(m)
 *
 * A zeroed struct words is a valid empty table; its seed is its own to set.
 * words_hash(m, key) with _find_hashed, _put_hashed and _prefetch are the same
 * in steps: a loop over many keys hashes and prefetches all of them first.
 * Entries move when the table grows, so keep indices, not pointers.  Values of
 * new entries are zero.  Limit: 2^31 - 1 entries.
 *
 *	slot[]   0   | tag 7 | tag 9 | 0   | ...   2^bits of them
 *	             | index | index |
 *	                 v       v
 *	entry[]     key value | key value | ...
 *
 * A slot holds the upper half of the hash (its tag) and the index of the entry
 * plus one.  Its place is the tag's top bits, or the next free one: the entry
 * is looked at only where the whole tag matches, and to grow, no key is hashed
 * or even touched again.
 */
#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/alloc.h"
#include "base/compiler.h"

#ifndef MAP_PASTE
#define MAP_PASTE_(a, b) a##_##b
#define MAP_PASTE(a, b) MAP_PASTE_(a, b)
enum {
#ifdef VL_TEST_SMALL
	MAP_BITS_MIN = 1,
#else
	MAP_BITS_MIN = 4,
#endif
	MAP_BITS_MAX = 32,
};
#endif
#define FN(name) MAP_PASTE(MAP_NAME, name)

struct FN(entry) {
	MAP_KEY key;
#ifdef MAP_VALUE
	MAP_VALUE value;
#endif
};

struct MAP_NAME {
	struct FN(entry) *entry;
	uint64_t *slot; /* NULL before the first put */
	int64_t used;
	int64_t room; /* entries that fit before the table grows */
	int bits;
	uint64_t seed;
};

static inline uint64_t
FN(hash)(const struct MAP_NAME *m, MAP_KEY key)
{
	(void)m;
	return MAP_HASH(key, m->seed);
}

/* The slot where the search for a tag begins. */
static inline uint64_t
FN(home)(const struct MAP_NAME *m, uint64_t tag)
{
	return tag >> (32 - m->bits);
}

static inline void
FN(prefetch)(const struct MAP_NAME *m, uint64_t hash)
{
	if (m->slot)
		VL_PREFETCH(&m->slot[FN(home)(m, hash >> 32)]);
}

/* The key's slot, or the free one where it belongs. */
static inline uint64_t
FN(seek)(const struct MAP_NAME *m, MAP_KEY key, uint64_t tag)
{
	const uint64_t mask = ((uint64_t)1 << m->bits) - 1;
	uint64_t i = FN(home)(m, tag);

	for (; m->slot[i] != 0; i = (i + 1) & mask) {
		const struct FN(entry) *e;

		if (m->slot[i] >> 32 != tag)
			continue;
		e = &m->entry[(uint32_t)m->slot[i] - 1];
		if (MAP_EQUAL(e->key, key))
			break;
	}
	return i;
}

static inline int64_t
FN(find_hashed)(const struct MAP_NAME *m, MAP_KEY key, uint64_t hash)
{
	if (m->used == 0)
		return -1;
	/* an empty slot is 0, so this is -1 there */
	return (int64_t)(uint32_t)m->slot[FN(seek)(m, key, hash >> 32)] - 1;
}

static inline int64_t
FN(find)(const struct MAP_NAME *m, MAP_KEY key)
{
	return FN(find_hashed)(m, key, FN(hash)(m, key));
}

/* Twice the slots; at most five of eight are used. */
static VL_NOINLINE void
FN(grow)(struct MAP_NAME *m)
{
	uint64_t *old = m->slot;
	int64_t slots = old ? (int64_t)1 << m->bits : 0;
	uint64_t mask;

	m->bits = old ? m->bits + 1 : MAP_BITS_MIN;
	assert(m->bits <= MAP_BITS_MAX);
	m->room = ((int64_t)1 << m->bits) * 5 / 8;
	m->slot = vl_alloc(((int64_t)1 << m->bits) * (int64_t)sizeof *m->slot);
	m->entry = vl_realloc(
	    m->entry, m->room * (int64_t)sizeof(struct FN(entry)));
	mask = ((uint64_t)1 << m->bits) - 1;
	for (int64_t k = 0; k < slots; k++) {
		uint64_t i = FN(home)(m, old[k] >> 32);

		if (old[k] == 0)
			continue;
		while (m->slot[i] != 0)
			i = (i + 1) & mask;
		m->slot[i] = old[k];
	}
	vl_dealloc(old);
}

static inline int64_t
FN(put_hashed)(struct MAP_NAME *m, MAP_KEY key, uint64_t hash, bool *added)
{
	uint64_t tag = hash >> 32;
	uint64_t i;

	if (VL_UNLIKELY(m->used == m->room))
		FN(grow)(m);
	i = FN(seek)(m, key, tag);
	*added = m->slot[i] == 0;
	if (*added) {
		struct FN(entry) *e = &m->entry[m->used];

		assert(m->used < INT32_MAX);
		memset(e, 0, sizeof *e);
		e->key = key;
		m->slot[i] = tag << 32 | (uint64_t)++m->used;
	}
	return (int64_t)(uint32_t)m->slot[i] - 1;
}

static inline int64_t
FN(put)(struct MAP_NAME *m, MAP_KEY key, bool *added)
{
	return FN(put_hashed)(m, key, FN(hash)(m, key), added);
}

static inline void
FN(reset)(struct MAP_NAME *m)
{
	if (m->used > 0)
		memset(m->slot, 0, sizeof *m->slot << m->bits);
	m->used = 0;
}

static inline void
FN(release)(struct MAP_NAME *m)
{
	vl_dealloc(m->slot);
	vl_dealloc(m->entry);
	*m = (struct MAP_NAME){ .seed = m->seed };
}

#undef FN
#undef MAP_NAME
#undef MAP_KEY
#undef MAP_VALUE
#undef MAP_HASH
#undef MAP_EQUAL
