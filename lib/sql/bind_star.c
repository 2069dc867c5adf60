/* bind_star.c -- the select list, with its stars unfolded. */
#include "sql/bind_int.h"

static void
add_item(struct block *k, const struct item *item)
{
	k->item =
	    ast_push(k->b->arena, k->item, &k->item_count, item, sizeof *item);
}

/* The entry of EXCLUDE, RENAME for the column, or NULL; it is marked. */
static const struct ast_rename *
find_rename(
    const struct ast_rename *r, int count, struct vl_str name, bool *used)
{
	for (int i = 0; i < count; i++)
		if (vl_str_eq_fold(r[i].from, name)) {
			used[i] = true;
			return &r[i];
		}
	return NULL;
}

/* What EXCLUDE, REPLACE and RENAME of a star name must be there. */
static int
missing(struct block *k, const char *clause, struct vl_str name, int64_t at)
{
	struct vl_near n = { .wanted = name };

	vl_fail(k->b->err, VL_ENAME, "unknown column '%.*s' in %s",
	    bind_shown(name), name.p, clause);
	for (int i = 0; i < k->scope.count; i++)
		vl_near_add(&n, k->scope.column[i].name);
	return bind_nearest(k->b, &n, "columns", at);
}

static int
check_renames(struct block *k, const char *clause, const struct ast_rename *r,
    int count, const bool *used)
{
	for (int i = 0; i < count; i++)
		if (!used[i])
			return missing(k, clause, r[i].from, r[i].at);
	return 0;
}

/* The expression of REPLACE for the column, or NULL. */
static const struct ast_item *
find_replace(const struct ast_star *s, struct vl_str name, bool *used)
{
	for (int i = 0; i < s->replace_count; i++)
		if (vl_str_eq_fold(s->replace[i].alias, name)) {
			used[i] = true;
			return &s->replace[i];
		}
	return NULL;
}

static bool
is_listed(const struct ast_star *s, const struct scope_column *c)
{
	if (s->table_count == 0)
		return !c->hidden;
	return vl_str_eq_fold(c->table, s->table[s->table_count - 1]);
}

/* One column of a star; 1 if it is listed. */
static int
unfold_column(struct block *k, const struct ast_star *s, int i, int64_t at,
    bool *excluded, bool *replaced, bool *renamed)
{
	const struct scope_column *c = &k->scope.column[i];
	struct item item = { .column = i, .at = at, .name = c->name };
	const struct ast_item *with;
	const struct ast_rename *to;

	if (!is_listed(s, c))
		return 0;
	if (find_rename(s->exclude, s->exclude_count, c->name, excluded))
		return 1;
	if ((with = find_replace(s, c->name, replaced)) != NULL)
		item.ast = with->expr;
	to = find_rename(s->rename, s->rename_count, c->name, renamed);
	if (to)
		item.name = to->to;
	add_item(k, &item);
	return 1;
}

static int
unfold(struct block *k, const struct ast_expr *x)
{
	struct binder *b = k->b;
	const struct ast_star *s = x->star;
	bool *excluded = vl_new(b->arena, bool, s->exclude_count);
	bool *replaced = vl_new(b->arena, bool, s->replace_count);
	bool *renamed = vl_new(b->arena, bool, s->rename_count);
	int before = k->item_count;
	int found = 0;

	if (s->columns)
		return bind_unsupported(b, x->at, "COLUMNS()");
	for (int i = 0; i < k->scope.count; i++)
		found +=
		    unfold_column(k, s, i, x->at, excluded, replaced, renamed);
	VL_TRY(check_renames(
	    k, "EXCLUDE", s->exclude, s->exclude_count, excluded));
	VL_TRY(check_renames(k, "RENAME", s->rename, s->rename_count, renamed));
	for (int i = 0; i < s->replace_count; i++)
		if (!replaced[i])
			return missing(k, "REPLACE", s->replace[i].alias,
			    s->replace[i].at);
	if (found == 0 && s->table_count > 0) {
		struct vl_str t = s->table[s->table_count - 1];

		vl_fail(b->err, VL_ENAME, "unknown table '%.*s'", bind_shown(t),
		    t.p);
		return bind_fail_at(b, x->at);
	}
	if (k->item_count > before)
		return 0;
	vl_fail(b->err, VL_ESEMANTIC,
	    found ? "* lists no columns: all are excluded" :
		    "* needs a FROM to take columns from");
	return bind_fail_at(b, x->at);
}

/* The name of an item: its alias, its own, or by its place. */
static void
name_item(struct block *k, struct item *item)
{
	if (item->alias.n > 0)
		item->name = item->alias;
	else if (item->name.n == 0 && item->ast)
		item->name = bind_name(k->b, item->ast);
	if (item->name.n == 0)
		item->name = vl_str(vl_str_printf(
		    k->b->arena, "expr%d", (int)(item - k->item) + 1));
}

int
bind_items(struct block *k, const struct ast_select *s)
{
	struct vl_str *name;

	for (int i = 0; i < s->item_count; i++) {
		const struct ast_item *it = &s->item[i];
		struct item item = {
			.ast = it->expr, .alias = it->alias, .at = it->at
		};

		if (it->expr->kind == AST_STAR && it->alias.n == 0)
			VL_TRY(unfold(k, it->expr));
		else
			add_item(k, &item);
	}
	name = vl_new(k->b->arena, struct vl_str, k->item_count);
	for (int i = 0; i < k->item_count; i++) {
		name_item(k, &k->item[i]);
		name[i] = k->item[i].name;
	}
	bind_unique_names(k->b, k->item_count, name);
	for (int i = 0; i < k->item_count; i++)
		k->item[i].name = name[i];
	return 0;
}
