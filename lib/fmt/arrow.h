/*
 * arrow.h -- the rows `arrow` and `arrow-file` of vl_formats[].
 */
#ifndef VL_FMT_ARROW_H
#define VL_FMT_ARROW_H

#include "fmt/fmt.h"

extern const struct vl_option vl_arrow_options[];
extern const struct vl_option vl_arrow_write_options[];

/* Streams and files alike: the first bytes tell. */
int vl_arrow_open(struct vl_input *take_in, const struct vl_open *how,
    struct vl_source **out, struct vl_err *err);

int vl_arrow_writer(const struct vl_schema *s, const struct vl_write *how,
    struct vl_writer **out, struct vl_err *err);
int vl_arrow_file_writer(const struct vl_schema *s, const struct vl_write *how,
    struct vl_writer **out, struct vl_err *err);

#endif
