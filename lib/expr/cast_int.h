/* cast_int.h -- what the casts share. */
#ifndef VL_EXPR_CAST_INT_H
#define VL_EXPR_CAST_INT_H

#include "expr/call.h"

/* One cast of a column under way. */
struct caster {
	struct vl_call *call;
	const struct vl_column *x; /* FLAT or CONST */
	struct vl_column *out;     /* as many rows as x, or one of a CONST */
	bool try_cast;
	uint64_t *valid; /* of out, once a value could not be cast */
	struct vl_err *err;
};

/* A kind of cast: fills in out->data. */
typedef int cast_fn(struct caster *k);

/* Row i cannot be cast: an error, or NULL and 0 for TRY_CAST.  why: "" or
 * what is wrong with it. */
int cast_fail(struct caster *k, int64_t i, const char *why);

static inline bool
cast_live(const struct caster *k, int64_t i)
{
	return call_live(k->out, i);
}

cast_fn *cast_numeric(struct vl_type from, struct vl_type to);
cast_fn *cast_from_text(struct vl_type from, struct vl_type to);
cast_fn *cast_to_text(struct vl_type from, struct vl_type to);
cast_fn *cast_temporal(struct vl_type from, struct vl_type to);
cast_fn *cast_nested(struct vl_type from, struct vl_type to);

/* Row i of a number of any exact type: integers, and decimals unscaled. */
vl_i128 cast_get_i128(const struct vl_column *x, int64_t i);

/* Store v in row i of an integer type; false if it does not fit. */
bool cast_put_int(struct vl_type t, void *data, int64_t i, vl_i128 v);

/* v * 10^-scale as the nearest double. */
double dec_to_f64(vl_i128 v, int scale);

/* v * 10^by, by from -38 to 38, rounded half away from zero; false if the
 * result has more than `precision` digits. */
bool dec_rescale(vl_i128 v, int by, int precision, vl_i128 *out);

#endif
