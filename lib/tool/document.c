/* document.c -- rows within a JSON document that people can read. */
#include "tool/document.h"

#include "base/alloc.h"
#include "base/err.h"
#include "col/show.h"
#include "fmt/fmt.h"

struct document {
	struct vl_writer base; /* first, so a document is a writer */
	struct vl_document *doc;
	struct vl_writer *json; /* writes a row a line */
	struct vl_buf line;
	bool rows; /* one has been written */
};

static void
put_break(struct vl_buf *out, int depth)
{
	vl_buf_byte(out, '\n');
	for (int i = 0; i < depth; i++)
		vl_buf_cstr(out, "  ");
}

static int64_t
skip_blanks(struct vl_str s, int64_t i)
{
	while (i < s.n && strchr(" \t\r\n", s.p[i]) && s.p[i] != '\0')
		i++;
	return i;
}

/* The string that starts at s.p[i], as it is; returns where it ends. */
static int64_t
put_string(struct vl_str s, int64_t i, struct vl_buf *out)
{
	int64_t from = i++;

	while (i < s.n && s.p[i] != '"')
		i += s.p[i] == '\\' ? 2 : 1;
	i = i < s.n ? i + 1 : s.n;
	vl_buf_add(out, s.p + from, i - from);
	return i;
}

/* Valid JSON, whatever its blanks, as it stands at a depth. */
static void
put_indented(struct vl_str s, int depth, struct vl_buf *out)
{
	for (int64_t i = skip_blanks(s, 0); i < s.n; i = skip_blanks(s, i)) {
		char c = s.p[i];

		if (c == '"') {
			i = put_string(s, i, out);
			continue;
		}
		i++;
		if (c == '}' || c == ']')
			put_break(out, --depth);
		vl_buf_byte(out, c);
		if (c == ':') {
			vl_buf_byte(out, ' ');
		} else if (c == ',') {
			put_break(out, depth);
		} else if (c == '{' || c == '[') {
			i = skip_blanks(s, i);
			if (i < s.n && (s.p[i] == '}' || s.p[i] == ']'))
				vl_buf_byte(out, s.p[i++]);
			else
				put_break(out, ++depth);
		}
	}
}

static void
put_member(struct vl_buf *out, const char *name, const char *value)
{
	vl_buf_printf(out, "  \"%s\": ", name);
	vl_show_json_str(vl_str(value), out);
	vl_buf_cstr(out, ",\n");
}

static int
begin(struct vl_writer *base, struct vl_buf *out, struct vl_err *err)
{
	struct document *w = (struct document *)base;
	const struct vl_schema *s = base->schema;

	if (w->doc->written++ > 0)
		return vl_fail(err, VL_EUSAGE, "more than one query");
	vl_buf_cstr(out, "{\n");
	put_member(out, "table", w->doc->table);
	put_member(out, "query", w->doc->query);
	put_member(out, "input_type", w->doc->input_type);
	vl_buf_cstr(out, "  \"schema\": [");
	for (int i = 0; i < s->count; i++) {
		if (i > 0)
			vl_buf_byte(out, ',');
		put_break(out, 2);
		vl_show_json_str(s->field[i].name, out);
	}
	if (s->count > 0)
		put_break(out, 1);
	vl_buf_cstr(out, "],\n  \"rows\": [");
	return w->json->class->begin(w->json, &w->line, err);
}

static int
batch(struct vl_writer *base, struct vl_batch *b, struct vl_buf *out,
    struct vl_err *err)
{
	struct document *w = (struct document *)base;

	vl_buf_reset(&w->line);
	VL_TRY(w->json->class->batch(w->json, b, &w->line, err));
	for (int64_t at = 0; at < w->line.len;) {
		const char *p = w->line.p + at;
		const char *end = memchr(p, '\n', (size_t)(w->line.len - at));
		int64_t n = end ? end - p : w->line.len - at;

		if (w->rows)
			vl_buf_byte(out, ',');
		put_break(out, 2);
		put_indented((struct vl_str){ p, n }, 2, out);
		w->rows = true;
		at += n + 1;
	}
	return 0;
}

static int
end(struct vl_writer *base, const struct vl_err *failed, struct vl_buf *out,
    struct vl_err *err)
{
	struct document *w = (struct document *)base;

	(void)err;
	if (failed == NULL) {
		if (w->rows)
			put_break(out, 1);
		vl_buf_cstr(out, "]\n}\n");
	}
	return 0;
}

static void
close(struct vl_writer *base)
{
	struct document *w = (struct document *)base;

	vl_writer_close(w->json);
	vl_buf_release(&w->line);
	vl_dealloc(w);
}

static const struct vl_writer_class class = {
	.begin = begin,
	.batch = batch,
	.end = end,
	.close = close,
};

int
vl_document_writer(void *context, const struct vl_schema *s,
    const struct vl_write *how, struct vl_writer **out, struct vl_err *err)
{
	struct document *w = vl_alloc_one(struct document);
	int rc;

	*w = (struct document){
		.base = { .class = &class, .schema = s },
		.doc = context,
	};
	rc = vl_writer_open("jsonl", s, how, &w->json, err);
	if (rc < 0) {
		vl_dealloc(w);
		return rc;
	}
	*out = &w->base;
	return 0;
}
