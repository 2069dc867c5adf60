/*
 * test_ipc_golden.c -- Arrow's own test files read as their JSON says.
 *
 * Goal: what other producers write, of every version and type, comes out with
 * the values that the Arrow project expects.
 * Method: for each X.json.gz the columns are built by hand from the JSON, and
 * compared as text with X.stream and X.arrow_file.  The files lie beside the
 * repository, or where VL_SHARED says; without them the test says so.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include <cjson/cJSON.h>
#include <zlib.h>

#include "check.h"
#include "ipc_util.h"

static char root[2000];
static cJSON *dictionaries;

static void push_value(
    struct vl_build *b, const cJSON *field, const cJSON *column, int row);

static const cJSON *
key(const cJSON *o, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(o, name);
}

static const char *
text_of(const cJSON *o, const char *name)
{
	const cJSON *v = key(o, name);

	return v && cJSON_IsString(v) ? v->valuestring : "";
}

static int64_t
int_of(const cJSON *v)
{
	if (v && cJSON_IsString(v))
		return strtoll(v->valuestring, NULL, 10);
	return v && cJSON_IsBool(v) ? cJSON_IsTrue(v) :
	    v                       ? (int64_t)v->valuedouble :
				      0;
}

static int64_t
element(const cJSON *column, const char *name, int row)
{
	return int_of(cJSON_GetArrayItem(key(column, name), row));
}

static void
push_hex(struct vl_build *b, const char *hex)
{
	char bytes[4096];
	int64_t n = 0;

	for (; hex[0] && hex[1] && n < (int64_t)sizeof bytes; hex += 2) {
		char two[3] = { hex[0], hex[1], 0 };

		bytes[n++] = (char)strtol(two, NULL, 16);
	}
	vl_build_str(b, (struct vl_str){ bytes, n });
}

/* Wraps where the reader refuses. */
static int64_t
unit_us(const char *unit, int64_t v)
{
	uint64_t times = strcmp(unit, "SECOND") == 0 ? 1000000 :
	    strcmp(unit, "MILLISECOND") == 0         ? 1000 :
						       1;

	return strcmp(unit, "NANOSECOND") == 0 ? v / 1000 :
						 (int64_t)((uint64_t)v * times);
}

static void
push_interval(struct vl_build *b, const char *unit, const cJSON *v)
{
	struct vl_interval *to = vl_build_slot(b);

	*to = (struct vl_interval){ 0 };
	if (strcmp(unit, "YEAR_MONTH") == 0) {
		to->months = (int32_t)int_of(v);
		return;
	}
	to->months = (int32_t)int_of(key(v, "months"));
	to->days = (int32_t)int_of(key(v, "days"));
	to->us = int_of(key(v, "milliseconds")) * 1000 +
	    int_of(key(v, "nanoseconds")) / 1000;
}

/* A view: inline text or hex, or a piece of a hex buffer. */
static void
push_view(struct vl_build *b, const cJSON *column, const cJSON *view)
{
	const char *inlined = text_of(view, "INLINED");
	int64_t n = int_of(key(view, "SIZE"));
	char piece[8192];

	if (n <= VL_VIEW_INLINE) {
		if (b->type.id == VL_TYPE_BLOB)
			push_hex(b, inlined);
		else
			vl_build_str(b, vl_str(inlined));
		return;
	}
	const cJSON *data =
	    cJSON_GetArrayItem(key(column, "VARIADIC_DATA_BUFFERS"),
		(int)int_of(key(view, "BUFFER_INDEX")));

	snprintf(piece, sizeof piece, "%.*s", (int)(2 * n),
	    data->valuestring + 2 * int_of(key(view, "OFFSET")));
	push_hex(b, piece);
}

/* Wraps where the reader refuses. */
static void
push_decimal(struct vl_build *b, const char *digits)
{
	bool negative = *digits == '-';
	vl_u128 v = 0;

	for (digits += negative; *digits; digits++)
		v = v * 10 + (unsigned)(*digits - '0');
	vl_build_i128(b, (vl_i128)(negative ? -v : v));
}

static void
push_plain(struct vl_build *b, const cJSON *type, const cJSON *v)
{
	const char *name = text_of(type, "name");
	const char *unit = text_of(type, "unit");
	struct vl_interval *span;

	if (strcmp(name, "floatingpoint") == 0) {
		if (b->type.id == VL_TYPE_F32)
			*(float *)vl_build_slot(b) = (float)v->valuedouble;
		else
			vl_build_f64(b, v->valuedouble);
	} else if (strcmp(name, "bool") == 0) {
		vl_build_bool(b, int_of(v) != 0);
	} else if (strcmp(name, "utf8") == 0 ||
	    strcmp(name, "largeutf8") == 0) {
		vl_build_str(b, vl_str(v->valuestring));
	} else if (strstr(name, "binary")) {
		push_hex(b, v->valuestring);
	} else if (strcmp(name, "decimal") == 0) {
		push_decimal(b, v->valuestring);
	} else if (strcmp(name, "time") == 0) {
		vl_build_int(b, unit_us(unit, int_of(v)));
	} else if (strcmp(name, "duration") == 0) {
		span = vl_build_slot(b);
		*span = (struct vl_interval){ .us = unit_us(unit, int_of(v)) };
	} else if (strcmp(name, "interval") == 0) {
		push_interval(b, unit, v);
	} else if (b->type.id == VL_TYPE_U64) {
		vl_build_int(b, (int64_t)strtoull(v->valuestring, NULL, 10));
	} else { /* int, date, timestamp */
		vl_build_int(b, int_of(v));
	}
}

static void
push_list(struct vl_build *b, const cJSON *field, const cJSON *column,
    int64_t from, int64_t n)
{
	const cJSON *child = cJSON_GetArrayItem(key(field, "children"), 0);
	const cJSON *data = cJSON_GetArrayItem(key(column, "children"), 0);
	float v[64];

	if (b->type.id == VL_TYPE_VECTOR) {
		for (int64_t i = 0; i < n; i++)
			v[i] = (float)cJSON_GetArrayItem(
			    key(data, "DATA"), (int)(from + i))
				   ->valuedouble;
		vl_build_vector(b, v);
		return;
	}
	for (int64_t i = 0; i < n; i++)
		push_value(&b->child[0], child, data, (int)(from + i));
	vl_build_list(b, n);
}

/* A union's value as JSON, which is what it becomes. */
static void
push_union(struct vl_build *b, const cJSON *field, const cJSON *column, int row)
{
	const cJSON *ids = key(key(field, "type"), "typeIds");
	int64_t id = element(column, "TYPE_ID", row);
	bool dense = key(column, "OFFSET") != NULL;
	int at = dense ? (int)element(column, "OFFSET", row) : row;
	struct vl_arena a = { 0 };
	struct vl_buf text = { 0 };
	struct vl_build one;
	int k = 0;

	while (int_of(cJSON_GetArrayItem(ids, k)) != id)
		k++;
	const cJSON *child = cJSON_GetArrayItem(key(field, "children"), k);
	const cJSON *type = key(child, "type");
	const char *name = text_of(type, "name");
	static const struct {
		const char *name;
		enum vl_type_id id;
	} types[] = {
		{ "utf8", VL_TYPE_TEXT },
		{ "binary", VL_TYPE_BLOB },
		{ "bool", VL_TYPE_BOOL },
		{ "null", VL_TYPE_NULL },
		{ "floatingpoint", VL_TYPE_F32 },
		{ "int", VL_TYPE_I64 },
	};
	int t = 0;

	while (strcmp(types[t].name, name) != 0)
		t++;
	vl_build_init(&one, &a, vl_type(types[t].id), 1);
	push_value(
	    &one, child, cJSON_GetArrayItem(key(column, "children"), k), at);
	struct vl_column c = vl_build_finish(&one);

	if (vl_column_is_null(&c, 0)) {
		vl_build_null(b);
	} else {
		vl_show_value(&c, 0, VL_SHOW_JSON, &text);
		vl_build_str(b, vl_buf_view(&text));
	}
	vl_buf_release(&text);
	vl_arena_release(&a);
}

static void
push_run(struct vl_build *b, const cJSON *field, const cJSON *column, int row)
{
	const cJSON *ends = cJSON_GetArrayItem(key(column, "children"), 0);
	int run = 0;

	while (element(ends, "DATA", run) <= row)
		run++;
	push_value(b, cJSON_GetArrayItem(key(field, "children"), 1),
	    cJSON_GetArrayItem(key(column, "children"), 1), run);
}

static void
push_code(struct vl_build *b, const cJSON *field, const cJSON *column, int row)
{
	int64_t id = int_of(key(key(field, "dictionary"), "id"));
	cJSON *plain = cJSON_Duplicate(field, true);
	const cJSON *d;

	cJSON_DeleteItemFromObject(plain, "dictionary");
	cJSON_ArrayForEach(d, dictionaries)
	{
		if (int_of(key(d, "id")) != id)
			continue;
		push_value(b, plain,
		    cJSON_GetArrayItem(key(key(d, "data"), "columns"), 0),
		    (int)element(column, "DATA", row));
		break;
	}
	cJSON_Delete(plain);
}

static void
push_value(struct vl_build *b, const cJSON *field, const cJSON *column, int row)
{
	const cJSON *type = key(field, "type");
	const char *name = text_of(type, "name");

	if (strcmp(name, "null") == 0 ||
	    (key(column, "VALIDITY") && !element(column, "VALIDITY", row))) {
		vl_build_null(b);
	} else if (key(field, "dictionary")) {
		push_code(b, field, column, row);
	} else if (strcmp(name, "union") == 0) {
		push_union(b, field, column, row);
	} else if (strcmp(name, "runendencoded") == 0) {
		push_run(b, field, column, row);
	} else if (strcmp(name, "struct") == 0) {
		for (int i = 0; i < b->type.size; i++)
			push_value(&b->child[i],
			    cJSON_GetArrayItem(key(field, "children"), i),
			    cJSON_GetArrayItem(key(column, "children"), i),
			    row);
		vl_build_struct(b);
	} else if (strcmp(name, "fixedsizelist") == 0) {
		int64_t n = int_of(key(type, "listSize"));

		push_list(b, field, column, row * n, n);
	} else if (strstr(name, "listview")) {
		push_list(b, field, column, element(column, "OFFSET", row),
		    element(column, "SIZE", row));
	} else if (strstr(name, "list") || strcmp(name, "map") == 0) {
		int64_t from = element(column, "OFFSET", row);

		push_list(b, field, column, from,
		    element(column, "OFFSET", row + 1) - from);
	} else if (strstr(name, "view")) {
		push_view(
		    b, column, cJSON_GetArrayItem(key(column, "VIEWS"), row));
	} else {
		push_plain(
		    b, type, cJSON_GetArrayItem(key(column, "DATA"), row));
	}
}

/* One column of all rows that the JSON holds, in the type of schema s. */
static void
show_expected(const cJSON *json, const struct vl_schema *s, int column,
    struct vl_buf *out)
{
	const struct vl_field *f = &s->field[column];
	const cJSON *fields = key(key(json, "schema"), "fields");
	const cJSON *batch;

	cJSON_ArrayForEach(batch, key(json, "batches"))
	{
		struct vl_arena a = { 0 };
		int rows = (int)int_of(key(batch, "count"));
		const struct vl_schema one = { .count = 1, .field = f };
		struct vl_batch *b = vl_batch_new(&a, &one, rows);
		struct vl_build col;

		vl_build_init(&col, &a, f->type, rows);
		for (int row = 0; row < rows; row++)
			push_value(&col, cJSON_GetArrayItem(fields, column),
			    cJSON_GetArrayItem(key(batch, "columns"), column),
			    row);
		b->col[0] = vl_build_finish(&col);
		show_batch(b, out);
		vl_arena_release(&a);
	}
}

static bool
slurp(const char *path, struct vl_buf *out)
{
	gzFile f = gzopen(path, "rb"); /* plain files too */
	int n = 1;

	vl_buf_reset(out);
	while (f && n > 0) {
		n = gzread(f, vl_buf_room(out, 1 << 16), 1 << 16);
		out->len += n > 0 ? n : 0;
	}
	if (f)
		gzclose(f);
	vl_buf_byte(out, '\0');
	out->len--;
	return f != NULL && n == 0;
}

/* Numbers that a double cannot hold become strings. */
static cJSON *
parse(struct vl_buf *text)
{
	static const char name[] = "\"nanoseconds\": ";
	struct vl_buf quoted = { 0 };
	const char *p = text->p;
	const char *at;
	cJSON *json;

	while ((at = strstr(p, name)) != NULL) {
		size_t n;

		at += sizeof name - 1;
		n = strspn(at, "-0123456789");
		vl_buf_add(&quoted, p, at - p);
		vl_buf_printf(&quoted, "\"%.*s\"", (int)n, at);
		p = at + n;
	}
	vl_buf_cstr(&quoted, p);
	vl_buf_byte(&quoted, '\0');
	json = cJSON_Parse(quoted.p);
	vl_buf_release(&quoted);
	return json;
}

/* Values that no type of ours holds are refused, by name. */
static void
check_column(
    const char *path, struct vl_source *s, int column, const cJSON *json)
{
	struct vl_buf want = { 0 };
	struct vl_buf got = { 0 };
	struct vl_err err = { 0 };
	int rc = show_source(s, 1, &column, &got, &err);
	bool wide = strstr(path, "decimal256") || strstr(path, "interval") ||
	    strstr(path, "duration");
	bool refused = rc == VL_EVALUE && wide &&
	    (strstr(err.msg, "more than 38 digits") ||
		strstr(err.msg, "is out of range"));

	show_expected(json, s->schema, column, &want);
	if (!refused) {
		CHECK_INT(rc, 0);
		if (!vl_str_eq(vl_buf_view(&want), vl_buf_view(&got))) {
			printf("%s: column %d: %s\ngot\n%.*s\nwant\n%.*s\n",
			    path, column, err.msg, (int)got.len,
			    got.p ? got.p : "", (int)want.len,
			    want.p ? want.p : "");
			CHECK(false);
		}
	}
	vl_buf_release(&want);
	vl_buf_release(&got);
}

static void
check_file(const char *path, bool file, const cJSON *json)
{
	struct vl_buf bytes = { 0 };
	struct vl_err err = { 0 };
	struct vl_source *s = NULL;

	if (slurp(path, &bytes)) {
		struct mem m = { .p = bytes.p, .n = bytes.len };

		CHECK_INT(mem_open(&m, file, true, &s, &err), 0);
		for (int i = 0; s && i < s->schema->count; i++)
			check_column(path, s, i, json);
		vl_source_close(s);
	}
	vl_buf_release(&bytes);
}

static int
check_json(const char *path)
{
	struct vl_buf text = { 0 };
	char other[4096];
	int stem = (int)(strlen(path) - strlen(".json.gz"));
	cJSON *json;

	CHECK(slurp(path, &text));
	json = parse(&text);
	CHECK(json != NULL);
	dictionaries = cJSON_GetObjectItem(json, "dictionaries");
	snprintf(other, sizeof other, "%.*s.stream", stem, path);
	check_file(other, false, json);
	snprintf(other, sizeof other, "%.*s.arrow_file", stem, path);
	check_file(other, true, json);
	cJSON_Delete(json);
	vl_buf_release(&text);
	return 1;
}

static int
check_folder(const char *path)
{
	struct dirent **name;
	int n = scandir(path, &name, NULL, alphasort);
	int done = 0;

	for (int i = 0; i < n; i++) {
		struct vl_arena a = { 0 };

		if (vl_str_ends(vl_str(name[i]->d_name), VL_STR(".json.gz")))
			done += check_json(
			    vl_str_printf(&a, "%s/%s", path, name[i]->d_name));
		vl_arena_release(&a);
		free(name[i]);
	}
	if (n >= 0)
		free(name);
	return done;
}

static void
test_goldens(void)
{
	static const char *const folder[] = { "0.14.1", "1.0.0-littleendian",
		"2.0.0-compression", "cpp-21.0.0" };
	const char *shared = getenv("VL_SHARED");
	char path[4096];
	int done = 0;

	snprintf(
	    root, sizeof root, "%s/data/arrow", shared ? shared : "../shared");
	if (access(root, R_OK) != 0) {
		printf("note: no '%s', the golden files are not read\n", root);
		return;
	}
	for (int i = 0; i < VL_COUNTOF(folder); i++) {
		snprintf(path, sizeof path, "%s/%s", root, folder[i]);
		done += check_folder(path);
	}
	CHECK(done > 60);
}

VL_TESTS(test_goldens)
