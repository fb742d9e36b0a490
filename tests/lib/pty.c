/*
 * pty: starts the program, moves bytes, waits. Reading goes on while writing
 * waits, so neither side can block the other however much is printed.
 */
#include "pty.h"

#include "fail.h"
#include "processes.h"
#include "pty_private.h"
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define EXIT_MS     3000        /* pty_close: between `exit`, SIGHUP, SIGKILL */
#define DUMP_ROWS   40
#define QUIET_TICKS 20

int pty_tick_ms = 1;

/* ---- moving bytes ------------------------------------------------------ */

static void read_some(struct pty *p)
{
	char bytes[65536];
	ssize_t n = read(p->master, bytes, sizeof(bytes));

	if (n > 0)
		screen_feed(p->screen, bytes, (size_t)n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		p->hung_up = true;      /* EIO: nobody has the terminal open */
}

/* Waits at most this long for output and reads it. True if there was some. */
static bool pump(struct pty *p, int timeout_ms)
{
	struct pollfd fd = { .fd = p->hung_up ? -1 : p->master, .events = POLLIN };

	if (poll(&fd, 1, timeout_ms) <= 0 || fd.revents == 0)
		return false;
	read_some(p);
	return true;
}

void pty_drain(struct pty *p)
{
	while (!p->hung_up && pump(p, 0))
		;
}

char *pty_describe(struct pty *p)
{
	long row = screen_row(p->screen), from = row > DUMP_ROWS ? row - DUMP_ROWS : 0;
	char *text = screen_text_from(p->screen, from), *all = NULL;

	if (asprintf(&all, "---- screen of %s%s, cursor at row %ld column %d\n%s----\n",
		     p->program, p->hung_up ? " (the terminal was hung up)" : "", row - from,
		     screen_col(p->screen), text) < 0)
		abort();
	free(text);
	return all;
}

static _Noreturn void give_up_late(struct pty *p, const char *what)
{
	test_late("%s\n%s", what, pty_describe(p));
}

static void send_bytes(struct pty *p, const char *bytes, size_t n)
{
	long long deadline = test_now_ms() + test_deadline_ms();

	while (n > 0 && !p->hung_up) {
		struct pollfd fd = { .fd = p->master, .events = POLLIN | POLLOUT };
		ssize_t written = write(p->master, bytes, n);

		if (written > 0) {
			bytes += written;
			n -= (size_t)written;
			continue;
		}
		if (test_now_ms() > deadline)
			give_up_late(p, "the program does not read what is typed");
		poll(&fd, 1, pty_tick_ms);
		if (fd.revents & (POLLIN | POLLHUP | POLLERR))
			read_some(p);
	}
}

static void on_reply(const char *bytes, size_t n, void *data)
{
	send_bytes(data, bytes, n);
}

/* A line editor prints a line feed for each line that it takes. A command may
 * end at a Ctrl-D without one; but then the prompt that comes is a new one. */
static void before_send(struct pty *p)
{
	pty_drain(p);
	p->needs_newline = pty_is_editing(p);
	p->newlines_sent = screen_newlines(p->screen);
}

void pty_type(struct pty *p, const char *text)
{
	before_send(p);
	send_bytes(p, text, strlen(text));
}

/* bash and zsh print the prompt, or what is typed, a moment before they are
 * ready for SIGINT, and then lose it (seen once in some ten tries). */
void pty_key(struct pty *p, char key)
{
	if (pty_is_editing(p))
		pty_wait_for(p, pty_is_idle, NULL, "the shell does not come to rest");
	before_send(p);
	send_bytes(p, &key, 1);
}

/* ---- start and end ----------------------------------------------------- */

/* In the child: the terminal becomes its own, and its input and outputs. */
static void take_terminal(const char *name)
{
	int fd;

	setsid();
	fd = open(name, O_RDWR);
	if (fd < 0 || ioctl(fd, TIOCSCTTY, 0) != 0)
		_exit(126);
	for (int i = 0; i < 3; i++)
		dup2(fd, i);
}

static char *join(const char *const words[])
{
	size_t size;
	char *text = NULL;
	FILE *out = open_memstream(&text, &size);

	for (int i = 0; out && words[i]; i++)
		fprintf(out, "%s%s", i ? " " : "", words[i]);
	if (!out || fclose(out) != 0)
		abort();
	return text;
}

struct pty *pty_open(const char *const argv[], const char *const env[], const char *cwd,
		     int rows, int cols)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };
	struct pty *p = calloc(1, sizeof(*p));
	const char *name;

	if (!p)
		abort();
	p->program = join(argv);
	setlocale(LC_CTYPE, "C.UTF-8");         /* wcwidth, as the shell has it */
	p->screen = screen_new(rows, cols, on_reply, p);
	p->master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (p->master < 0 || grantpt(p->master) != 0 || unlockpt(p->master) != 0 ||
	    ioctl(p->master, TIOCSWINSZ, &size) != 0)
		test_fail("no pseudo-terminal: %s", strerror(errno));
	name = ptsname(p->master);
	p->pid = fork();
	if (p->pid < 0)
		test_fail("fork: %s", strerror(errno));
	if (p->pid == 0) {
		take_terminal(name);
		spawn_exec(argv, env, cwd);
	}
	return p;
}

static bool has_ended(struct pty *p)
{
	if (!p->reaped && waitpid(p->pid, &p->status, WNOHANG) == p->pid)
		p->reaped = true;
	return p->reaped;
}

static bool ends_within(struct pty *p, int ms)
{
	long long deadline = test_now_ms() + ms;

	while (!has_ended(p) && test_now_ms() < deadline) {
		if (p->hung_up)
			poll(NULL, 0, 1);
		else
			pump(p, pty_tick_ms);
	}
	return p->reaped;
}

int pty_close(struct pty *p)
{
	int status;
	pid_t job;

	if (!p)
		return 0;
	pty_drain(p);
	if (!has_ended(p) && pty_at_prompt(p)) {
		pty_type(p, " exit\n");
		ends_within(p, EXIT_MS);
	}
	if (!has_ended(p)) {
		job = tcgetpgrp(p->master);
		kill(p->pid, SIGHUP);
		kill(p->pid, SIGCONT);
		if (job > 1 && job != p->pid)
			kill(-job, SIGHUP);
	}
	if (!ends_within(p, EXIT_MS)) {
		job = tcgetpgrp(p->master);
		if (job > 1 && job != p->pid)
			kill(-job, SIGKILL);
		kill(p->pid, SIGKILL);
		waitpid(p->pid, &p->status, 0);
	}
	status = p->status;
	close(p->master);
	screen_free(p->screen);
	free(p->prompt);
	free(p->program);
	free(p);
	return status;
}

pid_t pty_pid(const struct pty *p)
{
	return p->pid;
}

void pty_resize(struct pty *p, int rows, int cols)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };

	pty_drain(p);
	screen_resize(p->screen, rows, cols);
	ioctl(p->master, TIOCSWINSZ, &size);
}

/* ---- waiting ----------------------------------------------------------- */

void pty_wait_for(struct pty *p, bool (*holds)(struct pty *p, void *data), void *data,
		  const char *what)
{
	long long deadline = test_now_ms() + test_deadline_ms();

	while (!holds(p, data)) {
		if (p->hung_up && has_ended(p))
			test_fail("%s, and the program has ended\n%s", what, pty_describe(p));
		if (test_now_ms() > deadline)
			give_up_late(p, what);
		pump(p, pty_tick_ms);
	}
}

/* A forked shell that has not yet become the command loses SIGINT: so another
 * program must run. A subshell never becomes one: it must sleep for a while. */
static bool has_job(struct pty *p, void *data)
{
	pid_t job = tcgetpgrp(p->master);
	int *quiet = data;
	char *shell_exe, *job_exe;
	bool is_other;

	if (job <= 0 || job == p->pid)
		return false;
	shell_exe = process_exe(p->pid);
	job_exe = process_exe(job);
	is_other = shell_exe && job_exe && strcmp(shell_exe, job_exe) != 0;
	free(shell_exe);
	free(job_exe);
	*quiet = pty_is_idle(p, NULL) ? *quiet + 1 : 0;
	return is_other || *quiet > QUIET_TICKS;
}

void pty_wait_job(struct pty *p)
{
	int quiet = 0;

	pty_wait_for(p, has_job, &quiet, "no command was started");
}

int pty_wait_exit(struct pty *p)
{
	if (!ends_within(p, test_deadline_ms()))
		give_up_late(p, "the program did not end");
	test_held();
	pty_drain(p);
	return p->status;
}

char *pty_screen(struct pty *p)
{
	pty_drain(p);
	return screen_text_from(p->screen, screen_top(p->screen));
}

bool pty_is_coloured(struct pty *p, const char *text)
{
	int is_coloured;

	pty_drain(p);
	is_coloured = screen_is_coloured(p->screen, text);
	if (is_coloured < 0)
		test_fail("\"%s\" is not on the screen\n%s", text, pty_describe(p));
	return is_coloured;
}

char *pty_history(struct pty *p)
{
	pty_drain(p);
	return screen_text_from(p->screen, 0);
}

