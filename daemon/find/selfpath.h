/*
 * selfpath: which place an environment's own scripts name. One that was moved
 * or copied names another, and so installs into another.
 */
#ifndef ENVD_SELFPATH_H
#define ENVD_SELFPATH_H

#include "envd/file.h"

#include <stdbool.h>

/*
 * Does the environment at the canonical path `prefix`, which is `file`, name
 * itself? If not, *other is the path it names, to be freed, or NULL when it
 * names none (relocatable, or nothing that could be read).
 */
bool selfpath_is_own(const char *prefix, const struct file *file, char **other);

#endif
