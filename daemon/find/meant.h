/*
 * meant: which environment a path that the user typed means.
 */
#ifndef ENVD_MEANT_H
#define ENVD_MEANT_H

#include "find/env.h"
#include "store/registry.h"

/* The one at `path` (clean, absolute), in it (by whatever name, if it is the only
 * one), or where a pointer at it leads. False: none, and *env is zeroed. In a job. */
bool meant_find(const char *path, const char *home, struct registry *registry,
		struct env *env);

#endif
