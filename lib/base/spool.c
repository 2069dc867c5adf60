/* spool.c -- bytes that are kept to be read again. */
#include "base/spool.h"

#include <string.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/file.h"

static const char NAME[] = "a temporary file";

void
vl_spool_init(struct vl_spool *s, const char *dir)
{
	*s = (struct vl_spool){ .fd = -1 };
	s->dir = vl_strndup(dir, (int64_t)strlen(dir));
}

void
vl_spool_release(struct vl_spool *s)
{
	if (s->dir == NULL)
		return;
	vl_file_close(s->fd);
	vl_buf_release(&s->memory);
	vl_dealloc(s->dir);
	*s = (struct vl_spool){ .fd = -1 };
}

static int
to_file(struct vl_spool *s, struct vl_err *err)
{
	VL_TRY(s->fd = vl_file_temp(s->dir, err));
	VL_TRY(vl_file_write(s->fd, NAME, s->memory.p, s->memory.len, err));
	vl_buf_release(&s->memory);
	return 0;
}

int
vl_spool_add(struct vl_spool *s, const char *p, int64_t n, struct vl_err *err)
{
	int rc = 0;

	if (s->fd < 0 && s->len + n > VL_SPOOL_MEMORY)
		rc = to_file(s, err);
	if (rc == 0 && s->fd >= 0)
		rc = vl_file_write(s->fd, NAME, p, n, err);
	else if (rc == 0)
		vl_buf_add(&s->memory, p, n);
	if (rc < 0)
		return vl_err_hint(err,
		    "what a pipe brings is kept in '%s': TMPDIR is where",
		    s->dir);
	s->len += n;
	return 0;
}

int64_t
vl_spool_read_at(struct vl_spool *s, int64_t offset, void *buf, int64_t n,
    struct vl_err *err)
{
	int64_t left = s->len - offset;

	if (s->fd >= 0)
		return vl_file_read_at(s->fd, NAME, offset, buf, n, err);
	if (left <= 0)
		return 0;
	n = n < left ? n : left;
	memcpy(buf, s->memory.p + offset, (size_t)n);
	return n;
}
