/* hold.c -- who is read again, and keeping it. */
#include "tool/hold.h"

#include "exec/exec.h"
#include "exec/spool.h"
#include "tool/query.h"

/* How often a plan scans a source. */
static int
scans_of(const struct vl_plan *p, const struct vl_source *s)
{
	if (p->kind == VL_PLAN_SCAN)
		return p->source == s;
	int n = 0;

	for (int i = 0; i < 2 && p->input[i]; i++)
		n += scans_of(p->input[i], s);
	return n;
}

/* Words of SQL have no case that matters; a longer word is no harm. */
static bool
mentions(struct vl_str text, struct vl_str name)
{
	for (; text.n >= name.n; text.p++, text.n--)
		if (vl_str_eq_fold((struct vl_str){ text.p, name.n }, name))
			return true;
	return false;
}

/* May a later statement read this source?  Views hide names. */
static bool
comes_again(
    const struct vl_query *q, const struct vl_source *s, struct vl_str rest)
{
	struct vl_table_entry *t;

	rest = vl_str_trim(rest);
	if (!q->follow && rest.n == 0)
		return false;
	for (int i = 0; (t = vl_catalog_at(q->catalog, i)) != NULL; i++)
		if (t->kind == VL_TABLE_VIEW ||
		    (t->source == s && (q->follow || mentions(rest, t->name))))
			return true;
	return false;
}

/* The first source in p that the whole plan, or the script, reads again. */
static struct vl_source *
to_hold(const struct vl_query *q, const struct vl_plan *whole,
    const struct vl_plan *p, struct vl_str rest)
{
	struct vl_source *found = NULL;

	if (p->kind == VL_PLAN_SCAN)
		return p->source->sequence &&
			(scans_of(whole, p->source) > 1 ||
			    comes_again(q, p->source, rest)) ?
		    p->source :
		    NULL;
	for (int i = 0; i < 2 && p->input[i] && !found; i++)
		found = to_hold(q, whole, p->input[i], rest);
	return found;
}

int
vl_hold_inputs(struct vl_query *q, struct vl_arena *a,
    const struct vl_plan *plan, struct vl_str rest, struct vl_err *err)
{
	struct vl_session *session = &q->run.session;
	struct vl_source *source = to_hold(q, plan, plan, rest);
	struct vl_source *table = NULL;
	struct vl_scan *scan = NULL;
	const struct vl_plan *all;
	int rc;

	if (source == NULL)
		return 0;
	all = vl_plan_scan(a, source, vl_str(source->name));
	all = vl_plan_optimize(a, all, session->pushdown, false);
	rc = vl_exec_open(a, all, session, NULL, &scan, err);
	if (rc >= 0)
		rc = vl_spool_source(source->name, scan, session, &table, err);
	session->scan_count = 0;
	if (rc < 0)
		return rc;
	vl_catalog_swap(q->catalog, source, table);
	return 1;
}
