/*
 * physical: tests for a shell that tells a path's own time and does not follow
 * a symlink, and that is in its directory by name only. Its list has each link
 * on the way by itself, and then what lies behind the last one.
 */
#ifndef ENVD_PHYSICAL_H
#define ENVD_PHYSICAL_H

#include "envd/protocol.h"

#include <stdbool.h>

/* How a shell says it. */
struct physical {
	/* The path, looked at by itself, has this time. */
	void (*time)(struct buf *out, const char *path, struct timespec mtime);
	/* There is nothing of that name, or a link to nothing. */
	void (*absent)(struct buf *out, const char *path);
};

/* Appends the links that the directory's name leads over. False: it does not
 * lead to where we are, or is not to be relied on yet. */
bool physical_add_directory(struct buf *out, const struct physical *say, const char *path);

/* Appends the tests of one condition. False: it can't be said, or has changed by now. */
bool physical_add_condition(struct buf *out, const struct physical *say,
			    const struct condition *condition);

#endif
