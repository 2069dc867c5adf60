/* call.c -- what the kernels of functions share. */
#include "expr/call.h"

#include "kern/kern.h"

enum {
	ROOM = 32 << 10, /* bytes of a chunk of text */
};

int64_t
text_find(struct vl_str s, struct vl_str needle)
{
	int64_t at;

	if (needle.n == 0)
		return 0;
	at = vl_kern()->find->text(s.p, s.n, needle.p, needle.n);
	return at == VL_FIND_GAVE_UP ? vl_str_find(s, needle) : at;
}

uint64_t *
call_valid(struct vl_call *c, struct vl_column *out)
{
	int64_t words = vl_bits_words(out->rows);
	uint64_t *valid = vl_arena_buffer(c->arena, words * 8);

	if (out->valid)
		memcpy(valid, out->valid, (size_t)words * 8);
	else
		vl_bits_fill(valid, out->rows);
	out->valid = valid;
	return valid;
}

char *
text_room_grow(struct text_room *t, int64_t n)
{
	int64_t size = n > ROOM ? n : ROOM;

	t->p = vl_arena_buffer(t->arena, size);
	t->end = t->p + size;
	return t->p;
}

int
text_too_long(struct vl_call *c, struct vl_err *err)
{
	return vl_fail(err, VL_ELIMIT, "%s() would make more than %d MiB",
	    c->expr->func->name, TEXT_MAX >> 20);
}

int
call_f64_pairs(
    struct vl_call *c, double (*f)(double, double), struct vl_column *out)
{
	const double *x = c->arg[0].data;
	const double *y = c->arg[1].data;
	int64_t sx = arg_step(&c->arg[0]);
	int64_t sy = arg_step(&c->arg[1]);
	double *data = call_data(c, out);

	for (int64_t i = 0; i < out->rows; i++)
		data[i] = f(x[i * sx], y[i * sy]);
	return 0;
}
