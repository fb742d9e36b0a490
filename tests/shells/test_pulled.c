/* What happens to the directory under the shell that sits in it. */
#include "hooked.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(pulled, .init = hooked_setup, .fini = world_fini);

static void is_off(struct pty *p)
{
	prompt_is(p, "@@");
	python_is(p, NULL);
}

static void is_on(struct pty *p, const char *environment)
{
	prompt_is(p, "(.venv) @@");
	python_is(p, environment);
}

/* The name that the shell came by is kept, though it leads elsewhere by now. */
static void keeps_names_only(const char *shell)
{
	if (shell_setup_find(shell)->is_following)
		world_skip("optional: %s finds the new name by itself", shell);
}

/* In a directory that is gone: some shells start no program there. It is no
 * matter for us. */
static void run_lost(struct pty *p, const char *shell, const char *line)
{
	if (shell_setup_find(shell)->is_lost) {
		free(world_run(world, NULL, "/bin/sh", "-c", line, NULL));
		line = "";
	}
	expect_no_text(p, line, "envd: ");
}

EACH_SHELL(pulled, removed)
{
	struct pty *p;

	project("p");
	project("q");
	world_mkdir(world, "home/q/sub");
	p = world_shell_in(world, shell, "home/p");
	is_on(p, "p/.venv");
	expect_text(p, "/bin/rm -rf ../p", "envd: deactivated ~/p/.venv, which is gone");
	prompt_is(p, "@@");
	free(pty_run(p, ""));
	prompt_is(p, "@@");
	run_to(p, "cd ~", "@@");
	is_off(p);
}

/* What is left of the project is around a part of it that is gone. */
EACH_SHELL(pulled, a_part_removed)
{
	struct pty *p;

	project("p");
	world_mkdir(world, "home/p/a/b");
	p = world_shell_in(world, shell, "home/p/a/b");
	is_on(p, "p/.venv");
	expect_no_text(p, "/bin/rm -rf ~/p/a", "envd: ");       /* the shell may */
	prompt_is(p, "(.venv) @@");
	run_lost(p, shell, "/bin/mkdir -p ~/p/a/b");    /* another of that name */
	prompt_is(p, "(.venv) @@");
	free(pty_run(p, "/bin/rm -rf ~/p/.venv"));
	prompt_is(p, "@@");
	run_to(p, "cd ~", "@@");
	is_off(p);
}

/* A link that is led elsewhere under the shell, and to nothing. */
EACH_SHELL(pulled, a_link_turned)
{
	struct pty *p;

	if (shell_setup_find(shell)->is_physical)
		world_skip("optional: %s keeps no link's name", shell);
	keeps_names_only(shell);
	project("a/p");
	project("b/p");
	cr_assert_eq(symlink("a", world_path(world, "home/l")), 0);
	p = world_shell(world, shell);
	run_to(p, "cd l/p", "(.venv) @@");
	is_on(p, "l/p/.venv");
	settle_in(p, shell);
	free(pty_run(p, "ln -sfn b ~/l"));
	run_to(p, "cd ~/l/p", "(.venv) @@");
	is_on(p, "l/p/.venv");
	settle_in(p, shell);
	free(pty_run(p, "ln -sfn nowhere ~/l"));
	prompt_is(p, "@@");
	run_lost(p, shell, "ln -sfn b ~/l");
	is_on(p, "l/p/.venv");
	run_to(p, "cd ~", "@@");
	is_off(p);
}

EACH_SHELL(pulled, renamed)
{
	struct pty *p;

	keeps_names_only(shell);
	project("a/p");
	p = world_shell_in(world, shell, "home/a/p");
	is_on(p, "a/p/.venv");
	settle_in(p, shell);
	expect_text(p, "/bin/mv ~/a/p ~/a/x", "which is gone");
	prompt_is(p, "@@");
	run_lost(p, shell, "/bin/mv ~/a/x ~/a/p");
	is_on(p, "a/p/.venv");
	settle_in(p, shell);
	expect_text(p, "/bin/mv ~/a ~/c", "which is gone"); /* one above it */
	prompt_is(p, "@@");
	run_lost(p, shell, "/bin/mv ~/c ~/a");
	is_on(p, "a/p/.venv");
	run_to(p, "cd ~", "@@");
	is_off(p);
}

/* Another project in its place, with the same names. */
EACH_SHELL(pulled, exchanged)
{
	struct pty *p;
	char *history;

	keeps_names_only(shell);
	project("p");
	world_venv(world, "home/other/.venv");
	p = world_shell_in(world, shell, "home/p");
	is_on(p, "p/.venv");
	settle_in(p, shell);
	free(pty_run(p, "sh -c 'mv ~/p ~/was; mv ~/other ~/p'"));
	prompt_is(p, "@@");
	free(pty_run(p, "cd ~/p"));
	is_off(p);
	history = pty_history(p);
	cr_assert_eq(occurrences(history, "envd allow"), 1, "%s", history);
	free(history);
	run_to(p, "cd ~", "@@");
}

static void ordinary_user_only(void)
{
	if (geteuid() == 0)
		world_skip("optional: nothing is unreadable for root");
}

EACH_SHELL(pulled, unreadable)
{
	const char *inner = world_path(world, "home/a/p"), *outer = world_path(world, "home/a");
	struct pty *p;

	ordinary_user_only();
	project("a/p");
	p = world_shell_in(world, shell, "home/a/p");
	is_on(p, "a/p/.venv");
	settle_in(p, shell);
	cr_assert_eq(chmod(inner, 0), 0);
	free(pty_run(p, ""));
	prompt_is(p, "@@");
	cr_assert_eq(chmod(inner, 0700), 0);
	free(pty_run(p, ""));
	is_on(p, "a/p/.venv");
	settle_in(p, shell);
	cr_assert_eq(chmod(outer, 0300), 0); /* it can't be listed: no matter */
	run_to(p, "", "(.venv) @@");
	is_on(p, "a/p/.venv");
	run_to(p, "cd ~", "@@");
	run_to(p, "cd a/p", "(.venv) @@");
	settle_in(p, shell);
	cr_assert_eq(chmod(outer, 0), 0);
	free(pty_run(p, ""));
	prompt_is(p, "@@");
	cr_assert_eq(chmod(outer, 0700), 0);
	free(pty_run(p, ""));
	is_on(p, "a/p/.venv");
	run_to(p, "cd ~", "@@");
	is_off(p);
}

/* Mounts that nobody else sees, and that end with this test. */
static void own_mounts(void)
{
	if (unshare(CLONE_NEWNS) != 0 ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
		world_skip("optional: can't have mounts of our own here (needs root): %s",
			     strerror(errno));
}

EACH_SHELL(pulled, mounted_over)
{
	const char *project_path = world_path(world, "home/p"), *data;
	struct pty *p;

	own_mounts();
	project("p");
	data = world_mkdir(world, "home/p/data");
	world_mkdir(world, "home/other/sub");
	p = world_shell_in(world, shell, "home/p");
	settle_in(p, shell);
	/* A file system of its own within the project. */
	cr_assert_eq(mount("test", data, "tmpfs", 0, "size=64k,mode=0700"), 0);
	run_to(p, "cd data", "(.venv) @@");
	is_on(p, "p/.venv");
	run_to(p, "cd ..", "(.venv) @@");
	settle_in(p, shell);
	cr_assert_eq(umount(data), 0);
	/* Something else where the shell sits. */
	cr_assert_eq(mount(world_path(world, "home/other"), project_path, NULL, MS_BIND, NULL), 0);
	free(pty_run(p, ""));
	prompt_is(p, "@@");
	run_to(p, "cd ~/p/sub", "@@");
	is_off(p);
	run_to(p, "cd ~", "@@");
	settle_in(p, shell);
	cr_assert_eq(umount2(project_path, MNT_DETACH), 0);
	run_to(p, "cd p", "(.venv) @@");
	is_on(p, "p/.venv");
	/* The same project at another place. */
	cr_assert_eq(mount(project_path, world_path(world, "home/other"), NULL, MS_BIND, NULL), 0);
	run_to(p, "cd ~", "@@");
	free(pty_run(p, "cd ~/other"));
	run_to(p, "cd ~", "@@");
	is_off(p);
	cr_assert_eq(umount2(world_path(world, "home/other"), MNT_DETACH), 0);
}
