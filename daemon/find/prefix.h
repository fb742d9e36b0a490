/*
 * prefix: what a directory that holds an environment tells of it: the part
 * that all kinds with a pyvenv.cfg share.
 */
#ifndef ENVD_PREFIX_H
#define ENVD_PREFIX_H

struct env;

/* Does the directory `path` have a pyvenv.cfg (good or bad), or is it one of
 * virtualenv before 20, which wrote none? 1 yes, 0 no (also when it is no
 * directory, or a symlink), or a negative errno. */
int prefix_is_environment(const char *path);

/* The same, of pyvenv.cfg alone: no directory is listed. */
int prefix_has_cfg(const char *path);

/* Makes *env: what it is called and where it is. Copies. `real` is the
 * canonical path of prefix; NULL: it has none, and env->real is then as
 * prefix. */
void prefix_start(struct env *env, const char *kind, const char *prefix, const char *real,
		  const char *project);

/* Fills in the rest by looking into env->real: label, version, python, and in
 * `state` the first thing that is broken. */
void prefix_inspect(struct env *env);

#endif
