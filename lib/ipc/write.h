/*
 * write.h -- batches to the bytes of an Arrow IPC stream or file.
 *
 * Batches of the engine's size are gathered until a message is worth sending:
 * about 16 Ki rows or 1 MiB.  A column whose first batch is a dictionary is
 * declared as one; its values are unified, and sent again whenever they grew
 * (once, at the end, in a file).  Streams end with the marker that
 * vl-format(5) describes.
 */
#ifndef VL_IPC_WRITE_H
#define VL_IPC_WRITE_H

#include <stdbool.h>

#include "base/buf.h"
#include "col/batch.h"

enum vl_ipc_codec {
	VL_IPC_PLAIN,
	VL_IPC_LZ4,
	VL_IPC_ZSTD,
};

struct vl_ipc_write {
	const char *producer;    /* "vl-read 0.1.0" */
	enum vl_ipc_codec codec; /* of record batches; dictionaries are plain */
	bool file;               /* an Arrow file instead of a stream */
	bool decode;             /* no dictionaries, for simple consumers */
};

struct vl_ipc_writer;

/* s and how->producer outlive the writer. */
struct vl_ipc_writer *vl_ipc_writer_new(
    const struct vl_schema *s, const struct vl_ipc_write *how);

/* Take the selected rows of b; whole messages are appended to out. */
int vl_ipc_writer_batch(struct vl_ipc_writer *w, struct vl_batch *b,
    struct vl_buf *out, struct vl_err *err);

/*
 * The same in two steps, so that threads can gather side by side: each fills
 * parts of its own with any number of batches, and the parts are appended by
 * one thread at a time.  Dictionaries are not kept: takes_part() says whether
 * a batch has any.
 */
struct vl_ipc_part;

struct vl_ipc_part *vl_ipc_part_new(const struct vl_ipc_writer *w);
bool vl_ipc_writer_takes_part(
    const struct vl_ipc_writer *w, const struct vl_batch *b);
int vl_ipc_part_batch(
    struct vl_ipc_part *p, const struct vl_batch *b, struct vl_err *err);

/* Take the rows that make whole messages, or all of them, out of p.  Messages
 * are the same however often it is called before the last time. */
int vl_ipc_writer_part(struct vl_ipc_writer *w, struct vl_ipc_part *p,
    bool whole, struct vl_buf *out, struct vl_err *err);

void vl_ipc_part_free(struct vl_ipc_part *p); /* NULL is fine */

/* Append what was taken so far, the schema at least: for slow producers. */
int vl_ipc_writer_flush(
    struct vl_ipc_writer *w, struct vl_buf *out, struct vl_err *err);

/*
 * Append the rest and the end marker: "ok", or what went wrong.  A file that
 * failed gets no footer, so that nobody takes it for whole.
 */
int vl_ipc_writer_end(struct vl_ipc_writer *w, const struct vl_err *failed,
    struct vl_buf *out, struct vl_err *err);

void vl_ipc_writer_free(struct vl_ipc_writer *w); /* NULL is fine */

#endif
