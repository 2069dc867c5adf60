/*
 * text.c -- is the text of loaded columns UTF-8, and their JSON well-formed?
 *
 * All that comes behind the readers takes that for granted.  What a checksum
 * of ours vouches for was checked where it came from; the rest is checked here.
 */
#include <string.h>

#include "base/err.h"
#include "base/json.h"
#include "ipc/load.h"
#include "kern/kern.h"

/* The first value that is wrong. */
struct fault {
	int64_t row;
	int byte; /* that is not UTF-8, or -1: malformed JSON */
};

/* Of an inline string: its length has no high bit either. */
static bool
is_ascii(const struct vl_view *v)
{
	uint64_t word[2];

	memcpy(word, v, sizeof word);
	return ((word[0] | word[1]) & UINT64_C(0x8080808080808080)) == 0;
}

static bool
find_value(const struct vl_view *v, bool json, struct fault *out)
{
	struct vl_str s = vl_view_str(v);
	int64_t at = s.n;

	if (v->len > VL_VIEW_INLINE || !is_ascii(v))
		at = vl_kern()->utf8->valid(s.p, s.n);
	out->byte = at < s.n ? (uint8_t)s.p[at] : -1;
	return at < s.n || (json && !vl_json_is_valid(s));
}

static bool
find_text(const struct vl_column *c, struct fault *out)
{
	const struct vl_view *v = c->data;
	const uint32_t *code = NULL;
	bool json = c->type.id == VL_TYPE_JSON;

	if (c->form == VL_DICT) {
		/* The values of a dictionary were checked to be UTF-8. */
		if (!json)
			return false;
		v = c->child->data;
		code = c->data;
	}
	for (int64_t i = 0; i < c->rows; i++) {
		int64_t at = c->form == VL_CONST ? 0 : code ? code[i] : i;

		out->row = i;
		if (!vl_column_is_null(c, i) && find_value(&v[at], json, out))
			return true;
		if (c->form == VL_CONST)
			break;
	}
	return false;
}

static bool find_fault(const struct vl_column *c, struct fault *out);

/* Elements come in the order of their rows, but for those of list views. */
static bool
find_list(const struct vl_column *c, struct fault *out)
{
	const struct vl_span *s = c->data;
	int64_t row = 0;

	if (!find_fault(c->child, out))
		return false;
	while (row + 1 < c->rows &&
	    (s[row].from > out->row ||
		s[row].from + (int64_t)s[row].len <= out->row))
		row++;
	out->row = row;
	return true;
}

static bool
find_fault(const struct vl_column *c, struct fault *out)
{
	if (c->rows == 0)
		return false;
	if (c->type.id == VL_TYPE_TEXT || c->type.id == VL_TYPE_JSON)
		return find_text(c, out);
	if (c->form != VL_FLAT)
		return false;
	if (c->type.id == VL_TYPE_LIST)
		return find_list(c, out);
	for (int i = 0; c->type.id == VL_TYPE_STRUCT && i < c->type.size; i++)
		if (find_fault(&c->child[i], out))
			return true;
	return false;
}

int
ipc_check_text(const struct vl_column *c, struct vl_str name, int64_t *row,
    struct vl_err *err)
{
	struct fault f;

	if (!find_fault(c, &f))
		return 0;
	*row = f.row;
	if (f.byte < 0)
		return vl_fail(err, VL_EVALUE, "column '%.*s': malformed JSON",
		    (int)name.n, name.p);
	vl_fail(err, VL_EFORMAT, "column '%.*s': byte 0x%02x is not UTF-8",
	    (int)name.n, name.p, (unsigned)f.byte);
	return vl_err_hint(
	    err, "text in Arrow is UTF-8: the producer has to convert it");
}
