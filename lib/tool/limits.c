/* limits.c -- --limits: how large things may be, with what is in force. */
#include "base/buf.h"
#include "fmt/block.h"
#include "fmt/csv.h"
#include "fmt/input.h"
#include "fmt/json_int.h"
#include "fmt/lines.h"
#include "ipc/layout.h"
#include "ipc/message.h"
#include "sql/sql.h"
#include "tool/tool.h"

/* clang-format off */
/* name			value			what */
#define LIMITS(X) \
X("sql-bytes",		SQL_BYTES_MAX,		"one text of SQL") \
X("sql-depth",		SQL_DEPTH_MAX,		"expressions and queries within each other") \
X("columns",		VL_CSV_COLUMNS_MAX,	"one table") \
X("field-bytes",	VL_CSV_FIELD_MAX,	"one value of CSV, JSON or lines") \
X("record-bytes",	VL_RECORD_BYTES_MAX,	"one row of CSV, JSON or lines") \
X("json-depth",		JSON_DEPTH_MAX,		"arrays and objects within each other") \
X("pattern-bytes",	VL_PATTERN_BYTES_MAX,	"a regular expression of the line reader") \
X("pattern-steps",	VL_PATTERN_STEPS_MAX,	"of one match") \
X("arrow-metadata",	IPC_META_MAX,		"bytes that describe one message") \
X("arrow-depth",	IPC_DEPTH_MAX,		"types within each other")
/* clang-format on */

static void
put(struct vl_buf *out, const char *name, int64_t value, const char *what)
{
	vl_buf_printf(out, "%-16s %12lld  %s\n", name, (long long)value, what);
}

void
vl_tool_limits(const struct vl_job *job, struct vl_buf *out)
{
	int ratio = job->max_ratio ? job->max_ratio : VL_INPUT_RATIO;

	put(out, "threads", job->threads, "--threads");
	put(out, "memory-limit", job->memory_limit,
	    "--memory-limit: bytes of groups, sorts and joins");
	put(out, "timeout", job->timeout_ms, "--timeout: ms; 0 is none");
	put(out, "max-ratio", ratio,
	    "--max-ratio: decompressed bytes for one, past 16 MiB");
#define X(name, value, what) put(out, name, value, what);
	LIMITS(X)
#undef X
}
