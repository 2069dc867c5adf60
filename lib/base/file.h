/*
 * file.h -- reading, writing and temporary files: EINTR and short transfers
 * do not show, descriptors are never 0 .. 2 and never inherited.
 *
 * Errors are VL_EIO with the system's reason last in the message.
 */
#ifndef VL_BASE_FILE_H
#define VL_BASE_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"

struct vl_err;

enum vl_file_kind {
	VL_FILE_REGULAR,   /* has a size, can be read at any offset */
	VL_FILE_DIRECTORY, /* cannot be read */
	VL_FILE_SEQUENCE,  /* a pipe, a terminal, a device, a socket */
};

struct vl_file_info {
	enum vl_file_kind kind;
	bool terminal;
	int64_t size;   /* REGULAR: bytes; -1 otherwise */
	int64_t offset; /* REGULAR: where the descriptor stands */
};

/* Open for reading; the descriptor. */
VL_NODISCARD int vl_file_open(const char *path, struct vl_err *err);

/* What a descriptor is.  `name` is for the message. */
int vl_file_stat(
    int fd, const char *name, struct vl_file_info *out, struct vl_err *err);

/* One read of up to n bytes: what is there, 0 at the end. */
int64_t vl_file_read(
    int fd, const char *name, void *buf, int64_t n, struct vl_err *err);

/* n bytes from an offset; fewer only at the end of the file. */
int64_t vl_file_read_at(int fd, const char *name, int64_t offset, void *buf,
    int64_t n, struct vl_err *err);

/* All n bytes.  A reader that is gone is VL_EPIPE. */
int vl_file_write(
    int fd, const char *name, const void *p, int64_t n, struct vl_err *err);

/*
 * A temporary file in dir, mode 0600, without a name from the start or at
 * once; it is gone when the descriptor is closed.
 */
VL_NODISCARD int vl_file_temp(const char *dir, struct vl_err *err);

/* It will be read from front to back: read ahead boldly, enlarge pipes. */
void vl_file_sequential(int fd);

void vl_file_close(int fd); /* -1 is fine */

/* So many more files will be open at once: raise the process's limit, as far
 * as the system lets it. */
void vl_file_allow(int more);

/* Is there anything of that name? */
bool vl_file_exists(const char *path);

/* What vl_file_list() found. */
enum vl_file_list {
	VL_FILE_LIST_ONE,  /* a file, or nothing: opening it will tell */
	VL_FILE_LIST_MANY, /* of a directory or a glob */
};

/*
 * The files that a path stands for, by bytes of their names: all regular files
 * of a directory but those that begin with a dot or an underscore; what a glob
 * matches, unless there is a file of that very name.  Errors: VL_EIO where
 * there are none.
 */
int vl_file_list(
    const char *path, char ***list, int *count, struct vl_err *err);
void vl_file_list_free(char **list, int count);

/* What is not there: the nearest names of its directory, as candidates. */
void vl_file_suggest(const char *path, struct vl_err *err);

#endif
