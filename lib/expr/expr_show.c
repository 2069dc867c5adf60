/* expr_show.c -- expressions as SQL again. */
#include "base/buf.h"
#include "col/show.h"
#include "expr/expr_int.h"

/* How strongly operators bind, as in PostgreSQL; 0: not an infix operator. */
static int
binding(const struct vl_expr *e)
{
	static const struct {
		const char *name;
		int strength;
	} table[] = {
		{ "=", 4 },
		{ "<>", 4 },
		{ "<", 4 },
		{ "<=", 4 },
		{ ">", 4 },
		{ ">=", 4 },
		{ "is distinct from", 4 },
		{ "is not distinct from", 4 },
		{ "like", 5 },
		{ "ilike", 5 },
		{ "||", 6 },
		{ "->", 6 },
		{ "->>", 6 },
		{ "~", 6 },
		{ "~*", 6 },
		{ "+", 7 },
		{ "-", 7 },
		{ "*", 8 },
		{ "/", 8 },
		{ "//", 8 },
		{ "%", 8 },
		{ "^", 9 },
	};

	if (e->kind == VL_EXPR_OR)
		return 1;
	if (e->kind == VL_EXPR_AND)
		return 2;
	if (e->kind != VL_EXPR_CALL || e->count != 2)
		return 0;
	for (int64_t i = 0; i < VL_COUNTOF(table); i++)
		if (strcmp(e->func->name, table[i].name) == 0)
			return table[i].strength;
	return 0;
}

static void show(const struct vl_expr *e, const struct vl_schema *s, int around,
    struct vl_buf *out);

static void
show_text(const struct vl_column *c, int64_t i, struct vl_buf *out)
{
	struct vl_buf b = { 0 };

	vl_show_value(c, i, VL_SHOW_PLAIN, &b);
	vl_buf_quoted(out, '\'', vl_buf_view(&b));
	vl_buf_release(&b);
}

static void
show_const(const struct vl_column *c, int64_t i, struct vl_buf *out)
{
	bool bare = vl_type_is_numeric(c->type) || c->type.id == VL_TYPE_BOOL;

	if (vl_column_is_null(c, i)) {
		vl_buf_cstr(out, "NULL");
		return;
	}
	if (bare) {
		vl_show_value(c, i, VL_SHOW_PLAIN, out);
		return;
	}
	if (c->type.id != VL_TYPE_TEXT) {
		vl_type_name(c->type, out);
		vl_buf_byte(out, ' ');
	}
	show_text(c, i, out);
}

static bool
is_bare_name(struct vl_str s)
{
	for (int64_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			c == '_' || (i > 0 && c >= '0' && c <= '9')))
			return false;
	}
	return s.n > 0;
}

static void
show_column(int column, const struct vl_schema *s, struct vl_buf *out)
{
	struct vl_str name;

	if (s == NULL || column >= s->count) {
		vl_buf_printf(out, "$%d", column + 1);
		return;
	}
	name = s->field[column].name;
	if (is_bare_name(name)) {
		vl_buf_str(out, name);
		return;
	}
	vl_buf_quoted(out, '"', name);
}

static void
show_upper(const char *word, struct vl_buf *out)
{
	for (; *word; word++)
		vl_buf_byte(out,
		    *word >= 'a' && *word <= 'z' ? (char)(*word - 32) : *word);
}

static void
show_call(
    const struct vl_expr *e, const struct vl_schema *s, struct vl_buf *out)
{
	const char *name = e->func->name;

	if (strncmp(name, "is ", 3) == 0 && e->count == 1) {
		show(e->arg[0], s, 10, out);
		vl_buf_byte(out, ' ');
		show_upper(name, out);
		return;
	}
	if (strcmp(name, "not") == 0) {
		vl_buf_cstr(out, "NOT ");
		show(e->arg[0], s, 3, out);
		return;
	}
	if (e->count == 1 && !(name[0] >= 'a' && name[0] <= 'z')) {
		vl_buf_cstr(out, name);
		show(e->arg[0], s, 10, out);
		return;
	}
	vl_buf_cstr(out, name);
	vl_buf_byte(out, '(');
	for (int i = 0; i < e->count; i++) {
		vl_buf_cstr(out, i ? ", " : "");
		show(e->arg[i], s, 0, out);
	}
	vl_buf_byte(out, ')');
}

static void
show_infix(const struct vl_expr *e, const struct vl_schema *s, int strength,
    struct vl_buf *out)
{
	const char *name = e->kind == VL_EXPR_AND ? "and" :
	    e->kind == VL_EXPR_OR                 ? "or" :
						    e->func->name;

	for (int i = 0; i < e->count; i++) {
		if (i > 0) {
			vl_buf_byte(out, ' ');
			show_upper(name, out);
			vl_buf_byte(out, ' ');
		}
		/* Left associative: the right side needs more. */
		show(e->arg[i], s, strength + (i > 0), out);
	}
}

static void
show_case(
    const struct vl_expr *e, const struct vl_schema *s, struct vl_buf *out)
{
	vl_buf_cstr(out, "CASE");
	for (int i = 0; i + 1 < e->count; i += 2) {
		vl_buf_cstr(out, " WHEN ");
		show(e->arg[i], s, 0, out);
		vl_buf_cstr(out, " THEN ");
		show(e->arg[i + 1], s, 0, out);
	}
	if (!expr_is_null(e->arg[e->count - 1])) {
		vl_buf_cstr(out, " ELSE ");
		show(e->arg[e->count - 1], s, 0, out);
	}
	vl_buf_cstr(out, " END");
}

static void
show_in(const struct vl_expr *e, const struct vl_schema *s, struct vl_buf *out)
{
	show(e->arg[0], s, 10, out);
	vl_buf_cstr(out, e->negated ? " NOT IN (" : " IN (");
	for (int64_t i = 0; i < e->value.rows; i++) {
		vl_buf_cstr(out, i ? ", " : "");
		show_const(&e->value, i, out);
	}
	vl_buf_byte(out, ')');
}

/* around: the binding of the operator that e is an operand of. */
static void
show(const struct vl_expr *e, const struct vl_schema *s, int around,
    struct vl_buf *out)
{
	int strength = binding(e);
	bool weak = (strength > 0 && strength < around) ||
	    (e->kind == VL_EXPR_IN && around > 4) ||
	    (e->kind == VL_EXPR_CALL && e->count == 1 && around > 3 &&
		(strcmp(e->func->name, "not") == 0 ||
		    strncmp(e->func->name, "is ", 3) == 0));

	if (weak)
		vl_buf_byte(out, '(');
	if (strength > 0) {
		show_infix(e, s, strength, out);
	} else {
		switch (e->kind) {
		case VL_EXPR_CONST: show_const(&e->value, 0, out); break;
		case VL_EXPR_COLUMN: show_column(e->column, s, out); break;
		case VL_EXPR_CAST:
			vl_buf_cstr(out, e->try_cast ? "TRY_CAST(" : "CAST(");
			show(e->arg[0], s, 0, out);
			vl_buf_cstr(out, " AS ");
			vl_type_name(e->type, out);
			vl_buf_byte(out, ')');
			break;
		case VL_EXPR_CASE: show_case(e, s, out); break;
		case VL_EXPR_IN: show_in(e, s, out); break;
		case VL_EXPR_CALL: show_call(e, s, out); break;
		case VL_EXPR_AND:
		case VL_EXPR_OR: break;
		}
	}
	if (weak)
		vl_buf_byte(out, ')');
}

void
vl_expr_show(
    const struct vl_expr *e, const struct vl_schema *s, struct vl_buf *out)
{
	show(e, s, 0, out);
}
