/* file_list.c -- the files of a directory or a glob. */
#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/near.h"

enum {
	LOOK_MAX = 10000 /* names of a directory that are compared */
};

struct list {
	char **path;
	int count;
	int cap;
};

static void
push(struct list *l, const char *p, int64_t n)
{
	if (l->count == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 16;
		l->path =
		    vl_realloc(l->path, l->cap * (int64_t)sizeof *l->path);
	}
	l->path[l->count++] = vl_strndup(p, n);
}

static int
by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

bool
vl_file_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

static bool
is_regular(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static int
list_directory(const char *path, struct list *l, struct vl_err *err)
{
	DIR *dir = opendir(path);
	struct vl_buf b = { 0 };
	struct dirent *e;

	if (dir == NULL)
		return vl_fail(err, VL_EIO, "cannot read directory '%s'", path);
	while ((e = readdir(dir)) != NULL) {
		if (e->d_name[0] == '.' || e->d_name[0] == '_')
			continue;
		vl_buf_reset(&b);
		vl_buf_cstr(&b, path);
		if (b.len > 0 && b.p[b.len - 1] != '/')
			vl_buf_byte(&b, '/');
		vl_buf_cstr(&b, e->d_name);
		vl_buf_byte(&b, '\0');
		if (is_regular(b.p))
			push(l, b.p, b.len - 1);
	}
	closedir(dir);
	vl_buf_release(&b);
	if (l->count == 0) {
		errno = ENOENT;
		return vl_fail(err, VL_EIO, "no files in directory '%s'", path);
	}
	return VL_FILE_LIST_MANY;
}

static int
list_glob(const char *pattern, struct list *l, struct vl_err *err)
{
	glob_t g = { 0 };
	int rc = glob(pattern, GLOB_NOSORT, NULL, &g);

	for (size_t i = 0; rc == 0 && i < g.gl_pathc; i++)
		if (is_regular(g.gl_pathv[i]))
			push(l, g.gl_pathv[i], (int64_t)strlen(g.gl_pathv[i]));
	globfree(&g);
	if (l->count == 0) {
		errno = ENOENT;
		return vl_fail(err, VL_EIO, "no file matches '%s'", pattern);
	}
	return VL_FILE_LIST_MANY;
}

int
vl_file_list(const char *path, char ***list, int *count, struct vl_err *err)
{
	struct list l = { 0 };
	struct stat st;
	int rc = VL_FILE_LIST_ONE;

	if (stat(path, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			rc = list_directory(path, &l, err);
	} else if (strpbrk(path, "*?[")) {
		rc = list_glob(path, &l, err);
	}
	if (l.count > 1)
		qsort(l.path, (size_t)l.count, sizeof *l.path, by_bytes);
	*list = l.path;
	*count = l.count;
	return rc;
}

void
vl_file_list_free(char **list, int count)
{
	for (int i = 0; i < count; i++)
		vl_dealloc(list[i]);
	vl_dealloc(list);
}

void
vl_file_suggest(const char *path, struct vl_err *err)
{
	const char *slash = strrchr(path, '/');
	struct vl_str head = { path, slash ? slash + 1 - path : 0 };
	struct vl_near n = { .wanted = vl_str(path + head.n) };
	struct vl_arena a = { 0 };
	DIR *dir = opendir(slash ? vl_str_cstr(&a, head) : ".");
	struct dirent *e;

	for (int i = 0; dir && i < LOOK_MAX && (e = readdir(dir)); i++)
		vl_near_add(&n, vl_str(vl_str_printf(&a, "%s", e->d_name)));
	for (int i = 0; i < n.near; i++)
		n.best[i] = vl_str(vl_str_printf(
		    &a, "%.*s%s", (int)head.n, head.p, n.best[i].p));
	vl_near_say(&n, NULL, err);
	if (dir)
		closedir(dir);
	vl_arena_release(&a);
}
