/*
 * make.h -- columns and batches for tests, written as text.
 *
 *	struct vl_batch *b = make_batch(&arena, "id BIGINT, name VARCHAR", 2,
 *	    (const char *[]){ "1", "ann", "2", NULL });
 *
 * Values are read with the parsers of base; NULL is a NULL.  Nested values are
 * built with col/build.h.
 */
#ifndef VL_TESTS_MAKE_H
#define VL_TESTS_MAKE_H

#include <assert.h>

#include "base/err.h"
#include "base/num.h"
#include "base/time.h"
#include "col/batch.h"
#include "col/build.h"

static inline void
make_number(struct vl_build *b, const char *p, int64_t n)
{
	vl_i128 wide = 0;
	uint64_t u = 0;
	int ok = VL_NUM_OK;

	switch (b->type.id) {
	case VL_TYPE_F32: ok = vl_parse_f32(p, n, vl_build_slot(b)); break;
	case VL_TYPE_F64: ok = vl_parse_f64(p, n, vl_build_slot(b)); break;
	case VL_TYPE_DEC:
		ok =
		    vl_parse_dec(p, n, b->type.precision, b->type.scale, &wide);
		vl_build_i128(b, wide);
		break;
	case VL_TYPE_I128:
		ok = vl_parse_i128(p, n, &wide);
		vl_build_i128(b, wide);
		break;
	case VL_TYPE_U64:
		ok = vl_parse_u64(p, n, &u);
		vl_build_int(b, (int64_t)u);
		break;
	default:
		ok = vl_parse_i128(p, n, &wide);
		vl_build_int(b, (int64_t)wide);
	}
	assert(ok == VL_NUM_OK);
	(void)ok;
}

static inline void
make_time(struct vl_build *b, const char *p, int64_t n)
{
	int64_t v = 0;
	int32_t day = 0;
	bool zoned;
	int ok;

	if (b->type.id == VL_TYPE_DATE)
		ok = vl_parse_date(p, n, 0, &day);
	else if (b->type.id == VL_TYPE_TIME)
		ok = vl_parse_time(p, n, &v);
	else
		ok = vl_parse_ts(p, n, b->type.unit, &v, &zoned);
	assert(ok == VL_NUM_OK);
	(void)ok;
	vl_build_int(b, b->type.id == VL_TYPE_DATE ? day : v);
}

/* One value of any type that is not nested; text may be NULL. */
static inline void
make_value(struct vl_build *b, const char *text)
{
	char padded[256] = { 0 }; /* the parsers want 64 bytes behind */
	size_t n = text ? strlen(text) : 0;

	if (text == NULL) {
		vl_build_null(b);
	} else if (vl_type_is_view(b->type)) {
		vl_build_str(b, vl_str(text));
	} else if (b->type.id == VL_TYPE_BOOL) {
		vl_build_bool(b, *text == 't');
	} else {
		assert(n < sizeof padded - 64);
		memcpy(padded, text, n);
		if (vl_type_is_temporal(b->type))
			make_time(b, padded, (int64_t)n);
		else
			make_number(b, padded, (int64_t)n);
	}
}

static inline struct vl_type
make_type(struct vl_arena *a, const char *name)
{
	struct vl_err err = { 0 };
	struct vl_type t = { 0 };
	int rc = vl_type_parse(a, vl_str(name), &t, &err);

	assert(rc == 0);
	(void)rc;
	return t;
}

static inline struct vl_column
make_column(
    struct vl_arena *a, const char *type, int64_t rows, const char *const *text)
{
	struct vl_build b;

	vl_build_init(&b, a, make_type(a, type), rows);
	for (int64_t i = 0; i < rows; i++)
		make_value(&b, text[i]);
	return vl_build_finish(&b);
}

/* fields as within STRUCT(...). */
static inline struct vl_schema *
make_schema(struct vl_arena *a, const char *fields)
{
	struct vl_type t = make_type(a, vl_str_printf(a, "STRUCT(%s)", fields));
	struct vl_field *f;
	struct vl_schema *s = vl_schema_new(a, t.size, &f);

	memcpy(f, t.child, sizeof *f * (size_t)t.size);
	return s;
}

/* text: rows * fields values, row by row. */
static inline struct vl_batch *
make_batch(struct vl_arena *a, const char *fields, int64_t rows,
    const char *const *text)
{
	struct vl_schema *s = make_schema(a, fields);
	struct vl_batch *b = vl_batch_new(a, s, rows);

	for (int i = 0; i < s->count; i++) {
		struct vl_build col;

		vl_build_init(&col, a, s->field[i].type, rows);
		for (int64_t row = 0; row < rows; row++)
			make_value(&col, text[row * s->count + i]);
		b->col[i] = vl_build_finish(&col);
	}
	return b;
}

#endif
