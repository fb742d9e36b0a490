/* processes: a scan of /proc. */
#include "processes.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool file_has(int dir, const char *name, const char *needle)
{
	char *bytes = NULL;
	size_t n = 0, cap = 0;
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	ssize_t got = 1;
	bool has;

	while (fd >= 0 && got > 0) {
		if (cap - n < 4096)
			bytes = realloc(bytes, cap += 65536);
		if (!bytes)
			abort();
		got = read(fd, bytes + n, cap - n);
		n += got > 0 ? (size_t)got : 0;
	}
	has = n > 0 && memmem(bytes, n, needle, strlen(needle)) != NULL;
	if (fd >= 0)
		close(fd);
	free(bytes);
	return has;
}

static bool works_below(int dir, const char *root)
{
	char cwd[4096];
	ssize_t n = readlinkat(dir, "cwd", cwd, sizeof(cwd) - 1);
	size_t length = strlen(root);

	if (n < 0)
		return false;
	cwd[n] = '\0';
	return strncmp(cwd, root, length) == 0 && (cwd[length] == '/' || cwd[length] == '\0');
}

static void read_name(int dir, char *name, size_t size)
{
	int fd = openat(dir, "comm", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, name, size - 1) : 0;

	name[n > 0 ? n : 0] = '\0';
	name[strcspn(name, "\n")] = '\0';
	if (fd >= 0)
		close(fd);
}

void processes_of(const char *root, bool (*found)(pid_t pid, const char *name, void *data),
		  void *data)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	bool go_on = true;

	while (proc && go_on && (entry = readdir(proc))) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
		char name[32];
		int dir;

		if (!isdigit((unsigned char)entry->d_name[0]) || pid == getpid())
			continue;
		dir = openat(dirfd(proc), entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (dir < 0)
			continue;
		if (file_has(dir, "environ", root) || file_has(dir, "cmdline", root) ||
		    works_below(dir, root)) {
			read_name(dir, name, sizeof(name));
			go_on = found(pid, name, data);
		}
		close(dir);
	}
	if (proc)
		closedir(proc);
}

char *process_exe(pid_t pid)
{
	char path[64], exe[4096];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%ld/exe", (long)pid);
	n = readlink(path, exe, sizeof(exe));
	return n > 0 ? strndup(exe, (size_t)n) : NULL;
}

static bool read_line(pid_t pid, const char *name, char *line, size_t size)
{
	char path[64];
	bool has;
	FILE *in;

	snprintf(path, sizeof(path), "/proc/%ld/%s", (long)pid, name);
	in = fopen(path, "re");
	has = in && fgets(line, (int)size, in);
	if (in)
		fclose(in);
	return has;
}

static bool is_input_call(long number)
{
	static const long calls[] = {
		SYS_read, SYS_pselect6, SYS_ppoll, SYS_epoll_pwait,
#ifdef SYS_select
		SYS_select, SYS_poll, SYS_epoll_wait,
#endif
	};

	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		if (number == calls[i])
			return true;
	}
	return false;
}

/* Is it a terminal that this descriptor of the process is open on? */
static bool is_terminal(pid_t pid, long fd)
{
	char path[64], target[64];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%ld/fd/%ld", (long)pid, fd);
	n = readlink(path, target, sizeof(target) - 1);
	target[n > 0 ? n : 0] = '\0';
	return strncmp(target, "/dev/pts/", 9) == 0 || strcmp(target, "/dev/tty") == 0;
}

static bool is_select(long number)
{
#ifdef SYS_select
	if (number == SYS_select)
		return true;
#endif
	return number == SYS_pselect6;
}

/* .NET reads keys in a thread, and has others that read from pipes. elvish, in
 * Go, selects in one, and has others that poll. */
static bool has_reading_thread(pid_t pid)
{
	char name[64], line[512], *at;
	bool reads = false;
	struct dirent *entry;
	DIR *tasks;

	snprintf(name, sizeof(name), "/proc/%ld/task", (long)pid);
	tasks = opendir(name);
	while (tasks && !reads && (entry = readdir(tasks))) {
		pid_t task = (pid_t)strtol(entry->d_name, NULL, 10);
		long call, argument;

		if (task == 0 || task == pid || !read_line(task, "syscall", line, sizeof(line)) ||
		    !isdigit((unsigned char)line[0]))
			continue;
		call = strtol(line, &at, 10);
		argument = strtol(at, NULL, 16);
		reads = (call == SYS_read && is_terminal(pid, argument)) ||
			(is_select(call) && argument > 0);
	}
	if (tasks)
		closedir(tasks);
	return reads;
}

bool process_waits_for_input(pid_t pid)
{
	char line[512], *end;

	if (!read_line(pid, "stat", line, sizeof(line)))
		return true;
	end = strrchr(line, ')');
	if (end && end[1] && end[2] != 'S')
		return false;
	if (!read_line(pid, "syscall", line, sizeof(line)))
		return true;
	if (isdigit((unsigned char)line[0]) && is_input_call(strtol(line, NULL, 10)))
		return true;
	return has_reading_thread(pid);
}

static bool has_waiting_child(pid_t pid, pid_t group);

static bool waits_in_group(const char *children_of_task, pid_t group)
{
	FILE *children = fopen(children_of_task, "re");
	bool waits = false;
	long child;

	while (children && !waits && fscanf(children, "%ld", &child) == 1)
		waits = getpgid((pid_t)child) == group &&
			(process_waits_for_input((pid_t)child) ||
			 has_waiting_child((pid_t)child, group));
	if (children)
		fclose(children);
	return waits;
}

/* Is there one among its children, of any thread, that has stayed in this group? */
static bool has_waiting_child(pid_t pid, pid_t group)
{
	char path[PATH_MAX];
	bool waits = false;
	struct dirent *entry;
	DIR *tasks;

	snprintf(path, sizeof(path), "/proc/%ld/task", (long)pid);
	tasks = opendir(path);
	while (tasks && !waits && (entry = readdir(tasks))) {
		snprintf(path, sizeof(path), "/proc/%ld/task/%s/children", (long)pid,
			 entry->d_name);
		waits = waits_in_group(path, group);
	}
	if (tasks)
		closedir(tasks);
	return waits;
}

bool process_group_waits_for_input(pid_t group)
{
	return process_waits_for_input(group) || has_waiting_child(group, group);
}
