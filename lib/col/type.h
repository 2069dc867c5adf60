/*
 * type.h -- what a value can be.
 *
 * One table lists the types; names, widths and classes are derived from it.
 * A struct vl_type is a small value that is copied freely; what it points to
 * (children) lives in the arena of the schema that it is part of.
 */
#ifndef VL_COL_TYPE_H
#define VL_COL_TYPE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/interval.h"
#include "base/str.h"
#include "base/time.h"

struct vl_arena;
struct vl_buf;
struct vl_err;
struct vl_field;

/* clang-format off */
/*
 * symbol		SQL name	bytes	stored in vl_column.data as */
#define VL_TYPES(X) \
X(VL_TYPE_NULL,		"NULL",		1)  /* nothing: every row is NULL */ \
X(VL_TYPE_BOOL,		"BOOLEAN",	1)  /* uint8_t, 0 or 1 */ \
X(VL_TYPE_I8,		"TINYINT",	1)  /* int8_t */ \
X(VL_TYPE_I16,		"SMALLINT",	2)  \
X(VL_TYPE_I32,		"INTEGER",	4)  \
X(VL_TYPE_I64,		"BIGINT",	8)  \
X(VL_TYPE_U8,		"UTINYINT",	1)  \
X(VL_TYPE_U16,		"USMALLINT",	2)  \
X(VL_TYPE_U32,		"UINTEGER",	4)  \
X(VL_TYPE_U64,		"UBIGINT",	8)  \
X(VL_TYPE_I128,		"HUGEINT",	16) /* vl_i128 */ \
X(VL_TYPE_F32,		"REAL",		4)  \
X(VL_TYPE_F64,		"DOUBLE",	8)  \
X(VL_TYPE_DEC,		"DECIMAL",	16) /* vl_i128, value x 10^scale */ \
X(VL_TYPE_TEXT,		"VARCHAR",	16) /* struct vl_view, UTF-8 */ \
X(VL_TYPE_BLOB,		"BLOB",		16) /* struct vl_view, any bytes */ \
X(VL_TYPE_JSON,		"JSON",		16) /* struct vl_view, text that is JSON */ \
X(VL_TYPE_DATE,		"DATE",		4)  /* int32_t, days since 1970-01-01 */ \
X(VL_TYPE_TIME,		"TIME",		8)  /* int64_t, us since midnight */ \
X(VL_TYPE_TS,		"TIMESTAMP",	8)  /* int64_t, `unit`s since 1970 */ \
X(VL_TYPE_TSTZ,		"TIMESTAMPTZ",	8)  /* the same, an instant in UTC */ \
X(VL_TYPE_INTERVAL,	"INTERVAL",	16) /* struct vl_interval */ \
X(VL_TYPE_LIST,		"LIST",		8)  /* struct vl_span into child[0] */ \
X(VL_TYPE_STRUCT,	"STRUCT",	0)  /* nothing; values in child[i] */ \
X(VL_TYPE_VECTOR,	"FLOAT[]",	0)  /* float[rows * size] */
/* clang-format on */

/* KEEP IN STEP: numeric types are contiguous, I8 .. DEC, widest last. */
enum vl_type_id {
#define X(sym, name, bytes) sym,
	VL_TYPES(X)
#undef X
	VL_TYPE_COUNT
};

struct vl_type {
	uint8_t id;        /* enum vl_type_id */
	uint8_t unit;      /* TS, TSTZ: enum vl_unit; TIME is always us */
	uint8_t precision; /* DEC: digits, 1 .. 38 */
	uint8_t scale;     /* DEC: digits behind the point, 0 .. precision */
	int32_t size;      /* VECTOR: elements; STRUCT: children; LIST: 1 */
	const struct vl_field *child; /* LIST: one, STRUCT: `size` of them */
};

/* The plain type of that id: microseconds, DECIMAL(18,3) as in DuckDB. */
struct vl_type vl_type(enum vl_type_id id);
struct vl_type vl_type_dec(int precision, int scale);
struct vl_type vl_type_vector(int32_t size);
struct vl_type vl_type_ts(enum vl_unit unit, bool zoned);
struct vl_type vl_type_list(struct vl_arena *a, struct vl_type of);

bool vl_type_eq(struct vl_type a, struct vl_type b);

/* Bytes of one value in vl_column.data; 0 for STRUCT. */
int64_t vl_type_bytes(struct vl_type t);

/* Append the SQL name: "DECIMAL(18,3)", "BIGINT[]", "STRUCT(a BIGINT)". */
void vl_type_name(struct vl_type t, struct vl_buf *out);

/* The same in an arena, for messages. */
const char *vl_type_show(struct vl_arena *a, struct vl_type t);

/*
 * The type that a name of SQL stands for, with its parameters: "int",
 * "decimal(10,2)", "float[384]", "bigint[]".  Case does not matter.
 * Errors: VL_ETYPE with candidates.
 */
int vl_type_parse(struct vl_arena *a, struct vl_str name, struct vl_type *out,
    struct vl_err *err);

static inline bool
vl_type_is_int(struct vl_type t)
{
	return t.id >= VL_TYPE_I8 && t.id <= VL_TYPE_I128;
}

static inline bool
vl_type_is_float(struct vl_type t)
{
	return t.id == VL_TYPE_F32 || t.id == VL_TYPE_F64;
}

static inline bool
vl_type_is_numeric(struct vl_type t)
{
	return t.id >= VL_TYPE_I8 && t.id <= VL_TYPE_DEC;
}

/* Stored as struct vl_view. */
static inline bool
vl_type_is_view(struct vl_type t)
{
	return t.id == VL_TYPE_TEXT || t.id == VL_TYPE_BLOB ||
	    t.id == VL_TYPE_JSON;
}

static inline bool
vl_type_is_temporal(struct vl_type t)
{
	return t.id >= VL_TYPE_DATE && t.id <= VL_TYPE_TSTZ;
}

#endif
