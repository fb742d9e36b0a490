/* process_fd on Linux: pidfd_open(2). */
#include "sys/process_fd.h"

#include <sys/syscall.h>
#include <unistd.h>

/* Kernel 5.3; the number is the same on every architecture. */
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

int process_fd_open(pid_t pid)
{
	return (int)syscall(SYS_pidfd_open, pid, 0);
}
