/* ast_int.h -- what the two files that print trees share. */
#ifndef VL_SQL_AST_INT_H
#define VL_SQL_AST_INT_H

#include "sql/ast.h"

void show_exprs(struct ast_expr *const *x, int count, struct vl_buf *out);
void show_names(const struct vl_str *name, int count, const char *between,
    struct vl_buf *out);
void show_order(const struct ast_order *o, int count, struct vl_buf *out);
void show_window(const struct ast_window *w, struct vl_buf *out);

#endif
