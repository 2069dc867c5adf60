/*
 * ipc.c -- the pipe format for other programs to check.
 *
 *	ipc write OUT TYPES ROWS [file|zstd|lz4|plain]...	random rows
 *	ipc show IN						rows as JSON
 *
 * TYPES are fields as within STRUCT(...); a VARCHAR column named dict is
 * written as a dictionary.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../unit/ipc_util.h"

static int
fail(const struct vl_err *err)
{
	fprintf(stderr, "ipc: %s\n", err->msg);
	return 2;
}

/* The column's own values as a dictionary of a few. */
static void
make_dict(struct vl_arena *a, struct vl_column *c)
{
	static const char *const words[] = { "red", "green",
		"a colour of many letters", "" };
	struct vl_column *child = vl_new(a, struct vl_column, 1);
	uint32_t *code = vl_arena_buffer(a, c->rows * 4);

	*child = make_column(a, "VARCHAR", 4, words);
	for (int64_t i = 0; i < c->rows; i++)
		code[i] = vl_column_is_null(c, i) ? 0 : (uint32_t)(i * 7 % 4);
	c->form = VL_DICT;
	c->data = code;
	c->child = child;
}

static int
write_table(const char *path, const char *types, int64_t rows, char **word)
{
	struct vl_ipc_write how = { .producer = "ipc 1" };
	struct vl_arena a = { 0 };
	struct vl_schema *s = make_schema(&a, types);
	struct vl_err err = { 0 };
	struct vl_buf out = { 0 };
	struct vl_ipc_writer *w;
	FILE *f = fopen(path, "wb");
	int rc = 0;

	for (; *word; word++) {
		how.file |= strcmp(*word, "file") == 0;
		how.decode |= strcmp(*word, "plain") == 0;
		if (strcmp(*word, "zstd") == 0)
			how.codec = VL_IPC_ZSTD;
		if (strcmp(*word, "lz4") == 0)
			how.codec = VL_IPC_LZ4;
	}
	w = vl_ipc_writer_new(s, &how);
	for (int i = 0; i < 2 && rc == 0; i++) {
		struct vl_batch *b =
		    random_batch(&a, s, rows, 1, (uint64_t)i + 1);

		for (int k = 0; k < s->count; k++)
			if (vl_str_is(s->field[k].name, "dict"))
				make_dict(&a, &b->col[k]);
		rc = vl_ipc_writer_batch(w, b, &out, &err);
		if (rc == 0)
			rc = vl_ipc_writer_flush(w, &out, &err);
	}
	if (rc == 0)
		rc = vl_ipc_writer_end(w, NULL, &out, &err);
	vl_ipc_writer_free(w);
	if (rc < 0 || f == NULL)
		return fail(&err);
	fwrite(out.p, 1, (size_t)out.len, f);
	fclose(f);
	vl_buf_release(&out);
	vl_arena_release(&a);
	return 0;
}

static void
show_rows(const struct vl_batch *b, struct vl_buf *out)
{
	for (int64_t i = 0; i < b->rows; i++) {
		for (int k = 0; k < b->schema->count; k++) {
			vl_buf_byte(out, k ? ',' : '{');
			vl_show_json_str(b->schema->field[k].name, out);
			vl_buf_byte(out, ':');
			vl_show_value(&b->col[k], i, VL_SHOW_JSON, out);
		}
		vl_buf_cstr(out, "}\n");
	}
}

static int
show_table(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct vl_buf bytes = { 0 };
	struct vl_buf out = { 0 };
	struct vl_err err = { 0 };
	struct vl_want want = { .limit = -1, .threads = 1 };
	struct vl_source *s;
	struct vl_scan *scan;
	struct vl_stream *stream;
	struct vl_batch *b;
	size_t n;
	int rc;

	while (
	    f && (n = fread(vl_buf_room(&bytes, 1 << 16), 1, 1 << 16, f)) > 0)
		bytes.len += (int64_t)n;
	if (f == NULL)
		return 2;
	fclose(f);
	struct mem m = { .p = bytes.p, .n = bytes.len };

	if (mem_open(&m, true, false, &s, &err) < 0)
		return fail(&err);
	int *all = vl_alloc((int64_t)sizeof *all * s->schema->count);

	for (int i = 0; i < s->schema->count; i++)
		all[i] = i;
	want.count = s->schema->count;
	want.column = all;
	if (vl_source_scan(s, &want, &scan, &err) < 0 ||
	    vl_scan_stream(scan, &stream, &err) < 0)
		return fail(&err);
	while ((rc = vl_stream_next(stream, &b, &err)) > 0)
		show_rows(b, &out);
	if (rc < 0)
		return fail(&err);
	fwrite(out.p, 1, (size_t)out.len, stdout);
	vl_stream_close(stream);
	vl_source_close(s);
	vl_dealloc(all);
	vl_buf_release(&bytes);
	vl_buf_release(&out);
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc > 4 && strcmp(argv[1], "write") == 0)
		return write_table(
		    argv[2], argv[3], strtoll(argv[4], NULL, 10), argv + 5);
	if (argc == 3 && strcmp(argv[1], "show") == 0)
		return show_table(argv[2]);
	fprintf(stderr, "usage: ipc write|show ...\n");
	return 2;
}
