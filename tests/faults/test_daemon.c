/* The daemon's life: it starts by itself, once, with nothing of the shell that
 * started it, and no prompt depends on it. */
#include "fail.h"
#include "mini.h"
#include "processes.h"
#include "pty.h"
#include "world.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHELLS 20

static struct world *world;

static void setup(void)
{
	world = world_new();
	mini_be_patient(world);
	mini_functions(world);
	world_mkdir(world, "home/p");
}

TestSuite(daemon, .init = setup, .fini = world_fini);

static bool count_daemons(pid_t pid, const char *name, void *data)
{
	char *exe = process_exe(pid);

	*(int *)data += strcmp(name, "envd-daemon") == 0 && exe;
	free(exe);
	return true;
}

static int daemons(void)
{
	int n = 0;

	processes_of(world->root, count_daemons, &n);
	return n;
}

Test(daemon, is_started_by_the_first_prompt)
{
	cr_assert_eq(daemons(), 0);
	world_shell(world, "bash");
	cr_assert_eq(daemons(), 1);
}

static bool is_one(struct pty *p, void *data)
{
	(void)p;
	(void)data;
	return daemons() == 1;
}

/* All at once: the ones that lose the race for the lock end by themselves. */
Test(daemon, is_started_once_by_many)
{
	static const char *const argv[][5] = {
		{ "bash", "--noprofile", "-i", NULL }, { "zsh", "-d", "-i", NULL },
	};
	struct pty *p[SHELLS];

	mini_env(world, "home/p/.venv");
	mini_allow_tree(world, "home/p");
	mini_envd(world, NULL, 0, "daemon", "stop", NULL);
	for (int i = 0; i < SHELLS; i++)
		p[i] = world_pty(world, argv[i % 2], "home/p");
	for (int i = 0; i < SHELLS; i++) {
		pty_wait_prompt(p[i]);
		cr_assert(mini_is_on(p[i]), "shell %d: %s", i, pty_screen(p[i]));
	}
	pty_wait_for(p[0], is_one, NULL, "there is not one daemon");
}

Test(daemon, a_second_one_refuses)
{
	pid_t pid;
	int status;
	char *out, *program = NULL;

	world_shell(world, "bash");
	pid = world_daemon_pid(world);
	cr_assert(asprintf(&program, "%s/envd-daemon", world->build) > 0);
	out = world_run(world, &status, program, "--foreground", NULL);
	cr_assert_eq(status, 1, "%s", out);
	cr_assert(strstr(out, "another one is running"), "%s", out);
	cr_assert_eq(world_daemon_pid(world), pid);
	free(program);
	free(out);
}

/* A cleaner of old files takes the lock away, and another daemon begins. */
static bool has_one_daemon(struct pty *p, void *data)
{
	pid_t now = world_daemon_pid(world);

	(void)p;
	return now > 0 && now != *(pid_t *)data && daemons() == 1;
}

Test(daemon, of_two_without_a_lock_one_is_left)
{
	struct pty *p;
	pid_t before;

	mini_env(world, "home/p/.venv");
	mini_allow_tree(world, "home");
	p = world_shell_in(world, "bash", "home/p");
	mini_settle(p);
	before = world_daemon_pid(world);
	free(world_run(world, NULL, "sh", "-c", "rm ../state/envd/daemon-*.lock", NULL));
	free(world_run(world, NULL, "sh", "-c",
		       world_format(world, "%s/envd-daemon >/dev/null 2>&1 &", world->build), NULL));
	pty_wait_for(p, has_one_daemon, &before, "two daemons, or the old one, are left");
	free(pty_run(p, "rm -rf .venv"));
	mini_expect_off(p);
	free(pty_run(p, "mk .venv"));
	mini_settle(p);
	mini_expect_on(p, world_path(world, "home/p/.venv"));
}

Test(daemon, commands)
{
	const char *out;

	out = mini_envd(world, NULL, 3, "daemon", "status", NULL);
	cr_assert(strstr(out, "not running"), "%s", out);
	out = mini_envd(world, NULL, 0, "daemon", "stop", NULL);
	cr_assert(strstr(out, "not running"), "%s", out);
	out = mini_envd(world, NULL, 0, "daemon", "start", NULL);
	cr_assert_str_eq(out, "daemon started\n");
	cr_assert_eq(daemons(), 1);
	out = mini_envd(world, NULL, 0, "daemon", "start", NULL);
	cr_assert(strstr(out, "running already"), "%s", out);
	out = mini_envd(world, NULL, 0, "daemon", "status", NULL);
	cr_assert(strstr(out, "daemon: running "), "%s", out);
	mini_envd(world, NULL, 0, "daemon", "restart", NULL);
	cr_assert_eq(daemons(), 1);
	out = mini_envd(world, NULL, 0, "daemon", "stop", NULL);
	cr_assert(strstr(out, "stopped"), "%s", out);
	/* Its socket and lock are gone; to end takes a sanitizer a moment. */
	for (int i = 0; daemons() > 0; i++) {
		if (i > 500)
			test_late("the daemon does not end");
		usleep(10 * 1000);
	}
	mini_envd(world, NULL, 2, "daemon", "dance", NULL);
}

/* ---- of another version ------------------------------------------------------- */

/* What a daemon of another protocol is to us: it holds the lock, in which its socket
 * is named, closes each connection, and ends when it is asked to by SIGTERM. */
static const char other_daemon[] =
	"import fcntl, os, socket, sys\n"
	"lock, path = sys.argv[1:]\n"
	"held = open(lock, 'r+'); fcntl.flock(held, fcntl.LOCK_EX)\n"
	"held.truncate(); held.write(path); held.flush()\n"
	"s = socket.socket(socket.AF_UNIX); s.bind(path); s.listen()\n"
	"open('ready', 'w').close()\n"
	"while True: s.accept()[0].close()\n";

static bool is_ready(struct pty *p, void *data)
{
	(void)p;
	(void)data;
	return access(world_path(world, "home/ready"), F_OK) == 0;
}

/* In the place of ours: one that speaks protocol `number`. Returns its terminal. */
static struct pty *other_version(const char *number)
{
	const char *argv[] = { "/bin/sh", "-c", NULL, NULL };
	struct pty *p;

	mini_envd(world, NULL, 0, "daemon", "start", NULL);
	mini_envd(world, NULL, 0, "daemon", "stop", NULL);
	world_write(world, "home/other.py", other_daemon);
	argv[2] = world_format(world, "exec /usr/bin/python3 other.py ../state/envd/daemon-*.lock "
			       "$(echo %s/run/envd/*)/socket-%s", world->root, number);
	p = world_pty(world, argv, NULL);
	pty_wait_for(p, is_ready, NULL, "the other daemon does not start");
	return p;
}

Test(daemon, an_older_one_is_replaced_by_a_prompt)
{
	struct pty *other = other_version("1"), *p;

	mini_env(world, "home/p/.venv");
	p = world_shell_in(world, "bash", "home/p");
	cr_assert_eq(WTERMSIG(pty_wait_exit(other)), SIGTERM);
	mini_settle(p);
	cr_assert_eq(daemons(), 1);
	pty_expect(p, "envd allow", "~/p/.venv is trusted from now on");
	mini_expect_on(p, world_path(world, "home/p/.venv"));
}

/* It has taken what prompts asked, and answers none of it. */
Test(daemon, a_hung_one_of_another_version_is_ended_by_force)
{
	struct pty *other = other_version("1"), *p;

	cr_assert_eq(kill(pty_pid(other), SIGSTOP), 0);
	p = world_shell_in(world, "bash", "home/p");
	for (int i = 0; i < 3; i++)
		free(pty_run(p, ""));
	mini_envd(world, NULL, 0, "daemon", "restart", NULL);
	cr_assert_eq(WTERMSIG(pty_wait_exit(other)), SIGKILL);
	cr_assert_eq(daemons(), 1);
}

/* By an older client: nothing is on, and it is said how to go on. */
Test(daemon, a_newer_one_is_left_alone)
{
	struct pty *other = other_version("999"), *p;
	const char *out;
	char *all;

	p = world_shell_in(world, "bash", "home/p");
	mini_settle(p);
	mini_expect_off(p);
	all = pty_history(p);
	cr_assert(strstr(all, "envd: a daemon of another version is running"), "%s", all);
	free(all);
	out = mini_envd(world, NULL, 3, "ls", NULL, NULL);
	cr_assert(strstr(out, "To replace it: envd daemon restart"), "%s", out);
	out = mini_envd(world, NULL, 3, "daemon", "status", NULL);
	cr_assert(strstr(out, "To replace it: envd daemon restart"), "%s", out);
	mini_envd(world, NULL, 0, "daemon", "restart", NULL);
	cr_assert_eq(WTERMSIG(pty_wait_exit(other)), SIGTERM);
	cr_assert_eq(daemons(), 1);
}

/* ---- what it has of its first shell ------------------------------------------- */

static char *proc(pid_t pid, const char *script)
{
	char number[24];
	int status;

	snprintf(number, sizeof(number), "%ld", (long)pid);
	return world_run(world, &status, "sh", "-c", script, number, NULL);
}

Test(daemon, has_nothing_of_the_shell)
{
	struct pty *p;
	char *out;

	world_write(world, "home/.profile_of_test", "planted\n");
	world_setenv(world, "PLANTED_SECRET", "1");
	p = world_shell(world, "bash");
	mini_envd(world, NULL, 0, "daemon", "stop", NULL);
	free(pty_run(p, "exec 7<~/.profile_of_test; trap '' HUP; umask 0; ulimit -c 0"));
	free(pty_run(p, "cd p"));
	cr_assert_eq(daemons(), 1);
	out = proc(world_daemon_pid(world), "tr '\\0' '\\n' </proc/$0/environ");
	cr_assert_null(strstr(out, "PLANTED"), "%s", out);
	cr_assert(strstr(out, "PATH=/usr/bin:/bin\n"), "%s", out);
	free(out);
	out = proc(world_daemon_pid(world), "ls -l /proc/$0/fd");
	cr_assert_null(strstr(out, "profile_of_test"), "%s", out);
	cr_assert_null(strstr(out, "/dev/pts"), "%s", out);
	free(out);
	out = proc(world_daemon_pid(world),
		   "readlink /proc/$0/cwd; grep -E 'Umask|SigIgn' /proc/$0/status");
	cr_assert(strncmp(out, "/\n", 2) == 0, "%s", out);
	cr_assert(strstr(out, "Umask:\t0077"), "%s", out);
	/* PIPE is its own; 32 to 34 are the C libraries', which leave them alone. */
	cr_assert_eq(strtoull(strstr(out, "SigIgn:") + 7, NULL, 16) & ~(7ull << 31),
		     0x1000u, "%s", out);
	free(out);
}

/* A command substitution waits for all who have its pipe. */
Test(daemon, does_not_hold_a_pipe)
{
	struct pty *p = world_shell(world, "bash");

	mini_envd(world, NULL, 0, "daemon", "stop", NULL);
	pty_expect(p, "x=$(envd ls 2>&1); echo done", "done");
	cr_assert_eq(daemons(), 1);
	mini_envd(world, NULL, 0, "daemon", "stop", NULL);
	pty_expect(p, "envd ls 2>&1 | cat >/dev/null; echo done", "done");
}

/* ---- shells' directories -------------------------------------------------------- */

static int shell_directories(void)
{
	char *out = world_run(world, NULL, "sh", "-c", "ls -d ../run/envd/*/s/* 2>/dev/null | wc -l",
			      NULL);
	int n = atoi(out);

	free(out);
	return n;
}

static bool has_directories(struct pty *p, void *data)
{
	(void)p;
	return shell_directories() == *(int *)data;
}

Test(daemon, sweeps_after_shells)
{
	struct pty *p = world_shell(world, "bash"), *q = world_shell(world, "zsh");
	struct pty *r = world_shell(world, "bash");
	int n = 2;

	cr_assert_eq(shell_directories(), 3);
	world_pty_close(world, q);
	pty_wait_for(p, has_directories, &n, "not swept after an exit");
	kill(pty_pid(r), SIGKILL);
	world_pty_close(world, r);
	n = 1;
	pty_wait_for(p, has_directories, &n, "not swept after kill -9");
}

Test(daemon, sweeps_at_its_start)
{
	struct pty *p = world_shell(world, "bash"), *q = world_shell(world, "zsh");
	int n = 1;

	cr_assert(mini_kill_daemon(world));
	world_pty_close(world, q);
	cr_assert_eq(shell_directories(), 2);
	mini_envd(world, NULL, 0, "daemon", "start", NULL);
	pty_wait_for(p, has_directories, &n, "not swept at the start");
}

/* ---- the same daemon -------------------------------------------------------------- */

Test(daemon, is_reached_from_another_runtime_directory)
{
	struct pty *p, *q;
	pid_t pid;

	mini_env(world, "home/p/.venv");
	p = world_shell(world, "bash");
	pid = world_daemon_pid(world);
	mini_settle(p);
	world_mkdir(world, "run2");
	cr_assert_eq(chmod(world_path(world, "run2"), 0700), 0);
	world_setenv(world, "XDG_RUNTIME_DIR", world_path(world, "run2"));
	q = world_shell_in(world, "zsh", "home/p");
	mini_settle(q);
	cr_assert_eq(daemons(), 1);
	cr_assert_eq(world_daemon_pid(world), pid);
	cr_assert_not(mini_is_on(q));
	mini_allow_tree(world, "home/p");               /* takes back its answer there, too */
	free(pty_run(q, ""));
	mini_expect_on(q, world_path(world, "home/p/.venv"));
}
