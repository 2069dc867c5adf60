/* ast_show_query.c -- queries and statements back to text. */
#include "sql/ast_int.h"

static void
show_alias(struct vl_str alias, struct vl_buf *out)
{
	if (alias.n == 0)
		return;
	vl_buf_cstr(out, " AS ");
	ast_show_name(alias, out);
}

static void
show_sample(const char *word, const struct ast_sample *s, struct vl_buf *out)
{
	if (!s->amount)
		return;
	vl_buf_printf(out, " %s ", word);
	ast_show_name(s->method.n > 0 ? s->method : VL_STR("reservoir"), out);
	vl_buf_byte(out, '(');
	ast_show_expr(s->amount, out);
	vl_buf_cstr(out, s->percent ? " PERCENT)" : " ROWS)");
	if (!s->seed)
		return;
	vl_buf_cstr(out, " REPEATABLE (");
	ast_show_expr(s->seed, out);
	vl_buf_byte(out, ')');
}

static void show_from(const struct ast_from *f, struct vl_buf *out);

static void
show_join(const struct ast_from *f, struct vl_buf *out)
{
	static const char *const word[] = {
		[JOIN_INNER] = "",
		[JOIN_LEFT] = "LEFT ",
		[JOIN_RIGHT] = "RIGHT ",
		[JOIN_FULL] = "FULL ",
		[JOIN_CROSS] = "CROSS ",
		[JOIN_SEMI] = "SEMI ",
		[JOIN_ANTI] = "ANTI ",
		[JOIN_POSITIONAL] = "POSITIONAL ",
	};
	bool paren = f->right->kind == FROM_JOIN && !f->comma;

	show_from(f->left, out);
	if (f->comma)
		vl_buf_cstr(out, ", ");
	else
		vl_buf_printf(out, " %s%s%sJOIN ", f->natural ? "NATURAL " : "",
		    f->asof ? "ASOF " : "", word[f->join]);
	if (paren)
		vl_buf_byte(out, '(');
	show_from(f->right, out);
	if (paren)
		vl_buf_byte(out, ')');
	if (f->on) {
		vl_buf_cstr(out, " ON ");
		ast_show_expr(f->on, out);
	}
	if (f->using_count > 0) {
		vl_buf_cstr(out, " USING (");
		show_names(f->using, f->using_count, ", ", out);
		vl_buf_byte(out, ')');
	}
}

static void
show_from(const struct ast_from *f, struct vl_buf *out)
{
	if (f->lateral)
		vl_buf_cstr(out, "LATERAL ");
	switch (f->kind) {
	case FROM_TABLE: show_names(f->name, f->name_count, ".", out); break;
	case FROM_FILE: vl_buf_quoted(out, '\'', f->text); break;
	case FROM_CALL:
		ast_show_expr(f->expr, out);
		if (f->ordinality)
			vl_buf_cstr(out, " WITH ORDINALITY");
		break;
	case FROM_QUERY:
		vl_buf_byte(out, '(');
		ast_show_query(f->query, out);
		vl_buf_byte(out, ')');
		break;
	case FROM_JOIN: show_join(f, out); break;
	}
	show_alias(f->alias, out);
	if (f->column_count > 0) {
		vl_buf_byte(out, '(');
		show_names(f->column, f->column_count, ", ", out);
		vl_buf_byte(out, ')');
	}
	show_sample("TABLESAMPLE", &f->sample, out);
}

static void
show_groups(const struct ast_group *g, int count, struct vl_buf *out)
{
	static const char *const word[] = {
		[GROUP_EXPR] = "",
		[GROUP_SET] = "(",
		[GROUP_SETS] = "GROUPING SETS (",
		[GROUP_ROLLUP] = "ROLLUP (",
		[GROUP_CUBE] = "CUBE (",
	};

	for (int i = 0; i < count; i++) {
		if (i > 0)
			vl_buf_cstr(out, ", ");
		vl_buf_cstr(out, word[g[i].kind]);
		if (g[i].kind == GROUP_EXPR) {
			ast_show_expr(g[i].expr, out);
			continue;
		}
		show_groups(g[i].item, g[i].count, out);
		vl_buf_byte(out, ')');
	}
}

static void
show_search(const struct ast_search *s, struct vl_buf *out)
{
	vl_buf_cstr(out, s->hybrid ? " HYBRID SEARCH (" : " KEYWORD SEARCH (");
	show_exprs(s->column, s->column_count, out);
	vl_buf_cstr(out, ") QUERY ");
	ast_show_expr(s->query, out);
	if (s->metric.n > 0) {
		vl_buf_cstr(out, " METRIC ");
		ast_show_name(s->metric, out);
	}
	if (s->top_k) {
		vl_buf_cstr(out, " TOP_K ");
		ast_show_expr(s->top_k, out);
	}
	if (s->threshold) {
		vl_buf_cstr(out, " SCORE_THRESHOLD ");
		ast_show_expr(s->threshold, out);
	}
}

static void
show_clause(const char *word, const struct ast_expr *x, struct vl_buf *out)
{
	if (!x)
		return;
	vl_buf_printf(out, " %s ", word);
	ast_show_expr(x, out);
}

static void
show_items(const struct ast_select *s, struct vl_buf *out)
{
	vl_buf_cstr(out, s->distinct ? "SELECT DISTINCT " : "SELECT ");
	if (s->distinct_on_count > 0) {
		vl_buf_cstr(out, "ON (");
		show_exprs(s->distinct_on, s->distinct_on_count, out);
		vl_buf_cstr(out, ") ");
	}
	for (int i = 0; i < s->item_count; i++) {
		if (i > 0)
			vl_buf_cstr(out, ", ");
		ast_show_expr(s->item[i].expr, out);
		show_alias(s->item[i].alias, out);
	}
}

static void
show_windows(const struct ast_select *s, struct vl_buf *out)
{
	for (int i = 0; i < s->window_count; i++) {
		vl_buf_cstr(out, i > 0 ? ", " : " WINDOW ");
		ast_show_name(s->window[i].name, out);
		vl_buf_cstr(out, " AS ");
		show_window(&s->window[i], out);
	}
}

static void
show_select(const struct ast_select *s, struct vl_buf *out)
{
	show_items(s, out);
	if (s->from) {
		vl_buf_cstr(out, " FROM ");
		show_from(s->from, out);
	}
	show_clause("WHERE", s->where, out);
	for (int i = 0; i < s->search_count; i++)
		show_search(&s->search[i], out);
	if (s->window_by) {
		show_clause("WINDOW BY", s->window_by->column, out);
		show_clause("EVERY", s->window_by->every, out);
		show_clause("SLIDE", s->window_by->slide, out);
		show_alias(s->window_by->name, out);
	}
	if (s->group_all)
		vl_buf_cstr(out, " GROUP BY ALL");
	if (s->group_count > 0) {
		vl_buf_cstr(out, " GROUP BY ");
		show_groups(s->group, s->group_count, out);
	}
	show_clause("HAVING", s->having, out);
	show_windows(s, out);
	show_clause("QUALIFY", s->qualify, out);
	show_sample("USING SAMPLE", &s->sample, out);
}

static void
show_body(const struct ast_body *b, struct vl_buf *out)
{
	static const char *const word[] = {
		[BODY_UNION] = "UNION",
		[BODY_INTERSECT] = "INTERSECT",
		[BODY_EXCEPT] = "EXCEPT",
	};

	switch (b->kind) {
	case BODY_SELECT: show_select(b->select, out); break;
	case BODY_VALUES:
		for (int i = 0; i < b->row_count; i++) {
			vl_buf_cstr(out, i > 0 ? ", (" : "VALUES (");
			show_exprs(b->row[i]->arg, b->row[i]->count, out);
			vl_buf_byte(out, ')');
		}
		break;
	case BODY_QUERY:
		vl_buf_byte(out, '(');
		ast_show_query(b->query, out);
		vl_buf_byte(out, ')');
		break;
	case BODY_UNION:
	case BODY_INTERSECT:
	case BODY_EXCEPT:
		show_body(b->left, out);
		vl_buf_printf(out, " %s%s%s ", word[b->kind],
		    b->all ? " ALL" : "", b->by_name ? " BY NAME" : "");
		show_body(b->right, out);
		break;
	}
}

static void
show_ctes(const struct ast_query *q, struct vl_buf *out)
{
	for (int i = 0; i < q->cte_count; i++) {
		const struct ast_cte *c = &q->cte[i];

		vl_buf_cstr(out,
		    i > 0            ? ", " :
			q->recursive ? "WITH RECURSIVE " :
				       "WITH ");
		ast_show_name(c->name, out);
		if (c->column_count > 0) {
			vl_buf_byte(out, '(');
			show_names(c->column, c->column_count, ", ", out);
			vl_buf_byte(out, ')');
		}
		vl_buf_printf(out, " AS %s(",
		    c->materialized > 0     ? "MATERIALIZED " :
			c->materialized < 0 ? "NOT MATERIALIZED " :
					      "");
		ast_show_query(c->query, out);
		vl_buf_cstr(out, i + 1 < q->cte_count ? ")" : ") ");
	}
}

void
ast_show_query(const struct ast_query *q, struct vl_buf *out)
{
	show_ctes(q, out);
	show_body(q->body, out);
	show_order(q->order, q->order_count, out);
	if (q->with_ties) {
		vl_buf_cstr(out, " FETCH FIRST ");
		ast_show_expr(q->limit, out);
		vl_buf_cstr(out, " ROWS WITH TIES");
	} else {
		show_clause("LIMIT", q->limit, out);
		if (q->limit_percent)
			vl_buf_cstr(out, " PERCENT");
	}
	show_clause("OFFSET", q->offset, out);
}

static void
show_columns(const struct ast_stmt *s, struct vl_buf *out)
{
	for (int i = 0; i < s->column_count; i++) {
		const struct ast_column *c = &s->column[i];

		vl_buf_cstr(out, i > 0 ? ", " : " (");
		ast_show_name(c->name, out);
		if (c->type.text.n > 0) {
			vl_buf_byte(out, ' ');
			vl_buf_str(out, c->type.text);
		}
		if (c->not_null)
			vl_buf_cstr(out, " NOT NULL");
	}
	if (s->column_count > 0)
		vl_buf_byte(out, ')');
}

static void
show_options(const char *word, const struct ast_stmt *s, struct vl_buf *out)
{
	for (int i = 0; i < s->option_count; i++) {
		const struct ast_option *o = &s->option[i];

		vl_buf_printf(out, i > 0 ? ", " : " %s(", word);
		ast_show_name(o->name, out);
		if (o->value) {
			vl_buf_cstr(out, ": ");
			ast_show_expr(o->value, out);
		}
	}
	if (s->option_count > 0)
		vl_buf_byte(out, ')');
}

static void
show_create(const struct ast_stmt *s, struct vl_buf *out)
{
	vl_buf_printf(out, "CREATE %s%s %s", s->or_replace ? "OR REPLACE " : "",
	    s->kind == STMT_CREATE_VIEW       ? "VIEW" :
		s->table_kind == TABLE_SOURCE ? "SOURCE TABLE" :
		s->table_kind == TABLE_SINK   ? "SINK TABLE" :
						"TABLE",
	    s->if_exists ? "IF NOT EXISTS " : "");
	show_names(s->name, s->name_count, ".", out);
	show_columns(s, out);
	if (s->format.n > 0) {
		vl_buf_cstr(out, " USING ");
		ast_show_name(s->format, out);
	}
	show_options("OPTIONS ", s, out);
	if (s->query) {
		vl_buf_cstr(out, " AS ");
		ast_show_query(s->query, out);
	}
}

static void
show_change(const struct ast_stmt *s, struct vl_buf *out)
{
	vl_buf_cstr(out, s->kind == STMT_UPDATE ? "UPDATE " : "DELETE FROM ");
	show_names(s->name, s->name_count, ".", out);
	for (int i = 0; s->kind == STMT_UPDATE && i < s->column_count; i++) {
		vl_buf_cstr(out, i > 0 ? ", " : " SET ");
		ast_show_name(s->column[i].name, out);
		vl_buf_cstr(out, " = ");
		ast_show_expr(s->column[i].expr, out);
	}
	show_clause("WHERE", s->where, out);
}

static void
show_copy(const struct ast_stmt *s, struct vl_buf *out)
{
	vl_buf_cstr(out, "COPY ");
	if (s->query) {
		vl_buf_byte(out, '(');
		ast_show_query(s->query, out);
		vl_buf_byte(out, ')');
	} else {
		show_names(s->name, s->name_count, ".", out);
		show_columns(s, out);
	}
	vl_buf_cstr(out, s->to ? " TO " : " FROM ");
	vl_buf_quoted(out, '\'', s->path);
	show_options("", s, out);
}

static void
show_set(const struct ast_stmt *s, struct vl_buf *out)
{
	vl_buf_cstr(out, s->expr_count > 0 ? "SET " : "RESET ");
	show_names(s->name, s->name_count, ".", out);
	if (s->expr_count > 0)
		vl_buf_cstr(out, " = ");
	show_exprs(s->expr, s->expr_count, out);
}

/* A word, then a query, a table or a name. */
static void
show_about(const char *word, const struct ast_stmt *s, struct vl_buf *out)
{
	vl_buf_cstr(out, word);
	if (s->query)
		ast_show_query(s->query, out);
	else if (s->from)
		show_from(s->from, out);
	else
		show_names(s->name, s->name_count, ".", out);
}

void
ast_show_stmt(const struct ast_stmt *s, struct vl_buf *out)
{
	switch (s->kind) {
	case STMT_QUERY: ast_show_query(s->query, out); break;
	case STMT_EXPLAIN:
		vl_buf_printf(out, "EXPLAIN %s%s", s->analyze ? "ANALYZE " : "",
		    s->json ? "(FORMAT json) " : "");
		ast_show_stmt(s->inner, out);
		break;
	case STMT_CREATE:
	case STMT_CREATE_VIEW: show_create(s, out); break;
	case STMT_INSERT:
		vl_buf_cstr(out, "INSERT INTO ");
		show_names(s->name, s->name_count, ".", out);
		show_columns(s, out);
		vl_buf_byte(out, ' ');
		ast_show_query(s->query, out);
		break;
	case STMT_UPDATE:
	case STMT_DELETE: show_change(s, out); break;
	case STMT_DROP:
		vl_buf_printf(out, "DROP %s%s", s->is_view ? "VIEW " : "TABLE ",
		    s->if_exists ? "IF EXISTS " : "");
		show_names(s->name, s->name_count, ".", out);
		break;
	case STMT_COPY: show_copy(s, out); break;
	case STMT_DESCRIBE: show_about("DESCRIBE ", s, out); break;
	case STMT_SUMMARIZE: show_about("SUMMARIZE ", s, out); break;
	case STMT_SHOW:
		show_about(s->name_count > 0 ? "SHOW " : "SHOW TABLES", s, out);
		break;
	case STMT_SET: show_set(s, out); break;
	}
}
