/*
 * layout.h -- how the columns of a schema lie in the messages of a stream.
 *
 * Arrow's schema message becomes two things: the struct vl_schema that the
 * rest of libvl sees, and a tree of struct ipc_field that says, for each of
 * its columns, what is on the wire.  A record batch is the pre-order
 * flattening of that tree: one node (rows, NULLs) for each field, and as many
 * buffers as its layout has.
 */
#ifndef VL_IPC_LAYOUT_H
#define VL_IPC_LAYOUT_H

#include "col/schema.h"
#include "ipc/flat.h"

/* clang-format off */
/* KEEP IN STEP: the numbers are those of Type in Arrow's Schema.fbs. */
enum ipc_id {
	IPC_NULL = 1, IPC_INT, IPC_FLOAT, IPC_BINARY, IPC_UTF8, IPC_BOOL,
	IPC_DECIMAL, IPC_DATE, IPC_TIME, IPC_TIMESTAMP, IPC_INTERVAL,
	IPC_LIST, IPC_STRUCT, IPC_UNION, IPC_FIXED_BINARY, IPC_FIXED_LIST,
	IPC_MAP, IPC_DURATION, IPC_LARGE_BINARY, IPC_LARGE_UTF8,
	IPC_LARGE_LIST, IPC_RUN_END, IPC_BINARY_VIEW, IPC_UTF8_VIEW,
	IPC_LIST_VIEW, IPC_LARGE_LIST_VIEW,
	IPC_ID_COUNT
};

/* What `unit` says, by type. */
enum { IPC_HALF, IPC_SINGLE, IPC_DOUBLE };           /* IPC_FLOAT */
enum { IPC_DAY, IPC_MILLI };                         /* IPC_DATE */
enum { IPC_YEAR_MONTH, IPC_DAY_TIME, IPC_MONTH_DAY_NANO }; /* IPC_INTERVAL */
enum { IPC_SPARSE, IPC_DENSE };                      /* IPC_UNION */
/* clang-format on */

enum {
	IPC_FIELDS_MAX = 32768, /* of a schema, nested ones included */
	IPC_DEPTH_MAX = 64,
};

struct ipc_dict;

struct ipc_field {
	struct vl_str name;  /* for messages */
	struct vl_type type; /* what it becomes */
	uint8_t id;          /* enum ipc_id; of the codes if dict is set */
	uint8_t unit;        /* enum vl_unit, or one of the above */
	bool is_signed;      /* IPC_INT */
	int bits;            /* IPC_INT, IPC_TIME, IPC_DECIMAL: 32 .. 256 */
	int32_t size;        /* IPC_FIXED_BINARY, IPC_FIXED_LIST */
	int32_t scale;       /* IPC_DECIMAL, as declared: may be negative */
	int index;           /* of its node in the batch, pre-order */
	int children;
	struct ipc_field *child;
	int8_t *union_child;   /* IPC_UNION: child of type id 0 .. 127, or -1 */
	struct ipc_dict *dict; /* its values, if these are codes */
};

/* A dictionary, and the layout of its batches: one column. */
struct ipc_dict {
	int64_t id;
	int number; /* of the layout's dicts */
	struct ipc_field *value;
	int nodes;
};

struct ipc_layout {
	struct vl_schema *schema;
	struct ipc_field *field; /* schema->count of them */
	int nodes;
	int dict_count;
	struct ipc_dict **dict;
};

/* Everything lives in a; strings are copied.  t is a Schema table.
 * Errors: VL_EFORMAT, VL_EUNSUPPORTED (big-endian), VL_ELIMIT. */
int ipc_layout_read(struct vl_arena *a, struct flat_table t,
    struct ipc_layout *out, struct vl_err *err);

/*
 * Append a Schema table; its place is returned.  dict[i] is the column's
 * dictionary id or -1.  meta are the pairs of the schema itself.
 */
int64_t ipc_put_schema(struct vl_buf *b, const struct vl_schema *s,
    const int64_t *dict, const struct vl_pair *meta, int meta_count);

/* Append a vector of KeyValue. */
int64_t ipc_put_pairs(struct vl_buf *b, const struct vl_pair *pair, int count);

#endif
