/*
 * special_paths: places of the system, told by name, that a stranger's path must
 * not lead us to. special_paths_linux.c and its siblings list them.
 */
#ifndef ENVD_SPECIAL_PATHS_H
#define ENVD_SPECIAL_PATHS_H

#include <stdbool.h>

/* Is it in a place where looking mounts something, acts on a device, or shows
 * each process another thing? */
bool path_is_special(const char *path);

/* Is it in the place for what lives until the next boot: sockets, mounts of the
 * moment? */
bool path_is_of_the_moment(const char *path);

#endif
