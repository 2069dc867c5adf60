/*
 * utf8_all.inc.h -- check UTF-8: ASCII 64 bytes at a time; the rest 32 at a
 * time where simd_utf8.h is there, one sequence after the other elsewhere.
 */

/* Bytes of the sequence at p, 0 if it is none; left bytes are there. */
ISA_ATTR static inline int
PASTE(utf8, sequence, ISA)(const uint8_t *p, int64_t left)
{
	uint8_t low = 0x80;
	uint8_t high = 0xbf;
	int n;

	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	n = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (left < n)
		return 0;
	low = p[0] == 0xe0 ? 0xa0 : p[0] == 0xf0 ? 0x90 : low;
	high = p[0] == 0xed ? 0x9f : p[0] == 0xf4 ? 0x8f : high;
	if (p[1] < low || p[1] > high)
		return 0;
	for (int i = 2; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

/* From i on, where a sequence begins. */
ISA_ATTR static int64_t
PASTE(utf8, slow, ISA)(const char *p, int64_t i, int64_t n)
{
	while (i < n) {
		uint64_t high = b64_high(b64_load(p + i));

		if (high == 0) {
			i += 64;
			continue;
		}
		/* From the first high byte to the next ASCII one. */
		i += VL_CTZ64(high);
		while (i < n && (p[i] & 0x80)) {
			int len = PASTE(utf8, sequence, ISA)(
			    (const uint8_t *)p + i, n - i);

			if (len == 0)
				return i;
			i += len;
		}
	}
	return n;
}

#ifdef B32_UTF8
/* Where the sequence that p[i] may be part of begins. */
ISA_ATTR static inline int64_t
PASTE(utf8, start, ISA)(const char *p, int64_t i)
{
	for (int k = 1; k <= 3 && k <= i; k++)
		if ((p[i - k] & 0xc0) != 0x80)
			return p[i - k] & 0x80 ? i - k : i;
	return i;
}

ISA_ATTR static int64_t
PASTE(utf8, valid, ISA)(const char *p, int64_t n)
{
	bool open = false; /* a sequence may go on into the block */
	int64_t i = 64;
	int64_t head;

	if (n < 192)
		return PASTE(utf8, slow, ISA)(p, 0, n);
	/* What the first block has before it must be whole. */
	while (i < 67 && (p[i] & 0xc0) == 0x80)
		i++;
	head = PASTE(utf8, slow, ISA)(p, 0, i);
	if (head < i)
		return head;
	for (; i + 64 <= n; i += 64) {
		uint64_t high = b64_high(b64_load(p + i));

		if (high == 0 && !open)
			continue;
		if (b32_utf8_fault(p + i) || b32_utf8_fault(p + i + 32))
			break;
		open = high >> 61 != 0;
	}
	return PASTE(utf8, slow, ISA)(p, PASTE(utf8, start, ISA)(p, i), n);
}
#else
ISA_ATTR static int64_t
PASTE(utf8, valid, ISA)(const char *p, int64_t n)
{
	return PASTE(utf8, slow, ISA)(p, 0, n);
}
#endif

static const struct vl_kern_utf8 FAMILY(utf8) = {
	.valid = PASTE(utf8, valid, ISA),
};
