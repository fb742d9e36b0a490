/* A bin full of traps: each name of the system's own commands, and envd, as programs
 * that leave a mark, in an environment that is on by the user's word. Nothing that
 * the hook, the client or the completions do may run one of them. */
#include "company.h"

#include "fail.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(traps, .init = hooked_setup, .fini = world_fini);

#define PROMPTS 100

/* One file under all names; but python's own stay what they are. */
static void plant_names_of(const char *directory)
{
	DIR *dir = opendir(directory);
	struct dirent *entry;

	for (; dir && (entry = readdir(dir)); )
		if (entry->d_name[0] != '.')
			(void)!link(world_path(world, "home/trap"),
				    worded("%s/p/.venv/bin/%s", world->home, entry->d_name));
	if (dir)
		closedir(dir);
}

static void plant(void)
{
	const char *path = world_venv(world, "home/p/.venv");
	int status;
	char *said;

	world_write(world, "home/trap",
		    worded("#!/bin/sh\necho \"$0\" >>'%s/ran'\n", world->home));
	cr_assert_eq(chmod(world_path(world, "home/trap"), 0755), 0);
	plant_names_of("/usr/bin");
	plant_names_of("/bin");
	plant_names_of("/usr/sbin");
	plant_names_of("/usr/local/bin");
	plant_names_of(world_path(world, "bin"));
	cr_assert_eq(unlink(world_path(world, "home/trap")), 0);
	cr_assert_eq(access(worded("%s/bin/envd", path), X_OK), 0);
	said = world_run(world, &status, "envd", "allow", "--yes", path, NULL);
	cr_assert_eq(status, 0, "%s", said);
	free(said);
}

static void none_ran(void)
{
	char *ran = world_read(world, "home/ran");

	if (ran)
		test_fail("these ran:\n%s", ran);
}

/* What is loaded with each shell to complete `envd`. */
static const char *completion(const char *shell)
{
	const char *file = strcmp(shell, "zsh") == 0 ? "_envd" :
			   strcmp(shell, "fish") == 0 ? "envd.fish" : "envd.bash";
	char *path = realpath(worded("completions/%s", file), NULL);
	const char *line = "";          /* nothing of ours for the others */

	cr_assert(path);
	if (strcmp(shell, "zsh") == 0)
		line = worded("autoload -Uz compinit; compinit -u -d ~/.zcompdump; "
			      "autoload -Uz %s; compdef _envd envd", path);
	else if (strcmp(shell, "bash") == 0 || strcmp(shell, "fish") == 0)
		line = worded("source '%s'", path);
	free(path);
	return line;
}

/* Types the beginning of a word and a tab, waits for its end, takes it back. */
static void complete(struct pty *p, const char *shell, const char *begin, const char *whole)
{
	pty_type(p, begin);
	pty_wait_text(p, begin);
	pty_type(p, "\t");
	pty_wait_text(p, whole);
	if (strcmp(shell, "fish") == 0 || strcmp(shell, "elvish") == 0) {
		pty_type(p, "\x15");   /* a Ctrl-C there makes no new line */
		return;
	}
	pty_key(p, PTY_CTRL('c'));
	pty_wait_prompt(p);
}

static void none_runs(const char *shell)
{
	struct pty *p;

	world_need(shell);
	plant();
	if (strcmp(shell, "xonsh") == 0)        /* it runs that behind each program */
		cr_assert_eq(unlink(world_path(world, "home/p/.venv/bin/stty")), 0);
	rc_write(shell, "", completion(shell));
	p = world_shell(world, shell);
	run_to(p, "cd p", "(.venv) @@");
	for (int i = 0; i < PROMPTS; i++)
		run_to(p, "", "(.venv) @@");
	none_ran();
	for (int i = 0; i < 3; i++) {
		run_to(p, "cd ..", "@@");
		run_to(p, "cd p", "(.venv) @@");
	}
	none_ran();
	/* fish runs apropos to describe commands. */
	if (strcmp(shell, "fish") != 0 && (strcmp(shell, "pwsh") != 0 || has_psreadline()))
		complete(p, shell, "deact", "deactivate");
	if (*completion(shell)) {
		complete(p, shell, "envd stat", "envd status");
		complete(p, shell, "envd daemon resta", "envd daemon restart");
	}
	none_ran();
	expect_text(p, "envd ls", ".venv");
	expect_text(p, "envd status", ".venv");
	expect_text(p, "envd why", ".venv");
	expect_text(p, "envd daemon restart", "started");
	run_to(p, "", "(.venv) @@");
	run_to(p, "envd off", "@@");
	run_to(p, "envd on", "(.venv) @@");
	run_to(p, "deactivate", "@@");
	run_to(p, "cd ..", "@@");
	run_to(p, "cd p", "(.venv) @@");
	none_ran();
	/* The traps work. */
	run_to(p, "git", "(.venv) @@");
	cr_assert_eq(access(world_path(world, "home/ran"), F_OK), 0);
}

Test(traps, bash) { none_runs("bash"); }
Test(traps, zsh) { none_runs("zsh"); }
Test(traps, fish) { none_runs("fish"); }
Test(traps, pwsh) { none_runs("pwsh"); }
Test(traps, xonsh) { none_runs("xonsh"); }
Test(traps, elvish) { none_runs("elvish"); }
Test(traps, nu) { none_runs("nu"); }
Test(traps, tcsh) { none_runs("tcsh"); }
