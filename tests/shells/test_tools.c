/* Beside other tools that change PATH at each prompt: the real direnv, and one that
 * is like mise. */
#include "company.h"

#include "fail.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(tools, .init = hooked_setup, .fini = world_fini);

static char *old_path;

/* PATH is these, relative to home, in front of what it was at first. */
static void path_is(struct pty *p, const char *a, const char *b)
{
	const char *first = a ? worded("%s/%s:", world->home, a) : "";
	const char *second = b ? worded("%s/%s:", world->home, b) : "";

	pty_expect(p, "sh -c 'echo $PATH'", worded("%s%s%s", first, second, old_path));
}

/* p, q and r have directories of the other tool's, and p, q and v environments. */
static void visit(struct pty *p)
{
	old_path = pty_run(p, "sh -c 'echo $PATH'");
	line_to(p, "cd p", LABEL);
	path_is(p, "p/.venv/bin", "p/scripts");
	line_to(p, "", LABEL);
	line_to(p, "cd ~", NULL);
	path_is(p, NULL, NULL);
	line_to(p, "cd v", LABEL);
	path_is(p, "v/.venv/bin", NULL);
	line_to(p, "cd ../p", LABEL);
	path_is(p, "p/.venv/bin", "p/scripts");
	line_to(p, "deactivate", NULL);
	path_is(p, "p/scripts", NULL);
	line_to(p, "envd on", LABEL);
	line_to(p, "cd ../q", LABEL);
	path_is(p, "q/.venv/bin", "q/scripts");
	line_to(p, "cd ../r", NULL);
	path_is(p, "r/scripts", NULL);
	line_to(p, "cd ../v", LABEL);
	path_is(p, "v/.venv/bin", NULL);
	line_to(p, "cd ~", NULL);
	path_is(p, NULL, NULL);
	python_is(p, NULL);
	variable_is(p, "VIRTUAL_ENV", NULL);
}

/* ---- direnv --------------------------------------------------------------- */

static void write_envrc(const char *name)
{
	const char *path = worded("home/%s/.envrc", name);
	int status;

	world_write(world, path, worded("PATH_add scripts\nexport NAME=%s\n", name));
	free(world_run(world, &status, "direnv", "allow", world_path(world, path), NULL));
	cr_assert_eq(status, 0);
}

/* What reads .envrc again brings PATH back in between. */
static void is_read_again(struct pty *p)
{
	line_to(p, "cd v; cd ../p", LABEL);
	line_to(p, "touch -d 2030-01-01 .envrc", LABEL);
	path_is(p, "p/.venv/bin", "p/scripts");
	pty_expect(p, "sh -c 'echo $NAME'", "p");
	line_to(p, "", LABEL);
	line_to(p, "cd ~", NULL);
	path_is(p, NULL, NULL);
	pty_expect(p, "sh -c 'echo ${NAME-none}'", "none");
}

/* Who takes off what it has put on goes on with that. */
static void child(struct pty *p, const char *shell)
{
	line_to(p, "cd p", LABEL);
	line_to(p, shell, LABEL);
	path_is(p, "p/.venv/bin", "p/scripts");
	line_to(p, "cd ../v", LABEL);
	path_is(p, "v/.venv/bin", NULL);
	line_to(p, "cd ~", NULL);
	path_is(p, NULL, NULL);
	line_to(p, "exit", LABEL);
	line_to(p, "cd ~", NULL);
	path_is(p, NULL, NULL);
}

static void direnv(const char *shell, bool is_before)
{
	const char *hook = strcmp(shell, "fish") == 0 ? "direnv hook fish | source" :
			   strcmp(shell, "pwsh") == 0 ? fixture("direnv.ps1") :
			   strcmp(shell, "nu") == 0 ? worded("source '%s'", fixture_path("direnv.nu")) :
			   strcmp(shell, "tcsh") == 0 ? "eval `direnv hook tcsh`" :
			   worded("eval \"$(direnv hook %s)\"", shell);
	struct pty *p;

	world_need(shell);
	world_need("direnv");
	world_setenv(world, "DIRENV_LOG_FORMAT", "");
	project("v");
	for (int i = 0; i < 3; i++)
		write_envrc((const char *[]){ "p", "q", "r" }[i]);
	p = beside(shell, is_before ? hook : "", is_before ? "" : hook, NULL);
	visit(p);
	is_read_again(p);
	visit(p);
	variable_is(p, "ENVD_STATE", NULL);
	if (strcmp(shell, "bash") == 0 || strcmp(shell, "zsh") == 0 || strcmp(shell, "tcsh") == 0)
		child(p, strcmp(shell, "bash") == 0 ? "bash --noprofile -i" :
			 strcmp(shell, "zsh") == 0 ? "zsh -d -i" : "tcsh");
}

#define DIRENV(shell)                                               \
	Test(tools, shell##_direnv_before) { direnv(#shell, true); }    \
	Test(tools, shell##_direnv_behind) { direnv(#shell, false); }

DIRENV(bash)
DIRENV(zsh)
DIRENV(fish)
DIRENV(nu)
DIRENV(pwsh)
DIRENV(tcsh)

/* No such line for xonsh in the direnv that Debian has; the one for elvish has a word
 * of an older elvish in it. */
static void direnv_elvish(bool is_before)
{
	const char *hook = "eval (direnv hook elvish | sed s/except/catch/ | slurp)";
	struct pty *p;

	world_need("elvish");
	world_need("direnv");
	world_setenv(world, "DIRENV_LOG_FORMAT", "");
	project("v");
	for (int i = 0; i < 3; i++)
		write_envrc((const char *[]){ "p", "q", "r" }[i]);
	p = beside("elvish", is_before ? hook : "", is_before ? "" : hook, NULL);
	visit(p);
	is_read_again(p);
	visit(p);
	variable_is(p, "ENVD_STATE", NULL);
}

Test(tools, elvish_direnv_before) { direnv_elvish(true); }
Test(tools, elvish_direnv_behind) { direnv_elvish(false); }

/* ---- like mise ------------------------------------------------------------- */

static const char *load_manager(const char *shell)
{
	const char *suffix = strcmp(shell, "pwsh") == 0 ? "ps1" :
			     strcmp(shell, "elvish") == 0 ? "elv" :
			     strcmp(shell, "xonsh") == 0 ? "xsh" : shell;
	const char *path = fixture_path(worded("manager.%s", suffix));

	if (strcmp(shell, "elvish") == 0)
		return worded("eval (slurp <'%s')\n", path);
	return worded(strcmp(shell, "pwsh") == 0 ? ". '%s'\n" : "source '%s'\n", path);
}

static void manager(const char *shell, bool is_before)
{
	const char *load;
	struct pty *p;

	world_need(shell);
	load = load_manager(shell);
	project("v");
	for (int i = 0; i < 3; i++)
		world_write(world, worded("home/%c/.tools", "pqr"[i]), "");
	p = beside(shell, is_before ? load : "", is_before ? "" : load, NULL);
	visit(p);
	visit(p);
	world_pty_close(world, p);
	/* A shell that begins in a project. */
	p = world_shell_in(world, shell, "home/p");
	label_is(p, LABEL);
	if (strcmp(shell, "nu") == 0 && !is_before)
		line_to(p, "", LABEL);  /* who is behind us has the last word once */
	path_is(p, "p/.venv/bin", "p/scripts");
	line_to(p, "cd ~", NULL);
	path_is(p, NULL, NULL);
}

EACH_SHELL(tools, manager_before) { manager(shell, true); }
EACH_SHELL(tools, manager_behind) { manager(shell, false); }
