/*
 * prefix: what a directory with a pyvenv.cfg tells of the environment in it.
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

/* As a kind's inspect. */
void prefix_inspect(struct env *env);

#endif
