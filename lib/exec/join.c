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
	const uint64_t *row = vl_keys_encode(&j->keys, scratch, key, n);

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

static int
build(struct join *j, struct vl_err *err)
{
	struct vl_session *session = j->x->session;
	struct vl_arena scratch = { 0 };
	int rc;

	vl_rows_init(&j->rows, j->right->schema, &session->budget,
	    vl_exec_workers(j->right, session));
	VL_TRY(vl_exec_drive(j->right, session, &j->sink, err));
	vl_rows_finish(&j->rows);
	vl_table_init(&j->table, &j->keys, &session->budget);
	int64_t n = j->rows.rows;
	int64_t *tail = vl_alloc(n * 8);
	struct vl_eval *eval = vl_eval_new(&j->arena, j->right_prog, session);

	j->head = vl_alloc(n * 8);
	j->next = vl_alloc(n * 8);
	memset(j->head, 0xff, (size_t)n * 8); /* NONE */
	rc = 0;
	for (int64_t at = 0; rc >= 0 && at < n; at += VL_BATCH_ROWS) {
		int64_t k = n - at < VL_BATCH_ROWS ? n - at : VL_BATCH_ROWS;

		vl_arena_reset(&scratch);
		rc = chain_rows(j, eval, at, k, &scratch, tail, err);
	}
	vl_eval_free(eval);
	vl_arena_release(&scratch);
	vl_dealloc(tail);
	return rc;
}

/* ---- probe ---- */

/* Pairs of (left row of the batch, right row); right NONE32: no match. */
static const uint32_t NONE32 = UINT32_MAX;

struct pairs {
	uint32_t *left;
	uint32_t *right;
	int64_t count;
	int64_t room;
};

struct probe {
	struct vl_exec_worker w; /* eval: the left keys */
	struct join *of;
	struct vl_eval *condition;
	struct vl_batch *in; /* being matched, or NULL */
	struct pairs pairs;
	int64_t at; /* pairs given so far */
	int64_t morsel;
	int64_t ordinal;         /* rows of the morsel given so far */
	struct vl_arena scratch; /* of one input batch */
};

static void
pair_push(struct pairs *p, uint32_t left, uint32_t right)
{
	if (p->count == p->room) {
		p->room = p->room ? p->room * 2 : 4096;
		p->left = vl_realloc(p->left, p->room * 4);
		p->right = vl_realloc(p->right, p->room * 4);
	}
	p->left[p->count] = left;
	p->right[p->count++] = right;
}

/* All pairs of the batch whose keys are equal, in order. */
static int
match_keys(struct probe *p, bool keep_unmatched, struct vl_err *err)
{
	struct join *j = p->of;
	int64_t n = p->in->rows;
	struct vl_column *key =
	    vl_new(&p->scratch, struct vl_column, j->keys.count);
	uint64_t *hash = vl_arena_buffer(&p->scratch, n * 8);
	uint32_t *group = vl_arena_buffer(&p->scratch, n * 4);

	VL_TRY(vl_eval_run(p->w.eval, p->in, key, err));
	const uint64_t *row = vl_keys_encode(&j->keys, &p->scratch, key, n);

	vl_keys_hash(&j->keys, row, n, j->table.seed, hash);
	vl_table_find(&j->table, row, hash, n, group);
	p->pairs.count = 0;
	for (int64_t i = 0; i < n; i++) {
		int64_t r = group[i] == UINT32_MAX ? NONE : j->head[group[i]];

		if (vl_keys_has_null(&j->keys, row + i * j->keys.words))
			r = NONE;
		if (r == NONE && keep_unmatched)
			pair_push(&p->pairs, (uint32_t)i, NONE32);
		for (; r != NONE; r = j->next[r])
			pair_push(&p->pairs, (uint32_t)i, (uint32_t)r);
	}
	return 0;
}

/* The rows of pairs from .. from + n as a batch of both sides' columns. */
static struct vl_batch *
combine(struct probe *p, struct vl_arena *a, int64_t from, int64_t n)
{
	struct join *j = p->of;
	struct vl_batch *b = vl_batch_new(a, j->base.schema, n);
	int left = j->left->schema->count;

	for (int i = 0; i < left; i++) {
		const struct vl_column *c = vl_batch_dense(p->in, i);

		b->col[i] = vl_column_take32(a, c, p->pairs.left + from, n);
	}
	for (int i = left; i < j->base.schema->count; i++)
		b->col[i] = vl_column_take32(
		    a, &j->rows.col[i - left], p->pairs.right + from, n);
	return b;
}

/*
 * Keep the pairs for which the condition holds; in a left join, rows that
 * lose all their pairs come back with NULLs.
 */
static int
match_condition(struct probe *p, struct vl_err *err)
{
	struct pairs all = p->pairs, kept = { 0 };
	bool outer = p->of->plan->join == VL_JOIN_LEFT;
	struct vl_arena a = { 0 };
	uint32_t next = 0; /* left rows below it are settled */
	int rc = 0;

	for (int64_t at = 0; rc >= 0 && at < all.count; at += VL_BATCH_ROWS) {
		int64_t n = all.count - at < VL_BATCH_ROWS ? all.count - at :
							     VL_BATCH_ROWS;
		vl_arena_reset(&a);
		struct vl_batch *b = combine(p, &a, at, n);

		rc = vl_eval_filter(p->condition, b, err);
		for (int64_t i = 0; rc >= 0 && i < b->rows; i++) {
			int64_t k = at + (b->sel ? b->sel[i] : i);

			for (; outer && next < all.left[k]; next++)
				pair_push(&kept, next, NONE32);
			pair_push(&kept, all.left[k], all.right[k]);
			next = all.left[k] + 1;
		}
	}
	for (; rc >= 0 && outer && next < p->in->rows; next++)
		pair_push(&kept, next, NONE32);
	vl_arena_release(&a);
	vl_dealloc(all.left);
	vl_dealloc(all.right);
	p->pairs = kept;
	return rc;
}

static int
probe_next(struct vl_stream *s, struct vl_batch **out, struct vl_err *err)
{
	struct probe *p = (struct probe *)s;
	struct join *j = p->of;
	int rc;

	while (p->in == NULL || p->at == p->pairs.count) {
		bool outer = j->plan->join == VL_JOIN_LEFT;

		rc = vl_stream_next(s->input[0], &p->in, err);
		if (rc <= 0) {
			p->in = NULL;
			return rc;
		}
		vl_arena_reset(&p->scratch);
		if (p->in->morsel != p->morsel)
			p->ordinal = 0;
		p->morsel = p->in->morsel;
		p->at = 0;
		VL_TRY(match_keys(p, outer && !j->condition, err));
		if (j->condition)
			VL_TRY(match_condition(p, err));
	}
	int64_t n = p->pairs.count - p->at;

	if (n > VL_BATCH_ROWS)
		n = VL_BATCH_ROWS;
	vl_arena_reset(&p->w.arena);
	*out = combine(p, &p->w.arena, p->at, n);
	(*out)->morsel = p->morsel;
	(*out)->first = p->ordinal;
	p->ordinal += n;
	p->at += n;
	return 1;
}

static void
probe_close(struct vl_stream *s)
{
	struct probe *p = (struct probe *)s;

	if (p->condition)
		vl_eval_free(p->condition);
	vl_eval_free(p->w.eval);
	p->w.eval = NULL;
	vl_dealloc(p->pairs.left);
	vl_dealloc(p->pairs.right);
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
	*out = &j->base;
	return vl_keys_init(x->arena, &j->keys, p->key_count, type, err);
}
