/*
 * kind: what a kind of environment is.
 *
 * A kind only reads files in one directory and fills in a struct env. It runs
 * no program, knows no libuv, remembers nothing. Walking up, listing, watching
 * and trust are done once, elsewhere, for all kinds: nobody else knows what an
 * environment of some kind looks like.
 */
#ifndef ENVD_KIND_H
#define ENVD_KIND_H

#include "find/env.h"

struct file;

struct surroundings {
	const char *home;                       /* the user's */
	const struct variables *variables;      /* kind_variables[] of the shell */
};

struct kind {
	const char *name;       /* as `envd ls --json` prints it */
	const char *slot;       /* one kind is active per slot: "python" */

	/* Names in a directory whose coming or going can change what detect says
	 * of it; end with NULL. In a directory that changes all the time they are
	 * what an answer lists. */
	const char *const *markers;

	/* Variables that it looks at, all in kind_variables[]; end with NULL.
	 * NULL: none. */
	const char *const *variables;

	/* Is there one in the directory `dir` (logical, clean)? 1 and *env is
	 * filled in (maybe with a `state` that says what is broken), 0 no, a
	 * negative errno only when it could not be told. */
	int (*detect)(const char *dir, const struct surroundings *around, struct env *env);

	/* Is the directory `prefix` itself one of mine? 1, 0 (also when it is no
	 * directory, or a symlink), or a negative errno. Each directory above a shell's
	 * is asked about, so it should cost a system call or two; `is_meant`:
	 * something names it, and a closer look is worth it. NULL: none ever is. */
	int (*look_at)(const char *prefix, bool is_meant);

	/* Fills in the rest of one of mine, after env_start(), by looking into
	 * env->real; the first thing that is broken is in its state. */
	void (*inspect)(struct env *env);

	/* Appends the directories outside projects in which environments are kept,
	 * that are then known by a name alone. NULL: none. */
	void (*places)(const struct surroundings *around, struct strings *places);

	/* Does it name itself in its own files, at env->real, which is `prefix`? If
	 * not, *other is the path it names, to be freed, or NULL when it names none.
	 * NULL: mine say nothing of where they are. */
	bool (*is_own_path)(const struct env *env, const struct file *prefix, char **other);

	/* What to type to fix a broken one: the first keeps the packages in it, the other
	 * does not; %p stands for its prefix. NULL: nothing helps. */
	const char *repair, *remake;

	/* Programs whose time says nothing of when they came; end with NULL. NULL:
	 * none. */
	const char *const *ageless;
};

/* The table, kinds.inc, in the order of precedence within a directory; ends with
 * NULL. A new kind is a file in kinds/ and a line there. */
extern const struct kind *const kinds[];

/* Appends the markers of all kinds, each once. */
void kind_markers(struct strings *names);

/* Asks the kinds in order. Results as of detect. What a project's file says to it
 * is project_detect()'s. */
int kind_find(const char *dir, const struct surroundings *around, struct env *env);

/* Looks at the one prefix `prefix` (logical, clean), whatever its name. Its
 * project is the directory above. Results as of detect. */
int kind_look_at(const char *prefix, struct env *env);

/* Asks each kind's look_at whose it is. Results as of that; *kind is set on 1. */
int kind_of(const char *prefix, bool is_meant, const struct kind **kind);

#endif
