/* What no list can show comes by event, and a flood of events loses none. */
#include "mini.h"
#include "processes.h"
#include "pty.h"
#include "world.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FLOOD 20000

static struct world *world;

static void setup(void)
{
	world = world_new();
	mini_be_patient(world);
	mini_functions(world);
	world_mkdir(world, "home/quiet");
	world_mkdir(world, "home/loud");
	mini_allow_tree(world, "home");
}

TestSuite(events, .init = setup, .fini = world_fini);

static void flood(void)
{
	int dir = open(world_path(world, "home/loud"), O_RDONLY | O_DIRECTORY);
	char name[24];

	for (int i = 0; i < FLOOD; i++) {
		int fd;

		snprintf(name, sizeof(name), "f%d", i);
		fd = openat(dir, name, O_WRONLY | O_CREAT, 0600);
		cr_assert_geq(fd, 0);
		close(fd);
	}
	close(dir);
}

/* The queue is made to overflow by a daemon that does not read meanwhile. */
static void quiet_beside_loud(const char *shell, bool stop)
{
	struct pty *loud = world_shell_in(world, "bash", "home/loud");
	struct pty *quiet = world_shell_in(world, shell, "home/quiet");
	pid_t daemon = world_daemon_pid(world);

	mini_settle(loud);
	mini_settle(quiet);
	if (stop)
		cr_assert_eq(kill(daemon, SIGSTOP), 0);
	flood();
	/* Its time put back: only an event tells. */
	free(world_run(world, NULL, "bash", "-c",
		       ". ~/.bashrc >/dev/null 2>&1; cd quiet; d=$(stat -c %y .); mk .venv;"
		       "touch -d \"$d\" .", NULL));
	if (stop)
		cr_assert_eq(kill(daemon, SIGCONT), 0);
	usleep(300 * 1000);
	free(pty_run(quiet, ""));
	mini_expect_on(quiet, world_path(world, "home/quiet/.venv"));
	free(pty_run(loud, "mk .venv"));
	mini_expect_on(loud, world_path(world, "home/loud/.venv"));
	cr_assert_eq(world_daemon_pid(world), daemon);
}

Test(events, bash_flood) { quiet_beside_loud("bash", false); }
Test(events, zsh_flood) { quiet_beside_loud("zsh", false); }
Test(events, bash_overflow) { quiet_beside_loud("bash", true); }
Test(events, zsh_overflow) { quiet_beside_loud("zsh", true); }

static bool comes_off(struct pty *p, void *data)
{
	(void)data;
	free(pty_run(p, ""));
	return !mini_is_on(p);
}

static bool comes_on(struct pty *p, void *data)
{
	(void)data;
	free(pty_run(p, ""));
	return mini_is_on(p);
}

/* A chmod changes no time that is listed: the event may come a prompt later. */
static void opened_to_others(const char *shell, const char *relative)
{
	struct pty *p;
	char *line = NULL;

	mini_env(world, "home/quiet/.venv");
	p = world_shell_in(world, shell, "home/quiet");
	mini_settle(p);
	mini_expect_on(p, world_path(world, "home/quiet/.venv"));
	cr_assert_eq(chmod(world_path(world, relative), 0777), 0);
	pty_wait_for(p, comes_off, NULL, "still on");
	free(pty_run(p, ""));
	mini_expect_off(p);
	cr_assert(asprintf(&line, "chmod 755 '%s'; cd ..; cd quiet",
			   world_path(world, relative)) > 0);
	free(pty_run(p, line));
	free(line);
	pty_wait_for(p, comes_on, NULL, "still off");
	mini_expect_on(p, world_path(world, "home/quiet/.venv"));
}

Test(events, bash_project_is_opened) { opened_to_others("bash", "home/quiet"); }
Test(events, zsh_project_is_opened) { opened_to_others("zsh", "home/quiet"); }
Test(events, bash_bin_is_opened) { opened_to_others("bash", "home/quiet/.venv/bin"); }
Test(events, bash_prefix_is_opened) { opened_to_others("bash", "home/quiet/.venv"); }
Test(events, bash_home_is_opened) { opened_to_others("bash", "home"); }

/* ---- Ctrl-C while it is asked ------------------------------------------------- */

static bool is_client(pid_t pid, const char *name, void *data)
{
	(void)pid;
	*(bool *)data |= strcmp(name, "envd") == 0;
	return !*(bool *)data;
}

static bool is_asking(struct pty *p, void *data)
{
	bool is = false;

	(void)p;
	(void)data;
	processes_of(world->root, is_client, &is);
	return is;
}

/* Types the line; the question that follows is interrupted. */
static void interrupt(struct pty *p, const char *line)
{
	pid_t daemon = world_daemon_pid(world);

	cr_assert_eq(kill(daemon, SIGSTOP), 0);
	pty_type(p, line);
	pty_type(p, "\n");
	pty_wait_for(p, is_asking, NULL, "no client was run");
	usleep(20 * 1000);
	pty_key(p, PTY_CTRL('c'));
	pty_wait_prompt(p);
	cr_assert_eq(kill(daemon, SIGCONT), 0);
	/* bash asks once more after a Ctrl-C, and that answer is late: when the
	 * daemon has seen that, it takes back what bash made do with. */
	mini_envd(world, NULL, 0, "status", NULL, NULL);
	usleep(100 * 1000);
	free(pty_run(p, ""));
}

static void interrupted(const char *shell)
{
	struct pty *p;

	world_setenv(world, "ENVD_DEADLINE_MS", "1000");
	p = world_shell_in(world, shell, "home/quiet");
	mini_settle(p);
	for (int i = 0; i < 3; i++) {
		interrupt(p, "mk .venv");
		mini_expect_on(p, world_path(world, "home/quiet/.venv"));
		mini_settle(p);
		interrupt(p, "rm -rf .venv");
		mini_expect_off(p);
		mini_settle(p);
	}
}

Test(events, bash_interrupted) { interrupted("bash"); }
Test(events, zsh_interrupted) { interrupted("zsh"); }
