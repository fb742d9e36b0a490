/* spawn: programs of a test's world, run without a terminal. */
#ifndef TESTS_SPAWN_H
#define TESTS_SPAWN_H

#include <sys/types.h>

/* In a forked child: execs argv (found in env's PATH) in cwd with exactly this
 * environment, descriptors 0 to 2 only and default signals. 127 if it can't. */
_Noreturn void spawn_exec(const char *const argv[], const char *const env[], const char *cwd);

/* Runs a program with /dev/null as input and waits. Returns what it wrote to
 * stdout and stderr, in order; the caller frees. *status gets the exit status,
 * or 128 + the signal. Fails the test at the deadline. It ends when the program
 * does, even if something it started keeps the pipe open. */
char *spawn_run(const char *const argv[], const char *const env[], const char *cwd,
		int *status);

#endif
