/*
 * grant: what exec and export activate: a directory's environment, if a prompt
 * there would activate it by what was decided before. Nothing becomes trusted here.
 */
#ifndef ENVD_GRANT_H
#define ENVD_GRANT_H

#include "envd/paths.h"
#include "envd/protocol.h"

/*
 * Appends what the variables have to be with it on: the ones that activation
 * sets, in any case, and others that differ from now. The directory is as the
 * user wrote it; NULL is where he is. An exit status: when it is not EXIT_DONE
 * one line was said, which begins with the command's name.
 */
int grant_make(const char *command, const struct paths *paths, const char *directory,
	       struct variables *edits);

/* Is what the daemon has tested what this process sees under that name? */
bool grant_is_as_tested(const struct answer *answer);

#endif
