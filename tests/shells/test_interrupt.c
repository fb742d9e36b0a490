/* A daemon that does not answer, and Ctrl-C or Ctrl-Z meanwhile: the shell is as it was,
 * the next prompt is right, and nothing is left. */
#include "hooked.h"

#include "fail.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>

TestSuite(interrupt, .init = hooked_setup, .fini = world_fini);

struct way {
	const char *shell;
	int signals[3];
	bool is_typed;                  /* the client has the terminal as a job */
	const char *jobs, *none;        /* a line, and what it prints if there is no job */
};

static const struct way ways[] = {
	{ "bash", { SIGINT }, false, "jobs", "" },
	{ "zsh", { SIGINT }, false, "jobs", "" },
	{ "fish", { SIGINT }, false, "jobs -q; or echo none", "none" },
	{ "xonsh", { SIGINT, SIGTSTP, SIGINT }, false, "jobs", "" },
	{ "elvish", { SIGINT }, false, NULL, NULL },
	{ "nu", { SIGINT, SIGTSTP, SIGINT }, true, "job list | length", "0" },
	{ "tcsh", { SIGINT }, false, "jobs", "" },
};

static void entries_are(struct pty *p, int n)
{
	char *path = pty_run(p, "sh -c 'echo $PATH'");

	cr_assert_eq(occurrences(path, ".venv/bin"), n, "%s", path);
	free(path);
}

static void send(struct pty *p, const struct way *way, int number)
{
	if (way->is_typed)
		pty_type(p, number == SIGINT ? "\x03" : "\x1a");
	else
		cr_assert_eq(kill(-pty_pid(p), number), 0);
}

static void interrupted(const char *shell)
{
	const struct way *way = ways;
	struct pty *p;

	while (strcmp(way->shell, shell) != 0)
		way++;
	project("p");
	world_setenv(world, "ENVD_DEADLINE_MS", "5000");
	p = world_shell(world, shell);
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "cd ~", "@@");
	for (size_t i = 0; i < 3 && way->signals[i]; i++) {
		cr_assert_eq(kill(world_daemon_pid(world), SIGSTOP), 0);
		pty_type(p, "cd p\r");
		pty_wait_for(p, client_waits, NULL, "no client was run");
		send(p, way, way->signals[i]);
		cr_assert_eq(kill(world_daemon_pid(world), SIGCONT), 0);
		pty_wait_prompt(p);
		run_to(p, "", "(.venv) @@");
		python_is(p, "p/.venv");
		entries_are(p, 1);
		run_to(p, "cd ~", "@@");
		python_is(p, NULL);
		entries_are(p, 0);
	}
	if (way->jobs)
		pty_expect(p, way->jobs, way->none);
}

Test(interrupt, bash) { in_shell("bash", interrupted); }
Test(interrupt, zsh) { in_shell("zsh", interrupted); }
Test(interrupt, fish) { in_shell("fish", interrupted); }
Test(interrupt, xonsh) { in_shell("xonsh", interrupted); }
Test(interrupt, elvish) { in_shell("elvish", interrupted); }
Test(interrupt, nu) { in_shell("nu", interrupted); }
Test(interrupt, tcsh) { in_shell("tcsh", interrupted); }
