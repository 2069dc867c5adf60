/*
 * input.c -- the bytes of one input, in order or at any offset.
 *
 *	raw bytes --codec--> content: | head | spool | still to come |
 *	                              0      ^ what a peek saw
 *
 * `head` holds what was peeked, the spool what was read after it and is kept
 * for another pass.  A read takes from the first of the three that holds its
 * position.  Regular files need no spool: they are read again.
 */
#include "fmt/input.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <string.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/file.h"
#include "base/spool.h"
#include "fmt/codec.h"

enum {
	PACKED_SIZE = 256 << 10, /* compressed bytes in hand */
	PIPE_CHUNK = 64 << 10,   /* asked of a pipe by a peek */
	PAUSE_MS = 100,          /* of a producer: what is there goes on */
	RATIO_FREE = 16 << 20,   /* expansion below is nobody's business */
	MAGIC_MAX = 16
};

struct vl_input {
	char *name;

	/* Where raw bytes come from. */
	int fd;      /* -1: memory */
	bool own_fd; /* not standard input's */
	const char *memory;
	bool regular;     /* raw bytes can be read again */
	int64_t raw_from; /* offset of the first of them in the file */
	int64_t raw_size; /* -1 unknown */
	int64_t raw_next;
	_Atomic int64_t taken;

	/* From raw bytes to content. */
	const struct vl_codec *codec; /* NULL: they are the content */
	void *decoder;
	char *packed;
	int64_t packed_from, packed_end;
	bool raw_ended;
	bool inside; /* of a member: the raw bytes must not end here */
	int64_t unpacked;
	int ratio;

	char *head;
	int64_t head_len;
	bool keeps; /* what comes, in the spool */
	const _Atomic bool *keeps_until;
	struct vl_spool spool;
	bool paused;     /* a sample ended by that */
	int64_t next;    /* position of the next read */
	int64_t fetched; /* content that has come so far */
	bool ended;
};

static struct vl_input *
input_new(const char *name)
{
	struct vl_input *in = vl_alloc_one(struct vl_input);

	in->name = vl_strndup(name, (int64_t)strlen(name));
	in->fd = -1;
	in->raw_size = -1;
	in->ratio = VL_INPUT_RATIO;
	return in;
}

/* Raw bytes at an offset of a file or of memory: n unless it ends. */
static int64_t
raw_read_at(struct vl_input *in, int64_t offset, void *buf, int64_t n,
    struct vl_err *err)
{
	int64_t left = in->raw_size - offset;
	int64_t got;

	if (offset < 0 || left <= 0)
		return 0;
	n = n < left ? n : left;
	if (in->fd < 0) {
		memcpy(buf, in->memory + offset, (size_t)n);
		got = n;
	} else {
		got = vl_file_read_at(
		    in->fd, in->name, in->raw_from + offset, buf, n, err);
	}
	if (got >= 0 && got < n)
		return vl_fail(err, VL_ETRUNCATED,
		    "'%s' became shorter while it was read", in->name);
	if (got > 0)
		atomic_fetch_add_explicit(
		    &in->taken, got, memory_order_relaxed);
	return got;
}

static int64_t
raw_read(struct vl_input *in, void *buf, int64_t n, struct vl_err *err)
{
	int64_t got;

	if (in->regular || in->fd < 0) {
		got = raw_read_at(in, in->raw_next, buf, n, err);
	} else {
		got = vl_file_read(in->fd, in->name, buf, n, err);
		if (got > 0)
			atomic_fetch_add_explicit(
			    &in->taken, got, memory_order_relaxed);
	}
	if (got > 0)
		in->raw_next += got;
	return got;
}

static int
refill_packed(struct vl_input *in, struct vl_err *err)
{
	int64_t got = raw_read(in, in->packed, PACKED_SIZE, err);

	if (got < 0)
		return (int)got;
	in->packed_from = 0;
	in->packed_end = got;
	in->raw_ended = got == 0;
	return 0;
}

static int
check_ratio(struct vl_input *in, struct vl_err *err)
{
	int64_t packed = in->raw_next - (in->packed_end - in->packed_from);

	if (in->unpacked <= RATIO_FREE || in->unpacked / in->ratio <= packed)
		return 0;
	vl_fail(err, VL_ELIMIT, "expands to over %d times its size", in->ratio);
	vl_err_place(err, in->name, 0, 0);
	return vl_err_hint(err, "--max-ratio raises the limit");
}

/* One step of the decoder: the bytes it made, which may be none. */
static int64_t
unpack_step(struct vl_input *in, char *buf, int64_t n, struct vl_err *err)
{
	struct vl_codec_io io = {
		.in = in->packed + in->packed_from,
		.in_end = in->packed + in->packed_end,
		.out = buf,
		.out_end = buf + n,
		.last = in->raw_ended,
	};
	const char *in_was = io.in;
	int rc = in->codec->step(in->decoder, &io, err);

	if (rc < 0)
		return vl_err_wrap(err, "'%s'", in->name);
	in->inside = rc > 0;
	in->packed_from = io.in - in->packed;
	in->unpacked += io.out - buf;
	VL_TRY(check_ratio(in, err));
	if (io.out > buf || io.in > in_was || rc == 0)
		return io.out - buf;
	if (!in->raw_ended && in->packed_from == in->packed_end)
		return 0;
	/* Stuck: it waits for bytes that will not come. */
	return vl_fail(err, VL_ETRUNCATED,
	    "'%s' ends in the middle of its %s data", in->name,
	    in->codec->name);
}

static int64_t
unpack(struct vl_input *in, char *buf, int64_t n, struct vl_err *err)
{
	if (in->decoder == NULL) {
		in->decoder = in->codec->open();
		if (in->decoder == NULL)
			return vl_fail(err, VL_ELIMIT,
			    "no memory to decompress '%s'", in->name);
	}
	for (;;) {
		if (in->packed_from == in->packed_end && !in->raw_ended)
			VL_TRY(refill_packed(in, err));
		if (in->packed_from == in->packed_end && in->raw_ended &&
		    !in->inside)
			return 0;
		int64_t got = unpack_step(in, buf, n, err);

		if (got != 0)
			return got;
	}
}

/* Content that no one has seen yet. */
static int64_t
fetch(struct vl_input *in, char *buf, int64_t n, struct vl_err *err)
{
	int64_t got;

	if (in->ended || n == 0)
		return 0;
	got = in->codec ? unpack(in, buf, n, err) : raw_read(in, buf, n, err);
	if (got > 0)
		in->fetched += got;
	in->ended = got == 0;
	return got;
}

/*
 * Tell the codec from the first raw bytes, which become the head; where there
 * is one they are its input instead.
 */
static int
sniff_codec(struct vl_input *in, struct vl_err *err)
{
	bool undecided = true;
	char magic[MAGIC_MAX];
	char *to = magic;
	int64_t room = MAGIC_MAX;
	int64_t len = 0;

	if (!in->regular) {
		in->head = vl_alloc_buffer(VL_INPUT_PEEK_MAX);
		to = in->head;
		room = PIPE_CHUNK;
	}
	while (undecided && len < room) {
		int64_t got = raw_read(in, to + len, room - len, err);

		if (got < 0)
			return (int)got;
		if (got == 0)
			break;
		len += got;
		in->codec = vl_codec_find(to, len, in->name, &undecided);
	}
	if (in->codec) {
		in->packed = vl_alloc_buffer(PACKED_SIZE);
		memcpy(in->packed, to, (size_t)len);
		in->packed_end = len;
	} else if (in->regular) {
		in->raw_next = 0;
	} else {
		in->head_len = in->fetched = len;
	}
	return 0;
}

static int
open_fd(struct vl_input *in, struct vl_err *err)
{
	struct vl_file_info info;

	VL_TRY(vl_file_stat(in->fd, in->name, &info, err));
	if (info.kind == VL_FILE_DIRECTORY) {
		errno = EISDIR;
		return vl_fail(err, VL_EIO,
		    "cannot read '%s': it is a directory", in->name);
	}
	if (info.kind == VL_FILE_REGULAR) {
		in->regular = true;
		in->raw_from = info.offset;
		in->raw_size =
		    info.size > info.offset ? info.size - info.offset : 0;
	}
	vl_file_sequential(in->fd);
	return sniff_codec(in, err);
}

/* What is not there may be elsewhere, or have another name. */
static int
explain_missing(const char *path, struct vl_err *err)
{
	struct vl_str s = vl_str(path);

	if (vl_str_starts(s, VL_STR("http://")) ||
	    vl_str_starts(s, VL_STR("https://"))) {
		vl_fail(err, VL_EUNSUPPORTED, "addresses are not read yet");
		vl_err_place(err, path, 0, 0);
		return vl_err_hint(err, "curl -L ADDRESS, and a pipe");
	}
	vl_file_suggest(path, err);
	return err->code;
}

int
vl_input_open(
    const char *path, int ratio, struct vl_input **out, struct vl_err *err)
{
	bool standard = strcmp(path, "-") == 0;
	struct vl_input *in = input_new(standard ? "standard input" : path);
	int rc;

	*out = NULL;
	if (ratio > 0)
		in->ratio = ratio;
	in->own_fd = !standard;
	in->fd = rc = standard ? 0 : vl_file_open(path, err);
	if (rc < 0 && err->sys == ENOENT)
		rc = explain_missing(path, err);
	if (rc >= 0)
		rc = open_fd(in, err);
	if (rc < 0) {
		vl_err_at(err, VL_PHASE_OPEN, -1);
		vl_input_close(in);
		return rc;
	}
	*out = in;
	return 0;
}

struct vl_input *
vl_input_memory(const char *name, const void *p, int64_t n, bool seekable)
{
	struct vl_input *in = input_new(name);
	struct vl_err none;

	in->memory = p;
	in->raw_size = n;
	in->regular = seekable;
	if (!seekable)
		sniff_codec(in, &none); /* memory cannot fail to be read */
	return in;
}

const char *
vl_input_name(const struct vl_input *in)
{
	return in->name;
}

const char *
vl_input_codec(const struct vl_input *in)
{
	return in->codec ? in->codec->name : NULL;
}

bool
vl_input_seekable(const struct vl_input *in)
{
	return in->regular && in->codec == NULL;
}

int64_t
vl_input_size(const struct vl_input *in)
{
	return vl_input_seekable(in) ? in->raw_size : -1;
}

int64_t
vl_input_taken(const struct vl_input *in)
{
	return atomic_load_explicit(
	    &((struct vl_input *)(uintptr_t)in)->taken, memory_order_relaxed);
}

int64_t
vl_input_total(const struct vl_input *in)
{
	return in->raw_size;
}

int64_t
vl_input_peek(
    struct vl_input *in, int64_t want, const char **p, struct vl_err *err)
{
	if (in->head == NULL)
		in->head = vl_alloc_buffer(VL_INPUT_PEEK_MAX);
	*p = in->head;
	if (want > VL_INPUT_PEEK_MAX)
		want = VL_INPUT_PEEK_MAX;
	while (in->head_len < want && in->fetched == in->head_len) {
		int64_t room = VL_INPUT_PEEK_MAX - in->head_len;
		int64_t ask = want - in->head_len;

		if (!in->regular && ask < PIPE_CHUNK)
			ask = room < PIPE_CHUNK ? room : PIPE_CHUNK;
		int64_t got = fetch(in, in->head + in->head_len, ask, err);

		if (got < 0)
			return got;
		if (got == 0)
			break;
		in->head_len += got;
	}
	return in->head_len;
}

static bool
has_lines(const char *p, int64_t n, int lines)
{
	const char *end = p + n;

	while (lines > 0 && (p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		p++;
		lines--;
	}
	return lines == 0;
}

/* True once the producer has stopped for a while.  A file never does. */
static bool
pauses(struct vl_input *in)
{
	struct pollfd poller = { .fd = in->fd, .events = POLLIN };

	if (!in->paused && in->fd >= 0 && !in->regular)
		in->paused = poll(&poller, 1, PAUSE_MS) == 0;
	return in->paused;
}

int64_t
vl_input_sample(struct vl_input *in, int64_t want, int lines, const char **p,
    bool *whole, struct vl_err *err)
{
	int64_t n = 0;
	int64_t had;

	assert(want <= VL_INPUT_PEEK_MAX);
	do {
		had = n;
		n = vl_input_peek(in, in->regular ? want : had + 1, p, err);
		if (n < 0)
			return n;
		*whole = vl_input_seekable(in) ? n == vl_input_size(in) :
						 n == had || in->ended;
	} while (
	    !*whole && n < want && !(has_lines(*p, n, lines) && pauses(in)));
	return n;
}

int64_t
vl_input_read_at(struct vl_input *in, int64_t offset, void *buf, int64_t n,
    struct vl_err *err)
{
	assert(vl_input_seekable(in));
	return raw_read_at(in, offset, buf, n, err);
}

/* Nobody will read what was kept: forget it. */
static void
forget(struct vl_input *in)
{
	if (!in->keeps || in->keeps_until == NULL ||
	    !atomic_load_explicit(in->keeps_until, memory_order_relaxed))
		return;
	in->keeps = false;
	vl_spool_release(&in->spool);
}

int64_t
vl_input_read(struct vl_input *in, void *buf, int64_t n, struct vl_err *err)
{
	int64_t in_spool = in->next - in->head_len;
	int64_t got;

	if (in->next < in->head_len) {
		int64_t left = in->head_len - in->next;

		got = n < left ? n : left;
		memcpy(buf, in->head + in->next, (size_t)got);
	} else if (in_spool < in->spool.len) {
		got = vl_spool_read_at(&in->spool, in_spool, buf, n, err);
	} else {
		forget(in);
		got = fetch(in, buf, n, err);
		if (got > 0 && in->keeps)
			VL_TRY(vl_spool_add(&in->spool, buf, got, err));
	}
	if (got > 0)
		in->next += got;
	return got;
}

void
vl_input_keep(
    struct vl_input *in, const char *tmpdir, const _Atomic bool *until)
{
	if (in->regular || in->keeps)
		return;
	assert(in->fetched == in->head_len);
	in->keeps = true;
	in->keeps_until = until;
	vl_spool_init(&in->spool, tmpdir);
}

int
vl_input_rewind(struct vl_input *in, struct vl_err *err)
{
	if (!in->regular && !in->keeps && in->fetched > in->head_len)
		return vl_fail(err, VL_EUSAGE,
		    "'%s' cannot be read a second time", in->name);
	in->next = 0;
	if (!in->regular)
		return 0;
	/* Start over; the bytes of a peek come again, to the same place. */
	if (in->decoder)
		in->codec->close(in->decoder);
	in->decoder = NULL;
	in->inside = in->raw_ended = in->ended = false;
	in->raw_next = in->packed_from = in->packed_end = 0;
	in->unpacked = in->fetched = in->head_len = 0;
	return 0;
}

void
vl_input_close(struct vl_input *in)
{
	if (in == NULL)
		return;
	if (in->decoder)
		in->codec->close(in->decoder);
	if (in->own_fd)
		vl_file_close(in->fd);
	vl_spool_release(&in->spool);
	vl_dealloc(in->packed);
	vl_dealloc(in->head);
	vl_dealloc(in->name);
	vl_dealloc(in);
}
