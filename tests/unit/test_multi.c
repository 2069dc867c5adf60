/*
 * Goal: several files are one table: their rows in order, for any number of
 * workers, in types that hold the values of all.
 * Method: small files of several formats; rows are compared as text.
 */
#include "fmt/multi.h"

#include <stdlib.h>
#include <unistd.h>

#include "read_text.h"

enum {
	FILES_MAX = 600,
};

static struct vl_arena arena;
static char dir[] = "/tmp/vl-multi-XXXXXX";
static char *put_list[FILES_MAX];
static int put_count;

static char *
path_of(const char *name)
{
	return vl_str_printf(&arena, "%s/%s", dir, name);
}

static char *
put(const char *name, const char *text)
{
	char *path = path_of(name);
	FILE *f = fopen(path, "wb");

	CHECK(f != NULL);
	fputs(text, f);
	fclose(f);
	put_list[put_count++] = path;
	return path;
}

static void
begin(void)
{
	memcpy(dir + strlen(dir) - 6, "XXXXXX", 6);
	CHECK(mkdtemp(dir) != NULL);
}

static void
end(void)
{
	while (put_count > 0)
		unlink(put_list[--put_count]);
	rmdir(dir);
	vl_arena_release(&arena);
}

static struct result
read_many(int count, char *const *path, const struct how *how)
{
	struct vl_settings set = parse_settings(&arena, how->options);
	struct vl_open open = { .settings = &set, .format = how->format };
	struct result r = { 0 };
	struct vl_source *src = NULL;

	if (vl_open_many(count, path, &open, &src, &r.err) >= 0)
		read_source(src, how, &r);
	vl_source_close(src);
	return r;
}

static void
expect(char *path, const char *options, const char *types, const char *rows)
{
	struct how how = { .options = options };
	struct result r = read_many(1, &path, &how);

	CHECK_STR(r.err.msg, "");
	CHECK_STR(text_of(&r.types), types);
	CHECK_STR(text_of(&r.text), rows);
	release(&r);
}

/* The file's folder does not show in the message. */
static void
expect_error(char *path, const char *options, const char *msg)
{
	struct how how = { .options = options };
	struct result r = read_many(1, &path, &how);
	struct vl_str said = vl_str(r.err.msg);
	struct vl_buf out = { 0 };

	for (int64_t i = 0; i < said.n; i++) {
		struct vl_str rest = { said.p + i, said.n - i };

		if (vl_str_starts(rest, vl_str(dir)))
			i += (int64_t)strlen(dir);
		else
			vl_buf_byte(&out, said.p[i]);
	}
	CHECK_STR(text_of(&out), msg);
	vl_buf_release(&out);
	release(&r);
}

static void
test_one_table(void)
{
	begin();
	put("m1.csv", "id,v\n1,5\n2,6\n");
	put("m2.csv", "v,id\n0.5,x7\n");
	expect(path_of("m?.csv"), "", "VARCHAR,DOUBLE", "1|5\n2|6\nx7|0.5\n");
	expect(dir, "", "VARCHAR,DOUBLE", "1|5\n2|6\nx7|0.5\n");
	expect(path_of("m1*"), "", "BIGINT,BIGINT", "1|5\n2|6\n");
	put("m3.jsonl", "{\"v\":7,\"id\":8}\n{\"id\":9}\n");
	expect(dir, "", "VARCHAR,DOUBLE", "1|5\n2|6\nx7|0.5\n8|7\n9|~\n");
	put("_hidden", "?");
	expect(dir, "types=id:VARCHAR", "VARCHAR,DOUBLE",
	    "1|5\n2|6\nx7|0.5\n8|7\n9|~\n");
	expect_error(path_of("x*"), "", "no file matches 'x*'");
	expect_error(path_of("m1*"), "unoin_by_name=true",
	    "format 'csv' has no option 'unoin_by_name'");
	end();
}

static void
test_columns(void)
{
	begin();
	put("a.csv", "id,v\n1,5\n");
	put("b.csv", "id,w\n2,x\n");
	expect_error(dir, "", "'b.csv' has no column 'v', which 'a.csv' has");
	expect(dir, "union_by_name=true", "BIGINT,BIGINT,VARCHAR",
	    "1|5|~\n2|~|x\n");
	char *want = vl_str_printf(
	    &arena, "1|5|~|%s\n2|~|x|%s\n", path_of("a.csv"), path_of("b.csv"));

	expect(dir, "union_by_name=true filename=true",
	    "BIGINT,BIGINT,VARCHAR,VARCHAR", want);
	want = vl_str_printf(&arena, "1|5|%s\n", path_of("a.csv"));
	expect(
	    path_of("a.csv"), "filename=true", "BIGINT,BIGINT,VARCHAR", want);
	put("c.csv", "filename\n3\n");
	expect_error(path_of("c.csv"), "filename=true",
	    "option 'filename': 'c.csv' has a column of that name");
	end();
}

/* Types that only all files together show; a column that one has not filled. */
static void
test_types(void)
{
	begin();
	put("a.csv", "n,big,none\n1,9007199254740993,\n");
	put("b.csv", "n,big,none\n,0.5,2026-01-02\n");
	/* 2^53 + 1 is no double, and no empty column is text. */
	expect(dir, "", "BIGINT,VARCHAR,DATE",
	    "1|9007199254740993|~\n~|0.5|2026-01-02\n");
	put("c.csv", "n,big,none\n007,1,2026-01-03 04:05:06\n");
	expect(dir, "", "VARCHAR,VARCHAR,TIMESTAMP",
	    "1|9007199254740993|~\n~|0.5|2026-01-02 00:00:00\n"
	    "007|1|2026-01-03 04:05:06\n");
	end();
	begin();
	put("a.jsonl", "{\"a\":1,\"b\":null}\n");
	put("b.jsonl", "{\"a\":12345678901234567890123,\"b\":[1]}\n");
	put("c.jsonl", "{\"b\":[1.5],\"c\":{\"d\":1}}\n");
	expect(dir, "", "HUGEINT,DOUBLE[],JSON",
	    "1|~|~\n12345678901234567890123|[1]|~\n~|[1.5]|{\"d\":1}\n");
	put("d.csv", "a,b,c\nx,y,z\n");
	expect_error(dir, "",
	    "'d.csv' has 'b' as VARCHAR, with the other files it would be "
	    "JSON");
	end();
}

/* Late in one of the files a value that no sample saw: all widen. */
static void
test_late(void)
{
	struct vl_buf b = { 0 };
	char *path[3];

	begin();
	for (int i = 0; i < 3; i++) {
		vl_buf_reset(&b);
		vl_buf_cstr(&b, "n,t\n");
		/* A place in the file where no sample is taken. */
		for (int k = 0; k < 60000; k++) {
			if (k == 22000)
				vl_buf_cstr(&b, i == 1 ? "1.5,y\n" : "7,y\n");
			vl_buf_printf(&b, "%d,x\n", k % 10);
		}
		path[i] = put(vl_str_printf(&arena, "%d.csv", i), text_of(&b));
	}
	for (int workers = 1; workers < 5; workers++) {
		struct how how = { .options = "block=10000",
			.workers = workers };
		struct result r = read_many(3, path, &how);

		CHECK_STR(r.err.msg, "");
		CHECK_INT(r.widened, 1);
		CHECK_INT(r.rows, 180003);
		CHECK_STR(text_of(&r.types), "DOUBLE,VARCHAR");
		CHECK(vl_str_find(vl_buf_view(&r.text),
			  VL_STR("\n9|x\n1.5|y\n0|x\n")) > 0);
		release(&r);
	}
	vl_buf_release(&b);
	end();
}

/* Many files, many workers: the rows of the files in order. */
static void
test_order(void)
{
	struct vl_buf want = { 0 };
	struct vl_buf b = { 0 };
	int row = 0;

	begin();
	for (int i = 0; i < FILES_MAX; i++) {
		vl_buf_reset(&b);
		vl_buf_cstr(&b, "n,t\n");
		for (int k = 0; k < i % 5; k++, row++) {
			vl_buf_printf(&b, "%d,row %d\n", row, row);
			vl_buf_printf(&want, "%d|row %d\n", row, row);
		}
		put(vl_str_printf(&arena, "f%03d.csv", i), text_of(&b));
	}
	for (int workers = 1; workers <= WORKERS; workers += 3) {
		struct how how = { .options = "block=20 types=n:BIGINT",
			.workers = workers };
		char *path = dir;
		struct result r = read_many(1, &path, &how);

		CHECK_STR(r.err.msg, "");
		CHECK_STR(text_of(&r.text), text_of(&want));
		release(&r);
	}
	vl_buf_release(&want);
	vl_buf_release(&b);
	end();
}

/* What is wanted reaches the files that have it. */
static void
test_wants(void)
{
	int64_t two = 2;
	struct vl_conjunct k = { .column = 1,
		.cmp = VL_CMP_GE,
		.value = {
		    .type = vl_type(VL_TYPE_I64), .rows = 1, .data = &two } };
	static const int columns[] = { 2, 0 };
	struct vl_want want = { .count = 2,
		.column = columns,
		.conjunct_count = 1,
		.conjunct = &k,
		.limit = -1,
		.threads = 1 };
	struct vl_want none = { .limit = -1, .threads = 1 };
	struct how how = { .options = "union_by_name", .want = &want };
	char *path = dir;

	begin();
	put("a.csv", "t,n\nx,1\ny,2\n");
	put("b.csv", "n,w\n3,5\n1,6\n");
	struct result r = read_many(1, &path, &how);

	CHECK_STR(r.err.msg, "");
	CHECK_STR(text_of(&r.text), "~|y\n5|~\n");
	release(&r);
	how.want = &none;
	r = read_many(1, &path, &how);
	CHECK_INT(r.rows, 4);
	release(&r);
	end();
}

VL_TESTS(
    test_one_table, test_columns, test_types, test_late, test_order, test_wants)
