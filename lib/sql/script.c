/* script.c -- a text to its statements. */
#include "sql/parse_int.h"

#include "base/utf8.h"

/* Behind the next semicolon, or at the end. */
static int64_t
skip_statement(struct vl_str text, int64_t at)
{
	struct lexer l = { text, at };

	for (;;) {
		struct token t = lex_next(&l);

		if (t.kind == TOK_END ||
		    (t.kind == TOK_SIGN && t.sign == SIGN_SEMICOLON))
			return l.at;
	}
}

/* statement [';'], from the first token on */
static int
parse_one(struct parser *p, struct ast_stmt **out)
{
	int64_t at = p->tok.at;

	VL_TRY(parse_stmt(p, out));
	if (p->tok.kind != TOK_END && !parse_is_sign(p, SIGN_SEMICOLON))
		return parse_unexpected(p, "the end of the statement");
	(*out)->text =
	    vl_str_trim((struct vl_str){ p->lex.text.p + at, p->tok.at - at });
	return 1;
}

/* Once for a script: is it text, and not too much? */
static int
check_text(struct vl_sql_script *s, struct vl_err *err)
{
	int64_t valid;

	if (s->checked)
		return 0;
	s->checked = true;
	if (s->text.n > SQL_BYTES_MAX) {
		vl_fail(err, VL_ELIMIT, "the text is over %d MiB",
		    SQL_BYTES_MAX >> 20);
		return vl_err_at(err, VL_PHASE_PARSE, SQL_BYTES_MAX);
	}
	valid = vl_utf8_valid(s->text.p, s->text.n);
	if (valid < s->text.n) {
		vl_fail(err, VL_ESYNTAX, "byte 0x%02x is not UTF-8",
		    (unsigned char)s->text.p[valid]);
		return vl_err_at(err, VL_PHASE_PARSE, valid);
	}
	if (vl_str_starts(s->text, VL_STR("\xef\xbb\xbf")))
		s->at = 3;
	return 0;
}

int
vl_sql_next(struct vl_sql_script *s, struct vl_arena *a, struct ast_stmt **out,
    struct vl_err *err)
{
	struct parser p;
	int64_t at;
	int rc;

	rc = check_text(s, err);
	if (rc < 0) {
		s->at = s->text.n;
		return rc;
	}
	parse_start(&p, s->text, s->at, a, err);
	while (parse_take_sign(&p, SIGN_SEMICOLON))
		;
	at = p.tok.at;
	if (p.tok.kind == TOK_END) {
		s->at = s->text.n;
		return 0;
	}
	rc = parse_one(&p, out);
	s->at = rc < 0 ? skip_statement(s->text, at) : p.lex.at;
	return rc;
}

int64_t
vl_sql_complete(struct vl_str text)
{
	struct lexer l = { text, 0 };

	for (;;) {
		struct token t = lex_next(&l);

		if (t.kind == TOK_END)
			return -1;
		if (t.kind == TOK_SIGN && t.sign == SIGN_SEMICOLON)
			return l.at;
		/* What is not closed may be on the next line. */
		if (t.kind == TOK_BAD && t.fault != FAULT_BYTE &&
		    l.at == text.n)
			return -1;
	}
}

const char *
vl_sql_word(int i)
{
	static const int count = 0
#define X(sym, text, flag) +1
	    SQL_WORDS(X)
#undef X
	    ;

	return i >= 0 && i < count ? lex_word_text((enum sql_word)(i + 1)) :
				     NULL;
}
