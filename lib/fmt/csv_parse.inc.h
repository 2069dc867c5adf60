/*
 * csv_parse.inc.h -- template: the loop over one column's fields.
 *
 *	T	stored type			int64_t
 *	NAME	add_NAME, value_NAME		i64
 *	FAST	takes the common form, or says no
 */
#define PASTE_(a, b) a##_##b
#define PASTE(a, b) PASTE_(a, b)

static VL_NOINLINE enum verdict
PASTE(slow, NAME)(
    const struct csv_col *c, const struct csv_parse *x, struct vl_str s, T *out)
{
	enum verdict v = text_of(x, &s);

	if (v == IS_NULL || s.n == 0)
		return IS_NULL;
	return PASTE(value, NAME)(c, s, out);
}

static int64_t
PASTE(add, NAME)(struct csv_col *c, const struct csv_parse *x,
    const uint16_t *row, int64_t from, int64_t n, int64_t at)
{
	T *out = (T *)c->data + at;
	bool slow = c->slow;

	for (int64_t i = from; i < n; i++) {
		struct vl_str s =
		    csv_field(x->rows, row ? row[i] : i, c->field);

		if (VL_LIKELY(FAST(s.p, s.n, &out[i]) && !slow))
			continue;
		enum verdict v = PASTE(slow, NAME)(c, x, s, &out[i]);

		if (v == MISFIT)
			return i;
		if (v == IS_NULL)
			csv_col_null(c, at + i);
	}
	return n;
}

#undef PASTE_
#undef PASTE
#undef T
#undef NAME
#undef FAST
