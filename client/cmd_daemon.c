/* envd daemon: for those who want to see or stop it. */
#include "command.h"
#include "connect.h"
#include "health.h"

#include "envd/process.h"
#include "envd/util.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ANSWER_PATIENCE_MS 2000
#define STOP_PATIENCE_MS 6000

/* 1 yes, 0 no, -1 one of another version. */
static int is_running(const struct paths *paths)
{
	int fd = connect_daemon(paths, false);

	if (fd >= 0)
		close(fd);
	return fd == -EPROTONOSUPPORT ? -1 : fd >= 0 || fd == -ETIMEDOUT;
}

static int start(const struct paths *paths)
{
	bool was_running = is_running(paths) == 1;
	int fd = connect_daemon(paths, true);

	if (fd < 0) {
		fprintf(stderr, "envd: the daemon cannot be started: %s\n", strerror(-fd));
		return EXIT_NO_DAEMON;
	}
	close(fd);
	puts(was_running ? "the daemon is running already" : "daemon started");
	return EXIT_DONE;
}

static bool has_ended_within(const struct paths *paths, int ms)
{
	struct timespec step = { .tv_nsec = 5 * 1000000 };
	int64_t end_ms = monotonic_ms() + ms;

	while (!health_has_ended(paths) && monotonic_ms() < end_ms)
		nanosleep(&step, NULL);
	return health_has_ended(paths);
}

/* One of another version; by force, if it hangs. */
static int end_other(const struct paths *paths)
{
	pid_t pid;
	int r = connect_end_other(paths, &pid);

	if (r == 0 && !has_ended_within(paths, ANSWER_PATIENCE_MS))
		r = kill(pid, SIGKILL) < 0 ? -errno : 0;
	return r;
}

/* Asks it to stop. One that does not answer (stopped by a signal, hung on a dead
 * disk) is ended by force: what it knows is on disk. */
static int ask_to_stop(const struct paths *paths)
{
	struct buf question = BUF_INIT;
	enum message type;
	const void *body;
	pid_t pid = 0;
	uid_t uid;
	size_t n;
	int fd = connect_daemon(paths, false), r;

	if (fd == -EPROTONOSUPPORT)
		return end_other(paths);
	if (fd < 0)
		return fd;
	empty_encode(&question, MESSAGE_STOP);
	peer_identify(fd, &uid, &pid);
	r = connect_send(fd, &question, monotonic_ms() + ANSWER_PATIENCE_MS);
	buf_reset(&question);
	if (r == 0)
		r = connect_receive(fd, &question, monotonic_ms() + ANSWER_PATIENCE_MS, &type,
				    &body, &n);
	buf_free(&question);
	close(fd);
	if (r == -ETIMEDOUT && pid > 0)
		r = kill(pid, SIGKILL) < 0 ? -errno : 0;
	return r;
}

/* Waits until it has ended. False when it will not. */
static bool end(const struct paths *paths)
{
	int r = ask_to_stop(paths);

	if (r == 0 && has_ended_within(paths, STOP_PATIENCE_MS))
		return true;
	fprintf(stderr, "envd: the daemon has not ended: %s\n",
		r < 0 ? strerror(-r) : "it still holds its lock");
	return false;
}

static int stop(const struct paths *paths)
{
	bool was_running = is_running(paths);

	if (was_running && !end(paths))
		return EXIT_NO;
	puts(was_running ? "daemon stopped; it starts again at the next prompt that needs it" :
			   "the daemon is not running");
	return EXIT_DONE;
}

static int restart(const struct paths *paths)
{
	if (is_running(paths) && !end(paths))
		return EXIT_NO;
	return start(paths);
}

static int status(const struct paths *paths)
{
	return health_print(paths) == 0 ? EXIT_DONE : EXIT_NO_DAEMON;
}

int cmd_daemon(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(const struct paths *paths);
	} actions[] = {
		{ "start", start }, { "stop", stop }, { "restart", restart }, { "status", status },
	};
	static const char *const known[] = { NULL };
	struct paths paths;
	int n = command_options(argc, argv, known, NULL);

	if (n < 0)
		return EXIT_USAGE;
	for (size_t i = 0; n == 1 && i < COUNT_OF(actions); i++) {
		int r;

		if (strcmp(argv[1], actions[i].name) != 0)
			continue;
		r = command_paths(&paths);
		if (r)
			return r;
		r = actions[i].run(&paths);
		paths_deinit(&paths);
		return r;
	}
	return command_usage(argv[0], "start, stop, restart or status");
}
