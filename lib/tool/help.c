/* help.c -- --help and --version of a tool. */
#include <stdio.h>
#include <string.h>

#include <bzlib.h>
#include <libdeflate.h>
#include <lz4.h>
#include <lzma.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <utf8proc.h>
#include <zlib.h>
#include <zstd.h>

#include "tool/tool.h"

enum {
	HELP_COLUMN = 28
};

/* "  -t, --to=FORMAT", then its line of help, aligned. */
static void
put_option(const struct vl_opt *opt, struct vl_buf *out)
{
	int64_t start = out->len;

	if (opt->flag)
		vl_buf_printf(out, "  -%c, --%s", opt->flag, opt->name);
	else
		vl_buf_printf(out, "      --%s", opt->name);
	if (opt->arg)
		vl_buf_printf(out, "=%s", opt->arg);
	do
		vl_buf_byte(out, ' ');
	while (out->len - start < HELP_COLUMN);
	vl_buf_printf(out, "%s\n", opt->help);
}

static void
put_verbs(const struct vl_tool *t, struct vl_buf *out)
{
	if (t->verbs == NULL)
		return;
	vl_buf_cstr(out, "\nCommands\n");
	for (const struct vl_verb *v = t->verbs; v->name != NULL; v++)
		vl_buf_printf(
		    out, "  %-*s%s\n", HELP_COLUMN - 2, v->name, v->help);
}

/* The page of "velaria file-sql" is velaria-file-sql. */
static void
put_page(const char *name, struct vl_buf *out)
{
	for (; *name != '\0'; name++)
		vl_buf_byte(out, *name == ' ' ? '-' : *name);
}

void
vl_opt_help(const struct vl_tool *t, struct vl_buf *out)
{
	struct vl_opt_iter i = { 0 };

	vl_buf_printf(out, "%s -- %s\nusage: %s %s\n", t->name, t->purpose,
	    t->name, t->synopsis);
	put_verbs(t, out);
	while (vl_opt_each(t, &i)) {
		if (i.opt->group)
			vl_buf_printf(out, "\n%s\n", i.opt->group);
		else
			put_option(i.opt, out);
	}
	vl_buf_cstr(out, "\nExamples\n");
	for (const char *const *e = t->examples; *e != NULL; e++)
		vl_buf_printf(out, "  %s\n", *e);
	vl_buf_cstr(out, "\nMore in ");
	put_page(t->name, out);
	vl_buf_cstr(out, "(1).\n");
}

/*
 * The libraries are linked statically, so the version of the header is the
 * version that runs.
 */
void
vl_tool_version(const struct vl_tool *t, struct vl_buf *out)
{
	vl_buf_printf(out, "%s %s\n", t->name, VL_VERSION);
	vl_buf_printf(out, "zstd %s\n", ZSTD_VERSION_STRING);
	vl_buf_printf(out, "lz4 %s\n", LZ4_VERSION_STRING);
	vl_buf_printf(out, "libdeflate %s\n", LIBDEFLATE_VERSION_STRING);
	vl_buf_printf(out, "zlib %s\n", ZLIB_VERSION);
	vl_buf_printf(out, "bzip2 %s\n", BZ2_bzlibVersion());
	vl_buf_printf(out, "xz %s\n", LZMA_VERSION_STRING);
	vl_buf_printf(out, "pcre2 %d.%d\n", PCRE2_MAJOR, PCRE2_MINOR);
	vl_buf_printf(out, "utf8proc %d.%d.%d\n", UTF8PROC_VERSION_MAJOR,
	    UTF8PROC_VERSION_MINOR, UTF8PROC_VERSION_PATCH);
}
