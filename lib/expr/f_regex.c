/*
 * f_regex.c -- regular expressions, through PCRE2 with its compiler to machine
 * code and with limits.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "expr/call.h"

enum {
	STEPS_MAX = 1000000,   /* of backtracking in one match */
	HEAP_MAX_KIB = 20480,  /* of the interpreter, where there is no JIT */
	STACK_MAX = 1 << 20,   /* bytes of the JIT's own stack */
	PATTERN_MAX = 1 << 16, /* bytes */
};

struct regex {
	pcre2_code *code;
	pcre2_match_data *match;
	pcre2_match_context *limits;
	pcre2_jit_stack *stack;
	struct vl_buf source; /* flags, then the pattern */
	bool all;             /* flag g */
};

static void *
take_memory(PCRE2_SIZE n, void *unused)
{
	(void)unused;
	return vl_alloc((int64_t)n);
}

static void
give_memory(void *p, void *unused)
{
	(void)unused;
	vl_dealloc(p);
}

static void
clear(struct regex *r)
{
	pcre2_code_free(r->code);
	pcre2_match_data_free(r->match);
	pcre2_match_context_free(r->limits);
	pcre2_jit_stack_free(r->stack);
	r->code = NULL;
	r->match = NULL;
	r->limits = NULL;
	r->stack = NULL;
}

static void
regex_release(void *state)
{
	struct regex *r = state;

	clear(r);
	vl_buf_release(&r->source);
	vl_dealloc(r);
}

static int
read_flags(
    struct vl_str flags, struct regex *r, uint32_t *options, struct vl_err *err)
{
	r->all = false;
	for (int64_t i = 0; i < flags.n; i++)
		switch (flags.p[i]) {
		case 'i': *options |= PCRE2_CASELESS; break;
		case 'c': *options &= ~(uint32_t)PCRE2_CASELESS; break;
		case 's': *options |= PCRE2_DOTALL; break;
		case 'n':
		case 'm': *options |= PCRE2_MULTILINE; break;
		case 'x': *options |= PCRE2_EXTENDED; break;
		case 'g': r->all = true; break;
		default:
			return vl_fail(err, VL_EVALUE,
			    "'%c' is no flag of regular expressions; they "
			    "are c g i m n s x",
			    flags.p[i]);
		}
	return 0;
}

static int
compile(struct regex *r, struct vl_str pattern, struct vl_str flags,
    uint32_t options, struct vl_err *err)
{
	pcre2_general_context *memory;
	PCRE2_SIZE at;
	int code;

	options |=
	    PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
	VL_TRY(read_flags(flags, r, &options, err));
	if (pattern.n > PATTERN_MAX)
		return vl_fail(err, VL_ELIMIT,
		    "a regular expression of more than %d bytes", PATTERN_MAX);
	clear(r);
	memory = pcre2_general_context_create(take_memory, give_memory, NULL);
	pcre2_compile_context *how = pcre2_compile_context_create(memory);

	r->code = pcre2_compile((PCRE2_SPTR)pattern.p, (PCRE2_SIZE)pattern.n,
	    options, &code, &at, how);
	if (r->code) {
		r->match =
		    pcre2_match_data_create_from_pattern(r->code, memory);
		r->limits = pcre2_match_context_create(memory);
		pcre2_set_match_limit(r->limits, STEPS_MAX);
		pcre2_set_heap_limit(r->limits, HEAP_MAX_KIB);
		if (pcre2_jit_compile(r->code, PCRE2_JIT_COMPLETE) == 0) {
			r->stack =
			    pcre2_jit_stack_create(32 << 10, STACK_MAX, memory);
			pcre2_jit_stack_assign(r->limits, NULL, r->stack);
		}
	}
	pcre2_compile_context_free(how);
	pcre2_general_context_free(memory);
	if (r->code == NULL) {
		PCRE2_UCHAR why[128];

		pcre2_get_error_message(code, why, sizeof why);
		return vl_fail(err, VL_EVALUE,
		    "regular expression '%.*s', byte %d: %s",
		    (int)(pattern.n < 80 ? pattern.n : 80), pattern.p,
		    (int)at + 1, (const char *)why);
	}
	return 0;
}

/* The compiled expression for a row; kept while it stays the same. */
static int
prepare(struct vl_call *c, int64_t row, int flags_at, uint32_t options,
    struct regex **out, struct vl_err *err)
{
	struct regex *r = *c->state;
	struct vl_str pattern = arg_text(&c->arg[1], row);
	struct vl_str flags =
	    c->count > flags_at ? arg_text(&c->arg[flags_at], row) : VL_STR("");

	if (r == NULL)
		*c->state = r = vl_alloc_one(struct regex);
	*out = r;
	if (r->code && r->source.len == flags.n + 1 + pattern.n &&
	    memcmp(r->source.p, flags.p, (size_t)flags.n) == 0 &&
	    r->source.p[flags.n] == '\0' &&
	    memcmp(r->source.p + flags.n + 1, pattern.p, (size_t)pattern.n) ==
		0)
		return 0;
	vl_buf_reset(&r->source);
	vl_buf_str(&r->source, flags);
	vl_buf_byte(&r->source, '\0');
	vl_buf_str(&r->source, pattern);
	return compile(r, pattern, flags, options, err);
}

/* 1 and the places in r->match, 0 none, or an error. */
static int
match(struct regex *r, struct vl_str s, int64_t from, struct vl_err *err)
{
	int rc = pcre2_match(r->code, (PCRE2_SPTR)s.p, (PCRE2_SIZE)s.n,
	    (PCRE2_SIZE)from, 0, r->match, r->limits);
	PCRE2_UCHAR why[128];

	if (rc >= 0)
		return 1;
	if (rc == PCRE2_ERROR_NOMATCH)
		return 0;
	pcre2_get_error_message(rc, why, sizeof why);
	vl_fail(err, VL_ELIMIT, "a regular expression gave up: %s",
	    (const char *)why);
	return vl_err_hint(err, "make the expression less ambiguous");
}

/* Group g of the match; p is NULL if it took no part. */
static struct vl_str
group(const struct regex *r, struct vl_str s, uint32_t g)
{
	const PCRE2_SIZE *at = pcre2_get_ovector_pointer(r->match);
	struct vl_str none = { NULL, 0 };

	if (g >= pcre2_get_ovector_count(r->match) ||
	    at[2 * g] == PCRE2_UNSET || at[2 * g + 1] < at[2 * g])
		return none;
	return (struct vl_str){ s.p + at[2 * g],
		(int64_t)(at[2 * g + 1] - at[2 * g]) };
}

/* Where the next match may begin: behind this one, and behind one more
 * character if it was empty. */
static int64_t
next_from(struct vl_str s, struct vl_str hit)
{
	int64_t from = hit.p + hit.n - s.p;

	if (hit.n > 0)
		return from;
	for (from++; from < s.n && (s.p[from] & 0xc0) == 0x80;)
		from++;
	return from;
}

static int
test(struct vl_call *c, uint32_t options, bool want, struct vl_column *out,
    struct vl_err *err)
{
	uint8_t *data = call_data(c, out);
	struct regex *r;

	for (int64_t i = 0; i < out->rows; i++) {
		int rc;

		data[i] = 0;
		if (!call_live(out, i))
			continue;
		VL_TRY(prepare(c, i, 2, options, &r, err));
		rc = match(r, arg_text(&c->arg[0], i), 0, err);
		VL_TRY(rc);
		data[i] = (rc > 0) == want;
	}
	return 0;
}

static int
eval_match(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return test(c, 0, true, out, err);
}

static int
eval_match_fold(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return test(c, PCRE2_CASELESS, true, out, err);
}

static int
eval_no_match(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return test(c, 0, false, out, err);
}

static int
eval_no_match_fold(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return test(c, PCRE2_CASELESS, false, out, err);
}

/* The whole match, or a group of it; none is NULL. */
static int
eval_extract(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	struct vl_view *data = call_data(c, out);
	uint64_t *valid = NULL;
	struct regex *r;

	for (int64_t i = 0; i < out->rows; i++) {
		struct vl_str s = arg_text(&c->arg[0], i);
		struct vl_str hit = { NULL, 0 };
		int64_t g = 0;
		int rc;

		data[i] = (struct vl_view){ 0 };
		if (!call_live(out, i))
			continue;
		if (c->count > 2)
			g = ((const int64_t *)c->arg[2]
				 .data)[i * arg_step(&c->arg[2])];
		VL_TRY(prepare(c, i, 3, 0, &r, err));
		rc = match(r, s, 0, err);
		VL_TRY(rc);
		if (rc > 0 && g >= 0 && g < UINT32_MAX)
			hit = group(r, s, (uint32_t)g);
		if (hit.p) {
			data[i] = text_borrow(hit);
			continue;
		}
		if (valid == NULL)
			valid = call_valid(c, out);
		vl_bit_clear(valid, i);
	}
	return 0;
}

static int
eval_count(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	int64_t *data = call_data(c, out);
	struct regex *r;

	for (int64_t i = 0; i < out->rows; i++) {
		struct vl_str s = arg_text(&c->arg[0], i);
		int rc = 1;

		data[i] = 0;
		if (!call_live(out, i))
			continue;
		VL_TRY(prepare(c, i, 2, 0, &r, err));
		for (int64_t from = 0; from <= s.n;
		     from = next_from(s, group(r, s, 0))) {
			rc = match(r, s, from, err);
			VL_TRY(rc);
			if (rc == 0)
				break;
			data[i]++;
		}
	}
	return 0;
}

/* \1 .. \9 are groups, \0 and \& the match, \\ a backslash. */
static void
add_replacement(
    const struct regex *r, struct vl_str s, struct vl_str by, struct vl_buf *b)
{
	for (int64_t i = 0; i < by.n; i++) {
		char c = by.p[i];

		if (c != '\\' || i + 1 == by.n) {
			vl_buf_byte(b, c);
			continue;
		}
		c = by.p[++i];
		if (c == '&')
			c = '0';
		if (c >= '0' && c <= '9') {
			struct vl_str g = group(r, s, (uint32_t)(c - '0'));

			if (g.p)
				vl_buf_str(b, g);
		} else {
			vl_buf_byte(b, c);
		}
	}
}

static int
replace_row(struct vl_call *c, struct regex *r, struct vl_str s,
    struct vl_str by, struct vl_buf *b, struct vl_err *err)
{
	int64_t done = 0;
	int64_t from = 0;

	vl_buf_reset(b);
	while (from <= s.n) {
		int rc = match(r, s, from, err);
		struct vl_str hit;

		VL_TRY(rc);
		if (rc == 0)
			break;
		hit = group(r, s, 0);
		vl_buf_add(b, s.p + done, hit.p - s.p - done);
		add_replacement(r, s, by, b);
		if (b->len > TEXT_MAX)
			return text_too_long(c, err);
		done = hit.p + hit.n - s.p;
		from = next_from(s, hit);
		if (!r->all)
			break;
	}
	vl_buf_add(b, s.p + done, s.n - done);
	return 0;
}

static int
eval_replace(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	struct vl_view *data = call_data(c, out);
	struct text_room room = { .arena = c->arena };
	struct vl_buf b = { 0 };
	struct regex *r;
	int rc = 0;

	for (int64_t i = 0; i < out->rows && rc >= 0; i++) {
		char *to;

		data[i] = (struct vl_view){ 0 };
		if (!call_live(out, i))
			continue;
		rc = prepare(c, i, 3, 0, &r, err);
		if (rc >= 0)
			rc = replace_row(c, r, arg_text(&c->arg[0], i),
			    arg_text(&c->arg[2], i), &b, err);
		if (rc < 0 || b.len == 0)
			continue;
		to = text_room(&room, b.len);
		memcpy(to, b.p, (size_t)b.len);
		data[i] = text_done(&room, to, b.len);
	}
	vl_buf_release(&b);
	return rc < 0 ? rc : 0;
}

/* clang-format off */
#define F(z, takes, gives, f, text, value) \
	{ z, "pattern", takes, gives, 0, .eval = f, \
	    .release = regex_release, .doc = text, .example = value }
const struct vl_func func_regex[] = {
	F("~", "VARCHAR, VARCHAR", "BOOLEAN", eval_match,
	    "Whether the regular expression matches somewhere.",
	    "'abc' ~ 'b.' = true"),
	F("~*", "VARCHAR, VARCHAR", "BOOLEAN", eval_match_fold,
	    "As ~, whatever the case.", "'ABC' ~* 'b.' = true"),
	F("!~", "VARCHAR, VARCHAR", "BOOLEAN", eval_no_match,
	    "Whether it matches nowhere.", "'abc' !~ '^b' = true"),
	F("!~*", "VARCHAR, VARCHAR", "BOOLEAN", eval_no_match_fold,
	    "As !~, whatever the case.", "'ABC' !~* 'b' = false"),
	F("regexp_matches", "VARCHAR, VARCHAR, [VARCHAR]", "BOOLEAN",
	    eval_match, "As ~, with flags.",
	    "regexp_matches('ABC', 'b', 'i') = true"),
	F("regexp_like", "VARCHAR, VARCHAR, [VARCHAR]", "BOOLEAN",
	    eval_match, "As ~, with flags.",
	    "regexp_like('abc', '^b') = false"),
	F("regexp_extract", "VARCHAR, VARCHAR, [BIGINT], [VARCHAR]", "VARCHAR",
	    eval_extract, "What matches, or a group of it.",
	    "regexp_extract('a=42', '=([0-9]+)', 1) = 42"),
	F("regexp_substr", "VARCHAR, VARCHAR", "VARCHAR", eval_extract,
	    "What matches.", "regexp_substr('a=42', '[0-9]+') = 42"),
	F("regexp_count", "VARCHAR, VARCHAR, [VARCHAR]", "BIGINT", eval_count,
	    "How often it matches.", "regexp_count('banana', 'an') = 2"),
	F("regexp_replace", "VARCHAR, VARCHAR, VARCHAR, [VARCHAR]", "VARCHAR",
	    eval_replace,
	    "What matches becomes the third argument; all of it with flag g.",
	    "regexp_replace('banana', '(.)a', 'A\\1', 'g') = AbAnAn"),
	{ 0 },
};
/* clang-format on */
