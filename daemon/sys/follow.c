/* follow: see follow.h. */
#include "sys/follow.h"

#include <errno.h>
#include <stdlib.h>

#include "sys/special_paths.h"

#include "envd/paths.h"
#include "envd/util.h"
#include "envd/walk.h"

static int refuse(void *data, const char *path)
{
	const char *from = data;

	if (path_is_in(path, from) || path_is_in(from, path))
		return WALK_LOOK;
	return path_is_special(path) || path_is_of_the_moment(path) ? -EPERM : WALK_LOOK;
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
