/*
 * paths: where our own files are, and the arithmetic of absolute paths.
 */
#ifndef ENVD_PATHS_H
#define ENVD_PATHS_H

#include <stdbool.h>
#include <stddef.h>

/* The name of the socket, in front of the number of its protocol. */
#define PATHS_SOCKET "socket-"

/*
 * Our places. `id` names one world: processes that share mount namespace,
 * home, state directory and configuration file, and so may share a daemon.
 * The runtime directory is $XDG_RUNTIME_DIR/envd/ID, or below the one that the
 * system makes for a user, or /tmp/envd-UID, whichever is ours alone.
 */
struct paths {
	char *home;
	char *state;            /* $XDG_STATE_HOME/envd */
	char *config;           /* $XDG_CONFIG_HOME/envd/envd.ini */
	char *runtime;          /* ours, 0700 */
	char *socket;           /* in runtime; the protocol's number is in its name */
	char *lock;             /* in state: daemon-ID.lock, holds the socket's path */
	char id[17];
};

/* Finds them and makes what is missing (0700). 0 or a negative errno, and
 * then *culprit is the path that could not be used, to be freed. */
int paths_init(struct paths *paths, char **culprit);
void paths_deinit(struct paths *paths);

/* The directory that the system makes for a user's runtime files, to be freed, or
 * NULL; it may not be there. paths_linux.c and its siblings. */
char *paths_system_runtime(void);

/* DIR/NAME, to be freed; no doubled slash when dir is "/". */
char *path_join(const char *dir, const char *name);

/* The directory above, to be freed; "/" for "/". */
char *path_parent(const char *path);

/* Behind the last slash; points into path. */
const char *path_base(const char *path);

/* Is path the directory itself or in it? By names alone. */
bool path_is_in(const char *path, const char *dir);

/* Absolute, without empty, "." or ".." parts and without a slash at its end,
 * and not longer than PATH_LIMIT bytes? */
#define PATH_LIMIT 4095
bool path_is_clean(const char *path);

/* Makes it so by names alone, starting at `base` when it is relative; to be
 * freed. */
char *path_clean(const char *base, const char *path);

/* realpath(3), to be freed; NULL with errno set. */
char *path_real(const char *path);

#endif
