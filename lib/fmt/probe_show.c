/* probe_show.c -- what a probe found out, as JSON and for a person. */
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "col/schema.h"
#include "col/show.h"
#include "fmt/fmt.h"

enum {
	NAME_COLUMNS_MAX = 60
};

static void
put_str(struct vl_buf *out, const char *key, const char *value)
{
	vl_buf_printf(out, "\"%s\":", key);
	vl_show_json_str(vl_str(value), out);
}

static void
put_list(struct vl_buf *out, const char *key, const char *const *list, int n)
{
	vl_buf_printf(out, "\"%s\":[", key);
	for (int i = 0; i < n; i++) {
		if (i > 0)
			vl_buf_byte(out, ',');
		vl_show_json_str(vl_str(list[i]), out);
	}
	vl_buf_byte(out, ']');
}

static void
put_names(struct vl_buf *out, const char *key, const struct vl_schema *s)
{
	vl_buf_printf(out, "\"%s\":", key);
	if (s == NULL) {
		vl_buf_cstr(out, "null");
		return;
	}
	vl_buf_byte(out, '[');
	for (int i = 0; i < s->count; i++) {
		if (i > 0)
			vl_buf_byte(out, ',');
		vl_show_json_str(s->field[i].name, out);
	}
	vl_buf_byte(out, ']');
}

static void
put_types(struct vl_buf *out, const struct vl_schema *s)
{
	struct vl_buf name = { 0 };

	vl_buf_cstr(out, "\"types\":[");
	for (int i = 0; i < s->count; i++) {
		if (i > 0)
			vl_buf_byte(out, ',');
		vl_buf_reset(&name);
		vl_type_name(s->field[i].type, &name);
		vl_show_json_str(vl_buf_view(&name), out);
	}
	vl_buf_cstr(out, "],");
	vl_buf_release(&name);
}

/* The options of the reader that is meant. */
static void
put_options(const struct vl_probe *p, const struct vl_schema *schema,
    struct vl_buf *out)
{
	const struct vl_candidate *best = &p->candidate[0];
	char delimiter[2] = { p->delimiter, '\0' };

	if (strcmp(best->kind, "json") == 0) {
		vl_buf_byte(out, ',');
		put_str(out, "format", best->format);
		vl_buf_byte(out, ',');
		put_names(out, "columns", schema);
	} else if (strcmp(best->kind, "csv") == 0) {
		vl_buf_byte(out, ',');
		put_str(out, "delimiter", p->delimiter ? delimiter : ",");
	} else if (strcmp(best->kind, "line") == 0) {
		if (p->columns > 0)
			vl_buf_cstr(out, ",\"mode\":\"split\"");
		vl_buf_byte(out, ',');
		put_str(out, "delimiter", delimiter);
		vl_buf_cstr(out, ",\"mappings\":[");
		for (int i = 0; i < p->columns; i++)
			vl_buf_printf(out,
			    "%s{\"column\":\"c%d\",\"source_index\":%d}",
			    i ? "," : "", i, i);
		vl_buf_byte(out, ']');
	}
}

void
vl_probe_json(const struct vl_probe *p, const char *path,
    const struct vl_schema *schema, struct vl_buf *out)
{
	const struct vl_candidate *best = &p->candidate[0];

	vl_buf_byte(out, '{');
	put_str(out, "path", path);
	vl_buf_byte(out, ',');
	put_str(out, "kind", best->kind);
	vl_buf_byte(out, ',');
	put_str(out, "final_format", best->format);
	vl_buf_printf(out, ",\"score\":%d,", best->score);
	put_str(out, "confidence", p->confidence);
	vl_buf_byte(out, ',');
	put_names(out, "schema", schema);
	vl_buf_byte(out, ',');
	if (schema)
		put_types(out, schema);
	put_str(out, "suggested_table_name", p->table_name);
	put_options(p, schema, out);
	vl_buf_cstr(out, ",\"candidates\":[");
	for (int i = 0; i < p->candidate_count; i++) {
		const struct vl_candidate *c = &p->candidate[i];

		vl_buf_cstr(out, i ? ",{" : "{");
		put_str(out, "format", c->format);
		vl_buf_byte(out, ',');
		put_str(out, "kind", c->kind);
		vl_buf_printf(out, ",\"score\":%d,", c->score);
		put_str(out, "reason", c->reason);
		vl_buf_byte(out, ',');
		put_list(out, "evidence", c->evidence, c->evidence_count);
		vl_buf_byte(out, '}');
	}
	vl_buf_cstr(out, "],");
	put_list(out, "warnings", p->warning, p->warning_count);
	vl_buf_byte(out, '}');
}

/* On a terminal: names come from hostile input. */
static void
put_safe(struct vl_buf *out, struct vl_str s)
{
	for (int64_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c < 0x20 || c == 0x7f)
			vl_buf_printf(out, "\\x%02x", c);
		else
			vl_buf_byte(out, s.p[i]);
	}
}

static void
put_columns(const struct vl_schema *s, struct vl_buf *out)
{
	int64_t wide = 0;

	for (int i = 0; i < s->count; i++) {
		struct vl_str name = s->field[i].name;
		int64_t w = vl_utf8_columns(name.p, name.n);

		wide = w > wide && w <= NAME_COLUMNS_MAX ? w : wide;
	}
	vl_buf_cstr(out, "columns\n");
	for (int i = 0; i < s->count; i++) {
		vl_buf_cstr(out, "  ");
		int64_t from = out->len;

		put_safe(out, s->field[i].name);
		int64_t w = vl_utf8_columns(out->p + from, out->len - from);

		do
			vl_buf_byte(out, ' ');
		while (w++ <= wide);
		vl_type_name(s->field[i].type, out);
		vl_buf_byte(out, '\n');
	}
}

/* "stocks.csv: csv (csv), score 100, high confidence", then indented lists. */
void
vl_probe_text(const struct vl_probe *p, const char *path,
    const struct vl_schema *schema, struct vl_buf *out)
{
	const struct vl_candidate *best = &p->candidate[0];

	put_safe(out, vl_str(path));
	vl_buf_printf(out, ": %s (%s), score %d, %s confidence\n", best->format,
	    best->kind, best->score, p->confidence);
	vl_buf_printf(out, "table name  %s\n", p->table_name);
	if (strcmp(best->kind, "csv") == 0 || strcmp(best->kind, "line") == 0)
		vl_buf_printf(out, "delimiter   %s\n",
		    p->delimiter == '\t'    ? "TAB" :
			p->delimiter == ' ' ? "SPACE" :
			p->delimiter        ? (char[2]){ p->delimiter, '\0' } :
					      ",");
	if (schema)
		put_columns(schema, out);
	vl_buf_cstr(out, "candidates\n");
	for (int i = 0; i < p->candidate_count; i++)
		vl_buf_printf(out, "  %3d  %-12s %s\n", p->candidate[i].score,
		    p->candidate[i].format, p->candidate[i].reason);
	for (int i = 0; i < p->warning_count; i++)
		vl_buf_printf(out, "warning: %s\n", p->warning[i]);
}
