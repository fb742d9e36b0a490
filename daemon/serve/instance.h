/*
 * instance: one daemon a world, by a lock file in the state directory that
 * holds the socket's path. (A lock in /tmp could be cleaned away.)
 */
#ifndef ENVD_INSTANCE_H
#define ENVD_INSTANCE_H

#include "envd/paths.h"

/* Takes the lock. Its descriptor, kept open as long as the daemon runs; or a
 * negative errno, -EWOULDBLOCK when another daemon has it. */
int instance_lock(const struct paths *paths);

#endif
