/* lower.c -- a plan to operators, node by node. */
#include "exec/op.h"
#include "plan/show.h"

static int lower(struct vl_exec *x, const struct vl_plan *p,
    struct vl_scan **out, struct vl_err *err);

/* Both inputs, or none if one cannot be opened. */
static int
lower_inputs(struct vl_exec *x, const struct vl_plan *p, struct vl_scan *in[2],
    struct vl_err *err)
{
	in[0] = in[1] = NULL;
	for (int i = 0; i < 2 && p->input[i]; i++) {
		int rc = lower(x, p->input[i], &in[i], err);

		if (rc < 0) {
			vl_scan_close(in[0]);
			return rc;
		}
	}
	return 0;
}

static int
lower(struct vl_exec *x, const struct vl_plan *p, struct vl_scan **out,
    struct vl_err *err)
{
	struct vl_scan *in[2];
	int rc = 0;

	*out = NULL;
	VL_TRY(lower_inputs(x, p, in, err));
	switch (p->kind) {
	case VL_PLAN_SCAN: rc = vl_exec_scan(x, p, out, err); break;
	case VL_PLAN_VALUES: rc = vl_exec_values(x, p, out, err); break;
	case VL_PLAN_FILTER:
		*out = vl_exec_filter(x, p->condition, in[0]);
		break;
	case VL_PLAN_PROJECT:
		*out = vl_exec_project(
		    x, p->expr_count, p->expr, p->schema, in[0]);
		break;
	case VL_PLAN_AGGREGATE:
		rc = vl_exec_aggregate(x, p, in[0], out, err);
		break;
	case VL_PLAN_DISTINCT:
		rc = vl_exec_distinct(x, p, in[0], out, err);
		break;
	case VL_PLAN_JOIN:
		rc = vl_exec_join(x, p, in[0], in[1], out, err);
		break;
	case VL_PLAN_SORT: rc = vl_exec_sort(x, p, in[0], out, err); break;
	case VL_PLAN_LIMIT: *out = vl_exec_limit(x, p, in[0]); break;
	case VL_PLAN_UNION: *out = vl_exec_union(x, in[0], in[1]); break;
	}
	if (rc >= 0 && vl_scan_span(*out) > VL_EXEC_SPAN_MAX)
		rc = vl_fail(err, VL_ELIMIT, "too many inputs in one UNION");
	if (rc < 0) {
		vl_scan_close(*out);
		*out = NULL;
	} else if (x->profile) {
		*out = vl_exec_profile(x, vl_profile_of(x->profile, p), *out);
	}
	return rc;
}

int
vl_exec_open(struct vl_arena *a, const struct vl_plan *plan,
    struct vl_session *session, struct vl_profile *profile,
    struct vl_scan **out, struct vl_err *err)
{
	struct vl_exec *x = vl_new(a, struct vl_exec, 1);

	x->arena = a;
	x->profile = profile;
	x->session = session;
	return lower(x, plan, out, err);
}
