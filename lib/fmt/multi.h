/*
 * multi.h -- several files as one table.
 */
#ifndef VL_FMT_MULTI_H
#define VL_FMT_MULTI_H

#include "fmt/fmt.h"

/* The options of vl_multi_options[]. */
struct vl_multi {
	bool filename;      /* a last column says from which file a row is */
	bool union_by_name; /* files may lack columns */
};

/*
 * The files one after the other.  Columns are matched by name, in order of
 * first appearance; where types differ, a column has the one that holds them
 * all.  Paths are copied.
 * Errors: VL_ENAME: a file lacks a column; VL_ETYPE: no file can be read as the
 * others are; those of opening.
 */
int vl_multi_open(const char *name, char *const *path, int count,
    const struct vl_multi *multi, const struct vl_open *how,
    struct vl_source **out, struct vl_err *err);

/* One file that exists, no glob and no directory. */
int vl_open_file(const char *path, const struct vl_open *how,
    struct vl_source **out, struct vl_err *err);

#endif
