/* agg_collect.c -- aggregates that need all values at the end. */
#include <math.h>

#include "col/schema.h"
#include "expr/agg_int.h"
#include "expr/value.h"

enum {
	TEXT_LIMIT = 1 << 30, /* bytes of one string_agg() */
	ROWS_LIMIT = 1 << 28, /* values of one group */
};

/* ---- values ---- */

/* The values of one group, in input order. */
struct values {
	char *data;      /* of vl_type_bytes() each */
	uint64_t *nulls; /* set bits are NULL; NULL: none are */
	int64_t n;
	int64_t cap;
	double fraction; /* of quantile_cont() */
};

static void
grow(struct values *v, struct vl_arena *a, int64_t bytes)
{
	int64_t cap = v->cap ? 2 * v->cap : 8;
	char *data = vl_arena_buffer(a, cap * bytes);

	if (v->n > 0)
		memcpy(data, v->data, (size_t)(v->n * bytes));
	if (v->nulls) {
		uint64_t *nulls = vl_new(a, uint64_t, vl_bits_words(cap));

		memcpy(nulls, v->nulls, (size_t)vl_bits_words(v->n) * 8);
		v->nulls = nulls;
	}
	v->data = data;
	v->cap = cap;
}

static void
push(struct values *v, struct vl_arena *a, const void *value, int64_t bytes)
{
	if (v->n == v->cap)
		grow(v, a, bytes);
	memcpy(v->data + v->n++ * bytes, value, (size_t)bytes);
}

static void
push_null(struct values *v, struct vl_arena *a, int64_t bytes)
{
	static const char zero[16];

	push(v, a, zero, bytes);
	if (v->nulls == NULL)
		v->nulls = vl_new(a, uint64_t, vl_bits_words(v->cap));
	vl_bit_set(v->nulls, v->n - 1);
}

static int
too_many(struct vl_agg_call *c, struct vl_err *err)
{
	return vl_fail(err, VL_ELIMIT, "%s() of more than %d values",
	    c->agg->name, ROWS_LIMIT);
}

static int
merge_values(struct vl_agg_call *c, char *states, const uint32_t *group,
    int64_t n, char *src, struct vl_err *err)
{
	struct values *to = (struct values *)(void *)states;
	const struct values *from = (const struct values *)(void *)src;
	int64_t bytes = vl_type_bytes(c->arg[0]);

	for (int64_t i = 0; i < n; i++) {
		struct values *v = &to[group[i]];

		v->fraction = from[i].n ? from[i].fraction : v->fraction;
		if (v->n + from[i].n > ROWS_LIMIT)
			return too_many(c, err);
		if (v->n == 0) {
			double fraction = v->fraction;

			*v = from[i];
			v->fraction = fraction;
			continue;
		}
		for (int64_t k = 0; k < from[i].n; k++)
			if (from[i].nulls && vl_bit_get(from[i].nulls, k))
				push_null(v, c->arena, bytes);
			else
				push(v, c->arena, from[i].data + k * bytes,
				    bytes);
	}
	return 0;
}

/* ---- median(), quantile_cont() ---- */

static int
update_numbers(struct vl_agg_call *c, char *states, const uint32_t *group,
    int64_t rows, const struct vl_column *arg, struct vl_err *err)
{
	struct values *s = (struct values *)(void *)states;
	const double *x = arg->data;

	for (int64_t i = 0; i < rows; i++) {
		struct values *v = &s[group ? group[i] : 0];

		if (vl_column_is_null(arg, i))
			continue;
		if (v->n == ROWS_LIMIT)
			return too_many(c, err);
		push(v, c->arena, &x[i], sizeof *x);
		v->fraction = 0.5;
	}
	return 0;
}

static int
update_quantile(struct vl_agg_call *c, char *states, const uint32_t *group,
    int64_t rows, const struct vl_column *arg, struct vl_err *err)
{
	struct values *s = (struct values *)(void *)states;
	const double *q = arg[1].data;

	VL_TRY(update_numbers(c, states, group, rows, arg, err));
	for (int64_t i = 0; i < rows; i++) {
		if (vl_column_is_null(&arg[1], i) || !(q[i] >= 0 && q[i] <= 1))
			return vl_fail(err, VL_EVALUE,
			    "the fraction of %s() is not between 0 and 1",
			    c->agg->name);
		s[group ? group[i] : 0].fraction = q[i];
	}
	return 0;
}

static bool
less(double x, double y)
{
	return x < y || (y != y && x == x);
}

/* Hoare's selection: x[k] is what it would be if x were sorted, all before it
 * are not greater and all behind it not less. */
static void
select_nth(double *x, int64_t n, int64_t k)
{
	int64_t low = 0;
	int64_t high = n - 1;

	while (low < high) {
		int64_t mid = low + (high - low) / 2;
		double a = x[low];
		double b = x[mid];
		double c = x[high];
		/* the median of three */
		double pivot = less(a, b) ? (less(b, c)        ? b :
						    less(a, c) ? c :
								 a) :
					    (less(a, c)        ? a :
						    less(b, c) ? c :
								 b);
		int64_t i = low;
		int64_t j = high;

		while (i <= j) {
			while (less(x[i], pivot))
				i++;
			while (less(pivot, x[j]))
				j--;
			if (i <= j) {
				double swap = x[i];

				x[i++] = x[j];
				x[j--] = swap;
			}
		}
		if (k <= j)
			high = j;
		else if (k >= i)
			low = i;
		else
			return;
	}
}

static double
quantile(double *x, int64_t n, double fraction)
{
	double at = fraction * (double)(n - 1);
	int64_t k = (int64_t)at;
	double part = at - (double)k;
	double next;

	select_nth(x, n, k);
	if (part == 0 || k + 1 >= n)
		return x[k];
	next = x[k + 1];
	for (int64_t i = k + 2; i < n; i++)
		if (less(x[i], next))
			next = x[i];
	return x[k] + (next - x[k]) * part;
}

static int
finish_quantile(struct vl_agg_call *c, char *states, int64_t n,
    struct vl_arena *a, struct vl_column *out, struct vl_err *err)
{
	struct values *s = (struct values *)(void *)states;
	uint64_t *valid;
	double *data = agg_result(a, out, n, &valid);

	(void)c;
	(void)err;
	for (int64_t i = 0; i < n; i++) {
		data[i] = 0;
		if (s[i].n == 0)
			vl_bit_clear(valid, i);
		else
			data[i] = quantile(
			    (double *)(void *)s[i].data, s[i].n, s[i].fraction);
	}
	return 0;
}

/* ---- array_agg() ---- */

static int
update_list(struct vl_agg_call *c, char *states, const uint32_t *group,
    int64_t rows, const struct vl_column *arg, struct vl_err *err)
{
	struct values *s = (struct values *)(void *)states;
	int64_t bytes = vl_type_bytes(arg->type);
	bool views = vl_type_is_view(arg->type);

	for (int64_t i = 0; i < rows; i++) {
		struct values *v = &s[group ? group[i] : 0];
		struct kept k = { 0 };

		if (v->n == ROWS_LIMIT)
			return too_many(c, err);
		if (vl_column_is_null(arg, i)) {
			push_null(v, c->arena, bytes);
			continue;
		}
		if (!views) {
			push(v, c->arena, (const char *)arg->data + i * bytes,
			    bytes);
			continue;
		}
		kept_set(&k, c->arena, arg, i);
		push(v, c->arena, &k.u.view, bytes);
	}
	return 0;
}

static int
finish_list(struct vl_agg_call *c, char *states, int64_t n, struct vl_arena *a,
    struct vl_column *out, struct vl_err *err)
{
	const struct values *s = (const struct values *)(void *)states;
	struct vl_column *child = vl_new(a, struct vl_column, 1);
	int64_t bytes = vl_type_bytes(c->arg[0]);
	uint64_t *valid;
	uint64_t *bits;
	struct vl_span *span = agg_result(a, out, n, &valid);
	int64_t total = 0;
	void *data;

	for (int64_t i = 0; i < n; i++) {
		span[i] = (struct vl_span){ (uint32_t)total, (uint32_t)s[i].n };
		total += s[i].n;
		if (s[i].n == 0)
			vl_bit_clear(valid, i);
	}
	if (total > UINT32_MAX)
		return too_many(c, err);
	*child = vl_column_new(a, out->type.child[0].type, total, &data);
	bits = vl_arena_buffer(a, vl_bits_words(total) * 8);
	vl_bits_fill(bits, total);
	for (int64_t i = 0; i < n; i++) {
		if (s[i].n > 0)
			memcpy((char *)data + span[i].from * bytes, s[i].data,
			    (size_t)(s[i].n * bytes));
		for (int64_t k = 0; s[i].nulls && k < s[i].n; k++)
			if (vl_bit_get(s[i].nulls, k))
				vl_bit_clear(bits, span[i].from + k);
	}
	child->valid = bits;
	out->child = child;
	return 0;
}

static int
type_list(struct vl_arena *a, int count, const struct vl_type *arg,
    struct vl_type *out, struct vl_err *err)
{
	VL_TRY(agg_type_kept(a, count, arg, out, err));
	*out = vl_type_list(a, *out);
	return 0;
}

/* ---- mode() ---- */

static int
update_mode(struct vl_agg_call *c, char *states, const uint32_t *group,
    int64_t rows, const struct vl_column *arg, struct vl_err *err)
{
	struct values *s = (struct values *)(void *)states;
	int64_t bytes = vl_type_bytes(arg->type);

	for (int64_t i = 0; i < rows; i++) {
		struct values *v = &s[group ? group[i] : 0];
		struct kept k = { 0 };

		if (vl_column_is_null(arg, i))
			continue;
		if (v->n == ROWS_LIMIT)
			return too_many(c, err);
		kept_set(&k, c->arena, arg, i);
		push(v, c->arena, &k.u, bytes);
	}
	return 0;
}

#define SORT_NAME sort_values
#define SORT_T uint32_t
#define SORT_CTX const struct vl_column *
#define SORT_LESS(a, b) (value_order(ctx, *(a), ctx, *(b)) < 0)
#include "base/sort.inc.h"

/* The value that is there most often, the least of several; of those that are
 * equal in several spellings (-0, 30 days) the one of the least bytes, so that
 * it does not depend on their order. */
static int64_t
most_frequent(const struct vl_column *x, uint32_t *order)
{
	int64_t bytes = vl_type_bytes(x->type);
	const char *data = x->data;
	int64_t best = 0, most = 0;

	for (int64_t i = 0; i < x->rows; i++)
		order[i] = (uint32_t)i;
	sort_values(order, x->rows, x);
	for (int64_t from = 0, i; from < x->rows; from = i) {
		int64_t least = order[from];

		for (i = from + 1; i < x->rows &&
		     value_order(x, order[from], x, order[i]) == 0;
		     i++)
			if (!vl_type_is_view(x->type) &&
			    memcmp(data + order[i] * bytes,
				data + least * bytes, (size_t)bytes) < 0)
				least = order[i];
		if (i - from > most) {
			most = i - from;
			best = least;
		}
	}
	return best;
}

static int
finish_mode(struct vl_agg_call *c, char *states, int64_t n, struct vl_arena *a,
    struct vl_column *out, struct vl_err *err)
{
	const struct values *s = (const struct values *)(void *)states;
	int64_t bytes = vl_type_bytes(c->arg[0]);
	uint64_t *valid;
	char *data = agg_result(a, out, n, &valid);
	struct vl_arena scratch = { 0 };

	(void)err;
	for (int64_t i = 0; i < n; i++) {
		struct vl_column x = {
			.type = c->arg[0],
			.rows = s[i].n,
			.data = s[i].data,
		};

		if (s[i].n == 0) {
			memset(data + i * bytes, 0, (size_t)bytes);
			vl_bit_clear(valid, i);
			continue;
		}
		vl_arena_reset(&scratch);
		int64_t best =
		    most_frequent(&x, vl_new(&scratch, uint32_t, x.rows));

		memcpy(
		    data + i * bytes, s[i].data + best * bytes, (size_t)bytes);
	}
	vl_arena_release(&scratch);
	return 0;
}

/* ---- string_agg() ---- */

/* Separators stand before every text; the first is cut at the end. */
struct text {
	char *p;
	int64_t n;
	int64_t cap;
	int64_t first; /* bytes of the first separator */
	int64_t count;
};

static int
append(
    struct vl_agg_call *c, struct text *t, struct vl_str s, struct vl_err *err)
{
	if (t->n + s.n > TEXT_LIMIT)
		return vl_fail(err, VL_ELIMIT, "%s() of more than %d MiB",
		    c->agg->name, TEXT_LIMIT >> 20);
	if (t->n + s.n > t->cap) {
		int64_t cap = 2 * (t->n + s.n);
		char *p = vl_arena_buffer(c->arena, cap);

		if (t->n > 0)
			memcpy(p, t->p, (size_t)t->n);
		t->p = p;
		t->cap = cap;
	}
	if (s.n > 0)
		memcpy(t->p + t->n, s.p, (size_t)s.n);
	t->n += s.n;
	return 0;
}

static int
update_text(struct vl_agg_call *c, char *states, const uint32_t *group,
    int64_t rows, const struct vl_column *arg, struct vl_err *err)
{
	struct text *s = (struct text *)(void *)states;
	const struct vl_view *x = arg[0].data;
	const struct vl_view *separator = c->count > 1 ? arg[1].data : NULL;

	for (int64_t i = 0; i < rows; i++) {
		struct text *t = &s[group ? group[i] : 0];
		struct vl_str between = VL_STR(",");

		if (vl_column_is_null(&arg[0], i))
			continue;
		if (separator)
			between = vl_column_is_null(&arg[1], i) ?
			    VL_STR("") :
			    vl_view_str(&separator[i]);
		if (t->count++ == 0)
			t->first = between.n;
		VL_TRY(append(c, t, between, err));
		VL_TRY(append(c, t, vl_view_str(&x[i]), err));
	}
	return 0;
}

static int
merge_text(struct vl_agg_call *c, char *states, const uint32_t *group,
    int64_t n, char *src, struct vl_err *err)
{
	struct text *to = (struct text *)(void *)states;
	const struct text *from = (const struct text *)(void *)src;

	for (int64_t i = 0; i < n; i++) {
		struct text *t = &to[group[i]];

		if (t->count == 0) {
			*t = from[i];
			continue;
		}
		VL_TRY(
		    append(c, t, (struct vl_str){ from[i].p, from[i].n }, err));
		t->count += from[i].count;
	}
	return 0;
}

static int
finish_text(struct vl_agg_call *c, char *states, int64_t n, struct vl_arena *a,
    struct vl_column *out, struct vl_err *err)
{
	const struct text *s = (const struct text *)(void *)states;
	uint64_t *valid;
	struct vl_view *data = agg_result(a, out, n, &valid);

	(void)c;
	(void)err;
	for (int64_t i = 0; i < n; i++) {
		data[i] = (struct vl_view){ 0 };
		if (s[i].count == 0)
			vl_bit_clear(valid, i);
		else
			data[i] =
			    vl_view(s[i].p + s[i].first, s[i].n - s[i].first);
	}
	return 0;
}

enum {
	VALUES = sizeof(struct values),
	TEXT = sizeof(struct text),
};

/* clang-format off */
const struct vl_agg agg_collect[] = {
	{ "median", "DOUBLE", "DOUBLE", VALUES, false, update_numbers,
	    merge_values, finish_quantile, NULL,
	    "The value in the middle, or between the two there.",
	    "median(x) of 4, 1, 2, NULL, 9 = 3", 0 },
	{ "quantile_cont", "DOUBLE, DOUBLE", "DOUBLE", VALUES, false,
	    update_quantile, merge_values, finish_quantile, NULL,
	    "The value below which a fraction of all lies, interpolated.",
	    "quantile_cont(x, 0.25) of 1, 2, 3, 4 = 1.75", 0 },
	{ "percentile_cont", "DOUBLE, DOUBLE", "DOUBLE", VALUES, false,
	    update_quantile, merge_values, finish_quantile, NULL,
	    "As quantile_cont().",
	    "percentile_cont(x, 0.5) of 1, 2, 3, 4 = 2.5", 0 },
	{ "mode", "ANY", NULL, VALUES, false, update_mode, merge_values,
	    finish_mode, agg_type_kept,
	    "The value that is there most often, the least of several.",
	    "mode(x) of 3, 1, 3, NULL, 1, 2 = 1", 0 },
	{ "array_agg", "ANY", NULL, VALUES, true, update_list, merge_values,
	    finish_list, type_list, "All values as a list.",
	    "array_agg(x) of 3, NULL, 1 = [3, NULL, 1]", 0 },
	{ "list", "ANY", NULL, VALUES, true, update_list, merge_values,
	    finish_list, type_list, "As array_agg().",
	    "list(x) of 3, 1 = [3, 1]", 0 },
	{ "string_agg", "VARCHAR, [VARCHAR]", "VARCHAR", TEXT, true,
	    update_text, merge_text, finish_text, NULL,
	    "All texts, joined by the second argument.",
	    "string_agg(x, '-') of 'b', NULL, 'a' = b-a", 0 },
	{ "group_concat", "VARCHAR, [VARCHAR]", "VARCHAR", TEXT, true,
	    update_text, merge_text, finish_text, NULL,
	    "As string_agg(); by default joined by commas.",
	    "group_concat(x) of 'b', 'a' = b,a", 0 },
	{ 0 },
};
/* clang-format on */
