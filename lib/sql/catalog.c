/* catalog.c -- the tables of a session: two lists, of names and of files. */
#include "sql/catalog.h"

#include <assert.h>

#include "base/alloc.h"
#include "col/scan.h"

struct vl_catalog {
	struct vl_opener opener;
	struct vl_table_entry *table; /* in the order of naming */
	struct vl_table_entry *file;  /* name is the path */
};

/* Names of one path have one source; the last of them closes it. */
static bool
is_used(const struct vl_table_entry *list, const struct vl_source *s)
{
	for (; list; list = list->next)
		if (list->source == s)
			return true;
	return false;
}

/* The entry is in no list any more. */
static void
free_entry(struct vl_catalog *c, struct vl_table_entry *t)
{
	if (!is_used(c->table, t->source) && !is_used(c->file, t->source))
		vl_source_close(t->source);
	vl_arena_release(&t->text);
	vl_dealloc(t);
}

static void
free_list(struct vl_catalog *c, struct vl_table_entry **list)
{
	while (*list) {
		struct vl_table_entry *t = *list;

		*list = t->next;
		free_entry(c, t);
	}
}

/* Where in the list the entry of exactly that name hangs, or its end. */
static struct vl_table_entry **
place(struct vl_table_entry **list, struct vl_str name)
{
	while (*list && !vl_str_eq((*list)->name, name))
		list = &(*list)->next;
	return list;
}

static struct vl_table_entry *
append(struct vl_table_entry **list, struct vl_str name)
{
	struct vl_table_entry *t = vl_alloc_one(struct vl_table_entry);

	while (*list)
		list = &(*list)->next;
	t->name = vl_str_copy(&t->text, name);
	*list = t;
	return t;
}

struct vl_catalog *
vl_catalog_new(struct vl_opener opener)
{
	struct vl_catalog *c = vl_alloc_one(struct vl_catalog);

	c->opener = opener;
	return c;
}

void
vl_catalog_free(struct vl_catalog *c)
{
	if (!c)
		return;
	free_list(c, &c->table);
	free_list(c, &c->file);
	vl_dealloc(c);
}

static void
remove_at(struct vl_catalog *c, struct vl_table_entry **where)
{
	struct vl_table_entry *t = *where;

	assert(t);
	*where = t->next;
	free_entry(c, t);
}

/* A fresh entry of that name: the old one goes, or is in the way. */
static int
make_entry(struct vl_catalog *c, struct vl_str name, bool replace,
    struct vl_table_entry **out, struct vl_err *err)
{
	struct vl_table_entry **where = place(&c->table, name);

	if (*where && !replace) {
		vl_fail(err, VL_ENAME, "table '%.*s' exists already",
		    (int)(name.n < 100 ? name.n : 100), name.p);
		return vl_err_hint(err, "CREATE OR REPLACE replaces it");
	}
	if (*where)
		remove_at(c, where);
	*out = append(&c->table, name);
	return 0;
}

int
vl_catalog_add_source(struct vl_catalog *c, struct vl_str name,
    enum vl_table_kind kind, struct vl_source *take_source, bool replace,
    struct vl_err *err)
{
	struct vl_table_entry *t;
	int rc = make_entry(c, name, replace, &t, err);

	if (rc < 0) {
		vl_source_close(take_source);
		return rc;
	}
	t->kind = kind;
	t->source = take_source;
	return 0;
}

int
vl_catalog_add_file(struct vl_catalog *c, struct vl_str name,
    struct vl_str path, bool replace, struct vl_err *err)
{
	struct vl_table_entry *t;

	VL_TRY(make_entry(c, name, replace, &t, err));
	t->path = vl_str_copy(&t->text, path);
	return 0;
}

int
vl_catalog_add_view(struct vl_catalog *c, struct vl_str name,
    struct vl_str query, bool replace, struct vl_err *err)
{
	struct vl_table_entry *t;

	VL_TRY(make_entry(c, name, replace, &t, err));
	t->kind = VL_TABLE_VIEW;
	t->view = vl_str_copy(&t->text, query);
	return 0;
}

struct vl_table_entry *
vl_catalog_find(const struct vl_catalog *c, struct vl_str name)
{
	struct vl_table_entry *found = NULL;

	for (struct vl_table_entry *t = c->table; t; t = t->next)
		if (vl_str_eq(t->name, name))
			return t;
	for (struct vl_table_entry *t = c->table; t; t = t->next) {
		if (!vl_str_eq_fold(t->name, name))
			continue;
		if (found)
			return NULL;
		found = t;
	}
	return found;
}

int
vl_catalog_drop(
    struct vl_catalog *c, struct vl_str name, bool view, struct vl_err *err)
{
	struct vl_table_entry *t = vl_catalog_find(c, name);
	int shown = (int)(name.n < 100 ? name.n : 100);

	if (!t)
		return vl_fail(err, VL_ENAME, "unknown %s '%.*s'",
		    view ? "view" : "table", shown, name.p);
	if ((t->kind == VL_TABLE_VIEW) != view) {
		vl_fail(err, VL_EKIND,
		    "table-kind constraint violation: '%.*s' is a %s", shown,
		    name.p, view ? "table" : "view");
		return vl_err_hint(
		    err, "DROP %s drops it", view ? "TABLE" : "VIEW");
	}
	remove_at(c, place(&c->table, t->name));
	return 0;
}

int
vl_catalog_source(struct vl_catalog *c, struct vl_table_entry *t,
    struct vl_source **out, struct vl_err *err)
{
	/* Standard input and a FIFO cannot be opened under each name. */
	for (struct vl_table_entry *o = c->table; o && !t->source; o = o->next)
		if (o->source && vl_str_eq(o->path, t->path))
			t->source = o->source;
	if (!t->source)
		VL_TRY(c->opener.open(c->opener.ctx, t->path, &t->source, err));
	*out = t->source;
	return 0;
}

void
vl_catalog_swap(
    struct vl_catalog *c, struct vl_source *old, struct vl_source *take_source)
{
	struct vl_table_entry *lists[] = { c->table, c->file };

	for (int i = 0; i < VL_COUNTOF(lists); i++)
		for (struct vl_table_entry *t = lists[i]; t; t = t->next)
			if (t->source == old)
				t->source = take_source;
	vl_source_close(old);
}

int
vl_catalog_file(struct vl_catalog *c, struct vl_str path,
    struct vl_source **out, struct vl_err *err)
{
	struct vl_table_entry *t = *place(&c->file, path);

	if (!t) {
		VL_TRY(c->opener.open(c->opener.ctx, path, out, err));
		t = append(&c->file, path);
		t->source = *out;
	}
	*out = t->source;
	return 0;
}

void
vl_catalog_close_files(struct vl_catalog *c)
{
	free_list(c, &c->file);
}

struct vl_table_entry *
vl_catalog_at(const struct vl_catalog *c, int i)
{
	struct vl_table_entry *t = c->table;

	while (t && i-- > 0)
		t = t->next;
	return t;
}
