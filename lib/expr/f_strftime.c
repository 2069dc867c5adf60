/*
 * f_strftime.c -- strftime() and strptime(): dates by the formats of C.
 *
 * Names of months and days are English.  %f is microseconds, %g milliseconds,
 * %-d and its like leave out the leading zero.
 */
#include "base/buf.h"
#include "expr/instant.h"

static const char day_names[][10] = { "Monday", "Tuesday", "Wednesday",
	"Thursday", "Friday", "Saturday", "Sunday" };
static const char month_names[][10] = { "January", "February", "March", "April",
	"May", "June", "July", "August", "September", "October", "November",
	"December" };

/* A timestamp taken apart. */
struct clock {
	struct vl_civil day;
	int64_t days; /* since 1970 */
	int64_t second_of_day;
	int64_t us; /* of the second */
	int32_t offset;
	bool zoned;
};

static void
take_apart(struct instant x, struct clock *t)
{
	int64_t rate = vl_unit_rate(x.unit);
	int64_t seconds = vl_floor_div(x.v, rate);
	int64_t part = vl_floor_mod(x.v, rate);

	t->days = vl_floor_div(seconds, 86400);
	t->second_of_day = vl_floor_mod(seconds, 86400);
	t->day = vl_civil(t->days);
	t->us =
	    rate <= 1000000 ? part * (1000000 / rate) : part / (rate / 1000000);
}

static void
add_number(struct vl_buf *b, int64_t v, int width, bool bare)
{
	if (bare)
		vl_buf_printf(b, "%lld", (long long)v);
	else
		vl_buf_printf(b, "%0*lld", width, (long long)v);
}

/* The number and width that a letter stands for; false if it is none. */
static bool
numeric_letter(const struct clock *t, char letter, int64_t *v, int *width)
{
	int64_t doy = t->days - vl_days(t->day.year, 1, 1);
	int dow = vl_iso_weekday(t->days); /* 1 .. 7 */
	int64_t year = t->day.year;
	int64_t hour = t->second_of_day / 3600;

	*width = 2;
	switch (letter) {
	case 'Y': *v = year, *width = 4; return true;
	case 'y': *v = vl_floor_mod(year, 100); return true;
	case 'C': *v = vl_floor_div(year, 100); return true;
	case 'm': *v = t->day.month; return true;
	case 'd':
	case 'e': *v = t->day.day; return true;
	case 'H': *v = hour; return true;
	case 'I': *v = hour % 12 ? hour % 12 : 12; return true;
	case 'M': *v = t->second_of_day / 60 % 60; return true;
	case 'S': *v = t->second_of_day % 60; return true;
	case 'f': *v = t->us, *width = 6; return true;
	case 'g': *v = t->us / 1000, *width = 3; return true;
	case 'j': *v = doy + 1, *width = 3; return true;
	case 'u': *v = dow, *width = 1; return true;
	case 'w': *v = dow % 7, *width = 1; return true;
	case 'U': *v = (doy + 7 - dow % 7) / 7; return true;
	case 'W': *v = (doy + 7 - (dow - 1)) / 7; return true;
	case 'V': *v = vl_iso_week(t->days, &year); return true;
	case 'G': vl_iso_week(t->days, v), *width = 4; return true;
	case 's':
		*v = t->days * 86400 + t->second_of_day - t->offset;
		*width = 1;
		return true;
	default: return false;
	}
}

/* What a letter is short for, or NULL. */
static const char *
composite(char letter)
{
	switch (letter) {
	case 'F': return "%Y-%m-%d";
	case 'T': return "%H:%M:%S";
	case 'R': return "%H:%M";
	case 'D': return "%m/%d/%y";
	case 'r': return "%I:%M:%S %p";
	case 'c': return "%a %b %e %H:%M:%S %Y";
	case 'x': return "%m/%d/%y";
	case 'X': return "%H:%M:%S";
	default: return NULL;
	}
}

static int print(const struct clock *t, struct vl_str format, struct vl_buf *b,
    struct vl_err *err);

static int
print_letter(const struct clock *t, char letter, bool bare, struct vl_buf *b,
    struct vl_err *err)
{
	const char *inner = composite(letter);
	const char *day = day_names[vl_iso_weekday(t->days) - 1];
	const char *month = month_names[t->day.month - 1];
	int64_t v;
	int width;

	if (inner)
		return print(t, vl_str(inner), b, err);
	if (numeric_letter(t, letter, &v, &width)) {
		if (letter == 'e' && v < 10 && !bare)
			vl_buf_byte(b, ' ');
		add_number(b, v, width, bare || letter == 'e');
		return 0;
	}
	switch (letter) {
	case 'a': vl_buf_add(b, day, 3); break;
	case 'A': vl_buf_cstr(b, day); break;
	case 'b':
	case 'h': vl_buf_add(b, month, 3); break;
	case 'B': vl_buf_cstr(b, month); break;
	case 'p': vl_buf_cstr(b, t->second_of_day < 43200 ? "AM" : "PM"); break;
	case 'n': vl_buf_byte(b, '\n'); break;
	case 't': vl_buf_byte(b, '\t'); break;
	case '%': vl_buf_byte(b, '%'); break;
	case 'z':
	case 'Z':
		if (t->zoned)
			b->len += vl_print_offset(
			    vl_buf_room(b, VL_NUM_ROOM), t->offset);
		break;
	default:
		return vl_fail(
		    err, VL_EVALUE, "strftime() knows no %%%c", letter);
	}
	return 0;
}

static int
print(const struct clock *t, struct vl_str format, struct vl_buf *b,
    struct vl_err *err)
{
	for (int64_t i = 0; i < format.n; i++) {
		bool bare;

		if (format.p[i] != '%') {
			vl_buf_byte(b, format.p[i]);
			continue;
		}
		bare = i + 1 < format.n && format.p[i + 1] == '-';
		i += 1 + bare;
		if (i >= format.n)
			return vl_fail(
			    err, VL_EVALUE, "the format ends with %%");
		VL_TRY(print_letter(t, format.p[i], bare, b, err));
	}
	return 0;
}

/* Argument 0 and 1 in either order: what is text, is the format. */
static int
format_at(const struct vl_call *c)
{
	return c->arg[0].type.id == VL_TYPE_TEXT ? 0 : 1;
}

static int
print_row(struct vl_call *c, int64_t i, struct vl_buf *b, struct vl_err *err)
{
	int format = format_at(c);
	const struct vl_column *x = &c->arg[1 - format];
	struct clock t = { .zoned = x->type.id == VL_TYPE_TSTZ };
	struct instant at;

	VL_TRY(instant_of(c, 1 - format, i, &at, err));
	take_apart(at, &t);
	if (t.zoned) {
		int64_t rate = vl_unit_rate((enum vl_unit)x->type.unit);

		t.offset = vl_zone_offset(session_zone(c),
		    vl_floor_div(arg_i64(c, 1 - format, i), rate));
	}
	vl_buf_reset(b);
	return print(&t, arg_text(&c->arg[format], i), b, err);
}

static int
eval_strftime(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	struct vl_view *data = call_data(c, out);
	struct text_room room = { .arena = c->arena };
	struct vl_buf b = { 0 };
	int rc = 0;

	for (int64_t i = 0; i < out->rows && rc == 0; i++) {
		char *to;

		data[i] = (struct vl_view){ 0 };
		if (!call_live(out, i))
			continue;
		rc = print_row(c, i, &b, err);
		if (rc < 0 || b.len == 0)
			continue;
		to = text_room(&room, b.len);
		memcpy(to, b.p, (size_t)b.len);
		data[i] = text_done(&room, to, b.len);
	}
	vl_buf_release(&b);
	return rc;
}

/* ---- reading ---- */

struct fields {
	int64_t year, month, day, hour, minute, second, us;
	int64_t epoch;
	bool pm, am, has_epoch, zoned;
	int64_t offset;
};

static bool
read_digits(struct vl_str *s, int max, int64_t *v)
{
	int n = 0;

	*v = 0;
	while (n < max && n < s->n && s->p[n] >= '0' && s->p[n] <= '9')
		*v = *v * 10 + (s->p[n++] - '0');
	s->p += n;
	s->n -= n;
	return n > 0;
}

/* One of n names, whole or its first three letters; its number or -1. */
static int
read_word(struct vl_str *s, const char (*name)[10], int n)
{
	for (int i = 0; i < n; i++)
		for (int whole = 1; whole >= 0; whole--) {
			int64_t len = whole ? (int64_t)strlen(name[i]) : 3;

			if (s->n >= len &&
			    vl_str_eq_fold((struct vl_str){ s->p, len },
				(struct vl_str){ name[i], len })) {
				s->p += len;
				s->n -= len;
				return i;
			}
		}
	return -1;
}

/* Digits behind a point: microseconds, however many are written. */
static bool
read_fraction(struct vl_str *s, int64_t *us)
{
	int64_t before = s->n;
	int64_t v;
	int64_t n;

	if (!read_digits(s, 9, &v))
		return false;
	for (n = before - s->n; n < 6; n++)
		v *= 10;
	for (; n > 6; n--)
		v /= 10;
	*us = v;
	return true;
}

static bool
read_offset(struct vl_str *s, struct fields *f)
{
	int64_t hours;
	int64_t minutes = 0;
	int64_t sign;

	f->zoned = true;
	if (s->n > 0 && (*s->p == 'Z' || *s->p == 'z')) {
		s->p++;
		s->n--;
		return true;
	}
	if (s->n == 0 || (*s->p != '+' && *s->p != '-'))
		return false;
	sign = *s->p == '-' ? -1 : 1;
	s->p++;
	s->n--;
	if (!read_digits(s, 2, &hours))
		return false;
	if (s->n > 0 && *s->p == ':') {
		s->p++;
		s->n--;
	}
	read_digits(s, 2, &minutes);
	f->offset = sign * (hours * 3600 + minutes * 60);
	return true;
}

static bool
read_letter(struct vl_str *s, char letter, struct fields *f)
{
	int64_t v;
	int i;

	switch (letter) {
	case 'Y': return read_digits(s, 4, &f->year);
	case 'y':
		if (!read_digits(s, 2, &v))
			return false;
		f->year = v + (v < 69 ? 2000 : 1900); /* POSIX */
		return true;
	case 'm': return read_digits(s, 2, &f->month);
	case 'e':
	case 'd': return read_digits(s, 2, &f->day);
	case 'H':
	case 'I': return read_digits(s, 2, &f->hour);
	case 'M': return read_digits(s, 2, &f->minute);
	case 'S': return read_digits(s, 2, &f->second);
	case 'f':
	case 'g': return read_fraction(s, &f->us);
	case 'z': return read_offset(s, f);
	case 's': f->has_epoch = true; return read_digits(s, 18, &f->epoch);
	case 'a':
	case 'A': return read_word(s, day_names, 7) >= 0;
	case 'b':
	case 'h':
	case 'B':
		i = read_word(s, month_names, 12);
		f->month = i + 1;
		return i >= 0;
	case 'p':
		if (s->n < 2 || (s->p[1] | 32) != 'm')
			return false;
		f->am = (s->p[0] | 32) == 'a';
		f->pm = (s->p[0] | 32) == 'p';
		s->p += 2;
		s->n -= 2;
		return f->am || f->pm;
	default: return false;
	}
}

static bool
read_format(struct vl_str *s, struct vl_str format, struct fields *f)
{
	for (int64_t i = 0; i < format.n; i++) {
		const char *inner;

		if (format.p[i] == '%' && i + 1 < format.n) {
			i += format.p[i + 1] == '-' && i + 2 < format.n;
			char letter = format.p[++i];

			inner = composite(letter);
			if (inner) {
				if (!read_format(s, vl_str(inner), f))
					return false;
				continue;
			}
			if (letter != '%') {
				if (!read_letter(s, letter, f))
					return false;
				continue;
			}
		}
		if (s->n == 0 || *s->p != format.p[i])
			return false;
		s->p++;
		s->n--;
	}
	return true;
}

static bool
to_us(const struct fields *f, int64_t *out)
{
	int64_t hour = f->hour;

	if (f->has_epoch)
		return !VL_MUL_OVERFLOW(f->epoch, INT64_C(1000000), out);
	if (f->am || f->pm) {
		if (hour < 1 || hour > 12)
			return false;
		hour = hour % 12 + (f->pm ? 12 : 0);
	}
	if (f->month < 1 || f->month > 12 || f->day < 1 ||
	    f->day > vl_month_days(f->year, (int)f->month) || hour > 23 ||
	    f->minute > 59 || f->second > 59)
		return false;
	*out = vl_days(f->year, (int)f->month, (int)f->day) * VL_US_PER_DAY +
	    (hour * 3600 + f->minute * 60 + f->second - f->offset) *
		INT64_C(1000000) +
	    f->us;
	return true;
}

static int
strptime_column(
    struct vl_call *c, bool lenient, struct vl_column *out, struct vl_err *err)
{
	int64_t *data = call_data(c, out);
	uint64_t *valid = NULL;

	for (int64_t i = 0; i < out->rows; i++) {
		struct vl_str s = arg_text(&c->arg[0], i);
		struct vl_str whole = s;
		struct vl_str format = arg_text(&c->arg[1], i);
		struct fields f = { .year = 1900, .month = 1, .day = 1 };

		data[i] = 0;
		if (!call_live(out, i))
			continue;
		if (read_format(&s, format, &f) && s.n == 0 &&
		    to_us(&f, &data[i]))
			continue;
		if (!lenient)
			return vl_fail(err, VL_EVALUE,
			    "'%.*s' does not match the format '%.*s'",
			    (int)(whole.n < 60 ? whole.n : 60), whole.p,
			    (int)(format.n < 60 ? format.n : 60), format.p);
		if (valid == NULL)
			valid = call_valid(c, out);
		vl_bit_clear(valid, i);
	}
	return 0;
}

static int
eval_strptime(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return strptime_column(c, false, out, err);
}

static int
eval_try_strptime(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return strptime_column(c, true, out, err);
}

/* clang-format off */
#define F(z, takes, gives, f, text, value) \
	{ z, "date", takes, gives, 0, .eval = f, .doc = text, .example = value }
const struct vl_func func_strftime[] = {
	F("strftime", "DATE, VARCHAR", "VARCHAR", eval_strftime,
	    "The date as text, by a format of C.",
	    "strftime(DATE '2026-05-08', '%d.%m.%Y') = 08.05.2026"),
	F("strftime", "TIMESTAMP, VARCHAR", "VARCHAR", eval_strftime,
	    "The timestamp as text, by a format of C.",
	    "strftime(TIMESTAMP '2026-05-08 15:04:05', '%a %-d %b, %I %p') = "
	    "Fri 8 May, 03 PM"),
	F("strftime", "TIMESTAMPTZ, VARCHAR", "VARCHAR", eval_strftime,
	    "The timestamp in the session's zone as text.",
	    "strftime(TIMESTAMPTZ '2026-05-08 15:04:05+02', '%FT%T%z') = "
	    "2026-05-08T13:04:05+00"),
	F("strptime", "VARCHAR, VARCHAR", "TIMESTAMP", eval_strptime,
	    "The timestamp that a text says, by a format of C.",
	    "strptime('8/May/26 3PM', '%d/%b/%y %I%p') = 2026-05-08 15:00:00"),
	F("try_strptime", "VARCHAR, VARCHAR", "TIMESTAMP", eval_try_strptime,
	    "As strptime(), NULL if the text does not match.",
	    "try_strptime('x', '%Y') = NULL"),
	{ 0 },
};
/* clang-format on */
