/*
 * catalog.h -- names to tables, for as long as a session lasts.
 *
 * A table is a source, a file that becomes one when it is first used, or the
 * text of a view.  How files are opened is the tool's to say, so that sql knows
 * of no format.
 */
#ifndef VL_SQL_CATALOG_H
#define VL_SQL_CATALOG_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct vl_schema;
struct vl_source;

enum vl_table_kind {
	VL_TABLE_REGULAR,
	VL_TABLE_SOURCE, /* read only */
	VL_TABLE_SINK,   /* written only */
	VL_TABLE_VIEW,
};

/* What a name stands for; all of it is the catalog's. */
struct vl_table_entry {
	struct vl_table_entry *next;
	struct vl_str name;
	enum vl_table_kind kind;
	struct vl_str path; /* a file that is not open yet; p NULL: none */
	struct vl_source *source; /* NULL: not open yet, or a view */
	struct vl_str view;       /* the query of a view */
	struct vl_arena text;     /* the bytes of these names */
};

/* Opens a file, an address, or "-", standard input. */
struct vl_opener {
	void *ctx;
	int (*open)(void *ctx, struct vl_str path, struct vl_source **out,
	    struct vl_err *err);
};

struct vl_catalog;

struct vl_catalog *vl_catalog_new(struct vl_opener opener);
void vl_catalog_free(struct vl_catalog *c); /* closes all sources */

/*
 * Name a table.  A name that is taken is VL_ENAME unless `replace`; then the
 * old table is closed.  The source belongs to the catalog, also on failure.
 */
int vl_catalog_add_source(struct vl_catalog *c, struct vl_str name,
    enum vl_table_kind kind, struct vl_source *take_source, bool replace,
    struct vl_err *err);
/* A file, opened at its first use. */
int vl_catalog_add_file(struct vl_catalog *c, struct vl_str name,
    struct vl_str path, bool replace, struct vl_err *err);
int vl_catalog_add_view(struct vl_catalog *c, struct vl_str name,
    struct vl_str query, bool replace, struct vl_err *err);

/* Forget a table: VL_ENAME if there is none, VL_EKIND if it is a view and
 * should not be, or the other way round. */
int vl_catalog_drop(
    struct vl_catalog *c, struct vl_str name, bool view, struct vl_err *err);

/*
 * The table of that name: exact first, then a unique match that ignores case.
 * NULL if there is none.
 */
struct vl_table_entry *vl_catalog_find(
    const struct vl_catalog *c, struct vl_str name);

/* Its source, opened now if it was not. */
int vl_catalog_source(struct vl_catalog *c, struct vl_table_entry *t,
    struct vl_source **out, struct vl_err *err);

/* Another source for every name that has the old one, which is closed. */
void vl_catalog_swap(
    struct vl_catalog *c, struct vl_source *old, struct vl_source *take_source);

/*
 * The file of a FROM 'path'.  It stays open, so that a statement that is bound
 * twice finds it as it was left, until vl_catalog_close_files().
 */
int vl_catalog_file(struct vl_catalog *c, struct vl_str path,
    struct vl_source **out, struct vl_err *err);
void vl_catalog_close_files(struct vl_catalog *c);

/* Table i in the order of naming, or NULL. */
struct vl_table_entry *vl_catalog_at(const struct vl_catalog *c, int i);

#endif
