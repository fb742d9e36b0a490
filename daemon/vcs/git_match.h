/*
 * git_match: which of the names that git keeps speak of a path. Names are compared
 * without regard to ASCII case: where the file system does so, `.Venv` is `.venv`.
 */
#ifndef ENVD_GIT_MATCH_H
#define ENVD_GIT_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a name stands for: the type in the mode that git keeps for it. */
#define GIT_MODE_TYPE 0170000
#define GIT_MODE_TREE 0040000   /* a directory that is kept as a whole, "name/" */
#define GIT_MODE_FILE 0100000
#define GIT_MODE_LINK 0120000
#define GIT_MODE_MODULE 0160000

struct git_match {
	const char *path;       /* relative to the work tree; "" is all of it */
	const char *inner;      /* a repository of its own that path lies in, or NULL: as a
				 * submodule, it answers for what is in it */

	/* What was found. */
	char *entry;            /* to be freed: a name of the path, of something in it, or
				 * of something that it would be in; one in bin rather
				 * than another */
	bool is_program;        /* that one is in bin */
	bool is_clouded;        /* the path lies in a directory that is kept as a whole */
};

void git_match_add(struct git_match *match, const char *name, size_t n, uint32_t type);

#endif
