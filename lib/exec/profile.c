/* profile.c -- count rows and time of an operator: EXPLAIN ANALYZE. */
#include <time.h>

#include "exec/op.h"
#include "plan/show.h"

struct timed {
	struct vl_scan base;
	struct vl_scan *in;
	struct vl_profile_node *node;
};

struct timed_worker {
	struct vl_exec_worker w;
	struct vl_profile_node *node;
};

static int64_t
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static int
timed_begin(struct vl_scan_worker *w, int64_t *morsel, struct vl_err *err)
{
	struct timed_worker *t = (struct timed_worker *)w;
	int64_t from = now_ns();
	int rc = vl_exec_worker_begin(w, morsel, err);

	t->node->busy_ns += now_ns() - from;
	return rc;
}

static int
timed_next(struct vl_stream *s, struct vl_batch **out, struct vl_err *err)
{
	struct timed_worker *t = (struct timed_worker *)s;
	int64_t from = now_ns();
	int rc = vl_stream_next(s->input[0], out, err);

	t->node->busy_ns += now_ns() - from;
	if (rc > 0) {
		t->node->rows += (*out)->rows;
		t->node->batches++;
	}
	return rc;
}

static const struct vl_stream_class timed_stream = {
	"profile",
	timed_next,
	vl_exec_worker_close,
};

/* Opening the first worker is where a barrier does its work. */
static int
timed_worker(struct vl_scan *s, struct vl_scan_worker **out, struct vl_err *err)
{
	struct timed *t = (struct timed *)s;
	struct vl_scan_worker *below;
	int64_t from = now_ns();
	int rc = vl_scan_worker(t->in, &below, err);

	t->node->busy_ns += now_ns() - from;
	if (rc < 0)
		return rc;
	struct timed_worker *w = vl_alloc_one(struct timed_worker);

	w->w.base.stream.class = &timed_stream;
	w->w.base.stream.schema = s->schema;
	w->w.base.stream.input[0] = &below->stream;
	w->w.base.begin = timed_begin;
	w->node = t->node;
	*out = &w->w.base;
	return 0;
}

static void
timed_close(struct vl_scan *s)
{
	vl_scan_close(((struct timed *)s)->in);
}

static const struct vl_scan_class timed_class = {
	timed_worker,
	timed_close,
};

struct vl_scan *
vl_exec_profile(
    struct vl_exec *x, struct vl_profile_node *node, struct vl_scan *in)
{
	struct timed *t = vl_new(x->arena, struct timed, 1);

	t->base.class = &timed_class;
	t->base.schema = in->schema;
	t->base.parallel = in->parallel;
	t->base.span = in->span;
	t->in = in;
	t->node = node;
	return &t->base;
}
