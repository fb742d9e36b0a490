/* Decisions outlive the daemon; a file of them that can't be read grants
 * nothing. */
#include "mini.h"
#include "pty.h"
#include "world.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAKE "python3 -m venv --without-pip "
#define FILE_OF_DECISIONS "state/envd/decisions"

static struct world *world;

static void setup(void)
{
	world = world_new();
	mini_be_patient(world);
	world_mkdir(world, "home/s");
	world_mkdir(world, "home/t");
}

TestSuite(decisions, .init = setup, .fini = world_fini);

static void expect_new_shell(const char *shell, const char *relative, bool is_on)
{
	struct pty *p = world_shell_in(world, shell, relative);

	cr_assert_eq(mini_is_on(p), is_on, "%s: %s", relative, pty_screen(p));
	world_pty_close(world, p);
}

/* Waits until the decision about a path is in the file. */
static bool is_written(struct pty *p, void *data)
{
	char *all = world_read(world, FILE_OF_DECISIONS);
	bool is = all && strstr(all, data);

	(void)p;
	free(all);
	return is;
}

static void outlive(void (*end)(void))
{
	struct pty *p = world_shell_in(world, "bash", "home/s");

	mini_settle(p);
	free(pty_run(p, MAKE ".venv"));
	mini_expect_on(p, world_path(world, "home/s/.venv"));
	world_venv(world, "home/t/.venv");
	mini_envd(world, "home/t", 0, "allow", NULL, NULL);
	world_venv(world, "home/u/.venv");
	mini_envd(world, "home/u", 0, "deny", NULL, NULL);
	mini_allow_tree(world, "home");
	pty_wait_for(p, is_written, "home/s/.venv", "the witness's decision was not written");
	world_pty_close(world, p);
	end();
	expect_new_shell("bash", "home/s", true);
	expect_new_shell("zsh", "home/t", true);
	expect_new_shell("bash", "home/u", false);
}

static void stop(void)
{
	mini_envd(world, NULL, 0, "daemon", "stop", NULL);
}

static void be_killed(void)
{
	cr_assert(mini_kill_daemon(world));
}

Test(decisions, outlive_a_stop) { outlive(stop); }
Test(decisions, outlive_a_kill) { outlive(be_killed); }

/* Changes the first byte of the line that has `text`. */
static void damage(const char *text)
{
	char *all = world_read(world, FILE_OF_DECISIONS), *at = all ? strstr(all, text) : NULL;

	cr_assert_not_null(at, "no %s in: %s", text, all);
	while (at > all && at[-1] != '\n')
		at--;
	at[0] ^= 1;
	world_write(world, FILE_OF_DECISIONS, all);
	free(all);
}

/* A deny whose line is damaged is no yes, by no way of granting. */
static void damaged_deny(const char *shell)
{
	struct pty *p = world_shell_in(world, shell, "home/s");
	const char *out;

	mini_envd(world, "home/s", 0, "allow", "--tree", world->home);
	world_venv(world, "home/t/.venv");
	mini_envd(world, "home/t", 0, "deny", NULL, NULL);
	mini_settle(p);
	damage("home/t/.venv");
	free(pty_run(p, MAKE ".venv"));         /* witnessed, and in a tree */
	cr_assert_not(mini_is_on(p));
	expect_new_shell(shell, "home/t", false);
	out = mini_envd(world, "home/t", 0, "why", NULL, NULL);
	cr_assert(strstr(out, "is damaged"), "%s", out);
	out = mini_envd(world, "home/t", 0, "status", NULL, NULL);
	cr_assert(strstr(out, "is damaged"), "%s", out);
	be_killed();
	expect_new_shell(shell, "home/t", false);
	expect_new_shell(shell, "home/s", false);
}

Test(decisions, bash_damaged_deny) { damaged_deny("bash"); }
Test(decisions, zsh_damaged_deny) { damaged_deny("zsh"); }

/* Exact words that can still be read hold; mending the file ends it. */
Test(decisions, damaged_elsewhere)
{
	char *good;

	world_venv(world, "home/t/.venv");
	mini_envd(world, "home/t", 0, "allow", NULL, NULL);
	good = world_read(world, FILE_OF_DECISIONS);
	world_append(world, FILE_OF_DECISIONS, "what is this\n");
	expect_new_shell("bash", "home/t", true);
	mini_envd(world, "home/s", 1, "allow", "--tree", ".");
	world_write(world, FILE_OF_DECISIONS, good);
	mini_envd(world, "home/s", 0, "allow", "--tree", ".");
	free(good);
}

/* Anybody could have written it. */
Test(decisions, writable_by_others)
{
	mini_allow_tree(world, "home");
	world_venv(world, "home/t/.venv");
	expect_new_shell("bash", "home/t", true);
	cr_assert_eq(chmod(world_path(world, FILE_OF_DECISIONS), 0666), 0);
	expect_new_shell("bash", "home/t", false);
}
