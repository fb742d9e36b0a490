/* What git keeps is not the user's own work, however it is allowed otherwise:
 * real repositories, and shells that live while they change. */
#include "mini.h"
#include "pty.h"
#include "world.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct world *world;

static void setup(void)
{
	world_need("git");
	world = world_new();
	mini_be_patient(world);
	mini_functions(world);
	world_write(world, "home/.gitconfig",
		    "[user]\nname = a\nemail = a@b\n[protocol \"file\"]\nallow = always\n");
	world_mkdir(world, "home/s");
}

TestSuite(git, .init = setup, .fini = world_fini);

static void sh(const char *script)
{
	const char *argv[] = { "sh", "-ec", script, NULL };
	int status;
	char *out = world_run_in(world, "home", &status, argv);

	cr_assert_eq(status, 0, "%s: %s", script, out);
	free(out);
}

/* home/s, with the branches plain (.venv is ignored), full (it is tracked) and
 * lib (one file of it is, which no program is). */
static void make_repository(void)
{
	sh("cd s; git init -q .; echo .venv >.gitignore; echo 1 >a; git add .; git commit -qm plain;"
	   "git branch plain; mkdir -p .venv/bin .venv/lib; echo evil >.venv/bin/tool;"
	   "chmod +x .venv/bin/tool; git add -f .venv; git commit -qm full; git branch full;"
	   "git rm -rqf .venv; mkdir -p .venv/lib; echo evil >.venv/lib/x.pth;"
	   "git add -f .venv; git commit -qm lib; git branch lib;"
	   "git checkout -q plain; git branch -qD master || git branch -qD main");
}

/* A shell in home/s, where the environment is there and allowed. */
static struct pty *trusted(const char *shell)
{
	struct pty *p = world_shell_in(world, shell, "home/s");

	free(pty_run(p, "envd allow --yes"));
	mini_settle(p);
	return p;
}

/* Types the line: it is off after it, one line says why, and it stays off. */
static void is_off_after(struct pty *p, const char *line, const char *said)
{
	char *out = pty_run(p, line);

	cr_assert(strstr(out, said), "%s: %s (no \"%s\")", line, out, said);
	free(out);
	mini_expect_off(p);
	mini_settle(p);
	mini_expect_off(p);
}

/* Types the line: it is on after it, and envd says nothing. */
static void is_on_after(struct pty *p, const char *line)
{
	char *out = pty_run(p, line);

	cr_assert_null(strstr(out, "envd:"), "%s: %s", line, out);
	cr_assert(mini_is_on(p), "%s: %s", line, out);
	free(out);
}

/* ---- the common case ---------------------------------------------------------- */

/* An ignored or merely untracked environment, through all that one does. */
static void daily_work(const char *shell)
{
	static const char *const lines[] = {
		"git status", "echo 2 >a; git add a", "git commit -qm two", "git stash list",
		"git checkout -q -b other", "echo 3 >a; git commit -qam three",
		"git checkout -q plain", "git merge -q other", "git reset -q --hard HEAD^",
		"git tag one; git gc -q", "rm .gitignore; git status --short", "git checkout .gitignore",
		"git clean -qn", "git rebase -q other", "git worktree add -q ../w",
		"git update-index --split-index; git update-index --index-version 4",
	};
	struct pty *p;

	make_repository();
	mini_env(world, "home/s/.venv");
	p = trusted(shell);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		is_on_after(p, lines[i]);
	mini_expect_on(p, world_path(world, "home/s/.venv"));
	is_on_after(p, "cd ..; cd s/");
}

Test(git, bash_daily_work) { daily_work("bash"); }
Test(git, zsh_daily_work) { daily_work("zsh"); }

/* Made before one's eyes, it needs no word at all, in a checkout as elsewhere. */
Test(git, nothing_is_asked_in_a_checkout)
{
	struct pty *p;
	char *out;

	make_repository();
	p = world_shell_in(world, "bash", "home/s");
	mini_settle(p);
	mini_expect_off(p);
	out = pty_run(p, "mk .venv");
	cr_assert(mini_is_on(p) && !strstr(out, "envd allow"), "%s", out);
	free(out);
	mini_settle(p);
	is_on_after(p, "git status; git add .; git commit -q --allow-empty -m x");
}

Test(git, nothing_is_asked_after_git_init)
{
	struct pty *p = world_shell_in(world, "bash", "home/s");
	char *out;

	mini_settle(p);
	free(pty_run(p, "git init -q ."));
	mini_settle(p);
	out = pty_run(p, "mk .venv");
	cr_assert(mini_is_on(p) && !strstr(out, "envd allow"), "%s", out);
	free(out);
	is_on_after(p, "echo .venv >.gitignore; git add .; git commit -qm x");
}

/* The home directory as a repository of dotfiles, with and without a project. */
Test(git, dotfiles)
{
	struct pty *p;

	sh("git init -q .; git add .gitconfig .bashrc; git commit -qm dotfiles");
	mini_env(world, "home/s/.venv");
	p = trusted("bash");
	mini_expect_on(p, world_path(world, "home/s/.venv"));
	is_off_after(p, "git -C .. add -f s/.venv/pyvenv.cfg; git -C .. commit -qm x",
		     "deactivated ~/s/.venv: its pyvenv.cfg is tracked by git");
	free(pty_run(p, "git -C .. rm -q --cached s/.venv/pyvenv.cfg"));
	mini_expect_on(p, world_path(world, "home/s/.venv"));
}

/* ---- a checkout over what is trusted ------------------------------------------ */

/* In the shell that does it and in each other, at its next prompt. */
static void checkout_over(const char *shell, const char *branch, const char *said)
{
	struct pty *p, *other;

	make_repository();
	mini_env(world, "home/s/.venv");
	p = trusted(shell);
	other = world_shell_in(world, strcmp(shell, "bash") == 0 ? "zsh" : "bash", "home/s");
	mini_settle(other);
	mini_expect_on(other, world_path(world, "home/s/.venv"));
	mini_expect_on(p, world_path(world, "home/s/.venv"));
	is_off_after(p, branch, said);
	is_off_after(other, "", said);
	free(pty_run(p, "git checkout -q plain"));
	mini_expect_on(p, world_path(world, "home/s/.venv"));
	free(pty_run(other, ""));
	mini_expect_on(other, world_path(world, "home/s/.venv"));
}

Test(git, bash_checkout_over)
{
	checkout_over("bash", "git checkout -q full", "its bin/tool is tracked by git");
}

Test(git, zsh_checkout_over)
{
	checkout_over("zsh", "git checkout -q full", "its bin/tool is tracked by git");
}

/* Neither bin nor pyvenv.cfg is touched. */
Test(git, bash_checkout_beside_bin)
{
	checkout_over("bash", "git checkout -q lib", "its lib/x.pth is tracked by git");
}

/* The daemon is dead when it happens: the list has the index. */
Test(git, bash_checkout_without_a_daemon)
{
	struct pty *p;

	make_repository();
	mini_env(world, "home/s/.venv");
	p = trusted("bash");
	mini_expect_on(p, world_path(world, "home/s/.venv"));
	cr_assert(mini_kill_daemon(world));
	is_off_after(p, "git checkout -q lib", "its lib/x.pth is tracked by git");
}

/* Fish has a list of its own. */
Test(git, fish_checkout_beside_bin)
{
	struct pty *p;
	char *out;

	world_need("fish");
	make_repository();
	mini_env(world, "home/s/.venv");
	p = trusted("fish");
	cr_assert(mini_is_on(p), "%s", pty_prompt(p));
	out = pty_run(p, "git checkout -q lib");
	cr_assert(strstr(out, "its lib/x.pth is tracked by git"), "%s", out);
	cr_assert_not(mini_is_on(p));
	free(out);
	free(pty_run(p, "git checkout -q plain"));
	cr_assert(mini_is_on(p));
}

/* By a witness, or by a tree: no grant but the user's own word outweighs it. */
static void other_grants(const char *first)
{
	struct pty *p;

	make_repository();
	p = world_shell_in(world, "bash", "home/s");
	mini_settle(p);
	free(pty_run(p, first));
	mini_expect_on(p, world_path(world, "home/s/.venv"));
	mini_settle(p);
	is_off_after(p, "git checkout -q lib", "is tracked by git");
	mini_allow_tree(world, "home");
	free(pty_run(p, ""));
	mini_expect_off(p);
}

Test(git, checkout_over_a_witnessed_one) { other_grants("mk .venv"); }
Test(git, checkout_over_one_in_a_tree) { other_grants("mk .venv; envd allow --tree ."); }

/* The user's word is about what was there: what comes later asks again. */
Test(git, allowed_and_then_more)
{
	struct pty *p;
	char *out;

	make_repository();
	mini_env(world, "home/s/.venv");
	p = trusted("bash");
	free(pty_run(p, "git checkout -q lib"));
	mini_expect_off(p);
	out = pty_run(p, "envd allow --yes");
	cr_assert(strstr(out, "although\n  its lib/x.pth is tracked by git"), "%s", out);
	free(out);
	mini_expect_on(p, world_path(world, "home/s/.venv"));
	mini_settle(p);
	is_on_after(p, "echo 9 >a; git commit -qam nine");
	is_off_after(p, "git add -f .venv/bin/activate", "its bin/activate is tracked by git");
	free(pty_run(p, "git rm -q --cached .venv/bin/activate"));
	mini_expect_on(p, world_path(world, "home/s/.venv"));
}

/* ---- cloned -------------------------------------------------------------------- */

/* Below an allowed tree, too, and with an environment that could be used. */
static void cloned(const char *shell, const char *clone, const char *said)
{
	struct pty *p;
	char *out;

	mini_env(world, "home/c/.venv");        /* its scripts name that path */
	sh("cd c; git init -q .; git add .; git commit -qm all; cd ..; mv c origin");
	mini_allow_tree(world, "home");
	p = world_shell(world, shell);
	free(pty_run(p, clone));
	out = pty_run(p, "cd c");
	cr_assert(strstr(out, said), "%s", out);
	cr_assert(strstr(out, "envd allow"), "%s", out);
	free(out);
	mini_expect_off(p);
	free(pty_run(p, "envd allow --yes"));
	mini_expect_on(p, world_path(world, "home/c/.venv"));
}

#define CLONED "its bin/activate is tracked by git"

Test(git, bash_cloned) { cloned("bash", "git clone -q origin c", CLONED); }
Test(git, zsh_cloned) { cloned("zsh", "git clone -q origin c", CLONED); }
Test(git, cloned_sha256)
{
	cloned("bash", "git init -q --object-format=sha256 c; cp -r origin/.venv c; cd c; git add .; cd ..",
	       CLONED);
}
Test(git, cloned_split)
{
	cloned("bash", "git -c core.splitIndex=true clone -q origin c; "
	       "git -C c update-index --split-index", CLONED);
}
Test(git, cloned_version_4)
{
	cloned("bash", "git -c index.version=4 clone -q origin c; "
	       "git -C c update-index --index-version 4", CLONED);
}
Test(git, cloned_sparse)
{
	/* All of .venv is one entry of the index. */
	cloned("bash", "git clone -q origin c; cd c; git sparse-checkout init --cone --sparse-index; "
	       "git sparse-checkout set x; cp -r ../origin/.venv .; cd ..", "it is tracked by git");
}
Test(git, cloned_as_a_work_tree)
{
	cloned("bash", "git -C origin worktree add -q ../c", CLONED);
}

/* As a submodule of something; and beside it, one that tracks nothing. */
Test(git, cloned_as_a_submodule)
{
	struct pty *p;

	mini_env(world, "home/s/full/.venv");
	sh("mv s/full full; cd full; git init -q .; git add .; git commit -qm all; cd ..;"
	   "git init -q plain; cd plain; git commit -q --allow-empty -m all; cd ../s;"
	   "git init -q .; git submodule --quiet add ../full; git submodule --quiet add ../plain;"
	   "git commit -qm all");
	mini_env(world, "home/s/plain/.venv");
	mini_allow_tree(world, "home");
	p = world_shell_in(world, "bash", "home/s/plain");
	mini_expect_on(p, world_path(world, "home/s/plain/.venv"));
	mini_settle(p);
	is_off_after(p, "cd ../full", "its bin/activate is tracked by git");
	is_on_after(p, "cd ../plain");
}

/* ---- pointers ------------------------------------------------------------------ */

/* A tracked link, to an environment that is allowed by itself. */
Test(git, pointer)
{
	struct pty *p;

	make_repository();
	mini_env(world, "home/s/env");
	sh("ln -s env s/.venv");
	mini_allow_tree(world, "home");
	p = world_shell_in(world, "bash", "home/s");
	cr_assert_str_neq(pty_prompt(p), "@@");
	mini_settle(p);
	is_off_after(p, "git add -f .venv", "it is tracked by git");
	free(pty_run(p, "envd allow --yes"));
	cr_assert_str_neq(pty_prompt(p), "@@");
	free(pty_run(p, "git rm -q --cached .venv"));
	cr_assert_str_neq(pty_prompt(p), "@@");
}

/* A tracked file that points, the same. */
Test(git, pointer_in_a_file)
{
	struct pty *p;

	make_repository();
	mini_env(world, "home/s/env");
	world_write(world, "home/s/.venv", "env\n");
	mini_allow_tree(world, "home");
	p = world_shell_in(world, "bash", "home/s");
	cr_assert_str_neq(pty_prompt(p), "@@");
	mini_settle(p);
	is_off_after(p, "git add -f .venv", "~/s/.venv is tracked by git");
}

/* ---- git at work, or killed in it ------------------------------------------------ */

/* A branch with a file that is slow to check out: its filter ends git. */
static void make_killer(const char *signal)
{
	char *script = NULL;

	make_repository();
	sh("cd s; git checkout -q full");
	mini_env(world, "home/s/.venv");
	cr_assert(asprintf(&script,
		"cd s; echo '*.slow filter=kill' >.gitattributes; : >z.slow;"
		"git add -f .; git commit -qm slow; git branch slow; git checkout -q plain;"
		"git config --global filter.kill.smudge 'kill -%s $PPID; sleep 2'", signal) > 0);
	sh(script);
	free(script);
}

/* The lock stays until somebody removes it. */
Test(git, killed_over_a_trusted_one)
{
	struct pty *p;

	make_killer("KILL");
	mini_env(world, "home/s/.venv");
	p = trusted("bash");
	mini_expect_on(p, world_path(world, "home/s/.venv"));
	is_off_after(p, "git checkout -q slow 2>/dev/null", "~/s/.git/index.lock");
	free(pty_run(p, "rm .git/index.lock"));
	mini_expect_on(p, world_path(world, "home/s/.venv"));
}

/* Git removes it when it can; then the times of .git are what is left. */
static void killed_before_the_eyes(const char *signal, const char *said)
{
	struct pty *p;
	char *out;

	make_killer(signal);
	p = world_shell_in(world, "bash", "home/s");
	mini_settle(p);
	mini_expect_off(p);
	out = pty_run(p, "git checkout -q slow 2>/dev/null");
	cr_assert(strstr(out, said) && strstr(out, "envd allow"), "%s", out);
	free(out);
	mini_expect_off(p);
	mini_settle(p);
	mini_expect_off(p);
}

Test(git, killed_before_the_eyes)
{
	killed_before_the_eyes("KILL", "git is writing to this repository, or was interrupted (~/s/.git/index.lock)");
}

Test(git, interrupted_before_the_eyes)
{
	killed_before_the_eyes("INT", "version control wrote to ~/s/.git");
}

/* Nothing but the files is there, and a tree that would allow them. */
Test(git, interrupted_clone)
{
	struct pty *p;

	make_killer("INT");
	mini_allow_tree(world, "home");
	p = world_shell(world, "bash");
	free(pty_run(p, "git clone -q -b slow s c 2>/dev/null"));
	is_off_after(p, "cd c", "cannot tell from git's ~/c/.git/index");
	free(pty_run(p, "git reset -q"));
	mini_expect_off(p);
	free(pty_run(p, "git rm -rq --cached .venv; rm -r .venv; mk .venv"));
	mini_expect_on(p, world_path(world, "home/c/.venv"));
}

/* ---- told ------------------------------------------------------------------------ */

Test(git, why)
{
	const char *out;

	make_repository();
	mini_env(world, "home/s/.venv");
	out = mini_envd(world, "home/s", 0, "why", NULL, NULL);
	cr_assert(strstr(out, "git does not track it (~/s/.git/index)"), "%s", out);
	sh("cd s; git add -f .venv/lib/../bin/python");
	out = mini_envd(world, "home/s", 0, "why", NULL, NULL);
	cr_assert(strstr(out, "~/s/.venv/bin/python is tracked by git"), "%s", out);
	cr_assert(strstr(out, "so nothing is activated here: ~/s/.venv is not trusted: its bin/python is tracked by "
			    "git, so it may have come with a checkout. To activate it anyway: envd allow"), "%s", out);
}
