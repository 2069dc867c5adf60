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
	struct vl_arena arena; /* of others: copies of batches */
	struct vl_batch **batch;
	int64_t count;
	int64_t room;
	struct piece *next; /* spare one */
};

struct delivery {
	struct vl_sink sink;
	struct vl_deliver *d;
	struct vl_order *order;
	struct vl_buf pending; /* in order, not yet written */
	bool separate;         /* a row has been put: separators from now on */
	struct piece **piece;  /* [workers] or NULL */
	bool *turn;            /* [workers] for the current morsel */

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
	v->d->left = true;
	VL_TRY(vl_out_write(v->d->out, b->p, b->len, err));
	vl_buf_reset(b);
	return 0;
}

static int
flush_if_full(struct delivery *v, struct vl_err *err)
{
	int64_t enough = v->d->left ? WRITE_BYTES : HOLD_BYTES;

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
piece_free(void *p)
{
	struct piece *piece = p;

	vl_buf_release(&piece->bytes);
	vl_arena_release(&piece->arena);
	vl_dealloc(piece->batch);
	vl_dealloc(piece);
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

static void
piece_put(struct delivery *v, struct piece *p)
{
	vl_buf_reset(&p->bytes);
	vl_arena_reset(&p->arena);
	p->count = 0;
	pthread_mutex_lock(&v->lock);
	p->next = v->spare;
	v->spare = p;
	pthread_mutex_unlock(&v->lock);
}

static int
take_piece(void *ctx, void *p, struct vl_err *err)
{
	struct delivery *v = ctx;
	struct piece *piece = p;
	int rc = put_bytes(v, &piece->bytes, err);

	for (int64_t i = 0; rc >= 0 && i < piece->count; i++)
		rc = put_batch(v, piece->batch[i], err);
	piece_put(v, piece);
	return rc < 0 ? rc : pass_on(v, err);
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

/* ---- the sink ---- */

static int
deliver_begin(struct vl_sink *s, int worker, int64_t morsel, struct vl_err *err)
{
	struct delivery *v = DELIVERY_OF(s);

	(void)err;
	v->turn[worker] = false;
	vl_order_begin(v->order, worker, morsel);
	return 0;
}

/* What was gathered while waiting goes out as soon as the turn comes. */
static int
take_turn(struct delivery *v, int worker, struct vl_err *err)
{
	int rc;

	if (v->turn[worker])
		return 1;
	rc = vl_order_turn(v->order, worker, err);
	if (rc <= 0)
		return rc;
	v->turn[worker] = true;
	if (v->piece[worker]) {
		struct piece *p = v->piece[worker];

		v->piece[worker] = NULL;
		VL_TRY(take_piece(v, p, err));
	}
	return 1;
}

static int
deliver_batch(
    struct vl_sink *s, int worker, struct vl_batch *b, struct vl_err *err)
{
	struct delivery *v = DELIVERY_OF(s);
	int rc = take_turn(v, worker, err);

	if (rc < 0)
		return rc;
	if (rc > 0)
		return put_batch(v, b, err);
	if (v->piece[worker] == NULL)
		v->piece[worker] = piece_get(v);
	struct piece *p = v->piece[worker];

	if (v->d->writer->class->parallel)
		return encode(v, b, p->bytes.len > 0, &p->bytes, err);
	keep_batch(p, b);
	return 0;
}

static int
deliver_end(struct vl_sink *s, int worker, int64_t morsel, struct vl_err *err)
{
	struct delivery *v = DELIVERY_OF(s);
	struct piece *p = v->piece[worker];

	(void)morsel;
	if (v->turn[worker])
		VL_TRY(pass_on(v, err));
	v->piece[worker] = NULL;
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
	if (rc < 0 && !v->d->left && (!w->class->tells || rc == VL_ERETRY))
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
	};

	pthread_mutex_init(&v.lock, NULL);
	v.piece = vl_alloc(n * (int64_t)sizeof(struct piece *));
	v.turn = vl_alloc(n * (int64_t)sizeof(bool));
	v.sink.serial = d->prompt;
	v.order = vl_order_new(n, d->prompt, take_piece, &v);
	int rc = run(&v, scan, session, err);

	for (int i = 0; i < n; i++)
		if (v.piece[i])
			piece_free(v.piece[i]);
	while (v.spare) {
		struct piece *p = v.spare;

		v.spare = p->next;
		piece_free(p);
	}
	pthread_mutex_destroy(&v.lock);
	vl_order_free(v.order, piece_free);
	vl_buf_release(&v.pending);
	vl_dealloc(v.piece);
	vl_dealloc(v.turn);
	if (rc == VL_ERETRY && d->left)
		err->code = VL_EVALUE; /* too late to start over */
	return rc < 0 ? (int)err->code : 0;
}
