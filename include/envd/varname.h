/*
 * varname: which environment variables a project's file may set, and which we may
 * take away again. Correctly
 * quoted data still does something when its name means something: to the shell
 * that sets it (RANDOM evaluates arithmetic, UID changes the user), to the loader
 * of each program, or to us.
 */
#ifndef ENVD_VARNAME_H
#define ENVD_VARNAME_H

#include <stdbool.h>

enum varname {
	VARNAME_PLAIN,
	VARNAME_MARKED,         /* may run code, or send data elsewhere: the user is told */
	VARNAME_MALFORMED,      /* not [A-Z][A-Z0-9_]{0,63} */
	VARNAME_REFUSED,        /* a shell's, the loader's, the user's identity, ours */
};

enum varname varname_judge(const char *name);

/* PLAIN or MARKED: a project's file may set it. */
bool varname_may_be_set(const char *name);

/* Is it one by which environments are known, that only activating one sets? */
bool varname_is_environments(const char *name);

/*
 * May a state (ENVD_STATE) bring back an old value of it, or take it away? What
 * activating an environment or a project's file may set, and no more: su keeps that
 * variable, and what it restores would bypass what was removed from the environment
 * of another user. What may not be undone is not set either.
 */
bool varname_may_be_undone(const char *name);

/* What shells know by themselves: sorted; ends with NULL. */
extern const char *const special_names[];

#endif
