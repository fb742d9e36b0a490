/*
 * access_list: who else may write, beyond what a file's mode says.
 * access_list_linux.c and its siblings read the systems' lists.
 */
#ifndef ENVD_ACCESS_LIST_H
#define ENVD_ACCESS_LIST_H

#include <stdbool.h>
#include <sys/types.h>

/* May an access list let somebody write what is at `path` (not following a
 * link), which has this mode? What cannot be told counts as yes. */
bool access_list_lets_write(const char *path, mode_t mode);

#endif
