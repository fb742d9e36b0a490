/* Twenty shells that start at the same moment: one daemon, all prompts right. */
#include "hooked.h"

#include "fail.h"
#include "processes.h"
#include "shells.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(many, .init = hooked_setup, .fini = world_fini);

#define SHELLS 20
#define TRIES  4        /* "the next prompt is right" when the daemon took long */

static bool count_daemons(pid_t pid, const char *name, void *data)
{
	(void)pid;
	*(int *)data += strcmp(name, "envd-daemon") == 0;
	return true;
}

/* Losers of the race for the lock end by themselves. */
static void one_daemon_is_left(void)
{
	long long deadline = test_now_ms() + test_deadline_ms();
	int n = 0;

	while (processes_of(world->root, count_daemons, &n), n != 1) {
		if (test_now_ms() > deadline)
			test_late("%d daemons", n);
		usleep(5000);
		n = 0;
	}
	test_held();
}

static void is_right(struct pty *p)
{
	for (int i = 0; i < TRIES && strcmp(pty_prompt(p), "(.venv) @@") != 0; i++)
		free(pty_run(p, ""));
	prompt_is(p, "(.venv) @@");
	expect_home(p, "command -v python3", "%H/p/.venv/bin/python3");
}

static void start_at_once(const char *shell)
{
	const char *const *argv = shell_setup_find(shell)->argv;
	struct pty *shells[SHELLS];
	pid_t daemon;

	world_need(shell);
	project("p");
	client(NULL, "daemon", "stop");
	for (int i = 0; i < SHELLS; i++)
		shells[i] = world_pty(world, argv, "home/p");
	for (int i = 0; i < SHELLS; i++)
		pty_wait_prompt(shells[i]);
	for (int i = 0; i < SHELLS; i++)
		is_right(shells[i]);
	one_daemon_is_left();
	daemon = world_daemon_pid(world);
	for (int i = 0; i < SHELLS; i++)
		run_to(shells[i], "cd /", "@@");
	cr_assert_eq(world_daemon_pid(world), daemon);
}

BOTH_SHELLS(many, start_at_once_here)
{
	start_at_once(shell);
}

/* A wholly fresh world: no daemon was ever there. */
BOTH_SHELLS(many, fresh_world)
{
	const char *const *argv = shell_setup_find(shell)->argv;
	struct pty *shells[SHELLS];

	world_need(shell);
	for (int i = 0; i < SHELLS; i++)
		shells[i] = world_pty(world, argv, NULL);
	for (int i = 0; i < SHELLS; i++) {
		char *screen;

		pty_wait_prompt(shells[i]);
		screen = pty_history(shells[i]);
		cr_assert_null(strstr(screen, "envd"), "%s", screen);
		free(screen);
	}
	one_daemon_is_left();
	run_to(shells[0], "mkdir p; cd p", "@@");
	run_to(shells[0], "", "@@");
	made_to(shells[0], "python3 -m venv --without-pip .venv", "p/.venv", "(.venv) @@");
	run_to(shells[1], "cd p", "(.venv) @@");
	run_to(shells[2], "", "@@");
}
