/*
 * source.h -- private to ipc: one opened stream or file.
 */
#ifndef VL_IPC_SOURCE_H
#define VL_IPC_SOURCE_H

#include <pthread.h>

#include "base/arena.h"
#include "base/err.h"
#include "ipc/load.h"
#include "ipc/message.h"
#include "ipc/read.h"

/* A message as it was read; message points into meta. */
struct ipc_frame {
	struct ipc_room meta;
	struct ipc_room body;
	struct ipc_message message;
};

void ipc_frame_release(struct ipc_frame *f);

/* One pass over a stream, or several streams one after the other. */
struct ipc_stream {
	struct ipc_bytes bytes;
	bool own;     /* its schema says vl:format */
	bool ended;   /* its end marker came */
	bool between; /* after EOS: another stream may follow */
	bool done;
	uint64_t chain;  /* ipc_chain() of its messages */
	int64_t rows;    /* of this stream */
	int64_t batches; /* of this stream */
	struct ipc_dicts dicts;
};

/* Where the messages of a file are, from its footer. */
struct ipc_block {
	int64_t offset;
	int64_t meta_bytes; /* prefix included */
};

struct ipc_footer {
	struct ipc_block *dict;
	int64_t dicts;
	struct ipc_block *batch;
	int64_t batches;
};

struct ipc_source {
	struct vl_source base;
	struct vl_ipc_input in;
	struct vl_ipc_options how;
	struct vl_arena arena; /* of the layouts */
	/* Of the current stream: those that follow each other have the same
	 * columns, but may use dictionaries for others of them. */
	const struct ipc_layout *layout;
	_Atomic int lost;
	bool is_file;
	bool used; /* a scan took the stream from where open left it */
	struct ipc_stream stream;
	struct ipc_footer footer;
};

/* ---- stream.c ---- */

/* Read the schema that a stream begins with; a second time, see that its
 * columns are the same. */
int ipc_stream_start(
    struct ipc_source *s, struct ipc_frame *f, struct vl_err *err);

/* The next record batch with its body: 1, 0 at the end of the last stream. */
int ipc_stream_next(
    struct ipc_source *s, struct ipc_frame *f, struct vl_err *err);

/* ---- file.c ---- */

/* Read the footer of s->in. */
int ipc_file_open(struct ipc_source *s, struct vl_err *err);

/* The message of a block, and where its body begins. */
int ipc_file_message(struct ipc_source *s, const struct ipc_block *b,
    struct ipc_frame *f, int64_t *body_at, struct vl_err *err);

/* Its body, checked against its hash if it has one, into f->body. */
int ipc_file_body(
    struct ipc_source *s, struct ipc_frame *f, int64_t at, struct vl_err *err);

/* All dictionaries of a file. */
int ipc_file_dicts(struct ipc_source *s, struct ipc_dicts *d,
    struct ipc_frame *f, struct vl_err *err);

/* Replace s->in, a sequence, by one that can be read at any offset. */
int ipc_file_slurp(struct ipc_source *s, struct vl_err *err);

/* Compare a body with the hash that its message has. */
int ipc_check_body(
    const struct ipc_frame *f, uint64_t hash, struct vl_err *err);

#endif
