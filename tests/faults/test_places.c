/* Places that are missing, full or not ours to write: prompts are fine. */
#include "mini.h"
#include "pty.h"
#include "world.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static struct world *world;
static const char *mounted;

static void setup(void)
{
	world = world_new();
	mini_functions(world);
	mini_env(world, "home/p/.venv");
}

static void teardown(void)
{
	if (mounted) {
		free(world_run(world, NULL, "envd", "daemon", "stop", NULL));
		umount2(mounted, MNT_DETACH);
	}
	world_fini();
}

TestSuite(places, .init = setup, .fini = teardown);

static unsigned count(struct pty *p, const char *what)
{
	char *all = pty_history(p);
	unsigned n = 0;

	for (const char *at = all; (at = strstr(at, what)); at += strlen(what))
		n++;
	free(all);
	return n;
}

/* Each prompt comes, with nothing on and no error of the shell's. */
static void is_fine(struct pty *p, unsigned lines)
{
	for (int i = 0; i < 5; i++) {
		pty_expect(p, "echo $((1 + 1))", "2");
		free(pty_run(p, i % 2 ? "cd ~" : "cd ~/p"));
	}
	cr_assert_leq(count(p, "envd: "), lines, "%s", pty_history(p));
	cr_assert_eq(count(p, "bash: ") + count(p, "zsh: "), 0, "%s", pty_history(p));
}

static void no_daemon(const char *shell)
{
	struct pty *p;
	char *line = NULL;

	cr_assert(asprintf(&line, "cp '%s/envd' ../bin/copy && mv ../bin/copy ../bin/envd",
			   world->build) > 0);
	free(world_run(world, NULL, "sh", "-c", line, NULL));
	free(line);
	cr_assert(asprintf(&line, "PS1='@@ '; unset PROMPT_SP; unsetopt prompt_sp prompt_cr 2>/dev/null;"
			   "eval \"$('%s' hook %s)\"\n", world_path(world, "bin/envd"), shell) > 0);
	world_write(world, "home/.bashrc", line);
	world_write(world, "home/.zshrc", line);
	free(line);
	p = world_shell(world, shell);
	is_fine(p, 1);
	cr_assert_eq(count(p, "envd: "), 1, "not one line: %s", pty_history(p));
	cr_assert_eq(world_daemon_pid(world), 0);
	mini_expect_off(p);
}

Test(places, bash_daemon_is_missing) { no_daemon("bash"); }
Test(places, zsh_daemon_is_missing) { no_daemon("zsh"); }

static void runtime_vanishes(const char *shell)
{
	struct pty *p;

	mini_be_patient(world);
	mini_allow_tree(world, "home/p");
	p = world_shell_in(world, shell, "home/p");
	mini_settle(p);
	mini_expect_on(p, world_path(world, "home/p/.venv"));
	free(pty_run(p, "rm -rf \"$XDG_RUNTIME_DIR\"/envd; rm -rf .venv"));
	mini_expect_off(p);
	for (int i = 0; i < 40; i++)
		free(pty_run(p, ""));
	free(pty_run(p, "mk .venv"));
	free(pty_run(p, "cd ..; cd p"));
	mini_expect_on(p, world_path(world, "home/p/.venv"));
	cr_assert_eq(count(p, "bash: ") + count(p, "zsh: "), 0, "%s", pty_history(p));
}

Test(places, bash_runtime_vanishes) { runtime_vanishes("bash"); }
Test(places, zsh_runtime_vanishes) { runtime_vanishes("zsh"); }

static void unwritable(const char *relative, const char *shell)
{
	const char *dir = world_path(world, relative);
	struct pty *p;

	if (geteuid() == 0)
		world_skip("optional: nothing is read-only for root");
	cr_assert_eq(chmod(dir, 0500), 0);
	p = world_shell(world, shell);
	is_fine(p, 2);
	cr_assert_eq(chmod(dir, 0700), 0);
}

Test(places, runtime_is_unwritable) { unwritable("run", "bash"); }
Test(places, state_is_unwritable) { unwritable("state", "zsh"); }

/* Later: what was decided holds, new decisions are refused with a reason. */
Test(places, state_becomes_unwritable)
{
	const char *state = world_path(world, "state/envd"), *out;
	struct pty *p;

	if (geteuid() == 0)
		world_skip("optional: nothing is read-only for root");
	mini_be_patient(world);
	mini_allow_tree(world, "home/p");
	cr_assert_eq(chmod(state, 0500), 0);
	cr_assert(mini_kill_daemon(world));
	p = world_shell_in(world, "bash", "home/p");
	mini_expect_on(p, world_path(world, "home/p/.venv"));
	out = mini_envd(world, "home/p", 1, "deny", NULL, NULL);
	cr_assert(strstr(out, "cannot be written"), "%s", out);
	free(pty_run(p, ""));
	mini_expect_off(p);             /* a no that can't be kept is no yes */
	cr_assert_eq(chmod(state, 0700), 0);
	mini_envd(world, "home/p", 0, "deny", NULL, NULL);
}

/* ---- a full disk --------------------------------------------------------------- */

static void mount_small(const char *relative)
{
	const char *path = world_mkdir(world, relative);

	if (mount("small", path, "tmpfs", 0, "size=256k,mode=0700") != 0)
		world_skip("optional: can't mount a small tmpfs (needs root): %s",
			     strerror(errno));
	mounted = path;
}

static void fill(const char *relative)
{
	char *script = NULL;

	cr_assert(asprintf(&script, "dd if=/dev/zero of='%s/fill' bs=4k 2>/dev/null; :",
			   world_path(world, relative)) > 0);
	free(world_run(world, NULL, "sh", "-c", script, NULL));
	free(script);
}

Test(places, state_is_full)
{
	struct pty *p;

	mount_small("state");
	mini_be_patient(world);
	mini_allow_tree(world, "home/p");
	world_mkdir(world, "home/q");
	mini_env(world, "home/p/no/.venv");
	mini_envd(world, "home/p/no", 0, "deny", NULL, NULL);
	fill("state");
	p = world_shell_in(world, "bash", "home/p");
	mini_expect_on(p, world_path(world, "home/p/.venv"));
	cr_assert(mini_kill_daemon(world));
	free(pty_run(p, "cd no"));
	mini_expect_off(p);
	free(pty_run(p, "cd .."));
	mini_expect_on(p, world_path(world, "home/p/.venv"));
	mini_envd(world, "home/q", 1, "allow", "--tree", ".");
	cr_assert_eq(unlink(world_path(world, "state/fill")), 0);
	mini_envd(world, "home/q", 0, "allow", "--tree", ".");
}

static void runtime_is_full(const char *shell)
{
	struct pty *p;

	mount_small("run");
	mini_be_patient(world);
	mini_allow_tree(world, "home/p");
	p = world_shell_in(world, shell, "home/p");
	mini_settle(p);
	mini_expect_on(p, world_path(world, "home/p/.venv"));
	fill("run");
	free(pty_run(p, "t"));
	mini_expect_off(p);
	free(pty_run(p, "t"));
	mini_expect_on(p, world_path(world, "home/p/.venv"));
	cr_assert_eq(count(p, "bash: ") + count(p, "zsh: "), 0, "%s", pty_history(p));
}

Test(places, bash_runtime_is_full) { runtime_is_full("bash"); }
Test(places, zsh_runtime_is_full) { runtime_is_full("zsh"); }

/* ---- the configuration ----------------------------------------------------------- */

static bool says_config(struct pty *p, void *data)
{
	(void)p;
	return strstr(mini_envd(world, NULL, 0, "status", NULL, NULL), data);
}

static bool says_no_config(struct pty *p, void *data)
{
	return !says_config(p, data);
}

Test(places, configuration)
{
	struct pty *p;

	mini_be_patient(world);
	world_write(world, "config/envd/envd.ini", "[trust]\nroots = ~/p\n");
	p = world_shell_in(world, "bash", "home/p");
	mini_expect_on(p, world_path(world, "home/p/.venv"));
	/* Broken: not even its good lines count, and the old ones hold. */
	world_write(world, "config/envd/envd.ini", "[trust]\nroots = ~/q\nwhat = this\n");
	pty_wait_for(p, says_config, "envd.ini:3", "status does not say the file and line");
	free(pty_run(p, ""));
	mini_expect_on(p, world_path(world, "home/p/.venv"));
	world_write(world, "config/envd/envd.ini", "[trust]\nroots = ~/q\npolicy = ask\n");
	pty_wait_for(p, says_no_config, "envd.ini", "status still says it");
	free(pty_run(p, ""));
	mini_expect_off(p);
	world_write(world, "config/envd/envd.ini", "[trust]\nroots = ~/p\n");
	usleep(200 * 1000);
	free(pty_run(p, ""));
	mini_expect_on(p, world_path(world, "home/p/.venv"));
}
