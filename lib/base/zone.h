/*
 * zone.h -- time zones: what the clocks of a place show at an instant.
 *
 * Zones are read from the system's tz database (TZif, RFC 8536).  A NULL zone
 * is UTC everywhere below.  A zone is immutable: threads may share it.
 */
#ifndef VL_BASE_ZONE_H
#define VL_BASE_ZONE_H

#include <stdint.h>

#include "base/interval.h"
#include "base/time.h"

struct vl_err;
struct vl_zone;

/*
 * The zone of that name: one of the database (Europe/Berlin), UTC, or a fixed
 * offset east of it (+02, -03:30).  VL_ENAME if there is none.
 */
int vl_zone_open(const char *name, struct vl_zone **out, struct vl_err *err);

/* A zone from the bytes of a TZif file. */
int vl_zone_parse(const char *name, const void *bytes, int64_t n,
    struct vl_zone **out, struct vl_err *err);

void vl_zone_close(struct vl_zone *z);
const char *vl_zone_name(const struct vl_zone *z);

/* Seconds east of UTC at an instant, in seconds since 1970, within +-2^62. */
int32_t vl_zone_offset(const struct vl_zone *z, int64_t utc);

/*
 * The instant at which the clocks show `local`.  If they show it twice it is
 * the second time; if they leap over it, it counts from before the leap.  So
 * does PostgreSQL.
 */
int64_t vl_zone_to_utc(const struct vl_zone *z, int64_t local);

/* The same for timestamps; VL_NUM_RANGE if the result does not fit. */
int vl_ts_to_local(
    int64_t v, enum vl_unit unit, const struct vl_zone *z, int64_t *out);
int vl_ts_to_utc(
    int64_t v, enum vl_unit unit, const struct vl_zone *z, int64_t *out);

/* As vl_ts_add(), with months and days counted on the zone's calendar. */
int vl_tstz_add(int64_t v, enum vl_unit unit, const struct vl_interval *add,
    const struct vl_zone *z, int64_t *out);

#endif
