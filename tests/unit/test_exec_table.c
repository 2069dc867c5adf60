/*
 * Goal: key rows find their groups, whatever the types, NULLs and lengths;
 * decoded keys are the values that went in.
 * Method: random columns against a naive search over all earlier rows.
 */
#include "exec/table.h"

#include "base/rand.h"
#include "check.h"

enum {
	ROWS = 700
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

static bool
same_value(
    const struct vl_column *x, int64_t i, const struct vl_column *y, int64_t j)
{
	bool nx = vl_column_is_null(x, i), ny = vl_column_is_null(y, j);
	int64_t bytes = vl_type_bytes(x->type);

	if (nx || ny)
		return nx && ny;
	if (vl_type_is_view(x->type))
		return vl_view_eq((const struct vl_view *)x->data + i,
		    (const struct vl_view *)y->data + j);
	return memcmp((const char *)x->data + i * bytes,
		   (const char *)y->data + j * bytes, (size_t)bytes) == 0;
}

static void
check_groups(struct vl_rand *r, int n, const struct vl_type *type)
{
	struct vl_budget budget = { 0 };
	struct vl_keys keys;
	struct vl_table t;
	struct vl_err err;
	struct vl_column col[4];
	uint64_t hash[ROWS];
	uint32_t group[ROWS], found[ROWS];
	int64_t count = 0;

	for (int i = 0; i < n; i++)
		col[i] = random_column(r, type[i]);
	CHECK_INT(vl_keys_init(&arena, &keys, n, type, &err), 0);
	vl_table_init(&t, &keys, &budget);
	const uint64_t *row = vl_keys_encode(&keys, &arena, col, ROWS);

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
		int n = 0;

		while (n < 4 && shapes[s][n] != VL_TYPE_NULL) {
			type[n] = vl_type(shapes[s][n]);
			n++;
		}
		check_groups(&r, n, type);
		vl_arena_reset(&arena);
	}
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

	vl_keys_init(&arena, &keys, 1, &type, &err);
	vl_table_init(&t, &keys, &budget);
	CHECK_INT(vl_table_add(&t, row, &hash, (struct vl_ordinals){ 0 }, 1,
		      &group, &err),
	    VL_ELIMIT);
	CHECK(strstr(err.hint, "--memory-limit") != NULL);
	vl_table_release(&t);
	CHECK_INT(budget.used, 0);
	vl_arena_release(&arena);
}

VL_TESTS(test_groups_of_every_shape, test_budget_says_no)
