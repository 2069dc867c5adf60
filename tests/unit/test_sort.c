/*
 * Goal: both sorts order everything, whatever the pattern, at the cost that
 * they promise; the radix sort keeps equal elements in order.
 * Method: patterns at lengths around every limit, against a check of order
 * and a sum that a lost element would change; comparisons counted.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/rand.h"

#include "check.h"

struct item {
	uint64_t key;
	int64_t row;
};

static int64_t comparisons;

static bool
item_less(const struct item *a, const struct item *b)
{
	comparisons++;
	return a->key < b->key;
}

#define SORT_NAME sort_items
#define SORT_T struct item
#define SORT_LESS(a, b) item_less((a), (b))
#include "base/sort.inc.h"

/* Descending by what the context says. */
#define SORT_NAME sort_rows_by
#define SORT_T int
#define SORT_LESS(a, b) (ctx[*(a)] > ctx[*(b)])
#define SORT_CTX const double *
#include "base/sort.inc.h"

#define RADIX_NAME radix_items
#define RADIX_T struct item
#define RADIX_KEY(e) ((e)->key)
#include "base/radix.inc.h"

enum {
	N_MAX = 20000,
};

static struct item item[N_MAX];
static struct item scratch[N_MAX];
static struct vl_rand rnd;

static const char *const patterns[] = { "ascending", "descending", "equal",
	"random", "few", "organ pipe", "saw", "one off", "wide" };

static uint64_t
pattern(int64_t kind, int64_t i, int64_t n)
{
	uint64_t x = (uint64_t)i;

	switch (kind) {
	case 0: return x;
	case 1: return (uint64_t)(n - i);
	case 2: return 7;
	case 3: return vl_rand_below(&rnd, 1000000);
	case 4: return vl_rand_below(&rnd, 3);
	case 5: return i < n / 2 ? x : (uint64_t)(n - i);
	case 6: return x % 17;
	case 7: return i == n / 3 ? 0 : x;
	default: return vl_rand_u64(&rnd);
	}
}

static uint64_t
fill(int64_t kind, int64_t n)
{
	uint64_t sum = 0;

	for (int64_t i = 0; i < n; i++) {
		item[i] = (struct item){ pattern(kind, i, n), i };
		sum += item[i].key * 31 + (uint64_t)i * i;
	}
	return sum;
}

/* Sorted, nothing lost; stable as well if asked. */
static void
check_sorted(const char *what, int64_t n, uint64_t want, bool stable)
{
	uint64_t sum = 0;
	int bad = 0;

	for (int64_t i = 0; i < n; i++) {
		sum += item[i].key * 31 + (uint64_t)item[i].row * item[i].row;
		if (i == 0)
			continue;
		bad += item[i - 1].key > item[i].key;
		bad += stable && item[i - 1].key == item[i].key &&
		    item[i - 1].row > item[i].row;
	}
	if (bad || sum != want)
		printf("%s, n %lld\n", what, (long long)n);
	CHECK_INT(bad, 0);
	CHECK(sum == want);
}

static void
test_patterns(void)
{
	static const int64_t lengths[] = { 0, 1, 2, 3, 24, 25, 26, 47, 48, 49,
		50, 127, 128, 129, 255, 1000, N_MAX };

	rnd = vl_rand_init(1);
	for (int64_t k = 0; k < VL_COUNTOF(patterns); k++)
		for (int64_t i = 0; i < VL_COUNTOF(lengths); i++) {
			int64_t n = lengths[i];
			uint64_t sum = fill(k, n);

			sort_items(item, n, NULL);
			check_sorted(patterns[k], n, sum, false);
			sum = fill(k, n);
			radix_items(item, scratch, n);
			check_sorted(patterns[k], n, sum, true);
		}
}

static void
test_cost(void)
{
	static const struct {
		int64_t kind;
		double per_item; /* log2(20000) is 14.3 */
	} t[] = { { 0, 3 }, { 1, 8 }, { 2, 3 }, { 3, 18 }, { 4, 6 }, { 5, 30 },
		{ 6, 10 }, { 7, 6 } };

	for (int64_t i = 0; i < VL_COUNTOF(t); i++) {
		fill(t[i].kind, N_MAX);
		comparisons = 0;
		sort_items(item, N_MAX, NULL);
		if ((double)comparisons > t[i].per_item * N_MAX)
			printf("%s takes %.1f comparisons an item\n",
			    patterns[t[i].kind], (double)comparisons / N_MAX);
		CHECK((double)comparisons <= t[i].per_item * N_MAX);
	}
}

/*
 * McIlroy's antiquicksort ("A Killer Adversary for Quicksort", 1999): values
 * are fixed only when the sort asks, always in the way that helps it least.
 */
static int killer[4000];
static int solid;
static int candidate;

#define GAS 4000

static bool
killer_less(const int *a, const int *b)
{
	comparisons++;
	if (killer[*a] == GAS && killer[*b] == GAS)
		killer[*a == candidate ? *a : *b] = solid++;
	if (killer[*a] == GAS)
		candidate = *a;
	else if (killer[*b] == GAS)
		candidate = *b;
	return killer[*a] < killer[*b];
}

#define SORT_NAME sort_killer
#define SORT_T int
#define SORT_LESS(a, b) killer_less((a), (b))
#include "base/sort.inc.h"

static void
test_no_quadratic_time(void)
{
	static int at[GAS];

	for (int i = 0; i < GAS; i++) {
		at[i] = i;
		killer[i] = GAS;
	}
	solid = candidate = 0;
	comparisons = 0;
	sort_killer(at, GAS, NULL);
	for (int i = 1; i < GAS; i++)
		CHECK(killer[at[i - 1]] <= killer[at[i]]);
	CHECK(comparisons < 100 * GAS); /* n^2 / 4 would be 1000 * GAS */
}

static void
test_context(void)
{
	static const double value[] = { 2.5, -1, 9, 0, 4 };
	int row[] = { 0, 1, 2, 3, 4 };
	static const int want[] = { 2, 4, 0, 3, 1 };

	sort_rows_by(row, 5, value);
	for (int i = 0; i < 5; i++)
		CHECK_INT(row[i], want[i]);
}

VL_TESTS(test_patterns, test_cost, test_no_quadratic_time, test_context)
