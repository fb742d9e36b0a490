/*
 * project: which environment a directory has: what its .envd.ini says, which may
 * name another one, or say that there is none; else what the kinds find. The file
 * always goes with what is found. Where nothing is, it stands alone, as a "plain"
 * env.
 */
#ifndef ENVD_PROJECT_H
#define ENVD_PROJECT_H

#include "find/kind.h"

/* As kind_find(), but that a directory with an .envd.ini always has something. */
int project_detect(const char *dir, const struct surroundings *around, struct env *env);

/* Gives the file to the environment, which takes it. */
void project_attach(struct env *env, struct projectfile *file);

/* Reads the file of env->project and attaches it, if there is one. */
void project_look(struct env *env, const char *home);

#endif
