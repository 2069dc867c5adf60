/*
 * deliver.h -- the rows of a scan, written in their order.
 *
 * The last step of every tool that prints rows: workers of exec encode their
 * batches side by side where the format allows it, order.h puts the pieces in
 * the order of the input, and the bytes go to one output.
 */
#ifndef VL_TOOL_DELIVER_H
#define VL_TOOL_DELIVER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct vl_out;
struct vl_scan;
struct vl_session;
struct vl_writer;

struct vl_deliver {
	struct vl_writer *writer;
	struct vl_out *out;
	bool prompt;          /* pass on what there is after each morsel: the
				 input is slow, or a person looks on */
	_Atomic int64_t rows; /* written */
};

/*
 * Pull all of the scan and write it: what the writer says before the first
 * row, the rows, what it says after the last.  When the scan fails, the writer
 * still says that (a failed end of an Arrow stream), if session->left: some
 * bytes have left the process.
 *
 * Errors: those of the scan, VL_EIO and VL_EPIPE of the output.  VL_ERETRY
 * comes through only if nothing has left, so that the caller can start over.
 */
int vl_deliver(struct vl_deliver *d, struct vl_scan *scan,
    struct vl_session *session, struct vl_err *err);

#endif
