/*
 * Goal: what many threads make comes out in the order of its morsels.
 * Method: threads take numbers from a counter, some with gaps, make one piece
 * each, in turn or parked; the order in which pieces are taken is checked.
 */
#include "exec/order.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "base/alloc.h"
#include "base/rand.h"
#include "check.h"

enum {
	WORKERS = 5,
	MORSELS = 3000
};

struct run {
	struct vl_order *order;
	pthread_mutex_t lock;
	int64_t next;
	int64_t taken[MORSELS];
	_Atomic int64_t count;
	int fail_at; /* take() fails at this piece; -1 never */
};

struct worker {
	struct run *run;
	int number;
};

static void
drop(void *ctx, void *piece)
{
	(void)ctx;
	vl_dealloc(piece);
}

static int
take(void *ctx, void *piece, struct vl_err *err)
{
	struct run *r = ctx;
	int64_t *morsel = piece;

	if (r->fail_at >= 0 && r->count >= r->fail_at) {
		vl_dealloc(morsel);
		return vl_fail(err, VL_EIO, "full");
	}
	r->taken[r->count++] = *morsel;
	vl_dealloc(morsel);
	return 0;
}

static void *
work(void *arg)
{
	struct worker *w = arg;
	struct run *r = w->run;
	struct vl_rand rand;
	struct vl_err err;
	int rc = 0;

	rand = vl_rand_init((uint64_t)w->number);
	while (rc >= 0) {
		pthread_mutex_lock(&r->lock);
		int64_t n = r->next++;
		pthread_mutex_unlock(&r->lock);
		if (n >= MORSELS)
			break;
		int64_t *piece = vl_alloc(sizeof *piece);

		*piece = n * 3; /* numbers need not be dense */
		vl_order_begin(r->order, w->number, n * 3);
		for (uint64_t i = vl_rand_below(&rand, 2000); i > 0; i--)
			atomic_signal_fence(memory_order_seq_cst);
		if (vl_rand_below(&rand, 30) == 0) /* the others get ahead */
			nanosleep(&(struct timespec){ 0, 200000 }, NULL);
		rc = vl_order_turn(r->order, w->number, &err);
		if (rc > 0) {
			rc = take(r, piece, &err);
			piece = NULL;
		}
		if (rc >= 0)
			rc = vl_order_end(r->order, w->number, piece, &err);
		else
			vl_dealloc(piece);
	}
	vl_order_done(r->order, w->number);
	return NULL;
}

static int
run_all(struct run *r, struct vl_err *err)
{
	pthread_t id[WORKERS];
	struct worker w[WORKERS];

	pthread_mutex_init(&r->lock, NULL);
	r->order = vl_order_new(WORKERS, false, take, r);
	for (int i = 0; i < WORKERS; i++) {
		w[i] = (struct worker){ r, i };
		pthread_create(&id[i], NULL, work, &w[i]);
	}
	for (int i = 0; i < WORKERS; i++)
		pthread_join(id[i], NULL);
	int rc = vl_order_finish(r->order, err);

	vl_order_free(r->order, drop);
	pthread_mutex_destroy(&r->lock);
	return rc;
}

static void
test_pieces_come_in_order(void)
{
	static struct run r = { .fail_at = -1 };
	struct vl_err err = { 0 };

	CHECK_INT(run_all(&r, &err), 0);
	CHECK_INT(r.count, MORSELS);
	for (int64_t i = 0; i < MORSELS; i++)
		CHECK_INT(r.taken[i], i * 3);
}

static void
test_a_failure_ends_all(void)
{
	static struct run r = { .fail_at = 100 };
	struct vl_err err = { 0 };

	run_all(&r, &err);
	CHECK_INT(r.count, 100);
	for (int64_t i = 0; i < 100; i++)
		CHECK_INT(r.taken[i], i * 3);
}

static int64_t *
one(int64_t v)
{
	int64_t *p = vl_alloc(sizeof *p);

	*p = v;
	return p;
}

/* Where begin() hears of morsels in order, a worker that waits for its next
 * one does not keep the others' pieces back. */
static void
test_a_waiting_worker_holds_nobody_up(void)
{
	static struct run r = { .fail_at = -1 };
	struct vl_err err = { 0 };

	r.order = vl_order_new(2, true, take, &r);
	vl_order_begin(r.order, 0, 0);
	CHECK_INT(vl_order_turn(r.order, 0, &err), 1);
	CHECK_INT(vl_order_end(r.order, 0, NULL, &err), 0);
	vl_order_begin(r.order, 0, 1); /* worker 1 has none yet */
	CHECK_INT(vl_order_turn(r.order, 0, &err), 1);
	vl_order_begin(r.order, 1, 2);
	CHECK_INT(vl_order_turn(r.order, 1, &err), 0);
	CHECK_INT(vl_order_end(r.order, 1, one(2), &err), 0);
	CHECK_INT(r.count, 0);
	CHECK_INT(vl_order_end(r.order, 0, one(1), &err), 0);
	CHECK_INT(r.count, 2);
	CHECK_INT(r.taken[0], 1);
	CHECK_INT(r.taken[1], 2);
	vl_order_done(r.order, 0);
	vl_order_done(r.order, 1);
	CHECK_INT(vl_order_finish(r.order, &err), 0);
	vl_order_free(r.order, drop);
}

/* A worker that gives up within a morsel: what follows it is not taken, what
 * stands before it is. */
static void
test_nothing_is_taken_behind_a_gap(void)
{
	static struct run r = { .fail_at = -1 };
	struct vl_err err = { 0 };

	r.order = vl_order_new(3, false, take, &r);
	for (int i = 0; i < 3; i++)
		vl_order_begin(r.order, i, i);
	CHECK_INT(vl_order_end(r.order, 2, one(2), &err), 0);
	vl_order_done(r.order, 1);
	vl_order_begin(r.order, 2, 3);
	CHECK_INT(vl_order_end(r.order, 0, one(0), &err), 0);
	vl_order_done(r.order, 0);
	CHECK_INT(vl_order_turn(r.order, 2, &err), 0);
	CHECK_INT(vl_order_end(r.order, 2, one(3), &err), 0);
	vl_order_done(r.order, 2);
	CHECK_INT(r.count, 1);
	CHECK_INT(r.taken[0], 0);
	vl_order_free(r.order, drop);
}

VL_TESTS(test_pieces_come_in_order, test_a_failure_ends_all,
    test_a_waiting_worker_holds_nobody_up, test_nothing_is_taken_behind_a_gap)
