/* bind_scope.c -- names to columns. */
#include "sql/bind_int.h"

#include <string.h>

static bool
column_matches(const struct scope_column *c, struct vl_str table,
    struct vl_str name, bool exact)
{
	if (table.n == 0 && c->hidden)
		return false;
	if (exact)
		return vl_str_eq(c->name, name) &&
		    (table.n == 0 || vl_str_eq(c->table, table));
	return vl_str_eq_fold(c->name, name) &&
	    (table.n == 0 || vl_str_eq_fold(c->table, table));
}

/* The column of that name (of any table if table.n == 0): exact first, then
 * without regard to case.  -1: none, -2: several. */
int
scope_find(const struct scope *s, struct vl_str table, struct vl_str name)
{
	for (int exact = 1; exact >= 0; exact--) {
		int found = -1;

		for (int i = 0; i < s->count; i++) {
			if (!column_matches(&s->column[i], table, name, exact))
				continue;
			if (found >= 0)
				return -2;
			found = i;
		}
		if (found >= 0)
			return found;
	}
	return -1;
}

bool
scope_has_table(const struct scope *s, struct vl_str table)
{
	for (int i = 0; i < s->count; i++)
		if (vl_str_eq_fold(s->column[i].table, table))
			return true;
	return false;
}

const struct vl_expr *
scope_expr(struct binder *b, const struct scope *s, int column, int64_t at)
{
	return vl_expr_column(
	    b->arena, s->plan->schema, s->column[column].index, at);
}

static int
unknown_table(struct block *k, struct vl_str table, int64_t at)
{
	struct vl_near n = { .wanted = table };
	struct vl_str last = { 0 };

	vl_fail(k->b->err, VL_ENAME, "unknown table '%.*s'", bind_shown(table),
	    table.p);
	for (int i = 0; i < k->scope.count; i++) {
		if (!vl_str_eq(k->scope.column[i].table, last))
			vl_near_add(&n, k->scope.column[i].table);
		last = k->scope.column[i].table;
	}
	return bind_nearest(k->b, &n, "tables", at);
}

/* "MSFT", or MSFT behind a comparison. */
static bool
may_be_text(struct vl_str sql, int64_t at)
{
	if (at < sql.n && sql.p[at] == '"')
		return true;
	while (at > 0 && sql.p[at - 1] == ' ')
		at--;
	return at > 0 && strchr("=<>", sql.p[at - 1]) != NULL;
}

static int
unknown_column(
    struct block *k, struct vl_str table, struct vl_str name, int64_t at)
{
	struct binder *b = k->b;
	struct vl_near n = { .wanted = name };

	vl_fail(b->err, VL_ENAME, "unknown column '%.*s'", bind_shown(name),
	    name.p);
	for (int i = 0; i < k->scope.count; i++)
		if (table.n == 0 ||
		    vl_str_eq_fold(k->scope.column[i].table, table))
			vl_near_add(&n, k->scope.column[i].name);
	for (int i = 0; table.n == 0 && i < k->item_count; i++)
		if (k->item[i].alias.n > 0)
			vl_near_add(&n, k->item[i].alias);
	if (n.near == 0 && k->scope.count == 0)
		vl_err_hint(b->err, "there is no FROM to take it from");
	else if (n.near == 0 && may_be_text(b->text, at))
		vl_err_hint(b->err, "text is written in single quotes");
	return bind_nearest(b, &n, "columns", at);
}

static int
ambiguous(struct block *k, struct vl_str name, int64_t at)
{
	struct binder *b = k->b;

	vl_fail(b->err, VL_ENAME, "column '%.*s' is in more than one table",
	    bind_shown(name), name.p);
	for (int i = 0; i < k->scope.count; i++) {
		const struct scope_column *c = &k->scope.column[i];

		if (vl_str_eq_fold(c->name, name)) {
			const char *full = vl_str_printf(b->arena, "%.*s.%.*s",
			    bind_shown(c->table), c->table.p,
			    bind_shown(c->name), c->name.p);

			vl_err_candidate(b->err, full, (int64_t)strlen(full));
		}
	}
	vl_err_hint(b->err, "write the table before it");
	return bind_fail_at(b, at);
}

/* The item whose alias that is, or -1. */
static int
find_alias(const struct block *k, struct vl_str name)
{
	for (int i = 0; i < k->item_count; i++)
		if (vl_str_eq(k->item[i].alias, name))
			return i;
	for (int i = 0; i < k->item_count; i++)
		if (k->item[i].alias.n > 0 &&
		    vl_str_eq_fold(k->item[i].alias, name))
			return i;
	return -1;
}

/* column.field, where the column is a STRUCT */
static int
bind_field_of(struct block *k, const struct ast_expr *x, int column,
    const struct vl_expr **out)
{
	const struct vl_expr *arg[2];

	arg[0] = scope_expr(k->b, &k->scope, column, x->at);
	arg[1] = vl_expr_text(k->b->arena, x->name[1], x->at);
	return bind_call_named(k, "struct_extract", 2, arg, x->at, out);
}

int
bind_column(
    struct block *k, const struct ast_expr *x, const struct vl_expr **out)
{
	struct vl_str name = x->name[x->name_count - 1];
	struct vl_str table = { 0 };
	int i;

	if (x->name_count > 2)
		return bind_unsupported(
		    k->b, x->at, "a name of more than two parts");
	if (x->name_count == 2)
		table = x->name[0];
	i = scope_find(&k->scope, table, name);
	if (i == -2)
		return ambiguous(k, name, x->at);
	if (i >= 0) {
		*out = scope_expr(k->b, &k->scope, i, x->at);
		return 0;
	}
	if (x->name_count == 1 && (i = find_alias(k, name)) >= 0)
		return bind_item(k, i, out);
	if (x->name_count == 2 && !scope_has_table(&k->scope, table)) {
		i = scope_find(&k->scope, (struct vl_str){ 0 }, table);
		if (i >= 0)
			return bind_field_of(k, x, i, out);
		return unknown_table(k, table, x->at);
	}
	return unknown_column(k, table, name, x->at);
}
