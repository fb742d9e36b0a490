/*
 * shell_name: NAMESPACE-PID-START, which names a shell for ever, and its own
 * directory in <runtime>/s.
 */
#ifndef ENVD_SHELL_NAME_H
#define ENVD_SHELL_NAME_H

#include <stdint.h>

struct shell_id;

/* To be freed. */
char *shell_name(const struct shell_id *shell);

/* Does the shell of that name live? 1, 0, or a negative errno when it cannot be
 * told: it is no such name, or of another pid namespace. */
int shell_name_is_alive(const char *name);

#endif
