/*
 * order.h -- put what many threads make into the order of their morsels.
 *
 * The worker whose morsel comes first among all that are in the making has
 * the turn: it passes its output on at once.  The others gather theirs in a
 * piece, which is parked when their morsel is done and taken when its turn
 * comes.  A worker that is `ahead` pieces in front waits.
 */
#ifndef VL_EXEC_ORDER_H
#define VL_EXEC_ORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct vl_order;

/* Pass on, then free, a parked piece; by one thread at a time. */
typedef int vl_order_take(void *ctx, void *take_piece, struct vl_err *err);

/*
 * exact: morsels are begun in the order of their numbers (a `serial` sink,
 * exec.h).  Then a worker that is in none holds nobody up, however long it
 * waits for its next.
 */
struct vl_order *vl_order_new(
    int workers, bool exact, vl_order_take *take, void *ctx);

void vl_order_begin(struct vl_order *o, int worker, int64_t morsel);

/* 1: the worker has the turn until the end of its morsel, all earlier pieces
 * have been taken; 0: not yet; <0: taking them failed. */
int vl_order_turn(struct vl_order *o, int worker, struct vl_err *err);

/* The morsel is done; take_piece (may be NULL) is what could not be passed on
 * in turn.  May wait for slower workers. */
int vl_order_end(
    struct vl_order *o, int worker, void *take_piece, struct vl_err *err);

/* The worker makes no more; its pieces so far are kept for their turn.  If it
 * is within a morsel, that one failed: nothing behind it is taken. */
void vl_order_done(struct vl_order *o, int worker);

/* After all workers are done: 0, or why a piece could not be taken. */
int vl_order_finish(struct vl_order *o, struct vl_err *err);

/* Pieces never taken go to drop(). */
void vl_order_free(struct vl_order *o, void (*drop)(void *ctx, void *piece));

#endif
