/* order.c -- who has the turn. */
#include "exec/order.h"

#include <assert.h>
#include <pthread.h>

#include "base/alloc.h"

enum {
#ifdef VL_TEST_SMALL
	AHEAD = 2,
#else
	AHEAD = 64, /* parked pieces, of about a morsel's output each */
#endif
};

struct piece {
	struct piece *next; /* by rising morsel */
	int64_t morsel;
	void *body;
};

struct vl_order {
	pthread_mutex_t lock;
	pthread_cond_t moved; /* pieces were taken, a bound has changed */
	int waiting;          /* for that */
	vl_order_take *take;
	void *ctx;
	int workers;
	bool exact;
	int64_t *bound; /* [workers] no morsel below it will come from there */
	bool *within;   /* [workers] its morsel is `bound` */
	int64_t newest; /* the highest morsel begun so far, -1 none */
	int64_t cut;    /* the lowest morsel that was not finished */
	struct piece *parked;
	int parked_count;
	bool taking;           /* somebody is */
	struct vl_err failure; /* of taking a piece; code 0: none */
};

struct vl_order *
vl_order_new(int workers, bool exact, vl_order_take *take, void *ctx)
{
	struct vl_order *o = vl_alloc_one(struct vl_order);

	pthread_mutex_init(&o->lock, NULL);
	pthread_cond_init(&o->moved, NULL);
	o->take = take;
	o->ctx = ctx;
	o->workers = workers;
	o->exact = exact;
	o->bound = vl_alloc(workers * (int64_t)sizeof *o->bound);
	o->within = vl_alloc(workers * (int64_t)sizeof *o->within);
	o->newest = -1;
	o->cut = INT64_MAX;
	return o;
}

/* Whoever comes first now must not sleep on, even if nothing was taken. */
static void
tell_moved(struct vl_order *o)
{
	if (o->waiting)
		pthread_cond_broadcast(&o->moved);
}

void
vl_order_begin(struct vl_order *o, int worker, int64_t morsel)
{
	pthread_mutex_lock(&o->lock);
	assert(morsel >= o->bound[worker]);
	o->bound[worker] = morsel;
	o->within[worker] = true;
	if (morsel > o->newest)
		o->newest = morsel;
	tell_moved(o);
	pthread_mutex_unlock(&o->lock);
}

/* No morsel below this will come from the worker any more. */
static int64_t
bound_of(const struct vl_order *o, int worker)
{
	int64_t b = o->bound[worker];

	return o->exact && !o->within[worker] && b <= o->newest ?
	    o->newest + 1 :
	    b;
}

/* No morsel below this will come any more. */
static int64_t
lowest(const struct vl_order *o)
{
	int64_t low = INT64_MAX;

	for (int i = 0; i < o->workers; i++)
		if (bound_of(o, i) < low)
			low = bound_of(o, i);
	return low;
}

/* What nobody can come before any more, or NULL. */
static struct piece *
pop_ready(struct vl_order *o)
{
	struct piece *p = o->parked;
	int64_t low = lowest(o);

	if (low > o->cut)
		low = o->cut;
	if (o->failure.code || p == NULL || p->morsel >= low)
		return NULL;
	o->parked = p->next;
	o->parked_count--;
	return p;
}

/*
 * Take what is ready; a failure is kept.  Taking may block on the output, so
 * the lock is open meanwhile: who comes then leaves its piece to the one that
 * is taking.
 */
static void
take_ready(struct vl_order *o)
{
	struct piece *p;

	if (o->taking)
		return;
	o->taking = true;
	while ((p = pop_ready(o))) {
		struct vl_err err;

		pthread_mutex_unlock(&o->lock);
		int rc = o->take(o->ctx, p->body, &err);

		vl_dealloc(p);
		pthread_mutex_lock(&o->lock);
		if (rc < 0)
			o->failure = err;
		tell_moved(o);
	}
	o->taking = false;
}

static int
failure(const struct vl_order *o, struct vl_err *err)
{
	if (o->failure.code)
		*err = o->failure;
	return o->failure.code;
}

int
vl_order_turn(struct vl_order *o, int worker, struct vl_err *err)
{
	pthread_mutex_lock(&o->lock);
	int64_t morsel = o->bound[worker];
	bool turn = lowest(o) == morsel && morsel < o->cut;

	if (turn) {
		take_ready(o);
		turn = !o->taking;
	}
	int rc = failure(o, err);

	pthread_mutex_unlock(&o->lock);
	return rc < 0 ? rc : turn;
}

static void
park(struct vl_order *o, int64_t morsel, void *body)
{
	struct piece *p = vl_alloc_one(struct piece);
	struct piece **at = &o->parked;

	p->morsel = morsel;
	p->body = body;
	while (*at && (*at)->morsel < morsel)
		at = &(*at)->next;
	p->next = *at;
	*at = p;
	o->parked_count++;
}

int
vl_order_end(
    struct vl_order *o, int worker, void *take_piece, struct vl_err *err)
{
	pthread_mutex_lock(&o->lock);
	int64_t morsel = o->bound[worker];

	if (take_piece)
		park(o, morsel, take_piece);
	/* Whatever this worker takes next is handed out after all that were
	 * begun by now, so it is above them. */
	o->bound[worker] = o->newest + 1;
	o->within[worker] = false;
	tell_moved(o);
	take_ready(o);
	o->waiting++;
	while (o->failure.code == 0 && o->parked_count > AHEAD &&
	    o->cut == INT64_MAX && lowest(o) < o->bound[worker])
		pthread_cond_wait(&o->moved, &o->lock);
	o->waiting--;
	int rc = failure(o, err);

	pthread_mutex_unlock(&o->lock);
	return rc;
}

void
vl_order_done(struct vl_order *o, int worker)
{
	pthread_mutex_lock(&o->lock);
	if (o->within[worker] && o->bound[worker] < o->cut)
		o->cut = o->bound[worker];
	o->within[worker] = false;
	o->bound[worker] = INT64_MAX;
	tell_moved(o);
	take_ready(o);
	pthread_mutex_unlock(&o->lock);
}

int
vl_order_finish(struct vl_order *o, struct vl_err *err)
{
	assert(lowest(o) == INT64_MAX);
	return failure(o, err);
}

void
vl_order_free(struct vl_order *o, void (*drop)(void *ctx, void *piece))
{
	if (o == NULL)
		return;
	while (o->parked) {
		struct piece *p = o->parked;

		o->parked = p->next;
		drop(o->ctx, p->body);
		vl_dealloc(p);
	}
	pthread_mutex_destroy(&o->lock);
	pthread_cond_destroy(&o->moved);
	vl_dealloc(o->bound);
	vl_dealloc(o->within);
	vl_dealloc(o);
}
