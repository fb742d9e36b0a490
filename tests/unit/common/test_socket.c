/* socket: what comes of connecting to and binding a path. */
#include <criterion/criterion.h>

#include "envd/paths.h"
#include "envd/process.h"
#include "envd/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/envd-socket-XXXXXX";
static char path[64];

static void make(void)
{
	cr_assert_not_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/s", dir);
}

static void clean(void)
{
	unlink(path);
	rmdir(dir);
}

TestSuite(socket, .init = make, .fini = clean);

Test(socket, is_inherited_by_none_and_never_waits)
{
	int fd = socket_open();

	cr_assert_geq(fd, 0);
	cr_assert(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	cr_assert(fcntl(fd, F_GETFL) & O_NONBLOCK);
	close(fd);
}

Test(socket, both_ends_and_who_they_are)
{
	int listener = socket_bind(path), fd, other;
	char byte = 0;
	struct stat s;
	uid_t uid;
	pid_t pid;

	cr_assert_geq(listener, 0);
	cr_assert_eq(stat(path, &s), 0);
	cr_assert_eq(s.st_mode & 0777, 0700, "nobody else's");
	cr_assert_eq(listen(listener, 1), 0);
	fd = socket_connect(path);
	cr_assert_geq(fd, 0);
	cr_assert_eq(peer_identify(fd, &uid, &pid), 0);
	cr_assert_eq(uid, geteuid());
	cr_assert_eq(pid, getpid());
	other = accept(listener, NULL, NULL);
	cr_assert_eq(socket_send(fd, "x", 1), 1);
	cr_assert_eq(recv(other, &byte, 1, 0), 1);
	cr_assert_eq(byte, 'x');
	close(other);
	cr_assert_eq(socket_send(fd, "x", 1), -1, "no signal");
	cr_assert_eq(errno, EPIPE);
	close(fd);
	close(listener);
}

Test(socket, takes_the_place_of_what_was_there)
{
	int old = socket_bind(path), new;

	close(old);
	cr_assert_eq(socket_connect(path), -ECONNREFUSED);
	new = socket_bind(path);
	cr_assert_geq(new, 0);
	close(new);
}

Test(socket, nobody_there_a_long_path_and_a_full_queue)
{
	char *deep = path_join(dir, "an-address-is-a-path-of-about-a-hundred-bytes-and-not-of-one-more-"
				    "whatever-the-path-may-be-elsewhere-and-is-never-cut-short");
	int listener, fds[8], r = 0;
	size_t n = 0;

	cr_assert_eq(socket_connect(path), -ENOENT);
	cr_assert_eq(socket_connect(deep), -ENAMETOOLONG);
	cr_assert_eq(socket_bind(deep), -ENAMETOOLONG);
	free(deep);
	listener = socket_bind(path);
	cr_assert_eq(listen(listener, 1), 0);
	while (n < 8 && (r = socket_connect(path)) >= 0)
		fds[n++] = r;
	cr_assert_eq(r, -ETIMEDOUT);
	while (n > 0)
		close(fds[--n]);
	close(listener);
}
