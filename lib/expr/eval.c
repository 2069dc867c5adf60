/*
 * eval.c -- run the steps of a program over a batch.
 *
 * A function sees FLAT and CONST arguments only.  If all are constant it runs
 * for one row; if one is a dictionary and the rest are constant it runs over
 * the dictionary, where that is the shorter.
 */
#include <assert.h>

#include "expr/call.h"

#include "col/batch.h"
#include "expr/prog_int.h"
#include "kern/kern.h"

enum {
	ARGS = 8, /* arguments that need no memory of their own */
};

struct vl_eval {
	const struct vl_prog *prog;
	const struct vl_session *session;
	struct vl_arena arena;  /* results, until the next run */
	struct vl_arena states; /* sets of IN */
	void **state;
	struct vl_column *out; /* [prog->count] of vl_eval_filter() */
	struct vl_batch *batch;
};

/* One run of a block over some rows. */
struct frame {
	const struct block *block;
	struct frame *outer;
	int64_t rows;
	const uint16_t *index; /* rows of the outer frame; NULL: all of them */
	struct vl_column *value;
	bool *have;
};

static struct frame
open_frame(struct vl_eval *ev, const struct block *b, struct frame *outer,
    const uint16_t *index, int64_t rows)
{
	return (struct frame){
		.block = b,
		.outer = outer,
		.rows = rows,
		.index = index,
		.value = vl_new(&ev->arena, struct vl_column, b->slot_count),
		.have = vl_new(&ev->arena, bool, b->slot_count),
	};
}

static const struct vl_column *
slot_value(struct vl_eval *ev, struct frame *f, int i)
{
	const struct slot *s = &f->block->slot[i];
	struct vl_column *v = &f->value[i];

	if (f->have[i])
		return v;
	switch (s->kind) {
	case SLOT_COLUMN: *v = *vl_batch_dense(ev->batch, s->index); break;
	case SLOT_CONST:
		*v = s->e->value;
		v->rows = f->rows;
		break;
	case SLOT_IMPORT:
		*v = *slot_value(ev, f->outer, s->index);
		if (v->form == VL_CONST)
			v->rows = f->rows;
		else if (f->index)
			*v = vl_column_take(&ev->arena, v, f->index, f->rows);
		break;
	case SLOT_STEP: assert(!"a step that has not run"); break;
	}
	f->have[i] = true;
	return v;
}

/* ---- calls, casts, IN: one value for each row of the arguments ---- */

static int
run_in(struct vl_eval *ev, const struct step *s, const struct vl_column *x,
    struct vl_column *out)
{
	const struct vl_column *set = &s->e->value;
	bool has_null = set->valid != NULL;
	uint8_t *found = vl_arena_buffer(&ev->arena, out->rows);

	if (ev->state[s->state] == NULL)
		ev->state[s->state] = in_set_new(&ev->states, set);
	in_set_find(ev->state[s->state], x, out->rows, found);
	out->data = found;
	if (has_null) {
		/* Not found, but a NULL was in the list: nobody knows. */
		int64_t words = vl_bits_words(out->rows);
		uint64_t *valid = vl_arena_buffer(&ev->arena, words * 8);

		vl_kern()->logic->pack(found, out->rows, valid);
		for (int64_t w = 0; out->valid && w < words; w++)
			valid[w] &= out->valid[w];
		out->valid = valid;
	}
	if (s->e->negated)
		vl_kern()->logic->flip(found, out->rows, found);
	return 0;
}

/* Arguments are FLAT or all CONST; out has type and rows. */
static int
apply(struct vl_eval *ev, const struct step *s, const struct vl_column *arg,
    struct vl_column *out, struct vl_err *err)
{
	void *none = NULL;
	struct vl_call c = {
		.expr = s->e,
		.session = ev->session,
		.arena = &ev->arena,
		.state = s->state >= 0 ? &ev->state[s->state] : &none,
		.rows = out->rows,
		.count = s->e->count,
		.arg = arg,
	};

	if (s->e->kind == VL_EXPR_CAST)
		return cast_column(&c, s->e->try_cast, out, err);
	if (s->e->kind == VL_EXPR_IN)
		return run_in(ev, s, arg, out);
	return s->e->func->eval(&c, out, err);
}

static bool
sees_nulls(const struct vl_expr *e)
{
	return e->kind == VL_EXPR_CALL && (e->func->flags & VL_FUNC_NULLS);
}

/* The rows where no argument is NULL: NULL for all. */
static const uint64_t *
common_valid(
    struct vl_eval *ev, int count, const struct vl_column *arg, int64_t rows)
{
	int64_t words = vl_bits_words(rows);
	const uint64_t *one = NULL;
	uint64_t *both = NULL;

	for (int i = 0; i < count; i++) {
		const uint64_t *v = arg[i].valid;

		if (v == NULL || arg[i].form == VL_CONST)
			continue;
		if (one == NULL) {
			one = v;
			continue;
		}
		if (one == v)
			continue;
		if (both == NULL) {
			both = vl_arena_buffer(&ev->arena, words * 8);
			memcpy(both, one, (size_t)words * 8);
			one = both;
		}
		for (int64_t w = 0; w < words; w++)
			both[w] &= v[w];
	}
	return one;
}

/* All rows at once, arguments FLAT or CONST. */
static int
run_flat(struct vl_eval *ev, const struct step *s, struct vl_column *arg,
    int64_t rows, struct vl_column *out, struct vl_err *err)
{
	bool all_const = !(s->e->kind == VL_EXPR_CALL &&
	    (s->e->func->flags & VL_FUNC_VOLATILE));
	int count = s->e->count;

	for (int i = 0; i < count; i++) {
		if (arg[i].type.id == VL_TYPE_NULL)
			arg[i] = vl_column_null(arg[i].type, rows);
		bool is_const = arg[i].form == VL_CONST;

		if (is_const && vl_column_is_null(&arg[i], 0) &&
		    !sees_nulls(s->e)) {
			*out = vl_column_null(s->e->type, rows);
			return 0;
		}
		all_const &= is_const;
	}
	for (int i = 0; all_const && i < count; i++)
		arg[i].rows = 1;
	*out = (struct vl_column){
		.type = s->e->type,
		.rows = all_const ? 1 : rows,
		.valid = sees_nulls(s->e) ? NULL :
					    common_valid(ev, count, arg, rows),
	};
	VL_TRY(apply(ev, s, arg, out, err));
	if (all_const) {
		out->form = VL_CONST;
		out->rows = rows;
	}
	return 0;
}

/* The only dictionary beside constants, if it pays to go over it: or -1. */
static int
lone_dict(const struct step *s, const struct vl_column *arg, int64_t rows)
{
	int dict = -1;

	if (s->e->kind == VL_EXPR_CALL &&
	    (s->e->func->flags & VL_FUNC_VOLATILE))
		return -1;
	for (int i = 0; i < s->e->count; i++) {
		if (arg[i].form == VL_CONST)
			continue;
		if (dict >= 0 || arg[i].form != VL_DICT)
			return -1;
		dict = i;
	}
	if (dict < 0 || arg[dict].child->rows > rows ||
	    arg[dict].child->rows == 0 || (arg[dict].valid && sees_nulls(s->e)))
		return -1;
	return dict;
}

/* Over the dictionary, then out to the rows.  0: done, 1: did not work. */
static int
run_dict(struct vl_eval *ev, const struct step *s, struct vl_column *arg,
    int dict, struct vl_column *out)
{
	struct vl_column codes = arg[dict];
	struct vl_column *child = vl_new(&ev->arena, struct vl_column, 1);
	struct vl_err err; /* maybe of a value that no row has */
	int rc;

	arg[dict] = *codes.child;
	rc = run_flat(ev, s, arg, codes.child->rows, child, &err);
	arg[dict] = codes;
	if (rc < 0)
		return 1;
	if (child->form == VL_CONST) {
		*out = *child;
		out->rows = codes.rows;
		if (codes.valid == NULL)
			return 0;
		*out = vl_column_flat(&ev->arena, out);
		if (out->valid == NULL)
			out->valid = codes.valid;
		return 0;
	}
	if (vl_type_is_view(s->e->type) && child->valid == NULL) {
		*out = codes;
		out->type = s->e->type;
		out->child = child;
		return 0;
	}
	*out = vl_column_take32(&ev->arena, child, codes.data, codes.rows);
	if (codes.valid) {
		struct vl_column both[2] = { *out, codes };

		out->valid = common_valid(ev, 2, both, codes.rows);
	}
	return 0;
}

static int
run_call(struct vl_eval *ev, struct frame *f, const struct step *s,
    struct vl_column *out, struct vl_err *err)
{
	struct vl_column few[ARGS];
	struct vl_column *arg = few;
	int count = s->e->count;
	int dict;

	if (count > ARGS)
		arg = vl_new(&ev->arena, struct vl_column, count);
	for (int i = 0; i < count; i++)
		arg[i] = *slot_value(ev, f, s->arg[i]);
	if (f->rows == 0) {
		*out = vl_column_null(s->e->type, 0);
		return 0;
	}
	dict = lone_dict(s, arg, f->rows);
	if (dict >= 0 && run_dict(ev, s, arg, dict, out) == 0)
		return 0;
	for (int i = 0; i < count; i++)
		if (arg[i].form != VL_CONST)
			arg[i] = vl_column_flat(&ev->arena, &arg[i]);
	return run_flat(ev, s, arg, f->rows, out, err);
}

/* ---- AND, OR ---- */

/* A boolean in the making: bytes, and bits where it is known. */
struct truth {
	uint8_t *value;
	uint64_t *known; /* NULL: everywhere */
};

static int run_block(struct vl_eval *ev, struct frame *f, struct vl_err *err);

static struct truth
truth_of(struct vl_eval *ev, const struct vl_column *c, int64_t rows)
{
	struct vl_column flat = vl_column_flat(&ev->arena, c);
	int64_t words = vl_bits_words(rows);
	struct truth t = { .value = vl_arena_buffer(&ev->arena, rows) };

	memcpy(t.value, flat.data, (size_t)rows);
	if (flat.valid) {
		t.known = vl_arena_buffer(&ev->arena, words * 8);
		memcpy(t.known, flat.valid, (size_t)words * 8);
	}
	return t;
}

/* Where a value decides the outcome on its own: FALSE for AND, TRUE for OR. */
static uint64_t *
deciding(struct vl_eval *ev, const uint8_t *value, const uint64_t *known,
    int64_t rows, bool is_or)
{
	int64_t words = vl_bits_words(rows);
	uint64_t *bits = vl_arena_buffer(&ev->arena, words * 8);

	vl_kern()->logic->pack(value, rows, bits);
	for (int64_t w = 0; w < words; w++) {
		if (!is_or)
			bits[w] = ~bits[w] & vl_bits_below(rows - w * 64);
		if (known)
			bits[w] &= known[w];
	}
	return bits;
}

/* t = t AND (OR) v, three-valued. */
static void
combine(struct vl_eval *ev, struct truth *t, const struct vl_column *v,
    int64_t rows, bool is_or)
{
	const struct vl_kern_logic *logic = vl_kern()->logic;
	struct vl_column flat = vl_column_flat(&ev->arena, v);
	const uint8_t *value = flat.data;

	if (t->known || flat.valid) {
		int64_t words = vl_bits_words(rows);
		uint64_t *dx = deciding(ev, t->value, t->known, rows, is_or);
		uint64_t *dy = deciding(ev, value, flat.valid, rows, is_or);

		for (int64_t w = 0; w < words; w++) {
			uint64_t all = vl_bits_below(rows - w * 64);
			uint64_t both = (t->known ? t->known[w] : all) &
			    (flat.valid ? flat.valid[w] : all);

			dx[w] |= dy[w] | both;
		}
		t->known = dx;
	}
	if (is_or)
		logic->either(t->value, value, rows, t->value);
	else
		logic->both(t->value, value, rows, t->value);
}

/* The rows that argument i has to be computed for; -1: all. */
static int64_t
undecided(struct vl_eval *ev, const struct truth *t, int64_t rows, bool is_or,
    uint16_t **index)
{
	int64_t words = vl_bits_words(rows);
	uint64_t *bits = deciding(ev, t->value, t->known, rows, is_or);
	int64_t n;

	for (int64_t w = 0; w < words; w++)
		bits[w] = ~bits[w] & vl_bits_below(rows - w * 64);
	n = vl_bits_count(bits, rows);
	if (n == rows)
		return -1;
	*index =
	    vl_arena_buffer(&ev->arena, (n + 64) * (int64_t)sizeof **index);
	return vl_kern()->logic->select(bits, rows, *index);
}

static int
run_branch(struct vl_eval *ev, struct frame *f, const struct block *b,
    const uint16_t *index, int64_t rows, struct vl_column *out,
    struct vl_err *err)
{
	struct frame inner = open_frame(ev, b, f, index, rows);

	VL_TRY(run_block(ev, &inner, err));
	*out = *slot_value(ev, &inner, b->result);
	return 0;
}

/* The values of some rows as a column of all, the others neutral. */
static struct vl_column
spread(struct vl_eval *ev, const struct vl_column *v, const uint16_t *index,
    int64_t n, int64_t rows, bool is_or)
{
	struct vl_column flat = vl_column_flat(&ev->arena, v);
	const uint8_t *from = flat.data;
	uint8_t *to = vl_arena_buffer(&ev->arena, rows);
	struct vl_column out = {
		.type = vl_type(VL_TYPE_BOOL), .rows = rows, .data = to
	};

	memset(to, !is_or, (size_t)rows);
	for (int64_t i = 0; i < n; i++)
		to[index[i]] = from[i];
	if (flat.valid) {
		uint64_t *valid =
		    vl_arena_buffer(&ev->arena, vl_bits_words(rows) * 8);

		vl_bits_fill(valid, rows);
		for (int64_t i = 0; i < n; i++)
			if (!vl_bit_get(flat.valid, i))
				vl_bit_clear(valid, index[i]);
		out.valid = valid;
	}
	return out;
}

static int
run_logic(struct vl_eval *ev, struct frame *f, const struct step *s,
    struct vl_column *out, struct vl_err *err)
{
	bool is_or = s->e->kind == VL_EXPR_OR;
	struct truth t = truth_of(ev, slot_value(ev, f, s->arg[0]), f->rows);

	for (int i = 1; i < s->e->count; i++) {
		struct vl_column v;
		uint16_t *index = NULL;
		int64_t n;

		if (s->arg[i] >= 0) {
			combine(ev, &t, slot_value(ev, f, s->arg[i]), f->rows,
			    is_or);
			continue;
		}
		n = undecided(ev, &t, f->rows, is_or, &index);
		if (n == 0)
			continue;
		VL_TRY(run_branch(
		    ev, f, s->branch[i], index, n < 0 ? f->rows : n, &v, err));
		if (n >= 0)
			v = spread(ev, &v, index, n, f->rows, is_or);
		combine(ev, &t, &v, f->rows, is_or);
	}
	*out = (struct vl_column){
		.type = vl_type(VL_TYPE_BOOL),
		.rows = f->rows,
		.valid = t.known,
		.data = t.value,
	};
	return 0;
}

/* ---- CASE ---- */

/* Some rows of a frame, rising. */
struct rows {
	uint16_t *index;
	int64_t count;
};

static struct rows
new_rows(struct vl_eval *ev, int64_t max)
{
	return (struct rows){ vl_arena_buffer(&ev->arena,
				  (max + 64) * (int64_t)sizeof(uint16_t)),
		0 };
}

/* Split rows by a condition that has a value for each of them, or for all
 * rows of the frame. */
static void
split(const struct rows *in, const struct vl_column *cond, bool whole,
    struct rows *hit, struct rows *miss)
{
	const uint8_t *value = cond->data;

	hit->count = 0;
	miss->count = 0;
	for (int64_t i = 0; i < in->count; i++) {
		uint16_t row = in->index[i];
		int64_t at = whole ? row : i;
		bool yes = value[vl_column_slot(cond, at)] &&
		    !vl_column_is_null(cond, at);

		hit->index[hit->count] = row;
		miss->index[miss->count] = row;
		hit->count += yes;
		miss->count += !yes;
	}
}

/* The value of argument i of a CASE for these rows. */
static int
case_part(struct vl_eval *ev, struct frame *f, const struct step *s, int i,
    const struct rows *rows, struct part *part, struct vl_err *err)
{
	*part = (struct part){ .to = rows->index, .count = rows->count };
	part->whole = s->arg[i] >= 0;
	if (part->whole) {
		part->value = *slot_value(ev, f, s->arg[i]);
		return 0;
	}
	return run_branch(ev, f, s->branch[i],
	    rows->count == f->rows ? NULL : rows->index, rows->count,
	    &part->value, err);
}

/* One loop per width, so that memcpy() is a move. */
static inline void
blend_wide(const uint8_t *yes, const char *from, int64_t step, int64_t rows,
    int64_t bytes, char *to)
{
	for (int64_t i = 0; i < rows; i++)
		if (yes[i])
			memcpy(to + i * bytes, from + i * step * bytes,
			    (size_t)bytes);
}

/* to[i] = from[i] where yes[i]; the step of a constant is 0. */
static void
blend(const uint8_t *yes, const void *from, int64_t step, int64_t rows,
    int64_t bytes, void *to)
{
	const uint64_t *x = from;
	uint64_t *out = to;

	switch (bytes) {
	case 1: blend_wide(yes, from, step, rows, 1, to); break;
	case 2: blend_wide(yes, from, step, rows, 2, to); break;
	case 4: blend_wide(yes, from, step, rows, 4, to); break;
	case 8: /* without a branch */
		for (int64_t i = 0; i < rows; i++)
			out[i] = yes[i] ? x[i * step] : out[i];
		break;
	default: blend_wide(yes, from, step, rows, 16, to); break;
	}
}

/* Can a CASE be made of whole columns, without dividing the rows? */
static bool
is_whole_case(struct vl_eval *ev, struct frame *f, const struct step *s)
{
	uint8_t id = s->e->type.id;

	if (id == VL_TYPE_LIST || id == VL_TYPE_STRUCT ||
	    id == VL_TYPE_VECTOR || id == VL_TYPE_NULL || s->e->count > 9)
		return false;
	for (int i = 0; i < s->e->count; i++)
		if (s->arg[i] < 0 ||
		    slot_value(ev, f, s->arg[i])->form == VL_DICT)
			return false;
	return true;
}

/* From the last branch to the first, each over those behind it. */
static void
run_whole_case(struct vl_eval *ev, struct frame *f, const struct step *s,
    struct vl_column *out)
{
	int last = s->e->count - 1;
	int64_t rows = f->rows;
	int64_t words = vl_bits_words(rows);
	int64_t bytes = vl_type_bytes(s->e->type);
	const struct vl_column *v = slot_value(ev, f, s->arg[last]);
	uint64_t *valid = vl_arena_buffer(&ev->arena, words * 8);
	uint64_t *hit = vl_arena_buffer(&ev->arena, words * 8);
	uint8_t *yes = vl_arena_buffer(&ev->arena, rows);
	void *data = vl_arena_buffer(&ev->arena, rows * bytes);
	bool nulls = false;

	memset(yes, 1, (size_t)rows);
	vl_bits_fill(valid, rows);
	for (int i = last; i >= 0; i -= 2) {
		int then = i == last ? i : i + 1;

		if (i != last) {
			struct vl_column cond = vl_column_flat(
			    &ev->arena, slot_value(ev, f, s->arg[i]));

			vl_kern()->logic->pack(cond.data, rows, hit);
			for (int64_t w = 0; cond.valid && w < words; w++)
				hit[w] &= cond.valid[w];
			vl_kern()->logic->unpack(hit, rows, yes);
		} else {
			vl_bits_fill(hit, rows);
		}
		v = slot_value(ev, f, s->arg[then]);
		blend(yes, v->data, arg_step(v), rows, bytes, data);
		for (int64_t w = 0; w < words; w++) {
			uint64_t own = v->valid == NULL ? ~UINT64_C(0) :
			    v->form == VL_CONST         ? 0 :
							  v->valid[w];

			if (v->valid && v->form == VL_CONST &&
			    vl_bit_get(v->valid, 0))
				own = ~UINT64_C(0);
			valid[w] = (valid[w] & ~hit[w]) | (own & hit[w]);
		}
		nulls |= v->valid != NULL;
	}
	*out = (struct vl_column){
		.type = s->e->type,
		.rows = rows,
		.valid = nulls ? valid : NULL,
		.data = data,
	};
}

static int
run_case(struct vl_eval *ev, struct frame *f, const struct step *s,
    struct vl_column *out, struct vl_err *err)
{
	struct part *part =
	    vl_new(&ev->arena, struct part, s->e->count / 2 + 1);
	struct rows left = new_rows(ev, f->rows);
	struct rows miss = new_rows(ev, f->rows);
	int n = 0;

	if (is_whole_case(ev, f, s)) {
		run_whole_case(ev, f, s, out);
		return 0;
	}
	for (int64_t i = 0; i < f->rows; i++)
		left.index[i] = (uint16_t)i;
	left.count = f->rows;
	for (int i = 0; i < s->e->count && left.count > 0; i += 2) {
		struct rows hit = new_rows(ev, left.count);
		struct rows old = left;
		struct part cond;

		if (i == s->e->count - 1) {
			VL_TRY(case_part(ev, f, s, i, &left, &part[n++], err));
			break;
		}
		VL_TRY(case_part(ev, f, s, i, &left, &cond, err));
		if (cond.value.form == VL_DICT)
			cond.value = vl_column_flat(&ev->arena, &cond.value);
		split(&left, &cond.value, cond.whole, &hit, &miss);
		if (hit.count > 0)
			VL_TRY(
			    case_part(ev, f, s, i + 1, &hit, &part[n++], err));
		left = miss;
		miss = old;
	}
	if (n == 1 && part[0].count == f->rows)
		*out = part[0].value;
	else
		*out = assemble(&ev->arena, s->e->type, f->rows, part, n);
	return 0;
}

/* ---- programs ---- */

static int
run_step(struct vl_eval *ev, struct frame *f, const struct step *s,
    struct vl_err *err)
{
	struct vl_column *out = &f->value[s->out];
	int rc;

	switch (s->e->kind) {
	case VL_EXPR_AND:
	case VL_EXPR_OR: rc = run_logic(ev, f, s, out, err); break;
	case VL_EXPR_CASE: return run_case(ev, f, s, out, err);
	case VL_EXPR_CALL:
	case VL_EXPR_CAST:
	case VL_EXPR_IN: rc = run_call(ev, f, s, out, err); break;
	case VL_EXPR_CONST:
	case VL_EXPR_COLUMN:
	default: assert(!"no step"); return 0;
	}
	return rc < 0 ? vl_err_at(err, VL_PHASE_EXECUTE, s->e->at) : 0;
}

static int
run_block(struct vl_eval *ev, struct frame *f, struct vl_err *err)
{
	for (int i = 0; i < f->block->step_count; i++) {
		const struct step *s = &f->block->step[i];

		VL_TRY(run_step(ev, f, s, err));
		f->have[s->out] = true;
	}
	return 0;
}

struct vl_eval *
vl_eval_new(
    struct vl_arena *a, const struct vl_prog *p, const struct vl_session *s)
{
	struct vl_eval *ev = vl_new(a, struct vl_eval, 1);

	ev->prog = p;
	ev->session = s;
	ev->state = vl_new(a, void *, p->state_count);
	ev->out = vl_new(a, struct vl_column, p->count);
	return ev;
}

void
vl_eval_free(struct vl_eval *ev)
{
	if (ev == NULL)
		return;
	for (int i = 0; i < ev->prog->state_count; i++) {
		const struct vl_expr *e = ev->prog->state_expr[i];

		if (e->func && e->func->release && ev->state[i])
			e->func->release(ev->state[i]);
	}
	vl_arena_release(&ev->arena);
	vl_arena_release(&ev->states);
}

int
vl_eval_run(struct vl_eval *ev, struct vl_batch *b, struct vl_column *out,
    struct vl_err *err)
{
	const struct vl_prog *p = ev->prog;
	struct frame root;

	vl_arena_reset(&ev->arena);
	ev->batch = b;
	root = open_frame(ev, p->root, NULL, NULL, b->rows);
	VL_TRY(run_block(ev, &root, err));
	for (int i = 0; i < p->count; i++)
		out[i] = *slot_value(ev, &root, p->out[i]);
	return 0;
}

int
vl_eval_filter(struct vl_eval *ev, struct vl_batch *b, struct vl_err *err)
{
	struct vl_column flat;
	uint64_t *bits;
	uint16_t *sel;
	int64_t n;

	VL_TRY(vl_eval_run(ev, b, ev->out, err));
	flat = vl_column_flat(&ev->arena, &ev->out[0]);
	bits = vl_arena_buffer(&ev->arena, vl_bits_words(b->rows) * 8);
	vl_kern()->logic->pack(flat.data, b->rows, bits);
	for (int64_t w = 0; flat.valid && w < vl_bits_words(b->rows); w++)
		bits[w] &= flat.valid[w];
	n = vl_bits_count(bits, b->rows);
	if (n == b->rows)
		return 0;
	sel = vl_arena_buffer(b->arena, (n + 64) * (int64_t)sizeof *sel);
	vl_kern()->logic->select(bits, b->rows, sel);
	for (int64_t i = 0; b->sel && i < n; i++)
		sel[i] = b->sel[sel[i]];
	b->sel = sel;
	b->rows = n;
	b->dense = NULL;
	return 0;
}
