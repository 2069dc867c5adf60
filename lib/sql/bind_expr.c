/* bind_expr.c -- expressions: operators and functions chosen by types. */
#include "sql/bind_int.h"

#include "base/buf.h"

/* A function or operator that the registry must have. */
int
bind_call_named(struct block *k, const char *name, int count,
    const struct vl_expr *const *arg, int64_t at, const struct vl_expr **out)
{
	struct binder *b = k->b;

	if (!vl_func_exists(vl_str(name)))
		return bind_unsupported(
		    b, at, vl_str_printf(b->arena, "the operator '%s'", name));
	return vl_expr_call(
	    b->arena, vl_str(name), count, arg, at, out, b->err);
}

int
bind_again(struct binder *b, int64_t before, int64_t times, int64_t at)
{
	int64_t nodes = b->nodes - before;

	if (times > 0 && nodes > (BIND_NODES_MAX - b->nodes) / times) {
		vl_fail(b->err, VL_ELIMIT,
		    "the expression unfolds to more than %d parts",
		    BIND_NODES_MAX);
		return bind_fail_at(b, at);
	}
	b->nodes += nodes * times;
	return 0;
}

int
bind_item(struct block *k, int i, const struct vl_expr **out)
{
	struct item *item = &k->item[i];
	struct binder *b = k->b;
	int64_t before = b->nodes;

	if (item->busy) {
		vl_fail(b->err, VL_ESEMANTIC,
		    "the alias '%.*s' stands for itself",
		    bind_shown(item->alias), item->alias.p);
		return bind_fail_at(b, item->at);
	}
	if (item->expr) {
		b->nodes += item->nodes;
		*out = item->expr;
		return bind_again(b, before, 0, item->at);
	}
	item->busy = true;
	if (item->ast)
		VL_TRY(bind_expr(k, item->ast, &item->expr));
	else
		item->expr = scope_expr(b, &k->scope, item->column, item->at);
	item->busy = false;
	item->nodes = b->nodes - before;
	*out = item->expr;
	return 0;
}

/* All arguments of a node from the first one on. */
static int
bind_args(struct block *k, const struct ast_expr *x, int from,
    const struct vl_expr ***out)
{
	int n = x->count - from;
	const struct vl_expr **arg =
	    vl_new(k->b->arena, const struct vl_expr *, n);

	for (int i = 0; i < n; i++)
		VL_TRY(bind_expr(k, x->arg[from + i], &arg[i]));
	*out = arg;
	return 0;
}

static int
bind_operator(
    struct block *k, const struct ast_expr *x, const struct vl_expr **out)
{
	const struct ast_expr *first = x->arg[0];
	const struct vl_expr **arg;

	/* -9223372036854775808 has no positive form. */
	if (x->kind == AST_UNARY && x->op == OP_SUB &&
	    (first->kind == AST_INT || first->kind == AST_NUMBER))
		return bind_literal(k, first, true, out);
	VL_TRY(bind_args(k, x, 0, &arg));
	return bind_call_named(
	    k, ast_op_text(x->op), x->count, arg, x->at, out);
}

static int
bind_logic(
    struct block *k, const struct ast_expr *x, const struct vl_expr **out)
{
	const struct vl_expr **arg;

	VL_TRY(bind_args(k, x, 0, &arg));
	return vl_expr_logic(k->b->arena,
	    x->kind == AST_AND ? VL_EXPR_AND : VL_EXPR_OR, x->count, arg, x->at,
	    out, k->b->err);
}

static int
bind_not(struct block *k, const struct ast_expr *x, const struct vl_expr **out)
{
	const struct vl_expr *arg;

	VL_TRY(bind_condition(k, x->arg[0], "NOT", &arg));
	return bind_call_named(k, "not", 1, &arg, x->at, out);
}

static int
bind_is(struct block *k, const struct ast_expr *x, const struct vl_expr **out)
{
	static const char *const name[][2] = {
		[IS_NULL] = { "is null", "is not null" },
		[IS_TRUE] = { "is true", "is not true" },
		[IS_FALSE] = { "is false", "is not false" },
		[IS_UNKNOWN] = { "is unknown", "is not unknown" },
		[IS_DISTINCT] = { "is distinct from", "is not distinct from" },
	};
	const struct vl_expr **arg;

	VL_TRY(bind_args(k, x, 0, &arg));
	return bind_call_named(
	    k, name[x->is][x->negated], x->count, arg, x->at, out);
}

/* x BETWEEN a AND b is x >= a AND x <= b; NOT is x < a OR x > b. */
static int
bind_between(
    struct block *k, const struct ast_expr *x, const struct vl_expr **out)
{
	const struct vl_expr **arg;
	const struct vl_expr *high[2];
	const struct vl_expr *both[2];

	int64_t before = k->b->nodes;

	VL_TRY(bind_args(k, x, 0, &arg));
	VL_TRY(bind_again(k->b, before, 1, x->at));
	high[0] = arg[0];
	high[1] = arg[2];
	VL_TRY(bind_call_named(
	    k, x->negated ? "<" : ">=", 2, arg, x->at, &both[0]));
	VL_TRY(bind_call_named(
	    k, x->negated ? ">" : "<=", 2, high, x->at, &both[1]));
	return vl_expr_logic(k->b->arena, x->negated ? VL_EXPR_OR : VL_EXPR_AND,
	    2, both, x->at, out, k->b->err);
}

static int
bind_in(struct block *k, const struct ast_expr *x, const struct vl_expr **out)
{
	const struct vl_expr **arg;
	const struct vl_expr *of;
	int64_t before = k->b->nodes;

	if (x->query)
		return bind_unsupported(k->b, x->at, "a subquery in IN");
	VL_TRY(bind_expr(k, x->arg[0], &of));
	VL_TRY(bind_again(k->b, before, x->count - 2, x->at));
	VL_TRY(bind_args(k, x, 1, &arg));
	return vl_expr_in(k->b->arena, of, x->count - 1, arg, x->negated, x->at,
	    out, k->b->err);
}

/* x = ANY ([a, b]) is x IN (a, b); x <> ALL ([a, b]) is x NOT IN (a, b). */
static int
bind_quantified(
    struct block *k, const struct ast_expr *x, const struct vl_expr **out)
{
	const struct vl_expr *of;
	const struct vl_expr **list;

	if (x->query || x->arg[1]->kind != AST_LIST ||
	    x->op != (x->flag ? OP_NE : OP_EQ))
		return bind_unsupported(k->b, x->at, x->flag ? "ALL" : "ANY");
	VL_TRY(bind_expr(k, x->arg[0], &of));
	VL_TRY(bind_args(k, x->arg[1], 0, &list));
	return vl_expr_in(k->b->arena, of, x->arg[1]->count, list, x->flag,
	    x->at, out, k->b->err);
}

static int
bind_like(struct block *k, const struct ast_expr *x, const struct vl_expr **out)
{
	const struct vl_expr **arg;
	const char *name = x->op == OP_LIKE ? "like" :
	    x->op == OP_ILIKE               ? "ilike" :
	    x->op == OP_GLOB                ? "glob" :
					      "similar to";

	VL_TRY(bind_args(k, x, 0, &arg));
	if (!x->negated)
		return bind_call_named(k, name, x->count, arg, x->at, out);
	name = vl_str_printf(k->b->arena, "not %s", name);
	return bind_call_named(k, name, x->count, arg, x->at, out);
}

/* CASE x WHEN a THEN b is CASE WHEN x = a THEN b. */
static int
bind_case(struct block *k, const struct ast_expr *x, const struct vl_expr **out)
{
	struct vl_arena *a = k->b->arena;
	const struct vl_expr **arg =
	    vl_new(a, const struct vl_expr *, x->count + 1);
	const struct vl_expr *pair[2];
	int64_t before = k->b->nodes;
	int n = 0;
	int i = x->flag;

	if (x->flag) {
		VL_TRY(bind_expr(k, x->arg[0], &pair[0]));
		VL_TRY(bind_again(k->b, before, x->count / 2 - 1, x->at));
	}
	for (; i + 1 < x->count; i += 2) {
		if (x->flag) {
			VL_TRY(bind_expr(k, x->arg[i], &pair[1]));
			VL_TRY(bind_call_named(
			    k, "=", 2, pair, x->arg[i]->at, &arg[n++]));
		} else {
			VL_TRY(bind_expr(k, x->arg[i], &arg[n++]));
		}
		VL_TRY(bind_expr(k, x->arg[i + 1], &arg[n++]));
	}
	if (x->negated)
		VL_TRY(bind_expr(k, x->arg[i], &arg[n++]));
	else
		arg[n++] = vl_expr_null(a, x->at);
	return vl_expr_case(a, n, arg, x->at, out, k->b->err);
}

static int
bind_cast(struct block *k, const struct ast_expr *x, const struct vl_expr **out)
{
	const struct vl_expr *e;
	struct vl_type type;

	VL_TRY(bind_expr(k, x->arg[0], &e));
	VL_TRY(bind_type(k->b, &x->type, &type));
	return vl_expr_cast(k->b->arena, e, type, x->flag, out, k->b->err);
}

/* What a call asks for that scalar functions do not have. */
static int
check_scalar(struct binder *b, const struct ast_expr *x)
{
	const struct ast_call *c = x->call;
	const char *what = c->distinct ? "DISTINCT" :
	    c->filter                  ? "FILTER" :
	    c->order_count > 0         ? "ORDER BY" :
	    c->star                    ? "*" :
					 NULL;

	if (!what)
		return 0;
	vl_fail(b->err, VL_ESEMANTIC, "%s() takes no %s: it is no aggregate",
	    vl_str_cstr(b->arena, x->name[0]), what);
	return bind_fail_at(b, x->at);
}

static int
bind_function(
    struct block *k, const struct ast_expr *x, const struct vl_expr **out)
{
	struct binder *b = k->b;
	const struct vl_expr **arg;

	if (x->call->over)
		return bind_unsupported(
		    b, x->call->over->at, "a window function (OVER)");
	if (x->name_count > 1)
		return bind_unsupported(b, x->at, "a function of a schema");
	for (int i = 0; x->call->arg_name && i < x->count; i++)
		if (x->call->arg_name[i].n > 0)
			return bind_unsupported(
			    b, x->arg[i]->at, "an argument by name");
	if (vl_agg_exists(x->name[0]))
		return bind_agg(k, x, out);
	if (vl_func_exists(x->name[0]))
		VL_TRY(check_scalar(b, x));
	VL_TRY(bind_args(k, x, 0, &arg));
	return vl_expr_call(
	    b->arena, x->name[0], x->count, arg, x->at, out, b->err);
}

/* A node that is a call of a function of the registry by another spelling. */
static int
bind_as_call(struct block *k, const struct ast_expr *x, const char *name,
    const char *feature, const struct vl_expr **out)
{
	const struct vl_expr **arg;

	if (!vl_func_exists(vl_str(name)))
		return bind_unsupported(k->b, x->at, feature);
	VL_TRY(bind_args(k, x, 0, &arg));
	return vl_expr_call(
	    k->b->arena, vl_str(name), x->count, arg, x->at, out, k->b->err);
}

static int
bind_field(
    struct block *k, const struct ast_expr *x, const struct vl_expr **out)
{
	const struct vl_expr *arg[2];

	VL_TRY(bind_expr(k, x->arg[0], &arg[0]));
	arg[1] = vl_expr_text(k->b->arena, x->name[0], x->at);
	return bind_call_named(k, "struct_extract", 2, arg, x->at, out);
}

/* ts AT TIME ZONE zone is PostgreSQL's timezone(zone, ts). */
static int
bind_zone(struct block *k, const struct ast_expr *x, const struct vl_expr **out)
{
	const struct vl_expr *arg[2];

	VL_TRY(bind_expr(k, x->arg[0], &arg[1]));
	VL_TRY(bind_expr(k, x->arg[1], &arg[0]));
	return bind_call_named(k, "timezone", 2, arg, x->at, out);
}

static int
bind_node(struct block *k, const struct ast_expr *x, const struct vl_expr **out)
{
	struct binder *b = k->b;

	switch (x->kind) {
	case AST_NULL:
	case AST_BOOL:
	case AST_INT:
	case AST_NUMBER:
	case AST_STRING:
	case AST_BLOB:
	case AST_TYPED:
	case AST_INTERVAL: return bind_literal(k, x, false, out);
	case AST_NAME: return bind_column(k, x, out);
	case AST_UNARY:
	case AST_BINARY: return bind_operator(k, x, out);
	case AST_AND:
	case AST_OR: return bind_logic(k, x, out);
	case AST_NOT: return bind_not(k, x, out);
	case AST_IS: return bind_is(k, x, out);
	case AST_BETWEEN: return bind_between(k, x, out);
	case AST_IN: return bind_in(k, x, out);
	case AST_LIKE: return bind_like(k, x, out);
	case AST_CASE: return bind_case(k, x, out);
	case AST_CAST: return bind_cast(k, x, out);
	case AST_CALL: return bind_function(k, x, out);
	case AST_QUANT: return bind_quantified(k, x, out);
	case AST_FIELD: return bind_field(k, x, out);
	case AST_ZONE: return bind_zone(k, x, out);
	case AST_LIST: return bind_as_call(k, x, "list_value", "a list", out);
	case AST_INDEX: return bind_as_call(k, x, "[]", "a subscript", out);
	case AST_PARAM: return bind_unsupported(b, x->at, "a parameter");
	case AST_SUBQUERY:
		return bind_unsupported(
		    b, x->at, "a subquery in an expression");
	case AST_EXISTS: return bind_unsupported(b, x->at, "EXISTS");
	case AST_SLICE: return bind_unsupported(b, x->at, "a slice");
	case AST_STRUCT: return bind_unsupported(b, x->at, "a struct");
	case AST_MAP: return bind_unsupported(b, x->at, "MAP");
	case AST_ROW: return bind_unsupported(b, x->at, "a row of values");
	case AST_LAMBDA: return bind_unsupported(b, x->at, "a lambda");
	case AST_COLLATE: return bind_unsupported(b, x->at, "COLLATE");
	case AST_STAR: break;
	}
	vl_fail(b->err, VL_ESEMANTIC, "* cannot stand in an expression");
	vl_err_hint(b->err,
	    "it lists all columns in SELECT, and count(*) "
	    "counts rows");
	return bind_fail_at(b, x->at);
}

/*
 * n = 'x7' where n is BIGINT: text that stands beside a column is read as the
 * type of that, which a file's sample may have decided.
 */
static int
hint_at_text(struct block *k, const struct ast_expr *x)
{
	struct vl_err *err = k->b->err;
	const struct ast_expr *text = NULL;

	if (err->code != VL_EVALUE || err->hint[0] != '\0')
		return err->code;
	for (int i = 0; i < x->count; i++)
		if (x->arg[i]->kind == AST_STRING && x->arg[i]->at == err->at)
			text = x->arg[i];
	for (int i = 0; text && i < x->count; i++) {
		const struct ast_expr *name = x->arg[i];
		struct vl_str none = { 0 };

		if (name->kind != AST_NAME || name->name_count != 1)
			continue;
		int c = scope_find(&k->scope, none, name->name[0]);

		if (c < 0)
			continue;
		const struct vl_field *f =
		    &k->scope.plan->schema->field[k->scope.column[c].index];

		return vl_err_hint(err,
		    "column '%.*s' is %s; %.*s::VARCHAR "
		    "is its text",
		    bind_shown(f->name), f->name.p,
		    vl_type_show(k->b->arena, f->type),
		    bind_shown(name->name[0]), name->name[0].p);
	}
	return err->code;
}

int
bind_expr(struct block *k, const struct ast_expr *x, const struct vl_expr **out)
{
	if (++k->b->nodes > BIND_NODES_MAX)
		return bind_again(k->b, 0, 1, x->at);
	return bind_node(k, x, out) < 0 ? hint_at_text(k, x) : 0;
}

int
bind_condition(struct block *k, const struct ast_expr *x, const char *what,
    const struct vl_expr **out)
{
	struct binder *b = k->b;
	const struct vl_expr *e;

	VL_TRY(bind_expr(k, x, &e));
	*out = e;
	if (e->type.id == VL_TYPE_BOOL || e->type.id == VL_TYPE_NULL)
		return 0;
	if (e->kind == VL_EXPR_CONST && e->type.id == VL_TYPE_TEXT)
		return vl_expr_cast(
		    b->arena, e, vl_type(VL_TYPE_BOOL), false, out, b->err);
	vl_fail(b->err, VL_ETYPE, "%s needs a condition, found %s", what,
	    vl_type_show(b->arena, e->type));
	vl_err_hint(b->err, "compare it with something, as in x <> 0");
	return bind_fail_at(b, x->at);
}
