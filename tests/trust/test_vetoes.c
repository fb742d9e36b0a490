/* What speaks against an environment, before and after it was trusted. */
#include "mini.h"
#include "pty.h"
#include "world.h"

#include <criterion/criterion.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAKE "python3 -m venv --without-pip "

static struct world *world;

static void setup(void)
{
	world = world_new();
	mini_be_patient(world);
	mini_functions(world);
	world_mkdir(world, "home/s");
}

TestSuite(veto, .init = setup, .fini = world_fini);

/* Types the line: nothing is on after it, and the one line has `said`. */
static void is_refused(struct pty *p, const char *line, const char *said)
{
	char *out = pty_run(p, line);

	cr_assert(strstr(out, said), "%s: %s (no \"%s\")", line, out, said);
	free(out);
	mini_expect_off(p);
	mini_settle(p);
	mini_expect_off(p);
}

static struct pty *settled(const char *shell)
{
	struct pty *p = world_shell_in(world, shell, "home/s");

	mini_settle(p);
	mini_expect_off(p);
	return p;
}

/* Modes are in no time that a shell compares: the daemon's event takes the answer
 * back. */
static bool is_on_at_next_prompt(struct pty *p, void *data)
{
	(void)data;
	free(pty_run(p, ""));
	return mini_is_on(p);
}

Test(veto, parent_is_writable)
{
	struct pty *p;

	cr_assert_eq(chmod(world_path(world, "home/s"), 0777), 0);
	p = settled("bash");
	is_refused(p, MAKE ".venv", "other users can write to ~/s.");
	mini_envd(world, "home/s", 1, "allow", NULL, NULL);
	mini_allow_tree(world, "home/s");
	free(pty_run(p, ""));
	mini_expect_off(p);
	free(pty_run(p, "chmod 755 ."));
	pty_wait_for(p, is_on_at_next_prompt, NULL, "it does not come back");
	mini_expect_on(p, world_path(world, "home/s/.venv"));
}

Test(veto, bin_is_writable)
{
	is_refused(settled("zsh"), MAKE ".venv; chmod 777 .venv/bin",
		   "other users can write to its bin.");
}

Test(veto, belongs_to_another)
{
	struct passwd *other = getpwnam("nobody");

	if (geteuid() != 0 || !other)
		world_skip("optional: only root can give files away");
	is_refused(settled("bash"), MAKE ".venv; chown -R nobody .venv", "/.venv");
	mini_envd(world, "home/s", 1, "allow", NULL, NULL);
}

Test(veto, names_another_path)
{
	struct pty *p;

	world_venv(world, "home/other/.venv");
	p = settled("bash");
	/* cp -r gives all the times of this moment: only its own words tell. */
	is_refused(p, "cp -r ../other/.venv .", "moved or copied");
	mini_allow_tree(world, "home/s");
	free(pty_run(p, ""));
	mini_expect_off(p);
	free(pty_run(p, "envd allow --yes >/dev/null"));
	mini_expect_on(p, world_path(world, "home/s/.venv"));
}

/* ---- later ------------------------------------------------------------------ */

#define PLANT "printf '#!/bin/sh\\n: >~/ran\\n' >.venv/bin/git; chmod +x .venv/bin/git"

static void newly_hides(const char *shell, const char *first)
{
	struct pty *p = settled(shell);
	char *out;

	free(pty_run(p, MAKE ".venv"));
	free(pty_run(p, first));
	mini_expect_on(p, world_path(world, "home/s/.venv"));
	mini_settle(p);
	is_refused(p, PLANT, "deactivated ~/s/.venv: its bin/git would hide the system command");
	free(pty_run(p, "git --version"));
	cr_assert_neq(access(world_path(world, "home/ran"), F_OK), 0);
	out = pty_run(p, "rm .venv/bin/git");
	cr_assert(mini_is_on(p), "%s", out);
	free(out);
	free(pty_run(p, PLANT "; envd allow --yes"));
	mini_expect_on(p, world_path(world, "home/s/.venv"));
	is_refused(p, "cp .venv/bin/git .venv/bin/ls", "its bin/ls would hide the system command");
}

Test(veto, bash_newly_hides_witnessed) { newly_hides("bash", ":"); }
Test(veto, zsh_newly_hides_witnessed) { newly_hides("zsh", ":"); }
Test(veto, bash_newly_hides_allowed) { newly_hides("bash", "envd allow"); }
Test(veto, bash_newly_hides_in_tree) { newly_hides("bash", "envd allow --tree ."); }

/* With the daemon dead when it happens: the list has bin's time. */
Test(veto, newly_hides_with_no_daemon)
{
	struct pty *p = settled("bash");

	free(pty_run(p, MAKE ".venv"));
	mini_settle(p);
	mini_expect_on(p, world_path(world, "home/s/.venv"));
	cr_assert(mini_kill_daemon(world));
	is_refused(p, PLANT, "would hide the system command");
}

/* A checkout over a trusted one: same directory, same inode. */
Test(veto, checkout_over_a_trusted_one)
{
	struct pty *p;

	world_need("git");
	world_write(world, "home/.gitconfig", "[user]\nname = a\nemail = a@b\n");
	p = settled("bash");
	free(pty_run(p, "git init -q .; git commit -q --allow-empty -m zero; git branch plain"));
	free(pty_run(p, "mkdir -p .venv/bin; echo evil >.venv/bin/git; chmod +x .venv/bin/git; "
			"git add -f .venv; git commit -qm evil; git branch evil; "
			"git checkout -q plain; rm -rf .venv"));
	mini_settle(p);
	free(pty_run(p, MAKE ".venv"));
	mini_expect_on(p, world_path(world, "home/s/.venv"));
	free(pty_run(p, "envd allow"));
	mini_settle(p);
	is_refused(p, "git checkout -q evil", "its bin/git is tracked by git");
}

/* ---- the user's word --------------------------------------------------------- */

static void denied(const char *shell)
{
	struct pty *p = settled(shell);

	free(pty_run(p, MAKE ".venv"));
	mini_expect_on(p, world_path(world, "home/s/.venv"));
	is_refused(p, "envd deny", "denied");
	free(pty_run(p, "rm -rf .venv; " MAKE ".venv"));
	mini_expect_off(p);
	mini_allow_tree(world, "home");
	free(pty_run(p, ""));
	mini_expect_off(p);
	free(pty_run(p, "envd allow"));
	mini_expect_on(p, world_path(world, "home/s/.venv"));
}

Test(veto, bash_denied) { denied("bash"); }
Test(veto, zsh_denied) { denied("zsh"); }

Test(veto, policy_ask)
{
	struct pty *p;

	world_write(world, "config/envd/envd.ini", "[trust]\npolicy = ask\n");
	p = settled("bash");
	is_refused(p, MAKE ".venv", "envd allow");
	free(pty_run(p, "envd allow"));
	mini_expect_on(p, world_path(world, "home/s/.venv"));
}

/* What was allowed is that one, not whatever has its name later. */
Test(veto, allowed_and_replaced)
{
	struct pty *p;

	world_venv(world, "home/s/.venv");
	free(world_run(world, NULL, "sh", "-c", "cd s; tar cf ../t.tar .venv", NULL));
	p = world_shell_in(world, "bash", "home/s");
	free(pty_run(p, "envd allow"));
	mini_expect_on(p, world_path(world, "home/s/.venv"));
	mini_settle(p);
	is_refused(p, "rm -rf .venv; tar xf ../t.tar", "envd allow");
}

/* For those who share a project with a sandbox: no program is new unasked. */
static void pinned(const char *shell, const char *first)
{
	struct pty *p;

	world_write(world, "config/envd/envd.ini", "[trust]\npinned-bin = yes\n");
	p = settled(shell);
	free(pty_run(p, first));
	mini_expect_on(p, world_path(world, "home/s/.venv"));
	mini_settle(p);
	mini_expect_on(p, world_path(world, "home/s/.venv"));
	is_refused(p, "cp /bin/true .venv/bin/black", "its bin/black is new since");
	free(pty_run(p, "envd allow --yes"));
	mini_expect_on(p, world_path(world, "home/s/.venv"));
	is_refused(p, "cp /bin/true .venv/bin/ruff", "its bin/ruff is new since");
	free(pty_run(p, "rm .venv/bin/ruff"));
	mini_expect_on(p, world_path(world, "home/s/.venv"));
}

Test(veto, bash_pinned_witnessed) { pinned("bash", "mk .venv"); }
Test(veto, zsh_pinned_in_a_tree) { pinned("zsh", "mk .venv; envd allow --tree ."); }

/* The directory above it swapped while a shell is in it. */
Test(veto, swapped_above)
{
	struct pty *p;

	world_venv(world, "home/s/.venv");
	free(world_run(world, NULL, "sh", "-c", "tar cf t.tar s; rm -rf s/.venv", NULL));
	p = settled("bash");
	free(pty_run(p, MAKE ".venv"));
	mini_expect_on(p, world_path(world, "home/s/.venv"));
	mini_settle(p);
	free(pty_run(p, "mv ~/s ~/old; tar xf ~/t.tar -C ~"));
	mini_expect_off(p);
	is_refused(p, "cd ~/s", "envd allow");
}
