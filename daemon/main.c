/* envd-daemon: tracks every Python environment of one user. See envd-daemon(8). */
#include "serve/instance.h"
#include "sys/log.h"
#include "serve/server.h"

#include "envd/paths.h"
#include "envd/process.h"
#include "envd/util.h"

#include <assert.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
	"usage: envd-daemon [--foreground]\n"
	"       envd-daemon --help | --version\n"
	"\n"
	"The shells' hooks start it by themselves. With --foreground it logs to\n"
	"standard error.\n";

/* 1: go on, else the exit status + 2. */
static int parse_options(int argc, char **argv, bool *is_foreground)
{
	static const struct option options[] = {
		{ "foreground", no_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "fhV", options, NULL)) != -1) {
		switch (c) {
		case 'f':
			*is_foreground = true;
			break;
		case 'h':
			fputs(usage, stdout);
			return 2;
		case 'V':
			puts("envd-daemon " ENVD_VERSION);
			return 2;
		default:
			fputs(usage, stderr);
			return 4;
		}
	}
	if (optind == argc)
		return 1;
	fputs(usage, stderr);
	return 4;
}

static int run(const struct paths *paths)
{
	struct server server;
	uv_loop_t loop;
	int r = uv_loop_init(&loop);

	if (r < 0) {
		log_warn(r, "no event loop");
		return r;
	}
	server_open(&server, &loop, paths);
	uv_run(&loop, UV_RUN_DEFAULT);
	if (uv_loop_close(&loop) != 0) {
		log_warn(0, "something was left open");
		assert(!"the loop is not empty");
	}
	uv_library_shutdown();
	return server.error;
}

int main(int argc, char **argv)
{
	struct paths paths = { 0 };
	bool is_foreground = false;
	char *culprit = NULL, *log = NULL;
	int r = parse_options(argc, argv, &is_foreground), lock = -1;

	if (r != 1)
		return r - 2;
	if (!process_is_ordinary()) {
		fputs("envd-daemon: refuses to run with another user's rights, or as nobody\n",
		      stderr);
		return 1;
	}
	/* More than can hang on dead mounts or make lists (claims.c, job.c); before
	 * libuv's first job. */
	setenv("UV_THREADPOOL_SIZE", "10", 1);
	r = paths_init(&paths, &culprit);
	if (r < 0) {
		log_warn(r, "%s: cannot be used", culprit);
		goto out;
	}
	lock = instance_lock(&paths);
	if (lock < 0) {
		r = lock;
		if (r == -EWOULDBLOCK)
			fputs("envd-daemon: another one is running\n", stderr);
		else
			log_warn(r, "%s: cannot lock", paths.lock);
		goto out;
	}
	log = path_join(paths.state, "log");
	log_open(is_foreground ? NULL : log);
	r = run(&paths);
	log_close();
out:
	if (lock >= 0)
		close(lock);
	free(log);
	free(culprit);
	paths_deinit(&paths);
	return r < 0 ? 1 : 0;
}
