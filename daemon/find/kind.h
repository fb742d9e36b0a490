/*
 * kind: what a kind of environment is, and the table of kinds.
 *
 * A kind only reads files in one directory and fills in a struct env. It runs
 * no program, knows no libuv, remembers nothing. Walking up, listing,
 * watching and trust are done once, elsewhere.
 */
#ifndef ENVD_KIND_H
#define ENVD_KIND_H

#include "find/env.h"

struct surroundings {
	const char *home;                       /* the user's */
	const struct variables *variables;      /* kind_variables[] of the shell */
};

struct kind {
	const char *name;       /* as `envd status` prints it */
	const char *slot;       /* one kind is active per slot: "python" */

	/* Is there one in the directory `dir` (logical, clean)? 1 and *env is
	 * filled in (maybe with a `state` that says what is broken), 0 no,
	 * a negative errno only when it could not be told. */
	int (*detect)(const char *dir, const struct surroundings *around, struct env *env);
};

/* In the order of precedence within a directory; ends with NULL. */
extern const struct kind *const kinds[];

/* The names that are looked for in each directory, first wins; ends with
 * NULL. A directory that has none of them has no environment that applies by
 * its name. */
extern const char *const conventional_names[];

/* Asks the kinds in order. Results as of detect. A directory that has an
 * .envd.ini always has something: that file goes with what is found. */
int kind_detect(const char *dir, const struct surroundings *around, struct env *env);

/* Looks at the one prefix `prefix` (logical, clean), whatever its name. Its
 * project is the directory above. Results as of detect: 0 when there is no
 * pyvenv.cfg. */
int kind_look_at(const char *prefix, struct env *env);

#endif
