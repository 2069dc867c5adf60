/* lines_match.c -- lines that match a pattern, as records of its groups. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <assert.h>
#include <pcre2.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/err.h"
#include "fmt/lines_int.h"
#include "kern/kern.h"

enum {
	JIT_STACK_MIN = 32 << 10,
	JIT_STACK_MAX = 256 << 10,
};

struct lines_pattern {
	pcre2_general_context *memory;
	pcre2_code *code;
	struct vl_str text;
	bool jit;
	uint32_t groups;
};

struct lines_match {
	const struct lines_pattern *pattern;
	pcre2_match_data *data;
	pcre2_match_context *limits;
	pcre2_jit_stack *stack;
};

static void *
take(size_t n, void *arg)
{
	(void)arg;
	return vl_realloc(NULL, (int64_t)n);
}

static void
give(void *p, void *arg)
{
	(void)arg;
	vl_dealloc(p);
}

static int
compile(struct lines_pattern *p, struct vl_err *err)
{
	pcre2_compile_context *rules = pcre2_compile_context_create(p->memory);
	PCRE2_UCHAR why[160] = "";
	PCRE2_SIZE at = 0;
	int rc = 0;

	pcre2_set_max_pattern_length(rules, VL_PATTERN_BYTES_MAX);
	p->code = pcre2_compile((PCRE2_SPTR)p->text.p, (size_t)p->text.n,
	    PCRE2_UTF | PCRE2_ANCHORED | PCRE2_ENDANCHORED |
		PCRE2_NEVER_BACKSLASH_C,
	    &rc, &at, rules);
	pcre2_compile_context_free(rules);
	if (p->code)
		return 0;
	pcre2_get_error_message(rc, why, sizeof why);
	return vl_fail(err, VL_EVALUE, "option 'pattern': byte %lld: %s",
	    (long long)at + 1, (const char *)why);
}

int
lines_pattern_new(
    struct vl_str text, struct lines_pattern **out, struct vl_err *err)
{
	struct lines_pattern *p = vl_alloc_one(struct lines_pattern);
	size_t bytes = 0;

	p->memory = pcre2_general_context_create(take, give, NULL);
	p->text = text;
	int rc = compile(p, err);

	if (rc < 0) {
		lines_pattern_free(p);
		return rc;
	}
	/* Where the system lets no one make code, it is interpreted. */
	p->jit = pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE) == 0 &&
	    pcre2_pattern_info(p->code, PCRE2_INFO_JITSIZE, &bytes) == 0 &&
	    bytes > 0;
	pcre2_pattern_info(p->code, PCRE2_INFO_CAPTURECOUNT, &p->groups);
	*out = p;
	return 0;
}

void
lines_pattern_free(struct lines_pattern *p)
{
	if (p == NULL)
		return;
	pcre2_code_free(p->code);
	pcre2_general_context_free(p->memory);
	vl_dealloc(p);
}

struct vl_str
lines_pattern_text(const struct lines_pattern *p)
{
	return p->text;
}

int
lines_pattern_groups(const struct lines_pattern *p)
{
	return (int)p->groups;
}

struct vl_str
lines_pattern_name(const struct lines_pattern *p, int group)
{
	PCRE2_SPTR entry = NULL; /* two bytes of number, the name, a NUL */
	uint32_t count = 0;
	uint32_t size = 0;

	pcre2_pattern_info(p->code, PCRE2_INFO_NAMECOUNT, &count);
	pcre2_pattern_info(p->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
	pcre2_pattern_info(p->code, PCRE2_INFO_NAMETABLE, &entry);
	for (; count > 0; count--, entry += size)
		if ((entry[0] << 8 | entry[1]) == group)
			return vl_str((const char *)entry + 2);
	return (struct vl_str){ 0 };
}

struct lines_match *
lines_match_new(const struct lines_pattern *p)
{
	struct lines_match *m = vl_alloc_one(struct lines_match);

	m->pattern = p;
	m->data = pcre2_match_data_create_from_pattern(p->code, p->memory);
	m->limits = pcre2_match_context_create(p->memory);
	pcre2_set_match_limit(m->limits, VL_PATTERN_STEPS_MAX);
	pcre2_set_heap_limit(m->limits, VL_PATTERN_HEAP_MAX >> 10);
	if (p->jit) {
		m->stack = pcre2_jit_stack_create(
		    JIT_STACK_MIN, JIT_STACK_MAX, p->memory);
		pcre2_jit_stack_assign(m->limits, NULL, m->stack);
	}
	return m;
}

void
lines_match_free(struct lines_match *m)
{
	if (m == NULL)
		return;
	pcre2_match_data_free(m->data);
	pcre2_match_context_free(m->limits);
	pcre2_jit_stack_free(m->stack);
	vl_dealloc(m);
}

/* Match a line, which is UTF-8: pairs that were set, 0: it does not match, or
 * an error of PCRE2. */
static int
match(struct lines_match *m, const char *p, int64_t n)
{
	const struct lines_pattern *pattern = m->pattern;
	PCRE2_SPTR text = (PCRE2_SPTR)p;
	int rc = PCRE2_ERROR_JIT_STACKLIMIT;

	if (pattern->jit)
		rc = pcre2_jit_match(
		    pattern->code, text, (size_t)n, 0, 0, m->data, m->limits);
	if (rc == PCRE2_ERROR_JIT_STACKLIMIT)
		rc = pcre2_match(pattern->code, text, (size_t)n, 0,
		    PCRE2_NO_JIT | PCRE2_NO_UTF_CHECK, m->data, m->limits);
	return rc == PCRE2_ERROR_NOMATCH ? 0 : rc;
}

/* A line that is no record: 0 to go on behind it. */
static int
tell(struct csv_rows *w, struct vl_str line, int rc, struct vl_err *err)
{
	struct csv_bad bad = { .p = line.p, .n = line.n };

	bad.unmatched = rc == 0;
	if (rc == 0)
		bad.reason = "does not match the pattern";
	else if (rc == PCRE2_ERROR_MATCHLIMIT || rc == PCRE2_ERROR_HEAPLIMIT)
		bad.reason = "the pattern takes too many steps";
	else
		bad.reason = "the pattern cannot be matched with it";
	if (w->bad)
		return w->bad(w->arg, &bad, err);
	/* No sample is worth so much time. */
	if (rc != 0)
		w->p = w->end;
	return 0;
}

/* The fields of a line that matched, from w->base + from on. */
static void
put_fields(const struct csv_rows *w, uint32_t from, uint32_t *out, int set)
{
	const PCRE2_SIZE *pair = pcre2_get_ovector_pointer(w->match->data);
	const struct vl_csv_dialect *d = w->d;
	uint32_t end = out[1];

	for (int c = 0; c < d->count; c++) {
		int64_t group = d->column[c].group;
		uint32_t *field = out + lines_field(c);

		field[0] = field[1] = end;
		if (group >= set || pair[2 * group] == PCRE2_UNSET)
			continue;
		field[0] = from + (uint32_t)pair[2 * group] - 1;
		field[1] = from + (uint32_t)pair[2 * group + 1];
	}
}

/* Where that is an error it is one of the block's (csv_read.c). */
static int
tell_not_utf8(struct csv_rows *w, struct vl_str line, struct vl_err *err)
{
	char reason[48];
	struct csv_bad bad = { .p = line.p, .n = line.n, .reason = reason };

	if (!w->lenient || !w->bad)
		return 0;
	snprintf(reason, sizeof reason, "byte 0x%02x is not UTF-8",
	    (unsigned)(uint8_t)line.p[vl_kern()->utf8->valid(line.p, line.n)]);
	return w->bad(w->arg, &bad, err);
}

int
lines_rows_next(struct csv_rows *w, int64_t max, struct vl_err *err)
{
	const char newline = w->d->text.newline;
	const char *base = w->p;
	int64_t stride = w->d->fields + 1;

	w->base = base;
	w->stride = stride;
	w->rows = 0;
	while (w->p < w->end && w->rows < max &&
	    (w->rows + 1) * stride <= w->cap) {
		const char *p = w->p;
		const char *end = memchr(p, newline, (size_t)(w->end - p));
		uint32_t *out = w->norm + w->rows * stride;
		int64_t n = end - p;

		assert(end != NULL);
		w->p = end + 1;
		n -= n > 0 && p[n - 1] == '\r';
		if (n == 0 && !w->d->blank)
			continue;
		if (!w->valid && vl_kern()->utf8->valid(p, n) < n) {
			VL_TRY(tell_not_utf8(w, (struct vl_str){ p, n }, err));
			continue;
		}
		int set = match(w->match, p, n);

		if (set <= 0) {
			VL_TRY(tell(w, (struct vl_str){ p, n }, set, err));
			continue;
		}
		out[0] = (uint32_t)(p - base) - 1;
		out[1] = (uint32_t)(end - base);
		put_fields(w, (uint32_t)(p - base), out, set);
		w->rows++;
	}
	return w->rows > 0;
}
