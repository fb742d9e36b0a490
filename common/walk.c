/* walk: see walk.h. */
#include "envd/walk.h"

#include "envd/buf.h"
#include "envd/file.h"
#include "envd/paths.h"
#include "envd/util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_LINKS 40            /* as the kernel */

struct walking {
	const struct walk *walk;
	struct buf at;          /* canonical so far, "" for the root */
	struct buf rest;        /* what is still to be walked */
	int links;
};

static void go_up(struct buf *at)
{
	char *slash = strrchr(at->data, '/');

	at->len = slash ? (size_t)(slash - at->data) : 0;
	if (slash)
		*slash = '\0';
}

/* Puts the target of the link that was reached in front of what is left. */
static int go_through(struct walking *w)
{
	char *target = file_link_target(AT_FDCWD, w->at.data), *behind;

	if (target == NULL)
		return -errno;
	if (++w->links > MAX_LINKS || target[0] == '\0') {
		free(target);
		return -ELOOP;
	}
	if (target[0] == '/')
		buf_reset(&w->at);
	else
		go_up(&w->at);
	behind = xstrdup(w->rest.data);
	buf_reset(&w->rest);
	buf_addf(&w->rest, "%s/%s", target, behind);
	free(behind);
	free(target);
	return 0;
}

/* To what is at w->at now. */
static int go_down(struct walking *w)
{
	const struct walk *walk = w->walk;
	int r = walk->before ? walk->before(walk->data, w->at.data) : WALK_LOOK;
	struct file file;

	if (r == WALK_NO_LINK)
		return 0;
	if (r == 0)
		r = file_look(AT_FDCWD, w->at.data, false, &file);
	if (r == 0 && walk->step)
		r = walk->step(walk->data, w->at.data, &file);
	return r == 0 && S_ISLNK(file.mode) ? go_through(w) : r;
}

/* By the first part of the rest. */
static int walk_part(struct walking *w)
{
	size_t n = strcspn(w->rest.data, "/");
	char *part = xstrndup(w->rest.data, n);
	int r = 0;

	buf_consume(&w->rest, w->rest.data[n] ? n + 1 : n);
	if (strcmp(part, "..") == 0) {
		go_up(&w->at);
	} else if (n > 0 && strcmp(part, ".") != 0) {
		buf_addc(&w->at, '/');
		buf_adds(&w->at, part);
		r = go_down(w);
	}
	free(part);
	return r;
}

int walk_path(const struct walk *walk, const char *from, const char *path, char **end,
	      char **rest)
{
	struct walking w = { .walk = walk, .at = BUF_INIT, .rest = BUF_INIT };
	int r = 0;

	if (path[0] != '/' && strcmp(from, "/") != 0)
		buf_adds(&w.at, from);
	buf_adds(&w.rest, path);
	while (r == 0 && w.rest.len > 0) {
		if (w.at.len + w.rest.len > 2 * PATH_LIMIT)
			r = -ENAMETOOLONG;
		else
			r = walk_part(&w);
	}
	if (w.at.len == 0)
		buf_addc(&w.at, '/');
	*end = buf_detach(&w.at);
	*rest = buf_detach(&w.rest);
	return r;
}
