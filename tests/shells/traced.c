/* traced: a shell under strace, which counts the processes that it starts. */
#include "traced.h"

#include "hooked.h"
#include "shells.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define PROMPTS      40
#define PROMPTS_SLOW 20
#define ARGUMENTS    32

/* strace is the shell's child (-D). */
struct pty *traced_shell(const char *shell)
{
	const char *argv[ARGUMENTS] = {
		"strace", "-D", "-f", "-qq", "-s", "4096", "-e",
		"trace=clone,clone3,fork,vfork,execve,execveat", "-e", "signal=none", "-o",
	};
	const char *try[] = { "strace", "-D", "-qq", "-o", "/dev/null", "true", NULL };
	const struct shell_setup *setup = shell_setup_find(shell);
	int n = 0, status;
	char *program;
	struct pty *p;

	world_need(shell);
	if (!setup->calls)
		world_skip("optional: %s asks at each prompt", shell);
	world_need("strace");
	free(world_run_in(world, NULL, &status, try));
	if (status != 0)
		world_skip("strace can't trace here");
	while (argv[n])
		n++;
	program = shell_program(shell);
	argv[n++] = world_path(world, "trace");
	argv[n++] = program;
	for (int i = 1; setup->argv[i]; i++)
		argv[n++] = setup->argv[i];
	client(NULL, "daemon", "start");
	world_setenv(world, "ASAN_OPTIONS",     /* leaks can't be told under ptrace */
		     world_format(world, "%s:detect_leaks=0", world_getenv(world, "ASAN_OPTIONS")));
	p = world_pty(world, argv, NULL);
	free(program);
	pty_wait_prompt(p);
	return p;
}

/* A thread is no process, and a call that is told in two lines is one. */
static bool is_fork(const char *line)
{
	return (strstr(line, " clone") || strstr(line, " fork(") || strstr(line, " vfork(")) &&
	       !strstr(line, "CLONE_THREAD") && !strstr(line, " resumed>");
}

struct started traced_started(void)
{
	static size_t last;
	char *text = world_read(world, "trace"), *state = NULL;
	struct started started = { 0 };
	size_t n;

	cr_assert(text);
	n = strlen(text);
	started.lines = world_format(world, "%s", text + last);
	for (char *line = strtok_r(text + last, "\n", &state); line;
	     line = strtok_r(NULL, "\n", &state)) {
		started.processes += is_fork(line);
		started.clients += strstr(line, "envd\", \"prompt\"") != NULL;
	}
	last = n;
	free(text);
	return started;
}

/* A daemon that has no time yet learns of what the test made before some prompts later,
 * and takes its answer back. What it was told of before the first of two questions came, it
 * has read when it answers the second. */
void traced_settle(struct pty *p, const char *shell)
{
	for (int i = 0; i < 2; i++)
		client(NULL, "daemon", "status");
	settle_in(p, shell);
}

void traced_is_idle(struct pty *p, const char *shell, const char *prompt)
{
	int n = shell_setup_find(shell)->is_slow ? PROMPTS_SLOW : PROMPTS;
	struct started started;

	traced_settle(p, shell);
	started = traced_started();
	cr_assert_gt(started.processes, 0, "nothing was traced");
	cr_assert_gt(started.clients, 0, "no client was traced");
	for (int i = 0; i < n; i++)
		run_to(p, i % 2 ? "" : "cd .", prompt);
	started = traced_started();
	cr_assert_eq(started.processes, 0, "%d processes:\n%s", started.processes, started.lines);
	cr_assert_eq(started.clients, 0, "%d clients:\n%s", started.clients, started.lines);
}
