/* layout.c -- Arrow's schema message to layouts, and schemas to messages. */
#include "ipc/layout.h"

#include <assert.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/utf8.h"

enum {
	DEC_DIGITS = 38 /* what 128 bits hold */
};

/*
 * Types of ours that Arrow stores as another are told by a note of the field.
 * Arrow's own way, an extension type, makes Polars refuse the stream; what
 * others say in that way is understood.
 */
static const char NOTE[] = "vl:type";
static const char JSON_NAME[] = "json";
static const char HUGEINT_NAME[] = "hugeint";
static const char EXTENSION[] = "ARROW:extension:name";
static const char JSON_EXTENSION[] = "arrow.json";

/* ---- reading ---- */

struct reader {
	struct vl_arena *arena;
	struct vl_err *err;
	int fields; /* met so far, whole schema */
	struct ipc_dict **dict;
	int dict_count;
	int dict_room;
};

static int read_field(struct reader *r, struct flat_table t, int depth,
    int *index, struct ipc_field *out, struct vl_field *field);

static int
corrupt(struct reader *r, const char *what)
{
	return vl_fail(r->err, VL_EFORMAT, "corrupt Arrow schema: %s", what);
}

static int
unsupported(struct reader *r, const struct ipc_field *f, const char *what)
{
	return vl_fail(r->err, VL_EUNSUPPORTED,
	    "column '%.*s': %s is not supported", (int)f->name.n, f->name.p,
	    what);
}

static const struct vl_pair *
read_pairs(struct vl_arena *a, struct flat_vec v, int *count)
{
	struct vl_pair *pair;

	*count = 0;
	if (v.count > IPC_FIELDS_MAX) {
		v.f->bad = true;
		return NULL;
	}
	pair = vl_new(a, struct vl_pair, v.count);
	for (int64_t i = 0; i < v.count && !v.f->bad; i++) {
		struct flat_table t = flat_vec_table(v, i);

		pair[i].key = vl_str_copy(a, flat_str(t, 0));
		pair[i].value = vl_str_copy(a, flat_str(t, 1));
	}
	if (!v.f->bad)
		*count = (int)v.count;
	return pair;
}

static struct vl_str
pair_find(const struct vl_field *f, const char *key)
{
	for (int i = 0; i < f->meta_count; i++)
		if (vl_str_is(f->meta[i].key, key))
			return f->meta[i].value;
	return (struct vl_str){ 0 };
}

static int
read_int(struct reader *r, struct flat_table t, struct ipc_field *f)
{
	static const uint8_t of_bits[2][4] = {
		{ VL_TYPE_U8, VL_TYPE_U16, VL_TYPE_U32, VL_TYPE_U64 },
		{ VL_TYPE_I8, VL_TYPE_I16, VL_TYPE_I32, VL_TYPE_I64 },
	};

	f->id = IPC_INT;
	f->bits = flat_i32(t, 0, 0);
	f->is_signed = flat_u8(t, 1, 0) != 0;
	if (f->bits != 8 && f->bits != 16 && f->bits != 32 && f->bits != 64)
		return corrupt(r, "an integer's width");
	f->type = vl_type(of_bits[f->is_signed][f->bits == 8 ? 0 :
		f->bits == 16                                ? 1 :
		f->bits == 32                                ? 2 :
							       3]);
	return 0;
}

static int
read_decimal(struct reader *r, struct flat_table t, struct ipc_field *f)
{
	int32_t digits = flat_i32(t, 0, 0);
	int32_t scale = flat_i32(t, 1, 0);

	f->bits = flat_i32(t, 2, 128);
	f->scale = scale;
	if (f->bits != 32 && f->bits != 64 && f->bits != 128 && f->bits != 256)
		return corrupt(r, "a decimal's width");
	if (digits < 1 || digits > 76 || scale < -76 || scale > 76)
		return corrupt(r, "a decimal's precision");
	if (scale > DEC_DIGITS)
		return unsupported(r, f, "a DECIMAL of over 38 places");
	if (scale < 0) {
		digits -= scale;
		scale = 0;
	}
	if (digits < scale)
		digits = scale;
	f->type = vl_type_dec(digits > DEC_DIGITS ? DEC_DIGITS : digits, scale);
	return 0;
}

/* Times and intervals: the unit, and the type that it makes. */
static int
read_temporal(struct reader *r, struct flat_table t, struct ipc_field *f)
{
	static const int16_t absent[IPC_ID_COUNT] = {
		[IPC_DATE] = IPC_MILLI,
		[IPC_TIME] = VL_UNIT_MS,
		[IPC_DURATION] = VL_UNIT_MS,
	};
	int16_t unit = flat_i16(t, 0, absent[f->id]);

	if (unit < 0 ||
	    unit > (f->id == IPC_DATE            ? IPC_MILLI :
			   f->id == IPC_INTERVAL ? IPC_MONTH_DAY_NANO :
						   VL_UNIT_NS))
		return corrupt(r, "a unit of time");
	f->unit = (uint8_t)unit;
	if (f->id == IPC_DATE) {
		/* Producers keep times of day in 64-bit dates. */
		f->type = unit == IPC_DAY ? vl_type(VL_TYPE_DATE) :
					    vl_type_ts(VL_UNIT_MS, false);
	} else if (f->id == IPC_TIME) {
		f->bits = flat_i32(t, 1, 32);
		if (f->bits != (unit >= VL_UNIT_US ? 64 : 32))
			return corrupt(r, "the width of a time");
		f->type = vl_type(VL_TYPE_TIME);
	} else if (f->id == IPC_TIMESTAMP) {
		f->type = vl_type_ts(unit, flat_str(t, 1).n > 0);
	} else {
		f->type = vl_type(VL_TYPE_INTERVAL);
	}
	return 0;
}

static int
read_union(struct reader *r, struct flat_table t, struct ipc_field *f)
{
	struct flat_vec ids = flat_vec(t, 1, 4);

	f->unit = (uint8_t)flat_i16(t, 0, IPC_SPARSE);
	if (f->unit > IPC_DENSE || (ids.at && ids.count != f->children) ||
	    f->children > 128)
		return corrupt(r, "a union's type ids");
	f->union_child = vl_new(r->arena, int8_t, 128);
	memset(f->union_child, -1, 128);
	for (int i = 0; i < f->children; i++) {
		int32_t id = i;

		if (ids.at)
			memcpy(&id, flat_vec_at(ids, i, 4), sizeof id);
		if (id < 0 || id > 127)
			return corrupt(r, "a union's type ids");
		f->union_child[id] = (int8_t)i;
	}
	f->type = vl_type(VL_TYPE_JSON);
	return 0;
}

/* Types whose parameters are a table of scalars, or that have none. */
static int
read_plain(struct reader *r, struct flat_table t, struct ipc_field *f)
{
	switch ((enum ipc_id)f->id) {
	case IPC_NULL: f->type = vl_type(VL_TYPE_NULL); return 0;
	case IPC_INT: return read_int(r, t, f);
	case IPC_FLOAT:
		f->unit = (uint8_t)flat_i16(t, 0, IPC_HALF);
		if (f->unit > IPC_DOUBLE)
			return corrupt(r, "a float's width");
		f->type =
		    vl_type(f->unit == IPC_DOUBLE ? VL_TYPE_F64 : VL_TYPE_F32);
		return 0;
	case IPC_UTF8:
	case IPC_LARGE_UTF8:
	case IPC_UTF8_VIEW: f->type = vl_type(VL_TYPE_TEXT); return 0;
	case IPC_FIXED_BINARY:
		f->size = flat_i32(t, 0, 0);
		if (f->size < 1)
			return corrupt(r, "the width of a binary");
		f->type = vl_type(VL_TYPE_BLOB);
		return 0;
	case IPC_BINARY:
	case IPC_LARGE_BINARY:
	case IPC_BINARY_VIEW: f->type = vl_type(VL_TYPE_BLOB); return 0;
	case IPC_BOOL: f->type = vl_type(VL_TYPE_BOOL); return 0;
	case IPC_DECIMAL: return read_decimal(r, t, f);
	case IPC_DATE:
	case IPC_TIME:
	case IPC_TIMESTAMP:
	case IPC_INTERVAL:
	case IPC_DURATION: return read_temporal(r, t, f);
	case IPC_UNION: return read_union(r, t, f);
	case IPC_LIST:
	case IPC_STRUCT:
	case IPC_FIXED_LIST:
	case IPC_MAP:
	case IPC_LARGE_LIST:
	case IPC_RUN_END:
	case IPC_LIST_VIEW:
	case IPC_LARGE_LIST_VIEW:
	case IPC_ID_COUNT: break;
	}
	return corrupt(r, "an unknown type");
}

/* Types made of other types; child are the fields below f. */
static int
read_nested(struct reader *r, struct flat_table t, struct ipc_field *f,
    const struct vl_field *child)
{
	int want = f->id == IPC_STRUCT ? f->children :
	    f->id == IPC_RUN_END       ? 2 :
					 1;

	if (f->children != want)
		return corrupt(r, "the number of a column's children");
	if (f->id == IPC_RUN_END) {
		if (f->child[0].id != IPC_INT || f->child[0].dict ||
		    !f->child[0].is_signed || f->child[0].bits == 8)
			return corrupt(r, "the type of run ends");
		f->type = f->child[1].type;
		return 0;
	}
	f->type = vl_type(f->id == IPC_STRUCT ? VL_TYPE_STRUCT : VL_TYPE_LIST);
	f->type.size = want;
	f->type.child = child;
	if (f->id == IPC_MAP && f->child[0].id != IPC_STRUCT)
		return corrupt(r, "the entries of a map");
	if (f->id == IPC_FIXED_LIST) {
		f->size = flat_i32(t, 0, 0);
		if (f->size < 0)
			return corrupt(r, "the length of a list");
		if (child->type.id == VL_TYPE_F32 && f->size > 0 &&
		    f->child[0].id == IPC_FLOAT && !f->child[0].dict &&
		    f->child[0].unit == IPC_SINGLE)
			f->type = vl_type_vector(f->size);
	}
	return 0;
}

static bool
is_nested(uint8_t id)
{
	return id == IPC_LIST || id == IPC_STRUCT || id == IPC_FIXED_LIST ||
	    id == IPC_MAP || id == IPC_LARGE_LIST || id == IPC_RUN_END ||
	    id == IPC_LIST_VIEW || id == IPC_LARGE_LIST_VIEW;
}

/* The type of t, children included; extensions are the caller's. */
static int
read_value(struct reader *r, struct flat_table t, int depth, int *index,
    struct ipc_field *f)
{
	struct flat_vec v = flat_vec(t, 5, 4);
	struct flat_table type = flat_table(t, 3);

	f->id = flat_u8(t, 2, 0);
	f->index = (*index)++;
	if (v.count > IPC_FIELDS_MAX)
		return vl_fail(
		    r->err, VL_ELIMIT, "more than %d columns", IPC_FIELDS_MAX);
	f->children = (int)v.count;
	f->child = vl_new(r->arena, struct ipc_field, v.count);
	struct vl_field *child = vl_new(r->arena, struct vl_field, v.count);

	for (int i = 0; i < f->children; i++)
		VL_TRY(read_field(r, flat_vec_table(v, i), depth + 1, index,
		    &f->child[i], &child[i]));
	if (is_nested(f->id))
		return read_nested(r, type, f, child);
	if (f->children > 0 && f->id != IPC_UNION)
		return corrupt(r, "children of a plain column");
	return read_plain(r, type, f);
}

/* The dictionary of that id, met before or new. */
static int
find_dict(struct reader *r, int64_t id, struct ipc_field *value, int nodes,
    struct ipc_dict **out)
{
	for (int i = 0; i < r->dict_count; i++) {
		if (r->dict[i]->id != id)
			continue;
		*out = r->dict[i];
		if (!vl_type_eq(value->type, (*out)->value->type) ||
		    nodes != (*out)->nodes)
			return corrupt(r, "a dictionary of two types");
		return 0;
	}
	if (r->dict_count == r->dict_room) {
		int room = r->dict_room * 2 + 8;
		struct ipc_dict **more =
		    vl_new(r->arena, struct ipc_dict *, room);

		for (int i = 0; i < r->dict_count; i++)
			more[i] = r->dict[i];
		r->dict = more;
		r->dict_room = room;
	}
	*out = vl_new(r->arena, struct ipc_dict, 1);
	(*out)->id = id;
	(*out)->value = value;
	(*out)->nodes = nodes;
	(*out)->number = r->dict_count;
	r->dict[r->dict_count++] = *out;
	return 0;
}

/* t has a dictionary: f are its codes, the values have a tree of their own. */
static int
read_codes(struct reader *r, struct flat_table t, int depth, int *index,
    struct ipc_field *f)
{
	struct flat_table encoding = flat_table(t, 4);
	struct flat_table codes = flat_table(encoding, 1);
	struct ipc_field *value = vl_new(r->arena, struct ipc_field, 1);
	int nodes = 0;

	value->name = f->name;
	VL_TRY(read_value(r, t, depth, &nodes, value));
	f->index = (*index)++;
	if (codes.at) {
		VL_TRY(read_int(r, codes, f));
	} else {
		f->id = IPC_INT;
		f->bits = 32;
		f->is_signed = true;
	}
	f->type = value->type;
	return find_dict(r, flat_i64(encoding, 0, 0), value, nodes, &f->dict);
}

/* A value's layout under a type of ours that only a note tells. */
static void
apply_note(struct ipc_field *f, const struct vl_field *field)
{
	struct vl_str note = pair_find(field, NOTE);

	if (f->type.id == VL_TYPE_TEXT &&
	    (vl_str_is(note, JSON_NAME) ||
		vl_str_is(pair_find(field, EXTENSION), JSON_EXTENSION)))
		f->type = vl_type(VL_TYPE_JSON);
	if (f->type.id == VL_TYPE_DEC && f->bits == 128 && f->scale == 0 &&
	    vl_str_is(note, HUGEINT_NAME))
		f->type = vl_type(VL_TYPE_I128);
}

static int
read_field(struct reader *r, struct flat_table t, int depth, int *index,
    struct ipc_field *f, struct vl_field *field)
{
	if (depth > IPC_DEPTH_MAX)
		return vl_fail(r->err, VL_ELIMIT,
		    "columns nested deeper than %d", IPC_DEPTH_MAX);
	if (++r->fields > IPC_FIELDS_MAX)
		return vl_fail(
		    r->err, VL_ELIMIT, "more than %d columns", IPC_FIELDS_MAX);
	f->name = vl_str_copy(r->arena, flat_str(t, 0));
	if (vl_utf8_valid(f->name.p, f->name.n) < f->name.n)
		return corrupt(r, "the name of a column is not UTF-8");
	field->name = f->name;
	field->required = flat_u8(t, 1, 0) == 0;
	field->meta =
	    read_pairs(r->arena, flat_vec(t, 6, 4), &field->meta_count);
	if (flat_has(t, 4))
		VL_TRY(read_codes(r, t, depth, index, f));
	else
		VL_TRY(read_value(r, t, depth, index, f));
	apply_note(f, field);
	field->type = f->type;
	return t.f->bad ? corrupt(r, "an offset") : 0;
}

int
ipc_layout_read(struct vl_arena *a, struct flat_table t, struct ipc_layout *out,
    struct vl_err *err)
{
	struct flat_vec v = flat_vec(t, 1, 4);
	struct reader r = { .arena = a, .err = err };
	struct vl_field *fields;

	*out = (struct ipc_layout){ 0 };
	if (v.count > IPC_FIELDS_MAX)
		return vl_fail(
		    err, VL_ELIMIT, "more than %d columns", IPC_FIELDS_MAX);
	if (flat_i16(t, 0, 0) != 0)
		return vl_fail(err, VL_EUNSUPPORTED,
		    "big-endian Arrow data is not supported");
	out->schema = vl_schema_new(a, (int)v.count, &fields);
	out->field = vl_new(a, struct ipc_field, v.count);
	for (int i = 0; i < (int)v.count; i++)
		VL_TRY(read_field(&r, flat_vec_table(v, i), 1, &out->nodes,
		    &out->field[i], &fields[i]));
	out->schema->meta =
	    read_pairs(a, flat_vec(t, 2, 4), &out->schema->meta_count);
	if (t.at == 0 || t.f->bad)
		return corrupt(&r, "an offset");
	out->dict = r.dict;
	out->dict_count = r.dict_count;
	return 0;
}

/* ---- writing ---- */

static int64_t put_field(struct vl_buf *b, const struct vl_field *f,
    struct vl_type type, int64_t dict);

static int64_t
put_type_table(
    struct vl_buf *b, int fields, const uint8_t *sizes, const int16_t *value)
{
	struct flat_slots at;
	int64_t t = flat_put_table(b, fields, sizes, &at);

	for (int i = 0; i < fields; i++) {
		if (sizes[i] == 1)
			flat_put_u8(b, at.at[i], (uint8_t)value[i]);
		else if (sizes[i] == 2)
			flat_put_i16(b, at.at[i], value[i]);
		else
			flat_put_i32(b, at.at[i], value[i]);
	}
	return t;
}

static int64_t
put_int(struct vl_buf *b, int16_t bits, bool is_signed)
{
	return put_type_table(b, 2, (const uint8_t[]){ 4, 1 },
	    (const int16_t[]){ bits, is_signed });
}

static int64_t
put_decimal(struct vl_buf *b, int16_t digits, int16_t scale)
{
	return put_type_table(b, 3, (const uint8_t[]){ 4, 4, 4 },
	    (const int16_t[]){ digits, scale, 128 });
}

/* A table of one enum. */
static int64_t
put_unit(struct vl_buf *b, int16_t unit)
{
	return put_type_table(
	    b, 1, (const uint8_t[]){ 2 }, (const int16_t[]){ unit });
}

static int64_t
put_timestamp(struct vl_buf *b, struct vl_type type)
{
	bool zoned = type.id == VL_TYPE_TSTZ;
	struct flat_slots at;
	int64_t t =
	    flat_put_table(b, 2, (const uint8_t[]){ 2, zoned ? 4 : 0 }, &at);

	flat_put_i16(b, at.at[0], type.unit);
	if (zoned)
		flat_put_ref(b, at.at[1], flat_put_str(b, VL_STR("UTC")));
	return t;
}

static int64_t
put_vector(struct vl_buf *b, int32_t size)
{
	struct flat_slots at;
	int64_t t = flat_put_table(b, 1, (const uint8_t[]){ 4 }, &at);

	flat_put_i32(b, at.at[0], size);
	return t;
}

/* KEEP IN STEP: the layouts that array.c builds. */
static int64_t
put_type(struct vl_buf *b, struct vl_type type, uint8_t *id)
{
	static const uint8_t ids[VL_TYPE_COUNT] = {
		[VL_TYPE_NULL] = IPC_NULL,
		[VL_TYPE_BOOL] = IPC_BOOL,
		[VL_TYPE_I8] = IPC_INT,
		[VL_TYPE_I16] = IPC_INT,
		[VL_TYPE_I32] = IPC_INT,
		[VL_TYPE_I64] = IPC_INT,
		[VL_TYPE_U8] = IPC_INT,
		[VL_TYPE_U16] = IPC_INT,
		[VL_TYPE_U32] = IPC_INT,
		[VL_TYPE_U64] = IPC_INT,
		[VL_TYPE_I128] = IPC_DECIMAL,
		[VL_TYPE_F32] = IPC_FLOAT,
		[VL_TYPE_F64] = IPC_FLOAT,
		[VL_TYPE_DEC] = IPC_DECIMAL,
		[VL_TYPE_TEXT] = IPC_UTF8,
		[VL_TYPE_BLOB] = IPC_BINARY,
		[VL_TYPE_JSON] = IPC_UTF8,
		[VL_TYPE_DATE] = IPC_DATE,
		[VL_TYPE_TIME] = IPC_TIME,
		[VL_TYPE_TS] = IPC_TIMESTAMP,
		[VL_TYPE_TSTZ] = IPC_TIMESTAMP,
		[VL_TYPE_INTERVAL] = IPC_INTERVAL,
		[VL_TYPE_LIST] = IPC_LIST,
		[VL_TYPE_STRUCT] = IPC_STRUCT,
		[VL_TYPE_VECTOR] = IPC_FIXED_LIST,
	};

	*id = ids[type.id];
	switch (*id) {
	case IPC_INT:
		return put_int(b, (int16_t)(vl_type_bytes(type) * 8),
		    type.id <= VL_TYPE_I64);
	case IPC_DECIMAL:
		return type.id == VL_TYPE_I128 ?
		    put_decimal(b, DEC_DIGITS, 0) :
		    put_decimal(b, type.precision, type.scale);
	case IPC_FLOAT:
		return put_unit(
		    b, type.id == VL_TYPE_F64 ? IPC_DOUBLE : IPC_SINGLE);
	case IPC_DATE: return put_unit(b, IPC_DAY);
	case IPC_INTERVAL: return put_unit(b, IPC_MONTH_DAY_NANO);
	case IPC_TIME:
		return put_type_table(b, 2, (const uint8_t[]){ 2, 4 },
		    (const int16_t[]){ VL_UNIT_US, 64 });
	case IPC_TIMESTAMP: return put_timestamp(b, type);
	case IPC_FIXED_LIST: return put_vector(b, type.size);
	default: return flat_put_table(b, 0, NULL, NULL);
	}
}

static int64_t
put_children(struct vl_buf *b, struct vl_type type)
{
	static const struct vl_field item = {
		.name = { "item", 4 },
	};
	bool nested = type.id == VL_TYPE_LIST || type.id == VL_TYPE_STRUCT;
	int count = nested ? type.size : type.id == VL_TYPE_VECTOR ? 1 : 0;
	int64_t v = flat_put_refs(b, count);

	for (int i = 0; i < count; i++) {
		const struct vl_field *f = nested ? &type.child[i] : &item;
		struct vl_type of = nested ? f->type : vl_type(VL_TYPE_F32);

		flat_put_ref(b, v + 4 + 4 * i, put_field(b, f, of, -1));
	}
	return v;
}

static int64_t
put_encoding(struct vl_buf *b, int64_t id)
{
	struct flat_slots at;
	int64_t t = flat_put_table(b, 2, (const uint8_t[]){ 8, 4 }, &at);

	flat_put_i64(b, at.at[0], id);
	flat_put_ref(b, at.at[1], put_int(b, 32, true));
	return t;
}

/* The note that a type needs, or NULL. */
static const char *
type_note(struct vl_type type)
{
	return type.id == VL_TYPE_JSON ? JSON_NAME :
	    type.id == VL_TYPE_I128    ? HUGEINT_NAME :
					 NULL;
}

/* An extension of others belongs to their storage type, not to ours. */
static bool
is_kept(const struct vl_field *f, struct vl_str key)
{
	return !vl_str_is(key, NOTE) &&
	    (!vl_str_starts(key, VL_STR("ARROW:")) ||
		vl_str_starts(pair_find(f, EXTENSION), VL_STR("vl.")));
}

/* The field's own pairs and its note; their count, also without a buffer. */
static int
field_pairs(const struct vl_field *f, struct vl_type type, struct vl_pair *pair)
{
	const char *note = type_note(type);
	int n = 0;

	for (int i = 0; i < f->meta_count; i++) {
		if (!is_kept(f, f->meta[i].key))
			continue;
		if (pair)
			pair[n] = f->meta[i];
		n++;
	}
	if (note && pair)
		pair[n] = (struct vl_pair){ vl_str(NOTE), vl_str(note) };
	return n + (note != NULL);
}

static int64_t
put_field_pairs(
    struct vl_buf *b, const struct vl_field *f, struct vl_type type, int count)
{
	struct vl_arena scratch = { 0 };
	struct vl_pair *pair = vl_new(&scratch, struct vl_pair, count);
	int64_t at;

	field_pairs(f, type, pair);
	at = ipc_put_pairs(b, pair, count);
	vl_arena_release(&scratch);
	return at;
}

/* type is the field's own, except below a vector. */
static int64_t
put_field(struct vl_buf *b, const struct vl_field *f, struct vl_type type,
    int64_t dict)
{
	int pairs = field_pairs(f, type, NULL);
	const uint8_t sizes[] = { 4, 1, 1, 4, dict >= 0 ? 4 : 0, 4,
		pairs ? 4 : 0 };
	struct flat_slots at;
	int64_t t = flat_put_table(b, 7, sizes, &at);
	uint8_t id;

	flat_put_u8(b, at.at[1], !f->required);
	flat_put_ref(b, at.at[0], flat_put_str(b, f->name));
	flat_put_ref(b, at.at[3], put_type(b, type, &id));
	flat_put_u8(b, at.at[2], id);
	if (dict >= 0)
		flat_put_ref(b, at.at[4], put_encoding(b, dict));
	flat_put_ref(b, at.at[5], put_children(b, type));
	if (pairs)
		flat_put_ref(b, at.at[6], put_field_pairs(b, f, type, pairs));
	return t;
}

int64_t
ipc_put_pairs(struct vl_buf *b, const struct vl_pair *pair, int count)
{
	int64_t v = flat_put_refs(b, count);

	for (int i = 0; i < count; i++) {
		struct flat_slots at;
		int64_t t =
		    flat_put_table(b, 2, (const uint8_t[]){ 4, 4 }, &at);

		flat_put_ref(b, v + 4 + 4 * i, t);
		flat_put_ref(b, at.at[0], flat_put_str(b, pair[i].key));
		flat_put_ref(b, at.at[1], flat_put_str(b, pair[i].value));
	}
	return v;
}

int64_t
ipc_put_schema(struct vl_buf *b, const struct vl_schema *s, const int64_t *dict,
    const struct vl_pair *meta, int meta_count)
{
	struct flat_slots at;
	int64_t t = flat_put_table(b, 3, (const uint8_t[]){ 2, 4, 4 }, &at);
	int64_t v = flat_put_refs(b, s->count);

	flat_put_ref(b, at.at[1], v);
	for (int i = 0; i < s->count; i++)
		flat_put_ref(b, v + 4 + 4 * i,
		    put_field(b, &s->field[i], s->field[i].type, dict[i]));
	flat_put_ref(b, at.at[2], ipc_put_pairs(b, meta, meta_count));
	return t;
}
