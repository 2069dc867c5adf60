/* json_options.c -- the options of the JSON reader. */
#include "base/err.h"
#include "fmt/fmt.h"
#include "fmt/json.h"
#include "fmt/json_int.h"

const struct vl_option vl_json_options[] = {
	{ "columns", "LIST", "only these keys, in this order" },
	{ "types", "LIST", "types of columns as NAME:TYPE,..." },
	{ "dates", "BOOL", "strings that are dates or times get their types" },
	{ 0 },
};

static int
set_columns(struct json_source *s, struct vl_str list, struct vl_err *err)
{
	struct vl_str item;

	while (vl_settings_item(&list, &item)) {
		struct vl_str name = vl_settings_name(&s->arena, item);

		if (json_keys_find(&s->walk.keys, name) != 0)
			return vl_fail(err, VL_EUSAGE,
			    "option 'columns': '%.*s' twice", (int)name.n,
			    name.p);
		if (json_walk_add(&s->walk, name) < 0)
			return vl_fail(err, VL_ELIMIT, "too many columns");
	}
	s->closed = true;
	s->walk.unknown = JSON_IGNORE;
	return 0;
}

static bool
is_readable(struct vl_type t)
{
	switch ((int)t.id) {
	case VL_TYPE_BOOL:
	case VL_TYPE_I64:
	case VL_TYPE_I128:
	case VL_TYPE_F64:
	case VL_TYPE_TEXT:
	case VL_TYPE_JSON:
	case VL_TYPE_DATE:
	case VL_TYPE_TS:
	case VL_TYPE_TSTZ: return true;
	case VL_TYPE_LIST:
		return t.child[0].type.id == VL_TYPE_I64 ||
		    t.child[0].type.id == VL_TYPE_F64;
	default: return false;
	}
}

static int
set_types(struct json_source *s, struct vl_str list, struct vl_err *err)
{
	struct vl_str item;

	/* No more items than bytes. */
	s->declared = vl_new(&s->arena, struct json_declared, list.n + 1);
	while (vl_settings_item(&list, &item)) {
		struct json_declared *d = &s->declared[s->declared_count];
		struct vl_str name;
		struct vl_str type;

		if (!vl_settings_pair(&s->arena, item, &name, &type))
			return vl_fail(err, VL_EUSAGE,
			    "option 'types': expected NAME:TYPE, found '%.*s'",
			    (int)item.n, item.p);
		d->name = vl_str_copy(&s->arena, name);
		VL_TRY(vl_type_parse(&s->arena, type, &d->type, err));
		if (!is_readable(d->type)) {
			vl_fail(err, VL_EUSAGE,
			    "JSON values are not read as %s",
			    vl_type_show(&s->arena, d->type));
			return vl_err_hint(err, "CAST them in SQL");
		}
		s->declared_count++;
	}
	return 0;
}

int
json_settings(struct json_source *s, const struct vl_settings *settings,
    struct vl_err *err)
{
	struct vl_str columns = vl_settings_get(settings, "columns");
	struct vl_str types = vl_settings_get(settings, "types");

	VL_TRY(vl_settings_bool(settings, "dates", &s->dates, err));
	if (columns.p)
		VL_TRY(set_columns(s, columns, err));
	if (types.p)
		VL_TRY(set_types(s, types, err));
	return 0;
}
