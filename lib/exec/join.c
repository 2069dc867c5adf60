/*
 * join.c -- match rows of two inputs on equal keys.
 *
 * The right input is kept whole (rows.h) with a hash table over its keys;
 * rows of one key are chained in input order.  Workers pull the left input
 * and look every row up.
 *
 *	left batch --keys--> group --first[]--> right row --next[]--> right row
 *
 * Rows come out in the left's order, then in the right's.  NULL keys match
 * nothing; a left join gives their rows, and those without a match, NULLs.
 */
#include "exec/op.h"
#include "exec/rows.h"
#include "exec/table.h"

enum {
	NONE = -1
};

struct join {
	struct vl_scan base;
	struct vl_exec *x;
	const struct vl_plan *plan;
	struct vl_scan *left;
	struct vl_scan *right;
	struct vl_sink sink; /* of the build side */
	struct vl_keys keys;
	const struct vl_prog *left_prog;
	const struct vl_prog *right_prog;
	const struct vl_prog *condition; /* or NULL */
	bool built;
	struct vl_rows rows; /* of the right */
	struct vl_table table;
	int64_t *head; /* [table.count] first right row of a group */
	int64_t *next; /* [rows.rows] */
	int64_t taken; /* bytes of the budget, by head and next */
	struct vl_arena arena;
};

#define JOIN_OF_SINK(s) VL_CONTAINER((s), struct join, sink)

/* ---- build ---- */

static int
keep_batch(
    struct vl_sink *s, int worker, struct vl_batch *b, struct vl_err *err)
{
	return vl_rows_add(&JOIN_OF_SINK(s)->rows, worker, b, err);
}

/* Put rows from .. from + n of the right into the table and the chains. */
static int
chain_rows(struct join *j, struct vl_eval *eval, int64_t from, int64_t n,
    struct vl_arena *scratch, int64_t *tail, struct vl_err *err)
{
	const struct vl_schema *schema = j->right->schema;
	struct vl_batch *b = vl_batch_new(scratch, schema, n);
	struct vl_column *key =
	    vl_new(scratch, struct vl_column, j->keys.count);
	uint64_t *hash = vl_arena_buffer(scratch, n * 8);
	uint32_t *group = vl_arena_buffer(scratch, n * 4);

	for (int i = 0; i < schema->count; i++)
		b->col[i] = vl_column_slice(scratch, &j->rows.col[i], from, n);
	VL_TRY(vl_eval_run(eval, b, key, err));
	const uint64_t *row;

	VL_TRY(vl_keys_encode(&j->keys, scratch, key, n, &row, err));

	vl_keys_hash(&j->keys, row, n, j->table.seed, hash);
	VL_TRY(vl_table_add(
	    &j->table, row, hash, (struct vl_ordinals){ 0 }, n, group, err));
	for (int64_t i = 0; i < n; i++) {
		int64_t r = from + i;

		j->next[r] = NONE;
		if (vl_keys_has_null(&j->keys, row + i * j->keys.words))
			continue;
		if (j->head[group[i]] == NONE)
			j->head[group[i]] = r;
		else
			j->next[tail[group[i]]] = r;
		tail[group[i]] = r;
	}
	return 0;
}

/* The table over n kept rows. */
static int
build_table(struct join *j, int64_t n, struct vl_err *err)
{
	struct vl_session *session = j->x->session;
	struct vl_arena scratch = { 0 };
	struct vl_eval *eval = vl_eval_new(&j->arena, j->right_prog, session);
	int64_t *tail = vl_alloc(n * 8);
	int rc = 0;

	j->head = vl_alloc(n * 8);
	j->next = vl_alloc(n * 8);
	memset(j->head, 0xff, (size_t)n * 8); /* NONE */
	for (int64_t at = 0; rc >= 0 && at < n; at += VL_BATCH_ROWS) {
		int64_t k = n - at < VL_BATCH_ROWS ? n - at : VL_BATCH_ROWS;

		vl_arena_reset(&scratch);
		rc = vl_stopped(session) ?
		    vl_fail(err, VL_ESTOP, "stopped") :
		    chain_rows(j, eval, at, k, &scratch, tail, err);
	}
	vl_eval_free(eval);
	vl_arena_release(&scratch);
	vl_dealloc(tail);
	return rc;
}

static int
build(struct join *j, struct vl_err *err)
{
	struct vl_session *session = j->x->session;

	vl_rows_init(&j->rows, j->right->schema, &session->budget,
	    vl_exec_workers(j->right, session));
	VL_TRY(vl_exec_drive(j->right, session, &j->sink, err));
	VL_TRY(vl_rows_finish(&j->rows, err));
	vl_table_init(&j->table, &j->keys, &session->budget);
	int64_t n = j->rows.rows;

	if (!vl_budget_take(&session->budget, n * 24))
		return vl_fail(err, VL_ELIMIT,
		    "the memory limit is reached with %lld rows to join",
		    (long long)n);
	j->taken = n * 16; /* of 24: the tails go at once */
	int rc = build_table(j, n, err);

	vl_budget_give(&session->budget, n * 8);
	return rc;
}

/* ---- probe ---- */

/* Pairs of (left row of the batch, right row); right NONE32: no match. */
static const uint32_t NONE32 = UINT32_MAX;

enum {
	/* Made at once; then the left rows that go without. */
	PAIRS = VL_BATCH_ROWS,
	PAIRS_ROOM = 2 * PAIRS + 1,
};

struct pairs {
	uint32_t left[PAIRS_ROOM];
	uint32_t right[PAIRS_ROOM];
	int64_t count;
};

struct probe {
	struct vl_exec_worker w; /* eval: the left keys */
	struct join *of;
	struct vl_eval *condition;
	struct vl_batch *in;   /* being matched, or NULL */
	const uint32_t *group; /* [in->rows] NONE32: matches nothing */
	int64_t at;            /* left row whose matches come next ... */
	int64_t right;         /* ... from this one on; NONE: it is new */
	bool matched;          /* it has had a match */
	struct pairs *pairs;
	int64_t morsel;
	int64_t ordinal;         /* rows of the morsel given so far */
	struct vl_arena scratch; /* of one input batch */
};

static void
pair_push(struct pairs *p, int64_t left, int64_t right)
{
	p->left[p->count] = (uint32_t)left;
	p->right[p->count++] = right == NONE ? NONE32 : (uint32_t)right;
}

/* Look the batch's keys up. */
static int
find_groups(struct probe *p, struct vl_err *err)
{
	struct join *j = p->of;
	int64_t n = p->in->rows;
	struct vl_column *key =
	    vl_new(&p->scratch, struct vl_column, j->keys.count);
	uint64_t *hash = vl_arena_buffer(&p->scratch, n * 8);
	uint32_t *group = vl_arena_buffer(&p->scratch, n * 4);

	VL_TRY(vl_eval_run(p->w.eval, p->in, key, err));
	const uint64_t *row;

	VL_TRY(vl_keys_encode(&j->keys, &p->scratch, key, n, &row, err));

	vl_keys_hash(&j->keys, row, n, j->table.seed, hash);
	vl_table_find(&j->table, row, hash, n, group);
	for (int64_t i = 0; i < n; i++)
		if (vl_keys_has_null(&j->keys, row + i * j->keys.words))
			group[i] = NONE32;
	p->group = group;
	p->at = 0;
	p->right = NONE;
	p->matched = false;
	return 0;
}

/* The left row is done; without a match a left join gives it alone. */
static void
settle(struct probe *p, int64_t left, bool matched)
{
	if (!matched && p->of->plan->join == VL_JOIN_LEFT)
		pair_push(p->pairs, left, NONE);
}

/* The next pairs whose keys are equal, in order: some left rows' all, the
 * last's maybe in part. */
static void
match_keys(struct probe *p)
{
	const struct join *j = p->of;
	bool settles = j->condition == NULL;
	int64_t from = p->at;

	p->pairs->count = 0;
	while (p->at < p->in->rows && p->at - from < PAIRS) {
		uint32_t group = p->group[p->at];

		if (p->right == NONE && group != NONE32)
			p->right = j->head[group];
		for (; p->right != NONE && p->pairs->count < PAIRS;
		     p->right = j->next[p->right]) {
			pair_push(p->pairs, p->at, p->right);
			p->matched = p->matched || settles;
		}
		if (p->right != NONE)
			break;
		if (settles) {
			settle(p, p->at, p->matched);
			p->matched = false;
		}
		p->at++;
	}
}

/* The rows of pairs as a batch of both sides' columns. */
static struct vl_batch *
combine(struct probe *p, struct vl_arena *a)
{
	struct join *j = p->of;
	const struct pairs *pairs = p->pairs;
	struct vl_batch *b = vl_batch_new(a, j->base.schema, pairs->count);
	int left = j->left->schema->count;

	for (int i = 0; i < left; i++)
		b->col[i] = vl_column_take32(
		    a, vl_batch_dense(p->in, i), pairs->left, pairs->count);
	for (int i = left; i < j->base.schema->count; i++)
		b->col[i] = vl_column_take32(
		    a, &j->rows.col[i - left], pairs->right, pairs->count);
	return b;
}

/*
 * Keep the pairs for which the condition holds; in a left join, left rows
 * that lost all their pairs come back with NULLs.  `from` is the left row
 * that the pairs begin with, of which `matched` tells what was before.
 */
static int
match_condition(struct probe *p, int64_t from, struct vl_err *err)
{
	struct pairs *pairs = p->pairs;
	struct vl_arena a = { 0 };
	struct vl_batch *b = combine(p, &a);
	int rc = vl_eval_filter(p->condition, b, err);
	int64_t n = rc < 0 ? 0 : b->rows;
	uint32_t *kept = vl_new(&a, uint32_t, 2 * n);

	for (int64_t i = 0; i < n; i++) {
		int64_t k = b->sel ? b->sel[i] : i;

		kept[2 * i] = pairs->left[k];
		kept[2 * i + 1] = pairs->right[k];
	}
	pairs->count = 0;
	for (int64_t i = 0; i < n; i++) {
		for (; from < kept[2 * i]; from++) {
			settle(p, from, p->matched);
			p->matched = false;
		}
		pair_push(pairs, from, kept[2 * i + 1]);
		p->matched = true;
	}
	for (; rc >= 0 && from < p->at; from++) {
		settle(p, from, p->matched);
		p->matched = false;
	}
	vl_arena_release(&a);
	return rc;
}

/* The next pairs of the batch; count 0 and p->in NULL when it has no more. */
static int
next_pairs(struct probe *p, struct vl_err *err)
{
	do {
		int64_t from = p->at;

		if (vl_stopped(p->of->x->session))
			return vl_fail(err, VL_ESTOP, "stopped");
		match_keys(p);
		if (p->of->condition)
			VL_TRY(match_condition(p, from, err));
	} while (p->pairs->count == 0 && p->at < p->in->rows);
	return 0;
}

static int
probe_next(struct vl_stream *s, struct vl_batch **out, struct vl_err *err)
{
	struct probe *p = (struct probe *)s;
	int rc;

	for (p->pairs->count = 0; p->pairs->count == 0;) {
		if (p->in == NULL || p->at == p->in->rows) {
			rc = vl_stream_next(s->input[0], &p->in, err);
			if (rc <= 0) {
				p->in = NULL;
				return rc;
			}
			vl_arena_reset(&p->scratch);
			if (p->in->morsel != p->morsel)
				p->ordinal = 0;
			p->morsel = p->in->morsel;
			VL_TRY(find_groups(p, err));
		}
		VL_TRY(next_pairs(p, err));
	}
	vl_arena_reset(&p->w.arena);
	*out = combine(p, &p->w.arena);
	(*out)->morsel = p->morsel;
	(*out)->first = p->ordinal;
	p->ordinal += (*out)->rows;
	return 1;
}

static void
probe_close(struct vl_stream *s)
{
	struct probe *p = (struct probe *)s;

	vl_eval_free(p->condition);
	vl_eval_free(p->w.eval);
	p->w.eval = NULL;
	vl_dealloc(p->pairs);
	vl_arena_release(&p->scratch);
	vl_exec_worker_close(s);
}

static const struct vl_stream_class probe_class = {
	"join",
	probe_next,
	probe_close,
};

static int
join_worker(struct vl_scan *s, struct vl_scan_worker **out, struct vl_err *err)
{
	struct join *j = (struct join *)s;
	struct vl_scan_worker *below;

	if (!j->built)
		VL_TRY(build(j, err));
	j->built = true;
	VL_TRY(vl_scan_worker(j->left, &below, err));
	struct probe *p = vl_alloc_one(struct probe);

	p->w.base.stream.class = &probe_class;
	p->w.base.stream.schema = s->schema;
	p->w.base.stream.input[0] = &below->stream;
	p->w.base.begin = vl_exec_worker_begin;
	p->of = j;
	p->pairs = vl_alloc_one(struct pairs);
	p->morsel = -1;
	/* Their memory outlives the batch arena: the join's own. */
	p->w.eval = vl_eval_new(&j->arena, j->left_prog, j->x->session);
	if (j->condition)
		p->condition =
		    vl_eval_new(&j->arena, j->condition, j->x->session);
	*out = &p->w.base;
	return 0;
}

static void
join_close(struct vl_scan *s)
{
	struct join *j = (struct join *)s;

	vl_table_release(&j->table);
	if (j->rows.part)
		vl_rows_release(&j->rows);
	vl_dealloc(j->head);
	vl_dealloc(j->next);
	vl_budget_give(&j->x->session->budget, j->taken);
	vl_arena_release(&j->arena);
	vl_scan_close(j->left);
	vl_scan_close(j->right);
}

static const struct vl_scan_class join_class = {
	join_worker,
	join_close,
};

int
vl_exec_join(struct vl_exec *x, const struct vl_plan *p, struct vl_scan *left,
    struct vl_scan *right, struct vl_scan **out, struct vl_err *err)
{
	struct join *j = vl_new(x->arena, struct join, 1);
	struct vl_type *type = vl_new(x->arena, struct vl_type, p->key_count);

	j->base.class = &join_class;
	j->base.schema = p->schema;
	j->base.parallel = left->parallel;
	j->base.span = left->span;
	j->x = x;
	j->plan = p;
	j->left = left;
	j->right = right;
	j->sink.batch = keep_batch;
	j->left_prog = vl_prog_compile(x->arena, p->left_key, p->key_count);
	j->right_prog = vl_prog_compile(x->arena, p->right_key, p->key_count);
	if (p->condition)
		j->condition = vl_prog_compile(x->arena, &p->condition, 1);
	for (int i = 0; i < p->key_count; i++)
		type[i] = p->left_key[i]->type;
	(void)err;
	*out = &j->base;
	vl_keys_init(x->arena, &j->keys, p->key_count, type);
	return 0;
}
