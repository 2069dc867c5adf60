/*
 * spool.h -- the rows of a scan kept as a source, however many: in memory
 * while they are few, in a temporary file behind.
 */
#ifndef VL_EXEC_SPOOL_H
#define VL_EXEC_SPOOL_H

#include "col/scan.h"

struct vl_session;

/*
 * Run the scan, in order, and close it.  The source owns its rows; any number
 * of scans read them.  Errors: those of the scan, VL_EIO of the temporary file,
 * VL_ESTOP.
 */
int vl_spool_source(const char *name, struct vl_scan *take_scan,
    struct vl_session *session, struct vl_source **out, struct vl_err *err);

#endif
