/*
 * test_input.c -- inputs: files, pipes, memory, every codec.
 *
 * Goal: the same bytes come out whatever carries them and however they are
 * cut; what is damaged is an error.
 * Method: one text, compressed by each library in two members, read in pieces
 * of many sizes, truncated at every length.
 */
#include <brotli/encode.h>
#include <bzlib.h>
#include <lz4frame.h>
#include <lzma.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "check.h"
#include "fmt/input.h"

enum {
	TEXT_MAX = 3000,
	ROOM = 1 << 16
};

static size_t
pack_gzip(const char *p, size_t n, char *out)
{
	z_stream z = { 0 };

	deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
	z.next_in = (Bytef *)(uintptr_t)p;
	z.avail_in = (uInt)n;
	z.next_out = (Bytef *)out;
	z.avail_out = ROOM;
	deflate(&z, Z_FINISH);
	deflateEnd(&z);
	return z.total_out;
}

static size_t
pack_zstd(const char *p, size_t n, char *out)
{
	return ZSTD_compress(out, ROOM, p, n, 1);
}

static size_t
pack_lz4(const char *p, size_t n, char *out)
{
	return LZ4F_compressFrame(out, ROOM, p, n, NULL);
}

static size_t
pack_xz(const char *p, size_t n, char *out)
{
	size_t len = 0;

	lzma_easy_buffer_encode(0, LZMA_CHECK_CRC64, NULL, (const uint8_t *)p,
	    n, (uint8_t *)out, &len, ROOM);
	return len;
}

static size_t
pack_bzip2(const char *p, size_t n, char *out)
{
	unsigned len = ROOM;

	BZ2_bzBuffToBuffCompress(
	    out, &len, (char *)(uintptr_t)p, (unsigned)n, 1, 0, 0);
	return len;
}

static size_t
pack_brotli(const char *p, size_t n, char *out)
{
	size_t len = ROOM;

	BrotliEncoderCompress(5, 18, BROTLI_MODE_TEXT, n, (const uint8_t *)p,
	    &len, (uint8_t *)out);
	return len;
}

static const struct packer {
	const char *codec;
	const char *name;
	size_t (*pack)(const char *p, size_t n, char *out);
	int members;
} packers[] = {
	{ "gzip", "t.csv.gz", pack_gzip, 2 },
	{ "zstd", "t.csv.zst", pack_zstd, 2 },
	{ "lz4", "t.csv.lz4", pack_lz4, 2 },
	{ "xz", "t.csv.xz", pack_xz, 2 },
	{ "bzip2", "t.csv.bz2", pack_bzip2, 2 },
	{ "brotli", "t.csv.br", pack_brotli, 1 },
};

static char text[TEXT_MAX];
static char packed[ROOM];

static void
make_text(void)
{
	for (int i = 0; i < TEXT_MAX; i++)
		text[i] = (char)(i % 61 == 0 ? '\n' : 'a' + i * i % 23);
}

static int64_t
make_packed(const struct packer *k)
{
	size_t half = k->members == 2 ? TEXT_MAX / 2 : TEXT_MAX;
	size_t n = k->pack(text, half, packed);

	if (k->members == 2)
		n += k->pack(text + half, TEXT_MAX - half, packed + n);
	return (int64_t)n;
}

/* Read to the end in pieces; the result of the last read. */
static int64_t
read_all(
    struct vl_input *in, int64_t piece, struct vl_buf *out, struct vl_err *err)
{
	int64_t got;

	vl_buf_reset(out);
	do {
		char *to = vl_buf_room(out, piece);

		got = vl_input_read(in, to, piece, err);
		if (got > 0)
			out->len += got;
	} while (got > 0);
	return got;
}

static int
is_text(const struct vl_buf *b)
{
	return b->len == TEXT_MAX && memcmp(b->p, text, TEXT_MAX) == 0;
}

static void
test_codecs(void)
{
	static const int64_t pieces[] = { 1, 7, 509, 4096 };
	struct vl_buf got = { 0 };
	struct vl_err err = { 0 };

	make_text();
	for (int i = 0; i < VL_COUNTOF(packers); i++) {
		const struct packer *k = &packers[i];
		int64_t n = make_packed(k);

		for (int j = 0; j < VL_COUNTOF(pieces); j++) {
			struct vl_input *in =
			    vl_input_memory(k->name, packed, n, false);
			const char *p;

			CHECK_STR(vl_input_codec(in), k->codec);
			CHECK(!vl_input_seekable(in));
			CHECK(vl_input_peek(in, 100, &p, &err) >= 100);
			CHECK(memcmp(p, text, 100) == 0);
			CHECK_INT(read_all(in, pieces[j], &got, &err), 0);
			CHECK(is_text(&got));
			vl_input_close(in);
		}
	}
	vl_buf_release(&got);
}

/* A stream cut anywhere but between its members is an error. */
static void
test_truncated(void)
{
	struct vl_buf got = { 0 };
	struct vl_err err = { 0 };

	make_text();
	for (int i = 0; i < VL_COUNTOF(packers); i++) {
		const struct packer *k = &packers[i];
		int64_t n = make_packed(k);
		int whole = 0;

		for (int64_t cut = 20; cut < n; cut++) {
			struct vl_input *in =
			    vl_input_memory(k->name, packed, cut, false);
			int64_t rc = read_all(in, 512, &got, &err);

			whole += rc == 0;
			CHECK(
			    rc == 0 || rc == VL_ETRUNCATED || rc == VL_EFORMAT);
			if (rc == 0)
				CHECK_INT(got.len, TEXT_MAX / 2);
			vl_input_close(in);
		}
		CHECK_INT(whole, k->members - 1);
	}
	vl_buf_release(&got);
}

static void
test_trailing(void)
{
	struct vl_buf got = { 0 };
	struct vl_err err = { 0 };

	make_text();
	for (int i = 0; i < VL_COUNTOF(packers); i++) {
		const struct packer *k = &packers[i];
		int64_t n = make_packed(k);

		memcpy(packed + n, "garbage behind", 14);
		struct vl_input *in =
		    vl_input_memory(k->name, packed, n + 14, false);

		CHECK_INT(read_all(in, 512, &got, &err), VL_EFORMAT);
		vl_input_close(in);
	}
	/* Zeros behind gzip are padding. */
	int64_t n = make_packed(&packers[0]);

	memset(packed + n, 0, 512);
	struct vl_input *in = vl_input_memory("t.gz", packed, n + 512, false);

	CHECK_INT(read_all(in, 512, &got, &err), 0);
	CHECK(is_text(&got));
	vl_input_close(in);
	vl_buf_release(&got);
}

static void
test_ratio(void)
{
	int64_t n = 64 << 20;
	char *zeros = vl_alloc(n);
	char *bomb = vl_alloc(ROOM * 4);
	struct vl_buf got = { 0 };
	struct vl_err err = { 0 };
	int64_t len =
	    (int64_t)ZSTD_compress(bomb, ROOM * 4, zeros, (size_t)n, 1);
	struct vl_input *in = vl_input_memory("bomb", bomb, len, false);

	CHECK_INT(read_all(in, 65536, &got, &err), VL_ELIMIT);
	CHECK(got.len >= 16 << 20 && got.len < 18 << 20);
	vl_input_close(in);
	vl_buf_release(&got);
	vl_dealloc(bomb);
	vl_dealloc(zeros);
}

/* Text that only begins like a magic stays text. */
static void
test_not_compressed(void)
{
	static const char *const texts[] = { "BZh9 is a word\n", "P\n", "BZ",
		"Q", "(\xb5/x", "\x1f\x8b", "" };
	struct vl_buf got = { 0 };
	struct vl_err err = { 0 };

	for (int i = 0; i < VL_COUNTOF(texts); i++) {
		struct vl_input *in = vl_input_memory(
		    "t", texts[i], (int64_t)strlen(texts[i]), false);

		CHECK(vl_input_codec(in) == NULL);
		CHECK_INT(read_all(in, 3, &got, &err), 0);
		vl_buf_byte(&got, '\0');
		CHECK_STR(got.p, texts[i]);
		vl_input_close(in);
	}
	vl_buf_release(&got);
}

/* What was read from a pipe and kept comes again, from memory and from disk. */
static void
test_keep(void)
{
	int64_t n = 20 << 20;
	char *p = vl_alloc(n);
	struct vl_buf got = { 0 };
	struct vl_err err = { 0 };
	const char *head;

	for (int64_t i = 0; i < n; i++)
		p[i] = (char)(i * 7 >> 3);
	for (int64_t len = 1 << 10; len <= n; len += n - (1 << 10)) {
		struct vl_input *in = vl_input_memory("pipe", p, len, false);
		char half[700];

		vl_input_keep(in, "/tmp", NULL);
		CHECK(vl_input_peek(in, 1000, &head, &err) >= 1000);
		for (int pass = 0; pass < 3; pass++) {
			CHECK_INT(read_all(in, 65521, &got, &err), 0);
			CHECK_INT(got.len, len);
			CHECK(memcmp(got.p, p, (size_t)len) == 0);
			CHECK_INT(vl_input_rewind(in, &err), 0);
			CHECK_INT(vl_input_read(in, half, 700, &err), 700);
			CHECK_INT(vl_input_rewind(in, &err), 0);
		}
		vl_input_close(in);
	}
	struct vl_input *in = vl_input_memory("pipe", p, n, false);

	CHECK_INT(read_all(in, 65521, &got, &err), 0);
	CHECK_INT(vl_input_rewind(in, &err), VL_EUSAGE);
	vl_input_close(in);

	/* Kept until somebody says that it is not needed any more. */
	_Atomic bool final = false;
	char some[5000];

	in = vl_input_memory("pipe", p, n, false);
	vl_input_keep(in, "/tmp", &final);
	CHECK_INT(vl_input_read(in, some, 5000, &err), 5000);
	CHECK_INT(vl_input_rewind(in, &err), 0);
	final = true;
	CHECK_INT(read_all(in, 700, &got, &err), 0);
	CHECK_INT(got.len, n);
	CHECK(memcmp(got.p, p, (size_t)n) == 0);
	CHECK_INT(vl_input_rewind(in, &err), VL_EUSAGE);
	vl_input_close(in);
	vl_buf_release(&got);
	vl_dealloc(p);
}

static void
put_file(const char *path, const char *p, int64_t n)
{
	FILE *f = fopen(path, "wb");

	CHECK(f != NULL);
	CHECK_INT(fwrite(p, 1, (size_t)n, f), n);
	fclose(f);
}

static void
test_files(void)
{
	char path[] = "/tmp/vl-test-XXXXXX";
	struct vl_buf got = { 0 };
	struct vl_err err = { 0 };
	struct vl_input *in;
	char at[64];
	const char *head;

	make_text();
	close(mkstemp(path));
	put_file(path, text, TEXT_MAX);
	CHECK_INT(vl_input_open(path, 0, &in, &err), 0);
	CHECK(vl_input_seekable(in));
	CHECK_INT(vl_input_size(in), TEXT_MAX);
	CHECK_INT(vl_input_peek(in, 10, &head, &err), 10);
	CHECK(memcmp(head, text, 10) == 0);
	CHECK_INT(vl_input_read_at(in, 100, at, 64, &err), 64);
	CHECK(memcmp(at, text + 100, 64) == 0);
	CHECK_INT(vl_input_read_at(in, TEXT_MAX - 5, at, 64, &err), 5);
	CHECK_INT(vl_input_read_at(in, TEXT_MAX + 5, at, 64, &err), 0);
	for (int pass = 0; pass < 2; pass++) {
		CHECK_INT(read_all(in, 509, &got, &err), 0);
		CHECK(is_text(&got));
		CHECK_INT(vl_input_rewind(in, &err), 0);
	}
	CHECK_INT(truncate(path, 100), 0);
	CHECK_INT(read_all(in, 509, &got, &err), VL_ETRUNCATED);
	vl_input_close(in);

	int64_t n = make_packed(&packers[0]);

	put_file(path, packed, n);
	CHECK_INT(vl_input_open(path, 0, &in, &err), 0);
	CHECK(!vl_input_seekable(in));
	CHECK_INT(vl_input_total(in), n);
	for (int pass = 0; pass < 3; pass++) {
		CHECK_INT(vl_input_peek(in, 10, &head, &err), 10);
		CHECK_INT(read_all(in, 509, &got, &err), 0);
		CHECK(is_text(&got));
		CHECK_INT(vl_input_rewind(in, &err), 0);
	}
	vl_input_close(in);
	unlink(path);
	vl_buf_release(&got);
}

static void
test_refused(void)
{
	struct vl_err err = { 0 };
	struct vl_input *in;

	CHECK_INT(vl_input_open("/nonexistent/x", 0, &in, &err), VL_EIO);
	CHECK(strstr(err.msg, "No such file") != NULL);
	CHECK(in == NULL);
	CHECK_INT(vl_input_open("/tmp", 0, &in, &err), VL_EIO);
	CHECK(strstr(err.msg, "is a directory") != NULL);
	CHECK(vl_file_temp("/nonexistent", &err) < 0);
}

VL_TESTS(test_codecs, test_truncated, test_trailing, test_ratio,
    test_not_compressed, test_keep, test_files, test_refused)
