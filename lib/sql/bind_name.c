/*
 * bind_name.c -- what columns of an answer are called (features F2.12, F2.27).
 *
 *	price		price		count(*)		count
 *	avg(price)	avg_price	round(avg(price), 2)	round_avg_price
 *	lower('A')	lower_A		sum(a * b)		sum
 *	price::int	price		a + b			expr2, by its
 *place
 */
#include "sql/bind_int.h"

#include "base/hash.h"

static struct vl_str
lower(struct vl_arena *a, struct vl_str s)
{
	char *to = vl_str_cstr(a, s);

	for (int64_t i = 0; i < s.n; i++)
		if (to[i] >= 'A' && to[i] <= 'Z')
			to[i] = (char)(to[i] - 'A' + 'a');
	return (struct vl_str){ to, s.n };
}

static bool
is_short_literal(const struct ast_expr *x)
{
	return (x->kind == AST_STRING || x->kind == AST_INT ||
		   x->kind == AST_NUMBER) &&
	    x->text.n > 0 && x->text.n <= 32;
}

/* function_column, else function_literal, else function */
static struct vl_str
call_name(struct binder *b, const struct ast_expr *x)
{
	struct vl_str function = lower(b->arena, x->name[x->name_count - 1]);
	struct vl_str of = { 0 };

	for (int i = 0; i < x->count && of.n == 0; i++)
		of = bind_name(b, x->arg[i]);
	if (of.n == 0 && x->count > 0 && is_short_literal(x->arg[0]))
		of = x->arg[0]->text;
	if (of.n == 0 || of.n > 200)
		return function;
	return vl_str(vl_str_printf(b->arena, "%.*s_%.*s", (int)function.n,
	    function.p, (int)of.n, of.p));
}

struct vl_str
bind_name(struct binder *b, const struct ast_expr *x)
{
	switch ((int)x->kind) {
	case AST_NAME: return x->name[x->name_count - 1];
	case AST_FIELD: return x->name[0];
	case AST_CALL: return call_name(b, x);
	case AST_CASE: return VL_STR("case");
	case AST_CAST:
	case AST_COLLATE: return bind_name(b, x->arg[0]);
	}
	return (struct vl_str){ 0 };
}

/* Names that are taken, and the last number that was put behind each. */
#define MAP_NAME taken
#define MAP_KEY struct vl_str
#define MAP_VALUE int
#define MAP_HASH(key, seed) vl_hash_bytes((key).p, (key).n, (seed))
#define MAP_EQUAL(a, b) vl_str_eq((a), (b))
#include "base/map.inc.h"

void
bind_unique_names(struct binder *b, int count, struct vl_str *name)
{
	struct taken t = { .seed = vl_hash_seed() };
	bool added;

	for (int i = 0; i < count; i++) {
		struct vl_str first = name[i];
		int64_t at = taken_put(&t, first, &added);
		int n = added ? 0 : t.entry[at].value + 1;

		for (; !added; n++) {
			name[i] = vl_str(vl_str_printf(
			    b->arena, "%.*s_%d", (int)first.n, first.p, n + 1));
			taken_put(&t, name[i], &added);
			t.entry[at].value = n;
		}
	}
	taken_release(&t);
}
