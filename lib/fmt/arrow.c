/* arrow.c -- Arrow streams and files as a format: ipc behind fmt's doors. */
#include "fmt/arrow.h"

#include "base/alloc.h"
#include "base/err.h"
#include "ipc/read.h"
#include "ipc/write.h"

/* clang-format off */
const struct vl_option vl_arrow_options[] = {
	{ "strict",	"BOOL",	"a stream without end-of-stream marker is an error" },
	{ "max_ratio",	"N",	"largest expansion of a compressed message" },
	{ 0 },
};
const struct vl_option vl_arrow_write_options[] = {
	{ "compress",	"NAME",	"compress message bodies: zstd, lz4 or none" },
	{ "plain",	"BOOL",	"no dictionaries, for simple readers" },
	{ 0 },
};
/* clang-format on */

/* ---- reading ---- */

static int64_t
input_read(void *ctx, void *buf, int64_t n, struct vl_err *err)
{
	return vl_input_read(ctx, buf, n, err);
}

static int64_t
input_read_at(
    void *ctx, int64_t offset, void *buf, int64_t n, struct vl_err *err)
{
	return vl_input_read_at(ctx, offset, buf, n, err);
}

static int
input_rewind(void *ctx, struct vl_err *err)
{
	return vl_input_rewind(ctx, err);
}

static void
input_close(void *ctx)
{
	vl_input_close(ctx);
}

static int
read_options(
    const struct vl_open *how, struct vl_ipc_options *out, struct vl_err *err)
{
	int64_t ratio = how->max_ratio;

	*out = (struct vl_ipc_options){
		.tmpdir = how->tmpdir,
		.warn = how->warn,
		.warn_ctx = how->warn_ctx,
	};
	VL_TRY(vl_settings_bool(how->settings, "strict", &out->strict, err));
	VL_TRY(vl_settings_int(
	    how->settings, "max_ratio", 1, 1 << 20, &ratio, err));
	out->ratio_max = (int)ratio;
	return 0;
}

int
vl_arrow_open(struct vl_input *take_in, const struct vl_open *how,
    struct vl_source **out, struct vl_err *err)
{
	bool seekable = vl_input_seekable(take_in);
	struct vl_ipc_input in = {
		.ctx = take_in,
		.name = vl_input_name(take_in),
		.read = input_read,
		.read_at = seekable ? input_read_at : NULL,
		.size = seekable ? vl_input_size(take_in) : -1,
		.rewind = input_rewind,
		.close = input_close,
	};
	struct vl_ipc_options options;
	int rc = read_options(how, &options, err);

	if (rc < 0) {
		vl_input_close(take_in);
		return rc;
	}
	return vl_ipc_open(in, &options, out, err);
}

/* ---- writing ---- */

struct arrow {
	struct vl_writer base;
	struct vl_ipc_writer *writer;
};

static int
arrow_begin(struct vl_writer *w, struct vl_buf *out, struct vl_err *err)
{
	(void)w;
	(void)out;
	(void)err;
	return 0; /* the schema waits for the first batch's dictionaries */
}

static int
arrow_batch(struct vl_writer *w, struct vl_batch *b, struct vl_buf *out,
    struct vl_err *err)
{
	return vl_ipc_writer_batch(((struct arrow *)w)->writer, b, out, err);
}

static bool
arrow_takes_part(const struct vl_writer *w, const struct vl_batch *b)
{
	return vl_ipc_writer_takes_part(((const struct arrow *)w)->writer, b);
}

static void *
arrow_part_new(struct vl_writer *w)
{
	return vl_ipc_part_new(((struct arrow *)w)->writer);
}

static int
arrow_part_batch(void *part, const struct vl_batch *b, struct vl_err *err)
{
	return vl_ipc_part_batch(part, b, err);
}

static int
arrow_part_put(struct vl_writer *w, void *part, bool whole, struct vl_buf *out,
    struct vl_err *err)
{
	return vl_ipc_writer_part(
	    ((struct arrow *)w)->writer, part, whole, out, err);
}

static void
arrow_part_free(void *part)
{
	vl_ipc_part_free(part);
}

static int
arrow_flush(struct vl_writer *w, struct vl_buf *out, struct vl_err *err)
{
	return vl_ipc_writer_flush(((struct arrow *)w)->writer, out, err);
}

static int
arrow_end(struct vl_writer *w, const struct vl_err *failed, struct vl_buf *out,
    struct vl_err *err)
{
	return vl_ipc_writer_end(((struct arrow *)w)->writer, failed, out, err);
}

static void
arrow_close(struct vl_writer *w)
{
	vl_ipc_writer_free(((struct arrow *)w)->writer);
	vl_dealloc(w);
}

static const struct vl_writer_class arrow_class = {
	.begin = arrow_begin,
	.batch = arrow_batch,
	.takes_part = arrow_takes_part,
	.part_new = arrow_part_new,
	.part_batch = arrow_part_batch,
	.part_put = arrow_part_put,
	.part_free = arrow_part_free,
	.flush = arrow_flush,
	.end = arrow_end,
	.close = arrow_close,
	.tells = true,
};

static int
read_codec(
    const struct vl_write *how, enum vl_ipc_codec *out, struct vl_err *err)
{
	struct vl_str name = vl_settings_get(how->settings, "compress");

	if (name.p == NULL)
		name = vl_str(how->compress ? how->compress : "none");
	if (vl_str_is_fold(name, "zstd"))
		*out = VL_IPC_ZSTD;
	else if (vl_str_is_fold(name, "lz4"))
		*out = VL_IPC_LZ4;
	else if (vl_str_is_fold(name, "none"))
		*out = VL_IPC_PLAIN;
	else
		return vl_fail(err, VL_EUSAGE,
		    "compress is zstd, lz4 or none, not '%.*s'", (int)name.n,
		    name.p);
	return 0;
}

static int
open_writer(const struct vl_schema *s, const struct vl_write *how, bool file,
    struct vl_writer **out, struct vl_err *err)
{
	struct vl_ipc_write ipc = { .producer = how->producer, .file = file };
	struct arrow *w;

	VL_TRY(read_codec(how, &ipc.codec, err));
	VL_TRY(vl_settings_bool(how->settings, "plain", &ipc.decode, err));
	w = vl_alloc_one(struct arrow);
	w->base.class = &arrow_class;
	w->base.schema = s;
	w->writer = vl_ipc_writer_new(s, &ipc);
	*out = &w->base;
	return 0;
}

int
vl_arrow_writer(const struct vl_schema *s, const struct vl_write *how,
    struct vl_writer **out, struct vl_err *err)
{
	return open_writer(s, how, false, out, err);
}

int
vl_arrow_file_writer(const struct vl_schema *s, const struct vl_write *how,
    struct vl_writer **out, struct vl_err *err)
{
	return open_writer(s, how, true, out, err);
}
