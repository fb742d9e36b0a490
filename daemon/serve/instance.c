/* instance: the lock. */
#include "serve/instance.h"

#include "envd/file.h"
#include "envd/util.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

int instance_lock(const struct paths *paths)
{
	struct file held, named;
	int fd = -1, r;

	do {
		if (fd >= 0)
			close(fd);
		fd = open(paths->lock, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (fd < 0)
			return -errno;
		if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
			r = -errno;
			close(fd);
			return r;
		}
		/* Is what we hold still what the name means? */
	} while (file_look_fd(fd, &held) < 0 ||
		 file_look(AT_FDCWD, paths->lock, false, &named) < 0 ||
		 !file_is_same(&held, &named));
	r = ftruncate(fd, 0) < 0 ? -errno :
	    write_all(fd, paths->socket, strlen(paths->socket));
	if (r < 0) {
		close(fd);
		return r;
	}
	return fd;
}
