/*
 * pointer: something in a project that names an environment elsewhere: a
 * `.venv` that is a file or a symlink, or `.envd.ini`. It is followed once,
 * never from one to the next.
 */
#ifndef ENVD_POINTER_H
#define ENVD_POINTER_H

#include "find/kind.h"

struct pointer {
	const struct kind *kind;/* of what leads to none; static */
	const char *dir;        /* logical */
	char *real_dir;         /* canonical */
	char *path;             /* of the link or file */
};

/* Each fills in *env, maybe with what is broken in its state. */

/* The pointer is a symlink. */
void pointer_follow_link(const struct pointer *pointer, struct env *env);

/* It names a path, `line`: absolute, relative to its directory, or ~ and below; or
 * (when there is neither a / nor a . or ~ at the start) as pointer_follow_name(). */
void pointer_follow_text(const struct pointer *pointer, const char *line,
			 const struct surroundings *around, struct env *env);

/* It names an environment: beside the pointer, or in the places where
 * the kinds keep them. */
void pointer_follow_name(const struct pointer *pointer, const char *name,
			 const struct surroundings *around, struct env *env);

#endif
