/*
 * follow: where a link leads, or a path that a file names, found by hand: a
 * stranger's project must not make us touch an automounter, a device or a process.
 * Each component is looked at alone, and what lies in one of special_paths.h's
 * places is refused before any call names it.
 */
#ifndef ENVD_FOLLOW_H
#define ENVD_FOLLOW_H

/*
 * Finds `path`, relative to `from`, a canonical directory; what lies in `from`
 * or leads to it is never refused, since the user is there already.
 * 0 and *out is its canonical path; -EPERM refused; another negative errno
 * when it cannot be followed, and *out is then how far that path is known,
 * with what was left of it. *out is always set, and to be freed.
 */
int follow(const char *from, const char *path, char **out);

#endif
