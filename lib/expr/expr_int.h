/* expr_int.h -- what the files of expr share and nobody else sees. */
#ifndef VL_EXPR_EXPR_INT_H
#define VL_EXPR_EXPR_INT_H

#include "expr/expr.h"
#include "expr/func.h"

/* A node of that kind whose `count` arguments are copied from arg. */
struct vl_expr *expr_new(struct vl_arena *a, enum vl_expr_kind kind,
    struct vl_type type, int64_t at, int count,
    const struct vl_expr *const *arg);

static inline bool
expr_is_const(const struct vl_expr *e)
{
	return e->kind == VL_EXPR_CONST;
}

static inline bool
expr_is_null(const struct vl_expr *e)
{
	return expr_is_const(e) && vl_column_is_null(&e->value, 0);
}

/* Equal but for the arguments. */
bool expr_same_node(const struct vl_expr *x, const struct vl_expr *y);

/* A text literal, which stands for a value of any type that it reads as. */
static inline bool
expr_is_literal(const struct vl_expr *e)
{
	return expr_is_const(e) && e->type.id == VL_TYPE_TEXT;
}

/* Value of a constant of an integer type up to 64 bits: true and *out. */
bool expr_const_i64(const struct vl_expr *e, int64_t *out);

/*
 * The one type that all of arg can be given, as in CASE and comparisons:
 * text literals and NULLs take the type of the others, whole number literals
 * too where their value fits.  False if there is none; *bad are two that clash.
 */
bool expr_unify(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    struct vl_type *out, int bad[2]);

/* An integer beside a float: comparisons convert neither (mixed.c). */
bool expr_is_mixed(int count, const struct vl_expr *const *arg);
int expr_compare_mixed(struct vl_arena *a, const struct vl_func *f,
    const struct vl_expr *const *arg, int64_t at, const struct vl_expr **out,
    struct vl_err *err);

/* The same number as a constant of an integer type or DOUBLE; NULL if e is no
 * constant, or there is none. */
const struct vl_expr *expr_exact_const(
    struct vl_arena *a, const struct vl_expr *e, struct vl_type t);

/* What vl_expr_cast() calls for a conversion nobody asked for. */
int expr_coerce(struct vl_arena *a, const struct vl_expr *e, struct vl_type to,
    const struct vl_expr **out, struct vl_err *err);

/* "cannot VERB <type of x> with <type of y>", at y. */
int expr_clash(const char *verb, const struct vl_expr *x,
    const struct vl_expr *y, struct vl_err *err);

/* Run the cast of a constant now: *out is a constant. */
int expr_const_cast(struct vl_arena *a, const struct vl_expr *cast,
    const struct vl_expr **out, struct vl_err *err);

/* True if such a cast exists at all. */
bool cast_exists(struct vl_type from, struct vl_type to);

/* True if its result depends on the session: the time zone. */
bool cast_needs_session(struct vl_type from, struct vl_type to);

/* The kernels (kern/lane.h) of a type, or -1 if it has none. */
int expr_lane(struct vl_type t);

/* One cast of a FLAT or CONST column: what a step of a program runs. */
int cast_column(struct vl_call *c, bool try_cast, struct vl_column *out,
    struct vl_err *err);

/* DECIMAL that holds every value of an integer type. */
struct vl_type type_dec_of_int(struct vl_type t);

/* A literal DOUBLE as the DECIMAL that it is written as: true and *out. */
bool expr_dec_literal(const struct vl_expr *e, struct vl_type *out);

/* A type as text, shown in the error's own buffers: at most 64 bytes. */
struct type_text {
	char z[96];
};
struct type_text type_text(struct vl_type t);

/* Signatures (func.h), read for the functions and the aggregates. */
enum {
	SIG_MAX = 16, /* words of a signature */
};

enum sig_class {
	SIG_TYPE,
	SIG_ANY,
	SIG_SAME, /* T */
	SIG_LIST, /* T[] */
	SIG_INT,
	SIG_NUM,
	SIG_DEC,
	SIG_TS, /* TIMESTAMP or TIMESTAMPTZ of any unit */
};

struct sig {
	int count;
	int required;
	bool variadic;
	enum sig_class class[SIG_MAX];
	struct vl_type type[SIG_MAX];
};

void sig_parse(struct vl_arena *a, const char *args, struct sig *out);

/* How badly arguments fit: 0 exactly, -1 not at all; *same is what T is. */
int sig_cost(struct vl_arena *a, const struct sig *s, int count,
    const struct vl_expr *const *arg, struct vl_type *same);

/* Give the arguments the types of the signature. */
int sig_apply(struct vl_arena *a, const struct sig *s, struct vl_type same,
    int count, const struct vl_expr **arg, struct vl_err *err);

/* The result type that a table names. */
struct vl_type sig_result(
    struct vl_arena *a, const char *result, struct vl_type same);

/* "f() takes 2 arguments, not 3". */
int sig_arity_error(const char *name, int min, int max, bool variadic,
    int count, int64_t at, struct vl_err *err);

/* Families of built-ins: tables that end with a NULL name. */
extern const struct vl_func func_arith[];
extern const struct vl_func func_cmp[];
extern const struct vl_func func_logic[];
extern const struct vl_func func_num[];
extern const struct vl_func func_str[];
extern const struct vl_func func_cond[];
extern const struct vl_func func_like[];
extern const struct vl_func func_regex[];
extern const struct vl_func func_time[];
extern const struct vl_func func_part[];
extern const struct vl_func func_strftime[];
extern const struct vl_func func_list[];
extern const struct vl_func func_json[];
extern const struct vl_func func_digest[];
extern const struct vl_func func_tochar[];

#endif
