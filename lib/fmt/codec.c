/* codec.c -- one small adapter for each compression library. */
#include "fmt/codec.h"

#include <brotli/decode.h>
#include <bzlib.h>
#include <lz4frame.h>
#include <lzma.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "base/alloc.h"
#include "base/compiler.h"
#include "base/err.h"

enum {
	ZSTD_WINDOW_LOG = 27,      /* 128 MiB, as the zstd program */
	XZ_MEMORY = 256 << 20,     /* xz -9 needs 65 MiB */
	STEP_MAX = 1 << 30,        /* zlib and bzip2 count in 32 bits */
	GZIP_WINDOW_BITS = 15 + 16 /* the largest window, gzip framing */
};

static int
corrupt(struct vl_err *err, const char *codec, const char *why)
{
	return vl_fail(
	    err, VL_EFORMAT, "corrupt %s data: %s", codec, why ? why : "?");
}

static unsigned
span(const char *from, const char *to)
{
	return (unsigned)(to - from < STEP_MAX ? to - from : STEP_MAX);
}

/*
 * gzip.  Members follow each other; zeros behind the last one are padding (of
 * tapes), as gzip(1) has it.
 */
struct gzip {
	z_stream z;
	bool between; /* members */
	bool padding;
};

static void *
gzip_open(void)
{
	struct gzip *g = vl_alloc_one(struct gzip);

	g->between = true;
	if (inflateInit2(&g->z, GZIP_WINDOW_BITS) == Z_OK)
		return g;
	vl_dealloc(g);
	return NULL;
}

static int
gzip_step(void *state, struct vl_codec_io *io, struct vl_err *err)
{
	struct gzip *g = state;
	int rc;

	if (g->between) {
		g->padding |= io->in < io->in_end && *io->in == 0;
		while (g->padding && io->in < io->in_end && *io->in == 0)
			io->in++;
		if (io->in == io->in_end)
			return 0;
		if (g->padding)
			return corrupt(err, "gzip", "bytes behind its end");
		g->between = false;
	}
	g->z.next_in = (Bytef *)(uintptr_t)io->in;
	g->z.avail_in = span(io->in, io->in_end);
	g->z.next_out = (Bytef *)io->out;
	g->z.avail_out = span(io->out, io->out_end);
	rc = inflate(&g->z, Z_NO_FLUSH);
	io->in = (const char *)g->z.next_in;
	io->out = (char *)g->z.next_out;
	if (rc == Z_STREAM_END) {
		inflateReset(&g->z);
		g->between = true;
		return 0;
	}
	if (rc == Z_OK || rc == Z_BUF_ERROR)
		return 1;
	return corrupt(err, "gzip", g->z.msg ? g->z.msg : "no memory");
}

static void
gzip_close(void *state)
{
	struct gzip *g = state;

	inflateEnd(&g->z);
	vl_dealloc(g);
}

/* zstd: frames and skippable frames follow each other. */
static void *
zstd_open(void)
{
	ZSTD_DCtx *z = ZSTD_createDCtx();

	if (z)
		ZSTD_DCtx_setParameter(z, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG);
	return z;
}

static int
zstd_step(void *state, struct vl_codec_io *io, struct vl_err *err)
{
	ZSTD_inBuffer in = { io->in, (size_t)(io->in_end - io->in), 0 };
	ZSTD_outBuffer out = { io->out, (size_t)(io->out_end - io->out), 0 };
	size_t rc = ZSTD_decompressStream(state, &out, &in);

	io->in += in.pos;
	io->out += out.pos;
	if (ZSTD_isError(rc))
		return corrupt(err, "zstd", ZSTD_getErrorName(rc));
	return rc != 0;
}

static void
zstd_close(void *state)
{
	ZSTD_freeDCtx(state);
}

/* bzip2: streams follow each other, each with a decoder of its own. */
struct bzip2 {
	bz_stream z;
	bool open;
};

static void *
bzip2_open(void)
{
	return vl_alloc_one(struct bzip2);
}

static int
bzip2_step(void *state, struct vl_codec_io *io, struct vl_err *err)
{
	struct bzip2 *b = state;
	int rc;

	if (!b->open) {
		if (io->in == io->in_end)
			return 0;
		b->z = (bz_stream){ 0 };
		if (BZ2_bzDecompressInit(&b->z, 0, 0) != BZ_OK)
			return corrupt(err, "bzip2", "no memory");
		b->open = true;
	}
	b->z.next_in = (char *)(uintptr_t)io->in;
	b->z.avail_in = span(io->in, io->in_end);
	b->z.next_out = io->out;
	b->z.avail_out = span(io->out, io->out_end);
	rc = BZ2_bzDecompress(&b->z);
	io->in = b->z.next_in;
	io->out = b->z.next_out;
	if (rc == BZ_STREAM_END) {
		BZ2_bzDecompressEnd(&b->z);
		b->open = false;
		return 0;
	}
	if (rc == BZ_OK)
		return 1;
	return corrupt(err, "bzip2",
	    rc == BZ_DATA_ERROR           ? "a check sum differs" :
		rc == BZ_DATA_ERROR_MAGIC ? "no stream begins here" :
		rc == BZ_MEM_ERROR        ? "no memory" :
					    "internal error");
}

static void
bzip2_close(void *state)
{
	struct bzip2 *b = state;

	if (b->open)
		BZ2_bzDecompressEnd(&b->z);
	vl_dealloc(b);
}

/* xz: the library itself goes from stream to stream until the input ends. */
static void *
xz_open(void)
{
	lzma_stream *z = vl_alloc_one(lzma_stream);

	*z = (lzma_stream)LZMA_STREAM_INIT;
	if (lzma_stream_decoder(z, XZ_MEMORY, LZMA_CONCATENATED) == LZMA_OK)
		return z;
	vl_dealloc(z);
	return NULL;
}

static int
xz_step(void *state, struct vl_codec_io *io, struct vl_err *err)
{
	lzma_stream *z = state;
	lzma_ret rc;

	z->next_in = (const uint8_t *)io->in;
	z->avail_in = (size_t)(io->in_end - io->in);
	z->next_out = (uint8_t *)io->out;
	z->avail_out = (size_t)(io->out_end - io->out);
	rc = lzma_code(z, io->last ? LZMA_FINISH : LZMA_RUN);
	io->in = (const char *)z->next_in;
	io->out = (char *)z->next_out;
	if (rc == LZMA_STREAM_END)
		return 0;
	if (rc == LZMA_OK || rc == LZMA_BUF_ERROR)
		return 1;
	if (rc == LZMA_MEMLIMIT_ERROR)
		return vl_fail(err, VL_ELIMIT,
		    "xz data needs more than 256 MiB to decompress");
	return corrupt(err, "xz",
	    rc == LZMA_FORMAT_ERROR      ? "no stream begins here" :
		rc == LZMA_OPTIONS_ERROR ? "options not supported" :
		rc == LZMA_MEM_ERROR     ? "no memory" :
					   "a check sum differs");
}

static void
xz_close(void *state)
{
	lzma_end(state);
	vl_dealloc(state);
}

/* lz4: frames and skippable frames follow each other. */
static void *
lz4_open(void)
{
	LZ4F_dctx *z = NULL;

	if (LZ4F_isError(LZ4F_createDecompressionContext(&z, LZ4F_VERSION)))
		return NULL;
	return z;
}

static int
lz4_step(void *state, struct vl_codec_io *io, struct vl_err *err)
{
	size_t in = (size_t)(io->in_end - io->in);
	size_t out = (size_t)(io->out_end - io->out);
	size_t rc = LZ4F_decompress(state, io->out, &out, io->in, &in, NULL);

	io->in += in;
	io->out += out;
	if (LZ4F_isError(rc))
		return corrupt(err, "lz4", LZ4F_getErrorName(rc));
	return rc != 0;
}

static void
lz4_close(void *state)
{
	LZ4F_freeDecompressionContext(state);
}

/* brotli: one stream, nothing behind it. */
static void *
brotli_open(void)
{
	return BrotliDecoderCreateInstance(NULL, NULL, NULL);
}

static int
brotli_step(void *state, struct vl_codec_io *io, struct vl_err *err)
{
	const uint8_t *in = (const uint8_t *)io->in;
	uint8_t *out = (uint8_t *)io->out;
	size_t in_left = (size_t)(io->in_end - io->in);
	size_t out_left = (size_t)(io->out_end - io->out);
	BrotliDecoderResult rc;

	if (BrotliDecoderIsFinished(state)) {
		if (in_left > 0)
			return corrupt(err, "brotli", "bytes behind its end");
		return 0;
	}
	rc = BrotliDecoderDecompressStream(
	    state, &in_left, &in, &out_left, &out, NULL);
	io->in = (const char *)in;
	io->out = (char *)out;
	if (rc == BROTLI_DECODER_RESULT_ERROR)
		return corrupt(err, "brotli",
		    BrotliDecoderErrorString(BrotliDecoderGetErrorCode(state)));
	return rc != BROTLI_DECODER_RESULT_SUCCESS;
}

static void
brotli_close(void *state)
{
	BrotliDecoderDestroyInstance(state);
}

/* clang-format off */
/* name	suffix	magic	its length */
#define CODECS(X) \
X(gzip,	  ".gz",  "\x1f\x8b\x08",		3) \
X(zstd,	  ".zst", "\x28\xb5\x2f\xfd",		4) \
X(lz4,	  ".lz4", "\x04\x22\x4d\x18",		4) \
X(xz,	  ".xz",  "\xfd" "7zXZ\0",		6) \
X(bzip2,  ".bz2", "BZh",			3) \
X(brotli, ".br",  "",				0)
/* clang-format on */

enum {
#define X(id, suffix_, magic_, len) CODEC_##id,
	CODECS(X)
#undef X
};

static const struct {
	struct vl_codec codec;
	const char *magic;
	int64_t magic_len;
} codecs[] = {
#define X(id, suffix_, magic_, len) \
	{ { #id, suffix_, id##_open, id##_step, id##_close }, magic_, len },
	CODECS(X)
#undef X
};

enum {
	BZIP2_HEAD = 10,   /* "BZh", the level, the magic of a block */
	SKIPPABLE_HEAD = 4 /* of lz4 and zstd: 0x184D2A50 .. 5F */
};

/* "BZh9" could begin a text: the magic of its first block (pi) or of its end
 * (the root of pi) settles it. */
static bool
is_bzip2(const char *p, int64_t n)
{
	size_t block = n <= 4 ? 0 : n < BZIP2_HEAD ? (size_t)n - 4 : 6;

	return (n < 4 || (p[3] >= '1' && p[3] <= '9')) &&
	    (memcmp(p + (n < 4 ? n : 4), "\x31\x41\x59\x26\x53\x59", block) ==
		    0 ||
		memcmp(p + (n < 4 ? n : 4), "\x17\x72\x45\x38\x50\x90",
		    block) == 0);
}

static bool
is_skippable(const char *p, int64_t n)
{
	return (p[0] & 0xf0) == 0x50 &&
	    memcmp(p + 1, "\x2a\x4d\x18", (size_t)(n < 4 ? n : 4) - 1) == 0;
}

static const struct vl_codec *
by_suffix(const char *name, const char *suffix)
{
	for (int i = 0; i < VL_COUNTOF(codecs); i++)
		if (vl_str_is(vl_str(codecs[i].codec.suffix), suffix) &&
		    vl_str_ends(vl_str(name), vl_str(suffix)))
			return &codecs[i].codec;
	return NULL;
}

const struct vl_codec *
vl_codec_find(const char *p, int64_t n, const char *name, bool *undecided)
{
	*undecided = n == 0;
	if (n == 0)
		return NULL;
	if (is_skippable(p, n)) {
		const struct vl_codec *lz4 = by_suffix(name, ".lz4");

		*undecided = n < SKIPPABLE_HEAD;
		return *undecided ? NULL :
		    lz4           ? lz4 :
				    &codecs[CODEC_zstd].codec;
	}
	for (int i = 0; i < VL_COUNTOF(codecs); i++) {
		bool bzip2 = i == CODEC_bzip2;
		int64_t len = codecs[i].magic_len;
		int64_t have = n < len ? n : len;

		if (len == 0 || memcmp(p, codecs[i].magic, (size_t)have) != 0 ||
		    (bzip2 && !is_bzip2(p, n)))
			continue;
		*undecided = n < (bzip2 ? BZIP2_HEAD : len);
		return *undecided ? NULL : &codecs[i].codec;
	}
	return by_suffix(name, ".br");
}

int64_t
vl_codec_strip(struct vl_str path)
{
	for (int i = 0; i < VL_COUNTOF(codecs); i++) {
		struct vl_str suffix = vl_str(codecs[i].codec.suffix);

		if (vl_str_ends(path, suffix))
			return path.n - suffix.n;
	}
	return path.n;
}
