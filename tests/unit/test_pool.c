/*
 * Goal: loops run every step once, queues lose and double nothing, and both
 * come to an end in every order of events.
 * Method: sums over many short rounds; run under TSan as well.
 */
#include "base/pool.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"
#include "check.h"

struct sums {
	_Atomic int64_t steps;
	_Atomic int64_t total;
	int64_t plain[1000]; /* each written by one step only */
	struct vl_pool *pool;
};

static void
add(void *arg, int64_t i)
{
	struct sums *s = arg;

	atomic_fetch_add(&s->steps, 1);
	atomic_fetch_add(&s->total, i);
	s->plain[i] = i * i;
}

static void
test_every_step_once(void)
{
	static const int threads[] = { 0, 1, 2, 3, 8 };

	for (int64_t k = 0; k < 5; k++) {
		struct vl_pool *p = vl_pool_new(threads[k]);

		for (int64_t n = 0; n < 1000; n += 1 + n / 3) {
			struct sums s = { 0 };

			vl_pool_run(p, n, add, &s);
			CHECK_INT(s.steps, n);
			CHECK_INT(s.total, n * (n - 1) / 2);
			for (int64_t i = 0; i < n; i++)
				CHECK_INT(s.plain[i], i * i);
		}
		vl_pool_free(p);
	}
}

/* Loops that open and close as fast as they can, on stacks that go away. */
static void
test_short_loops(void)
{
	struct vl_pool *p = vl_pool_new(4);

	for (int k = 0; k < 5000; k++) {
		struct sums s = { 0 };

		vl_pool_run(p, 2 + k % 3, add, &s);
		CHECK_INT(s.steps, 2 + k % 3);
	}
	vl_pool_free(p);
	vl_pool_free(vl_pool_new(8)); /* never used: no threads to join */
	vl_pool_free(NULL);
}

static void
inner(void *arg, int64_t i)
{
	struct sums *s = arg;

	atomic_fetch_add(&s->total, i);
}

static void
outer(void *arg, int64_t i)
{
	struct sums *s = arg;

	(void)i;
	vl_pool_run(s->pool, 10, inner, s);
}

static void
test_loop_within_a_loop(void)
{
	struct sums s = { .pool = vl_pool_new(3) };

	vl_pool_run(s.pool, 20, outer, &s);
	CHECK_INT(s.total, 20 * 45);
	vl_pool_free(s.pool);
}

static void
look_at_mask(void *arg)
{
	sigset_t *set = arg;

	pthread_sigmask(SIG_SETMASK, NULL, set);
}

static void
test_threads_take_no_signals(void)
{
	struct vl_err err = { 0 };
	struct vl_thread t;
	sigset_t inside, here;

	sigemptyset(&inside);
	CHECK_INT(vl_thread_start(
		      &t, "a name longer than 15", look_at_mask, &inside, &err),
	    0);
	vl_thread_join(&t);
	pthread_sigmask(SIG_SETMASK, NULL, &here);
	CHECK(sigismember(&inside, SIGINT) && sigismember(&inside, SIGTERM));
	CHECK(!sigismember(&here, SIGINT));
}

enum {
	ITEMS = 20000,
};

struct traffic {
	struct vl_queue *q;
	_Atomic int64_t sum;
	_Atomic int64_t popped;
};

static void
produce(void *arg)
{
	struct traffic *t = arg;

	for (intptr_t i = 1; i <= ITEMS; i++)
		if (!vl_queue_push(t->q, (void *)i))
			return;
}

static void
consume(void *arg)
{
	struct traffic *t = arg;
	void *item;

	while (vl_queue_pop(t->q, &item)) {
		atomic_fetch_add(&t->sum, (intptr_t)item);
		atomic_fetch_add(&t->popped, 1);
	}
}

static void
test_queue_keeps_all(void)
{
	for (int capacity = 1; capacity <= 64; capacity *= 8) {
		struct traffic t = { .q = vl_queue_new(capacity) };
		struct vl_err err = { 0 };
		struct vl_thread in[2], out[3];

		for (int i = 0; i < 3; i++)
			CHECK_INT(
			    vl_thread_start(&out[i], "out", consume, &t, &err),
			    0);
		for (int i = 0; i < 2; i++)
			CHECK_INT(
			    vl_thread_start(&in[i], "in", produce, &t, &err),
			    0);
		for (int i = 0; i < 2; i++)
			vl_thread_join(&in[i]);
		vl_queue_close(t.q);
		for (int i = 0; i < 3; i++)
			vl_thread_join(&out[i]);
		CHECK_INT(t.popped, 2 * ITEMS);
		CHECK_INT(t.sum, (int64_t)ITEMS * (ITEMS + 1));
		vl_queue_free(t.q);
	}
}

static void
test_queue_order_and_close(void)
{
	struct vl_queue *q = vl_queue_new(3);
	struct traffic t = { .q = q };
	struct vl_err err = { 0 };
	struct vl_thread producer;
	int v[4];
	void *item = NULL;

	CHECK(!vl_queue_try_pop(q, &item));
	for (int round = 0; round < 5; round++) {
		CHECK(vl_queue_push(q, &v[0]) && vl_queue_push(q, &v[1]));
		CHECK(vl_queue_pop(q, &item) && item == &v[0]);
		CHECK(vl_queue_try_pop(q, &item) && item == &v[1]);
	}
	CHECK(vl_queue_push(q, &v[2]));
	vl_queue_close(q);
	vl_queue_close(q);
	CHECK(!vl_queue_push(q, &v[3]));
	CHECK(vl_queue_pop(q, &item) && item == &v[2]);
	CHECK(!vl_queue_pop(q, &item));
	vl_queue_free(q);
	vl_queue_free(NULL);

	/* Whoever waits for room is woken by the close. */
	t.q = vl_queue_new(1);
	CHECK_INT(vl_thread_start(&producer, "in", produce, &t, &err), 0);
	CHECK(vl_queue_pop(t.q, &item));
	vl_queue_close(t.q);
	vl_thread_join(&producer);
	vl_queue_free(t.q);
}

VL_TESTS(test_every_step_once, test_short_loops, test_loop_within_a_loop,
    test_threads_take_no_signals, test_queue_keeps_all,
    test_queue_order_and_close)
