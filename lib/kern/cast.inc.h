/*
 * cast.inc.h -- template: conversions.  Included once per T by cast_all.inc.h.
 *
 *	T	element type		int32_t
 *	NAME	suffix of the type	i32
 *	FLOAT	1 if it is one
 */
ISA_ATTR static void
PASTE(to_f64, NAME, ISA)(const void *from, int64_t n, double *restrict out)
{
	const T *restrict x = from;

	for (int64_t i = 0; i < n; i++)
		out[i] = (double)x[i];
}

#if !FLOAT
ISA_ATTR static bool
PASTE(to_i64, NAME, ISA)(const void *from, int64_t n, int64_t *restrict out)
{
	const T *restrict x = from;
	uint64_t bad = 0;

	for (int64_t i = 0; i < n; i++) {
		out[i] = (int64_t)x[i];
		bad |= (out[i] < 0) ^ (x[i] < (T)1 && x[i] != 0);
	}
	return bad != 0;
}

ISA_ATTR static bool
PASTE(from_i64, NAME, ISA)(const int64_t *restrict x, int64_t n, void *to)
{
	T *restrict out = to;
	uint64_t bad = 0;

	for (int64_t i = 0; i < n; i++) {
		T v = (T)x[i];

		out[i] = v;
		/* u64: the cut value is the same, but the sign is lost. */
		bad |= (uint64_t)(int64_t)v ^ (uint64_t)x[i];
		bad |= (x[i] < 0) ^ (v < (T)1 && v != 0);
	}
	return bad != 0;
}
#endif

#undef T
#undef NAME
#undef FLOAT
