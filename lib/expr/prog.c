/*
 * prog.c -- trees to steps.
 *
 * Equal subexpressions get one number (value numbering), and a number gets
 * one slot in a block; a block that finds it in an outer one imports it.
 */
#include "expr/prog_int.h"

#include "base/alloc.h"
#include "base/hash.h"
#include "expr/ptrmap.h"

enum {
	SAFE_NODES = 12, /* of an expression that is computed for all rows */
};

/* A distinct expression: its node and the numbers of its arguments. */
struct value {
	const struct vl_expr *e;
	const int *arg;
	uint64_t hash;
	bool safe; /* cheap and cannot fail */
	int nodes;
};

/* A slot that holds a value in a block: an entry of a hash table. */
struct place {
	const struct block *block;
	int value;
	int slot;
};

struct compiler {
	struct vl_arena *a;
	struct vl_prog *prog;
	struct vl_arena scratch;

	struct ptrmap seen; /* node -> value + 1, as if a pointer */
	struct value *value;
	int value_count;
	int value_cap;
	int *table; /* value + 1 by hash */
	int64_t table_cap;

	struct place *place;
	int64_t place_count;
	int64_t place_cap;
};

/* ---- value numbers ---- */

static uint64_t
hash_const(const struct vl_column *c)
{
	if (vl_column_is_null(c, 0))
		return 1;
	if (vl_type_is_view(c->type))
		return vl_view_hash(c->data, 0);
	return c->type.id == VL_TYPE_LIST || c->type.id == VL_TYPE_STRUCT ?
	    0 :
	    vl_hash_bytes(c->data, vl_type_bytes(c->type), 0);
}

static uint64_t
hash_node(const struct vl_expr *e, const int *arg)
{
	uint64_t h = vl_hash_2u64(
	    (uint64_t)e->kind << 8 | e->type.id, (uintptr_t)e->func, 0);

	h = vl_hash_2u64(h, (uint64_t)e->column, 0);
	if (e->kind == VL_EXPR_CONST || e->kind == VL_EXPR_IN)
		h = vl_hash_2u64(h, hash_const(&e->value), 0);
	for (int i = 0; i < e->count; i++)
		h = vl_hash_2u64(h, (uint64_t)arg[i], 0);
	return h;
}

static bool
is_same(const struct value *v, const struct vl_expr *e, const int *arg)
{
	if (e->kind == VL_EXPR_CALL && (e->func->flags & VL_FUNC_VOLATILE))
		return false;
	return expr_same_node(v->e, e) &&
	    (e->count == 0 ||
		memcmp(v->arg, arg, (size_t)e->count * sizeof *arg) == 0);
}

/* Cannot fail on its own, whatever its arguments are. */
static bool
is_safe_node(const struct vl_expr *e)
{
	switch (e->kind) {
	case VL_EXPR_CONST:
	case VL_EXPR_COLUMN:
	case VL_EXPR_AND:
	case VL_EXPR_OR:
	case VL_EXPR_IN: return true;
	case VL_EXPR_CALL: return e->func->flags & VL_FUNC_SAFE;
	case VL_EXPR_CAST:
		return vl_type_is_numeric(e->type) &&
		    vl_type_is_numeric(e->arg[0]->type) &&
		    vl_type_implicit(e->arg[0]->type, e->type);
	case VL_EXPR_CASE: break;
	}
	return false;
}

static void
grow_table(struct compiler *c)
{
	int64_t cap = c->table_cap ? 2 * c->table_cap : 64;

	vl_dealloc(c->table);
	c->table = vl_alloc(cap * (int64_t)sizeof *c->table);
	c->table_cap = cap;
	for (int v = 0; v < c->value_count; v++) {
		int64_t i = (int64_t)c->value[v].hash & (cap - 1);

		while (c->table[i])
			i = (i + 1) & (cap - 1);
		c->table[i] = v + 1;
	}
}

static int
add_value(
    struct compiler *c, const struct vl_expr *e, const int *arg, uint64_t hash)
{
	struct value *v;

	if (c->value_count == c->value_cap) {
		c->value_cap = c->value_cap ? 2 * c->value_cap : 32;
		c->value = vl_realloc(
		    c->value, c->value_cap * (int64_t)sizeof *c->value);
	}
	v = &c->value[c->value_count];
	*v = (struct value){ .e = e, .arg = arg, .hash = hash, .nodes = 1 };
	v->safe = is_safe_node(e);
	for (int i = 0; i < e->count; i++) {
		v->safe &= c->value[arg[i]].safe;
		v->nodes += c->value[arg[i]].nodes;
		if (v->nodes > SAFE_NODES) {
			v->nodes = SAFE_NODES + 1;
			v->safe = false;
		}
	}
	return c->value_count++;
}

static int
number(struct compiler *c, const struct vl_expr *e)
{
	uintptr_t known = (uintptr_t)ptrmap_get(&c->seen, e);
	int *arg;
	uint64_t hash;
	int64_t i;

	if (known)
		return (int)(known - 1);
	arg = vl_new(&c->scratch, int, e->count);
	for (int k = 0; k < e->count; k++)
		arg[k] = number(c, e->arg[k]);
	hash = hash_node(e, arg);
	if (2 * (c->value_count + 1) > c->table_cap)
		grow_table(c);
	for (i = (int64_t)hash & (c->table_cap - 1); c->table[i];
	     i = (i + 1) & (c->table_cap - 1)) {
		const struct value *v = &c->value[c->table[i] - 1];

		if (v->hash == hash && is_same(v, e, arg))
			break;
	}
	if (c->table[i] == 0)
		c->table[i] = add_value(c, e, arg, hash) + 1;
	ptrmap_put(&c->seen, e, (const void *)(uintptr_t)c->table[i]);
	return c->table[i] - 1;
}

/* ---- places ---- */

static int64_t
find_place(const struct compiler *c, const struct block *b, int value)
{
	int64_t mask = c->place_cap - 1;
	int64_t i =
	    (int64_t)vl_hash_2u64((uintptr_t)b, (uint64_t)value, 0) & mask;

	while (c->place[i].block &&
	    (c->place[i].block != b || c->place[i].value != value))
		i = (i + 1) & mask;
	return i;
}

static void
put_place(struct compiler *c, const struct block *b, int value, int slot)
{
	if (2 * (c->place_count + 1) > c->place_cap) {
		struct place *old = c->place;
		int64_t old_cap = c->place_cap;

		c->place_cap = old_cap ? 2 * old_cap : 64;
		c->place = vl_alloc(c->place_cap * (int64_t)sizeof *c->place);
		for (int64_t i = 0; i < old_cap; i++)
			if (old[i].block)
				c->place[find_place(
				    c, old[i].block, old[i].value)] = old[i];
		vl_dealloc(old);
	}
	c->place[find_place(c, b, value)] = (struct place){ b, value, slot };
	c->place_count++;
}

/* ---- blocks ---- */

/* Arrays of a block grow on the heap and move to the arena at the end. */
static int
add_slot(struct compiler *c, struct block *b, enum slot_kind kind, int index,
    const struct vl_expr *e, int value)
{
	if ((b->slot_count & (b->slot_count - 1)) == 0) {
		int64_t cap = b->slot_count ? 2 * b->slot_count : 1;

		b->slot = vl_realloc(b->slot, cap * (int64_t)sizeof *b->slot);
	}
	b->slot[b->slot_count] = (struct slot){ kind, index, e };
	put_place(c, b, value, b->slot_count);
	return b->slot_count++;
}

static void
add_step(struct block *b, const struct step *s)
{
	if ((b->step_count & (b->step_count - 1)) == 0) {
		int64_t cap = b->step_count ? 2 * b->step_count : 1;

		b->step = vl_realloc(b->step, cap * (int64_t)sizeof *b->step);
	}
	b->step[b->step_count++] = *s;
}

static void
seal(struct compiler *c, struct block *b)
{
	struct slot *slot = vl_new(c->a, struct slot, b->slot_count);
	struct step *step = vl_new(c->a, struct step, b->step_count);

	if (b->slot_count)
		memcpy(slot, b->slot, (size_t)b->slot_count * sizeof *slot);
	if (b->step_count)
		memcpy(step, b->step, (size_t)b->step_count * sizeof *step);
	vl_dealloc(b->slot);
	vl_dealloc(b->step);
	b->slot = slot;
	b->step = step;
}

/* The slot of a value in b or, imported, in a block around it; -1: none. */
static int
lookup(struct compiler *c, struct block *b, int value)
{
	int outer;

	if (c->place_cap) {
		const struct place *p = &c->place[find_place(c, b, value)];

		if (p->block)
			return p->slot;
	}
	if (b->outer == NULL)
		return -1;
	outer = lookup(c, b->outer, value);
	if (outer < 0)
		return -1;
	return add_slot(c, b, SLOT_IMPORT, outer, NULL, value);
}

static int compile(struct compiler *c, struct block *b, int value);

/* Columns live in the root; blocks import them. */
static int
column_slot(struct compiler *c, struct block *b, int value)
{
	const struct vl_expr *e = c->value[value].e;

	if (b->outer == NULL)
		return add_slot(c, b, SLOT_COLUMN, e->column, e, value);
	int outer = lookup(c, b->outer, value);

	if (outer < 0)
		outer = column_slot(c, b->outer, value);
	return add_slot(c, b, SLOT_IMPORT, outer, NULL, value);
}

static struct block *
branch_block(struct compiler *c, struct block *outer, int value)
{
	struct block *b = vl_new(c->a, struct block, 1);

	b->outer = outer;
	b->result = compile(c, b, value);
	seal(c, b);
	return b;
}

/* Is argument i computed only for some rows? */
static bool
is_conditional(const struct vl_expr *e, int i)
{
	return i > 0 &&
	    (e->kind == VL_EXPR_CASE || e->kind == VL_EXPR_AND ||
		e->kind == VL_EXPR_OR);
}

static int
compile(struct compiler *c, struct block *b, int value)
{
	const struct vl_expr *e = c->value[value].e;
	const int *number_of = c->value[value].arg;
	struct step s = { .e = e, .state = -1 };
	int slot = lookup(c, b, value);
	int *arg;

	if (slot >= 0)
		return slot;
	if (e->kind == VL_EXPR_CONST)
		return add_slot(c, b, SLOT_CONST, 0, e, value);
	if (e->kind == VL_EXPR_COLUMN)
		return column_slot(c, b, value);
	arg = vl_new(c->a, int, e->count);
	for (int i = 0; i < e->count; i++) {
		const struct value *v = &c->value[number_of[i]];

		if (!is_conditional(e, i) || v->safe ||
		    lookup(c, b, number_of[i]) >= 0) {
			arg[i] = compile(c, b, number_of[i]);
			continue;
		}
		if (s.branch == NULL)
			s.branch = vl_new(c->a, struct block *, e->count);
		arg[i] = -1;
		s.branch[i] = branch_block(c, b, number_of[i]);
	}
	s.arg = arg;
	if (e->kind == VL_EXPR_CALL || e->kind == VL_EXPR_IN)
		s.state = c->prog->state_count++;
	s.out = add_slot(c, b, SLOT_STEP, b->step_count, e, value);
	add_step(b, &s);
	return s.out;
}

static void
collect_states(const struct block *b, const struct vl_expr **state)
{
	for (int i = 0; i < b->step_count; i++) {
		const struct step *s = &b->step[i];

		if (s->state >= 0)
			state[s->state] = s->e;
		for (int k = 0; s->branch && k < s->e->count; k++)
			if (s->branch[k])
				collect_states(s->branch[k], state);
	}
}

const struct vl_prog *
vl_prog_compile(struct vl_arena *a, const struct vl_expr *const *e, int count)
{
	struct vl_prog *p = vl_new(a, struct vl_prog, 1);
	struct compiler c = { .a = a, .prog = p };
	int *out = vl_new(a, int, count);

	p->root = vl_new(a, struct block, 1);
	p->count = count;
	for (int i = 0; i < count; i++) {
		int value = number(&c, e[i]);

		out[i] = compile(&c, p->root, value);
	}
	p->out = out;
	seal(&c, p->root);
	p->state_expr = vl_new(a, const struct vl_expr *, p->state_count);
	collect_states(p->root, p->state_expr);
	ptrmap_release(&c.seen);
	vl_dealloc(c.value);
	vl_dealloc(c.table);
	vl_dealloc(c.place);
	vl_arena_release(&c.scratch);
	return p;
}
