/* world_use: what a test does in its world: files, shells, programs. */
#include "world.h"

#include "fail.h"
#include "processes.h"
#include "shells.h"
#include "spawn.h"
#include "tree.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROWS 50
#define COLS 200
#define ARGS 32

/* ---- files ------------------------------------------------------------- */

const char *world_keep(struct world *w, char *text)
{
	w->strings = realloc(w->strings, (w->string_count + 1) * sizeof(*w->strings));
	if (!w->strings)
		abort();
	w->strings[w->string_count++] = text;
	return text;
}

const char *world_format(struct world *w, const char *format, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		abort();
	va_end(args);
	return world_keep(w, text);
}

const char *world_path(struct world *w, const char *relative)
{
	return world_format(w, "%s/%s", w->root, relative);
}

const char *world_mkdir(struct world *w, const char *relative)
{
	const char *path = world_path(w, relative);

	tree_mkdir(path);
	return path;
}

const char *world_write(struct world *w, const char *relative, const char *content)
{
	const char *path = world_path(w, relative);

	tree_write(path, content, O_TRUNC);
	return path;
}

const char *world_append(struct world *w, const char *relative, const char *content)
{
	const char *path = world_path(w, relative);

	tree_write(path, content, O_APPEND);
	return path;
}

char *world_read(struct world *w, const char *relative)
{
	return tree_read(world_path(w, relative));
}

const char *world_venv(struct world *w, const char *relative)
{
	const char *path = world_path(w, relative);
	int status;
	char *out = world_run(w, &status, "/usr/bin/python3", "-m", "venv", "--without-pip",
			      path, NULL);

	if (status != 0)
		test_fail("python3 -m venv %s: status %d: %s", path, status, out);
	free(out);
	return path;
}

/* ---- shells ------------------------------------------------------------ */

struct pty *world_pty(struct world *w, const char *const argv[], const char *relative)
{
	const char *cwd = relative ? world_path(w, relative) : w->home;
	struct pty *p = pty_open(argv, (const char *const *)w->env, cwd, ROWS, COLS);

	w->ptys = realloc(w->ptys, (w->pty_count + 1) * sizeof(*w->ptys));
	if (!w->ptys)
		abort();
	w->ptys[w->pty_count++] = p;
	return p;
}

int world_pty_close(struct world *w, struct pty *p)
{
	for (size_t i = 0; i < w->pty_count; i++) {
		if (w->ptys[i] == p)
			w->ptys[i] = w->ptys[--w->pty_count];
	}
	return pty_close(p);
}

struct pty *world_shell_in(struct world *w, const char *shell, const char *relative)
{
	const struct shell_setup *setup = shell_setup_find(shell);
	const char *argv[sizeof(setup->argv) / sizeof(*setup->argv) + 1] = { NULL };
	char *program;
	struct pty *p;

	if (!setup)
		test_fail("world_shell: tests/lib/shells.c has no %s", shell);
	program = shell_program(shell);
	if (!program)
		world_skip("%s is not installed", shell);
	argv[0] = program;
	for (int i = 1; setup->argv[i]; i++)
		argv[i] = setup->argv[i];
	p = world_pty(w, argv, relative);
	free(program);
	pty_wait_prompt(p);
	return p;
}

struct pty *world_shell(struct world *w, const char *shell)
{
	return world_shell_in(w, shell, NULL);
}

/* ---- programs ---------------------------------------------------------- */

char *world_run_in(struct world *w, const char *relative, int *status,
		   const char *const argv[])
{
	const char *cwd = relative ? world_path(w, relative) : w->home;

	return spawn_run(argv, (const char *const *)w->env, cwd, status);
}

char *world_run(struct world *w, int *status, const char *program, ...)
{
	const char *argv[ARGS + 1] = { program };
	va_list args;
	int n = 1;

	va_start(args, program);
	while (n < ARGS && (argv[n] = va_arg(args, const char *)))
		n++;
	va_end(args);
	argv[n] = NULL;
	return world_run_in(w, NULL, status, argv);
}

static bool is_daemon(pid_t pid, const char *name, void *data)
{
	if (strcmp(name, "envd-daemon") != 0)
		return true;
	*(pid_t *)data = pid;
	return false;
}

pid_t world_daemon_pid(const struct world *w)
{
	pid_t pid = 0;

	processes_of(w->root, is_daemon, &pid);
	return pid;
}

void world_skip(const char *format, ...)
{
	char *reason = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&reason, format, args) < 0)
		abort();
	va_end(args);
	world_fini();
	cr_skip_test("%s", reason);
	abort();
}

void world_need(const char *program)
{
	char *path = shell_program(program);

	if (!path)
		world_skip("%s is not installed", program);
	free(path);
}
