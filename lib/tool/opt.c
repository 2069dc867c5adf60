/* opt.c -- parsing a command line by tables. */
#include "tool/opt.h"

#include <string.h>

#include "base/err.h"
#include "tool/tool.h"

const char vl_opt_files[] = "FILE";
const char vl_opt_readers[] = "READER";
const char vl_opt_writers[] = "WRITER";

static const char both_prefix[] = "[no-]";

bool
vl_opt_each(const struct vl_tool *t, struct vl_opt_iter *i)
{
	while (t->tables[i->table] != NULL) {
		const struct vl_opt *opt = t->tables[i->table] + i->row++;

		if (opt->name != NULL || opt->group != NULL) {
			i->opt = opt;
			return true;
		}
		i->table++;
		i->row = 0;
	}
	return false;
}

const char *
vl_opt_name(const struct vl_opt *opt, bool *both)
{
	size_t n = sizeof both_prefix - 1;

	*both = strncmp(opt->name, both_prefix, n) == 0;
	return opt->name + (*both ? n : 0);
}

void
vl_opts_init(struct vl_opts *o, const struct vl_tool *t, int argc, char **argv)
{
	*o = (struct vl_opts){
		.tool = t,
		.argc = argc,
		.argv = argv,
		.next = 1,
	};
}

/* The value of an option: what is attached to it, or the next word. */
static int
take_value(struct vl_opts *o, const struct vl_opt *opt, const char *attached,
    const char **arg, struct vl_err *err)
{
	bool both;

	if (attached == NULL && o->next < o->argc)
		attached = o->argv[o->next++];
	if (attached == NULL)
		return vl_fail(err, VL_EUSAGE, "option '--%s' needs %s",
		    vl_opt_name(opt, &both), opt->arg);
	*arg = attached;
	return opt->id;
}

static int
unknown_long(struct vl_opts *o, struct vl_str word, struct vl_err *err)
{
	struct vl_opt_iter i = { 0 };
	const char *best = NULL;
	int least = 0;

	vl_fail(err, VL_EUSAGE, "unknown option '--%.*s'", (int)word.n, word.p);
	while (vl_opt_each(o->tool, &i)) {
		bool both;

		if (i.opt->name == NULL)
			continue;
		struct vl_str name = vl_str(vl_opt_name(i.opt, &both));
		int d = vl_str_distance(word, name);

		/* A prefix is near too: --thread, --mem. */
		if (word.n >= 3 && vl_str_starts(name, word))
			d = 0;
		else if (!vl_str_near(word, name))
			continue;
		if (best == NULL || d < least) {
			best = name.p;
			least = d;
		}
	}
	if (best != NULL) {
		char text[64] = "--";
		size_t n = strlen(best);

		memcpy(text + 2, best, n < 60 ? n : 60);
		vl_err_candidate(err, text, (int64_t)strlen(text));
	}
	return err->code;
}

/* s is what follows "--". */
static int
next_long(
    struct vl_opts *o, const char *s, const char **arg, struct vl_err *err)
{
	const char *value = strchr(s, '=');
	struct vl_str word = { s, value ? value - s : (int64_t)strlen(s) };
	struct vl_opt_iter i = { 0 };

	while (vl_opt_each(o->tool, &i)) {
		bool both;
		bool off = false;

		if (i.opt->name == NULL)
			continue;
		struct vl_str name = vl_str(vl_opt_name(i.opt, &both));

		if (both && vl_str_starts(word, VL_STR("no-"))) {
			struct vl_str tail = { word.p + 3, word.n - 3 };

			off = vl_str_eq(tail, name);
		}
		if (!off && !vl_str_eq(word, name))
			continue;
		if (i.opt->arg != NULL)
			return take_value(
			    o, i.opt, value ? value + 1 : NULL, arg, err);
		if (value != NULL)
			return vl_fail(err, VL_EUSAGE,
			    "option '--%s' takes no value", name.p);
		if (both)
			*arg = off ? "no" : "yes";
		return i.opt->id;
	}
	return unknown_long(o, word, err);
}

/* One letter of -abc. */
static int
next_short(struct vl_opts *o, const char **arg, struct vl_err *err)
{
	struct vl_opt_iter i = { 0 };
	char flag = *o->rest++;
	const char *rest = *o->rest ? o->rest : NULL;

	o->rest = rest;
	while (vl_opt_each(o->tool, &i)) {
		if (i.opt->name == NULL || i.opt->flag != flag)
			continue;
		if (i.opt->arg == NULL)
			return i.opt->id;
		o->rest = NULL;
		return take_value(o, i.opt, rest, arg, err);
	}
	return vl_fail(err, VL_EUSAGE, "unknown option '-%c'", flag);
}

/* "-- the best" begins a statement of SQL: no option has a blank there. */
static bool
is_comment(const char *word)
{
	return strncmp(word, "--", 2) == 0 &&
	    (word[2] == ' ' || word[2] == '\t' || word[2] == '\n');
}

int
vl_opt_next(struct vl_opts *o, const char **arg, struct vl_err *err)
{
	*arg = NULL;
	while (o->rest == NULL) {
		if (o->next >= o->argc) {
			o->argv[1 + o->operand_count] = NULL;
			return 0;
		}
		char *word = o->argv[o->next++];

		if (o->ended || word[0] != '-' || word[1] == '\0' ||
		    is_comment(word))
			o->argv[1 + o->operand_count++] = word;
		else if (strcmp(word, "--") == 0)
			o->ended = true;
		else if (word[1] == '-')
			return next_long(o, word + 2, arg, err);
		else
			o->rest = word + 1;
	}
	return next_short(o, arg, err);
}
