/* convert.c -- fixed-width Arrow values that libvl stores in another way. */
#include <inttypes.h>
#include <string.h>

#include "base/err.h"
#include "ipc/load.h"

enum {
	MAX_DIGITS = 38
};

struct convert {
	struct ipc_load *load;
	const struct ipc_field *field;
	const char *in;
	const uint64_t *valid;
	int64_t rows;
};

static bool
is_null(const struct convert *c, int64_t i)
{
	return c->valid && !vl_bit_get(c->valid, i);
}

static int
lost(const struct convert *c, int what)
{
	atomic_fetch_or(c->load->lost, what);
	return 0;
}

bool
ipc_is_plain(const struct ipc_field *f, int64_t *bytes)
{
	switch ((enum ipc_id)f->id) {
	case IPC_INT: *bytes = f->bits / 8; return true;
	case IPC_FLOAT:
		*bytes = f->unit == IPC_DOUBLE ? 8 : 4;
		return f->unit != IPC_HALF;
	case IPC_DECIMAL: *bytes = 16; return f->bits == 128 && f->scale >= 0;
	case IPC_DATE: *bytes = f->unit == IPC_DAY ? 4 : 8; return true;
	case IPC_TIME: *bytes = 8; return f->unit == VL_UNIT_US;
	case IPC_TIMESTAMP: *bytes = 8; return true;
	case IPC_NULL:
	case IPC_BINARY:
	case IPC_UTF8:
	case IPC_BOOL:
	case IPC_INTERVAL:
	case IPC_LIST:
	case IPC_STRUCT:
	case IPC_UNION:
	case IPC_FIXED_BINARY:
	case IPC_FIXED_LIST:
	case IPC_MAP:
	case IPC_DURATION:
	case IPC_LARGE_BINARY:
	case IPC_LARGE_UTF8:
	case IPC_LARGE_LIST:
	case IPC_RUN_END:
	case IPC_BINARY_VIEW:
	case IPC_UTF8_VIEW:
	case IPC_LIST_VIEW:
	case IPC_LARGE_LIST_VIEW:
	case IPC_ID_COUNT: break;
	}
	return false;
}

/* IEEE 754 binary16 to binary32, exactly. */
static uint32_t
widen_half(uint16_t h)
{
	uint32_t sign = (uint32_t)(h & 0x8000) << 16;
	uint32_t exponent = h >> 10 & 31;
	uint32_t fraction = h & 1023;

	if (exponent == 31)
		return sign | 0x7f800000 | fraction << 13;
	if (exponent > 0)
		return sign | (exponent + 112) << 23 | fraction << 13;
	if (fraction == 0)
		return sign;
	exponent = 113; /* subnormal: shift until the leading bit is implicit */
	while (!(fraction & 1024)) {
		fraction <<= 1;
		exponent--;
	}
	return sign | exponent << 23 | (fraction & 1023) << 13;
}

static void
convert_half(const struct convert *c, uint32_t *to)
{
	for (int64_t i = 0; i < c->rows; i++) {
		uint16_t h;

		memcpy(&h, c->in + 2 * i, sizeof h);
		to[i] = widen_half(h);
	}
}

/* ---- decimals ---- */

/* 256 bits as decimal digits, for messages. */
static void
show_wide(const uint64_t word[4], char out[96])
{
	uint32_t part[8];
	char digit[96];
	bool negative = word[3] >> 63;
	uint64_t carry = negative;
	int n = 0;

	for (int i = 0; i < 4; i++) {
		uint64_t w = (negative ? ~word[i] : word[i]) + carry;

		carry = carry && w == 0;
		part[2 * i] = (uint32_t)w;
		part[2 * i + 1] = (uint32_t)(w >> 32);
	}
	for (int left = 8; left > 0;) {
		uint64_t rest = 0;

		for (int i = 7; i >= 0; i--) {
			rest = rest << 32 | part[i];
			part[i] = (uint32_t)(rest / 10);
			rest %= 10;
		}
		digit[n++] = (char)('0' + rest);
		while (left > 0 && part[left - 1] == 0)
			left--;
	}
	if (negative)
		*out++ = '-';
	while (n > 0)
		*out++ = digit[--n];
	*out = '\0';
}

static int
too_wide(const struct convert *c, const uint64_t word[4])
{
	char text[96];

	show_wide(word, text);
	return vl_fail(c->load->err, VL_EVALUE,
	    "column '%.*s': %s (scale %d) has more than %d digits",
	    (int)c->field->name.n, c->field->name.p, text, (int)c->field->scale,
	    MAX_DIGITS);
}

static vl_i128
power_of_ten(int n)
{
	vl_i128 p = 1;

	while (n-- > 0)
		p *= 10;
	return p;
}

static int
convert_decimal(const struct convert *c, vl_i128 *to)
{
	int width = c->field->bits / 8;
	int32_t scale = c->field->scale;
	bool beyond = scale < -MAX_DIGITS; /* only zero fits */
	vl_i128 times = scale < 0 && !beyond ? power_of_ten(-scale) : 1;
	vl_i128 limit = power_of_ten(MAX_DIGITS);

	for (int64_t i = 0; i < c->rows; i++) {
		uint64_t word[4];
		const char *p = c->in + i * width;

		to[i] = 0;
		if (is_null(c, i))
			continue;
		/* Sign-extend to 256 bits. */
		memset(word, p[width - 1] < 0 ? 0xff : 0, sizeof word);
		memcpy(word, p, (size_t)width);
		vl_i128 v = (vl_i128)((vl_u128)word[1] << 64 | word[0]);
		uint64_t sign = v < 0 ? UINT64_MAX : 0;

		if (word[2] != sign || word[3] != sign || (beyond && v != 0) ||
		    VL_MUL_OVERFLOW(v, times, &v) || v >= limit || v <= -limit)
			return too_wide(c, word);
		to[i] = v;
	}
	return 0;
}

/* ---- times ---- */

static int64_t
read_i64(const struct convert *c, int64_t i)
{
	int64_t v;

	memcpy(&v, c->in + 8 * i, sizeof v);
	return v;
}

static int32_t
read_i32(const struct convert *c, int64_t at)
{
	int32_t v;

	memcpy(&v, c->in + at, sizeof v);
	return v;
}

static int
convert_time(const struct convert *c, int64_t *to)
{
	int64_t times = c->field->unit == VL_UNIT_S ? 1000000 : 1000;
	int64_t rest = 0;

	if (c->field->unit != VL_UNIT_NS) {
		for (int64_t i = 0; i < c->rows; i++)
			to[i] = is_null(c, i) ? 0 : read_i32(c, 4 * i) * times;
		return 0;
	}
	for (int64_t i = 0; i < c->rows; i++) {
		int64_t v = is_null(c, i) ? 0 : read_i64(c, i);

		to[i] = v / 1000;
		rest |= v % 1000;
	}
	return rest ? lost(c, IPC_LOST_NANOS) : 0;
}

static int
convert_duration(const struct convert *c, struct vl_interval *to)
{
	static const int64_t times[] = { 1000000, 1000, 1, 1 };
	uint8_t unit = c->field->unit;
	int64_t rest = 0;

	for (int64_t i = 0; i < c->rows; i++) {
		int64_t v = is_null(c, i) ? 0 : read_i64(c, i);
		int64_t us;

		if (VL_MUL_OVERFLOW(v, times[unit], &us))
			return vl_fail(c->load->err, VL_EVALUE,
			    "column '%.*s': a duration of %" PRId64
			    " %s is out of range",
			    (int)c->field->name.n, c->field->name.p, v,
			    unit == VL_UNIT_S ? "s" : "ms");
		if (unit == VL_UNIT_NS) {
			us = v / 1000;
			rest |= v % 1000;
		}
		to[i] = (struct vl_interval){ .us = us };
	}
	return rest ? lost(c, IPC_LOST_NANOS) : 0;
}

static int
convert_interval(const struct convert *c, struct vl_interval *to)
{
	int64_t rest = 0;

	for (int64_t i = 0; i < c->rows; i++) {
		struct vl_interval v = { 0 };
		int64_t ns;

		if (is_null(c, i)) {
			to[i] = v;
			continue;
		}
		switch (c->field->unit) {
		case IPC_YEAR_MONTH: v.months = read_i32(c, 4 * i); break;
		case IPC_DAY_TIME:
			v.days = read_i32(c, 8 * i);
			v.us = read_i32(c, 8 * i + 4) * INT64_C(1000);
			break;
		default:
			v.months = read_i32(c, 16 * i);
			v.days = read_i32(c, 16 * i + 4);
			ns = read_i64(c, 2 * i + 1);
			v.us = ns / 1000;
			rest |= ns % 1000;
		}
		to[i] = v;
	}
	return rest ? lost(c, IPC_LOST_NANOS) : 0;
}

static int64_t
wire_bytes(const struct ipc_field *f)
{
	if (f->id == IPC_FLOAT)
		return 2;
	if (f->id == IPC_INTERVAL)
		return f->unit == IPC_YEAR_MONTH ? 4 :
		    f->unit == IPC_DAY_TIME      ? 8 :
						   16;
	return f->id == IPC_DURATION ? 8 : f->bits / 8;
}

int
ipc_convert(struct ipc_load *l, const struct ipc_field *f, int64_t from,
    int64_t n, const uint64_t *valid, void **out)
{
	struct convert c = { l, f, NULL, valid, n };
	int64_t bytes = wire_bytes(f);
	const void *in;

	VL_TRY(ipc_body_bytes(l->body, l->body->buffer[f->index] + 1,
	    from * bytes, n * bytes, 1, l->arena, &in, l->err));
	c.in = in;
	*out = vl_arena_buffer(l->arena, n * vl_type_bytes(f->type));
	switch (f->id) {
	case IPC_FLOAT: convert_half(&c, *out); return 0;
	case IPC_DECIMAL: return convert_decimal(&c, *out);
	case IPC_TIME: return convert_time(&c, *out);
	case IPC_DURATION: return convert_duration(&c, *out);
	default: return convert_interval(&c, *out);
	}
}
