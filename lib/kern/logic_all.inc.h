/* logic_all.inc.h -- booleans. */
ISA_ATTR static void
PASTE(both, u8, ISA)(
    const uint8_t *x, const uint8_t *y, int64_t n, uint8_t *out)
{
	for (int64_t i = 0; i < n; i++)
		out[i] = x[i] & y[i];
}

ISA_ATTR static void
PASTE(either, u8, ISA)(
    const uint8_t *x, const uint8_t *y, int64_t n, uint8_t *out)
{
	for (int64_t i = 0; i < n; i++)
		out[i] = x[i] | y[i];
}

ISA_ATTR static void
PASTE(flip, u8, ISA)(const uint8_t *x, int64_t n, uint8_t *out)
{
	for (int64_t i = 0; i < n; i++)
		out[i] = x[i] ^ 1;
}

/*
 * Eight bytes of 0 or 1 become eight bits by one multiplication: byte k is
 * moved to bit 56 + k, and no two partial products meet.
 */
ISA_ATTR static void
PASTE(pack, u8, ISA)(const uint8_t *x, int64_t n, uint64_t *bits)
{
	for (int64_t base = 0; base < n; base += 64) {
		uint64_t word = 0;

		for (int k = 0; k < 64; k += 8) {
			uint64_t eight;

			memcpy(&eight, x + base + k, sizeof eight);
			eight &= UINT64_C(0x0101010101010101);
			eight *= UINT64_C(0x0102040810204080);
			word |= (eight >> 56) << k;
		}
		bits[base >> 6] = word & vl_bits_below(n - base);
	}
}

ISA_ATTR static void
PASTE(unpack, u8, ISA)(const uint64_t *bits, int64_t n, uint8_t *restrict out)
{
	for (int64_t i = 0; i < n; i++)
		out[i] = bits[i >> 6] >> (i & 63) & 1;
}

ISA_ATTR static int64_t
PASTE(select, u8, ISA)(const uint64_t *bits, int64_t n, uint16_t *restrict out)
{
	int64_t count = 0;

	for (int64_t base = 0; base < n; base += 64) {
		uint64_t w = bits[base >> 6] & vl_bits_below(n - base);
		uint16_t *restrict to = out + count;
		int64_t ones = VL_POPCOUNT64(w);

		if (ones == 64) {
			for (int k = 0; k < 64; k++)
				to[k] = (uint16_t)(base + k);
		} else {
			/* Four at a time: what is written too much is
			 * overwritten by the next. */
			for (int64_t k = 0; k < ones; k += 4)
				for (int j = 0; j < 4; j++) {
					uint64_t top = w | (w == 0);

					to[k + j] =
					    (uint16_t)(base + VL_CTZ64(top));
					w &= w - 1;
				}
		}
		count += ones;
	}
	return count;
}

static const struct vl_kern_logic FAMILY(logic) = {
	.both = PASTE(both, u8, ISA),
	.either = PASTE(either, u8, ISA),
	.flip = PASTE(flip, u8, ISA),
	.pack = PASTE(pack, u8, ISA),
	.unpack = PASTE(unpack, u8, ISA),
	.select = PASTE(select, u8, ISA),
};
