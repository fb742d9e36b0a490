/*
 * explicit: what a project's .envd.ini makes of the environment in its
 * directory: it may name another one, or say that there is none, and it always
 * goes with what is found. Where nothing is found it stands alone, as a "plain"
 * env.
 */
#ifndef ENVD_EXPLICIT_H
#define ENVD_EXPLICIT_H

#include "find/kind.h"

/* Does the file say itself which environment applies in `dir`? 1 and *env is
 * that, or a plain one; 0: it does not. */
int explicit_detect(const char *dir, const struct projectfile *file,
		    const struct surroundings *around, struct env *env);

/* Makes *env a plain one. */
void explicit_start(struct env *env, const char *dir, const struct projectfile *file);

/* Gives the file to the environment, which takes it. */
void explicit_attach(struct env *env, struct projectfile *file);

/* Reads the file of env->project and attaches it, if there is one. */
void explicit_look(struct env *env, const char *home);

#endif
