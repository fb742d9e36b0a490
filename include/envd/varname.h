/*
 * varname: which environment variables a project's file may set. Correctly
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

/* What shells know by themselves: sorted; ends with NULL. */
extern const char *const special_names[];

#endif
