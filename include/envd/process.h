/*
 * process: who a process is. process_linux.c and its siblings hold what
 * differs between systems.
 */
#ifndef ENVD_PROCESS_H
#define ENVD_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Does this process act for the user who started it, and can it tell who owns a
 * file? Not when it got rights by being executed (set-user-ID and the like), nor
 * as the user that stands for everybody else: in a user namespace that maps
 * nobody, each file seems to be our own. */
bool process_is_ordinary(void);

/* What tells our own pid namespace, and our own mount namespace, from others, if
 * only until the next boot; 0 where it cannot be told. A system without such
 * things has one of each, 1. */
uint64_t process_namespace(void);
uint64_t process_mount_namespace(void);

/* When a process started, in the system's own units: with the pid it names the
 * process for ever. 0 or a negative errno. */
int process_start_time(pid_t pid, uint64_t *start);

/* The user and the process at the other end of a Unix socket, as they were when
 * it was connected or bound; pid is 0 from another pid namespace, and may be
 * NULL. 0 or a negative errno. */
int peer_identify(int fd, uid_t *uid, pid_t *pid);

/* The program that this process runs, absolute, with links followed, to be freed;
 * NULL: it cannot be told, or is no longer there. */
char *process_own_path(void);

/* Closes every descriptor from `first` on. */
void process_close_from(int first);

#endif
