/* f_part.c -- parts of dates and timestamps: year(), date_trunc(), date_diff()
 * and their kin. */
#include "base/buf.h"
#include "expr/instant.h"

/* ---- what counts as an instant ---- */

int
instant_check(const struct vl_expr *arg, struct vl_err *err)
{
	struct vl_type t = arg->type;

	if (t.id == VL_TYPE_DATE || t.id == VL_TYPE_TS ||
	    t.id == VL_TYPE_TSTZ || t.id == VL_TYPE_TEXT ||
	    t.id == VL_TYPE_NULL || t.id == VL_TYPE_I64)
		return 0;
	vl_fail(err, VL_ETYPE, "expected a date or timestamp, found %s",
	    type_text(t).z);
	return vl_err_hint(err, "convert it: CAST(x AS TIMESTAMP)");
}

static bool
all_digits(struct vl_str s)
{
	for (int64_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

/* Everything is read as the clock that was written. */
static int
text_instant(struct vl_str s, struct instant *out, struct vl_err *err)
{
	struct vl_ts_text t;
	int64_t us;

	s = vl_str_trim(s);
	if (s.n == 0)
		return 1;
	out->unit = VL_UNIT_US;
	if (vl_parse_ts_fast(s.p, s.n, &out->v))
		return 0;
	if (all_digits(s)) {
		out->unit = VL_UNIT_MS;
		if (vl_parse_i64(s.p, s.n, &out->v) == VL_NUM_OK)
			return 0;
	} else if (vl_scan_ts(s.p, s.n, VL_DATE_LENIENT, &t) == VL_NUM_OK &&
	    !VL_MUL_OVERFLOW(t.seconds, INT64_C(1000000), &us) &&
	    !VL_ADD_OVERFLOW(us, t.nanos / 1000, &out->v)) {
		return 0;
	}
	return vl_fail(err, VL_EVALUE,
	    "'%.*s' is no date or timestamp (YYYY-MM-DD[ HH:MM:SS])",
	    (int)(s.n < 60 ? s.n : 60), s.p);
}

int
instant_of(const struct vl_call *c, int i, int64_t row, struct instant *out,
    struct vl_err *err)
{
	const struct vl_column *x = &c->arg[i];
	int64_t at = row * arg_step(x);

	out->unit = (enum vl_unit)x->type.unit;
	switch (x->type.id) {
	case VL_TYPE_DATE:
		out->unit = VL_UNIT_S;
		out->v = INT64_C(86400) * ((const int32_t *)x->data)[at];
		return 0;
	case VL_TYPE_TEXT: return text_instant(arg_text(x, row), out, err);
	case VL_TYPE_TSTZ:
		if (vl_ts_to_local(((const int64_t *)x->data)[at], out->unit,
			session_zone(c), &out->v) != VL_NUM_OK)
			return instant_range(c, err);
		return 0;
	case VL_TYPE_I64: out->unit = VL_UNIT_MS; break;
	case VL_TYPE_TIME: out->unit = VL_UNIT_US; break;
	default: break;
	}
	out->v = ((const int64_t *)x->data)[at];
	return 0;
}

/* ---- parts ---- */

static const struct {
	const char *name; /* where it is not that of the part */
	enum vl_part part;
} names[] = {
	{ "iso_year", VL_PART_ISOYEAR },
	{ "iso_week", VL_PART_WEEK },
	{ "day_of_week", VL_PART_DOW },
	{ "day_of_year", VL_PART_DOY },
	{ "unix_timestamp", VL_PART_EPOCH },
};

static enum vl_part
part_of_name(const char *name)
{
	for (int64_t i = 0; i < VL_COUNTOF(names); i++)
		if (strcmp(name, names[i].name) == 0)
			return names[i].part;
	return (enum vl_part)vl_part_find(name, (int64_t)strlen(name));
}

static int
type_part(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    struct vl_type *out, struct vl_err *err)
{
	(void)a;
	(void)count;
	*out = vl_type(VL_TYPE_I64);
	return instant_check(arg[0], err);
}

/* Row i of argument `at`; 0 a value, 1 NULL (noted), or an error. */
static int
row_instant(struct vl_call *c, int at, int64_t i, struct vl_column *out,
    uint64_t **valid, struct instant *x, struct vl_err *err)
{
	int rc;

	*x = (struct instant){ 0, VL_UNIT_S };
	if (!call_live(out, i))
		return 1;
	rc = instant_of(c, at, i, x, err);
	if (rc == 1) {
		if (*valid == NULL)
			*valid = call_valid(c, out);
		vl_bit_clear(*valid, i);
	}
	return rc;
}

/* Year, month and day of dates and microseconds, which is what is asked for
 * most: divisors that are constants are multiplications. */
static bool
calendar_part(
    enum vl_part part, const struct vl_column *x, int64_t rows, int64_t *data)
{
	bool is_date = x->type.id == VL_TYPE_DATE;

	if ((!is_date &&
		(x->type.id != VL_TYPE_TS || x->type.unit != VL_UNIT_US)) ||
	    (part != VL_PART_YEAR && part != VL_PART_MONTH &&
		part != VL_PART_DAY))
		return false;
	for (int64_t i = 0; i < rows; i++) {
		int64_t days = is_date ?
		    ((const int32_t *)x->data)[i] :
		    vl_floor_div(((const int64_t *)x->data)[i], VL_US_PER_DAY);
		struct vl_civil day = vl_civil(days);

		data[i] = part == VL_PART_YEAR ? day.year :
		    part == VL_PART_MONTH      ? day.month :
						 day.day;
	}
	return true;
}

static int
eval_part(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	enum vl_part part = part_of_name(c->expr->func->name);
	int64_t *data = call_data(c, out);
	uint64_t *valid = NULL;

	if (calendar_part(part, c->arg, out->rows, data))
		return 0;

	for (int64_t i = 0; i < out->rows; i++) {
		struct instant x;
		int rc = row_instant(c, 0, i, out, &valid, &x, err);

		VL_TRY(rc);
		data[i] = rc ? 0 : vl_ts_part(part, x.v, x.unit);
	}
	return 0;
}

/* Seconds, and what else can have a fraction, as a double. */
static bool
is_fractional(enum vl_part part)
{
	return part == VL_PART_SECOND || part == VL_PART_MILLISECOND ||
	    part == VL_PART_EPOCH;
}

static int
find_part(struct vl_str name, enum vl_part *out, struct vl_err *err)
{
	int part = vl_part_find(name.p, name.n);

	if (part < 0) {
		vl_fail(err, VL_EVALUE, "'%.*s' is no part of a timestamp",
		    (int)(name.n < 40 ? name.n : 40), name.p);
		return vl_err_hint(err,
		    "some are year, quarter, month, week, day, hour, minute, "
		    "second, dow, doy, epoch");
	}
	*out = (enum vl_part)part;
	return 0;
}

/* A name that is no constant may be any part. */
static int
type_date_part(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    struct vl_type *out, struct vl_err *err)
{
	enum vl_part part = VL_PART_EPOCH;

	(void)a;
	(void)count;
	if (expr_is_const(arg[0]) && !expr_is_null(arg[0]))
		VL_TRY(find_part(vl_view_str(arg[0]->value.data), &part, err));
	*out = vl_type(is_fractional(part) ? VL_TYPE_F64 : VL_TYPE_I64);
	return arg[1]->type.id == VL_TYPE_INTERVAL ||
		arg[1]->type.id == VL_TYPE_TIME ?
	    0 :
	    instant_check(arg[1], err);
}

/* An interval's own parts; months count to years, hours not to days. */
static double
interval_part(enum vl_part part, const struct vl_interval *v)
{
	int64_t us = v->us;

	switch (part) {
	case VL_PART_MICROSECOND: return (double)(us % 60000000);
	case VL_PART_MILLISECOND: return (double)(us % 60000000) / 1e3;
	case VL_PART_SECOND: return (double)(us % 60000000) / 1e6;
	case VL_PART_MINUTE: return (double)(us / 60000000 % 60);
	case VL_PART_HOUR: return (double)(us / INT64_C(3600000000));
	case VL_PART_DAY: return v->days;
	case VL_PART_WEEK: return v->days / 7;
	case VL_PART_MONTH: return v->months % 12;
	case VL_PART_QUARTER: return v->months % 12 / 3 + 1;
	case VL_PART_YEAR: return v->months / 12;
	case VL_PART_DECADE: return v->months / 120;
	case VL_PART_CENTURY: return v->months / 1200;
	case VL_PART_MILLENNIUM: return v->months / 12000;
	case VL_PART_EPOCH:
		return (double)us / 1e6 + v->days * 86400.0 +
		    v->months % 12 * 30 * 86400.0 +
		    v->months / 12 * 365.25 * 86400.0;
	case VL_PART_DOW:
	case VL_PART_ISODOW:
	case VL_PART_DOY:
	case VL_PART_ISOYEAR:
	case VL_PART_YEARWEEK:
	case VL_PART_COUNT: break;
	}
	return 0;
}

static int
part_value(const struct vl_call *c, enum vl_part part, int64_t i, double *out,
    struct vl_err *err)
{
	struct instant x;
	int rc;

	if (c->arg[1].type.id == VL_TYPE_INTERVAL) {
		*out = interval_part(part,
		    (const struct vl_interval *)c->arg[1].data +
			i * arg_step(&c->arg[1]));
		return 0;
	}
	rc = instant_of(c, 1, i, &x, err);
	if (rc == 0)
		*out = is_fractional(part) ?
		    vl_ts_part_f64(part, x.v, x.unit) :
		    (double)vl_ts_part(part, x.v, x.unit);
	return rc;
}

static int
eval_date_part(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	void *data = call_data(c, out);
	uint64_t *valid = NULL;
	enum vl_part part = VL_PART_YEAR;
	bool known = false;

	for (int64_t i = 0; i < out->rows; i++) {
		double v = 0;
		int rc = 1;

		if (call_live(out, i)) {
			if (!known)
				VL_TRY(find_part(
				    arg_text(&c->arg[0], i), &part, err));
			known = c->arg[0].form == VL_CONST;
			rc = part_value(c, part, i, &v, err);
			VL_TRY(rc);
		}
		if (rc == 1 && call_live(out, i)) {
			if (valid == NULL)
				valid = call_valid(c, out);
			vl_bit_clear(valid, i);
		}
		if (out->type.id == VL_TYPE_F64)
			((double *)data)[i] = v;
		else
			((int64_t *)data)[i] = (int64_t)v;
	}
	return 0;
}

/* ---- epoch in other units ---- */

static int
eval_epoch_in(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	const char *name = c->expr->func->name;
	enum vl_unit to = strcmp(name, "epoch_ms") == 0 ? VL_UNIT_MS :
	    strcmp(name, "epoch_us") == 0               ? VL_UNIT_US :
							  VL_UNIT_NS;
	int64_t *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++) {
		const struct vl_column *x = &c->arg[0];

		data[i] = 0;
		if (vl_ts_convert(((const int64_t *)x->data)[i * arg_step(x)],
			(enum vl_unit)x->type.unit, to,
			&data[i]) != VL_NUM_OK &&
		    call_live(out, i))
			return instant_range(c, err);
	}
	return 0;
}

/* ---- date_trunc ---- */

static int
type_trunc(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    struct vl_type *out, struct vl_err *err)
{
	struct vl_type t = arg[1]->type;

	(void)a;
	(void)count;
	*out = t.id == VL_TYPE_TS || t.id == VL_TYPE_TSTZ ? t :
							    vl_type(VL_TYPE_TS);
	if (t.id == VL_TYPE_TEXT || t.id == VL_TYPE_I64) {
		vl_fail(err, VL_ETYPE, "expected a date or timestamp, found %s",
		    type_text(t).z);
		return vl_err_hint(err, "convert it: CAST(x AS TIMESTAMP)");
	}
	return instant_check(arg[1], err);
}

static int
eval_trunc(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	int64_t *data = call_data(c, out);
	enum vl_unit unit = (enum vl_unit)out->type.unit;
	enum vl_part part = VL_PART_YEAR;
	bool known = false;

	for (int64_t i = 0; i < out->rows; i++) {
		struct instant x;
		int64_t v = 0;
		bool fits;

		data[i] = 0;
		if (!call_live(out, i))
			continue;
		if (!known)
			VL_TRY(find_part(arg_text(&c->arg[0], i), &part, err));
		known = c->arg[0].form == VL_CONST;
		if (part > VL_PART_MILLENNIUM)
			return vl_fail(err, VL_EVALUE,
			    "date_trunc() cannot cut to '%s'",
			    vl_part_name(part));
		VL_TRY(instant_of(c, 1, i, &x, err));
		fits = vl_ts_trunc(part, x.v, x.unit, &v) == VL_NUM_OK &&
		    vl_ts_convert(v, x.unit, unit, &v) == VL_NUM_OK;
		if (fits && out->type.id == VL_TYPE_TSTZ)
			fits = vl_ts_to_utc(v, unit, session_zone(c), &v) ==
			    VL_NUM_OK;
		if (!fits)
			return instant_range(c, err);
		data[i] = v;
	}
	return 0;
}

/* ---- date_diff: how many borders of a part lie between ---- */

static int64_t
months_since(int64_t v, enum vl_unit unit)
{
	struct vl_civil day =
	    vl_civil(vl_floor_div(v, 86400 * vl_unit_rate(unit)));

	return day.year * 12 + day.month - 1;
}

/* The number of the part that an instant lies in. */
static bool
ordinal(enum vl_part part, struct instant x, int64_t *out)
{
	int64_t rate = vl_unit_rate(x.unit);
	int64_t months = months_since(x.v, x.unit);

	switch (part) {
	case VL_PART_MICROSECOND:
		return vl_ts_convert(x.v, x.unit, VL_UNIT_US, out) == VL_NUM_OK;
	case VL_PART_MILLISECOND:
		return vl_ts_convert(x.v, x.unit, VL_UNIT_MS, out) == VL_NUM_OK;
	case VL_PART_SECOND: *out = vl_floor_div(x.v, rate); break;
	case VL_PART_MINUTE: *out = vl_floor_div(x.v, 60 * rate); break;
	case VL_PART_HOUR: *out = vl_floor_div(x.v, 3600 * rate); break;
	case VL_PART_DAY: *out = vl_floor_div(x.v, 86400 * rate); break;
	case VL_PART_WEEK: /* Mondays; 1970-01-01 was a Thursday */
		*out = vl_floor_div(vl_floor_div(x.v, 86400 * rate) + 3, 7);
		break;
	case VL_PART_MONTH: *out = months; break;
	case VL_PART_QUARTER: *out = vl_floor_div(months, 3); break;
	case VL_PART_YEAR: *out = vl_floor_div(months, 12); break;
	case VL_PART_DECADE: *out = vl_floor_div(months, 120); break;
	case VL_PART_CENTURY: *out = vl_floor_div(months, 1200); break;
	case VL_PART_MILLENNIUM: *out = vl_floor_div(months, 12000); break;
	case VL_PART_DOW:
	case VL_PART_ISODOW:
	case VL_PART_DOY:
	case VL_PART_ISOYEAR:
	case VL_PART_YEARWEEK:
	case VL_PART_EPOCH:
	case VL_PART_COUNT: return false;
	}
	return true;
}

static int
type_diff(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    struct vl_type *out, struct vl_err *err)
{
	(void)a;
	(void)count;
	*out = vl_type(VL_TYPE_I64);
	VL_TRY(instant_check(arg[1], err));
	return instant_check(arg[2], err);
}

static int
eval_diff(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	int64_t *data = call_data(c, out);
	uint64_t *valid = NULL;
	enum vl_part part = VL_PART_DAY;
	bool known = false;

	for (int64_t i = 0; i < out->rows; i++) {
		struct instant x;
		struct instant y;
		int64_t from;
		int64_t to;
		int rc;

		data[i] = 0;
		if (!call_live(out, i))
			continue;
		if (!known)
			VL_TRY(find_part(arg_text(&c->arg[0], i), &part, err));
		known = c->arg[0].form == VL_CONST;
		rc = row_instant(c, 1, i, out, &valid, &x, err);
		if (rc == 0)
			rc = row_instant(c, 2, i, out, &valid, &y, err);
		VL_TRY(rc);
		if (rc == 1)
			continue;
		if (!ordinal(part, x, &from) || !ordinal(part, y, &to))
			return vl_fail(err, VL_EVALUE,
			    "date_diff() cannot count '%s'",
			    vl_part_name(part));
		data[i] = to - from;
	}
	return 0;
}

/* ---- names, last day ---- */

static const char day_names[][10] = { "Monday", "Tuesday", "Wednesday",
	"Thursday", "Friday", "Saturday", "Sunday" };
static const char month_names[][10] = { "January", "February", "March", "April",
	"May", "June", "July", "August", "September", "October", "November",
	"December" };

static int
type_name(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    struct vl_type *out, struct vl_err *err)
{
	(void)a;
	(void)count;
	*out = vl_type(VL_TYPE_TEXT);
	return instant_check(arg[0], err);
}

static int
eval_name(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	bool month = c->expr->func->name[0] == 'm';
	struct vl_view *data = call_data(c, out);
	uint64_t *valid = NULL;

	for (int64_t i = 0; i < out->rows; i++) {
		struct instant x;
		const char *name;
		int rc = row_instant(c, 0, i, out, &valid, &x, err);

		VL_TRY(rc);
		data[i] = (struct vl_view){ 0 };
		if (rc)
			continue;
		name = month ?
		    month_names[vl_ts_part(VL_PART_MONTH, x.v, x.unit) - 1] :
		    day_names[vl_ts_part(VL_PART_ISODOW, x.v, x.unit) - 1];
		data[i] = vl_view(name, (int64_t)strlen(name));
	}
	return 0;
}

static int
eval_last_day(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	int32_t *data = call_data(c, out);
	const int32_t *x = c->arg[0].data;

	(void)err;
	for (int64_t i = 0; i < out->rows; i++) {
		struct vl_civil day = vl_civil(x[i]);

		data[i] = x[i] - day.day + vl_month_days(day.year, day.month);
	}
	return 0;
}

/* clang-format off */
#define PART(z, text, value) \
	{ z, "date", "ANY", NULL, 0, .eval = eval_part, .type = type_part, \
	    .doc = text, .example = value }
#define TYPED(z, takes, f, t, text, value) \
	{ z, "date", takes, NULL, 0, .eval = f, .type = t, .doc = text, \
	    .example = value }
const struct vl_func func_part[] = {
	PART("year", "Year.", "year('2026-05-08') = 2026"),
	PART("quarter", "Quarter, 1 to 4.", "quarter(DATE '2026-05-08') = 2"),
	PART("month", "Month, 1 to 12.", "month('2026-05-08T10:00:00') = 5"),
	PART("day", "Day of the month.", "day(1767225600000) = 1"),
	PART("dayofmonth", "Day of the month.", "dayofmonth('2026-05-08') = 8"),
	PART("hour", "Hour, 0 to 23.", "hour('2026-05-08 10:11:12') = 10"),
	PART("minute", "Minute, 0 to 59.", "minute('2026-05-08 10:11:12') = 11"),
	PART("second", "Second, 0 to 59.", "second('2026-05-08 10:11:12') = 12"),
	PART("iso_year", "Year that the ISO week belongs to.",
	    "iso_year('2025-12-29') = 2026"),
	PART("isoyear", "As iso_year().", "isoyear('2025-12-29') = 2026"),
	PART("iso_week", "ISO week, 1 to 53; weeks begin on Monday.",
	    "iso_week('2025-12-29') = 1"),
	PART("week", "As iso_week().", "week('2026-01-04') = 1"),
	PART("weekofyear", "As iso_week().", "weekofyear('2026-01-05') = 2"),
	PART("yearweek", "ISO year and week as one number.",
	    "yearweek('2025-12-29') = 202601"),
	PART("dayofweek", "Day of the week, Sunday is 0.",
	    "dayofweek('2026-05-08') = 5"),
	PART("isodow", "Day of the week, Monday is 1, Sunday 7.",
	    "isodow('2026-05-10') = 7"),
	PART("dayofyear", "Day of the year.", "dayofyear('2026-02-01') = 32"),
	PART("unix_timestamp", "Seconds since 1970.",
	    "unix_timestamp('2026-01-01') = 1767225600"),
	TYPED("date_part", "VARCHAR, ANY", eval_date_part, type_date_part,
	    "A part of a date, timestamp, time or interval.",
	    "date_part('second', TIMESTAMP '2026-05-08 10:11:12.5') = 12.5"),
	TYPED("extract", "VARCHAR, ANY", eval_date_part, type_date_part,
	    "As date_part(): EXTRACT(year FROM x).",
	    "extract('month', DATE '2026-05-08') = 5"),
	{ "epoch_ms", "date", "TIMESTAMP", "BIGINT", 0, .eval = eval_epoch_in,
	    .doc = "Milliseconds since 1970.",
	    .example = "epoch_ms(TIMESTAMP '1970-01-01 00:00:01.5') = 1500" },
	{ "epoch_ms", "date", "TIMESTAMPTZ", "BIGINT", 0,
	    .eval = eval_epoch_in, .doc = "Milliseconds since 1970.",
	    .example = "epoch_ms(TIMESTAMPTZ '1970-01-01 01:00:00+01') = 0" },
	{ "epoch_us", "date", "TIMESTAMP", "BIGINT", 0, .eval = eval_epoch_in,
	    .doc = "Microseconds since 1970.",
	    .example = "epoch_us(TIMESTAMP '1970-01-01 00:00:01') = 1000000" },
	{ "epoch_us", "date", "TIMESTAMPTZ", "BIGINT", 0,
	    .eval = eval_epoch_in, .doc = "Microseconds since 1970.",
	    .example = "epoch_us(TIMESTAMPTZ '1970-01-01 01:00:00+01') = 0" },
	TYPED("epoch", "ANY", eval_part, type_part,
	    "Whole seconds since 1970.", "epoch(DATE '1970-01-02') = 86400"),
	TYPED("date_trunc", "VARCHAR, ANY", eval_trunc, type_trunc,
	    "The start of the part that the timestamp lies in.",
	    "date_trunc('month', TIMESTAMP '2026-05-08 10:11') = 2026-05-01 00:00:00"),
	TYPED("date_diff", "VARCHAR, ANY, ANY", eval_diff, type_diff,
	    "How many borders of a part lie between two timestamps.",
	    "date_diff('month', DATE '2026-01-31', DATE '2026-03-01') = 2"),
	TYPED("datediff", "VARCHAR, ANY, ANY", eval_diff, type_diff,
	    "As date_diff().",
	    "datediff('day', '2026-01-31', '2026-03-01') = 29"),
	TYPED("dayname", "ANY", eval_name, type_name, "Name of the weekday.",
	    "dayname(DATE '2026-05-08') = Friday"),
	TYPED("monthname", "ANY", eval_name, type_name, "Name of the month.",
	    "monthname('2026-05-08') = May"),
	{ "last_day", "date", "DATE", "DATE", 0, .eval = eval_last_day,
	    .doc = "The last day of the month.",
	    .example = "last_day(DATE '2024-02-10') = 2024-02-29" },
	{ 0 },
};
/* clang-format on */
