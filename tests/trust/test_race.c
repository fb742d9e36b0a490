/* Between the look and the use: nobody but you and root can exchange what is on,
 * and what you exchange yourself is noticed at the next prompt. */
#include "fail.h"
#include "mini.h"
#include "pty.h"
#include "world.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RACE_MS 10000

static struct world *world;

static void setup(void)
{
	world = world_new();
	mini_be_patient(world);
	world_mkdir(world, "home/s");
}

TestSuite(race, .init = setup, .fini = world_fini);

static void exchange(const char *a, const char *b)
{
	cr_assert_eq(renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE), 0);
}

/* One is allowed, the other was not. At no prompt is the wrong one on. */
static void own_swap(const char *shell, long long ms)
{
	const char *here = mini_env(world, "home/s/.venv");
	const char *there = mini_env(world, "home/other");
	long long end = test_now_ms() + ms;
	struct pty *p;
	int prompts = 0;

	mini_envd(world, "home/s", 0, "allow", NULL, NULL);
	p = world_shell_in(world, shell, "home/s");
	for (bool is_allowed = true; test_now_ms() < end; prompts++) {
		const char *wanted = is_allowed ? "(.venv) @@" : "@@";

		free(pty_run(p, ""));
		cr_assert_str_eq(pty_prompt(p), wanted, "prompt %d: \"%s\", not \"%s\"", prompts,
				 pty_prompt(p), wanted);
		usleep((useconds_t)(random() % 5000));
		if (random() % 3) {
			exchange(here, there);
			is_allowed = !is_allowed;
		}
	}
	cr_assert_gt(prompts, 10);      /* fewer with sanitizers */
}

Test(race, bash_own_swap) { own_swap("bash", RACE_MS); }
Test(race, zsh_own_swap) { own_swap("zsh", RACE_MS / 4); }
Test(race, fish_own_swap) { own_swap("fish", RACE_MS / 4); }

/* Tries for as long to put something of his own in the place of each part of the
 * path, and says how often it worked. */
static const char mallory[] =
	"import os, sys, time\n"
	"path, end, won, tries = sys.argv[1], time.time() + float(sys.argv[2]), 0, 0\n"
	"os.setgid(65534); os.setuid(65534)\n"
	"os.makedirs('/tmp/mallory-%d/bin' % os.getpid())\n"
	"mine = '/tmp/mallory-%d' % os.getpid()\n"
	"parts = [path + '/bin/python', path + '/bin/ls', path + '/pyvenv.cfg']\n"
	"while path.count('/') > 2: parts.append(path); path = os.path.dirname(path)\n"
	"ways = [lambda p: os.rename(p, mine + '/gone'), lambda p: os.rename(mine, p),\n"
	"        lambda p: os.unlink(p), lambda p: os.symlink(mine, p), lambda p: os.mkdir(p),\n"
	"        lambda p: os.chmod(p, 0o777), lambda p: open(p, 'a').close(),\n"
	"        lambda p: os.link('/bin/true', p), lambda p: os.utime(p)]\n"
	"while time.time() < end:\n"
	"    for part in parts:\n"
	"        for way in ways:\n"
	"            tries += 1\n"
	"            try: way(part); won += 1; print(part)\n"
	"            except OSError: pass\n"
	"os.rmdir(mine + '/bin'); os.rmdir(mine)\n"
	"print(won, 'of', 'many' if tries > 100 else tries)\n";

Test(race, nobody_else_can_swap_it)
{
	const char *prefix = mini_env(world, "home/s/.venv");
	char seconds[16], *out;
	struct pty *p;

	if (geteuid() != 0)
		world_skip("optional: only root can be another user");
	/* He can come here. */
	cr_assert_eq(chmod(world->root, 0755) + chmod(world->home, 0755), 0);
	mini_envd(world, "home/s", 0, "allow", NULL, NULL);
	p = world_shell_in(world, "bash", "home/s");
	mini_expect_on(p, prefix);
	snprintf(seconds, sizeof(seconds), "%d", RACE_MS / 1000);
	setenv("ENVD_TEST_TIMEOUT_S", "60", 1);
	out = world_run(world, NULL, "python3", "-c", mallory, prefix, seconds, NULL);
	cr_assert_str_eq(out, "0 of many\n", "%s", out);
	free(out);
	free(pty_run(p, ""));
	mini_expect_on(p, prefix);
}
