/* Nothing changed, no process: strace counts what the shell starts. */
#include "hooked.h"
#include "traced.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(idle, .init = hooked_setup, .fini = world_fini);

EACH_SHELL(idle, in_a_project)
{
	struct pty *p;

	project("p");
	world_mkdir(world, "home/p/a/b/c");
	p = traced_shell(shell);
	run_to(p, "cd p", "(.venv) @@");
	traced_is_idle(p, shell, "(.venv) @@");
	run_to(p, "cd a/b/c", "(.venv) @@");
	traced_is_idle(p, shell, "(.venv) @@");
	run_to(p, "deactivate", "@@");
	traced_is_idle(p, shell, "@@");
}

EACH_SHELL(idle, outside)
{
	struct pty *p;

	world_mkdir(world, "home/x/y");
	p = traced_shell(shell);
	traced_is_idle(p, shell, "@@");
	run_to(p, "cd x/y", "@@");
	traced_is_idle(p, shell, "@@");
	run_to(p, "cd /", "@@");
	traced_is_idle(p, shell, "@@");
	/* Not /tmp: whatever is made there (by the other tests) has the next prompt ask. */
	run_to(p, "cd /usr/share", "@@");
	traced_is_idle(p, shell, "@@");
}

BOTH_SHELLS(idle, at_home)
{
	struct pty *p;

	if (strcmp(shell, "zsh") == 0)
		rc_write(shell, "HISTFILE=~/.zsh_history HISTSIZE=999 SAVEHIST=999\n"
			 "setopt share_history", "");
	else
		rc_write(shell, "HISTFILE=~/.bash_history; shopt -s histappend", "");
	p = traced_shell(shell);
	traced_is_idle(p, shell, "@@");
	run_to(p, "mkdir -p x/y; cd x/y", "@@");
	traced_is_idle(p, shell, "@@");
	run_to(p, "cd ..; python3 -m venv --without-pip y/.venv; cd ~", "@@");
	traced_is_idle(p, shell, "@@");
}

EACH_SHELL(idle, by_hand)
{
	struct pty *p;

	project("p");
	world_venv(world, "home/q/.venv");
	p = traced_shell(shell);
	run_to(p, says(shell, WORDS_SET, "VIRTUAL_ENV", "/opt/x"), "@@");
	run_to(p, "cd p", "@@");
	traced_is_idle(p, shell, "@@");
	run_to(p, says(shell, WORDS_UNSET, "VIRTUAL_ENV", NULL), "(.venv) @@");
	expect_text(p, "cd ~/q", "envd allow");
	traced_is_idle(p, shell, "@@");
}

/* A change: the client once, in one process. */
EACH_SHELL(idle, a_change)
{
	static const char *const ways[][2] = {
		{ "cd p", "(.venv) @@" }, { "cd sub", "(.venv) @@" }, { "cd ..", "(.venv) @@" },
		{ "cd ~", "@@" }, { "cd p/sub", "(.venv) @@" }, { "cd ~/q", "(.venv) @@" },
		{ "envd off", "@@" }, { "envd on", "(.venv) @@" }, { "cd /", "@@" },
	};
	struct started started;
	struct pty *p;

	project("p");
	project("q");
	world_mkdir(world, "home/p/sub");
	p = traced_shell(shell);
	/* What was made just now may be asked for once more. */
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		run_to(p, ways[i][0], ways[i][1]);
		settle_in(p, shell);
	}
	run_to(p, "cd ~", "@@");
	traced_settle(p, shell);
	traced_started();
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		run_to(p, ways[i][0], ways[i][1]);
		started = traced_started();
		cr_assert_eq(started.clients, 1, "%s: %d clients:\n%s", ways[i][0], started.clients,
			     started.lines);
		cr_assert_eq(started.processes, 1, "%s: %d processes:\n%s", ways[i][0],
			     started.processes, started.lines);
		run_to(p, "", ways[i][1]);
		started = traced_started();
		cr_assert_eq(started.processes, 0, "after %s: %d processes:\n%s", ways[i][0],
			     started.processes, started.lines);
	}
}
