/*
 * lex.h -- SQL text to tokens, each with its place.
 *
 * The lexer keeps nothing but its place in the text, so that looking ahead is
 * copying it.  It never fails: what is no token is a token of kind TOK_BAD,
 * which lex_complain() explains.
 */
#ifndef VL_SQL_LEX_H
#define VL_SQL_LEX_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "sql/token.tbl.h"

enum tok_kind {
	TOK_END,
	TOK_NAME,   /* a bare word; `word` if it is one of SQL's */
	TOK_QUOTED, /* "name" */
	TOK_STRING, /* '...', E'...', $$...$$ */
	TOK_BLOB,   /* X'...' */
	TOK_INT,    /* digits, 0x.., 0b.., 0o.. with _ between */
	TOK_NUMBER, /* with a point or an exponent */
	TOK_PARAM,  /* $1, $name, ? */
	TOK_SIGN,   /* `sign` */
	TOK_BAD,    /* `fault` */
};

/* The first of each is for tokens that are none of them. */
enum sql_word {
	WORD_NONE,
#define X(sym, text, flag) WORD_##sym,
	SQL_WORDS(X)
#undef X
};

enum sql_sign {
	SIGN_NONE,
#define X(sym, text) SIGN_##sym,
	SQL_SIGNS(X)
#undef X
};

enum sql_fault {
	FAULT_NONE,
#define X(sym, text) FAULT_##sym,
	SQL_FAULTS(X)
#undef X
};

struct token {
	enum tok_kind kind;
	enum sql_word word;
	enum sql_sign sign;
	enum sql_fault fault;
	int64_t at; /* offset in the text */
	int64_t len;
};

struct lexer {
	struct vl_str text;
	int64_t at;
};

struct token lex_next(struct lexer *l);

/* The token as it stands in the text. */
static inline struct vl_str
lex_slice(const struct lexer *l, const struct token *t)
{
	return (struct vl_str){ l->text.p + t->at, t->len };
}

/*
 * The name that a NAME or QUOTED token stands for, or the text of a STRING,
 * or the bytes of a BLOB.
 */
struct vl_str lex_value(
    const struct lexer *l, const struct token *t, struct vl_arena *a);

/* The digits of an INT or NUMBER without their _, in base 10; readable as
 * base/num.h wants them. */
struct vl_str lex_digits(
    const struct lexer *l, const struct token *t, struct vl_arena *a);

/* Report a TOK_BAD. */
int lex_complain(
    const struct lexer *l, const struct token *t, struct vl_err *err);

/* The spelling of a word or sign: "SELECT", "<=". */
const char *lex_word_text(enum sql_word w);
const char *lex_sign_text(enum sql_sign s);

/* May the word stand for a name; for an alias without AS? */
bool lex_word_is_name(enum sql_word w);
bool lex_word_is_alias(enum sql_word w);

#endif
