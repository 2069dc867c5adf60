/* bind.c -- statements: what each of them asks to be done. */
#include "sql/bind_int.h"

#include <inttypes.h>

int
bind_fail_at(struct binder *b, int64_t at)
{
	return vl_err_at(b->err, VL_PHASE_BIND, at);
}

int
bind_fail_opened(struct binder *b, int64_t at)
{
	enum vl_phase phase = b->err->phase;

	return vl_err_at(
	    b->err, phase == VL_PHASE_NONE ? VL_PHASE_OPEN : phase, at);
}

int
bind_unsupported(struct binder *b, int64_t at, const char *feature)
{
	vl_fail(b->err, VL_EUNSUPPORTED, "%s is not supported yet", feature);
	return bind_fail_at(b, at);
}

int
bind_type(struct binder *b, const struct ast_type *t, struct vl_type *out)
{
	int rc = vl_type_parse(b->arena, t->text, out, b->err);

	return rc < 0 ? bind_fail_at(b, t->at) : 0;
}

int
bind_nearest(
    struct binder *b, const struct vl_near *n, const char *what, int64_t at)
{
	vl_near_say(n, what, b->err);
	return bind_fail_at(b, at);
}

/* The one name of a table that a statement is about. */
static int
target(struct binder *b, const struct ast_stmt *s, struct vl_str *out)
{
	*out = s->name[s->name_count - 1];
	if (s->name_count > 1)
		return bind_unsupported(b, s->name_at, "a table of a schema");
	return 0;
}

static int
unknown_target(struct binder *b, const struct ast_stmt *s)
{
	struct vl_near n = { .wanted = s->name[s->name_count - 1] };
	const struct vl_table_entry *t;

	vl_fail(b->err, VL_ENAME, "unknown table '%.*s'", bind_shown(n.wanted),
	    n.wanted.p);
	for (int i = 0; (t = vl_catalog_at(b->catalog, i)) != NULL; i++)
		vl_near_add(&n, t->name);
	return bind_nearest(b, &n, "tables", s->name_at);
}

/* The columns that CREATE TABLE declares, or NULL. */
static int
declared(
    struct binder *b, const struct ast_stmt *s, const struct vl_schema **out)
{
	struct vl_field *f;
	struct vl_schema *schema = vl_schema_new(b->arena, s->column_count, &f);

	for (int i = 0; i < s->column_count; i++) {
		const struct ast_column *c = &s->column[i];

		f[i].name = c->name;
		f[i].required = c->not_null;
		f[i].type = vl_type(VL_TYPE_TEXT);
		if (c->type.text.n > 0)
			VL_TRY(bind_type(b, &c->type, &f[i].type));
		for (int j = 0; j < i; j++)
			if (vl_str_eq_fold(f[j].name, c->name)) {
				vl_fail(b->err, VL_ENAME,
				    "column '%.*s' is declared twice",
				    bind_shown(c->name), c->name.p);
				return bind_fail_at(b, c->at);
			}
	}
	*out = s->column_count > 0 ? schema : NULL;
	return 0;
}

/* Options as texts. */
static int
bind_options(struct binder *b, const struct ast_stmt *s, struct vl_bound *out)
{
	struct vl_pair *p = vl_new(b->arena, struct vl_pair, s->option_count);

	for (int i = 0; i < s->option_count; i++) {
		const struct ast_option *o = &s->option[i];

		p[i].key = o->name;
		p[i].value = VL_STR("true");
		if (!o->value)
			continue;
		if (o->value->kind == AST_BOOL)
			p[i].value =
			    o->value->flag ? VL_STR("true") : VL_STR("false");
		else if (o->value->kind == AST_STRING ||
		    o->value->kind == AST_INT || o->value->kind == AST_NUMBER)
			p[i].value = o->value->text;
		else
			return bind_unsupported(
			    b, o->value->at, "an option that is no constant");
	}
	out->option = p;
	out->option_count = s->option_count;
	return 0;
}

static const struct vl_plan *
no_rows(struct binder *b, const struct vl_schema *schema)
{
	return vl_plan_values(b->arena, schema, 0, NULL);
}

static int
bind_create(struct binder *b, const struct ast_stmt *s, struct vl_bound *out)
{
	static const enum vl_table_kind kind[] = {
		[TABLE_REGULAR] = VL_TABLE_REGULAR,
		[TABLE_SOURCE] = VL_TABLE_SOURCE,
		[TABLE_SINK] = VL_TABLE_SINK,
	};
	const struct vl_schema *columns = NULL;

	VL_TRY(target(b, s, &out->name));
	out->kind = s->format.n > 0 ? VL_BOUND_CREATE_USING : VL_BOUND_CREATE;
	out->table = kind[s->table_kind];
	out->replace = s->or_replace;
	if (!s->or_replace && vl_catalog_find(b->catalog, out->name)) {
		out->skip = s->if_exists;
		if (out->skip)
			return 0;
		vl_fail(b->err, VL_ENAME, "table '%.*s' exists already",
		    bind_shown(out->name), out->name.p);
		vl_err_hint(b->err, "CREATE OR REPLACE replaces it");
		return bind_fail_at(b, s->name_at);
	}
	VL_TRY(declared(b, s, &columns));
	out->columns = columns;
	out->format = s->format;
	VL_TRY(bind_options(b, s, out));
	if (s->query && columns)
		return bind_unsupported(
		    b, s->column[0].at, "a list of columns with AS");
	if (s->query)
		return bind_query(b, s->query, &out->plan);
	if (columns && s->format.n == 0)
		out->plan = no_rows(b, columns);
	return 0;
}

static int
bind_create_view(
    struct binder *b, const struct ast_stmt *s, struct vl_bound *out)
{
	const struct vl_plan *checked;
	struct vl_buf text = { 0 };
	struct vl_str name;
	int rc;

	VL_TRY(target(b, s, &name));
	out->kind = VL_BOUND_DONE;
	out->message = vl_str_printf(
	    b->arena, "view '%.*s' created", bind_shown(name), name.p);
	if (s->if_exists && vl_catalog_find(b->catalog, name))
		return 0;
	if (s->column_count > 0)
		return bind_unsupported(
		    b, s->column[0].at, "a list of columns of a view");
	/* What is wrong with it is better said now than at its use. */
	VL_TRY(bind_query(b, s->query, &checked));
	ast_show_query(s->query, &text);
	rc = vl_catalog_add_view(
	    b->catalog, name, vl_buf_view(&text), s->or_replace, b->err);
	vl_buf_release(&text);
	return rc < 0 ? bind_fail_at(b, s->name_at) : 0;
}

static int
bind_drop(struct binder *b, const struct ast_stmt *s, struct vl_bound *out)
{
	struct vl_str name;

	VL_TRY(target(b, s, &name));
	out->kind = VL_BOUND_DONE;
	out->message = vl_str_printf(b->arena, "%s '%.*s' dropped",
	    s->is_view ? "view" : "table", bind_shown(name), name.p);
	if (s->if_exists && !vl_catalog_find(b->catalog, name))
		return 0;
	if (!vl_catalog_find(b->catalog, name))
		return unknown_target(b, s);
	if (vl_catalog_drop(b->catalog, name, s->is_view, b->err) < 0)
		return bind_fail_at(b, s->name_at);
	return 0;
}

/* Which column of the answer goes to column i of the table: -1 none. */
static int
insert_columns(struct binder *b, const struct ast_stmt *s,
    const struct vl_schema *to, int *from)
{
	for (int i = 0; i < to->count; i++)
		from[i] = s->column_count > 0 ? -1 : i;
	for (int i = 0; i < s->column_count; i++) {
		const struct ast_column *c = &s->column[i];
		int at = vl_schema_find(to, c->name);
		struct vl_near n = { .wanted = c->name };

		if (at >= 0 && from[at] < 0) {
			from[at] = i;
			continue;
		}
		if (at >= 0) {
			vl_fail(b->err, VL_ESEMANTIC,
			    "column '%.*s' is named twice", bind_shown(c->name),
			    c->name.p);
			return bind_fail_at(b, c->at);
		}
		vl_fail(b->err, VL_ENAME, "unknown column '%.*s'",
		    bind_shown(c->name), c->name.p);
		for (int j = 0; j < to->count; j++)
			vl_near_add(&n, to->field[j].name);
		return bind_nearest(b, &n, "columns", c->at);
	}
	return 0;
}

/* The answer with the table's columns: in order, of its types, NULL where
 * nothing was said. */
static int
fit_table(struct binder *b, const struct ast_stmt *s, const struct vl_plan *p,
    const struct vl_schema *to, const struct vl_plan **out)
{
	int want = s->column_count > 0 ? s->column_count : to->count;
	int *from = vl_new(b->arena, int, to->count);
	const struct vl_expr **e =
	    vl_new(b->arena, const struct vl_expr *, to->count);
	struct vl_str *name = vl_new(b->arena, struct vl_str, to->count);

	if (p->schema->count != want) {
		vl_fail(b->err, VL_ESEMANTIC,
		    "INSERT of %d values into %d columns", p->schema->count,
		    want);
		return bind_fail_at(b, s->query->at);
	}
	VL_TRY(insert_columns(b, s, to, from));
	for (int i = 0; i < to->count; i++) {
		name[i] = to->field[i].name;
		e[i] = from[i] < 0 ?
		    vl_expr_null(b->arena, s->at) :
		    vl_expr_column(b->arena, p->schema, from[i], s->query->at);
		VL_TRY(vl_expr_cast(
		    b->arena, e[i], to->field[i].type, false, &e[i], b->err));
	}
	*out = vl_plan_project(b->arena, p, to->count, e, name);
	return 0;
}

static int
bind_insert(struct binder *b, const struct ast_stmt *s, struct vl_bound *out)
{
	struct vl_table_entry *t;
	struct vl_source *source;
	const struct vl_plan *p;
	const char *why = NULL;

	VL_TRY(target(b, s, &out->name));
	t = vl_catalog_find(b->catalog, out->name);
	if (!t)
		return unknown_target(b, s);
	if (t->kind == VL_TABLE_SOURCE || t->kind == VL_TABLE_VIEW)
		why = t->kind == VL_TABLE_VIEW ? "view" : "source table";
	else if (t->path.p)
		why = "file";
	if (why) {
		vl_fail(b->err, VL_EKIND,
		    "table-kind constraint violation: '%.*s' is a %s and "
		    "cannot be written",
		    bind_shown(t->name), t->name.p, why);
		return bind_fail_at(b, s->name_at);
	}
	out->kind = VL_BOUND_INSERT;
	out->name = vl_str_copy(b->arena, t->name);
	if (vl_catalog_source(b->catalog, t, &source, b->err) < 0)
		return bind_fail_opened(b, s->name_at);
	VL_TRY(bind_query(b, s->query, &p));
	return fit_table(b, s, p, source->schema, &out->plan);
}

/* SELECT * FROM the table that a statement names. */
static int
bind_whole_table(
    struct binder *b, const struct ast_stmt *s, const struct vl_plan **out)
{
	struct ast_from f = { .kind = FROM_TABLE,
		.at = s->name_at,
		.name_count = s->name_count,
		.name = s->name };
	struct scope scope;

	VL_TRY(bind_from(b, s->from ? s->from : &f, &scope));
	*out = scope.plan;
	return 0;
}

static int
bind_copy(struct binder *b, const struct ast_stmt *s, struct vl_bound *out)
{
	if (!s->to)
		return bind_unsupported(b, s->at, "COPY FROM");
	if (s->column_count > 0)
		return bind_unsupported(
		    b, s->column[0].at, "a list of columns in COPY");
	out->kind = VL_BOUND_COPY;
	out->path = s->path;
	VL_TRY(bind_options(b, s, out));
	for (int i = 0; i < out->option_count; i++)
		if (vl_str_is_fold(out->option[i].key, "format"))
			out->format = out->option[i].value;
	if (s->query)
		return bind_query(b, s->query, &out->plan);
	return bind_whole_table(b, s, &out->plan);
}

/* Rows of texts that were made here. */
static const struct vl_plan *
text_rows(struct binder *b, int columns, const char *const *column, int rows,
    const struct vl_str *cell)
{
	struct vl_field *f;
	struct vl_schema *s = vl_schema_new(b->arena, columns, &f);
	const struct vl_expr **e =
	    vl_new(b->arena, const struct vl_expr *, (int64_t)rows *columns);

	for (int i = 0; i < columns; i++) {
		f[i].name = vl_str(column[i]);
		f[i].type = vl_type(VL_TYPE_TEXT);
	}
	for (int i = 0; i < rows * columns; i++)
		e[i] = vl_expr_text(b->arena, cell[i], -1);
	return vl_plan_values(b->arena, s, rows, e);
}

/* DESCRIBE: the columns of a table or of an answer */
static int
bind_describe(struct binder *b, const struct ast_stmt *s, struct vl_bound *out)
{
	static const char *const column[] = { "column_name", "column_type" };
	const struct vl_schema *schema;
	const struct vl_plan *p;
	struct vl_str *cell;

	if (s->kind == STMT_SUMMARIZE)
		return bind_unsupported(b, s->at, "SUMMARIZE");
	if (s->query)
		VL_TRY(bind_query(b, s->query, &p));
	else
		VL_TRY(bind_whole_table(b, s, &p));
	schema = p->schema;
	cell = vl_new(b->arena, struct vl_str, 2 * schema->count);
	for (int i = 0; i < schema->count; i++) {
		cell[2 * i] = schema->field[i].name;
		cell[2 * i + 1] =
		    vl_str(vl_type_show(b->arena, schema->field[i].type));
	}
	out->kind = VL_BOUND_QUERY;
	out->plan = text_rows(b, 2, column, schema->count, cell);
	return 0;
}

/* SHOW TABLES: the names of the session */
static int
bind_show(struct binder *b, const struct ast_stmt *s, struct vl_bound *out)
{
	static const char *const column[] = { "name", "kind" };
	static const char *const kind[] = {
		[VL_TABLE_REGULAR] = "table",
		[VL_TABLE_SOURCE] = "source",
		[VL_TABLE_SINK] = "sink",
		[VL_TABLE_VIEW] = "view",
	};
	const struct vl_table_entry *t;
	struct vl_str *cell = NULL;
	int cells = 0;

	if (s->name_count > 0)
		return bind_unsupported(b, s->name_at, "SHOW of a setting");
	for (int i = 0; (t = vl_catalog_at(b->catalog, i)) != NULL; i++) {
		struct vl_str row[2] = { t->name, vl_str(kind[t->kind]) };

		for (int j = 0; j < 2; j++)
			cell = ast_push(
			    b->arena, cell, &cells, &row[j], sizeof row[j]);
	}
	out->kind = VL_BOUND_QUERY;
	out->plan = text_rows(b, 2, column, cells / 2, cell);
	return 0;
}

static int
bind_set(struct binder *b, const struct ast_stmt *s, struct vl_bound *out)
{
	const struct ast_expr *x = s->expr_count > 0 ? s->expr[0] : NULL;

	out->kind = VL_BOUND_SET;
	VL_TRY(target(b, s, &out->name));
	if (!x)
		return 0;
	if (s->expr_count == 1 && x->kind == AST_BOOL)
		out->value = x->flag ? VL_STR("true") : VL_STR("false");
	else if (s->expr_count == 1 && x->kind == AST_NAME &&
	    x->name_count == 1)
		out->value = x->name[0];
	else if (s->expr_count == 1 &&
	    (x->kind == AST_STRING || x->kind == AST_INT ||
		x->kind == AST_NUMBER))
		out->value = x->text;
	else
		return bind_unsupported(b, x->at, "SET to what is no constant");
	return 0;
}

static int
bind_explain(struct binder *b, const struct ast_stmt *s, struct vl_bound *out)
{
	out->kind = VL_BOUND_EXPLAIN;
	out->analyze = s->analyze;
	out->json = s->json;
	if (s->inner->kind != STMT_QUERY)
		return bind_unsupported(
		    b, s->inner->at, "EXPLAIN of what is no query");
	return bind_query(b, s->inner->query, &out->plan);
}

int
vl_sql_bind(struct vl_arena *query, struct vl_catalog *c, struct vl_str text,
    const struct ast_stmt *s, struct vl_bound *out, struct vl_err *err)
{
	struct binder b = {
		.arena = query, .catalog = c, .err = err, .text = text
	};

	*out = (struct vl_bound){ 0 };
	switch (s->kind) {
	case STMT_QUERY: return bind_query(&b, s->query, &out->plan);
	case STMT_EXPLAIN: return bind_explain(&b, s, out);
	case STMT_CREATE: return bind_create(&b, s, out);
	case STMT_CREATE_VIEW: return bind_create_view(&b, s, out);
	case STMT_INSERT: return bind_insert(&b, s, out);
	case STMT_UPDATE: return bind_unsupported(&b, s->at, "UPDATE");
	case STMT_DELETE: return bind_unsupported(&b, s->at, "DELETE");
	case STMT_DROP: return bind_drop(&b, s, out);
	case STMT_COPY: return bind_copy(&b, s, out);
	case STMT_DESCRIBE:
	case STMT_SUMMARIZE: return bind_describe(&b, s, out);
	case STMT_SHOW: return bind_show(&b, s, out);
	case STMT_SET: return bind_set(&b, s, out);
	}
	return bind_unsupported(&b, s->at, "this statement");
}
