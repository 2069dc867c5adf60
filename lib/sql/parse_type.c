/* parse_type.c -- the names of types, put into one spelling. */
#include "sql/parse_int.h"

/* Names of several words, and what they are called here. */
static const struct {
	const char *word[4];
	const char *type;
} phrases[] = {
	{ { "double", "precision" }, "double" },
	{ { "character", "varying" }, "varchar" },
	{ { "char", "varying" }, "varchar" },
	{ { "timestamp", "with", "time", "zone" }, "timestamptz" },
	{ { "timestamp", "without", "time", "zone" }, "timestamp" },
	{ { "time", "without", "time", "zone" }, "time" },
	{ { "time", "with", "time", "zone" }, "timetz" },
};

/* Take the words of a phrase: its type, or NULL and nothing is taken. */
static const char *
take_phrase(struct parser *p)
{
	struct parser start = *p;

	for (int i = 0; i < VL_COUNTOF(phrases); i++) {
		int k = 0;

		while (k < 4 && phrases[i].word[k] &&
		    parse_take(p, phrases[i].word[k]))
			k++;
		if (k == 4 || !phrases[i].word[k])
			return phrases[i].type;
		*p = start;
	}
	return NULL;
}

static int type_into(struct parser *p, struct vl_buf *out);

/* '(' [name] type {',' [name] type} ')' of STRUCT (with names) and MAP */
static int
parse_members(struct parser *p, bool names, struct vl_buf *out)
{
	VL_TRY(parse_need_sign(p, SIGN_LPAREN));
	vl_buf_byte(out, '(');
	for (;;) {
		struct vl_str name;

		if (names) {
			VL_TRY(parse_label(p, &name));
			ast_show_name(name, out);
			vl_buf_byte(out, ' ');
		}
		VL_TRY(type_into(p, out));
		if (!parse_take_sign(p, SIGN_COMMA))
			break;
		vl_buf_cstr(out, ", ");
	}
	vl_buf_byte(out, ')');
	return parse_need_sign(p, SIGN_RPAREN);
}

/* ['(' int {',' int} ')'] */
static int
parse_widths(struct parser *p, struct vl_buf *out)
{
	if (!parse_take_sign(p, SIGN_LPAREN))
		return 0;
	vl_buf_byte(out, '(');
	for (;;) {
		if (p->tok.kind != TOK_INT)
			return parse_unexpected(p, "a number");
		vl_buf_str(out, lex_digits(&p->lex, &p->tok, p->arena));
		parse_advance(p);
		if (!parse_take_sign(p, SIGN_COMMA))
			break;
		vl_buf_byte(out, ',');
	}
	vl_buf_byte(out, ')');
	return parse_need_sign(p, SIGN_RPAREN);
}

/* {'[' [int] ']' | ARRAY} */
static int
parse_dimensions(struct parser *p, struct vl_buf *out)
{
	for (;;) {
		if (parse_take_word(p, WORD_ARRAY)) {
			vl_buf_cstr(out, "[]");
			continue;
		}
		if (!parse_take_sign(p, SIGN_LBRACKET))
			return 0;
		vl_buf_byte(out, '[');
		if (p->tok.kind == TOK_INT) {
			vl_buf_str(out, lex_digits(&p->lex, &p->tok, p->arena));
			parse_advance(p);
		}
		vl_buf_byte(out, ']');
		VL_TRY(parse_need_sign(p, SIGN_RBRACKET));
	}
}

/* (STRUCT members | MAP members | name [widths]) dimensions */
static int
type_into(struct parser *p, struct vl_buf *out)
{
	const char *phrase;
	struct vl_str name;

	VL_TRY(parse_enter(p));
	if (parse_peek_is_sign(p, SIGN_LPAREN) &&
	    (parse_take_word(p, WORD_STRUCT) || parse_take_word(p, WORD_ROW))) {
		vl_buf_cstr(out, "STRUCT");
		VL_TRY(parse_members(p, true, out));
	} else if (parse_is_word(p, WORD_MAP)) {
		parse_advance(p);
		vl_buf_cstr(out, "MAP");
		VL_TRY(parse_members(p, false, out));
	} else if ((phrase = take_phrase(p)) != NULL) {
		vl_buf_cstr(out, phrase);
		VL_TRY(parse_widths(p, out));
	} else {
		VL_TRY(parse_name(p, "a type", &name));
		vl_buf_str(out, name);
		VL_TRY(parse_widths(p, out));
	}
	VL_TRY(parse_dimensions(p, out));
	parse_leave(p);
	return 0;
}

int
parse_type(struct parser *p, struct ast_type *out)
{
	struct vl_buf buf = { 0 };
	int rc;

	out->at = p->tok.at;
	rc = type_into(p, &buf);
	if (rc >= 0)
		out->text = vl_str_copy(p->arena, vl_buf_view(&buf));
	vl_buf_release(&buf);
	return rc;
}
