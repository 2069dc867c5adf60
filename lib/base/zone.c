/* zone.c -- time zones from the system's tz database (TZif, RFC 8536). */
#include "base/zone.h"

#include <stdio.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/file.h"

enum {
	FILE_MAX = 256 << 10,   /* the largest in the database has 4 KiB */
	NAME_MAX_LEN = 64,      /* the longest in the database has 32 */
	OFFSET_MAX = 26 * 3600, /* RFC 8536: -25 h .. 26 h */
	RULE_TIME_MAX = 167,    /* hours; RFC 8536, 3.3.1 */
};

static const char database[] = "/usr/share/zoneinfo";

/* When the clocks change, year after year. */
struct change {
	enum {
		NTH_WEEKDAY, /* the week-th weekday of month; 5 is the last */
		JULIAN,      /* day 1 .. 365, leap days not counted */
		YEAR_DAY,    /* day 0 .. 365 */
	} kind;
	int month;
	int week;
	int day;      /* weekday (Sunday is 0), or day of the year */
	int32_t time; /* seconds of the day, on the clock before the change */
};

/* What holds after the last transition listed (a POSIX TZ string). */
struct rule {
	int32_t std; /* offsets, seconds east */
	int32_t dst;
	bool has_dst;
	struct change start; /* of summer time */
	struct change end;
};

struct vl_zone {
	char *name;
	int64_t transitions;
	int64_t *at;     /* instants, ascending */
	int32_t *offset; /* from that instant on */
	int32_t before;  /* before the first */
	bool has_rule;
	struct rule rule;
};

struct cursor {
	const unsigned char *p;
	const unsigned char *end;
};

static bool
take_char(struct cursor *c, char want)
{
	if (c->p == c->end || *c->p != (unsigned char)want)
		return false;
	c->p++;
	return true;
}

static bool
take_int(struct cursor *c, int max, int *out)
{
	const unsigned char *start = c->p;
	int v = 0;

	while (c->p < c->end && *c->p >= '0' && *c->p <= '9' && v <= max)
		v = v * 10 + (*c->p++ - '0');
	*out = v;
	return c->p > start && v <= max;
}

/* [+-]hh[:mm[:ss]] in seconds. */
static bool
take_clock(struct cursor *c, int hours_max, int32_t *out)
{
	bool neg = take_char(c, '-');
	int hour = 0;
	int minute = 0;
	int second = 0;

	if (!neg)
		take_char(c, '+');
	if (!take_int(c, hours_max, &hour))
		return false;
	if (take_char(c, ':') && !take_int(c, 59, &minute))
		return false;
	if (take_char(c, ':') && !take_int(c, 59, &second))
		return false;
	*out = hour * 3600 + minute * 60 + second;
	*out = neg ? -*out : *out;
	return true;
}

/* A name of three letters or more, or anything in angle brackets. */
static bool
take_name(struct cursor *c)
{
	const unsigned char *start = c->p;

	if (take_char(c, '<')) {
		while (c->p < c->end && *c->p != '>')
			c->p++;
		return take_char(c, '>');
	}
	while (c->p < c->end && (*c->p | 0x20) >= 'a' && (*c->p | 0x20) <= 'z')
		c->p++;
	return c->p - start >= 3;
}

/* ,Mm.w.d[/time] or ,Jn or ,n */
static bool
take_change(struct cursor *c, struct change *g)
{
	if (!take_char(c, ','))
		return false;
	*g = (struct change){ .time = 2 * 3600 };
	if (take_char(c, 'M')) {
		g->kind = NTH_WEEKDAY;
		if (!take_int(c, 12, &g->month) || g->month < 1 ||
		    !take_char(c, '.') || !take_int(c, 5, &g->week) ||
		    g->week < 1 || !take_char(c, '.') ||
		    !take_int(c, 6, &g->day))
			return false;
	} else {
		g->kind = take_char(c, 'J') ? JULIAN : YEAR_DAY;
		if (!take_int(c, 365, &g->day) ||
		    (g->kind == JULIAN && g->day < 1))
			return false;
	}
	return !take_char(c, '/') || take_clock(c, RULE_TIME_MAX, &g->time);
}

static bool
parse_rule(const unsigned char *p, const unsigned char *end, struct rule *r)
{
	struct cursor c = { p, end };

	*r = (struct rule){ 0 };
	if (!take_name(&c) || !take_clock(&c, 24, &r->std))
		return false;
	r->std = -r->std; /* POSIX counts west */
	if (c.p == c.end)
		return true;
	r->has_dst = true;
	if (!take_name(&c))
		return false;
	r->dst = r->std + 3600;
	if (c.p < c.end && *c.p != ',') {
		if (!take_clock(&c, 24, &r->dst))
			return false;
		r->dst = -r->dst;
	}
	return take_change(&c, &r->start) && take_change(&c, &r->end) &&
	    c.p == c.end;
}

/* When the change happens in that year, on the clock before it. */
static int64_t
change_at(const struct change *g, int64_t year)
{
	int64_t day;

	if (g->kind == NTH_WEEKDAY) {
		int64_t first = vl_days(year, g->month, 1);
		int weekday = vl_iso_weekday(first) % 7;
		int n = (g->day - weekday + 7) % 7 + (g->week - 1) * 7;

		if (n >= vl_month_days(year, g->month))
			n -= 7;
		day = first + n;
	} else {
		day = vl_days(year, 1, 1) + g->day;
		if (g->kind == JULIAN)
			day -= !(vl_is_leap(year) && g->day >= 60);
	}
	return day * 86400 + g->time;
}

static int32_t
rule_offset(const struct rule *r, int64_t utc)
{
	int64_t year, start, end;
	bool summer;

	if (!r->has_dst)
		return r->std;
	year = vl_civil(vl_floor_div(utc + r->std, 86400)).year;
	start = change_at(&r->start, year) - r->std;
	end = change_at(&r->end, year) - r->dst;
	if (start < end)
		summer = utc >= start && utc < end;
	else /* the southern half of the world */
		summer = utc >= start || utc < end;
	return summer ? r->dst : r->std;
}

int32_t
vl_zone_offset(const struct vl_zone *z, int64_t utc)
{
	int64_t low = 0;
	int64_t high = z ? z->transitions : 0;

	if (z == NULL)
		return 0;
	if (z->has_rule && (high == 0 || utc >= z->at[high - 1]))
		return rule_offset(&z->rule, utc);
	while (low < high) { /* the first transition after utc */
		int64_t mid = low + (high - low) / 2;

		if (z->at[mid] <= utc)
			low = mid + 1;
		else
			high = mid;
	}
	return low > 0 ? z->offset[low - 1] : z->before;
}

int64_t
vl_zone_to_utc(const struct vl_zone *z, int64_t local)
{
	/* Clocks never differ from UTC by more than OFFSET_MAX. */
	int32_t early = vl_zone_offset(z, local - OFFSET_MAX);
	int32_t late = vl_zone_offset(z, local + OFFSET_MAX);

	if (early != late && vl_zone_offset(z, local - late) == late)
		return local - late;
	return local - early;
}

static int
shift(int64_t v, int64_t seconds, enum vl_unit unit, int64_t *out)
{
	/* an offset is far below what overflows */
	return VL_ADD_OVERFLOW(v, seconds * vl_unit_rate(unit), out) ?
	    VL_NUM_RANGE :
	    VL_NUM_OK;
}

/* Seconds since 1970, kept where offsets can be added to them. */
static int64_t
whole_seconds(int64_t v, enum vl_unit unit)
{
	int64_t s = vl_floor_div(v, vl_unit_rate(unit));

	if (s > INT64_MAX / 2)
		return INT64_MAX / 2;
	return s < INT64_MIN / 2 ? INT64_MIN / 2 : s;
}

int
vl_ts_to_local(
    int64_t v, enum vl_unit unit, const struct vl_zone *z, int64_t *out)
{
	return shift(v, vl_zone_offset(z, whole_seconds(v, unit)), unit, out);
}

int
vl_ts_to_utc(
    int64_t v, enum vl_unit unit, const struct vl_zone *z, int64_t *out)
{
	int64_t local = whole_seconds(v, unit);

	return shift(v, vl_zone_to_utc(z, local) - local, unit, out);
}

int
vl_tstz_add(int64_t v, enum vl_unit unit, const struct vl_interval *add,
    const struct vl_zone *z, int64_t *out)
{
	struct vl_interval calendar = { add->months, add->days, 0 };
	struct vl_interval rest = { 0, 0, add->us };

	if (add->months != 0 || add->days != 0) {
		if (vl_ts_to_local(v, unit, z, &v) != VL_NUM_OK ||
		    vl_ts_add(v, unit, &calendar, &v) != VL_NUM_OK ||
		    vl_ts_to_utc(v, unit, z, &v) != VL_NUM_OK)
			return VL_NUM_RANGE;
	}
	return vl_ts_add(v, unit, &rest, out);
}

static int64_t
be(const unsigned char *p, int bytes)
{
	uint64_t v = p[0] & 0x80 ? ~(uint64_t)0 : 0; /* sign */

	for (int i = 0; i < bytes; i++)
		v = v << 8 | p[i];
	return (int64_t)v;
}

/* A header's counts, in the order of the file. */
struct counts {
	int64_t isut, isstd, leap, time, type, chars;
};

enum {
	HEADER = 44,
};

static int
bad_file(struct vl_err *err, const char *name, const char *what)
{
	return vl_fail(
	    err, VL_EFORMAT, "time zone '%s' is damaged: %s", name, what);
}

/* Take a header off the front; its body has times of that many bytes. */
static bool
take_header(struct cursor *c, int time_bytes, struct counts *k, int64_t *body)
{
	int64_t v[6];

	if (c->end - c->p < HEADER || memcmp(c->p, "TZif", 4) != 0)
		return false;
	for (int i = 0; i < 6; i++) {
		v[i] = be(c->p + 20 + i * 4, 4);
		if (v[i] < 0)
			return false;
	}
	*k = (struct counts){ v[0], v[1], v[2], v[3], v[4], v[5] };
	*body = k->time * (time_bytes + 1) + k->type * 6 + k->chars +
	    k->leap * (time_bytes + 4) + k->isstd + k->isut;
	c->p += HEADER;
	return *body <= c->end - c->p;
}

/* Fill in z from the body that begins at p. */
static int
read_body(struct vl_zone *z, const unsigned char *p, const struct counts *k,
    int time_bytes, struct vl_err *err)
{
	const unsigned char *index = p + k->time * time_bytes;
	const unsigned char *type = index + k->time;

	if (k->type == 0 || k->type > 256)
		return bad_file(err, z->name, "no types of local time");
	for (int64_t i = 0; i < k->type; i++) {
		int64_t offset = be(type + i * 6, 4);

		if (offset < -OFFSET_MAX || offset > OFFSET_MAX)
			return bad_file(err, z->name, "offset out of range");
	}
	if (k->leap != 0)
		return vl_fail(err, VL_EUNSUPPORTED,
		    "time zone '%s' counts leap seconds", z->name);
	z->before = (int32_t)be(type, 4);
	z->transitions = k->time;
	z->at = vl_alloc(k->time * 8 + 8);
	z->offset = vl_alloc(k->time * 4 + 4);
	for (int64_t i = 0; i < k->time; i++) {
		z->at[i] = be(p + i * time_bytes, time_bytes);
		if (index[i] >= k->type)
			return bad_file(err, z->name, "type out of range");
		if (i > 0 && z->at[i] <= z->at[i - 1])
			return bad_file(err, z->name, "times not ascending");
		z->offset[i] = (int32_t)be(type + index[i] * 6, 4);
	}
	return 0;
}

/* \nRULE\n; an empty rule says nothing about what comes. */
static int
read_footer(struct vl_zone *z, struct cursor c, struct vl_err *err)
{
	const unsigned char *end;

	if (!take_char(&c, '\n'))
		return bad_file(err, z->name, "no footer");
	end = memchr(c.p, '\n', (size_t)(c.end - c.p));
	if (end == NULL)
		return bad_file(err, z->name, "footer does not end");
	z->has_rule = end > c.p;
	if (z->has_rule && !parse_rule(c.p, end, &z->rule))
		return bad_file(err, z->name, "footer is no rule");
	return 0;
}

static int
read_tzif(struct vl_zone *z, struct cursor c, struct vl_err *err)
{
	int64_t body = 0;
	struct counts k;
	int version;

	if (!take_header(&c, 4, &k, &body))
		return bad_file(err, z->name, "too short");
	version = c.p[4 - HEADER];
	if (version < '2') /* version 1 is NUL: times of 32 bits, no footer */
		return read_body(z, c.p, &k, 4, err);
	c.p += body;
	if (!take_header(&c, 8, &k, &body))
		return bad_file(err, z->name, "too short");
	VL_TRY(read_body(z, c.p, &k, 8, err));
	c.p += body;
	return read_footer(z, c, err);
}

int
vl_zone_parse(const char *name, const void *bytes, int64_t n,
    struct vl_zone **out, struct vl_err *err)
{
	struct vl_zone *z = vl_alloc_one(struct vl_zone);
	struct cursor c = { bytes, (const unsigned char *)bytes + n };
	int rc;

	z->name = vl_strndup(name, (int64_t)strlen(name));
	if ((rc = read_tzif(z, c, err)) < 0) {
		vl_zone_close(z);
		return rc;
	}
	*out = z;
	return 0;
}

/* UTC, or an offset that is written out. */
static bool
fixed_zone(const char *name, struct vl_zone **out)
{
	struct cursor c = { (const unsigned char *)name,
		(const unsigned char *)name + strlen(name) };
	int32_t offset = 0;

	if (strcmp(name, "UTC") != 0 && strcmp(name, "Z") != 0 &&
	    ((*name != '+' && *name != '-') || !take_clock(&c, 15, &offset) ||
		c.p != c.end))
		return false;
	*out = vl_alloc_one(struct vl_zone);
	(*out)->name = vl_strndup(name, (int64_t)strlen(name));
	(*out)->before = offset;
	return true;
}

/* Names are plain paths below the database: nothing that leads elsewhere. */
static bool
is_plain(const char *name)
{
	size_t n = strlen(name);

	return n > 0 && n <= NAME_MAX_LEN && name[0] != '/' &&
	    name[n - 1] != '/' && strstr(name, "..") == NULL &&
	    strspn(name,
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789+-_/.") == n;
}

/* What the file holds, as far as it fits. */
static int64_t
read_file(const char *path, char *buf, struct vl_err *err)
{
	int fd = vl_file_open(path, err);
	int64_t len = 0;
	int64_t got = fd < 0 ? fd : 1;

	while (got > 0 && len < FILE_MAX) {
		got = vl_file_read(fd, path, buf + len, FILE_MAX - len, err);
		len += got > 0 ? got : 0;
	}
	vl_file_close(fd);
	return got < 0 ? got : len;
}

int
vl_zone_open(const char *name, struct vl_zone **out, struct vl_err *err)
{
	char path[sizeof database + NAME_MAX_LEN + 2];
	int64_t n = -1;
	char *bytes;
	int rc;

	if (fixed_zone(name, out))
		return 0;
	bytes = vl_alloc(FILE_MAX);
	if (is_plain(name)) {
		snprintf(path, sizeof path, "%s/%s", database, name);
		n = read_file(path, bytes, err);
	}
	if (n < 0) {
		rc = vl_fail(err, VL_ENAME, "there is no time zone '%s'", name);
		vl_err_hint(err,
		    "known are those of %s, as Europe/Berlin, and offsets, "
		    "as +02:00",
		    database);
	} else {
		rc = vl_zone_parse(name, bytes, n, out, err);
	}
	vl_dealloc(bytes);
	return rc;
}

void
vl_zone_close(struct vl_zone *z)
{
	if (z == NULL)
		return;
	vl_dealloc(z->name);
	vl_dealloc(z->at);
	vl_dealloc(z->offset);
	vl_dealloc(z);
}

const char *
vl_zone_name(const struct vl_zone *z)
{
	return z ? z->name : "UTC";
}
