/* socket: addresses are paths; one that is too long is refused, never cut. */
#include "envd/socket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int set_address(struct sockaddr_un *address, const char *path)
{
	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(address->sun_path))
		return -ENAMETOOLONG;
	memcpy(address->sun_path, path, strlen(path) + 1);
	return 0;
}

int socket_connect(const char *path)
{
	struct sockaddr_un address;
	int fd, r = set_address(&address, path);

	if (r < 0)
		return r;
	fd = socket_open();
	if (fd < 0)
		return fd;
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		r = errno == EAGAIN ? -ETIMEDOUT : -errno;
		close(fd);
		return r;
	}
	return fd;
}

int socket_bind(const char *path)
{
	struct sockaddr_un address;
	int fd, r = set_address(&address, path);
	mode_t mask;

	if (r < 0)
		return r;
	fd = socket_open();
	if (fd < 0)
		return fd;
	unlink(path);
	mask = umask(077);
	r = bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ? -errno : fd;
	umask(mask);
	if (r < 0)
		close(fd);
	return r;
}
