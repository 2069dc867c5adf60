/*
 * memory.h -- a table in memory as a source: CREATE TABLE AS, VALUES of
 * scripts, results that are read more than once.
 */
#ifndef VL_EXEC_MEMORY_H
#define VL_EXEC_MEMORY_H

#include "col/scan.h"

struct vl_session;

/*
 * Run the scan and keep its rows.  The source owns them; its schema is a copy.
 * Errors: those of the scan, VL_ELIMIT of the budget.
 */
int vl_memory_source(const char *name, struct vl_scan *scan,
    struct vl_session *session, struct vl_source **out, struct vl_err *err);

#endif
