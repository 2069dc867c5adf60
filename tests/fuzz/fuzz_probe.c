/*
 * fuzz_probe.c -- any bytes with any name are probed, opened and read, or
 * refused with a message.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "fmt/fmt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "x", "x.csv", "x.tsv.gz", "a.json",
		"x.jsonl", "x.log", "-", ".csv" };
	struct vl_arena a = { 0 };
	struct vl_settings none = { 0 };
	struct vl_open how = { .settings = &none, .tmpdir = "/tmp" };
	struct vl_err err = { 0 };
	struct vl_buf out = { 0 };
	struct vl_source *s;
	struct vl_probe p;

	if (size < 1)
		return 0;
	struct vl_input *in = vl_input_memory(names[data[0] & 7], data + 1,
	    (int64_t)size - 1, (data[0] & 8) == 0);

	if (vl_probe(&a, in, &p, &err) == 0) {
		assert(p.candidate_count > 0 && p.confidence != NULL);
		vl_probe_json(&p, vl_input_name(in), NULL, &out);
		assert(out.len > 0);
	} else {
		assert(err.msg[0] != '\0');
	}
	if (vl_open_input(in, &how, &s, &err) >= 0)
		vl_source_close(s);
	else
		assert(err.msg[0] != '\0');
	vl_buf_release(&out);
	vl_arena_release(&a);
	return 0;
}
