/* writer.c -- the writer of nothing, and the parts of it that others use. */
#include "base/alloc.h"
#include "fmt/writers.h"

int
vl_writer_no_begin(struct vl_writer *w, struct vl_buf *out, struct vl_err *err)
{
	(void)w;
	(void)out;
	(void)err;
	return 0;
}

int
vl_writer_no_end(struct vl_writer *w, const struct vl_err *failed,
    struct vl_buf *out, struct vl_err *err)
{
	(void)w;
	(void)failed;
	(void)out;
	(void)err;
	return 0;
}

static int
none_batch(struct vl_writer *w, struct vl_batch *b, struct vl_buf *out,
    struct vl_err *err)
{
	(void)w;
	(void)b;
	(void)out;
	(void)err;
	return 0;
}

void
vl_writer_free(struct vl_writer *w)
{
	vl_dealloc(w);
}

static const struct vl_writer_class none_class = {
	.begin = vl_writer_no_begin,
	.batch = none_batch,
	.end = vl_writer_no_end,
	.close = vl_writer_free,
	.parallel = true,
	.separator = "",
};

int
vl_none_writer(const struct vl_schema *s, const struct vl_write *how,
    struct vl_writer **out, struct vl_err *err)
{
	(void)how;
	(void)err;
	*out = vl_alloc_one(struct vl_writer);
	**out = (struct vl_writer){ &none_class, s };
	return 0;
}
