/*
 * multi.h -- several files as one table.
 */
#ifndef VL_FMT_MULTI_H
#define VL_FMT_MULTI_H

#include "fmt/fmt.h"

/*
 * The files one after the other.  Columns are matched by name, in order of
 * first appearance; where a file lacks one it is NULL.  Where types differ,
 * the column has the one that holds them all, and files are read with it.
 * Paths are copied.
 */
int vl_multi_open(const char *name, char *const *path, int count,
    const struct vl_open *how, struct vl_source **out, struct vl_err *err);

/* One file that exists, no glob and no directory. */
int vl_open_file(const char *path, const struct vl_open *how,
    struct vl_source **out, struct vl_err *err);

#endif
