/* nushell: its own settings, hooks and line editor, and keys that come early. */
#include "hooked.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

TestSuite(nu_settings, .init = hooked_setup, .fini = world_fini);

#define VENV "python3 -m venv --without-pip "

/* In, out, off and on, a new one, removed; nothing of ours shows. */
static void visit(struct pty *p)
{
	char *history;

	prompt_is(p, "@@");
	run_to(p, "", "@@");
	run_to(p, "cd p", "(.venv) @@");
	python_is(p, "p/.venv");
	run_to(p, "envd off", "@@");
	run_to(p, "envd on", "(.venv) @@");
	run_to(p, "deactivate", "@@");
	run_to(p, "cd ..", "@@");
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "cd ~", "@@");
	made_to(p, "mkdir q; cd q; " VENV ".venv", "q/.venv", "(.venv) @@");
	pty_expect(p, "rm -rf .venv", "envd: deactivated ~/q/.venv, which is gone; python3 is the system's again");
	prompt_is(p, "@@");
	run_to(p, "cd ..; rm q", "@@");
	python_is(p, NULL);
	history = pty_history(p);
	cr_assert_null(strstr(history, "__envd"), "%s", history);
	free(history);
}

static void with(const char *setting)
{
	struct pty *p;

	project("p");
	rc_write("nu", setting, "");
	p = world_shell(world, "nu");
	visit(p);
	world_pty_close(world, p);
	rc_write("nu", "", setting);
	p = world_shell(world, "nu");
	visit(p);
	world_pty_close(world, p);
	rc_write("nu", "", "");
	p = world_shell(world, "nu");
	run_to(p, setting, "@@");
	visit(p);
}

#define WITH(name, setting) Test(nu_settings, name) { with(setting); }

WITH(vi, "$env.PROMPT_INDICATOR_VI_INSERT = ''; $env.config.edit_mode = 'vi'")
WITH(errors, "$env.config.display_errors = {exit_code: true, termination_signal: true}; "
	     "$env.config.error_style = 'plain'")
WITH(transient, "$env.TRANSIENT_PROMPT_COMMAND = {|| ''}; $env.config.render_right_prompt_on_last_line = true")
WITH(no_integration, "$env.config.shell_integration = ($env.config.shell_integration | "
		     "items {|k, v| {$k: false}} | into record)")
WITH(own_hooks, "$env.config.hooks = ($env.config.hooks | merge {pre_prompt: ([{|| $env.SEEN = 1}, "
		"{code: '$env.TOLD = 1'}] ++ $env.config.hooks.pre_prompt), pre_execution: "
		"[{|| $env.RAN = 1}], env_change: {PWD: [{|before, after| $env.MOVED = $after}], "
		"HOME: []}})")
WITH(no_hooks, "$env.config.hooks.env_change = {}; $env.config.hooks.pre_execution = []")

/* Whatever becomes of ours, the shell has its prompt, and no word of it is shown. */
Test(nu_settings, hook_taken_apart)
{
	static const char *const lines[] = {
		"$env.__envd.fresh = 3; cd p", "$env.__envd.n = 'x'; cd ..", "$env.__envd = null; cd p",
		"hide-env __envd; cd ..", "$env.config.hooks.pre_prompt = []; cd p",
		"$env.config.hooks.env_change = {}; cd ..", "$env.PROMPT_COMMAND = '@@ '; cd p",
	};
	struct pty *p;
	char *history;

	project("p");
	p = world_shell(world, "nu");
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		pty_expect(p, lines[i], "");
	run_to(p, "cd ..", "@@");
	history = pty_history(p);
	cr_assert_null(strstr(history, "Error"), "%s", history);
	free(history);
}

/* What is typed while the answer is waited for. */
Test(nu_settings, keys_that_come_early)
{
	struct pty *p;

	project("p");
	world_setenv(world, "ENVD_DEADLINE_MS", "2000");
	p = world_shell(world, "nu");
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "cd ..", "@@");
	cr_assert_eq(kill(world_daemon_pid(world), SIGSTOP), 0);
	pty_type(p, "cd p\r");
	pty_wait_job(p);
	pty_type(p, "print $'ear(char tab)ly'\r");
	cr_assert_eq(kill(world_daemon_pid(world), SIGCONT), 0);
	pty_wait_text(p, "ear     ly");
	pty_wait_prompt(p);
	run_to(p, "", "(.venv) @@");
	python_is(p, "p/.venv");
}
