/* parse_call.c -- arguments of functions, and windows. */
#include "sql/parse_int.h"

/* x -> body: a lambda, unless a text or a number follows the arrow, which is
 * then the operator of JSON. */
static bool
at_lambda(const struct parser *p)
{
	struct parser ahead = *p;

	if (!parse_at_name(p))
		return false;
	parse_advance(&ahead);
	if (!parse_take_sign(&ahead, SIGN_ARROW))
		return false;
	return ahead.tok.kind != TOK_STRING && ahead.tok.kind != TOK_INT;
}

/* name '->' expr */
static int
parse_lambda(struct parser *p, struct ast_expr **out)
{
	struct ast_expr *x = parse_node(p, AST_LAMBDA, p->tok.at);
	struct ast_expr *body;
	struct vl_str name;

	VL_TRY(parse_name(p, "a name", &name));
	x->name = ast_push(p->arena, NULL, &x->name_count, &name, sizeof name);
	parse_advance(p);
	VL_TRY(parse_expr(p, &body));
	*out = x;
	return parse_add(p, x, body);
}

/* [name (':=' | '=>')] expr */
static int
parse_argument(struct parser *p, struct ast_expr *x)
{
	struct ast_call *c = x->call;
	struct ast_expr *arg;
	struct vl_str name = { 0 };
	int names = x->count;

	if (parse_at_name(p) &&
	    (parse_peek_is_sign(p, SIGN_ASSIGN) ||
		parse_peek_is_sign(p, SIGN_NAMED))) {
		VL_TRY(parse_name(p, "a name", &name));
		parse_advance(p);
	}
	if (at_lambda(p))
		VL_TRY(parse_lambda(p, &arg));
	else
		VL_TRY(parse_expr(p, &arg));
	c->arg_name =
	    ast_push(p->arena, c->arg_name, &names, &name, sizeof name);
	return parse_add(p, x, arg);
}

/* A word that stands between arguments where a comma could. */
static bool
take_separator(struct parser *p, const struct ast_expr *x)
{
	struct vl_str name = x->name[0];

	if (parse_take_sign(p, SIGN_COMMA))
		return true;
	if (vl_str_is_fold(name, "substring") ||
	    vl_str_is_fold(name, "overlay"))
		return parse_take_word(p, WORD_FROM) ||
		    parse_take_word(p, WORD_FOR) || parse_take(p, "placing");
	return vl_str_is_fold(name, "extract") && x->count == 1 &&
	    parse_take_word(p, WORD_FROM);
}

/* EXTRACT '(' part FROM expr ')': the part becomes a text */
static int
parse_extract_part(struct parser *p, struct ast_expr *x)
{
	struct ast_expr *part = parse_node(p, AST_STRING, p->tok.at);

	VL_TRY(parse_label(p, &part->text));
	return parse_add(p, x, part);
}

/* POSITION '(' needle IN text ')' */
static int
parse_position(struct parser *p, struct ast_expr *x)
{
	struct ast_expr *arg;

	/* As tight as IN, so that it is not taken for the operator. */
	VL_TRY(parse_operand(p, POWER_RANGE, &arg));
	VL_TRY(parse_add(p, x, arg));
	if (!parse_take_word(p, WORD_IN))
		VL_TRY(parse_need_sign(p, SIGN_COMMA));
	VL_TRY(parse_expr(p, &arg));
	return parse_add(p, x, arg);
}

/* TRIM '(' [LEADING | TRAILING | BOTH] [chars] FROM text ')' */
static int
parse_trim(struct parser *p, struct ast_expr *x)
{
	struct ast_expr *chars = NULL;
	struct ast_expr *text;

	if (parse_take(p, "leading"))
		x->name[0] = VL_STR("ltrim");
	else if (parse_take(p, "trailing"))
		x->name[0] = VL_STR("rtrim");
	else
		parse_take(p, "both");
	if (!parse_is_word(p, WORD_FROM))
		VL_TRY(parse_expr(p, &chars));
	VL_TRY(parse_need_word(p, WORD_FROM));
	VL_TRY(parse_expr(p, &text));
	VL_TRY(parse_add(p, x, text));
	return chars ? parse_add(p, x, chars) : 0;
}

static bool
at_trim_words(const struct parser *p)
{
	return parse_is(p, "leading") || parse_is(p, "trailing") ||
	    parse_is(p, "both");
}

/* [argument {',' argument}] [ORDER BY ...] [IGNORE NULLS] */
static int
parse_arguments(struct parser *p, struct ast_expr *x)
{
	struct ast_call *c = x->call;

	c->distinct = parse_take_word(p, WORD_DISTINCT);
	if (!c->distinct)
		parse_take_word(p, WORD_ALL);
	if (parse_is_sign(p, SIGN_STAR) && parse_peek_is_sign(p, SIGN_RPAREN)) {
		parse_advance(p);
		c->star = true;
		return 0;
	}
	if (parse_is_sign(p, SIGN_RPAREN))
		return 0;
	do {
		VL_TRY(parse_argument(p, x));
		/* TRIM(chars FROM text) shows itself only here. */
		if (x->count == 1 && parse_is_word(p, WORD_FROM) &&
		    vl_str_is_fold(x->name[0], "trim")) {
			struct ast_expr *chars = x->arg[0];

			parse_advance(p);
			c->arg_name = NULL;
			VL_TRY(parse_expr(p, &x->arg[0]));
			return parse_add(p, x, chars);
		}
	} while (take_separator(p, x));
	if (parse_is_word(p, WORD_ORDER))
		VL_TRY(parse_order(p, &c->order, &c->order_count));
	return 0;
}

/* [IGNORE NULLS | RESPECT NULLS] */
static int
parse_nulls(struct parser *p, struct ast_call *c)
{
	if (!parse_peek_is_word(p, WORD_NULLS))
		return 0;
	if (parse_take_word(p, WORD_IGNORE))
		c->ignore_nulls = true;
	else if (!parse_take_word(p, WORD_RESPECT))
		return 0;
	return parse_need_word(p, WORD_NULLS);
}

/* [WITHIN GROUP '(' ORDER BY ... ')'] [FILTER '(' [WHERE] expr ')']
 * [IGNORE NULLS] [OVER (name | window)] */
static int
parse_call_tail(struct parser *p, struct ast_call *c)
{
	if (parse_is_word(p, WORD_WITHIN) &&
	    parse_peek_is_word(p, WORD_GROUP)) {
		parse_advance(p);
		parse_advance(p);
		c->within_group = true;
		VL_TRY(parse_need_sign(p, SIGN_LPAREN));
		VL_TRY(parse_order(p, &c->order, &c->order_count));
		VL_TRY(parse_need_sign(p, SIGN_RPAREN));
	}
	if (parse_is_word(p, WORD_FILTER) &&
	    parse_peek_is_sign(p, SIGN_LPAREN)) {
		parse_advance(p);
		parse_advance(p);
		parse_take_word(p, WORD_WHERE);
		VL_TRY(parse_expr(p, &c->filter));
		VL_TRY(parse_need_sign(p, SIGN_RPAREN));
	}
	VL_TRY(parse_nulls(p, c));
	if (!parse_is_word(p, WORD_OVER))
		return 0;
	c->over = vl_new(p->arena, struct ast_window, 1);
	c->over->at = p->tok.at;
	parse_advance(p);
	if (!parse_is_sign(p, SIGN_LPAREN)) {
		c->over->bare = true;
		return parse_name(p, "a window", &c->over->base);
	}
	return parse_window(p, c->over);
}

/* What stands between the parentheses, by the name before them. */
static int
parse_inside(struct parser *p, struct ast_expr *x)
{
	struct vl_str name = x->name[x->name_count - 1];
	struct ast_expr *arg;

	if (vl_str_is_fold(name, "extract") &&
	    parse_peek_is_word(p, WORD_FROM)) {
		if (p->tok.kind == TOK_NAME)
			VL_TRY(parse_extract_part(p, x));
		else
			VL_TRY(parse_argument(p, x));
		x->call->arg_name = NULL;
		parse_advance(p);
		VL_TRY(parse_expr(p, &arg));
		return parse_add(p, x, arg);
	}
	if (vl_str_is_fold(name, "position"))
		return parse_position(p, x);
	if (vl_str_is_fold(name, "trim") && at_trim_words(p) &&
	    !parse_peek_is_sign(p, SIGN_RPAREN) &&
	    !parse_peek_is_sign(p, SIGN_COMMA))
		return parse_trim(p, x);
	VL_TRY(parse_arguments(p, x));
	return parse_nulls(p, x->call);
}

/* name '(' arguments ')' tail; the name is in x, the parenthesis is next */
int
parse_call(struct parser *p, struct ast_expr *x)
{
	int outer = parse_deep_begin(p);

	x->kind = AST_CALL;
	x->call = vl_new(p->arena, struct ast_call, 1);
	parse_advance(p);
	VL_TRY(parse_inside(p, x));
	VL_TRY(parse_need_sign(p, SIGN_RPAREN));
	VL_TRY(parse_call_tail(p, x->call));
	return parse_deep_end(p, outer, &x->depth, x->at);
}

/* UNBOUNDED (PRECEDING | FOLLOWING) | CURRENT ROW | expr (PRECEDING |
 * FOLLOWING) */
static int
parse_bound(struct parser *p, enum ast_bound *bound, struct ast_expr **by)
{
	bool unbounded = parse_is_word(p, WORD_UNBOUNDED);

	if (parse_is_word(p, WORD_CURRENT) && parse_peek_is_word(p, WORD_ROW)) {
		parse_advance(p);
		parse_advance(p);
		*bound = BOUND_CURRENT;
		return 0;
	}
	if (unbounded)
		parse_advance(p);
	else
		VL_TRY(parse_expr(p, by));
	if (parse_take_word(p, WORD_PRECEDING)) {
		*bound =
		    unbounded ? BOUND_UNBOUNDED_PRECEDING : BOUND_PRECEDING;
		return 0;
	}
	*bound = unbounded ? BOUND_UNBOUNDED_FOLLOWING : BOUND_FOLLOWING;
	if (!parse_take_word(p, WORD_FOLLOWING))
		return parse_unexpected(p, "PRECEDING or FOLLOWING");
	return 0;
}

/* EXCLUDE (NO OTHERS | CURRENT ROW | GROUP | TIES) */
static int
parse_frame_exclude(struct parser *p, struct ast_window *w)
{
	if (parse_take_word(p, WORD_NO))
		return parse_need_word(p, WORD_OTHERS);
	if (parse_take_word(p, WORD_CURRENT)) {
		w->exclude = EXCLUDE_CURRENT;
		return parse_need_word(p, WORD_ROW);
	}
	if (parse_take_word(p, WORD_GROUP)) {
		w->exclude = EXCLUDE_GROUP;
		return 0;
	}
	w->exclude = EXCLUDE_TIES;
	return parse_need_word(p, WORD_TIES);
}

/* [(ROWS | RANGE | GROUPS) (bound | BETWEEN bound AND bound) [EXCLUDE ...]] */
static int
parse_frame(struct parser *p, struct ast_window *w)
{
	if (parse_take_word(p, WORD_ROWS))
		w->unit = FRAME_ROWS;
	else if (parse_take_word(p, WORD_RANGE))
		w->unit = FRAME_RANGE;
	else if (parse_take_word(p, WORD_GROUPS))
		w->unit = FRAME_GROUPS;
	else
		return 0;
	w->to = BOUND_CURRENT;
	if (parse_take_word(p, WORD_BETWEEN)) {
		VL_TRY(parse_bound(p, &w->from, &w->from_expr));
		VL_TRY(parse_need_word(p, WORD_AND));
		VL_TRY(parse_bound(p, &w->to, &w->to_expr));
	} else {
		VL_TRY(parse_bound(p, &w->from, &w->from_expr));
	}
	return parse_take_word(p, WORD_EXCLUDE) ? parse_frame_exclude(p, w) : 0;
}

/* '(' [base] [PARTITION BY expr {',' expr}] [ORDER BY ...] [frame] ')' */
int
parse_window(struct parser *p, struct ast_window *w)
{
	struct ast_expr *list = parse_node(p, AST_ROW, p->tok.at);

	VL_TRY(parse_need_sign(p, SIGN_LPAREN));
	if (parse_at_name(p) && !parse_is_word(p, WORD_PARTITION) &&
	    !parse_is_word(p, WORD_ROWS) && !parse_is_word(p, WORD_RANGE) &&
	    !parse_is_word(p, WORD_GROUPS))
		VL_TRY(parse_name(p, "a window", &w->base));
	if (parse_take_word(p, WORD_PARTITION)) {
		VL_TRY(parse_need_word(p, WORD_BY));
		VL_TRY(parse_exprs(p, list));
		w->partition = list->arg;
		w->partition_count = list->count;
	}
	if (parse_is_word(p, WORD_ORDER))
		VL_TRY(parse_order(p, &w->order, &w->order_count));
	VL_TRY(parse_frame(p, w));
	return parse_need_sign(p, SIGN_RPAREN);
}
