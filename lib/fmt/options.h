/*
 * options.h -- reader and writer options: the `-O key=value` of a tool and
 * OPTIONS(key: 'value') of SQL.
 *
 * Each format lists its options in one const table, from which checking,
 * nearest-name hints, vl-read(1) and --help are made.
 */
#ifndef VL_FMT_OPTIONS_H
#define VL_FMT_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct vl_arena;
struct vl_buf;
struct vl_err;

struct vl_option {
	const char *key;   /* "delimiter" */
	const char *value; /* "CHAR", "BOOL", "N", "LIST": what it takes */
	const char *doc;   /* one line, no full stop */
};

/* Who met a setting that is meant for all inputs of a run. */
struct vl_setting_met {
	const char *refused; /* the first format that lacks it, or NULL */
	bool taken;          /* by an input whose format has it */
};

struct vl_setting {
	struct vl_str key;
	struct vl_str value;
	struct vl_setting_met *met; /* NULL: it is for one input */
};

struct vl_settings {
	int count;
	struct vl_setting *list; /* a later one replaces an earlier one */
};

/* Append "key=value" (or "key", which is key=true). */
int vl_settings_add(struct vl_arena *a, struct vl_settings *s,
    struct vl_str text, struct vl_err *err);

/* The value, or a slice with p == NULL; keys match without ASCII case. */
struct vl_str vl_settings_get(const struct vl_settings *s, const char *key);

/* Typed: 1 set, 0 absent (*out untouched), VL_EUSAGE if it does not parse. */
int vl_settings_bool(const struct vl_settings *s, const char *key, bool *out,
    struct vl_err *err);
int vl_settings_int(const struct vl_settings *s, const char *key, int64_t min,
    int64_t max, int64_t *out, struct vl_err *err);

/* One byte: a character, or \t, tab, comma, semicolon, pipe, space, \xHH. */
int vl_settings_char(const struct vl_settings *s, const char *key, char *out,
    struct vl_err *err);

/* The same, or "none" (or nothing), which is -1. */
int vl_settings_char_or_none(const struct vl_settings *s, const char *key,
    int16_t *out, struct vl_err *err);

/* The next item of a list, which is cut off it: between commas that are not in
 * brackets, nor in the double quotes that it begins with.  False at its end. */
bool vl_settings_item(struct vl_str *list, struct vl_str *item);

/* The name that an item is: blanks around it do not count, double quotes
 * around it keep what is in them, two of them one. */
struct vl_str vl_settings_name(struct vl_arena *a, struct vl_str item);

/* The parts of NAME:TYPE; false if it is none. */
bool vl_settings_pair(struct vl_arena *a, struct vl_str item,
    struct vl_str *name, struct vl_str *type);

/* Append "-O types=NAME:TYPE" as one types it in a shell: for hints. */
void vl_settings_show_type(
    struct vl_buf *out, struct vl_str name, const char *type);

/* Does a shell take the word as it is, and a list as one item? */
bool vl_settings_is_plain(struct vl_str word);

int vl_settings_items(struct vl_str list); /* how many */

/* Is a key in a table, which ends with a NULL key or is NULL? */
bool vl_option_find(const struct vl_option *table, struct vl_str key);

/*
 * Every key must be in the table (ends with a NULL key) or is VL_EUSAGE with
 * the nearest one; `format` is named in the message.  Where there are several
 * inputs (met is set), a key that another format reads is let through, until
 * vl_settings_settle() finds that no input took it.
 */
int vl_settings_check(const struct vl_settings *s,
    const struct vl_option *table, const char *format, struct vl_err *err);

/* All inputs are open. */
int vl_settings_settle(const struct vl_settings *s, struct vl_err *err);

#endif
