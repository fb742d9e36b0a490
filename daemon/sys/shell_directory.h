/*
 * shell_directory: a shell's own directory, <runtime>/s/NAMESPACE-PID-START, which
 * the client makes and the daemon sweeps when the shell has ended.
 */
#ifndef ENVD_SHELL_DIRECTORY_H
#define ENVD_SHELL_DIRECTORY_H

#include "envd/protocol.h"

/* Is it what it says, <somewhere>/s/NAMESPACE-PID-START? Files of no other
 * directory are removed, whatever a client says. */
bool shell_directory_is_sound(const struct shell_id *shell);

/* Removes it: files only, nothing deeper. */
void shell_directory_sweep(const char *path);

/* Removes those in <runtime>/s whose shells have ended. */
void shell_directory_sweep_dead(const char *runtime);

#endif
