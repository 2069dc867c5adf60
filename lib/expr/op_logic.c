/* op_logic.c -- NOT, IS [NOT] NULL, IS [NOT] TRUE and their kin. */
#include "expr/call.h"
#include "kern/kern.h"

static int
eval_not(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	vl_kern()->logic->flip(c->arg[0].data, out->rows, call_data(c, out));
	return 0;
}

static int
null_test(struct vl_call *c, bool want_null, struct vl_column *out)
{
	const struct vl_column *x = c->arg;
	uint8_t *data = call_data(c, out);

	if (x->form == VL_CONST || x->valid == NULL) {
		memset(data, vl_column_is_null(x, 0) == want_null,
		    (size_t)out->rows);
		return 0;
	}
	vl_kern()->logic->unpack(x->valid, out->rows, data);
	if (want_null)
		vl_kern()->logic->flip(data, out->rows, data);
	return 0;
}

static int
eval_is_null(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return null_test(c, true, out);
}

static int
eval_is_not_null(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return null_test(c, false, out);
}

static int
truth_test(struct vl_call *c, uint8_t want, bool negated, struct vl_column *out)
{
	const uint8_t *x = c->arg[0].data;
	uint8_t *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++)
		data[i] = (!vl_column_is_null(&c->arg[0], i) &&
			      x[i * arg_step(&c->arg[0])] == want) != negated;
	return 0;
}

static int
eval_is_true(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return truth_test(c, 1, false, out);
}

static int
eval_is_not_true(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return truth_test(c, 1, true, out);
}

static int
eval_is_false(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return truth_test(c, 0, false, out);
}

static int
eval_is_not_false(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return truth_test(c, 0, true, out);
}

#define SEES VL_FUNC_SAFE | VL_FUNC_NULLS
/* clang-format off */
const struct vl_func func_logic[] = {
	{ "not", "logic", "BOOLEAN", "BOOLEAN", VL_FUNC_SAFE,
	    .eval = eval_not, .doc = "The opposite; of NULL, NULL.",
	    .example = "NOT true = false" },
	{ "is null", "logic", "ANY", "BOOLEAN", SEES, .eval = eval_is_null,
	    .doc = "Whether there is no value.",
	    .example = "NULL IS NULL = true" },
	{ "is not null", "logic", "ANY", "BOOLEAN", SEES,
	    .eval = eval_is_not_null, .doc = "Whether there is a value.",
	    .example = "1 IS NOT NULL = true" },
	{ "is true", "logic", "BOOLEAN", "BOOLEAN", SEES,
	    .eval = eval_is_true, .doc = "True, and not NULL.",
	    .example = "NULL IS TRUE = false" },
	{ "is not true", "logic", "BOOLEAN", "BOOLEAN", SEES,
	    .eval = eval_is_not_true, .doc = "False or NULL.",
	    .example = "NULL IS NOT TRUE = true" },
	{ "is false", "logic", "BOOLEAN", "BOOLEAN", SEES,
	    .eval = eval_is_false, .doc = "False, and not NULL.",
	    .example = "false IS FALSE = true" },
	{ "is not false", "logic", "BOOLEAN", "BOOLEAN", SEES,
	    .eval = eval_is_not_false, .doc = "True or NULL.",
	    .example = "NULL IS NOT FALSE = true" },
	{ "is unknown", "logic", "BOOLEAN", "BOOLEAN", SEES,
	    .eval = eval_is_null, .doc = "Whether it is NULL.",
	    .example = "NULL IS UNKNOWN = true" },
	{ "is not unknown", "logic", "BOOLEAN", "BOOLEAN", SEES,
	    .eval = eval_is_not_null, .doc = "Whether it is not NULL.",
	    .example = "true IS NOT UNKNOWN = true" },
	{ 0 },
};
/* clang-format on */
