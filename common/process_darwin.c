/* process on macOS: libproc, getpeereid(3), LOCAL_PEERPID. */
#include "envd/process.h"

#include "envd/util.h"

#include <errno.h>
#include <libproc.h>
#include <mach-o/dyld.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* _unknown: on a volume whose owners are ignored, its files are everybody's. */
#define UNKNOWN_UID 99

bool process_is_ordinary(void)
{
	return getuid() == geteuid() && !issetugid() && geteuid() != UNKNOWN_UID;
}

uint64_t process_namespace(void)
{
	return 1;
}

uint64_t process_mount_namespace(void)
{
	return 1;
}

/* In microseconds of the clock of that moment. */
int process_start_time(pid_t pid, uint64_t *start)
{
	struct proc_bsdinfo info;
	int n = proc_pidinfo(pid, PROC_PIDTBSDINFO, 0, &info, sizeof(info));

	if (n != (int)sizeof(info))
		return errno == EPERM ? -EPERM : -ESRCH;
	*start = info.pbi_start_tvsec * 1000000 + info.pbi_start_tvusec;
	return 0;
}

int peer_identify(int fd, uid_t *uid, pid_t *pid)
{
	socklen_t n = sizeof(*pid);
	gid_t gid;

	if (getpeereid(fd, uid, &gid) < 0)
		return -errno;
	/* Of a peer that has ended it is not known. */
	if (pid && getsockopt(fd, SOL_LOCAL, LOCAL_PEERPID, pid, &n) < 0)
		*pid = 0;
	return 0;
}

char *process_own_path(void)
{
	uint32_t size = 0;
	char *name, *real = NULL;

	_NSGetExecutablePath(NULL, &size);      /* says how much it needs */
	name = xcalloc(size, 1);
	if (_NSGetExecutablePath(name, &size) == 0)
		real = realpath(name, NULL);
	free(name);
	return real;
}

/* Those that are open: the limit may be no limit. In a child of fork() before
 * execve(): a list that cannot be had leaves them to their close-on-exec. */
void process_close_from(int first)
{
	int size = proc_pidinfo(getpid(), PROC_PIDLISTFDS, 0, NULL, 0);
	struct proc_fdinfo *open = size > 0 ? xcalloc((size_t)size, 1) : NULL;

	size = open ? proc_pidinfo(getpid(), PROC_PIDLISTFDS, 0, open, size) : 0;
	for (int i = 0; i < size / (int)sizeof(*open); i++)
		if (open[i].proc_fd >= first)
			close(open[i].proc_fd);
	free(open);
}
