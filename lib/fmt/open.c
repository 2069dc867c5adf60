/* open.c -- from a path to a source of rows. */
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/near.h"
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
	struct vl_near n = { .wanted = vl_str(format) };

	vl_fail(err, VL_EUSAGE, "nothing reads format '%s'", format);
	for (const struct vl_format *f = vl_formats; f->name; f++)
		if (f->open)
			vl_near_add(&n, vl_str(f->name));
	return vl_near_say(&n, "formats", err);
}

static bool
knows(const char *format, const struct vl_settings *said)
{
	const struct vl_format *f = vl_format_find(vl_str(format));

	for (int i = 0; said && i < said->count; i++)
		if (!vl_option_find(f->read_options, said->list[i].key))
			return false;
	return true;
}

/* Whether text is csv or lines, its looks say, unless an option does. */
static const char *
read_as(const struct vl_probe *p, const struct vl_settings *said)
{
	const char *kind = p->candidate[0].kind;
	bool text = strcmp(kind, "csv") == 0 || strcmp(kind, "line") == 0;

	if (!text || knows(p->read_as, said))
		return p->read_as;
	return knows("csv", said) ? "csv" :
	    knows("lines", said)  ? "lines" :
				    p->read_as;
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

/*
 * Text holds no NULs, and what holds them in its first bytes is no text: an
 * image or a program, which must not come out as rows.  UTF-16 does, and says
 * so by its mark or by an option.
 */
static int
check_text(struct vl_input *in, const struct vl_open *how, struct vl_err *err)
{
	enum {
		LOOK = 4096
	};
	const char *p;
	bool whole;
	int64_t n = vl_input_sample(in, LOOK, 0, &p, &whole, err);

	if (n < 0)
		return (int)n;
	if (n > LOOK)
		n = LOOK;
	bool marked = n >= 2 &&
	    (memcmp(p, "\xff\xfe", 2) == 0 || memcmp(p, "\xfe\xff", 2) == 0);

	if (marked || n == 0 || memchr(p, '\0', (size_t)n) == NULL ||
	    vl_settings_get(how->settings, "encoding").p)
		return 0;
	vl_fail(err, VL_EFORMAT, "this is no text: it holds NUL bytes");
	return vl_err_hint(err,
	    "--from says what it is, -O encoding= how "
	    "text is written");
}

static bool
is_text(const struct vl_probe *p)
{
	const char *kind = p->candidate[0].kind;

	return strcmp(kind, "csv") == 0 || strcmp(kind, "line") == 0 ||
	    strcmp(kind, "json") == 0;
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

	if (rc == 0 && p.read_as && is_text(&p))
		rc = check_text(take_in, how, err);
	if (rc == 0 && p.read_as == NULL)
		rc = vl_fail(err, VL_EUNSUPPORTED,
		    "a %s file, which is not read yet", p.candidate[0].format);
	if (rc < 0) {
		vl_err_at(err, VL_PHASE_OPEN, -1);
		vl_err_place(err, vl_input_name(take_in), 0, 0);
		vl_input_close(take_in);
	} else {
		join_settings(&a, &p, how->settings, &settings);
		asked.settings = &settings;
		asked.format = read_as(&p, how->settings);
		rc = open_format(vl_format_find(vl_str(asked.format)), take_in,
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

/* clang-format off */
const struct vl_option vl_multi_options[] = {
	{ "filename",	"BOOL",	"a last column says from which file a row is" },
	{ "union_by_name", "BOOL", "a column that a file lacks is NULL" },
	{ 0 },
};
/* clang-format on */

/* Part those settings from the ones of the format. */
static int
take_settings(struct vl_arena *a, const struct vl_settings *all,
    struct vl_settings *rest, struct vl_multi *multi, struct vl_err *err)
{
	int count = all ? all->count : 0;

	if (vl_settings_bool(all, "filename", &multi->filename, err) < 0 ||
	    vl_settings_bool(all, "union_by_name", &multi->union_by_name, err) <
		0)
		return err->code;
	rest->list = vl_new(a, struct vl_setting, count);
	for (int i = 0; i < count; i++)
		if (!vl_option_find(vl_multi_options, all->list[i].key))
			rest->list[rest->count++] = all->list[i];
	return 0;
}

/* The files that paths stand for. */
struct files {
	char **path;
	int count;
};

static void
add_file(struct files *f, const char *path)
{
	/* Full at every power of two: twice as many. */
	if ((f->count & (f->count - 1)) == 0)
		f->path = vl_realloc(f->path,
		    (f->count ? 2 * (int64_t)f->count : 1) *
			(int64_t)sizeof *f->path);
	f->path[f->count++] = vl_strndup(path, (int64_t)strlen(path));
}

static int
expand(struct files *f, const char *path, struct vl_err *err)
{
	char **list = NULL;
	int count = 0;
	int rc = VL_FILE_LIST_ONE;

	if (strcmp(path, "-") != 0)
		rc = vl_file_list(path, &list, &count, err);
	if (rc < 0)
		return rc;
	if (rc == VL_FILE_LIST_ONE)
		add_file(f, path);
	for (int i = 0; rc == VL_FILE_LIST_MANY && i < count; i++)
		add_file(f, list[i]);
	vl_file_list_free(list, count);
	return 0;
}

int
vl_open_many(int count, char *const *path, const struct vl_open *how,
    struct vl_source **out, struct vl_err *err)
{
	struct vl_arena a = { 0 };
	struct vl_settings settings = { 0 };
	struct vl_multi multi = { 0 };
	struct vl_open own = *how;
	struct files f = { 0 };
	int rc = take_settings(&a, how->settings, &settings, &multi, err);

	*out = NULL;
	own.settings = &settings;
	for (int i = 0; i < count && rc >= 0; i++)
		rc = expand(&f, path[i], err);
	if (rc >= 0 && f.count == 1 && !multi.filename)
		rc = vl_open_file(f.path[0], &own, out, err);
	else if (rc >= 0)
		rc = vl_multi_open(
		    path[0], f.path, f.count, &multi, &own, out, err);
	vl_file_list_free(f.path, f.count);
	vl_arena_release(&a);
	return rc;
}

int
vl_open_path(const char *path, const struct vl_open *how,
    struct vl_source **out, struct vl_err *err)
{
	char *one = vl_strndup(path, (int64_t)strlen(path));
	int rc = vl_open_many(1, &one, how, out, err);

	vl_dealloc(one);
	return rc;
}
