/*
 * test_ipc.c -- the pipe: what is written comes back, and nothing else.
 *
 * Goal: every type in every form survives a stream and a file; every way of
 * losing or changing bytes on the way is an error.
 * Method: random rows as text before and after; every truncation and every
 * bit flip of small streams; streams joined, cut and renamed by hand.
 */
#include <pthread.h>

#include "check.h"
#include "ipc_util.h"

static const char *const type_names[] = {
	"BOOLEAN",
	"TINYINT",
	"SMALLINT",
	"INTEGER",
	"BIGINT",
	"UTINYINT",
	"USMALLINT",
	"UINTEGER",
	"UBIGINT",
	"HUGEINT",
	"REAL",
	"DOUBLE",
	"DECIMAL(5,2)",
	"DECIMAL(38,10)",
	"VARCHAR",
	"BLOB",
	"JSON",
	"DATE",
	"TIME",
	"TIMESTAMP",
	"TIMESTAMPTZ",
	"INTERVAL",
	"BIGINT[]",
	"VARCHAR[]",
	"BOOLEAN[][]",
	"STRUCT(a INTEGER, b VARCHAR)",
	"STRUCT(a STRUCT(b BOOLEAN), c DATE[])[]",
	"FLOAT[3]",
	"FLOAT[2][]",
};

static const char ALL[] =
    "b BOOLEAN, i INTEGER, t VARCHAR, d DECIMAL(38,10), l VARCHAR[], "
    "s STRUCT(a STRUCT(b BOOLEAN), c DATE[])[], v FLOAT[3], x INTERVAL, "
    "j JSON, h HUGEINT, f DOUBLE";

static struct vl_schema *
one_column(struct vl_arena *a, const char *type)
{
	return make_schema(a, vl_str_printf(a, "c %s", type));
}

/* b written as `how` says, read back: the same text, the same types. */
static void
check_trip(const struct vl_ipc_write *how, struct vl_batch *b, const char *what)
{
	struct vl_buf bytes = { 0 };
	struct vl_buf want = { 0 };
	struct vl_buf got = { 0 };
	struct vl_err err = { 0 };
	struct vl_source *s = NULL;
	struct mem m = { 0 };

	show_batch(b, &want);
	CHECK_INT(write_batches(how, b->schema, &b, 1, &bytes, &err), 0);
	m.p = bytes.p;
	m.n = bytes.len;
	CHECK_INT(mem_open(&m, how->file, false, &s, &err), 0);
	if (s) {
		CHECK(vl_schema_eq(s->schema, b->schema));
		CHECK_INT(show_source(s, 0, NULL, &got, &err), 0);
		vl_source_close(s);
	}
	if (!vl_str_eq(vl_buf_view(&want), vl_buf_view(&got))) {
		printf("%s: %s: %lld rows, file %d, codec %d\n", what, err.msg,
		    (long long)b->rows, how->file, (int)how->codec);
		CHECK(false);
	}
	vl_buf_release(&bytes);
	vl_buf_release(&want);
	vl_buf_release(&got);
}

static void
test_types(void)
{
	static const int64_t lengths[] = { 0, 1, 63, 64, 65, 5000 };
	static const int nulls[] = { 0, 2, 8 };
	static const struct vl_ipc_write how[] = {
		{ .producer = "test 1" },
		{ .producer = "test 1", .file = true },
		{ .codec = VL_IPC_ZSTD },
		{ .codec = VL_IPC_LZ4, .file = true },
	};

	for (int t = 0; t < VL_COUNTOF(type_names); t++)
		for (int n = 0; n < VL_COUNTOF(lengths); n++)
			for (int k = 0; k < VL_COUNTOF(nulls); k++)
				for (int h = 0; h < VL_COUNTOF(how); h++) {
					struct vl_arena a = { 0 };
					struct vl_schema *s =
					    one_column(&a, type_names[t]);
					struct vl_batch *b = random_batch(&a, s,
					    lengths[n], nulls[k],
					    (uint64_t)(t * 100 + n * 10 + k));

					check_trip(&how[h], b, type_names[t]);
					vl_arena_release(&a);
				}
}

/* A selection, all types beside each other, several batches. */
static void
test_selection(void)
{
	struct vl_arena a = { 0 };
	struct vl_schema *s = make_schema(&a, ALL);
	uint16_t sel[500];

	for (int nulls = 0; nulls < 4; nulls += 3) {
		struct vl_batch *b = random_batch(&a, s, 1000, nulls, 7);

		for (int i = 0; i < 500; i++)
			sel[i] = (uint16_t)(2 * i + (i % 3 == 0));
		b->sel = sel;
		b->rows = 500;
		check_trip(&(struct vl_ipc_write){ 0 }, b, "selection");
		check_trip(
		    &(struct vl_ipc_write){ .file = true }, b, "selection");
	}
	vl_arena_release(&a);
}

/* A dictionary column over `words` for some rows, the last one NULL. */
static struct vl_column
dict_column(struct vl_arena *a, const char *const *words, int count,
    int64_t rows, uint64_t seed)
{
	struct vl_column *child = vl_new(a, struct vl_column, 1);
	uint32_t *code = vl_arena_buffer(a, rows * 4);
	uint64_t *valid = vl_arena_buffer(a, vl_bits_words(rows) * 8);
	struct vl_rand r = vl_rand_init(seed);

	*child = make_column(a, "VARCHAR", count, words);
	vl_bits_fill(valid, rows);
	for (int64_t i = 0; i < rows; i++)
		code[i] = (uint32_t)vl_rand_below(&r, (uint64_t)count);
	if (rows > 0) {
		vl_bit_clear(valid, rows - 1);
		code[rows - 1] = 0;
	}
	return (struct vl_column){ .type = child->type,
		.form = VL_DICT,
		.rows = rows,
		.valid = valid,
		.data = code,
		.child = child };
}

/* The forms of a column that came back first. */
static enum vl_form
first_form(const struct vl_buf *bytes, bool file)
{
	struct mem m = { .p = bytes->p, .n = bytes->len };
	struct vl_want want = {
		.count = 1, .column = &(int){ 0 }, .limit = -1, .threads = 1
	};
	struct vl_err err = { 0 };
	struct vl_source *s;
	struct vl_scan *scan;
	struct vl_stream *stream;
	struct vl_batch *b = NULL;
	enum vl_form form = VL_RAW;

	CHECK_INT(mem_open(&m, file, false, &s, &err), 0);
	CHECK_INT(vl_source_scan(s, &want, &scan, &err), 0);
	CHECK_INT(vl_scan_stream(scan, &stream, &err), 0);
	if (vl_stream_next(stream, &b, &err) == 1)
		form = b->col[0].form;
	vl_stream_close(stream);
	vl_source_close(s);
	return form;
}

/* Dictionaries change, flat batches and constants come between. */
static void
test_dictionaries(void)
{
	static const char *const some[] = { "red", "green", "blue" };
	static const char *const more[] = { "green", "a colour of many letters",
		"", "blue" };
	struct vl_arena a = { 0 };
	struct vl_schema *s = one_column(&a, "VARCHAR");
	struct vl_batch *b[5];
	struct vl_buf want = { 0 };

	for (int i = 0; i < 5; i++)
		b[i] = random_batch(&a, s, 9000, 1, (uint64_t)i);
	b[0]->col[0] = dict_column(&a, some, 3, 9000, 1);
	b[1]->col[0] = dict_column(&a, more, 4, 9000, 2);
	b[3]->col[0] = vl_column_const(&a, &b[2]->col[0], 0, 9000);
	for (int i = 0; i < 5; i++)
		show_batch(b[i], &want);
	for (int h = 0; h < 4; h++) {
		struct vl_ipc_write how = { .file = h & 1, .decode = h & 2 };
		struct vl_buf bytes = { 0 };
		struct vl_buf got = { 0 };
		struct vl_err err = { 0 };
		struct mem m = { 0 };

		CHECK_INT(write_batches(&how, s, b, 5, &bytes, &err), 0);
		m = (struct mem){ .p = bytes.p, .n = bytes.len };
		CHECK_INT(show_bytes(&m, how.file, &got, &err), 0);
		CHECK(vl_str_eq(vl_buf_view(&want), vl_buf_view(&got)));
		CHECK_INT(first_form(&bytes, how.file),
		    how.decode ? VL_FLAT : VL_DICT);
		vl_buf_release(&bytes);
		vl_buf_release(&got);
	}
	vl_buf_release(&want);
	vl_arena_release(&a);
}

/* Constants, NULL columns and nested ones of odd forms. */
static void
test_forms(void)
{
	struct vl_arena a = { 0 };
	struct vl_schema *s = make_schema(&a, ALL);
	struct vl_batch *from = random_batch(&a, s, 3, 0, 5);
	struct vl_batch *b = vl_batch_new(&a, s, 100);

	for (int i = 0; i < s->count; i++)
		b->col[i] = vl_column_const(&a, &from->col[i], 1, 100);
	check_trip(&(struct vl_ipc_write){ 0 }, b, "constants");
	for (int i = 0; i < s->count; i++)
		b->col[i] = vl_column_null(s->field[i].type, 100);
	check_trip(&(struct vl_ipc_write){ 0 }, b, "NULLs");
	vl_arena_release(&a);
}

/* Two messages of that many rows. */
static void
write_small(const struct vl_ipc_write *how, const char *columns, int rows,
    struct vl_buf *out, struct vl_buf *text)
{
	struct vl_arena a = { 0 };
	struct vl_schema *s = make_schema(&a, columns);
	struct vl_ipc_writer *w = vl_ipc_writer_new(s, how);
	struct vl_err err = { 0 };

	for (int i = 0; i < 2; i++) {
		struct vl_batch *b = random_batch(&a, s, rows, 1, (uint64_t)i);

		if (s->count > 2)
			b->col[2] = dict_column(&a,
			    (const char *const[]){
				"short", "something longer" },
			    2, rows, (uint64_t)i);
		show_batch(b, text);
		CHECK_INT(vl_ipc_writer_batch(w, b, out, &err), 0);
		CHECK_INT(vl_ipc_writer_flush(w, out, &err), 0);
	}
	CHECK_INT(vl_ipc_writer_end(w, NULL, out, &err), 0);
	vl_ipc_writer_free(w);
	vl_arena_release(&a);
}

static void
small_stream(struct vl_buf *out, struct vl_buf *text)
{
	write_small(
	    &(struct vl_ipc_write){ .producer = "test 1" }, ALL, 3, out, text);
}

/* Cut behind each of its bytes, only the whole is taken. */
static void
cut_everywhere(
    const struct vl_ipc_write *how, const char *columns, int rows, int64_t step)
{
	struct vl_buf bytes = { 0 };
	struct vl_buf want = { 0 };
	struct vl_buf got = { 0 };
	int accepted = 0;

	write_small(how, columns, rows, &bytes, &want);
	CHECK(bytes.len > 1000);
	for (int64_t n = 0; n <= bytes.len; n++) {
		struct vl_err err = { 0 };
		struct mem m = { .p = bytes.p, .n = n, .step = step };

		vl_buf_reset(&got);
		int rc = show_bytes(&m, how->file, &got, &err);

		if (rc == 0)
			accepted++;
		else if (!how->file)
			CHECK_INT(rc, VL_ETRUNCATED);
		CHECK((rc == 0) == (n == bytes.len));
	}
	CHECK_INT(accepted, 1);
	CHECK(vl_str_eq(vl_buf_view(&want), vl_buf_view(&got)));
	vl_buf_release(&bytes);
	vl_buf_release(&want);
	vl_buf_release(&got);
}

static void
test_truncation(void)
{
	cut_everywhere(
	    &(struct vl_ipc_write){ .producer = "test 1" }, ALL, 3, 7);
	for (int codec = VL_IPC_PLAIN; codec <= VL_IPC_ZSTD; codec++)
		for (int file = 0; file < 2; file++)
			cut_everywhere(
			    &(struct vl_ipc_write){
				.codec = (enum vl_ipc_codec)codec,
				.file = file,
			    },
			    "t VARCHAR", 100, 0);
}

/* Every flipped bit is an error. */
static void
test_bit_flips(void)
{
	struct vl_buf bytes = { 0 };
	struct vl_buf want = { 0 };
	struct vl_buf got = { 0 };

	small_stream(&bytes, &want);
	for (int64_t bit = 0; bit < bytes.len * 8; bit++) {
		struct vl_err err = { 0 };
		struct mem m = { .p = bytes.p, .n = bytes.len };

		bytes.p[bit >> 3] ^= (char)(1 << (bit & 7));
		vl_buf_reset(&got);
		if (show_bytes(&m, false, &got, &err) == 0) {
			printf("bit %lld is not noticed\n", (long long)bit);
			CHECK(false);
		}
		bytes.p[bit >> 3] ^= (char)(1 << (bit & 7));
	}
	vl_buf_release(&bytes);
	vl_buf_release(&want);
	vl_buf_release(&got);
}

static void
test_joined(void)
{
	struct vl_buf bytes = { 0 };
	struct vl_buf want = { 0 };
	struct vl_buf got = { 0 };
	struct vl_err err = { 0 };
	struct vl_arena a = { 0 };
	struct vl_schema *s = make_schema(&a, ALL);
	struct vl_batch *b = random_batch(&a, s, 4, 1, 9);
	struct mem m;

	/* Twice the same, then one without a dictionary. */
	small_stream(&bytes, &want);
	small_stream(&bytes, &want);
	show_batch(b, &want);
	CHECK_INT(
	    write_batches(&(struct vl_ipc_write){ 0 }, s, &b, 1, &bytes, &err),
	    0);
	m = (struct mem){ .p = bytes.p, .n = bytes.len, .step = 509 };
	CHECK_INT(show_bytes(&m, false, &got, &err), 0);
	CHECK(vl_str_eq(vl_buf_view(&want), vl_buf_view(&got)));

	/* Other columns, and things that are no stream. */
	struct vl_schema *other = one_column(&a, "DATE");
	struct vl_batch *c = random_batch(&a, other, 4, 1, 9);
	int64_t n = bytes.len;

	CHECK_INT(write_batches(
		      &(struct vl_ipc_write){ 0 }, other, &c, 1, &bytes, &err),
	    0);
	m = (struct mem){ .p = bytes.p, .n = bytes.len };
	CHECK_INT(show_bytes(&m, false, &got, &err), VL_ETYPE);
	bytes.len = n;
	vl_buf_cstr(&bytes, "tail that is no stream");
	m = (struct mem){ .p = bytes.p, .n = bytes.len };
	CHECK_INT(show_bytes(&m, false, &got, &err), VL_EFORMAT);
	vl_buf_release(&bytes);
	vl_buf_release(&want);
	vl_buf_release(&got);
	vl_arena_release(&a);
}

/* Upstream failed: its own words, and they are passed on as they are. */
static void
test_upstream(void)
{
	struct vl_arena a = { 0 };
	struct vl_schema *s = one_column(&a, "INTEGER");
	struct vl_ipc_write how = { .producer = "vl-test 1.0" };
	struct vl_err failed = { 0 };

	vl_fail(&failed, VL_EVALUE, "no number");
	vl_err_place(&failed, "x.csv", 12, 0);
	for (int hop = 0; hop < 3; hop++) {
		struct vl_ipc_writer *w = vl_ipc_writer_new(s, &how);
		struct vl_batch *b = random_batch(&a, s, 10, 0, 1);
		struct vl_buf bytes = { 0 };
		struct vl_buf got = { 0 };
		struct vl_err err = { 0 };

		CHECK_INT(vl_ipc_writer_batch(w, b, &bytes, &err), 0);
		CHECK_INT(vl_ipc_writer_end(w, &failed, &bytes, &err), 0);
		vl_ipc_writer_free(w);
		struct mem m = { .p = bytes.p, .n = bytes.len };

		CHECK_INT(show_bytes(&m, false, &got, &err), VL_EUPSTREAM);
		CHECK_STR(err.msg, "vl-test: x.csv:12: no number");
		CHECK(got.len > 0);
		failed = err;
		vl_buf_release(&bytes);
		vl_buf_release(&got);
	}
	vl_arena_release(&a);
}

/* A stream of another producer: ours, with its key renamed and no end. */
static void
test_foreign(void)
{
	struct vl_arena a = { 0 };
	struct vl_schema *s = one_column(&a, "INTEGER");
	struct vl_batch *b = random_batch(&a, s, 10, 0, 1);
	struct vl_ipc_writer *w =
	    vl_ipc_writer_new(s, &(struct vl_ipc_write){ 0 });
	struct vl_buf bytes = { 0 };
	struct vl_buf got = { 0 };
	struct vl_err err = { 0 };
	struct vl_source *src;

	CHECK_INT(vl_ipc_writer_batch(w, b, &bytes, &err), 0);
	CHECK_INT(vl_ipc_writer_flush(w, &bytes, &err), 0);
	vl_ipc_writer_free(w);
	int64_t at = vl_str_find(vl_buf_view(&bytes), VL_STR("vl:format"));

	CHECK(at > 0);
	bytes.p[at] = 'x';
	struct mem m = { .p = bytes.p, .n = bytes.len };

	CHECK_INT(show_bytes(&m, false, &got, &err), 0);
	CHECK_INT(m.warnings, 1);
	CHECK_INT(mem_open(&m, false, true, &src, &err), 0);
	CHECK_INT(show_source(src, 0, NULL, &got, &err), VL_ETRUNCATED);
	vl_source_close(src);
	vl_buf_add(&bytes, "\xff\xff\xff\xff\0\0\0\0", 8);
	m = (struct mem){ .p = bytes.p, .n = bytes.len };
	CHECK_INT(show_bytes(&m, false, &got, &err), 0);
	CHECK_INT(m.warnings, 0);
	vl_buf_release(&bytes);
	vl_buf_release(&got);
	vl_arena_release(&a);
}

/* ---- text of other producers ---- */

/* Make a stream of ours another producer's: no key of the profile is left. */
static void
disown(struct vl_buf *b)
{
	static const char *const keys[] = { "vl:format", "vl:xxh3", "vl:end" };

	for (int k = 0; k < VL_COUNTOF(keys); k++) {
		struct vl_str key = vl_str(keys[k]);

		for (int64_t at = 0; at + key.n <= b->len; at++)
			if (memcmp(b->p + at, key.p, (size_t)key.n) == 0)
				b->p[at] = 'x';
	}
}

/* Two batches of three rows; the last value of the second is `text`. */
static void
text_stream(const char *type, struct vl_str text, struct vl_buf *out)
{
	struct vl_arena a = { 0 };
	struct vl_schema *s = one_column(&a, type);
	struct vl_batch *b[2];
	struct vl_err err = { 0 };

	for (int i = 0; i < 2; i++) {
		struct vl_build col;
		struct vl_build *leaf = &col;

		vl_build_init(&col, &a, s->field[0].type, 3);
		if (col.type.id == VL_TYPE_LIST ||
		    col.type.id == VL_TYPE_STRUCT)
			leaf = &col.child[0];
		b[i] = vl_batch_new(&a, s, 3);
		for (int row = 0; row < 3; row++) {
			vl_build_str(leaf,
			    i == 1 && row == 2 ? text : VL_STR("\"good\""));
			if (col.type.id == VL_TYPE_LIST)
				vl_build_list(&col, 1);
			else if (col.type.id == VL_TYPE_STRUCT)
				vl_build_struct(&col);
		}
		b[i]->col[0] = vl_build_finish(&col);
	}
	CHECK_INT(
	    write_batches(&(struct vl_ipc_write){ 0 }, s, b, 2, out, &err), 0);
	vl_arena_release(&a);
}

static void
test_foreign_text(void)
{
	static const struct {
		const char *type;
		const char *text;
		int code;
	} cases[] = {
		{ "VARCHAR", "\xc3\xa9", 0 },
		{ "VARCHAR", "sh\xff", VL_EFORMAT },
		{ "VARCHAR", "\xc3", VL_EFORMAT },
		{ "VARCHAR", "\xed\xa0\x80 half of a pair", VL_EFORMAT },
		{ "VARCHAR", "longer than twelve bytes \xc3", VL_EFORMAT },
		{ "BLOB", "sh\xff", 0 },
		{ "VARCHAR[]", "sh\xff", VL_EFORMAT },
		{ "STRUCT(x VARCHAR)", "sh\xff", VL_EFORMAT },
		{ "JSON", "[1, {\"a\": null}]", 0 },
		{ "JSON", "[1", VL_EVALUE },
		{ "JSON", "", VL_EVALUE },
		{ "JSON", "\"\xff\"", VL_EFORMAT },
	};

	for (int i = 0; i < VL_COUNTOF(cases); i++) {
		struct vl_buf bytes = { 0 };
		struct vl_buf got = { 0 };
		struct vl_err err = { 0 };

		text_stream(cases[i].type, vl_str(cases[i].text), &bytes);
		struct mem m = { .p = bytes.p, .n = bytes.len };

		/* Ours is believed: a checksum says that it is as written. */
		CHECK_INT(show_bytes(&m, false, &got, &err), 0);
		disown(&bytes);
		CHECK_INT(show_bytes(&m, false, &got, &err), cases[i].code);
		if (cases[i].code)
			CHECK_INT(err.row, 6);
		vl_buf_release(&bytes);
		vl_buf_release(&got);
	}
}

/* A dictionary is looked at when it comes, and so is a column's name. */
static void
test_foreign_names(void)
{
	struct vl_buf bytes = { 0 };
	struct vl_buf shown = { 0 };
	static const char *const part[] = { "odd_name", "something longer" };

	text_stream("STRUCT(odd_name VARCHAR)", VL_STR("\"good\""), &bytes);
	for (int i = 0; i < VL_COUNTOF(part); i++) {
		struct vl_err err = { 0 };

		disown(&bytes);
		struct mem m = { .p = bytes.p, .n = bytes.len };
		int64_t at = vl_str_find(vl_buf_view(&bytes), vl_str(part[i]));

		CHECK(at > 0);
		CHECK_INT(show_bytes(&m, false, &shown, &err), 0);
		bytes.p[at] ^= (char)0x80;
		CHECK_INT(show_bytes(&m, false, &shown, &err), VL_EFORMAT);
		CHECK(strstr(err.msg, "not UTF-8") != NULL);
		vl_buf_reset(&bytes);
		small_stream(&bytes, &shown);
	}
	vl_buf_release(&bytes);
	vl_buf_release(&shown);
}

static void
test_no_stream(void)
{
	static const struct {
		const char *p;
		int64_t n;
		int code;
	} cases[] = {
		{ "", 0, VL_ETRUNCATED },
		{ "a,b\n1,2\n", 8, VL_EFORMAT },
		{ "\xff\xff\xff\xff\0\0\0\0", 8, VL_EFORMAT },
		{ "\xff\xff", 2, VL_ETRUNCATED },
		{ "ARROW1\0\0", 8, VL_ETRUNCATED },
		{ "ARROW1\0\0 no footer at all", 26, VL_ETRUNCATED },
		{ "\xff\xff\xff\xff\xff\xff\xff\x7f", 8, VL_EFORMAT },
	};

	for (int i = 0; i < VL_COUNTOF(cases); i++)
		for (int seekable = 0; seekable < 2; seekable++) {
			struct mem m = { .p = cases[i].p, .n = cases[i].n };
			struct vl_buf got = { 0 };
			struct vl_err err = { 0 };

			CHECK_INT(show_bytes(&m, seekable, &got, &err),
			    cases[i].code);
			CHECK(err.msg[0] != '\0');
			vl_buf_release(&got);
		}
}

/* Some columns, in another order, twice, or none. */
static void
test_projection(void)
{
	struct vl_arena a = { 0 };
	struct vl_schema *s = make_schema(&a, ALL);
	struct vl_batch *b = random_batch(&a, s, 3000, 2, 3);
	const int pick[] = { 5, 1, 1, 2 };

	for (int h = 0; h < 4; h++) {
		struct vl_ipc_write how = { .file = h & 1,
			.codec = h & 2 ? VL_IPC_ZSTD : VL_IPC_PLAIN };
		struct vl_buf bytes = { 0 };
		struct vl_buf want = { 0 };
		struct vl_buf got = { 0 };
		struct vl_err err = { 0 };
		struct vl_source *src;
		struct mem m;

		for (int64_t i = 0; i < b->rows; i++) {
			for (int k = 0; k < 4; k++) {
				vl_show_value(
				    &b->col[pick[k]], i, VL_SHOW_JSON, &want);
				vl_buf_byte(&want, '|');
			}
			vl_buf_byte(&want, '\n');
		}
		CHECK_INT(write_batches(&how, s, &b, 1, &bytes, &err), 0);
		m = (struct mem){ .p = bytes.p, .n = bytes.len };
		CHECK_INT(mem_open(&m, how.file, false, &src, &err), 0);
		CHECK_INT(show_source(src, 4, pick, &got, &err), 0);
		CHECK(vl_str_eq(vl_buf_view(&want), vl_buf_view(&got)));
		vl_buf_reset(&got); /* a second pass, without columns */
		CHECK_INT(show_source(src, 0, pick, &got, &err), 0);
		CHECK_INT(got.len, 3000);
		vl_source_close(src);
		vl_buf_release(&bytes);
		vl_buf_release(&want);
		vl_buf_release(&got);
	}
	vl_arena_release(&a);
}

/* What one worker thread saw. */
struct share {
	struct vl_scan_worker *worker;
	int64_t rows;
	int64_t values;
	int rc;
};

static void *
pull(void *p)
{
	struct share *s = p;
	struct vl_err err = { 0 };
	struct vl_batch *b;
	int64_t morsel;
	int64_t last = -1;

	while ((s->rc = s->worker->begin(s->worker, &morsel, &err)) > 0) {
		if (morsel <= last)
			s->rc = -1;
		last = morsel;
		while (vl_stream_next(&s->worker->stream, &b, &err) == 1) {
			s->rows += b->rows;
			for (int64_t i = 0; i < b->rows; i++)
				s->values += !vl_column_is_null(&b->col[0], i);
		}
	}
	return NULL;
}

/* 40 batches of 2000 rows, plain ones and changing dictionaries; 27 of them
 * end with a NULL. */
static void
write_mixed(bool file, struct vl_buf *out)
{
	static const char *const words[] = { "a", "bb", "ccc" };
	struct vl_ipc_write how = { .file = file };
	struct vl_arena a = { 0 };
	struct vl_schema *s = one_column(&a, "VARCHAR");
	struct vl_ipc_writer *w = vl_ipc_writer_new(s, &how);
	struct vl_err err = { 0 };

	for (int i = 0; i < 40; i++) {
		struct vl_batch *b = random_batch(&a, s, 2000, 0, 1);

		if (i % 3 || i == 0)
			b->col[0] = dict_column(
			    &a, words, 1 + i % 3, 2000, (uint64_t)i);
		CHECK_INT(vl_ipc_writer_batch(w, b, out, &err), 0);
	}
	CHECK_INT(vl_ipc_writer_end(w, NULL, out, &err), 0);
	vl_ipc_writer_free(w);
	vl_arena_release(&a);
}

/* Two workers share a stream or a file: all rows come, each once. */
static void
test_workers(void)
{
	for (int file = 0; file < 2; file++) {
		struct vl_buf bytes = { 0 };
		struct vl_err err = { 0 };
		struct vl_source *src;
		struct vl_scan *scan;
		struct share share[2] = { 0 };
		pthread_t thread[2];
		struct vl_want want = { .count = 1,
			.column = &(int){ 0 },
			.limit = -1,
			.threads = 2 };

		write_mixed(file, &bytes);
		struct mem m = { .p = bytes.p, .n = bytes.len };

		CHECK_INT(mem_open(&m, file, false, &src, &err), 0);
		CHECK_INT(vl_source_scan(src, &want, &scan, &err), 0);
		for (int i = 0; i < 2; i++) {
			CHECK_INT(
			    vl_scan_worker(scan, &share[i].worker, &err), 0);
			pthread_create(&thread[i], NULL, pull, &share[i]);
		}
		for (int i = 0; i < 2; i++) {
			pthread_join(thread[i], NULL);
			CHECK_INT(share[i].rc, 0);
			vl_stream_close(&share[i].worker->stream);
		}
		CHECK_INT(share[0].rows + share[1].rows, 80000);
		CHECK_INT(share[0].values + share[1].values, 79973);
		vl_scan_close(scan);
		vl_source_close(src);
		vl_buf_release(&bytes);
	}
}

/* Long rows go in messages of their own, wide ones in small messages. */
static void
test_long_rows(void)
{
	struct vl_arena a = { 0 };
	struct vl_schema *s = one_column(&a, "VARCHAR");
	struct vl_build col;
	struct vl_batch *b = vl_batch_new(&a, s, 8);
	char *text = vl_alloc(3 << 20);

	memset(text, 'x', 3 << 20);
	vl_build_init(&col, &a, s->field[0].type, 8);
	for (int i = 0; i < 8; i++)
		vl_build_str(
		    &col, (struct vl_str){ text, i % 2 ? 3 << 20 : 100 * i });
	b->col[0] = vl_build_finish(&col);
	check_trip(&(struct vl_ipc_write){ 0 }, b, "long rows");
	check_trip(&(struct vl_ipc_write){ .codec = VL_IPC_ZSTD, .file = true },
	    b, "long rows");
	vl_dealloc(text);
	vl_arena_release(&a);
}

/* What the schema says beside its types. */
static void
test_metadata(void)
{
	struct vl_arena a = { 0 };
	struct vl_schema *s = make_schema(&a, "a INTEGER, b JSON");
	const struct vl_pair meta[] = {
		{ VL_STR("vl:origin"), VL_STR("x.csv") },
		{ VL_STR("vl:sorted"), VL_STR("a") },
		{ VL_STR("pandas"), VL_STR("{}") },
	};
	struct vl_batch *b = random_batch(&a, s, 3, 0, 1);
	struct vl_buf bytes = { 0 };
	struct vl_err err = { 0 };
	struct vl_source *src;
	struct mem m;

	s->meta = meta;
	s->meta_count = 3;
	CHECK_INT(write_batches(&(struct vl_ipc_write){ .producer = "p 1" }, s,
		      &b, 1, &bytes, &err),
	    0);
	m = (struct mem){ .p = bytes.p, .n = bytes.len };
	CHECK_INT(mem_open(&m, false, false, &src, &err), 0);
	CHECK(vl_str_is(vl_schema_meta(src->schema, "vl:origin"), "x.csv"));
	CHECK(vl_str_is(vl_schema_meta(src->schema, "vl:producer"), "p 1"));
	CHECK(vl_str_is(vl_schema_meta(src->schema, "pandas"), "{}"));
	CHECK(vl_schema_meta(src->schema, "vl:sorted").p == NULL);
	vl_source_close(src);
	vl_buf_release(&bytes);
	vl_arena_release(&a);
}

/*
 * Batches of all types, small and large, with and without dictionaries, pass
 * through parts of a few batches each; as a part is put at once or by and by,
 * the bytes are the same.
 */
static void
write_parts(const struct vl_schema *s, struct vl_batch **b, int n, int each,
    bool by_and_by, struct vl_buf *out)
{
	struct vl_ipc_writer *w =
	    vl_ipc_writer_new(s, &(struct vl_ipc_write){ 0 });
	struct vl_ipc_part *p = vl_ipc_part_new(w);
	struct vl_err err = { 0 };

	for (int i = 0; i < n; i++) {
		if (i % each == 0 && !vl_ipc_writer_takes_part(w, b[i])) {
			CHECK_INT(vl_ipc_writer_part(w, p, true, out, &err), 0);
			CHECK_INT(vl_ipc_writer_batch(w, b[i], out, &err), 0);
			continue;
		}
		CHECK_INT(vl_ipc_part_batch(p, b[i], &err), 0);
		if (by_and_by || i % each == each - 1)
			CHECK_INT(vl_ipc_writer_part(
				      w, p, i % each == each - 1, out, &err),
			    0);
	}
	CHECK_INT(vl_ipc_writer_part(w, p, true, out, &err), 0);
	CHECK_INT(vl_ipc_writer_end(w, NULL, out, &err), 0);
	vl_ipc_part_free(p);
	vl_ipc_writer_free(w);
}

static void
test_parts(void)
{
	enum {
		N = 12
	};
	static const int64_t rows[N] = { 5, 300, 0, 9000, 64, 1, 20000, 7, 2,
		5000, 63, 128 };

	for (int dict = 0; dict < 3; dict++)
		for (int each = 1; each < 5; each++) {
			struct vl_arena a = { 0 };
			struct vl_schema *s = make_schema(&a, ALL);
			struct vl_batch *b[N];
			struct vl_buf want = { 0 };
			struct vl_buf got = { 0 };
			struct vl_buf bytes[2] = { 0 };
			struct vl_source *source = NULL;
			struct vl_err err = { 0 };

			for (int i = 0; i < N; i++) {
				b[i] = random_batch(
				    &a, s, rows[i], i % 3, (uint64_t)i);
				/* 1: the column is a dictionary; 2: too late */
				if (dict > 0 && i % 4 == dict - 1)
					b[i]->col[2] = dict_column(&a,
					    (const char *const[]){
						"short", "something longer" },
					    2, rows[i], (uint64_t)i);
				show_batch(b[i], &want);
			}
			for (int k = 0; k < 2; k++)
				write_parts(s, b, N, each, k, &bytes[k]);
			CHECK(vl_str_eq(
			    vl_buf_view(&bytes[0]), vl_buf_view(&bytes[1])));
			struct mem m = { .p = bytes[0].p, .n = bytes[0].len };

			CHECK_INT(mem_open(&m, false, true, &source, &err), 0);
			if (source) {
				CHECK_INT(
				    show_source(source, 0, NULL, &got, &err),
				    0);
				vl_source_close(source);
			}
			CHECK(vl_str_eq(vl_buf_view(&want), vl_buf_view(&got)));
			for (int k = 0; k < 2; k++)
				vl_buf_release(&bytes[k]);
			vl_buf_release(&want);
			vl_buf_release(&got);
			vl_arena_release(&a);
		}
}

VL_TESTS(test_types, test_selection, test_dictionaries, test_parts, test_forms,
    test_truncation, test_bit_flips, test_joined, test_upstream, test_foreign,
    test_foreign_text, test_foreign_names, test_no_stream, test_projection,
    test_workers, test_long_rows, test_metadata)
