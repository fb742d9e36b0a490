/*
 * seen: a live shell's file that says which directories it was told are
 * without an environment, and when. The client writes it.
 *
 *   seen 1 SEC.NNNNNNNNN
 *   DEVICE INODE PATH          one line a directory; the path percent-encoded
 */
#ifndef ENVD_SEEN_H
#define ENVD_SEEN_H

#include "envd/protocol.h"

struct seen {
	struct timespec when;           /* all zero: nothing was seen */
	struct place *places;
	size_t n;
};

/* Reads <directory>/seen. Anything but a well-formed file of ours is as none. */
void seen_read(struct seen *seen, const char *directory);
bool seen_has(const struct seen *seen, uint64_t device, uint64_t inode);

/* The time since when `dir` is known to have been without an environment, by
 * what one shell saw; false when that says nothing about it. */
bool seen_knows(const struct seen *seen, const char *dir, struct timespec *t0);

void seen_deinit(struct seen *seen);

#endif
