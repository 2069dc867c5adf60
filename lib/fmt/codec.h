/*
 * codec.h -- the door to zlib, zstd, bzip2, xz, lz4 and brotli: compressed
 * bytes in, bytes out, piece by piece.
 */
#ifndef VL_FMT_CODEC_H
#define VL_FMT_CODEC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct vl_err;

/* What one step may take and fill; both ends move. */
struct vl_codec_io {
	const char *in;
	const char *in_end;
	char *out;
	char *out_end;
	bool last; /* nothing comes after in_end */
};

struct vl_codec {
	const char *name;   /* "gzip" */
	const char *suffix; /* ".gz" */
	/* A decoder's state; NULL if the library has no memory for it. */
	void *(*open)(void);
	/*
	 * Take and fill as far as possible.  1: inside a member, more input
	 * is needed or more output waits; 0: at the end of a member, where
	 * the input may end too.  Errors: VL_EFORMAT, VL_ELIMIT.
	 */
	int (*step)(void *state, struct vl_codec_io *io, struct vl_err *err);
	void (*close)(void *state);
};

/*
 * The codec whose magic the bytes begin with, by suffix where it has none
 * (brotli), or NULL.  *undecided is set where more bytes than these n are
 * needed to say.
 */
const struct vl_codec *vl_codec_find(
    const char *p, int64_t n, const char *name, bool *undecided);

/* The length of a path without a known compression suffix. */
int64_t vl_codec_strip(struct vl_str path);

#endif
