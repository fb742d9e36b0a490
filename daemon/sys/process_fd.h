/*
 * process_fd: a descriptor that can be read from when a process has ended, or before.
 * process_fd_linux.c and its siblings hold the systems' ways.
 */
#ifndef ENVD_PROCESS_FD_H
#define ENVD_PROCESS_FD_H

#include <sys/types.h>

/* Of the process that has the pid now; closed at exec. -1: there is none, or it
 * cannot be had. */
int process_fd_open(pid_t pid);

#endif
