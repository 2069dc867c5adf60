/* write.c -- batches to the messages of a stream or a file. */
#include "ipc/write.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "ipc/array.h"
#include "ipc/layout.h"
#include "ipc/message.h"

enum {
#ifdef VL_TEST_SMALL
	MESSAGE_ROWS = 5,
	CHUNK_ROWS = 2,
#else
	MESSAGE_ROWS = 16384, /* a message is sent at so many rows ... */
	CHUNK_ROWS = 2048,    /* appended before that is looked at */
#endif
	MESSAGE_BYTES = 512 << 10,      /* ... or so many bytes */
	PART_ROWS = MESSAGE_ROWS / 4,   /* make a message of their own ... */
	PART_BYTES = MESSAGE_BYTES / 4, /* ... and so do so many bytes */
	TABLE_BYTES = 1 << 20,          /* of a dictionary that still grows */
	HEX = 16,                       /* digits of a hash */
};

/* What to put where in a body. */
struct piece {
	const char *p;
	int64_t n;
};

struct block {
	int64_t offset;
	int32_t meta_bytes;
	int32_t pad;
	int64_t body_bytes;
};

/* Rows on their way to become a message. */
struct gathered {
	struct ipc_array *array; /* one a column */
	int64_t rows;
};

struct vl_ipc_part {
	const struct vl_schema *schema;
	struct gathered open;
	struct vl_buf closed; /* struct gathered: as large as messages get */
	struct vl_buf spare;  /* struct gathered, empty */
};

struct vl_ipc_writer {
	const struct vl_schema *schema;
	struct vl_ipc_write how;
	struct gathered own; /* not yet appended; no array before the schema */
	bool has_dict;       /* some column is a dictionary */
	int64_t position;    /* bytes appended so far */
	int64_t rows;
	int64_t batches;
	uint64_t chain; /* ipc_chain() of all messages */
	bool is_broken; /* columns are of different lengths */

	/* The message being built. */
	struct vl_buf meta;
	struct vl_buf node;   /* struct ipc_pair64 */
	struct vl_buf buffer; /* struct ipc_pair64 */
	struct vl_buf piece;  /* struct piece */
	struct vl_buf packed; /* compressed pieces */

	/* A file's footer. */
	struct vl_buf dict_block; /* struct block */
	struct vl_buf batch_block;
};

/* ---- gathering ---- */

static void
gathered_init(
    struct gathered *g, const struct vl_schema *s, const struct vl_batch *dicts)
{
	g->rows = 0;
	g->array = vl_alloc((int64_t)sizeof *g->array * s->count + 1);
	for (int i = 0; i < s->count; i++) {
		struct vl_type t = s->field[i].type;

		ipc_array_init(&g->array[i], t,
		    dicts && dicts->col[i].form == VL_DICT &&
			vl_type_is_view(t));
	}
}

static void
gathered_release(struct gathered *g, const struct vl_schema *s)
{
	for (int i = 0; g->array && i < s->count; i++)
		ipc_array_release(&g->array[i]);
	vl_dealloc(g->array);
}

static void
gathered_reset(struct gathered *g, const struct vl_schema *s)
{
	for (int i = 0; i < s->count; i++)
		ipc_array_reset(&g->array[i]);
	g->rows = 0;
}

static int64_t
gathered_bytes(const struct gathered *g, const struct vl_schema *s)
{
	int64_t sum = 0;

	for (int i = 0; i < s->count; i++)
		sum += ipc_array_bytes(&g->array[i]);
	return sum;
}

/* How many of the n rows from `from` on make at most one message. */
static int64_t
fit_rows(const struct gathered *g, const struct vl_schema *s,
    const struct vl_batch *b, int64_t from, int64_t n, int64_t *bytes)
{
	for (;; n /= 2) {
		*bytes = 0;
		for (int i = 0; i < s->count; i++)
			*bytes += ipc_column_bytes(
			    &g->array[i], &b->col[i], b->sel, from, n);
		if (*bytes <= MESSAGE_BYTES || n == 1)
			return n;
	}
}

/* Gather the selected rows of b; g is handed over to full(), which leaves it
 * empty, whenever it is worth a message. */
static int
gather(struct gathered *g, const struct vl_schema *s, const struct vl_batch *b,
    int (*full)(void *ctx, struct vl_err *err), void *ctx, struct vl_err *err)
{
	for (int64_t from = 0; from < b->rows;) {
		int64_t left = b->rows - from;
		int64_t bytes;
		int64_t n = fit_rows(g, s, b, from,
		    left < CHUNK_ROWS ? left : CHUNK_ROWS, &bytes);

		/* A huge row goes alone. */
		if (g->rows && bytes > MESSAGE_BYTES)
			VL_TRY(full(ctx, err));
		for (int i = 0; i < s->count; i++)
			if (ipc_array_add(&g->array[i], &b->col[i], b->sel,
				from, n, err) < 0)
				return vl_err_wrap(err, "column '%.*s'",
				    (int)s->field[i].name.n,
				    s->field[i].name.p);
		g->rows += n;
		from += n;
		if (g->rows >= MESSAGE_ROWS ||
		    gathered_bytes(g, s) >= MESSAGE_BYTES)
			VL_TRY(full(ctx, err));
	}
	return 0;
}

/* ---- parts ---- */

struct vl_ipc_part *
vl_ipc_part_new(const struct vl_ipc_writer *w)
{
	struct vl_ipc_part *p = vl_alloc_one(struct vl_ipc_part);

	p->schema = w->schema;
	gathered_init(&p->open, p->schema, NULL);
	return p;
}

static void
release_all(struct vl_buf *list, const struct vl_schema *s)
{
	struct gathered *g = (struct gathered *)(void *)list->p;

	for (int64_t i = 0; i < list->len / (int64_t)sizeof *g; i++)
		gathered_release(&g[i], s);
	vl_buf_release(list);
}

void
vl_ipc_part_free(struct vl_ipc_part *p)
{
	if (p == NULL)
		return;
	gathered_release(&p->open, p->schema);
	release_all(&p->closed, p->schema);
	release_all(&p->spare, p->schema);
	vl_dealloc(p);
}

/* The open rows are worth a message: others begin. */
static int
part_close(void *ctx, struct vl_err *err)
{
	struct vl_ipc_part *p = ctx;
	const int64_t size = sizeof p->open;

	(void)err;
	vl_buf_add(&p->closed, &p->open, size);
	if (p->spare.len > 0) {
		p->spare.len -= size;
		memcpy(&p->open, p->spare.p + p->spare.len, (size_t)size);
	} else {
		gathered_init(&p->open, p->schema, NULL);
	}
	return 0;
}

int
vl_ipc_part_batch(
    struct vl_ipc_part *p, const struct vl_batch *b, struct vl_err *err)
{
	return gather(&p->open, p->schema, b, part_close, p, err);
}

struct vl_ipc_writer *
vl_ipc_writer_new(const struct vl_schema *s, const struct vl_ipc_write *how)
{
	struct vl_ipc_writer *w = vl_alloc_one(struct vl_ipc_writer);

	w->schema = s;
	w->how = *how;
	return w;
}

void
vl_ipc_writer_free(struct vl_ipc_writer *w)
{
	if (w == NULL)
		return;
	gathered_release(&w->own, w->schema);
	vl_buf_release(&w->meta);
	vl_buf_release(&w->node);
	vl_buf_release(&w->buffer);
	vl_buf_release(&w->piece);
	vl_buf_release(&w->packed);
	vl_buf_release(&w->dict_block);
	vl_buf_release(&w->batch_block);
	vl_dealloc(w);
}

/* ---- bodies ---- */

static void
push_piece(struct vl_ipc_writer *w, const void *p, int64_t n)
{
	vl_buf_add(&w->piece, &(struct piece){ p, n }, sizeof(struct piece));
}

static void
push_node(struct vl_ipc_writer *w, int64_t rows, int64_t nulls)
{
	vl_buf_add(&w->node, &(struct ipc_pair64){ rows, nulls },
	    sizeof(struct ipc_pair64));
}

/* KEEP IN STEP: the layouts that layout.c declares. */
static void
push_array(struct vl_ipc_writer *w, const struct ipc_array *a)
{
	push_node(w, a->rows, a->nulls);
	if (a->type.id == VL_TYPE_NULL)
		return;
	push_piece(w, a->valid.p, a->nulls ? (a->rows + 7) / 8 : 0);
	if (a->values == NULL) {
		if (vl_type_is_view(a->type) || a->type.id == VL_TYPE_LIST)
			push_piece(w, a->offsets.p, a->offsets.len);
		if (a->type.id == VL_TYPE_VECTOR) {
			push_node(w, a->rows * a->type.size, 0);
			push_piece(w, NULL, 0);
		}
	}
	if (a->type.id != VL_TYPE_LIST && a->type.id != VL_TYPE_STRUCT)
		push_piece(w, a->data.p, a->data.len);
	for (int i = 0; i < a->children; i++)
		push_array(w, &a->child[i]);
}

/* Replace the pieces by what they are compressed. */
static int
pack_pieces(struct vl_ipc_writer *w, enum ipc_codec codec, struct vl_err *err)
{
	struct piece *piece = (struct piece *)(void *)w->piece.p;
	int64_t n = w->piece.len / (int64_t)sizeof *piece;
	int64_t at = 0;

	vl_buf_reset(&w->packed);
	for (int64_t i = 0; i < n; i++) {
		int64_t before = w->packed.len;

		if (piece[i].n > 0)
			VL_TRY(ipc_deflate(
			    codec, piece[i].p, piece[i].n, &w->packed, err));
		piece[i].n = w->packed.len - before;
	}
	for (int64_t i = 0; i < n; i++) {
		piece[i].p = w->packed.p + at;
		at += piece[i].n;
	}
	return 0;
}

/* Where each piece comes to lie; returns the bytes of the body. */
static int64_t
place_pieces(struct vl_ipc_writer *w)
{
	const struct piece *piece = (const struct piece *)(void *)w->piece.p;
	int64_t n = w->piece.len / (int64_t)sizeof *piece;
	int64_t at = 0;

	vl_buf_reset(&w->buffer);
	for (int64_t i = 0; i < n; i++) {
		vl_buf_add(&w->buffer, &(struct ipc_pair64){ at, piece[i].n },
		    sizeof(struct ipc_pair64));
		at += (piece[i].n + IPC_ALIGN - 1) & -(int64_t)IPC_ALIGN;
	}
	return at;
}

static void
put_body(struct vl_ipc_writer *w, struct vl_buf *out)
{
	const struct piece *piece = (const struct piece *)(void *)w->piece.p;
	int64_t n = w->piece.len / (int64_t)sizeof *piece;

	for (int64_t i = 0; i < n; i++) {
		int64_t pad = -piece[i].n & (IPC_ALIGN - 1);

		vl_buf_add(out, piece[i].p, piece[i].n);
		memset(vl_buf_room(out, pad), 0, (size_t)pad);
		out->len += pad;
	}
}

/* ---- messages ---- */

static void
put_hex(char *to, uint64_t v)
{
	for (int i = HEX - 1; i >= 0; i--, v >>= 4)
		to[i] = "0123456789abcdef"[v & 15];
}

/* What the 16 digits at the end of a message's notes are. */
enum digits {
	NO_DIGITS,   /* it has no notes, nor a body */
	BODY_DIGITS, /* the body's hash, known only once the body is there */
	CHAIN_DIGITS /* that of the stream, in which they were zeros */
};

/* Append w->meta and the pieces as a message. */
static struct block
put_message(struct vl_ipc_writer *w, enum digits digits, int64_t digits_at,
    int64_t body_bytes, struct vl_buf *out)
{
	/* Bodies are aligned within the stream, so that files can be mapped. */
	int64_t pad =
	    -(w->position + IPC_PREFIX + w->meta.len) & (IPC_ALIGN - 1);
	int32_t prefix[2] = { -1, (int32_t)(w->meta.len + pad) };
	struct block block = { w->position, IPC_PREFIX + prefix[1], 0,
		body_bytes };
	int64_t start = out->len;
	int64_t body_at = start + block.meta_bytes;
	uint64_t body = 0;

	vl_buf_room(out, block.meta_bytes + body_bytes);
	vl_buf_add(out, prefix, sizeof prefix);
	vl_buf_str(out, vl_buf_view(&w->meta));
	memset(vl_buf_room(out, pad), 0, (size_t)pad);
	out->len += pad;
	if (digits != NO_DIGITS) {
		put_body(w, out);
		assert(out->len == body_at + body_bytes);
		body = vl_xxh3(out->p + body_at, body_bytes);
	}
	digits_at += start + IPC_PREFIX;
	if (digits == BODY_DIGITS)
		put_hex(out->p + digits_at, body);
	w->chain = ipc_chain(
	    w->chain, vl_xxh3(out->p + start, block.meta_bytes), body);
	if (digits == CHAIN_DIGITS)
		put_hex(out->p + digits_at, w->chain);
	w->position += out->len - start;
	return block;
}

static const struct vl_pair no_hash = {
	.key = { "vl:xxh3", 7 },
	.value = { "0000000000000000", HEX },
};

/* Append a RecordBatch table of what was pushed. */
static int64_t
put_record(struct vl_ipc_writer *w, int64_t rows, enum ipc_codec codec)
{
	const int64_t size = sizeof(struct ipc_pair64);

	return ipc_put_record(&w->meta, rows,
	    (const struct ipc_pair64 *)(void *)w->node.p, w->node.len / size,
	    (const struct ipc_pair64 *)(void *)w->buffer.p,
	    w->buffer.len / size, codec);
}

static void
begin_record(struct vl_ipc_writer *w)
{
	vl_buf_reset(&w->meta);
	vl_buf_reset(&w->node);
	vl_buf_reset(&w->piece);
}

/* The place of the last note's value, in metadata that ends with it. */
static int64_t
last_note(const struct vl_ipc_writer *w)
{
	return w->meta.len - 1 - HEX;
}

static void
put_dict(struct vl_ipc_writer *w, int64_t id, struct ipc_table *t,
    struct vl_buf *out)
{
	struct flat_slots at;
	struct block block;

	begin_record(w);
	push_array(w, &t->value);
	int64_t body = place_pieces(w);
	int64_t header =
	    ipc_put_message(&w->meta, IPC_DICTIONARY, body, &no_hash, 1);
	int64_t digits_at = last_note(w);

	flat_put_ref(&w->meta, header,
	    flat_put_table(&w->meta, 2, (const uint8_t[]){ 8, 4 }, &at));
	flat_put_i64(&w->meta, at.at[0], id);
	flat_put_ref(
	    &w->meta, at.at[1], put_record(w, t->value.rows, IPC_NO_CODEC));
	block = put_message(w, BODY_DIGITS, digits_at, body, out);
	vl_buf_add(&w->dict_block, &block, w->how.file ? sizeof block : 0);
	t->sent = t->value.rows;
}

/* A code has to mean something, even where every row is NULL. */
static int
fill_table(struct ipc_table *t, struct vl_err *err)
{
	static const struct vl_view empty;
	uint32_t code;

	return t->value.rows > 0 ? 0 : ipc_table_code(t, &empty, &code, err);
}

/*
 * Append the dictionaries that grew since they were sent.  Those that are
 * large and still grow are marked for forgetting: to send them again and again
 * would cost more than to begin anew.
 */
static int
put_dicts(struct vl_ipc_writer *w, struct vl_buf *out, struct vl_err *err)
{
	for (int i = 0; i < w->schema->count; i++) {
		struct ipc_table *t = w->own.array[i].values;

		if (t == NULL)
			continue;
		VL_TRY(fill_table(t, err));
		t->is_stale = t->sent > 0 && t->sent < t->value.rows &&
		    t->value.data.len > TABLE_BYTES;
		if (t->sent < t->value.rows)
			put_dict(w, i, t, out);
	}
	return 0;
}

static void
reset_own(struct vl_ipc_writer *w)
{
	for (int i = 0; i < w->schema->count; i++) {
		struct ipc_table *t = w->own.array[i].values;

		if (t && t->is_stale && !w->how.file)
			ipc_table_reset(t);
	}
	gathered_reset(&w->own, w->schema);
}

static enum ipc_codec
wire_codec(enum vl_ipc_codec codec)
{
	switch (codec) {
	case VL_IPC_LZ4: return IPC_LZ4;
	case VL_IPC_ZSTD: return IPC_ZSTD;
	case VL_IPC_PLAIN: break;
	}
	return IPC_NO_CODEC;
}

/* Append the rows gathered so far as one message. */
static int
put_batch(struct vl_ipc_writer *w, struct vl_buf *out, struct vl_err *err)
{
	enum ipc_codec codec = wire_codec(w->how.codec);
	struct block block;

	if (!w->how.file)
		VL_TRY(put_dicts(w, out, err));
	begin_record(w);
	for (int i = 0; i < w->schema->count; i++)
		push_array(w, &w->own.array[i]);
	if (codec != IPC_NO_CODEC)
		VL_TRY(pack_pieces(w, codec, err));
	int64_t body = place_pieces(w);
	int64_t header =
	    ipc_put_message(&w->meta, IPC_RECORD, body, &no_hash, 1);
	int64_t digits_at = last_note(w);

	flat_put_ref(&w->meta, header, put_record(w, w->own.rows, codec));
	block = put_message(w, BODY_DIGITS, digits_at, body, out);
	vl_buf_add(&w->batch_block, &block, w->how.file ? sizeof block : 0);
	w->rows += w->own.rows;
	w->batches++;
	reset_own(w);
	return 0;
}

/* ---- the schema ---- */

/* Ours first, then what the source said; "vl:" of others is not passed on,
 * but for where the data come from. */
static struct vl_pair *
schema_pairs(const struct vl_ipc_writer *w, int *count)
{
	const struct vl_schema *s = w->schema;
	struct vl_pair *pair =
	    vl_alloc((int64_t)sizeof(struct vl_pair) * (s->meta_count + 2));
	int n = 0;

	pair[n++] = (struct vl_pair){ VL_STR("vl:format"), VL_STR("1") };
	if (w->how.producer)
		pair[n++] = (struct vl_pair){ VL_STR("vl:producer"),
			vl_str(w->how.producer) };
	for (int i = 0; i < s->meta_count; i++)
		if (vl_str_is(s->meta[i].key, "vl:origin") ||
		    (!vl_str_starts(s->meta[i].key, VL_STR("vl:")) &&
			!vl_str_starts(s->meta[i].key, VL_STR("ARROW:"))))
			pair[n++] = s->meta[i];
	*count = n;
	return pair;
}

static int64_t
put_schema_table(struct vl_ipc_writer *w)
{
	int64_t *dict = vl_alloc((int64_t)sizeof *dict * w->schema->count);
	int count;
	struct vl_pair *pair = schema_pairs(w, &count);
	int64_t t;

	for (int i = 0; i < w->schema->count; i++)
		dict[i] = w->own.array[i].values ? i : -1;
	t = ipc_put_schema(&w->meta, w->schema, dict, pair, count);
	vl_dealloc(pair);
	vl_dealloc(dict);
	return t;
}

/* The schema message, once: its first batch says which columns are
 * dictionaries.  b may be NULL. */
static void
put_schema(
    struct vl_ipc_writer *w, const struct vl_batch *b, struct vl_buf *out)
{
	if (w->own.array)
		return;
	gathered_init(&w->own, w->schema, w->how.decode ? NULL : b);
	for (int i = 0; i < w->schema->count; i++)
		w->has_dict = w->has_dict || w->own.array[i].values;
	if (w->how.file) {
		vl_buf_add(out, "ARROW1\0\0", 8);
		w->position = 8;
	}
	begin_record(w);
	int64_t header = ipc_put_message(&w->meta, IPC_SCHEMA, 0, NULL, 0);

	flat_put_ref(&w->meta, header, put_schema_table(w));
	put_message(w, NO_DIGITS, 0, 0, out);
}

/* ---- rows ---- */

struct target {
	struct vl_ipc_writer *w;
	struct vl_buf *out;
};

static int
put_own(void *ctx, struct vl_err *err)
{
	struct target *t = ctx;

	return put_batch(t->w, t->out, err);
}

int
vl_ipc_writer_batch(struct vl_ipc_writer *w, struct vl_batch *b,
    struct vl_buf *out, struct vl_err *err)
{
	struct target t = { w, out };
	int rc;

	put_schema(w, b, out);
	for (int i = 0; i < w->schema->count; i++)
		if (w->own.array[i].values)
			ipc_table_next_batch(w->own.array[i].values);
	rc = gather(&w->own, w->schema, b, put_own, &t, err);
	w->is_broken = rc < 0;
	return rc;
}

bool
vl_ipc_writer_takes_part(
    const struct vl_ipc_writer *w, const struct vl_batch *b)
{
	for (int i = 0; i < w->schema->count && !w->how.decode; i++)
		if (b->col[i].form == VL_DICT)
			return false;
	return true;
}

/* Behind our own rows: as they are if that is worth it, or among ours. */
static int
put_gathered(struct vl_ipc_writer *w, struct gathered *g, struct vl_buf *out,
    struct vl_err *err)
{
	int64_t bytes = gathered_bytes(g, w->schema);
	bool alone =
	    !w->has_dict && (g->rows >= PART_ROWS || bytes >= PART_BYTES);

	if (w->own.rows > 0 &&
	    (alone || w->own.rows + g->rows > MESSAGE_ROWS ||
		gathered_bytes(&w->own, w->schema) + bytes > MESSAGE_BYTES))
		VL_TRY(put_batch(w, out, err));
	if (alone) {
		struct gathered own = w->own;

		w->own = *g;
		int rc = put_batch(w, out, err);

		*g = w->own;
		w->own = own;
		return rc;
	}
	w->is_broken = true;
	for (int i = 0; i < w->schema->count; i++)
		VL_TRY(ipc_array_join(&w->own.array[i], &g->array[i], err));
	w->is_broken = false;
	w->own.rows += g->rows;
	gathered_reset(g, w->schema);
	return 0;
}

int
vl_ipc_writer_part(struct vl_ipc_writer *w, struct vl_ipc_part *p, bool whole,
    struct vl_buf *out, struct vl_err *err)
{
	struct gathered *g = (struct gathered *)(void *)p->closed.p;
	int64_t n = p->closed.len / (int64_t)sizeof *g;

	put_schema(w, NULL, out);
	for (int64_t i = 0; i < n; i++)
		VL_TRY(put_gathered(w, &g[i], out, err));
	vl_buf_add(&p->spare, p->closed.p, p->closed.len);
	vl_buf_reset(&p->closed);
	if (whole && p->open.rows > 0)
		VL_TRY(put_gathered(w, &p->open, out, err));
	return 0;
}

int
vl_ipc_writer_flush(
    struct vl_ipc_writer *w, struct vl_buf *out, struct vl_err *err)
{
	put_schema(w, NULL, out);
	return w->own.rows ? put_batch(w, out, err) : 0;
}

/* ---- the end ---- */

static void
put_eos(struct vl_ipc_writer *w, struct vl_buf *out)
{
	static const int32_t eos[2] = { -1, 0 };

	vl_buf_add(out, eos, sizeof eos);
	w->position += (int64_t)sizeof eos;
}

/* What went wrong, as the last tool of the pipe will print it. */
static void
error_text(const struct vl_ipc_writer *w, const struct vl_err *failed,
    struct vl_buf *out)
{
	const char *producer = w->how.producer ? w->how.producer : "upstream";

	if (failed->code != VL_EUPSTREAM) {
		vl_buf_add(out, producer, (int64_t)strcspn(producer, " "));
		vl_buf_cstr(out, ": ");
	}
	if (failed->path[0]) {
		vl_buf_cstr(out, failed->path);
		if (failed->row)
			vl_buf_printf(out, ":%" PRId64, failed->row);
		vl_buf_cstr(out, ": ");
	}
	vl_buf_cstr(out, failed->msg);
	if (failed->hint[0])
		vl_buf_printf(out, " (%s)", failed->hint);
}

/* The last batch: no rows, but what the stream should have been. */
static void
put_end(
    struct vl_ipc_writer *w, const struct vl_err *failed, struct vl_buf *out)
{
	char rows[24];
	char batches[24];
	struct vl_buf text = { 0 };
	int64_t body;

	snprintf(rows, sizeof rows, "%" PRId64, w->rows);
	snprintf(batches, sizeof batches, "%" PRId64, w->batches);
	if (failed)
		error_text(w, failed, &text);
	const struct vl_pair note[] = {
		/* the first only after a failure */
		{ VL_STR("vl:error"), vl_buf_view(&text) },
		{ VL_STR("vl:end"), vl_str(failed ? "error" : "ok") },
		{ VL_STR("vl:rows"), vl_str(rows) },
		{ VL_STR("vl:batches"), vl_str(batches) },
		{ VL_STR("vl:hash"), no_hash.value },
	};
	int skip = failed ? 0 : 1;

	gathered_reset(&w->own, w->schema);
	begin_record(w);
	for (int i = 0; i < w->schema->count; i++)
		push_array(w, &w->own.array[i]);
	body = place_pieces(w);
	int64_t header =
	    ipc_put_message(&w->meta, IPC_RECORD, body, note + skip, 5 - skip);
	int64_t digits_at = last_note(w);

	flat_put_ref(&w->meta, header, put_record(w, 0, IPC_NO_CODEC));
	put_message(w, CHAIN_DIGITS, digits_at, body, out);
	vl_buf_release(&text);
}

static int64_t
put_blocks(struct vl_ipc_writer *w, const struct vl_buf *block)
{
	return flat_put_structs(&w->meta,
	    block->len / (int64_t)sizeof(struct block), block->p, block->len);
}

static void
put_footer(struct vl_ipc_writer *w, struct vl_buf *out)
{
	struct flat_slots at;
	int32_t bytes;

	vl_buf_reset(&w->meta);
	flat_put_root(&w->meta);
	flat_put_ref(&w->meta, 0,
	    flat_put_table(&w->meta, 4, (const uint8_t[]){ 2, 4, 4, 4 }, &at));
	flat_put_i16(&w->meta, at.at[0], IPC_V5);
	flat_put_ref(&w->meta, at.at[1], put_schema_table(w));
	flat_put_ref(&w->meta, at.at[2], put_blocks(w, &w->dict_block));
	flat_put_ref(&w->meta, at.at[3], put_blocks(w, &w->batch_block));
	bytes = (int32_t)w->meta.len;
	vl_buf_str(out, vl_buf_view(&w->meta));
	vl_buf_add(out, &bytes, sizeof bytes);
	vl_buf_cstr(out, "ARROW1");
}

int
vl_ipc_writer_end(struct vl_ipc_writer *w, const struct vl_err *failed,
    struct vl_buf *out, struct vl_err *err)
{
	if (failed && w->how.file)
		return 0;
	assert(failed || !w->is_broken);
	if (w->is_broken)
		reset_own(w);
	VL_TRY(vl_ipc_writer_flush(w, out, err));
	VL_TRY(put_dicts(w, out, err));
	if (w->how.file) {
		put_eos(w, out);
		put_footer(w, out);
	} else {
		put_end(w, failed, out);
		put_eos(w, out);
	}
	return 0;
}
