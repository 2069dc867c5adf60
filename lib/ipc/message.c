/* message.c -- frames, message tables and notes, in and out. */
#include "ipc/message.h"

#include <assert.h>
#include <inttypes.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/hash.h"
#include "ipc/layout.h"

enum {
	BODY_STEP = 1 << 20 /* read before a long body is believed */
};

/* ---- message tables ---- */

static bool
hex_u64(struct vl_str s, uint64_t *out)
{
	uint64_t v = 0;

	if (s.n != 16)
		return false;
	for (int i = 0; i < 16; i++) {
		char c = s.p[i];
		int digit = c >= '0' && c <= '9' ? c - '0' :
		    c >= 'a' && c <= 'f'         ? c - 'a' + 10 :
						   -1;

		if (digit < 0)
			return false;
		v = v << 4 | (uint64_t)digit;
	}
	*out = v;
	return true;
}

static bool
count_i64(struct vl_str s, int64_t *out)
{
	int64_t v = 0;

	if (s.n < 1 || s.n > 18)
		return false;
	for (int64_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		v = v * 10 + (s.p[i] - '0');
	}
	*out = v;
	return true;
}

/* One note; false if its value is malformed.  Unknown keys are ignored. */
static bool
read_note(
    struct ipc_notes *n, struct vl_str key, struct vl_str value, int *totals)
{
	if (vl_str_is(key, "vl:xxh3"))
		return n->has_xxh3 = hex_u64(value, &n->xxh3);
	if (vl_str_is(key, "vl:end")) {
		n->end = vl_str_is(value, "ok") ? IPC_END_OK :
		    vl_str_is(value, "error")   ? IPC_END_ERROR :
						  IPC_NOT_END;
		return n->end != IPC_NOT_END;
	}
	if (vl_str_is(key, "vl:error"))
		n->error = value;
	if (vl_str_is(key, "vl:rows"))
		return *totals |= 1, count_i64(value, &n->rows);
	if (vl_str_is(key, "vl:batches"))
		return *totals |= 2, count_i64(value, &n->batches);
	if (vl_str_is(key, "vl:hash")) {
		n->hash_text = value;
		return *totals |= 4, hex_u64(value, &n->hash);
	}
	return true;
}

static int
read_notes(struct flat_vec v, struct ipc_notes *n, struct vl_err *err)
{
	int totals = 0;

	*n = (struct ipc_notes){ 0 };
	for (int64_t i = 0; i < v.count; i++) {
		struct flat_table t = flat_vec_table(v, i);
		struct vl_str key = flat_str(t, 0);
		struct vl_str value = flat_str(t, 1);

		if (v.f->bad || !read_note(n, key, value, &totals))
			return vl_fail(err, VL_EFORMAT,
			    "corrupt Arrow message: bad metadata");
	}
	n->has_total = totals == 7;
	return 0;
}

int
ipc_message_read(
    const uint8_t *p, int64_t n, struct ipc_message *m, struct vl_err *err)
{
	*m = (struct ipc_message){ .flat = { .p = p, .n = n } };
	struct flat_table t = flat_root(&m->flat);

	m->version = flat_i16(t, 0, 0);
	m->type = flat_u8(t, 1, 0);
	m->header = flat_table(t, 2);
	m->body_bytes = flat_i64(t, 3, 0);
	if (m->flat.bad || m->header.at == 0 || m->body_bytes < 0)
		return vl_fail(err, VL_EFORMAT, "corrupt Arrow message");
	if (m->version != IPC_V4 && m->version != IPC_V5)
		return vl_fail(err, VL_EUNSUPPORTED,
		    "Arrow metadata version %d is not supported",
		    m->version + 1);
	if (m->type < IPC_SCHEMA || m->type > IPC_RECORD)
		return vl_fail(err, VL_EUNSUPPORTED,
		    "Arrow messages of type %d are not supported", m->type);
	return read_notes(flat_vec(t, 4, 4), &m->notes, err);
}

int
ipc_record_read(struct flat_table t, int64_t body_bytes, struct ipc_record *r,
    struct vl_err *err)
{
	struct flat_table compression = flat_table(t, 3);

	r->rows = flat_i64(t, 0, 0);
	r->node = flat_vec(t, 1, 16);
	r->nodes = r->node.count;
	r->buffer = flat_vec(t, 2, 16);
	r->buffers = r->buffer.count;
	r->variadic = flat_vec(t, 4, 8);
	r->variadics = r->variadic.count;
	r->codec = IPC_NO_CODEC;
	if (compression.at) {
		r->codec = flat_u8(compression, 0, IPC_LZ4);
		if (flat_u8(compression, 1, 0) != 0 ||
		    (r->codec != IPC_LZ4 && r->codec != IPC_ZSTD))
			return vl_fail(err, VL_EUNSUPPORTED,
			    "Arrow compression %d is not supported",
			    (int)r->codec);
	}
	if (t.at == 0 || t.f->bad || r->rows < 0 || r->rows > INT32_MAX)
		return vl_fail(err, VL_EFORMAT, "corrupt Arrow record batch");
	for (int64_t i = 0; i < r->buffers; i++) {
		struct ipc_pair64 b;

		memcpy(&b, flat_vec_at(r->buffer, i, 16), sizeof b);
		if (b.a < 0 || b.b < 0 || b.a > body_bytes ||
		    b.b > body_bytes - b.a)
			return vl_fail(err, VL_EFORMAT,
			    "corrupt Arrow record batch: buffer %" PRId64
			    " lies outside of its message",
			    i);
	}
	return 0;
}

/* ---- frames ---- */

void
ipc_room_release(struct ipc_room *r)
{
	vl_dealloc(r->p);
	*r = (struct ipc_room){ 0 };
}

/* Room for n bytes, of which the first `keep` are kept. */
static void
room_grow(struct ipc_room *r, int64_t n, int64_t keep)
{
	if (n <= r->cap)
		return;
	char *p = vl_alloc_buffer(n);

	if (keep > 0)
		memcpy(p, r->p, (size_t)keep);
	vl_dealloc(r->p);
	r->p = p;
	r->cap = n;
}

int64_t
ipc_bytes_read(struct ipc_bytes *b, void *p, int64_t n, struct vl_err *err)
{
	int64_t got = b->held_bytes < n ? b->held_bytes : n;

	if (got > 0) {
		memcpy(p, b->held, (size_t)got);
		memmove(b->held, b->held + got, (size_t)(b->held_bytes - got));
		b->held_bytes -= (int)got;
	}
	while (got < n) {
		int64_t k =
		    b->in.read(b->in.ctx, (char *)p + got, n - got, err);

		if (k < 0)
			return k;
		if (k == 0)
			break;
		got += k;
	}
	b->taken += got;
	return got;
}

static int
truncated(const struct ipc_bytes *b, struct vl_err *err)
{
	return vl_fail(err, VL_ETRUNCATED,
	    "truncated Arrow stream: it ends within a message, after %" PRId64
	    " bytes",
	    b->taken);
}

static int
read_all(struct ipc_bytes *b, char *p, int64_t n, struct vl_err *err)
{
	int64_t got = ipc_bytes_read(b, p, n, err);

	if (got < 0)
		return (int)got;
	return got < n ? truncated(b, err) : 0;
}

int
ipc_frame_read(struct ipc_bytes *b, struct ipc_room *meta, int64_t *bytes,
    struct vl_err *err)
{
	int32_t word[2] = { 0, 0 };
	int64_t got = ipc_bytes_read(b, &word[0], 4, err);

	if (got <= 0)
		return got < 0 ? (int)got : IPC_EOF;
	if (got < 4)
		return truncated(b, err);
	if (word[0] == -1)
		VL_TRY(read_all(b, (char *)&word[1], 4, err));
	else
		word[1] = word[0];
	if (word[1] == 0)
		return IPC_EOS;
	if (word[1] < 0 || word[1] > IPC_META_MAX)
		return vl_fail(err, VL_EFORMAT,
		    b->taken <= IPC_PREFIX ?
			"not an Arrow stream" :
			"corrupt Arrow stream: no message at byte %" PRId64,
		    b->taken - 4);
	room_grow(meta, (IPC_PREFIX + word[1]) | 4095, 0);
	memcpy(meta->p, word, sizeof word);
	VL_TRY(read_all(b, meta->p + IPC_PREFIX, word[1], err));
	*bytes = word[1];
	return IPC_FRAME;
}

int
ipc_body_read(struct ipc_bytes *b, struct ipc_room *room, int64_t bytes,
    struct vl_err *err)
{
	int64_t have = 0;

	room_grow(room, bytes < BODY_STEP ? (bytes | 4095) + 1 : BODY_STEP, 0);
	while (have < bytes) {
		int64_t step = room->cap - have;

		if (step == 0) {
			int64_t more = room->cap * 2;

			room_grow(room, more < bytes ? more : bytes, have);
			continue;
		}
		if (step > bytes - have)
			step = bytes - have;
		VL_TRY(read_all(b, room->p + have, step, err));
		have += step;
	}
	return 0;
}

uint64_t
ipc_chain(uint64_t so_far, uint64_t meta, uint64_t body)
{
	uint64_t word[3] = { so_far, meta, body };

	return vl_xxh3(word, sizeof word);
}

/* ---- writing ---- */

int64_t
ipc_put_message(struct vl_buf *b, enum ipc_header type, int64_t body_bytes,
    const struct vl_pair *notes, int note_count)
{
	struct flat_slots at;

	flat_put_root(b);
	flat_put_ref(b, 0,
	    flat_put_table(b, 5,
		(const uint8_t[]){ 2, 1, 4, 8, note_count ? 4 : 0 }, &at));
	flat_put_i16(b, at.at[0], IPC_V5);
	flat_put_u8(b, at.at[1], (uint8_t)type);
	flat_put_i64(b, at.at[3], body_bytes);
	if (note_count)
		flat_put_ref(b, at.at[4], ipc_put_pairs(b, notes, note_count));
	return at.at[2];
}

int64_t
ipc_put_record(struct vl_buf *b, int64_t rows, const struct ipc_pair64 *node,
    int64_t nodes, const struct ipc_pair64 *buffer, int64_t buffers,
    enum ipc_codec codec)
{
	struct flat_slots at;
	struct flat_slots of;
	int64_t t = flat_put_table(b, 4,
	    (const uint8_t[]){ 8, 4, 4, codec == IPC_NO_CODEC ? 0 : 4 }, &at);

	flat_put_i64(b, at.at[0], rows);
	flat_put_ref(b, at.at[1],
	    flat_put_structs(b, nodes, node, nodes * (int64_t)sizeof *node));
	flat_put_ref(b, at.at[2],
	    flat_put_structs(
		b, buffers, buffer, buffers * (int64_t)sizeof *buffer));
	if (codec != IPC_NO_CODEC) {
		int64_t c =
		    flat_put_table(b, 2, (const uint8_t[]){ 1, 1 }, &of);

		flat_put_u8(b, of.at[0], (uint8_t)codec);
		flat_put_ref(b, at.at[3], c);
	}
	return t;
}
