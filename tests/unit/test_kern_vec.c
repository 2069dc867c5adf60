/*
 * Goal: kernels of columns compute what their definition says, on every
 * instruction set, for every element type.
 * Method: the oracle is a row-by-row loop in 128-bit integers or doubles;
 * lengths straddle every vector width; values crowd at the borders.
 */
#include <math.h>

#include "base/arena.h"
#include "base/bits.h"
#include "base/compiler.h"
#include "kern/kern.h"

#include "check.h"

enum {
	N = 200,
};

static const int lengths[] = { 0, 1, 7, 8, 15, 31, 32, 33, 63, 64, 65, 127, N };

static uint64_t seed = 1;

static uint64_t
next(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static const int width[] = { 1, 2, 4, 8, 1, 2, 4, 8, 4, 8 };

static int
is_float(int lane)
{
	return lane == VL_LANE_f32 || lane == VL_LANE_f64;
}

static vl_i128
get(int lane, const void *p, int64_t i)
{
	switch (lane) {
	case VL_LANE_i8: return ((const int8_t *)p)[i];
	case VL_LANE_i16: return ((const int16_t *)p)[i];
	case VL_LANE_i32: return ((const int32_t *)p)[i];
	case VL_LANE_i64: return ((const int64_t *)p)[i];
	case VL_LANE_u8: return ((const uint8_t *)p)[i];
	case VL_LANE_u16: return ((const uint16_t *)p)[i];
	case VL_LANE_u32: return ((const uint32_t *)p)[i];
	default: return ((const uint64_t *)p)[i];
	}
}

static double
get_float(int lane, const void *p, int64_t i)
{
	return lane == VL_LANE_f32 ? (double)((const float *)p)[i] :
				     ((const double *)p)[i];
}

/* The least and the greatest of an integer type. */
static vl_i128
limit(int lane, int max)
{
	int bits = 8 * width[lane];

	if (lane >= VL_LANE_u8)
		return max ? ((vl_i128)1 << bits) - 1 : 0;
	return max ? ((vl_i128)1 << (bits - 1)) - 1 :
		     -((vl_i128)1 << (bits - 1));
}

/* Small, at a border, or anything. */
static void
fill(int lane, char *p)
{
	static const double odd[] = { 0, -0.0, NAN, INFINITY, -INFINITY, 1, -1,
		0.5 };

	for (int i = 0; i < N; i++) {
		uint64_t r = next();
		uint64_t v = r;

		if (is_float(lane)) {
			double d =
			    r % 3 ? odd[r / 3 % 8] : (double)(int64_t)r / 1e15;
			float f = (float)d;

			memcpy(p + i * width[lane],
			    lane == VL_LANE_f32 ? (void *)&f : (void *)&d,
			    (size_t)width[lane]);
			continue;
		}
		if (r % 4 == 0)
			v = r / 4 % 7;
		else if (r % 4 == 1)
			v = (uint64_t)limit(lane, 1) - r / 4 % 3;
		else if (r % 4 == 2)
			v = (uint64_t)limit(lane, 0) + r / 4 % 3;
		memcpy(p + i * width[lane], &v, (size_t)width[lane]);
	}
}

/* -1, 0, 1; NaN is the greatest and equals itself. */
static int
order(int lane, const void *x, int64_t i, const void *y, int64_t k)
{
	if (is_float(lane)) {
		double a = get_float(lane, x, i);
		double b = get_float(lane, y, k);

		if (isnan(a) || isnan(b))
			return isnan(a) - isnan(b);
		return (a > b) - (a < b);
	}
	vl_i128 a = get(lane, x, i);
	vl_i128 b = get(lane, y, k);

	return (a > b) - (a < b);
}

static void
check_cmp(const struct vl_kern *k, int lane, const char *x, const char *y)
{
	uint8_t out[N];

	for (int shape = 0; shape < 3; shape++) {
		int sx = shape != 2;
		int sy = shape != 1;
		int wrong = 0;

		for (int64_t l = 0; l < VL_COUNTOF(lengths); l++) {
			int n = lengths[l];
			uint8_t flip = l & 1;

			k->cmp->eq[lane](x, sx, y, sy, n, flip, out);
			for (int i = 0; i < n; i++)
				wrong += out[i] !=
				    ((order(lane, x, sx * i, y, sy * i) == 0) ^
					flip);
			k->cmp->lt[lane](x, sx, y, sy, n, flip, out);
			for (int i = 0; i < n; i++)
				wrong += out[i] !=
				    ((order(lane, x, sx * i, y, sy * i) < 0) ^
					flip);
		}
		CHECK_INT(wrong, 0);
	}
}

static vl_i128
exact(int op, vl_i128 a, vl_i128 b)
{
	vl_i128 product;

	if (op == 2)
		return VL_MUL_OVERFLOW(a, b, &product) ? (vl_i128)1 << 100 :
							 product;
	return op == 0 ? a + b : a - b;
}

static void
check_arith_int(const struct vl_kern *k, int lane, const char *x, const char *y)
{
	const vl_kern_arith_fn f[] = { k->arith->add[lane], k->arith->sub[lane],
		k->arith->mul[lane] };
	_Alignas(64) char out[N * 8];

	for (int op = 0; op < 3; op++)
		for (int shape = 0; shape < 3; shape++)
			for (int64_t l = 0; l < VL_COUNTOF(lengths); l++) {
				int sx = shape != 2;
				int sy = shape != 1;
				int over = 0;
				int wrong = 0;
				int got = f[op](x, sx, y, sy, lengths[l], out);

				for (int i = 0; i < lengths[l]; i++) {
					vl_i128 want =
					    exact(op, get(lane, x, sx * i),
						get(lane, y, sy * i));
					int bad = want > limit(lane, 1) ||
					    want < limit(lane, 0);

					over |= bad;
					wrong +=
					    !bad && get(lane, out, i) != want;
				}
				CHECK_INT(got, over);
				CHECK_INT(wrong, 0);
			}
}

static void
check_arith_float(
    const struct vl_kern *k, int lane, const char *x, const char *y)
{
	_Alignas(64) char out[N * 8];
	_Alignas(64) char want[N * 8];
	const struct vl_kern *scalar = vl_kern_all()[0];

	k->arith->div[lane](x, 1, y, 1, N, out);
	scalar->arith->div[lane](x, 1, y, 1, N, want);
	for (int i = 0; i < N; i++) {
		double a = get_float(lane, out, i);
		double b = get_float(lane, want, i);

		CHECK(isnan(a) ? isnan(b) : a == b);
	}
	CHECK(!k->arith->mul[lane](x, 1, y, 0, N, out));
	for (int i = 0; i < N; i++) {
		double a = get_float(lane, out, i);
		double b = get_float(lane, x, i) * get_float(lane, y, 0);

		if (lane == VL_LANE_f32)
			b = (double)(float)b;
		CHECK(isnan(a) ? isnan(b) : a == b);
	}
}

static void
test_cmp_and_arith(void)
{
	struct vl_arena a = { 0 };

	for (int lane = 0; lane < VL_LANE_COUNT; lane++) {
		char *x = vl_arena_buffer(&a, N * 8);
		char *y = vl_arena_buffer(&a, N * 8);
		const struct vl_kern *const *all = vl_kern_all();

		for (int round = 0; round < 10; round++) {
			fill(lane, x);
			fill(lane, y);
			for (const struct vl_kern *const *k = all; *k; k++) {
				check_cmp(*k, lane, x, y);
				if (is_float(lane))
					check_arith_float(*k, lane, x, y);
				else
					check_arith_int(*k, lane, x, y);
			}
		}
	}
	vl_arena_release(&a);
}

/* Without a value at a border, nothing overflows. */
static void
test_arith_quiet(void)
{
	static const int64_t small[64] = { 1, 2, 3, 100 };
	_Alignas(64) int64_t out[64];
	const struct vl_kern *const *all = vl_kern_all();

	for (const struct vl_kern *const *k = all; *k; k++) {
		CHECK(!(*k)->arith->add[VL_LANE_i64](
		    small, 1, small, 1, 64, out));
		CHECK_INT(out[3], 200);
		CHECK(!(*k)->arith->mul[VL_LANE_i64](
		    small, 1, small + 3, 0, 64, out));
		CHECK_INT(out[2], 300);
	}
}

static void
test_casts(void)
{
	struct vl_arena a = { 0 };
	char *x = vl_arena_buffer(&a, N * 8);
	int64_t *wide = vl_arena_buffer(&a, N * 8);
	char *back = vl_arena_buffer(&a, N * 8);
	double *d = vl_arena_buffer(&a, N * 8);
	const struct vl_kern *const *all = vl_kern_all();

	for (const struct vl_kern *const *k = all; *k; k++)
		for (int lane = 0; lane < VL_LANE_COUNT; lane++) {
			fill(lane, x);
			(*k)->cast->to_f64[lane](x, N, d);
			for (int i = 0; i < N; i++)
				CHECK(is_float(lane) ?
					isnan(d[i]) ||
					    d[i] == get_float(lane, x, i) :
					d[i] == (double)get(lane, x, i));
			if (is_float(lane))
				continue;
			for (int64_t l = 0; l < VL_COUNTOF(lengths); l++) {
				int n = lengths[l];
				int over = 0;

				for (int i = 0; i < n; i++)
					over |= get(lane, x, i) > INT64_MAX;
				CHECK_INT(
				    (*k)->cast->to_i64[lane](x, n, wide), over);
			}
			for (int i = 0; i < N; i++)
				wide[i] = (int64_t)(next() >> (next() % 64));
			for (int64_t l = 0; l < VL_COUNTOF(lengths); l++) {
				int n = lengths[l];
				int over = 0;

				for (int i = 0; i < n; i++)
					over |= wide[i] > limit(lane, 1) ||
					    wide[i] < limit(lane, 0);
				CHECK_INT(
				    (*k)->cast->from_i64[lane](wide, n, back),
				    over);
			}
		}
	vl_arena_release(&a);
}

static void
test_logic(void)
{
	struct vl_arena a = { 0 };
	uint8_t *x = vl_arena_buffer(&a, N);
	uint8_t *y = vl_arena_buffer(&a, N);
	uint64_t *bits = vl_arena_buffer(&a, 32);
	uint16_t *row = vl_arena_buffer(&a, (N + 64) * 2);
	const struct vl_kern *const *all = vl_kern_all();

	for (const struct vl_kern *const *k = all; *k; k++)
		for (int share = 0; share <= 4; share++) {
			for (int i = 0; i < N; i++)
				x[i] = next() % 4 < (uint64_t)share;
			for (int64_t l = 0; l < VL_COUNTOF(lengths); l++) {
				int n = lengths[l];
				int64_t count;
				int64_t seen = 0;

				(*k)->logic->pack(x, n, bits);
				(*k)->logic->unpack(bits, n, y);
				CHECK(n == 0 || memcmp(x, y, (size_t)n) == 0);
				CHECK(n % 64 == 0 ||
				    bits[n / 64] >> (n % 64) == 0);
				count = (*k)->logic->select(bits, n, row);
				for (int i = 0; i < n; i++)
					if (x[i])
						CHECK_INT(row[seen++], i);
				CHECK_INT(count, seen);
				(*k)->logic->flip(x, n, y);
				for (int i = 0; i < n; i++)
					CHECK_INT(y[i], 1 - x[i]);
				(*k)->logic->both(x, y, n, y);
				for (int i = 0; i < n; i++)
					CHECK_INT(y[i], 0);
			}
		}
	vl_arena_release(&a);
}

VL_TESTS(test_cmp_and_arith, test_arith_quiet, test_casts, test_logic)
