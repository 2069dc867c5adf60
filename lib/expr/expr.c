/* expr.c -- the tree: make nodes, compare, copy, substitute. */
#include "expr/expr.h"

#include "expr/expr_int.h"
#include "expr/ptrmap.h"

struct vl_expr *
expr_new(struct vl_arena *a, enum vl_expr_kind kind, struct vl_type type,
    int64_t at, int count, const struct vl_expr *const *arg)
{
	struct vl_expr *e = vl_new(a, struct vl_expr, 1);

	*e = (struct vl_expr){
		.kind = kind, .type = type, .at = at, .count = count
	};
	if (count > 0) {
		const struct vl_expr **copy =
		    vl_new(a, const struct vl_expr *, count);

		memcpy(copy, arg, (size_t)count * sizeof *copy);
		e->arg = copy;
	}
	return e;
}

const struct vl_expr *
vl_expr_column(
    struct vl_arena *a, const struct vl_schema *s, int column, int64_t at)
{
	struct vl_expr *e =
	    expr_new(a, VL_EXPR_COLUMN, s->field[column].type, at, 0, NULL);

	e->column = column;
	return e;
}

static struct vl_expr *
new_const(struct vl_arena *a, const struct vl_column *one, int64_t at)
{
	struct vl_expr *e = expr_new(a, VL_EXPR_CONST, one->type, at, 0, NULL);

	e->value = *one;
	e->value.form = VL_CONST;
	e->value.rows = 1;
	return e;
}

const struct vl_expr *
vl_expr_const(struct vl_arena *a, const struct vl_column *one, int64_t at)
{
	struct vl_column copy;

	if (vl_column_is_null(one, 0))
		copy = vl_column_null(one->type, 1);
	else
		copy = vl_column_copy(a, one);
	return new_const(a, &copy, at);
}

const struct vl_expr *
vl_expr_null(struct vl_arena *a, int64_t at)
{
	struct vl_column c = vl_column_null(vl_type(VL_TYPE_NULL), 1);

	return new_const(a, &c, at);
}

/* A constant of n bytes of data. */
static const struct vl_expr *
scalar(struct vl_arena *a, enum vl_type_id id, const void *p, int64_t n,
    int64_t at)
{
	void *data = vl_arena_buffer(a, n);
	struct vl_column c = { .type = vl_type(id), .rows = 1, .data = data };

	memcpy(data, p, (size_t)n);
	return new_const(a, &c, at);
}

const struct vl_expr *
vl_expr_bool(struct vl_arena *a, bool v, int64_t at)
{
	uint8_t byte = v;

	return scalar(a, VL_TYPE_BOOL, &byte, sizeof byte, at);
}

const struct vl_expr *
vl_expr_i64(struct vl_arena *a, int64_t v, int64_t at)
{
	return scalar(a, VL_TYPE_I64, &v, sizeof v, at);
}

const struct vl_expr *
vl_expr_f64(struct vl_arena *a, double v, int64_t at)
{
	return scalar(a, VL_TYPE_F64, &v, sizeof v, at);
}

const struct vl_expr *
vl_expr_text(struct vl_arena *a, struct vl_str v, int64_t at)
{
	char *bytes = vl_arena_buffer(a, v.n);

	if (v.n > 0)
		memcpy(bytes, v.p, (size_t)v.n);
	struct vl_view view = vl_view(bytes, v.n);

	return scalar(a, VL_TYPE_TEXT, &view, sizeof view, at);
}

bool
expr_const_i64(const struct vl_expr *e, int64_t *out)
{
	if (!expr_is_const(e) || expr_is_null(e))
		return false;
	switch (e->type.id) {
	case VL_TYPE_I8: *out = *(const int8_t *)e->value.data; return true;
	case VL_TYPE_I16: *out = *(const int16_t *)e->value.data; return true;
	case VL_TYPE_I32: *out = *(const int32_t *)e->value.data; return true;
	case VL_TYPE_I64: *out = *(const int64_t *)e->value.data; return true;
	case VL_TYPE_U8: *out = *(const uint8_t *)e->value.data; return true;
	case VL_TYPE_U16: *out = *(const uint16_t *)e->value.data; return true;
	case VL_TYPE_U32: *out = *(const uint32_t *)e->value.data; return true;
	default: return false;
	}
}

/* Bytes, nulls and all: constants are compared as they are stored. */
static bool
const_eq(const struct vl_column *x, const struct vl_column *y, int64_t row)
{
	int64_t bytes = vl_type_bytes(x->type);
	bool null = vl_column_is_null(x, row);

	if (null || vl_column_is_null(y, row))
		return null && vl_column_is_null(y, row);
	if (vl_type_is_view(x->type))
		return vl_view_eq((const struct vl_view *)x->data + row,
		    (const struct vl_view *)y->data + row);
	if (x->type.id == VL_TYPE_VECTOR)
		bytes = x->type.size * (int64_t)sizeof(float);
	/* Nested constants are rare: the same node or another value. */
	if (x->type.id == VL_TYPE_LIST || x->type.id == VL_TYPE_STRUCT)
		return x->data == y->data && x->child == y->child;
	return memcmp((const char *)x->data + row * bytes,
		   (const char *)y->data + row * bytes, (size_t)bytes) == 0;
}

static bool
same_value(const struct vl_column *x, const struct vl_column *y)
{
	if (x->rows != y->rows)
		return false;
	for (int64_t i = 0; i < x->rows; i++)
		if (!const_eq(x, y, i))
			return false;
	return true;
}

bool
expr_same_node(const struct vl_expr *x, const struct vl_expr *y)
{
	if (x->kind != y->kind || x->count != y->count || x->func != y->func ||
	    x->column != y->column || x->try_cast != y->try_cast ||
	    x->negated != y->negated || !vl_type_eq(x->type, y->type))
		return false;
	return (x->kind != VL_EXPR_CONST && x->kind != VL_EXPR_IN) ||
	    same_value(&x->value, &y->value);
}

bool
vl_expr_eq(const struct vl_expr *x, const struct vl_expr *y)
{
	if (x == y)
		return true;
	if (!expr_same_node(x, y))
		return false;
	for (int i = 0; i < x->count; i++)
		if (!vl_expr_eq(x->arg[i], y->arg[i]))
			return false;
	return true;
}

/* How a copy treats columns: an expression, or another number. */
struct rewrite {
	struct vl_arena *a;
	const struct vl_expr *const *map;
	const int *index;
	struct ptrmap done; /* nodes are shared: each is copied once */
};

static const struct vl_expr *
rewrite_node(struct rewrite *r, const struct vl_expr *e)
{
	const struct vl_expr *known = ptrmap_get(&r->done, e);
	struct vl_expr *copy;

	if (known)
		return known;
	if (e->kind == VL_EXPR_CONST)
		return e;
	if (e->kind == VL_EXPR_COLUMN && r->map)
		return r->map[e->column];
	copy = expr_new(r->a, e->kind, e->type, e->at, e->count, e->arg);
	copy->column = e->column;
	copy->value = e->value;
	copy->func = e->func;
	copy->try_cast = e->try_cast;
	copy->negated = e->negated;
	if (e->kind == VL_EXPR_COLUMN)
		copy->column = r->index[e->column];
	if (e->count > 0) {
		const struct vl_expr **arg =
		    vl_new(r->a, const struct vl_expr *, e->count);

		for (int i = 0; i < e->count; i++)
			arg[i] = rewrite_node(r, e->arg[i]);
		copy->arg = arg;
	}
	ptrmap_put(&r->done, e, copy);
	return copy;
}

const struct vl_expr *
vl_expr_substitute(struct vl_arena *a, const struct vl_expr *e,
    const struct vl_expr *const *map)
{
	struct rewrite r = { .a = a, .map = map };
	const struct vl_expr *out = rewrite_node(&r, e);

	ptrmap_release(&r.done);
	return out;
}

const struct vl_expr *
vl_expr_renumber(struct vl_arena *a, const struct vl_expr *e, const int *index)
{
	struct rewrite r = { .a = a, .index = index };
	const struct vl_expr *out = rewrite_node(&r, e);

	ptrmap_release(&r.done);
	return out;
}

static void
mark_columns(struct ptrmap *done, const struct vl_expr *e, bool *used)
{
	if (e->kind == VL_EXPR_COLUMN)
		used[e->column] = true;
	if (e->count == 0 || ptrmap_get(done, e))
		return;
	ptrmap_put(done, e, e);
	for (int i = 0; i < e->count; i++)
		mark_columns(done, e->arg[i], used);
}

void
vl_expr_columns(const struct vl_expr *e, bool *used)
{
	struct ptrmap done = { 0 };

	mark_columns(&done, e, used);
	ptrmap_release(&done);
}

static bool
is_constant(struct ptrmap *done, const struct vl_expr *e)
{
	if (e->kind == VL_EXPR_COLUMN)
		return false;
	if (e->kind == VL_EXPR_CALL && (e->func->flags & VL_FUNC_VOLATILE))
		return false;
	if (e->count == 0 || ptrmap_get(done, e))
		return true;
	for (int i = 0; i < e->count; i++)
		if (!is_constant(done, e->arg[i]))
			return false;
	ptrmap_put(done, e, e);
	return true;
}

bool
vl_expr_is_constant(const struct vl_expr *e)
{
	struct ptrmap done = { 0 };
	bool constant = is_constant(&done, e);

	ptrmap_release(&done);
	return constant;
}
