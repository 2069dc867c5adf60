/* union.c -- rows of a union as JSON text: libvl has no such type. */
#include <inttypes.h>

#include "base/err.h"
#include "col/show.h"
#include "ipc/load.h"

enum {
	TEXT_MAX = 64 << 20 /* of the rows of one batch */
};

struct rows {
	const uint8_t *child; /* of each row */
	const int32_t *at;    /* dense: the row of the child */
	int64_t from;         /* sparse: the union's own rows */
	int64_t *low;         /* of each child: the first row in use */
	int64_t *high;        /* behind the last */
};

static int
corrupt(struct ipc_load *l, const struct ipc_field *f, const char *what)
{
	return vl_fail(l->err, VL_EFORMAT,
	    "corrupt Arrow record batch: column '%.*s': %s", (int)f->name.n,
	    f->name.p, what);
}

/* Which child each row is of, and which of its rows are needed. */
static int
read_rows(struct ipc_load *l, const struct ipc_field *f, int64_t from,
    int64_t n, struct rows *r)
{
	int64_t buffer =
	    l->body->buffer[f->index] + (l->body->version == IPC_V4 ? 1 : 0);
	uint8_t *child = vl_arena_buffer(l->arena, n);
	const void *p;

	*r = (struct rows){ .child = child, .from = from };
	r->low = vl_new(l->arena, int64_t, f->children);
	r->high = vl_new(l->arena, int64_t, f->children);
	VL_TRY(
	    ipc_body_bytes(l->body, buffer, from, n, 1, l->arena, &p, l->err));
	for (int64_t i = 0; i < n; i++) {
		int8_t id = ((const int8_t *)p)[i];

		if (id < 0 || f->union_child[id] < 0)
			return corrupt(l, f, "a type that the union lacks");
		child[i] = (uint8_t)f->union_child[id];
	}
	if (f->unit == IPC_DENSE) {
		VL_TRY(ipc_body_bytes(l->body, buffer + 1, from * 4, n * 4, 4,
		    l->arena, &p, l->err));
		r->at = p;
	}
	for (int64_t i = 0; i < n; i++) {
		int64_t at = r->at ? r->at[i] : from + i;
		int k = child[i];

		if (at < 0)
			return corrupt(l, f, "a negative offset");
		if (r->high[k] == 0 || at < r->low[k])
			r->low[k] = at;
		if (at >= r->high[k])
			r->high[k] = at + 1;
	}
	return 0;
}

static int
show_rows(struct ipc_load *l, const struct rows *r,
    const struct vl_column *child, int64_t n, struct vl_column *out)
{
	struct vl_view *v = vl_arena_buffer(l->arena, n * (int64_t)sizeof *v);
	int64_t *end = vl_arena_buffer(l->arena, n * 8);
	uint64_t *valid = vl_arena_buffer(l->arena, vl_bits_words(n) * 8);
	struct vl_buf text = { 0 };
	char *bytes;

	memset(valid, 0, (size_t)vl_bits_words(n) * 8);
	for (int64_t i = 0; i < n; i++) {
		int k = r->child[i];
		int64_t at = (r->at ? r->at[i] : r->from + i) - r->low[k];

		if (!vl_column_is_null(&child[k], at) &&
		    !(out->valid && !vl_bit_get(out->valid, i))) {
			vl_show_value(&child[k], at, VL_SHOW_JSON, &text);
			vl_bit_set(valid, i);
		}
		end[i] = text.len;
		if (text.len > TEXT_MAX)
			break;
	}
	if (text.len > TEXT_MAX) {
		vl_buf_release(&text);
		return vl_fail(l->err, VL_ELIMIT,
		    "a union of over %d bytes of text in %" PRId64 " rows",
		    TEXT_MAX, n);
	}
	bytes = vl_arena_buffer(l->arena, text.len);
	if (text.len > 0)
		memcpy(bytes, text.p, (size_t)text.len);
	vl_buf_release(&text);
	for (int64_t i = 0; i < n; i++) {
		int64_t start = i ? end[i - 1] : 0;

		v[i] = vl_view_slack(bytes + start, end[i] - start);
	}
	out->data = v;
	out->valid = valid;
	return 0;
}

int
ipc_load_union(struct ipc_load *l, const struct ipc_field *f, int64_t from,
    int64_t n, struct vl_column *out)
{
	struct vl_column *child =
	    vl_new(l->arena, struct vl_column, f->children);
	struct rows r;

	if (l->body->version == IPC_V4)
		VL_TRY(ipc_load_valid(l, f, from, n, &out->valid));
	VL_TRY(read_rows(l, f, from, n, &r));
	for (int k = 0; k < f->children; k++)
		VL_TRY(ipc_load(l, &f->child[k], r.low[k], r.high[k] - r.low[k],
		    false, &child[k]));
	return show_rows(l, &r, child, n, out);
}
