/* f_cond.c -- functions that choose: coalesce, nullif, if, greatest. */
#include "base/buf.h"
#include "expr/call.h"
#include "expr/prog_int.h"
#include "expr/value.h"

/* CASE WHEN a IS NOT NULL THEN a WHEN b ... ELSE z END */
static int
rewrite_coalesce(struct vl_arena *a, int count,
    const struct vl_expr *const *arg, int64_t at, const struct vl_expr **out,
    struct vl_err *err)
{
	const struct vl_expr **branch =
	    vl_new(a, const struct vl_expr *, 2 * count);

	for (int i = 0; i + 1 < count; i++) {
		VL_TRY(vl_expr_call(a, VL_STR("is not null"), 1, &arg[i], at,
		    &branch[2 * i], err));
		branch[2 * i + 1] = arg[i];
	}
	branch[2 * count - 2] = arg[count - 1];
	return vl_expr_case(a, 2 * count - 1, branch, at, out, err);
}

/* CASE WHEN x = y THEN NULL ELSE x END */
static int
rewrite_nullif(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    int64_t at, const struct vl_expr **out, struct vl_err *err)
{
	const struct vl_expr *branch[3] = { NULL, vl_expr_null(a, at), arg[0] };

	VL_TRY(vl_expr_call(a, VL_STR("="), count, arg, at, &branch[0], err));
	return vl_expr_case(a, 3, branch, at, out, err);
}

static int
rewrite_if(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    int64_t at, const struct vl_expr **out, struct vl_err *err)
{
	const struct vl_expr *branch[3] = { arg[0], arg[1], arg[2] };

	return vl_expr_case(a, count, branch, at, out, err);
}

/* The best of each row's values, NULLs left out: as PostgreSQL. */
static int
extreme(struct vl_call *c, bool greatest, struct vl_column *out)
{
	struct part *part = vl_new(c->arena, struct part, c->count);
	uint16_t *rows = vl_arena_buffer(
	    c->arena, c->count * out->rows * (int64_t)sizeof *rows);

	for (int k = 0; k < c->count; k++)
		part[k] = (struct part){
			.value = c->arg[k],
			.to = rows + k * out->rows,
			.whole = true,
		};
	for (int64_t i = 0; i < out->rows; i++) {
		int best = 0;

		for (int k = 1; k < c->count; k++) {
			int order;

			if (vl_column_is_null(&c->arg[k], i))
				continue;
			order = value_order(&c->arg[k], i, &c->arg[best], i);
			if (vl_column_is_null(&c->arg[best], i) ||
			    (greatest ? order > 0 : order < 0))
				best = k;
		}
		rows[best * out->rows + part[best].count++] = (uint16_t)i;
	}
	*out = assemble(c->arena, out->type, out->rows, part, c->count);
	return 0;
}

static int
eval_greatest(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return extreme(c, true, out);
}

static int
eval_least(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return extreme(c, false, out);
}

/* A constant, known when the call is made. */
static int
rewrite_typeof(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    int64_t at, const struct vl_expr **out, struct vl_err *err)
{
	struct vl_buf b = { 0 };

	(void)count;
	(void)err;
	vl_type_name(arg[0]->type, &b);
	*out = vl_expr_text(a, vl_buf_view(&b), at);
	vl_buf_release(&b);
	return 0;
}

/* clang-format off */
#define F(z, takes, f, text, value) \
	{ z, "conditional", takes, NULL, 0, .rewrite = f, .doc = text, \
	    .example = value }
const struct vl_func func_cond[] = {
	F("coalesce", "ANY...", rewrite_coalesce,
	    "The first argument that is not NULL.",
	    "coalesce(NULL, 2, 3) = 2"),
	F("ifnull", "ANY, ANY", rewrite_coalesce,
	    "The first, or if it is NULL the second.",
	    "ifnull(NULL, 'x') = x"),
	F("nvl", "ANY, ANY", rewrite_coalesce, "As ifnull().",
	    "nvl(1, 2) = 1"),
	F("nullif", "ANY, ANY", rewrite_nullif,
	    "The first, or NULL if both are equal.", "nullif(5, 5) = NULL"),
	F("if", "ANY, ANY, ANY", rewrite_if,
	    "The second if the first is true, else the third.",
	    "if(1 < 2, 'a', 'b') = a"),
	F("iff", "ANY, ANY, ANY", rewrite_if, "As if().",
	    "iff(NULL, 'a', 'b') = b"),
	F("typeof", "ANY", rewrite_typeof, "Name of the type.",
	    "typeof(1.5) = DOUBLE"),
	{ "greatest", "conditional", "T...", "T", VL_FUNC_NULLS,
	    .eval = eval_greatest,
	    .doc = "The greatest of the arguments that are not NULL.",
	    .example = "greatest(1, NULL, 2.5) = 2.5" },
	{ "least", "conditional", "T...", "T", VL_FUNC_NULLS,
	    .eval = eval_least,
	    .doc = "The least of the arguments that are not NULL.",
	    .example = "least('b', 'a', NULL) = a" },
	{ 0 },
};
/* clang-format on */
