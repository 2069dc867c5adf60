/* instant.h -- what the functions of dates and times share. */
#ifndef VL_EXPR_INSTANT_H
#define VL_EXPR_INSTANT_H

#include "base/interval.h"
#include "base/time.h"
#include "base/zone.h"
#include "expr/call.h"

static inline const struct vl_zone *
session_zone(const struct vl_call *c)
{
	return c->session ? c->session->zone : NULL;
}

static inline int64_t
arg_i64(const struct vl_call *c, int i, int64_t row)
{
	return ((const int64_t *)c->arg[i].data)[row * arg_step(&c->arg[i])];
}

/* What a clock shows: a number of units since 1970. */
struct instant {
	int64_t v;
	enum vl_unit unit;
};

/*
 * Argument i as such: a DATE is midnight, a TIMESTAMPTZ is read in the
 * session's zone, a number is milliseconds, text is a date or timestamp or
 * milliseconds (features F2.47).  0 and *out, 1 if it is empty text, which
 * stands for NULL, or an error.
 */
int instant_of(const struct vl_call *c, int i, int64_t row, struct instant *out,
    struct vl_err *err);

/* Type functions for the arguments that instant_of() takes. */
int instant_check(const struct vl_expr *arg, struct vl_err *err);

/* "timestamp out of range". */
int instant_range(const struct vl_call *c, struct vl_err *err);

#endif
