/* dict.c -- dictionary batches, and columns of their codes. */
#include <assert.h>
#include <inttypes.h>

#include "base/alloc.h"
#include "base/err.h"
#include "ipc/load.h"

/* ---- lifetimes ---- */

struct ipc_values *
ipc_values_hold(struct ipc_values *v)
{
	if (v)
		atomic_fetch_add(&v->refs, 1);
	return v;
}

void
ipc_values_drop(struct ipc_values *v)
{
	while (v && atomic_fetch_sub(&v->refs, 1) == 1) {
		struct ipc_values *before = v->before;

		vl_arena_release(&v->arena);
		ipc_room_release(&v->body);
		vl_dealloc(v);
		v = before;
	}
}

static void
drop_all(struct ipc_dicts *d)
{
	for (int i = 0; d->values && i < d->layout->dict_count; i++)
		ipc_values_drop(d->values[i]);
	vl_dealloc(d->values);
	d->values = NULL;
}

void
ipc_dicts_start(struct ipc_dicts *d, const struct ipc_layout *layout)
{
	drop_all(d);
	d->layout = layout;
	d->values =
	    vl_alloc((int64_t)sizeof(struct ipc_values *) * layout->dict_count);
}

void
ipc_dicts_release(struct ipc_dicts *d)
{
	drop_all(d);
	vl_arena_release(&d->identity);
}

/* ---- values ---- */

static bool
has_dict(const struct ipc_field *f)
{
	bool any = f->dict != NULL;

	for (int i = 0; i < f->children; i++)
		any |= has_dict(&f->child[i]);
	return any;
}

static int
corrupt(const struct ipc_dict *dict, const char *what, struct vl_err *err)
{
	return vl_fail(err, VL_EFORMAT,
	    "corrupt Arrow dictionary of column '%.*s': %s",
	    (int)dict->value->name.n, dict->value->name.p, what);
}

/* a and b, one after the other. */
static int
join(struct vl_arena *to, const struct ipc_dict *dict,
    const struct vl_column *a, const struct vl_column *b, struct vl_column *out,
    struct vl_err *err)
{
	int64_t bytes = vl_type_bytes(a->type);
	int64_t rows = a->rows + b->rows;
	void *data;

	if (a->type.id == VL_TYPE_LIST || a->type.id == VL_TYPE_STRUCT)
		return vl_fail(err, VL_EUNSUPPORTED,
		    "column '%.*s': delta dictionaries of nested values are "
		    "not supported",
		    (int)dict->value->name.n, dict->value->name.p);
	if (rows > INT32_MAX)
		return corrupt(dict, "too many values", err);
	*out = vl_column_new(to, a->type, rows, &data);
	memcpy(data, a->data, (size_t)(a->rows * bytes));
	memcpy(
	    (char *)data + a->rows * bytes, b->data, (size_t)(b->rows * bytes));
	if (a->valid || b->valid) {
		int64_t words = vl_bits_words(rows);
		uint64_t *bits = vl_arena_buffer(to, words * 8);

		vl_bits_fill(bits, rows);
		if (a->valid)
			vl_bits_copy(bits, a->valid, 0, a->rows);
		for (int64_t i = a->rows; i < rows; i++)
			vl_bit_put(bits, i,
			    !b->valid || vl_bit_get(b->valid, i - a->rows));
		out->valid = bits;
	}
	return 0;
}

/*
 * Give equal strings one code and NULL none: fills remap with the row of
 * *unique that each row of c stands for.  True if that changes any code.
 */
static bool
make_unique(struct vl_arena *a, const struct vl_column *c, uint32_t *remap,
    struct vl_column *unique)
{
	const struct vl_view *v = c->data;
	struct vl_arena scratch = { 0 };
	int64_t slots = 16;
	uint64_t seed = vl_hash_seed();

	while (slots < c->rows * 2)
		slots *= 2;
	uint32_t *table = vl_new(&scratch, uint32_t, slots); /* row + 1 */
	struct vl_view *kept =
	    vl_arena_buffer(a, c->rows * (int64_t)sizeof *kept);
	uint32_t n = 0;

	for (int64_t i = 0; i < c->rows; i++) {
		if (vl_column_is_null(c, i)) {
			remap[i] = UINT32_MAX;
			continue;
		}
		uint64_t h = vl_view_hash(&v[i], seed) & (uint64_t)(slots - 1);

		while (table[h] && !vl_view_eq(&kept[table[h] - 1], &v[i]))
			h = (h + 1) & (uint64_t)(slots - 1);
		if (table[h] == 0) {
			kept[n] = v[i];
			table[h] = ++n;
		}
		remap[i] = table[h] - 1;
	}
	vl_arena_release(&scratch);
	*unique = (struct vl_column){
		.type = c->type, .form = VL_FLAT, .rows = n, .data = kept
	};
	return n < c->rows;
}

static void
index_values(struct ipc_values *v, struct vl_arena *identity)
{
	struct vl_column *column = vl_new(identity, struct vl_column, 1);

	*column = v->all;
	if (vl_type_is_view(v->all.type)) {
		uint32_t *remap = vl_new(&v->arena, uint32_t, v->all.rows);

		if (make_unique(&v->arena, &v->all, remap, column))
			v->remap = remap;
	}
	v->column = column;
}

static int
load_values(struct ipc_dicts *d, const struct ipc_dict *dict,
    const struct ipc_message *m, struct ipc_values *v, _Atomic int *lost,
    struct vl_err *err)
{
	struct ipc_body body = {
		.p = v->body.p,
		.version = m->version,
		.ratio_max = d->ratio_max,
		.own = d->own,
		.dict = d->values,
		.message = &v->arena,
	};
	struct ipc_load load = { &body, &v->arena, lost, err };
	struct ipc_record r;
	int64_t row;

	VL_TRY(
	    ipc_record_read(flat_table(m->header, 1), m->body_bytes, &r, err));
	VL_TRY(ipc_body_open(&body, &r, dict->value, 1, dict->nodes, err));
	VL_TRY(ipc_load(&load, dict->value, 0, r.rows, false, &v->all));
	v->all = vl_column_flat(&v->arena, &v->all);
	if (!(d->own && m->notes.has_xxh3) &&
	    ipc_check_text(&v->all, dict->value->name, &row, err) < 0)
		return vl_err_wrap(
		    err, "value %" PRId64 " of a dictionary", row + 1);
	/* Other dictionaries, whose strings these may be, can go. */
	if (has_dict(dict->value))
		v->all = vl_column_copy(&v->arena, &v->all);
	return 0;
}

static struct ipc_dict *
find_dict(const struct ipc_layout *layout, int64_t id)
{
	for (int i = 0; i < layout->dict_count; i++)
		if (layout->dict[i]->id == id)
			return layout->dict[i];
	return NULL;
}

int
ipc_dicts_take(struct ipc_dicts *d, const struct ipc_message *m,
    struct ipc_room *body, _Atomic int *lost, struct vl_err *err)
{
	int64_t id = flat_i64(m->header, 0, 0);
	bool delta = flat_u8(m->header, 2, 0) != 0;
	struct ipc_dict *dict = find_dict(d->layout, id);
	struct ipc_values *v;
	struct vl_column all;
	int rc;

	if (m->flat.bad || dict == NULL)
		return vl_fail(err, VL_EFORMAT,
		    "corrupt Arrow stream: no column has dictionary %" PRId64,
		    id);
	struct ipc_values **slot = &d->values[dict->number];

	v = vl_alloc_one(struct ipc_values);
	v->refs = 1;
	v->body = *body;
	*body = (struct ipc_room){ 0 };
	if ((rc = load_values(d, dict, m, v, lost, err)) < 0)
		goto out;
	if (delta && *slot) {
		v->before = ipc_values_hold(*slot);
		if ((rc = join(&v->arena, dict, &(*slot)->all, &v->all, &all,
			 err)) < 0)
			goto out;
		v->all = all;
	}
	index_values(v, &d->identity);
	ipc_values_drop(*slot);
	*slot = ipc_values_hold(v);
out:
	ipc_values_drop(v);
	return rc;
}

/* ---- codes ---- */

static uint64_t
code_at(const void *p, const struct ipc_field *f, int64_t i)
{
	/* A negative code becomes one that no dictionary has. */
	switch (f->bits) {
	case 8:
		return f->is_signed ? (uint64_t)((const int8_t *)p)[i] :
				      ((const uint8_t *)p)[i];
	case 16:
		return f->is_signed ? (uint64_t)((const int16_t *)p)[i] :
				      ((const uint16_t *)p)[i];
	case 32:
		return f->is_signed ? (uint64_t)((const int32_t *)p)[i] :
				      ((const uint32_t *)p)[i];
	default: return ((const uint64_t *)p)[i];
	}
}

static int
bad_code(struct ipc_load *l, const struct ipc_field *f)
{
	return corrupt(f->dict, "a code that it does not have", l->err);
}

/* The row of v->column for each row, UINT32_MAX for NULL. */
static int
map_codes(struct ipc_load *l, const struct ipc_field *f,
    const struct ipc_values *v, const void *in, const uint64_t *valid,
    int64_t n, uint32_t *out, bool *nulls)
{
	uint64_t limit = (uint64_t)v->all.rows;

	for (int64_t i = 0; i < n; i++) {
		uint64_t code = code_at(in, f, i);

		if (valid && !vl_bit_get(valid, i)) {
			out[i] = UINT32_MAX;
		} else {
			if (code >= limit)
				return bad_code(l, f);
			out[i] = v->remap ? v->remap[code] : (uint32_t)code;
		}
		*nulls |= out[i] == UINT32_MAX;
	}
	return 0;
}

/* Codes that can be used where they are. */
static int
check_codes(struct ipc_load *l, const struct ipc_field *f,
    const struct ipc_values *v, const uint32_t *in, int64_t n)
{
	uint32_t max = 0;

	for (int64_t i = 0; i < n; i++)
		max = in[i] > max ? in[i] : max;
	return n > 0 && max >= v->all.rows ? bad_code(l, f) : 0;
}

/* index with UINT32_MAX replaced by 0, and the bitmap that says where. */
static void
split_nulls(
    struct ipc_load *l, uint32_t *index, int64_t n, struct vl_column *out)
{
	uint64_t *bits = vl_arena_buffer(l->arena, vl_bits_words(n) * 8);

	vl_bits_fill(bits, n);
	for (int64_t i = 0; i < n; i++)
		if (index[i] == UINT32_MAX) {
			vl_bit_clear(bits, i);
			index[i] = 0;
		}
	out->valid = bits;
}

static void
dict_column(const struct ipc_values *v, const uint32_t *code, int64_t n,
    struct vl_column *out)
{
	*out = (struct vl_column){
		.type = v->column->type,
		.form = VL_DICT,
		.rows = n,
		.data = code,
		.child = v->column,
	};
	if (v->column->rows == 0)
		*out = vl_column_null(v->column->type, n);
}

int
ipc_load_codes(struct ipc_load *l, const struct ipc_field *f, int64_t from,
    int64_t n, bool keep_dict, struct vl_column *out)
{
	const struct ipc_values *v = l->body->dict[f->dict->number];
	int64_t width = f->bits / 8;
	bool nulls = false;
	const uint64_t *valid;
	const void *in;

	VL_TRY(ipc_load_valid(l, f, from, n, &valid));
	if (v == NULL) {
		if (valid == NULL || vl_bits_count(valid, n) > 0)
			return corrupt(f->dict, "it was never sent", l->err);
		*out = vl_column_null(f->type, n);
		*out = vl_column_flat(l->arena, out);
		return 0;
	}
	VL_TRY(ipc_body_bytes(l->body, l->body->buffer[f->index] + 1,
	    from * width, n * width, width, l->arena, &in, l->err));
	keep_dict &= vl_type_is_view(v->column->type);
	if (f->bits == 32 && valid == NULL && v->remap == NULL) {
		VL_TRY(check_codes(l, f, v, in, n));
		if (keep_dict)
			dict_column(v, in, n, out);
		else
			*out = vl_column_take32(l->arena, v->column, in, n);
		return 0;
	}
	uint32_t *index = vl_arena_buffer(l->arena, n * 4);

	VL_TRY(map_codes(l, f, v, in, valid, n, index, &nulls));
	if (!keep_dict) {
		*out = vl_column_take32(l->arena, v->column, index, n);
		return 0;
	}
	dict_column(v, index, n, out);
	if (nulls && out->form == VL_DICT)
		split_nulls(l, index, n, out);
	return 0;
}
