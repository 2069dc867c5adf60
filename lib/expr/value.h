/* value.h -- single values of columns: their order, their integers. */
#ifndef VL_EXPR_VALUE_H
#define VL_EXPR_VALUE_H

#include "base/arena.h"
#include "base/compiler.h"
#include "col/column.h"

/*
 * -1, 0 or 1 as row i of x stands before, with or after row j of y, both of
 * the same type and any form: numbers by value with NaN last, text by bytes,
 * lists and structs by their first difference, NULL after everything.  An
 * integer may stand beside a float.
 */
int value_order(
    const struct vl_column *x, int64_t i, const struct vl_column *y, int64_t j);

/* An integer and a float, exactly; slots i and j. */
int mixed_order(vl_i128 x, double y);
int mixed_order_rows(
    const struct vl_column *x, int64_t i, const struct vl_column *y, int64_t j);

/* A flat or constant BIGINT as the DOUBLE that it is, if all its values are:
 * else as it is. */
struct vl_column mixed_exact(struct vl_arena *a, const struct vl_column *x);

/* Slot i of any type that is stored as an integer. */
vl_i128 value_i128(const struct vl_column *x, int64_t i);

#endif
