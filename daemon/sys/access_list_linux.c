/*
 * access_list on Linux: acl(5). With a list, the group's bits of the mode are the
 * most that any entry of it gives, so it need only be looked at when those bits
 * let somebody write.
 */
#include "sys/access_list.h"

#include <errno.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/xattr.h>

/* Any error but "there is none" counts as one. */
static bool has_list(const char *path)
{
	return lgetxattr(path, "system.posix_acl_access", NULL, 0) >= 0 ||
	       (errno != ENODATA && errno != ENOTSUP);
}

bool access_list_lets_write(const char *path, mode_t mode)
{
	return (mode & S_IWGRP) && has_list(path);
}
