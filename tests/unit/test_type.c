/*
 * Goal: a type's name reads back as the type; wrong names say what is near.
 * Method: round trips over a list of spellings, and hostile ones.
 */
#include "base/arena.h"
#include "base/err.h"
#include "col/schema.h"

#include <stdint.h>

#include "check.h"

static struct vl_arena arena;

static const char *
reads_as(const char *text)
{
	struct vl_err err = { 0 };
	struct vl_type t;
	struct vl_type again;

	if (vl_type_parse(&arena, vl_str(text), &t, &err) < 0)
		return vl_str_printf(
		    &arena, "%s|%s|%s", err.msg, err.candidates, err.hint);
	const char *name = vl_type_show(&arena, t);

	CHECK_INT(vl_type_parse(&arena, vl_str(name), &again, &err), 0);
	CHECK(vl_type_eq(t, again));
	return name;
}

static void
test_names_read_back(void)
{
	static const char *const pairs[][2] = {
		{ "bigint", "BIGINT" },
		{ " Int ", "INTEGER" },
		{ "INT8", "BIGINT" },
		{ "float", "DOUBLE" },
		{ "REAL", "REAL" },
		{ "double  precision", "DOUBLE" },
		{ "decimal", "DECIMAL(18,3)" },
		{ "Decimal(10,2)", "DECIMAL(10,2)" },
		{ "numeric( 38 , 38 )", "DECIMAL(38,38)" },
		{ "numeric(5)", "DECIMAL(5,0)" },
		{ "character varying(20)", "VARCHAR" },
		{ "timestamp", "TIMESTAMP" },
		{ "timestamp(0)", "TIMESTAMP_S" },
		{ "timestamp(3) with time zone", "TIMESTAMPTZ_MS" },
		{ "timestamptz_ns", "TIMESTAMPTZ_NS" },
		{ "null", "NULL" },
		{ "float[384]", "FLOAT[384]" },
		{ "real[2][]", "FLOAT[2][]" },
		{ "vector(3)", "FLOAT[3]" },
		{ "int[]", "INTEGER[]" },
		{ "bigint[ ] []", "BIGINT[][]" },
		{ "struct(a int, \"b \"\"c\" text[])[]",
		    "STRUCT(a INTEGER, \"b \"\"c\" VARCHAR[])[]" },
		{ "struct(s struct(x decimal(4,1), y date), z time)",
		    "STRUCT(s STRUCT(x DECIMAL(4,1), y DATE), z TIME)" },
	};

	for (int64_t i = 0; i < VL_COUNTOF(pairs); i++)
		CHECK_STR(reads_as(pairs[i][0]), pairs[i][1]);
	for (int id = 0; id < VL_TYPE_LIST; id++) {
		struct vl_type t = vl_type((enum vl_type_id)id);
		const char *name = vl_type_show(&arena, t);

		CHECK_STR(reads_as(name), name);
	}
}

static void
test_wrong_names(void)
{
	static const char *const pairs[][2] = {
		{ "biginy", "no type 'biginy'|BIGINT, UBIGINT, binary|" },
		{ "list", "no type 'list'||a list is written BIGINT[]" },
		{ "", "type '': expected the name of a type at byte 1||" },
		{ "decimal(39,1)",
		    "type 'decimal(39,1)': expected other "
		    "numbers before here at byte 14||" },
		{ "decimal(2,3)",
		    "type 'decimal(2,3)': expected other "
		    "numbers before here at byte 13||" },
		{ "int[3]", "type 'int[3]': expected ']' at byte 5||" },
		{ "float[0]",
		    "type 'float[0]': 0 is not between 1 and 65535||" },
		{ "float[99999999999]",
		    "type 'float[99999999999]': "
		    "99999999999 is not between 1 and "
		    "65535||" },
		{ "vector",
		    "type 'vector': expected '(' and the number of "
		    "elements at byte 7||" },
		{ "struct(a int",
		    "type 'struct(a int': expected ',' or ')' at byte 13||" },
		{ "struct(\"a int)",
		    "type 'struct(\"a int)': expected a "
		    "closing quote at byte 9||" },
		{ "struct(\"a\"\"",
		    "type 'struct(\"a\"\"': expected a "
		    "closing quote at byte 9||" },
		{ "int int", "no type 'int int'|TINYINT|" },
		{ "int)", "type 'int)': expected nothing more at byte 4||" },
	};

	for (int64_t i = 0; i < VL_COUNTOF(pairs); i++)
		CHECK_STR(reads_as(pairs[i][0]), pairs[i][1]);
}

static void
test_depth_is_bounded(void)
{
	char deep[4096] = "int";
	struct vl_err err = { 0 };
	struct vl_type t;

	for (int i = 3; i + 2 < 1000; i += 2)
		memcpy(deep + i, "[]", 3);
	CHECK_INT(vl_type_parse(&arena, vl_str(deep), &t, &err), VL_ELIMIT);
	for (int i = 0; i < 4000; i += 9)
		memcpy(deep + i, "struct(a ", 10);
	CHECK_INT(vl_type_parse(&arena, vl_str(deep), &t, &err), VL_ELIMIT);
}

static void
test_schema(void)
{
	struct vl_arena other = { 0 };
	struct vl_field *f;
	struct vl_schema *s = vl_schema_new(&arena, 3, &f);
	struct vl_pair pair = { VL_STR("vl:origin"), VL_STR("a.csv") };
	int index[2] = { 2, 0 };

	f[0] = (struct vl_field){ .name = VL_STR("Price"),
		.type = vl_type(VL_TYPE_F64) };
	f[1] = (struct vl_field){ .name = VL_STR("price"),
		.type = vl_type_list(&arena, vl_type(VL_TYPE_TEXT)) };
	f[2] = (struct vl_field){ .name = VL_STR("Day"),
		.type = vl_type(VL_TYPE_DATE) };
	s->meta = &pair;
	s->meta_count = 1;
	CHECK_INT(vl_schema_find(s, VL_STR("price")), 1);
	CHECK_INT(vl_schema_find(s, VL_STR("PRICE")), -2);
	CHECK_INT(vl_schema_find(s, VL_STR("day")), 2);
	CHECK_INT(vl_schema_find(s, VL_STR("da")), -1);

	struct vl_schema *copy = vl_schema_copy(&other, s);

	CHECK(vl_schema_eq(copy, s));
	f[1].type = vl_type(VL_TYPE_TEXT);
	CHECK(!vl_schema_eq(copy, s));
	CHECK_STR(vl_schema_meta(copy, "vl:origin").p, "a.csv");
	CHECK(vl_schema_meta(copy, "vl:none").p == NULL);

	struct vl_schema *p = vl_schema_project(&arena, copy, index, 2);

	vl_arena_release(&other);
	CHECK_INT(p->count, 2);
	CHECK_STR(p->field[0].name.p, "Day");
	CHECK_STR(p->field[1].name.p, "Price");
}

VL_TESTS(
    test_names_read_back, test_wrong_names, test_depth_is_bounded, test_schema)
