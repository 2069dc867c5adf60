/* f_digest.c -- fingerprints of texts. */
#include "base/digest.h"
#include "base/hash.h"
#include "expr/call.h"

typedef void digest_fn(const void *p, int64_t n, uint8_t *out);

/* Hexadecimal digits of a digest of n bytes, at most 32. */
static int
hex_digits(struct vl_call *c, digest_fn *digest, int n, struct vl_column *out)
{
	struct vl_view *data = call_data(c, out);
	struct text_room room = { .arena = c->arena };

	for (int64_t i = 0; i < out->rows; i++) {
		struct vl_str s = arg_text(&c->arg[0], i);
		uint8_t bytes[VL_SHA256_BYTES];
		char *to = text_room(&room, 2 * n);

		digest(s.p, s.n, bytes);
		for (int k = 0; k < n; k++) {
			to[2 * k] = "0123456789abcdef"[bytes[k] >> 4];
			to[2 * k + 1] = "0123456789abcdef"[bytes[k] & 15];
		}
		data[i] = text_done(&room, to, 2 * n);
	}
	return 0;
}

static int
eval_md5(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return hex_digits(c, vl_md5, VL_MD5_BYTES, out);
}

static int
eval_sha256(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	(void)err;
	return hex_digits(c, vl_sha256, VL_SHA256_BYTES, out);
}

static int
eval_hash(struct vl_call *c, struct vl_column *out, struct vl_err *err)
{
	uint64_t *data = call_data(c, out);

	(void)err;
	for (int64_t i = 0; i < out->rows; i++) {
		struct vl_str s = arg_text(&c->arg[0], i);

		data[i] = vl_xxh3(s.p, s.n);
	}
	return 0;
}

/* Of anything else: of its text. */
static int
rewrite_hash(struct vl_arena *a, int count, const struct vl_expr *const *arg,
    int64_t at, const struct vl_expr **out, struct vl_err *err)
{
	const struct vl_expr *text;

	VL_TRY(
	    vl_expr_cast(a, arg[0], vl_type(VL_TYPE_TEXT), false, &text, err));
	return vl_expr_call(a, VL_STR("hash"), count, &text, at, out, err);
}

/* clang-format off */
#define F(z, gives, f, text, value) \
	{ z, "string", "VARCHAR", gives, 0, .eval = f, .doc = text, \
	    .example = value }
const struct vl_func func_digest[] = {
	F("md5", "VARCHAR", eval_md5,
	    "The MD5 of the text's bytes, in hexadecimal digits.",
	    "md5('abc') = 900150983cd24fb0d6963f7d28e17f72"),
	F("sha256", "VARCHAR", eval_sha256,
	    "The SHA-256 of the text's bytes, in hexadecimal digits.",
	    "sha256('abc') = ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad"),
	F("hash", "UBIGINT", eval_hash,
	    "A number, the same for the same text everywhere (XXH3).",
	    "hash('abc') = 8696274497037089104"),
	{ "hash", "string", "ANY", NULL, 0, .rewrite = rewrite_hash,
	    .doc = "That of the value's text.",
	    .example = "hash(10) - hash('10') = 0" },
	{ 0 },
};
/* clang-format on */
