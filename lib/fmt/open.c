/* open.c -- from a path to a source of rows. */
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "fmt/codec.h"
#include "fmt/fmt.h"
#include "fmt/multi.h"

static bool
is_name_byte(char c)
{
	return (c >= '0' && c <= '9') || c == '_' ||
	    ((c | 32) >= 'a' && (c | 32) <= 'z');
}

const char *
vl_table_name(struct vl_arena *a, const char *path)
{
	struct vl_str s = vl_str(path);
	int64_t from = 0;
	bool digit;
	char *name;

	if (strcmp(path, "-") == 0 || strcmp(path, "standard input") == 0)
		return "input_table";
	s.n = vl_codec_strip(s);
	for (int64_t i = 0; i + 1 < s.n; i++)
		if (s.p[i] == '/')
			from = i + 1;
	for (int64_t i = s.n; i-- > from + 1;) {
		if (s.p[i] == '.') {
			s.n = i;
			break;
		}
	}
	if (s.n > from && s.p[s.n - 1] == '/')
		s.n--;
	if (s.n <= from)
		return "input_table";
	digit = s.p[from] >= '0' && s.p[from] <= '9';
	name = vl_str_printf(
	    a, "%s%.*s", digit ? "_" : "", (int)(s.n - from), s.p + from);
	for (char *c = name; *c; c++)
		if (!is_name_byte(*c))
			*c = '_';
	return name;
}

const char *
vl_split_name(const char *argument, struct vl_str *name)
{
	int64_t n = 0;

	while (is_name_byte(argument[n]))
		n++;
	if (n == 0 || argument[n] != '=' || argument[n + 1] == '\0' ||
	    (argument[0] >= '0' && argument[0] <= '9') ||
	    vl_file_exists(argument))
		return argument;
	*name = (struct vl_str){ argument, n };
	return argument + n + 1;
}

/* The probe's settings, then the user's, which hold. */
static void
join_settings(struct vl_arena *a, const struct vl_probe *p,
    const struct vl_settings *user, struct vl_settings *out)
{
	int own = p->settings.count;
	int users = user ? user->count : 0;

	out->list = vl_new(a, struct vl_setting, own + users);
	out->count = own + users;
	for (int i = 0; i < own; i++)
		out->list[i] = p->settings.list[i];
	for (int i = 0; i < users; i++)
		out->list[own + i] = user->list[i];
}

static int
nothing_reads(const char *format, struct vl_err *err)
{
	vl_fail(err, VL_EUSAGE, "nothing reads format '%s'", format);
	for (const struct vl_format *f = vl_formats; f->name; f++)
		if (f->open && vl_str_near(vl_str(format), vl_str(f->name)))
			vl_err_candidate(
			    err, f->name, (int64_t)strlen(f->name));
	return VL_EUSAGE;
}

/* The one door to a reader: its options are those of its row. */
static int
open_format(const struct vl_format *f, struct vl_input *take_in,
    const struct vl_open *how, struct vl_source **out, struct vl_err *err)
{
	int rc = f->read_options ?
	    vl_settings_check(how->settings, f->read_options, f->name, err) :
	    0;

	if (rc >= 0)
		return f->open(take_in, how, out, err);
	vl_input_close(take_in);
	return rc;
}

/* Probe, then open with what that said. */
static int
open_probed(struct vl_input *take_in, const struct vl_open *how,
    struct vl_source **out, struct vl_err *err)
{
	struct vl_arena a = { 0 };
	struct vl_settings settings;
	struct vl_open asked = *how;
	struct vl_probe p;
	int rc = vl_probe(&a, take_in, &p, err);

	if (rc == 0 && p.read_as == NULL)
		rc = vl_fail(err, VL_EUNSUPPORTED,
		    "'%s' is a %s file, which is not read yet",
		    vl_input_name(take_in), p.candidate[0].format);
	if (rc < 0) {
		vl_err_at(err, VL_PHASE_OPEN, -1);
		vl_err_place(err, vl_input_name(take_in), 0, 0);
		vl_input_close(take_in);
	} else {
		join_settings(&a, &p, how->settings, &settings);
		asked.settings = &settings;
		asked.format = p.read_as;
		rc = open_format(vl_format_find(vl_str(p.read_as)), take_in,
		    &asked, out, err);
	}
	vl_arena_release(&a);
	return rc;
}

int
vl_open_input(struct vl_input *take_in, const struct vl_open *how,
    struct vl_source **out, struct vl_err *err)
{
	const struct vl_format *f;

	*out = NULL;
	if (how->format == NULL)
		return open_probed(take_in, how, out, err);
	f = vl_format_find(vl_str(how->format));
	if (f == NULL || f->open == NULL) {
		vl_input_close(take_in);
		return nothing_reads(how->format, err);
	}
	return open_format(f, take_in, how, out, err);
}

int
vl_open_file(const char *path, const struct vl_open *how,
    struct vl_source **out, struct vl_err *err)
{
	struct vl_input *in;

	*out = NULL;
	VL_TRY(vl_input_open(path, how->max_ratio, &in, err));
	return vl_open_input(in, how, out, err);
}

int
vl_open_path(const char *path, const struct vl_open *how,
    struct vl_source **out, struct vl_err *err)
{
	char **list = NULL;
	int count = 0;
	int rc;

	*out = NULL;
	if (strcmp(path, "-") == 0)
		return vl_open_file(path, how, out, err);
	rc = vl_file_list(path, &list, &count, err);
	if (rc < 0)
		return rc;
	if (rc == VL_FILE_LIST_ONE)
		rc = vl_open_file(path, how, out, err);
	else
		rc = vl_multi_open(path, list, count, how, out, err);
	vl_file_list_free(list, count);
	return rc;
}
