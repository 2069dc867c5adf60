/* scan.c -- what every source and scan does around its own methods. */
#include "col/scan.h"

#include <assert.h>

#include "base/alloc.h"
#include "col/batch.h"

int
vl_source_scan(struct vl_source *s, const struct vl_want *want,
    struct vl_scan **out, struct vl_err *err)
{
	for (int i = 0; i < want->count; i++)
		assert(want->column[i] < s->schema->count);
	return s->class->scan(s, want, out, err);
}

int
vl_source_widen(struct vl_source *s, struct vl_err *err)
{
	return s->class->widen ? s->class->widen(s, err) : err->code;
}

int
vl_source_join(
    struct vl_source *s, const struct vl_schema *other, struct vl_err *err)
{
	return s->class->join ? s->class->join(s, other, err) : 0;
}

void
vl_source_close(struct vl_source *s)
{
	if (s)
		s->class->close(s);
}

int
vl_scan_worker(
    struct vl_scan *s, struct vl_scan_worker **out, struct vl_err *err)
{
	return s->class->worker(s, out, err);
}

void
vl_scan_close(struct vl_scan *s)
{
	if (s)
		s->class->close(s);
}

/* All morsels of one worker, one after the other. */
struct whole {
	struct vl_stream base;
	struct vl_scan *scan;
	struct vl_scan_worker *worker;
	bool in_morsel;
};

static int
whole_next(struct vl_stream *s, struct vl_batch **out, struct vl_err *err)
{
	struct whole *w = (struct whole *)s;
	int64_t morsel;
	int rc;

	for (;;) {
		if (w->in_morsel) {
			rc = vl_stream_next(&w->worker->stream, out, err);
			if (rc != 0)
				return rc;
			w->in_morsel = false;
		}
		rc = w->worker->begin(w->worker, &morsel, err);
		if (rc <= 0)
			return rc;
		w->in_morsel = true;
	}
}

static void
whole_close(struct vl_stream *s)
{
	struct whole *w = (struct whole *)s;

	vl_stream_close(&w->worker->stream);
	vl_scan_close(w->scan);
	vl_dealloc(w);
}

static const struct vl_stream_class whole_class = {
	"scan",
	whole_next,
	whole_close,
};

int
vl_scan_stream(
    struct vl_scan *take_s, struct vl_stream **out, struct vl_err *err)
{
	struct vl_scan_worker *worker;
	int rc = vl_scan_worker(take_s, &worker, err);

	if (rc < 0) {
		vl_scan_close(take_s);
		return rc;
	}
	struct whole *w = vl_alloc_one(struct whole);

	w->base.class = &whole_class;
	w->base.schema = take_s->schema;
	w->scan = take_s;
	w->worker = worker;
	*out = &w->base;
	return 0;
}
