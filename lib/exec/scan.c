/*
 * scan.c -- open a source for a plan's Scan node.
 *
 * The source is offered the node's columns and conjuncts.  What it does not
 * do itself is done here: its columns are read too, a filter is put on top,
 * and a projection takes the extra columns away again.
 */
#include "exec/op.h"

/* The columns to read: those of the node, then those of refused conjuncts. */
struct reading {
	int count;
	int *column;   /* [count] */
	bool *raw;     /* [count] */
	int *position; /* [source columns] where it is read, or -1 */
};

static void
read_column(struct reading *r, int column)
{
	if (r->position[column] >= 0) {
		r->raw[r->position[column]] = false;
		return;
	}
	r->position[column] = r->count;
	r->column[r->count++] = column;
}

static struct reading
reading_of(struct vl_arena *a, const struct vl_plan *p, const bool *refused)
{
	int all = p->source->schema->count;
	bool *used = vl_new(a, bool, all);
	struct reading r = {
		.column = vl_new(a, int, p->schema->count + all),
		.raw = vl_new(a, bool, p->schema->count + all),
		.position = vl_new(a, int, all),
	};

	for (int i = 0; i < all; i++)
		r.position[i] = -1;
	for (int i = 0; i < p->schema->count; i++) {
		r.column[i] = p->column[i];
		r.raw[i] = p->raw && p->raw[i];
		r.position[p->column[i]] = i;
	}
	r.count = p->schema->count;
	for (int i = 0; i < p->conjunct_count; i++)
		if (refused && refused[i])
			vl_expr_columns(p->conjunct_expr[i], used);
	for (int i = 0; i < all; i++)
		if (used[i])
			read_column(&r, i);
	return r;
}

static int
open_source(struct vl_exec *x, const struct vl_plan *p, const struct reading *r,
    const bool *refused, struct vl_scan **out, struct vl_err *err)
{
	struct vl_want *want = vl_new(x->arena, struct vl_want, 1);
	struct vl_conjunct *c =
	    vl_new(x->arena, struct vl_conjunct, p->conjunct_count);
	int n = 0;

	for (int i = 0; i < p->conjunct_count; i++)
		if (!refused || !refused[i])
			c[n++] = p->conjunct[i];
	*want = (struct vl_want){
		.count = r->count,
		.column = r->column,
		.raw = r->raw,
		.conjunct = c,
		.conjunct_count = n,
		.limit = refused ? -1 : p->limit,
		.threads = x->session->threads,
		.final = &x->session->left,
	};
	VL_TRY(vl_source_scan(p->source, want, out, err));
	if (x->session->scan_count < VL_SESSION_SCANS)
		x->session->scan[x->session->scan_count++] = &(*out)->stats;
	return 0;
}

/* The refused conjuncts as a filter, the extra columns taken away. */
static int
do_refused(struct vl_exec *x, const struct vl_plan *p, const struct reading *r,
    const bool *refused, struct vl_scan **scan, struct vl_err *err)
{
	struct vl_arena *a = x->arena;
	const struct vl_expr **part =
	    vl_new(a, const struct vl_expr *, p->conjunct_count);
	const struct vl_expr *all;
	int n = 0;

	for (int i = 0; i < p->conjunct_count; i++)
		if (refused[i])
			part[n++] = vl_expr_renumber(
			    a, p->conjunct_expr[i], r->position);
	all = part[0];
	if (n > 1)
		VL_TRY(vl_expr_logic(a, VL_EXPR_AND, n, part, -1, &all, err));
	*scan = vl_exec_filter(x, all, *scan);
	if (r->count == p->schema->count)
		return 0;
	const struct vl_expr **e =
	    vl_new(a, const struct vl_expr *, p->schema->count);

	for (int i = 0; i < p->schema->count; i++)
		e[i] = vl_expr_column(a, (*scan)->schema, i, -1);
	*scan = vl_exec_project(x, p->schema->count, e, p->schema, *scan);
	return 0;
}

/* Note what the source will not do of what it was offered: was there any? */
static bool
note_refused(const struct vl_plan *p, const struct vl_scan *scan, bool *refused)
{
	bool any = false;
	int n = 0; /* offered so far */

	for (int i = 0; i < p->conjunct_count; i++) {
		if (refused[i])
			continue;
		refused[i] = scan->conjunct_answer[n++] != VL_EXACT;
		any = any || refused[i];
	}
	return any;
}

int
vl_exec_scan(struct vl_exec *x, const struct vl_plan *p, struct vl_scan **out,
    struct vl_err *err)
{
	struct reading r = reading_of(x->arena, p, NULL);
	bool *refused = vl_new(x->arena, bool, p->conjunct_count);
	const bool *given = NULL;
	int scans = x->session->scan_count;

	/* What is refused needs columns of its own, so the offer is made again
	 * without it, until all the rest is taken. */
	for (;;) {
		VL_TRY(open_source(x, p, &r, given, out, err));
		if (!note_refused(p, *out, refused))
			break;
		vl_scan_close(*out);
		x->session->scan_count = scans;
		*out = NULL;
		r = reading_of(x->arena, p, refused);
		given = refused;
	}
	return given ? do_refused(x, p, &r, refused, out, err) : 0;
}
