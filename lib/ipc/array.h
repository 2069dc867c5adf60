/*
 * array.h -- Arrow arrays being filled from columns, for one message.
 */
#ifndef VL_IPC_ARRAY_H
#define VL_IPC_ARRAY_H

#include "base/arena.h"
#include "base/buf.h"
#include "col/column.h"

struct ipc_table;

/* The buffers of one field, and of the fields below it. */
struct ipc_array {
	struct vl_type type;
	int64_t rows;
	int64_t nulls;
	struct vl_buf valid;   /* words; empty while there is no NULL */
	struct vl_buf offsets; /* strings, lists: int32_t, rows + 1 */
	struct vl_buf data;
	int children;
	struct ipc_array *child;  /* LIST: one, STRUCT: type.size */
	struct ipc_table *values; /* data are codes of these, or NULL */
};

/* The unique values of a dictionary column. */
struct ipc_table {
	struct ipc_array value; /* strings, none NULL */
	uint32_t *slot;         /* row + 1, by hash; 0: free */
	int64_t slots;          /* a power of two */
	int64_t sent;           /* rows that the reader knows */
	bool is_stale;          /* to be forgotten with the message */

	/* Codes of the batch at hand that were looked up already: the batch's
	 * number in the upper half, our code in the lower. */
	uint64_t *memo;
	int64_t memo_room;
	uint32_t batch;
};

void ipc_array_init(struct ipc_array *a, struct vl_type t, bool dict);
void ipc_array_reset(struct ipc_array *a); /* no rows; values stay */
void ipc_array_release(struct ipc_array *a);

/*
 * Append n rows of c: those that sel lists from `from` on, or, without sel,
 * rows from .. from + n.  c has any form but VL_RAW.
 * Errors: VL_ELIMIT (2 GiB in one array), VL_EVALUE (an INTERVAL that does
 * not fit Arrow's).
 */
int ipc_array_add(struct ipc_array *a, const struct vl_column *c,
    const uint16_t *sel, int64_t from, int64_t n, struct vl_err *err);

/* Append all rows of `from`, which has a's type and no dictionary. */
int ipc_array_join(
    struct ipc_array *a, const struct ipc_array *from, struct vl_err *err);

/* The code of a value, new or not. */
int ipc_table_code(struct ipc_table *t, const struct vl_view *v, uint32_t *code,
    struct vl_err *err);

/* A new batch: its dictionaries are not those of the one before. */
void ipc_table_next_batch(struct ipc_table *t);
void ipc_table_reset(struct ipc_table *t); /* no values */

/* Bytes that appending would take, about. */
int64_t ipc_column_bytes(const struct ipc_array *a, const struct vl_column *c,
    const uint16_t *sel, int64_t from, int64_t n);

int64_t ipc_array_bytes(const struct ipc_array *a);

#endif
