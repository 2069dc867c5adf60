/* infer.c -- which types go together, and the casts that make them. */
#include "expr/expr.h"

#include "base/buf.h"
#include "base/num.h"
#include "expr/expr_int.h"

static bool
is_unsigned(struct vl_type t)
{
	return t.id >= VL_TYPE_U8 && t.id <= VL_TYPE_U64;
}

/* Bytes of an integer type. */
static int
int_width(struct vl_type t)
{
	switch (t.id) {
	case VL_TYPE_I8:
	case VL_TYPE_U8: return 1;
	case VL_TYPE_I16:
	case VL_TYPE_U16: return 2;
	case VL_TYPE_I32:
	case VL_TYPE_U32: return 4;
	case VL_TYPE_I128: return 16;
	default: return 8;
	}
}

static struct vl_type
int_of_width(int bytes)
{
	switch (bytes) {
	case 1: return vl_type(VL_TYPE_I8);
	case 2: return vl_type(VL_TYPE_I16);
	case 4: return vl_type(VL_TYPE_I32);
	case 8: return vl_type(VL_TYPE_I64);
	default: return vl_type(VL_TYPE_I128);
	}
}

/* The narrowest integer that holds both. */
static struct vl_type
int_common(struct vl_type x, struct vl_type y)
{
	int wx = int_width(x);
	int wy = int_width(y);

	if (is_unsigned(x) == is_unsigned(y))
		return wx >= wy ? x : y;
	if (is_unsigned(x))
		wx *= 2;
	else
		wy *= 2;
	return int_of_width(wx > wy ? wx : wy);
}

struct vl_type
type_dec_of_int(struct vl_type t)
{
	static const uint8_t digits[] = { 0, 3, 5, 0, 10, 0, 0, 0, 19 };
	int width = int_width(t);

	if (width == 16)
		return vl_type_dec(38, 0);
	if (t.id == VL_TYPE_U64)
		return vl_type_dec(20, 0);
	return vl_type_dec(digits[width], 0);
}

static struct vl_type
dec_common(struct vl_type x, struct vl_type y)
{
	int whole_x = x.precision - x.scale;
	int whole_y = y.precision - y.scale;
	int scale = x.scale > y.scale ? x.scale : y.scale;
	int precision = (whole_x > whole_y ? whole_x : whole_y) + scale;

	return vl_type_dec(precision < 38 ? precision : 38, scale);
}

static struct vl_type
numeric_common(struct vl_type x, struct vl_type y)
{
	if (vl_type_is_int(x) && vl_type_is_int(y))
		return int_common(x, y);
	if (vl_type_is_float(x) || vl_type_is_float(y)) {
		/* REAL holds the two narrow integers exactly. */
		bool x_small = x.id == VL_TYPE_F32 ||
		    (vl_type_is_int(x) && int_width(x) < 4);
		bool y_small = y.id == VL_TYPE_F32 ||
		    (vl_type_is_int(y) && int_width(y) < 4);

		return vl_type(x_small && y_small ? VL_TYPE_F32 : VL_TYPE_F64);
	}
	if (vl_type_is_int(x))
		x = type_dec_of_int(x);
	if (vl_type_is_int(y))
		y = type_dec_of_int(y);
	return dec_common(x, y);
}

/* DATE, TIMESTAMP and TIMESTAMPTZ: the later, in the finer unit. */
static bool
instant_common(struct vl_type x, struct vl_type y, struct vl_type *out)
{
	bool zoned = x.id == VL_TYPE_TSTZ || y.id == VL_TYPE_TSTZ;
	int unit;

	if (x.id == VL_TYPE_TIME || y.id == VL_TYPE_TIME)
		return false;
	if (x.id == VL_TYPE_DATE)
		unit = y.unit;
	else if (y.id == VL_TYPE_DATE)
		unit = x.unit;
	else
		unit = x.unit > y.unit ? x.unit : y.unit;
	*out = vl_type_ts((enum vl_unit)unit, zoned);
	return true;
}

static bool
list_common(
    struct vl_arena *a, struct vl_type x, struct vl_type y, struct vl_type *out)
{
	struct vl_type of;

	if (!vl_type_common(a, x.child[0].type, y.child[0].type, &of))
		return false;
	*out = vl_type_list(a, of);
	return true;
}

bool
vl_type_common(
    struct vl_arena *a, struct vl_type x, struct vl_type y, struct vl_type *out)
{
	if (x.id == VL_TYPE_NULL || vl_type_eq(x, y)) {
		*out = y;
		return true;
	}
	if (y.id == VL_TYPE_NULL) {
		*out = x;
		return true;
	}
	if (vl_type_is_numeric(x) && vl_type_is_numeric(y)) {
		*out = numeric_common(x, y);
		return true;
	}
	if (vl_type_is_temporal(x) && vl_type_is_temporal(y))
		return instant_common(x, y, out);
	if (x.id == VL_TYPE_LIST && y.id == VL_TYPE_LIST)
		return list_common(a, x, y, out);
	if ((x.id == VL_TYPE_TEXT && y.id == VL_TYPE_JSON) ||
	    (x.id == VL_TYPE_JSON && y.id == VL_TYPE_TEXT)) {
		*out = vl_type(VL_TYPE_TEXT);
		return true;
	}
	return false;
}

static bool
implicit_numeric(struct vl_type from, struct vl_type to)
{
	if (vl_type_is_int(from) && vl_type_is_int(to))
		return vl_type_eq(int_common(from, to), to);
	if (to.id == VL_TYPE_F32)
		return vl_type_is_int(from) && int_width(from) < 4;
	if (to.id == VL_TYPE_F64)
		return true;
	if (vl_type_is_float(from) || to.id != VL_TYPE_DEC)
		return false;
	if (vl_type_is_int(from))
		from = type_dec_of_int(from);
	return vl_type_eq(dec_common(from, to), to);
}

bool
vl_type_implicit(struct vl_type from, struct vl_type to)
{
	if (from.id == VL_TYPE_NULL || vl_type_eq(from, to))
		return true;
	if (vl_type_is_numeric(from) && vl_type_is_numeric(to))
		return implicit_numeric(from, to);
	if (from.id == VL_TYPE_JSON)
		return to.id == VL_TYPE_TEXT;
	if (from.id == VL_TYPE_DATE)
		return to.id == VL_TYPE_TS || to.id == VL_TYPE_TSTZ;
	if (from.id == VL_TYPE_TS || from.id == VL_TYPE_TSTZ)
		return (to.id == VL_TYPE_TSTZ || to.id == from.id) &&
		    to.unit >= from.unit;
	if (from.id == VL_TYPE_LIST && to.id == VL_TYPE_LIST)
		return vl_type_implicit(from.child[0].type, to.child[0].type);
	return false;
}

struct type_text
type_text(struct vl_type t)
{
	struct type_text text = { "" };
	struct vl_buf b = { 0 };
	int64_t n;

	vl_type_name(t, &b);
	n = b.len < (int64_t)sizeof text.z ? b.len : (int64_t)sizeof text.z - 1;
	if (n > 0)
		memcpy(text.z, b.p, (size_t)n);
	vl_buf_release(&b);
	return text;
}

bool
expr_dec_literal(const struct vl_expr *e, struct vl_type *out)
{
	char text[VL_NUM_ROOM];
	int behind = 0;
	int digits = 0;
	int n;

	if (!expr_is_const(e) || e->type.id != VL_TYPE_F64 || expr_is_null(e))
		return false;
	n = vl_print_f64(text, *(const double *)e->value.data);
	for (int i = text[0] == '-'; i < n; i++) {
		if (text[i] == '.') {
			behind = n - i - 1;
			continue;
		}
		if (text[i] < '0' || text[i] > '9')
			return false; /* an exponent, NaN, Infinity */
		digits++;
	}
	*out = vl_type_dec(digits, behind);
	return true;
}

/* A number literal can be of type `to` without changing its value. */
static bool
number_literal_fits(
    struct vl_arena *a, const struct vl_expr *e, struct vl_type to)
{
	struct vl_type dec;

	if (to.id == VL_TYPE_DEC && expr_dec_literal(e, &dec))
		return true;
	if (e->type.id != VL_TYPE_I64 && e->type.id != VL_TYPE_I128)
		return false;
	return to.id == VL_TYPE_DEC ?
	    expr_is_const(e) :
	    vl_type_is_int(to) && expr_exact_const(a, e, to) != NULL;
}

/* Which arguments speak first: 0 columns and calls, 1 number literals, 2 text
 * literals, 3 NULLs. */
static int
voice(const struct vl_expr *e)
{
	if (e->type.id == VL_TYPE_NULL)
		return 3;
	if (expr_is_literal(e))
		return 2;
	return expr_is_const(e) && vl_type_is_numeric(e->type);
}

static struct vl_type
literal_type(struct vl_arena *a, const struct vl_expr *e, struct vl_type so_far)
{
	struct vl_type dec;

	if (number_literal_fits(a, e, so_far)) {
		if (so_far.id != VL_TYPE_DEC)
			return so_far;
		if (expr_dec_literal(e, &dec))
			return dec;
	}
	return e->type;
}

bool
expr_unify(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    struct vl_type *out, int bad[2])
{
	struct vl_type t = vl_type(VL_TYPE_NULL);

	bad[0] = -1;
	for (int turn = 0; turn < 4; turn++)
		for (int i = 0; i < count; i++) {
			if (voice(arg[i]) != turn)
				continue;
			struct vl_type own = turn == 1 ?
			    literal_type(a, arg[i], t) :
			    arg[i]->type;

			/* A text literal is tried as whatever it has to be. */
			if (turn == 2 && t.id != VL_TYPE_NULL &&
			    cast_exists(own, t))
				continue;
			if (!vl_type_common(a, t, own, &t)) {
				/* In the order in which they stand. */
				bad[1] = bad[0] > i ? bad[0] : i;
				bad[0] = bad[0] > i ? i : bad[0];
				return false;
			}
			if (t.id != VL_TYPE_NULL && bad[0] < 0)
				bad[0] = i;
		}
	*out = t;
	return true;
}

int
expr_coerce(struct vl_arena *a, const struct vl_expr *e, struct vl_type to,
    const struct vl_expr **out, struct vl_err *err)
{
	if (vl_type_eq(e->type, to)) {
		*out = e;
		return 0;
	}
	return vl_expr_cast(a, e, to, false, out, err);
}

int
vl_expr_cast(struct vl_arena *a, const struct vl_expr *e, struct vl_type to,
    bool try_cast, const struct vl_expr **out, struct vl_err *err)
{
	struct vl_expr *cast;

	*out = e;
	if (vl_type_eq(e->type, to))
		return 0;
	if (!cast_exists(e->type, to)) {
		vl_fail(err, VL_ETYPE, "cannot cast %s to %s",
		    type_text(e->type).z, type_text(to).z);
		return vl_err_at(err, VL_PHASE_BIND, e->at);
	}
	cast = expr_new(a, VL_EXPR_CAST, to, e->at, 1, &e);
	cast->try_cast = try_cast;
	*out = cast;
	if (!expr_is_const(e) || cast_needs_session(e->type, to))
		return 0;
	return expr_const_cast(a, cast, out, err);
}

static int
expect_bool(struct vl_arena *a, const struct vl_expr *e, const char *where,
    const struct vl_expr **out, struct vl_err *err)
{
	struct vl_type boolean = vl_type(VL_TYPE_BOOL);

	if (e->type.id == VL_TYPE_BOOL || e->type.id == VL_TYPE_NULL ||
	    expr_is_literal(e))
		return expr_coerce(a, e, boolean, out, err);
	vl_fail(err, VL_ETYPE, "%s needs a condition, found %s", where,
	    type_text(e->type).z);
	vl_err_hint(err, "compare it with something, as in x <> 0");
	return vl_err_at(err, VL_PHASE_BIND, e->at);
}

int
expr_clash(const char *verb, const struct vl_expr *x, const struct vl_expr *y,
    struct vl_err *err)
{
	bool x_text = x->type.id == VL_TYPE_TEXT;

	vl_fail(err, VL_ETYPE, "cannot %s %s with %s", verb,
	    type_text(x->type).z, type_text(y->type).z);
	if (x_text || y->type.id == VL_TYPE_TEXT)
		vl_err_hint(err, "convert one side, as in CAST(x AS %s)",
		    type_text(x_text ? y->type : x->type).z);
	return vl_err_at(err, VL_PHASE_BIND, y->at);
}

int
vl_expr_case(struct vl_arena *a, int count, const struct vl_expr **arg,
    int64_t at, const struct vl_expr **out, struct vl_err *err)
{
	const struct vl_expr **branch =
	    vl_new(a, const struct vl_expr *, count);
	struct vl_expr *e;
	struct vl_type type;
	int bad[2];
	int n = 0;

	for (int i = 1; i < count; i += 2) {
		VL_TRY(expect_bool(a, arg[i - 1], "WHEN", &arg[i - 1], err));
		branch[n++] = arg[i];
	}
	branch[n++] = arg[count - 1];
	if (!expr_unify(a, n, branch, &type, bad))
		return expr_clash("use", branch[bad[0]], branch[bad[1]], err);
	for (int i = 1; i < count; i += 2)
		VL_TRY(expr_coerce(a, arg[i], type, &arg[i], err));
	VL_TRY(expr_coerce(a, arg[count - 1], type, &arg[count - 1], err));
	e = expr_new(a, VL_EXPR_CASE, type, at, count, arg);
	*out = e;
	return 0;
}

/* Append the arguments of nested nodes of the same kind. */
static int
flatten(enum vl_expr_kind kind, const struct vl_expr *e,
    const struct vl_expr **to, int n)
{
	if (e->kind != kind) {
		if (to)
			to[n] = e;
		return n + 1;
	}
	for (int i = 0; i < e->count; i++)
		n = flatten(kind, e->arg[i], to, n);
	return n;
}

int
vl_expr_logic(struct vl_arena *a, enum vl_expr_kind kind, int count,
    const struct vl_expr *const *arg, int64_t at, const struct vl_expr **out,
    struct vl_err *err)
{
	const struct vl_expr **flat;
	int n = 0;

	for (int i = 0; i < count; i++)
		n = flatten(kind, arg[i], NULL, n);
	flat = vl_new(a, const struct vl_expr *, n);
	n = 0;
	for (int i = 0; i < count; i++)
		n = flatten(kind, arg[i], flat, n);
	for (int i = 0; i < n; i++)
		VL_TRY(expect_bool(a, flat[i],
		    kind == VL_EXPR_AND ? "AND" : "OR", &flat[i], err));
	*out = n == 1 ? flat[0] :
			expr_new(a, kind, vl_type(VL_TYPE_BOOL), at, n, flat);
	return 0;
}

/* One flat column of the constants list[which[0 .. n)]. */
static struct vl_column
gather_constants(struct vl_arena *a, struct vl_type t, int n,
    const struct vl_expr *const *list)
{
	void *data;
	struct vl_column c = vl_column_new(a, t, n, &data);
	int64_t bytes = vl_type_bytes(t);
	uint64_t *valid = vl_arena_buffer(a, vl_bits_words(n) * 8);

	vl_bits_fill(valid, n);
	for (int i = 0; i < n; i++) {
		char *to = (char *)data + i * bytes;

		if (expr_is_null(list[i])) {
			vl_bit_clear(valid, i);
			memset(to, 0, (size_t)bytes);
			continue;
		}
		memcpy(to, list[i]->value.data, (size_t)bytes);
	}
	c.valid = vl_bits_count(valid, n) < n ? valid : NULL;
	return c;
}

/* Types that IN can look up: those with one plain buffer. */
static bool
is_plain(struct vl_type t)
{
	return t.id != VL_TYPE_LIST && t.id != VL_TYPE_STRUCT &&
	    t.id != VL_TYPE_VECTOR;
}

/* x = list[i] for those that are no constants, ORed to what there is. */
static int
or_equalities(struct vl_arena *a, const struct vl_expr *e, int n,
    const struct vl_expr **list, int64_t at, const struct vl_expr **out,
    struct vl_err *err)
{
	const struct vl_expr **any = vl_new(a, const struct vl_expr *, n + 1);
	int used = 0;

	if (*out)
		any[used++] = *out;
	for (int i = 0; i < n; i++) {
		const struct vl_expr *pair[2] = { e, list[i] };

		VL_TRY(vl_expr_call(
		    a, VL_STR("="), 2, pair, at, &any[used++], err));
	}
	return vl_expr_logic(a, VL_EXPR_OR, used, any, at, out, err);
}

/*
 * The type in which x is looked up among constants: the common one, but for
 * integers beside floats that of x, so that every number stays what it is.
 */
static bool
in_type(struct vl_arena *a, int count, const struct vl_expr *const *all,
    struct vl_type *out, int bad[2])
{
	struct vl_type own = all[0]->type;
	bool mixed = false;

	if (!expr_unify(a, count, all, out, bad))
		return false;
	for (int i = 0; i < count; i++)
		mixed |= vl_type_is_int(all[i]->type);
	if (!mixed || !vl_type_is_float(*out) || !vl_type_is_numeric(own))
		return true;
	*out = vl_type_is_int(own) ? own : vl_type(VL_TYPE_F64);
	return true;
}

/* e as a constant of type t, if it is one. */
static int
in_constant(struct vl_arena *a, const struct vl_expr *e, struct vl_type t,
    const struct vl_expr **out, struct vl_err *err)
{
	*out = NULL;
	if (!is_plain(t) || !expr_is_const(e))
		return 0;
	if (!expr_is_null(e) && vl_type_is_numeric(e->type) &&
	    (vl_type_is_int(t) || vl_type_is_int(e->type)) &&
	    t.id != VL_TYPE_DEC) {
		*out = expr_exact_const(a, e, t);
		return 0;
	}
	return expr_coerce(a, e, t, out, err);
}

int
vl_expr_in(struct vl_arena *a, const struct vl_expr *e, int count,
    const struct vl_expr *const *list, bool negated, int64_t at,
    const struct vl_expr **out, struct vl_err *err)
{
	const struct vl_expr **all =
	    vl_new(a, const struct vl_expr *, count + 1);
	const struct vl_expr *result = NULL;
	struct vl_type t;
	int constants = 0;
	int others = 0;
	int bad[2];

	all[0] = e;
	memcpy(all + 1, list, (size_t)count * sizeof *all);
	if (!in_type(a, count + 1, all, &t, bad))
		return expr_clash("compare", all[bad[0]], all[bad[1]], err);
	VL_TRY(expr_coerce(a, e, t, &e, err));
	/* Constants to the front, the rest behind them, both in order. */
	const struct vl_expr **rest = vl_new(a, const struct vl_expr *, count);

	for (int i = 0; i < count; i++) {
		VL_TRY(in_constant(a, list[i], t, &all[constants], err));
		if (all[constants])
			constants++;
		else
			rest[others++] = list[i];
	}
	if (constants > 0) {
		struct vl_expr *in =
		    expr_new(a, VL_EXPR_IN, vl_type(VL_TYPE_BOOL), at, 1, &e);

		in->value = gather_constants(a, t, constants, all);
		in->negated = negated && others == 0;
		result = in;
	}
	if (others > 0)
		VL_TRY(or_equalities(a, e, others, rest, at, &result, err));
	*out = result;
	if (negated && others > 0)
		return vl_expr_call(a, VL_STR("not"), 1, out, at, out, err);
	return 0;
}
