/*
 * load.c -- rows of an Arrow array as a struct vl_column.
 *
 * Only the rows asked for are touched: a message of any size is handed out in
 * batches that stay in cache.  Every length and offset is checked before what
 * it leads to is read or allocated.
 */
#include "ipc/load.h"

#include <assert.h>
#include <inttypes.h>

#include "base/err.h"

enum {
	/* Rows without bytes of their own, within a list: NULLs, runs. */
	BODILESS_MAX = 1 << 24
};

/* What a list, string or list view says about its rows. */
struct range {
	int64_t first; /* of the child's elements, or bytes, in use */
	int64_t count;
};

static int
corrupt(struct ipc_load *l, const struct ipc_field *f, const char *what)
{
	return vl_fail(l->err, VL_EFORMAT,
	    "corrupt Arrow record batch: column '%.*s': %s", (int)f->name.n,
	    f->name.p, what);
}

/* Rows that no byte of the message stands behind must not be many. */
static int
check_bodiless(struct ipc_load *l, const struct ipc_field *f, int64_t n)
{
	if (n <= BODILESS_MAX)
		return 0;
	return vl_fail(l->err, VL_ELIMIT,
	    "column '%.*s': a list of over %d elements", (int)f->name.n,
	    f->name.p, BODILESS_MAX);
}

static int64_t
own_buffer(const struct ipc_load *l, const struct ipc_field *f)
{
	return l->body->buffer[f->index];
}

static int
get(struct ipc_load *l, int64_t buffer, int64_t from, int64_t n, int64_t width,
    const void **out)
{
	return ipc_body_bytes(l->body, buffer, from * width, n * width,
	    width > 16 ? 16 : width, l->arena, out, l->err);
}

int
ipc_load_valid(struct ipc_load *l, const struct ipc_field *f, int64_t from,
    int64_t n, const uint64_t **out)
{
	const struct ipc_pair64 *node = &l->body->node[f->index];
	int64_t buffer = own_buffer(l, f);
	int64_t word = from >> 6;
	int64_t bytes;
	const void *bits;

	*out = NULL;
	if (node->b == 0 || n == 0)
		return 0;
	VL_TRY(ipc_body_size(l->body, buffer, &bytes, l->err));
	if (bytes == 0 && node->b < 0) /* unknown, so there are none */
		return 0;
	VL_TRY(ipc_body_bytes(l->body, buffer, word * 8,
	    (from + n + 7) / 8 - word * 8, 8, l->arena, &bits, l->err));
	if (from & 63) {
		uint64_t *copy =
		    vl_arena_buffer(l->arena, vl_bits_words(n) * 8);

		vl_bits_copy(copy, bits, from & 63, n);
		bits = copy;
	}
	if (vl_bits_count(bits, n) < n)
		*out = bits;
	return 0;
}

/* Zero the slots of NULLs. */
static void
zero_nulls(char *data, int64_t bytes, const uint64_t *valid, int64_t n)
{
	for (int64_t i = 0; i < n; i += 64) {
		uint64_t none = ~valid[i >> 6] & vl_bits_below(n - i);

		for (; none; none &= none - 1)
			memset(data + (i + VL_CTZ64(none)) * bytes, 0,
			    (size_t)bytes);
	}
}

static int
load_plain(struct ipc_load *l, const struct ipc_field *f, int64_t from,
    int64_t n, int64_t bytes, struct vl_column *out)
{
	VL_TRY(get(l, own_buffer(l, f) + 1, from, n, bytes, &out->data));
	if (out->valid && !l->body->own) {
		char *copy = vl_arena_buffer(l->arena, n * bytes);

		memcpy(copy, out->data, (size_t)(n * bytes));
		zero_nulls(copy, bytes, out->valid, n);
		out->data = copy;
	}
	return 0;
}

static int
load_bool(struct ipc_load *l, const struct ipc_field *f, int64_t from,
    int64_t n, struct vl_column *out)
{
	const void *bits;

	VL_TRY(ipc_body_bytes(l->body, own_buffer(l, f) + 1, from >> 3,
	    ((from & 7) + n + 7) >> 3, 1, l->arena, &bits, l->err));
	const uint8_t *in = bits;
	uint8_t *to = vl_arena_buffer(l->arena, n);
	int64_t i = 0;

	if ((from & 7) == 0)
		for (; i + 8 <= n; i += 8) {
			/* Copy the byte to eight, keep bit k of byte k. */
			uint64_t x = in[i >> 3] * UINT64_C(0x0101010101010101) &
			    UINT64_C(0x8040201008040201);

			x = (x + UINT64_C(0x7f7f7f7f7f7f7f7f)) >> 7 &
			    UINT64_C(0x0101010101010101);
			memcpy(to + i, &x, sizeof x);
		}
	for (; i < n; i++) {
		int64_t k = (from & 7) + i;

		to[i] = in[k >> 3] >> (k & 7) & 1;
	}
	out->data = to;
	return 0;
}

/* ---- strings ---- */

/* Offsets from .. from + n + 1 rise, the last is within `limit`. */
static int
check_offsets32(struct ipc_load *l, const struct ipc_field *f, const int32_t *o,
    int64_t n, struct range *r)
{
	int bad = o[0] < 0;

	for (int64_t i = 0; i < n; i++)
		bad |= o[i + 1] < o[i];
	if (bad)
		return corrupt(l, f, "offsets that fall");
	*r = (struct range){ o[0], o[n] - o[0] };
	return 0;
}

static int
check_offsets64(struct ipc_load *l, const struct ipc_field *f, const int64_t *o,
    int64_t n, struct range *r)
{
	int bad = o[0] < 0;

	for (int64_t i = 0; i < n; i++)
		bad |= o[i + 1] < o[i];
	if (bad)
		return corrupt(l, f, "offsets that fall");
	for (int64_t i = 0; i < n; i++)
		bad |= o[i + 1] - o[i] > UINT32_MAX;
	if (bad)
		return vl_fail(l->err, VL_ELIMIT,
		    "column '%.*s': a value of over 4 GiB", (int)f->name.n,
		    f->name.p);
	*r = (struct range){ o[0], o[n] - o[0] };
	return 0;
}

static int
load_strings(struct ipc_load *l, const struct ipc_field *f, int64_t from,
    int64_t n, struct vl_column *out)
{
	bool large = f->id == IPC_LARGE_UTF8 || f->id == IPC_LARGE_BINARY;
	int64_t buffer = own_buffer(l, f);
	const void *offsets;
	const void *bytes;
	struct range r;

	VL_TRY(get(l, buffer + 1, from, n + 1, large ? 8 : 4, &offsets));
	VL_TRY(large ? check_offsets64(l, f, offsets, n, &r) :
		       check_offsets32(l, f, offsets, n, &r));
	VL_TRY(get(l, buffer + 2, r.first, r.count, 1, &bytes));
	struct vl_view *v = vl_arena_buffer(l->arena, n * (int64_t)sizeof *v);
	const char *p = bytes;

	if (large) {
		const int64_t *o = offsets;

		for (int64_t i = 0; i < n; i++)
			v[i] =
			    vl_view_slack(p + (o[i] - o[0]), o[i + 1] - o[i]);
	} else {
		const int32_t *o = offsets;

		for (int64_t i = 0; i < n; i++)
			v[i] =
			    vl_view_slack(p + (o[i] - o[0]), o[i + 1] - o[i]);
	}
	if (out->valid)
		zero_nulls((char *)v, sizeof *v, out->valid, n);
	out->data = v;
	return 0;
}

static int
load_fixed_binary(struct ipc_load *l, const struct ipc_field *f, int64_t from,
    int64_t n, struct vl_column *out)
{
	const void *bytes;

	VL_TRY(ipc_body_bytes(l->body, own_buffer(l, f) + 1, from * f->size,
	    n * f->size, 1, l->arena, &bytes, l->err));
	struct vl_view *v = vl_arena_buffer(l->arena, n * (int64_t)sizeof *v);

	for (int64_t i = 0; i < n; i++)
		v[i] =
		    vl_view_slack((const char *)bytes + i * f->size, f->size);
	if (out->valid)
		zero_nulls((char *)v, sizeof *v, out->valid, n);
	out->data = v;
	return 0;
}

/* Arrow's view of a string: as ours, but for where long ones are. */
struct wire_view {
	int32_t len;
	char head[4];
	int32_t buffer;
	int32_t offset;
};

/* For each data buffer the bytes that the long views among v use. */
static int
view_ranges(struct ipc_load *l, const struct ipc_field *f,
    const struct wire_view *v, const uint64_t *valid, int64_t n,
    struct range *r, int32_t buffers)
{
	for (int64_t i = 0; i < n; i++) {
		if (valid && !vl_bit_get(valid, i))
			continue;
		if (v[i].len < 0)
			return corrupt(l, f, "a string of negative length");
		if (v[i].len <= VL_VIEW_INLINE)
			continue;
		if (v[i].buffer < 0 || v[i].buffer >= buffers ||
		    v[i].offset < 0)
			return corrupt(l, f, "a string outside its buffers");
		struct range *at = &r[v[i].buffer];
		int64_t end = at->first + at->count;
		int64_t end_i = (int64_t)v[i].offset + v[i].len;

		if (at->count == 0) {
			*at = (struct range){ v[i].offset, v[i].len };
			continue;
		}
		if (v[i].offset < at->first)
			at->first = v[i].offset;
		at->count = (end_i > end ? end_i : end) - at->first;
	}
	return 0;
}

static int
load_views(struct ipc_load *l, const struct ipc_field *f, int64_t from,
    int64_t n, struct vl_column *out)
{
	int32_t buffers = l->body->variadic[f->index];
	int64_t buffer = own_buffer(l, f);
	struct range *range = vl_new(l->arena, struct range, buffers);
	const void **data = vl_new(l->arena, const void *, buffers);
	const void *wire;

	VL_TRY(ipc_body_bytes(l->body, buffer + 1, from * 16, n * 16, 4,
	    l->arena, &wire, l->err));
	const struct wire_view *in = wire;

	VL_TRY(view_ranges(l, f, in, out->valid, n, range, buffers));
	for (int32_t k = 0; k < buffers; k++)
		if (range[k].count > 0)
			VL_TRY(get(l, buffer + 2 + k, range[k].first,
			    range[k].count, 1, &data[k]));
	struct vl_view *v = vl_arena_buffer(l->arena, n * (int64_t)sizeof *v);

	for (int64_t i = 0; i < n; i++) {
		if (out->valid && !vl_bit_get(out->valid, i))
			v[i] = (struct vl_view){ 0 };
		else if (in[i].len <= VL_VIEW_INLINE)
			v[i] = vl_view_slack(in[i].head, in[i].len);
		else
			v[i] = vl_view_slack((const char *)data[in[i].buffer] +
				(in[i].offset - range[in[i].buffer].first),
			    in[i].len);
	}
	out->data = v;
	return 0;
}

/* ---- nested ---- */

static int
load_child(struct ipc_load *l, const struct ipc_field *f, int64_t from,
    int64_t n, struct vl_column *out)
{
	const struct ipc_pair64 *node = &l->body->node[f->index];

	if (from < 0 || n < 0 || from > node->a || n > node->a - from ||
	    n > UINT32_MAX)
		return corrupt(l, f, "fewer elements than its parent needs");
	return ipc_load(l, f, from, n, false, out);
}

static int
load_list(struct ipc_load *l, const struct ipc_field *f, int64_t from,
    int64_t n, struct vl_column *out)
{
	bool large = f->id == IPC_LARGE_LIST;
	struct vl_column *child = vl_new(l->arena, struct vl_column, 1);
	const void *offsets;
	struct range r;

	VL_TRY(
	    get(l, own_buffer(l, f) + 1, from, n + 1, large ? 8 : 4, &offsets));
	VL_TRY(large ? check_offsets64(l, f, offsets, n, &r) :
		       check_offsets32(l, f, offsets, n, &r));
	VL_TRY(load_child(l, &f->child[0], r.first, r.count, child));
	struct vl_span *s = vl_arena_buffer(l->arena, n * (int64_t)sizeof *s);

	for (int64_t i = 0; i < n; i++) {
		int64_t a = large ? ((const int64_t *)offsets)[i] :
				    ((const int32_t *)offsets)[i];
		int64_t b = large ? ((const int64_t *)offsets)[i + 1] :
				    ((const int32_t *)offsets)[i + 1];

		s[i] = (struct vl_span){ (uint32_t)(a - r.first),
			(uint32_t)(b - a) };
	}
	if (out->valid)
		zero_nulls((char *)s, sizeof *s, out->valid, n);
	out->data = s;
	out->child = child;
	return 0;
}

static int64_t
wide(const void *p, int64_t i, bool large)
{
	return large ? ((const int64_t *)p)[i] : ((const int32_t *)p)[i];
}

static int
load_list_view(struct ipc_load *l, const struct ipc_field *f, int64_t from,
    int64_t n, struct vl_column *out)
{
	bool large = f->id == IPC_LARGE_LIST_VIEW;
	int64_t width = large ? 8 : 4;
	int64_t low = INT64_MAX;
	int64_t high = 0;
	struct vl_column *child = vl_new(l->arena, struct vl_column, 1);
	const void *start;
	const void *size;

	VL_TRY(get(l, own_buffer(l, f) + 1, from, n, width, &start));
	VL_TRY(get(l, own_buffer(l, f) + 2, from, n, width, &size));
	struct vl_span *s = vl_arena_buffer(l->arena, n * (int64_t)sizeof *s);

	for (int64_t i = 0; i < n; i++) {
		int64_t a = wide(start, i, large);
		int64_t k = wide(size, i, large);

		if ((out->valid && !vl_bit_get(out->valid, i)) || k == 0)
			continue;
		if (a < 0 || k < 0 || a > INT64_MAX - k)
			return corrupt(l, f, "a list of negative length");
		low = a < low ? a : low;
		high = a + k > high ? a + k : high;
	}
	if (low > high)
		low = high;
	VL_TRY(load_child(l, &f->child[0], low, high - low, child));
	for (int64_t i = 0; i < n; i++) {
		int64_t k = wide(size, i, large);

		s[i] = (struct vl_span){ 0 };
		if (k && !(out->valid && !vl_bit_get(out->valid, i)))
			s[i] = (struct vl_span){
				(uint32_t)(wide(start, i, large) - low),
				(uint32_t)k
			};
	}
	out->data = s;
	out->child = child;
	return 0;
}

static int
load_vector(struct ipc_load *l, const struct ipc_field *f, int64_t from,
    int64_t n, struct vl_column *out)
{
	const struct ipc_field *item = &f->child[0];
	const uint64_t *valid;
	int64_t total = n * f->size;

	if (from > l->body->node[item->index].a / f->size - n)
		return corrupt(l, f, "fewer elements than its parent needs");
	VL_TRY(ipc_load_valid(l, item, from * f->size, total, &valid));
	for (int64_t i = 0; valid && i < total; i++)
		if (!vl_bit_get(valid, i) &&
		    !(out->valid && !vl_bit_get(out->valid, i / f->size)))
			return vl_fail(l->err, VL_EVALUE,
			    "column '%.*s': a NULL within a vector",
			    (int)f->name.n, f->name.p);
	return get(
	    l, own_buffer(l, item) + 1, from * f->size, total, 4, &out->data);
}

static int
load_fixed_list(struct ipc_load *l, const struct ipc_field *f, int64_t from,
    int64_t n, struct vl_column *out)
{
	struct vl_column *child = vl_new(l->arena, struct vl_column, 1);

	VL_TRY(check_bodiless(l, f, n));
	VL_TRY(load_child(l, &f->child[0], from * f->size, n * f->size, child));
	struct vl_span *s = vl_arena_buffer(l->arena, n * (int64_t)sizeof *s);

	for (int64_t i = 0; i < n; i++)
		s[i] = (struct vl_span){ (uint32_t)(i * f->size),
			(uint32_t)f->size };
	out->data = s;
	out->child = child;
	return 0;
}

static int
load_struct(struct ipc_load *l, const struct ipc_field *f, int64_t from,
    int64_t n, struct vl_column *out)
{
	struct vl_column *child =
	    vl_new(l->arena, struct vl_column, f->children);

	for (int i = 0; i < f->children; i++)
		VL_TRY(load_child(l, &f->child[i], from, n, &child[i]));
	out->data = child; /* values take no bytes, but are somewhere */
	out->child = child;
	return 0;
}

/* ---- runs ---- */

static int64_t
run_end(const void *ends, int bits, int64_t i)
{
	return bits == 16 ? ((const int16_t *)ends)[i] :
	    bits == 32    ? ((const int32_t *)ends)[i] :
			    ((const int64_t *)ends)[i];
}

/* The first run that ends behind row. */
static int64_t
find_run(const void *ends, int bits, int64_t runs, int64_t row)
{
	int64_t low = 0;

	while (low < runs) {
		int64_t mid = low + (runs - low) / 2;

		if (run_end(ends, bits, mid) > row)
			runs = mid;
		else
			low = mid + 1;
	}
	return low;
}

static int
load_runs(struct ipc_load *l, const struct ipc_field *f, int64_t from,
    int64_t n, struct vl_column *out)
{
	const struct ipc_field *end = &f->child[0];
	int64_t runs = l->body->node[end->index].a;
	struct vl_column values;
	const void *ends;

	VL_TRY(check_bodiless(l, f, n));
	VL_TRY(get(l, own_buffer(l, end) + 1, 0, runs, end->bits / 8, &ends));
	int64_t first = find_run(ends, end->bits, runs, from);
	int64_t run = first;
	uint32_t *index = vl_arena_buffer(l->arena, n * 4);

	for (int64_t i = 0; i < n; i++) {
		while (run < runs && run_end(ends, end->bits, run) <= from + i)
			run++;
		if (run == runs)
			return corrupt(l, f, "runs that end too early");
		index[i] = (uint32_t)(run - first);
	}
	VL_TRY(load_child(
	    l, &f->child[1], first, n ? run + 1 - first : 0, &values));
	*out = vl_column_take32(l->arena, &values, index, n);
	return 0;
}

/* ---- all of them ---- */

static int
load_null(struct ipc_load *l, const struct ipc_field *f, int64_t n, bool top,
    struct vl_column *out)
{
	*out = vl_column_null(f->type, n);
	if (top)
		return 0;
	VL_TRY(check_bodiless(l, f, n));
	*out = vl_column_flat(l->arena, out);
	return 0;
}

static bool
has_valid(const struct ipc_field *f)
{
	return f->id != IPC_NULL && f->id != IPC_UNION && f->id != IPC_RUN_END;
}

static int
load_type(struct ipc_load *l, const struct ipc_field *f, int64_t from,
    int64_t n, bool top, struct vl_column *out)
{
	int64_t bytes;

	if (ipc_is_plain(f, &bytes))
		return load_plain(l, f, from, n, bytes, out);
	switch ((enum ipc_id)f->id) {
	case IPC_NULL: return load_null(l, f, n, top, out);
	case IPC_BOOL: return load_bool(l, f, from, n, out);
	case IPC_UTF8:
	case IPC_BINARY:
	case IPC_LARGE_UTF8:
	case IPC_LARGE_BINARY: return load_strings(l, f, from, n, out);
	case IPC_FIXED_BINARY: return load_fixed_binary(l, f, from, n, out);
	case IPC_UTF8_VIEW:
	case IPC_BINARY_VIEW: return load_views(l, f, from, n, out);
	case IPC_LIST:
	case IPC_MAP:
	case IPC_LARGE_LIST: return load_list(l, f, from, n, out);
	case IPC_LIST_VIEW:
	case IPC_LARGE_LIST_VIEW: return load_list_view(l, f, from, n, out);
	case IPC_FIXED_LIST:
		return f->type.id == VL_TYPE_VECTOR ?
		    load_vector(l, f, from, n, out) :
		    load_fixed_list(l, f, from, n, out);
	case IPC_STRUCT: return load_struct(l, f, from, n, out);
	case IPC_UNION: return ipc_load_union(l, f, from, n, out);
	case IPC_RUN_END: return load_runs(l, f, from, n, out);
	case IPC_INT:
	case IPC_FLOAT:
	case IPC_DECIMAL:
	case IPC_DATE:
	case IPC_TIME:
	case IPC_TIMESTAMP:
	case IPC_INTERVAL:
	case IPC_DURATION:
	case IPC_ID_COUNT: break;
	}
	void *data;

	VL_TRY(ipc_convert(l, f, from, n, out->valid, &data));
	out->data = data;
	return 0;
}

/* No rows: no buffer is looked at, old writers leave them out. */
static struct vl_column
empty_column(struct vl_arena *a, struct vl_type t)
{
	struct vl_column none = vl_column_null(t, 0);

	return vl_column_flat(a, &none);
}

int
ipc_load(struct ipc_load *l, const struct ipc_field *f, int64_t from, int64_t n,
    bool keep_dict, struct vl_column *out)
{
	const struct ipc_pair64 *node = &l->body->node[f->index];

	if (from < 0 || n < 0 || from > node->a || n > node->a - from)
		return corrupt(l, f, "too few rows");
	*out = (struct vl_column){ .type = f->type, .rows = n };
	if (n == 0) {
		*out = empty_column(l->arena, f->type);
		return 0;
	}
	if (f->dict) {
		VL_TRY(ipc_load_codes(l, f, from, n, keep_dict, out));
	} else {
		if (has_valid(f))
			VL_TRY(ipc_load_valid(l, f, from, n, &out->valid));
		VL_TRY(load_type(l, f, from, n, keep_dict, out));
	}
	out->type = f->type; /* an extension of the dictionary's type */
	return 0;
}
