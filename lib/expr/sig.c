/* sig.c -- signatures of functions: read them, match arguments, cast. */
#include "base/buf.h"
#include "expr/expr_int.h"

enum {
	/* Costs of a conversion; the cheapest overload wins, the first of
	 * equals. */
	COST_LITERAL = 5, /* a text literal read as something else */
	COST_WIDEN = 10,  /* within a family of types */
	COST_FLOAT = 25,  /* exact to floating */
	COST_ANY = 60,    /* a word that takes everything */
	COST_NO = -1,
};

static bool
word_is(const char *p, int64_t n, const char *z)
{
	return vl_str_is((struct vl_str){ p, n }, z);
}

static void
parse_word(struct vl_arena *a, const char *p, int64_t n, struct sig *out, int i)
{
	static const struct {
		const char *name;
		enum sig_class class;
	} words[] = {
		{ "ANY", SIG_ANY },
		{ "T", SIG_SAME },
		{ "T[]", SIG_LIST },
		{ "INT", SIG_INT },
		{ "NUM", SIG_NUM },
		{ "DEC", SIG_DEC },
	};
	struct vl_err err;

	for (int64_t w = 0; w < VL_COUNTOF(words); w++)
		if (word_is(p, n, words[w].name)) {
			out->class[i] = words[w].class;
			return;
		}
	out->class[i] = SIG_TYPE;
	out->type[i] = vl_type(VL_TYPE_NULL);
	vl_type_parse(a, (struct vl_str){ p, n }, &out->type[i], &err);
	if (out->type[i].id == VL_TYPE_TS || out->type[i].id == VL_TYPE_TSTZ)
		out->class[i] = SIG_TS;
}

void
sig_parse(struct vl_arena *a, const char *args, struct sig *out)
{
	const char *p = args;

	*out = (struct sig){ 0 };
	while (*p && out->count < SIG_MAX) {
		const char *end = strstr(p, ", ");
		const char *next = end ? end + 2 : p + strlen(p);
		int64_t n = (end ? end : next) - p;

		if (*p == '[') {
			p++;
			n -= 2;
		} else {
			out->required++;
		}
		if (n > 3 && memcmp(p + n - 3, "...", 3) == 0) {
			out->variadic = true;
			n -= 3;
		}
		parse_word(a, p, n, out, out->count++);
		p = next;
	}
}

/* The word for argument i: the last one again and again if variadic. */
static int
word_of(const struct sig *s, int i)
{
	return i < s->count ? i : s->count - 1;
}

/* Numbers beside a DECIMAL can be one; without any, they are not. */
static bool
has_decimal(const struct sig *s, int count, const struct vl_expr *const *arg)
{
	bool wanted = false;

	for (int i = 0; i < count; i++) {
		if (s->class[word_of(s, i)] != SIG_DEC)
			continue;
		wanted = true;
		if (arg[i]->type.id == VL_TYPE_DEC)
			return true;
	}
	return !wanted;
}

static bool
is_decimal(const struct vl_expr *e)
{
	struct vl_type t;

	return e->type.id == VL_TYPE_DEC || vl_type_is_int(e->type) ||
	    expr_dec_literal(e, &t);
}

static int
cost_convert(const struct vl_expr *e, struct vl_type to)
{
	if (e->type.id == to.id && to.id != VL_TYPE_LIST)
		return 0;
	if (e->type.id == VL_TYPE_NULL)
		return 1;
	if (vl_type_implicit(e->type, to)) {
		if (vl_type_is_float(to) && !vl_type_is_float(e->type))
			return COST_FLOAT;
		return COST_WIDEN + to.id - e->type.id;
	}
	if (expr_is_literal(e) && cast_exists(e->type, to))
		return COST_LITERAL;
	return COST_NO;
}

/* T and T[] and the like: what the arguments in such places have in common. */
static int
cost_same(struct vl_arena *a, const struct sig *s, int count,
    const struct vl_expr *const *arg, struct vl_type *same)
{
	const struct vl_expr **list = vl_new(a, const struct vl_expr *, count);
	enum sig_class class = SIG_TYPE;
	int bad[2];
	int n = 0;

	*same = vl_type(VL_TYPE_NULL);
	for (int i = 0; i < count; i++) {
		enum sig_class c = s->class[word_of(s, i)];

		if (c != SIG_SAME && c != SIG_INT && c != SIG_NUM &&
		    c != SIG_LIST)
			continue;
		class = c;
		if (c != SIG_LIST) {
			list[n++] = arg[i];
			continue;
		}
		if (arg[i]->type.id == VL_TYPE_NULL)
			continue;
		if (arg[i]->type.id != VL_TYPE_LIST)
			return COST_NO;
		/* A column of the element type stands for the list. */
		list[n++] = expr_new(a, VL_EXPR_COLUMN,
		    arg[i]->type.child[0].type, arg[i]->at, 0, NULL);
	}
	if (n == 0)
		return 0;
	if (!expr_unify(a, n, list, same, bad))
		return COST_NO;
	if (class == SIG_INT || class == SIG_NUM) {
		if (same->id == VL_TYPE_NULL || same->id == VL_TYPE_TEXT) {
			for (int i = 0; i < n; i++)
				if (list[i]->type.id != VL_TYPE_NULL &&
				    !expr_is_literal(list[i]))
					return COST_NO;
			*same = vl_type(VL_TYPE_I64);
		}
		if (!vl_type_is_numeric(*same) ||
		    (class == SIG_INT && !vl_type_is_int(*same)))
			return COST_NO;
	}
	int cost = class == SIG_SAME ? COST_ANY : 0;

	for (int i = 0; i < n; i++)
		cost += vl_type_eq(list[i]->type, *same) ? 0 :
		    expr_is_literal(list[i])             ? COST_LITERAL :
							   1;
	return cost;
}

int
sig_cost(struct vl_arena *a, const struct sig *s, int count,
    const struct vl_expr *const *arg, struct vl_type *same)
{
	int total;

	if (count < s->required || (count > s->count && !s->variadic) ||
	    !has_decimal(s, count, arg))
		return COST_NO;
	total = cost_same(a, s, count, arg, same);
	for (int i = 0; i < count && total >= 0; i++) {
		int w = word_of(s, i);
		int cost = 0;

		switch (s->class[w]) {
		case SIG_ANY: cost = COST_ANY; break;
		case SIG_DEC:
			if (arg[i]->type.id == VL_TYPE_NULL)
				cost = 1;
			else if (!is_decimal(arg[i]))
				cost = COST_NO;
			else
				cost = arg[i]->type.id == VL_TYPE_DEC ?
				    0 :
				    COST_WIDEN;
			break;
		case SIG_TYPE:
		case SIG_TS: cost = cost_convert(arg[i], s->type[w]); break;
		case SIG_SAME:
		case SIG_LIST:
		case SIG_INT:
		case SIG_NUM: break;
		}
		total = cost < 0 ? COST_NO : total + cost;
	}
	return total;
}

static int
apply_dec(struct vl_arena *a, const struct vl_expr **arg, struct vl_err *err)
{
	struct vl_type t = vl_type_dec(1, 0);

	if ((*arg)->type.id == VL_TYPE_DEC)
		return 0;
	if (vl_type_is_int((*arg)->type))
		t = type_dec_of_int((*arg)->type);
	else
		expr_dec_literal(*arg, &t);
	return expr_coerce(a, *arg, t, arg, err);
}

int
sig_apply(struct vl_arena *a, const struct sig *s, struct vl_type same,
    int count, const struct vl_expr **arg, struct vl_err *err)
{
	for (int i = 0; i < count; i++) {
		int w = word_of(s, i);
		struct vl_type to = s->type[w];

		switch (s->class[w]) {
		case SIG_ANY: continue;
		case SIG_DEC: VL_TRY(apply_dec(a, &arg[i], err)); continue;
		case SIG_SAME:
		case SIG_INT:
		case SIG_NUM: to = same; break;
		case SIG_LIST: to = vl_type_list(a, same); break;
		case SIG_TS:
			if (arg[i]->type.id == to.id)
				continue;
			if (arg[i]->type.id == VL_TYPE_TS)
				to.unit = arg[i]->type.unit;
			break;
		case SIG_TYPE:
			if (arg[i]->type.id == to.id && to.id != VL_TYPE_LIST)
				continue;
			break;
		}
		VL_TRY(expr_coerce(a, arg[i], to, &arg[i], err));
	}
	return 0;
}

struct vl_type
sig_result(struct vl_arena *a, const char *result, struct vl_type same)
{
	struct vl_type t = vl_type(VL_TYPE_NULL);
	struct vl_err err;

	if (strcmp(result, "T") == 0)
		return same;
	if (strcmp(result, "T[]") == 0)
		return vl_type_list(a, same);
	vl_type_parse(a, vl_str(result), &t, &err);
	return t;
}

int
sig_arity_error(const char *name, int min, int max, bool variadic, int count,
    int64_t at, struct vl_err *err)
{
	char want[48];
	struct vl_buf b = { 0 };
	int64_t n;

	if (variadic)
		vl_buf_printf(
		    &b, "at least %d argument%s", min, min == 1 ? "" : "s");
	else if (max == 0)
		vl_buf_cstr(&b, "no arguments");
	else if (min == max)
		vl_buf_printf(&b, "%d argument%s", max, max == 1 ? "" : "s");
	else
		vl_buf_printf(&b, "%d to %d arguments", min, max);
	n = b.len < (int64_t)sizeof want - 1 ? b.len : (int64_t)sizeof want - 1;
	memcpy(want, b.p, (size_t)n);
	want[n] = '\0';
	vl_buf_release(&b);
	vl_fail(err, VL_ETYPE, "%s() takes %s, not %d", name, want, count);
	return vl_err_at(err, VL_PHASE_BIND, at);
}
