/* json_keys.c -- the keys that a walker knows. */
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "fmt/json_int.h"

enum {
	KEYS_FIRST = 64, /* a power of two */
	TEXT_SLACK = 64
};

void
json_keys_init(struct json_keys *k)
{
	*k = (struct json_keys){ .cap = KEYS_FIRST, .count = 1 };
	k->key = vl_alloc(k->cap * (int64_t)sizeof *k->key);
	k->key[0].slot = -1;
	k->table_mask = 2 * KEYS_FIRST - 1;
	k->table = vl_alloc(2 * KEYS_FIRST * (int64_t)sizeof *k->table);
}

void
json_keys_release(struct json_keys *k)
{
	vl_dealloc(k->key);
	vl_dealloc(k->table);
	vl_arena_release(&k->arena);
}

/* Where a name is, or the empty place where it belongs. */
static int32_t *
place(const struct json_keys *k, struct vl_str name)
{
	uint64_t h = vl_hash_bytes(name.p, name.n, vl_hash_seed());

	for (;; h++) {
		int32_t *at = &k->table[h & (uint64_t)k->table_mask];

		if (*at == 0 || vl_str_eq(json_key_name(&k->key[*at]), name))
			return at;
	}
}

int32_t
json_keys_find(const struct json_keys *k, struct vl_str name)
{
	return *place(k, name);
}

static void
grow(struct json_keys *k)
{
	int64_t cap = (int64_t)k->cap * 2;

	k->key = vl_realloc(k->key, cap * (int64_t)sizeof *k->key);
	vl_dealloc(k->table);
	k->table = vl_alloc(cap * 2 * (int64_t)sizeof *k->table);
	k->table_mask = (int32_t)(cap * 2 - 1);
	k->cap = (int32_t)cap;
	for (int32_t i = 1; i < k->count; i++)
		*place(k, json_key_name(&k->key[i])) = i;
}

/* May the name stand between quotes as it is? */
static bool
is_plain(struct vl_str name)
{
	for (int64_t i = 0; i < name.n; i++)
		if (name.p[i] == '"' || name.p[i] == '\\' ||
		    (uint8_t)name.p[i] < 0x20)
			return false;
	return true;
}

int32_t
json_keys_add(struct json_keys *k, struct vl_str name, int32_t slot)
{
	if (k->count > JSON_KEYS_MAX || name.n > JSON_KEY_BYTES_MAX)
		return 0;
	if (k->count == k->cap)
		grow(k);
	char *text = vl_arena_buffer(&k->arena, name.n + 2 + TEXT_SLACK);
	struct json_key *key = &k->key[k->count];
	int64_t len = name.n + 2;

	text[0] = '"';
	if (name.n > 0)
		memcpy(text + 1, name.p, (size_t)name.n);
	text[name.n + 1] = '"';
	memset(text + len, 0, TEXT_SLACK);
	*key = (struct json_key){ .text = text,
		.slot = slot,
		.len = is_plain(name) ? (int32_t)len : 0,
		.name_len = (int32_t)name.n };
	memcpy(key->word, text, sizeof key->word);
	for (int i = 0; i < 2; i++) {
		int64_t bytes = len - 8 * i;

		key->mask[i] = bytes >= 8 ? ~UINT64_C(0) :
		    bytes > 0             ? (UINT64_C(1) << 8 * bytes) - 1 :
					    0;
	}
	*place(k, name) = k->count;
	return k->count++;
}
