/* f_time.c -- arithmetic of dates, timestamps and intervals; making them. */
#include <math.h>

#include "expr/instant.h"

int
instant_range(const struct vl_call *c, struct vl_err *err)
{
	return vl_fail(
	    err, VL_EVALUE, "%s out of range", type_text(c->expr->type).z);
}

static const struct vl_interval *
interval(const struct vl_call *c, int i, int64_t row)
{
	return (const struct vl_interval *)c->arg[i].data +
	    row * arg_step(&c->arg[i]);
}

static int32_t
date(const struct vl_call *c, int i, int64_t row)
{
	return ((const int32_t *)c->arg[i].data)[row * arg_step(&c->arg[i])];
}

static double
number(const struct vl_call *c, int i, int64_t row)
{
	return ((const double *)c->arg[i].data)[row * arg_step(&c->arg[i])];
}

/* ---- dates and days ---- */

static int
shift_days(struct vl_call *c, int date_at, int64_t sign, struct vl_column *out,
    struct vl_err *err)
{
	int32_t *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++) {
		int64_t n = arg_i64(c, 1 - date_at, i);
		int64_t sum = 0;
		bool fits = n > -(INT64_C(1) << 40) && n < INT64_C(1) << 40;

		if (fits)
			sum = date(c, date_at, i) + sign * n;
		data[i] = (int32_t)sum;
		if ((!fits || sum != data[i]) && call_live(out, i))
			return instant_range(c, err);
	}
	return 0;
}

static int
eval_date_plus(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return shift_days(c, 0, 1, out, err);
}

static int
eval_plus_date(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return shift_days(c, 1, 1, out, err);
}

static int
eval_date_minus(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return shift_days(c, 0, -1, out, err);
}

static int
eval_days_between(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	int64_t *data = call_data(c, out);

	(void)err;
	for (int64_t i = 0; i < out->rows; i++)
		data[i] = (int64_t)date(c, 0, i) - date(c, 1, i);
	return 0;
}

/* ---- timestamps and intervals ---- */

/* The timestamp is argument `at`; minus: the interval counts backwards. */
static int
shift_ts(struct vl_call *c, int at, bool minus, struct vl_column *out,
    struct vl_err *err)
{
	int64_t *data = call_data(c, out);
	enum vl_unit unit = (enum vl_unit)out->type.unit;
	bool zoned = out->type.id == VL_TYPE_TSTZ;

	for (int64_t i = 0; i < out->rows; i++) {
		struct vl_interval step = *interval(c, 1 - at, i);
		int64_t v = arg_i64(c, at, i);
		int rc = VL_NUM_OK;

		data[i] = 0;
		if (!call_live(out, i))
			continue;
		if (minus)
			rc = vl_interval_negate(interval(c, 1 - at, i), &step);
		if (rc == VL_NUM_OK)
			rc = zoned ? vl_tstz_add(v, unit, &step,
					 session_zone(c), &data[i]) :
				     vl_ts_add(v, unit, &step, &data[i]);
		if (rc != VL_NUM_OK)
			return instant_range(c, err);
	}
	return 0;
}

static int
eval_ts_plus(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return shift_ts(c, 0, false, out, err);
}

static int
eval_plus_ts(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return shift_ts(c, 1, false, out, err);
}

static int
eval_ts_minus(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return shift_ts(c, 0, true, out, err);
}

static int
type_arg0(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    struct vl_type *out, struct vl_err *err)
{
	(void)a;
	(void)count;
	(void)err;
	*out = arg[0]->type;
	return 0;
}

static int
type_arg1(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    struct vl_type *out, struct vl_err *err)
{
	(void)a;
	(void)count;
	(void)err;
	*out = arg[1]->type;
	return 0;
}

/* Days and what is left of one, as PostgreSQL: no months. */
static int
eval_ts_between(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	struct vl_interval *data = call_data(c, out);
	enum vl_unit ux = (enum vl_unit)c->arg[0].type.unit;
	enum vl_unit uy = (enum vl_unit)c->arg[1].type.unit;

	for (int64_t i = 0; i < out->rows; i++) {
		int64_t x = 0;
		int64_t y = 0;
		int64_t us = 0;
		bool fits = vl_ts_convert(arg_i64(c, 0, i), ux, VL_UNIT_US,
				&x) == VL_NUM_OK &&
		    vl_ts_convert(arg_i64(c, 1, i), uy, VL_UNIT_US, &y) ==
			VL_NUM_OK &&
		    !VL_SUB_OVERFLOW(x, y, &us);

		data[i] = (struct vl_interval){
			.days = (int32_t)(us / VL_US_PER_DAY),
			.us = us % VL_US_PER_DAY,
		};
		if (!fits && call_live(out, i))
			return instant_range(c, err);
	}
	return 0;
}

static int
eval_interval_sum(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	struct vl_interval *data = call_data(c, out);
	bool minus = c->expr->func->name[0] == '-';

	for (int64_t i = 0; i < out->rows; i++) {
		struct vl_interval y = *interval(c, 1, i);
		int rc = minus ? vl_interval_negate(interval(c, 1, i), &y) :
				 VL_NUM_OK;

		data[i] = (struct vl_interval){ 0 };
		if (rc == VL_NUM_OK)
			rc = vl_interval_add(interval(c, 0, i), &y, &data[i]);
		if (rc != VL_NUM_OK && call_live(out, i))
			return instant_range(c, err);
	}
	return 0;
}

static int
eval_interval_neg(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	struct vl_interval *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++) {
		data[i] = (struct vl_interval){ 0 };
		if (vl_interval_negate(interval(c, 0, i), &data[i]) !=
			VL_NUM_OK &&
		    call_live(out, i))
			return instant_range(c, err);
	}
	return 0;
}

/* A fraction of a month goes on as days (30), one of a day as time. */
static bool
scale_interval(const struct vl_interval *x, double by, struct vl_interval *out)
{
	double months = x->months * by;
	double days = x->days * by + (months - trunc(months)) * 30;
	double us =
	    rint((double)x->us * by + (days - trunc(days)) * VL_US_PER_DAY);

	if (!(fabs(months) < 0x1p31) || !(fabs(days) < 0x1p31) ||
	    !(fabs(us) < 0x1p63))
		return false;
	*out = (struct vl_interval){
		.months = (int32_t)months,
		.days = (int32_t)days,
		.us = (int64_t)us,
	};
	return true;
}

static int
scale(struct vl_call *c, int at, bool divide, struct vl_column *out,
    struct vl_err *err)
{
	struct vl_interval *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++) {
		double by = number(c, 1 - at, i);

		data[i] = (struct vl_interval){ 0 };
		if (!scale_interval(
			interval(c, at, i), divide ? 1 / by : by, &data[i]) &&
		    call_live(out, i))
			return instant_range(c, err);
	}
	return 0;
}

static int
eval_interval_times(
    struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return scale(c, 0, false, out, err);
}

static int
eval_times_interval(
    struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return scale(c, 1, false, out, err);
}

static int
eval_interval_div(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return scale(c, 0, true, out, err);
}

/* ---- times of day ---- */

static int
eval_time_shift(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	int64_t *data = call_data(c, out);
	int64_t sign = c->expr->func->name[0] == '-' ? -1 : 1;

	(void)err;
	for (int64_t i = 0; i < out->rows; i++)
		data[i] = vl_floor_mod(arg_i64(c, 0, i) +
			sign * (interval(c, 1, i)->us % VL_US_PER_DAY),
		    VL_US_PER_DAY);
	return 0;
}

static int
eval_time_between(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	struct vl_interval *data = call_data(c, out);

	(void)err;
	for (int64_t i = 0; i < out->rows; i++)
		data[i] = (struct vl_interval){ .us = arg_i64(c, 0, i) -
			    arg_i64(c, 1, i) };
	return 0;
}

static int
eval_date_time(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	int64_t *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++)
		if ((VL_MUL_OVERFLOW(
			 (int64_t)date(c, 0, i), VL_US_PER_DAY, &data[i]) ||
			VL_ADD_OVERFLOW(data[i], arg_i64(c, 1, i), &data[i])) &&
		    call_live(out, i))
			return instant_range(c, err);
	return 0;
}

/* ---- now ---- */

static int
eval_now(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	int64_t *data = call_data(c, out);

	(void)err;
	for (int64_t i = 0; i < out->rows; i++)
		data[i] = c->session ? c->session->now_us : 0;
	return 0;
}

static int64_t
local_now(const struct vl_call *c)
{
	int64_t us = c->session ? c->session->now_us : 0;

	vl_ts_to_local(us, VL_UNIT_US, session_zone(c), &us);
	return us;
}

static int
eval_local_now(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	int64_t *data = call_data(c, out);

	(void)err;
	for (int64_t i = 0; i < out->rows; i++)
		data[i] = local_now(c);
	return 0;
}

static int
eval_today(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	int32_t *data = call_data(c, out);

	(void)err;
	for (int64_t i = 0; i < out->rows; i++)
		data[i] = (int32_t)vl_floor_div(local_now(c), VL_US_PER_DAY);
	return 0;
}

static int
eval_unix_now(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	int64_t *data = call_data(c, out);

	(void)err;
	for (int64_t i = 0; i < out->rows; i++)
		data[i] =
		    vl_floor_div(c->session ? c->session->now_us : 0, 1000000);
	return 0;
}

/* ---- making ---- */

static int
eval_make_date(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	int32_t *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++) {
		int64_t y = arg_i64(c, 0, i);
		int64_t m = arg_i64(c, 1, i);
		int64_t d = arg_i64(c, 2, i);

		data[i] = 0;
		if (!call_live(out, i))
			continue;
		if (y < -999999 || y > 999999 || m < 1 || m > 12 || d < 1 ||
		    d > vl_month_days(y, (int)m))
			return vl_fail(err, VL_EVALUE,
			    "%lld-%02lld-%02lld is no date", (long long)y,
			    (long long)m, (long long)d);
		data[i] = (int32_t)vl_days(y, (int)m, (int)d);
	}
	return 0;
}

static int
eval_make_timestamp(
    struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	int64_t *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++) {
		int64_t v[5];
		double s = number(c, 5, i);

		for (int k = 0; k < 5; k++)
			v[k] = arg_i64(c, k, i);
		data[i] = 0;
		if (!call_live(out, i))
			continue;
		if (v[0] < -99999 || v[0] > 99999 || v[1] < 1 || v[1] > 12 ||
		    v[2] < 1 || v[2] > vl_month_days(v[0], (int)v[1]) ||
		    v[3] < 0 || v[3] > 23 || v[4] < 0 || v[4] > 59 ||
		    !(s >= 0 && s < 60))
			return vl_fail(
			    err, VL_EVALUE, "there is no such date and time");
		data[i] = vl_days(v[0], (int)v[1], (int)v[2]) * VL_US_PER_DAY +
		    (v[3] * 3600 + v[4] * 60) * 1000000 +
		    (int64_t)rint(s * 1e6);
	}
	return 0;
}

/* Seconds since 1970 to a TIMESTAMPTZ. */
static int
eval_to_timestamp(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	int64_t *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++) {
		double us = rint(number(c, 0, i) * 1e6);
		bool fits = fabs(us) < 0x1p63;

		data[i] = fits ? (int64_t)us : 0;
		if (!fits && call_live(out, i))
			return instant_range(c, err);
	}
	return 0;
}

static int
eval_from_epoch_ms(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	int64_t *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++)
		if (VL_MUL_OVERFLOW(
			arg_i64(c, 0, i), INT64_C(1000), &data[i]) &&
		    call_live(out, i))
			return instant_range(c, err);
	return 0;
}

/* ---- AT TIME ZONE: timezone(zone, timestamp) ---- */

static void
zone_release(void *state)
{
	vl_zone_close(state);
}

/* The zone of a row; a constant name is opened once. */
static int
zone_of(struct vl_call *c, int64_t row, struct vl_err *err)
{
	struct vl_str name = arg_text(&c->arg[0], row);
	struct vl_zone *z = *c->state;
	char *cname;

	if (z && vl_str_is(name, vl_zone_name(z)))
		return 0;
	vl_zone_close(z);
	*c->state = NULL;
	cname = vl_str_cstr(c->arena, name);
	VL_TRY(vl_zone_open(cname, &z, err));
	*c->state = z;
	return 0;
}

static int
eval_timezone(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	int64_t *data = call_data(c, out);
	enum vl_unit unit = (enum vl_unit)out->type.unit;
	bool to_local = out->type.id == VL_TYPE_TS;
	bool known = false;

	for (int64_t i = 0; i < out->rows; i++) {
		int64_t v = arg_i64(c, 1, i);
		int rc;

		data[i] = 0;
		if (!call_live(out, i))
			continue;
		if (!known)
			VL_TRY(zone_of(c, i, err));
		known = c->arg[0].form == VL_CONST;
		rc = to_local ? vl_ts_to_local(v, unit, *c->state, &data[i]) :
				vl_ts_to_utc(v, unit, *c->state, &data[i]);
		if (rc != VL_NUM_OK)
			return instant_range(c, err);
	}
	return 0;
}

static int
type_other_zone(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    struct vl_type *out, struct vl_err *err)
{
	(void)a;
	(void)count;
	(void)err;
	*out = vl_type_ts(
	    (enum vl_unit)arg[1]->type.unit, arg[1]->type.id == VL_TYPE_TS);
	return 0;
}

/* DATE +- INTERVAL: the date is a timestamp first. */
static int
rewrite_date_interval(struct vl_arena *a, const char *op,
    const struct vl_expr *const *arg, int64_t at, const struct vl_expr **out,
    struct vl_err *err)
{
	const struct vl_expr *pair[2] = { arg[0], arg[1] };

	for (int i = 0; i < 2; i++)
		if (pair[i]->type.id == VL_TYPE_DATE)
			VL_TRY(vl_expr_cast(a, pair[i], vl_type(VL_TYPE_TS),
			    false, &pair[i], err));
	return vl_expr_call(a, vl_str(op), 2, pair, at, out, err);
}

static int
rewrite_plus(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    int64_t at, const struct vl_expr **out, struct vl_err *err)
{
	(void)count;
	return rewrite_date_interval(a, "+", arg, at, out, err);
}

static int
rewrite_minus(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    int64_t at, const struct vl_expr **out, struct vl_err *err)
{
	(void)count;
	return rewrite_date_interval(a, "-", arg, at, out, err);
}

/* clang-format off */
#define OP(z, takes, gives, f, text, value) \
	{ z, "date", takes, gives, 0, .eval = f, .doc = text, .example = value }
#define TYPED(z, takes, f, t, text, value) \
	{ z, "date", takes, NULL, 0, .eval = f, .type = t, .doc = text, \
	    .example = value }
#define NOW(z, gives, f, text, value) \
	{ z, "date", "", gives, VL_FUNC_STABLE, .eval = f, .doc = text, \
	    .example = value }
const struct vl_func func_time[] = {
	OP("+", "DATE, BIGINT", "DATE", eval_date_plus, "So many days later.",
	    "DATE '2026-01-31' + 1 = 2026-02-01"),
	OP("+", "BIGINT, DATE", "DATE", eval_plus_date, "So many days later.",
	    "1 + DATE '2026-01-31' = 2026-02-01"),
	{ "+", "date", "DATE, INTERVAL", "TIMESTAMP", 0,
	    .rewrite = rewrite_plus, .doc = "Later by that.",
	    .example = "DATE '2026-01-31' + INTERVAL '1 month' = "
	    "2026-02-28 00:00:00" },
	{ "+", "date", "INTERVAL, DATE", "TIMESTAMP", 0,
	    .rewrite = rewrite_plus, .doc = "Later by that.",
	    .example = "INTERVAL '1h' + DATE '2026-01-31' = "
	    "2026-01-31 01:00:00" },
	TYPED("+", "TIMESTAMP, INTERVAL", eval_ts_plus, type_arg0,
	    "Later by that.",
	    "TIMESTAMP '2026-01-31 10:00' + INTERVAL '1 day' = "
	    "2026-02-01 10:00:00"),
	TYPED("+", "INTERVAL, TIMESTAMP", eval_plus_ts, type_arg1,
	    "Later by that.",
	    "INTERVAL '1 day' + TIMESTAMP '2026-01-31 10:00' = "
	    "2026-02-01 10:00:00"),
	TYPED("+", "TIMESTAMPTZ, INTERVAL", eval_ts_plus, type_arg0,
	    "Later by that, by the clocks of the session's time zone.",
	    "CAST(TIMESTAMPTZ '2026-01-31 10:00+00' + INTERVAL '1 day' AS VARCHAR) = "
	    "2026-02-01 10:00:00+00"),
	TYPED("+", "INTERVAL, TIMESTAMPTZ", eval_plus_ts, type_arg1,
	    "Later by that, by the clocks of the session's time zone.",
	    "CAST(INTERVAL '1 day' + TIMESTAMPTZ '2026-01-31 10:00+00' AS VARCHAR) = "
	    "2026-02-01 10:00:00+00"),
	OP("+", "INTERVAL, INTERVAL", "INTERVAL", eval_interval_sum,
	    "Both together.",
	    "INTERVAL '1 day' + INTERVAL '2 hours' = 1 day 02:00:00"),
	OP("+", "TIME, INTERVAL", "TIME", eval_time_shift,
	    "Later by that, around midnight.",
	    "TIME '23:00' + INTERVAL '2 hours' = 01:00:00"),
	OP("+", "DATE, TIME", "TIMESTAMP", eval_date_time,
	    "That time on that day.",
	    "DATE '2026-01-31' + TIME '10:30' = 2026-01-31 10:30:00"),
	OP("-", "DATE, DATE", "BIGINT", eval_days_between, "Days between.",
	    "DATE '2026-03-01' - DATE '2026-02-01' = 28"),
	OP("-", "DATE, BIGINT", "DATE", eval_date_minus,
	    "So many days earlier.", "DATE '2026-02-01' - 1 = 2026-01-31"),
	{ "-", "date", "DATE, INTERVAL", "TIMESTAMP", 0,
	    .rewrite = rewrite_minus, .doc = "Earlier by that.",
	    .example = "DATE '2026-03-31' - INTERVAL '1 month' = "
	    "2026-02-28 00:00:00" },
	OP("-", "TIMESTAMP, TIMESTAMP", "INTERVAL", eval_ts_between,
	    "Days and time between.",
	    "TIMESTAMP '2026-02-01 12:00' - TIMESTAMP '2026-01-31' = "
	    "1 day 12:00:00"),
	OP("-", "TIMESTAMPTZ, TIMESTAMPTZ", "INTERVAL", eval_ts_between,
	    "Days and time between.",
	    "TIMESTAMPTZ '2026-02-01 12:00+00' - TIMESTAMPTZ '2026-02-01 12:00+01' = "
	    "01:00:00"),
	TYPED("-", "TIMESTAMP, INTERVAL", eval_ts_minus, type_arg0,
	    "Earlier by that.",
	    "TIMESTAMP '2026-02-01' - INTERVAL '1 second' = "
	    "2026-01-31 23:59:59"),
	TYPED("-", "TIMESTAMPTZ, INTERVAL", eval_ts_minus, type_arg0,
	    "Earlier by that, by the clocks of the session's time zone.",
	    "CAST(TIMESTAMPTZ '2026-02-01 00:00+00' - INTERVAL '1 second' AS VARCHAR) = "
	    "2026-01-31 23:59:59+00"),
	OP("-", "INTERVAL, INTERVAL", "INTERVAL", eval_interval_sum,
	    "Their difference.",
	    "INTERVAL '1 day' - INTERVAL '2 hours' = 1 day -02:00:00"),
	OP("-", "INTERVAL", "INTERVAL", eval_interval_neg, "Backwards.",
	    "- INTERVAL '1 day' = -1 days"),
	OP("-", "TIME, TIME", "INTERVAL", eval_time_between, "Time between.",
	    "TIME '10:00' - TIME '08:30' = 01:30:00"),
	OP("-", "TIME, INTERVAL", "TIME", eval_time_shift,
	    "Earlier by that, around midnight.",
	    "TIME '01:00' - INTERVAL '2 hours' = 23:00:00"),
	OP("*", "INTERVAL, DOUBLE", "INTERVAL", eval_interval_times,
	    "So many times.", "INTERVAL '1 hour' * 1.5 = 01:30:00"),
	OP("*", "DOUBLE, INTERVAL", "INTERVAL", eval_times_interval,
	    "So many times.", "3 * INTERVAL '1 day' = 3 days"),
	OP("/", "INTERVAL, DOUBLE", "INTERVAL", eval_interval_div,
	    "A part of it.", "INTERVAL '1 day' / 4 = 06:00:00"),
	NOW("now", "TIMESTAMPTZ", eval_now, "When the statement began.",
	    "now() IS NULL = false"),
	NOW("current_timestamp", "TIMESTAMPTZ", eval_now,
	    "When the statement began.", "current_timestamp() = now() = true"),
	NOW("currenttimestamp", "TIMESTAMPTZ", eval_now,
	    "When the statement began.", "currentTimestamp() = now() = true"),
	NOW("localtimestamp", "TIMESTAMP", eval_local_now,
	    "When the statement began, by the session's clock.",
	    "localtimestamp() = 2026-01-01 00:00:00"),
	NOW("today", "DATE", eval_today, "The day the statement began.",
	    "today() = 2026-01-01"),
	NOW("current_date", "DATE", eval_today, "The day the statement began.",
	    "current_date() = 2026-01-01"),
	NOW("unix_timestamp", "BIGINT", eval_unix_now,
	    "Seconds from 1970 to when the statement began.",
	    "unix_timestamp() = 1767225600"),
	OP("make_date", "BIGINT, BIGINT, BIGINT", "DATE", eval_make_date,
	    "The date of year, month and day.",
	    "make_date(2026, 2, 28) = 2026-02-28"),
	OP("make_timestamp", "BIGINT, BIGINT, BIGINT, BIGINT, BIGINT, DOUBLE",
	    "TIMESTAMP", eval_make_timestamp,
	    "The timestamp of year, month, day, hour, minute, second.",
	    "make_timestamp(2026, 2, 28, 1, 2, 3.5) = 2026-02-28 01:02:03.5"),
	OP("to_timestamp", "DOUBLE", "TIMESTAMPTZ", eval_to_timestamp,
	    "The instant so many seconds after 1970 began.",
	    "CAST(to_timestamp(1767225600) AS VARCHAR) = "
	    "2026-01-01 00:00:00+00"),
	OP("from_epoch_ms", "BIGINT", "TIMESTAMP", eval_from_epoch_ms,
	    "The timestamp so many milliseconds after 1970 began.",
	    "from_epoch_ms(1500) = 1970-01-01 00:00:01.5"),
	{ "timezone", "date", "VARCHAR, TIMESTAMP", NULL, 0,
	    .eval = eval_timezone, .type = type_other_zone,
	    .release = zone_release,
	    .doc = "The instant when clocks in a zone show the time.",
	    .example = "CAST(timezone('+02', TIMESTAMP '2026-01-01 12:00') AS VARCHAR) = "
	    "2026-01-01 10:00:00+00" },
	{ "timezone", "date", "VARCHAR, TIMESTAMPTZ", NULL, 0,
	    .eval = eval_timezone, .type = type_other_zone,
	    .release = zone_release,
	    .doc = "What clocks in a zone show at the instant.",
	    .example = "timezone('+02', TIMESTAMPTZ '2026-01-01 12:00+00') = "
	    "2026-01-01 14:00:00" },
	{ 0 },
};
/* clang-format on */
