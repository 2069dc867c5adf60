/* options.c -- key=value settings: kept as text, read with a type. */
#include "fmt/options.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/near.h"
#include "base/num.h"
#include "fmt/fmt.h"

int
vl_settings_add(struct vl_arena *a, struct vl_settings *s, struct vl_str text,
    struct vl_err *err)
{
	int64_t eq = vl_str_find(text, VL_STR("="));
	struct vl_setting one = { .key = text, .value = VL_STR("true") };

	if (eq >= 0) {
		one.key = (struct vl_str){ text.p, eq };
		one.value = (struct vl_str){ text.p + eq + 1, text.n - eq - 1 };
	}
	one.key = vl_str_trim(one.key);
	if (one.key.n == 0)
		return vl_fail(err, VL_EUSAGE,
		    "expected an option as key=value, found '%.*s'",
		    (int)text.n, text.p);
	one.key = vl_str_copy(a, one.key);
	one.value = vl_str_copy(a, one.value);

	/* A handful at most: copy rather than keep room. */
	struct vl_setting *list = vl_new(a, struct vl_setting, s->count + 1);

	if (s->count > 0)
		memcpy(list, s->list, sizeof *list * (size_t)s->count);
	list[s->count++] = one;
	s->list = list;
	return 0;
}

struct vl_str
vl_settings_get(const struct vl_settings *s, const char *key)
{
	for (int i = s ? s->count : 0; i-- > 0;)
		if (vl_str_is_fold(s->list[i].key, key))
			return s->list[i].value;
	return (struct vl_str){ 0 };
}

static int
bad_value(
    struct vl_err *err, const char *key, const char *want, struct vl_str found)
{
	return vl_fail(err, VL_EUSAGE, "option '%s': expected %s, found '%.*s'",
	    key, want, (int)found.n, found.p);
}

int
vl_settings_bool(
    const struct vl_settings *s, const char *key, bool *out, struct vl_err *err)
{
	static const char *const yes[] = { "true", "yes", "on", "1" };
	static const char *const no[] = { "false", "no", "off", "0" };
	struct vl_str v = vl_settings_get(s, key);

	if (v.p == NULL)
		return 0;
	for (int i = 0; i < VL_COUNTOF(yes); i++) {
		bool is = vl_str_is_fold(v, yes[i]);

		if (is || vl_str_is_fold(v, no[i])) {
			*out = is;
			return 1;
		}
	}
	return bad_value(err, key, "true or false", v);
}

int
vl_settings_int(const struct vl_settings *s, const char *key, int64_t min,
    int64_t max, int64_t *out, struct vl_err *err)
{
	struct vl_str v = vl_settings_get(s, key);
	int64_t n;

	if (v.p == NULL)
		return 0;
	/* The copy in the arena is not followed by the 64 bytes that the
	 * number parser may touch. */
	char text[32 + 64] = { 0 };

	if (v.n > 32)
		return bad_value(err, key, "a whole number", v);
	memcpy(text, v.p, (size_t)v.n);
	if (vl_parse_i64(text, v.n, &n) != VL_NUM_OK)
		return bad_value(err, key, "a whole number", v);
	if (n < min || n > max)
		return vl_fail(err, VL_EUSAGE,
		    "option '%s': %lld is not between %lld and %lld", key,
		    (long long)n, (long long)min, (long long)max);
	*out = n;
	return 1;
}

/* The value of a hexadecimal digit, or -1. */
static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c | 32) >= 'a' && (c | 32) <= 'f')
		return (c | 32) - 'a' + 10;
	return -1;
}

int
vl_settings_char(
    const struct vl_settings *s, const char *key, char *out, struct vl_err *err)
{
	static const struct {
		const char *name;
		char c;
	} names[] = {
		{ "\\t", '\t' },
		{ "tab", '\t' },
		{ "comma", ',' },
		{ "semicolon", ';' },
		{ "pipe", '|' },
		{ "space", ' ' },
	};
	struct vl_str v = vl_settings_get(s, key);

	if (v.p == NULL)
		return 0;
	if (v.n == 1) {
		*out = v.p[0];
		return 1;
	}
	for (int i = 0; i < VL_COUNTOF(names); i++) {
		if (vl_str_is_fold(v, names[i].name)) {
			*out = names[i].c;
			return 1;
		}
	}
	if (v.n == 4 && v.p[0] == '\\' && v.p[1] == 'x' && hex(v.p[2]) >= 0 &&
	    hex(v.p[3]) >= 0) {
		*out = (char)(hex(v.p[2]) << 4 | hex(v.p[3]));
		return 1;
	}
	return bad_value(err, key, "one character", v);
}

int
vl_settings_char_or_none(const struct vl_settings *s, const char *key,
    int16_t *out, struct vl_err *err)
{
	struct vl_str v = vl_settings_get(s, key);
	char c = 0;
	int rc;

	if (v.p != NULL && (vl_str_is_fold(v, "none") || v.n == 0)) {
		*out = -1;
		return 1;
	}
	if ((rc = vl_settings_char(s, key, &c, err)) > 0)
		*out = (uint8_t)c;
	return rc;
}

/* Behind the double quotes that a list begins with, or 0. */
static int64_t
quoted_end(struct vl_str list)
{
	int64_t i = 0;

	while (i < list.n && list.p[i] == ' ')
		i++;
	if (i == list.n || list.p[i] != '"')
		return 0;
	for (i++; i < list.n; i++) {
		if (list.p[i] != '"')
			continue;
		if (i + 1 == list.n || list.p[i + 1] != '"')
			return i + 1;
		i++;
	}
	return 0;
}

bool
vl_settings_item(struct vl_str *list, struct vl_str *item)
{
	int depth = 0;
	int64_t i;

	if (list->n <= 0)
		return false;
	i = quoted_end(*list);
	for (; i < list->n && (depth > 0 || list->p[i] != ','); i++)
		depth += (list->p[i] == '(') - (list->p[i] == ')');
	*item = (struct vl_str){ list->p, i };
	*list = (struct vl_str){ list->p + i + 1, list->n - i - 1 };
	return true;
}

struct vl_str
vl_settings_name(struct vl_arena *a, struct vl_str item)
{
	struct vl_str name = vl_str_trim(item);
	int64_t n = 0;
	char *p;

	if (name.n < 2 || quoted_end(name) != name.n)
		return name;
	p = vl_arena_buffer(a, name.n);
	for (int64_t i = 1; i < name.n - 1; i++) {
		p[n++] = name.p[i];
		i += name.p[i] == '"';
	}
	return (struct vl_str){ p, n };
}

bool
vl_settings_pair(struct vl_arena *a, struct vl_str item, struct vl_str *name,
    struct vl_str *type)
{
	int64_t colon = item.n;

	while (colon > 0 && item.p[colon - 1] != ':')
		colon--;
	if (colon == 0)
		return false;
	*name = vl_settings_name(a, (struct vl_str){ item.p, colon - 1 });
	*type = vl_str_trim((struct vl_str){ item.p + colon, item.n - colon });
	return true;
}

bool
vl_settings_is_plain(struct vl_str word)
{
	for (int64_t i = 0; i < word.n; i++) {
		char c = word.p[i];

		if (!(c >= '0' && c <= '9') &&
		    !((c | 32) >= 'a' && (c | 32) <= 'z') &&
		    (c == '\0' || strchr("_.-+/@%", c) == NULL) && !(c & 0x80))
			return false;
	}
	return word.n > 0;
}

void
vl_settings_show_type(struct vl_buf *out, struct vl_str name, const char *type)
{
	if (vl_settings_is_plain(name)) {
		vl_buf_printf(
		    out, "-O types=%.*s:%s", (int)name.n, name.p, type);
		return;
	}
	/* In the shell's quotes, and in those of a name. */
	vl_buf_cstr(out, "-O 'types=\"");
	for (int64_t i = 0; i < name.n; i++) {
		if (name.p[i] == '\'')
			vl_buf_cstr(out, "'\\''");
		else
			vl_buf_byte(out, name.p[i]);
		if (name.p[i] == '"')
			vl_buf_byte(out, '"');
	}
	vl_buf_printf(out, "\":%s'", type);
}

int
vl_settings_items(struct vl_str list)
{
	struct vl_str item;
	int n = 0;

	while (vl_settings_item(&list, &item))
		n++;
	return n;
}

bool
vl_option_find(const struct vl_option *table, struct vl_str key)
{
	for (; table && table->key; table++)
		if (vl_str_is_fold(key, table->key))
			return true;
	return false;
}

static int
lacks(const char *format, const struct vl_option *table, struct vl_str key,
    struct vl_err *err)
{
	struct vl_near n = { .wanted = key };

	vl_fail(err, VL_EUSAGE, "format '%s' has no option '%.*s'", format,
	    (int)key.n, key.p);
	for (; table && table->key; table++)
		vl_near_add(&n, vl_str(table->key));
	return vl_near_say(&n, "options", err);
}

static bool
some_format_reads(struct vl_str key)
{
	for (const struct vl_format *f = vl_formats; f->name; f++)
		if (vl_option_find(f->read_options, key))
			return true;
	return false;
}

int
vl_settings_check(const struct vl_settings *s, const struct vl_option *table,
    const char *format, struct vl_err *err)
{
	for (int i = 0; s && i < s->count; i++) {
		struct vl_str key = s->list[i].key;
		struct vl_setting_met *met = s->list[i].met;
		bool found = vl_option_find(table, key);

		if (met && found)
			met->taken = true;
		else if (met && met->refused == NULL && some_format_reads(key))
			met->refused = format;
		if (!found && !(met && met->refused))
			return lacks(format, table, key, err);
	}
	return 0;
}

int
vl_settings_settle(const struct vl_settings *s, struct vl_err *err)
{
	for (int i = 0; i < s->count; i++) {
		const struct vl_setting_met *met = s->list[i].met;

		if (met == NULL || met->taken || met->refused == NULL)
			continue;
		const struct vl_format *f =
		    vl_format_find(vl_str(met->refused));

		return lacks(met->refused, f ? f->read_options : NULL,
		    s->list[i].key, err);
	}
	return 0;
}
