/*
 * agg_pair.c -- covariance and correlation.
 *
 * With exact variances, 4 cov(x, y) = var(x + y) - var(x - y); no other sums
 * are needed, and the order of rows does not show.
 */
#include <math.h>

#include "expr/agg_int.h"

struct pair {
	struct exact_square sum;  /* of y + x */
	struct exact_square diff; /* of y - x */
	struct exact_square y;
	struct exact_square x;
	int64_t n;
};

static int
update(struct vl_agg_call *c, char *states, const uint32_t *group, int64_t rows,
    const struct vl_column *arg, struct vl_err *err)
{
	struct pair *all = (struct pair *)(void *)states;
	const double *y = arg[0].data;
	const double *x = arg[1].data;

	(void)err;
	for (int64_t i = 0; i < rows; i++) {
		struct pair *p = &all[group ? group[i] : 0];

		if (vl_column_is_null(&arg[0], i) ||
		    vl_column_is_null(&arg[1], i))
			continue;
		exact_square_add(&p->sum, y[i] + x[i], c->arena);
		exact_square_add(&p->diff, y[i] - x[i], c->arena);
		exact_square_add(&p->y, y[i], c->arena);
		exact_square_add(&p->x, x[i], c->arena);
		p->n++;
	}
	return 0;
}

static int
merge(struct vl_agg_call *c, char *states, const uint32_t *group, int64_t n,
    char *src, struct vl_err *err)
{
	struct pair *all = (struct pair *)(void *)states;
	const struct pair *from = (const struct pair *)(void *)src;

	(void)err;
	for (int64_t i = 0; i < n; i++) {
		struct pair *to = &all[group[i]];

		exact_square_merge(&to->sum, &from[i].sum, c->arena);
		exact_square_merge(&to->diff, &from[i].diff, c->arena);
		exact_square_merge(&to->y, &from[i].y, c->arena);
		exact_square_merge(&to->x, &from[i].x, c->arena);
		to->n += from[i].n;
	}
	return 0;
}

static double
covariance(const struct pair *p, int64_t divisor)
{
	return (exact_variance(&p->sum, p->n, divisor) -
		   exact_variance(&p->diff, p->n, divisor)) /
	    4;
}

enum {
	COVAR_POP,
	COVAR_SAMP,
	CORR,
	SLOPE,
	INTERCEPT,
};

static double
result(const struct pair *p, int which)
{
	double cov = covariance(p, p->n);
	double x = exact_variance(&p->x, p->n, p->n);
	double r;

	switch (which) {
	case COVAR_SAMP: return covariance(p, p->n - 1);
	case CORR:
		r = sqrt(exact_variance(&p->y, p->n, p->n)) * sqrt(x);
		r = cov / r;
		return r > 1 ? 1 : r < -1 ? -1 : r;
	case SLOPE: return cov / x;
	case INTERCEPT:
		return exact_mean(&p->y.sum, p->n) -
		    cov / x * exact_mean(&p->x.sum, p->n);
	default: return cov;
	}
}

/* Where there is nothing to divide by, the answer is NULL. */
static bool
is_defined(const struct pair *p, int which)
{
	if (p->n <= (which == COVAR_SAMP))
		return false;
	if (which == COVAR_POP || which == COVAR_SAMP)
		return true;
	return exact_variance(&p->x, p->n, p->n) != 0 &&
	    (which != CORR || exact_variance(&p->y, p->n, p->n) != 0);
}

static int
finish(struct vl_agg_call *c, char *states, int64_t n, struct vl_arena *a,
    struct vl_column *out, struct vl_err *err)
{
	const struct pair *p = (const struct pair *)(void *)states;
	int which = c->agg->variant;
	uint64_t *valid;
	double *data = agg_result(a, out, n, &valid);

	(void)err;
	for (int64_t i = 0; i < n; i++) {
		data[i] = 0;
		if (is_defined(&p[i], which))
			data[i] = result(&p[i], which);
		else
			vl_bit_clear(valid, i);
	}
	return 0;
}

/* clang-format off */
#define A(name, which, text, value) \
	{ name, "DOUBLE, DOUBLE", "DOUBLE", sizeof(struct pair), false, \
	    update, merge, finish, NULL, text, value, which }
const struct vl_agg agg_pair[] = {
	A("corr", CORR, "Correlation of two numbers, from -1 to 1.",
	    "corr(x, -x) of 1, 2, 4 = -1"),
	A("covar_pop", COVAR_POP, "Covariance of all there are.",
	    "covar_pop(x, 2 * x) of 1, 2, 3, 4 = 2.5"),
	A("covar_samp", COVAR_SAMP, "Covariance of a sample.",
	    "covar_samp(x, x) of 1, 2, NULL = 0.5"),
	A("regr_slope", SLOPE, "a of the line y = a x + b; y comes first.",
	    "regr_slope(2 * x + 1, x) of 1, 2, 4 = 2"),
	A("regr_intercept", INTERCEPT, "b of that line.",
	    "regr_intercept(2 * x + 1, x) of 1, 2, 4 = 1"),
	{ 0 },
};
/* clang-format on */
