/* func.c -- the registry: find, choose among overloads, suggest. */
#include "expr/func.h"

#include <assert.h>

#include "base/buf.h"
#include "expr/agg_int.h"
#include "expr/expr_int.h"

enum {
	TABLE_MAX = 32,
	NAME_MAX_ = 64, /* bytes of a name that can be known */
};

static const struct vl_func *func_tables[TABLE_MAX] = { func_arith, func_cmp,
	func_logic, func_cond, func_num, func_str, func_like, func_regex,
	func_time, func_part, func_strftime, func_list, func_json, func_digest,
	func_tochar };
static const struct vl_agg *agg_tables[TABLE_MAX] = { agg_count, agg_sum,
	agg_spread, agg_pair, agg_minmax, agg_pick, agg_collect };

void
vl_func_register(const struct vl_func *rows)
{
	int i = 0;

	while (func_tables[i] && func_tables[i] != rows)
		i++;
	assert(i + 1 < TABLE_MAX);
	func_tables[i] = rows;
}

void
vl_agg_register(const struct vl_agg *rows)
{
	int i = 0;

	while (agg_tables[i] && agg_tables[i] != rows)
		i++;
	assert(i + 1 < TABLE_MAX);
	agg_tables[i] = rows;
}

/* Walks every row of every table. */
struct walk {
	int table;
	int row;
};

static const struct vl_func *
next_func(struct walk *w)
{
	while (func_tables[w->table]) {
		const struct vl_func *f = &func_tables[w->table][w->row];

		if (f->name) {
			w->row++;
			return f;
		}
		w->table++;
		w->row = 0;
	}
	return NULL;
}

static const struct vl_agg *
next_agg(struct walk *w)
{
	while (agg_tables[w->table]) {
		const struct vl_agg *f = &agg_tables[w->table][w->row];

		if (f->name) {
			w->row++;
			return f;
		}
		w->table++;
		w->row = 0;
	}
	return NULL;
}

const struct vl_func *
vl_func_at(int i)
{
	struct walk w = { 0, 0 };
	const struct vl_func *f = next_func(&w);

	while (f && i-- > 0)
		f = next_func(&w);
	return f;
}

const struct vl_agg *
vl_agg_at(int i)
{
	struct walk w = { 0, 0 };
	const struct vl_agg *f = next_agg(&w);

	while (f && i-- > 0)
		f = next_agg(&w);
	return f;
}

bool
vl_func_exists(struct vl_str name)
{
	struct walk w = { 0, 0 };

	for (const struct vl_func *f; (f = next_func(&w));)
		if (vl_str_is_fold(name, f->name))
			return true;
	return false;
}

bool
vl_agg_exists(struct vl_str name)
{
	struct walk w = { 0, 0 };

	for (const struct vl_agg *f; (f = next_agg(&w));)
		if (vl_str_is_fold(name, f->name))
			return true;
	return false;
}

void
vl_func_suggest(struct vl_str name, struct vl_err *err)
{
	struct walk w = { 0, 0 };
	const char *last = "";

	/* Overloads stand together, so a name is not offered twice. */
	for (const struct vl_func *f; (f = next_func(&w));) {
		if (strcmp(f->name, last) != 0 &&
		    vl_str_near(name, vl_str(f->name)))
			vl_err_candidate(
			    err, f->name, (int64_t)strlen(f->name));
		last = f->name;
	}
	w = (struct walk){ 0, 0 };
	for (const struct vl_agg *f; (f = next_agg(&w));) {
		if (strcmp(f->name, last) != 0 &&
		    vl_str_near(name, vl_str(f->name)))
			vl_err_candidate(
			    err, f->name, (int64_t)strlen(f->name));
		last = f->name;
	}
}

static bool
is_operator(const char *name)
{
	return !(name[0] >= 'a' && name[0] <= 'z') || strchr(name, ' ') ||
	    strcmp(name, "like") == 0 || strcmp(name, "ilike") == 0;
}

/* What the arity of a name can be, over its overloads. */
struct arity {
	const char *name;
	int min;
	int max;
	bool variadic;
	bool fits;
};

static void
widen_arity(struct arity *r, const char *name, const struct sig *s, int count)
{
	if (r->name == NULL || s->required < r->min)
		r->min = s->required;
	if (s->count > r->max)
		r->max = s->count;
	r->name = name;
	r->variadic |= s->variadic;
	r->fits |= count >= s->required && (count <= s->count || s->variadic);
}

/* "VARCHAR, BIGINT": the types of arguments, for a message. */
static void
list_types(int count, const struct vl_expr *const *arg, struct vl_buf *b)
{
	for (int i = 0; i < count; i++) {
		vl_buf_cstr(b, i ? ", " : "");
		vl_buf_cstr(b, type_text(arg[i]->type).z);
	}
	vl_buf_byte(b, '\0');
}

/* A number beside text: say how to get out of it. */
static void
hint_cast(int count, const struct vl_expr *const *arg, struct vl_err *err)
{
	for (int i = 0; i < count; i++)
		for (int k = 0; k < count; k++) {
			struct vl_type to = arg[k]->type;

			if (arg[i]->type.id != VL_TYPE_TEXT ||
			    to.id == VL_TYPE_TEXT || to.id == VL_TYPE_NULL)
				continue;
			vl_err_hint(err, "convert the text: CAST(x AS %s)",
			    type_text(to).z);
			return;
		}
}

static void
add_overload(const char *args, struct vl_buf *b)
{
	vl_buf_printf(b, "%s(%s)", b->len > 0 ? ", " : "", args);
}

/* "it takes (INT), (DOUBLE)": what there is under a name. */
static void
hint_overloads(const char *name, struct vl_err *err)
{
	struct vl_buf b = { 0 };
	struct walk w = { 0, 0 };

	for (const struct vl_func *f; (f = next_func(&w));)
		if (strcmp(f->name, name) == 0)
			add_overload(f->args, &b);
	w = (struct walk){ 0, 0 };
	for (const struct vl_agg *f; (f = next_agg(&w));)
		if (strcmp(f->name, name) == 0)
			add_overload(f->args, &b);
	vl_err_hint(err, "it takes %.*s", (int)b.len, b.p);
	vl_buf_release(&b);
}

static int
no_overload(const char *name, const char *takes, int count,
    const struct vl_expr *const *arg, int64_t at, struct vl_err *err)
{
	struct vl_buf types = { 0 };

	if (is_operator(name) && count == 2) {
		vl_fail(err, VL_ETYPE, "cannot apply %s to %s and %s", name,
		    type_text(arg[0]->type).z, type_text(arg[1]->type).z);
	} else {
		list_types(count, arg, &types);
		vl_fail(err, VL_ETYPE, "%s(%s) does not exist", name, types.p);
		vl_buf_release(&types);
	}
	if (takes)
		vl_err_hint(err, "it takes (%s)", takes);
	else
		hint_cast(count, arg, err);
	if (err->hint[0] == '\0' && !is_operator(name))
		hint_overloads(name, err);
	return vl_err_at(err, VL_PHASE_BIND, at);
}

static int
unknown(struct vl_str name, int64_t at, struct vl_err *err)
{
	vl_fail(err, VL_ENAME, "unknown function '%.*s'",
	    (int)(name.n < NAME_MAX_ ? name.n : NAME_MAX_), name.p);
	vl_func_suggest(name, err);
	return vl_err_at(err, VL_PHASE_BIND, at);
}

/* Comparisons say what they compare. */
static bool
is_comparison(const struct vl_func *f)
{
	return f->family && strcmp(f->family, "comparison") == 0;
}

struct choice {
	const struct vl_func *func;
	struct sig sig;
	struct vl_type same;
	int cost;
};

/* The cheapest overload, and what there is if none fits. */
static void
choose(struct vl_arena *a, struct vl_str name, int count,
    const struct vl_expr *const *arg, struct choice *best, struct arity *arity,
    const struct vl_func **only)
{
	struct walk w = { 0, 0 };
	int named = 0;

	best->cost = INT32_MAX;
	for (const struct vl_func *f; (f = next_func(&w));) {
		struct sig sig;
		struct vl_type same;
		int cost;

		if (!vl_str_is_fold(name, f->name))
			continue;
		*only = named++ == 0 ? f : NULL;
		sig_parse(a, f->args, &sig);
		widen_arity(arity, f->name, &sig, count);
		cost = sig_cost(a, &sig, count, arg, &same);
		if (cost >= 0 && cost < best->cost)
			*best = (struct choice){ f, sig, same, cost };
	}
}

int
vl_expr_call(struct vl_arena *a, struct vl_str name, int count,
    const struct vl_expr *const *arg, int64_t at, const struct vl_expr **out,
    struct vl_err *err)
{
	struct choice best = { 0 };
	struct arity arity = { 0 };
	const struct vl_func *only = NULL;
	const struct vl_expr **args = vl_new(a, const struct vl_expr *, count);
	struct vl_type type;
	struct vl_expr *e;

	choose(a, name, count, arg, &best, &arity, &only);
	if (arity.name == NULL)
		return unknown(name, at, err);
	if (!arity.fits)
		return sig_arity_error(arity.name, arity.min, arity.max,
		    arity.variadic, count, at, err);
	if (best.func == NULL && only && is_comparison(only) && count == 2)
		return expr_clash("compare", arg[0], arg[1], err);
	if (best.func == NULL)
		return no_overload(
		    arity.name, only ? only->args : NULL, count, arg, at, err);
	if (is_comparison(best.func) && expr_is_mixed(count, arg))
		return expr_compare_mixed(a, best.func, arg, at, out, err);
	if (best.func->rewrite)
		return best.func->rewrite(a, count, arg, at, out, err);
	if (count > 0)
		memcpy(args, arg, (size_t)count * sizeof *args);
	VL_TRY(sig_apply(a, &best.sig, best.same, count, args, err));
	if (best.func->result) {
		type = sig_result(a, best.func->result, best.same);
	} else {
		int rc = best.func->type(a, count, args, &type, err);

		if (rc < 0)
			return vl_err_at(err, VL_PHASE_BIND, at);
	}
	e = expr_new(a, VL_EXPR_CALL, type, at, count, args);
	e->func = best.func;
	*out = e;
	return 0;
}

static int
agg_unknown(struct vl_str name, int64_t at, struct vl_err *err)
{
	vl_fail(err, VL_ENAME, "unknown aggregate '%.*s'",
	    (int)(name.n < NAME_MAX_ ? name.n : NAME_MAX_), name.p);
	vl_func_suggest(name, err);
	return vl_err_at(err, VL_PHASE_BIND, at);
}

struct agg_choice {
	const struct vl_agg *agg;
	struct sig sig;
	struct vl_type same;
	int cost;
};

static void
choose_agg(struct vl_arena *a, struct vl_str name, bool star, int count,
    const struct vl_expr *const *arg, struct agg_choice *best,
    struct arity *arity, const struct vl_agg **only)
{
	struct walk w = { 0, 0 };
	int named = 0;

	best->cost = INT32_MAX;
	for (const struct vl_agg *f; (f = next_agg(&w));) {
		struct sig sig;
		struct vl_type same;
		int cost;

		if (!vl_str_is_fold(name, f->name))
			continue;
		/* count(*) is the row whose signature is "*". */
		if (strcmp(f->args, "*") == 0) {
			if (star)
				*best = (struct agg_choice){ .agg = f };
			continue;
		}
		*only = named++ == 0 ? f : NULL;
		sig_parse(a, f->args, &sig);
		widen_arity(arity, f->name, &sig, count);
		cost = star ? -1 : sig_cost(a, &sig, count, arg, &same);
		if (cost >= 0 && cost < best->cost)
			*best = (struct agg_choice){ f, sig, same, cost };
	}
}

int
vl_agg_resolve(struct vl_arena *a, struct vl_str name, bool star, int count,
    const struct vl_expr **arg, int64_t at, const struct vl_agg **out,
    struct vl_type *type, struct vl_err *err)
{
	struct agg_choice best = { 0 };
	struct arity arity = { 0 };
	const struct vl_agg *only = NULL;
	struct vl_type types[4];

	choose_agg(a, name, star, count, arg, &best, &arity, &only);
	if (arity.name == NULL && best.agg == NULL)
		return agg_unknown(name, at, err);
	if (best.agg == NULL && star) {
		vl_fail(err, VL_ETYPE, "%s(*) does not exist", arity.name);
		vl_err_hint(err, "only count(*) counts rows");
		return vl_err_at(err, VL_PHASE_BIND, at);
	}
	if (best.agg == NULL && !arity.fits)
		return sig_arity_error(arity.name, arity.min, arity.max,
		    arity.variadic, count, at, err);
	if (best.agg == NULL)
		return no_overload(
		    arity.name, only ? only->args : NULL, count, arg, at, err);
	VL_TRY(sig_apply(a, &best.sig, best.same, count, arg, err));
	*out = best.agg;
	if (best.agg->result) {
		*type = sig_result(a, best.agg->result, best.same);
		return 0;
	}
	assert(count <= VL_COUNTOF(types));
	for (int i = 0; i < count; i++)
		types[i] = arg[i]->type;
	int rc = best.agg->type(a, count, types, type, err);

	return rc < 0 ? vl_err_at(err, VL_PHASE_BIND, at) : 0;
}
