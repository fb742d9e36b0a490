/* listener: see listener.h. */
#include "serve/listener.h"

#include "sys/log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 128

/* uv_pipe_bind would cut a long path silently, so the socket is ours. */
static int bind_socket(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	mode_t mask;
	int fd, r;

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	memcpy(address.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	unlink(path);
	mask = umask(077);
	r = bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ? -errno : fd;
	umask(mask);
	if (r < 0)
		close(fd);
	return r;
}

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
	int fd = bind_socket(listener->path), r;

	listener->on_connection = callback;
	listener->data = data;
	if (fd < 0)
		return fd;
	r = uv_pipe_open(&listener->pipe, fd);
	if (r < 0) {
		close(fd);
		return r;
	}
	file_look(AT_FDCWD, listener->path, false, &listener->file);
	return uv_listen((uv_stream_t *)&listener->pipe, BACKLOG, on_connection);
}

bool listener_is_started(const struct listener *listener)
{
	return listener->file.inode != 0;
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
