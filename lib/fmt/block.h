/*
 * block.h -- an input in numbered blocks of whole records, for many workers.
 *
 * Block k holds the records that begin in bytes [start + k * size, start +
 * (k + 1) * size) of a seekable input; a record that goes on beyond is read to
 * its end.  Of a sequence (pipe, decompressor, other encoding) a block is what
 * one read brought, up to the last whole record.
 *
 * A record ends with a newline outside quotes, so whether a byte is inside must
 * be known where a block begins.  It is not guessed: workers read their blocks
 * in parallel, count quotes and newlines in one pass at memory speed, and tell
 * the next block its state before they parse.
 *
 *	worker 1  |read 0|count|tell 1|  parse 0 ...       |read 2|count|...
 *	worker 2  |read 1|count|  wait  |tell 2| parse 1 ...
 */
#ifndef VL_FMT_BLOCK_H
#define VL_FMT_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/err.h"
#include "fmt/quote.h"

struct vl_blocks;
struct vl_input;

enum {
#ifdef VL_TEST_SMALL
	VL_BLOCK_BYTES = 64,
#else
	VL_BLOCK_BYTES = 256 << 10, /* with what it is parsed to, fits in L2 */
#endif
	VL_RECORD_BYTES_MAX = 256 << 20,
};

struct vl_block_rules {
	struct vl_quote_rules text;
	int64_t start;        /* bytes before the first record */
	int64_t line;         /* 1-based line of the first record */
	int64_t size;         /* of a block; 0: VL_BLOCK_BYTES */
	const char *encoding; /* to be made UTF-8 on the way, or NULL */
};

/* One worker's block.  Zeroed at first, then reused for one after another. */
struct vl_block {
	int64_t number; /* 0, 1, 2 ...: each is handed out once; of a failure,
			   that which failed */
	const char *p;  /* whole records, 64-byte slack on both sides; the last
			   one ends with a newline even where the input does
			   not.  p[-1] is a newline */
	int64_t n;      /* may be 0: no record begins in this block */
	int64_t line;   /* 1-based, of the first record */
	int64_t before; /* bytes of its line before p */
	int64_t taken;  /* bytes of the input that this block stands for */
	bool high;      /* may hold bytes above 0x7f */
	bool quotes;    /* may hold quotes */
	bool irregular; /* ... and where RFC 4180 has none: go byte by byte */

	/* Private. */
	struct vl_err fault; /* what stands behind the records */
	char *buf;
	int64_t cap;
	bool quoted_before; /* the block before had quotes */
};

/* The rules are copied; the input is borrowed and read from its start. */
struct vl_blocks *vl_blocks_new(
    struct vl_input *in, const struct vl_block_rules *rules);

/*
 * The next block: 1, or 0 when there are no more.  Any number of threads, each
 * with its own *b.  Where a record cannot be read, the ones before it are
 * handed out, and its error comes when *b is used again.
 * Errors: VL_EIO and those of a codec; VL_EFORMAT: a quote that never closes,
 * bytes that are not of the encoding; VL_ELIMIT: a record over
 * VL_RECORD_BYTES_MAX; VL_ESTOP: another worker failed, its error is the one.
 */
VL_NODISCARD int vl_blocks_next(
    struct vl_blocks *s, struct vl_block *b, struct vl_err *err);

/* Hand out no more blocks: the limit is reached. */
void vl_blocks_stop(struct vl_blocks *s);

/* How many blocks there will be at least; 1 for a sequence. */
int64_t vl_blocks_count(const struct vl_blocks *s);

void vl_blocks_free(struct vl_blocks *s); /* NULL is fine */
void vl_block_release(struct vl_block *b);

#endif
