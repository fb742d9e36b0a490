/*
 * health: how the daemon is.
 */
#ifndef ENVD_HEALTH_H
#define ENVD_HEALTH_H

#include "envd/paths.h"

/* Prints what it says of itself, or that it is not running (it is not
 * started). 0 when it answered, or a negative errno. */
int health_print(const struct paths *paths);

/* Is the daemon's lock free? */
bool health_has_ended(const struct paths *paths);

#endif
