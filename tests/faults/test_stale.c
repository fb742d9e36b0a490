/* Never stale: what a prompt shows is what is on the disk, whatever has become
 * of the daemon. */
#include "fail.h"
#include "mini.h"
#include "pty.h"
#include "world.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROUNDS 500

static struct world *world;

static void setup(void)
{
	world = world_new();
	mini_functions(world);
	world_mkdir(world, "home/p");
	mini_allow_tree(world, "home/p");
}

TestSuite(stale, .init = setup, .fini = world_fini);

/* Each line typed at its prompt, and each prompt looked at. */
static void alternate(const char *shell, void (*meanwhile)(int round))
{
	struct pty *p;

	mini_be_patient(world);
	p = world_shell_in(world, shell, "home/p");

	for (int i = 0; i < ROUNDS; i++) {
		const char *expected = i % 2 ? "@@" : "(.venv) @@";

		if (meanwhile)
			meanwhile(i);
		free(pty_run(p, "t"));
		cr_assert_str_eq(pty_prompt(p), expected, "round %d: the prompt is %s", i,
				 pty_prompt(p));
	}
	mini_expect_off(p);
}

Test(stale, bash) { alternate("bash", NULL); }
Test(stale, zsh) { alternate("zsh", NULL); }

static void kill_sometimes(int round)
{
	if (rand() % 4 == 0)
		cr_assert(mini_kill_daemon(world), "round %d: no daemon", round);
}

Test(stale, bash_daemon_killed) { alternate("bash", kill_sometimes); }
Test(stale, zsh_daemon_killed) { alternate("zsh", kill_sometimes); }

/* ---- as fast as the shell can read --------------------------------------- */

static void type_all(struct pty *p, int lines)
{
	char *text = calloc((size_t)lines + 1, 2), *at = text;

	for (int i = 0; i < lines; i++)
		at += sprintf(at, "t\n") - (i == lines - 1);
	*at = '\0';
	pty_type(p, text);
	free(text);
}

static unsigned rounds = ROUNDS;

static bool has_checked_all(struct pty *p, void *data)
{
	bool (*each_time)(void) = *(bool (**)(void))data;

	(void)p;
	if (each_time)
		each_time();
	return mini_count_lines(world, "home/checks", "") > rounds;
}

static void type_ahead(const char *shell, bool (*each_time)(void), const char *never)
{
	struct pty *p;
	unsigned wrong;

	mini_be_patient(world);
	setenv("ENVD_TEST_TIMEOUT_S", "60", 1);
	world_setenv(world, "CHECK", "1");
	p = world_shell_in(world, shell, "home/p");
	type_all(p, (int)rounds);
	pty_key(p, '\n');
	pty_wait_for(p, has_checked_all, &each_time, "not all prompts came");
	pty_wait_prompt(p);
	wrong = mini_count_lines(world, "home/checks", never);
	if (wrong) {
		char *checks = world_read(world, "home/checks");

		cr_assert_fail("%u of %u prompts are wrong: %.300s", wrong, rounds,
			       strstr(checks, never));
	}
}

Test(stale, bash_type_ahead) { type_ahead("bash", NULL, "wrong"); }
Test(stale, zsh_type_ahead) { type_ahead("zsh", NULL, "wrong"); }

/* In the middle of questions, too: what is gone is never shown. (One that is
 * there may have to wait for the daemon's next life.) */
static bool kill_at_any_time(void)
{
	usleep((useconds_t)(rand() % 50000));
	return mini_kill_daemon(world);
}

static void killed_at_any_time(const char *shell)
{
	rounds = 150;
	type_ahead(shell, kill_at_any_time, "wrong: -,");
	fprintf(stderr, "%u of %u late\n", mini_count_lines(world, "home/checks", "wrong"), rounds);
}

Test(stale, bash_killed_at_any_time) { killed_at_any_time("bash"); }
Test(stale, zsh_killed_at_any_time) { killed_at_any_time("zsh"); }

/* ---- stopped --------------------------------------------------------------- */

/* Is there no stamp in the only shell's directory? Then the next prompt asks. */
static bool is_taken_back(struct pty *p, void *data)
{
	char *stamps = world_run(world, NULL, "sh", "-c", "ls -d ../run/envd/*/s/*/stamp.*", NULL);
	bool is = strstr(stamps, "No such file") != NULL;

	(void)p;
	(void)data;
	free(stamps);
	return is;
}

/* A prompt takes at most the deadline of 50 ms, and what a busy machine adds. */
static void run_in_time(struct pty *p, const char *line)
{
	const char *deadline = getenv("ENVD_DEADLINE_MS");
	long long start = test_now_ms(), limit = (deadline ? atoi(deadline) : 50) + 450;

	free(pty_run(p, line));
	start = test_now_ms() - start;
	if (start > limit)
		test_late("'%s' took %lld ms", line, start);
}

static void stopped(const char *shell)
{
	struct pty *p = world_shell_in(world, shell, "home/p");
	const char *prefix = world_path(world, "home/p/.venv");

	for (int i = 0; i < 5; i++) {
		pid_t daemon = world_daemon_pid(world);

		cr_assert(mini_is_on(p), "round %d: not on", i);
		free(pty_run(p, "rm -rf .venv"));
		mini_expect_off(p);
		free(pty_run(p, "mk .venv"));
		mini_expect_on(p, prefix);
		cr_assert_eq(kill(daemon, SIGSTOP), 0);
		run_in_time(p, "rm -rf .venv");
		mini_expect_off(p);
		run_in_time(p, "mk .venv");
		cr_assert_str_eq(pty_prompt(p), "@@");
		cr_assert_eq(kill(daemon, SIGCONT), 0);
		pty_wait_for(p, is_taken_back, NULL, "the late answer changed nothing");
		free(pty_run(p, ""));
	}
}

Test(stale, bash_daemon_stopped)
{
	mini_env(world, "home/p/.venv");
	stopped("bash");
}

Test(stale, zsh_daemon_stopped)
{
	mini_env(world, "home/p/.venv");
	stopped("zsh");
}

/* Nobody judges it now, and what is on was another directory. */
Test(stale, exchanged_while_the_daemon_is_stopped)
{
	struct pty *p;

	mini_env(world, "home/p/.venv");
	p = world_shell_in(world, "bash", "home/p");
	mini_settle(p);
	cr_assert(mini_is_on(p));
	free(pty_run(p, "cp -a .venv other"));
	mini_settle(p);
	cr_assert_eq(kill(world_daemon_pid(world), SIGSTOP), 0);
	run_in_time(p, "rm -rf .venv; mv other .venv");
	mini_expect_off(p);
	cr_assert_eq(kill(world_daemon_pid(world), SIGCONT), 0);
}

/* What is on stays while it exists, and goes when the shell leaves. */
Test(stale, stays_while_the_daemon_is_stopped)
{
	struct pty *p;

	mini_env(world, "home/p/.venv");
	p = world_shell_in(world, "bash", "home/p");
	mini_settle(p);
	cr_assert_eq(kill(world_daemon_pid(world), SIGSTOP), 0);
	run_in_time(p, "touch x");
	cr_assert(mini_is_on(p));
	run_in_time(p, "mkdir q; cd q");
	cr_assert(mini_is_on(p));
	run_in_time(p, "cd ../..");
	mini_expect_off(p);
	cr_assert_eq(kill(world_daemon_pid(world), SIGCONT), 0);
}
