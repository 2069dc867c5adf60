/*
 * parse_expr.c -- expressions by precedence climbing (Pratt, POPL 1973).
 *
 * Loosest to tightest, as PostgreSQL has it:
 *
 *	OR, AND, NOT, IS, comparisons, BETWEEN IN LIKE, other operators,
 *	+ -, * / %, ^, AT TIME ZONE COLLATE, signs, [] :: .
 */
#include "sql/parse_int.h"

static const struct {
	enum sql_sign sign;
	enum ast_op op;
} binary[] = {
	{ SIGN_EQ, OP_EQ },
	{ SIGN_EQEQ, OP_EQ },
	{ SIGN_NE, OP_NE },
	{ SIGN_NOT_EQ, OP_NE },
	{ SIGN_LT, OP_LT },
	{ SIGN_LE, OP_LE },
	{ SIGN_GT, OP_GT },
	{ SIGN_GE, OP_GE },
	{ SIGN_PLUS, OP_ADD },
	{ SIGN_MINUS, OP_SUB },
	{ SIGN_STAR, OP_MUL },
	{ SIGN_SLASH, OP_DIV },
	{ SIGN_SLASHES, OP_INT_DIV },
	{ SIGN_PERCENT, OP_MOD },
	{ SIGN_CARET, OP_POW },
	{ SIGN_STARS, OP_POW },
	{ SIGN_CONCAT, OP_CONCAT },
	{ SIGN_BAR, OP_BIT_OR },
	{ SIGN_AMP, OP_BIT_AND },
	{ SIGN_SHL, OP_SHL },
	{ SIGN_SHR, OP_SHR },
	{ SIGN_TILDE, OP_MATCH },
	{ SIGN_TILDE_STAR, OP_MATCH_CI },
	{ SIGN_NOT_TILDE, OP_NOT_MATCH },
	{ SIGN_NOT_TILDE_STAR, OP_NOT_MATCH_CI },
	{ SIGN_ARROW, OP_ARROW },
	{ SIGN_ARROWS, OP_ARROWS },
	{ SIGN_CONTAINS, OP_CONTAINS },
	{ SIGN_CONTAINED, OP_CONTAINED },
	{ SIGN_LIKE, OP_LIKE },
	{ SIGN_ILIKE, OP_ILIKE },
	{ SIGN_NOT_LIKE, OP_LIKE },
	{ SIGN_NOT_ILIKE, OP_ILIKE },
};

struct ast_expr *
parse_node(struct parser *p, enum ast_expr_kind kind, int64_t at)
{
	struct ast_expr *x = vl_new(p->arena, struct ast_expr, 1);

	x->kind = kind;
	x->at = at;
	x->depth = 1;
	return x;
}

int
parse_add(struct parser *p, struct ast_expr *x, struct ast_expr *arg)
{
	int outer = p->deepest;

	x->arg = ast_push(p->arena, x->arg, &x->count, &arg, sizeof arg);
	p->deepest = arg ? arg->depth : 0;
	return parse_deep_end(p, outer, &x->depth, x->at);
}

/* query, as a part of x */
int
parse_query_into(struct parser *p, struct ast_expr *x)
{
	int outer = parse_deep_begin(p);

	VL_TRY(parse_query(p, &x->query));
	return parse_deep_end(p, outer, &x->depth, x->at);
}

static int
binary_at(const struct parser *p)
{
	if (p->tok.kind == TOK_SIGN)
		for (int i = 0; i < VL_COUNTOF(binary); i++)
			if (binary[i].sign == p->tok.sign)
				return i;
	return -1;
}

/* ~~ is LIKE, but binds as operators of signs do. */
static enum ast_power
binary_power(int i)
{
	enum ast_power power = ast_op_power(binary[i].op);

	return power == POWER_RANGE ? POWER_OTHER : power;
}

static bool
is_range_word(const struct token *t)
{
	return t->kind == TOK_NAME &&
	    (t->word == WORD_IN || t->word == WORD_BETWEEN ||
		t->word == WORD_LIKE || t->word == WORD_ILIKE ||
		t->word == WORD_SIMILAR || t->word == WORD_GLOB);
}

/* How tightly the token binds what stands before it; POWER_NONE: not. */
static enum ast_power
power_at(const struct parser *p)
{
	int i = binary_at(p);
	struct token next;

	if (i >= 0)
		return binary_power(i);
	if (parse_is_sign(p, SIGN_COLONS) || parse_is_sign(p, SIGN_LBRACKET) ||
	    parse_is_sign(p, SIGN_DOT))
		return POWER_POSTFIX;
	if (p->tok.kind != TOK_NAME)
		return POWER_NONE;
	if (is_range_word(&p->tok))
		return POWER_RANGE;
	switch ((int)p->tok.word) {
	case WORD_OR: return POWER_OR;
	case WORD_AND: return POWER_AND;
	case WORD_IS:
	case WORD_ISNULL:
	case WORD_NOTNULL: return POWER_IS;
	case WORD_COLLATE: return POWER_ZONE;
	case WORD_NOT:
		next = parse_peek(p);
		return is_range_word(&next) ? POWER_RANGE : POWER_NONE;
	case WORD_AT:
		next = parse_peek(p);
		return vl_str_is_fold(lex_slice(&p->lex, &next), "time") ?
		    POWER_ZONE :
		    POWER_NONE;
	}
	return POWER_NONE;
}

/* left {OR right}, left {AND right}: one node for the whole chain */
static int
parse_logic(struct parser *p, enum ast_expr_kind kind, enum ast_power power,
    struct ast_expr **x)
{
	struct ast_expr *chain = parse_node(p, kind, p->tok.at);
	enum sql_word word = p->tok.word;
	struct ast_expr *right;

	VL_TRY(parse_add(p, chain, *x));
	while (parse_take_word(p, word)) {
		VL_TRY(parse_operand(p, power, &right));
		VL_TRY(parse_add(p, chain, right));
	}
	*x = chain;
	return 0;
}

/* IS [NOT] (NULL | TRUE | FALSE | UNKNOWN | DISTINCT FROM right), ISNULL,
 * NOTNULL */
static int
parse_is_test(struct parser *p, struct ast_expr **x)
{
	struct ast_expr *is = parse_node(p, AST_IS, p->tok.at);
	struct ast_expr *right;
	bool full = parse_is_word(p, WORD_IS);

	is->negated = parse_is_word(p, WORD_NOTNULL);
	parse_advance(p);
	VL_TRY(parse_add(p, is, *x));
	*x = is;
	if (!full)
		return 0;
	is->negated = parse_take_word(p, WORD_NOT);
	if (parse_take_word(p, WORD_NULL)) {
		is->is = IS_NULL;
	} else if (parse_take_word(p, WORD_TRUE)) {
		is->is = IS_TRUE;
	} else if (parse_take_word(p, WORD_FALSE)) {
		is->is = IS_FALSE;
	} else if (parse_take_word(p, WORD_UNKNOWN)) {
		is->is = IS_UNKNOWN;
	} else if (parse_take_word(p, WORD_DISTINCT)) {
		is->is = IS_DISTINCT;
		VL_TRY(parse_need_word(p, WORD_FROM));
		VL_TRY(parse_operand(p, POWER_IS, &right));
		VL_TRY(parse_add(p, is, right));
	} else {
		return parse_unexpected(
		    p, "NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM");
	}
	return 0;
}

/* IN '(' (query | expr {',' expr}) ')' */
static int
parse_in(struct parser *p, struct ast_expr *in)
{
	parse_advance(p);
	VL_TRY(parse_need_sign(p, SIGN_LPAREN));
	if (parse_at_query(p))
		VL_TRY(parse_query_into(p, in));
	else
		VL_TRY(parse_exprs(p, in));
	return parse_need_sign(p, SIGN_RPAREN);
}

/* [NOT] (IN ... | BETWEEN low AND high | LIKE pattern [ESCAPE sign]) */
static int
parse_range(struct parser *p, struct ast_expr **x)
{
	struct ast_expr *range = parse_node(p, AST_LIKE, p->tok.at);
	struct ast_expr *right;

	range->negated = parse_take_word(p, WORD_NOT);
	VL_TRY(parse_add(p, range, *x));
	*x = range;
	if (parse_is_word(p, WORD_IN)) {
		range->kind = AST_IN;
		return parse_in(p, range);
	}
	if (parse_take_word(p, WORD_BETWEEN)) {
		range->kind = AST_BETWEEN;
		VL_TRY(parse_operand(p, POWER_RANGE, &right));
		VL_TRY(parse_add(p, range, right));
		VL_TRY(parse_need_word(p, WORD_AND));
		VL_TRY(parse_operand(p, POWER_RANGE, &right));
		return parse_add(p, range, right);
	}
	if (parse_take_word(p, WORD_SIMILAR)) {
		VL_TRY(parse_need_word(p, WORD_TO));
		range->op = OP_SIMILAR;
	} else {
		range->op = parse_is_word(p, WORD_LIKE) ? OP_LIKE :
		    parse_is_word(p, WORD_ILIKE)        ? OP_ILIKE :
							  OP_GLOB;
		parse_advance(p);
	}
	VL_TRY(parse_operand(p, POWER_RANGE, &right));
	VL_TRY(parse_add(p, range, right));
	if (!parse_take_word(p, WORD_ESCAPE))
		return 0;
	VL_TRY(parse_operand(p, POWER_RANGE, &right));
	return parse_add(p, range, right);
}

/* op (ANY | SOME | ALL) '(' (query | expr) ')' */
static int
parse_quantified(struct parser *p, enum ast_op op, struct ast_expr **x)
{
	struct ast_expr *q = parse_node(p, AST_QUANT, p->tok.at);
	struct ast_expr *list;

	q->op = op;
	q->flag = parse_is_word(p, WORD_ALL);
	parse_advance(p);
	VL_TRY(parse_add(p, q, *x));
	*x = q;
	VL_TRY(parse_need_sign(p, SIGN_LPAREN));
	if (parse_at_query(p)) {
		VL_TRY(parse_query_into(p, q));
	} else {
		VL_TRY(parse_expr(p, &list));
		VL_TRY(parse_add(p, q, list));
	}
	return parse_need_sign(p, SIGN_RPAREN);
}

/* (a, b) -> body: the row of names is the head of a lambda */
static bool
is_lambda_head(const struct ast_expr *x)
{
	if (x->kind != AST_ROW)
		return false;
	for (int i = 0; i < x->count; i++)
		if (x->arg[i]->kind != AST_NAME || x->arg[i]->name_count != 1)
			return false;
	return true;
}

static int
parse_lambda_body(struct parser *p, struct ast_expr **x)
{
	struct ast_expr *lambda = parse_node(p, AST_LAMBDA, p->tok.at);
	struct ast_expr *body;

	for (int i = 0; i < (*x)->count; i++)
		lambda->name =
		    ast_push(p->arena, lambda->name, &lambda->name_count,
			(*x)->arg[i]->name, sizeof *lambda->name);
	parse_advance(p);
	VL_TRY(parse_expr(p, &body));
	VL_TRY(parse_add(p, lambda, body));
	*x = lambda;
	return 0;
}

/* left op right; comparisons do not chain */
static int
parse_binary(struct parser *p, struct ast_expr **x)
{
	int i = binary_at(p);
	enum ast_power power = binary_power(i);
	struct ast_expr *b = parse_node(p, AST_BINARY, p->tok.at);
	enum sql_sign sign = p->tok.sign;
	struct ast_expr *right;

	if (sign == SIGN_ARROW && is_lambda_head(*x))
		return parse_lambda_body(p, x);
	parse_advance(p);
	b->op = binary[i].op;
	if (parse_is_word(p, WORD_ANY) || parse_is_word(p, WORD_SOME) ||
	    parse_is_word(p, WORD_ALL))
		return parse_quantified(p, b->op, x);
	if (b->op == OP_LIKE || b->op == OP_ILIKE) {
		b->kind = AST_LIKE;
		b->negated = sign == SIGN_NOT_LIKE || sign == SIGN_NOT_ILIKE;
	}
	VL_TRY(parse_operand(p, power, &right));
	VL_TRY(parse_add(p, b, *x));
	VL_TRY(parse_add(p, b, right));
	*x = b;
	if (power == POWER_COMPARE && power_at(p) == POWER_COMPARE) {
		parse_unexpected(p, "the end of the comparison");
		return vl_err_hint(
		    p->err, "a < b AND b < c compares three values");
	}
	return 0;
}

/* x '[' index ']' | x '[' [from] ':' [to] [':' step] ']' */
static int
parse_subscript(struct parser *p, struct ast_expr **x)
{
	struct ast_expr *s = parse_node(p, AST_INDEX, p->tok.at);
	struct ast_expr *part = NULL;

	parse_advance(p);
	VL_TRY(parse_add(p, s, *x));
	*x = s;
	if (!parse_is_sign(p, SIGN_COLON))
		VL_TRY(parse_expr(p, &part));
	VL_TRY(parse_add(p, s, part));
	while (s->count < 4 && parse_take_sign(p, SIGN_COLON)) {
		s->kind = AST_SLICE;
		part = NULL;
		if (!parse_is_sign(p, SIGN_COLON) &&
		    !parse_is_sign(p, SIGN_RBRACKET))
			VL_TRY(parse_expr(p, &part));
		VL_TRY(parse_add(p, s, part));
	}
	return parse_need_sign(p, SIGN_RBRACKET);
}

/* x '[' ... ']' | x '::' type | x '.' name */
static int
parse_postfix(struct parser *p, struct ast_expr **x)
{
	struct ast_expr *post;
	struct vl_str name;

	if (parse_is_sign(p, SIGN_LBRACKET))
		return parse_subscript(p, x);
	post = parse_node(p, AST_CAST, p->tok.at);
	VL_TRY(parse_add(p, post, *x));
	*x = post;
	if (parse_take_sign(p, SIGN_COLONS))
		return parse_type(p, &post->type);
	parse_advance(p);
	post->kind = AST_FIELD;
	VL_TRY(parse_label(p, &name));
	post->name =
	    ast_push(p->arena, NULL, &post->name_count, &name, sizeof name);
	return 0;
}

/* x AT TIME ZONE zone | x COLLATE name */
static int
parse_zone(struct parser *p, struct ast_expr **x)
{
	struct ast_expr *z = parse_node(p, AST_ZONE, p->tok.at);
	struct ast_expr *zone;

	VL_TRY(parse_add(p, z, *x));
	*x = z;
	if (parse_take_word(p, WORD_COLLATE)) {
		z->kind = AST_COLLATE;
		return parse_dotted(p, "a collation", &z->name, &z->name_count);
	}
	parse_advance(p);
	parse_advance(p);
	VL_TRY(parse_need_word(p, WORD_ZONE));
	VL_TRY(parse_operand(p, POWER_ZONE, &zone));
	return parse_add(p, z, zone);
}

/* NOT x | (- | + | ~) x | primary */
static int
parse_prefix(struct parser *p, struct ast_expr **out)
{
	enum ast_power power = POWER_SIGN;
	struct ast_expr *x = parse_node(p, AST_UNARY, p->tok.at);
	struct ast_expr *arg;

	if (parse_take_word(p, WORD_NOT)) {
		x->kind = AST_NOT;
		power = POWER_AND; /* NOT binds its operators, not AND */
	} else if (parse_take_sign(p, SIGN_MINUS)) {
		x->op = OP_SUB;
	} else if (parse_take_sign(p, SIGN_PLUS)) {
		x->op = OP_ADD;
	} else if (parse_take_sign(p, SIGN_TILDE)) {
		x->op = OP_BIT_NOT;
	} else {
		return parse_primary(p, out);
	}
	VL_TRY(parse_operand(p, power, &arg));
	*out = x;
	return parse_add(p, x, arg);
}

static int
parse_infix(struct parser *p, enum ast_power power, struct ast_expr **x)
{
	switch (power) {
	case POWER_OR: return parse_logic(p, AST_OR, power, x);
	case POWER_AND: return parse_logic(p, AST_AND, power, x);
	case POWER_IS: return parse_is_test(p, x);
	case POWER_RANGE: return parse_range(p, x);
	case POWER_ZONE: return parse_zone(p, x);
	case POWER_POSTFIX: return parse_postfix(p, x);
	case POWER_COMPARE:
	case POWER_OTHER:
	case POWER_ADD:
	case POWER_MUL:
	case POWER_POW: return parse_binary(p, x);
	case POWER_NONE:
	case POWER_NOT:
	case POWER_SIGN:
	case POWER_PRIMARY: break;
	}
	return parse_unexpected(p, "an operator");
}

int
parse_operand(struct parser *p, int power, struct ast_expr **out)
{
	enum ast_power next;

	VL_TRY(parse_enter(p));
	VL_TRY(parse_prefix(p, out));
	while ((int)(next = power_at(p)) > power)
		VL_TRY(parse_infix(p, next, out));
	parse_leave(p);
	return 0;
}

int
parse_expr(struct parser *p, struct ast_expr **out)
{
	return parse_operand(p, POWER_NONE, out);
}

/* expr {',' expr} [','], added to a node */
int
parse_exprs(struct parser *p, struct ast_expr *list)
{
	struct ast_expr *x;

	do {
		if (list->count > 0 && parse_list_ends(p))
			break;
		VL_TRY(parse_expr(p, &x));
		VL_TRY(parse_add(p, list, x));
	} while (parse_take_sign(p, SIGN_COMMA));
	return 0;
}
