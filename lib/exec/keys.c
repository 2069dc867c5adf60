/* keys.c -- columns to rows of words and back. */
#include "exec/keys.h"

#include "base/hash.h"
#include "exec/keybytes.h"

static enum vl_key_kind
kind_of(struct vl_type t)
{
	if (vl_keybytes_of(t))
		return VL_KEY_BYTES;
	if (vl_type_is_view(t))
		return VL_KEY_VIEW;
	if (t.id == VL_TYPE_INTERVAL)
		return VL_KEY_INTERVAL;
	return vl_type_bytes(t) == 16 ? VL_KEY_TWO : VL_KEY_WORD;
}

static const int words_of[] = {
	[VL_KEY_WORD] = 1,
	[VL_KEY_TWO] = 2,
	[VL_KEY_VIEW] = 2,
	[VL_KEY_BYTES] = 2,
	[VL_KEY_INTERVAL] = 4,
};

static bool
is_view(const struct vl_keys *k, int i)
{
	return k->kind[i] == VL_KEY_VIEW || k->kind[i] == VL_KEY_BYTES;
}

void
vl_keys_init(struct vl_arena *a, struct vl_keys *k, int count,
    const struct vl_type *type)
{
	*k = (struct vl_keys){ .count = count, .plain = true };
	k->at = vl_new(a, int, count);
	k->type = vl_new(a, struct vl_type, count);
	k->kind = vl_new(a, enum vl_key_kind, count);
	for (int i = 0; i < count; i++) {
		k->type[i] = type[i];
		k->kind[i] = kind_of(type[i]);
	}
	k->one_view = count == 1 && is_view(k, 0);
	k->first = k->one_view ? 0 : (count + 63) / 64;
	k->words = k->first;
	for (int i = 0; i < count; i++) {
		k->at[i] = k->words;
		k->words += words_of[k->kind[i]];
		k->plain =
		    k->plain && !is_view(k, i) && k->kind[i] != VL_KEY_INTERVAL;
	}
}

static uint64_t
f64_word(double v)
{
	uint64_t w;

	v = vl_keybytes_f64(v);
	memcpy(&w, &v, 8);
	return w;
}

static uint64_t
f32_word(float v)
{
	uint32_t w;

	v = vl_keybytes_f32(v);
	memcpy(&w, &v, 4);
	return w;
}

static void
encode_intervals(
    const struct vl_column *c, int64_t rows, uint64_t *restrict to, int words)
{
	const struct vl_interval *v = c->data;

	for (int64_t i = 0; i < rows; i++) {
		struct vl_interval key = vl_interval_justify(&v[i]);

		memcpy(to + i * words, &key, 16);
		memcpy(to + i * words + 2, &v[i], 16);
	}
}

/* One column into its place of every row, `words` apart. */
static void
encode_column(
    const struct vl_column *c, int64_t rows, uint64_t *restrict to, int words)
{
	switch (vl_type_bytes(c->type)) {
#define LOOP(T, expr)                             \
	for (int64_t i = 0; i < rows; i++) {      \
		T v = ((const T *)c->data)[i];    \
		to[i * words] = (uint64_t)(expr); \
	}                                         \
	break
	case 1: LOOP(int8_t, v);
	case 2: LOOP(int16_t, v);
	case 4:
		if (c->type.id == VL_TYPE_F32) {
			LOOP(float, f32_word(v));
		}
		LOOP(int32_t, v);
	case 8:
		if (c->type.id == VL_TYPE_F64) {
			LOOP(double, f64_word(v));
		}
		LOOP(int64_t, v);
#undef LOOP
	default:
		for (int64_t i = 0; i < rows; i++)
			memcpy(
			    to + i * words, (const char *)c->data + i * 16, 16);
	}
}

/* The NULLs of column i: its words zeroed, its bit set. */
static void
encode_nulls(const struct vl_keys *k, int i, const struct vl_column *c,
    int64_t rows, uint64_t *to)
{
	int n = words_of[k->kind[i]];

	for (int64_t r = 0; r < rows; r++) {
		if (!vl_column_is_null(c, r))
			continue;
		uint64_t *row = to + r * k->words;

		for (int w = 0; w < n; w++)
			row[k->at[i] + w] = 0;
		if (k->one_view)
			row[0] = UINT32_MAX;
		else
			row[i / 64] |= (uint64_t)1 << i % 64;
	}
}

/* Nested values as their bytes. */
static int
as_bytes(struct vl_arena *a, struct vl_column *c, struct vl_err *err)
{
	struct vl_view *key =
	    vl_arena_buffer(a, c->rows * (int64_t)sizeof *key);

	VL_TRY(vl_keybytes_encode(a, c, key, err));
	c->type = vl_type(VL_TYPE_BLOB);
	c->data = key;
	return 0;
}

int
vl_keys_encode(const struct vl_keys *k, struct vl_arena *a,
    const struct vl_column *col, int64_t rows, const uint64_t **out,
    struct vl_err *err)
{
	if (k->one_view && k->kind[0] == VL_KEY_VIEW && col->form == VL_FLAT &&
	    col->valid == NULL) {
		*out = col->data; /* views are rows of two words already */
		return 0;
	}
	uint64_t *to = vl_arena_buffer(a, rows * k->words * 8);

	*out = to;
	for (int64_t r = 0; k->first && r < rows; r++)
		for (int w = 0; w < k->first; w++)
			to[r * k->words + w] = 0;
	for (int i = 0; i < k->count; i++) {
		struct vl_column c = vl_column_flat(a, &col[i]);

		if (k->kind[i] == VL_KEY_BYTES)
			VL_TRY(as_bytes(a, &c, err));
		if (k->kind[i] == VL_KEY_INTERVAL)
			encode_intervals(&c, rows, to + k->at[i], k->words);
		else
			encode_column(&c, rows, to + k->at[i], k->words);
		if (c.valid || c.type.id == VL_TYPE_NULL)
			encode_nulls(k, i, &c, rows, to);
	}
	return 0;
}

static uint64_t
hash_view(const uint64_t *w, uint64_t seed)
{
	uint32_t len = (uint32_t)w[0];

	if (len > VL_VIEW_INLINE && len != UINT32_MAX)
		return vl_hash_bytes((const char *)(uintptr_t)w[1], len, seed);
	return vl_hash_2u64(w[0], w[1], seed);
}

static uint64_t
hash_row(const struct vl_keys *k, const uint64_t *row, uint64_t seed)
{
	uint64_t h = seed;

	for (int i = 0; i < k->first; i++)
		h = vl_hash_u64(row[i], h);
	for (int i = 0; i < k->count; i++) {
		const uint64_t *w = row + k->at[i];

		if (is_view(k, i))
			h = hash_view(w, h);
		else if (k->kind[i] == VL_KEY_WORD)
			h = vl_hash_2u64(w[0], h, seed);
		else
			h = vl_hash_2u64(w[0], w[1], h);
	}
	return h;
}

void
vl_keys_hash(const struct vl_keys *k, const uint64_t *row, int64_t rows,
    uint64_t seed, uint64_t *hash)
{
	if (k->one_view) {
		for (int64_t i = 0; i < rows; i++)
			hash[i] = hash_view(row + 2 * i, seed);
	} else if (k->plain && k->words == 2) {
		for (int64_t i = 0; i < rows; i++)
			hash[i] =
			    vl_hash_2u64(row[2 * i], row[2 * i + 1], seed);
	} else {
		for (int64_t i = 0; i < rows; i++)
			hash[i] = hash_row(k, row + i * k->words, seed);
	}
}

bool
vl_keys_equal_slow(
    const struct vl_keys *k, const uint64_t *x, const uint64_t *y)
{
	for (int i = 0; i < k->first; i++)
		if (x[i] != y[i])
			return false;
	for (int i = 0; i < k->count; i++) {
		const uint64_t *p = x + k->at[i], *q = y + k->at[i];

		if (is_view(k, i)) {
			if (!vl_keys_view_equal(p, q))
				return false;
		} else if (p[0] != q[0] ||
		    (k->kind[i] != VL_KEY_WORD && p[1] != q[1])) {
			return false;
		}
	}
	return true;
}

void
vl_keys_own(const struct vl_keys *k, struct vl_arena *a, uint64_t *row)
{
	if (k->plain)
		return;
	for (int i = 0; i < k->count; i++) {
		uint64_t *w = row + k->at[i];
		uint32_t len = (uint32_t)w[0];

		if (!is_view(k, i) || len <= VL_VIEW_INLINE ||
		    len == UINT32_MAX)
			continue;
		char *p = vl_arena_text(a, len);

		memcpy(p, (const char *)(uintptr_t)w[1], len);
		w[1] = (uint64_t)(uintptr_t)p;
	}
}

void
vl_keys_respell(const struct vl_keys *k, uint64_t *row, const uint64_t *other)
{
	for (int i = 0; i < k->count && !k->plain; i++)
		if (k->kind[i] == VL_KEY_INTERVAL)
			memcpy(row + k->at[i] + 2, other + k->at[i] + 2, 16);
}

static bool
is_null(const struct vl_keys *k, int i, const uint64_t *row)
{
	return k->one_view ? (uint32_t)row[0] == UINT32_MAX :
			     (row[i / 64] >> i % 64 & 1) != 0;
}

static const uint64_t *
row_at(const struct vl_keys *k, const uint64_t *row, const uint32_t *order,
    int64_t r)
{
	return row + (order ? order[r] : r) * (int64_t)k->words;
}

/* The values behind the bytes of nested keys. */
static struct vl_column
decode_bytes(const struct vl_keys *k, struct vl_arena *a, int i,
    const uint64_t *row, const uint32_t *order, int64_t n)
{
	struct vl_view *key = vl_arena_buffer(a, n * (int64_t)sizeof *key);

	for (int64_t r = 0; r < n; r++) {
		const uint64_t *from = row_at(k, row, order, r);

		memcpy(&key[r], from + k->at[i], 16);
		if (is_null(k, i, from))
			key[r].len = UINT32_MAX;
	}
	return vl_keybytes_decode(a, k->type[i], key, n);
}

struct vl_column
vl_keys_decode(const struct vl_keys *k, struct vl_arena *a, int i,
    const uint64_t *row, const uint32_t *order, int64_t n)
{
	int at = k->at[i] + (k->kind[i] == VL_KEY_INTERVAL ? 2 : 0);
	bool nulls = false;
	void *data;

	if (k->kind[i] == VL_KEY_BYTES)
		return decode_bytes(k, a, i, row, order, n);
	struct vl_column c = vl_column_new(a, k->type[i], n, &data);
	int64_t bytes = vl_type_bytes(k->type[i]);
	uint64_t *valid = vl_arena_buffer(a, vl_bits_words(n) * 8);

	vl_bits_fill(valid, n);
	for (int64_t r = 0; r < n; r++) {
		const uint64_t *from = row_at(k, row, order, r);
		char *to = (char *)data + r * bytes;

		if (is_null(k, i, from)) {
			memset(to, 0, (size_t)bytes);
			vl_bit_clear(valid, r);
			nulls = true;
		} else if (bytes == 16) {
			memcpy(to, from + at, 16);
		} else { /* little-endian: the low bytes come first */
			memcpy(to, from + at, (size_t)bytes);
		}
	}
	c.valid = nulls ? valid : NULL;
	return c;
}
