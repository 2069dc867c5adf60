/* bind_join.c -- two scopes become one, and conditions become keys. */
#include "sql/bind_int.h"

/* What ON says, taken apart. */
struct split {
	struct binder *b;
	int left; /* columns of the left input */
	int all;
	int key_count;
	const struct vl_expr **left_key;
	const struct vl_expr **right_key;
	int rest_count;
	const struct vl_expr **rest;
};

static void
split_init(struct split *s, struct binder *b, const struct vl_plan *left,
    const struct vl_plan *right, int parts)
{
	*s = (struct split){ .b = b };
	s->left = left->schema->count;
	s->all = s->left + right->schema->count;
	s->left_key = vl_new(b->arena, const struct vl_expr *, parts);
	s->right_key = vl_new(b->arena, const struct vl_expr *, parts);
	s->rest = vl_new(b->arena, const struct vl_expr *, parts);
}

/* -1: only columns of the left, 1: only of the right, 0: of both or none. */
static int
side_of(const struct split *s, const struct vl_expr *e)
{
	bool *used = vl_new(s->b->arena, bool, s->all);
	bool left = false, right = false;

	vl_expr_columns(e, used);
	for (int i = 0; i < s->all; i++) {
		left |= used[i] && i < s->left;
		right |= used[i] && i >= s->left;
	}
	return right - left;
}

/* The expression over the right input alone. */
static const struct vl_expr *
on_right(const struct split *s, const struct vl_expr *e)
{
	int *index = vl_new(s->b->arena, int, s->all);

	for (int i = s->left; i < s->all; i++)
		index[i] = i - s->left;
	return vl_expr_renumber(s->b->arena, e, index);
}

static bool
is_equality(const struct vl_expr *e)
{
	return e->kind == VL_EXPR_CALL && e->count == 2 &&
	    vl_str_is(vl_str(e->func->name), "=");
}

/*
 * A float that is equal to integers joins them as the integer that it is, and
 * nothing as NULL where it is none:
 *
 *	CASE WHEN e = TRY_CAST(e AS t) THEN TRY_CAST(e AS t) END
 */
static int
as_integer(struct binder *b, struct vl_type t, const struct vl_expr **e)
{
	const struct vl_expr *pair[2] = { *e, NULL };
	const struct vl_expr *arg[3];

	VL_TRY(vl_expr_cast(b->arena, *e, t, true, &pair[1], b->err));
	VL_TRY(vl_expr_call(
	    b->arena, VL_STR("="), 2, pair, (*e)->at, &arg[0], b->err));
	arg[1] = pair[1];
	arg[2] = vl_expr_null(b->arena, (*e)->at);
	return vl_expr_case(b->arena, 3, arg, (*e)->at, e, b->err);
}

/* Keys of a pair have one type. */
static int
same_type(
    struct binder *b, const struct vl_expr **left, const struct vl_expr **right)
{
	if (vl_type_eq((*left)->type, (*right)->type))
		return 0;
	return vl_type_is_float((*left)->type) ?
	    as_integer(b, (*right)->type, left) :
	    as_integer(b, (*left)->type, right);
}

/* l = r with its sides on different inputs becomes a key: 1, 0 it is none. */
static int
take_key(struct split *s, const struct vl_expr *e)
{
	const struct vl_expr **left = &s->left_key[s->key_count];
	const struct vl_expr **right = &s->right_key[s->key_count];
	int side;

	if (!is_equality(e))
		return 0;
	side = side_of(s, e->arg[0]);
	if (side == 0 || side_of(s, e->arg[1]) != -side)
		return 0;
	*left = e->arg[side > 0];
	*right = on_right(s, e->arg[side < 0]);
	VL_TRY(same_type(s->b, left, right));
	s->key_count++;
	return 1;
}

static int
conjuncts(const struct vl_expr *e, const struct vl_expr *const **part)
{
	*part = e->arg;
	return e->kind == VL_EXPR_AND ? e->count : 1;
}

/* The conjuncts as one condition again, or NULL. */
static const struct vl_expr *
join_rest(struct binder *b, int n, const struct vl_expr *const *part)
{
	struct vl_expr *all;

	if (n <= 1)
		return n ? part[0] : NULL;
	all = vl_new(b->arena, struct vl_expr, 1);
	all->kind = VL_EXPR_AND;
	all->type = vl_type(VL_TYPE_BOOL);
	all->at = part[0]->at;
	all->count = n;
	all->arg = part;
	return all;
}

static int
make_join(struct binder *b, const struct vl_plan *left,
    const struct vl_plan *right, enum vl_join_kind kind,
    const struct vl_expr *condition, const struct vl_plan **out)
{
	const struct vl_expr *const *part = NULL;
	int n = condition ? conjuncts(condition, &part) : 0;
	struct split s;

	split_init(&s, b, left, right, n);
	for (int i = 0; i < n; i++) {
		const struct vl_expr *e = part && n > 1 ? part[i] : condition;
		int key = take_key(&s, e);

		if (key < 0)
			return key;
		if (key == 0)
			s.rest[s.rest_count++] = e;
	}
	*out = vl_plan_join(b->arena, left, right, kind, s.key_count,
	    s.left_key, s.right_key, join_rest(b, s.rest_count, s.rest));
	return 0;
}

/* The columns of both, in the order that * lists them: the numbers are those
 * of a join of `first` and then the other. */
static void
add_columns(struct scope *out, const struct scope *from, int shift)
{
	for (int i = 0; i < from->count; i++) {
		out->column[out->count] = from->column[i];
		out->column[out->count++].index += shift;
	}
}

/* The columns that NATURAL means: visible ones of one name in both. */
static void
natural_names(struct binder *b, const struct scope *left,
    const struct scope *right, struct vl_str **name, int *count)
{
	for (int i = 0; i < left->count; i++) {
		const struct scope_column *c = &left->column[i];

		if (!c->hidden &&
		    scope_find(right, (struct vl_str){ 0 }, c->name) >= 0)
			*name = ast_push(
			    b->arena, *name, count, &c->name, sizeof c->name);
	}
}

static int
using_column(struct binder *b, const struct ast_from *f, const struct scope *s,
    const char *side, struct vl_str name)
{
	int i = scope_find(s, (struct vl_str){ 0 }, name);

	if (i >= 0)
		return i;
	vl_fail(b->err, VL_ENAME,
	    i == -2 ? "column '%.*s' of USING is twice on the %s side" :
		      "column '%.*s' of USING is not on the %s side",
	    bind_shown(name), name.p, side);
	return bind_fail_at(b, f->at);
}

/* a.x = b.x for each name of USING; the sides' columns in l and r. */
static int
using_condition(struct binder *b, const struct ast_from *f,
    const struct scope *both, int left_count, int n, const int *l, const int *r,
    const struct vl_expr **out)
{
	const struct vl_expr **part =
	    vl_new(b->arena, const struct vl_expr *, n);
	const struct vl_expr *pair[2];

	for (int i = 0; i < n; i++) {
		pair[0] = scope_expr(b, both, l[i], f->at);
		pair[1] = scope_expr(b, both, left_count + r[i], f->at);
		VL_TRY(vl_expr_call(
		    b->arena, VL_STR("="), 2, pair, f->at, &part[i], b->err));
	}
	*out = join_rest(b, n, part);
	return 0;
}

/* The merged columns first, then the others of both sides; what USING merged
 * away is hidden at the end. */
static void
order_columns(struct binder *b, struct scope *both, int left_count, int n,
    const int *l, const int *r, bool keep_right)
{
	struct scope_column *c =
	    vl_new(b->arena, struct scope_column, both->count);
	bool *placed = vl_new(b->arena, bool, both->count);
	int count = 0;

	for (int i = 0; i < n; i++) {
		int kept = keep_right ? left_count + r[i] : l[i];
		int gone = keep_right ? l[i] : left_count + r[i];

		c[count++] = both->column[kept];
		placed[kept] = true;
		both->column[gone].hidden = true;
	}
	for (int hidden = 0; hidden < 2; hidden++)
		for (int i = 0; i < both->count; i++)
			if (!placed[i] && both->column[i].hidden == hidden)
				c[count++] = both->column[i];
	both->column = c;
}

static int
check_kind(struct binder *b, const struct ast_from *f)
{
	static const char *const name[] = {
		[JOIN_FULL] = "FULL JOIN",
		[JOIN_SEMI] = "SEMI JOIN",
		[JOIN_ANTI] = "ANTI JOIN",
		[JOIN_POSITIONAL] = "POSITIONAL JOIN",
	};

	if (f->asof)
		return bind_unsupported(b, f->at, "ASOF JOIN");
	if (f->join < VL_COUNTOF(name) && name[f->join])
		return bind_unsupported(b, f->at, name[f->join]);
	return 0;
}

/* The condition of ON, over the columns of both. */
static int
bind_on(struct binder *b, const struct ast_from *f, const struct scope *both,
    const struct vl_expr **out)
{
	struct block k = { .b = b, .scope = *both, .clause = "ON" };

	return bind_condition(&k, f->on, "ON", out);
}

int
bind_join(struct binder *b, const struct ast_from *f, const struct scope *left,
    const struct scope *right, struct scope *out)
{
	/* A right join is a left join the other way round: the columns keep
	 * their order in the scope, not in the plan. */
	bool swap = f->join == JOIN_RIGHT;
	const struct vl_plan *first = swap ? right->plan : left->plan;
	const struct vl_plan *second = swap ? left->plan : right->plan;
	enum vl_join_kind kind =
	    swap || f->join == JOIN_LEFT ? VL_JOIN_LEFT : VL_JOIN_INNER;
	struct vl_str *name = f->using;
	int names = f->using_count;
	const struct vl_expr *condition = NULL;
	int *l, *r;

	VL_TRY(check_kind(b, f));
	*out = (struct scope){ 0 };
	out->column =
	    vl_new(b->arena, struct scope_column, left->count + right->count);
	add_columns(out, left, swap ? right->plan->schema->count : 0);
	add_columns(out, right, swap ? 0 : left->plan->schema->count);
	/* Only its schema is read, until the condition is there. */
	out->plan =
	    vl_plan_join(b->arena, first, second, kind, 0, NULL, NULL, NULL);
	if (f->natural)
		natural_names(b, left, right, &name, &names);
	l = vl_new(b->arena, int, names);
	r = vl_new(b->arena, int, names);
	for (int i = 0; i < names; i++) {
		VL_TRY(l[i] = using_column(b, f, left, "left", name[i]));
		VL_TRY(r[i] = using_column(b, f, right, "right", name[i]));
	}
	if (f->on)
		VL_TRY(bind_on(b, f, out, &condition));
	else if (names > 0)
		VL_TRY(using_condition(
		    b, f, out, left->count, names, l, r, &condition));
	VL_TRY(make_join(b, first, second, kind, condition, &out->plan));
	order_columns(b, out, left->count, names, l, r, swap);
	return 0;
}

/*
 * FROM a, b, c WHERE a.x = b.x AND b.y = c.y AND a.z > 1: each equality goes to
 * the lowest inner join that has its sides on different inputs.  done[i] marks
 * those that went.
 */
static int
absorb(struct binder *b, const struct vl_plan *p, int n,
    const struct vl_expr **part, bool *done, const struct vl_plan **out)
{
	const struct vl_plan *left = p->input[0];
	const struct vl_expr **below;
	struct split s;
	bool *went;
	int keys = 0;

	*out = p;
	if (p->kind != VL_PLAN_JOIN || n == 0)
		return 0;
	split_init(&s, b, left, p->input[1], n + p->key_count);
	for (; keys < p->key_count; keys++) {
		s.left_key[keys] = p->left_key[keys];
		s.right_key[keys] = p->right_key[keys];
	}
	s.key_count = keys;
	below = vl_new(b->arena, const struct vl_expr *, n);
	went = vl_new(b->arena, bool, n);
	for (int i = 0; i < n; i++) {
		/* What is not for the left input is no equality to it. */
		below[i] = part[i];
		went[i] = done[i] || side_of(&s, part[i]) >= 0;
	}
	VL_TRY(absorb(b, left, n, below, went, &left));
	for (int i = 0; i < n; i++) {
		int key = 0;

		if (!done[i] && side_of(&s, part[i]) < 0)
			done[i] = went[i];
		else if (!done[i] && p->join == VL_JOIN_INNER)
			VL_TRY(key = take_key(&s, part[i]));
		done[i] |= key > 0;
	}
	*out = vl_plan_join(b->arena, left, p->input[1], p->join, s.key_count,
	    s.left_key, s.right_key, p->condition);
	return 0;
}

int
bind_join_where(struct binder *b, const struct vl_plan **p,
    const struct vl_expr *where, const struct vl_expr **rest)
{
	const struct vl_expr *const *part = NULL;
	int n = conjuncts(where, &part);
	const struct vl_expr **mine =
	    vl_new(b->arena, const struct vl_expr *, n);
	bool *done = vl_new(b->arena, bool, n);
	int left = 0;

	for (int i = 0; i < n; i++)
		mine[i] = n > 1 ? part[i] : where;
	VL_TRY(absorb(b, *p, n, mine, done, p));
	for (int i = 0; i < n; i++)
		if (!done[i])
			mine[left++] = mine[i];
	*rest = join_rest(b, left, mine);
	return 0;
}
