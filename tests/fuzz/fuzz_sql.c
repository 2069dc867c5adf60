/*
 * fuzz_sql.c -- any text is statements or an error at a place within it; what
 * parses prints as text that parses to a tree that prints the same.
 */
#include "sql/sql.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "sql/ast.h"

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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vl_str text = { (const char *)data, (int64_t)size };
	struct vl_sql_script s = { .text = text };
	struct vl_arena a = { 0 };
	struct ast_stmt *stmt;
	struct vl_err err = { 0 };
	int64_t before = -1;
	int rc;

	while ((rc = vl_sql_next(&s, &a, &stmt, &err)) != 0) {
		assert(s.at > before && s.at <= text.n);
		before = s.at;
		if (rc > 0) {
			check_again(&a, stmt);
		} else {
			assert(err.at >= 0 && err.at <= text.n);
		}
		vl_arena_reset(&a);
	}
	vl_sql_complete(text);
	vl_arena_release(&a);
	return 0;
}
