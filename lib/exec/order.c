/* order.c -- who has the turn. */
#include "exec/order.h"

#include <assert.h>
#include <pthread.h>

#include "base/alloc.h"

enum {
	AHEAD = 64
}; /* parked pieces, of about a morsel's output each */

struct piece {
	struct piece *next; /* by rising morsel */
	int64_t morsel;
	void *body;
};

struct vl_order {
	pthread_mutex_t lock;
	pthread_cond_t moved; /* pieces were taken, or somebody is done */
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

void
vl_order_begin(struct vl_order *o, int worker, int64_t morsel)
{
	pthread_mutex_lock(&o->lock);
	assert(morsel >= o->bound[worker]);
	o->bound[worker] = morsel;
	o->within[worker] = true;
	if (morsel > o->newest)
		o->newest = morsel;
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

/* Take what nobody can come before any more; a failure is kept. */
static int
take_ready(struct vl_order *o)
{
	int64_t low = lowest(o);
	bool moved = false;

	if (low > o->cut)
		low = o->cut;
	while (o->failure.code == 0 && o->parked && o->parked->morsel < low) {
		struct piece *p = o->parked;

		o->parked = p->next;
		o->parked_count--;
		if (o->take(o->ctx, p->body, &o->failure) >= 0)
			o->failure.code = 0;
		vl_dealloc(p);
		moved = true;
	}
	if (moved)
		pthread_cond_broadcast(&o->moved);
	return o->failure.code;
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

	if (turn)
		take_ready(o);
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
	take_ready(o);
	/* Whoever waits for this worker's old morsel need not any more, even
	 * if no piece was taken. */
	if (o->parked_count > AHEAD)
		pthread_cond_broadcast(&o->moved);
	while (o->failure.code == 0 && o->parked_count > AHEAD &&
	    o->cut == INT64_MAX && lowest(o) < o->bound[worker])
		pthread_cond_wait(&o->moved, &o->lock);
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
	take_ready(o);
	pthread_cond_broadcast(&o->moved);
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
