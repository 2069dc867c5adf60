/* f_json.c -- looking into JSON: -> ->> json_extract() and their kin. */
#include "base/buf.h"
#include "base/json.h"
#include "col/show.h"
#include "expr/call.h"

/*
 * A step of a path: a key, or an index from 0.  Paths are $.a.b[0]."c d",
 * /a/b/0 (RFC 6901 without its escapes), or a bare key.
 */
struct path_step {
	struct vl_str key;
	int64_t index;
	bool is_index;
};

static bool
to_index(struct vl_str s, int64_t *out)
{
	int64_t v = 0;
	bool minus = s.n > 1 && s.p[0] == '-';

	for (int64_t i = minus; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9' || i > 17)
			return false;
		v = v * 10 + (s.p[i] - '0');
	}
	*out = minus ? -v : v;
	return s.n > 0;
}

static int64_t
word_end(struct vl_str s, const char *stops)
{
	int64_t n = 0;

	while (n < s.n && !memchr(stops, s.p[n], strlen(stops)))
		n++;
	return n;
}

/* Cut the next step off a path; 1 a step, 0 the end, -1 malformed. */
static int
next_step(struct vl_str *path, bool pointer, struct path_step *out)
{
	int64_t n;
	char c;

	if (path->n == 0)
		return 0;
	c = *path->p++;
	path->n--;
	*out = (struct path_step){ 0 };
	if (c == '[') {
		n = word_end(*path, "]");
		if (n == path->n)
			return -1;
		out->is_index = true;
		if (!to_index((struct vl_str){ path->p, n }, &out->index))
			return -1;
		path->p += n + 1;
		path->n -= n + 1;
		return 1;
	}
	if (c != (pointer ? '/' : '.'))
		return -1;
	if (!pointer && path->n > 0 && *path->p == '"') {
		path->p++;
		path->n--;
		n = word_end(*path, "\"");
		if (n == path->n)
			return -1;
		out->key = (struct vl_str){ path->p, n };
		path->p += n + 1;
		path->n -= n + 1;
		return 1;
	}
	n = word_end(*path, pointer ? "/" : ".[");
	out->key = (struct vl_str){ path->p, n };
	out->is_index = pointer && to_index(out->key, &out->index);
	path->p += n;
	path->n -= n;
	return n > 0 || pointer ? 1 : -1;
}

static bool
take_step(struct vl_str json, const struct path_step *s, struct vl_str *out)
{
	if (s->is_index && vl_json_element(json, s->index, out))
		return true;
	return s->key.p && vl_json_member(json, s->key, out);
}

/* 1 found, 0 not there, or an error. */
static int
follow(struct vl_str json, struct vl_str path, struct vl_str *out,
    struct vl_err *err)
{
	struct vl_str rest = path;
	struct path_step s;
	bool pointer = path.n > 0 && *path.p == '/';
	int rc;

	*out = json;
	if (path.n == 0 || (*path.p != '$' && !pointer))
		return vl_json_member(json, path, out);
	if (!pointer) {
		rest.p++;
		rest.n--;
	}
	while ((rc = next_step(&rest, pointer, &s)) > 0)
		if (!take_step(*out, &s, out))
			return 0;
	if (rc < 0)
		return vl_fail(err, VL_EVALUE,
		    "'%.*s' is no path into JSON, byte %d",
		    (int)(path.n < 80 ? path.n : 80), path.p,
		    (int)(rest.p - path.p));
	return 1;
}

/* The value as text: strings without quotes; NULL for null. */
static bool
as_text(struct vl_str v, struct text_room *room, struct vl_view *out)
{
	char *to;

	if (vl_str_is(v, "null"))
		return false;
	if (v.n < 2 || *v.p != '"') {
		*out = text_borrow(v);
		return true;
	}
	to = text_room(room, v.n);
	*out = text_done(room, to, vl_json_unquote(v, to));
	return true;
}

static int
lookup(struct vl_call *c, int64_t i, bool exact, struct vl_str *out,
    struct vl_err *err)
{
	struct vl_str json = arg_text(&c->arg[0], i);

	if (c->arg[1].type.id == VL_TYPE_I64)
		return vl_json_element(json,
		    ((const int64_t *)c->arg[1].data)[i * arg_step(&c->arg[1])],
		    out);
	if (exact)
		return vl_json_member(json, arg_text(&c->arg[1], i), out);
	return follow(json, arg_text(&c->arg[1], i), out, err);
}

static int
extract(struct vl_call *c, bool exact, bool text, struct vl_column *out,
    struct vl_err *err)
{
	struct vl_view *data = call_data(c, out);
	struct text_room room = { .arena = c->arena };
	uint64_t *valid = NULL;

	for (int64_t i = 0; i < out->rows; i++) {
		struct vl_str v;
		int rc;

		data[i] = (struct vl_view){ 0 };
		if (!call_live(out, i))
			continue;
		rc = lookup(c, i, exact, &v, err);
		VL_TRY(rc);
		if (rc > 0 && text)
			rc = as_text(v, &room, &data[i]);
		else if (rc > 0)
			data[i] = text_borrow(v);
		if (rc > 0)
			continue;
		if (valid == NULL)
			valid = call_valid(c, out);
		vl_bit_clear(valid, i);
	}
	return 0;
}

/* -> and ->> take a bare key as it is; paths begin with $. */
static bool
is_path(const struct vl_call *c)
{
	const struct vl_view *v = arg_const(c, 1);

	return c->arg[1].type.id == VL_TYPE_TEXT && v && v->len > 0 &&
	    v->head[0] == '$';
}

static int
eval_arrow(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return extract(c, !is_path(c), false, out, err);
}

static int
eval_arrow_text(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return extract(c, !is_path(c), true, out, err);
}

static int
eval_extract(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return extract(c, false, false, out, err);
}

static int
eval_extract_text(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	return extract(c, false, true, out, err);
}

static int
eval_array_length(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	int64_t *data = call_data(c, out);
	uint64_t *valid = NULL;

	(void)err;
	for (int64_t i = 0; i < out->rows; i++) {
		data[i] = call_live(out, i) ?
		    vl_json_length(arg_text(&c->arg[0], i)) :
		    0;
		if (data[i] >= 0)
			continue;
		data[i] = 0;
		if (valid == NULL)
			valid = call_valid(c, out);
		vl_bit_clear(valid, i);
	}
	return 0;
}

static int
eval_valid(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	uint8_t *data = call_data(c, out);

	(void)err;
	for (int64_t i = 0; i < out->rows; i++)
		data[i] = vl_json_is_valid(arg_text(&c->arg[0], i));
	return 0;
}

static int
eval_type(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	struct vl_view *data = call_data(c, out);

	(void)err;
	for (int64_t i = 0; i < out->rows; i++) {
		struct vl_str s = vl_str_trim(arg_text(&c->arg[0], i));
		const char *name = "number";

		switch (s.n ? *s.p : 'n') {
		case '{': name = "object"; break;
		case '[': name = "array"; break;
		case '"': name = "string"; break;
		case 't':
		case 'f': name = "boolean"; break;
		case 'n': name = "null"; break;
		default: break;
		}
		data[i] = vl_view(name, (int64_t)strlen(name));
	}
	return 0;
}

/* Text as a JSON string. */
static int
eval_quote(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	struct vl_view *data = call_data(c, out);
	struct text_room room = { .arena = c->arena };
	struct vl_buf b = { 0 };

	(void)err;
	for (int64_t i = 0; i < out->rows; i++) {
		char *to;

		vl_buf_reset(&b);
		vl_show_json_str(arg_text(&c->arg[0], i), &b);
		to = text_room(&room, b.len);
		memcpy(to, b.p, (size_t)b.len);
		data[i] = text_done(&room, to, b.len);
	}
	vl_buf_release(&b);
	return 0;
}

static int
rewrite_to_json(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    int64_t at, const struct vl_expr **out, struct vl_err *err)
{
	const struct vl_expr *e = arg[0];

	(void)count;
	/* Text becomes a JSON string; a cast would read it as JSON. */
	if (e->type.id == VL_TYPE_TEXT)
		return vl_expr_call(
		    a, VL_STR("json_quote"), 1, arg, at, out, err);
	return vl_expr_cast(a, e, vl_type(VL_TYPE_JSON), false, out, err);
}

/* clang-format off */
#define F(z, takes, gives, f, text, value) \
	{ z, "json", takes, gives, 0, .eval = f, .doc = text, .example = value }
const struct vl_func func_json[] = {
	F("->", "JSON, BIGINT", "JSON", eval_arrow,
	    "The element at a place, from 0.", "'[1, 2]'::JSON -> 1 = 2"),
	F("->", "JSON, VARCHAR", "JSON", eval_arrow,
	    "The member of that name, or at the end of a path ($.a[0]).",
	    "'{\"a\": [1, 2]}'::JSON -> 'a' = [1, 2]"),
	F("->>", "JSON, BIGINT", "VARCHAR", eval_arrow_text,
	    "As ->, as text.", "'[\"x\"]'::JSON ->> 0 = x"),
	F("->>", "JSON, VARCHAR", "VARCHAR", eval_arrow_text,
	    "As ->, as text.", "'{\"a\": \"x\\ny\"}'::JSON ->> '$.a' = x\ny"),
	F("json_extract", "JSON, VARCHAR", "JSON", eval_extract,
	    "What is at the end of a path.",
	    "json_extract('{\"a\": {\"b\": 7}}', '$.a.b') = 7"),
	F("json_extract_string", "JSON, VARCHAR", "VARCHAR",
	    eval_extract_text, "As json_extract(), as text.",
	    "json_extract_string('{\"a\": [\"x\"]}', '/a/0') = x"),
	F("json_extract_path_text", "JSON, VARCHAR", "VARCHAR",
	    eval_extract_text, "As json_extract(), as text.",
	    "json_extract_path_text('{\"a\": 1}', 'a') = 1"),
	F("json_array_length", "JSON", "BIGINT", eval_array_length,
	    "Number of elements; NULL if it is no array.",
	    "json_array_length('[1, [2, 3]]') = 2"),
	F("json_valid", "VARCHAR", "BOOLEAN", eval_valid,
	    "Whether the text is JSON.", "json_valid('{') = false"),
	F("json_type", "JSON", "VARCHAR", eval_type,
	    "object, array, string, number, boolean or null.",
	    "json_type('[1]') = array"),
	F("json_quote", "VARCHAR", "JSON", eval_quote,
	    "The text as a JSON string.", "json_quote('a\"b') = \"a\\\"b\""),
	{ "to_json", "json", "ANY", "JSON", 0, .rewrite = rewrite_to_json,
	    .doc = "The value as JSON.",
	    .example = "to_json([1, NULL]) = [1,null]" },
	{ 0 },
};
/* clang-format on */
