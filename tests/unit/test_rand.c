/*
 * Goal: the same numbers for the same seed everywhere, evenly spread.
 * Method: the published first outputs; counts of many draws within six
 * standard deviations, so that a right generator fails never.
 */
#include "base/rand.h"

#include <math.h>

#include "check.h"

static void
test_known_values(void)
{
	struct vl_rand r = { { 1, 2, 3, 4 } };
	/* the first numbers of the authors' code from this state */
	static const uint64_t want[] = { 11520, 0, 1509978240,
		1215971899390074240 };

	for (int i = 0; i < 4; i++)
		CHECK(vl_rand_u64(&r) == want[i]);
	/* splitmix64 of 0 begins so */
	CHECK(vl_rand_init(0).s[0] == 0xe220a8397b1dcdaf);
	CHECK(vl_rand_init(0).s[1] == 0x6e789e6aa1b965f4);
}

static void
test_bounds(void)
{
	struct vl_rand r = vl_rand_init(7);
	int count[7] = { 0 };
	double sum = 0;

	for (int i = 0; i < 70000; i++) {
		int64_t v = vl_rand_range(&r, -3, 3);
		double f = vl_rand_f64(&r);

		CHECK(v >= -3 && v <= 3);
		count[v + 3]++;
		CHECK(f >= 0 && f < 1);
		sum += f;
	}
	for (int i = 0; i < 7; i++)
		CHECK(fabs(count[i] - 10000.0) < 6 * sqrt(10000));
	CHECK(fabs(sum / 70000 - 0.5) < 6 / sqrt(12.0 * 70000));
	CHECK(vl_rand_below(&r, 1) == 0);
	for (int i = 0; i < 1000; i++)
		CHECK(vl_rand_below(&r, UINT64_MAX / 2 + 2) <=
		    UINT64_MAX / 2 + 1);
	CHECK_INT(vl_rand_range(&r, 5, 5), 5);
	vl_rand_range(&r, INT64_MIN, INT64_MAX);
}

static void
test_shuffle(void)
{
	struct vl_rand r = vl_rand_init(1);
	int orders[27] = { 0 };
	char big[3][100];

	for (int i = 0; i < 6000; i++) {
		int v[3] = { 0, 1, 2 };

		vl_rand_shuffle(&r, v, 3, sizeof v[0]);
		orders[v[0] * 9 + v[1] * 3 + v[2]]++;
	}
	for (int i = 0; i < 27; i++) /* the six permutations, nothing else */
		CHECK(orders[i] == 0 || fabs(orders[i] - 1000.0) < 200);
	CHECK(orders[5] > 0 && orders[7] > 0 && orders[11] > 0 &&
	    orders[15] > 0 && orders[19] > 0 && orders[21] > 0);
	for (int i = 0; i < 3; i++)
		memset(big[i], 'a' + i, sizeof big[i]);
	vl_rand_shuffle(&r, big, 3, sizeof big[0]);
	for (int i = 0; i < 3; i++)
		for (int k = 1; k < 100; k++)
			CHECK(big[i][k] == big[i][0]);
	CHECK_INT(big[0][0] + big[1][0] + big[2][0], 'a' + 'b' + 'c');
	vl_rand_shuffle(&r, big, 0, 100);
}

VL_TESTS(test_known_values, test_bounds, test_shuffle)
