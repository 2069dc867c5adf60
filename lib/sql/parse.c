/* parse.c -- the parser's view of tokens, names, and what to say of errors. */
#include "sql/parse_int.h"

#include <string.h>

#include "base/utf8.h"

void
parse_start(struct parser *p, struct vl_str text, int64_t at,
    struct vl_arena *a, struct vl_err *err)
{
	*p = (struct parser){
		.lex = { .text = text, .at = at },
		.bare = { .at = -1 },
		.arena = a,
		.err = err,
	};
	p->tok = lex_next(&p->lex);
}

void
parse_advance(struct parser *p)
{
	p->tok = lex_next(&p->lex);
}

struct token
parse_peek(const struct parser *p)
{
	struct lexer ahead = p->lex;

	return lex_next(&ahead);
}

static bool
is_sign(const struct token *t, enum sql_sign s)
{
	return t->kind == TOK_SIGN && t->sign == s;
}

static bool
is_word(const struct token *t, enum sql_word w)
{
	return t->kind == TOK_NAME && t->word == w;
}

bool
parse_is_sign(const struct parser *p, enum sql_sign s)
{
	return is_sign(&p->tok, s);
}

bool
parse_is_word(const struct parser *p, enum sql_word w)
{
	return is_word(&p->tok, w);
}

bool
parse_peek_is_sign(const struct parser *p, enum sql_sign s)
{
	struct token t = parse_peek(p);

	return is_sign(&t, s);
}

bool
parse_peek_is_word(const struct parser *p, enum sql_word w)
{
	struct token t = parse_peek(p);

	return is_word(&t, w);
}

bool
parse_take_sign(struct parser *p, enum sql_sign s)
{
	bool yes = parse_is_sign(p, s);

	if (yes)
		parse_advance(p);
	return yes;
}

bool
parse_take_word(struct parser *p, enum sql_word w)
{
	bool yes = parse_is_word(p, w);

	if (yes)
		parse_advance(p);
	return yes;
}

bool
parse_is(const struct parser *p, const char *word)
{
	return p->tok.kind == TOK_NAME &&
	    vl_str_is_fold(lex_slice(&p->lex, &p->tok), word);
}

bool
parse_take(struct parser *p, const char *word)
{
	bool yes = parse_is(p, word);

	if (yes)
		parse_advance(p);
	return yes;
}

int
parse_need_sign(struct parser *p, enum sql_sign s)
{
	if (parse_take_sign(p, s))
		return 0;
	return parse_unexpected(
	    p, vl_str_printf(p->arena, "'%s'", lex_sign_text(s)));
}

int
parse_need_word(struct parser *p, enum sql_word w)
{
	if (parse_take_word(p, w))
		return 0;
	return parse_unexpected(p, lex_word_text(w));
}

/* The word that was probably meant by a name, or WORD_NONE. */
static enum sql_word
meant_word(struct vl_str name)
{
	int best = 99;
	enum sql_word found = WORD_NONE;

	for (int w = 1; vl_sql_word(w - 1); w++) {
		struct vl_str text = vl_str(lex_word_text((enum sql_word)w));
		int far = 2 * vl_str_distance(name, text);

		/* One slip in each four letters; of two words that are as far,
		 * the one of the same length. */
		if (far * 2 > text.n + 1 || text.n < 3)
			continue;
		far += text.n != name.n;
		if (far < best) {
			best = far;
			found = (enum sql_word)w;
		}
	}
	return best > 0 ? found : WORD_NONE;
}

/* Say what may have been meant by the token found, or by the alias before it.
 */
static void
hint_meant(struct parser *p, const char *what)
{
	struct vl_str found = lex_slice(&p->lex, &p->tok);
	enum sql_word w = WORD_NONE;

	/* "a name", "an expression": not "BY" or "')'" */
	if (what[0] == 'a' && p->tok.kind == TOK_NAME &&
	    !lex_word_is_name(p->tok.word)) {
		vl_err_hint(p->err,
		    "a name that is a word of SQL is written "
		    "in double quotes");
		return;
	}
	if (p->bare.at >= 0 && p->bare.at + p->bare.len <= p->tok.at) {
		struct lexer l = { p->lex.text, p->bare.at };

		lex_next(&l);
		if (lex_next(&l).at == p->tok.at) {
			found = lex_slice(&p->lex, &p->bare);
			w = meant_word(found);
		}
	}
	if (w == WORD_NONE && p->tok.kind == TOK_NAME) {
		found = lex_slice(&p->lex, &p->tok);
		w = meant_word(found);
	}
	if (w != WORD_NONE && found.n < 40) {
		const char *text = lex_word_text(w);

		vl_err_hint(p->err, "did you mean %s for '%.*s'?", text,
		    (int)found.n, found.p);
		vl_err_candidate(p->err, text, (int64_t)strlen(text));
	}
}

int
parse_unexpected(struct parser *p, const char *what)
{
	struct vl_str found = lex_slice(&p->lex, &p->tok);
	int shown = (int)vl_utf8_valid(found.p, found.n > 40 ? 40 : found.n);

	if (p->tok.kind == TOK_BAD)
		return lex_complain(&p->lex, &p->tok, p->err);
	if (p->tok.kind == TOK_END || parse_is_sign(p, SIGN_SEMICOLON))
		vl_fail(p->err, VL_ESYNTAX,
		    "expected %s, found the end of the statement", what);
	else if (p->tok.kind == TOK_STRING)
		vl_fail(p->err, VL_ESYNTAX,
		    "expected %s, found the text %.*s%s", what, shown, found.p,
		    shown < found.n ? "..." : "");
	else
		vl_fail(p->err, VL_ESYNTAX, "expected %s, found '%.*s%s'", what,
		    shown, found.p, shown < found.n ? "..." : "");
	hint_meant(p, what);
	return vl_err_at(p->err, VL_PHASE_PARSE, p->tok.at);
}

int
parse_unsupported(struct parser *p, int64_t at, const char *feature)
{
	vl_fail(p->err, VL_EUNSUPPORTED, "%s is not supported", feature);
	return vl_err_at(p->err, VL_PHASE_PARSE, at);
}

static int
check_depth(struct parser *p, int depth, int64_t at)
{
	if (depth <= SQL_DEPTH_MAX)
		return 0;
	vl_fail(p->err, VL_ELIMIT, "the statement is nested over %d deep",
	    SQL_DEPTH_MAX);
	return vl_err_at(p->err, VL_PHASE_PARSE, at);
}

int
parse_deep_begin(struct parser *p)
{
	int outer = p->deepest;

	p->deepest = 0;
	return outer;
}

int
parse_deep_end(struct parser *p, int outer, int *depth, int64_t at)
{
	if (*depth <= p->deepest)
		*depth = p->deepest + 1;
	p->deepest = *depth > outer ? *depth : outer;
	return check_depth(p, *depth, at);
}

int
parse_enter(struct parser *p)
{
	return check_depth(p, ++p->depth, p->tok.at);
}

void
parse_leave(struct parser *p)
{
	p->depth--;
}

bool
parse_at_name(const struct parser *p)
{
	return p->tok.kind == TOK_QUOTED ||
	    (p->tok.kind == TOK_NAME && lex_word_is_name(p->tok.word));
}

int
parse_name(struct parser *p, const char *what, struct vl_str *out)
{
	if (!parse_at_name(p))
		return parse_unexpected(p, what);
	*out = lex_value(&p->lex, &p->tok, p->arena);
	parse_advance(p);
	return 0;
}

/* name {'.' label} */
int
parse_dotted(
    struct parser *p, const char *what, struct vl_str **out, int *count)
{
	struct vl_str part;

	*count = 0;
	*out = NULL;
	VL_TRY(parse_name(p, what, &part));
	*out = ast_push(p->arena, *out, count, &part, sizeof part);
	while (parse_take_sign(p, SIGN_DOT)) {
		VL_TRY(parse_label(p, &part));
		*out = ast_push(p->arena, *out, count, &part, sizeof part);
	}
	return 0;
}

int
parse_label(struct parser *p, struct vl_str *out)
{
	if (p->tok.kind != TOK_NAME && p->tok.kind != TOK_QUOTED)
		return parse_unexpected(p, "a name");
	*out = lex_value(&p->lex, &p->tok, p->arena);
	parse_advance(p);
	return 0;
}

/* [name], where it cannot be the word of a clause */
int
parse_bare_alias(struct parser *p, struct vl_str *out)
{
	if (p->tok.kind != TOK_QUOTED &&
	    (p->tok.kind != TOK_NAME || !lex_word_is_alias(p->tok.word)))
		return 0;
	if ((parse_is_word(p, WORD_KEYWORD) || parse_is_word(p, WORD_HYBRID)) &&
	    parse_peek_is_word(p, WORD_SEARCH))
		return 0;
	p->bare = p->tok;
	return parse_label(p, out);
}

int
parse_names(struct parser *p, struct vl_str **out, int *count)
{
	struct vl_str name;

	VL_TRY(parse_need_sign(p, SIGN_LPAREN));
	do {
		VL_TRY(parse_name(p, "a name", &name));
		*out = ast_push(p->arena, *out, count, &name, sizeof name);
	} while (parse_take_sign(p, SIGN_COMMA));
	return parse_need_sign(p, SIGN_RPAREN);
}

bool
parse_list_ends(const struct parser *p)
{
	if (p->tok.kind == TOK_NAME)
		return p->tok.word == WORD_FROM || p->tok.word == WORD_WHERE ||
		    p->tok.word == WORD_GROUP || p->tok.word == WORD_HAVING ||
		    p->tok.word == WORD_ORDER || p->tok.word == WORD_LIMIT ||
		    p->tok.word == WORD_OFFSET || p->tok.word == WORD_UNION;
	return p->tok.kind == TOK_END || parse_is_sign(p, SIGN_SEMICOLON) ||
	    parse_is_sign(p, SIGN_RPAREN) || parse_is_sign(p, SIGN_RBRACKET) ||
	    parse_is_sign(p, SIGN_RBRACE);
}
