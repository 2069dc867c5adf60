/* cmp_loop.inc.h -- template: the loops of one comparison OP. */
ISA_ATTR VL_FORCE_INLINE void
PASTE4(OP, loop, NAME, ISA)(const T *restrict x, int64_t sx,
    const T *restrict y, int64_t sy, int64_t n, uint8_t flip,
    uint8_t *restrict out)
{
	for (int64_t i = 0; i < n; i++)
		out[i] = PASTE4(is, OP, NAME, ISA)(x[sx * i], y[sy * i]) ^ flip;
}

ISA_ATTR static void
PASTE(OP, NAME, ISA)(const void *x, int64_t sx, const void *y, int64_t sy,
    int64_t n, uint8_t flip, uint8_t *out)
{
	if (sx && sy)
		PASTE4(OP, loop, NAME, ISA)(x, 1, y, 1, n, flip, out);
	else if (sx)
		PASTE4(OP, loop, NAME, ISA)(x, 1, y, 0, n, flip, out);
	else
		PASTE4(OP, loop, NAME, ISA)(x, 0, y, sy, n, flip, out);
}
#undef OP
