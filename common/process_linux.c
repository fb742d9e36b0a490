/* process on Linux: /proc, SO_PEERCRED, close_range(2). */
#include "envd/process.h"

#include "envd/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Kernel 5.9; the number is the same on every architecture. */
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

/* struct ucred, which musl-gcc hides without _GNU_SOURCE and names alike. */
struct credentials {
	int32_t pid;
	uint32_t uid, gid;
};

/* The kernel's default, which hardly anybody changes (fs/overflowuid). */
#define OVERFLOW_UID 65534

bool process_is_ordinary(void)
{
	return getuid() == geteuid() && !getauxval(AT_SECURE) && geteuid() != OVERFLOW_UID;
}

static uint64_t inode_of(const char *path)
{
	struct file file;

	return file_look(AT_FDCWD, path, true, &file) == 0 ? file.inode : 0;
}

uint64_t process_namespace(void)
{
	return inode_of("/proc/self/ns/pid");
}

uint64_t process_mount_namespace(void)
{
	return inode_of("/proc/self/ns/mnt");
}

/* proc(5): field 22 of /proc/PID/stat. The second one, the program's name in
 * parentheses, may hold spaces and parentheses itself. */
int process_start_time(pid_t pid, uint64_t *start)
{
	char path[40], line[1024], *field;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = read(fd, line, sizeof(line) - 1);
	close(fd);
	if (n <= 0)
		return -ESRCH;
	line[n] = '\0';
	field = strrchr(line, ')');
	for (int i = 2; field && i < 22; i++)
		field = strchr(field + 1, ' ');
	if (field == NULL)
		return -EBADMSG;
	*start = strtoull(field + 1, NULL, 10);
	return 0;
}

int peer_identify(int fd, uid_t *uid, pid_t *pid)
{
	struct credentials peer;
	socklen_t n = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) < 0)
		return -errno;
	*uid = peer.uid;
	if (pid)
		*pid = peer.pid;
	return 0;
}

char *process_own_path(void)
{
	return realpath("/proc/self/exe", NULL);
}

void process_close_from(int first)
{
	if (syscall(SYS_close_range, (unsigned)first, ~0u, 0u) < 0)
		for (int fd = first; fd < 1024; fd++)
			close(fd);
}
