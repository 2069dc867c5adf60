/*
 * document.h -- an answer as one JSON document for programs that want no more
 * than that: {table, query, input_type, schema, rows}, two blanks a level.
 */
#ifndef VL_TOOL_DOCUMENT_H
#define VL_TOOL_DOCUMENT_H

struct vl_err;
struct vl_schema;
struct vl_write;
struct vl_writer;

struct vl_document {
	const char *table;
	const char *query;
	const char *input_type;
	int written; /* answers: one document holds one */
};

/* A vl_run.open_writer; context is a struct vl_document that outlives it. */
int vl_document_writer(void *context, const struct vl_schema *s,
    const struct vl_write *how, struct vl_writer **out, struct vl_err *err);

#endif
