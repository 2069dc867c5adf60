/* drive.c -- pull all morsels of a scan, with threads, into a sink. */
#include <pthread.h>

#include "base/alloc.h"
#include "base/pool.h"
#include "col/batch.h"
#include "exec/exec.h"

/* Where a failure counts that belongs to no morsel: behind all that do. */
static const int64_t NO_MORSEL = INT64_MAX / 2;

/* What the threads of one drive share. */
struct drive {
	struct vl_session *session;
	struct vl_sink *sink;
	struct vl_scan_worker **worker;
	pthread_mutex_t hand; /* held while a serial sink's morsel is taken */
	pthread_mutex_t lock;
	_Atomic int64_t failed; /* morsel of the first failure */
	struct vl_err err;      /* of that morsel */
};

int
vl_exec_workers(const struct vl_scan *scan, const struct vl_session *session)
{
	int n = scan->parallel < session->threads ? scan->parallel :
						    session->threads;

	return n > 0 ? n : 1;
}

/* Of two failures at one place, that which another worker's stop is due to. */
static void
fail(struct drive *d, int64_t morsel, const struct vl_err *err)
{
	pthread_mutex_lock(&d->lock);
	if (morsel < d->failed ||
	    (morsel == d->failed && d->err.code == VL_ESTOP)) {
		d->failed = morsel;
		d->err = *err;
	}
	pthread_mutex_unlock(&d->lock);
}

/* The worker's next morsel: 1, 0 there is none, or an error. */
static int
take_morsel(struct drive *d, int i, int64_t *morsel, struct vl_err *err)
{
	struct vl_scan_worker *w = d->worker[i];
	bool serial = d->sink->serial;
	int rc;

	*morsel = NO_MORSEL;
	if (vl_stopped(d->session))
		return vl_fail(err, VL_ESTOP, "stopped");
	if (serial)
		pthread_mutex_lock(&d->hand);
	rc = w->begin(w, morsel, err);
	if (rc > 0 && d->sink->begin &&
	    d->sink->begin(d->sink, i, *morsel, err) < 0)
		rc = (int)err->code;
	if (serial)
		pthread_mutex_unlock(&d->hand);
	return rc;
}

/* All batches of a morsel into the sink: 1, or an error. */
static int
one_morsel(struct drive *d, int i, int64_t morsel, struct vl_err *err)
{
	struct vl_sink *sink = d->sink;
	struct vl_batch *b;
	int rc = 0;

	while ((rc = vl_stream_next(&d->worker[i]->stream, &b, err)) > 0) {
		if (vl_stopped(d->session))
			return vl_fail(err, VL_ESTOP, "stopped");
		/* Somebody failed in an earlier morsel: ours is moot. */
		if (morsel >
		    atomic_load_explicit(&d->failed, memory_order_relaxed))
			return 1;
		VL_TRY(sink->batch(sink, i, b, err));
	}
	if (rc == 0 && sink->end)
		rc = sink->end(sink, i, morsel, err);
	return rc < 0 ? rc : 1;
}

struct hand {
	struct drive *d;
	int i; /* worker number */
	struct vl_thread thread;
	bool started;
};

static void
work(void *arg)
{
	struct hand *h = arg;
	struct drive *d = h->d;
	struct vl_err err = { 0 };
	int64_t morsel = 0;
	int rc = 1;

	while (rc > 0 && morsel <= atomic_load(&d->failed)) {
		rc = take_morsel(d, h->i, &morsel, &err);
		if (rc > 0 && morsel <= atomic_load(&d->failed))
			rc = one_morsel(d, h->i, morsel, &err);
	}
	if (rc < 0)
		fail(d, morsel, &err);
	if (d->sink->done)
		d->sink->done(d->sink, h->i);
}

/*
 * Workers wait for each other's turns (order.h), so each has a thread of its
 * own; one that gets none is done at once, and the others take its morsels.
 */
static void
run_threads(struct drive *d, int n)
{
	struct hand *hand = vl_alloc(n * (int64_t)sizeof *hand);
	struct vl_err ignored;

	for (int i = 0; i < n; i++)
		hand[i] = (struct hand){ .d = d, .i = i };
	for (int i = 1; i < n; i++) {
		hand[i].started = vl_thread_start(&hand[i].thread, "vl-work",
				      work, &hand[i], &ignored) >= 0;
		if (!hand[i].started && d->sink->done)
			d->sink->done(d->sink, i);
	}
	work(&hand[0]);
	for (int i = 1; i < n; i++)
		if (hand[i].started)
			vl_thread_join(&hand[i].thread);
	vl_dealloc(hand);
}

int
vl_exec_drive(struct vl_scan *scan, struct vl_session *session,
    struct vl_sink *sink, struct vl_err *err)
{
	int n = vl_exec_workers(scan, session);
	struct drive d = { .session = session, .sink = sink };
	int rc = 0;

	d.worker = vl_alloc(n * (int64_t)sizeof(struct vl_scan_worker *));
	d.failed = INT64_MAX;
	pthread_mutex_init(&d.hand, NULL);
	pthread_mutex_init(&d.lock, NULL);
	for (int i = 0; i < n && rc >= 0; i++)
		rc = vl_scan_worker(scan, &d.worker[i], err);
	if (rc >= 0) {
		run_threads(&d, n);
		if (d.failed != INT64_MAX) {
			*err = d.err;
			rc = d.err.code;
		}
	}
	for (int i = 0; i < n; i++)
		if (d.worker[i])
			vl_stream_close(&d.worker[i]->stream);
	pthread_mutex_destroy(&d.lock);
	pthread_mutex_destroy(&d.hand);
	vl_dealloc(d.worker);
	return rc < 0 ? rc : 0;
}
