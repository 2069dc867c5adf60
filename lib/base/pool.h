/*
 * pool.h -- threads: one alone, a pool for loops, a bounded queue between.
 *
 * Our threads have names and take no signals; those are the main thread's.
 */
#ifndef VL_BASE_POOL_H
#define VL_BASE_POOL_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct vl_err;

struct vl_thread {
	pthread_t id;
};

/*
 * Run fn(arg) in a new thread; `name` (15 bytes count) is what ps and gdb
 * show.  VL_ELIMIT if the system gives no thread.  Whoever starts one joins it.
 */
int vl_thread_start(struct vl_thread *t, const char *name, void (*fn)(void *),
    void *arg, struct vl_err *err);
void vl_thread_join(struct vl_thread *t);

/*
 * A pool runs loops on several threads.  Threads are started by the first loop
 * that wants them, so a pool that is not used costs nothing.
 */
struct vl_pool;

struct vl_pool *vl_pool_new(int threads);
void vl_pool_free(struct vl_pool *p);
int vl_pool_threads(const struct vl_pool *p);

/*
 * fn(arg, i) once for each i in 0 .. n - 1, on up to `threads` threads of which
 * the caller is one; returns when all are done, and what they wrote is seen.
 * Indices are handed out in ascending order.
 *
 * A loop of one step, a loop within a loop, and a loop while another thread
 * runs one on the same pool go on in the caller alone, in order: so fn must not
 * wait for another i.  If the system gives fewer threads, fewer do the work.
 */
void vl_pool_run(
    struct vl_pool *p, int64_t n, void (*fn)(void *arg, int64_t i), void *arg);

/*
 * A queue of pointers that holds up to `capacity`.  Any number of threads push
 * and pop.
 */
struct vl_queue;

struct vl_queue *vl_queue_new(int capacity);
void vl_queue_free(struct vl_queue *q); /* what is in it is the caller's */

/* Waits while it is full.  False once it is closed: item was not taken. */
bool vl_queue_push(struct vl_queue *q, void *item);

/* Waits while it is empty.  False once it is closed and empty. */
bool vl_queue_pop(struct vl_queue *q, void **item);

/* The same without waiting: false also if it is empty. */
bool vl_queue_try_pop(struct vl_queue *q, void **item);

/* No more pushes; wakes everybody.  Twice is fine. */
void vl_queue_close(struct vl_queue *q);

#endif
