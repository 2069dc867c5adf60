/*
 * scan.inc.h -- template: the structural index of delimited text, and its
 * check without one.  Included twice by scan_all.inc.h.
 *
 *	QUOTES	1 or 0: does the text have quotes
 */
#if QUOTES
#define SCAN_NAME(verb) PASTE(scan, verb##_quoted, ISA)
#else
#define SCAN_NAME(verb) PASTE(scan, verb##_plain, ISA)
#endif

/* Delimiters and newlines of one block, those in quotes left out. */
ISA_ATTR static inline uint64_t
SCAN_NAME(block)(const char *p, const struct vl_scan_chars *c, uint64_t *inside,
    uint64_t *newlines)
{
	struct b64 b = b64_load(p);
	uint64_t delimiters = b64_eq(b, c->delimiter);

	*newlines = b64_eq(b, c->newline);
#if QUOTES
	uint64_t in = b64_prefix_xor(b64_eq(b, c->quote)) ^ *inside;

	*inside = (uint64_t)((int64_t)in >> 63);
	*newlines &= ~in;
	delimiters &= ~in;
#else
	(void)inside;
#endif
	return delimiters;
}

ISA_ATTR static int64_t
SCAN_NAME(index)(const char *p, int64_t n, const struct vl_scan_chars *c,
    uint32_t *pos, int64_t cap, int64_t *rows)
{
	const struct vl_scan_chars chars = *c;
	uint32_t *out = pos;
	const uint32_t *full = pos + cap - 72; /* spread() overshoots by 8 */
	uint64_t inside = 0;
	int64_t want = *rows;
	int64_t got = 0;

	for (int64_t i = 0; i < n && got < want && out <= full; i += 64) {
		uint64_t newlines;
		uint64_t delimiters =
		    SCAN_NAME(block)(p + i, &chars, &inside, &newlines);

		got += VL_POPCOUNT64(newlines);
		out = PASTE(scan, spread, ISA)(
		    out, delimiters | newlines, (uint32_t)i);
	}
	/* The last block may have gone past the end. */
	for (; out > pos && out[-1] >= n; out--)
		got -= p[out[-1]] == chars.newline;
	*rows = got;
	return out - pos;
}

/*
 * No offsets are written: at each newline the delimiters so far must be as many
 * as so many rows have.
 */
ISA_ATTR static int64_t
SCAN_NAME(shape)(const char *p, int64_t n, const struct vl_scan_chars *c,
    int64_t per_row, int64_t *bytes)
{
	const struct vl_scan_chars chars = *c;
	uint64_t inside = 0;
	int64_t due = per_row; /* delimiters up to the next newline */
	int64_t seen = 0;      /* delimiters before this block */
	int64_t rows = 0;
	int64_t end = 0;

	for (int64_t i = 0; i < n; i += 64) {
		uint64_t newlines;
		uint64_t delimiters =
		    SCAN_NAME(block)(p + i, &chars, &inside, &newlines);

		if (n - i < 64)
			newlines &= SCAN_LIVE(n - i);
		while (newlines != 0) {
			uint64_t upto = newlines ^ (newlines - 1);

			if (seen + VL_POPCOUNT64(delimiters & upto) != due)
				goto out;
			end = i + VL_CTZ64(newlines) + 1;
			due += per_row;
			rows++;
			newlines &= newlines - 1;
		}
		seen += VL_POPCOUNT64(delimiters);
	}
out:
	*bytes = end;
	return rows;
}

#undef SCAN_NAME
#undef QUOTES
