/* The book's story, to the letter, and what becomes of it. */
#include "hooked.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(story, .init = hooked_setup, .fini = world_fini);

#define VENV "python3 -m venv --without-pip "

BOTH_SHELLS(story, with_pip)
{
	struct pty *p = world_shell(world, shell);
	char *text;

	allow_time();
	run_to(p, "mkdir ~/Scripts; cd ~/Scripts", "@@");
	made_to(p, "python3 -m venv .venv", "Scripts/.venv", "(.venv) @@");
	text = pty_run(p, "python -m pip list --disable-pip-version-check | tail -n +3");
	cr_assert_eq(occurrences(text, "\n"), 1, "%s", text);
	cr_assert(strncmp(text, "pip ", 4) == 0, "%s", text);
	cr_assert(strstr(text, "\nsetuptools "), "%s", text);
	free(text);
}

EACH_SHELL(story, others_are_untouched)
{
	struct pty *other = world_shell(world, shell), *p = world_shell(world, shell), *new;

	run_to(p, "sh -c 'mkdir ~/Scripts'; cd Scripts", "@@");
	made_to(p, VENV ".venv", "Scripts/.venv", "(.venv) @@");
	run_to(other, "", "@@");
	python_is(other, NULL);
	new = world_shell_in(world, shell, "tmp");
	prompt_is(new, "@@");
	python_is(new, NULL);
	new = world_shell_in(world, shell, "home/Scripts");
	prompt_is(new, "(.venv) @@");
}

/* What no prompt is shown in has the plain environment, and starts no daemon. */
BOTH_SHELLS(story, scripts_are_untouched)
{
	const char *argv[] = { shell, "-c", "which python3; echo ${VIRTUAL_ENV-none}", NULL };
	const char *reads_rc[] = { shell, "-c", "source ~/.bashrc; which python3; deactivate",
				   NULL };
	int status;
	char *text;

	world_need(shell);
	world_setenv(world, "BASH_ENV", world_path(world, "home/.bashrc"));
	project("p");
	client(NULL, "daemon", "stop");
	text = world_run_in(world, "home/p", &status, argv);
	cr_assert_str_eq(text, "/usr/bin/python3\nnone\n");
	free(text);
	if (strcmp(shell, "bash") == 0) {
		text = world_run_in(world, "home/p", &status, reads_rc);
		cr_assert(strncmp(text, "/usr/bin/python3\n", 17) == 0, "%s", text);
		cr_assert(strstr(text, "not found"), "%s", text);
		free(text);
	}
	cr_assert_eq(world_daemon_pid(world), 0);
}

EACH_SHELL(story, scripts_of_an_active_shell)
{
	struct pty *p;

	project("p");
	p = world_shell_in(world, shell, "home/p");
	prompt_is(p, "(.venv) @@");
	expect_home(p, "bash -c 'command -v python3'", "%H/p/.venv/bin/python3");
	expect_home(p, "sh -c 'cd /; command -v python3'", "%H/p/.venv/bin/python3");
}

EACH_SHELL(story, deactivate_holds)
{
	struct pty *p;

	project("p");
	world_mkdir(world, "home/p/sub");
	p = world_shell_in(world, shell, "home/p");
	run_to(p, "deactivate", "@@");
	python_is(p, NULL);
	run_to(p, "cd sub", "@@");
	run_to(p, "cd ..", "@@");
	run_to(p, "", "@@");
	run_to(p, "touch new", "@@");
	run_to(p, "cd ..", "@@");
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "cd sub; deactivate", "@@");
	run_to(p, "cd ..", "@@");                       /* off is for the whole tree */
	run_to(p, "envd on", "(.venv) @@");
	python_is(p, "p/.venv");
	run_to(p, "cd sub", "(.venv) @@");
}

EACH_SHELL(story, off_and_on)
{
	struct pty *p;

	project("p");
	world_mkdir(world, "home/p/sub");
	p = world_shell_in(world, shell, "home/p");
	run_to(p, "envd off", "@@");
	python_is(p, NULL);
	run_to(p, "cd sub", "@@");
	run_to(p, "envd on", "(.venv) @@");
	run_to(p, "envd off", "@@");
	run_to(p, "cd ~; cd p", "@@");          /* no prompt between: never left */
	run_to(p, "cd ~", "@@");
	run_to(p, "cd p", "(.venv) @@");
	python_is(p, "p/.venv");
	run_to(p, "envd off; cd ~; cd p/sub", "@@");
	expect_text(p, "envd status", "daemon: running");
}

/* As people know it: it is gone with what it takes off. */
BOTH_SHELLS(story, deactivate_is_gone)
{
	struct pty *p;

	project("p");
	p = world_shell_in(world, shell, "home/p");
	run_to(p, "deactivate", "@@");
	expect_text(p, "deactivate", "not found");
	pty_expect(p, "envd on; echo $?", "0");
	pty_expect(p, "envd off; echo $?", "0");
}

/* All of the one in its place is from after this shell's last prompt here. */
BOTH_SHELLS(story, replaced_in_one_line)
{
	struct pty *p = world_shell(world, shell);

	made_to(p, "mkdir p; cd p; " VENV ".venv", "p/.venv", "(.venv) @@");
	run_to(p, "rm -rf .venv; " VENV "--prompt again .venv", "(again) @@");
	expect_home(p, "which python3", "%H/p/.venv/bin/python3");
	/* What was made until now is to be older than this shell's last answer. */
	run_to(p, "touch x", "(again) @@");
	settle(p);
	expect_text(p, "cp -a .venv other; rm -rf .venv; mv other .venv", "envd allow");
	prompt_is(p, "@@");
	free(pty_run(p, "envd allow"));
	prompt_is(p, "(again) @@");
	run_to(p, VENV "--clear --prompt third .venv", "(third) @@");
	run_to(p, VENV "--upgrade .venv", "(.venv) @@");
}

EACH_SHELL(story, a_tool_installed_meanwhile)
{
	struct pty *p;

	project("p");
	world_write(world, "bin/tool", "#!/bin/sh\necho system\n");
	world_write(world, "home/tool", "#!/bin/sh\necho mine\n");
	p = world_shell_in(world, shell, "home/p");
	run_to(p, "chmod +x ../tool ../../bin/tool", "(.venv) @@");
	pty_expect(p, "tool", "system");
	run_to(p, "/bin/mv ../tool .venv/bin/", "(.venv) @@");
	pty_expect(p, "tool", "mine");
}
