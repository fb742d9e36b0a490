/* nushell: what is special to it. The rest is in test_each.c. */
#include "hooked.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

TestSuite(nu, .init = hooked_setup, .fini = world_fini);

/* What the prompts of shells.c end in: see pty.h. */
#define MARK PTY_PROMPT

static struct pty *nu_in(const char *relative)
{
	return relative ? world_shell_in(world, "nu", relative) : world_shell(world, "nu");
}

/* ---- the prompt -------------------------------------------------------------- */

Test(nu, other_prompts)
{
	struct pty *p;

	project("p");
	rc_write("nu", "", "$env.PROMPT_COMMAND = {|| $'later " MARK "' }\n");
	p = nu_in("home/p");
	prompt_is(p, "(.venv) later @@");
	run_to(p, "$env.PROMPT_COMMAND = 'new " MARK "'", "(.venv) new @@");
	run_to(p, "let old = $env.PROMPT_COMMAND; $env.PROMPT_COMMAND = {|| $'outer (do $old)' }",
	       "(.venv) outer new @@");
	run_to(p, "cd ..", "outer new @@");
	run_to(p, "cd p", "(.venv) outer new @@");
	run_to(p, "$env.VIRTUAL_ENV_DISABLE_PROMPT = '1'", "outer new @@");
	run_to(p, "hide-env VIRTUAL_ENV_DISABLE_PROMPT", "(.venv) outer new @@");
	run_to(p, "$env.PROMPT_COMMAND = {|| ^echo -n 'program " MARK "' }", "(.venv) program @@");
	pty_expect(p, "$env.PROMPT_COMMAND = \"two\\nrows " MARK "\"", "(.venv) two");
	prompt_is(p, "rows @@");
	run_to(p, "$env.TRANSIENT_PROMPT_COMMAND = ''; $env.PROMPT_COMMAND = '" MARK "'", "(.venv) @@");
}

/* ---- company ----------------------------------------------------------------- */

/* Functions and aliases of the user's own, in the place of all that is used. */
Test(nu, own_commands)
{
	static const char own[] =
		"def ls [...x] { ^touch ~/pwned; [] }\nalias load-env = ^touch ~/pwned\n"
		"def 'path exists' [] { ^touch ~/pwned }\ndef 'from nuon' [] { ^touch ~/pwned }\n"
		"def get [...x] { ^touch ~/pwned }\ndef select [...x] { ^touch ~/pwned }\n"
		"def each [...x] { ^touch ~/pwned }\nalias hide-env = ^touch ~/pwned\n"
		"alias with-env = ^touch ~/pwned\nalias describe = ^touch ~/pwned\n"
		"alias cd = ^touch ~/pwned\nalias append = ^touch ~/pwned\n";
	struct pty *p;

	project("p");
	rc_write("nu", own, "");
	p = nu_in("home/p");
	prompt_is(p, "(.venv) @@");
	run_to(p, "%cd ..", "@@");
	run_to(p, "%cd p", "(.venv) @@");
	run_to(p, "envd off", "@@");
	cr_assert_neq(access(world_path(world, "home/pwned"), F_OK), 0);
}

Test(nu, hooked_twice)
{
	struct pty *p;

	project("p");
	rc_write("nu", "$env.config.hooks.pre_prompt = [{ 1 }]",
		 "$env.config.hooks.pre_prompt ++= [{ code: (envd hook nu) }]");
	p = nu_in(NULL);
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "$env.config.hooks.pre_prompt ++= [{ code: (envd hook nu) }]", "(.venv) @@");
	pty_expect(p, "print ($env.config.hooks.pre_prompt | length)", "2");
	run_to(p, "cd ..", "@@");
}

Test(nu, commands)
{
	struct pty *p;

	project("p");
	p = nu_in("home/p");
	run_to(p, "deactivate", "@@");
	expect_text(p, "deactivate", "nothing of envd is on");
	run_to(p, "cd ..; cd p", "@@");
	run_to(p, "envd on", "(.venv) @@");
	expect_text(p, "envd status | str upcase", "DAEMON: PID");
	expect_text(p, "envd nonsense", "no command");
	pty_expect(p, "print $env.LAST_EXIT_CODE", "2");
	free(pty_run(p, "^sh -c 'exit 7'"));
	free(pty_run(p, "^sh -c 'cd ..; exit 7'"));
	pty_expect(p, "print $env.LAST_EXIT_CODE", "7");
	run_to(p, "envd off", "@@");
	run_to(p, "cd ..", "@@");
	run_to(p, "cd p", "(.venv) @@");
}
