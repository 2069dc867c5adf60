/* f_list.c -- functions of lists and vectors. */
#include "base/buf.h"
#include "col/schema.h"
#include "col/show.h"
#include "expr/call.h"
#include "expr/value.h"

static struct vl_span
span_at(const struct vl_column *x, int64_t row)
{
	return ((const struct vl_span *)x->data)[row * arg_step(x)];
}

static int64_t
index_at(const struct vl_column *x, int64_t row)
{
	return ((const int64_t *)x->data)[row * arg_step(x)];
}

static int
eval_len(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	int64_t *data = call_data(c, out);

	(void)err;
	for (int64_t i = 0; i < out->rows; i++)
		data[i] = span_at(c->arg, i).len;
	return 0;
}

/* list_value(a, b, ...): row by row, arguments interleaved. */
static int
eval_list_value(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	struct vl_span *data = call_data(c, out);
	struct vl_column *child = vl_new(c->arena, struct vl_column, 1);
	const struct vl_column **part =
	    vl_new(c->arena, const struct vl_column *, c->count);
	uint32_t *order = vl_new(c->arena, uint32_t, out->rows * c->count);
	struct vl_column all;

	(void)err;
	for (int k = 0; k < c->count; k++)
		part[k] = &c->arg[k];
	all =
	    vl_column_concat(c->arena, out->type.child[0].type, part, c->count);
	for (int64_t i = 0; i < out->rows; i++) {
		data[i] = (struct vl_span){ (uint32_t)(i * c->count),
			(uint32_t)c->count };
		for (int k = 0; k < c->count; k++)
			order[i * c->count + k] = (uint32_t)(k * out->rows + i);
	}
	*child = vl_column_take32(c->arena, &all, order, out->rows * c->count);
	out->child = child;
	return 0;
}

/* Element index[i] of the child, UINT32_MAX for none. */
static void
take_elements(struct vl_call *c, const uint32_t *index, struct vl_column *out)
{
	struct vl_column child = vl_column_flat(c->arena, c->arg[0].child);
	struct vl_type type = out->type;

	if (child.rows == 0) {
		*out = vl_column_null(type, out->rows);
		*out = vl_column_flat(c->arena, out);
		return;
	}
	*out = vl_column_take32(c->arena, &child, index, out->rows);
	out->type = type;
}

static int
eval_element(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	uint32_t *index = vl_new(c->arena, uint32_t, out->rows);

	(void)err;
	for (int64_t i = 0; i < out->rows; i++) {
		struct vl_span s = span_at(c->arg, i);
		int64_t k = index_at(&c->arg[1], i);

		if (k < 0)
			k += s.len + INT64_C(1);
		index[i] = call_live(out, i) && k >= 1 && k <= s.len ?
		    s.from + (uint32_t)(k - 1) :
		    UINT32_MAX;
	}
	take_elements(c, index, out);
	return 0;
}

static int
type_element(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    struct vl_type *out, struct vl_err *err)
{
	(void)a;
	(void)count;
	if (arg[0]->type.id == VL_TYPE_VECTOR) {
		*out = vl_type(VL_TYPE_F32);
		return 0;
	}
	if (arg[0]->type.id != VL_TYPE_LIST)
		return vl_fail(err, VL_ETYPE, "%s has no elements",
		    type_text(arg[0]->type).z);
	*out = arg[0]->type.child[0].type;
	return 0;
}

static int
vector_element(struct vl_call *c, struct vl_column *out)
{
	const struct vl_column *x = c->arg;
	float *data = call_data(c, out);
	uint64_t *valid = call_valid(c, out);
	int64_t size = x->type.size;

	for (int64_t i = 0; i < out->rows; i++) {
		int64_t k = index_at(&c->arg[1], i);

		if (k < 0)
			k += size + 1;
		data[i] = 0;
		if (k < 1 || k > size)
			vl_bit_clear(valid, i);
		else
			data[i] = ((const float *)
				       x->data)[i * arg_step(x) * size + k - 1];
	}
	return 0;
}

static int
eval_subscript(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return c->arg[0].type.id == VL_TYPE_VECTOR ? vector_element(c, out) :
						     eval_element(c, out, err);
}

/* Place of the second argument among the elements, from 1; 0 if nowhere.  NULL
 * is found, too. */
static int64_t
place_of(const struct vl_call *c, int64_t row)
{
	struct vl_span s = span_at(c->arg, row);

	for (uint32_t k = 0; k < s.len; k++)
		if (value_order(c->arg->child, s.from + k, &c->arg[1], row) ==
		    0)
			return k + INT64_C(1);
	return 0;
}

static int
eval_list_position(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	int64_t *data = call_data(c, out);
	uint64_t *valid = call_valid(c, out);

	(void)err;
	for (int64_t i = 0; i < out->rows; i++) {
		data[i] = vl_column_is_null(&c->arg[0], i) ? 0 : place_of(c, i);
		if (data[i] == 0)
			vl_bit_clear(valid, i);
	}
	return 0;
}

static int
eval_list_contains(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	uint8_t *data = call_data(c, out);

	(void)err;
	for (int64_t i = 0; i < out->rows; i++)
		data[i] = call_live(out, i) && place_of(c, i) > 0;
	return 0;
}

static int
eval_list_join(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	struct vl_view *data = call_data(c, out);
	struct text_room room = { .arena = c->arena };
	struct vl_buf b = { 0 };
	int rc = 0;

	for (int64_t i = 0; i < out->rows; i++) {
		struct vl_span s = span_at(c->arg, i);
		struct vl_str between = arg_text(&c->arg[1], i);
		bool any = false;
		char *to;

		data[i] = (struct vl_view){ 0 };
		if (!call_live(out, i))
			continue;
		vl_buf_reset(&b);
		for (uint32_t k = 0; k < s.len; k++) {
			if (vl_column_is_null(c->arg->child, s.from + k))
				continue;
			if (any)
				vl_buf_str(&b, between);
			any = true;
			vl_show_value(
			    c->arg->child, s.from + k, VL_SHOW_PLAIN, &b);
		}
		if (b.len > TEXT_MAX) {
			rc = text_too_long(c, err);
			break;
		}
		if (b.len == 0)
			continue;
		to = text_room(&room, b.len);
		memcpy(to, b.p, (size_t)b.len);
		data[i] = text_done(&room, to, b.len);
	}
	vl_buf_release(&b);
	return rc;
}

/* ---- text to lists ---- */

static int
eval_split(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	struct vl_span *data = call_data(c, out);
	struct vl_column *child = vl_new(c->arena, struct vl_column, 1);
	struct vl_buf views = { 0 };
	int64_t n = 0;
	void *bytes;

	(void)err;
	for (int64_t i = 0; i < out->rows; i++) {
		struct vl_str s = arg_text(&c->arg[0], i);
		struct vl_str by = arg_text(&c->arg[1], i);
		int64_t at;

		data[i] = (struct vl_span){ (uint32_t)n, 0 };
		if (!call_live(out, i))
			continue;
		for (;;) {
			struct vl_view v;

			at = by.n ? vl_str_find(s, by) : -1;
			v = vl_view(s.p, at < 0 ? s.n : at);
			vl_buf_add(&views, &v, sizeof v);
			n++;
			if (at < 0)
				break;
			s.p += at + by.n;
			s.n -= at + by.n;
		}
		data[i].len = (uint32_t)(n - data[i].from);
	}
	*child = vl_column_new(c->arena, vl_type(VL_TYPE_TEXT), n, &bytes);
	if (n > 0)
		memcpy(bytes, views.p, (size_t)views.len);
	vl_buf_release(&views);
	out->child = child;
	return 0;
}

static int
type_text_list(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    struct vl_type *out, struct vl_err *err)
{
	(void)count;
	(void)arg;
	(void)err;
	*out = vl_type_list(a, vl_type(VL_TYPE_TEXT));
	return 0;
}

/* clang-format off */
#define F(z, takes, gives, f, text, value) \
	{ z, "list", takes, gives, 0, .eval = f, .doc = text, .example = value }
const struct vl_func func_list[] = {
	{ "list_value", "list", "[T...]", "T[]", VL_FUNC_NULLS,
	    .eval = eval_list_value, .doc = "A list of the arguments.",
	    .example = "list_value(1, NULL, 3) = [1, NULL, 3]" },
	{ "[]", "list", "ANY, BIGINT", NULL, 0, .eval = eval_subscript,
	    .type = type_element,
	    .doc = "The element at a place, from 1, or from the end with -1.",
	    .example = "[10, 20, 30][2] = 20" },
	{ "list_element", "list", "ANY, BIGINT", NULL, 0,
	    .eval = eval_subscript, .type = type_element,
	    .doc = "As list[n].", .example = "list_element([10, 20], -1) = 20" },
	F("len", "T[]", "BIGINT", eval_len, "Number of elements.",
	    "len([1, 2, 3]) = 3"),
	F("array_length", "T[]", "BIGINT", eval_len, "Number of elements.",
	    "array_length(['a', 'b']) = 2"),
	F("cardinality", "T[]", "BIGINT", eval_len, "Number of elements.",
	    "cardinality([7]) = 1"),
	F("list_contains", "T[], T", "BOOLEAN", eval_list_contains,
	    "Whether the second is an element.",
	    "list_contains([1, 2], 2) = true"),
	F("array_contains", "T[], T", "BOOLEAN", eval_list_contains,
	    "As list_contains().", "array_contains(['a'], 'b') = false"),
	{ "list_position", "list", "T[], T", "BIGINT", VL_FUNC_NULLS,
	    .eval = eval_list_position,
	    .doc = "Place of the second, a value or NULL, among the elements, "
	    "from 1; else NULL.",
	    .example = "list_position([5, 6, 7], 7) = 3" },
	{ "array_position", "list", "T[], T", "BIGINT", VL_FUNC_NULLS,
	    .eval = eval_list_position, .doc = "As list_position().",
	    .example = "array_position([5, NULL], NULL) = 2" },
	F("array_to_string", "T[], VARCHAR", "VARCHAR", eval_list_join,
	    "The elements as one text; NULLs are left out.",
	    "array_to_string([1, 2, 3], '-') = 1-2-3"),
	{ "string_split", "list", "VARCHAR, VARCHAR", NULL, 0,
	    .eval = eval_split, .type = type_text_list,
	    .doc = "The parts between separators as a list.",
	    .example = "string_split('a,b,c', ',') = [a, b, c]" },
	{ "string_to_array", "list", "VARCHAR, VARCHAR", NULL, 0,
	    .eval = eval_split, .type = type_text_list,
	    .doc = "As string_split().",
	    .example = "string_to_array('a b', ' ') = [a, b]" },
	{ 0 },
};
/* clang-format on */
