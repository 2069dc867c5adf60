/*
 * json_all.inc.h -- find the quotes of JSON text, and its brackets.
 *
 * As in simdjson (Langdale and Lemire, VLDB J. 28, 2019), with two bits a byte
 * for the walker instead of an index of tokens: a walker that knows what key
 * comes next needs the ends of strings and nothing else.
 */
#include "base/bits.h"

/*
 * The bytes that a backslash takes away: those behind runs of odd length.
 * *carry is 1 if the byte before the block ends such a run, for the next one
 * on return.  A run that begins on an odd bit reaches, added up, past its end
 * on an even bit if its length is odd, and the other way round.
 */
ISA_ATTR static inline uint64_t
PASTE(json, escaped, ISA)(uint64_t backslash, uint64_t *carry)
{
	const uint64_t even = 0x5555555555555555;
	uint64_t past;

	if (backslash == 0) {
		uint64_t first = *carry;

		*carry = 0;
		return first;
	}
	backslash &= ~*carry;
	uint64_t behind = backslash << 1 | *carry;
	uint64_t odd_starts = backslash & ~even & ~behind;

	*carry = VL_ADD_OVERFLOW(odd_starts, backslash, &past);
	return (even ^ past << 1) & behind;
}

ISA_ATTR static void
PASTE(json, mark, ISA)(
    const char *p, int64_t n, uint64_t *quote, uint64_t *special)
{
	uint64_t escape = 0;

	for (int64_t i = 0; i < n; i += 64) {
		uint64_t live = vl_bits_below(n - i);
		struct b64 b = b64_load(p + i);
		uint64_t q = b64_eq(b, '"');
		uint64_t backslash = b64_eq(b, '\\');

		if ((backslash | escape) != 0)
			q &= ~PASTE(json, escaped, ISA)(backslash, &escape);
		*quote++ = q & live;
		*special++ = (backslash | b64_control(b)) & live;
	}
}

ISA_ATTR static int64_t
PASTE(json, last_close, ISA)(
    const char *p, int64_t n, int64_t depth, struct vl_json_nest *nest)
{
	int64_t found = -1;

	for (int64_t i = 0; i < n; i += 64) {
		uint64_t live = vl_bits_below(n - i);
		struct b64 b = b64_load(p + i);
		uint64_t escaped = PASTE(json, escaped, ISA)(
		    b64_eq(b, '\\') & live, &nest->escaped);
		uint64_t in =
		    b64_prefix_xor(b64_eq(b, '"') & live & ~escaped) ^
		    nest->inside;
		uint64_t open =
		    (b64_eq(b, '{') | b64_eq(b, '[')) & live & ~in;
		uint64_t close =
		    (b64_eq(b, '}') | b64_eq(b, ']')) & live & ~in;
		int64_t closes = VL_POPCOUNT64(close);

		nest->inside = (uint64_t)((int64_t)in >> 63);
		if (nest->depth - closes > depth) {
			nest->depth += VL_POPCOUNT64(open) - closes;
			continue;
		}
		for (uint64_t both = open | close; both != 0;
		     both &= both - 1) {
			uint64_t one = both & -both;

			nest->depth += open & one ? 1 : -1;
			if ((close & one) && nest->depth == depth)
				found = i + VL_CTZ64(one) + 1;
		}
	}
	return found;
}

static const struct vl_kern_json FAMILY(json) = {
	.mark = PASTE(json, mark, ISA),
	.last_close = PASTE(json, last_close, ISA),
};
