/* schema.c -- names and types of a row. */
#include "col/schema.h"

#include "base/arena.h"

struct vl_schema *
vl_schema_new(struct vl_arena *a, int count, struct vl_field **fields)
{
	struct vl_schema *s = vl_new(a, struct vl_schema, 1);
	struct vl_field *f = vl_new(a, struct vl_field, count);

	s->count = count;
	s->field = f;
	*fields = f;
	return s;
}

static const struct vl_pair *
copy_pairs(struct vl_arena *a, const struct vl_pair *from, int count)
{
	struct vl_pair *to = vl_new(a, struct vl_pair, count);

	for (int i = 0; i < count; i++) {
		to[i].key = vl_str_copy(a, from[i].key);
		to[i].value = vl_str_copy(a, from[i].value);
	}
	return to;
}

static void
copy_fields(struct vl_arena *a, const struct vl_field *from, int64_t count,
    struct vl_field *to)
{
	for (int64_t i = 0; i < count; i++) {
		to[i] = from[i];
		to[i].name = vl_str_copy(a, from[i].name);
		to[i].meta = copy_pairs(a, from[i].meta, from[i].meta_count);
		if (from[i].type.child == NULL)
			continue;
		int32_t n = from[i].type.size;
		struct vl_field *child = vl_new(a, struct vl_field, n);

		copy_fields(a, from[i].type.child, n, child);
		to[i].type.child = child;
	}
}

struct vl_schema *
vl_schema_copy(struct vl_arena *a, const struct vl_schema *s)
{
	struct vl_field *f;
	struct vl_schema *copy = vl_schema_new(a, s->count, &f);

	copy_fields(a, s->field, s->count, f);
	copy->meta_count = s->meta_count;
	copy->meta = copy_pairs(a, s->meta, s->meta_count);
	return copy;
}

struct vl_schema *
vl_schema_project(
    struct vl_arena *a, const struct vl_schema *s, const int *index, int count)
{
	struct vl_field *f;
	struct vl_schema *p = vl_schema_new(a, count, &f);

	for (int i = 0; i < count; i++)
		copy_fields(a, &s->field[index[i]], 1, &f[i]);
	p->meta_count = s->meta_count;
	p->meta = copy_pairs(a, s->meta, s->meta_count);
	return p;
}

int
vl_schema_find(const struct vl_schema *s, struct vl_str name)
{
	int found = -1;

	for (int i = 0; i < s->count; i++)
		if (vl_str_eq(s->field[i].name, name))
			return i;
	for (int i = 0; i < s->count; i++) {
		if (!vl_str_eq_fold(s->field[i].name, name))
			continue;
		if (found >= 0)
			return -2;
		found = i;
	}
	return found;
}

bool
vl_schema_eq(const struct vl_schema *a, const struct vl_schema *b)
{
	if (a->count != b->count)
		return false;
	for (int i = 0; i < a->count; i++)
		if (!vl_str_eq(a->field[i].name, b->field[i].name) ||
		    !vl_type_eq(a->field[i].type, b->field[i].type))
			return false;
	return true;
}

struct vl_str
vl_schema_meta(const struct vl_schema *s, const char *key)
{
	for (int i = 0; i < s->meta_count; i++)
		if (vl_str_is(s->meta[i].key, key))
			return s->meta[i].value;
	return (struct vl_str){ 0 };
}
