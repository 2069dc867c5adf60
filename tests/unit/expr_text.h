/*
 * expr_text.h -- expressions for tests, from text to values.
 *
 * Reads the part of SQL's expressions that the examples of functions use,
 * straight into the constructors, so that expr is tested without sql.
 * Columns are x0, x1 ... of the schema in hand, x is the first.
 */
#ifndef VL_TESTS_EXPR_TEXT_H
#define VL_TESTS_EXPR_TEXT_H

#include <ctype.h>

#include "base/buf.h"
#include "base/num.h"
#include "col/batch.h"
#include "col/show.h"
#include "expr/expr.h"
#include "expr/func.h"
#include "expr/session.h"

struct reader {
	struct vl_arena *a;
	const struct vl_schema *schema;
	const char *start;
	const char *p;
	struct vl_err *err;
};

static int read_expr(
    struct reader *r, int strength, const struct vl_expr **out);

static inline void
read_blanks(struct reader *r)
{
	while (*r->p == ' ')
		r->p++;
}

/* A word or a sign, if it comes next (letters in any case). */
static inline int
read_token(struct reader *r, const char *z)
{
	size_t n = strlen(z);

	read_blanks(r);
	for (size_t i = 0; i < n; i++)
		if (tolower((unsigned char)r->p[i]) != z[i])
			return 0;
	if (isalpha((unsigned char)z[n - 1]) &&
	    (isalnum((unsigned char)r->p[n]) || r->p[n] == '_'))
		return 0;
	r->p += n;
	return 1;
}

static inline int
read_fail(struct reader *r, const char *want)
{
	return vl_fail(r->err, VL_ESYNTAX, "expected %s at '%s'", want, r->p);
}

static inline int
read_list(
    struct reader *r, const char *close, const struct vl_expr **arg, int *count)
{
	*count = 0;
	if (read_token(r, close))
		return 0;
	do {
		VL_TRY(read_expr(r, 0, &arg[(*count)++]));
	} while (read_token(r, ","));
	return read_token(r, close) ? 0 : read_fail(r, close);
}

/* A type, up to the bracket that closes CAST or the next operator. */
static inline int
read_type(struct reader *r, struct vl_type *out)
{
	const char *from;
	int depth = 0;

	read_blanks(r);
	for (from = r->p; *r->p; r->p++) {
		if (*r->p == '(')
			depth++;
		if (*r->p == ')' && depth-- == 0)
			break;
		if (depth == 0 && strchr(" ,:", *r->p))
			break;
	}
	return vl_type_parse(
	    r->a, (struct vl_str){ from, r->p - from }, out, r->err);
}

static inline int
read_cast(struct reader *r, int try_cast, const struct vl_expr **out)
{
	struct vl_type t;

	VL_TRY(read_expr(r, 0, out));
	if (!read_token(r, "as"))
		return read_fail(r, "AS");
	VL_TRY(read_type(r, &t));
	if (!read_token(r, ")"))
		return read_fail(r, ")");
	return vl_expr_cast(r->a, *out, t, try_cast, out, r->err);
}

static inline int
read_case(struct reader *r, const struct vl_expr **out)
{
	const struct vl_expr *arg[16];
	int n = 0;

	while (read_token(r, "when")) {
		VL_TRY(read_expr(r, 0, &arg[n++]));
		if (!read_token(r, "then"))
			return read_fail(r, "THEN");
		VL_TRY(read_expr(r, 0, &arg[n++]));
	}
	arg[n] = vl_expr_null(r->a, -1);
	if (read_token(r, "else"))
		VL_TRY(read_expr(r, 0, &arg[n]));
	if (!read_token(r, "end"))
		return read_fail(r, "END");
	return vl_expr_case(r->a, n + 1, arg, 0, out, r->err);
}

static inline int
read_text(struct reader *r, const struct vl_expr **out)
{
	struct vl_buf b = { 0 };

	for (r->p++; *r->p && (*r->p != '\'' || r->p[1] == '\''); r->p++) {
		r->p += *r->p == '\'';
		vl_buf_byte(&b, *r->p);
	}
	r->p++;
	*out = vl_expr_text(r->a, vl_buf_view(&b), 0);
	vl_buf_release(&b);
	return 0;
}

static inline int
read_number(struct reader *r, const struct vl_expr **out)
{
	char z[128] = { 0 };
	size_t n = strspn(r->p, "0123456789.");
	int64_t i;
	double d;

	if (r->p[n] == 'e')
		n += 1 + strspn(r->p + n + 1, "+-0123456789");
	memcpy(z, r->p, n);
	r->p += n;
	if (vl_parse_i64(z, (int64_t)n, &i) == VL_NUM_OK) {
		*out = vl_expr_i64(r->a, i, 0);
		return 0;
	}
	if (vl_parse_f64(z, (int64_t)n, &d) != VL_NUM_OK)
		return read_fail(r, "a number");
	*out = vl_expr_f64(r->a, d, 0);
	return 0;
}

/* A name: of a column, of a function with its arguments, or of a type before
 * a text. */
static inline int
read_name(struct reader *r, const struct vl_expr **out)
{
	const char *from = r->p;
	const struct vl_expr *arg[32];
	struct vl_str name;
	int count;

	while (isalnum((unsigned char)*r->p) || *r->p == '_')
		r->p++;
	name = (struct vl_str){ from, r->p - from };
	if (*from == 'x' &&
	    (name.n == 1 || (name.n == 2 && isdigit((unsigned char)from[1])))) {
		*out = vl_expr_column(r->a, r->schema,
		    name.n == 1 ? 0 : from[1] - '0', from - r->start);
		return 0;
	}
	if (read_token(r, "(")) {
		VL_TRY(read_list(r, ")", arg, &count));
		return vl_expr_call(
		    r->a, name, count, arg, from - r->start, out, r->err);
	}
	read_blanks(r);
	if (*r->p == '\'') {
		struct vl_type t;

		VL_TRY(vl_type_parse(r->a, name, &t, r->err));
		VL_TRY(read_text(r, out));
		return vl_expr_cast(r->a, *out, t, false, out, r->err);
	}
	return read_fail(r, "an operand");
}

static inline int
read_operand(struct reader *r, const struct vl_expr **out)
{
	static const char *const signs[] = { "-", "+", "~" };

	read_blanks(r);
	if (*r->p == '\'')
		return read_text(r, out);
	if (isdigit((unsigned char)*r->p))
		return read_number(r, out);
	for (int i = 0; i < 3; i++)
		if (read_token(r, signs[i])) {
			VL_TRY(read_expr(r, 10, out));
			return vl_expr_call(
			    r->a, vl_str(signs[i]), 1, out, 0, out, r->err);
		}
	if (read_token(r, "(")) {
		VL_TRY(read_expr(r, 0, out));
		return read_token(r, ")") ? 0 : read_fail(r, ")");
	}
	if (read_token(r, "not")) {
		VL_TRY(read_expr(r, 3, out));
		return vl_expr_call(
		    r->a, VL_STR("not"), 1, out, 0, out, r->err);
	}
	if (read_token(r, "null"))
		*out = vl_expr_null(r->a, 0);
	else if (read_token(r, "true"))
		*out = vl_expr_bool(r->a, true, 0);
	else if (read_token(r, "false"))
		*out = vl_expr_bool(r->a, false, 0);
	else if (read_token(r, "cast("))
		return read_cast(r, 0, out);
	else if (read_token(r, "try_cast("))
		return read_cast(r, 1, out);
	else if (read_token(r, "case"))
		return read_case(r, out);
	else if (isalpha((unsigned char)*r->p))
		return read_name(r, out);
	else if (read_token(r, "[")) {
		const struct vl_expr *arg[32];
		int count;

		VL_TRY(read_list(r, "]", arg, &count));
		return vl_expr_call(
		    r->a, VL_STR("list_value"), count, arg, 0, out, r->err);
	} else
		return read_fail(r, "an operand");
	return 0;
}

struct infix {
	const char *text;
	const char *name;
	int strength;
};

/* Longer ones before those that they begin with. */
static const struct infix infixes[] = {
	{ "or", "or", 1 },
	{ "and", "and", 2 },
	{ "is not distinct from", NULL, 4 },
	{ "is distinct from", NULL, 4 },
	{ "->>", NULL, 6 },
	{ "->", NULL, 6 },
	{ "<>", NULL, 4 },
	{ "<=", NULL, 4 },
	{ ">=", NULL, 4 },
	{ "<<", NULL, 6 },
	{ ">>", NULL, 6 },
	{ "<", NULL, 4 },
	{ ">", NULL, 4 },
	{ "!~*", NULL, 6 },
	{ "!~", NULL, 6 },
	{ "!=", NULL, 4 },
	{ "==", NULL, 4 },
	{ "=", NULL, 4 },
	{ "not like", NULL, 5 },
	{ "not ilike", NULL, 5 },
	{ "ilike", NULL, 5 },
	{ "like", NULL, 5 },
	{ "similar to", NULL, 5 },
	{ "||", NULL, 6 },
	{ "|", NULL, 6 },
	{ "&", NULL, 6 },
	{ "~~*", NULL, 6 },
	{ "~~", NULL, 6 },
	{ "~*", NULL, 6 },
	{ "~", NULL, 6 },
	{ "^@", NULL, 6 },
	{ "+", NULL, 7 },
	{ "-", NULL, 7 },
	{ "**", NULL, 9 },
	{ "*", NULL, 8 },
	{ "//", NULL, 8 },
	{ "/", NULL, 8 },
	{ "%", NULL, 8 },
	{ "^", NULL, 9 },
	{ "[", "[]", 11 },
	{ "::", "::", 11 },
};

static const char *const postfixes[] = { "is not null", "is null",
	"is not true", "is true", "is not false", "is false", "is not unknown",
	"is unknown" };

static inline int
apply_infix(
    struct reader *r, const struct infix *op, const struct vl_expr **out)
{
	const struct vl_expr *arg[3] = { *out };
	struct vl_type t;
	int count = 2;

	if (strcmp(op->text, "::") == 0) {
		VL_TRY(read_type(r, &t));
		return vl_expr_cast(r->a, *out, t, false, out, r->err);
	}
	VL_TRY(read_expr(r, *op->text == '[' ? 0 : op->strength + 1, &arg[1]));
	if (*op->text == '[' && !read_token(r, "]"))
		return read_fail(r, "]");
	if (read_token(r, "escape"))
		VL_TRY(read_expr(r, 5, &arg[count++]));
	if (op->strength <= 2)
		return vl_expr_logic(r->a,
		    op->strength == 1 ? VL_EXPR_OR : VL_EXPR_AND, 2, arg, 0,
		    out, r->err);
	return vl_expr_call(r->a, vl_str(op->name ? op->name : op->text), count,
	    arg, 0, out, r->err);
}

static int
read_in(struct reader *r, bool negated, const struct vl_expr **out)
{
	const struct vl_expr *list[64];
	int count;

	VL_TRY(read_list(r, ")", list, &count));
	return vl_expr_in(r->a, *out, count, list, negated, 0, out, r->err);
}

/* 1 an operator was there and applied, 0 none, or an error. */
static inline int
read_operator(struct reader *r, int strength, const struct vl_expr **out)
{
	const char *before = r->p;

	if (strength <= 4)
		for (size_t i = 0; i < sizeof postfixes / sizeof *postfixes;
		     i++)
			if (read_token(r, postfixes[i])) {
				VL_TRY(vl_expr_call(r->a, vl_str(postfixes[i]),
				    1, out, 0, out, r->err));
				return 1;
			}
	if (strength <= 4 &&
	    (read_token(r, "not in (") || read_token(r, "in ("))) {
		bool negated =
		    tolower((unsigned char)before[strspn(before, " ")]) == 'n';

		VL_TRY(read_in(r, negated, out));
		return 1;
	}
	for (size_t i = 0; i < sizeof infixes / sizeof *infixes; i++) {
		r->p = before;
		if (!read_token(r, infixes[i].text))
			continue;
		if (infixes[i].strength < strength)
			break;
		VL_TRY(apply_infix(r, &infixes[i], out));
		return 1;
	}
	r->p = before;
	return 0;
}

static int
read_expr(struct reader *r, int strength, const struct vl_expr **out)
{
	int rc;

	VL_TRY(read_operand(r, out));
	while ((rc = read_operator(r, strength, out)) > 0)
		;
	return rc;
}

static inline int
expr_parse(struct vl_arena *a, const struct vl_schema *s, const char *text,
    const struct vl_expr **out, struct vl_err *err)
{
	struct reader r = { a, s, text, text, err };

	VL_TRY(read_expr(&r, 0, out));
	read_blanks(&r);
	return *r.p ? read_fail(&r, "the end") : 0;
}

static const struct vl_session test_session = {
	.now_us = INT64_C(1767225600) * 1000000, /* 2026-01-01 */
	.threads = 1,
};

/* The value of row `row` of e over b (or over nothing) as text: NULL shows as
 * "NULL", an error as "error: ...". */
static inline const char *
expr_value(const char *text, struct vl_batch *b, int64_t row)
{
	static char shown[8][1024];
	static int turn;
	struct vl_arena a = { 0 };
	struct vl_schema none = { 0 };
	struct vl_err err = { 0 };
	struct vl_buf buf = { 0 };
	const struct vl_expr *e = NULL;
	struct vl_eval *ev = NULL;
	struct vl_column out;
	char *to = shown[turn++ % 8];
	int rc;

	if (b == NULL)
		b = vl_batch_new(&a, &none, 1);
	rc = expr_parse(&a, b->schema, text, &e, &err);
	if (rc == 0) {
		ev = vl_eval_new(&a, vl_prog_compile(&a, &e, 1), &test_session);
		rc = vl_eval_run(ev, b, &out, &err);
	}
	if (rc < 0)
		vl_buf_printf(&buf, "error: %s", err.msg);
	else if (vl_column_is_null(&out, row))
		vl_buf_cstr(&buf, "NULL");
	else
		vl_show_value(&out, row, VL_SHOW_PLAIN, &buf);
	snprintf(to, sizeof shown[0], "%.*s", (int)buf.len, buf.p ? buf.p : "");
	vl_buf_release(&buf);
	vl_eval_free(ev);
	vl_arena_release(&a);
	return to;
}

#endif
