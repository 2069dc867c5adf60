/*
 * call.h -- what the kernels of functions share: arguments that repeat,
 * results with NULLs, text that is made up.
 */
#ifndef VL_EXPR_CALL_H
#define VL_EXPR_CALL_H

#include "base/arena.h"
#include "expr/expr_int.h"
#include "expr/session.h"

/* How far the next row's value is: 0 for a constant. */
static inline int64_t
arg_step(const struct vl_column *c)
{
	return c->form != VL_CONST;
}

/* A fresh data buffer for all rows of the result. */
static inline void *
call_data(struct vl_call *c, struct vl_column *out)
{
	void *p =
	    vl_arena_buffer(c->arena, out->rows * vl_type_bytes(out->type));

	out->data = p;
	return p;
}

/* Is row i of the result a value?  Rows that are not may be anything. */
static inline bool
call_live(const struct vl_column *out, int64_t i)
{
	return out->valid == NULL || vl_bit_get(out->valid, i);
}

/* A function of two doubles, for every row. */
int call_f64_pairs(
    struct vl_call *c, double (*f)(double, double), struct vl_column *out);

/* The validity of the result, to clear bits in. */
uint64_t *call_valid(struct vl_call *c, struct vl_column *out);

/* The value of a constant argument; NULL where it is none or is NULL. */
static inline const void *
arg_const(const struct vl_call *c, int i)
{
	if (i >= c->count || c->arg[i].form != VL_CONST ||
	    vl_column_is_null(&c->arg[i], 0))
		return NULL;
	return c->arg[i].data;
}

/* Text results: bytes are bumped from chunks of the arena. */
struct text_room {
	struct vl_arena *arena;
	char *p;
	char *end;
};

/* Room for n bytes, and 64 more that may be scribbled on. */
char *text_room_grow(struct text_room *t, int64_t n);

static inline char *
text_room(struct text_room *t, int64_t n)
{
	return t->end - t->p > n ? t->p : text_room_grow(t, n);
}

/* The view of n bytes just written at text_room(); keeps what it needs. */
static inline struct vl_view
text_done(struct text_room *t, char *p, int64_t n)
{
	if (n > VL_VIEW_INLINE)
		t->p = p + n;
	return vl_view_slack(p, n);
}

/* A text that the function borrows from an argument or a constant. */
static inline struct vl_view
text_borrow(struct vl_str s)
{
	return vl_view(s.p, s.n);
}

enum {
	TEXT_MAX = 256 << 20, /* bytes of one computed text */
};

/* "the result of f() is too long". */
int text_too_long(struct vl_call *c, struct vl_err *err);

/* vl_str_find() on a kernel; 64 bytes behind s are readable. */
int64_t text_find(struct vl_str s, struct vl_str needle);

/* Are the n bytes at p ASCII?  As above. */
static inline bool
text_is_ascii(const char *p, int64_t n)
{
	const uint64_t high = 0x8080808080808080;
	uint64_t any = 0;
	uint64_t w;
	int64_t i = 0;

	for (; i + 8 <= n; i += 8) {
		memcpy(&w, p + i, sizeof w);
		any |= w;
	}
	if (i < n) {
		memcpy(&w, p + i, sizeof w);
		any |= w & (((uint64_t)1 << 8 * (n - i)) - 1);
	}
	return (any & high) == 0;
}

/* A text argument, borrowed from the column: inline views stay where they
 * are. */
static inline struct vl_str
arg_text(const struct vl_column *c, int64_t i)
{
	return vl_view_str((const struct vl_view *)c->data + arg_step(c) * i);
}

#endif
