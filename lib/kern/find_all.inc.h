/*
 * find_all.inc.h -- search by the first and the last byte of the needle, 64
 * places at a time: rarely are both right and what is between is not.
 */
ISA_ATTR static int64_t
PASTE(find, text, ISA)(
    const char *p, int64_t n, const char *needle, int64_t m)
{
	int64_t tries = 16 + n / 8;

	for (int64_t i = 0; i <= n - m; i += 64) {
		uint64_t hit = b64_eq(b64_load(p + i), needle[0]) &
		    b64_eq(b64_load(p + i + m - 1), needle[m - 1]) &
		    vl_bits_below(n - m + 1 - i);

		for (; hit; hit &= hit - 1) {
			int64_t at = i + b64_ctz(hit);

			if (m <= 2 ||
			    memcmp(p + at + 1, needle + 1, (size_t)m - 2) == 0)
				return at;
			if (--tries == 0)
				return VL_FIND_GAVE_UP;
		}
	}
	return -1;
}

static const struct vl_kern_find FAMILY(find) = {
	.text = PASTE(find, text, ISA),
};
