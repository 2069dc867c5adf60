/* bind_literal.c -- constants of the text. */
#include "sql/bind_int.h"

#include <inttypes.h>

#include "base/num.h"
#include "col/view.h"

/* A text that is to be of a type. */
static int
typed_text(struct block *k, struct vl_str text, struct vl_type type, int64_t at,
    const struct vl_expr **out)
{
	struct binder *b = k->b;

	return vl_expr_cast(b->arena, vl_expr_text(b->arena, text, at), type,
	    false, out, b->err);
}

static int
bind_int(struct block *k, const struct ast_expr *x, bool negative,
    const struct vl_expr **out)
{
	struct vl_arena *a = k->b->arena;
	char *text = vl_arena_text(a, x->text.n + 1);
	int64_t v;

	text[0] = negative ? '-' : '+';
	memcpy(text + 1, x->text.p, (size_t)x->text.n);
	if (vl_parse_i64(text, x->text.n + 1, &v) == VL_NUM_OK) {
		*out = vl_expr_i64(a, v, x->at);
		return 0;
	}
	return typed_text(k,
	    (struct vl_str){ text + !negative, x->text.n + negative },
	    vl_type(VL_TYPE_I128), x->at, out);
}

static int
bind_number(struct block *k, const struct ast_expr *x, bool negative,
    const struct vl_expr **out)
{
	double v;

	if (vl_parse_f64(x->text.p, x->text.n, &v) != VL_NUM_OK) {
		vl_fail(k->b->err, VL_EVALUE,
		    "the number %.*s is too large for DOUBLE",
		    bind_shown(x->text), x->text.p);
		return bind_fail_at(k->b, x->at);
	}
	*out = vl_expr_f64(k->b->arena, negative ? -v : v, x->at);
	return 0;
}

static int
bind_blob(struct block *k, const struct ast_expr *x, const struct vl_expr **out)
{
	struct vl_arena *a = k->b->arena;
	struct vl_view *view;
	void *data;
	struct vl_column c = vl_column_new(a, vl_type(VL_TYPE_BLOB), 1, &data);

	view = data;
	*view = vl_view(x->text.p, x->text.n);
	*out = vl_expr_const(a, &c, x->at);
	return 0;
}

/* INTERVAL '1' day is the text '1 day'; INTERVAL (x) day is x * '1 day'. */
static int
bind_interval(
    struct block *k, const struct ast_expr *x, const struct vl_expr **out)
{
	const struct ast_expr *of = x->arg[0];
	struct vl_type type = vl_type(VL_TYPE_INTERVAL);
	bool constant = of->kind == AST_STRING || of->kind == AST_INT ||
	    of->kind == AST_NUMBER;
	struct vl_str amount = constant ? of->text : VL_STR("1");
	const struct vl_expr *arg[2];
	struct vl_str text;

	text = vl_str(vl_str_printf(k->b->arena, "%.*s %.*s", (int)amount.n,
	    amount.p, (int)x->text.n, x->text.p));
	VL_TRY(typed_text(k, vl_str_trim(text), type, x->at, &arg[1]));
	*out = arg[1];
	if (constant)
		return 0;
	VL_TRY(bind_expr(k, of, &arg[0]));
	return bind_call_named(k, "*", 2, arg, x->at, out);
}

static int
bind_typed(
    struct block *k, const struct ast_expr *x, const struct vl_expr **out)
{
	struct vl_type type;

	VL_TRY(bind_type(k->b, &x->type, &type));
	return typed_text(k, x->text, type, x->at, out);
}

int
bind_literal(struct block *k, const struct ast_expr *x, bool negative,
    const struct vl_expr **out)
{
	struct vl_arena *a = k->b->arena;

	switch ((int)x->kind) {
	case AST_BOOL: *out = vl_expr_bool(a, x->flag, x->at); break;
	case AST_STRING: *out = vl_expr_text(a, x->text, x->at); break;
	case AST_INT: return bind_int(k, x, negative, out);
	case AST_NUMBER: return bind_number(k, x, negative, out);
	case AST_BLOB: return bind_blob(k, x, out);
	case AST_TYPED: return bind_typed(k, x, out);
	case AST_INTERVAL: return bind_interval(k, x, out);
	default: *out = vl_expr_null(a, x->at); break;
	}
	return 0;
}

int
bind_count(
    struct binder *b, const struct ast_expr *x, const char *what, int64_t *out)
{
	struct block none = { .b = b, .clause = what };
	const struct vl_expr *e;

	VL_TRY(bind_expr(&none, x, &e));
	if (vl_expr_is_constant(e) &&
	    (vl_type_is_int(e->type) || e->type.id == VL_TYPE_NULL)) {
		VL_TRY(vl_expr_cast(
		    b->arena, e, vl_type(VL_TYPE_I64), false, &e, b->err));
		e = vl_expr_fold(b->arena, e, NULL);
	}
	if (e->kind != VL_EXPR_CONST || e->type.id != VL_TYPE_I64) {
		vl_fail(b->err, VL_ESEMANTIC,
		    "%s needs a constant whole number", what);
		return bind_fail_at(b, x->at);
	}
	*out = vl_column_is_null(&e->value, 0) ?
	    -1 :
	    *(const int64_t *)e->value.data;
	if (*out >= 0 || vl_column_is_null(&e->value, 0))
		return 0;
	vl_fail(b->err, VL_EVALUE, "%s must not be negative, found %" PRId64,
	    what, *out);
	return bind_fail_at(b, x->at);
}
