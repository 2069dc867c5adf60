/*
 * md_write.c -- rows as a table in Markdown (GFM, 4.10).
 *
 * A bar is escaped and a line break is <br>, because a cell can hold neither;
 * < and & are written as entities, so that a value is not read as HTML.
 */
#include "base/alloc.h"
#include "base/utf8.h"
#include "col/batch.h"
#include "col/show.h"
#include "fmt/writers.h"

static void
put_text(struct vl_str s, struct vl_buf *out)
{
	int64_t n;

	for (int64_t i = 0; i < s.n; i += n) {
		uint32_t c;

		n = vl_utf8_decode(s.p + i, s.n - i, &c);
		if (c == '\r' && i + 1 < s.n && s.p[i + 1] == '\n')
			n = 2;
		switch (c) {
		case VL_UTF8_BAD: vl_buf_cstr(out, "\xef\xbf\xbd"); break;
		case '|': vl_buf_cstr(out, "\\|"); break;
		case '<': vl_buf_cstr(out, "&lt;"); break;
		case '&': vl_buf_cstr(out, "&amp;"); break;
		case '\r':
		case '\n': vl_buf_cstr(out, "<br>"); break;
		default:
			if (c < ' ' || c == 0x7f)
				vl_buf_printf(out, "\\x%02x", (unsigned)c);
			else
				vl_buf_add(out, s.p + i, n);
		}
	}
}

static int
md_begin(struct vl_writer *w, struct vl_buf *out, struct vl_err *err)
{
	const struct vl_schema *s = w->schema;

	(void)err;
	for (int i = 0; i < s->count; i++) {
		vl_buf_cstr(out, i ? " | " : "| ");
		put_text(s->field[i].name, out);
	}
	vl_buf_cstr(out, s->count ? " |\n" : "");
	for (int i = 0; i < s->count; i++)
		vl_buf_cstr(out,
		    vl_type_is_numeric(s->field[i].type) ? "|--:" : "|---");
	vl_buf_cstr(out, s->count ? "|\n" : "");
	return 0;
}

static int
md_batch(struct vl_writer *w, struct vl_batch *b, struct vl_buf *out,
    struct vl_err *err)
{
	int count = b->schema->count;
	struct vl_buf text = { 0 };

	(void)w;
	(void)err;
	for (int64_t row = 0; count > 0 && row < b->rows; row++) {
		for (int i = 0; i < count; i++) {
			const struct vl_column *c = vl_batch_dense(b, i);

			vl_buf_cstr(out, i ? " | " : "| ");
			vl_buf_reset(&text);
			vl_show_value(c, row, VL_SHOW_PLAIN, &text);
			if (vl_column_is_null(c, row))
				vl_buf_cstr(out, "NULL");
			else
				put_text(vl_buf_view(&text), out);
		}
		vl_buf_cstr(out, " |\n");
	}
	vl_buf_release(&text);
	return 0;
}

static const struct vl_writer_class md_class = {
	.begin = md_begin,
	.batch = md_batch,
	.end = vl_writer_no_end,
	.close = vl_writer_free,
	.parallel = true,
	.separator = "",
};

int
vl_md_writer(const struct vl_schema *s, const struct vl_write *how,
    struct vl_writer **out, struct vl_err *err)
{
	(void)how;
	(void)err;
	*out = vl_alloc_one(struct vl_writer);
	**out = (struct vl_writer){ &md_class, s };
	return 0;
}
