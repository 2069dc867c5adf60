/*
 * Goal: whatever the size of blocks, the number of workers and the kind of
 * input, blocks are the input's records, each once, with their lines.
 * Method: random texts with quotes of all sorts; the automaton of quote.h,
 * byte by byte over the whole text, says where records begin.
 */
#include "fmt/block.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/rand.h"
#include "check.h"
#include "fmt/input.h"

static const struct vl_quote_rules csv = { '\n', ',', '"', -1, -1 };
static const struct vl_quote_rules lines = { '\n', 0, -1, -1, -1 };
static const struct vl_quote_rules odd = { '\n', ';', '\'', '\\', '#' };

/* Offsets behind which records end; -1 if the last one never closes. */
static int64_t
reference(const struct vl_quote_rules *r, const char *p, int64_t n, bool *cut)
{
	enum vl_quote_state s = VL_QUOTE_OUT;
	int64_t count = 0;

	memset(cut, 0, (size_t)n + 2);
	for (int64_t at = 0; (at = vl_quote_end(r, p, at, n, &s)) >= 0;) {
		cut[at] = true;
		count++;
	}
	if (!vl_quote_is_out(s))
		return -1;
	return count;
}

/* Blocks in order, one after the other, from `workers` interleaved workers. */
static void
check_blocks(const struct vl_quote_rules *r, const char *p, int64_t n,
    int64_t start, int64_t size, bool seekable, int workers)
{
	struct vl_input *in =
	    vl_input_memory("text", p - start, n + start, seekable);
	struct vl_block_rules rules = {
		.text = *r, .start = start, .line = 7, .size = size
	};
	struct vl_blocks *s = vl_blocks_new(in, &rules);
	struct vl_block b[3] = { 0 };
	struct vl_err err = { 0 };
	static bool cut[2000];
	int64_t want = reference(r, p, n, cut);
	int64_t at = 0, line = 7, number = 0;
	int rc = 1;
	int done = 0;

	for (int w = 0; done < workers; w = (w + 1) % workers) {
		struct vl_block *x = &b[w];

		rc = vl_blocks_next(s, x, &err);
		if (rc < 0)
			break;
		done += rc == 0;
		if (rc == 0)
			continue;
		CHECK_INT(x->number, number++);
		if (x->n == 0)
			continue;
		int64_t len = at + x->n > n ? n - at : x->n;

		CHECK_INT(x->line, line);
		CHECK(x->p[-1] == '\n' && x->p[x->n - 1] == '\n');
		CHECK(
		    len >= x->n - 1 && memcmp(x->p, p + at, (size_t)len) == 0);
		for (int64_t i = 0; i < len; i++)
			line += p[at + i] == '\n';
		at += x->n;
		CHECK(at > n ? !cut[n] : cut[at] || at == n);
	}
	if (want >= 0)
		CHECK(rc == 0 && (at == n || at == n + 1));
	else
		CHECK(rc == VL_EFORMAT && err.row == line);
	for (int w = 0; w < 3; w++)
		vl_block_release(&b[w]);
	vl_blocks_free(s);
	vl_input_close(in);
}

static void
try_all(const struct vl_quote_rules *r, const char *alphabet, uint64_t seed)
{
	struct vl_rand rand = vl_rand_init(seed);
	char buf[300];

	memset(buf, '\n', sizeof buf);
	for (int round = 0; round < 3000; round++) {
		int64_t n = (int64_t)vl_rand_below(&rand, 200);
		int64_t start = (int64_t)vl_rand_below(&rand, 3);
		int64_t size = (int64_t)vl_rand_below(&rand, 100) + 1;
		char *p = buf + 8;

		for (int64_t i = 0; i < n; i++)
			p[i] = alphabet[vl_rand_below(&rand, strlen(alphabet))];
		p[-1] = '\n';
		check_blocks(r, p, n, start, size, true, 1 + round % 3);
		check_blocks(r, p, n, start, size, false, 1 + round % 3);
	}
}

static void
test_quoted(void)
{
	try_all(&csv, "aaa,\"\n", 1);
	try_all(&csv, "aaaa,,,\"\"\"\n\r", 2);
}

/* Fields that are whole and regular, so that parity is what decides. */
static void
test_regular(void)
{
	static const char *const part[] = { "a", "", "\"x\"", "\"a\n,b\"",
		"\"\"\"\"", "\"\"", "\"long\n\n\n\"\"text\"\"\"", "5,6" };
	struct vl_rand r = vl_rand_init(3);
	char buf[700];

	for (int round = 0; round < 3000; round++) {
		char *p = buf + 8;
		int64_t n = 0;

		memset(buf, '\n', sizeof buf);
		while (n < round % 400) {
			const char *s =
			    part[vl_rand_below(&r, VL_COUNTOF(part))];

			memcpy(p + n, s, strlen(s));
			n += (int64_t)strlen(s);
			p[n++] = vl_rand_below(&r, 3) ? ',' : '\n';
		}
		int64_t size = (int64_t)vl_rand_below(&r, 100) + 1;

		check_blocks(&csv, p, n, 0, size, true, 1);
		check_blocks(&csv, p, n, 0, size, false, 2);
	}
}

static void
test_lines(void)
{
	try_all(&lines, "aaa\"\n", 4);
}

static void
test_escapes_and_comments(void)
{
	try_all(&odd, "aa;'\\#\n", 5);
}

static void
test_empty(void)
{
	check_blocks(&csv, "\n\n" + 1, 0, 0, 10, true, 1);
	check_blocks(&csv, "\n\n" + 1, 0, 0, 10, false, 1);
}

VL_TESTS(test_quoted, test_regular, test_lines, test_escapes_and_comments,
    test_empty)
