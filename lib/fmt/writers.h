/*
 * writers.h -- the writers of text formats and their options, for the rows of
 * vl_formats[].
 */
#ifndef VL_FMT_WRITERS_H
#define VL_FMT_WRITERS_H

#include "fmt/fmt.h"

extern const struct vl_option vl_csv_write_options[]; /* tsv too */
extern const struct vl_option vl_json_write_options[];

int vl_csv_writer(const struct vl_schema *s, const struct vl_write *how,
    struct vl_writer **out, struct vl_err *err);
int vl_tsv_writer(const struct vl_schema *s, const struct vl_write *how,
    struct vl_writer **out, struct vl_err *err);
int vl_json_writer(const struct vl_schema *s, const struct vl_write *how,
    struct vl_writer **out, struct vl_err *err);
int vl_jsonl_writer(const struct vl_schema *s, const struct vl_write *how,
    struct vl_writer **out, struct vl_err *err);
int vl_md_writer(const struct vl_schema *s, const struct vl_write *how,
    struct vl_writer **out, struct vl_err *err);
int vl_table_writer(const struct vl_schema *s, const struct vl_write *how,
    struct vl_writer **out, struct vl_err *err);
int vl_none_writer(const struct vl_schema *s, const struct vl_write *how,
    struct vl_writer **out, struct vl_err *err);

/* What a class has where there is nothing to do: no bytes before the first
 * row, none after the last, nothing of its own to give back. */
int vl_writer_no_begin(
    struct vl_writer *w, struct vl_buf *out, struct vl_err *err);
int vl_writer_no_end(struct vl_writer *w, const struct vl_err *failed,
    struct vl_buf *out, struct vl_err *err);
void vl_writer_free(struct vl_writer *w);

#endif
