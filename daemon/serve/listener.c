/* listener: see listener.h. */
#include "serve/listener.h"

#include "sys/log.h"

#include "envd/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define BACKLOG 128

static void on_connection(uv_stream_t *pipe, int status)
{
	struct listener *listener = pipe->data;

	if (status < 0)
		log_warn(status, "%s: accept", listener->path);
	else
		listener->on_connection(listener->data);
}

void listener_open(struct listener *listener, uv_loop_t *loop, const char *path)
{
	*listener = (struct listener){ .path = path };
	uv_pipe_init(loop, &listener->pipe, 0);
	listener->pipe.data = listener;
}

int listener_start(struct listener *listener, void (*callback)(void *data), void *data)
{
	/* uv_pipe_bind would cut a long path silently, so the socket is ours. */
	int fd = socket_bind(listener->path), r;

	listener->on_connection = callback;
	listener->data = data;
	if (fd < 0)
		return fd;
	r = uv_pipe_open(&listener->pipe, fd);
	if (r < 0) {
		close(fd);
		return r;
	}
	listener->is_started = true;
	file_look(AT_FDCWD, listener->path, false, &listener->file);
	return uv_listen((uv_stream_t *)&listener->pipe, BACKLOG, on_connection);
}

bool listener_is_started(const struct listener *listener)
{
	return listener->is_started;
}

bool listener_is_reachable(const struct listener *listener)
{
	struct file file;

	return file_look(AT_FDCWD, listener->path, false, &file) == 0 &&
	       file_is_same(&file, &listener->file);
}

void listener_close(struct listener *listener)
{
	if (listener_is_reachable(listener))
		unlink(listener->path);
	uv_close((uv_handle_t *)&listener->pipe, NULL);
}
