/*
 * fstype: what the type of a file system, as the kernel names it ("ext4",
 * "nfs4", "fuse.sshfs"), says of what is on it.
 */
#ifndef ENVD_FSTYPE_H
#define ENVD_FSTYPE_H

#include <stdbool.h>

/* Does it make up owners and modes? */
bool fstype_is_made_up(const char *type);

/* Is it another machine's, with a clock that is not ours? */
bool fstype_is_remote(const char *type);

#endif
