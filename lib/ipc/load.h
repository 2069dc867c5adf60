/*
 * load.h -- rows of an Arrow array as a struct vl_column.
 */
#ifndef VL_IPC_LOAD_H
#define VL_IPC_LOAD_H

#include <stdatomic.h>

#include "col/column.h"
#include "ipc/body.h"

/* What is lost in reading, once for a source. */
enum {
	IPC_LOST_NANOS = 1 /* of TIME and INTERVAL, which are microseconds */
};

struct ipc_load {
	struct ipc_body *body;
	struct vl_arena *arena; /* of the columns */
	_Atomic int *lost;      /* IPC_LOST_* are or-ed into it */
	struct vl_err *err;
};

/*
 * Rows from .. from + n of a field.  Fixed-width columns point into the body
 * where that is possible; strings do, behind their views.  A dictionary of
 * strings comes as VL_DICT if `keep_dict`, otherwise all is flat.
 *
 * Errors: VL_EFORMAT, VL_EVALUE (a value that our type cannot hold), VL_ELIMIT.
 */
int ipc_load(struct ipc_load *l, const struct ipc_field *f, int64_t from,
    int64_t n, bool keep_dict, struct vl_column *out);

/*
 * Is the text in a loaded column of that name UTF-8, its JSON well-formed?  The
 * values of a dictionary have been looked at when it came.  After an error,
 * VL_EFORMAT or VL_EVALUE, *row is the row that has it.
 */
int ipc_check_text(const struct vl_column *c, struct vl_str name, int64_t *row,
    struct vl_err *err);

/* ---- values of a dictionary ---- */

struct ipc_values {
	_Atomic int refs;
	struct vl_arena arena;
	struct ipc_room body;      /* string bytes point into it */
	struct ipc_values *before; /* what a delta was added to */

	/* As they came, for deltas; codes are below all.rows. */
	struct vl_column all;

	/*
	 * What codes mean: a code is remapped (UINT32_MAX: NULL) unless remap
	 * is NULL, then stands for a row of *column.  Strings there are
	 * unique and none is NULL, as VL_DICT asks.
	 */
	const struct vl_column *column;
	const uint32_t *remap;
};

/* Where a dictionary batch is read to. */
struct ipc_dicts {
	const struct ipc_layout *layout;
	struct ipc_values **values; /* current ones, by number; NULL: none */
	/* Where *column is allocated.  Its address is what tells dictionaries
	 * apart, so it must never be used again: lives as long as the scan. */
	struct vl_arena identity;
	bool own;
	int ratio_max;
};

/*
 * Take the dictionary batch m, whose body *body moves to the new values; they
 * replace or extend the current ones.
 */
int ipc_dicts_take(struct ipc_dicts *d, const struct ipc_message *m,
    struct ipc_room *body, _Atomic int *lost, struct vl_err *err);

/* Forget all values, and begin with a layout. */
void ipc_dicts_start(struct ipc_dicts *d, const struct ipc_layout *layout);
void ipc_dicts_release(struct ipc_dicts *d);

struct ipc_values *ipc_values_hold(struct ipc_values *v);
void ipc_values_drop(struct ipc_values *v); /* NULL is fine */

/* ---- private to load.c and its helpers ---- */

/* Values of l->body in the type of f: n from `from` on; valid: of the rows,
 * from bit 0, or NULL. */
int ipc_convert(struct ipc_load *l, const struct ipc_field *f, int64_t from,
    int64_t n, const uint64_t *valid, void **out);

/* True if f's values are stored as libvl stores them; *bytes of each. */
bool ipc_is_plain(const struct ipc_field *f, int64_t *bytes);

/* A union's rows, as JSON text. */
int ipc_load_union(struct ipc_load *l, const struct ipc_field *f, int64_t from,
    int64_t n, struct vl_column *out);

/* Codes of a dictionary. */
int ipc_load_codes(struct ipc_load *l, const struct ipc_field *f, int64_t from,
    int64_t n, bool keep_dict, struct vl_column *out);

int ipc_load_valid(struct ipc_load *l, const struct ipc_field *f, int64_t from,
    int64_t n, const uint64_t **out);

#endif
