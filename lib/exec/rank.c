/*
 * rank.c -- sort row numbers by keys.
 *
 *	chunk 0 |radix by the first key's words|runs of equal words: next key|
 *	chunk 1 |radix ...
 *	merge the chunks, two by two
 *
 * A key's word decides for numbers, dates and booleans; values of 16 bytes
 * have two, text has one for each eight bytes, which are looked at as long as
 * they are equal.  NULLs are put aside, so that no word has to stand for them.
 *Every step keeps the order of what is equal.  Chunks are sorted side by side,
 *and both halves of a merge.
 */
#include "exec/rank.h"

#include "base/alloc.h"
#include "base/pool.h"
#include "expr/value.h"

struct ranked {
	uint64_t word;
	uint32_t row;
};

#define RADIX_NAME radix_words
#define RADIX_T struct ranked
#define RADIX_KEY(e) ((e)->word)
#include "base/radix.inc.h"

enum {
#ifdef VL_TEST_SMALL
	CHUNK_MIN = 8,
	CHUNK_MAX = 16,
	CHECK_ROWS = 16,
#else
	CHUNK_MIN = 1 << 16,  /* rows worth a thread */
	CHUNK_MAX = 1 << 22,  /* sorted within a fraction of a second */
	CHECK_ROWS = 1 << 16, /* merged between two looks at `stop` */
#endif
	RUN = 16,      /* rows that insertion sorts faster than merging */
	VIEWS_MIN = 8, /* fewer texts are compared as a whole, */
	LEVEL_MAX = 8, /* and those that have so many words in common */
};

/* ---- words ---- */

static uint64_t
word_of_float(double v)
{
	const uint64_t sign = UINT64_C(1) << 63;
	uint64_t w;

	if (v != v)
		return UINT64_MAX;
	v += 0.0; /* -0 and 0 are the same */
	memcpy(&w, &v, 8);
	return w & sign ? ~w : w | sign;
}

/* Eight bytes of it, zeros behind its end. */
static uint64_t
word_of_view(const struct vl_view *v, int level)
{
	const char *p = vl_view_bytes(v) + 8 * level;
	int64_t left = (int64_t)v->len - 8 * level;
	uint64_t w = 0;

	if (left >= 8)
		memcpy(&w, p, 8);
	else if (left > 0)
		memcpy(&w, p, (size_t)left);
	return VL_BSWAP64(w);
}

/* The words of n values that are there, x[i].row says which. */
static void
fill_words(const struct vl_column *c, int level, struct ranked *x, int64_t n)
{
	const uint64_t sign = UINT64_C(1) << 63;

	switch ((enum vl_type_id)c->type.id) {
#define LOOP(T, expr)                                 \
	for (int64_t i = 0; i < n; i++) {             \
		T v = ((const T *)c->data)[x[i].row]; \
		x[i].word = (uint64_t)(expr);         \
	}                                             \
	break
	case VL_TYPE_BOOL:
	case VL_TYPE_U8: LOOP(uint8_t, v);
	case VL_TYPE_U16: LOOP(uint16_t, v);
	case VL_TYPE_U32: LOOP(uint32_t, v);
	case VL_TYPE_U64: LOOP(uint64_t, v);
	case VL_TYPE_I8: LOOP(int8_t, (uint64_t)v ^ sign);
	case VL_TYPE_I16: LOOP(int16_t, (uint64_t)v ^ sign);
	case VL_TYPE_I32:
	case VL_TYPE_DATE: LOOP(int32_t, (uint64_t)v ^ sign);
	case VL_TYPE_I64:
	case VL_TYPE_TIME:
	case VL_TYPE_TS:
	case VL_TYPE_TSTZ: LOOP(int64_t, (uint64_t)v ^ sign);
	case VL_TYPE_F32: LOOP(float, word_of_float((double)v));
	case VL_TYPE_F64: LOOP(double, word_of_float(v));
	case VL_TYPE_I128:
	case VL_TYPE_DEC:
		LOOP(vl_i128, level ? (uint64_t)v : (uint64_t)(v >> 64) ^ sign);
	case VL_TYPE_TEXT:
	case VL_TYPE_BLOB:
	case VL_TYPE_JSON: LOOP(struct vl_view, word_of_view(&v, level));
#undef LOOP
	case VL_TYPE_NULL:
	case VL_TYPE_INTERVAL:
	case VL_TYPE_LIST:
	case VL_TYPE_STRUCT:
	case VL_TYPE_VECTOR:
	case VL_TYPE_COUNT:
		for (int64_t i = 0; i < n; i++)
			x[i].word = 0;
	}
}

/* Do equal words, and equal ones before them, mean equal values? */
static bool
word_decides(struct vl_type t, int level)
{
	if (t.id == VL_TYPE_I128 || t.id == VL_TYPE_DEC)
		return level == 1;
	return t.id < VL_TYPE_I128 || vl_type_is_float(t) ||
	    vl_type_is_temporal(t);
}

/* A function of its own, so that what recurs has no tables on the stack. */
static VL_NOINLINE void
radix(struct ranked *x, struct ranked *scratch, int64_t n)
{
	radix_words(x, scratch, n);
}

uint64_t
vl_rank_word(
    const struct vl_sort_key *k, const struct vl_column *flat, int64_t row)
{
	struct ranked x = { .row = (uint32_t)row };

	if (vl_column_is_null(flat, row))
		return k->nulls_first ? 0 : UINT64_MAX;
	fill_words(flat, 0, &x, 1);
	return k->descending ? ~x.word : x.word;
}

/* ---- comparing ---- */

/* By keys `from` and on. */
static int
compare(const struct vl_rank *r, int from, uint32_t x, uint32_t y)
{
	for (int i = from; i < r->count; i++) {
		const struct vl_column *c = &r->col[i];
		bool nx = vl_column_is_null(c, x), ny = vl_column_is_null(c, y);
		int sign;

		if (nx && ny)
			continue;
		if (nx || ny)
			return nx == r->key[i].nulls_first ? -1 : 1;
		if (vl_type_is_view(c->type))
			sign = vl_view_cmp((const struct vl_view *)c->data + x,
			    (const struct vl_view *)c->data + y);
		else
			sign = value_order(c, x, c, y);
		if (sign)
			return r->key[i].descending ? -sign : sign;
	}
	return 0;
}

static inline bool
below(const struct vl_rank *r, int from, const struct ranked *x,
    const struct ranked *y)
{
	if (x->word != y->word)
		return x->word < y->word;
	return compare(r, from, x->row, y->row) < 0;
}

/* Bottom-up: stable, no recursion, n log n whatever the input. */
static int
merge_sort(const struct vl_rank *r, int key, struct ranked *x,
    struct ranked *scratch, int64_t n, struct vl_err *err)
{
	for (int64_t from = 0; from < n; from += RUN) {
		int64_t end = from + RUN < n ? from + RUN : n;

		for (int64_t i = from + 1; i < end; i++) {
			struct ranked v = x[i];
			int64_t j = i;

			for (; j > from && below(r, key, &v, &x[j - 1]); j--)
				x[j] = x[j - 1];
			x[j] = v;
		}
	}
	for (int64_t w = RUN; w < n; w *= 2) {
		for (int64_t from = 0; from < n; from += 2 * w) {
			int64_t mid = from + w < n ? from + w : n;
			int64_t end = from + 2 * w < n ? from + 2 * w : n;
			int64_t i = from, j = mid;

			for (int64_t k = from; k < end; k++)
				scratch[k] = i < mid &&
					(j >= end ||
					    !below(r, key, &x[j], &x[i])) ?
				    x[i++] :
				    x[j++];
		}
		memcpy(x, scratch, (size_t)n * sizeof *x);
		if (vl_stopped(r->session))
			return vl_fail(err, VL_ESTOP, "stopped");
	}
	return 0;
}

/* ---- chunks ---- */

/* NULLs to the end that they belong to, each side in its old order; *values
 * and *count are the rest. */
static void
part_nulls(const struct vl_rank *r, int key, struct ranked *x,
    struct ranked *scratch, int64_t n, struct ranked **values, int64_t *count)
{
	const struct vl_column *c = &r->col[key];
	int64_t kept = 0, nulls = 0;

	*values = x;
	*count = n;
	if (c->valid == NULL && c->type.id != VL_TYPE_NULL)
		return;
	for (int64_t i = 0; i < n; i++)
		if (vl_column_is_null(c, x[i].row))
			scratch[nulls++] = x[i];
		else
			x[kept++] = x[i];
	*count = kept;
	if (r->key[key].nulls_first) {
		*values = x + nulls;
		memmove(x + nulls, x, (size_t)kept * sizeof *x);
		memcpy(x, scratch, (size_t)nulls * sizeof *x);
	} else {
		memcpy(x + kept, scratch, (size_t)nulls * sizeof *x);
	}
}

static void
fill_key(
    const struct vl_rank *r, int key, int level, struct ranked *x, int64_t n)
{
	fill_words(&r->col[key], level, x, n);
	for (int64_t i = 0; r->key[key].descending && i < n; i++)
		x[i].word = ~x[i].word;
}

/* The words of the first key, as rows of different chunks are merged by. */
static void
fill_first(const struct vl_rank *r, struct ranked *x, struct ranked *scratch,
    int64_t n)
{
	struct ranked *v;
	int64_t count;

	part_nulls(r, 0, x, scratch, n, &v, &count);
	for (int64_t i = 0; count < n && i < n; i++)
		x[i].word = r->key[0].nulls_first ? 0 : UINT64_MAX;
	fill_key(r, 0, 0, v, count);
}

static int sort_by(const struct vl_rank *r, int key, struct ranked *x,
    struct ranked *scratch, int64_t n, struct vl_err *err);
static int sort_level(const struct vl_rank *r, int key, int level,
    struct ranked *x, struct ranked *scratch, int64_t n, struct vl_err *err);

static int64_t
run_end(const struct ranked *x, int64_t from, int64_t n)
{
	int64_t end = from + 1;

	while (end < n && x[end].word == x[from].word)
		end++;
	return end;
}

/*
 * Texts that are equal up to the end of their words of this level: those that
 * end there, the shorter first, for zeros stand behind an end; then the rest.
 */
static int
sort_ends(const struct vl_rank *r, int key, int level, struct ranked *x,
    struct ranked *scratch, int64_t n, struct vl_err *err)
{
	const struct vl_view *v = r->col[key].data;
	uint64_t flip = r->key[key].descending ? UINT64_MAX : 0;
	uint64_t longer = 8 * ((uint64_t)level + 1) + 1;

	for (int64_t i = 0; i < n; i++) {
		uint64_t len = v[x[i].row].len;

		x[i].word = (len < longer ? len : longer) ^ flip;
	}
	radix(x, scratch, n);
	for (int64_t from = 0, end; from < n; from = end) {
		end = run_end(x, from, n);
		VL_TRY((x[from].word ^ flip) == longer ?
			sort_level(r, key, level + 1, x + from, scratch,
			    end - from, err) :
			sort_by(
			    r, key + 1, x + from, scratch, end - from, err));
	}
	return 0;
}

/* Rows whose words are equal up to this level. */
static int
sort_run(const struct vl_rank *r, int key, int level, struct ranked *x,
    struct ranked *scratch, int64_t n, struct vl_err *err)
{
	struct vl_type t = r->col[key].type;

	if (n < 2)
		return 0;
	if (word_decides(t, level))
		return sort_by(r, key + 1, x, scratch, n, err);
	if (t.id == VL_TYPE_I128 || t.id == VL_TYPE_DEC)
		return sort_level(r, key, level + 1, x, scratch, n, err);
	if (vl_type_is_view(t) && n >= VIEWS_MIN && level < LEVEL_MAX)
		return sort_ends(r, key, level, x, scratch, n, err);
	return merge_sort(r, key, x, scratch, n, err);
}

/* Values that are there, by their words from this level on. */
static int
sort_level(const struct vl_rank *r, int key, int level, struct ranked *x,
    struct ranked *scratch, int64_t n, struct vl_err *err)
{
	fill_key(r, key, level, x, n);
	radix(x, scratch, n);
	if (vl_stopped(r->session))
		return vl_fail(err, VL_ESTOP, "stopped");
	for (int64_t from = 0, end; from < n; from = end) {
		end = run_end(x, from, n);
		VL_TRY(sort_run(
		    r, key, level, x + from, scratch, end - from, err));
	}
	return 0;
}

/* Rows by keys `key` and on; words are scratch. */
static int
sort_by(const struct vl_rank *r, int key, struct ranked *x,
    struct ranked *scratch, int64_t n, struct vl_err *err)
{
	struct ranked *v;
	int64_t count;

	if (n < 2 || key == r->count)
		return 0;
	part_nulls(r, key, x, scratch, n, &v, &count);
	if (count < n)
		VL_TRY(sort_by(r, key + 1, v == x ? x + count : x, scratch,
		    n - count, err));
	return sort_level(r, key, 0, v, scratch, count, err);
}

/* What threads share while they sort. */
struct job {
	const struct vl_rank *r;
	struct ranked *x;
	struct ranked *scratch;
	int64_t n;
	int64_t chunk; /* rows of a run, the last may be shorter */
	int halves;    /* tasks of a merge */
	int *rc;       /* [tasks] */
	struct vl_err *err;
};

static void
sort_chunk(void *arg, int64_t i)
{
	struct job *j = arg;
	int64_t from = i * j->chunk;
	int64_t n = j->n - from < j->chunk ? j->n - from : j->chunk;

	j->rc[i] =
	    sort_by(j->r, 0, j->x + from, j->scratch + from, n, &j->err[i]);
	if (j->n > j->chunk)
		fill_first(j->r, j->x + from, j->scratch + from, n);
}

/* How many of the first k rows of two merged runs come from x. */
static int64_t
split(const struct vl_rank *r, const struct ranked *x, int64_t n,
    const struct ranked *y, int64_t m, int64_t k)
{
	int64_t low = k > m ? k - m : 0;
	int64_t high = k < n ? k : n;

	while (low < high) {
		int64_t i = low + (high - low) / 2;

		/* x[i] goes before y[k - i - 1] unless that is below it. */
		if (below(r, 0, &y[k - i - 1], &x[i]))
			high = i;
		else
			low = i + 1;
	}
	return low;
}

/* Task i: its share of the rows of one pair of runs. */
static void
merge_share(void *arg, int64_t task)
{
	struct job *j = arg;
	const struct vl_rank *r = j->r;
	int64_t at = task / j->halves * 2 * j->chunk;
	int64_t left = j->n - at;
	int64_t n = left < j->chunk ? left : j->chunk;
	int64_t m = left - n < j->chunk ? left - n : j->chunk;
	int64_t from = (n + m) * (task % j->halves) / j->halves;
	int64_t end = (n + m) * (task % j->halves + 1) / j->halves;
	const struct ranked *x = j->x + at, *y = x + n;
	int64_t a = split(r, x, n, y, m, from), b = from - a;

	for (int64_t k = from; k < end; k++) {
		if (k % CHECK_ROWS == 0 && vl_stopped(r->session)) {
			j->rc[task] =
			    vl_fail(&j->err[task], VL_ESTOP, "stopped");
			return;
		}
		bool first = a < n && (b >= m || !below(r, 0, &y[b], &x[a]));

		j->scratch[at + k] = first ? x[a++] : y[b++];
	}
}

static int
run_tasks(struct vl_pool *pool, struct job *j, int64_t tasks,
    void (*fn)(void *arg, int64_t i), struct vl_err *err)
{
	int rc = 0;

	j->rc = vl_alloc(tasks * (int64_t)sizeof *j->rc);
	j->err = vl_alloc(tasks * (int64_t)sizeof *j->err);
	vl_pool_run(pool, tasks, fn, j);
	for (int64_t i = 0; i < tasks && rc >= 0; i++)
		if ((rc = j->rc[i]) < 0)
			*err = j->err[i];
	vl_dealloc(j->rc);
	vl_dealloc(j->err);
	return rc;
}

static int
sort_all(struct job *j, struct vl_err *err)
{
	int threads = j->r->session->threads;
	struct vl_pool *pool = vl_pool_new(threads);
	int64_t chunks = (j->n + j->chunk - 1) / j->chunk;
	int rc = run_tasks(pool, j, chunks, sort_chunk, err);

	for (; rc >= 0 && j->chunk < j->n; j->chunk *= 2) {
		struct ranked *x = j->x;
		int64_t pairs = (chunks + 1) / 2;

		j->halves = (int)((threads + pairs - 1) / pairs);
		rc = run_tasks(pool, j, pairs * j->halves, merge_share, err);
		j->x = j->scratch;
		j->scratch = x;
		chunks = pairs;
	}
	vl_pool_free(pool);
	return rc;
}

static int64_t
chunk_rows(int64_t n, int threads)
{
	int64_t rows = (n + threads - 1) / threads;

	if (rows < CHUNK_MIN)
		rows = CHUNK_MIN;
	return rows < CHUNK_MAX ? rows : CHUNK_MAX;
}

int
vl_rank_rows(
    const struct vl_rank *r, uint32_t *order, int64_t n, struct vl_err *err)
{
	int64_t bytes = 2 * n * (int64_t)sizeof(struct ranked);
	struct vl_budget *budget = &r->session->budget;

	if (n < 2)
		return 0;
	if (!vl_budget_take(budget, bytes)) {
		vl_fail(err, VL_ELIMIT,
		    "the memory limit is reached with %lld rows to sort",
		    (long long)n);
		return vl_err_hint(err, "raise --memory-limit");
	}
	struct ranked *x = vl_alloc_buffer(bytes);
	struct job j = {
		.r = r,
		.x = x,
		.scratch = x + n,
		.n = n,
		.chunk = chunk_rows(n, r->session->threads),
	};

	for (int64_t i = 0; i < n; i++)
		x[i] = (struct ranked){ .row = order[i] };
	int rc = sort_all(&j, err);

	for (int64_t i = 0; rc >= 0 && i < n; i++)
		order[i] = j.x[i].row;
	vl_dealloc(x);
	vl_budget_give(budget, bytes);
	return rc;
}
