/* csv_names.c -- names of columns, no two of them alike. */
#include "base/alloc.h"
#include "base/hash.h"
#include "fmt/csv_sniff.h"

/* Names that are taken; the value of one is the last number put behind it. */
#define MAP_NAME taken
#define MAP_KEY struct vl_str
#define MAP_VALUE int64_t
#define MAP_HASH(key, seed) vl_hash_bytes((key).p, (key).n, (seed))
#define MAP_EQUAL(a, b) vl_str_eq((a), (b))
#include "base/map.inc.h"

struct csv_names {
	struct taken taken;
};

void
csv_names_free(struct csv_names *n)
{
	if (n == NULL)
		return;
	taken_release(&n->taken);
	vl_dealloc(n);
}

void
csv_sniff_name(struct csv_sniff *s, int c, struct vl_str name)
{
	struct vl_str base = vl_str_trim(name);
	bool added;

	if (s->names == NULL) {
		s->names = vl_alloc_one(struct csv_names);
		s->names->taken.seed = vl_hash_seed();
	}
	struct taken *t = &s->names->taken;

	base = base.n == 0 ? vl_str(vl_str_printf(s->a, "column%d", c + 1)) :
			     vl_str_copy(s->a, base);
	struct vl_str free = base;
	int64_t first = taken_put(t, base, &added);

	while (!added) {
		int64_t again = t->entry[first].value + 1;

		t->entry[first].value = again;
		free = vl_str(vl_str_printf(s->a, "%.*s_%lld", (int)base.n,
		    base.p, (long long)again + 1));
		taken_put(t, free, &added);
	}
	s->d->column[c].name = free;
}
