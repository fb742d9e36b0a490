/* An answer that did not arrive whole is none: a client that is killed while it
 * writes must not leave half a PATH. */
#include "company.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(answers, .init = hooked_setup, .fini = world_fini);

/* Makes room for another in the client's place; returns where the client is. */
static const char *take_client(void)
{
	char real[4096];
	const char *path = world_path(world, "bin/envd");
	ssize_t n = readlink(path, real, sizeof(real) - 1);

	cr_assert_gt(n, 0);
	real[n] = '\0';
	cr_assert_eq(unlink(path), 0);
	return world_format(world, "%s", real);
}

/* In the place of the client: its first $(cat cut) bytes (all but the last, if that
 * is negative, or it has no more), and then its death or, in ~/quiet, an end as if
 * all were well. */
static void put_cutter(void)
{
	const char *real = take_client();

	world_write(world, "bin/envd",
		    worded("#!/bin/bash\n"
			   "unset BASH_ENV; real() { (exec -a %s/bin/envd %s \"$@\"); }\n"
			   "if ! [[ -s %s/cut ]]; then real \"$@\"; exit; fi\n"
			   "real \"$@\" >%s/answer; n=$(<%s/cut)\n"
			   "[[ $n -lt $(wc -c <%s/answer) ]] || n=-1\n"
			   "head -c \"$n\" %s/answer\n"
			   "[[ -e %s/quiet ]] || kill -9 $$\n",
			   world->root, real, world->home, world->home, world->home,
			   world->home, world->home, world->home));
	cr_assert_eq(chmod(world_path(world, "bin/envd"), 0755), 0);
}

static void cut_to(const char *bytes)
{
	world_write(world, "home/cut", bytes);
}

/* tcsh says so behind whatever is run next. */
static bool says_killed(const char *shell)
{
	return strcmp(shell, "tcsh") == 0;
}

EACH_SHELL(answers, half_of_one_changes_nothing)
{
	static const char *const cuts[] = { "1", "40", "120", "300", "500", "-2", "-9", "-60" };
	struct pty *p;

	world_need(shell);
	project("p");
	put_cutter();
	rc_write(shell, "", "");
	p = world_shell(world, shell);
	settle_in(p, shell);
	if (says_killed(shell))
		world_write(world, "home/quiet", "");
	for (int quiet = says_killed(shell); quiet < 2; quiet++) {
		for (size_t i = 0; i < sizeof(cuts) / sizeof(*cuts); i++) {
			cut_to(cuts[i]);
			free(pty_run(p, "cd p"));
			prompt_is(p, "@@");
			python_is(p, NULL);
			cut_to("");
			free(pty_run(p, ""));
			prompt_is(p, "(.venv) @@");
			python_is(p, "p/.venv");
			run_to(p, "cd ..", "@@");
		}
		world_write(world, "home/quiet", "");
	}
	python_is(p, NULL);
}

/* On the way out it is the answer that takes away: it comes a prompt later. */
EACH_SHELL(answers, half_of_one_takes_nothing_by_half)
{
	static const char *const cuts[] = { "1", "60", "200", "-2", "-30" };
	struct pty *p;

	world_need(shell);
	project("p");
	put_cutter();
	rc_write(shell, "", "");
	world_write(world, "home/quiet", "");
	p = world_shell(world, shell);
	settle_in(p, shell);
	for (size_t i = 0; i < sizeof(cuts) / sizeof(*cuts); i++) {
		run_to(p, "cd p", "(.venv) @@");
		cut_to(cuts[i]);
		free(pty_run(p, "cd .."));
		python_is(p, "p/.venv");
		cut_to("");
		run_to(p, "", "@@");
		python_is(p, NULL);
	}
}

/* ---- none at all ---- */

/* In the place of the client: it leaves a mark at each prompt that asks. */
static void put_counter(void)
{
	const char *real = take_client();

	world_write(world, "bin/envd",
		    worded("#!/bin/bash\nunset BASH_ENV\n"
			   "[[ $1 != prompt ]] || echo >>%s/asked\n"
			   "[[ ! -e %s/stopped ]] || export ENVD_DEADLINE_MS=50\n"
			   "exec -a %s/bin/envd %s \"$@\"\n",
			   world->home, world->home, world->root, real));
	cr_assert_eq(chmod(world_path(world, "bin/envd"), 0755), 0);
}

static int asked(void)
{
	char *text = world_read(world, "home/asked");
	int n = text ? occurrences(text, "\n") : 0;

	free(text);
	return n;
}

/* As envd-hooks(7) has it: after 1, 3, 7 and then every 15 prompts. */
EACH_SHELL(answers, none_is_asked_for_less_and_less_often)
{
	static const int skipped[] = { 1, 3, 7, 15, 15 };
	struct pty *p;
	int before;

	world_need(shell);
	project("p");
	put_counter();
	rc_write(shell, "", "");
	p = world_shell(world, shell);
	run_to(p, "cd p", "(.venv) @@");
	settle_in(p, shell);
	cr_assert_eq(kill(world_daemon_pid(world), SIGSTOP), 0);
	world_write(world, "home/stopped", "");
	before = asked();
	free(world_run(world, NULL, "touch", "p/.venv/bin", NULL));
	free(pty_run(p, ""));
	cr_assert_eq(asked(), before + 1, "the first: %d", asked() - before);
	for (size_t i = 0; i < sizeof(skipped) / sizeof(*skipped); i++) {
		before = asked();
		for (int k = 0; k < skipped[i]; k++) {
			free(pty_run(p, ""));
			cr_assert_eq(asked(), before, "try %zu: after %d", i, k);
		}
		free(pty_run(p, ""));
		cr_assert_eq(asked(), before + 1, "try %zu: not after %d", i, skipped[i]);
	}
	prompt_is(p, "(.venv) @@");
	cr_assert_eq(kill(world_daemon_pid(world), SIGCONT), 0);
}
