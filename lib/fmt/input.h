/*
 * input.h -- the bytes of one input: a file, standard input, a compressed
 * form of either.
 *
 * A regular, uncompressed file is `seekable`: any thread reads any place with
 * vl_input_read_at().  Everything else is a sequence, read in order by one
 * caller at a time (the block reader holds a lock), and kept in a spool where
 * a second pass may be needed.
 */
#ifndef VL_FMT_INPUT_H
#define VL_FMT_INPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct vl_err;
struct vl_input;

enum {
	VL_INPUT_PEEK_MAX = 1 << 20, /* bytes that a probe may look at */
	VL_INPUT_RATIO = 200,        /* of decompression, unless said */
};

/*
 * Open path ("-" is standard input).  Gzip, zstd, bzip2, xz, lz4 and brotli
 * (by extension) are recognised by their first bytes and decompressed on the
 * way, concatenated members included; ratio is the largest allowed expansion
 * past the first 16 MiB (0: VL_INPUT_RATIO).
 * Errors: VL_EIO (a directory, no permission, no such file).
 */
int vl_input_open(
    const char *path, int ratio, struct vl_input **out, struct vl_err *err);

/* The same over bytes in memory, borrowed: tests, fuzzers. */
struct vl_input *vl_input_memory(
    const char *name, const void *p, int64_t n, bool seekable);

const char *vl_input_name(const struct vl_input *in);
const char *vl_input_codec(const struct vl_input *in); /* "gzip" or NULL */
bool vl_input_seekable(const struct vl_input *in);

/* Bytes of content if that is known (seekable), else -1. */
int64_t vl_input_size(const struct vl_input *in);

/* Compressed or plain bytes taken from the system so far and in all (-1):
 * what a progress bar shows. */
int64_t vl_input_taken(const struct vl_input *in);
int64_t vl_input_total(const struct vl_input *in);

/*
 * The first bytes without consuming them: *p stays valid until close.
 * Returns how many, at most VL_INPUT_PEEK_MAX; fewer only at the end of the
 * input, or once `want` are there (a slow pipe is not waited for further).
 */
int64_t vl_input_peek(
    struct vl_input *in, int64_t want, const char **p, struct vl_err *err);

/*
 * A peek for finding out what the bytes are: `want` of them or all there are
 * (*whole).  A producer that pauses is not waited for once it has given `lines`
 * whole lines; one that does not pause gives the same sample every time.
 */
int64_t vl_input_sample(struct vl_input *in, int64_t want, int lines,
    const char **p, bool *whole, struct vl_err *err);

/* Up to n bytes from an offset; short only at the end.  Seekable, any thread.
 */
int64_t vl_input_read_at(struct vl_input *in, int64_t offset, void *buf,
    int64_t n, struct vl_err *err);

/*
 * The next up to n bytes (what a peek saw included); 0 at the end.  Returns
 * early with what is there rather than wait for more.
 * Errors: VL_EIO, VL_EFORMAT and VL_ETRUNCATED of a codec.
 */
int64_t vl_input_read(
    struct vl_input *in, void *buf, int64_t n, struct vl_err *err);

/*
 * Keep what is read from now on so that vl_input_rewind() works: in memory up
 * to 16 MiB, then in an unlinked temporary file in tmpdir.  Only before the
 * first read; a no-op on seekable inputs.  Once *until (NULL: never) is true
 * nothing more is kept, and what was is forgotten as soon as it was read.
 */
void vl_input_keep(
    struct vl_input *in, const char *tmpdir, const _Atomic bool *until);

/* Read from the start again.  VL_EUSAGE if nothing was kept. */
int vl_input_rewind(struct vl_input *in, struct vl_err *err);

void vl_input_close(struct vl_input *in); /* NULL is fine */

#endif
