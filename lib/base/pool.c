/* pool.c -- threads, loops on several of them, queues between them. */
#define _GNU_SOURCE /* pthread_setname_np */
#include "base/pool.h"

#include <assert.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/err.h"

enum {
	NAME_ROOM = 16, /* Linux: 15 bytes and a NUL */
	THREADS_MAX = 1024,
};

struct start {
	void (*fn)(void *);
	void *arg;
	char name[NAME_ROOM];
};

static void *
thread_main(void *p)
{
	struct start s = *(struct start *)p;

	vl_dealloc(p);
	pthread_setname_np(pthread_self(), s.name);
	s.fn(s.arg);
	return NULL;
}

int
vl_thread_start(struct vl_thread *t, const char *name, void (*fn)(void *),
    void *arg, struct vl_err *err)
{
	struct start *s = vl_alloc_one(struct start);
	sigset_t all, before;
	int rc;

	s->fn = fn;
	s->arg = arg;
	snprintf(s->name, sizeof s->name, "%s", name);
	/* A thread inherits the mask: signals stay with the main thread. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(&t->id, NULL, thread_main, s);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (rc == 0)
		return 0;
	vl_dealloc(s);
	return vl_fail(
	    err, VL_ELIMIT, "cannot start a thread: %s", strerror(rc));
}

void
vl_thread_join(struct vl_thread *t)
{
	int rc = pthread_join(t->id, NULL);

	assert(rc == 0);
	(void)rc;
}

/*
 * One loop at a time.  Under the lock: fn is set while a loop is open; active
 * counts the workers inside it.  A worker that wakes up late finds fn NULL, or
 * the next loop, never the arguments of one that has returned.
 */
struct vl_pool {
	int threads;
	int started;
	struct vl_thread *thread; /* [threads - 1], `started` of them run */

	pthread_mutex_t lock;
	pthread_cond_t open; /* a loop was opened, or quit */
	pthread_cond_t done; /* active fell to 0 */
	void (*fn)(void *arg, int64_t i);
	void *arg;
	int64_t n;
	_Atomic int64_t next;
	uint64_t loop; /* number of loops opened */
	int active;
	bool busy;
	bool quit;
};

struct vl_pool *
vl_pool_new(int threads)
{
	struct vl_pool *p = vl_alloc_one(struct vl_pool);

	p->threads = threads < 1  ? 1 :
	    threads > THREADS_MAX ? THREADS_MAX :
				    threads;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->open, NULL);
	pthread_cond_init(&p->done, NULL);
	return p;
}

int
vl_pool_threads(const struct vl_pool *p)
{
	return p->threads;
}

void
vl_pool_free(struct vl_pool *p)
{
	if (p == NULL)
		return;
	assert(!p->busy);
	pthread_mutex_lock(&p->lock);
	p->quit = true;
	pthread_cond_broadcast(&p->open);
	pthread_mutex_unlock(&p->lock);
	for (int i = 0; i < p->started; i++)
		vl_thread_join(&p->thread[i]);
	vl_dealloc(p->thread);
	pthread_cond_destroy(&p->done);
	pthread_cond_destroy(&p->open);
	pthread_mutex_destroy(&p->lock);
	vl_dealloc(p);
}

/* Take indices until there are none. */
static void
take_steps(struct vl_pool *p, void (*fn)(void *, int64_t), void *arg, int64_t n)
{
	int64_t i;

	while ((i = atomic_fetch_add_explicit(
		    &p->next, 1, memory_order_relaxed)) < n)
		fn(arg, i);
}

static void
worker(void *arg)
{
	struct vl_pool *p = arg;
	uint64_t seen = 0;

	pthread_mutex_lock(&p->lock);
	while (!p->quit) {
		if (p->loop == seen || p->fn == NULL) {
			pthread_cond_wait(&p->open, &p->lock);
			continue;
		}
		void (*fn)(void *, int64_t) = p->fn;
		void *loop_arg = p->arg;
		int64_t n = p->n;

		seen = p->loop;
		p->active++;
		pthread_mutex_unlock(&p->lock);
		take_steps(p, fn, loop_arg, n);
		pthread_mutex_lock(&p->lock);
		if (--p->active == 0)
			pthread_cond_signal(&p->done);
	}
	pthread_mutex_unlock(&p->lock);
}

/* Start workers up to `want`; what the system refuses is done without. */
static void
start_workers(struct vl_pool *p, int64_t want)
{
	struct vl_err err = { 0 };

	if (p->thread == NULL)
		p->thread =
		    vl_alloc((int64_t)sizeof *p->thread * (p->threads - 1));
	while (p->started < want && p->started < p->threads - 1) {
		char name[2 * NAME_ROOM];

		snprintf(name, sizeof name, "vl-pool-%d", p->started + 1);
		if (vl_thread_start(
			&p->thread[p->started], name, worker, p, &err) < 0)
			return;
		p->started++;
	}
}

/* Open a loop for the workers; false if one is open already. */
static bool
open_loop(struct vl_pool *p, int64_t n, void (*fn)(void *, int64_t), void *arg)
{
	bool mine;

	pthread_mutex_lock(&p->lock);
	mine = !p->busy;
	if (mine) {
		start_workers(p, n - 1);
		p->busy = true;
		p->fn = fn;
		p->arg = arg;
		p->n = n;
		p->loop++;
		atomic_store_explicit(&p->next, 0, memory_order_relaxed);
		pthread_cond_broadcast(&p->open);
	}
	pthread_mutex_unlock(&p->lock);
	return mine;
}

void
vl_pool_run(
    struct vl_pool *p, int64_t n, void (*fn)(void *arg, int64_t i), void *arg)
{
	if (n <= 1 || p->threads == 1 || !open_loop(p, n, fn, arg)) {
		for (int64_t i = 0; i < n; i++)
			fn(arg, i);
		return;
	}
	take_steps(p, fn, arg, n);
	pthread_mutex_lock(&p->lock);
	p->fn = NULL; /* no worker comes in any more */
	while (p->active > 0)
		pthread_cond_wait(&p->done, &p->lock);
	p->busy = false;
	pthread_mutex_unlock(&p->lock);
}

/*
 *	item[]   . . a b c . .     first is a, used is 3; the place of the
 *	             ^             next push is (first + used) % capacity
 */
struct vl_queue {
	pthread_mutex_t lock;
	pthread_cond_t not_full;
	pthread_cond_t not_empty;
	int capacity;
	int first;
	int used;
	bool closed;
	void *item[];
};

struct vl_queue *
vl_queue_new(int capacity)
{
	struct vl_queue *q;

	assert(capacity > 0);
	q = vl_alloc((int64_t)sizeof *q + capacity * (int64_t)sizeof(void *));
	pthread_mutex_init(&q->lock, NULL);
	pthread_cond_init(&q->not_full, NULL);
	pthread_cond_init(&q->not_empty, NULL);
	q->capacity = capacity;
	return q;
}

void
vl_queue_free(struct vl_queue *q)
{
	if (q == NULL)
		return;
	pthread_cond_destroy(&q->not_empty);
	pthread_cond_destroy(&q->not_full);
	pthread_mutex_destroy(&q->lock);
	vl_dealloc(q);
}

bool
vl_queue_push(struct vl_queue *q, void *item)
{
	bool taken;

	pthread_mutex_lock(&q->lock);
	while (q->used == q->capacity && !q->closed)
		pthread_cond_wait(&q->not_full, &q->lock);
	taken = !q->closed;
	if (taken) {
		q->item[(q->first + q->used) % q->capacity] = item;
		q->used++;
		pthread_cond_signal(&q->not_empty);
	}
	pthread_mutex_unlock(&q->lock);
	return taken;
}

static bool
pop(struct vl_queue *q, void **item, bool wait)
{
	bool got;

	pthread_mutex_lock(&q->lock);
	while (wait && q->used == 0 && !q->closed)
		pthread_cond_wait(&q->not_empty, &q->lock);
	got = q->used > 0;
	if (got) {
		*item = q->item[q->first];
		q->first = (q->first + 1) % q->capacity;
		q->used--;
		pthread_cond_signal(&q->not_full);
	}
	pthread_mutex_unlock(&q->lock);
	return got;
}

bool
vl_queue_pop(struct vl_queue *q, void **item)
{
	return pop(q, item, true);
}

bool
vl_queue_try_pop(struct vl_queue *q, void **item)
{
	return pop(q, item, false);
}

void
vl_queue_close(struct vl_queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->closed = true;
	pthread_cond_broadcast(&q->not_full);
	pthread_cond_broadcast(&q->not_empty);
	pthread_mutex_unlock(&q->lock);
}
