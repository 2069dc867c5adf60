/* agg.c -- count(), and what the aggregates share. */
#include "expr/agg_int.h"

void *
agg_result(
    struct vl_arena *a, struct vl_column *out, int64_t n, uint64_t **valid)
{
	void *data = vl_arena_buffer(a, n * vl_type_bytes(out->type));

	out->form = VL_FLAT;
	out->data = data;
	if (valid) {
		*valid = vl_arena_buffer(a, vl_bits_words(n) * 8);
		vl_bits_fill(*valid, n);
		out->valid = *valid;
	}
	return data;
}

/* ---- kept values ---- */

bool
kept_takes(struct vl_type t)
{
	return t.id != VL_TYPE_LIST && t.id != VL_TYPE_STRUCT &&
	    t.id != VL_TYPE_VECTOR;
}

void
kept_set_text(struct kept *k, struct vl_arena *a, const struct vl_view *v)
{
	char *room;

	k->state = KEPT_VALUE;
	if (v->len <= VL_VIEW_INLINE) {
		/* The room is lost: short text has no place to note it. */
		k->room = 0;
		k->u.view = *v;
		return;
	}
	if (k->room < v->len) {
		k->room = v->len + v->len / 2;
		room = vl_arena_buffer(a, k->room);
	} else {
		room = (char *)(uintptr_t)k->u.view.u.p;
	}
	memcpy(room, v->u.p, v->len);
	k->u.view = vl_view(room, v->len);
}

void
kept_set(
    struct kept *k, struct vl_arena *a, const struct vl_column *c, int64_t row)
{
	int64_t bytes = vl_type_bytes(c->type);

	if (vl_column_is_null(c, row)) {
		k->state = KEPT_NULL;
		return;
	}
	if (vl_type_is_view(c->type)) {
		kept_set_text(k, a, (const struct vl_view *)c->data + row);
		return;
	}
	k->state = KEPT_VALUE;
	memcpy(k->u.bytes, (const char *)c->data + row * bytes, (size_t)bytes);
}

void
kept_finish(const char *first, int64_t stride, int64_t n, struct vl_arena *a,
    struct vl_column *out)
{
	int64_t bytes = vl_type_bytes(out->type);
	uint64_t *valid;
	char *data = agg_result(a, out, n, &valid);

	for (int64_t i = 0; i < n; i++) {
		const struct kept *k =
		    (const struct kept *)(const void *)(first + i * stride);

		memcpy(data + i * bytes, k->u.bytes, (size_t)bytes);
		if (k->state == KEPT_VALUE)
			continue;
		memset(data + i * bytes, 0, (size_t)bytes);
		vl_bit_clear(valid, i);
	}
}

/* ---- count ---- */

static int
update_count_star(struct vl_agg_call *c, char *states, const uint32_t *group,
    int64_t rows, const struct vl_column *arg, struct vl_err *err)
{
	int64_t *n = (int64_t *)(void *)states;

	(void)c;
	(void)arg;
	(void)err;
	if (group == NULL) {
		*n += rows;
		return 0;
	}
	for (int64_t i = 0; i < rows; i++)
		n[group[i]]++;
	return 0;
}

static int
update_count(struct vl_agg_call *c, char *states, const uint32_t *group,
    int64_t rows, const struct vl_column *arg, struct vl_err *err)
{
	int64_t *n = (int64_t *)(void *)states;

	if (arg->type.id == VL_TYPE_NULL)
		return 0;
	if (arg->valid == NULL)
		return update_count_star(c, states, group, rows, arg, err);
	if (group == NULL) {
		*n += vl_bits_count(arg->valid, rows);
		return 0;
	}
	for (int64_t i = 0; i < rows; i++)
		n[group[i]] += vl_bit_get(arg->valid, i);
	return 0;
}

static int
update_count_if(struct vl_agg_call *c, char *states, const uint32_t *group,
    int64_t rows, const struct vl_column *arg, struct vl_err *err)
{
	int64_t *n = (int64_t *)(void *)states;
	const uint8_t *x = arg->data;

	(void)c;
	(void)err;
	for (int64_t i = 0; i < rows; i++)
		n[group ? group[i] : 0] += x[i] && !vl_column_is_null(arg, i);
	return 0;
}

static int
merge_count(struct vl_agg_call *c, char *states, const uint32_t *group,
    int64_t n, char *src, struct vl_err *err)
{
	int64_t *to = (int64_t *)(void *)states;
	const int64_t *from = (const int64_t *)(void *)src;

	(void)c;
	(void)err;
	for (int64_t i = 0; i < n; i++)
		to[group[i]] += from[i];
	return 0;
}

static int
finish_count(struct vl_agg_call *c, char *states, int64_t n, struct vl_arena *a,
    struct vl_column *out, struct vl_err *err)
{
	int64_t *data = agg_result(a, out, n, NULL);

	(void)c;
	(void)err;
	if (n > 0)
		memcpy(data, states, (size_t)n * sizeof *data);
	return 0;
}

/* clang-format off */
const struct vl_agg agg_count[] = {
	{ "count", "*", "BIGINT", 8, false, update_count_star, merge_count,
	    finish_count, NULL, "Rows.", "count(*) of 1, 2, NULL = 3", 0 },
	{ "count", "ANY", "BIGINT", 8, false, update_count, merge_count,
	    finish_count, NULL, "Rows where the argument is not NULL.",
	    "count(x) of 1, 2, NULL = 2", 0 },
	{ "count", "", "BIGINT", 8, false, update_count_star, merge_count,
	    finish_count, NULL, "Rows.", "count() of 1, 2, NULL = 3", 0 },
	{ "count_if", "BOOLEAN", "BIGINT", 8, false, update_count_if,
	    merge_count, finish_count, NULL,
	    "Rows where the argument is true.",
	    "count_if(x > 1) of 1, 2, NULL = 1", 0 },
	{ 0 },
};
/* clang-format on */
