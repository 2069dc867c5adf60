/* job.c -- the options that every tool shares, and the environment. */
#include "tool/job.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/machine.h"
#include "base/num.h"
#include "kern/kern.h"
#include "tool/tool.h"

enum {
	THREADS_MAX = 1024,
	RATIO_MAX = 1 << 20,
	MEMORY_PART = 80, /* percent of what the machine or cgroup has */
};

/* clang-format off */
const struct vl_opt vl_job_input[] = {
	{ .group = "Input" },
	{ VL_OPT_FROM, 'F', "from", "FORMAT", vl_opt_readers,
	  "read FORMAT instead of probing for one", NULL },
	{ VL_OPT_OPTION, 'O', "option", "KEY=VALUE", NULL,
	  "set an option of the reader; to.KEY: writer", NULL },
	{ VL_OPT_IGNORE_ERRORS, 0, "ignore-errors", NULL, NULL,
	  "skip malformed rows and say how many", NULL },
	{ VL_OPT_REJECTS, 0, "rejects", "FILE", vl_opt_files,
	  "keep skipped rows with line and reason", NULL },
	{ VL_OPT_MAX_RATIO, 0, "max-ratio", "N", NULL,
	  "let compressed input grow N times (200)", NULL },
	{ 0 },
};

const struct vl_opt vl_job_output[] = {
	{ .group = "Output" },
	{ VL_OPT_TO, 't', "to", "FORMAT", vl_opt_writers,
	  "write FORMAT", NULL },
	{ VL_OPT_OUTPUT, 'o', "output", "FILE", vl_opt_files,
	  "write FILE, and only if all goes well", NULL },
	{ VL_OPT_COMPRESS, 0, "compress", "CODEC", "zstd lz4 none",
	  "compress the bodies of Arrow output", NULL },
	{ 0 },
};

const struct vl_opt vl_job_common[] = {
	{ .group = "Limits" },
	{ VL_OPT_THREADS, 0, "threads", "N", NULL,
	  "use N threads", NULL },
	{ VL_OPT_MEMORY_LIMIT, 0, "memory-limit", "SIZE", NULL,
	  "fail where groups or sorts need more (2G, 80%)", NULL },
	{ VL_OPT_TIMEOUT, 0, "timeout", "TIME", NULL,
	  "give up after TIME (10s, 500ms)", NULL },
	{ VL_OPT_TIMEZONE, 0, "timezone", "ZONE", NULL,
	  "where casts and hours are, instead of TZ", NULL },
	{ VL_OPT_LIMITS, 0, "limits", NULL, NULL,
	  "print what the limits are", NULL },
	{ .group = "Messages" },
	{ VL_OPT_COLOR, 0, "color", "WHEN", "auto always never",
	  "colour messages and tables", NULL },
	{ VL_OPT_PROGRESS, 0, "[no-]progress", NULL, NULL,
	  "show how far it is, or never", NULL },
	{ VL_OPT_ERRORS, 0, "errors", "FORM", "text json",
	  "print errors as a line or as JSON", NULL },
	{ VL_OPT_QUIET, 'q', "quiet", NULL, NULL,
	  "print errors only", NULL },
	{ VL_OPT_VERBOSE, 'v', "verbose", NULL, NULL,
	  "print how inputs are read, rows and time", NULL },
	{ VL_OPT_HELP, 'h', "help", NULL, NULL,
	  "print this", NULL },
	{ VL_OPT_VERSION, 0, "version", NULL, NULL,
	  "print versions", NULL },
	{ 0 },
};
/* clang-format on */

/* ---- values ---- */

static int
bad_value(
    const char *name, const char *text, const char *want, struct vl_err *err)
{
	return vl_fail(
	    err, VL_EUSAGE, "%s: expected %s, found '%s'", name, want, text);
}

/*
 * A number in front of a unit: value * 1000, and what follows the digits.
 * Three decimals are enough for 1.5G and 0.25s.
 */
static bool
parse_thousandths(const char *text, int64_t *out, const char **unit)
{
	int64_t n = (int64_t)strspn(text, "0123456789.");
	char copy[128] = { 0 }; /* the parser may read past the end */
	vl_i128 v;

	if (n == 0 || n > 32)
		return false;
	memcpy(copy, text, (size_t)n);
	if (vl_parse_dec(copy, n, 15, 3, &v) != VL_NUM_OK)
		return false;
	*out = (int64_t)v;
	*unit = text + n + strspn(text + n, " ");
	return true;
}

int
vl_arg_count(const char *name, const char *text, int64_t min, int64_t max,
    int64_t *out, struct vl_err *err)
{
	int64_t n = (int64_t)strlen(text);
	char copy[128] = { 0 };
	int64_t v;

	if (n > 32)
		return bad_value(name, text, "a count", err);
	memcpy(copy, text, (size_t)n);
	if (vl_parse_i64(copy, n, &v) != VL_NUM_OK)
		return bad_value(name, text, "a count", err);
	if (v < min || v > max)
		return vl_fail(err, VL_EUSAGE,
		    "%s: expected a count from %lld to %lld, found '%s'", name,
		    (long long)min, (long long)max, text);
	*out = v;
	return 0;
}

static bool
size_unit(const char *unit, int *shift)
{
	static const char letters[] = "KMGT";
	const char *at = strchr(letters, *unit & ~0x20);

	*shift = 0;
	if (*unit == '\0' || strcmp(unit, "B") == 0 || strcmp(unit, "b") == 0)
		return true;
	if (at == NULL || *at == '\0')
		return false;
	*shift = 10 * (int)(at - letters + 1);
	unit++;
	return *unit == '\0' || strcmp(unit, "B") == 0 ||
	    strcmp(unit, "b") == 0 || strcmp(unit, "iB") == 0;
}

int
vl_arg_size(
    const char *name, const char *text, int64_t *out, struct vl_err *err)
{
	const char *unit;
	int64_t v;
	int shift;

	if (!parse_thousandths(text, &v, &unit))
		return bad_value(name, text, "a size such as 512M or 2G", err);
	if (strcmp(unit, "%") == 0) {
		if (v > 100 * 1000)
			return bad_value(name, text, "at most 100%", err);
		struct vl_machine machine;

		vl_machine_look("", &machine);
		*out = machine.memory / 100 / 1000 * v;
		return 0;
	}
	if (!size_unit(unit, &shift))
		return bad_value(name, text, "a size such as 512M or 2G", err);
	if (v > (INT64_MAX >> shift))
		return bad_value(name, text, "a smaller size", err);
	*out = (v << shift) / 1000;
	return 0;
}

int
vl_arg_duration(
    const char *name, const char *text, int64_t *out, struct vl_err *err)
{
	/* clang-format off */
	static const struct { const char *unit; int64_t ms; } units[] = {
		{ "", 1000 }, { "ms", 1 }, { "s", 1000 }, { "m", 60000 },
		{ "min", 60000 }, { "h", 3600000 },
	};
	/* clang-format on */
	const char *unit;
	int64_t v;

	if (!parse_thousandths(text, &v, &unit))
		return bad_value(name, text, "a time such as 10s", err);
	for (int64_t i = 0; i < VL_COUNTOF(units); i++) {
		if (strcmp(unit, units[i].unit) != 0)
			continue;
		if (v > INT64_MAX / units[i].ms)
			return bad_value(name, text, "a shorter time", err);
		*out = v * units[i].ms / 1000;
		return 0;
	}
	return bad_value(name, text, "a time such as 10s", err);
}

int
vl_arg_word(
    const char *name, const char *text, const char *words, struct vl_err *err)
{
	struct vl_str want = vl_str(text);
	int place = 0;

	for (const char *w = words; *w != '\0'; place++) {
		struct vl_str word = { w, (int64_t)strcspn(w, " ") };

		if (vl_str_eq(word, want))
			return place;
		w += word.n + (w[word.n] == ' ');
	}
	vl_fail(err, VL_EUSAGE, "%s: unknown word '%s'", name, text);
	for (const char *w = words; *w != '\0';) {
		int64_t n = (int64_t)strcspn(w, " ");

		vl_err_candidate(err, w, n);
		w += n + (w[n] == ' ');
	}
	return err->code;
}

/* ---- options ---- */

static int
take_threads(
    struct vl_job *job, const char *name, const char *arg, struct vl_err *err)
{
	int64_t n;

	VL_TRY(vl_arg_count(name, arg, 1, THREADS_MAX, &n, err));
	job->threads = (int)n;
	return 0;
}

static int
take_ratio(struct vl_job *job, const char *arg, struct vl_err *err)
{
	int64_t n;

	VL_TRY(vl_arg_count("--max-ratio", arg, 1, RATIO_MAX, &n, err));
	job->max_ratio = (int)n;
	return 0;
}

static int
take_word(const char *name, const char *arg, const char *words, int *out,
    struct vl_err *err)
{
	int place = vl_arg_word(name, arg, words, err);

	*out = place;
	return place < 0 ? place : 0;
}

static int
take_compress(struct vl_job *job, const char *arg, struct vl_err *err)
{
	int place;

	VL_TRY(take_word("--compress", arg, "none zstd lz4", &place, err));
	job->compress = place == 0 ? NULL : arg;
	return 0;
}

static int
take_errors(
    struct vl_job *job, const char *name, const char *arg, struct vl_err *err)
{
	int place;

	VL_TRY(take_word(name, arg, "text json", &place, err));
	job->json_errors = place == 1;
	return 0;
}

static int
take_color(struct vl_job *job, const char *arg, struct vl_err *err)
{
	int place; /* KEEP IN STEP: enum vl_when */

	VL_TRY(take_word("--color", arg, "auto always never", &place, err));
	job->color_when = (enum vl_when)place;
	job->color = job->color_when == VL_ALWAYS ||
	    (job->color_when == VL_AUTO && job->color);
	return 0;
}

int
vl_job_option(struct vl_job *job, int id, const char *arg, struct vl_err *err)
{
	switch (id) {
	case VL_OPT_FROM: job->from = arg; return 0;
	case VL_OPT_OPTION:
		return vl_settings_add(
		    &job->arena, &job->settings, vl_str(arg), err);
	case VL_OPT_IGNORE_ERRORS: job->ignore_errors = true; return 0;
	case VL_OPT_REJECTS: job->rejects = arg; return 0;
	case VL_OPT_MAX_RATIO: return take_ratio(job, arg, err);
	case VL_OPT_TO: job->to = arg; return 0;
	case VL_OPT_OUTPUT: job->output = arg; return 0;
	case VL_OPT_COMPRESS: return take_compress(job, arg, err);
	case VL_OPT_THREADS: return take_threads(job, "--threads", arg, err);
	case VL_OPT_MEMORY_LIMIT:
		return vl_arg_size(
		    "--memory-limit", arg, &job->memory_limit, err);
	case VL_OPT_TIMEOUT:
		return vl_arg_duration("--timeout", arg, &job->timeout_ms, err);
	case VL_OPT_TIMEZONE: job->timezone = arg; return 0;
	case VL_OPT_LIMITS: job->limits = true; return 0;
	case VL_OPT_COLOR: return take_color(job, arg, err);
	case VL_OPT_PROGRESS:
		job->progress = strcmp(arg, "yes") == 0 ? VL_ALWAYS : VL_NEVER;
		return 0;
	case VL_OPT_ERRORS: return take_errors(job, "--errors", arg, err);
	case VL_OPT_QUIET: job->quiet = true; return 0;
	case VL_OPT_VERBOSE: job->verbose = true; return 0;
	default: return vl_fail(err, VL_EUSAGE, "option %d has no meaning", id);
	}
}

/* ---- environment ---- */

/* A variable that is unset and one that is empty are the same. */
static const char *
from_env(const char *name)
{
	const char *s = getenv(name);

	return s && *s ? s : NULL;
}

static const char *
first_of(const char *a, const char *b, const char *c)
{
	return a ? a : b ? b : c;
}

/* VELARIA_HOME, or .velaria where the user is at home, or NULL. */
static const char *
find_home(struct vl_job *job)
{
	const char *home = from_env("HOME");

	if (from_env("VELARIA_HOME") || home == NULL)
		return from_env("VELARIA_HOME");
	return vl_str_printf(&job->arena, "%s/.velaria", home);
}

static int
read_environment(struct vl_job *job, struct vl_err *err)
{
	const char *s;

	job->debug = from_env("VL_DEBUG") != NULL;
	job->color = !from_env("NO_COLOR") && isatty(STDERR_FILENO);
	job->to_default = from_env("VL_TO");
	job->tmpdir =
	    first_of(from_env("VL_TMPDIR"), from_env("TMPDIR"), "/tmp");
	job->timezone = first_of(from_env("TZ"), NULL, "UTC");
	if (job->timezone[0] == ':')
		job->timezone++;
	/* First, so that the others' faults are told in the form asked for. */
	if ((s = from_env("VL_ERRORS")) != NULL)
		VL_TRY(take_errors(job, "VL_ERRORS", s, err));
	if ((s = from_env("VL_THREADS")) != NULL)
		VL_TRY(take_threads(job, "VL_THREADS", s, err));
	if ((s = from_env("VL_MEMORY_LIMIT")) != NULL)
		VL_TRY(
		    vl_arg_size("VL_MEMORY_LIMIT", s, &job->memory_limit, err));
	if ((s = from_env("VL_ISA")) != NULL && !vl_kern_use(s))
		return bad_value(
		    "VL_ISA", s, "an instruction set of this machine", err);
	/* Last, since it takes memory, which a failure would leave. */
	job->home = find_home(job);
	return 0;
}

int
vl_job_init(struct vl_job *job, const struct vl_tool *t, void *state,
    struct vl_err *err)
{
	struct vl_machine machine;

	vl_machine_look("", &machine);
	*job = (struct vl_job){
		.tool = t,
		.state = state,
		.threads = machine.cpus,
		.memory_limit = machine.memory / 100 * MEMORY_PART,
		.tmpdir = "/tmp",
		.timezone = "UTC",
	};
	if (job->threads > THREADS_MAX)
		job->threads = THREADS_MAX;
	return read_environment(job, err);
}

void
vl_job_release(struct vl_job *job)
{
	vl_arena_release(&job->arena);
}
