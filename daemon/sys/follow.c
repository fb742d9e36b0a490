/* follow: see follow.h. */
#include "sys/follow.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "envd/buf.h"
#include "envd/file.h"
#include "envd/paths.h"
#include "envd/util.h"

#define MAX_LINKS 40            /* as the kernel */

static const char *const refused[] = { "/net", "/proc", "/dev", "/sys", "/run" };

/* /run by itself is harmless, and where NixOS and Guix keep their Python. */
static bool is_refused(const char *at, const char *from)
{
	if (path_is_in(at, from) || path_is_in(from, at) || same_string(at, "/run") ||
	    path_is_in(at, "/run/current-system"))
		return false;
	for (size_t i = 0; i < COUNT_OF(refused); i++)
		if (path_is_in(at, refused[i]))
			return true;
	return false;
}

static void go_up(struct buf *at)
{
	const char *slash = strrchr(at->data, '/');
	size_t n = slash ? (size_t)(slash - at->data) : 0;
	char *shorter = xstrndup(at->data, n);

	buf_reset(at);
	buf_adds(at, shorter);
	free(shorter);
}

/* Puts a link's target in front of what is left. */
static void go_through(struct buf *at, struct buf *rest, const char *target)
{
	char *behind = xstrdup(rest->data);

	if (target[0] == '/')
		buf_reset(at);
	else
		go_up(at);
	buf_reset(rest);
	buf_addf(rest, "%s/%s", target, behind);
	free(behind);
}

/* Goes down by the first component of `rest`. 0 or a negative errno. */
static int step(struct buf *at, struct buf *rest, const char *from, int *links)
{
	size_t n = strcspn(rest->data, "/");
	char *name = xstrndup(rest->data, n);
	char *target = NULL;
	int r = 0;

	buf_consume(rest, rest->data[n] ? n + 1 : n);
	if (n == 0 || same_string(name, "."))
		goto out;
	if (same_string(name, "..")) {
		go_up(at);
		goto out;
	}
	buf_addf(at, "/%s", name);
	if (is_refused(at->data, from)) {
		r = -EPERM;
		goto out;
	}
	target = file_link_target(AT_FDCWD, at->data);
	if (!target)
		r = errno == EINVAL ? 0 : -errno;
	else if (++*links > MAX_LINKS || target[0] == '\0')
		r = -ELOOP;
	else
		go_through(at, rest, target);
out:
	free(target);
	free(name);
	return r;
}

int follow(const char *from, const char *path, char **out)
{
	struct buf at = BUF_INIT, rest = BUF_INIT;
	int links = 0, r = 0;

	if (path[0] != '/' && !same_string(from, "/"))
		buf_adds(&at, from);
	buf_adds(&rest, path);
	while (r == 0 && rest.len > 0) {
		if (at.len + rest.len > 2 * PATH_LIMIT)
			r = -ENAMETOOLONG;
		else
			r = step(&at, &rest, from, &links);
	}
	buf_addf(&at, "/%s", rest.data);
	*out = path_clean("/", at.data);
	buf_free(&rest);
	buf_free(&at);
	return r;
}
