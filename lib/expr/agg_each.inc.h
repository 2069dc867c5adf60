/*
 * agg_each.inc.h -- template: feed every value of a column to its state.
 *
 *	STATE	struct of one group
 *	T	element type of the column
 *	ADD	function: void ADD(struct STATE *s, T x, struct vl_arena *a)
 *	NAME	of the function that is made
 *	KEEP_T	T stays defined
 *
 * Values come without NULLs, 64 rows at a time; ADD is inlined four times.
 */
static void
NAME(struct STATE *states, const uint32_t *group, int64_t rows,
    const struct vl_column *arg, struct vl_arena *a)
{
	const T *x = arg->data;

	if (arg->valid == NULL && group == NULL) {
		struct STATE local = states[0];

		for (int64_t i = 0; i < rows; i++)
			ADD(&local, x[i], a);
		states[0] = local;
		return;
	}
	if (arg->valid == NULL) {
		for (int64_t i = 0; i < rows; i++)
			ADD(&states[group[i]], x[i], a);
		return;
	}
	for (int64_t base = 0; base < rows; base += 64) {
		uint64_t w = arg->valid[base >> 6] & vl_bits_below(rows - base);

		for (; w; w &= w - 1) {
			int64_t i = base + VL_CTZ64(w);

			ADD(&states[group ? group[i] : 0], x[i], a);
		}
	}
}
#undef STATE
#ifndef KEEP_T
#undef T
#endif
#undef ADD
#undef NAME
