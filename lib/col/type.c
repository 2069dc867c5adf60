/* type.c -- the names of types, both ways. */
#include "col/type.h"

#include <assert.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "col/schema.h"

enum {
	NAME_BYTES = 64,    /* of the longest type name without parameters */
	DEPTH_MAX = 32,     /* of nested types */
	FIELDS_MAX = 10000, /* of one STRUCT */
	VECTOR_MAX = 65535, /* elements of a vector */
	DEC_PRECISION = 18, /* of a plain DECIMAL */
	DEC_SCALE = 3,
	DEC_PRECISION_MAX = 38,
};

static const struct {
	const char *name;
	uint8_t bytes;
} types[] = {
#define X(sym, name, bytes) [sym] = { name, bytes },
	VL_TYPES(X)
#undef X
};

/* clang-format off */
/* Other names: those of PostgreSQL, and of DuckDB where it has its own. */
static const struct {
	const char *name;
	uint8_t id;
	uint8_t unit;
} aliases[] = {
	{ "bool",			VL_TYPE_BOOL,	0 },
	{ "logical",			VL_TYPE_BOOL,	0 },
	{ "int1",			VL_TYPE_I8,	0 },
	{ "int2",			VL_TYPE_I16,	0 },
	{ "short",			VL_TYPE_I16,	0 },
	{ "int",			VL_TYPE_I32,	0 },
	{ "int4",			VL_TYPE_I32,	0 },
	{ "signed",			VL_TYPE_I32,	0 },
	{ "int8",			VL_TYPE_I64,	0 },
	{ "int64",			VL_TYPE_I64,	0 },
	{ "long",			VL_TYPE_I64,	0 },
	{ "uint8",			VL_TYPE_U8,	0 },
	{ "uint16",			VL_TYPE_U16,	0 },
	{ "uint32",			VL_TYPE_U32,	0 },
	{ "uint64",			VL_TYPE_U64,	0 },
	{ "int128",			VL_TYPE_I128,	0 },
	{ "float4",			VL_TYPE_F32,	0 },
	{ "float32",			VL_TYPE_F32,	0 },
	{ "float",			VL_TYPE_F64,	0 },
	{ "float8",			VL_TYPE_F64,	0 },
	{ "float64",			VL_TYPE_F64,	0 },
	{ "double precision",		VL_TYPE_F64,	0 },
	{ "dec",			VL_TYPE_DEC,	0 },
	{ "numeric",			VL_TYPE_DEC,	0 },
	{ "text",			VL_TYPE_TEXT,	0 },
	{ "string",			VL_TYPE_TEXT,	0 },
	{ "utf8",			VL_TYPE_TEXT,	0 },
	{ "char",			VL_TYPE_TEXT,	0 },
	{ "character",			VL_TYPE_TEXT,	0 },
	{ "bpchar",			VL_TYPE_TEXT,	0 },
	{ "character varying",		VL_TYPE_TEXT,	0 },
	{ "bytea",			VL_TYPE_BLOB,	0 },
	{ "binary",			VL_TYPE_BLOB,	0 },
	{ "varbinary",			VL_TYPE_BLOB,	0 },
	{ "jsonb",			VL_TYPE_JSON,	0 },
	{ "time without time zone",	VL_TYPE_TIME,	0 },
	{ "datetime",			VL_TYPE_TS,	VL_UNIT_US },
	{ "timestamp without time zone", VL_TYPE_TS,	VL_UNIT_US },
	{ "timestamp_s",		VL_TYPE_TS,	VL_UNIT_S },
	{ "timestamp_ms",		VL_TYPE_TS,	VL_UNIT_MS },
	{ "timestamp_us",		VL_TYPE_TS,	VL_UNIT_US },
	{ "timestamp_ns",		VL_TYPE_TS,	VL_UNIT_NS },
	{ "timestamp with time zone",	VL_TYPE_TSTZ,	VL_UNIT_US },
	{ "timestamptz_s",		VL_TYPE_TSTZ,	VL_UNIT_S },
	{ "timestamptz_ms",		VL_TYPE_TSTZ,	VL_UNIT_MS },
	{ "timestamptz_us",		VL_TYPE_TSTZ,	VL_UNIT_US },
	{ "timestamptz_ns",		VL_TYPE_TSTZ,	VL_UNIT_NS },
	{ "vector",			VL_TYPE_VECTOR,	0 },
};
/* clang-format on */

struct vl_type
vl_type(enum vl_type_id id)
{
	struct vl_type t = { .id = (uint8_t)id };

	if (id == VL_TYPE_TS || id == VL_TYPE_TSTZ || id == VL_TYPE_TIME)
		t.unit = VL_UNIT_US;
	if (id == VL_TYPE_DEC)
		return vl_type_dec(DEC_PRECISION, DEC_SCALE);
	return t;
}

struct vl_type
vl_type_dec(int precision, int scale)
{
	assert(precision >= 1 && precision <= DEC_PRECISION_MAX);
	assert(scale >= 0 && scale <= precision);
	return (struct vl_type){ .id = VL_TYPE_DEC,
		.precision = (uint8_t)precision,
		.scale = (uint8_t)scale };
}

struct vl_type
vl_type_vector(int32_t size)
{
	assert(size > 0);
	return (struct vl_type){ .id = VL_TYPE_VECTOR, .size = size };
}

struct vl_type
vl_type_ts(enum vl_unit unit, bool zoned)
{
	return (struct vl_type){ .id = zoned ? VL_TYPE_TSTZ : VL_TYPE_TS,
		.unit = (uint8_t)unit };
}

struct vl_type
vl_type_list(struct vl_arena *a, struct vl_type of)
{
	struct vl_field *f = vl_new(a, struct vl_field, 1);

	f->name = VL_STR("item");
	f->type = of;
	return (struct vl_type){ .id = VL_TYPE_LIST, .size = 1, .child = f };
}

bool
vl_type_eq(struct vl_type a, struct vl_type b)
{
	if (a.id != b.id)
		return false;
	switch (a.id) {
	case VL_TYPE_TS:
	case VL_TYPE_TSTZ: return a.unit == b.unit;
	case VL_TYPE_DEC:
		return a.precision == b.precision && a.scale == b.scale;
	case VL_TYPE_VECTOR: return a.size == b.size;
	case VL_TYPE_LIST: return vl_type_eq(a.child->type, b.child->type);
	case VL_TYPE_STRUCT: break;
	default: return true;
	}
	if (a.size != b.size)
		return false;
	for (int32_t i = 0; i < a.size; i++)
		if (!vl_str_eq(a.child[i].name, b.child[i].name) ||
		    !vl_type_eq(a.child[i].type, b.child[i].type))
			return false;
	return true;
}

int64_t
vl_type_bytes(struct vl_type t)
{
	if (t.id == VL_TYPE_VECTOR)
		return t.size * (int64_t)sizeof(float);
	return types[t.id].bytes;
}

/* A field's name, quoted where it would not read back bare. */
static void
name_field(struct vl_str name, struct vl_buf *out)
{
	bool bare = name.n > 0 && !(name.p[0] >= '0' && name.p[0] <= '9');

	for (int64_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		bare = bare &&
		    ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			c == '_');
	}
	if (bare) {
		vl_buf_str(out, name);
		return;
	}
	vl_buf_quoted(out, '"', name);
}

void
vl_type_name(struct vl_type t, struct vl_buf *out)
{
	static const char *const suffix[] = { "_S", "_MS", "", "_NS" };

	switch (t.id) {
	case VL_TYPE_DEC:
		vl_buf_printf(out, "DECIMAL(%d,%d)", t.precision, t.scale);
		break;
	case VL_TYPE_VECTOR: vl_buf_printf(out, "FLOAT[%d]", t.size); break;
	case VL_TYPE_TS:
	case VL_TYPE_TSTZ:
		vl_buf_cstr(out, types[t.id].name);
		vl_buf_cstr(out, suffix[t.unit]);
		break;
	case VL_TYPE_LIST:
		vl_type_name(t.child->type, out);
		vl_buf_cstr(out, "[]");
		break;
	case VL_TYPE_STRUCT:
		vl_buf_cstr(out, "STRUCT(");
		for (int32_t i = 0; i < t.size; i++) {
			vl_buf_cstr(out, i ? ", " : "");
			name_field(t.child[i].name, out);
			vl_buf_byte(out, ' ');
			vl_type_name(t.child[i].type, out);
		}
		vl_buf_byte(out, ')');
		break;
	default: vl_buf_cstr(out, types[t.id].name); break;
	}
}

const char *
vl_type_show(struct vl_arena *a, struct vl_type t)
{
	struct vl_buf b = { 0 };

	vl_type_name(t, &b);
	const char *z = vl_str_cstr(a, vl_buf_view(&b));

	vl_buf_release(&b);
	return z;
}

/* What is left of a type's text; depth counts the types around it. */
struct cursor {
	struct vl_arena *arena;
	struct vl_err *err;
	struct vl_str whole;
	const char *p;
	const char *end;
	int depth;
};

static int parse_type(struct cursor *c, struct vl_type *out);

static int
fail_near(struct cursor *c, const char *expected)
{
	return vl_fail(c->err, VL_ETYPE, "type '%.*s': expected %s at byte %d",
	    (int)(c->whole.n < NAME_BYTES ? c->whole.n : NAME_BYTES),
	    c->whole.p, expected, (int)(c->p - c->whole.p) + 1);
}

static void
skip_blanks(struct cursor *c)
{
	while (
	    c->p < c->end && (*c->p == ' ' || (*c->p >= '\t' && *c->p <= '\r')))
		c->p++;
}

static bool
accept(struct cursor *c, char want)
{
	skip_blanks(c);
	if (c->p == c->end || *c->p != want)
		return false;
	c->p++;
	return true;
}

static bool
is_word(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
	    (ch >= '0' && ch <= '9') || ch == '_' || (ch & 0x80);
}

static struct vl_str
take_word(struct cursor *c)
{
	skip_blanks(c);
	const char *from = c->p;

	while (c->p < c->end && is_word(*c->p))
		c->p++;
	return (struct vl_str){ from, c->p - from };
}

static int
take_count(struct cursor *c, int32_t min, int32_t max, int32_t *out)
{
	struct vl_str w = take_word(c);
	int64_t v = 0;

	for (int64_t i = 0; i < w.n && v <= max; i++) {
		if (w.p[i] < '0' || w.p[i] > '9') {
			c->p = w.p;
			return fail_near(c, "a number");
		}
		v = v * 10 + (w.p[i] - '0');
	}
	if (w.n == 0)
		return fail_near(c, "a number");
	if (v < min || v > max)
		return vl_fail(c->err, VL_ETYPE,
		    "type '%.*s': %.*s is not between %d and %d",
		    (int)(c->whole.n < NAME_BYTES ? c->whole.n : NAME_BYTES),
		    c->whole.p, (int)(w.n < 20 ? w.n : 20), w.p, min, max);
	*out = (int32_t)v;
	return 0;
}

/* A field's name: a word, or anything in double quotes. */
static int
take_name(struct cursor *c, struct vl_str *out)
{
	if (!accept(c, '"')) {
		struct vl_str w = take_word(c);

		if (w.n == 0)
			return fail_near(c, "a field name");
		*out = vl_str_copy(c->arena, w);
		return 0;
	}
	const char *close = c->p;

	while (close < c->end &&
	    (*close != '"' || (close + 1 < c->end && close[1] == '"')))
		close += *close == '"' ? 2 : 1;
	if (close >= c->end)
		return fail_near(c, "a closing quote");
	char *to = vl_new(c->arena, char, close - c->p + 1);

	*out = (struct vl_str){ to, 0 };
	for (; c->p < close; c->p++) {
		to[out->n++] = *c->p;
		c->p += *c->p == '"'; /* "" is one */
	}
	c->p++;
	return 0;
}

/* Fields up to the bracket that closes: commas of this level, and one. */
static int64_t
count_fields(const struct cursor *c)
{
	int64_t count = 1;
	int depth = 0;
	bool quoted = false;

	for (const char *p = c->p; p < c->end && depth >= 0; p++) {
		quoted ^= *p == '"';
		if (quoted)
			continue;
		depth += (*p == '(') - (*p == ')');
		count += *p == ',' && depth == 0;
	}
	return count;
}

static int
take_struct(struct cursor *c, struct vl_type *out)
{
	struct vl_field *fields;
	int32_t count = 0;

	if (!accept(c, '('))
		return fail_near(c, "'(' and the fields of the struct");
	int64_t room = count_fields(c);

	if (room > FIELDS_MAX)
		return vl_fail(c->err, VL_ELIMIT,
		    "a struct of more than %d fields", FIELDS_MAX);
	fields = vl_new(c->arena, struct vl_field, room);
	do {
		assert(count < room);
		VL_TRY(take_name(c, &fields[count].name));
		VL_TRY(parse_type(c, &fields[count].type));
		count++;
	} while (accept(c, ','));
	if (!accept(c, ')'))
		return fail_near(c, "',' or ')'");
	*out = (struct vl_type){
		.id = VL_TYPE_STRUCT, .size = count, .child = fields
	};
	return 0;
}

/* The words of a name, lower case, one blank between: "double precision".
 * Numbers in brackets may stand behind any of them. */
static int
take_words(struct cursor *c, char name[NAME_BYTES], int32_t arg[2], int *args)
{
	int64_t n = 0;

	for (;;) {
		struct vl_str w = take_word(c);

		if (w.n == 0 && (n == 0 || *args > 0 || !accept(c, '(')))
			break;
		if (w.n == 0) {
			do {
				if (*args == 2)
					return fail_near(c, "')'");
				VL_TRY(take_count(
				    c, 0, INT32_MAX - 1, &arg[(*args)++]));
			} while (accept(c, ','));
			if (!accept(c, ')'))
				return fail_near(c, "',' or ')'");
			continue;
		}
		if (n + w.n + 2 > NAME_BYTES)
			break;
		if (n > 0)
			name[n++] = ' ';
		for (int64_t i = 0; i < w.n; i++)
			name[n++] = (char)(w.p[i] >= 'A' && w.p[i] <= 'Z' ?
				w.p[i] + 32 :
				w.p[i]);
		name[n] = '\0';
		if (strcmp(name, "struct") == 0)
			break;
	}
	name[n] = '\0';
	return n > 0 ? 0 : fail_near(c, "the name of a type");
}

static bool
look_up(const char *name, struct vl_type *out)
{
	for (int id = 0; id < VL_TYPE_LIST; id++) {
		if (vl_str_is_fold(vl_str(types[id].name), name)) {
			*out = vl_type((enum vl_type_id)id);
			return true;
		}
	}
	for (int64_t i = 0; i < VL_COUNTOF(aliases); i++) {
		if (strcmp(aliases[i].name, name) == 0) {
			*out = vl_type((enum vl_type_id)aliases[i].id);
			if (out->id == VL_TYPE_TS || out->id == VL_TYPE_TSTZ)
				out->unit = aliases[i].unit;
			return true;
		}
	}
	return false;
}

static int
fail_unknown(struct cursor *c, const char *name)
{
	vl_fail(c->err, VL_ETYPE, "no type '%s'", name);
	if (strcmp(name, "list") == 0 || strcmp(name, "array") == 0)
		return vl_err_hint(c->err, "a list is written BIGINT[]");
	for (int id = 0; id < VL_TYPE_LIST; id++)
		if (vl_str_near(vl_str(name), vl_str(types[id].name)))
			vl_err_candidate(c->err, types[id].name,
			    (int64_t)strlen(types[id].name));
	for (int64_t i = 0; i < VL_COUNTOF(aliases); i++)
		if (vl_str_near(vl_str(name), vl_str(aliases[i].name)))
			vl_err_candidate(c->err, aliases[i].name,
			    (int64_t)strlen(aliases[i].name));
	return VL_ETYPE;
}

/* TIMESTAMP(p): digits behind the second. */
static int
set_unit(struct cursor *c, int32_t digits, struct vl_type *t)
{
	if (digits % 3 != 0 || digits > 9)
		return fail_near(c, "0, 3, 6 or 9 digits before here");
	t->unit = (uint8_t)(digits / 3);
	return 0;
}

/* What the numbers in brackets mean. */
static int
apply(struct cursor *c, const int32_t arg[2], int args, struct vl_type *t)
{
	bool text = t->id == VL_TYPE_TEXT || t->id == VL_TYPE_BLOB;

	switch (args) {
	case 1:
		if (t->id == VL_TYPE_TS || t->id == VL_TYPE_TSTZ)
			return set_unit(c, arg[0], t);
		if (text) /* VARCHAR(10): the length is not enforced */
			return 0;
		if (t->id == VL_TYPE_VECTOR && arg[0] >= 1 &&
		    arg[0] <= VECTOR_MAX) {
			t->size = arg[0];
			return 0;
		}
		VL_FALLTHROUGH;
	case 2:
		if (t->id != VL_TYPE_DEC || arg[0] < 1 ||
		    arg[0] > DEC_PRECISION_MAX ||
		    (args == 2 && arg[1] > arg[0]))
			return fail_near(c, "other numbers before here");
		*t = vl_type_dec(arg[0], args == 2 ? arg[1] : 0);
		return 0;
	default:
		return t->id == VL_TYPE_VECTOR && t->size == 0 ?
		    fail_near(c, "'(' and the number of elements") :
		    0;
	}
}

/* [] is a list; FLOAT[n] and REAL[n] are vectors. */
static int
take_suffixes(struct cursor *c, struct vl_type *t)
{
	bool plain = t->id == VL_TYPE_F32 || t->id == VL_TYPE_F64;
	int depth = c->depth;

	for (; accept(c, '['); plain = false) {
		int32_t n = 0;

		if (++depth > DEPTH_MAX)
			return vl_fail(c->err, VL_ELIMIT,
			    "types nested more than %d deep", DEPTH_MAX);
		if (accept(c, ']')) {
			*t = vl_type_list(c->arena, *t);
			continue;
		}
		if (!plain)
			return fail_near(c, "']'");
		VL_TRY(take_count(c, 1, VECTOR_MAX, &n));
		if (!accept(c, ']'))
			return fail_near(c, "']'");
		*t = vl_type_vector(n);
	}
	return 0;
}

static int
parse_type(struct cursor *c, struct vl_type *out)
{
	char name[NAME_BYTES];
	int32_t arg[2] = { 0 };
	int args = 0;

	if (++c->depth > DEPTH_MAX)
		return vl_fail(c->err, VL_ELIMIT,
		    "types nested more than %d deep", DEPTH_MAX);
	VL_TRY(take_words(c, name, arg, &args));
	if (strcmp(name, "struct") == 0)
		VL_TRY(take_struct(c, out));
	else if (!look_up(name, out))
		return fail_unknown(c, name);
	else
		VL_TRY(apply(c, arg, args, out));
	VL_TRY(take_suffixes(c, out));
	c->depth--;
	return 0;
}

int
vl_type_parse(struct vl_arena *a, struct vl_str name, struct vl_type *out,
    struct vl_err *err)
{
	struct cursor c = { .arena = a,
		.err = err,
		.whole = name,
		.p = name.p,
		.end = name.p + name.n };

	VL_TRY(parse_type(&c, out));
	skip_blanks(&c);
	return c.p == c.end ? 0 : fail_near(&c, "nothing more");
}
