/* keys.c -- columns to rows of words and back. */
#include "exec/keys.h"

#include "base/buf.h"
#include "base/hash.h"

static int
words_of(struct vl_type t)
{
	switch ((enum vl_type_id)t.id) {
	case VL_TYPE_NULL:
	case VL_TYPE_BOOL:
	case VL_TYPE_I8:
	case VL_TYPE_I16:
	case VL_TYPE_I32:
	case VL_TYPE_I64:
	case VL_TYPE_U8:
	case VL_TYPE_U16:
	case VL_TYPE_U32:
	case VL_TYPE_U64:
	case VL_TYPE_F32:
	case VL_TYPE_F64:
	case VL_TYPE_DATE:
	case VL_TYPE_TIME:
	case VL_TYPE_TS:
	case VL_TYPE_TSTZ: return 1;
	case VL_TYPE_I128:
	case VL_TYPE_DEC:
	case VL_TYPE_INTERVAL:
	case VL_TYPE_TEXT:
	case VL_TYPE_BLOB:
	case VL_TYPE_JSON: return 2;
	case VL_TYPE_LIST:
	case VL_TYPE_STRUCT:
	case VL_TYPE_VECTOR:
	case VL_TYPE_COUNT: break;
	}
	return 0;
}

int
vl_keys_init(struct vl_arena *a, struct vl_keys *k, int count,
    const struct vl_type *type, struct vl_err *err)
{
	*k = (struct vl_keys){ .count = count };
	if (count > VL_KEYS_MAX)
		return vl_fail(err, VL_ELIMIT,
		    "%d columns to group, join or compare by, at most %d",
		    count, VL_KEYS_MAX);
	k->at = vl_new(a, int, count);
	k->type = vl_new(a, struct vl_type, count);
	k->one_view = count == 1 && vl_type_is_view(type[0]);
	k->first = k->one_view || count == 0 ? 0 : 1;
	k->words = k->first;
	for (int i = 0; i < count; i++) {
		int w = words_of(type[i]);

		if (w == 0)
			return vl_fail(err, VL_EUNSUPPORTED,
			    "cannot group, join or compare by a %s",
			    vl_type_show(a, type[i]));
		k->type[i] = type[i];
		k->at[i] = k->words;
		k->words += w;
		k->views = k->views || vl_type_is_view(type[i]);
	}
	return 0;
}

static uint64_t
f64_word(double v)
{
	uint64_t w;

	if (v != v)
		return UINT64_C(0x7ff8000000000000);
	if (v == 0)
		return 0;
	memcpy(&w, &v, 8);
	return w;
}

static uint64_t
f32_word(float v)
{
	uint32_t w;

	if (v != v)
		return UINT32_C(0x7fc00000);
	if (v == 0)
		return 0;
	memcpy(&w, &v, 4);
	return w;
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
	int n = words_of(k->type[i]);

	for (int64_t r = 0; r < rows; r++) {
		if (!vl_column_is_null(c, r))
			continue;
		uint64_t *row = to + r * k->words;

		for (int w = 0; w < n; w++)
			row[k->at[i] + w] = 0;
		if (k->one_view)
			row[0] = UINT32_MAX;
		else
			row[0] |= (uint64_t)1 << i;
	}
}

const uint64_t *
vl_keys_encode(const struct vl_keys *k, struct vl_arena *a,
    const struct vl_column *col, int64_t rows)
{
	if (k->one_view && col->form == VL_FLAT && col->valid == NULL)
		return col->data; /* views are rows of two words already */
	uint64_t *to = vl_arena_buffer(a, rows * k->words * 8);

	if (k->first)
		for (int64_t r = 0; r < rows; r++)
			to[r * k->words] = 0;
	for (int i = 0; i < k->count; i++) {
		struct vl_column c = vl_column_flat(a, &col[i]);

		encode_column(&c, rows, to + k->at[i], k->words);
		if (c.valid || c.type.id == VL_TYPE_NULL)
			encode_nulls(k, i, &c, rows, to);
	}
	return to;
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
	uint64_t h = k->first ? vl_hash_u64(row[0], seed) : seed;

	for (int i = 0; i < k->count; i++) {
		const uint64_t *w = row + k->at[i];

		if (vl_type_is_view(k->type[i]))
			h = hash_view(w, h);
		else if (words_of(k->type[i]) == 2)
			h = vl_hash_2u64(w[0], w[1], h);
		else
			h = vl_hash_2u64(w[0], h, seed);
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
	} else if (!k->views && k->words == 2) {
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
	if (k->first && x[0] != y[0])
		return false;
	for (int i = 0; i < k->count; i++) {
		const uint64_t *p = x + k->at[i], *q = y + k->at[i];

		if (vl_type_is_view(k->type[i])) {
			if (!vl_keys_view_equal(p, q))
				return false;
		} else if (p[0] != q[0] ||
		    (words_of(k->type[i]) == 2 && p[1] != q[1])) {
			return false;
		}
	}
	return true;
}

void
vl_keys_own(const struct vl_keys *k, struct vl_arena *a, uint64_t *row)
{
	if (!k->views)
		return;
	for (int i = 0; i < k->count; i++) {
		uint64_t *w = row + k->at[i];
		uint32_t len = (uint32_t)w[0];

		if (!vl_type_is_view(k->type[i]) || len <= VL_VIEW_INLINE ||
		    len == UINT32_MAX)
			continue;
		char *p = vl_arena_text(a, len);

		memcpy(p, (const char *)(uintptr_t)w[1], len);
		w[1] = (uint64_t)(uintptr_t)p;
	}
}

static bool
is_null(const struct vl_keys *k, int i, const uint64_t *row)
{
	return k->one_view ? (uint32_t)row[0] == UINT32_MAX :
			     (row[0] >> i & 1) != 0;
}

struct vl_column
vl_keys_decode(const struct vl_keys *k, struct vl_arena *a, int i,
    const uint64_t *row, const uint32_t *order, int64_t n)
{
	void *data;
	struct vl_column c = vl_column_new(a, k->type[i], n, &data);
	int64_t bytes = vl_type_bytes(k->type[i]);
	uint64_t *valid = vl_arena_buffer(a, vl_bits_words(n) * 8);
	bool nulls = false;

	vl_bits_fill(valid, n);
	for (int64_t r = 0; r < n; r++) {
		const uint64_t *from =
		    row + (order ? order[r] : (uint32_t)r) * (int64_t)k->words;
		char *to = (char *)data + r * bytes;

		if (is_null(k, i, from)) {
			memset(to, 0, (size_t)bytes);
			vl_bit_clear(valid, r);
			nulls = true;
		} else if (bytes == 16) {
			memcpy(to, from + k->at[i], 16);
		} else { /* little-endian: the low bytes come first */
			memcpy(to, from + k->at[i], (size_t)bytes);
		}
	}
	c.valid = nulls ? valid : NULL;
	return c;
}
