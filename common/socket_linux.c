/* socket on Linux: socket(2) and send(2) take all of it as flags. */
#include "envd/socket.h"

#include <errno.h>
#include <sys/socket.h>

int socket_open(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	return fd < 0 ? -errno : fd;
}

ssize_t socket_send(int fd, const void *bytes, size_t n)
{
	return send(fd, bytes, n, MSG_NOSIGNAL);
}
