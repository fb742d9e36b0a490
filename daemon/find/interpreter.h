/*
 * interpreter: which Python a prefix with a pyvenv.cfg starts, and whether that is
 * the one that it was made for.
 */
#ifndef ENVD_INTERPRETER_H
#define ENVD_INTERPRETER_H

struct env;
struct pyvenv;

/* Fills in python, executable and leaves, a better version, and in `state` the first
 * thing that is broken. `fd` is env->real. */
void interpreter_inspect(struct env *env, const struct pyvenv *cfg, int fd);

#endif
