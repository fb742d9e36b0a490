/*
 * listener: the socket, in the filesystem and on the loop.
 */
#ifndef ENVD_LISTENER_H
#define ENVD_LISTENER_H

#include "envd/file.h"

#include <stdbool.h>
#include <uv.h>

struct listener {
	uv_pipe_t pipe;
	const char *path;
	struct file file;               /* as we bound it; zeroed: not yet */
	bool is_started;
	void (*on_connection)(void *data);
	void *data;
};

/* Prepares the handle, which listens to nothing yet. */
void listener_open(struct listener *listener, uv_loop_t *loop, const char *path);

/* Binds and listens; a socket that an earlier daemon left is removed: only who holds
 * the lock (instance.h) may call this. on_connection(data): one is to be accepted
 * from `pipe`. 0 or a negative errno. */
int listener_start(struct listener *listener, void (*on_connection)(void *data), void *data);

bool listener_is_started(const struct listener *listener);

/* Does the socket's name still lead to us? */
bool listener_is_reachable(const struct listener *listener);

/* Removes the socket, if it is ours. */
void listener_close(struct listener *listener);

#endif
