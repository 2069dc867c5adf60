/* bind_from.c -- FROM: tables, files and queries to columns by name. */
#include "sql/bind_int.h"

/* The file's name without directories and without what is behind its first
 * dot: what FROM 'path' is called. */
static struct vl_str
stem(struct vl_str path)
{
	int64_t end;

	for (int64_t i = path.n - 1; i >= 0; i--)
		if (path.p[i] == '/') {
			path.p += i + 1;
			path.n -= i + 1;
			break;
		}
	for (end = 1; end < path.n && path.p[end] != '.'; end++)
		;
	return end < path.n ? (struct vl_str){ path.p, end } : path;
}

/* A scope of all columns of a plan, under one table's name. */
static void
scope_of_plan(struct binder *b, const struct vl_plan *p, struct vl_str table,
    struct scope *out)
{
	out->plan = p;
	out->count = p->schema->count;
	out->column = vl_new(b->arena, struct scope_column, out->count);
	for (int i = 0; i < out->count; i++)
		out->column[i] = (struct scope_column){
			.table = table,
			.name = p->schema->field[i].name,
			.index = i,
		};
}

/* AS t(a, b): new names for the first columns */
static int
rename_columns(struct binder *b, const struct ast_from *f, struct scope *s)
{
	if (f->column_count > s->count) {
		vl_fail(b->err, VL_ESEMANTIC,
		    "%d names for a table of %d columns", f->column_count,
		    s->count);
		return bind_fail_at(b, f->at);
	}
	for (int i = 0; i < f->column_count; i++)
		s->column[i].name = f->column[i];
	return 0;
}

static int
bind_source(struct binder *b, const struct ast_from *f, struct vl_str table,
    struct vl_source *source, struct scope *out)
{
	struct vl_plan *p = vl_plan_scan(b->arena, source, table);

	scope_of_plan(b, p, f->alias.n > 0 ? f->alias : table, out);
	return rename_columns(b, f, out);
}

static int
bind_file(struct binder *b, const struct ast_from *f, struct scope *out)
{
	struct vl_source *source;

	if (vl_catalog_file(b->catalog, f->text, &source, b->err) < 0)
		return bind_fail_opened(b, f->at);
	return bind_source(b, f, stem(f->text), source, out);
}

/* A query of its own: nothing of its surroundings is seen by it. */
static int
bind_derived(struct binder *b, const struct ast_query *q,
    const struct ast_from *f, struct vl_str name, struct scope *out)
{
	const struct vl_plan *p;

	VL_TRY(bind_query(b, q, &p));
	scope_of_plan(b, p, f->alias.n > 0 ? f->alias : name, out);
	return rename_columns(b, f, out);
}

static const struct cte *
find_cte(const struct binder *b, struct vl_str name)
{
	for (const struct cte *c = b->ctes; c; c = c->outer)
		if (vl_str_eq_fold(c->ast->name, name))
			return c;
	return NULL;
}

static int
bind_cte(struct binder *b, const struct cte *c, const struct ast_from *f,
    struct scope *out)
{
	const struct cte *ctes = b->ctes;
	struct ast_from renamed = *f;
	int rc;

	/* name(a, b) AS: unless FROM says other names */
	if (f->column_count == 0) {
		renamed.column_count = c->ast->column_count;
		renamed.column = c->ast->column;
	}
	b->ctes = c->outer;
	rc = bind_derived(b, c->ast->query, &renamed, c->ast->name, out);
	b->ctes = ctes;
	return rc;
}

/* A view is parsed where it is used; its faults are shown there too. */
static int
bind_view(struct binder *b, const struct vl_table_entry *t,
    const struct ast_from *f, struct scope *out)
{
	struct vl_sql_script script = { .text = t->view };
	struct binder outer = *b;
	struct ast_stmt *stmt = NULL;
	int rc;

	if (++b->views > BIND_VIEWS_MAX) {
		vl_fail(b->err, VL_ELIMIT, "views are nested over %d deep",
		    BIND_VIEWS_MAX);
		return bind_fail_at(b, f->at);
	}
	b->text = vl_str_copy(b->arena, t->view);
	script.text = b->text;
	b->ctes = NULL;
	rc = vl_sql_next(&script, b->arena, &stmt, b->err);
	if (rc > 0)
		rc = bind_derived(b, stmt->query, f, t->name, out);
	b->text = outer.text;
	b->ctes = outer.ctes;
	b->views = outer.views;
	if (rc >= 0)
		return 0;
	vl_err_wrap(b->err, "view '%.*s'", bind_shown(t->name), t->name.p);
	return bind_fail_at(b, f->at);
}

static int
unknown_table(struct binder *b, const struct ast_from *f, struct vl_str name)
{
	struct vl_near n = { .wanted = name };
	const struct vl_table_entry *t;

	vl_fail(
	    b->err, VL_ENAME, "unknown table '%.*s'", bind_shown(name), name.p);
	for (int i = 0; (t = vl_catalog_at(b->catalog, i)) != NULL; i++)
		vl_near_add(&n, t->name);
	for (const struct cte *c = b->ctes; c; c = c->outer)
		vl_near_add(&n, c->ast->name);
	if (n.near == 0)
		vl_err_hint(b->err,
		    f->name_count > 1 ?
			"a file is written in quotes: FROM 'data.csv'" :
			"name a FILE, or write FROM 'data.csv'");
	return bind_nearest(b, &n, "tables", f->at);
}

static int
bind_table(struct binder *b, const struct ast_from *f, struct scope *out)
{
	struct vl_str name = f->name[f->name_count - 1];
	struct vl_source *source;
	struct vl_table_entry *t;
	const struct cte *c;

	if (f->name_count > 1) {
		struct vl_buf buf = { 0 };

		for (int i = 0; i < f->name_count; i++) {
			if (i > 0)
				vl_buf_byte(&buf, '.');
			vl_buf_str(&buf, f->name[i]);
		}
		name = vl_str_copy(b->arena, vl_buf_view(&buf));
		vl_buf_release(&buf);
	} else if ((c = find_cte(b, name)) != NULL) {
		return bind_cte(b, c, f, out);
	}
	t = vl_catalog_find(b->catalog, name);
	if (!t)
		return unknown_table(b, f, name);
	if (t->kind == VL_TABLE_VIEW)
		return bind_view(b, t, f, out);
	if (t->kind == VL_TABLE_SINK) {
		vl_fail(b->err, VL_EKIND,
		    "table-kind constraint violation: '%.*s' is a sink table",
		    bind_shown(name), name.p);
		vl_err_hint(b->err, "a sink is written only");
		return bind_fail_at(b, f->at);
	}
	if (vl_catalog_source(b->catalog, t, &source, b->err) < 0)
		return bind_fail_opened(b, f->at);
	return bind_source(b, f, t->name, source, out);
}

int
bind_from(struct binder *b, const struct ast_from *f, struct scope *out)
{
	struct scope left, right;

	if (++b->tables > BIND_TABLES_MAX) {
		vl_fail(b->err, VL_ELIMIT, "the statement reads over %d tables",
		    BIND_TABLES_MAX);
		return bind_fail_at(b, f->at);
	}
	if (f->lateral)
		return bind_unsupported(b, f->at, "LATERAL");
	if (f->sample.amount)
		return bind_unsupported(b, f->sample.at, "TABLESAMPLE");
	switch (f->kind) {
	case FROM_TABLE: return bind_table(b, f, out);
	case FROM_FILE: return bind_file(b, f, out);
	case FROM_QUERY:
		return bind_derived(b, f->query, f, (struct vl_str){ 0 }, out);
	case FROM_CALL: return bind_unsupported(b, f->at, "a table function");
	case FROM_JOIN: break;
	}
	VL_TRY(bind_from(b, f->left, &left));
	VL_TRY(bind_from(b, f->right, &right));
	return bind_join(b, f, &left, &right, out);
}
