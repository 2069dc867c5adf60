/* json.h -- JSON as text: is it well-formed, what is in it. */
#ifndef VL_BASE_JSON_H
#define VL_BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* One JSON value (RFC 8259) with blanks around it, nested at most 1,024. */
bool vl_json_is_valid(struct vl_str s);

/* The text of a member of an object, or of an element of an array (counted
 * from 0, from the end if negative).  False if there is none. */
bool vl_json_member(struct vl_str json, struct vl_str key, struct vl_str *out);
bool vl_json_element(struct vl_str json, int64_t index, struct vl_str *out);

/* Elements of an array; -1 if it is none. */
int64_t vl_json_length(struct vl_str json);

/*
 * A JSON string, with its quotes, without them and its escapes.  to has room
 * for s.n bytes; returns how many are used.  Lone surrogates become U+FFFD.
 */
int64_t vl_json_unquote(struct vl_str s, char *to);

#endif
