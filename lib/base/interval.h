/*
 * interval.h -- spans of time in months, days and microseconds.
 *
 * The parts are kept apart because a month has no fixed number of days and a
 * day, where clocks are put forward, no fixed number of hours; they never carry
 * into each other, as in PostgreSQL.
 */
#ifndef VL_BASE_INTERVAL_H
#define VL_BASE_INTERVAL_H

#include <stdint.h>

#include "base/time.h"

struct vl_interval {
	int32_t months;
	int32_t days;
	int64_t us;
};

/*
 * "1 year 2 mons -3 days 04:05:06.7", "1.5h", "90 min ago", "3 04:05" (days and
 * a time), "45" (seconds), or ISO 8601: P1Y2M3DT4H5M6.7S.  Units are the names
 * of VL_PARTS from microseconds to millennia, in either number.  A fraction of
 * a month counts 30 days to it, of a day 24 hours; years round to months.
 *
 * Returns enum vl_num; 64 bytes behind the text are readable (num.h).
 */
int vl_parse_interval(const char *p, int64_t n, struct vl_interval *out);

enum {
	VL_INTERVAL_ROOM = 128, /* bytes that vl_print_interval() may touch */
};

/* As PostgreSQL prints it: 1 year 2 mons -3 days +04:05:06.7 */
int vl_print_interval(char *buf, const struct vl_interval *v);

/* These return VL_NUM_RANGE if the result does not fit. */
int vl_interval_negate(const struct vl_interval *v, struct vl_interval *out);
int vl_interval_add(const struct vl_interval *a, const struct vl_interval *b,
    struct vl_interval *out);

/* <0, 0, >0: a month counts as 30 days, a day as 24 hours. */
int vl_interval_cmp(const struct vl_interval *a, const struct vl_interval *b);

/* The one of all that are equal to v whose days are less than a month and
 * whose time is less than a day, as far as 32 bits of months and days go. */
struct vl_interval vl_interval_justify(const struct vl_interval *v);

/*
 * v plus months (the day is cut to the length of the month), then days, then
 * microseconds, rounded down to the unit; days have 24 hours.  Timestamps with
 * a time zone go through vl_tstz_add() (zone.h).
 */
int vl_ts_add(
    int64_t v, enum vl_unit unit, const struct vl_interval *add, int64_t *out);

#endif
