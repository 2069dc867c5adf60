/* rules.c -- the table of rewrite rules, in the order they run, and what
 * they share. */
#include "plan/rule.h"

#include <assert.h>

static const struct {
	const char *name;
	vl_rule_apply *apply;
	bool pushdown; /* left out by --no-pushdown */
} rules[] = {
	{ "push_filter", vl_rule_push_filter, true },
	{ "push_scan", vl_rule_push_scan, true },
	{ "prune", vl_rule_prune, false },
	{ "push_limit", vl_rule_push_limit, true },
	{ "raw", vl_rule_raw, false },
};

const struct vl_plan *
vl_plan_optimize(
    struct vl_arena *a, const struct vl_plan *p, bool pushdown, bool raw)
{
	struct vl_rule_context c = { .arena = a, .raw = raw };

	for (int i = 0; i < VL_COUNTOF(rules); i++)
		if (pushdown || !rules[i].pushdown)
			p = rules[i].apply(&c, p);
	return p;
}

struct vl_plan *
vl_plan_copy(struct vl_arena *a, const struct vl_plan *p)
{
	struct vl_plan *q = vl_new(a, struct vl_plan, 1);

	*q = *p;
	return q;
}

const struct vl_plan *
vl_plan_with_inputs(struct vl_arena *a, const struct vl_plan *p,
    const struct vl_plan *left, const struct vl_plan *right)
{
	if (p->input[0] == left && p->input[1] == right)
		return p;
	struct vl_plan *q = vl_plan_copy(a, p);

	q->input[0] = left;
	q->input[1] = right;
	return q;
}

int
vl_rule_conjuncts(struct vl_arena *a, const struct vl_expr *condition,
    const struct vl_expr ***out)
{
	bool many = condition->kind == VL_EXPR_AND;
	int n = many ? condition->count : 1;
	const struct vl_expr **part = vl_new(a, const struct vl_expr *, n);

	for (int i = 0; i < n; i++)
		part[i] = many ? condition->arg[i] : condition;
	*out = part;
	return n;
}

const struct vl_expr *
vl_rule_and(struct vl_arena *a, int n, const struct vl_expr *const *part)
{
	const struct vl_expr *out = part[0];
	struct vl_err err;
	int rc = 0;

	assert(n >= 1);
	if (n > 1)
		rc = vl_expr_logic(
		    a, VL_EXPR_AND, n, part, part[0]->at, &out, &err);
	assert(rc == 0); /* the parts were conditions before */
	(void)rc;
	return out;
}

/* Comparisons and NULL tests look at values; they cannot fail. */
static bool
call_is_safe(const struct vl_func *f)
{
	static const char *const safe[] = { "=", "<>", "<", "<=", ">",
		">=", "is null", "is not null", "not", "like", "not like",
		"ilike", "not ilike", "starts_with", "lower", "upper", "length",
		"is distinct from", "is not distinct from", NULL };

	if (f->flags & VL_FUNC_VOLATILE)
		return false;
	for (int i = 0; safe[i]; i++)
		if (vl_str_is(vl_str(f->name), safe[i]))
			return true;
	return false;
}

bool
vl_rule_is_safe(const struct vl_expr *e)
{
	if (e->kind == VL_EXPR_CAST && !e->try_cast)
		return false;
	if (e->kind == VL_EXPR_CALL && !call_is_safe(e->func))
		return false;
	for (int i = 0; i < e->count; i++)
		if (!vl_rule_is_safe(e->arg[i]))
			return false;
	return true;
}
