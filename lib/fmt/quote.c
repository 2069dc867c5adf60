/* quote.c -- how much of a text the kernels can take for regular. */
#include "fmt/quote.h"

#include "kern/kern.h"

int64_t
vl_quote_regular(const struct vl_quote_rules *r, const char *p, int64_t n,
    enum vl_quote_state *s)
{
	const struct vl_kern_scan *kern = vl_kern()->scan;
	struct vl_scan_chars c = { r->newline, r->delimiter, (char)r->quote };
	int64_t at = 0;

	if (r->quote < 0 || !vl_quote_is_plain(r))
		return 0;
	while (at < n && *s <= VL_QUOTE_IN) {
		struct vl_scan_counts counts;
		int64_t step = n - at < VL_QUOTE_STEP ? n - at : VL_QUOTE_STEP;

		if (kern->survey(p + at, step, &c, &counts) & 1u << *s)
			break;
		*s ^= counts.quotes & 1;
		at += step;
	}
	return at;
}
