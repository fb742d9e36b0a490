/* Shells in shells: each is right at its first prompt, and when one is back. */
#include "hooked.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(children, .init = hooked_setup, .fini = world_fini);

static void is_on(struct pty *p)
{
	prompt_is(p, "(.venv) @@");
	python_is(p, "p/.venv");
}

static void is_off(struct pty *p)
{
	prompt_is(p, "@@");
	python_is(p, NULL);
}

static void back(struct pty *p)
{
	free(pty_run(p, "exit"));
}

/* What starts a shell in any other; NULL if it is not installed. */
static const char *starts(const char *shell)
{
	char *command = shell_command(shell_setup_find(shell));

	return command ? world_keep(world, command) : NULL;
}

/* The one that follows it in the table, of those that are installed. */
static const char *next_to(const char *shell)
{
	unsigned i = (unsigned)(shell_setup_find(shell) - shell_setups);

	do {
		i = (i + 1) % shell_setup_count;
	} while (!starts(shell_setups[i].name));
	return shell_setups[i].name;
}

/* Each shell in each other. */
EACH_SHELL(children, of_every_kind)
{
	struct pty *p;

	project("p");
	p = world_shell_in(world, shell, "home/p");
	is_on(p);
	for (unsigned i = 0; i < shell_setup_count; i++) {
		const char *command = starts(shell_setups[i].name);

		if (!command)
			continue;
		run_to(p, command, "(.venv) @@");
		is_on(p);
		run_to(p, "cd ..", "@@");
		is_off(p);
		back(p);
		is_on(p);
	}
}

EACH_SHELL(children, three_deep)
{
	struct pty *p;
	const char *other;

	project("p");
	p = world_shell_in(world, shell, "home/p");
	other = next_to(shell);
	run_to(p, starts(other), "(.venv) @@");
	run_to(p, starts(shell), "(.venv) @@");
	run_to(p, starts(other), "(.venv) @@");
	is_on(p);
	run_to(p, "cd ..", "@@");
	run_to(p, starts(shell), "@@");
	is_off(p);
	run_to(p, "cd p", "(.venv) @@");
	is_on(p);
	back(p);
	is_off(p);
	back(p);
	is_on(p);
	run_to(p, "deactivate", "@@");
	run_to(p, starts(other), "@@"); /* off is inherited */
	is_off(p);
	run_to(p, "envd on", "(.venv) @@");
	back(p);
	is_off(p);
	back(p);
	is_on(p);
	back(p);
	is_on(p);
}

EACH_SHELL(children, started_elsewhere)
{
	const char *sh = world_path(world, "bin/there");
	struct pty *p;

	project("p");
	project("q");
	world_write(world, "bin/there", "#!/bin/sh\ncd \"$1\" && shift && exec \"$@\"\n");
	free(world_run(world, NULL, "chmod", "+x", sh, NULL));
	p = world_shell_in(world, shell, "home/p");
	run_to(p, world_format(world, "%s / %s", sh, starts(next_to(shell))), "@@");
	is_off(p);
	back(p);
	is_on(p);
	run_to(p, world_format(world, "%s ../q %s", sh, starts(shell)), "(.venv) @@");
	python_is(p, "q/.venv");
	back(p);
	is_on(p);
}

/* It is what another becomes, and becomes another: one process. */
EACH_SHELL(children, exec)
{
	const char *other = strcmp(shell, "bash") == 0 ? "zsh" : "bash";
	const char *becomes_other, *becomes_it;
	struct pty *p;

	world_need(other);
	world_need(shell);
	becomes_other = says(shell, WORDS_EXEC, starts(other), NULL);
	becomes_it = says(other, WORDS_EXEC, starts(shell), NULL);
	project("p");
	p = world_shell_in(world, other, "home/p");
	run_to(p, becomes_it, "(.venv) @@");
	is_on(p);
	run_to(p, becomes_other, "(.venv) @@");
	is_on(p);
	run_to(p, "cd ..", "@@");
	run_to(p, becomes_it, "@@");
	is_off(p);
	run_to(p, "cd p", "(.venv) @@");
	is_on(p);
}

/* Of this world only what says where its daemon and its settings are. */
EACH_SHELL(children, clean_environment)
{
	static const char *const kept[] = {
		"HOME",
		"TERM",
		"LANG",
		"XDG_RUNTIME_DIR",
		"XDG_STATE_HOME",
		"XDG_CONFIG_HOME",
		"XDG_DATA_HOME",
		"XDG_CACHE_HOME",
		"ENVD_DEADLINE_MS",
	};
	const char *line = "/usr/bin/env -i";
	struct pty *p;

	project("p");
	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++)
		line = world_format(world, "%s %s=%s", line, kept[i], world_getenv(world, kept[i]));
	p = world_shell_in(world, shell, "home/p");
	run_to(p, world_format(world, "%s %s", line, starts(shell)), "(.venv) @@");
	prompt_is(p, "(.venv) @@");
	expect_home(p, "python3 -c 'import sys; print(sys.prefix)'", "%H/p/.venv");
	run_to(p, "cd ..", "@@");
	back(p);
	is_on(p);
}

/* Another home is another world, with a daemon of its own. */
static void stop_daemon(const char *home, const char *state)
{
	free(world_run(world, NULL, "env", world_format(world, "HOME=%s", home),
		       world_format(world, "XDG_STATE_HOME=%s", world_path(world, state)), "envd",
		       "daemon", "stop", NULL));
}

/* As su does. What the user decided is kept elsewhere then: it asks. */
EACH_SHELL(children, home_of_somebody_else)
{
	const char *rc = shell_setup_find(shell)->rc, *other = world_mkdir(world, "other");
	char *text = world_read(world, rc), *history;
	struct pty *p;

	project("p");
	if (strncmp(rc, "home/", 5) == 0)
		world_write(world, world_format(world, "other/%s", rc + 5), text);
	free(text);
	p = world_shell_in(world, shell, "home/p");
	run_to(p, world_format(world, "/usr/bin/env HOME=%s %s", other, starts(shell)),
	       "(.venv) @@");
	is_on(p);
	run_to(p, "cd ..", "@@");
	is_off(p);
	back(p);
	is_on(p);
	free(pty_run(p, world_format(world, "/usr/bin/env HOME=%s XDG_STATE_HOME=%s/state %s",
				     other, other, starts(shell))));
	is_off(p);
	history = pty_history(p);
	cr_assert_eq(occurrences(history, "envd allow"), 1, "%s", history);
	free(history);
	run_to(p, "cd ..", "@@");
	back(p);
	is_on(p);
	stop_daemon(other, "state");
	stop_daemon(other, "other/state");
}

/* ---- start-up files that make PATH anew -------------------------------------- */

static void remakes_path(const char *shell, const char *login, const char *first)
{
	struct pty *p;

	project("p");
	p = world_shell_in(world, shell, "home/p");
	is_on(p);
	run_to(p, login, "(.venv) @@");
	is_on(p);
	run_to(p, "cd ..", "@@");
	is_off(p);
	expect_text(p, "/usr/bin/printenv PATH", first);
	back(p);
	is_on(p);
}

EACH_SHELL(children, path_is_reset)
{
	rc_write(shell, world_format(world, "%s\n", says(shell, WORDS_PATH, "/usr/bin:/bin", NULL)),
		 "");
	remakes_path(shell, starts(shell), "/usr/bin:/bin");
}

EACH_SHELL(children, path_is_reordered)
{
	rc_write(shell, world_format(world, "%s\n", says(shell, WORDS_PREPEND, "/usr/bin", NULL)),
		 "");
	remakes_path(shell, starts(shell), "/usr/bin:");
}

/* path_helper and /etc/profile put the system's directories first again. */
static const char *login(const char *shell, const char *profile)
{
	world_write(world, "home/.bash_profile", profile);
	world_append(world, "home/.bash_profile", ". ~/.bashrc\n");
	world_write(world, "home/.zprofile", profile);
	return strcmp(shell, "bash") == 0 ? "bash --login -i" : "zsh -d -l -i";
}

BOTH_SHELLS(children, profile_reorders_path)
{
	remakes_path(shell, login(shell, "PATH=/usr/bin:/bin:$PATH\n"), "/usr/bin:/bin:");
}

BOTH_SHELLS(children, profile_resets_path)
{
	remakes_path(shell, login(shell, "PATH=/usr/bin:/bin\n"), "/usr/bin:/bin");
}

EACH_SHELL(children, path_lacks_envd)
{
	struct pty *p;

	project("p");
	rc_write(shell, "", says(shell, WORDS_PATH, "/usr/bin:/bin", NULL));
	p = world_shell(world, shell);
	run_to(p, "cd p", "(.venv) @@");
	expect_text(p, "envd --version", "envd ");
	run_to(p, "envd off", "@@");
	run_to(p, says(shell, WORDS_PATH, "/nowhere", NULL), "@@");
	run_to(p, "cd ..", "@@");
	run_to(p, "cd p", "(.venv) @@");
	run_to(p, "deactivate", "@@");
	expect_text(p, "/usr/bin/printenv PATH", "/nowhere");
}

/* Functions and variables of ours that a shell inherits are not its own. */
Test(children, bash_exported_functions)
{
	struct pty *p;

	project("p");
	rc_write("bash", "set -a", "");
	p = world_shell_in(world, "bash", "home/p");
	is_on(p);
	run_to(p, "bash --norc --noprofile -i -c 'PS1=\"@@ \"; exec bash --norc --noprofile -i' "
		  "2>&1",
	       "@@");
	pty_expect(p, "__envd_fresh; echo $?", "1");
	free(pty_run(p, "exit"));
	is_on(p);
}
