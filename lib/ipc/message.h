/*
 * message.h -- the frames of a stream: metadata, body, compression, notes.
 *
 *	OFFSET	SIZE	MEANING
 *	0	4	0xffffffff (left out by Arrow before 0.15)
 *	4	4	bytes of metadata, padding included; 0: end of stream
 *	8	n	a Message table, zero padded
 *	8 + n	m	the body, whose length the table holds
 *
 * A stream of ours adds notes to its messages, as key-value metadata that
 * other readers ignore (vl-format(5)).
 */
#ifndef VL_IPC_MESSAGE_H
#define VL_IPC_MESSAGE_H

#include "ipc/flat.h"
#include "ipc/read.h"

struct vl_pair;

enum {
	IPC_META_MAX = 16 << 20, /* bytes of metadata of one message */
	IPC_PREFIX = 8,
	IPC_ALIGN = 64,              /* of buffers and bodies that we write */
	IPC_INFLATE_FREE = 16 << 20, /* bytes that no ratio is asked of */
	IPC_RATIO = 200,
};

enum ipc_header {
	IPC_SCHEMA = 1,
	IPC_DICTIONARY,
	IPC_RECORD,
};

enum {
	IPC_V4 = 3,
	IPC_V5 = 4,
};

enum ipc_codec {
	IPC_NO_CODEC = -1,
	IPC_LZ4 = 0,
	IPC_ZSTD = 1,
};

enum ipc_end {
	IPC_NOT_END,
	IPC_END_OK,
	IPC_END_ERROR,
};

/* What a message says about itself or, the last one, about the stream. */
struct ipc_notes {
	bool has_xxh3;
	uint64_t xxh3; /* of the body */
	enum ipc_end end;
	bool has_total;
	int64_t rows;
	int64_t batches;
	uint64_t hash; /* ipc_chain() over all messages, with this one's ... */
	struct vl_str hash_text; /* ... digits, these here, as zeros */
	struct vl_str error;     /* points into the message */
};

struct ipc_message {
	struct flat flat;
	uint8_t type; /* enum ipc_header */
	int version;
	int64_t body_bytes;
	struct flat_table header; /* of that type; header.f is &flat */
	struct ipc_notes notes;
};

/* p stays the caller's, and must outlive *m; m must not be moved. */
int ipc_message_read(
    const uint8_t *p, int64_t n, struct ipc_message *m, struct vl_err *err);

/* A RecordBatch table, checked: every buffer lies within the body. */
struct ipc_record {
	int64_t rows;
	enum ipc_codec codec;
	int64_t nodes;
	struct flat_vec node; /* struct { int64_t rows, nulls; } */
	int64_t buffers;
	struct flat_vec buffer; /* struct { int64_t offset, bytes; } */
	int64_t variadics;
	struct flat_vec
	    variadic; /* int64_t: data buffers of each view column */
};

int ipc_record_read(struct flat_table t, int64_t body_bytes,
    struct ipc_record *r, struct vl_err *err);

/* ---- frames ---- */

/* A growing buffer, aligned and with slack as column buffers are. */
struct ipc_room {
	char *p;
	int64_t cap;
};

void ipc_room_release(struct ipc_room *r);

/* The bytes of an input in order; what was read ahead comes first. */
struct ipc_bytes {
	struct vl_ipc_input in;
	char held[IPC_PREFIX];
	int held_bytes;
	int64_t taken; /* given out so far */
};

/* Fill p with n bytes; returns how many came before the input ended. */
int64_t ipc_bytes_read(
    struct ipc_bytes *b, void *p, int64_t n, struct vl_err *err);

enum {
	IPC_EOF = 0,   /* nothing came */
	IPC_FRAME = 1, /* metadata follows: prefix and all in meta */
	IPC_EOS = 2,   /* the end-of-stream marker */
};

/*
 * Read a frame up to its body: *bytes of metadata lie IPC_PREFIX bytes into
 * meta->p, behind the prefix as it came.
 */
int ipc_frame_read(struct ipc_bytes *b, struct ipc_room *meta, int64_t *bytes,
    struct vl_err *err);

/* Read a body; room grows as bytes come, not as the message claims. */
int ipc_body_read(struct ipc_bytes *b, struct ipc_room *room, int64_t bytes,
    struct vl_err *err);

/* The hash of a stream so far, one message further. */
uint64_t ipc_chain(uint64_t so_far, uint64_t meta, uint64_t body);

/* ---- compression ---- */

/* The bytes that a compressed buffer holds, as its first 8 say (which nobody
 * checked yet); -1: it is stored as it is behind them. */
int ipc_inflated_bytes(
    const char *p, int64_t n, int64_t *out, struct vl_err *err);

/* Exactly `room` bytes come out of the n behind those 8. */
int ipc_inflate(enum ipc_codec codec, const char *p, int64_t n, char *to,
    int64_t room, struct vl_err *err);

/* Append a buffer as a compressed body holds it; n is not 0. */
int ipc_deflate(enum ipc_codec codec, const char *p, int64_t n,
    struct vl_buf *out, struct vl_err *err);

/* ---- writing ---- */

/* Begin a Message in the empty b; returns the slot of the header's reference.
 */
int64_t ipc_put_message(struct vl_buf *b, enum ipc_header type,
    int64_t body_bytes, const struct vl_pair *notes, int note_count);

struct ipc_pair64 {
	int64_t a; /* a node's rows, a buffer's offset */
	int64_t b; /* its NULLs, its bytes */
};

/* Append a RecordBatch table; its place is returned. */
int64_t ipc_put_record(struct vl_buf *b, int64_t rows,
    const struct ipc_pair64 *node, int64_t nodes,
    const struct ipc_pair64 *buffer, int64_t buffers, enum ipc_codec codec);

#endif
