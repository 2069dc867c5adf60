/*
 * fuzz_input.c -- hostile compressed bytes end, with an error or without, and
 * never past the ratio; a second pass sees what the first saw.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "fmt/input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	PIECE = 4093,
	OUT_MAX = 8 << 20 /* enough: what comes later comes the same way */
};

static int64_t
drain(struct vl_input *in, uint64_t *hash, struct vl_err *err)
{
	static char buf[PIECE];
	int64_t total = 0;
	int64_t got;

	*hash = 0;
	while ((got = vl_input_read(in, buf, PIECE, err)) > 0) {
		assert(got <= PIECE);
		for (int64_t i = 0; i < got; i++)
			*hash = *hash * 31 + (uint8_t)buf[i];
		total += got;
		if (total > OUT_MAX)
			return total;
	}
	assert(got >= 0 || err->msg[0] != '\0');
	return got < 0 ? got : total;
}

/* The first byte says whether the name ends in .br, the only codec without a
 * magic. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vl_err err = { 0 };
	uint64_t first, second;

	if (size < 1)
		return 0;
	struct vl_input *in = vl_input_memory(
	    data[0] & 1 ? "x.br" : "x", data + 1, (int64_t)size - 1, false);

	vl_input_keep(in, "/tmp", NULL);
	int64_t got = drain(in, &first, &err);

	if (got >= 0 && got <= OUT_MAX) {
		assert(vl_input_rewind(in, &err) == 0);
		assert(drain(in, &second, &err) == got);
		assert(first == second);
	}
	vl_input_close(in);
	return 0;
}
