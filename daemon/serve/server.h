/*
 * server: the daemon's parts, wired together, and the socket it listens on.
 */
#ifndef ENVD_SERVER_H
#define ENVD_SERVER_H

#include "sys/clock.h"
#include "serve/config.h"
#include "trust/decisions.h"
#include "sys/mounts.h"
#include "store/registry.h"
#include "sys/session.h"
#include "sys/watch.h"

#include "envd/file.h"
#include "envd/paths.h"

#include <uv.h>

struct connection;
struct git_cache;
struct lookup;

struct server {
	uv_loop_t *loop;
	const struct paths *paths;
	struct config config;
	char *config_error;             /* why the file is not in force, or NULL */
	struct file config_file;        /* as it was before it was read; zeroed: none */
	int config_watch;               /* of the directory that it is in, or < 0 */
	struct watch *watch;            /* NULL: none to be had; so of the next two */
	struct mounts *mounts;
	struct clock_watch *clock;
	struct strings busy;            /* far mounts that a lookup is out on */
	struct lookup *lookups;         /* that are out */
	struct sessions *sessions;
	struct registry *registry;
	bool has_registry;              /* it is loaded */

	struct decisions *decisions;    /* read and written in workers too */
	struct git_cache *git;           /* the same */

	uv_pipe_t listener;
	struct file socket;             /* as we bound it; zeroed: not yet */
	int runtime_watch;              /* of the directory it is in, or < 0 */
	uv_signal_t signals[2];
	uv_timer_t patience;            /* for the registry, at the start */
	struct connection *connections;
	size_t n_connections;
	size_t n_jobs;                  /* in libuv's pool */
	int64_t started_ms;
	bool is_closing;
	bool is_alone;                  /* all of the loop's own is closed */
};

/* Starts listening as soon as the registry is loaded (or a moment later).
 * 0 or a negative errno; on failure nothing is left open once the loop has
 * run. */
int server_open(struct server *server, uv_loop_t *loop, const struct paths *paths);

/* Closes all; the loop then comes to its end. May be called again. */
void server_close(struct server *server);

/* Around each job in libuv's pool: the decisions and the registry, which it
 * uses, are not closed before it has ended. */
void server_hold(struct server *server);
void server_release(struct server *server);

#endif
