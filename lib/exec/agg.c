/*
 * agg.c -- GROUP BY, aggregates and DISTINCT.
 *
 * Each worker groups its morsels in a table of its own; then the tables are
 * merged into the first and the results are put in order of first appearance.
 *
 *	keys --encode--> key rows --table--> group numbers --+--> update(state)
 *	args ------------------------------------------------+
 *
 * DISTINCT arguments are kept in a table of (group, value) each; the function
 * sees every pair once, after all workers are merged.
 */
#include "exec/op.h"
#include "exec/table.h"

struct call {
	const struct vl_plan_agg *agg;
	int first_arg;       /* in the program's results */
	int filter;          /* in the program's results, or -1 */
	struct vl_keys pair; /* DISTINCT: (group, arguments) */
};

/* What one worker has; the merged result is in worker 0's. */
struct part {
	struct vl_table table;
	char **state;             /* [call] room * state_bytes */
	int64_t *state_room;      /* [call] groups that fit */
	struct vl_agg_call *call; /* [call] */
	struct vl_table *pair;    /* [call] DISTINCT */
	struct vl_arena arena;    /* behind states */
	struct vl_arena scratch;  /* of one batch */
	struct vl_eval *eval;
	struct vl_column *value; /* results of the program */
	int64_t taken;           /* bytes of the budget, by states */
};

struct agg {
	struct vl_slices slices;
	struct vl_sink sink;
	struct vl_exec *x;
	struct vl_scan *in;
	int key_count;
	int call_count;
	struct call *call;
	struct vl_keys keys;
	int value_count;
	const struct vl_prog *prog;
	int part_count;
	struct part *part;
	struct vl_arena result;
};

#define AGG_OF_SINK(s) VL_CONTAINER((s), struct agg, sink)

/* ---- taking batches ---- */

/* The budget for states, and for what stands behind them, as it is now. */
static int
account(struct agg *g, struct part *p, struct vl_err *err)
{
	int64_t bytes = p->arena.used;

	for (int i = 0; i < g->call_count; i++)
		bytes += p->state_room[i] * p->call[i].agg->state_bytes;
	if (bytes == p->taken)
		return 0;
	if (!vl_budget_take(&g->x->session->budget, bytes - p->taken)) {
		vl_fail(err, VL_ELIMIT,
		    "the memory limit is reached by the states of aggregates");
		return vl_err_hint(err, "raise --memory-limit");
	}
	p->taken = bytes;
	return 0;
}

static int
grow_states(struct agg *g, struct part *p, int64_t groups, struct vl_err *err)
{
	for (int i = 0; i < g->call_count; i++) {
		int64_t bytes = p->call[i].agg->state_bytes;
		int64_t had = p->state_room[i];

		if (had >= groups)
			continue;
		int64_t room = had ? had : 16;

		while (room < groups)
			room *= 2;
		p->state[i] = vl_realloc(p->state[i], room * bytes);
		memset(p->state[i] + had * bytes, 0,
		    (size_t)((room - had) * bytes));
		p->state_room[i] = room;
	}
	return account(g, p, err);
}

/* The group of each row of the batch, or NULL where there are no keys. */
static int
find_groups(struct agg *g, struct part *p, const struct vl_batch *b,
    uint32_t **out, struct vl_err *err)
{
	int64_t n = b->rows;

	*out = NULL;
	if (g->key_count == 0)
		return grow_states(g, p, 1, err);
	const uint64_t *row;

	VL_TRY(vl_keys_encode(&g->keys, &p->scratch, p->value, n, &row, err));
	uint64_t *hash = vl_arena_buffer(&p->scratch, n * 8);
	uint32_t *group = vl_arena_buffer(&p->scratch, n * 4);

	vl_keys_hash(&g->keys, row, n, p->table.seed, hash);
	VL_TRY(vl_table_add(
	    &p->table, row, hash, vl_batch_ordinals(b), n, group, err));
	*out = group;
	return grow_states(g, p, p->table.count, err);
}

/* The rows for which FILTER is true: an index, or NULL for all. */
static const uint32_t *
filtered(struct part *p, const struct vl_column *filter, int64_t *rows)
{
	struct vl_column f = vl_column_flat(&p->scratch, filter);
	uint32_t *index = vl_arena_buffer(&p->scratch, *rows * 4);
	int64_t n = 0;

	for (int64_t i = 0; i < *rows; i++)
		if (!vl_column_is_null(&f, i) && ((const uint8_t *)f.data)[i])
			index[n++] = (uint32_t)i;
	*rows = n;
	return index;
}

static int
add_pairs(struct agg *g, struct part *p, int i, const uint32_t *group,
    const struct vl_column *arg, int64_t rows, struct vl_err *err)
{
	const struct call *c = &g->call[i];
	int n = c->agg->count;
	struct vl_column *pair = vl_new(&p->scratch, struct vl_column, n + 1);
	void *data;

	pair[0] = vl_column_new(&p->scratch, vl_type(VL_TYPE_U32), rows, &data);
	if (group)
		memcpy(data, group, (size_t)rows * 4);
	else
		memset(data, 0, (size_t)rows * 4);
	for (int j = 0; j < n; j++)
		pair[j + 1] = arg[j];
	const uint64_t *row;

	VL_TRY(vl_keys_encode(&c->pair, &p->scratch, pair, rows, &row, err));
	uint64_t *hash = vl_arena_buffer(&p->scratch, rows * 8);
	uint32_t *ignored = vl_arena_buffer(&p->scratch, rows * 4);

	vl_keys_hash(&c->pair, row, rows, p->pair[i].seed, hash);
	return vl_table_add(&p->pair[i], row, hash, (struct vl_ordinals){ 0 },
	    rows, ignored, err);
}

static int
update_call(struct agg *g, struct part *p, int i, const uint32_t *group,
    int64_t rows, struct vl_err *err)
{
	const struct call *c = &g->call[i];
	struct vl_column arg[VL_COUNTOF(((struct vl_agg_call *)0)->arg)];
	const uint32_t *index = NULL;

	if (c->filter >= 0)
		index = filtered(p, &p->value[c->filter], &rows);
	for (int j = 0; j < c->agg->count; j++) {
		arg[j] = p->value[c->first_arg + j];
		if (index)
			arg[j] =
			    vl_column_take32(&p->scratch, &arg[j], index, rows);
		arg[j] = vl_column_flat(&p->scratch, &arg[j]);
	}
	if (index && group) {
		uint32_t *kept = vl_arena_buffer(&p->scratch, rows * 4);

		for (int64_t r = 0; r < rows; r++)
			kept[r] = group[index[r]];
		group = kept;
	}
	if (c->agg->distinct)
		return add_pairs(g, p, i, group, arg, rows, err);
	return p->call[i].agg->update(
	    &p->call[i], p->state[i], group, rows, arg, err);
}

static int
agg_batch(struct vl_sink *s, int worker, struct vl_batch *b, struct vl_err *err)
{
	struct agg *g = AGG_OF_SINK(s);
	struct part *p = &g->part[worker];
	uint32_t *group;

	if (b->rows == 0)
		return 0;
	vl_arena_reset(&p->scratch);
	VL_TRY(vl_eval_run(p->eval, b, p->value, err));
	VL_TRY(find_groups(g, p, b, &group, err));
	for (int i = 0; i < g->call_count; i++)
		VL_TRY(update_call(g, p, i, group, b->rows, err));
	return account(g, p, err);
}

/* ---- merging ---- */

/* Pairs of `from` into `to`, their groups renumbered. */
static int
merge_pairs(const struct vl_keys *k, struct vl_table *to, struct vl_table *from,
    const uint32_t *map, struct vl_err *err)
{
	int64_t n = from->count;
	uint32_t *ignored = vl_alloc(n * 4);

	for (int64_t i = 0; i < n; i++) {
		uint64_t *group = from->row + i * k->words + k->at[0];

		/* As a UINTEGER is encoded. */
		*group = (uint64_t)(int32_t)map[(uint32_t)*group];
	}
	vl_keys_hash(k, from->row, n, to->seed, from->hash);
	int rc = vl_table_add(to, from->row, from->hash,
	    (struct vl_ordinals){ 0 }, n, ignored, err);

	vl_dealloc(ignored);
	vl_table_release(from);
	return rc;
}

/* Groups that came earlier in another table: to where, and spelled how. */
static void
merge_firsts(
    struct vl_table *to, const struct vl_table *from, const uint32_t *map)
{
	int words = to->keys->words;

	for (int64_t i = 0; i < from->count; i++) {
		uint32_t g = map[i];

		if (from->first[i] >= to->first[g])
			continue;
		to->first[g] = from->first[i];
		vl_keys_respell(to->keys, to->row + (int64_t)g * words,
		    from->row + i * words);
	}
}

static int
merge_part(
    struct agg *g, struct part *to, struct part *from, struct vl_err *err)
{
	int64_t n = g->key_count ? from->table.count : 1;
	uint32_t *map = vl_alloc(n * 4);
	int rc = 0;

	if (g->key_count) {
		struct vl_table *t = &to->table;

		rc = vl_table_add(t, from->table.row, from->table.hash,
		    (struct vl_ordinals){ .list = from->table.first }, n, map,
		    err);
		if (rc >= 0)
			merge_firsts(t, &from->table, map);
	}
	if (rc >= 0)
		rc =
		    grow_states(g, to, g->key_count ? to->table.count : 1, err);
	if (rc >= 0)
		rc = grow_states(g, from, n, err);
	for (int i = 0; rc >= 0 && i < g->call_count; i++)
		rc = g->call[i].agg->distinct ?
		    merge_pairs(&g->call[i].pair, &to->pair[i], &from->pair[i],
			map, err) :
		    to->call[i].agg->merge(&to->call[i], to->state[i], map, n,
			from->state[i], err);
	vl_dealloc(map);
	vl_table_release(&from->table);
	return rc < 0 ? rc : account(g, to, err);
}

/* Feed the pairs of a DISTINCT call to its function, once each. */
static int
update_pairs(struct agg *g, struct part *p, int i, struct vl_err *err)
{
	const struct vl_keys *k = &g->call[i].pair;
	struct vl_table *t = &p->pair[i];
	struct vl_column arg[VL_COUNTOF(((struct vl_agg_call *)0)->arg)];

	for (int64_t at = 0; at < t->count; at += VL_BATCH_ROWS) {
		int64_t n = t->count - at < VL_BATCH_ROWS ? t->count - at :
							    VL_BATCH_ROWS;
		const uint64_t *row = t->row + at * k->words;

		if (vl_stopped(g->x->session))
			return vl_fail(err, VL_ESTOP, "stopped");
		vl_arena_reset(&p->scratch);
		struct vl_column group =
		    vl_keys_decode(k, &p->scratch, 0, row, NULL, n);

		for (int j = 0; j < g->call[i].agg->count; j++)
			arg[j] =
			    vl_keys_decode(k, &p->scratch, j + 1, row, NULL, n);
		VL_TRY(p->call[i].agg->update(
		    &p->call[i], p->state[i], group.data, n, arg, err));
	}
	return 0;
}

/* ---- the result ---- */

static int
finish(struct agg *g, struct vl_err *err)
{
	struct part *p = &g->part[0];
	int64_t n = g->key_count ? p->table.count : 1;
	struct vl_column *out =
	    vl_new(&g->result, struct vl_column, g->slices.base.schema->count);

	VL_TRY(grow_states(g, p, n, err));
	for (int i = 0; i < g->key_count; i++)
		out[i] = vl_keys_decode(
		    &g->keys, &g->result, i, p->table.row, NULL, n);
	for (int i = 0; i < g->call_count; i++) {
		struct vl_column *c = &out[g->key_count + i];

		if (g->call[i].agg->distinct)
			VL_TRY(update_pairs(g, p, i, err));
		*c = (struct vl_column){ .type = p->call[i].type, .rows = n };
		VL_TRY(p->call[i].agg->finish(
		    &p->call[i], p->state[i], n, &g->result, c, err));
		*c = vl_column_flat(&g->result, c);
	}
	g->slices.col = out;
	g->slices.rows = n;
	if (g->key_count)
		g->slices.order = vl_table_order(&p->table, &g->result);
	return 0;
}

static void
part_init(struct agg *g, struct part *p)
{
	int n = g->call_count;
	struct vl_arena *a = &p->arena;

	vl_table_init(&p->table, &g->keys, &g->x->session->budget);
	p->state = vl_new(a, char *, n);
	p->state_room = vl_new(a, int64_t, n);
	p->call = vl_new(a, struct vl_agg_call, n);
	p->pair = vl_new(a, struct vl_table, n);
	p->value = vl_new(a, struct vl_column, g->value_count);
	p->eval = vl_eval_new(a, g->prog, g->x->session);
	for (int i = 0; i < n; i++) {
		const struct vl_plan_agg *agg = g->call[i].agg;

		p->call[i] = (struct vl_agg_call){
			.agg = agg->agg,
			.type = agg->type,
			.count = agg->count,
			.arena = a,
			.session = g->x->session,
		};
		for (int j = 0; j < agg->count; j++)
			p->call[i].arg[j] = agg->arg[j]->type;
		vl_table_init(
		    &p->pair[i], &g->call[i].pair, &g->x->session->budget);
	}
}

static void
part_release(struct agg *g, struct part *p)
{
	vl_table_release(&p->table);
	for (int i = 0; i < g->call_count; i++) {
		vl_dealloc(p->state[i]);
		vl_table_release(&p->pair[i]);
	}
	vl_eval_free(p->eval);
	vl_arena_release(&p->scratch);
	vl_arena_release(&p->arena);
	vl_budget_give(&g->x->session->budget, p->taken);
}

static int
agg_build(struct vl_slices *s, struct vl_err *err)
{
	struct agg *g = (struct agg *)s;
	int rc;

	g->part_count = vl_exec_workers(g->in, g->x->session);
	g->part = vl_alloc(g->part_count * (int64_t)sizeof *g->part);
	for (int i = 0; i < g->part_count; i++)
		part_init(g, &g->part[i]);
	rc = vl_exec_drive(g->in, g->x->session, &g->sink, err);
	for (int i = 1; rc >= 0 && i < g->part_count; i++)
		rc = merge_part(g, &g->part[0], &g->part[i], err);
	return rc < 0 ? rc : finish(g, err);
}

static void
agg_release(struct vl_slices *s)
{
	struct agg *g = (struct agg *)s;

	for (int i = 0; i < g->part_count; i++)
		part_release(g, &g->part[i]);
	vl_dealloc(g->part);
	vl_arena_release(&g->result);
	vl_scan_close(g->in);
}

/* ---- opening ---- */

/* A DISTINCT call's pairs: the group's number, then the arguments. */
static void
pair_keys(struct vl_arena *a, struct call *c)
{
	struct vl_type *type = vl_new(a, struct vl_type, c->agg->count + 1);

	type[0] = vl_type(VL_TYPE_U32);
	for (int j = 0; j < c->agg->count; j++)
		type[j + 1] = c->agg->arg[j]->type;
	vl_keys_init(a, &c->pair, c->agg->count + 1, type);
}

/* Keys, then the arguments and filters of all calls: one program. */
static void
compile(struct agg *g, const struct vl_plan *p)
{
	struct vl_arena *a = g->x->arena;
	int n = p->expr_count;
	struct vl_type *type = vl_new(a, struct vl_type, n);

	for (int i = 0; i < p->agg_count; i++)
		n += p->agg[i].count + 1;
	const struct vl_expr **e = vl_new(a, const struct vl_expr *, n);

	n = 0;
	for (int i = 0; i < p->expr_count; i++) {
		type[i] = p->expr[i]->type;
		e[n++] = p->expr[i];
	}
	vl_keys_init(a, &g->keys, p->expr_count, type);
	for (int i = 0; i < p->agg_count; i++) {
		struct call *c = &g->call[i];

		c->agg = &p->agg[i];
		c->first_arg = n;
		for (int j = 0; j < c->agg->count; j++)
			e[n++] = c->agg->arg[j];
		c->filter = c->agg->filter ? n : -1;
		if (c->agg->filter)
			e[n++] = c->agg->filter;
		if (c->agg->distinct)
			pair_keys(a, c);
	}
	g->value_count = n;
	g->prog = vl_prog_compile(a, e, n);
}

int
vl_exec_aggregate(struct vl_exec *x, const struct vl_plan *p,
    struct vl_scan *in, struct vl_scan **out, struct vl_err *err)
{
	struct agg *g = vl_new(x->arena, struct agg, 1);

	vl_slices_init(&g->slices, p->schema, x->session->threads);
	g->slices.build = agg_build;
	g->slices.release = agg_release;
	g->sink.batch = agg_batch;
	g->x = x;
	g->in = in;
	g->key_count = p->expr_count;
	g->call_count = p->agg_count;
	g->call = vl_new(x->arena, struct call, p->agg_count);
	for (int i = 0; i < p->agg_count; i++)
		if (p->agg[i].agg->ordered)
			in->parallel = 1; /* it is fed in input order */
	(void)err;
	*out = &g->slices.base;
	compile(g, p);
	return 0;
}

int
vl_exec_distinct(struct vl_exec *x, const struct vl_plan *p, struct vl_scan *in,
    struct vl_scan **out, struct vl_err *err)
{
	int n = p->schema->count;
	const struct vl_expr **key =
	    vl_new(x->arena, const struct vl_expr *, n);
	struct vl_plan *grouped = vl_new(x->arena, struct vl_plan, 1);

	for (int i = 0; i < n; i++)
		key[i] = vl_expr_column(x->arena, p->schema, i, -1);
	grouped->kind = VL_PLAN_AGGREGATE;
	grouped->schema = p->schema;
	grouped->expr = key;
	grouped->expr_count = n;
	return vl_exec_aggregate(x, grouped, in, out, err);
}
