/* names.c -- completion of the prompt. */
#include "tool/names.h"

#include <dirent.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "col/scan.h"
#include "expr/func.h"
#include "sql/catalog.h"
#include "sql/sql.h"

enum {
	NAMES_MAX = 1000
};

static bool
is_word(char c)
{
	return c == '_' || (c >= '0' && c <= '9') ||
	    ((c | 32) >= 'a' && (c | 32) <= 'z') || (c & 0x80);
}

static char
to_case(char c, bool upper)
{
	char l = (char)(c | 32);

	if (l < 'a' || l > 'z')
		return c;
	return upper ? (char)(l - 32) : l;
}

/* Shown once, however many functions have that name. */
static void
add(struct vl_names *n, struct vl_str name)
{
	int64_t k = 0;

	for (int i = 0; i < n->count; i++)
		if (vl_str_eq(n->name[i], name))
			return;
	if (n->count == NAMES_MAX)
		return;
	n->name[n->count] = name;
	if (n->count++ == 0)
		n->common = name;
	while (k < n->common.n && k < name.n &&
	    to_case(n->common.p[k], false) == to_case(name.p[k], false))
		k++;
	n->common.n = k;
}

static bool
begins(const struct vl_names *n, struct vl_str name)
{
	struct vl_str head = { name.p, n->word.n };

	return name.n >= n->word.n && vl_str_eq_fold(head, n->word);
}

/* A word of the language, in capitals as far as the user writes so. */
static void
add_word(struct vl_names *n, const char *text, bool upper)
{
	struct vl_str name = vl_str(text);

	for (int64_t i = 0; i < name.n; i++)
		if (!is_word(name.p[i]))
			return; /* an operator: "is null" */
	if (!begins(n, name))
		return;
	char *p = vl_str_cstr(&n->arena, name);

	for (int64_t i = 0; i < name.n; i++)
		p[i] = to_case(p[i], upper);
	add(n, (struct vl_str){ p, name.n });
}

static void
add_name(struct vl_names *n, struct vl_str name)
{
	bool plain = name.n > 0 && !(name.p[0] >= '0' && name.p[0] <= '9');

	if (!begins(n, name))
		return;
	for (int64_t i = 0; i < name.n; i++)
		plain &= is_word(name.p[i]);
	if (plain)
		add(n, name);
	else
		add(n,
		    vl_str(vl_str_printf(
			&n->arena, "\"%.*s\"", (int)name.n, name.p)));
}

static void
add_tables(struct vl_names *n, struct vl_catalog *c)
{
	struct vl_table_entry *t;
	struct vl_source *s;
	struct vl_err ignored;

	for (int i = 0; (t = vl_catalog_at(c, i)) != NULL; i++) {
		add_name(n, t->name);
		if (t->source == NULL &&
		    (t->path.n == 0 || vl_str_is(t->path, "-")))
			continue;
		if (vl_catalog_source(c, t, &s, &ignored) < 0)
			continue;
		for (int k = 0; k < s->schema->count; k++)
			add_name(n, s->schema->field[k].name);
	}
}

/* Where the quote stands that is open at the end, or -1. */
static int64_t
open_quote(struct vl_str s)
{
	int64_t at = -1;

	for (int64_t i = 0; i < s.n; i++)
		if (s.p[i] == '\'')
			at = at < 0 ? i : -1;
	return at;
}

/* The files of the directory that is written so far. */
static void
add_files(struct vl_names *n, struct vl_str path)
{
	int64_t slash = path.n;
	struct dirent *e;

	while (slash > 0 && path.p[slash - 1] != '/')
		slash--;
	struct vl_str head = { path.p, slash };
	DIR *dir = opendir(slash > 0 ? vl_str_cstr(&n->arena, head) : ".");

	n->word = (struct vl_str){ path.p + slash, path.n - slash };
	while (dir && n->count < NAMES_MAX && (e = readdir(dir))) {
		struct vl_str name = vl_str(e->d_name);

		if (vl_str_starts(name, n->word) &&
		    (e->d_name[0] != '.' || n->word.n > 0))
			add(n, vl_str_copy(&n->arena, name));
	}
	if (dir)
		closedir(dir);
}

void
vl_names_find(struct vl_names *n, struct vl_catalog *c, struct vl_str before)
{
	int64_t quote = open_quote(before);
	int64_t from = before.n;
	const char *w;

	n->name = vl_new(&n->arena, struct vl_str, NAMES_MAX);
	if (quote >= 0) {
		before.p += quote + 1;
		before.n -= quote + 1;
		add_files(n, before);
		return;
	}
	while (from > 0 && is_word(before.p[from - 1]))
		from--;
	n->word = (struct vl_str){ before.p + from, before.n - from };
	add_tables(n, c);
	if (n->word.n == 0)
		return;
	/* "sel" is going to be select, "S" SELECT; functions the same. */
	char last = n->word.p[n->word.n - 1];
	bool upper = last >= 'A' && last <= 'Z';

	for (int i = 0; (w = vl_sql_word(i)) != NULL; i++)
		add_word(n, w, upper);
	for (int i = 0; vl_agg_at(i); i++)
		add_word(n, vl_agg_at(i)->name, upper);
	for (int i = 0; vl_func_at(i); i++)
		add_word(n, vl_func_at(i)->name, upper);
}
