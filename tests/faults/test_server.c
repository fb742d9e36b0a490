/* The server at its edges: it ends rightly when its socket is taken away, says when
 * it cannot listen, and works with what it cannot have. */
#include "mini.h"
#include "pty.h"
#include "world.h"

#include "envd/protocol.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct world *world;

static void setup(void)
{
	world = world_new();
	mini_be_patient(world);
	mini_functions(world);
	world_mkdir(world, "home/p");
}

TestSuite(server, .init = setup, .fini = world_fini);

static bool has_pid(struct pty *p, void *data)
{
	(void)p;
	(void)data;
	return world_daemon_pid(world) > 0;
}

/* A daemon on a terminal, so that it can be seen how it ends. */
static struct pty *foreground(const char *before)
{
	const char *argv[] = { "/bin/sh", "-c", NULL, NULL };
	struct pty *p;

	argv[2] = world_format(world, "%s exec %s/envd-daemon --foreground", before, world->build);
	p = world_pty(world, argv, NULL);
	return p;
}

static bool is_listening(struct pty *p, void *data)
{
	int status;

	(void)p;
	(void)data;
	free(world_run(world, &status, "envd", "daemon", "status", NULL));
	return status == 0;
}

/* Both events are read at once; the second comes when all is closed already. No
 * shell lives, so nothing defers the end. */
Test(server, ends_though_more_has_happened_than_its_socket_being_removed)
{
	struct pty *p;
	pid_t pid;

	world_mkdir(world, "config/envd");
	p = foreground("");
	pty_wait_for(p, has_pid, NULL, "no daemon");
	pty_wait_for(p, is_listening, NULL, "the daemon does not listen");
	pid = world_daemon_pid(world);
	cr_assert_eq(kill(pid, SIGSTOP), 0);
	free(world_run(world, NULL, "sh", "-c",
		       "rm ../run/envd/*/socket-*; touch ../config/envd/x ../config/envd/envd.ini;"
		       "rm ../config/envd/x", NULL));
	cr_assert_eq(kill(pid, SIGCONT), 0);
	cr_assert_eq(pty_wait_exit(p), 0);
}

/* What stands in the socket's way is a directory: nothing can be bound there. */
Test(server, that_cannot_listen_fails_and_says_so)
{
	struct pty *p;
	int status;

	mini_envd(world, NULL, 0, "daemon", "start", NULL);
	mini_envd(world, NULL, 0, "daemon", "stop", NULL);
	free(world_run(world, NULL, "sh", "-c",
		       world_format(world, "mkdir \"$(echo %s/run/envd/*)/socket-%d\"", world->root,
				    PROTOCOL_VERSION), NULL));
	p = foreground("");
	status = pty_wait_exit(p);
	cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 1, "%d: %s", status, pty_screen(p));
	cr_assert(strstr(pty_screen(p), "cannot listen"), "%s", pty_screen(p));
}

/* Lists are made a few at a time; those that wait are answered, too, and one whose
 * client has gone is not waited for. */
Test(server, many_lists_at_once_are_all_answered)
{
	char *out;

	for (int i = 0; i < 20; i++)
		mini_env(world, world_format(world, "home/p%d/.venv", i));
	free(world_run(world, NULL, "sh", "-c", "for p in ~/p*; do envd allow $p; done", NULL));
	out = world_run(world, NULL, "sh", "-c",
			"for i in 1 2 3 4 5 6 7 8 9 10 11 12; do envd ls --json >ls$i & done; wait;"
			"cat ls* | grep -c 'p[0-9]*/.venv.,.name'", NULL);
	cr_assert_str_eq(out, "240\n", "%s", out);
	free(out);
}
