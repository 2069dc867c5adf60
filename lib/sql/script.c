/* script.c -- a text to its statements, and offsets to lines. */
#include "sql/parse_int.h"

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

int
vl_sql_next(struct vl_sql_script *s, struct vl_arena *a, struct ast_stmt **out,
    struct vl_err *err)
{
	struct parser p;
	int64_t at;
	int rc;

	if (s->text.n > SQL_BYTES_MAX) {
		s->at = s->text.n;
		return vl_fail(err, VL_ELIMIT, "the text is over %d MiB",
		    SQL_BYTES_MAX >> 20);
	}
	if (s->at == 0 && vl_str_starts(s->text, VL_STR("\xef\xbb\xbf")))
		s->at = 3;
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

struct vl_sql_place
vl_sql_place(struct vl_str text, int64_t at)
{
	struct vl_sql_place place = { .line = 1 };
	int64_t start = 0;
	int64_t end;

	if (at > text.n)
		at = text.n;
	for (int64_t i = 0; i < at; i++)
		if (text.p[i] == '\n') {
			place.line++;
			start = i + 1;
		}
	for (end = at; end < text.n && text.p[end] != '\n'; end++)
		;
	for (int64_t i = start; i < at; i++) {
		unsigned char c = (unsigned char)text.p[i];

		/* One unit a character, two beyond the basic plane. */
		place.column_utf16 += ((c & 0xc0) != 0x80) + (c >= 0xf0);
	}
	place.column_utf16++;
	place.column = at - start + 1;
	place.text = (struct vl_str){ text.p + start, end - start };
	return place;
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
