/* cast.c -- which cast a pair of types takes, and what a failed one says. */
#include "base/buf.h"
#include "col/show.h"
#include "expr/cast_int.h"

enum {
	SHOWN = 60, /* bytes of a value in a message */
};

static int
copy_same(struct caster *k)
{
	k->out->data = k->x->data;
	k->out->child = k->x->child;
	return 0;
}

static int
all_null(struct caster *k)
{
	*k->out = vl_column_null(k->out->type, k->out->rows);
	return 0;
}

static cast_fn *
find_cast(struct vl_type from, struct vl_type to)
{
	cast_fn *f;

	if (from.id == VL_TYPE_NULL)
		return all_null;
	if (to.id == VL_TYPE_NULL)
		return NULL;
	if (vl_type_eq(from, to))
		return copy_same;
	f = cast_numeric(from, to);
	if (!f)
		f = cast_from_text(from, to);
	if (!f)
		f = cast_temporal(from, to);
	if (!f)
		f = cast_nested(from, to);
	if (!f)
		f = cast_to_text(from, to);
	return f;
}

bool
cast_exists(struct vl_type from, struct vl_type to)
{
	return find_cast(from, to) != NULL;
}

static bool
is_local(struct vl_type t)
{
	return t.id == VL_TYPE_TEXT || t.id == VL_TYPE_JSON ||
	    t.id == VL_TYPE_TS || t.id == VL_TYPE_DATE || t.id == VL_TYPE_TIME;
}

bool
cast_needs_session(struct vl_type from, struct vl_type to)
{
	return (from.id == VL_TYPE_TSTZ && is_local(to)) ||
	    (to.id == VL_TYPE_TSTZ && is_local(from));
}

int
cast_fail(struct caster *k, int64_t i, const char *why)
{
	bool quote = vl_type_is_view(k->x->type);
	struct vl_buf b = { 0 };
	int64_t n;

	if (k->try_cast) {
		if (k->valid == NULL)
			k->valid = call_valid(k->call, k->out);
		vl_bit_clear(k->valid, i);
		return 0;
	}
	vl_show_value(k->x, k->x->form == VL_CONST ? 0 : i, VL_SHOW_PLAIN, &b);
	n = b.len;
	if (n > SHOWN)
		for (n = SHOWN; n > 0 && (b.p[n] & 0xc0) == 0x80;)
			n--;
	vl_fail(k->err, VL_EVALUE, "cannot cast %s%.*s%s%s to %s%s%s",
	    quote ? "'" : "", (int)n, b.p ? b.p : "", n < b.len ? "..." : "",
	    quote ? "'" : "", type_text(k->out->type).z, *why ? ": " : "", why);
	vl_buf_release(&b);
	return k->err->code;
}

int
cast_column(
    struct vl_call *c, bool try_cast, struct vl_column *out, struct vl_err *err)
{
	struct caster k = {
		.call = c,
		.x = c->arg,
		.out = out,
		.try_cast = try_cast,
		.err = err,
	};
	cast_fn *f = find_cast(c->arg->type, out->type);

	if (f == NULL)
		return vl_fail(err, VL_ETYPE, "cannot cast %s to %s",
		    type_text(c->arg->type).z, type_text(out->type).z);
	return f(&k);
}
