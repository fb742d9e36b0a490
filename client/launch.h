/*
 * launch: starting the daemon, once, whoever asks, with nothing of the shell
 * that happens to be the first.
 */
#ifndef ENVD_LAUNCH_H
#define ENVD_LAUNCH_H

#include "envd/paths.h"

#include <sys/types.h>

struct launch {
	int lock;               /* of who starts it, or -1 */
	pid_t pid;              /* the daemon we started, or 0 */
	unsigned pause, last_pause;     /* calls until it is started again */
};

#define LAUNCH_INIT { .lock = -1 }

/* Starts it unless another client is about to, or ours is alive. To be called
 * again and again until it answers. 0, or a negative errno when it cannot be
 * started. */
int launch_try(struct launch *launch, const struct paths *paths);

void launch_done(struct launch *launch);

/* Where we are, absolute, to be freed: as we were called (which holds after an
 * upgrade, when the running program is no longer there), or as the system says.
 * NULL: unknown. */
char *launch_own_path(void);

/* To be called first, with main's argv[0]. */
void launch_set_name(const char *name);

/* The daemon's program: beside ours in a build folder, else in libexec; to be
 * freed. NULL: it is nowhere. */
char *launch_daemon_path(void);

#endif
