/* recode.c -- iconv(3) between an input and its reader. */
#include "fmt/recode.h"

#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <string.h>

#include "base/alloc.h"
#include "base/err.h"
#include "fmt/input.h"

enum {
	RAW = 64 << 10,
	TEXT = RAW * 2
};

struct vl_recode {
	struct vl_input *in;
	iconv_t cd;
	const char *name;
	int64_t at; /* bytes of the input before raw[from] */
	int64_t from;
	int64_t to;
	bool ended;
	int64_t out_from; /* of text, not taken yet */
	int64_t out_to;
	char raw[RAW];
	char text[TEXT];
};

static int
open_cd(const char *encoding, iconv_t *cd, struct vl_err *err)
{
	*cd = iconv_open("UTF-8", encoding);
	if (*cd == (iconv_t)-1)
		return vl_fail(
		    err, VL_EUSAGE, "unknown encoding '%s'", encoding);
	return 0;
}

int
vl_recode_open(struct vl_input *in, const char *encoding,
    struct vl_recode **out, struct vl_err *err)
{
	iconv_t cd;

	VL_TRY(open_cd(encoding, &cd, err));
	struct vl_recode *r = vl_alloc_one(struct vl_recode);

	r->in = in;
	r->cd = cd;
	r->name = encoding;
	*out = r;
	return 0;
}

void
vl_recode_free(struct vl_recode *r)
{
	if (r == NULL)
		return;
	iconv_close(r->cd);
	vl_dealloc(r);
}

/* Behind what is left in raw. */
static int
refill(struct vl_recode *r, struct vl_err *err)
{
	memmove(r->raw, r->raw + r->from, (size_t)(r->to - r->from));
	r->at += r->from;
	r->to -= r->from;
	r->from = 0;
	int64_t got = vl_input_read(r->in, r->raw + r->to, RAW - r->to, err);

	if (got < 0)
		return (int)got;
	r->ended = got == 0;
	r->to += got;
	return 0;
}

/* More text: 1, or 0 at the end. */
static int
convert(struct vl_recode *r, struct vl_err *err)
{
	char *to = r->text;

	while (to == r->text) {
		char *from = r->raw + r->from;
		size_t left = (size_t)(r->to - r->from);
		size_t room = TEXT;
		size_t rc = iconv(r->cd, &from, &left, &to, &room);
		int why = errno;

		r->from = from - r->raw;
		if (to > r->text)
			break; /* what is wrong behind it comes next time */
		if (rc == (size_t)-1 && why == EILSEQ)
			return vl_fail(err, VL_EFORMAT,
			    "byte %lld is not %s text",
			    (long long)(r->at + r->from + 1), r->name);
		if (r->ended && r->from == r->to)
			return 0;
		if (r->ended)
			return vl_fail(err, VL_ETRUNCATED,
			    "ends within a character of %s", r->name);
		VL_TRY(refill(r, err));
	}
	r->out_from = 0;
	r->out_to = to - r->text;
	return 1;
}

int64_t
vl_recode_read(struct vl_recode *r, char *buf, int64_t n, struct vl_err *err)
{
	if (r->out_from == r->out_to) {
		int rc = convert(r, err);

		if (rc <= 0)
			return rc;
	}
	if (n > r->out_to - r->out_from)
		n = r->out_to - r->out_from;
	memcpy(buf, r->text + r->out_from, (size_t)n);
	r->out_from += n;
	return n;
}

int64_t
vl_recode_bytes(const char *encoding, const char *p, int64_t n, char *out,
    int64_t cap, struct vl_err *err)
{
	iconv_t cd;
	size_t left = (size_t)n;
	size_t room = (size_t)cap;
	char *to = out;

	VL_TRY(open_cd(encoding, &cd, err));
	/* iconv() does not write to what it reads. */
	union {
		const char *c;
		char *v;
	} from = { p };
	size_t rc = iconv(cd, &from.v, &left, &to, &room);
	int why = errno;

	iconv_close(cd);
	if (rc == (size_t)-1 && why == EILSEQ)
		return vl_fail(err, VL_EFORMAT, "byte %lld is not %s text",
		    (long long)(n - (int64_t)left + 1), encoding);
	return to - out;
}
