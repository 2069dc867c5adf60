/*
 * json_split.c -- cut an array of objects, or objects that follow each other,
 * into blocks of whole ones.
 *
 * Where one ends depends on all bytes before it, so this is done in order,
 * under a lock, by a kernel that counts brackets outside strings; walking and
 * the rest is left to the workers.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/err.h"
#include "fmt/input.h"
#include "fmt/json_int.h"
#include "kern/kern.h"

enum {
	EDGE = 64,
#ifdef VL_TEST_SMALL
	CHUNK = 128,
#else
	CHUNK = 512 << 10, /* a multiple of 64 */
#endif
};

struct json_split {
	pthread_mutex_t lock;
	struct vl_input *in;
	int64_t offset;     /* read so far */
	struct vl_buf text; /* read, but not handed out */
	int64_t scanned;    /* bytes of it that the kernel saw; nest is there */
	int64_t cut;        /* behind the last whole value of those, or 0 */
	struct vl_json_nest nest;
	int64_t base_depth; /* of the values: 1 in an array; -1 not known yet */
	int64_t skip;       /* a byte order mark */
	int64_t number;
	int64_t line;
	int64_t before; /* bytes of that line that were handed out */
	bool lenient;   /* values may be malformed: framed one by one */
	bool closed;    /* ... and the array's `]` came */
	bool ended;
	atomic_bool stopped;
	bool done; /* the last block was handed out, or an error */
};

struct json_split *
json_split_new(struct vl_input *in, int64_t start, bool lenient)
{
	struct json_split *s = vl_alloc_one(struct json_split);

	pthread_mutex_init(&s->lock, NULL);
	s->in = in;
	s->skip = start;
	s->lenient = lenient;
	s->base_depth = -1;
	s->line = 1;
	return s;
}

void
json_split_free(struct json_split *s)
{
	if (s == NULL)
		return;
	pthread_mutex_destroy(&s->lock);
	vl_buf_release(&s->text);
	vl_dealloc(s);
}

void
json_split_stop(struct json_split *s)
{
	atomic_store(&s->stopped, true);
}

static int
read_more(struct json_split *s, struct vl_err *err)
{
	char *to = vl_buf_room(&s->text, CHUNK);
	int64_t got = vl_input_seekable(s->in) ?
	    vl_input_read_at(s->in, s->offset, to, CHUNK, err) :
	    vl_input_read(s->in, to, CHUNK, err);

	if (got < 0)
		return (int)got;
	s->offset += got;
	s->text.len += got;
	s->ended = got == 0;
	return 0;
}

static int64_t
skip_space(const struct vl_buf *b, int64_t at)
{
	while (at < b->len &&
	    (b->p[at] == ' ' || b->p[at] == '\t' || b->p[at] == '\n' ||
		b->p[at] == '\r'))
		at++;
	return at;
}

/*
 * See whether this is an array.  One of anything but objects is no table: what
 * was read of it is enough for a walker to say so.
 */
static void
begin(struct json_split *s)
{
	int64_t at = skip_space(&s->text, s->skip);

	if (at >= s->text.len)
		return;
	s->base_depth = s->text.p[at] == '[';
	s->scanned = s->lenient ? at + s->base_depth : 0;
	if (s->base_depth == 0)
		return;
	at = skip_space(&s->text, at + 1);
	if (at < s->text.len && s->text.p[at] != '{' && s->text.p[at] != ']')
		s->ended = true;
}

/* Let the kernel see whole words of what is new, all of it at the end. */
static void
scan_new(struct json_split *s)
{
	int64_t n = s->text.len - s->scanned;
	int64_t at;

	if (!s->ended)
		n &= ~(int64_t)63;
	at = vl_kern()->json->last_close(
	    s->text.p + s->scanned, n, s->base_depth, &s->nest);
	if (at >= 0)
		s->cut = s->scanned + at;
	s->scanned += n;
}

/* The same for values that may be malformed, as far as they are there. */
static void
frame_new(struct json_split *s)
{
	const char *text = s->text.p;
	const char *end = text + s->text.len;

	while (!s->closed) {
		int64_t at = skip_space(&s->text, s->scanned);
		const char *after;

		if (at < s->text.len && s->base_depth == 1 && text[at] == ',')
			at = skip_space(&s->text, at + 1);
		if (at >= s->text.len)
			return;
		s->closed = s->base_depth == 1 && text[at] == ']';
		if (s->closed)
			return;
		after = json_frame(text, text + at, end, s->ended);
		if (after == NULL)
			return;
		s->scanned = s->cut = after - text;
	}
}

/* Read until there is a whole value, or the end. */
static int
find_cut(struct json_split *s, struct vl_err *err)
{
	s->cut = 0;
	while (s->cut == 0 && !s->ended) {
		if (s->text.len > VL_RECORD_BYTES_MAX) {
			vl_fail(err, VL_ELIMIT,
			    "a JSON value is longer than %d MiB",
			    VL_RECORD_BYTES_MAX >> 20);
			return vl_err_place(err, NULL, s->line, 0);
		}
		VL_TRY(read_more(s, err));
		if (s->base_depth < 0)
			begin(s);
		if (s->base_depth >= 0)
			s->lenient ? frame_new(s) : scan_new(s);
	}
	if (s->ended)
		s->cut = s->text.len;
	return 0;
}

/* Hand the first `cut` bytes out. */
static void
give(struct json_split *s, struct vl_block *b, struct json_cursor *c)
{
	int64_t from = s->number == 0 ? s->skip : 0;
	int64_t n = s->cut;
	struct vl_scan_counts lines;

	if (b->cap < n) {
		vl_dealloc(b->buf);
		b->cap = n + n / 4;
		b->buf = vl_alloc_buffer(EDGE + b->cap + EDGE);
	}
	char *to = b->buf + EDGE;

	memcpy(to, s->text.p, (size_t)n);
	memset(to + n, 0, EDGE);
	if (from > n)
		from = n;
	b->p = to + from;
	b->n = n - from;
	b->number = s->number;
	b->line = s->line;
	b->before = s->before;
	b->taken = n;
	c->p = b->p;
	c->end = to + n;
	c->last = s->ended;
	c->lenient = s->lenient;
	c->at = s->number == 0 ? JSON_AT_START :
	    s->base_depth == 1 ? JSON_AT_ELEMENT :
				 JSON_AT_VALUE;
	vl_kern()->scan->count(to, n, '\n', '\n', &lines);
	s->line += lines.newlines;
	s->before = lines.newlines ? 0 : s->before + b->n;
	for (int64_t i = n; lines.newlines && to[i - 1] != '\n'; i--)
		s->before++;
	s->number++;
	s->done = s->ended;
	memmove(s->text.p, s->text.p + n, (size_t)(s->text.len - n));
	s->text.len -= n;
	s->scanned -= n;
}

int
json_split_next(struct json_split *s, struct vl_block *b, struct json_cursor *c,
    struct vl_err *err)
{
	int rc = 0;

	pthread_mutex_lock(&s->lock);
	if (!s->done && !atomic_load(&s->stopped)) {
		rc = find_cut(s, err);
		s->done |= rc < 0;
		if (rc == 0) {
			give(s, b, c);
			rc = 1;
		}
	}
	pthread_mutex_unlock(&s->lock);
	return rc;
}
