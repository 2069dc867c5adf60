/* deliver.c -- encode in parallel, write in order. */
#include "tool/deliver.h"

#include <pthread.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "col/batch.h"
#include "exec/exec.h"
#include "exec/order.h"
#include "fmt/fmt.h"
#include "tool/out.h"

enum {
	WRITE_BYTES = 256 << 10, /* one write(2) */
	HOLD_BYTES = 1 << 20,    /* held back before the first leaves, so that
				    a short answer can still be replaced */
};

/* What a worker has made of its morsel while others had the turn. */
struct piece {
	struct vl_buf bytes;   /* of parallel writers */
	void *part;            /* of those that have parts; NULL: none yet */
	struct vl_arena arena; /* of others: copies of batches */
	struct vl_batch **batch;
	int64_t count;
	int64_t room;
	struct piece *next; /* spare one */
};

/* How the batches of a morsel are passed on. */
enum way {
	NOT_YET, /* known: there was none */
	BY_PART,
	BY_BATCH,
};

struct worker {
	struct piece *piece; /* NULL: nothing is waiting */
	enum way way;
	bool turn; /* for the current morsel */
};

struct delivery {
	struct vl_sink sink;
	struct vl_deliver *d;
	struct vl_session *session;
	struct vl_order *order;
	struct vl_buf pending; /* in order, not yet written */
	bool separate;         /* a row has been put: separators from now on */
	struct worker *worker;

	/* Used ones: memory that is already there is worth a second look. */
	pthread_mutex_t lock;
	struct piece *spare;
};

#define DELIVERY_OF(s) VL_CONTAINER((s), struct delivery, sink)

/* ---- bytes out, in order ---- */

static int
flush(struct delivery *v, struct vl_err *err)
{
	struct vl_buf *b = &v->pending;

	if (b->len == 0)
		return 0;
	atomic_store(&v->session->left, true);
	VL_TRY(vl_out_write(v->d->out, b->p, b->len, err));
	vl_buf_reset(b);
	return 0;
}

static int
flush_if_full(struct delivery *v, struct vl_err *err)
{
	int64_t enough =
	    atomic_load(&v->session->left) ? WRITE_BYTES : HOLD_BYTES;

	return v->pending.len >= enough ? flush(v, err) : 0;
}

/* Encode a batch behind what is in b, with a separator in between. */
static int
encode(struct delivery *v, struct vl_batch *b, bool separate, struct vl_buf *to,
    struct vl_err *err)
{
	struct vl_writer *w = v->d->writer;
	int64_t before = to->len;

	if (b->rows == 0)
		return 0;
	if (separate && w->class->separator)
		vl_buf_cstr(to, w->class->separator);
	int64_t start = to->len;

	int rc = w->class->batch(w, b, to, err);

	if (rc < 0 || to->len == start)
		to->len = before; /* no half rows, no separator alone */
	if (rc < 0)
		return rc;
	v->d->rows += b->rows;
	return 0;
}

static int
put_bytes(struct delivery *v, const struct vl_buf *b, struct vl_err *err)
{
	const char *sep = v->d->writer->class->separator;

	if (b->len == 0)
		return 0;
	if (v->separate && sep)
		vl_buf_cstr(&v->pending, sep);
	vl_buf_add(&v->pending, b->p, b->len);
	v->separate = true;
	return flush_if_full(v, err);
}

static int
put_batch(struct delivery *v, struct vl_batch *b, struct vl_err *err)
{
	int64_t before = v->pending.len;

	VL_TRY(encode(v, b, v->separate, &v->pending, err));
	v->separate = v->separate || v->pending.len > before;
	return flush_if_full(v, err);
}

/* Where somebody waits for it: all that is there. */
static int
pass_on(struct delivery *v, struct vl_err *err)
{
	struct vl_writer *w = v->d->writer;

	if (!v->d->prompt)
		return 0;
	if (w->class->flush)
		VL_TRY(w->class->flush(w, &v->pending, err));
	return flush(v, err);
}

/* ---- pieces ---- */

static void
piece_free(struct delivery *v, struct piece *p)
{
	if (p->part)
		v->d->writer->class->part_free(p->part);
	vl_buf_release(&p->bytes);
	vl_arena_release(&p->arena);
	vl_dealloc(p->batch);
	vl_dealloc(p);
}

static struct piece *
piece_get(struct delivery *v)
{
	pthread_mutex_lock(&v->lock);
	struct piece *p = v->spare;

	if (p)
		v->spare = p->next;
	pthread_mutex_unlock(&v->lock);
	return p ? p : vl_alloc_one(struct piece);
}

/* Done with a piece, whose rows have been put. */
static void
piece_put(struct delivery *v, struct piece *p)
{
	pthread_mutex_lock(&v->lock);
	p->next = v->spare;
	v->spare = p;
	pthread_mutex_unlock(&v->lock);
}

/* Put what is in a piece; whole: nothing is added to it any more. */
static int
put_piece(struct delivery *v, struct piece *p, bool whole, struct vl_err *err)
{
	struct vl_writer *w = v->d->writer;
	int rc = put_bytes(v, &p->bytes, err);

	if (rc >= 0 && p->part)
		rc = w->class->part_put(w, p->part, whole, &v->pending, err);
	for (int64_t i = 0; rc >= 0 && i < p->count; i++)
		rc = put_batch(v, p->batch[i], err);
	vl_buf_reset(&p->bytes);
	vl_arena_reset(&p->arena);
	p->count = 0;
	return rc < 0 ? rc : flush_if_full(v, err);
}

static int
take_piece(void *ctx, void *piece, struct vl_err *err)
{
	struct delivery *v = ctx;
	int rc = put_piece(v, piece, true, err);

	/* What failed may have rows left, which nobody must see. */
	if (rc < 0)
		piece_free(v, piece);
	else
		piece_put(v, piece);
	return rc < 0 ? rc : pass_on(v, err);
}

static void
drop_piece(void *ctx, void *piece)
{
	piece_free(ctx, piece);
}

static void
keep_batch(struct piece *p, const struct vl_batch *b)
{
	if (p->count == p->room) {
		p->room = p->room ? p->room * 2 : 16;
		p->batch =
		    vl_realloc(p->batch, p->room * (int64_t)sizeof *p->batch);
	}
	p->batch[p->count++] = vl_batch_copy(&p->arena, b);
}

static int
add_to_part(
    struct delivery *v, struct piece *p, struct vl_batch *b, struct vl_err *err)
{
	struct vl_writer *w = v->d->writer;

	if (p->part == NULL)
		p->part = w->class->part_new(w);
	VL_TRY(w->class->part_batch(p->part, b, err));
	v->d->rows += b->rows;
	return 0;
}

/* ---- the sink ---- */

static int
deliver_begin(struct vl_sink *s, int worker, int64_t morsel, struct vl_err *err)
{
	struct delivery *v = DELIVERY_OF(s);

	(void)err;
	v->worker[worker].turn = false;
	v->worker[worker].way = NOT_YET;
	vl_order_begin(v->order, worker, morsel);
	return 0;
}

/* What was gathered while waiting goes out as soon as the turn comes. */
static int
take_turn(struct delivery *v, int worker, struct vl_err *err)
{
	struct worker *me = &v->worker[worker];
	int rc;

	if (me->turn)
		return 1;
	rc = vl_order_turn(v->order, worker, err);
	if (rc <= 0)
		return rc;
	me->turn = true;
	if (me->piece)
		VL_TRY(put_piece(v, me->piece, false, err));
	return 1;
}

/* The same for a morsel whoever has the turn, as the bytes depend on it. */
static enum way
way_of(struct delivery *v, const struct vl_batch *b)
{
	const struct vl_writer *w = v->d->writer;

	return w->class->takes_part && w->class->takes_part(w, b) ? BY_PART :
								    BY_BATCH;
}

static int
deliver_batch(
    struct vl_sink *s, int worker, struct vl_batch *b, struct vl_err *err)
{
	struct delivery *v = DELIVERY_OF(s);
	struct worker *me = &v->worker[worker];
	int turn = take_turn(v, worker, err);

	if (turn < 0)
		return turn;
	if (me->way == NOT_YET)
		me->way = way_of(v, b);
	if (turn && me->way == BY_BATCH)
		return put_batch(v, b, err);
	if (me->piece == NULL)
		me->piece = piece_get(v);
	if (me->way == BY_PART) {
		VL_TRY(add_to_part(v, me->piece, b, err));
		return turn ? put_piece(v, me->piece, false, err) : 0;
	}
	if (v->d->writer->class->parallel)
		return encode(
		    v, b, me->piece->bytes.len > 0, &me->piece->bytes, err);
	keep_batch(me->piece, b);
	return 0;
}

static int
deliver_end(struct vl_sink *s, int worker, int64_t morsel, struct vl_err *err)
{
	struct delivery *v = DELIVERY_OF(s);
	struct worker *me = &v->worker[worker];
	struct piece *p = me->piece;

	(void)morsel;
	me->piece = NULL;
	if (me->turn) {
		int rc = p ? take_piece(v, p, err) : pass_on(v, err);

		VL_TRY(rc);
		p = NULL;
	}
	return vl_order_end(v->order, worker, p, err);
}

static void
deliver_done(struct vl_sink *s, int worker)
{
	vl_order_done(DELIVERY_OF(s)->order, worker);
}

static int
run(struct delivery *v, struct vl_scan *scan, struct vl_session *session,
    struct vl_err *err)
{
	struct vl_writer *w = v->d->writer;
	int rc = w->class->begin(w, &v->pending, err);

	if (rc >= 0)
		rc = vl_exec_drive(scan, session, &v->sink, err);
	if (rc >= 0)
		rc = vl_order_finish(v->order, err);
	/* Nobody has seen anything, and nobody downstream would hear. */
	if (rc < 0 && !atomic_load(&v->session->left) &&
	    (!w->class->tells || rc == VL_ERETRY))
		return rc;
	/* An error of the output itself leaves nobody to tell. */
	if (rc == VL_EPIPE)
		return rc;
	struct vl_err late;
	int end = w->class->end(
	    w, rc < 0 ? err : NULL, &v->pending, rc < 0 ? &late : err);

	if (end >= 0)
		end = flush(v, rc < 0 ? &late : err);
	return rc < 0 ? rc : end;
}

int
vl_deliver(struct vl_deliver *d, struct vl_scan *scan,
    struct vl_session *session, struct vl_err *err)
{
	int n = vl_exec_workers(scan, session);
	struct delivery v = {
		.sink = { deliver_begin, deliver_batch, deliver_end,
		    deliver_done },
		.d = d,
		.session = session,
	};

	pthread_mutex_init(&v.lock, NULL);
	v.worker = vl_alloc(n * (int64_t)sizeof *v.worker);
	v.sink.serial = d->prompt;
	v.order = vl_order_new(n, d->prompt, take_piece, &v);
	int rc = run(&v, scan, session, err);

	for (int i = 0; i < n; i++)
		if (v.worker[i].piece)
			piece_put(&v, v.worker[i].piece);
	vl_order_free(v.order, drop_piece);
	while (v.spare) {
		struct piece *p = v.spare;

		v.spare = p->next;
		piece_free(&v, p);
	}
	pthread_mutex_destroy(&v.lock);
	vl_buf_release(&v.pending);
	vl_dealloc(v.worker);
	if (rc == VL_ERETRY && atomic_load(&session->left))
		err->code = VL_EVALUE; /* too late to start over */
	return rc < 0 ? (int)err->code : 0;
}
