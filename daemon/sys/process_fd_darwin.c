/* process_fd on macOS: a kqueue with the one event, which can itself be polled. */
#include "sys/process_fd.h"

#include <fcntl.h>
#include <stdint.h>
#include <sys/event.h>
#include <unistd.h>

int process_fd_open(pid_t pid)
{
	struct kevent event;
	int queue = kqueue();

	if (queue < 0)
		return -1;
	EV_SET(&event, (uintptr_t)pid, EVFILT_PROC, EV_ADD | EV_ONESHOT, NOTE_EXIT, 0, NULL);
	if (fcntl(queue, F_SETFD, FD_CLOEXEC) < 0 ||
	    kevent(queue, &event, 1, NULL, 0, NULL) < 0) {
		close(queue);
		return -1;
	}
	return queue;
}
