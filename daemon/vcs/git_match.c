/* git_match: see git_match.h. */
#include "vcs/git_match.h"

#include "envd/util.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Is the one with n bytes the other's beginning, and a directory in it? */
static bool is_above(const char *dir, size_t n, const char *name)
{
	return n == 0 || (strncasecmp(dir, name, n) == 0 && name[n] == '/');
}

/* Of a name in the path: is it in its bin? */
static bool is_program(const struct git_match *match, const char *name)
{
	size_t n = strlen(match->path);

	return strncasecmp(name + n + (n > 0), "bin/", 4) == 0;
}

/* The first one is named, or the first in bin: that one says what is at stake. */
static void set_entry(struct git_match *match, const char *name, size_t n)
{
	bool is_better = n > strlen(match->path) && is_program(match, name);

	if (match->entry && (match->is_program || !is_better))
		return;
	free(match->entry);
	match->entry = xstrdup(name);
	match->is_program = is_better;
}

/* A submodule has a repository of its own, which is asked about what is in it. */
static bool is_answered_for(const struct git_match *match, const char *name, uint32_t type)
{
	const char *inner = match->inner;

	return type == GIT_MODE_MODULE && inner && strlen(inner) < strlen(match->path) &&
	       strcasecmp(name, inner) == 0;
}

void git_match_add(struct git_match *match, const char *name, size_t n, uint32_t type)
{
	const char *path = match->path;
	size_t path_size = strlen(path), above = n;

	if (is_above(path, path_size, name) || strcasecmp(path, name) == 0) {
		set_entry(match, name, n);
		return;
	}
	if (type == GIT_MODE_TREE)
		above--;        /* the slash at its end */
	if (above >= path_size || !is_above(name, above, path))
		return;
	if (type == GIT_MODE_TREE)
		match->is_clouded = true;
	else if (!is_answered_for(match, name, type))
		set_entry(match, name, n);
}
