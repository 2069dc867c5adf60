/*
 * sort.inc.h -- template: pattern-defeating quicksort of fixed-size elements.
 *
 *	#define SORT_NAME sort_rows
 *	#define SORT_T struct row
 *	#define SORT_LESS(a, b) ((a)->key < (b)->key)	pointers to const T
 *	#define SORT_CTX const struct keys *		optional
 *	#include "base/sort.inc.h"
 *
 * defines
 *	static void sort_rows(struct row *a, int64_t n, SORT_CTX ctx);
 *
 * SORT_LESS must be a strict weak order; it sees `ctx`, which is a const void *
 * if SORT_CTX is not given.  The sort is not stable: break ties by something in
 * the element, its row number say, or use radix.inc.h.
 *
 * n log n comparisons at worst, n on input that is ascending, descending, or of
 * few different values (Peters, "Pattern-defeating Quicksort", 2021): every
 * step sorts a[lo, hi) by a partition around the median of three or nine.
 */
#include <stdbool.h>
#include <stdint.h>

#ifndef SORT_PASTE
#define SORT_PASTE_(a, b) a##_##b
#define SORT_PASTE(a, b) SORT_PASTE_(a, b)
enum {
	SORT_INSERTION_MAX = 24, /* elements that insertion sorts faster */
	SORT_NINTHER_MIN = 128,  /* elements worth a median of nine */
	SORT_MOVES_MAX = 8,      /* what "nearly sorted" may cost */
};
#endif
#define FN(name) SORT_PASTE(SORT_NAME, name)
#ifndef SORT_CTX
#define SORT_CTX const void *
#endif

static inline bool
FN(less)(const SORT_T *a, const SORT_T *b, SORT_CTX ctx)
{
	(void)ctx;
	return SORT_LESS(a, b);
}

static inline void
FN(swap)(SORT_T *a, SORT_T *b)
{
	SORT_T keep = *a;

	*a = *b;
	*b = keep;
}

/*
 * Insertion sort that gives up (false) after moves_max shifts.  For a whole
 * sort moves_max is large enough.
 */
static inline bool
FN(insertion)(
    SORT_T *a, int64_t lo, int64_t hi, int64_t moves_max, SORT_CTX ctx)
{
	for (int64_t i = lo + 1; i < hi; i++) {
		SORT_T x = a[i];
		int64_t k = i;

		for (; k > lo && FN(less)(&x, &a[k - 1], ctx); k--)
			a[k] = a[k - 1];
		a[k] = x;
		moves_max -= i - k;
		if (moves_max < 0)
			return false;
	}
	return true;
}

static inline void
FN(sift)(SORT_T *a, int64_t root, int64_t n, SORT_CTX ctx)
{
	SORT_T x = a[root];
	int64_t child;

	while ((child = 2 * root + 1) < n) {
		if (child + 1 < n && FN(less)(&a[child], &a[child + 1], ctx))
			child++;
		if (!FN(less)(&x, &a[child], ctx))
			break;
		a[root] = a[child];
		root = child;
	}
	a[root] = x;
}

/* What saves us from quadratic time when pivots keep being bad. */
static inline void
FN(heapsort)(SORT_T *a, int64_t n, SORT_CTX ctx)
{
	for (int64_t i = n / 2 - 1; i >= 0; i--)
		FN(sift)(a, i, n, ctx);
	for (int64_t i = n - 1; i > 0; i--) {
		FN(swap)(&a[0], &a[i]);
		FN(sift)(a, 0, i, ctx);
	}
}

static inline void
FN(sort3)(SORT_T *a, SORT_T *b, SORT_T *c, SORT_CTX ctx)
{
	if (FN(less)(b, a, ctx))
		FN(swap)(a, b);
	if (FN(less)(c, b, ctx)) {
		FN(swap)(b, c);
		if (FN(less)(b, a, ctx))
			FN(swap)(a, b);
	}
}

/* Put a median to a[lo]; one element not below it stays behind it. */
static inline void
FN(pivot)(SORT_T *a, int64_t lo, int64_t hi, SORT_CTX ctx)
{
	SORT_T *first = a + lo;
	SORT_T *last = a + hi - 1;
	SORT_T *mid = first + (hi - lo) / 2;

	if (hi - lo >= SORT_NINTHER_MIN) {
		FN(sort3)(first, mid, last, ctx);
		FN(sort3)(first + 1, mid - 1, last - 1, ctx);
		FN(sort3)(first + 2, mid + 1, last - 2, ctx);
		FN(sort3)(mid - 1, mid, mid + 1, ctx);
		FN(swap)(first, mid);
	} else {
		FN(sort3)(mid, first, last, ctx);
	}
}

/*
 * Around the pivot a[lo]: what is below it goes left, the rest right.  Returns
 * its final place; *tidy says that nothing had to be moved.
 */
static inline int64_t
FN(partition)(SORT_T *a, int64_t lo, int64_t hi, bool *tidy, SORT_CTX ctx)
{
	SORT_T x = a[lo];
	int64_t i = lo + 1;
	int64_t k = hi - 1;

	while (i <= k && FN(less)(&a[i], &x, ctx))
		i++;
	while (i <= k && !FN(less)(&a[k], &x, ctx))
		k--;
	*tidy = i > k;
	while (i < k) {
		FN(swap)(&a[i++], &a[k--]);
		while (i <= k && FN(less)(&a[i], &x, ctx))
			i++;
		while (i <= k && !FN(less)(&a[k], &x, ctx))
			k--;
	}
	a[lo] = a[i - 1];
	a[i - 1] = x;
	return i - 1;
}

/*
 * The same with what equals the pivot on the left, for the case that nothing
 * is below it: all of that is in place then.  Returns where the rest begins.
 */
static inline int64_t
FN(partition_equal)(SORT_T *a, int64_t lo, int64_t hi, SORT_CTX ctx)
{
	int64_t i = lo + 1;
	int64_t k = hi - 1;

	for (;;) {
		while (i <= k && !FN(less)(&a[lo], &a[i], ctx))
			i++;
		while (i <= k && FN(less)(&a[lo], &a[k], ctx))
			k--;
		if (i >= k)
			return i;
		FN(swap)(&a[i++], &a[k--]);
	}
}

/* Break a pattern that led to a bad pivot: swap a few across the quarters. */
static inline void
FN(scatter)(SORT_T *a, int64_t lo, int64_t hi)
{
	int64_t quarter = (hi - lo) / 4;

	if (hi - lo < SORT_INSERTION_MAX)
		return;
	for (int64_t i = 0; i < 3; i++) {
		FN(swap)(&a[lo + i], &a[lo + quarter + i]);
		FN(swap)(&a[hi - 1 - i], &a[hi - 1 - quarter - i]);
	}
}

/* `bad` more bad pivots are allowed; `first` means that lo is a[0]. */
static void
FN(loop)(SORT_T *a, int64_t lo, int64_t hi, int bad, bool first, SORT_CTX ctx)
{
	while (hi - lo > SORT_INSERTION_MAX) {
		bool tidy;
		int64_t at;

		FN(pivot)(a, lo, hi, ctx);
		if (!first && !FN(less)(&a[lo - 1], &a[lo], ctx)) {
			lo = FN(partition_equal)(a, lo, hi, ctx);
			continue;
		}
		at = FN(partition)(a, lo, hi, &tidy, ctx);
		if (at - lo < (hi - lo) / 8 || hi - at - 1 < (hi - lo) / 8) {
			if (--bad < 0) {
				FN(heapsort)(a + lo, hi - lo, ctx);
				return;
			}
			FN(scatter)(a, lo, at);
			FN(scatter)(a, at + 1, hi);
		} else if (tidy &&
		    FN(insertion)(a, lo, at, SORT_MOVES_MAX, ctx) &&
		    FN(insertion)(a, at + 1, hi, SORT_MOVES_MAX, ctx)) {
			return;
		}
		/* The smaller side by recursion: the depth stays below 64. */
		if (at - lo < hi - at) {
			FN(loop)(a, lo, at, bad, first, ctx);
			lo = at + 1;
			first = false;
		} else {
			FN(loop)(a, at + 1, hi, bad, false, ctx);
			hi = at;
		}
	}
	FN(insertion)(a, lo, hi, INT64_MAX, ctx);
}

static inline void
SORT_NAME(SORT_T *a, int64_t n, SORT_CTX ctx)
{
	int bad = 1;

	for (int64_t i = n; i > 1; i >>= 1)
		bad++;
	FN(loop)(a, 0, n, bad, true, ctx);
}

#undef FN
#undef SORT_NAME
#undef SORT_T
#undef SORT_LESS
#undef SORT_CTX
