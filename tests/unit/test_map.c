/*
 * Goal: the table finds what was put, in order of first appearance, through
 * growth and through collisions of the whole hash.
 * Method: random keys against a plain array; hashes made bad on purpose.
 */
#include "base/hash.h"
#include "base/rand.h"
#include "base/str.h"

#include "check.h"

#define MAP_NAME ints
#define MAP_KEY int64_t
#define MAP_VALUE int64_t
#define MAP_HASH(key, seed) vl_hash_u64((uint64_t)(key), (seed))
#define MAP_EQUAL(a, b) ((a) == (b))
#include "base/map.inc.h"

/* All in one place, with one tag. */
#define MAP_NAME clash
#define MAP_KEY int64_t
#define MAP_HASH(key, seed) ((void)(key), ~(uint64_t)0 - (seed))
#define MAP_EQUAL(a, b) ((a) == (b))
#include "base/map.inc.h"

/* In one place, with tags that differ in the lowest bits only. */
#define MAP_NAME near
#define MAP_KEY int64_t
#define MAP_HASH(key, seed) (((uint64_t)(key) % 4 - 3 + (seed)) << 32)
#define MAP_EQUAL(a, b) ((a) == (b))
#include "base/map.inc.h"

#define MAP_NAME words
#define MAP_KEY struct vl_str
#define MAP_VALUE int
#define MAP_HASH(key, seed) vl_hash_bytes((key).p, (key).n, (seed))
#define MAP_EQUAL(a, b) vl_str_eq((a), (b))
#include "base/map.inc.h"

enum {
	KEYS = 5000,
};

static void
test_against_an_array(void)
{
	for (uint64_t seed = 0; seed < 3; seed++) {
		struct vl_rand r = vl_rand_init(seed);
		struct ints m = { .seed = seed };
		static int64_t where[KEYS]; /* index + 1 of a key, or 0 */
		int64_t used = 0;

		memset(where, 0, sizeof where);
		CHECK_INT(ints_find(&m, 1), -1);
		for (int i = 0; i < 4 * KEYS; i++) {
			int64_t key = (int64_t)vl_rand_below(&r, KEYS);
			bool added = false;
			int64_t at;

			CHECK_INT(ints_find(&m, key), where[key] - 1);
			at = ints_put(&m, key, &added);
			CHECK(added == (where[key] == 0));
			if (added) {
				CHECK_INT(at, used);
				CHECK_INT(m.entry[at].value, 0);
				where[key] = ++used;
			}
			CHECK_INT(at, where[key] - 1);
			CHECK_INT(m.entry[at].key, key);
			m.entry[at].value++;
			if (check_failed > 5)
				return;
		}
		CHECK_INT(m.used, used);
		for (int64_t k = 0; k < KEYS; k++)
			if (where[k])
				CHECK_INT(m.entry[where[k] - 1].key, k);
		ints_release(&m);
		CHECK(m.seed == seed && m.used == 0);
	}
}

static void
test_in_steps(void)
{
	struct ints m = { .seed = 9 };
	uint64_t hash[64];
	bool added;

	ints_prefetch(&m, 7); /* before there is anything */
	for (int64_t k = 0; k < 64; k++) {
		hash[k] = ints_hash(&m, k * k);
		ints_prefetch(&m, hash[k]);
	}
	for (int64_t k = 0; k < 64; k++)
		CHECK_INT(ints_put_hashed(&m, k * k, hash[k], &added), k);
	for (int64_t k = 0; k < 64; k++)
		CHECK_INT(ints_find_hashed(&m, k * k, hash[k]), k);
	CHECK_INT(ints_find(&m, 2), -1);
	ints_reset(&m);
	CHECK_INT(ints_find(&m, 4), -1);
	CHECK_INT(ints_put(&m, 4, &added), 0);
	CHECK(added);
	ints_reset(&m);
	ints_release(&m);
	ints_reset(&m);
}

static void
test_collisions(void)
{
	struct clash c = { 0 };
	struct near n = { 0 };
	bool added;

	for (int round = 0; round < 2; round++)
		for (int64_t k = 0; k < 300; k++) {
			CHECK_INT(clash_put(&c, k, &added), k);
			CHECK(added == (round == 0));
			CHECK_INT(near_put(&n, k, &added), k);
			CHECK(added == (round == 0));
		}
	CHECK_INT(clash_find(&c, 300), -1);
	CHECK_INT(near_find(&n, 300), -1);
	CHECK_INT(near_find(&n, 299), 299);
	clash_release(&c);
	near_release(&n);
}

static void
test_words(void)
{
	static const char *const text[] = { "to", "be", "or", "not", "to", "be",
		"", "or", "" };
	struct words m = { .seed = vl_hash_seed() };
	bool added;

	for (int64_t i = 0; i < VL_COUNTOF(text); i++) {
		int64_t at = words_put(&m, vl_str(text[i]), &added);

		m.entry[at].value++;
	}
	CHECK_INT(m.used, 5);
	CHECK(vl_str_is(m.entry[0].key, "to") && m.entry[0].value == 2);
	CHECK(vl_str_is(m.entry[3].key, "not") && m.entry[3].value == 1);
	CHECK(vl_str_is(m.entry[4].key, "") && m.entry[4].value == 2);
	CHECK_INT(words_find(&m, VL_STR("question")), -1);
	words_release(&m);
}

VL_TESTS(test_against_an_array, test_in_steps, test_collisions, test_words)
