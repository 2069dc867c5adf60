/*
 * fuzz_sql.c -- any text is statements or an error at a place within it; what
 * parses prints as text that parses to a tree that prints the same; what binds
 * has a plan whose expressions can be shown.
 */
#include "sql/sql.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "expr/session.h"
#include "plan/show.h"
#include "sql/ast.h"
#include "sql/bind.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_again(struct vl_arena *a, const struct ast_stmt *stmt)
{
	struct vl_buf once = { 0 };
	struct vl_buf twice = { 0 };
	struct ast_stmt *again;
	struct vl_sql_script s;
	struct vl_err err = { 0 };
	int rc;

	ast_show_stmt(stmt, &once);
	s = (struct vl_sql_script){ .text = vl_buf_view(&once) };
	rc = vl_sql_next(&s, a, &again, &err);
	/* Parentheses that the printer added may be one too many. */
	assert(rc == 1 || rc == VL_ELIMIT);
	if (rc == 1) {
		ast_show_stmt(again, &twice);
		assert(vl_str_eq(vl_buf_view(&once), vl_buf_view(&twice)));
	}
	vl_buf_release(&once);
	vl_buf_release(&twice);
}

static void
close_nothing(struct vl_source *s)
{
	(void)s;
}

/* Any file is the same table, which nobody reads. */
static int
open_table(
    void *ctx, struct vl_str path, struct vl_source **out, struct vl_err *err)
{
	static const struct vl_source_class class = { .name = "none",
		.close = close_nothing };
	static const struct vl_field field[] = {
		{ .name = { "a", 1 }, .type = { .id = VL_TYPE_I64 } },
		{ .name = { "b", 1 }, .type = { .id = VL_TYPE_F64 } },
		{ .name = { "x", 1 }, .type = { .id = VL_TYPE_TEXT } },
		{ .name = { "y", 1 }, .type = { .id = VL_TYPE_BOOL } },
		{ .name = { "d", 1 }, .type = { .id = VL_TYPE_DATE } },
	};
	static const struct vl_schema schema = { .count = 5, .field = field };
	struct vl_arena *a = ctx;

	if (path.n == 0)
		return vl_fail(err, VL_EIO, "a file without a name");
	*out = vl_new(a, struct vl_source, 1);
	(*out)->class = &class;
	(*out)->schema = &schema;
	(*out)->rows_estimate = -1;
	return 0;
}

static void
check_bind(struct vl_arena *a, struct vl_catalog *c, struct vl_str text,
    const struct ast_stmt *stmt)
{
	struct vl_session session = { .threads = 1 };
	struct vl_bound bound;
	struct vl_err err = { 0 };
	struct vl_buf buf = { 0 };

	if (vl_sql_bind(a, c, text, stmt, &bound, &err) < 0) {
		assert(err.at >= 0 && err.at <= text.n);
	} else if (bound.plan) {
		struct vl_explain how = { .session = &session };

		how.plan = vl_plan_optimize(a, bound.plan, true, false);
		vl_explain(a, &how, &buf);
		vl_buf_release(&buf);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vl_str text = { (const char *)data, (int64_t)size };
	struct vl_sql_script s = { .text = text };
	struct vl_arena a = { 0 };
	struct vl_arena files = { 0 };
	struct vl_catalog *c = vl_catalog_new(
	    (struct vl_opener){ .ctx = &files, .open = open_table });
	struct ast_stmt *stmt;
	struct vl_err err = { 0 };
	int64_t before = -1;
	int rc;

	vl_catalog_add_file(c, VL_STR("t"), VL_STR("t"), false, &err);
	vl_catalog_add_file(c, VL_STR("u"), VL_STR("u"), false, &err);

	while ((rc = vl_sql_next(&s, &a, &stmt, &err)) != 0) {
		assert(s.at > before && s.at <= text.n);
		before = s.at;
		if (rc > 0) {
			check_again(&a, stmt);
			check_bind(&a, c, text, stmt);
		} else {
			assert(err.at >= 0 && err.at <= text.n);
		}
		vl_arena_reset(&a);
	}
	vl_sql_complete(text);
	vl_catalog_free(c);
	vl_arena_release(&files);
	vl_arena_release(&a);
	return 0;
}
