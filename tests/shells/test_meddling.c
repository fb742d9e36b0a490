/* What people have in their shells that must not get in our way. */
#include "hooked.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(meddling, .init = hooked_setup, .fini = world_fini);

/* An alias of a function's name is put in before the "()" of its definition. */
BOTH_SHELLS(meddling, aliases_of_our_names)
{
	struct pty *p;

	project("p");
	rc_write(shell, "alias deactivate='conda deactivate' envd='echo no'", "");
	p = world_shell(world, shell);
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "cd ..", "@@");
}

/* The client was uninstalled, or is being replaced at this moment. */
BOTH_SHELLS(meddling, the_client_is_gone)
{
	struct pty *p;

	project("p");
	p = world_shell(world, shell);
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "saved=$__envd_client __envd_client=/nonexistent/envd; cd ..", "(.venv) @@");
	pty_expect(p, "echo $((1 + 1))", "2");
	run_to(p, "__envd_client=$saved", "@@");
}

Test(meddling, bash_nocasematch)
{
	struct pty *p;

	project("Proj");
	world_mkdir(world, "home/proj");
	rc_write("bash", "shopt -s nocasematch", "");
	p = world_shell_in(world, "bash", "home/Proj");
	prompt_is(p, "(.venv) @@");
	settle(p);
	run_to(p, "cd ../proj", "@@");
	run_to(p, "cd ../Proj", "(.venv) @@");
}

/* zsh gives an evaluation up there; what was put on PATH must still go. */
BOTH_SHELLS(meddling, a_readonly_variable)
{
	struct pty *p;
	char *path, *now;

	project("p");
	p = world_shell(world, shell);
	path = pty_run(p, "echo $PATH; readonly VIRTUAL_ENV_PROMPT=mine");
	free(pty_run(p, "cd p"));
	free(pty_run(p, "cd /"));
	free(pty_run(p, ""));
	now = pty_run(p, "echo $PATH");
	cr_assert(strstr(now, path), "%s", now);
	cr_assert_null(strstr(now, ".venv"), "%s", now);
	free(path);
	free(now);
}
