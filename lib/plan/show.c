/* show.c -- plans as text and JSON, for EXPLAIN. */
#include "plan/show.h"

#include <stdio.h>

#include "col/show.h"
#include "expr/session.h"
#include "kern/kern.h"

/* One line of a section: its words are key=value. */
struct line {
	struct line *next;
	const char *name; /* "Scan"; NULL: the section's own keys */
	int count;
	struct {
		const char *key;
		struct vl_str value;
		bool bare; /* a number or a boolean: no quotes in JSON */
	} word[24];
};

struct section {
	const char *name;
	struct line *first;
	struct line **end;
};

enum {
	LOGICAL,
	PHYSICAL,
	STRATEGY,
	ANALYZE,
	FRONTEND,
	SECTIONS
};

struct explain {
	struct vl_arena *arena;
	struct section section[SECTIONS];
	const struct vl_explain *how;
};

static struct line *
add_line(struct explain *x, int section, const char *name)
{
	struct section *s = &x->section[section];
	struct line *l = vl_new(x->arena, struct line, 1);

	l->name = name;
	*s->end = l;
	s->end = &l->next;
	return l;
}

static void
add(struct line *l, const char *key, struct vl_str value)
{
	if (l->count == VL_COUNTOF(l->word))
		return;
	l->word[l->count].key = key;
	l->word[l->count++].value = value;
}

static void
add_bool(struct line *l, const char *key, bool v)
{
	add(l, key, v ? VL_STR("true") : VL_STR("false"));
	l->word[l->count - 1].bare = true;
}

static void
add_int(struct explain *x, struct line *l, const char *key, int64_t v)
{
	add(l, key, vl_str(vl_str_printf(x->arena, "%lld", (long long)v)));
	l->word[l->count - 1].bare = true;
}

/* What a buffer holds, kept; the buffer is emptied. */
static struct vl_str
kept(struct explain *x, struct vl_buf *b)
{
	struct vl_str s = vl_str_copy(x->arena, vl_buf_view(b));

	vl_buf_release(b);
	return s;
}

static struct vl_str
show_expr(struct explain *x, const struct vl_expr *e, const struct vl_schema *s)
{
	struct vl_buf b = { 0 };

	vl_expr_show(e, s, &b);
	return kept(x, &b);
}

static struct vl_str
show_exprs(struct explain *x, int n, const struct vl_expr *const *e,
    const struct vl_schema *s)
{
	struct vl_buf b = { 0 };

	vl_buf_byte(&b, '[');
	for (int i = 0; i < n; i++) {
		if (i)
			vl_buf_cstr(&b, ", ");
		vl_expr_show(e[i], s, &b);
	}
	vl_buf_byte(&b, ']');
	return kept(x, &b);
}

static struct vl_str
show_names(struct explain *x, const struct vl_schema *s)
{
	struct vl_buf b = { 0 };

	vl_buf_byte(&b, '[');
	for (int i = 0; i < s->count; i++) {
		if (i)
			vl_buf_cstr(&b, ", ");
		vl_buf_str(&b, s->field[i].name);
	}
	vl_buf_byte(&b, ']');
	return kept(x, &b);
}

/* ---- logical ---- */

static void
show_scan(struct explain *x, const struct vl_plan *p, struct line *l)
{
	struct vl_buf b = { 0 };

	add(l, "table", p->table);
	add(l, "format", vl_str(p->source->class->name));
	add(l, "columns", show_names(x, p->schema));
	if (p->conjunct_count)
		add(l, "filter",
		    show_exprs(x, p->conjunct_count, p->conjunct_expr,
			p->source->schema));
	if (p->limit >= 0)
		add_int(x, l, "limit", p->limit);
	if (p->source->class->describe) {
		p->source->class->describe(p->source, &b);
		add(l, "source", kept(x, &b));
	}
}

static struct vl_str
show_calls(struct explain *x, const struct vl_plan *p)
{
	struct vl_buf b = { 0 };

	vl_buf_byte(&b, '[');
	for (int i = 0; i < p->agg_count; i++) {
		const struct vl_plan_agg *g = &p->agg[i];

		vl_buf_printf(&b, "%s%s(%s", i ? ", " : "", g->agg->name,
		    g->distinct       ? "distinct " :
			g->count == 0 ? "*" :
					"");
		for (int j = 0; j < g->count; j++) {
			if (j)
				vl_buf_cstr(&b, ", ");
			vl_expr_show(g->arg[j], p->input[0]->schema, &b);
		}
		vl_buf_byte(&b, ')');
	}
	vl_buf_byte(&b, ']');
	return kept(x, &b);
}

static struct vl_str
show_sort(struct explain *x, const struct vl_plan *p)
{
	struct vl_buf b = { 0 };

	vl_buf_byte(&b, '[');
	for (int i = 0; i < p->sort_count; i++) {
		if (i)
			vl_buf_cstr(&b, ", ");
		vl_expr_show(p->sort[i].expr, p->input[0]->schema, &b);
		vl_buf_cstr(&b, p->sort[i].descending ? " DESC" : "");
		vl_buf_cstr(&b, p->sort[i].nulls_first ? " NULLS FIRST" : "");
	}
	vl_buf_byte(&b, ']');
	return kept(x, &b);
}

static void
logical(struct explain *x, const struct vl_plan *p)
{
	struct line *l = add_line(x, LOGICAL, vl_plan_kind_name(p->kind));

	switch (p->kind) {
	case VL_PLAN_SCAN: show_scan(x, p, l); break;
	case VL_PLAN_VALUES: add_int(x, l, "rows", (int64_t)p->rows); break;
	case VL_PLAN_FILTER:
		add(l, "condition", show_expr(x, p->condition, p->schema));
		break;
	case VL_PLAN_PROJECT:
		add(l, "columns", show_names(x, p->schema));
		add(l, "expressions",
		    show_exprs(x, p->expr_count, p->expr, p->input[0]->schema));
		break;
	case VL_PLAN_AGGREGATE:
		add(l, "keys",
		    show_exprs(x, p->expr_count, p->expr, p->input[0]->schema));
		add(l, "calls", show_calls(x, p));
		break;
	case VL_PLAN_JOIN:
		add(l, "kind",
		    p->join == VL_JOIN_LEFT ? VL_STR("left") : VL_STR("inner"));
		add(l, "left",
		    show_exprs(
			x, p->key_count, p->left_key, p->input[0]->schema));
		add(l, "right",
		    show_exprs(
			x, p->key_count, p->right_key, p->input[1]->schema));
		if (p->condition)
			add(l, "condition",
			    show_expr(x, p->condition, p->schema));
		break;
	case VL_PLAN_SORT:
		add(l, "keys", show_sort(x, p));
		if (p->limit >= 0)
			add_int(x, l, "limit", p->limit);
		break;
	case VL_PLAN_LIMIT:
		add_int(x, l, "limit", p->limit);
		if (p->offset)
			add_int(x, l, "offset", p->offset);
		break;
	case VL_PLAN_DISTINCT: add(l, "keys", show_names(x, p->schema)); break;
	case VL_PLAN_UNION: break;
	}
}

/* ---- physical and strategy ---- */

static const struct {
	const char *shape;
	const char *barrier; /* why it waits for all its rows, or NULL */
} physical_of[] = {
	[VL_PLAN_SCAN] = { "SourceOnly", NULL },
	[VL_PLAN_VALUES] = { "Constant", NULL },
	[VL_PLAN_FILTER] = { "FusedUnary", NULL },
	[VL_PLAN_PROJECT] = { "FusedUnary", NULL },
	[VL_PLAN_AGGREGATE] = { "Aggregate",
	    "groups are known when all rows are in" },
	[VL_PLAN_JOIN] = { "Join", "the right side is hashed first" },
	[VL_PLAN_SORT] = { "Sort", "the first row may come last" },
	[VL_PLAN_LIMIT] = { "Limit", NULL },
	[VL_PLAN_DISTINCT] = { "Aggregate",
	    "groups are known when all rows are in" },
	[VL_PLAN_UNION] = { "Union", NULL },
};

static void
physical(struct explain *x, const struct vl_plan *p)
{
	struct line *l = add_line(x, PHYSICAL, physical_of[p->kind].shape);
	const char *reason = physical_of[p->kind].barrier;

	add(l, "step", vl_str(vl_plan_kind_name(p->kind)));
	add_bool(l, "barrier", reason != NULL);
	if (reason)
		add(l, "reason", vl_str(reason));
	if (p->rows >= 0)
		add_int(x, l, "rows_estimate", (int64_t)p->rows);
}

static const struct vl_plan *
find_aggregate(const struct vl_plan *p)
{
	if (p == NULL || p->kind == VL_PLAN_AGGREGATE)
		return p;
	const struct vl_plan *left = find_aggregate(p->input[0]);

	return left ? left : find_aggregate(p->input[1]);
}

static struct vl_str
backends(struct explain *x)
{
	struct vl_buf b = { 0 };

	for (const struct vl_kern *const *k = vl_kern_all(); *k; k++)
		vl_buf_printf(
		    &b, "%s%s", k == vl_kern_all() ? "" : ",", (*k)->isa);
	return kept(x, &b);
}

static void
strategy(struct explain *x, const struct vl_plan *root)
{
	const struct vl_plan *p = find_aggregate(root);
	struct line *l = add_line(x, STRATEGY, NULL);
	int keys = p ? p->expr_count : 0;
	bool fixed = keys > 0;
	const char *impl, *reason, *rejected;

	for (int i = 0; i < keys; i++)
		fixed = fixed && !vl_type_is_view(p->expr[i]->type);
	if (keys == 0) {
		impl = "not-applicable";
		reason = p ? "one group" : "no aggregation";
		rejected = "";
	} else if (keys == 1 && fixed) {
		impl = "hash-fixed";
		reason = "one key of fixed width";
		rejected = "dense: the range of values is not known; "
			   "sort-streaming: the input is not ordered";
	} else {
		impl = "hash-packed";
		reason = keys == 1 ? "a text key" :
				     "several keys in one row of words";
		rejected = "dense, hash-fixed: not one key of fixed width; "
			   "sort-streaming: the input is not ordered";
	}
	add(l, "selected_impl", vl_str(impl));
	add(l, "simd_backend", vl_str(vl_kern()->isa));
	add(l, "compiled_backends", backends(x));
	add(l, "partial_layout",
	    keys ? VL_STR("table per worker, merged") :
		   VL_STR("state per worker, merged"));
	add(l, "runtime_shape", vl_str(physical_of[root->kind].shape));
	add_int(x, l, "key_count", keys);
	add_bool(l, "ordered_input", false);
	add_bool(l, "partition_local", false);
	add_bool(l, "fixed_width_keys", fixed);
	add_bool(l, "packable_keys", keys > 0);
	add_bool(l, "low_cardinality", false);
	add_int(x, l, "threads", x->how->session->threads);
	add(l, "reason", vl_str(reason));
	add(l, "rejected_candidates", vl_str(rejected));
	add_bool(l, "columnar_operator", true);
	add(l, "columnar_fallback_type", VL_STR("none"));
	add(l, "columnar_fallback_reason", VL_STR(""));
	add_int(x, l, "columnar_input_row_count",
	    root->rows < 0 ? -1 : (int64_t)root->rows);
	add(l, "columnar_affected_columns", show_names(x, root->schema));
}

static void
analyze(struct explain *x, const struct vl_plan *p)
{
	const struct vl_profile *pr = x->how->profile;
	struct line *l;

	for (int i = 0; pr && i < pr->count; i++) {
		if (pr->node[i]->plan != p)
			continue;
		l = add_line(x, ANALYZE, vl_plan_kind_name(p->kind));
		add_int(x, l, "rows", pr->node[i]->rows);
		add_int(x, l, "batches", pr->node[i]->batches);
		add(l, "busy_ms",
		    vl_str(vl_str_printf(
			x->arena, "%.3f", (double)pr->node[i]->busy_ns / 1e6)));
		l->word[l->count - 1].bare = true;
	}
}

static void
visit(struct explain *x, const struct vl_plan *p)
{
	for (int i = 0; i < 2; i++)
		if (p->input[i])
			visit(x, p->input[i]);
	logical(x, p);
	physical(x, p);
	analyze(x, p);
}

/* ---- out ---- */

static void
section_text(const struct section *s, struct vl_buf *out)
{
	int step = 0;

	vl_buf_printf(out, "%s\n", s->name);
	for (const struct line *l = s->first; l; l = l->next) {
		if (l->name)
			vl_buf_printf(out, "  %d %s", ++step, l->name);
		for (int i = 0; i < l->count; i++)
			vl_buf_printf(out, "%s%s=%.*s%s", l->name ? " " : "  ",
			    l->word[i].key, (int)l->word[i].value.n,
			    l->word[i].value.p, l->name ? "" : "\n");
		if (l->name)
			vl_buf_byte(out, '\n');
	}
}

static void
line_json(const struct line *l, int step, struct vl_buf *out)
{
	bool first = true;

	vl_buf_byte(out, '{');
	if (l->name) {
		vl_buf_printf(
		    out, "\"step\":%d,\"operator\":\"%s\"", step, l->name);
		first = false;
	}
	for (int i = 0; i < l->count; i++) {
		/* "step" is the number; the plan's name of it is "node" */
		const char *key = vl_str_is(vl_str(l->word[i].key), "step") ?
		    "node" :
		    l->word[i].key;

		vl_buf_printf(out, "%s\"%s\":", first ? "" : ",", key);
		first = false;
		if (l->word[i].bare)
			vl_buf_str(out, l->word[i].value);
		else
			vl_show_json_str(l->word[i].value, out);
	}
	vl_buf_byte(out, '}');
}

static void
section_json(const struct section *s, struct vl_buf *out)
{
	int step = 0;

	vl_buf_printf(out, "\"%s\":", s->name);
	if (s->first && s->first->name == NULL) {
		line_json(s->first, 0, out);
		return;
	}
	vl_buf_byte(out, '[');
	for (const struct line *l = s->first; l; l = l->next) {
		if (step)
			vl_buf_byte(out, ',');
		line_json(l, ++step, out);
	}
	vl_buf_byte(out, ']');
}

void
vl_explain(struct vl_arena *a, const struct vl_explain *e, struct vl_buf *out)
{
	static const char *const names[SECTIONS] = {
		[FRONTEND] = "frontend",
		[LOGICAL] = "logical",
		[PHYSICAL] = "physical",
		[STRATEGY] = "strategy",
		[ANALYZE] = "analyze",
	};
	static const int order[] = { FRONTEND, LOGICAL, PHYSICAL, STRATEGY,
		ANALYZE };
	struct explain x = { .arena = a, .how = e };
	int n = e->profile ? SECTIONS : SECTIONS - 1;
	struct line *l;

	for (int i = 0; i < SECTIONS; i++) {
		x.section[i].name = names[i];
		x.section[i].end = &x.section[i].first;
	}
	l = add_line(&x, FRONTEND, NULL);
	add(l, "name", VL_STR("velaria"));
	add(l, "dialect", VL_STR("velaria_sql_v1"));
	visit(&x, e->plan);
	strategy(&x, e->plan);
	if (e->json)
		vl_buf_byte(out, '{');
	for (int i = 0; i < n; i++) {
		if (!e->json)
			section_text(&x.section[order[i]], out);
		else if (i)
			vl_buf_byte(out, ',');
		if (e->json)
			section_json(&x.section[order[i]], out);
	}
	if (e->json)
		vl_buf_cstr(out, "}\n");
}

struct vl_profile_node *
vl_profile_of(struct vl_profile *pr, const struct vl_plan *p)
{
	for (int i = 0; i < pr->count; i++)
		if (pr->node[i]->plan == p)
			return pr->node[i];
	if (pr->count == pr->room) {
		int room = pr->room ? pr->room * 2 : 16;
		struct vl_profile_node **more =
		    vl_new(pr->arena, struct vl_profile_node *, room);

		for (int i = 0; i < pr->count; i++)
			more[i] = pr->node[i];
		pr->node = more;
		pr->room = room;
	}
	struct vl_profile_node *n =
	    vl_new(pr->arena, struct vl_profile_node, 1);

	n->plan = p;
	pr->node[pr->count++] = n;
	return n;
}
