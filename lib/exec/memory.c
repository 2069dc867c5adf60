/* memory.c -- rows kept as a source. */
#include "exec/memory.h"

#include "exec/op.h"
#include "exec/rows.h"

struct memory {
	struct vl_source base;
	struct vl_arena arena; /* schema, name */
	struct vl_rows rows;
	struct vl_sink sink; /* while it is filled */
};

/* One pass: slices of the wanted columns. */
struct memory_scan {
	struct vl_slices slices;
	struct vl_arena arena;
};

static int
ready(struct vl_slices *s, struct vl_err *err)
{
	(void)s;
	(void)err;
	return 0;
}

static void
scan_release(struct vl_slices *s)
{
	struct memory_scan *m = (struct memory_scan *)s;

	vl_arena_release(&m->arena);
	vl_dealloc(m);
}

static int
memory_scan(struct vl_source *s, const struct vl_want *want,
    struct vl_scan **out, struct vl_err *err)
{
	struct memory *m = (struct memory *)s;
	struct memory_scan *scan = vl_alloc_one(struct memory_scan);
	struct vl_column *col =
	    vl_new(&scan->arena, struct vl_column, want->count);

	(void)err;
	for (int i = 0; i < want->count; i++)
		col[i] = m->rows.col[want->column[i]];
	vl_slices_init(&scan->slices,
	    vl_schema_project(
		&scan->arena, s->schema, want->column, want->count),
	    want->threads);
	scan->slices.build = ready;
	scan->slices.release = scan_release;
	scan->slices.col = col;
	scan->slices.rows = m->rows.rows;
	scan->slices.base.span = vl_slices_span(m->rows.rows);
	scan->slices.base.conjunct_answer =
	    vl_new(&scan->arena, enum vl_answer, want->conjunct_count);
	*out = &scan->slices.base;
	return 0;
}

static void
memory_close(struct vl_source *s)
{
	struct memory *m = (struct memory *)s;

	vl_rows_release(&m->rows);
	vl_arena_release(&m->arena);
	vl_dealloc(m);
}

static const struct vl_source_class memory_class = {
	.name = "memory",
	.scan = memory_scan,
	.close = memory_close,
};

static int
keep(struct vl_sink *s, int worker, struct vl_batch *b, struct vl_err *err)
{
	return vl_rows_add(
	    &VL_CONTAINER(s, struct memory, sink)->rows, worker, b, err);
}

int
vl_memory_source(const char *name, struct vl_scan *scan,
    struct vl_session *session, struct vl_source **out, struct vl_err *err)
{
	struct memory *m = vl_alloc_one(struct memory);

	m->base.class = &memory_class;
	m->base.name = vl_str_cstr(&m->arena, vl_str(name));
	m->base.schema = vl_schema_copy(&m->arena, scan->schema);
	m->base.bytes_estimate = -1;
	m->sink.batch = keep;
	vl_rows_init(&m->rows, m->base.schema, &session->budget,
	    vl_exec_workers(scan, session));
	int rc = vl_exec_drive(scan, session, &m->sink, err);

	if (rc >= 0)
		rc = vl_rows_finish(&m->rows, err);
	if (rc < 0) {
		vl_source_close(&m->base);
		return rc;
	}
	m->base.rows_estimate = m->rows.rows;
	*out = &m->base;
	return 0;
}
