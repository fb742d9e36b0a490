/* The driver itself: real shells without envd. What fails here is a fault of
 * tests/lib, and no other result of this program means anything. */
#include "fail.h"
#include "pty.h"
#include "world.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct world *world;

static void setup(void)
{
	world = world_new_bare();
}

TestSuite(driver, .init = setup, .fini = world_fini);

static char *line(const char *format, int n)
{
	char *text = NULL;

	cr_assert(asprintf(&text, format, n) > 0);
	return text;
}

/* Criterion can't name a parameter's shell in a skip, so there is a test each. */
static void many_commands(const char *shell)
{
	struct pty *p = world_shell(world, shell);

	for (int i = 0; i < 200; i++) {
		char *command = line("echo output-$((%d + 1))", i);
		char *expected = line("output-%d", i + 1);

		pty_expect(p, command, expected);
		cr_assert_str_eq(pty_prompt(p), "@@");
		free(command);
		free(expected);
	}
}

Test(driver, bash_many_commands) { many_commands("bash"); }
Test(driver, zsh_many_commands) { many_commands("zsh"); }

static void a_prompt_is_quick(const char *shell)
{
	struct pty *p = world_shell(world, shell);
	int runs = 200;
	long long start = test_now_ms();

	for (int i = 0; i < runs; i++)
		pty_expect(p, "true", "");
	start = test_now_ms() - start;
	fprintf(stderr, "driver: %s: %.2f ms for a prompt\n", shell, (double)start / runs);
	if (start >= runs * 20)
		test_late("%d prompts took %lld ms", runs, start);
}

Test(driver, bash_is_quick) { a_prompt_is_quick("bash"); }
Test(driver, zsh_is_quick) { a_prompt_is_quick("zsh"); }
Test(driver, fish_is_quick) { a_prompt_is_quick("fish"); }

static void long_output(const char *shell)
{
	struct pty *p = world_shell(world, shell);
	char *text = pty_run(p, "for i in $(seq 500); do echo \"line $i\"; done"), *at = text;

	for (int i = 1; i <= 500; i++) {
		char *expected = line(i < 500 ? "line %d\n" : "line %d", i);

		cr_assert(strncmp(at, expected, strlen(expected)) == 0, "line %d: %.20s", i, at);
		at += strlen(expected);
		free(expected);
	}
	cr_assert_str_empty(at);
	free(text);
	text = pty_run(p, "seq 20000 | tail -n 19999");
	cr_assert_str_eq(text + strlen(text) - 11, "19999\n20000");
	free(text);
}

Test(driver, bash_long_output) { long_output("bash"); }
Test(driver, zsh_long_output) { long_output("zsh"); }

static void long_lines(const char *shell)
{
	struct pty *p = world_shell(world, shell);

	for (int n = 185; n <= 210; n++) {
		char digits[256], *typed = NULL, *command = line("printf '%%0%dd\\n' 7; echo x", n);

		memset(digits, '0', sizeof(digits));
		strcpy(digits + n - 1, "7\nx");
		pty_expect(p, command, digits);         /* wrapped output */
		free(command);
		memset(digits, 'y', sizeof(digits));
		digits[n] = '\0';
		cr_assert(asprintf(&typed, "echo %s", digits) > 0);
		pty_expect(p, typed, digits);           /* a wrapped line that is typed */
		free(typed);
	}
	pty_expect(p, "printf 'a\\n\\n  b  \\n'", "a\n\n  b");
}

Test(driver, bash_long_lines) { long_lines("bash"); }
Test(driver, zsh_long_lines) { long_lines("zsh"); }

static void prompts(const char *shell)
{
	struct pty *p = world_shell(world, shell);

	pty_expect(p, "PS1='(x) @@ '", "");
	cr_assert_str_eq(pty_prompt(p), "(x) @@");
	pty_expect(p, "echo '(y) @@ '", "(y) @@");
	pty_expect(p, "printf '@@ '; sleep 0.2; echo; echo late", "@@ \nlate");
	pty_expect(p, "PS1=$'first row\\n(z) @@ '", "first row");
	cr_assert_str_eq(pty_prompt(p), "(z) @@");
	pty_expect(p, "echo two; true", "two\nfirst row");
	pty_expect(p, "PS1='@@ '", "");
	pty_expect(p, "if true\nthen\necho inner\nfi", "inner");
	pty_expect(p, "", "");
	pty_expect(p, "printf 'no newline'", "");
	cr_assert_str_eq(pty_prompt(p), "no newline@@");
	pty_expect(p, "echo before; clear; echo after", "after");
	pty_expect(p, "echo still", "still");
}

Test(driver, bash_prompts) { prompts("bash"); }
Test(driver, zsh_prompts) { prompts("zsh"); }

static void keys(const char *shell)
{
	struct pty *p = world_shell(world, shell);

	pty_type(p, "sleep 100\n");
	pty_wait_job(p);
	pty_key(p, PTY_CTRL('c'));
	pty_wait_prompt(p);
	pty_expect(p, "echo $?", "130");
	pty_type(p, "half a li");
	pty_wait_text(p, "half a li");
	pty_key(p, PTY_CTRL('c'));
	pty_wait_prompt(p);
	pty_expect(p, "echo whole", "whole");
	pty_type(p, "cat\n");
	pty_wait_job(p);
	pty_type(p, "to cat\n");
	pty_key(p, PTY_CTRL('d'));
	pty_wait_prompt(p);
	pty_wait_text(p, "to cat\nto cat\n@@");
	for (int i = 0; i < 100; i++) {
		pty_key(p, PTY_CTRL('c'));
		pty_wait_prompt(p);
	}
}

Test(driver, bash_keys) { keys("bash"); }
Test(driver, zsh_keys) { keys("zsh"); }

/* Notices of ended jobs come at any time: zsh reprints its prompt for them. */
static void jobs(const char *shell)
{
	struct pty *p = world_shell(world, shell);

	for (int i = 0; i < 50; i++) {
		char *command = line("echo ran-%d", i), *expected = line("ran-%d", i);
		char *text;

		free(pty_run(p, "sleep 0.003 &"));
		text = pty_run(p, command);
		cr_assert(strstr(text, expected), "%s", text);
		free(text);
		free(command);
		free(expected);
	}
}

Test(driver, bash_jobs) { jobs("bash"); }
Test(driver, zsh_jobs) { jobs("zsh"); }

static void wide_characters(const char *shell)
{
	struct pty *p = world_shell(world, shell);
	static const char *const words[] = { "日本語", "naïve ☕ café", "𝛼𝛽", "Ünï" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		char *command = NULL;

		cr_assert(asprintf(&command, "echo '%s'", words[i]) > 0);
		pty_expect(p, command, words[i]);
		free(command);
	}
}

Test(driver, bash_wide_characters) { wide_characters("bash"); }
Test(driver, zsh_wide_characters) { wide_characters("zsh"); }

Test(driver, ends_shells_that_do_not_want_to)
{
	struct pty *p = world_shell(world, "bash");
	int status;

	pty_expect(p, "trap '' HUP", "");
	pty_type(p, "sleep 1000\n");
	pty_wait_job(p);
	status = world_pty_close(world, p);
	cr_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	p = world_shell(world, "bash");
	cr_assert_eq(world_pty_close(world, p), 0);
	p = world_shell(world, "bash");
	pty_type(p, "exit 7\n");
	cr_assert_eq(WEXITSTATUS(pty_wait_exit(p)), 7);
}

Test(driver, typing_while_nobody_reads)
{
	struct pty *p = world_shell(world, "bash");
	char *text = calloc(1, 3001);

	memset(text, 'z', 3000);
	pty_type(p, "seq 20000; sleep 0.1; seq 5\n");
	for (int i = 0; i < 20; i++)
		pty_type(p, "\n");
	pty_type(p, text);
	pty_wait_text(p, "zzzz");
	pty_key(p, PTY_CTRL('c'));
	pty_wait_prompt(p);
	pty_expect(p, "echo fine", "fine");
	free(text);
}

Test(world, has_its_own_environment, .init = setup, .fini = world_fini)
{
	int status;
	char *text = world_run(world, &status, "sh", "-c", "echo $HOME; pwd; echo err >&2; exit 3",
			       NULL);
	char *expected = NULL;

	cr_assert(asprintf(&expected, "%s\n%s\nerr\n", world->home, world->home) > 0);
	cr_assert_str_eq(text, expected);
	cr_assert_eq(status, 3);
	cr_assert_eq(access(world_venv(world, "home/p/.venv"), X_OK), 0);
	cr_assert_eq(access(world_path(world, "home/p/.venv/bin/python"), X_OK), 0);
	world_mkdir(world, "home/locked/inner");
	cr_assert_eq(chmod(world_path(world, "home/locked"), 0), 0);
	free(text);
	free(expected);
}

Test(world, finds_what_is_left, .init = setup, .fini = world_fini)
{
	char *text = world_run(world, NULL, "sh", "-c", "setsid sleep 1000 >/dev/null 2>&1 & echo $!",
			       NULL);
	pid_t pid = (pid_t)strtol(text, NULL, 10);

	cr_assert_eq(world_daemon_pid(world), 0);
	cr_assert_eq(kill(pid, 0), 0);
	cr_assert_eq(kill(pid, SIGKILL), 0);
	free(text);
}
