/* complete.c -- completions for bash, zsh and fish from the option tables. */
#include <string.h>

#include "fmt/fmt.h"
#include "tool/tool.h"

/* The words that an option may be given, separated by blanks. */
static void
put_words(const struct vl_opt *opt, struct vl_buf *out)
{
	int64_t start = out->len;

	if (opt->words != vl_opt_readers && opt->words != vl_opt_writers) {
		vl_buf_cstr(out, opt->words);
		return;
	}
	for (const struct vl_format *f = vl_formats; f->name != NULL; f++) {
		if (opt->words == vl_opt_readers ? !f->open : !f->writer)
			continue;
		if (out->len > start)
			vl_buf_byte(out, ' ');
		vl_buf_cstr(out, f->name);
	}
}

/* Within single quotes of a shell, other marks behind a backslash. */
static void
put_quoted(const char *s, const char *marks, struct vl_buf *out)
{
	for (; *s != '\0'; s++) {
		if (*s == '\'') {
			vl_buf_cstr(out, "'\\''");
			continue;
		}
		if (strchr(marks, *s) != NULL)
			vl_buf_byte(out, '\\');
		vl_buf_byte(out, *s);
	}
}

/* "-t", "--to", "--no-to" as a list with something between them. */
static void
put_spellings(const struct vl_opt *opt, const char *between, struct vl_buf *out)
{
	bool both;
	const char *name = vl_opt_name(opt, &both);

	if (opt->flag)
		vl_buf_printf(out, "-%c%s", opt->flag, between);
	vl_buf_printf(out, "--%s", name);
	if (both)
		vl_buf_printf(out, "%s--no-%s", between, name);
}

/* "read sql": what the first word may be. */
static void
put_verb_names(const struct vl_tool *t, struct vl_buf *out)
{
	for (const struct vl_verb *v = t->verbs; v->name != NULL; v++)
		vl_buf_printf(out, "%s%s", v == t->verbs ? "" : " ", v->name);
}

/* ---- bash ---- */

/* "vl-sql" as the name of a function. */
static void
put_function(const char *name, struct vl_buf *out)
{
	vl_buf_byte(out, '_');
	for (const char *s = name; *s != '\0'; s++)
		vl_buf_byte(out, *s == '-' || *s == ' ' ? '_' : *s);
}

static void
put_bash_values(const struct vl_tool *t, struct vl_buf *out)
{
	struct vl_opt_iter i = { 0 };

	while (vl_opt_each(t, &i)) {
		if (i.opt->arg == NULL)
			continue;
		vl_buf_byte(out, '\t');
		put_spellings(i.opt, "|", out);
		if (i.opt->words == NULL) {
			vl_buf_cstr(out, ") return ;;\n");
			continue;
		}
		vl_buf_cstr(out, ")\n\t\tmapfile -t COMPREPLY < <(compgen ");
		if (i.opt->words == vl_opt_files) {
			vl_buf_cstr(out, "-f");
		} else {
			vl_buf_cstr(out, "-W '");
			put_words(i.opt, out);
			vl_buf_byte(out, '\'');
		}
		vl_buf_cstr(out, " -- \"$cur\")\n\t\treturn ;;\n");
	}
}

/* Behind a verb: as if the words began with what it stands for. */
static void
put_bash_verbs(const struct vl_tool *t, struct vl_buf *out)
{
	vl_buf_cstr(out,
	    "\tif ((COMP_CWORD > 1)); then\n"
	    "\t\tlocal verb=${COMP_WORDS[1]}\n"
	    "\t\tCOMP_WORDS=(\"${COMP_WORDS[@]:1}\")\n"
	    "\t\tCOMP_CWORD=$((COMP_CWORD - 1))\n"
	    "\t\tcase $verb in\n");
	for (const struct vl_verb *v = t->verbs; v->name != NULL; v++) {
		vl_buf_printf(out, "\t\t%s)\n\t\t\tdeclare -F ", v->name);
		put_function(v->as, out);
		vl_buf_printf(out,
		    " >/dev/null ||\n\t\t\t\tsource <(%s --completions bash)"
		    "\n\t\t\t",
		    v->as);
		put_function(v->as, out);
		vl_buf_cstr(out, " ;;\n");
	}
	vl_buf_cstr(out, "\t\tesac\n\t\treturn\n\tfi\n");
}

static void
complete_bash(const struct vl_tool *t, struct vl_buf *out)
{
	struct vl_opt_iter i = { 0 };

	put_function(t->name, out);
	vl_buf_cstr(out, "()\n{\n");
	if (t->verbs != NULL)
		put_bash_verbs(t, out);
	vl_buf_cstr(out,
	    "\tlocal cur=${COMP_WORDS[COMP_CWORD]}\n"
	    "\tlocal prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
	    "\t# bash hands over --to=csv as three words\n"
	    "\tif [[ $cur == = ]]; then\n"
	    "\t\tcur=''\n"
	    "\telif [[ $prev == = ]]; then\n"
	    "\t\tprev=${COMP_WORDS[COMP_CWORD - 2]}\n"
	    "\tfi\n"
	    "\tcase $prev in\n");
	put_bash_values(t, out);
	vl_buf_cstr(out,
	    "\tesac\n"
	    "\tif [[ $cur == -* ]]; then\n"
	    "\t\tmapfile -t COMPREPLY < <(compgen -W '");
	while (vl_opt_each(t, &i)) {
		if (i.opt->name == NULL)
			continue;
		put_spellings(i.opt, " ", out);
		vl_buf_byte(out, ' ');
	}
	vl_buf_cstr(out, "' -- \"$cur\")\n");
	if (t->verbs != NULL) {
		vl_buf_cstr(out,
		    "\telif ((COMP_CWORD == 1)); then\n"
		    "\t\tmapfile -t COMPREPLY < <(compgen -W '");
		put_verb_names(t, out);
		vl_buf_cstr(out, "' -- \"$cur\")\n");
	}
	vl_buf_cstr(out,
	    "\telse\n"
	    "\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
	    "\tfi\n}\n");
	if (strchr(t->name, ' ') != NULL)
		return; /* called by the function of its first word */
	vl_buf_cstr(out, "complete -o filenames -F ");
	put_function(t->name, out);
	vl_buf_printf(out, " %s\n", t->name);
}

/* ---- zsh ---- */

static void
put_zsh_option(const struct vl_opt *opt, const char *name, struct vl_buf *out)
{
	const char *eq = opt->arg ? "=" : "";

	vl_buf_cstr(out, " \\\n\t");
	if (opt->flag)
		vl_buf_printf(out, "'(-%c --%s)'{-%c%s,--%s%s}'", opt->flag,
		    name, opt->flag, opt->arg ? "+" : "", name, eq);
	else
		vl_buf_printf(out, "'--%s%s", name, eq);
	vl_buf_byte(out, '[');
	put_quoted(opt->help, "[]\\", out);
	vl_buf_byte(out, ']');
	if (opt->arg != NULL)
		vl_buf_printf(out, ":%s:", opt->arg);
	if (opt->words == vl_opt_files) {
		vl_buf_cstr(out, "_files");
	} else if (opt->words != NULL) {
		vl_buf_byte(out, '(');
		put_words(opt, out);
		vl_buf_byte(out, ')');
	}
	vl_buf_byte(out, '\'');
}

static void
put_zsh_verbs(const struct vl_tool *t, struct vl_buf *out)
{
	vl_buf_cstr(out, "if (( CURRENT > 2 )); then\n\tcase $words[2] in\n");
	for (const struct vl_verb *v = t->verbs; v->name != NULL; v++)
		vl_buf_printf(out,
		    "\t%s)\n\t\tshift words; (( CURRENT-- ))\n"
		    "\t\teval \"$(%s --completions zsh)\"; return ;;\n",
		    v->name, v->as);
	vl_buf_cstr(out, "\tesac\nfi\n");
}

static void
complete_zsh(const struct vl_tool *t, struct vl_buf *out)
{
	struct vl_opt_iter i = { 0 };

	vl_buf_printf(out, "#compdef %s\n", t->name);
	if (t->verbs != NULL)
		put_zsh_verbs(t, out);
	vl_buf_cstr(out, "_arguments -s -S");
	while (vl_opt_each(t, &i)) {
		char no[64] = "no-";
		bool both;

		if (i.opt->name == NULL)
			continue;
		const char *name = vl_opt_name(i.opt, &both);

		put_zsh_option(i.opt, name, out);
		if (!both || strlen(name) + sizeof "no-" > sizeof no)
			continue;
		memcpy(no + 3, name, strlen(name) + 1);
		put_zsh_option(i.opt, no, out);
	}
	if (t->verbs != NULL) {
		vl_buf_cstr(out, " \\\n\t'1:command:(");
		put_verb_names(t, out);
		vl_buf_cstr(out, ")'");
	}
	vl_buf_cstr(out, " \\\n\t'*:file:_files'\n");
}

/* ---- fish ---- */

static void
put_fish_option(const struct vl_tool *t, const struct vl_opt *opt,
    const char *no, const char *name, struct vl_buf *out)
{
	vl_buf_printf(out, "complete -c %s", t->name);
	if (opt->flag)
		vl_buf_printf(out, " -s %c", opt->flag);
	vl_buf_printf(out, " -l %s%s", no, name);
	if (opt->words == vl_opt_files)
		vl_buf_cstr(out, " -r -F");
	else if (opt->arg != NULL)
		vl_buf_cstr(out, " -x");
	if (opt->words != NULL && opt->words != vl_opt_files) {
		vl_buf_cstr(out, " -a '");
		put_words(opt, out);
		vl_buf_byte(out, '\'');
	}
	vl_buf_cstr(out, " -d '");
	put_quoted(opt->help, "\\", out);
	vl_buf_cstr(out, "'\n");
}

/* The lines of what a verb stands for, under the condition of the verb. */
static void
put_fish_verbs(const struct vl_tool *t, struct vl_buf *out)
{
	for (const struct vl_verb *v = t->verbs; v->name != NULL; v++)
		vl_buf_printf(out,
		    "%s --completions fish | string replace "
		    "'complete -c %s ' \"complete -c %s -n "
		    "'__fish_seen_subcommand_from %s' \" | source\n",
		    v->as, v->as, t->name, v->name);
}

static void
complete_fish(const struct vl_tool *t, struct vl_buf *out)
{
	struct vl_opt_iter i = { 0 };

	if (t->verbs != NULL) {
		vl_buf_printf(out,
		    "complete -c %s -n __fish_use_subcommand -f -a '", t->name);
		put_verb_names(t, out);
		vl_buf_cstr(out, "'\n");
		put_fish_verbs(t, out);
	}
	while (vl_opt_each(t, &i)) {
		bool both;

		if (i.opt->name == NULL)
			continue;
		const char *name = vl_opt_name(i.opt, &both);

		put_fish_option(t, i.opt, "", name, out);
		if (both)
			put_fish_option(t, i.opt, "no-", name, out);
	}
}

bool
vl_opt_complete(const struct vl_tool *t, const char *shell, struct vl_buf *out)
{
	if (strcmp(shell, "bash") == 0)
		complete_bash(t, out);
	else if (strcmp(shell, "zsh") == 0)
		complete_zsh(t, out);
	else if (strcmp(shell, "fish") == 0)
		complete_fish(t, out);
	else
		return false;
	return true;
}
