/*
 * array.c -- Arrow arrays being filled from columns.
 *
 * Every append takes the rows of one batch; what a column's form, type and
 * selection decide is decided once for them, so that the loops copy.
 */
#include "ipc/array.h"

#include <assert.h>
#include <inttypes.h>

#include "base/alloc.h"
#include "base/err.h"
#include "col/schema.h"

/* Rows to append: those of a column in the order of sel. */
struct rows {
	const struct vl_column *c;
	const uint16_t *sel;
	int64_t from;
	int64_t n;
};

static inline int64_t
row_at(const struct rows *r, int64_t i)
{
	return r->sel ? r->sel[r->from + i] : r->from + i;
}

void
ipc_array_init(struct ipc_array *a, struct vl_type t, bool dict)
{
	*a = (struct ipc_array){ .type = t };
	if (dict) {
		a->values = vl_alloc_one(struct ipc_table);
		ipc_array_init(&a->values->value, t, false);
	} else if (t.id == VL_TYPE_LIST || t.id == VL_TYPE_STRUCT) {
		a->children = t.size;
		a->child = vl_alloc((int64_t)sizeof *a->child * a->children);
		for (int i = 0; i < a->children; i++)
			ipc_array_init(&a->child[i], t.child[i].type, false);
	}
}

void
ipc_array_reset(struct ipc_array *a)
{
	a->rows = 0;
	a->nulls = 0;
	vl_buf_reset(&a->valid);
	vl_buf_reset(&a->offsets);
	vl_buf_reset(&a->data);
	for (int i = 0; i < a->children; i++)
		ipc_array_reset(&a->child[i]);
}

void
ipc_array_release(struct ipc_array *a)
{
	for (int i = 0; i < a->children; i++)
		ipc_array_release(&a->child[i]);
	vl_dealloc(a->child);
	vl_buf_release(&a->valid);
	vl_buf_release(&a->offsets);
	vl_buf_release(&a->data);
	if (a->values) {
		ipc_array_release(&a->values->value);
		vl_dealloc(a->values->slot);
		vl_dealloc(a->values->memo);
		vl_dealloc(a->values);
	}
	*a = (struct ipc_array){ 0 };
}

int64_t
ipc_array_bytes(const struct ipc_array *a)
{
	int64_t n = a->valid.len + a->offsets.len + a->data.len;

	for (int i = 0; i < a->children; i++)
		n += ipc_array_bytes(&a->child[i]);
	return n;
}

/* ---- validity ---- */

/* The bits of the rows; NULL if all are set.  scratch holds them. */
static const uint64_t *
gather_valid(const struct rows *r, struct vl_buf *scratch)
{
	const struct vl_column *c = r->c;
	uint64_t *w;

	if (c->valid == NULL)
		return NULL;
	w = (uint64_t *)(void *)vl_buf_room(
	    scratch, vl_bits_words(r->n) * 8 + 8);
	if (r->sel == NULL) {
		vl_bits_copy(w, c->valid, r->from, r->n);
	} else {
		for (int64_t i = 0; i < r->n; i += 64) {
			int64_t k = r->n - i < 64 ? r->n - i : 64;
			uint64_t bits = 0;

			for (int64_t j = 0; j < k; j++)
				bits |= (uint64_t)vl_bit_get(
					    c->valid, row_at(r, i + j))
				    << j;
			w[i >> 6] = bits;
		}
	}
	return vl_bits_count(w, r->n) < r->n ? w : NULL;
}

static void
add_valid(struct ipc_array *a, const uint64_t *valid, int64_t n)
{
	int64_t words = vl_bits_words(a->rows + n) + 1;

	if (valid == NULL && a->nulls == 0)
		return;
	vl_buf_room(&a->valid, words * 8 - a->valid.len);
	uint64_t *w = (uint64_t *)(void *)a->valid.p;

	if (a->nulls == 0)
		vl_bits_fill(w, a->rows);
	if (valid) {
		vl_bits_append(w, a->rows, valid, n);
		a->nulls += n - vl_bits_count(valid, n);
	} else {
		for (int64_t i = 0; i < n; i += 64) {
			uint64_t ones = ~(uint64_t)0;
			int64_t k = n - i < 64 ? n - i : 64;

			vl_bits_append(w, a->rows + i, &ones, k);
		}
	}
	a->valid.len = vl_bits_words(a->rows + n) * 8;
}

/* ---- fixed width ---- */

static void
gather_fixed(
    char *to, const struct vl_column *c, int64_t bytes, const struct rows *r)
{
	const char *from = c->data;
	const uint16_t *sel = r->sel ? r->sel + r->from : NULL;

	if (sel == NULL) {
		if (r->n > 0)
			memcpy(
			    to, from + r->from * bytes, (size_t)(r->n * bytes));
		return;
	}
	/* A constant size lets the compiler drop the call. */
	switch (bytes) {
	case 1:
		for (int64_t i = 0; i < r->n; i++)
			to[i] = from[sel[i]];
		break;
	case 2:
		for (int64_t i = 0; i < r->n; i++)
			memcpy(to + 2 * i, from + 2 * (int64_t)sel[i], 2);
		break;
	case 4:
		for (int64_t i = 0; i < r->n; i++)
			memcpy(to + 4 * i, from + 4 * (int64_t)sel[i], 4);
		break;
	case 8:
		for (int64_t i = 0; i < r->n; i++)
			memcpy(to + 8 * i, from + 8 * (int64_t)sel[i], 8);
		break;
	case 16:
		for (int64_t i = 0; i < r->n; i++)
			memcpy(to + 16 * i, from + 16 * (int64_t)sel[i], 16);
		break;
	default:
		for (int64_t i = 0; i < r->n; i++)
			memcpy(to + bytes * i, from + bytes * sel[i],
			    (size_t)bytes);
	}
}

static void
add_fixed(struct ipc_array *a, const struct rows *r)
{
	int64_t bytes = vl_type_bytes(a->type);

	gather_fixed(vl_buf_room(&a->data, r->n * bytes), r->c, bytes, r);
	a->data.len += r->n * bytes;
}

/* Eight bytes of 0 or 1 at a time to a byte of bits; bits of the last byte
 * that is there already are kept. */
static void
add_bool(struct ipc_array *a, const struct rows *r)
{
	const uint8_t *in = r->c->data;
	int64_t bytes = (a->rows + r->n + 7) / 8;
	int64_t i = 0;

	vl_buf_room(&a->data, bytes + 8 - a->data.len);
	uint8_t *to = (uint8_t *)a->data.p;

	if (r->sel == NULL && (a->rows & 7) == 0) {
		for (; i + 8 <= r->n; i += 8) {
			uint64_t x;

			memcpy(&x, in + r->from + i, sizeof x);
			to[(a->rows + i) >> 3] =
			    (uint8_t)((x * UINT64_C(0x0102040810204080)) >> 56);
		}
	}
	for (; i < r->n; i++) {
		int64_t at = a->rows + i;
		uint8_t bit = (uint8_t)(in[row_at(r, i)] << (at & 7));

		to[at >> 3] =
		    (at & 7) == 0 ? bit : (uint8_t)(to[at >> 3] | bit);
	}
	a->data.len = bytes;
}

/* Months, days, nanoseconds: as ours but for the unit. */
static int
add_interval(struct ipc_array *a, const struct rows *r, struct vl_err *err)
{
	const struct vl_interval *in = r->c->data;
	char *to = vl_buf_room(&a->data, r->n * 16);

	for (int64_t i = 0; i < r->n; i++) {
		struct vl_interval v = in[row_at(r, i)];

		if (VL_MUL_OVERFLOW(v.us, 1000, &v.us))
			return vl_fail(err, VL_EVALUE,
			    "an INTERVAL of %" PRId64
			    " microseconds does not fit Arrow's nanoseconds",
			    in[row_at(r, i)].us);
		memcpy(to + 16 * i, &v, 16);
	}
	a->data.len += r->n * 16;
	return 0;
}

/* ---- strings ---- */

/* Any n bytes, without reading beyond them: most strings are short. */
static inline void
copy_bytes(char *to, const char *p, uint32_t n)
{
	if (VL_UNLIKELY(n > 32)) {
		memcpy(to, p, n);
		return;
	}
	if (n >= 16) {
		memcpy(to, p, 16);
		memcpy(to + n - 16, p + n - 16, 16);
	} else { /* longer than VL_VIEW_INLINE */
		memcpy(to, p, 8);
		memcpy(to + n - 8, p + n - 8, 8);
	}
}

static int
add_strings(struct ipc_array *a, const struct rows *r, struct vl_err *err)
{
	const struct vl_view *v = r->c->data;
	int64_t end = a->data.len;
	int32_t *offset;

	if (a->offsets.len == 0)
		vl_buf_add(&a->offsets, &(int32_t){ 0 }, 4);
	offset = (int32_t *)(void *)vl_buf_room(&a->offsets, r->n * 4);
	for (int64_t i = 0; i < r->n; i++) {
		end += v[row_at(r, i)].len;
		offset[i] = (int32_t)end;
	}
	if (end > INT32_MAX)
		return vl_fail(err, VL_ELIMIT,
		    "%" PRId64 " bytes of text in one row: Arrow's strings "
		    "have up to 2 GiB",
		    end);
	char *to = vl_buf_room(&a->data, end - a->data.len + VL_VIEW_INLINE);

	/* Inline bytes are copied all twelve. */
	for (int64_t i = 0; i < r->n; i++) {
		const struct vl_view *s = &v[row_at(r, i)];

		if (s->len <= VL_VIEW_INLINE)
			memcpy(to, (const char *)s + 4, VL_VIEW_INLINE);
		else
			copy_bytes(to, s->u.p, s->len);
		to += s->len;
	}
	a->data.len = end;
	a->offsets.len += r->n * 4;
	return 0;
}

/* ---- dictionaries ---- */

void
ipc_table_reset(struct ipc_table *t)
{
	ipc_array_reset(&t->value);
	t->sent = 0;
	if (t->slots)
		memset(t->slot, 0, (size_t)t->slots * sizeof *t->slot);
	ipc_table_next_batch(t);
}

void
ipc_table_next_batch(struct ipc_table *t)
{
	if (++t->batch == 0) { /* all of 2^32 were used */
		memset(t->memo, 0, (size_t)t->memo_room * sizeof *t->memo);
		t->batch = 1;
	}
}

static struct vl_str
table_value(const struct ipc_table *t, uint32_t row)
{
	const int32_t *o = (const int32_t *)(const void *)t->value.offsets.p;

	return (struct vl_str){ t->value.data.p + o[row], o[row + 1] - o[row] };
}

static void
table_grow(struct ipc_table *t)
{
	int64_t slots = t->slots ? t->slots * 2 : 64;

	vl_dealloc(t->slot);
	t->slot = vl_alloc(slots * (int64_t)sizeof *t->slot);
	t->slots = slots;
	for (uint32_t row = 0; row < t->value.rows; row++) {
		struct vl_str s = table_value(t, row);
		uint64_t h = vl_hash_bytes(s.p, s.n, 0);

		while (t->slot[h & (uint64_t)(slots - 1)])
			h++;
		t->slot[h & (uint64_t)(slots - 1)] = row + 1;
	}
}

int
ipc_table_code(struct ipc_table *t, const struct vl_view *v, uint32_t *code,
    struct vl_err *err)
{
	struct vl_str s = vl_view_str(v);
	uint64_t h = vl_hash_bytes(s.p, s.n, 0);

	if (t->value.rows * 2 >= t->slots)
		table_grow(t);
	for (;; h++) {
		uint32_t *slot = &t->slot[h & (uint64_t)(t->slots - 1)];

		if (*slot == 0) {
			struct vl_column one = {
				.type = t->value.type, .rows = 1, .data = v
			};

			VL_TRY(ipc_array_add(&t->value, &one, NULL, 0, 1, err));
			*slot = (uint32_t)t->value.rows;
		} else if (!vl_str_eq(table_value(t, *slot - 1), s)) {
			continue;
		}
		*code = *slot - 1;
		return 0;
	}
}

static void
make_memo(struct ipc_table *t, int64_t codes)
{
	if (codes <= t->memo_room)
		return;
	vl_dealloc(t->memo);
	t->memo = vl_alloc(codes * (int64_t)sizeof *t->memo);
	t->memo_room = codes;
}

/* Codes of the column's dictionary to codes of ours.  That two batches have
 * one dictionary cannot be seen, so each value is looked up once a batch. */
static int
add_codes(struct ipc_array *a, const struct rows *r, const uint64_t *valid,
    struct vl_err *err)
{
	struct ipc_table *t = a->values;
	const struct vl_column *c = r->c;
	const uint32_t *in = c->data;
	uint32_t *to = (uint32_t *)(void *)vl_buf_room(&a->data, r->n * 4);

	make_memo(t, c->child->rows);
	for (int64_t i = 0; i < r->n; i++) {
		uint32_t code = in[row_at(r, i)];

		to[i] = 0;
		if (valid && !vl_bit_get(valid, i))
			continue;
		if (VL_UNLIKELY(t->memo[code] >> 32 != t->batch)) {
			uint32_t ours;

			VL_TRY(ipc_table_code(t,
			    (const struct vl_view *)c->child->data + code,
			    &ours, err));
			t->memo[code] = (uint64_t)t->batch << 32 | ours;
		}
		to[i] = (uint32_t)t->memo[code];
	}
	a->data.len += r->n * 4;
	return 0;
}

/* Plain values of a column that began as a dictionary. */
static int
add_values(struct ipc_array *a, const struct rows *r, const uint64_t *valid,
    struct vl_err *err)
{
	const struct vl_view *v = r->c->data;
	uint32_t *to = (uint32_t *)(void *)vl_buf_room(&a->data, r->n * 4);

	for (int64_t i = 0; i < r->n; i++) {
		to[i] = 0;
		if (!valid || vl_bit_get(valid, i))
			VL_TRY(ipc_table_code(
			    a->values, &v[row_at(r, i)], &to[i], err));
	}
	a->data.len += r->n * 4;
	return 0;
}

/* ---- nested ---- */

static int
add_list(struct ipc_array *a, const struct rows *r, const uint64_t *valid,
    struct vl_err *err)
{
	const struct vl_span *s = r->c->data;
	struct ipc_array *child = &a->child[0];
	int64_t end = child->rows;
	int64_t from = 0; /* elements that follow each other go together */
	int64_t n = 0;
	int32_t *offset;

	if (a->offsets.len == 0)
		vl_buf_add(&a->offsets, &(int32_t){ 0 }, 4);
	offset = (int32_t *)(void *)vl_buf_room(&a->offsets, r->n * 4);
	for (int64_t i = 0; i < r->n; i++) {
		struct vl_span at = s[row_at(r, i)];

		if (valid && !vl_bit_get(valid, i))
			at.len = 0;
		end += at.len;
		if (end > INT32_MAX)
			return vl_fail(err, VL_ELIMIT,
			    "lists of over 2147483647 elements");
		offset[i] = (int32_t)end;
		if (at.len == 0)
			continue;
		if (n > 0 && at.from == from + n) {
			n += at.len;
			continue;
		}
		VL_TRY(ipc_array_add(child, r->c->child, NULL, from, n, err));
		from = at.from;
		n = at.len;
	}
	a->offsets.len += r->n * 4;
	return ipc_array_add(child, r->c->child, NULL, from, n, err);
}

static int
add_struct(struct ipc_array *a, const struct rows *r, struct vl_err *err)
{
	for (int i = 0; i < a->children; i++)
		VL_TRY(ipc_array_add(
		    &a->child[i], &r->c->child[i], r->sel, r->from, r->n, err));
	return 0;
}

/* ---- all of them ---- */

static int
add_flat(struct ipc_array *a, const struct rows *r, struct vl_err *err)
{
	struct vl_buf scratch = { 0 };
	const uint64_t *valid = gather_valid(r, &scratch);
	int rc = 0;

	if (a->values)
		rc = r->c->form == VL_DICT ? add_codes(a, r, valid, err) :
					     add_values(a, r, valid, err);
	else if (vl_type_is_view(a->type))
		rc = add_strings(a, r, err);
	else if (a->type.id == VL_TYPE_LIST)
		rc = add_list(a, r, valid, err);
	else if (a->type.id == VL_TYPE_STRUCT)
		rc = add_struct(a, r, err);
	else if (a->type.id == VL_TYPE_BOOL)
		add_bool(a, r);
	else if (a->type.id == VL_TYPE_INTERVAL)
		rc = add_interval(a, r, err);
	else if (a->type.id != VL_TYPE_NULL)
		add_fixed(a, r);
	if (rc == 0) {
		if (a->type.id == VL_TYPE_NULL)
			a->nulls += r->n;
		else
			add_valid(a, valid, r->n);
		a->rows += r->n;
	}
	vl_buf_release(&scratch);
	return rc;
}

int
ipc_array_add(struct ipc_array *a, const struct vl_column *c,
    const uint16_t *sel, int64_t from, int64_t n, struct vl_err *err)
{
	struct rows r = { c, sel, from, n };
	struct vl_arena scratch = { 0 };
	struct vl_column flat;
	int rc;

	assert(c->form != VL_RAW);
	if (n == 0)
		return 0;
	if (c->form == VL_FLAT || (c->form == VL_DICT && a->values) ||
	    c->type.id == VL_TYPE_NULL)
		return add_flat(a, &r, err);
	/* Only the rows asked for are made flat. */
	if (c->form == VL_CONST) {
		flat = *c;
		flat.rows = n;
		r.sel = NULL;
		r.from = 0;
	} else if (sel) {
		flat = vl_column_take(&scratch, c, sel + from, n);
		r.sel = NULL;
		r.from = 0;
	} else {
		flat = vl_column_slice(&scratch, c, from, n);
		r.from = 0;
	}
	flat = vl_column_flat(&scratch, &flat);
	r.c = &flat;
	rc = add_flat(a, &r, err);
	vl_arena_release(&scratch);
	return rc;
}

/* ---- joining ---- */

static int
join_codes(
    struct ipc_array *a, const struct ipc_array *from, struct vl_err *err)
{
	const int32_t *o = (const int32_t *)(const void *)from->offsets.p;
	const uint64_t *valid = (const uint64_t *)(const void *)from->valid.p;
	uint32_t *to =
	    (uint32_t *)(void *)vl_buf_room(&a->data, from->rows * 4);

	for (int64_t i = 0; i < from->rows; i++) {
		struct vl_view v =
		    vl_view(from->data.p + o[i], o[i + 1] - o[i]);

		to[i] = 0;
		if (from->nulls == 0 || vl_bit_get(valid, i))
			VL_TRY(ipc_table_code(a->values, &v, &to[i], err));
	}
	a->data.len += from->rows * 4;
	return 0;
}

static int
join_offsets(
    struct ipc_array *a, const struct ipc_array *from, struct vl_err *err)
{
	const int32_t *in = (const int32_t *)(const void *)from->offsets.p;
	int32_t *to;
	int64_t base;

	if (a->offsets.len == 0)
		vl_buf_add(&a->offsets, &(int32_t){ 0 }, 4);
	to = (int32_t *)(void *)vl_buf_room(&a->offsets, from->rows * 4);
	base = to[-1];
	if (base + in[from->rows] > INT32_MAX)
		return vl_fail(err, VL_ELIMIT, "over 2 GiB in one message");
	for (int64_t i = 0; i < from->rows; i++)
		to[i] = (int32_t)(base + in[i + 1]);
	a->offsets.len += from->rows * 4;
	return 0;
}

static void
join_bits(struct vl_buf *to, int64_t at, const struct vl_buf *from, int64_t n)
{
	int64_t bytes = (at + n + 7) / 8;

	vl_buf_room(to, vl_bits_words(at + n) * 8 + 8 - to->len);
	vl_bits_append((uint64_t *)(void *)to->p, at,
	    (const uint64_t *)(const void *)from->p, n);
	to->len = bytes;
}

int
ipc_array_join(
    struct ipc_array *a, const struct ipc_array *from, struct vl_err *err)
{
	if (from->rows == 0)
		return 0;
	if (a->values) {
		VL_TRY(join_codes(a, from, err));
	} else {
		if (from->offsets.len > 0)
			VL_TRY(join_offsets(a, from, err));
		if (a->type.id == VL_TYPE_BOOL)
			join_bits(&a->data, a->rows, &from->data, from->rows);
		else
			vl_buf_add(&a->data, from->data.p, from->data.len);
		for (int i = 0; i < a->children; i++)
			VL_TRY(
			    ipc_array_join(&a->child[i], &from->child[i], err));
	}
	if (a->type.id == VL_TYPE_NULL)
		a->nulls += from->nulls;
	else
		add_valid(a,
		    from->nulls ?
			(const uint64_t *)(const void *)from->valid.p :
			NULL,
		    from->rows);
	a->rows += from->rows;
	return 0;
}

/* ---- sizes ---- */

static int64_t
string_bytes(const struct vl_column *c, const struct rows *r)
{
	const struct vl_view *v = c->form == VL_DICT ? c->child->data : c->data;
	const uint32_t *code = c->data;
	int64_t sum = r->n * 4;

	if (c->form == VL_CONST)
		return sum + r->n * v->len;
	if (c->form == VL_DICT) {
		for (int64_t i = 0; c->child->rows && i < r->n; i++)
			sum += v[code[row_at(r, i)]].len;
		return sum;
	}
	for (int64_t i = 0; i < r->n; i++)
		sum += v[row_at(r, i)].len;
	return sum;
}

int64_t
ipc_column_bytes(const struct ipc_array *a, const struct vl_column *c,
    const uint16_t *sel, int64_t from, int64_t n)
{
	struct rows r = { c, sel, from, n };
	int64_t sum = 0;

	if (a->values)
		return n * 4;
	if (vl_type_is_view(c->type))
		return string_bytes(c, &r);
	if (c->type.id == VL_TYPE_STRUCT) {
		for (int i = 0; i < a->children; i++)
			sum += ipc_column_bytes(
			    &a->child[i], &c->child[i], sel, from, n);
		return sum;
	}
	if (c->type.id != VL_TYPE_LIST)
		return n * vl_type_bytes(c->type);
	const struct vl_span *s = c->data;

	for (int64_t i = 0; i < n; i++) {
		struct vl_span at = s[c->form == VL_CONST ? 0 : row_at(&r, i)];

		if (at.len)
			sum += ipc_column_bytes(
			    &a->child[0], c->child, NULL, at.from, at.len);
	}
	return sum + n * 4;
}
