/*
 * schema.h -- names and types of a row.
 *
 * A schema is immutable once it is handed out; it and all that it points to
 * live in one arena.
 */
#ifndef VL_COL_SCHEMA_H
#define VL_COL_SCHEMA_H

#include "base/str.h"
#include "col/type.h"

struct vl_pair {
	struct vl_str key;
	struct vl_str value;
};

struct vl_field {
	struct vl_str name;
	struct vl_type type;
	bool required;  /* the source promises that there are no NULLs */
	bool unseen;    /* no value so far: any other type is as good */
	int meta_count; /* extra key-value pairs of an Arrow field */
	const struct vl_pair *meta;
};

struct vl_schema {
	int count;
	const struct vl_field *field;
	int meta_count; /* "vl:origin" and what Arrow producers add */
	const struct vl_pair *meta;
};

/* A schema of `count` fields that the caller fills in before it shares it. */
struct vl_schema *vl_schema_new(
    struct vl_arena *a, int count, struct vl_field **fields);

struct vl_schema *vl_schema_copy(struct vl_arena *a, const struct vl_schema *s);

/* Only some columns, in the order of index[0 .. count). */
struct vl_schema *vl_schema_project(
    struct vl_arena *a, const struct vl_schema *s, const int *index, int count);

/*
 * The column of that name: exact first, then a unique match that ignores
 * ASCII case.  Returns its index, -1 if there is none, -2 if several match.
 */
int vl_schema_find(const struct vl_schema *s, struct vl_str name);

/* Same count, names and types. */
bool vl_schema_eq(const struct vl_schema *a, const struct vl_schema *b);

/* The value behind a key, or a slice with p == NULL. */
struct vl_str vl_schema_meta(const struct vl_schema *s, const char *key);

#endif
