/* arith_loop.inc.h -- template: the loops of one operation OP, "one" on two. */
ISA_ATTR VL_FORCE_INLINE bool
PASTE4(OP, loop, NAME, ISA)(const T *restrict x, int64_t sx,
    const T *restrict y, int64_t sy, int64_t n, T *restrict out)
{
	T bad = 0;

	for (int64_t i = 0; i < n; i++)
		out[i] = PASTE4(one, OP, NAME, ISA)(x[sx * i], y[sy * i], &bad);
#if SIGNED
	return bad < 0;
#else
	return bad != 0;
#endif
}

ISA_ATTR static bool
PASTE(OP, NAME, ISA)(
    const void *x, int64_t sx, const void *y, int64_t sy, int64_t n, void *out)
{
	if (sx && sy)
		return PASTE4(OP, loop, NAME, ISA)(x, 1, y, 1, n, out);
	if (sx)
		return PASTE4(OP, loop, NAME, ISA)(x, 1, y, 0, n, out);
	return PASTE4(OP, loop, NAME, ISA)(x, 0, y, sy, n, out);
}
#undef OP
