/*
 * socket on macOS: each property is set by a call of its own. (A program that
 * another thread executes meanwhile would inherit it; no thread of ours does.)
 * A listener's full queue is ECONNREFUSED here, as if there were nobody.
 */
#include "envd/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

int socket_open(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0), on = 1, r;

	if (fd < 0)
		return -errno;
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0 || fcntl(fd, F_SETFL, O_NONBLOCK) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof(on)) < 0) {
		r = -errno;
		close(fd);
		return r;
	}
	return fd;
}

/* The socket itself was told to send no signal. */
ssize_t socket_send(int fd, const void *bytes, size_t n)
{
	return send(fd, bytes, n, 0);
}
