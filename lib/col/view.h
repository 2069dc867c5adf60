/*
 * view.h -- a string of the engine: 16 bytes, short ones inline.
 *
 *	OFFSET	SIZE	MEANING
 *	0	4	length in bytes
 *	4	4	the first four bytes, zero padded
 *	8	8	length <= 12: bytes 4..11, zero padded
 *			longer: pointer to all the bytes
 *
 * As Arrow's Utf8View (Neumann and Freitag, CIDR 2020) but for the pointer,
 * which Arrow keeps as buffer and offset.  The bytes live as long as the
 * batch that the view is part of.
 */
#ifndef VL_COL_VIEW_H
#define VL_COL_VIEW_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/hash.h"
#include "base/str.h"

enum {
	VL_VIEW_INLINE = 12
};

struct vl_view {
	uint32_t len;
	char head[4];
	union {
		char tail[8];
		const char *p;
	} u;
};

_Static_assert(sizeof(struct vl_view) == 16, "views are 16 bytes");

/* Masks that keep the first n bytes of twelve, as 8 and 4. */
extern const uint64_t vl_view_keep[VL_VIEW_INLINE + 1][2];

/*
 * 16 bytes from p on are readable, whatever n is (every buffer of a reader
 * has slack).  n is at most UINT32_MAX, which the readers' field limit keeps.
 *
 * No branch: lengths are as good as random.  The words are put together in
 * registers, since a store of halves could not be forwarded to a load of both.
 */
static inline struct vl_view
vl_view_slack(const char *p, int64_t n)
{
	bool inl = n <= VL_VIEW_INLINE;
	const uint64_t *keep = vl_view_keep[inl ? n : VL_VIEW_INLINE];
	uint64_t word[2];
	uint64_t low;
	uint32_t high;
	struct vl_view v;

	memcpy(&low, p, 8);
	memcpy(&high, p + 8, 4);
	low &= keep[0];
	word[0] = (uint64_t)(uint32_t)n | low << 32;
	word[1] = low >> 32 | (high & keep[1]) << 32;
	word[1] = inl ? word[1] : (uint64_t)(uintptr_t)p;
	memcpy(&v, word, sizeof v);
	return v;
}

/* The same for bytes with nothing readable behind them. */
static inline struct vl_view
vl_view(const char *p, int64_t n)
{
	struct vl_view v = { .len = (uint32_t)n };

	if (n > VL_VIEW_INLINE) {
		memcpy(v.head, p, 4);
		v.u.p = p;
	} else if (n > 0) {
		char word[VL_VIEW_INLINE] = { 0 };

		memcpy(word, p, (size_t)n);
		memcpy(v.head, word, 4);
		memcpy(v.u.tail, word + 4, 8);
	}
	return v;
}

/* The bytes of *v; points into *v itself when they are inline. */
static inline const char *
vl_view_bytes(const struct vl_view *v)
{
	return v->len <= VL_VIEW_INLINE ? (const char *)v + 4 : v->u.p;
}

static inline struct vl_str
vl_view_str(const struct vl_view *v)
{
	return (struct vl_str){ vl_view_bytes(v), v->len };
}

static inline bool
vl_view_eq(const struct vl_view *a, const struct vl_view *b)
{
	uint64_t a0, b0, a1, b1;

	memcpy(&a0, a, 8);
	memcpy(&b0, b, 8);
	if (a0 != b0)
		return false;
	if (a->len <= VL_VIEW_INLINE) {
		memcpy(&a1, a->u.tail, 8);
		memcpy(&b1, b->u.tail, 8);
		return a1 == b1;
	}
	return a->u.p == b->u.p || memcmp(a->u.p, b->u.p, a->len) == 0;
}

/* <0, 0, >0 by bytes.  Most differ within the first four, and what is inline
 * is compared as numbers: behind its end are zeros. */
static inline int
vl_view_cmp(const struct vl_view *a, const struct vl_view *b)
{
	uint32_t a0, b0;
	uint64_t a1, b1;

	memcpy(&a0, a->head, 4);
	memcpy(&b0, b->head, 4);
	if (a0 != b0)
		return VL_BSWAP32(a0) < VL_BSWAP32(b0) ? -1 : 1;
	if (a->len > VL_VIEW_INLINE || b->len > VL_VIEW_INLINE)
		return vl_str_cmp(vl_view_str(a), vl_view_str(b));
	memcpy(&a1, a->u.tail, 8);
	memcpy(&b1, b->u.tail, 8);
	if (a1 != b1)
		return VL_BSWAP64(a1) < VL_BSWAP64(b1) ? -1 : 1;
	return (a->len > b->len) - (a->len < b->len);
}

static inline uint64_t
vl_view_hash(const struct vl_view *v, uint64_t seed)
{
	uint64_t x, y;

	if (v->len > VL_VIEW_INLINE)
		return vl_hash_bytes(v->u.p, v->len, seed);
	memcpy(&x, v, 8);
	memcpy(&y, v->u.tail, 8);
	return vl_hash_2u64(x, y, seed);
}

#endif
