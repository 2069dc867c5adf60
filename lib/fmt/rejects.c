/* rejects.c -- keep malformed records and print them in order. */
#include "fmt/rejects.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/buf.h"

struct reject {
	int path; /* number of it */
	int64_t line;
	int64_t field;
	int64_t seq; /* of arrival: later ones on one line come later */
	const char *reason;
	struct vl_str raw;
};

struct vl_rejects {
	pthread_mutex_t lock;
	struct vl_arena arena;
	struct reject *list;
	int64_t count;
	int64_t cap;
	const char **path;
	int path_count;
};

struct vl_rejects *
vl_rejects_new(void)
{
	struct vl_rejects *r = vl_alloc_one(struct vl_rejects);

	pthread_mutex_init(&r->lock, NULL);
	return r;
}

void
vl_rejects_free(struct vl_rejects *r)
{
	if (r == NULL)
		return;
	pthread_mutex_destroy(&r->lock);
	vl_arena_release(&r->arena);
	vl_dealloc(r->list);
	vl_dealloc(r->path);
	vl_dealloc(r);
}

static int
path_number(struct vl_rejects *r, const char *path)
{
	for (int i = 0; i < r->path_count; i++)
		if (strcmp(r->path[i], path) == 0)
			return i;
	r->path =
	    vl_realloc(r->path, (r->path_count + 1) * (int64_t)sizeof *r->path);
	r->path[r->path_count] = vl_str_cstr(&r->arena, vl_str(path));
	return r->path_count++;
}

void
vl_rejects_add(struct vl_rejects *r, const char *path, int64_t line,
    int64_t field, const char *reason, struct vl_str raw)
{
	if (raw.n > VL_REJECT_RAW_MAX)
		raw.n = VL_REJECT_RAW_MAX;
	pthread_mutex_lock(&r->lock);
	if (r->count == r->cap) {
		r->cap = r->cap ? r->cap * 2 : 64;
		r->list =
		    vl_realloc(r->list, r->cap * (int64_t)sizeof *r->list);
	}
	r->list[r->count] = (struct reject){ path_number(r, path), line, field,
		r->count, vl_str_cstr(&r->arena, vl_str(reason)),
		vl_str_copy(&r->arena, raw) };
	r->count++;
	pthread_mutex_unlock(&r->lock);
}

void
vl_rejects_forget(struct vl_rejects *r, const char *path)
{
	int64_t kept = 0;

	pthread_mutex_lock(&r->lock);
	int number = path_number(r, path);

	for (int64_t i = 0; i < r->count; i++)
		if (r->list[i].path != number)
			r->list[kept++] = r->list[i];
	r->count = kept;
	pthread_mutex_unlock(&r->lock);
}

int64_t
vl_rejects_count(struct vl_rejects *r)
{
	pthread_mutex_lock(&r->lock);
	int64_t n = r->count;

	pthread_mutex_unlock(&r->lock);
	return n;
}

static int
by_place(const void *a, const void *b)
{
	const struct reject *x = a;
	const struct reject *y = b;

	if (x->path != y->path)
		return x->path < y->path ? -1 : 1;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	if (x->field != y->field)
		return x->field < y->field ? -1 : 1;
	return x->seq < y->seq ? -1 : x->seq > y->seq;
}

/* A field of CSV: in quotes where it has to be. */
static void
add_field(struct vl_buf *out, struct vl_str s)
{
	bool plain = true;

	for (int64_t i = 0; i < s.n && plain; i++)
		plain = s.p[i] != ',' && s.p[i] != '"' && s.p[i] != '\n' &&
		    s.p[i] != '\r';
	if (plain) {
		vl_buf_str(out, s);
		return;
	}
	vl_buf_quoted(out, '"', s);
}

void
vl_rejects_write(struct vl_rejects *r, struct vl_buf *out)
{
	pthread_mutex_lock(&r->lock);
	if (r->count > 0)
		qsort(r->list, (size_t)r->count, sizeof *r->list, by_place);
	vl_buf_cstr(out, "file,line,column,reason,raw\n");
	for (int64_t i = 0; i < r->count; i++) {
		const struct reject *x = &r->list[i];

		add_field(out, vl_str(r->path[x->path]));
		vl_buf_printf(out, ",%lld,", (long long)x->line);
		if (x->field > 0)
			vl_buf_printf(out, "%lld", (long long)x->field);
		vl_buf_byte(out, ',');
		add_field(out, vl_str(x->reason));
		vl_buf_byte(out, ',');
		add_field(out, x->raw);
		vl_buf_byte(out, '\n');
	}
	pthread_mutex_unlock(&r->lock);
}
