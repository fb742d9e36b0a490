/* What every shell is held to, in words that mean the same in each of them. */
#include "hooked.h"

#include "shells.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(each, .init = hooked_setup, .fini = world_fini);

#define VENV "python3 -m venv --without-pip "

EACH_SHELL(each, on_at_the_next_prompt)
{
	struct pty *p = world_shell(world, shell);

	run_to(p, "sh -c 'mkdir -p Scripts/a/b'; cd Scripts", "@@");
	made_to(p, VENV ".venv", "Scripts/.venv", "(.venv) @@");
	python_is(p, "Scripts/.venv");
	run_to(p, "cd a/b", "(.venv) @@");
	python_is(p, "Scripts/.venv");
	run_to(p, "cd ../../.venv/bin", "(.venv) @@");
	run_to(p, "cd /", "@@");
	python_is(p, NULL);
	run_to(p, "cd ~/Scripts/a", "(.venv) @@");
	run_to(p, "cd ~", "@@");
	python_is(p, NULL);
}

EACH_SHELL(each, removed_and_replaced)
{
	struct pty *p;

	project("p");
	p = world_shell_in(world, shell, "home/p");
	prompt_is(p, "(.venv) @@");
	pty_expect(p, "rm -rf .venv", "envd: deactivated ~/p/.venv, which is gone; python3 is the system's again");
	prompt_is(p, "@@");
	python_is(p, NULL);
	made_to(p, VENV ".venv", "p/.venv", "(.venv) @@");
	run_to(p, "rm -rf .venv; " VENV "--prompt again .venv", "(again) @@");
	python_is(p, "p/.venv");
	/* What was made until now is to be older than this shell's last answer. */
	run_to(p, "touch x", "(again) @@");
	settle_in(p, shell);
	expect_text(p, "sh -c 'cp -a .venv other; rm -rf .venv; mv other .venv'", "envd allow");
	prompt_is(p, "@@");
	expect_text(p, "envd allow", "trusted");
	prompt_is(p, "(again) @@");
}

EACH_SHELL(each, nested)
{
	static const char *const ways[][2] = {
		{ "cd p", "p/.venv" }, { "cd q", "p/q/.venv" }, { "cd ..", "p/.venv" },
		{ "cd ~/p/q", "p/q/.venv" }, { "cd ~/r", "r/.venv" }, { "cd ~; cd p/q", "p/q/.venv" },
	};
	struct pty *p;

	project("p");
	project("p/q");
	project("r");
	p = world_shell(world, shell);
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		run_to(p, ways[i][0], "(.venv) @@");
		python_is(p, ways[i][1]);
	}
	run_to(p, "cd ~", "@@");
	python_is(p, NULL);
}

EACH_SHELL(each, deactivate_holds)
{
	struct pty *p;

	project("p");
	world_mkdir(world, "home/p/sub");
	p = world_shell_in(world, shell, "home/p");
	run_to(p, "deactivate", "@@");
	python_is(p, NULL);
	run_to(p, "cd sub", "@@");
	run_to(p, "touch new", "@@");
	run_to(p, "cd ~", "@@");
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "envd off", "@@");
	run_to(p, "cd sub; cd ..", "@@");
	run_to(p, "envd on", "(.venv) @@");
	python_is(p, "p/.venv");
	expect_text(p, "envd status", "~/p/.venv");
}

EACH_SHELL(each, allowed_and_denied)
{
	struct pty *p;

	world_venv(world, "home/p/.venv");
	p = world_shell(world, shell);
	expect_text(p, "cd p", "envd allow");
	prompt_is(p, "@@");
	expect_text(p, "envd allow", "trusted");
	prompt_is(p, "(.venv) @@");
	expect_text(p, "envd deny", "denied");
	prompt_is(p, "@@");
	python_is(p, NULL);
}

/* The whole environment, byte for byte, but for what says where the shell was. */
EACH_SHELL(each, all_as_before)
{
	static const char save[] = "sh -c 'env | grep -v -e ^OLDPWD= -e ^_= -e ^CMD_DURATION_MS= | sort >~/%s'";
	char *before = NULL, *after = NULL;
	struct pty *p;

	project("p");
	project("p/q");
	world_setenv(world, "PYTHONHOME", "/usr");
	world_setenv(world, "VIRTUAL_ENV_PROMPT", "it's \\ \"mine\"\n$HOME `touch pwned`");
	cr_assert(asprintf(&before, save, "before") > 0);
	cr_assert(asprintf(&after, save, "after") > 0);
	p = world_shell(world, shell);
	run_to(p, before, "@@");
	run_to(p, before, "@@");        /* xonsh exports the status of the last one */
	run_to(p, "cd p", "(.venv) @@");
	pty_expect(p, "sh -c 'echo ${PYTHONHOME-unset}'", "unset");
	run_to(p, "cd q", "(.venv) @@");
	run_to(p, "cd ~", "@@");
	run_to(p, after, "@@");
	pty_expect(p, "sh -c 'diff ~/before ~/after; grep -c PYTHONHOME ~/after'", "1");
	free(before);
	free(after);
}

/* A child of another kind takes it over, and leaves this one as it is. */
EACH_SHELL(each, a_child)
{
	struct pty *p;

	project("p");
	p = world_shell_in(world, shell, "home/p");
	prompt_is(p, "(.venv) @@");
	run_to(p, "bash --noprofile -i", "(.venv) @@");
	python_is(p, "p/.venv");
	run_to(p, "cd ..", "@@");
	python_is(p, NULL);
	expect_text(p, "exit", "exit");
	prompt_is(p, "(.venv) @@");
	python_is(p, "p/.venv");
	run_to(p, "cd ~", "@@");
}
