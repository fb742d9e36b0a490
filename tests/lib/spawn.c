/* spawn: fork and exec with nothing of the test program left over. */
#include "spawn.h"

#include "fail.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void spawn_exec(const char *const argv[], const char *const env[], const char *cwd)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int sig = 1; sig < NSIG; sig++)
		signal(sig, SIG_DFL);
	/* Criterion's own sockets: a daemon that kept them would hold it up. */
	closefrom(3);
	if (cwd && chdir(cwd) != 0) {
		dprintf(STDERR_FILENO, "%s: %s\n", cwd, strerror(errno));
		_exit(127);
	}
	environ = (char **)env;
	execvp(argv[0], (char *const *)argv);
	dprintf(STDERR_FILENO, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

static pid_t start(const char *const argv[], const char *const env[], const char *cwd,
		   int *out)
{
	int fds[2];
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) != 0)
		test_fail("pipe: %s", strerror(errno));
	pid = fork();
	if (pid < 0)
		test_fail("fork: %s", strerror(errno));
	if (pid == 0) {
		int null = open("/dev/null", O_RDONLY);

		fcntl(fds[1], F_SETFL, 0);
		dup2(null, 0);
		dup2(fds[1], 1);
		dup2(fds[1], 2);
		setsid();       /* no terminal, and one group to kill */
		spawn_exec(argv, env, cwd);
	}
	close(fds[1]);
	*out = fds[0];
	return pid;
}

/* Moves what is there; returns 0 at the end of the output, else 1. */
static int move(int from, FILE *to, int timeout_ms)
{
	struct pollfd fd = { .fd = from, .events = POLLIN };
	char bytes[65536];
	ssize_t n;

	if (poll(&fd, 1, timeout_ms) <= 0)
		return 1;
	while ((n = read(from, bytes, sizeof(bytes))) > 0)
		fwrite(bytes, 1, (size_t)n, to);
	return n != 0;
}

char *spawn_run(const char *const argv[], const char *const env[], const char *cwd,
		int *status)
{
	long long deadline = test_now_ms() + test_deadline_ms();
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	int from, wait_status, is_open = 1;
	pid_t pid;

	if (!out)
		abort();
	pid = start(argv, env, cwd, &from);
	while (waitpid(pid, &wait_status, WNOHANG) == 0) {
		if (test_now_ms() > deadline) {
			kill(-pid, SIGKILL);
			waitpid(pid, &wait_status, 0);
			fclose(out);
			test_late("%s did not end; it wrote:\n%s", argv[0], text);
		}
		if (is_open)
			is_open = move(from, out, 5);
		else
			poll(NULL, 0, 1);
	}
	if (is_open)
		move(from, out, 0);
	close(from);
	fclose(out);
	if (status)
		*status = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status)
						 : 128 + WTERMSIG(wait_status);
	return text;
}
