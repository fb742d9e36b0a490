/*
 * programs: what an environment puts on PATH: who could exchange it, what it hides,
 * and when it came.
 */
#ifndef ENVD_PROGRAMS_H
#define ENVD_PROGRAMS_H

#include "find/env.h"
#include "trust/facts.h"
#include "trust/safepath.h"
#include "trust/witness.h"

struct programs {
	struct evidence *evidence;      /* gets what is found, as have these two */
	struct safepath *safepath;
	struct ages *ages;
	const struct env *env;
	const struct viewer *viewer;

	struct strings *found;  /* gets the path of each program */
	bool is_first;          /* of the environment's directories: see struct evidence */
	bool is_open;           /* to a group or by a list: so are its files, then */
};

/* Looks at one directory, and at each program in it. */
void programs_look(struct programs *programs, const char *dir, bool is_first);

/* Does it hide a command that everybody needs? `dirfd` is `dir`. */
void programs_look_for_essential(struct evidence *evidence, int dirfd, const char *dir);

#endif
