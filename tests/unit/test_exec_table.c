/*
 * Goal: key rows find their groups, whatever the types, NULLs and lengths;
 * decoded keys are the values that went in.
 * Method: random columns against a naive search over all earlier rows.
 */
#include "exec/table.h"

#include "base/rand.h"
#include "check.h"
#include "col/build.h"
#include "expr/value.h"

enum {
	ROWS = 700,
	COLUMNS_MAX = 130
};

static struct vl_arena arena;

/* Values from a small domain, long strings and NULLs among them. */
static struct vl_column
random_column(struct vl_rand *r, struct vl_type t)
{
	static const char text[] = "abcdefghijklmnopqrstuvwxyz";
	void *data;
	struct vl_column c = vl_column_new(&arena, t, ROWS, &data);
	uint64_t *valid = vl_new(&arena, uint64_t, vl_bits_words(ROWS));
	int64_t bytes = vl_type_bytes(t);

	memset(data, 0, (size_t)(ROWS * bytes));
	for (int64_t i = 0; i < ROWS; i++) {
		uint64_t v = vl_rand_below(r, 20);
		char *slot = (char *)data + i * bytes;

		if (v == 19)
			continue;
		vl_bit_set(valid, i);
		if (vl_type_is_view(t)) {
			struct vl_view w = vl_view(text + v % 3, (int64_t)v);

			memcpy(slot, &w, sizeof w);
		} else if (t.id == VL_TYPE_F64) {
			double d = (double)v - 9.5;

			memcpy(slot, &d, 8);
		} else {
			int64_t d = (int64_t)v - 9;

			memcpy(slot, &d, bytes < 8 ? (size_t)bytes : 8);
			if (bytes == 16)
				memset(slot + 8, d < 0 ? 0xff : 0, 8);
		}
	}
	c.valid = valid;
	return c;
}

/* One value more, of any type: few different ones, some spelled differently. */
static void
push_random(struct vl_rand *r, struct vl_build *b)
{
	static const double number[] = { 0, -0.0, 1.5, 0, 0 };
	uint64_t v = vl_rand_below(r, 5);
	uint64_t nan = UINT64_C(0x7ff8000000000000) + vl_rand_below(r, 3);
	float vector[] = { v > 2 ? -0.0F : 0.0F, (float)(v % 2) };

	if (v == 4) {
		vl_build_null(b);
		return;
	}
	switch ((int)b->type.id) {
	case VL_TYPE_LIST:
		v = vl_rand_below(r, 3);
		for (uint64_t i = 0; i < v; i++)
			push_random(r, b->child);
		vl_build_list(b, (int64_t)v);
		break;
	case VL_TYPE_STRUCT:
		for (int i = 0; i < b->type.size; i++)
			push_random(r, &b->child[i]);
		vl_build_struct(b);
		break;
	case VL_TYPE_VECTOR: vl_build_vector(b, vector); break;
	case VL_TYPE_TEXT:
		vl_build_str(b, v % 2 ? VL_STR("a") : VL_STR("a longer text"));
		break;
	case VL_TYPE_F64:
		memcpy(vl_build_slot(b), v == 3 ? (void *)&nan : &number[v], 8);
		break;
	case VL_TYPE_INTERVAL: {
		struct vl_interval i = { .days = (int32_t)v * 30 };

		if (vl_rand_below(r, 2))
			i = (struct vl_interval){ .months = (int32_t)v };
		memcpy(vl_build_slot(b), &i, sizeof i);
		break;
	}
	default: vl_build_int(b, (int64_t)v % 2);
	}
}

static struct vl_column
random_built(struct vl_rand *r, struct vl_type t)
{
	struct vl_build b;

	vl_build_init(&b, &arena, t, ROWS);
	for (int i = 0; i < ROWS; i++)
		push_random(r, &b);
	return vl_build_finish(&b);
}

static bool
same_value(
    const struct vl_column *x, int64_t i, const struct vl_column *y, int64_t j)
{
	return value_order(x, i, y, j) == 0;
}

static void
check_groups(int n, const struct vl_type *type, const struct vl_column *col)
{
	struct vl_budget budget = { 0 };
	struct vl_keys keys;
	struct vl_table t;
	struct vl_err err;
	uint64_t hash[ROWS];
	uint32_t group[ROWS], found[ROWS];
	int64_t count = 0;

	vl_keys_init(&arena, &keys, n, type);
	vl_table_init(&t, &keys, &budget);
	const uint64_t *row;

	CHECK_INT(vl_keys_encode(&keys, &arena, col, ROWS, &row, &err), 0);

	vl_keys_hash(&keys, row, ROWS, t.seed, hash);
	CHECK_INT(vl_table_add(&t, row, hash, (struct vl_ordinals){ 0 }, ROWS,
		      group, &err),
	    0);
	for (int64_t i = 0; i < ROWS; i++) {
		int64_t j = 0;

		for (; j < i; j++) {
			int k = 0;

			while (k < n && same_value(&col[k], i, &col[k], j))
				k++;
			if (k == n)
				break;
		}
		if (j == i)
			CHECK_INT(group[i], count++);
		else
			CHECK_INT(group[i], group[j]);
	}
	CHECK_INT(t.count, count);
	vl_table_find(&t, row, hash, ROWS, found);
	CHECK(memcmp(found, group, sizeof found) == 0);
	for (int k = 0; k < n; k++) {
		struct vl_column back =
		    vl_keys_decode(&keys, &arena, k, t.row, NULL, t.count);

		for (int64_t i = 0; i < ROWS; i++)
			CHECK(same_value(&col[k], i, &back, group[i]));
	}
	vl_table_release(&t);
	CHECK_INT(budget.used, 0);
}

static void
test_groups_of_every_shape(void)
{
	static const enum vl_type_id shapes[][4] = {
		{ VL_TYPE_TEXT },
		{ VL_TYPE_I64 },
		{ VL_TYPE_F64 },
		{ VL_TYPE_BOOL },
		{ VL_TYPE_I128 },
		{ VL_TYPE_I64, VL_TYPE_TEXT },
		{ VL_TYPE_TEXT, VL_TYPE_TEXT },
		{ VL_TYPE_I16, VL_TYPE_I32, VL_TYPE_DATE },
		{ VL_TYPE_TEXT, VL_TYPE_I8, VL_TYPE_I128, VL_TYPE_F64 },
	};
	struct vl_rand r;

	r = vl_rand_init(7);
	for (int s = 0; s < VL_COUNTOF(shapes); s++) {
		struct vl_type type[4];
		struct vl_column col[4];
		int n = 0;

		while (n < 4 && shapes[s][n] != VL_TYPE_NULL) {
			type[n] = vl_type(shapes[s][n]);
			n++;
		}
		for (int i = 0; i < n; i++)
			col[i] = random_column(&r, type[i]);
		check_groups(n, type, col);
		vl_arena_reset(&arena);
	}
	vl_arena_release(&arena);
}

/* Nested values and intervals, which are equal in several spellings. */
static void
test_groups_of_built_values(void)
{
	static const char *const types[] = { "BIGINT[]", "DOUBLE[]",
		"VARCHAR[][]", "STRUCT(a BIGINT, b DOUBLE[])", "FLOAT[2]",
		"INTERVAL", "INTERVAL[]", "STRUCT(a VARCHAR)[]" };
	struct vl_rand r;
	struct vl_err err;

	r = vl_rand_init(11);
	for (int i = 0; i < VL_COUNTOF(types); i++) {
		struct vl_type type[2] = { { 0 }, vl_type(VL_TYPE_I64) };
		struct vl_column col[2];

		CHECK_INT(
		    vl_type_parse(&arena, vl_str(types[i]), type, &err), 0);
		for (int c = 0; c < 2; c++)
			col[c] = random_built(&r, type[c]);
		check_groups(1, type, col);
		check_groups(2, type, col);
		vl_arena_reset(&arena);
	}
	vl_arena_release(&arena);
}

static void
test_groups_of_many_columns(void)
{
	static const int counts[] = { 63, 64, 65, COLUMNS_MAX };
	struct vl_rand r;

	r = vl_rand_init(13);
	for (int i = 0; i < VL_COUNTOF(counts); i++) {
		struct vl_type type[COLUMNS_MAX];
		struct vl_column col[COLUMNS_MAX];
		int n = counts[i];

		/* Rows differ in the first and the last. */
		for (int c = 0; c < n; c++) {
			type[c] = vl_type(VL_TYPE_I32);
			col[c] = c == 0 || c == n - 1 ?
			    random_column(&r, type[c]) :
			    vl_column_null(type[c], ROWS);
		}
		check_groups(n, type, col);
		vl_arena_reset(&arena);
	}
	vl_arena_release(&arena);
}

/* A group is shown as its first row spells it, also where tables merge. */
static void
test_spelling_of_intervals(void)
{
	static const struct vl_interval days = { .days = 30 };
	static const struct vl_interval month = { .months = 1 };
	struct vl_type type = vl_type(VL_TYPE_INTERVAL);
	struct vl_keys keys;
	struct vl_column c = { .type = type, .rows = 1, .data = &days };
	const uint64_t *x, *y;
	struct vl_err err;

	vl_keys_init(&arena, &keys, 1, &type);
	CHECK_INT(vl_keys_encode(&keys, &arena, &c, 1, &x, &err), 0);
	c.data = &month;
	CHECK_INT(vl_keys_encode(&keys, &arena, &c, 1, &y, &err), 0);
	CHECK(vl_keys_equal(&keys, x, y));
	uint64_t row[5];

	CHECK_INT(keys.words, 5);
	memcpy(row, x, sizeof row);
	vl_keys_respell(&keys, row, y);
	c = vl_keys_decode(&keys, &arena, 0, row, NULL, 1);
	CHECK_INT(((const struct vl_interval *)c.data)->months, 1);
	vl_arena_release(&arena);
}

static void
test_budget_says_no(void)
{
	struct vl_budget budget = { .limit = 64 };
	struct vl_type type = vl_type(VL_TYPE_I64);
	struct vl_keys keys;
	struct vl_table t;
	struct vl_err err;
	uint64_t row[2] = { 0, 5 }, hash = 1;
	uint32_t group;

	vl_keys_init(&arena, &keys, 1, &type);
	vl_table_init(&t, &keys, &budget);
	CHECK_INT(vl_table_add(&t, row, &hash, (struct vl_ordinals){ 0 }, 1,
		      &group, &err),
	    VL_ELIMIT);
	CHECK(strstr(err.hint, "--memory-limit") != NULL);
	vl_table_release(&t);
	CHECK_INT(budget.used, 0);
	vl_arena_release(&arena);
}

VL_TESTS(test_groups_of_every_shape, test_groups_of_built_values,
    test_groups_of_many_columns, test_spelling_of_intervals,
    test_budget_says_no)
