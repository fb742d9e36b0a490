/* processes: who still runs in a test's world. Reads /proc. */
#ifndef TESTS_PROCESSES_H
#define TESTS_PROCESSES_H

#include <stdbool.h>
#include <sys/types.h>

/* Calls found(pid, name, data) for each live process, except this one, whose
 * environment or command line contains `root`, or whose working directory is
 * `root` or below it. Stops when found() returns false. */
void processes_of(const char *root, bool (*found)(pid_t pid, const char *name, void *data),
		  void *data);

/* What /proc/PID/exe says; NULL if there is none. The caller frees. */
char *process_exe(pid_t pid);

/* Does it wait for input (in read, select, poll or epoll_wait)? Where that can't
 * be seen: is it in an interruptible sleep? True too if there is no such process. */
bool process_waits_for_input(pid_t pid);

/* Does one of a process group? PowerShell leaves its children in its own. */
bool process_group_waits_for_input(pid_t group);

#endif
