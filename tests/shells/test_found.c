/* Environments other than a new .venv: of any name, linked, by envd create, and
 * those that are asked for first. */
#include "hooked.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(found, .init = hooked_setup, .fini = world_fini);

#define VENV "python3 -m venv --without-pip "

BOTH_SHELLS(found, any_name_made_here)
{
	struct pty *p = world_shell(world, shell);

	run_to(p, "mkdir p q; cd p", "@@");
	made_to(p, VENV "tools", "p/tools", "(tools) @@");
	expect_home(p, "which python3", "%H/p/tools/bin/python3");
	run_to(p, "cd ../q", "@@");
	run_to(p, "cd ../p", "(tools) @@");
	made_to(p, VENV ".venv", "p/.venv", "(.venv) @@");
	pty_expect(p, "rm -rf .venv", "envd: deactivated ~/p/.venv, which is gone; ~/p/tools is active now");
	prompt_is(p, "(tools) @@");
	pty_expect(p, "envd allow", "~/p/tools is trusted from now on");
	prompt_is(p, "(tools) @@");
}

BOTH_SHELLS(found, created)
{
	struct pty *p = world_shell(world, shell);

	allow_time();
	run_to(p, "mkdir p q r; cd p", "@@");
	expect_text(p, "envd create", "created ~/p/.venv with Python 3.");
	prompt_is(p, "(.venv) @@");
	run_to(p, "cd ../q", "@@");
	expect_text(p, "envd create --prompt=mine --python=/usr/bin/python3 tools2",
		    "(/usr/bin/python3");
	prompt_is(p, "(mine) @@");
	expect_home(p, "echo $VIRTUAL_ENV", "%H/q/tools2");
	run_to(p, "cd ../r", "@@");
	expect_text(p, "envd create ../r2/tools3; echo $?", "created ~/r2/tools3");
	prompt_is(p, "@@");
	run_to(p, "cd ../r2", "(tools3) @@");
	expect_home(p, "which python3", "%H/r2/tools3/bin/python3");
	expect_text(p, "envd create tools3; echo $?", "~/r2/tools3 exists already");
	prompt_is(p, "(tools3) @@");
}

static void pointer(const char *shell, const char *make, const char *prompt)
{
	struct pty *p;

	world_venv(world, "home/envs/one");
	p = world_shell(world, shell);
	run_to(p, "mkdir p; cd p", "@@");
	expect_text(p, make, "envd allow");
	prompt_is(p, "@@");
	expect_text(p, "envd allow --yes", "although");
	prompt_is(p, prompt);
	expect_text(p, "echo $VIRTUAL_ENV", world->home);
	run_to(p, "cd ..", "@@");
	run_to(p, "cd p", prompt);
}

BOTH_SHELLS(found, a_link_that_leads_out)
{
	pointer(shell, "ln -s ../envs/one .venv", "(.venv) @@");
}

BOTH_SHELLS(found, a_file_that_points_out)
{
	pointer(shell, "echo ../envs/one > .venv", "(one) @@");
}

BOTH_SHELLS(found, older_asks_once)
{
	struct pty *p, *other;
	char *text;

	world_venv(world, "home/p/.venv");
	world_mkdir(world, "home/p/sub");
	p = world_shell(world, shell);
	text = pty_run(p, "cd p");
	cr_assert(strstr(text, "~/p/.venv") && strstr(text, "envd allow"), "%s", text);
	cr_assert_null(strchr(text, '\n'), "%s", text);
	free(text);
	prompt_is(p, "@@");
	run_to(p, "", "@@");
	run_to(p, "cd sub", "@@");
	run_to(p, "cd ~", "@@");
	run_to(p, "cd p", "@@");
	pty_expect(p, "which python3", "/usr/bin/python3");
	other = world_shell_in(world, shell, "home/p");
	text = pty_history(other);
	cr_assert_eq(occurrences(text, "envd allow"), 1, "%s", text);
	free(text);
}

BOTH_SHELLS(found, decisions_reach_all_shells)
{
	struct pty *p, *q;

	world_venv(world, "home/p/.venv");
	p = world_shell_in(world, shell, "home/p");
	q = world_shell_in(world, shell, "home/p");
	free(pty_run(p, "envd allow"));
	prompt_is(p, "(.venv) @@");
	run_to(q, "", "(.venv) @@");
	free(pty_run(q, "envd deny"));
	prompt_is(q, "@@");
	expect_text(p, "", "deactivated ~/p/.venv: you denied it");
	prompt_is(p, "@@");
	pty_expect(p, "which python3", "/usr/bin/python3");
	run_to(p, "", "@@");
	free(pty_run(p, "envd allow"));
	prompt_is(p, "(.venv) @@");
	run_to(q, "true", "(.venv) @@");
}

BOTH_SHELLS(found, a_tree_is_allowed)
{
	struct pty *p, *q;

	world_venv(world, "home/src/a/.venv");
	world_venv(world, "home/src/b/.venv");
	p = world_shell_in(world, shell, "home/src/a");
	q = world_shell_in(world, shell, "home/src/b");
	prompt_is(q, "@@");
	free(pty_run(p, "envd allow --tree ~/src"));
	prompt_is(p, "(.venv) @@");
	pty_expect(q, "", "envd: activated ~/src/b/.venv (in a directory that you trust)");
	prompt_is(q, "(.venv) @@");
	expect_text(q, "cd ../a", "activated ~/src/a/.venv (in a directory");       /* once for each */
	prompt_is(q, "(.venv) @@");
	run_to(q, "cd ../b", "(.venv) @@");
	run_to(q, "cd ../a", "(.venv) @@");
	run_to(q, "cd ..", "@@");
}
