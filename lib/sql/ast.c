/* ast.c -- growing arrays of the tree, and the spelling of operators. */
#include "sql/ast.h"

#include <string.h>

static const char *const op_text[] = { "",
#define X(sym, text, power) text,
	AST_OPS(X)
#undef X
};

static const enum ast_power op_power[] = { POWER_NONE,
#define X(sym, text, power) POWER_##power,
	AST_OPS(X)
#undef X
};

static const char *const bare_calls[] = {
	"current_date",
	"current_time",
	"current_timestamp",
	"localtime",
	"localtimestamp",
};

bool
ast_is_bare_call(struct vl_str name)
{
	for (int i = 0; i < VL_COUNTOF(bare_calls); i++)
		if (vl_str_is_fold(name, bare_calls[i]))
			return true;
	return false;
}

void *
ast_push(struct vl_arena *a, void *items, int *count, const void *item,
    int64_t item_bytes)
{
	int n = *count;

	/* Full at every power of two: room for twice as many. */
	if ((n & (n - 1)) == 0) {
		void *more = vl_arena_alloc(a, n ? 2 * (int64_t)n : 1,
		    item_bytes, _Alignof(max_align_t));

		if (n > 0)
			memcpy(more, items, (size_t)(n * item_bytes));
		items = more;
	}
	memcpy((char *)items + n * item_bytes, item, (size_t)item_bytes);
	*count = n + 1;
	return items;
}

const char *
ast_op_text(enum ast_op op)
{
	return op_text[op];
}

enum ast_power
ast_op_power(enum ast_op op)
{
	return op_power[op];
}
