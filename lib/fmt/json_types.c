/* json_types.c -- what JSON values are, and the type of a column of them. */
#include <string.h>

#include "base/num.h"
#include "base/time.h"
#include "col/schema.h"
#include "fmt/json_int.h"

enum {
	SAFE_DIGITS = 15, /* a double holds any integer of so many */
	HUGE_DIGITS = 38, /* so does DECIMAL(38), and HUGEINT */
	DATE_BYTES = 10,
	TS_BYTES_MAX = 40
};

static bool
is_number(char c)
{
	return c == '-' || (c >= '0' && c <= '9');
}

/* Has it a point or an exponent? */
static bool
is_real(const char *p, int64_t n)
{
	for (int64_t i = 0; i < n; i++)
		if (p[i] == '.' || (p[i] | 32) == 'e')
			return true;
	return n == 2 && p[0] == '-' && p[1] == '0'; /* only a double is -0 */
}

static unsigned
seen_number(const char *p, int64_t n)
{
	int64_t digits = n - (*p == '-');
	int64_t v;
	vl_i128 huge;
	double d;

	if (is_real(p, n))
		return vl_parse_f64(p, n, &d) == VL_NUM_OK ? JSON_REAL :
							     JSON_WIDE;
	if (digits <= SAFE_DIGITS)
		return JSON_INT;
	if (vl_parse_i64(p, n, &v) == VL_NUM_OK)
		return (vl_i128)(double)v == v ? JSON_INT : JSON_BIG;
	if (digits <= HUGE_DIGITS && vl_parse_i128(p, n, &huge) == VL_NUM_OK)
		return JSON_HUGE;
	return JSON_WIDE;
}

static unsigned
seen_text(const char *p, int64_t n)
{
	int64_t ts;
	int32_t days;
	bool zoned;

	if (n == DATE_BYTES && vl_parse_date(p, n, 0, &days) == VL_NUM_OK)
		return JSON_DATE;
	if (n > DATE_BYTES && n <= TS_BYTES_MAX &&
	    vl_parse_ts(p, n, VL_UNIT_US, &ts, &zoned) == VL_NUM_OK)
		return zoned ? JSON_TSTZ : JSON_TS;
	return JSON_TEXT;
}

/* The array at p was walked: commas part its elements, if they are scalars. */
static unsigned
seen_array(const char *p, const char *end)
{
	unsigned seen = JSON_ARRAY;

	for (;;) {
		unsigned one;
		const char *from;

		for (p++; *p == ' ' || *p == '\t' || *p == '\n' || *p == '\r';
		     p++)
			;
		from = p;
		while (p < end - 1 && *p != ',' && (uint8_t)*p > ' ')
			p++;
		if (p == from)
			return seen; /* empty */
		if (!is_number(*from) && *from != 'n')
			return JSON_NESTED;
		one = *from == 'n' ? 0 : seen_number(from, p - from);
		if ((one & ~(unsigned)(JSON_INT | JSON_BIG | JSON_REAL)) != 0)
			return JSON_NESTED;
		seen |= one & JSON_BIG ? JSON_ARRAY_BIG :
		    one & JSON_REAL    ? JSON_ARRAY_REAL :
					 0u;
		while (p < end - 1 && *p != ',')
			p++;
		if (p == end - 1)
			return seen;
	}
}

unsigned
json_seen(const char *p, int64_t n, bool dates)
{
	switch (*p) {
	case '"': return dates ? seen_text(p + 1, n - 2) : JSON_TEXT;
	case 't':
	case 'f': return JSON_BOOL;
	case 'n': return 0;
	case '{': return JSON_NESTED;
	case '[': return seen_array(p, p + n);
	default: return seen_number(p, n);
	}
}

unsigned
json_seen_type(struct vl_type t)
{
	switch ((int)t.id) {
	case VL_TYPE_BOOL: return JSON_BOOL;
	case VL_TYPE_U64:
	case VL_TYPE_I128: return JSON_HUGE;
	case VL_TYPE_F32:
	case VL_TYPE_F64: return JSON_REAL;
	case VL_TYPE_DATE: return JSON_DATE;
	case VL_TYPE_TS: return JSON_TS;
	case VL_TYPE_TSTZ: return JSON_TSTZ;
	case VL_TYPE_JSON: return JSON_NESTED;
	case VL_TYPE_LIST:
		if (t.child[0].type.id == VL_TYPE_I64)
			return JSON_ARRAY;
		if (t.child[0].type.id == VL_TYPE_F64)
			return JSON_ARRAY | JSON_ARRAY_REAL;
		return JSON_NESTED;
	default: return vl_type_is_int(t) ? JSON_INT : JSON_TEXT;
	}
}

static bool
only(unsigned seen, unsigned of)
{
	return (seen & ~of) == 0;
}

struct vl_type
json_type(struct vl_arena *a, unsigned seen)
{
	const unsigned arrays = JSON_ARRAY | JSON_ARRAY_BIG | JSON_ARRAY_REAL;

	if (seen == 0)
		return vl_type(VL_TYPE_TEXT);
	if (only(seen, JSON_BOOL))
		return vl_type(VL_TYPE_BOOL);
	if (only(seen, JSON_INT | JSON_BIG))
		return vl_type(VL_TYPE_I64);
	if (only(seen, JSON_INT | JSON_BIG | JSON_HUGE))
		return vl_type(VL_TYPE_I128);
	if (only(seen, JSON_INT | JSON_REAL))
		return vl_type(VL_TYPE_F64);
	if (only(seen, JSON_DATE))
		return vl_type(VL_TYPE_DATE);
	if (only(seen, JSON_DATE | JSON_TS))
		return vl_type(VL_TYPE_TS);
	if (only(seen, JSON_TSTZ))
		return vl_type(VL_TYPE_TSTZ);
	if (only(seen, JSON_ARRAY | JSON_ARRAY_BIG))
		return vl_type_list(a, vl_type(VL_TYPE_I64));
	if (only(seen, JSON_ARRAY | JSON_ARRAY_REAL))
		return vl_type_list(a, vl_type(VL_TYPE_F64));
	if ((seen & (arrays | JSON_NESTED)) != 0)
		return vl_type(VL_TYPE_JSON);
	return vl_type(VL_TYPE_TEXT);
}
