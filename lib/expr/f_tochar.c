/*
 * f_tochar.c -- to_char(), to_date(), to_timestamp(): dates by the patterns of
 * PostgreSQL.
 *
 * A pattern is a constant; it is translated to a format of C, so that the call
 * becomes one of strftime() or strptime().  FM leaves out leading zeros.
 * Unlike PostgreSQL's, names are not padded with blanks.
 */
#include "base/buf.h"
#include "expr/expr_int.h"

static const struct {
	const char *pattern; /* longer ones before those they begin with */
	const char *format;
	bool exact; /* in this case only */
} patterns[] = {
	{ "YYYY", "Y", false },
	{ "YY", "y", false },
	{ "IYYY", "G", false },
	{ "IW", "V", false },
	{ "ID", "u", false },
	{ "CC", "C", false },
	{ "Month", "B", true },
	{ "Mon", "b", true },
	{ "MM", "m", false },
	{ "MI", "M", false },
	{ "MS", "g", false },
	{ "DDD", "j", false },
	{ "DD", "d", false },
	{ "Day", "A", true },
	{ "Dy", "a", true },
	{ "HH24", "H", false },
	{ "HH12", "I", false },
	{ "HH", "I", false },
	{ "SS", "S", false },
	{ "US", "f", false },
	{ "AM", "p", false },
	{ "PM", "p", false },
	{ "OF", "z", false },
};

/* The pattern that s begins with, or -1. */
static int
find_pattern(struct vl_str s)
{
	for (int i = 0; i < VL_COUNTOF(patterns); i++) {
		struct vl_str p = vl_str(patterns[i].pattern);
		struct vl_str head = { s.p, p.n };

		if (s.n >= p.n &&
		    (patterns[i].exact ? vl_str_eq(head, p) :
					 vl_str_eq_fold(head, p)))
			return i;
	}
	return -1;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Append the format of C; the number of bytes that could not be read. */
static int64_t
translate(struct vl_str s, struct vl_buf *out)
{
	while (s.n > 0) {
		bool bare = s.n > 2 &&
		    vl_str_eq_fold((struct vl_str){ s.p, 2 }, VL_STR("FM"));
		int64_t used = bare ? 2 : 0;
		int i = find_pattern((struct vl_str){ s.p + used, s.n - used });

		if (i >= 0) {
			vl_buf_cstr(out, bare ? "%-" : "%");
			vl_buf_cstr(out, patterns[i].format);
			used += (int64_t)strlen(patterns[i].pattern);
		} else if (*s.p == '"') {
			const char *end =
			    memchr(s.p + 1, '"', (size_t)(s.n - 1));

			if (end == NULL)
				return s.n;
			vl_buf_add(out, s.p + 1, end - s.p - 1);
			used = end + 1 - s.p;
		} else if (is_letter(*s.p)) {
			return s.n;
		} else {
			vl_buf_cstr(out, *s.p == '%' ? "%" : "");
			vl_buf_byte(out, *s.p);
			used = 1;
		}
		s.p += used;
		s.n -= used;
	}
	return 0;
}

/* The constant pattern as a constant format. */
static int
format_of(struct vl_arena *a, const struct vl_expr *e,
    const struct vl_expr **out, struct vl_err *err)
{
	struct vl_buf b = { 0 };
	struct vl_str s;
	int64_t rest;

	if (e->type.id != VL_TYPE_TEXT || !expr_is_const(e) ||
	    expr_is_null(e)) {
		vl_fail(err, VL_ETYPE, "the pattern has to be a constant text");
		vl_err_hint(err, "strftime() and strptime() take any");
		return vl_err_at(err, VL_PHASE_BIND, e->at);
	}
	s = vl_view_str(e->value.data);
	rest = translate(s, &b);
	if (rest == 0)
		*out = vl_expr_text(a, vl_buf_view(&b), e->at);
	else
		vl_fail(err, VL_EVALUE, "unknown pattern at '%.*s'",
		    (int)(rest < 40 ? rest : 40), s.p + s.n - rest);
	vl_buf_release(&b);
	return rest == 0 ? 0 : vl_err_at(err, VL_PHASE_BIND, e->at);
}

static int
rewrite_to_char(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    int64_t at, const struct vl_expr **out, struct vl_err *err)
{
	const struct vl_expr *pair[2] = { arg[0], NULL };

	VL_TRY(format_of(a, arg[1], &pair[1], err));
	return vl_expr_call(a, VL_STR("strftime"), count, pair, at, out, err);
}

static int
parsed(struct vl_arena *a, const struct vl_expr *const *arg, struct vl_type t,
    int64_t at, const struct vl_expr **out, struct vl_err *err)
{
	const struct vl_expr *pair[2] = { arg[0], NULL };

	VL_TRY(format_of(a, arg[1], &pair[1], err));
	VL_TRY(vl_expr_call(a, VL_STR("strptime"), 2, pair, at, out, err));
	return expr_coerce(a, *out, t, out, err);
}

static int
rewrite_to_date(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    int64_t at, const struct vl_expr **out, struct vl_err *err)
{
	(void)count;
	return parsed(a, arg, vl_type(VL_TYPE_DATE), at, out, err);
}

static int
rewrite_to_timestamp(struct vl_arena *a, int count,
    const struct vl_expr *const *arg, int64_t at, const struct vl_expr **out,
    struct vl_err *err)
{
	(void)count;
	return parsed(a, arg, vl_type_ts(VL_UNIT_US, true), at, out, err);
}

/* clang-format off */
#define F(z, takes, f, text, value) \
	{ z, "date", takes, NULL, 0, .rewrite = f, .doc = text, \
	    .example = value }
const struct vl_func func_tochar[] = {
	F("to_char", "DATE, VARCHAR", rewrite_to_char,
	    "The date as text, by a pattern of PostgreSQL.",
	    "to_char(DATE '2026-05-08', 'FMDD. Mon YYYY') = 8. May 2026"),
	F("to_char", "TIMESTAMP, VARCHAR", rewrite_to_char,
	    "The timestamp as text, by a pattern of PostgreSQL.",
	    "to_char(TIMESTAMP '2026-05-08 15:04:05.25', "
	    "'YYYY-MM-DD\"T\"HH24:MI:SS.MS') = 2026-05-08T15:04:05.250"),
	F("to_char", "TIMESTAMPTZ, VARCHAR", rewrite_to_char,
	    "The timestamp in the session's zone as text.",
	    "to_char(TIMESTAMPTZ '2026-05-08 15:04+02', 'HH12 PM OF') = "
	    "01 PM +00"),
	F("to_date", "VARCHAR, VARCHAR", rewrite_to_date,
	    "The date that a text says, by a pattern of PostgreSQL.",
	    "to_date('08.05.2026', 'DD.MM.YYYY') = 2026-05-08"),
	F("to_timestamp", "VARCHAR, VARCHAR", rewrite_to_timestamp,
	    "The instant that a text says, by a pattern of PostgreSQL.",
	    "CAST(to_timestamp('8/5/26 3 PM', 'DD/MM/YY HH12 PM') AS VARCHAR)"
	    " = 2026-05-08 15:00:00+00"),
	{ 0 },
};
/* clang-format on */
