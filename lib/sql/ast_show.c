/* ast_show.c -- expressions back to text, with no more parentheses than the
 * tree needs. */
#include "sql/ast_int.h"

#include "sql/lex.h"

/* A word that is a name as it stands. */
static bool
is_plain(struct vl_str name)
{
	struct lexer l = { name, 0 };
	struct token t = lex_next(&l);

	for (int64_t i = 0; i < name.n; i++)
		if ((unsigned char)name.p[i] >= 0x80)
			return false;
	return t.kind == TOK_NAME && t.len == name.n &&
	    lex_word_is_name(t.word);
}

void
ast_show_name(struct vl_str name, struct vl_buf *out)
{
	if (is_plain(name)) {
		vl_buf_str(out, name);
		return;
	}
	vl_buf_quoted(out, '"', name);
}

void
show_names(const struct vl_str *name, int count, const char *between,
    struct vl_buf *out)
{
	for (int i = 0; i < count; i++) {
		if (i > 0)
			vl_buf_cstr(out, between);
		ast_show_name(name[i], out);
	}
}

static void
show_blob(struct vl_str s, struct vl_buf *out)
{
	vl_buf_cstr(out, "X'");
	for (int64_t i = 0; i < s.n; i++)
		vl_buf_printf(out, "%02x", (unsigned char)s.p[i]);
	vl_buf_byte(out, '\'');
}

void
show_exprs(struct ast_expr *const *x, int count, struct vl_buf *out)
{
	for (int i = 0; i < count; i++) {
		if (i > 0)
			vl_buf_cstr(out, ", ");
		ast_show_expr(x[i], out);
	}
}

static enum ast_power
power_of(const struct ast_expr *x)
{
	switch ((int)x->kind) {
	case AST_OR: return POWER_OR;
	case AST_AND: return POWER_AND;
	case AST_NOT: return POWER_NOT;
	case AST_IS: return POWER_IS;
	case AST_IN:
	case AST_BETWEEN:
	case AST_LIKE: return POWER_RANGE;
	case AST_BINARY:
	case AST_QUANT: return ast_op_power(x->op);
	case AST_ZONE:
	case AST_COLLATE: return POWER_ZONE;
	case AST_UNARY: return POWER_SIGN;
	case AST_LAMBDA: return POWER_NONE;
	}
	return POWER_PRIMARY;
}

/* An operand: in parentheses if it binds less tightly than wanted. */
static void
show_operand(const struct ast_expr *x, int power, struct vl_buf *out)
{
	bool paren = (int)power_of(x) < power;

	if (paren)
		vl_buf_byte(out, '(');
	ast_show_expr(x, out);
	if (paren)
		vl_buf_byte(out, ')');
}

static void
show_chain(const struct ast_expr *x, const char *op, struct vl_buf *out)
{
	for (int i = 0; i < x->count; i++) {
		if (i > 0)
			vl_buf_cstr(out, op);
		show_operand(x->arg[i], (int)power_of(x) + 1, out);
	}
}

static void
show_binary(const struct ast_expr *x, struct vl_buf *out)
{
	int power = (int)power_of(x);

	show_operand(x->arg[0], power + (power == POWER_COMPARE), out);
	vl_buf_printf(out, " %s ", ast_op_text(x->op));
	if (x->kind == AST_BINARY) {
		show_operand(x->arg[1], power + 1, out);
		return;
	}
	vl_buf_cstr(out, x->flag ? "ALL (" : "ANY (");
	if (x->query)
		ast_show_query(x->query, out);
	else
		ast_show_expr(x->arg[1], out);
	vl_buf_byte(out, ')');
}

static void
show_is(const struct ast_expr *x, struct vl_buf *out)
{
	static const char *const text[] = {
		[IS_NULL] = "NULL",
		[IS_TRUE] = "TRUE",
		[IS_FALSE] = "FALSE",
		[IS_UNKNOWN] = "UNKNOWN",
		[IS_DISTINCT] = "DISTINCT FROM ",
	};

	show_operand(x->arg[0], POWER_IS, out);
	vl_buf_printf(out, " IS %s%s", x->negated ? "NOT " : "", text[x->is]);
	if (x->is == IS_DISTINCT)
		show_operand(x->arg[1], POWER_IS + 1, out);
}

static void
show_range(const struct ast_expr *x, struct vl_buf *out)
{
	show_operand(x->arg[0], POWER_RANGE, out);
	vl_buf_cstr(out, x->negated ? " NOT " : " ");
	if (x->kind == AST_IN) {
		vl_buf_cstr(out, "IN (");
		if (x->query)
			ast_show_query(x->query, out);
		else
			show_exprs(x->arg + 1, x->count - 1, out);
		vl_buf_byte(out, ')');
		return;
	}
	vl_buf_printf(out, "%s ",
	    x->kind == AST_BETWEEN ? "BETWEEN" : ast_op_text(x->op));
	show_operand(x->arg[1], POWER_RANGE + 1, out);
	if (x->count < 3)
		return;
	vl_buf_cstr(out, x->kind == AST_BETWEEN ? " AND " : " ESCAPE ");
	show_operand(x->arg[2], POWER_RANGE + 1, out);
}

static void
show_case(const struct ast_expr *x, struct vl_buf *out)
{
	int i = 0;

	vl_buf_cstr(out, "CASE");
	if (x->flag) {
		vl_buf_byte(out, ' ');
		ast_show_expr(x->arg[i++], out);
	}
	for (; i + 1 < x->count; i += 2) {
		vl_buf_cstr(out, " WHEN ");
		ast_show_expr(x->arg[i], out);
		vl_buf_cstr(out, " THEN ");
		ast_show_expr(x->arg[i + 1], out);
	}
	if (x->negated) {
		vl_buf_cstr(out, " ELSE ");
		ast_show_expr(x->arg[i], out);
	}
	vl_buf_cstr(out, " END");
}

static void
show_bound(enum ast_bound b, const struct ast_expr *by, struct vl_buf *out)
{
	static const char *const text[] = {
		[BOUND_UNBOUNDED_PRECEDING] = "UNBOUNDED PRECEDING",
		[BOUND_PRECEDING] = " PRECEDING",
		[BOUND_CURRENT] = "CURRENT ROW",
		[BOUND_FOLLOWING] = " FOLLOWING",
		[BOUND_UNBOUNDED_FOLLOWING] = "UNBOUNDED FOLLOWING",
	};

	if (by)
		ast_show_expr(by, out);
	vl_buf_cstr(out, text[b]);
}

static void
show_frame(const struct ast_window *w, struct vl_buf *out)
{
	static const char *const unit[] = {
		[FRAME_ROWS] = "ROWS",
		[FRAME_RANGE] = "RANGE",
		[FRAME_GROUPS] = "GROUPS",
	};
	static const char *const exclude[] = {
		[EXCLUDE_NONE] = "",
		[EXCLUDE_CURRENT] = " EXCLUDE CURRENT ROW",
		[EXCLUDE_GROUP] = " EXCLUDE GROUP",
		[EXCLUDE_TIES] = " EXCLUDE TIES",
	};

	if (w->unit == FRAME_NONE)
		return;
	vl_buf_printf(out, " %s BETWEEN ", unit[w->unit]);
	show_bound(w->from, w->from_expr, out);
	vl_buf_cstr(out, " AND ");
	show_bound(w->to, w->to_expr, out);
	vl_buf_cstr(out, exclude[w->exclude]);
}

/* The parentheses of a window, spaces within trimmed by order of parts. */
void
show_window(const struct ast_window *w, struct vl_buf *out)
{
	vl_buf_byte(out, '(');
	if (w->base.n > 0)
		ast_show_name(w->base, out);
	if (w->partition_count > 0) {
		vl_buf_cstr(out, " PARTITION BY ");
		show_exprs(w->partition, w->partition_count, out);
	}
	show_order(w->order, w->order_count, out);
	show_frame(w, out);
	vl_buf_byte(out, ')');
}

void
show_order(const struct ast_order *o, int count, struct vl_buf *out)
{
	for (int i = 0; i < count; i++) {
		vl_buf_cstr(out, i > 0 ? ", " : " ORDER BY ");
		if (o[i].expr)
			ast_show_expr(o[i].expr, out);
		else
			vl_buf_cstr(out, "ALL");
		if (o[i].descending)
			vl_buf_cstr(out, " DESC");
		if (o[i].nulls_said)
			vl_buf_cstr(out,
			    o[i].nulls_first ? " NULLS FIRST" : " NULLS LAST");
	}
}

static void
show_call_tail(const struct ast_call *c, struct vl_buf *out)
{
	if (c->within_group) {
		vl_buf_cstr(out, " WITHIN GROUP (");
		show_order(c->order, c->order_count, out);
		vl_buf_byte(out, ')');
	}
	if (c->filter) {
		vl_buf_cstr(out, " FILTER (WHERE ");
		ast_show_expr(c->filter, out);
		vl_buf_byte(out, ')');
	}
	if (c->ignore_nulls)
		vl_buf_cstr(out, " IGNORE NULLS");
	if (!c->over)
		return;
	vl_buf_cstr(out, " OVER ");
	if (c->over->bare)
		ast_show_name(c->over->base, out);
	else
		show_window(c->over, out);
}

static void
show_call(const struct ast_expr *x, struct vl_buf *out)
{
	const struct ast_call *c = x->call;

	show_names(x->name, x->name_count, ".", out);
	vl_buf_byte(out, '(');
	if (c->distinct)
		vl_buf_cstr(out, "DISTINCT ");
	if (c->star)
		vl_buf_byte(out, '*');
	for (int i = 0; i < x->count; i++) {
		if (i > 0)
			vl_buf_cstr(out, ", ");
		if (c->arg_name && c->arg_name[i].n > 0) {
			ast_show_name(c->arg_name[i], out);
			vl_buf_cstr(out, " := ");
		}
		ast_show_expr(x->arg[i], out);
	}
	if (!c->within_group)
		show_order(c->order, c->order_count, out);
	vl_buf_byte(out, ')');
	show_call_tail(c, out);
}

static void
show_rename(
    const char *word, const struct ast_rename *r, int count, struct vl_buf *out)
{
	for (int i = 0; i < count; i++) {
		vl_buf_printf(out, i > 0 ? ", " : " %s (", word);
		ast_show_name(r[i].from, out);
		if (r[i].to.n > 0) {
			vl_buf_cstr(out, " AS ");
			ast_show_name(r[i].to, out);
		}
	}
	if (count > 0)
		vl_buf_byte(out, ')');
}

static void
show_star(const struct ast_star *s, struct vl_buf *out)
{
	if (s->columns) {
		vl_buf_cstr(out, "COLUMNS(");
		ast_show_expr(s->columns, out);
		vl_buf_byte(out, ')');
	} else {
		show_names(s->table, s->table_count, ".", out);
		vl_buf_cstr(out, s->table_count > 0 ? ".*" : "*");
	}
	show_rename("EXCLUDE", s->exclude, s->exclude_count, out);
	for (int i = 0; i < s->replace_count; i++) {
		vl_buf_cstr(out, i > 0 ? ", " : " REPLACE (");
		ast_show_expr(s->replace[i].expr, out);
		vl_buf_cstr(out, " AS ");
		ast_show_name(s->replace[i].alias, out);
	}
	if (s->replace_count > 0)
		vl_buf_byte(out, ')');
	show_rename("RENAME", s->rename, s->rename_count, out);
}

/* {'a': 1}, MAP {'a': 1} */
static void
show_braces(const struct ast_expr *x, struct vl_buf *out)
{
	bool map = x->kind == AST_MAP;

	vl_buf_cstr(out, map ? "MAP {" : "{");
	for (int i = 0; i < x->count; i++) {
		if (i > 0)
			vl_buf_cstr(out, map && i % 2 ? ": " : ", ");
		if (!map) {
			vl_buf_quoted(out, '\'', x->name[i]);
			vl_buf_cstr(out, ": ");
		}
		ast_show_expr(x->arg[i], out);
	}
	vl_buf_byte(out, '}');
}

/* x[i], x[a:b:c], (x).name */
static void
show_postfix(const struct ast_expr *x, struct vl_buf *out)
{
	const struct ast_expr *of = x->arg[0];
	bool paren = of->kind != AST_INDEX && of->kind != AST_SLICE &&
	    of->kind != AST_FIELD && of->kind != AST_CALL;

	if (paren)
		vl_buf_byte(out, '(');
	ast_show_expr(of, out);
	if (paren)
		vl_buf_byte(out, ')');
	if (x->kind == AST_FIELD) {
		vl_buf_byte(out, '.');
		ast_show_name(x->name[0], out);
		return;
	}
	for (int i = 1; i < x->count; i++) {
		vl_buf_cstr(out, i > 1 ? " : " : "[");
		if (x->arg[i])
			ast_show_expr(x->arg[i], out);
	}
	vl_buf_byte(out, ']');
}

static void
show_interval(const struct ast_expr *x, struct vl_buf *out)
{
	bool paren = x->arg[0]->kind != AST_STRING;

	vl_buf_cstr(out, paren ? "INTERVAL (" : "INTERVAL ");
	ast_show_expr(x->arg[0], out);
	if (paren)
		vl_buf_byte(out, ')');
	if (x->text.n > 0) {
		vl_buf_byte(out, ' ');
		vl_buf_str(out, x->text);
	}
}

static void
show_cast(const struct ast_expr *x, struct vl_buf *out)
{
	vl_buf_cstr(out, x->flag ? "TRY_CAST(" : "CAST(");
	ast_show_expr(x->arg[0], out);
	vl_buf_cstr(out, " AS ");
	vl_buf_str(out, x->type.text);
	vl_buf_byte(out, ')');
}

static void
show_lambda(const struct ast_expr *x, struct vl_buf *out)
{
	vl_buf_cstr(out, "LAMBDA ");
	show_names(x->name, x->name_count, ", ", out);
	vl_buf_cstr(out, ": ");
	ast_show_expr(x->arg[0], out);
}

static void
show_unary(const struct ast_expr *x, struct vl_buf *out)
{
	vl_buf_cstr(out, x->op == OP_SUB ? "-" : ast_op_text(x->op));
	/* Two signs must not make a comment. */
	show_operand(x->arg[0], POWER_POSTFIX, out);
}

static void
show_wrapped(const char *open, const struct ast_expr *x, const char *close,
    struct vl_buf *out)
{
	vl_buf_cstr(out, open);
	if (x->query)
		ast_show_query(x->query, out);
	else
		show_exprs(x->arg, x->count, out);
	if (x->kind == AST_ROW && x->count == 1)
		vl_buf_byte(out, ',');
	vl_buf_cstr(out, close);
}

static void
show_zone(const struct ast_expr *x, struct vl_buf *out)
{
	show_operand(x->arg[0], POWER_ZONE, out);
	if (x->kind == AST_COLLATE) {
		vl_buf_cstr(out, " COLLATE ");
		show_names(x->name, x->name_count, ".", out);
		return;
	}
	vl_buf_cstr(out, " AT TIME ZONE ");
	show_operand(x->arg[1], POWER_ZONE + 1, out);
}

/* A column; its quotes tell "current_date" from the function. */
static void
show_column(const struct ast_expr *x, struct vl_buf *out)
{
	int64_t from = out->len;

	show_names(x->name, x->name_count, ".", out);
	if (x->name_count > 1 || !ast_is_bare_call(x->name[0]) ||
	    out->p[from] == '"')
		return;
	out->len = from;
	vl_buf_byte(out, '"');
	vl_buf_str(out, x->name[0]);
	vl_buf_byte(out, '"');
}

void
ast_show_expr(const struct ast_expr *x, struct vl_buf *out)
{
	switch (x->kind) {
	case AST_NULL: vl_buf_cstr(out, "NULL"); break;
	case AST_BOOL: vl_buf_cstr(out, x->flag ? "TRUE" : "FALSE"); break;
	case AST_INT:
	case AST_NUMBER:
	case AST_PARAM: vl_buf_str(out, x->text); break;
	case AST_STRING: vl_buf_quoted(out, '\'', x->text); break;
	case AST_BLOB: show_blob(x->text, out); break;
	case AST_TYPED:
		vl_buf_str(out, x->type.text);
		vl_buf_byte(out, ' ');
		vl_buf_quoted(out, '\'', x->text);
		break;
	case AST_INTERVAL: show_interval(x, out); break;
	case AST_NAME: show_column(x, out); break;
	case AST_STAR: show_star(x->star, out); break;
	case AST_UNARY: show_unary(x, out); break;
	case AST_BINARY:
	case AST_QUANT: show_binary(x, out); break;
	case AST_AND: show_chain(x, " AND ", out); break;
	case AST_OR: show_chain(x, " OR ", out); break;
	case AST_NOT:
		vl_buf_cstr(out, "NOT ");
		show_operand(x->arg[0], POWER_NOT, out);
		break;
	case AST_IS: show_is(x, out); break;
	case AST_BETWEEN:
	case AST_IN:
	case AST_LIKE: show_range(x, out); break;
	case AST_CASE: show_case(x, out); break;
	case AST_CAST: show_cast(x, out); break;
	case AST_CALL: show_call(x, out); break;
	case AST_ROW:
	case AST_SUBQUERY: show_wrapped("(", x, ")", out); break;
	case AST_EXISTS: show_wrapped("EXISTS (", x, ")", out); break;
	case AST_LIST: show_wrapped("[", x, "]", out); break;
	case AST_STRUCT:
	case AST_MAP: show_braces(x, out); break;
	case AST_INDEX:
	case AST_SLICE:
	case AST_FIELD: show_postfix(x, out); break;
	case AST_LAMBDA: show_lambda(x, out); break;
	case AST_ZONE:
	case AST_COLLATE: show_zone(x, out); break;
	}
}
