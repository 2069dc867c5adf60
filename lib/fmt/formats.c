/* formats.c -- the table of formats: one row each. */
#include <string.h>

#include "base/err.h"
#include "base/near.h"
#include "fmt/arrow.h"
#include "fmt/codec.h"
#include "fmt/csv.h"
#include "fmt/fmt.h"
#include "fmt/json.h"
#include "fmt/lines.h"
#include "fmt/writers.h"

/* clang-format off */
const struct vl_format vl_formats[] = {
	{ .name = "csv",
	  .extensions = "csv",
	  .doc = "comma-separated values (RFC 4180) and their dialects",
	  .read_options = vl_csv_options,
	  .open = vl_csv_open,
	  .writer = vl_csv_writer,
	  .write_options = vl_csv_write_options },
	{ .name = "tsv",
	  .extensions = "tsv tab",
	  .doc = "tab-separated values",
	  .read_options = vl_csv_options,
	  .open = vl_tsv_open,
	  .writer = vl_tsv_writer,
	  .write_options = vl_csv_write_options },
	{ .name = "json",
	  .extensions = "json",
	  .doc = "one array of objects, or objects after each other",
	  .read_options = vl_json_options,
	  .open = vl_json_open,
	  .writer = vl_json_writer,
	  .write_options = vl_json_write_options },
	{ .name = "jsonl",
	  .extensions = "jsonl ndjson",
	  .doc = "JSON lines: one object a line",
	  .read_options = vl_json_options,
	  .open = vl_jsonl_open,
	  .writer = vl_jsonl_writer },
	{ .name = "lines",
	  .extensions = "log lines",
	  .doc = "lines of text: whole, split, or by a pattern",
	  .read_options = vl_lines_options,
	  .open = vl_lines_open },
	{ .name = "arrow",
	  .extensions = "arrows",
	  .doc = "Arrow IPC stream: the format of the pipe",
	  .read_options = vl_arrow_options,
	  .open = vl_arrow_open,
	  .writer = vl_arrow_writer,
	  .write_options = vl_arrow_write_options },
	{ .name = "arrow-file",
	  .extensions = "arrow feather",
	  .doc = "Arrow IPC file (Feather 2)",
	  .read_options = vl_arrow_options,
	  .open = vl_arrow_open,
	  .writer = vl_arrow_file_writer,
	  .write_options = vl_arrow_write_options },
	{ .name = "md",
	  .extensions = "md markdown",
	  .doc = "a table in Markdown",
	  .writer = vl_md_writer },
	{ .name = "table",
	  .extensions = "",
	  .doc = "a table for people",
	  .writer = vl_table_writer },
	{ .name = "none",
	  .extensions = "",
	  .doc = "nothing: for timing",
	  .writer = vl_none_writer },
	{ 0 },
};

/* Other names of the same. */
static const struct {
	const char *alias;
	const char *name;
} aliases[] = {
	{ "json_lines",		"jsonl" },
	{ "json-lines",		"jsonl" },
	{ "ndjson",		"jsonl" },
	{ "json_array",		"json" },
	{ "json-array",		"json" },
	{ "line",		"lines" },
	{ "line_split",		"lines" },
	{ "text",		"lines" },
	{ "arrow-stream",	"arrow" },
	{ "arrow_stream",	"arrow" },
	{ "arrow_file",		"arrow-file" },
	{ "feather",		"arrow-file" },
	{ "markdown",		"md" },
};
/* clang-format on */

const struct vl_format *
vl_format_find(struct vl_str name)
{
	for (int i = 0; i < VL_COUNTOF(aliases); i++)
		if (vl_str_is_fold(name, aliases[i].alias))
			name = vl_str(aliases[i].name);
	for (const struct vl_format *f = vl_formats; f->name; f++)
		if (vl_str_is_fold(name, f->name))
			return f;
	return NULL;
}

/* Is `word` one of the space-separated words? */
static bool
has_word(const char *words, struct vl_str word)
{
	while (*words) {
		int64_t n = (int64_t)strcspn(words, " ");

		if (vl_str_eq_fold((struct vl_str){ words, n }, word))
			return true;
		words += n + (words[n] == ' ');
	}
	return false;
}

const struct vl_format *
vl_format_of_path(const char *path)
{
	struct vl_str s = vl_str(path);

	s.n = vl_codec_strip(s);
	for (int64_t i = s.n; i-- > 0 && s.p[i] != '/';) {
		struct vl_str extension = { s.p + i + 1, s.n - i - 1 };

		if (s.p[i] != '.')
			continue;
		for (const struct vl_format *f = vl_formats; f->name; f++)
			if (has_word(f->extensions, extension))
				return f;
		return NULL;
	}
	return NULL;
}

static int
no_such_format(const char *name, const char *why, struct vl_err *err)
{
	struct vl_near n = { .wanted = vl_str(name) };

	vl_fail(err, VL_EUSAGE, "%s '%s'", why, name);
	for (const struct vl_format *f = vl_formats; f->name; f++)
		if (f->writer)
			vl_near_add(&n, vl_str(f->name));
	return vl_near_say(&n, "formats", err);
}

int
vl_writer_open(const char *format, const struct vl_schema *s,
    const struct vl_write *how, struct vl_writer **out, struct vl_err *err)
{
	const struct vl_format *f = vl_format_find(vl_str(format));

	*out = NULL;
	if (f == NULL)
		return no_such_format(format, "no such format", err);
	if (f->writer == NULL)
		return no_such_format(format, "nothing writes format", err);
	VL_TRY(
	    vl_settings_check(how->settings, f->write_options, f->name, err));
	return f->writer(s, how, out, err);
}

void
vl_writer_close(struct vl_writer *w)
{
	if (w)
		w->class->close(w);
}
