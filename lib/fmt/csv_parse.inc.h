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

VL_FORCE_INLINE int64_t
PASTE(loop, NAME)(struct csv_col *c, const struct csv_parse *x,
    const uint16_t *row, int64_t from, int64_t n, int64_t at)
{
	const struct csv_cursor cursor = csv_cursor(x->rows, c->field);
	T *out = (T *)c->data + at;
	bool slow = c->slow;

	for (int64_t i = from; i < n; i++) {
		struct vl_str s = csv_cursor_at(&cursor, row ? row[i] : i);
		T v;

		if (VL_LIKELY(FAST(s.p, s.n, &v) && !slow)) {
			out[i] = v;
			continue;
		}
		enum verdict is = PASTE(slow, NAME)(c, x, s, &out[i]);

		if (is == MISFIT)
			return i;
		if (is == IS_NULL) {
			out[i] = 0;
			vl_bit_clear(c->valid, at + i);
			c->nulls = true;
		}
	}
	return n;
}

/* Two copies of the loop: with a list of records and without. */
static int64_t
PASTE(add, NAME)(struct csv_col *c, const struct csv_parse *x,
    const uint16_t *row, int64_t from, int64_t n, int64_t at)
{
	if (row)
		return PASTE(loop, NAME)(c, x, row, from, n, at);
	return PASTE(loop, NAME)(c, x, NULL, from, n, at);
}

#undef PASTE_
#undef PASTE
#undef T
#undef NAME
#undef FAST
