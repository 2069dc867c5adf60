/*
 * recode.h -- text of another encoding as UTF-8, on the way from the input.
 */
#ifndef VL_FMT_RECODE_H
#define VL_FMT_RECODE_H

#include <stdint.h>

struct vl_err;
struct vl_input;
struct vl_recode;

/* encoding: a name that iconv(3) knows.  VL_EUSAGE if it does not. */
int vl_recode_open(struct vl_input *in, const char *encoding,
    struct vl_recode **out, struct vl_err *err);

/*
 * Up to n bytes of UTF-8; 0 at the end.
 * Errors: VL_EFORMAT with the byte offset of what is not of the encoding.
 */
int64_t vl_recode_read(
    struct vl_recode *r, char *buf, int64_t n, struct vl_err *err);

/* A whole text at once, for what a probe sees: as much of p[0 .. n) as makes
 * whole characters; bytes written (at most cap). */
int64_t vl_recode_bytes(const char *encoding, const char *p, int64_t n,
    char *out, int64_t cap, struct vl_err *err);

void vl_recode_free(struct vl_recode *r); /* NULL is fine */

#endif
