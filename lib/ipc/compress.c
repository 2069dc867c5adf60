/* compress.c -- the compressed buffers of a message body. */
#include <lz4frame.h>
#include <zstd.h>

#include "base/err.h"
#include "ipc/message.h"

enum {
	HEAD = 8,      /* the uncompressed length, before the frame */
	ZSTD_LEVEL = 1 /* pipes and spools: speed first */
};

int
ipc_inflated_bytes(const char *p, int64_t n, int64_t *out, struct vl_err *err)
{
	*out = 0;
	if (n == 0)
		return 0;
	if (n < HEAD)
		return vl_fail(
		    err, VL_EFORMAT, "corrupt Arrow message: short buffer");
	memcpy(out, p, sizeof *out);
	if (*out < -1)
		return vl_fail(
		    err, VL_EFORMAT, "corrupt Arrow message: negative length");
	return 0;
}

static bool
inflate_lz4(const char *p, int64_t n, char *to, int64_t room)
{
	LZ4F_dctx *ctx;
	size_t hint = 1;
	int64_t from = 0;
	int64_t done = 0;

	if (LZ4F_isError(LZ4F_createDecompressionContext(&ctx, LZ4F_VERSION)))
		return false;
	while (hint != 0 && from < n) {
		size_t in = (size_t)(n - from);
		size_t out = (size_t)(room - done);

		hint =
		    LZ4F_decompress(ctx, to + done, &out, p + from, &in, NULL);
		if (LZ4F_isError(hint) || (in == 0 && out == 0))
			break;
		from += (int64_t)in;
		done += (int64_t)out;
	}
	LZ4F_freeDecompressionContext(ctx);
	return hint == 0 && from == n && done == room;
}

int
ipc_inflate(enum ipc_codec codec, const char *p, int64_t n, char *to,
    int64_t room, struct vl_err *err)
{
	bool ok;

	p += HEAD;
	n -= HEAD;
	if (codec == IPC_ZSTD)
		ok = ZSTD_decompress(to, (size_t)room, p, (size_t)n) ==
		    (size_t)room;
	else
		ok = inflate_lz4(p, n, to, room);
	if (!ok)
		return vl_fail(err, VL_EFORMAT,
		    "corrupt Arrow message: a buffer does not decompress");
	return 0;
}

int
ipc_deflate(enum ipc_codec codec, const char *p, int64_t n, struct vl_buf *out,
    struct vl_err *err)
{
	size_t bound = codec == IPC_ZSTD ?
	    ZSTD_compressBound((size_t)n) :
	    LZ4F_compressFrameBound((size_t)n, NULL);
	char *to = vl_buf_room(out, HEAD + (int64_t)bound);
	int64_t length = n;
	size_t got = codec == IPC_ZSTD ?
	    ZSTD_compress(to + HEAD, bound, p, (size_t)n, ZSTD_LEVEL) :
	    LZ4F_compressFrame(to + HEAD, bound, p, (size_t)n, NULL);

	if (codec == IPC_ZSTD ? ZSTD_isError(got) : LZ4F_isError(got))
		return vl_fail(err, VL_EIO, "compression failed");
	if ((int64_t)got >= n) { /* stored as it is */
		length = -1;
		got = (size_t)n;
		memcpy(to + HEAD, p, got);
	}
	memcpy(to, &length, sizeof length);
	out->len += HEAD + (int64_t)got;
	return 0;
}
