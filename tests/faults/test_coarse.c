/* A file system that keeps whole seconds (as FAT, HFS+, ext3 and old NFS do),
 * with the stamps on one that does not. */
#include "mini.h"
#include "pty.h"
#include "world.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <unistd.h>

#define ROUNDS 60

static struct world *world;
static const char *mounted;

static void setup(void)
{
	int status;
	char *out;

	world = world_new();
	mini_be_patient(world);
	mini_functions(world);
	mounted = world_mkdir(world, "home/coarse");
	out = world_run(world, &status, "sh", "-c",
			"PATH=$PATH:/usr/sbin:/sbin; truncate -s 8M ../image && mkfs.ext4 -q -I 128 ../image && "
			"mount -o loop ../image coarse && mkdir coarse/p", NULL);
	free(out);
	if (status != 0)
		mounted = NULL;
}

static void teardown(void)
{
	if (mounted)
		umount2(mounted, MNT_DETACH);
	world_fini();
}

TestSuite(coarse, .init = setup, .fini = teardown);

static struct pty *start(const char *shell)
{
	if (!mounted)
		world_skip("optional: can't mount a file system of whole seconds "
			     "(needs root and a loop device)");
	mini_allow_tree(world, "home/coarse");
	return world_shell_in(world, shell, "home/coarse/p");
}

static void alternate(const char *shell)
{
	struct pty *p = start(shell);

	for (int i = 0; i < ROUNDS; i++) {
		free(pty_run(p, "t"));
		cr_assert_eq(mini_is_on(p), i % 2 == 0, "round %d: %s", i, pty_prompt(p));
	}
	mini_expect_off(p);
}

Test(coarse, bash) { alternate("bash"); }
Test(coarse, zsh) { alternate("zsh"); }

/* Within one second, with no event to help: the daemon is dead at each change. */
static void without_events(const char *shell)
{
	struct pty *p = start(shell);

	for (int i = 0; i < ROUNDS / 2; i++) {
		mini_settle(p);
		cr_assert(mini_kill_daemon(world));
		free(pty_run(p, "t"));
		cr_assert_eq(mini_is_on(p), i % 2 == 0, "round %d: %s", i, pty_prompt(p));
	}
}

Test(coarse, bash_without_events) { without_events("bash"); }
Test(coarse, zsh_without_events) { without_events("zsh"); }

/* Also when the guard of 3 s is over and nothing is asked any more. */
static void after_the_guard(const char *shell)
{
	struct pty *p = start(shell);

	for (int i = 0; i < 4; i++) {
		usleep(3100 * 1000);
		mini_settle(p);
		free(pty_run(p, "t"));
		cr_assert_eq(mini_is_on(p), i % 2 == 0, "round %d: %s", i, pty_prompt(p));
		/* Back and again within the same second. */
		free(pty_run(p, "t"));
		cr_assert_eq(mini_is_on(p), i % 2 == 1, "round %d: %s", i, pty_prompt(p));
		free(pty_run(p, "t"));
		cr_assert_eq(mini_is_on(p), i % 2 == 0, "round %d: %s", i, pty_prompt(p));
	}
}

Test(coarse, bash_after_the_guard) { after_the_guard("bash"); }
Test(coarse, zsh_after_the_guard) { after_the_guard("zsh"); }
