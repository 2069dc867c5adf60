/*
 * names.h -- what can stand at the cursor of the prompt.
 */
#ifndef VL_TOOL_NAMES_H
#define VL_TOOL_NAMES_H

#include "base/arena.h"
#include "base/str.h"

struct vl_catalog;

/* Zero it first; release the arena. */
struct vl_names {
	struct vl_arena arena;
	struct vl_str word; /* the end of the text that is to be replaced */
	int count;
	struct vl_str *name;  /* each whole, in place of the word */
	struct vl_str common; /* how all of them begin */
};

/*
 * Tables, columns, functions and keywords that begin with the last word of a
 * statement so far; within single quotes, files.  Keywords and functions come
 * in the case of the word, columns in quotes where they need them.  Files that
 * have not been read are opened for their columns; standard input is not.
 */
void vl_names_find(
    struct vl_names *n, struct vl_catalog *c, struct vl_str before);

#endif
