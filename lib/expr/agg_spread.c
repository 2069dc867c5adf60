/* agg_spread.c -- variance and standard deviation, from exact sums. */
#include <math.h>

#include "expr/agg_int.h"

struct spread {
	struct exact_square sums;
	int64_t n;
};

static inline void
add(struct spread *s, double x, struct vl_arena *a)
{
	exact_square_add(&s->sums, x, a);
	s->n++;
}

#define STATE spread
#define T double
#define ADD add
#define NAME each
#include "expr/agg_each.inc.h"

static int
update(struct vl_agg_call *c, char *states, const uint32_t *group, int64_t rows,
    const struct vl_column *arg, struct vl_err *err)
{
	(void)err;
	each((struct spread *)(void *)states, group, rows, arg, c->arena);
	return 0;
}

static int
merge(struct vl_agg_call *c, char *states, const uint32_t *group, int64_t n,
    char *src, struct vl_err *err)
{
	struct spread *to = (struct spread *)(void *)states;
	const struct spread *from = (const struct spread *)(void *)src;

	(void)err;
	for (int64_t i = 0; i < n; i++) {
		exact_square_merge(&to[group[i]].sums, &from[i].sums, c->arena);
		to[group[i]].n += from[i].n;
	}
	return 0;
}

enum {
	SAMPLE = 1, /* the divisor is n - 1 */
	ROOT = 2,
};

static int
finish(struct vl_agg_call *c, char *states, int64_t n, struct vl_arena *a,
    struct vl_column *out, struct vl_err *err)
{
	const struct spread *s = (const struct spread *)(void *)states;
	int64_t less = (c->agg->variant & SAMPLE) != 0;
	uint64_t *valid;
	double *data = agg_result(a, out, n, &valid);

	(void)err;
	for (int64_t i = 0; i < n; i++) {
		data[i] = 0;
		if (s[i].n <= less) {
			vl_bit_clear(valid, i);
			continue;
		}
		data[i] = exact_variance(&s[i].sums, s[i].n, s[i].n - less);
		if (c->agg->variant & ROOT)
			data[i] = sqrt(data[i]);
	}
	return 0;
}

/* clang-format off */
#define A(name, which, text, value) \
	{ name, "DOUBLE", "DOUBLE", sizeof(struct spread), false, update, \
	    merge, finish, NULL, text, value, which }
const struct vl_agg agg_spread[] = {
	A("stddev", SAMPLE | ROOT, "Standard deviation of a sample.",
	    "stddev(x) of 2, 4, 4, 4, 5, 5, 7, 9 = 2.138089935299395"),
	A("stddev_samp", SAMPLE | ROOT, "Standard deviation of a sample.",
	    "stddev_samp(x) of 1 = NULL"),
	A("stddev_pop", ROOT, "Standard deviation of all there are.",
	    "stddev_pop(x) of 2, 4, 4, 4, 5, 5, 7, 9 = 2"),
	A("variance", SAMPLE, "Variance of a sample.",
	    "variance(x) of 1, 2, 4 = 2.3333333333333335"),
	A("var", SAMPLE, "Variance of a sample.",
	    "var(x) of 1, 2, 4 = 2.3333333333333335"),
	A("var_samp", SAMPLE, "Variance of a sample.",
	    "var_samp(x) of 1, 2, NULL = 0.5"),
	A("var_pop", 0, "Variance of all there are.",
	    "var_pop(x) of 1e8, 100000001.0 = 0.25"),
	{ 0 },
};
/* clang-format on */
