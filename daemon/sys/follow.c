/* follow: see follow.h. */
#include "sys/follow.h"

#include <errno.h>
#include <stdlib.h>

#include "envd/paths.h"
#include "envd/util.h"
#include "envd/walk.h"

static const char *const refused[] = { "/net", "/proc", "/dev", "/sys", "/run" };

/* /run by itself is harmless, and where NixOS and Guix keep their Python. */
static int refuse(void *data, const char *path)
{
	const char *from = data;

	if (path_is_in(path, from) || path_is_in(from, path) || same_string(path, "/run") ||
	    path_is_in(path, "/run/current-system"))
		return WALK_LOOK;
	for (size_t i = 0; i < COUNT_OF(refused); i++)
		if (path_is_in(path, refused[i]))
			return -EPERM;
	return WALK_LOOK;
}

int follow(const char *from, const char *path, char **out)
{
	struct walk walk = { .before = refuse, .data = (void *)from };
	char *end, *rest, *whole;
	int r = walk_path(&walk, from, path, &end, &rest);

	whole = xasprintf("%s/%s", end, rest);
	*out = path_clean("/", whole);
	free(whole);
	free(rest);
	free(end);
	return r;
}
