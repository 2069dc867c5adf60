/* stream.c -- what every stream does around its own next and close. */
#include "col/stream.h"

#include <assert.h>
#include <stddef.h>

#include "col/batch.h"

int
vl_stream_next(struct vl_stream *s, struct vl_batch **out, struct vl_err *err)
{
	*out = NULL;
	int rc = s->class->next(s, out, err);

	assert((rc == 1) == (*out != NULL));
	assert(rc >= 0 || err->code == (enum vl_code)rc);
	if (rc == 1)
		s->rows += (*out)->rows;
	return rc;
}

void
vl_stream_close(struct vl_stream *s)
{
	if (s == NULL)
		return;
	struct vl_stream *left = s->input[0];
	struct vl_stream *right = s->input[1];

	if (s->class->close)
		s->class->close(s);
	vl_stream_close(left);
	vl_stream_close(right);
}
