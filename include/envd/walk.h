/*
 * walk: follows a path by hand as the kernel would, part by part and through each
 * link, so that each step can be judged: before any call names it, and when it
 * has been looked at.
 */
#ifndef ENVD_WALK_H
#define ENVD_WALK_H

struct file;

enum { WALK_LOOK, WALK_NO_LINK };

struct walk {
	/* Of a step that nothing has been asked about: WALK_LOOK; WALK_NO_LINK when
	 * it is known to be none and need not be looked at; or a negative errno,
	 * which ends the walk. May be NULL. */
	int (*before)(void *data, const char *path);
	/* What is there, and is not followed yet. 0, or a negative errno, which ends
	 * the walk. May be NULL. */
	int (*step)(void *data, const char *path, const struct file *file);
	void *data;
};

/*
 * Walks `path`, relative to `from`, a canonical directory. 0, and *end is the
 * canonical path that it leads to, *rest empty; or a negative errno of the system
 * (-ELOOP too many links, -ENAMETOOLONG) or of a judge, and *end is the step that
 * was not made, *rest what was left behind it. Both are to be freed.
 */
int walk_path(const struct walk *walk, const char *from, const char *path, char **end,
	      char **rest);

#endif
