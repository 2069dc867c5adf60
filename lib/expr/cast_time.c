/* cast_time.c -- casts between dates, times and timestamps. */
#include "base/interval.h"
#include "base/time.h"
#include "base/zone.h"
#include "expr/cast_int.h"

static const char out_of_range[] = "out of range";

static const struct vl_zone *
zone_of(const struct caster *k)
{
	return k->call->session ? k->call->session->zone : NULL;
}

static int
date_to_ts(struct caster *k)
{
	const int32_t *x = k->x->data;
	int64_t *data = call_data(k->call, k->out);
	enum vl_unit unit = (enum vl_unit)k->out->type.unit;
	int64_t day = 86400 * vl_unit_rate(unit);
	bool zoned = k->out->type.id == VL_TYPE_TSTZ;

	for (int64_t i = 0; i < k->out->rows; i++) {
		bool fits = !VL_MUL_OVERFLOW((int64_t)x[i], day, &data[i]);

		if (fits && zoned)
			fits = vl_ts_to_utc(data[i], unit, zone_of(k),
				   &data[i]) == VL_NUM_OK;
		if (!fits && cast_live(k, i))
			VL_TRY(cast_fail(k, i, out_of_range));
	}
	return 0;
}

/* What the clock shows: of TIMESTAMPTZ in the session's zone. */
static bool
local_of(const struct caster *k, int64_t v, int64_t *out)
{
	*out = v;
	return k->x->type.id != VL_TYPE_TSTZ ||
	    vl_ts_to_local(v, (enum vl_unit)k->x->type.unit, zone_of(k), out) ==
	    VL_NUM_OK;
}

static int
ts_to_date(struct caster *k)
{
	const int64_t *x = k->x->data;
	int32_t *data = call_data(k->call, k->out);
	int64_t day = 86400 * vl_unit_rate((enum vl_unit)k->x->type.unit);

	for (int64_t i = 0; i < k->out->rows; i++) {
		int64_t local = 0;
		int64_t days;
		bool fits = local_of(k, x[i], &local);

		days = vl_floor_div(local, day);
		data[i] = (int32_t)days;
		if ((!fits || data[i] != days) && cast_live(k, i))
			VL_TRY(cast_fail(k, i, out_of_range));
	}
	return 0;
}

static int
ts_to_time(struct caster *k)
{
	const int64_t *x = k->x->data;
	int64_t *data = call_data(k->call, k->out);
	int64_t rate = vl_unit_rate((enum vl_unit)k->x->type.unit);

	for (int64_t i = 0; i < k->out->rows; i++) {
		int64_t local = 0;
		int64_t part;

		data[i] = 0;
		if (!local_of(k, x[i], &local) && cast_live(k, i)) {
			VL_TRY(cast_fail(k, i, out_of_range));
			continue;
		}
		part = vl_floor_mod(local, 86400 * rate);
		data[i] = rate <= 1000000 ? part * (1000000 / rate) :
					    part / (rate / 1000000);
	}
	return 0;
}

/* Another unit, and from clock to instant or back. */
static int
ts_to_ts(struct caster *k)
{
	const int64_t *x = k->x->data;
	int64_t *data = call_data(k->call, k->out);
	enum vl_unit from = (enum vl_unit)k->x->type.unit;
	enum vl_unit to = (enum vl_unit)k->out->type.unit;
	bool into =
	    k->out->type.id == VL_TYPE_TSTZ && k->x->type.id == VL_TYPE_TS;
	bool out_of = k->out->type.id == VL_TYPE_TS;

	for (int64_t i = 0; i < k->out->rows; i++) {
		int64_t v = x[i];
		bool fits = !out_of || local_of(k, v, &v);

		data[i] = 0;
		if (fits && into)
			fits =
			    vl_ts_to_utc(v, from, zone_of(k), &v) == VL_NUM_OK;
		if (fits)
			fits =
			    vl_ts_convert(v, from, to, &data[i]) == VL_NUM_OK;
		if (!fits && cast_live(k, i))
			VL_TRY(cast_fail(k, i, out_of_range));
	}
	return 0;
}

static int
time_to_interval(struct caster *k)
{
	const int64_t *x = k->x->data;
	struct vl_interval *data = call_data(k->call, k->out);

	for (int64_t i = 0; i < k->out->rows; i++)
		data[i] = (struct vl_interval){ .us = x[i] };
	return 0;
}

cast_fn *
cast_temporal(struct vl_type from, struct vl_type to)
{
	bool from_ts = from.id == VL_TYPE_TS || from.id == VL_TYPE_TSTZ;
	bool to_ts = to.id == VL_TYPE_TS || to.id == VL_TYPE_TSTZ;

	if (from.id == VL_TYPE_DATE && to_ts)
		return date_to_ts;
	if (from_ts && to.id == VL_TYPE_DATE)
		return ts_to_date;
	if (from_ts && to.id == VL_TYPE_TIME)
		return ts_to_time;
	if (from_ts && to_ts)
		return ts_to_ts;
	if (from.id == VL_TYPE_TIME && to.id == VL_TYPE_INTERVAL)
		return time_to_interval;
	return NULL;
}
