/*
 * server: the daemon's parts, wired together.
 */
#ifndef ENVD_SERVER_H
#define ENVD_SERVER_H

#include "serve/connection.h"
#include "serve/listener.h"
#include "serve/services.h"

#include "sys/clock.h"

struct server {
	uv_loop_t *loop;
	struct services services;
	struct connections connections;
	struct listener listener;
	struct clock_watch *clock;      /* NULL: none to be had */
	int config_watch;               /* of the directory of envd.ini, or < 0 */
	int runtime_watch;              /* of the socket's, or < 0 */
	uv_signal_t signals[2];
	uv_timer_t patience;            /* for the registry, at the start */
	bool is_closing;
	int users;                      /* of the services, that are not closed yet */
	int error;                      /* why it ends by itself: a negative errno, or 0 */
};

/* Starts listening as soon as the registry is loaded (or a moment later). If it
 * cannot, the loop comes to its end with server->error set. */
void server_open(struct server *server, uv_loop_t *loop, const struct paths *paths);

#endif
