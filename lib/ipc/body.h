/*
 * body.h -- the nodes and buffers of one record batch.
 *
 * Buffers are fetched when a column is loaded, so that columns nobody asked
 * for are neither read (from a file) nor decompressed.
 */
#ifndef VL_IPC_BODY_H
#define VL_IPC_BODY_H

#include "base/arena.h"
#include "ipc/layout.h"
#include "ipc/message.h"

struct ipc_values;

struct ipc_part {
	int64_t offset; /* in the body */
	int64_t bytes;  /* there; decompressed once `p` is set */
	const char *p;  /* compressed body: what came out */
};

/* A piece of a file's buffer; kept for the next batch. */
struct ipc_window {
	struct ipc_room room;
	int64_t from; /* in the buffer */
	int64_t bytes;
};

struct ipc_body {
	/* Where the bytes are: in memory, or in a file from `at` on. */
	const char *p;
	const struct vl_ipc_input *in;
	int64_t at;

	enum ipc_codec codec;
	int ratio_max;
	int version;
	bool own; /* NULL slots are known to be harmless */
	int64_t rows;
	const struct ipc_pair64 *node; /* by ipc_field.index */
	const int64_t *buffer;         /* the first of each node */
	const int32_t *variadic;       /* data buffers of each view node */
	struct ipc_part *part;
	int64_t parts;
	int64_t deflated; /* bytes decompressed so far, before and after */
	int64_t inflated;
	struct ipc_values **dict;  /* by ipc_dict.number */
	struct vl_arena *message;  /* lives as long as the message */
	struct ipc_window *window; /* of a file: one for each part */
	int64_t windows;
	int64_t window_bytes;
};

/*
 * Take a record apart along the layout of `count` fields with `nodes` nodes
 * in all.  Who calls has set p or in, at, version, ratio_max, message.
 */
int ipc_body_open(struct ipc_body *b, const struct ipc_record *r,
    const struct ipc_field *field, int count, int nodes, struct vl_err *err);

/* Also the windows; the body can be opened again. */
void ipc_body_release(struct ipc_body *b);

/*
 * n bytes of a buffer, `from` bytes into it, at an address that is a multiple
 * of align (a power of two up to 64), with slack behind.  They live as long
 * as the message, but from a file only until the same buffer is asked again;
 * misaligned ones are copied to a.
 * Errors: VL_EFORMAT if the buffer is shorter.
 */
int ipc_body_bytes(struct ipc_body *b, int64_t buffer, int64_t from, int64_t n,
    int64_t align, struct vl_arena *a, const void **out, struct vl_err *err);

/* Its bytes in all, decompressed. */
int ipc_body_size(
    struct ipc_body *b, int64_t buffer, int64_t *out, struct vl_err *err);

#endif
