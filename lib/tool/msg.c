/* msg.c -- errors as one line of text or one object of JSON. */
#include "tool/msg.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/utf8.h"
#include "col/show.h"
#include "tool/tool.h"

enum {
	LINE_SHOWN_MAX = 200
}; /* bytes of a line above a caret */

struct vl_place
vl_place_of(struct vl_str text, int64_t offset)
{
	struct vl_place place = { .line = 1 };
	int64_t start = 0;
	int64_t at = offset < text.n ? offset : text.n;
	int64_t end;

	for (int64_t i = 0; i < at; i++)
		if (text.p[i] == '\n') {
			place.line++;
			start = i + 1;
		}
	for (end = at; end < text.n && text.p[end] != '\n';)
		end++;
	if (end > start && text.p[end - 1] == '\r')
		end--;
	place.text = (struct vl_str){ text.p + start, end - start };
	place.column_utf8 = at - start + 1;
	place.column_utf16 = 1;
	for (int64_t i = start; i < at;) {
		uint32_t c;

		i += vl_utf8_decode(text.p + i, at - i, &c);
		place.column_utf16 += c > 0xFFFF && c != VL_UTF8_BAD ? 2 : 1;
	}
	return place;
}

/* Control bytes in a message come from hostile input: never raw. */
static void
put_safe(struct vl_buf *out, const char *s, int64_t n)
{
	for (int64_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c < 0x20 || c == 0x7F)
			vl_buf_printf(out, "\\x%02x", c);
		else
			vl_buf_byte(out, s[i]);
	}
}

static void
put_line(struct vl_buf *out, const char *s)
{
	put_safe(out, s, (int64_t)strlen(s));
}

static bool
has_sql_place(const struct vl_job *job, const struct vl_err *err)
{
	return err->at >= 0 && job->sql.p != NULL;
}

/* "input.csv:1042:7: ", "query:2:8: " or nothing. */
static void
put_place(
    const struct vl_job *job, const struct vl_err *err, struct vl_buf *out)
{
	if (err->path[0] != '\0') {
		put_line(out, err->path);
		if (err->row > 0)
			vl_buf_printf(out, ":%lld", (long long)err->row);
		if (err->row > 0 && err->column > 0)
			vl_buf_printf(out, ":%lld", (long long)err->column);
		vl_buf_cstr(out, ": ");
	} else if (has_sql_place(job, err)) {
		struct vl_place at = vl_place_of(job->sql, err->at);

		put_line(out, job->sql_name ? job->sql_name : "query");
		vl_buf_printf(out, ":%lld:%lld: ", (long long)at.line,
		    (long long)at.column_utf8);
	}
}

/* "'a', 'b' or 'c'" from "a, b, c". */
static void
put_candidates(const char *list, struct vl_buf *out)
{
	while (*list != '\0') {
		const char *end = strstr(list, ", ");
		int64_t n = end ? end - list : (int64_t)strlen(list);
		const char *after = end ? strstr(end + 2, ", ") : NULL;

		vl_buf_byte(out, '\'');
		put_safe(out, list, n);
		vl_buf_byte(out, '\'');
		if (end)
			vl_buf_cstr(out, after ? ", " : " or ");
		list += n + (end ? 2 : 0);
	}
}

/* Does the hint name them already?  The first will do. */
static bool
names_candidates(const struct vl_err *err)
{
	const char *list = err->candidates;
	const char *end = strstr(list, ", ");
	struct vl_str first = { list,
		end ? end - list : (int64_t)strlen(list) };

	return vl_str_find(vl_str(err->hint), first) >= 0;
}

/* " (did you mean 'price'? -O null=n/a reads it as NULL; see ...)". */
static void
put_advice(
    const struct vl_job *job, const struct vl_err *err, struct vl_buf *out)
{
	const char *before = " (";

	if (err->candidates[0] != '\0' && !names_candidates(err)) {
		vl_buf_printf(out, "%sdid you mean ", before);
		put_candidates(err->candidates, out);
		vl_buf_byte(out, '?');
		before = " ";
	}
	if (err->hint[0] != '\0') {
		vl_buf_cstr(out, before);
		put_line(out, err->hint);
		before = out->p[out->len - 1] == '?' ? " " : "; ";
	}
	if (err->code == VL_EUSAGE && err->phase == VL_PHASE_USAGE) {
		vl_buf_printf(
		    out, "%ssee '%s --help'", before, job->tool->name);
		before = "; ";
	}
	if (before[1] != '(')
		vl_buf_byte(out, ')');
}

/* The part of a long line that is shown, around the fault. */
static struct vl_str
window(const struct vl_place *at, int64_t *column)
{
	struct vl_str s = at->text;
	int64_t skip = 0;

	*column = at->column_utf8 - 1;
	if (*column > LINE_SHOWN_MAX / 2 && s.n > LINE_SHOWN_MAX)
		skip = *column - LINE_SHOWN_MAX / 2;
	while (skip > 0 && ((unsigned char)s.p[skip] & 0xC0) == 0x80)
		skip--;
	*column -= skip;
	s.p += skip;
	s.n = s.n - skip < LINE_SHOWN_MAX ? s.n - skip : LINE_SHOWN_MAX;
	while (s.n > 0 && ((unsigned char)s.p[s.n - 1] & 0xC0) == 0x80)
		s.n--; /* at most one character is cut too many */
	return s;
}

/*
 *	  SELECT pric FROM t
 *	         ^
 * A tab stands above a tab and a wide character above two blanks.
 */
static void
put_caret(
    const struct vl_job *job, const struct vl_err *err, struct vl_buf *out)
{
	struct vl_place at = vl_place_of(job->sql, err->at);
	int64_t column;
	struct vl_str line = window(&at, &column);

	vl_buf_cstr(out, "  ");
	for (int64_t i = 0; i < line.n; i++) {
		unsigned char c = (unsigned char)line.p[i];

		vl_buf_byte(
		    out, (c < 0x20 && c != '\t') || c == 0x7F ? '?' : (char)c);
	}
	vl_buf_cstr(out, "\n  ");
	for (int64_t i = 0; i < column && i < line.n;) {
		bool tab = line.p[i] == '\t';
		bool control = (unsigned char)line.p[i] < 0x20;
		int width;

		i += vl_utf8_cluster(line.p + i, line.n - i, &width);
		for (int w = control ? 1 : width; w > 0; w--)
			vl_buf_byte(out, tab ? '\t' : ' ');
	}
	vl_buf_cstr(out, job->color ? "\033[1;31m^\033[0m\n" : "^\n");
}

void
vl_msg_text(
    const struct vl_job *job, const struct vl_err *err, struct vl_buf *out)
{
	vl_buf_printf(
	    out, job->color ? "\033[1m%s:\033[0m " : "%s: ", job->tool->name);
	put_place(job, err, out);
	put_line(out, err->msg);
	put_advice(job, err, out);
	if (job->debug)
		vl_buf_printf(out, " [%s, %s:%d]", vl_code_name(err->code),
		    err->src ? err->src : "?", err->src_line);
	vl_buf_byte(out, '\n');
	if (has_sql_place(job, err))
		put_caret(job, err, out);
}

static void
put_member(struct vl_buf *out, const char *name, const char *value)
{
	if (value[0] == '\0')
		return;
	if (out->p[out->len - 1] != '{')
		vl_buf_byte(out, ',');
	vl_buf_printf(out, "\"%s\":", name);
	vl_show_json_str(vl_str(value), out);
}

static void
put_number(struct vl_buf *out, const char *name, int64_t value)
{
	if (out->p[out->len - 1] != '{')
		vl_buf_byte(out, ',');
	vl_buf_printf(out, "\"%s\":%lld", name, (long long)value);
}

static void
put_details(
    const struct vl_job *job, const struct vl_err *err, struct vl_buf *out)
{
	put_member(out, "hint", err->hint);
	put_member(out, "path", err->path);
	if (err->row > 0)
		put_number(out, "row", err->row);
	if (err->row > 0 && err->column > 0)
		put_number(out, "column", err->column);
	if (has_sql_place(job, err)) {
		struct vl_place at = vl_place_of(job->sql, err->at);

		put_number(out, "byte_offset", err->at);
		put_number(out, "line", at.line);
		put_number(out, "column_utf8", at.column_utf8);
		put_number(out, "column_utf16", at.column_utf16);
	}
	if (err->candidates[0] == '\0')
		return;
	vl_buf_cstr(out, out->p[out->len - 1] == '{' ? "" : ",");
	vl_buf_cstr(out, "\"candidates\":[");
	for (const char *c = err->candidates; *c != '\0';) {
		const char *end = strstr(c, ", ");
		struct vl_str name = { c, end ? end - c : (int64_t)strlen(c) };

		vl_show_json_str(name, out);
		vl_buf_cstr(out, end ? "," : "");
		c += name.n + (end ? 2 : 0);
	}
	vl_buf_byte(out, ']');
}

/* What is wrong with the bytes of an input was found by reading it. */
static enum vl_phase
phase_of(const struct vl_err *err)
{
	return err->phase == VL_PHASE_NONE && err->path[0] != '\0' ?
	    VL_PHASE_READ :
	    err->phase;
}

void
vl_msg_json(
    const struct vl_job *job, const struct vl_err *err, struct vl_buf *out)
{
	vl_buf_byte(out, '{');
	put_member(out, "error_type", vl_code_name(err->code));
	put_member(out, "phase", vl_phase_name(phase_of(err)));
	put_member(out, "message", err->msg);
	vl_buf_cstr(out, ",\"details\":{");
	put_details(job, err, out);
	vl_buf_cstr(out, "}}\n");
}

/* Nothing can be done where standard error does not take it. */
static void
print(const struct vl_buf *b)
{
	struct vl_err ignored;

	vl_file_write(STDERR_FILENO, "standard error", b->p, b->len, &ignored);
}

void
vl_msg_error(const struct vl_job *job, const struct vl_err *err)
{
	struct vl_buf b = { 0 };

	if (job->json_errors)
		vl_msg_json(job, err, &b);
	else
		vl_msg_text(job, err, &b);
	print(&b);
	vl_buf_release(&b);
}

static void
remark(const struct vl_job *job, const char *fmt, va_list ap)
{
	struct vl_buf b = { 0 };
	char text[512];

	vsnprintf(text, sizeof text, fmt, ap);
	vl_buf_printf(&b, "%s: ", job->tool->name);
	put_line(&b, text);
	vl_buf_byte(&b, '\n');
	print(&b);
	vl_buf_release(&b);
}

void
vl_msg_note(const struct vl_job *job, const char *fmt, ...)
{
	va_list ap;

	if (job->quiet)
		return;
	va_start(ap, fmt);
	remark(job, fmt, ap);
	va_end(ap);
}

void
vl_msg_verbose(const struct vl_job *job, const char *fmt, ...)
{
	va_list ap;

	if (!job->verbose || job->quiet)
		return;
	va_start(ap, fmt);
	remark(job, fmt, ap);
	va_end(ap);
}
